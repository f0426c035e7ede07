"""Every dialect that is understood: ours, and those that installed packages add.

A package adds one by an entry point of the group ``gaitsense.dialects`` that names a
`Dialect` object. One that cannot be loaded is named in the log and left out.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Sequence
from typing import Final

from gaitsense.model.errors import GaitsenseError, RecordingError
from gaitsense.recordings import (
    generic_csv,
    physilog,
    session_csv,
    xsens_dot,
    xsens_mtw,
)
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "gaitsense.dialects"

BUILT_IN: Final[tuple[Dialect, ...]] = (
    session_csv.DIALECT,
    xsens_dot.DIALECT,
    xsens_mtw.DIALECT,
    physilog.DIALECT,
    generic_csv.DIALECT,
)


@functools.cache
def known_dialects() -> tuple[Dialect, ...]:
    """Return the built-in dialects and those of installed packages.

    Returns
    -------
    tuple of Dialect
        Built-in ones first; loaded once.
    """
    return BUILT_IN + tuple(_plug_ins())


def choose_dialect(head: Head) -> tuple[Dialect, Match] | None:
    """Tell which dialect a file is.

    Parameters
    ----------
    head : Head
        How the file begins.

    Returns
    -------
    (Dialect, Match) or None
        The most confident one, built-in before added; None where none knows the file.
    """
    matches = [(dialect, match) for dialect in known_dialects() if (match := dialect.sniff(head))]
    return max(matches, key=lambda found: found[1].confidence) if matches else None


def _plug_ins() -> list[Dialect]:
    # Imported here, as it costs more than everything else in this file.
    from importlib import metadata

    found = []
    for entry in metadata.entry_points(group=ENTRY_POINT_GROUP):
        try:
            dialect = entry.load()
        except Exception as error:  # noqa: BLE001 - whatever another's module does at import
            _log.warning("dialect %r (%s) cannot be loaded: %s", entry.name, entry.value, error)
            continue
        if isinstance(dialect, Dialect):
            found.append(_guarded(dialect))
        else:
            _log.warning("dialect %r (%s) is not a Dialect object", entry.name, entry.value)
    return found


def _guarded(dialect: Dialect) -> Dialect:
    """Wrap another's dialect so that its faults become sentences."""

    def sniff(head: Head) -> Match | None:
        try:
            return dialect.sniff(head)
        except Exception as error:  # noqa: BLE001 - another's code
            _log.warning("dialect %r failed to look at a file: %s", dialect.name, error)
            return None

    def read(sources: Sequence[Source], progress: Progress) -> Content:
        try:
            return dialect.read(sources, progress)
        except GaitsenseError:
            raise
        except Exception as error:
            raise RecordingError(
                f"the added dialect {dialect.name!r} failed ({type(error).__name__}: {error}); "
                "report it to the package that brings it",
                file=sources[0].path,
            ) from error

    def bundle(source: Source) -> str:
        try:
            return dialect.bundle(source) if dialect.bundle else str(source.path)
        except Exception as error:  # noqa: BLE001 - another's code
            _log.warning("dialect %r failed to bundle a file: %s", dialect.name, error)
            return str(source.path)

    return dataclasses.replace(dialect, sniff=sniff, read=read, bundle=bundle)
