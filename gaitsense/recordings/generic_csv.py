"""Any table with time, acceleration and angular rate in columns that say what they are.

The last resort. Units that the names do not state are deduced from the values, each
deduction is said in a note, and where two units would fit the file is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_faults import UnclearColumns, listed
from gaitsense.recordings.column_names import UNIT_FACTORS, Quantity, column_meaning
from gaitsense.recordings.column_units import acc_factor, gyr_factor, time_factor
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.doubtful_units import refuse_stated_acc, say_doubtful_units
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked
from gaitsense.recordings.mixed_rows import refuse_mixed_rows
from gaitsense.recordings.numeric_table import find_numeric_table
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, Track, build_track

#: (quantity, axis, foot): where a column belongs.
_Key = tuple[Quantity, str, Side | None]

_AXES: Final = ("x", "y", "z")
#: Times beyond this are a date, not a time since the start, s (about three years).
_DATE_S: Final = 1e8


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
    with placed(source.path):
        checked(layout, source.head)

        def load(places: Mapping[str, int]) -> Table:
            return read_table(source.path, source.head, layout, places, {}, progress)

        try:
            return content_by_names(layout, load, source.path)
        except UnclearColumns as error:
            # What kind of fault it is decides what is offered.
            raise UnclearColumns(
                error.message, file=source.path, line=error.line, column=error.column
            ) from None


def content_by_names(
    layout: Layout, load: Callable[[Mapping[str, int]], Table], path: Path
) -> Content:
    """Make tracks of a table whose columns say what they are, whatever kind of file holds it.

    Parameters
    ----------
    layout : Layout
        Names and units of the columns.
    load : callable
        From names and positions of the columns that are wanted to their `Table`.
    path : Path
        The file, for messages.

    Returns
    -------
    Content

    Raises
    ------
    UnclearColumns
        If a column is absent or twice there, or a unit can neither be read nor deduced.
    RecordingError
        If no foot can be used.
    """
    notes = Notes()
    feet = _feet(layout)
    table = load({str(at): at for columns in feet.values() for at in columns})
    notes.sentences.extend(table.notes)
    attempts = [
        functools.partial(_track, path, layout, table, side, columns, notes)
        for side, columns in feet.items()
    ]
    tracks = keep_usable(attempts, notes.sentences)
    return Content(tracks, {}, tuple(notes.sentences))


def _feet(layout: Layout) -> dict[Side | None, tuple[int, ...]]:
    """Positions of time, acc x y z, gyr x y z for each foot in the table."""
    _refuse_two_units(layout)
    columns = _columns(layout)
    for places in columns.values():
        if len(places) > 1:
            names = " and ".join(repr(layout.names[at]) for at in places)
            raise UnclearColumns(
                f"columns {names} could mean the same; rename the one that is not wanted",
                line=layout.header_line or None,
            )
    sides: list[Side | None] = sorted({key[2] for key in columns if key[0] == "acc"}, key=str)
    feet: dict[Side | None, tuple[int, ...]] = {}
    for side in sides:
        # Both feet may share one column of times.
        wanted: list[_Key] = [("time", "", side if ("time", "", side) in columns else None)]
        wanted += [(quantity, axis, side) for quantity in ("acc", "gyr") for axis in _AXES]
        absent = [" ".join(filter(None, key)) for key in wanted if key not in columns]
        if absent:
            raise UnclearColumns(
                f"there is no column for {', '.join(absent)} (there are {listed(layout.names)}); "
                "name the columns t_s, acc_x, …, gyr_z",
                line=layout.header_line or None,
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
    t_s = values[0] * time_factor(values[0], stated[0], notes)
    clock = dated_clock(t_s, path, notes)
    acc = acc * acc_factor(acc, stated[1:4], who, notes)
    gyr = gyr * gyr_factor(gyr, acc, stated[4:7], who, notes)
    refuse_stated_acc(acc, gyr, who, layout.names[columns[1]], stated[1])
    refuse_mixed_rows(acc, gyr, who)
    track = build_track(
        Rows(table.line, t_s, acc, gyr),
        path,
        notes,
        info=StreamInfo(0.0),
        side=side,
        clock=clock,
    )
    say_doubtful_units(track, who, "in the header", notes)
    return track


def dated_clock(t_s: NDArray[np.float64], path: Path, notes: Notes) -> Clock:
    """Return what the times of a table count from.

    Parameters
    ----------
    t_s : (n,) float64
        Times, s, NaN where one is missing.
    path : Path
        The file.
    notes : Notes
        Takes a sentence where they are dates.

    Returns
    -------
    Clock
    """
    known_s = t_s[np.isfinite(t_s)]
    if not (len(known_s) and known_s.min() > _DATE_S):
        return Clock(str(path))
    notes.say("Times are dates; they were counted from the first sample.")
    # Both feet's dates have one origin, which is taken away where the feet come together.
    return Clock(f"{path}, dates", keeps_origin=False)


def _refuse_two_units(layout: Layout) -> None:
    """Raise where a column's name and the row of units differ."""
    for name, below in zip(layout.names, layout.units, strict=False):
        own = column_meaning(name)
        if own is None or own.unit is None:
            continue
        row = column_meaning(f"{own.quantity}_{own.axis}".rstrip("_"), below)
        factors = UNIT_FACTORS[own.quantity]
        if row is None or (row.unit and factors[row.unit] != factors[own.unit]):
            raise RecordingError(
                f"its name says {own.unit} and the row of units says {below}; mend one of them",
                line=layout.header_line + 1,
                column=name,
            )


def _stated_unit(layout: Layout, at: int) -> str | None:
    meaning = column_meaning(layout.names[at], layout.units[at] if layout.units else "")
    return meaning.unit if meaning else None


DIALECT: Final = Dialect(
    "generic-csv", "a table with time, acc x y z and gyr x y z in named columns", _sniff, _read
)
