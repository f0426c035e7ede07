"""Any table with time, acceleration and angular rate in columns that say what they are.

The last resort. Units that the names do not state are deduced from the values, each
deduction is said in a note, and where two units would fit the file is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.timebase import refuse_lost_digits
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_names import UNIT_FACTORS, Quantity, column_meaning
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, find_numeric_table
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, Track, build_track

#: (quantity, axis, foot): where a column belongs.
_Key = tuple[Quantity, str, Side | None]

_AXES: Final = ("x", "y", "z")
#: Sampling rates of wearable sensors, Hz: a time column's unit must lead into this range.
_RATES_HZ: Final = (10.0, 4000.0)
#: Median |acc| by unit: gravity with a gain error and vigorous walking.
_ACC_MEDIANS: Final = (("g", 0.6, 2.0), ("m/s^2", 6.0, 20.0), ("mg", 600.0, 2000.0))
#: 99th percentile of |gyr| of a walking foot: 2 to 12 rad/s, which is 115 to 690 °/s; half of
#: that for one that hardly moves. Between 12 and 43 it is too fast for rad/s and too slow for °/s.
_GYR_P99_RADPS: Final = (1.0, 12.0)
_GYR_P99_DPS: Final = 43.0
#: A foot that stays below this rests, whether it is rad/s or °/s.
_GYR_P99_REST: Final = 0.5
#: Times beyond this are a date, not a time since the start, s (about three years).
_DATE_S: Final = 1e8
#: No count of any sensor is larger.
_BEYOND: Final = 1e10


def _sniff(head: Head) -> Match | None:
    layout = find_numeric_table(head)
    if layout is None:
        return None
    quantities = {key[0] for key in _columns(layout)}
    if {"acc", "gyr"} <= quantities:
        return Match(0.2, "columns for acceleration and angular rate can be told by their names")
    return None


def _columns(layout: Layout) -> dict[_Key, list[int]]:
    """Positions of the columns by what they mean."""
    found: dict[_Key, list[int]] = {}
    units = layout.units or ("",) * len(layout.names)
    for at, (name, unit) in enumerate(zip(layout.names, units, strict=True)):
        meaning = column_meaning(name, unit)
        if meaning:
            found.setdefault((meaning.quantity, meaning.axis, meaning.side), []).append(at)
    return found


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    layout = find_numeric_table(source.head)
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        feet = _feet(checked(layout, source.head))
        places = {str(at): at for columns in feet.values() for at in columns}
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        attempts = [
            functools.partial(_track, source.path, layout, table, side, columns, notes)
            for side, columns in feet.items()
        ]
        tracks = keep_usable(attempts, notes.sentences)
    return Content(tracks, {}, tuple(notes.sentences))


def _feet(layout: Layout) -> dict[Side | None, tuple[int, ...]]:
    """Positions of time, acc x y z, gyr x y z for each foot in the table."""
    columns = _columns(layout)
    for places in columns.values():
        if len(places) > 1:
            names = " and ".join(repr(layout.names[at]) for at in places)
            raise RecordingError(
                f"columns {names} could mean the same; rename the one that is not wanted",
                line=layout.header_line,
            )
    sides: list[Side | None] = sorted({key[2] for key in columns if key[0] == "acc"}, key=str)
    feet: dict[Side | None, tuple[int, ...]] = {}
    for side in sides:
        # Both feet may share one column of times.
        wanted: list[_Key] = [("time", "", side if ("time", "", side) in columns else None)]
        wanted += [(quantity, axis, side) for quantity in ("acc", "gyr") for axis in _AXES]
        absent = [" ".join(filter(None, key)) for key in wanted if key not in columns]
        if absent:
            raise RecordingError(
                f"there is no column for {', '.join(absent)} (there are "
                f"{', '.join(layout.names[:12])}); name the columns t_s, acc_x, …, gyr_z",
                line=layout.header_line,
            )
        feet[side] = tuple(columns[key][0] for key in wanted)
    return feet


def _track(
    path: Path,
    layout: Layout,
    table: Table,
    side: Side | None,
    columns: Sequence[int],
    notes: Notes,
) -> Track:
    values = [table.numbers[str(at)] for at in columns]
    acc, gyr = np.column_stack(values[1:4]), np.column_stack(values[4:7])
    stated = [_stated_unit(layout, at) for at in columns]
    who = side or "the sensor"
    t_s = values[0] * _time_factor(values[0], stated[0], notes)
    known_s = t_s[np.isfinite(t_s)]
    clock = Clock(str(path))
    if len(known_s) and known_s.min() > _DATE_S:
        notes.say("Times are dates; they were counted from the first sample.")
        # Both feet's dates have one origin, which is taken away where the feet come together.
        clock = Clock(f"{path}, dates", keeps_origin=False)
    acc = acc * _acc_factor(acc, stated[1:4], who, notes)
    gyr = gyr * _gyr_factor(gyr, acc, stated[4:7], who, notes)
    return build_track(
        Rows(table.line, t_s, acc, gyr),
        path,
        notes,
        info=StreamInfo(0.0),
        side=side,
        clock=clock,
    )


def _stated_unit(layout: Layout, at: int) -> str | None:
    meaning = column_meaning(layout.names[at], layout.units[at] if layout.units else "")
    return meaning.unit if meaning else None


def _time_factor(values: NDArray[np.float64], stated: str | None, notes: Notes) -> float:
    if stated:
        return UNIT_FACTORS["time"][stated]
    refuse_lost_digits(values[np.isfinite(values)])
    steps = np.diff(values[np.isfinite(values)])
    steps = steps[steps > 0]
    if len(steps):
        mean = float(np.mean(steps[steps <= 10.0 * np.median(steps)]))
        for unit, factor in UNIT_FACTORS["time"].items():
            if _RATES_HZ[0] <= 1.0 / (mean * factor) <= _RATES_HZ[1]:
                notes.say(
                    f"The time's unit was taken as {unit}, as it advances by {mean:.4g} per row."
                )
                return factor
    raise RecordingError(
        "the unit of the time column cannot be told from its steps; name it in the header, "
        "for instance t_s or t_ms"
    )


def _ordinary(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of values that are there and not beyond every unit."""
    return values[(np.abs(values) < _BEYOND).all(axis=1)]


def _stated_factor(quantity: Quantity, stated: Sequence[str | None], who: str) -> float | None:
    """Return the factor of the unit that all columns state, None where not all state one."""
    units = [unit for unit in stated if unit]
    factors = {UNIT_FACTORS[quantity][unit] for unit in units}
    if len(factors) > 1:
        what = "acceleration" if quantity == "acc" else "angular rate"
        raise RecordingError(
            f"{who}: the columns of {what} state different units, "
            f"{' and '.join(dict.fromkeys(units))}; export them in one unit, or mend the header"
        )
    return factors.pop() if len(units) == len(stated) else None


def _acc_factor(
    acc: NDArray[np.float64], stated: Sequence[str | None], who: str, notes: Notes
) -> float:
    factor = _stated_factor("acc", stated, who)
    if factor is not None:
        return factor
    whole = _ordinary(acc)
    if not whole.any():
        # A silent foot has no unit; that it is silent is said when its rows are judged.
        return 1.0
    median = float(np.median(np.linalg.norm(whole, axis=1)))
    for unit, low, high in _ACC_MEDIANS:
        if low <= median <= high:
            notes.say(
                f"{who}: acceleration was taken as {unit}, as the median of |acc| is {median:.3g}."
            )
            return UNIT_FACTORS["acc"][unit]
    raise RecordingError(
        f"{who}: the unit of acceleration cannot be told, as the median of |acc| is "
        f"{median:.3g}; name it in the header, for instance acc_x_mps2"
    )


def _gyr_factor(
    gyr: NDArray[np.float64],
    acc: NDArray[np.float64],
    stated: Sequence[str | None],
    who: str,
    notes: Notes,
) -> float:
    factor = _stated_factor("gyr", stated, who)
    if factor is not None:
        return factor
    whole = _ordinary(gyr)
    if len(whole) == 0 or not acc.any():
        # As with acceleration: that the foot is silent is said when its rows are judged.
        return 1.0
    p99 = float(np.percentile(np.linalg.norm(whole, axis=1), 99))
    if p99 < _GYR_P99_REST:
        raise RecordingError(
            f"{who}: angular rates stay below {max(p99, 0.001):.2g}, be it rad/s or °/s, so this "
            "foot never moved or its gyroscope is silent; check the sensor and record a walk"
        )
    low, high = _GYR_P99_RADPS
    unit = "deg/s" if p99 >= _GYR_P99_DPS else "rad/s" if low <= p99 <= high else None
    if unit is None:
        raise RecordingError(
            f"{who}: angular rates reach {p99:.3g}, which is neither rad/s nor °/s of a walking "
            "foot for certain; name the unit in the header, for instance gyr_x_dps"
        )
    notes.say(f"{who}: angular rate was taken as {unit}, as it reaches {p99:.3g}.")
    return UNIT_FACTORS["gyr"][unit]


DIALECT: Final = Dialect(
    "generic-csv", "a table with time, acc x y z and gyr x y z in named columns", _sniff, _read
)
