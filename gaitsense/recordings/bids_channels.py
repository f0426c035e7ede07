"""The channels of a BIDS-motion recording: which columns are the feet's, and in which units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import Side
from gaitsense.recordings.column_names import UNIT_FACTORS, column_meaning
from gaitsense.recordings.head import Head, read_head
from gaitsense.recordings.layout import split_cells
from gaitsense.recordings.rows import Notes
from gaitsense.recordings.sides import side_from_name

_REQUIRED: Final = ("name", "component", "type", "tracked_point", "units")
#: The standard's words, and those of sets that are older than it.
_QUANTITY: Final[dict[str, Literal["acc", "gyr"]]] = {
    "accel": "acc", "acc": "acc", "gyro": "gyr", "gyr": "gyr", "angvel": "gyr",
}  # fmt: skip
_LATENCY: Final = "latency"
_AXES: Final = ("x", "y", "z")
#: Points of a shoe; a shank swings differently.
_FOOT: Final = re.compile(
    r"foot|feet|shoe|toe|heel|instep|insole|dorsum|forefoot|^[lr]f$", re.IGNORECASE
)
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class FootChannels:
    """Columns of one foot.

    Parameters
    ----------
    point : str
        What the file calls the place of the sensor.
    side : {"left", "right"} or None
        The foot, where that name tells it.
    acc, gyr : (int, int, int)
        Positions of x, y, z in the table of samples, from 0.
    acc_factor, gyr_factor : float
        What turns the columns into m/s² and rad/s.
    latency : int or None
        Position of the column of times, s; None where there is none.
    rate_hz : float or None
        Rate that the channels state, Hz.
    """

    point: str
    side: Side | None
    acc: tuple[int, int, int]
    gyr: tuple[int, int, int]
    acc_factor: float
    gyr_factor: float
    latency: int | None
    rate_hz: float | None


def is_channel_table(head: Head) -> bool:
    """Tell whether a file begins as a table of channels does.

    Parameters
    ----------
    head : Head
        How the file begins.

    Returns
    -------
    bool
    """
    names = {cell.casefold() for line in head.lines[:1] for cell in split_cells(line, "\t")}
    return set(_REQUIRED) <= names


def foot_channels(path: Path, notes: Notes) -> tuple[list[FootChannels], int]:
    """Read which columns belong to a foot.

    Parameters
    ----------
    path : Path
        The file ``…_channels.tsv``.
    notes : Notes
        Takes what is left out.

    Returns
    -------
    list of FootChannels
        One or two feet.
    int
        How many channels there are in all, which is how many columns the samples have.

    Raises
    ------
    RecordingError
        If a column of the table, a foot, an axis or a unit is missing.
    """
    rows = _rows(path)
    sensors: dict[str, dict[tuple[str, str], tuple[int, Mapping[str, str]]]] = {}
    latency = None
    for at, row in enumerate(rows):
        kind, point = row["type"].casefold(), row["tracked_point"]
        quantity = _QUANTITY.get(kind)
        if kind == _LATENCY:
            latency = at if latency is None else latency
        elif quantity and row["component"].casefold() in _AXES:
            key = (quantity, row["component"].casefold())
            if key in sensors.setdefault(point, {}):
                raise RecordingError(
                    f"{point} has two channels for {quantity} {key[1]}; keep one of them",
                    file=path,
                    line=at + 2,
                )
            sensors[point][key] = (at, row)
    feet = [point for point in sensors if _FOOT.search(point)]
    if not feet:
        there = ", ".join(list(sensors)[:_SHOWN]) or "none"
        raise RecordingError(
            f"no tracked point with accelerometer or gyroscope is a foot (there are: {there}); "
            "give the recording of the shoe sensors, or call their tracked_point left_foot and "
            "right_foot",
            file=path,
        )
    others = [point for point in sensors if point not in feet]
    if others:
        notes.say(f"Sensors elsewhere than on a foot are not read: {', '.join(others[:_SHOWN])}.")
    return [_foot(point, sensors[point], latency, path) for point in feet], len(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    head = read_head(path)
    if head.size_bytes > len(head.raw):
        raise RecordingError(
            f"the table of channels is longer than {len(head.raw)} bytes; leave out the channels "
            "that are on no foot",
            file=path,
        )
    cells = [split_cells(line, "\t") for line in head.lines if line.strip()]
    names = [cell.casefold() for cell in cells[0]] if cells else []
    absent = [name for name in _REQUIRED if name not in names]
    if absent:
        raise RecordingError(
            f"the table of channels has no column {', '.join(absent)}; export it again", file=path
        )
    for number, row in enumerate(cells[1:], start=2):
        if len(row) != len(names):
            raise RecordingError(
                f"the row has {len(row)} cells where {len(names)} are due; mend it",
                file=path,
                line=number,
            )
    return [dict(zip(names, row, strict=True)) for row in cells[1:]]


def _foot(
    point: str,
    channels: Mapping[tuple[str, str], tuple[int, Mapping[str, str]]],
    latency: int | None,
    path: Path,
) -> FootChannels:
    wanted = [(quantity, axis) for quantity in ("acc", "gyr") for axis in _AXES]
    absent = [" ".join(key) for key in wanted if key not in channels]
    if absent:
        raise RecordingError(
            f"{point} has no channel for {', '.join(absent)}; both accelerometer and gyroscope "
            "with x, y and z are due",
            file=path,
        )
    acc, gyr = ([channels[quantity, axis] for axis in _AXES] for quantity in ("acc", "gyr"))
    return FootChannels(
        point,
        side_from_name(point),
        (acc[0][0], acc[1][0], acc[2][0]),
        (gyr[0][0], gyr[1][0], gyr[2][0]),
        _factor("acc", point, [row["units"] for _, row in acc], path),
        _factor("gyr", point, [row["units"] for _, row in gyr], path),
        latency,
        _stated_rate([row for _, row in (*acc, *gyr)]),
    )


def _factor(quantity: Literal["acc", "gyr"], point: str, units: list[str], path: Path) -> float:
    meanings = [column_meaning(f"{quantity}_x", unit) for unit in units]
    known = {meaning.unit for meaning in meanings if meaning}
    unit = known.pop() if len(known) == 1 and None not in meanings else None
    if unit is None:
        due = "m/s^2 or g" if quantity == "acc" else "rad/s or deg/s"
        raise RecordingError(
            f"the units of the {quantity} channels of {point} read "
            f"{' and '.join(dict.fromkeys(units))}, where {due} is due for all three axes; mend "
            "the column 'units'",
            file=path,
        )
    return UNIT_FACTORS[quantity][unit]


def _stated_rate(rows: list[Mapping[str, str]]) -> float | None:
    """Rate in the optional column of the channels, where all six agree, Hz."""
    stated = {row.get("sampling_frequency", "") for row in rows}
    try:
        return float(stated.pop()) if len(stated) == 1 else None
    except ValueError:
        return None
