"""Which settings each part of the analysis is handed: what it never gets cannot change it.

The settings are given to the program as a copy that notes which stages are taken from it. What
no walk's closing took from it has no influence on which strides are found, nor on their paths;
so one run with the shipped settings says what need not be run again for which constant.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import gaitsense

_STAGES: Final = frozenset(item.name for item in dataclasses.fields(gaitsense.GaitConfig))
_taken: set[str] = set()


class NotingConfig(gaitsense.GaitConfig):
    """Settings that note which of their stages are asked for."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name in _STAGES:
            _taken.add(name)
        return super().__getattribute__(name)

    def as_dict(self) -> dict[str, Any]:
        """Return the shipped values: that a summary prints all settings is no use of them."""
        return gaitsense.GaitConfig().as_dict()


@contextmanager
def noting(into: set[str]) -> Iterator[None]:
    """Add to `into` the stages that are taken from any `NotingConfig` meanwhile."""
    _taken.clear()
    yield
    into |= _taken
    _taken.clear()
