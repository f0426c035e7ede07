"""MicroStrain (Lord, HBK) 3DM: CSV as SensorConnect exports it.

One column of times, then columns named by sensor and channel,
``inertial-6253.76535:scaledAccelX``. The scaled channels are in g and rad/s (MIP data
communications protocol, sets 0x80,04 and 0x80,05); no header says so, so the values are asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import (
    DELIMITERS,
    Layout,
    checked,
    is_number,
    layout_below,
    split_cells,
)
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

_TIME: Final = "Time"
_ACC: Final = ("scaledAccelX", "scaledAccelY", "scaledAccelZ")
_GYR: Final = ("scaledGyroX", "scaledGyroY", "scaledGyroZ")
_CHANNEL: Final = re.compile(r"(?P<sensor>[^:]+):(?P<channel>[A-Za-z]\w*)")
#: One channel that nobody else has. Names are bounded, or a hostile line would take minutes.
_SIGN: Final = re.compile(r'[^,;\t":]{1,80}:scaled(Accel|Gyro)[XYZ]|inertial-\d+\.\d+:\w+')
#: How SensorConnect calls an inertial sensor by itself: model and serial number.
_OWN_SENSOR: Final = re.compile(r"inertial-\d+\.\d+")
#: Median |acc| that can be g: at rest 1, sprinting up to 6. From 6 on it is gravity in m/s².
_MEDIAN_G: Final = (0.6, 6.0)


def _sniff(head: Head) -> Match | None:
    layout = _header(head)
    if layout is None:
        return None
    if any(_OWN_SENSOR.fullmatch(sensor) for sensor in _channels(layout)):
        return Match(1.0, "columns are named inertial-…: as SensorConnect names a sensor's")
    return Match(0.8, "columns are named by sensor and channel as in SensorConnect")


def _header(head: Head) -> Layout | None:
    """Find the table with times and with channels of an inertial sensor."""
    for number, line in enumerate(head.lines, start=1):
        if not _SIGN.search(line):
            continue
        for delimiter in DELIMITERS:
            cells = split_cells(line, delimiter)
            if _TIME in cells and any(_SIGN.fullmatch(cell) for cell in cells):
                return layout_below(head, number, delimiter)
    return None


def _channels(layout: Layout) -> dict[str, dict[str, int]]:
    """Positions of the channels of each sensor."""
    found: dict[str, dict[str, int]] = {}
    for at, name in enumerate(layout.names):
        match = _CHANNEL.fullmatch(name)
        if match:
            found.setdefault(match["sensor"], {})[match["channel"]] = at
    return found


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    head = source.head
    layout = _header(head)
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        sensor, places = _choose_sensor(checked(layout, head))
        _refuse_dates(head, layout)
        places = {_TIME: layout.require(_TIME), **places}
        table = read_table(source.path, head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        track = build_track(
            _to_rows(table, source.path, notes),
            source.path,
            notes,
            info=StreamInfo(0.0, device=f"MicroStrain {sensor}"),
            clock=Clock(keeps_origin=False),
            label=sensor,
        )
    return Content((track,), {"sensor": sensor}, tuple(notes.sentences))


def _choose_sensor(layout: Layout) -> tuple[str, dict[str, int]]:
    """Return the one sensor with acceleration and angular rate, and where they stand."""
    sensors = _channels(layout)
    wanted = (*_ACC, *_GYR)
    whole = {name: places for name, places in sensors.items() if places.keys() >= set(wanted)}
    if len(whole) > 1:
        raise RecordingError(
            f"{len(whole)} sensors stand in one file ({', '.join(whole)}), and which foot each "
            "is cannot be told; export each sensor into a file of its own",
            line=layout.header_line,
        )
    if not whole:
        held = dict.fromkeys(channel for places in sensors.values() for channel in places)
        raise RecordingError(
            f"this SensorConnect file holds only {', '.join(held)}: without scaledAccel and "
            "scaledGyro in x, y and z the foot cannot be followed; sample and export both",
            line=layout.header_line,
        )
    ((sensor, places),) = whole.items()
    return sensor, {name: places[name] for name in wanted}


def _refuse_dates(head: Head, layout: Layout) -> None:
    """Raise where times are texts; which of many ways of writing a date, is not guessed."""
    at = layout.require(_TIME)
    for number, line in enumerate(head.lines[layout.first_line - 1 :], start=layout.first_line):
        cells = split_cells(line, layout.delimiter)
        if len(cells) != layout.width:
            continue
        if is_number(cells[at]) or not cells[at]:
            return
        raise RecordingError(
            f"times read like {cells[at]!r}, where seconds are due; export the file again with "
            "times relative to the start",
            line=number,
            column=_TIME,
        )


def _to_rows(table: Table, path: Path, notes: Notes) -> Rows:
    acc, gyr = table.vectors(_ACC), table.vectors(_GYR)
    # Where a channel has another rate than these, it has rows of its own.
    empty = np.asarray(np.isnan(np.hstack([acc, gyr])).all(axis=1), np.bool_)
    notes.say_lines("without acceleration and angular rate left out", table.line[empty])
    table, acc, gyr = table.take(~empty), acc[~empty], gyr[~empty]
    sizes = np.linalg.norm(acc[np.isfinite(acc).all(axis=1)], axis=1)
    if len(sizes) and sizes.any():
        median = float(np.median(sizes))
        low, high = _MEDIAN_G
        if not low <= median <= high:
            raise RecordingError(
                f"the median of |scaledAccel| is {median:.3g}, where gravity in g should make it "
                "near 1; export the file again with acceleration in g, gravity included",
                file=path,
                column=_ACC[0],
            )
        notes.say(
            "scaledAccel and scaledGyro were taken as g and rad/s, as SensorConnect writes them; "
            f"the median of |acc| is {median:.3g}."
        )
    return Rows(table.line, table.numbers[_TIME], acc * STANDARD_GRAVITY_MPS2, gyr)


DIALECT: Final = Dialect("microstrain", "MicroStrain SensorConnect CSV export", _sniff, _read)
