"""WitMotion: text as the maker's PC software records it.

A line with the time at which the software was started, a row of names with their units, then
samples behind tabs: address, time of day on the PC's clock at the row's arrival, acceleration
in g, angular rate in °/s. Rows arrive in bursts, and the first ones share one time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.counters import unwrap_counter
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, find_header
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

_ADDRESS, _TIME = "address", "Time(s)"
_ACC: Final = ("ax(g)", "ay(g)", "az(g)")
_GYR: Final = ("wx(deg/s)", "wy(deg/s)", "wz(deg/s)")
_STARTED: Final = re.compile(r"\s*StartTime:\s*(?P<when>(?P<date>\d{4}-\d{2}-\d{2})\s+\S+)")
#: Three digits behind the sign: with fewer, nobody can say whether ".5" is 5 ms or half a second.
_TIME_OF_DAY: Final = re.compile(
    r"(?P<h>[01]\d|2[0-3]):(?P<min>[0-5]\d):(?P<s>[0-5]\d)[.,](?P<ms>\d{3})"
)
_DAY_MS: Final = 86_400_000
#: An address in fewer rows than this share is a damaged one, not a second sensor's.
_STRAY_SHARE: Final = 0.01


def _sniff(head: Head) -> Match | None:
    layout = find_header(head, (_TIME, *_ACC, *_GYR))
    if layout is None or layout.delimiter != "\t":
        return None
    if _started(head, layout):
        return Match(1.0, "the line StartTime and the column names are those of WitMotion")
    if layout.index(_ADDRESS) is not None:
        return Match(0.8, "the column names are those of WitMotion")
    return None


def _started(head: Head, layout: Layout) -> re.Match[str] | None:
    matches = map(_STARTED.match, head.lines[: layout.header_line - 1])
    return next(filter(None, matches), None)


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    head = source.head
    layout = find_header(head, (_TIME, *_ACC, *_GYR))
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        checked(layout, head)
        numbers = {name: layout.require(name) for name in (*_ACC, *_GYR)}
        texts = {_TIME: layout.require(_TIME)}
        address_at = layout.index(_ADDRESS)
        if address_at is not None:
            texts[_ADDRESS] = address_at
        table = read_table(source.path, head, layout, numbers, texts, progress)
        notes.sentences.extend(table.notes)
        table = _timed(_of_one_sensor(table, notes), notes)
        rows = Rows(
            table.line,
            unwrap_counter(_time_of_day_ms(table), _DAY_MS) / 1000.0,
            table.vectors(_ACC) * STANDARD_GRAVITY_MPS2,
            table.vectors(_GYR) * RAD_PER_DEG,
        )
        started = _started(head, layout)
        # Both feet's times are the PC's, but a time of day alone may be another day's.
        name = f"the PC's clock on {started['date']}" if started else ""
        track = build_track(
            rows,
            source.path,
            notes,
            info=StreamInfo(0.0, device="WitMotion"),
            clock=Clock(name, keeps_origin=False, wrap_s=_DAY_MS / 1000.0, assumed=True),
        )
    metadata = {"software_started": started["when"]} if started else {}
    return Content((track,), metadata, tuple(notes.sentences))


def _of_one_sensor(table: Table, notes: Notes) -> Table:
    """Return the rows of the file's sensor, refusing two of them."""
    if _ADDRESS not in table.texts:
        return table
    known, first, count = np.unique(
        table.texts[_ADDRESS].astype(str), return_index=True, return_counts=True
    )
    often = count > _STRAY_SHARE * len(table)
    if np.count_nonzero(often) > 1:
        second = int(np.sort(first[often])[1])
        raise RecordingError(
            f"rows of several sensors ({', '.join(known[often])}) stand in one file, and which "
            "foot each is cannot be told; record each sensor into a file of its own",
            line=int(table.line[second]),
            column=_ADDRESS,
        )
    usual = table.texts[_ADDRESS] == known[np.argmax(count)]
    notes.say_lines("with an address of their own dropped", table.line[~usual])
    return table.take(usual)


def _timed(table: Table, notes: Notes) -> Table:
    """Return the rows whose time is a time of day with milliseconds."""
    # Rows of a burst share one text: each text is judged once.
    texts = table.texts[_TIME]
    good = {text for text in set(texts.tolist()) if _TIME_OF_DAY.fullmatch(text)}
    timed = np.array([text in good for text in texts.tolist()], np.bool_)
    if not timed.any():
        raise RecordingError(
            f"times read like {texts[0]!r}, where a time of day with milliseconds is due, for "
            "instance 06:56:12.429; export the file again",
            line=int(table.line[0]),
            column=_TIME,
        )
    notes.say_lines("without a usable time dropped", table.line[~timed])
    return table.take(timed)


def _time_of_day_ms(table: Table) -> NDArray[np.float64]:
    texts, back = np.unique(table.texts[_TIME].astype(str), return_inverse=True)
    matches = [_TIME_OF_DAY.fullmatch(text) for text in texts.tolist()]
    values = [
        ((int(m["h"]) * 60 + int(m["min"])) * 60 + int(m["s"])) * 1000 + int(m["ms"])
        for m in matches
        if m is not None
    ]
    return np.array(values, np.float64)[back]


DIALECT: Final = Dialect("witmotion", "WitMotion PC software text", _sniff, _read)
