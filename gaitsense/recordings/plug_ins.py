"""Dialects that installed packages add, kept from doing harm.

A package adds one by an entry point of the group ``gaitsense.dialects`` that names a
`Dialect` object. Packages are looked for when the first file is read, not before. What cannot
be loaded, or fails later, is named and left out; it never stops a file that others can read.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gaitsense.model.errors import GaitsenseError, RecordingError
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "gaitsense.dialects"


class PlugInFault(Exception):
    """A dialect of another package failed to look at a file."""


@dataclass(frozen=True, slots=True)
class PlugIns:
    """What installed packages add.

    Parameters
    ----------
    dialects : tuple of Dialect
        Those that could be loaded; their faults come as sentences.
    faults : tuple of str
        One sentence for each that could not.
    """

    dialects: tuple[Dialect, ...]
    faults: tuple[str, ...]


@functools.cache
def load_plug_ins() -> PlugIns:
    """Load the dialects of installed packages.

    Returns
    -------
    PlugIns
        Loaded once.
    """
    dialects: list[Dialect] = []
    faults: list[str] = []
    try:
        entries = list(_entry_points())
    except Exception as error:  # noqa: BLE001 - whatever an installer left behind
        faults.append(f"Dialects of installed packages cannot be looked for: {_brief(error)}.")
        entries = []
    for entry in entries:
        try:
            dialect = entry.load()
        # A module may do anything when it is imported, even leave.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            faults.append(f"The dialect {_whose(entry)} cannot be loaded: {_brief(error)}.")
            continue
        if isinstance(dialect, Dialect):
            dialects.append(_guarded(dialect))
        else:
            faults.append(f"The dialect {_whose(entry)} is not a Dialect object.")
    for fault in faults:
        _log.warning("%s It was left out.", fault)
    return PlugIns(tuple(dialects), tuple(f"{fault} It was left out." for fault in faults))


def _entry_points() -> Iterable[EntryPoint]:
    # Imported here, as it costs more than everything else in this file.
    from importlib import metadata

    return metadata.entry_points(group=ENTRY_POINT_GROUP)


def _whose(entry: EntryPoint) -> str:
    package = f" of the package {entry.dist.name}" if entry.dist else ""
    return f"{entry.name!r}{package} ({entry.value})"


def _brief(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _guarded(dialect: Dialect) -> Dialect:
    """Wrap another's dialect so that its faults become sentences."""

    def sniff(head: Head) -> Match | None:
        try:
            match: object = dialect.sniff(head)
        except Exception as error:
            raise PlugInFault(
                f"The added dialect {dialect.name!r} failed to look at a file: {_brief(error)}."
            ) from error
        if match is None:
            return None
        # NaN compares as false.
        if isinstance(match, Match) and 0.0 <= match.confidence <= 1.0:
            return match
        raise PlugInFault(
            f"The added dialect {dialect.name!r} failed to look at a file: it answered {match!r}, "
            "which is no Match of a confidence from 0 to 1."
        )

    def read(sources: Sequence[Source], progress: Progress) -> Content:
        try:
            return _checked(dialect.read(sources, progress))
        except GaitsenseError:
            raise
        except Exception as error:
            raise RecordingError(
                f"the added dialect {dialect.name!r} failed ({_brief(error)}); "
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


def _checked(content: object) -> Content:
    if not isinstance(content, Content):
        raise TypeError(f"it returned {type(content).__name__}, not Content")
    if not content.tracks:
        raise ValueError("it returned no track")
    return content
