"""Streams of random numbers, one per purpose, so that changing one leaves the others alone."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np

from gaitsense.model.errors import ConfigError
from gaitsense.model.samples import SIDES, Side

#: What random numbers are drawn for. New purposes go to the end: the place is part of the seed.
Purpose = Literal[
    "gait",
    "drags",
    "shocks",
    "placement",
    "mounting",
    "sensor",
    "clock",
    "floor",
    "mount",
    "fidgets",
    "person",
    "rocking",
]

_PURPOSES: Final[tuple[str, ...]] = get_args(Purpose)


def random_stream(seed: int, purpose: Purpose, side: Side | None = None) -> np.random.Generator:
    """Return the generator for one purpose, the same for the same arguments.

    Parameters
    ----------
    seed : int
        The seed of the whole walk, not negative.
    purpose : str
        What the numbers are for.
    side : {"left", "right"}, optional
        The foot, where each has its own.

    Returns
    -------
    numpy.random.Generator
        Statistically independent of every other purpose, foot and seed.

    Raises
    ------
    ConfigError
        If the seed is not a whole number from 0 up.
    """
    given: object = seed  # what a user passes need not be what is declared
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < 0:
        raise ConfigError(f"a seed is a whole number from 0 up, not {seed!r}")
    foot = 0 if side is None else 1 + SIDES.index(side)
    key = (_PURPOSES.index(purpose), foot)
    return np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=key))
