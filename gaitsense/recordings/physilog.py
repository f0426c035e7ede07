"""Gait Up Physilog 5: CSV as its research toolkit writes it.

A title, the date and the number of points; then a row of signal groups with their rates, a
row of names, a row of units; then samples, acceleration in g and angular rate in °/s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, find_header, layout_below
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

_TIME: Final = "Time"
_ACC: Final = ("Accel X", "Accel Y", "Accel Z")
_GYR: Final = ("Gyro X", "Gyro Y", "Gyro Z")
_TO_MPS2: Final = {"g": STANDARD_GRAVITY_MPS2, "m/s^2": 1.0, "m/s2": 1.0, "m/s²": 1.0}
_TO_RADPS: Final = {"deg/s": RAD_PER_DEG, "°/s": RAD_PER_DEG, "rad/s": 1.0}
_TO_S: Final = {"s": 1.0, "ms": 1e-3}
_GROUP_RATE: Final = re.compile(r"(?P<group>[A-Za-z]+)\s*\[(?P<hz>\d+(\.\d+)?)\s*hz\]", re.I)
_CREATED: Final = re.compile(r"Created on:\s*(?P<when>\d[^,]*)")
_POINTS: Final = re.compile(r"Total data points:\s*(?P<count>\d+)")
#: Given times are rounded to 10 µs; a rate further off than this is another one.
_RATE_TOLERANCE: Final = 0.01


def _sniff(head: Head) -> Match | None:
    layout = find_header(head, (_TIME, *_ACC, *_GYR))
    if layout is None:
        return None
    if any("physilog" in line.casefold() for line in head.lines[: layout.header_line]):
        return Match(1.0, "the first line names a Physilog")
    if any(_GROUP_RATE.search(line) for line in head.lines[: layout.header_line]):
        return Match(0.8, "the signal groups with their rates are those of a Physilog")
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    head = source.head
    named = find_header(head, (_TIME, *_ACC, *_GYR))
    assert named is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        layout = checked(layout_below(head, named.header_line, named.delimiter, units=True), head)
        rate_hz = _rate_hz(head, layout)
        places = {name: layout.require(name) for name in (_TIME, *_ACC, *_GYR)}
        table = read_table(source.path, head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        _compare_count(head, layout, table, notes)
        rows = Rows(
            table.line,
            table.numbers[_TIME] * _factor(layout, (_TIME,), _TO_S),
            table.vectors(_ACC) * _factor(layout, _ACC, _TO_MPS2),
            table.vectors(_GYR) * _factor(layout, _GYR, _TO_RADPS),
        )
        track = build_track(
            rows,
            source.path,
            notes,
            info=StreamInfo(0.0, device="Gait Up Physilog 5"),
            rate_hz=_confirmed(rate_hz, rows, notes),
            clock=Clock("Physilog", assumed=True),
        )
    return Content((track,), _metadata(head, layout), tuple(notes.sentences))


def _factor(layout: Layout, names: Sequence[str], known: dict[str, float]) -> float:
    """Return what turns the columns' one unit into ours, refusing others and mixed ones."""
    units = {layout.units[layout.require(name)].strip("[] ").casefold() for name in names}
    unit = " and ".join(sorted(units))
    if unit not in known:
        raise RecordingError(
            f"its unit reads {unit!r}, where one of {', '.join(known)} is due; "
            "export the file again",
            line=layout.first_line - 1,
            column=names[0],
        )
    return known[unit]


def _rate_hz(head: Head, layout: Layout) -> float | None:
    """Rate of accelerometer and gyroscope as the groups' row states it."""
    rates = {
        match["group"].casefold(): float(match["hz"])
        for line in head.lines[: layout.header_line]
        for match in _GROUP_RATE.finditer(line)
    }
    acc_hz, gyr_hz = rates.get("accel"), rates.get("gyro")
    if acc_hz != gyr_hz:
        raise RecordingError(
            f"accelerometer ({acc_hz:g} Hz) and gyroscope ({gyr_hz:g} Hz) differ in rate; "
            "export both at the same rate"
            if acc_hz and gyr_hz
            else "only one of accelerometer and gyroscope states its rate; export the file again",
            line=layout.header_line - 1,
        )
    return acc_hz


def _confirmed(rate_hz: float | None, rows: Rows, notes: Notes) -> float | None:
    """Return the stated rate where the times agree, else None."""
    steps_s = np.diff(rows.t_s)
    steps_s = steps_s[np.isfinite(steps_s)]
    if rate_hz is None or len(steps_s) == 0:
        return rate_hz
    usual_s = float(np.median(steps_s))
    if abs(usual_s * rate_hz - 1.0) < _RATE_TOLERANCE:
        return rate_hz
    notes.say(
        f"The header says {rate_hz:g} Hz, but times advance by {usual_s * 1e3:.4g} ms; "
        "the times were followed."
    )
    return None


def _compare_count(head: Head, layout: Layout, table: Table, notes: Notes) -> None:
    for line in head.lines[: layout.header_line]:
        match = _POINTS.search(line)
        if match and int(match["count"]) > len(table):
            notes.say(f"The header promises {match['count']} data points, {len(table)} are there.")


def _metadata(head: Head, layout: Layout) -> dict[str, str]:
    for line in head.lines[: layout.header_line]:
        match = _CREATED.search(line)
        if match:
            return {"start_time": match["when"].strip()}
    return {}


DIALECT: Final = Dialect("physilog", "Gait Up Physilog CSV export", _sniff, _read)
