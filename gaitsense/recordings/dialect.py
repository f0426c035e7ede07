"""What a dialect is: how a maker's file is recognised, and what reading it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.head import Head
from gaitsense.recordings.track import Track


@dataclass(frozen=True, slots=True)
class Match:
    """A dialect takes a file for its own.

    Parameters
    ----------
    confidence : float
        0 to 1: from 0.9 on a maker's signature, 0.7 to 0.8 column names or a layout that only
        one maker is known to use, below 0.3 a table that merely can be read. The highest among
        all dialects wins.
    why : str
        What gave it away, for people.
    """

    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read.

    Parameters
    ----------
    path : Path
        The file.
    head : Head
        How it begins.
    """

    path: Path
    head: Head


@dataclass(frozen=True, slots=True)
class Content:
    """What a dialect found in its files.

    Parameters
    ----------
    tracks : tuple of Track
        The usable sensors; at least one.
    metadata : Mapping[str, str]
        What the files say of themselves.
    notes : tuple of str
        What was dropped, deduced or odd, one sentence each.
    marker : tuple of (float, str)
        Marks: time in s on the tracks' clock, and word.
    format : str
        For people, what the file has turned out to be; empty where the dialect's title says it.
    """

    tracks: tuple[Track, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    marker: tuple[tuple[float, str], ...] = ()
    format: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One maker's format.

    Parameters
    ----------
    name : str
        Short and stable: ``xsens-dot``.
    title : str
        For people: "Movella/Xsens DOT export".
    sniff : callable
        From the `Head` of a file to a `Match`, or None if it is not of this dialect. Never
        raises.
    read : callable
        From sources and a progress callback (share read, 0 to 1) to their `Content`. One
        source at a time, unless `bundle` says otherwise. Raises `RecordingError` with the
        reason if nothing in them can be used.
    bundle : callable, optional
        From a `Source` to a word; sources with the same word are read together. For makers
        who put one sensor into several files.
    refuses : bool
        Whether its files are known only to be refused with the reason; such a dialect is not
        among those that are offered.
    """

    name: str
    title: str
    sniff: Callable[[Head], Match | None]
    read: Callable[[Sequence[Source], Progress], Content]
    bundle: Callable[[Source], str] | None = None
    refuses: bool = False


def keep_usable(attempts: Sequence[Callable[[], Track]], notes: list[str]) -> tuple[Track, ...]:
    """Build each foot, keeping the good one where the other cannot be used.

    Parameters
    ----------
    attempts : sequence of callables
        Each builds the track of one foot or raises `RecordingError`.
    notes : list of str
        Takes the reason of each foot that was left out.

    Returns
    -------
    tuple of Track
        At least one.

    Raises
    ------
    RecordingError
        The first reason, if no foot can be used.
    """
    tracks: list[Track] = []
    faults: list[RecordingError] = []
    for attempt in attempts:
        try:
            tracks.append(attempt())
        except RecordingError as error:
            faults.append(error)
    if not tracks:
        raise faults[0]
    notes.extend(map(left_out, faults))
    return tuple(tracks)


def left_out(fault: RecordingError) -> str:
    """Say in one sentence what could not be used, and why.

    Parameters
    ----------
    fault : RecordingError
        The reason.

    Returns
    -------
    str
        Without the file's folder: notes are stored, and folders carry people's names.
    """
    return f"Left out: {without_folder(fault)}."


def without_folder(fault: RecordingError) -> str:
    """Write a fault with its file, line and column, but without the file's folder.

    Parameters
    ----------
    fault : RecordingError
        The reason.

    Returns
    -------
    str
        To be put into a sentence.
    """
    name = fault.file.name if fault.file else None
    return str(RecordingError(fault.message, file=name, line=fault.line, column=fault.column))
