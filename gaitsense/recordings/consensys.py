"""Shimmer Consensys: CSV with the sensor's name before each column and a row of units.

A "sep=" line may come first. The wide-range accelerometer is taken where there is one: the
low-noise one of a Shimmer3 ends at 2 g, which a foot exceeds at every heel strike.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import DELIMITERS, Layout, checked, layout_below, split_cells
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, Track, build_track

_COLUMN: Final = re.compile(
    r"((?P<device>.+)_)?"
    r"(?P<signal>Timestamp(Sync)?(_Unix|_FormattedUnix)?|Accel_((LN|WR)_)?[XYZ]|Gyro_[XYZ])"
    r"_(?P<state>CAL|UNCAL|RAW)"
)
#: Clocks, the best first, and whether it counts from 1970.
_TIMES: Final = (("TimestampSync_Unix", True), ("Timestamp_Unix", True), ("Timestamp", False))
_ACC: Final = tuple(tuple(f"Accel_{kind}{axis}" for axis in "XYZ") for kind in ("WR_", "", "LN_"))
_GYR: Final = tuple(f"Gyro_{axis}" for axis in "XYZ")
_TO_S: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
_TO_MPS2: Final = {
    "m/(s^2)": 1.0,
    "m/(sec^2)": 1.0,
    "m/s^2": 1.0,
    "m/s2": 1.0,
    "g": STANDARD_GRAVITY_MPS2,
}
_TO_RADPS: Final = {"deg/s": RAD_PER_DEG, "deg/sec": RAD_PER_DEG, "rad/s": 1.0}
#: Consensys marks a unit that came about by default calibration.
_DEFAULT_MARK: Final = "*"
#: Lines above the header, and columns whose cell of the units row decides that it is one.
_LINES_LOOKED_AT: Final = 10

#: Position of each signal, by device and signal with its state.
_Columns = dict[str, dict[tuple[str, str], int]]


def _sniff(head: Head) -> Match | None:
    layout = _find_table(head)
    if layout is None:
        return None
    return Match(0.9, "the column names with a sensor before and CAL or RAW behind are Consensys's")


def _find_table(head: Head) -> Layout | None:
    for number, line in enumerate(head.lines[:_LINES_LOOKED_AT], start=1):
        if "timestamp" not in line.casefold():
            continue
        for delimiter in DELIMITERS[:-1]:
            matches = [_COLUMN.fullmatch(cell) for cell in split_cells(line, delimiter)]
            signals = {match["signal"] for match in matches if match}
            if len(matches) > 1 and any(name.startswith("Timestamp") for name in signals):
                return layout_below(head, number, delimiter, units=True)
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    layout = _find_table(source.head)
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        columns = _columns(checked(layout, source.head))
        chosen = {device: _choose(device, layout, found) for device, found in columns.items()}
        places = {str(at): at for signals in chosen.values() for at in signals.values()}
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        attempts = [
            functools.partial(_track, source.path, layout, table, device, signals, notes)
            for device, signals in chosen.items()
        ]
        tracks = keep_usable(attempts, notes.sentences)
    names = ", ".join(device for device in chosen if device)
    return Content(tracks, {"device_id": names} if names else {}, tuple(notes.sentences))


def _columns(layout: Layout) -> _Columns:
    found: _Columns = {}
    for at, name in enumerate(layout.names):
        match = _COLUMN.fullmatch(name)
        if match:
            layout.require(name)
            device = found.setdefault(match["device"] or "", {})
            device[match["signal"], match["state"]] = at
    moving = {
        device: signals
        for device, signals in found.items()
        if any(name.startswith(("Accel", "Gyro")) for name, _ in signals)
    }
    if not moving:
        raise RecordingError(
            "this Consensys export holds neither accelerometer nor gyroscope; record with both "
            "ticked",
            line=layout.header_line,
        )
    return moving


def _choose(device: str, layout: Layout, signals: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Return the positions of one device's time, acceleration and angular rate."""

    def has(names: Sequence[str], state: str) -> bool:
        return all((name, state) in signals for name in names)

    def missing(what: str, mend: str) -> RecordingError:
        who = f"{device}: " if device else ""
        return RecordingError(f"{who}{what}; {mend}", line=layout.header_line)

    acc = next((names for names in _ACC if has(names, "CAL")), None)
    time = next((name for name, _ in _TIMES if has((name,), "CAL")), None)
    for what, there in (("accelerometer", acc), ("gyroscope", has(_GYR, "CAL"))):
        if not there:
            raw = any(
                has(names, state)
                for names in (_ACC if what == "accelerometer" else (_GYR,))
                for state in ("RAW", "UNCAL")
            )
            raise missing(
                f"of the {what} there are only raw counts (RAW), whose calibration the file does "
                "not hold"
                if raw
                else f"there is no column for all axes of the {what}",
                f"tick Calibrated for the {what} in Consensys and export again",
            )
    assert acc is not None  # else it was refused
    if time is None:
        raise missing("there is no time in numbers", "export again with time stamps in Unix format")
    return {name: signals[name, "CAL"] for name in (time, *acc, *_GYR)}


def _track(
    path: Path,
    layout: Layout,
    table: Table,
    device: str,
    signals: Mapping[str, int],
    notes: Notes,
) -> Track:
    time, *vectors = signals
    acc, gyr = vectors[:3], vectors[3:]
    who = f"{device}: " if device else ""
    if acc[0].startswith("Accel_LN"):
        notes.say(
            f"{who}There is only the low-noise accelerometer, which ends at 2 g in a Shimmer3; "
            "record with the wide-range one."
        )

    def values(names: Sequence[str]) -> NDArray[np.float64]:
        return np.column_stack([table.numbers[str(signals[name])] for name in names])

    with np.errstate(over="ignore"):  # infinite values are sorted out with their lines
        rows = Rows(
            table.line,
            values((time,))[:, 0] * _factor(layout, signals, (time,), _TO_S, notes),
            values(acc) * _factor(layout, signals, acc, _TO_MPS2, notes),
            values(gyr) * _factor(layout, signals, gyr, _TO_RADPS, notes),
        )
    clock = Clock(f"{path}, {device}")
    if dict(_TIMES)[time]:
        clock = Clock("Consensys", keeps_origin=False, assumed=True)
    info = StreamInfo(0.0, device="Shimmer")
    return build_track(rows, path, notes, info=info, clock=clock, label=device)


def _factor(
    layout: Layout,
    signals: Mapping[str, int],
    names: Sequence[str],
    known: Mapping[str, float],
    notes: Notes,
) -> float:
    """Return what turns the columns' one unit into ours, refusing others and mixed ones."""
    cells = {layout.units[signals[name]] for name in names}
    unit = " and ".join(sorted({cell.strip("[] *").casefold() for cell in cells}))
    if unit not in known:
        raise RecordingError(
            f"its unit reads {unit!r}, where one of {', '.join(known)} is due; "
            "export the file again with its row of units",
            line=layout.first_line - 1,
            column=layout.names[signals[names[0]]],
        )
    if any(_DEFAULT_MARK in cell for cell in cells):
        notes.say(
            f"{names[0][:-2]} was calibrated by the maker's defaults, not for this sensor (its "
            "unit is marked by an asterisk)."
        )
    return known[unit]


DIALECT: Final = Dialect("consensys", "Shimmer Consensys CSV export", _sniff, _read)
