"""Where the columns of a column map are in a file, or why the map does not fit it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import Side
from gaitsense.recordings.column_faults import is_time_of_day
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_map_parts import CHANNELS, ColumnRef
from gaitsense.recordings.column_names import (
    UNIT_FACTORS,
    Quantity,
    column_meaning,
    known_unit,
)
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import (
    MISSING,
    Layout,
    is_number,
    layout_below,
    split_cells,
)
from gaitsense.recordings.numeric_table import first_numeric_row, mostly_numbers

#: Lines looked at below a header for one with numbers in the columns named.
_LOOKED_AT: Final = 50
#: Names listed in a message.
_SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Where a map's columns are in a file.

    Parameters
    ----------
    layout : Layout
        Shape of the table.
    places : Mapping
        For each foot, the position of its six channels from 0, then that of its times, if any.
    """

    layout: Layout
    places: Mapping[Side | None, tuple[int, ...]]


def find_table(columns: ColumnMap, head: Head) -> FoundTable:
    """Find the columns of a map in a file.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what.
    head : Head
        How the file begins.

    Returns
    -------
    FoundTable

    Raises
    ------
    RecordingError
        If the map does not fit the file: which column is absent, and which there are.
    """
    faults: list[tuple[int, RecordingError]] = []
    for delimiter in columns.delimiters:
        layout = _layout(columns, head, delimiter)
        if layout is None or not layout.names:
            continue
        try:
            found = FoundTable(layout, _places(columns, layout))
        except RecordingError as error:
            faults.append((len(layout.names), error))
            continue
        if _has_numbers(found, head):
            _refuse_other_units(columns, found)
            return found
        clocks = _times_of_day(found, head)
        if clocks:
            raise RecordingError(
                f"the column {clocks[0]!r} holds times of day, which are not read; write "
                "rate_hz = (samples per second) in place of column and unit under [time] in the "
                "map, or export times that count seconds or milliseconds",
                line=layout.header_line or None,
            )
        fault = RecordingError(
            "the columns that the map names hold no numbers below the header; check the map's "
            "delimiter, decimal sign and columns",
            line=layout.header_line or None,
        )
        # It fits better than a delimiter under which not even the columns are there.
        faults.append((len(layout.names) + 1000, fault))
    if not faults:
        raise RecordingError(
            "no table of numbers is found; say in the map where it is, by table.header_line and "
            "table.delimiter"
        )
    raise max(faults, key=lambda fault: fault[0])[1]


def _layout(columns: ColumnMap, head: Head, delimiter: str) -> Layout | None:
    """Describe the table under one delimiter; None where there is none."""
    shape = columns.table
    if shape.header_line is None:
        header_line, first_row = _find_header(columns, head, delimiter)
    else:
        header_line, first_row = shape.header_line, 0
    if header_line is None or header_line > len(head.lines):
        return None
    if header_line > 0:
        layout = layout_below(head, header_line, delimiter)
        layout = dataclasses.replace(layout, first_line=layout.first_line + shape.skip_rows)
    else:
        layout = _headless(head, delimiter, max(first_row, shape.skip_rows))
    return dataclasses.replace(layout, decimal=columns.decimal or layout.decimal)


def _headless(head: Head, delimiter: str, skip_rows: int) -> Layout:
    """Describe a table that begins without a header."""
    # An empty row stands in for the header, and columns have numbers for names.
    below = dataclasses.replace(head, lines=("", *head.lines[skip_rows:]))
    found = layout_below(below, 1, delimiter)
    names = tuple(f"column {number + 1}" for number in range(found.width))
    return dataclasses.replace(found, names=names, header_line=0, first_line=1 + skip_rows)


def _find_header(columns: ColumnMap, head: Head, delimiter: str) -> tuple[int | None, int]:
    """Find the line of the row of names, 0 where there is none, and rows above the first one."""
    names = {ref.casefold() for ref in _refs(columns) if isinstance(ref, str)}
    rows = [split_cells(line, delimiter) for line in head.lines]
    known = [len(names & {cell.casefold() for cell in row}) for row in rows]
    if any(known):
        return known.index(max(known)) + 1, 0
    first = first_numeric_row(rows)
    if first is None:
        return None, 0
    above = [
        k
        for k in range(first)
        if len(rows[k]) == len(rows[first]) and any(rows[k]) and not mostly_numbers(rows[k])
    ]
    if above:
        return above[0] + 1, 0
    # Broken rows before the first whole one are samples, whose loss the reader names.
    while first and any(map(is_number, rows[first - 1])):
        first -= 1
    return 0, first


def _refs(columns: ColumnMap) -> list[ColumnRef]:
    refs = [ref for foot in columns.feet.values() for ref in (*foot.channels, foot.time)]
    return [ref for ref in (*refs, columns.time.column) if ref is not None]


def _places(columns: ColumnMap, layout: Layout) -> dict[Side | None, tuple[int, ...]]:
    places: dict[Side | None, tuple[int, ...]] = {}
    taken: dict[int, str] = {}
    for side, foot in columns.feet.items():
        at = [_place(ref, layout) for ref in foot.channels]
        for name, position in zip(CHANNELS, at, strict=True):
            key = f"{side or 'foot'}.{name}"
            if position in taken:
                raise RecordingError(
                    f"the map takes the column {layout.names[position]!r} both for "
                    f"{taken[position]} and for {key}; mend one of them"
                )
            taken[position] = key
        time = columns.time.column if foot.time is None else foot.time
        if time is not None:
            at.append(_place(time, layout))
            if at[-1] in taken:
                raise RecordingError(
                    f"the map takes the column {layout.names[at[-1]]!r} both for "
                    f"{taken[at[-1]]} and for time; mend one of them"
                )
        places[side] = tuple(at)
    return places


def _place(ref: ColumnRef, layout: Layout) -> int:
    shown = ", ".join(
        f"{number} {name!r}" for number, name in enumerate(layout.names[:_SHOWN], start=1)
    )
    more = ", …" if len(layout.names) > _SHOWN else ""
    line = layout.header_line or None
    if isinstance(ref, int):
        if ref > len(layout.names):
            raise RecordingError(
                f"the map names column {ref}, but there are {len(layout.names)}: {shown}{more}; "
                "mend the map",
                line=line,
            )
        return ref - 1
    wanted = ref.strip()
    found = [at for at, name in enumerate(layout.names) if name == wanted] or [
        at for at, name in enumerate(layout.names) if name.casefold() == wanted.casefold()
    ]
    if not found:
        raise RecordingError(
            f"the map names a column {ref!r}, which is not there; there are {shown}{more}",
            line=line,
        )
    if len(found) > 1:
        numbers = " and ".join(str(at + 1) for at in found)
        raise RecordingError(
            f"columns {numbers} are both called {ref!r}; give the column's number in the map",
            line=line,
        )
    return found[0]


def _refuse_other_units(columns: ColumnMap, found: FoundTable) -> None:
    """Raise where a column's name states another unit than the map does."""
    units = columns.units
    # What a raw column is called says nothing of the unit of its scale.
    told: dict[Quantity, str] = {"time": columns.time.unit}
    told |= {"acc": units.acc} if units.acc_scale == 1.0 else {}
    told |= {"gyr": units.gyr} if units.gyr_scale == 1.0 else {}
    for at in sorted({at for places in found.places.values() for at in places}):
        name = found.layout.names[at]
        meaning = column_meaning(name)
        if meaning is None or meaning.unit is None or meaning.quantity not in told:
            continue
        factors = UNIT_FACTORS[meaning.quantity]
        mapped = known_unit(meaning.quantity, told[meaning.quantity])
        if mapped is None or factors[meaning.unit] == factors[mapped]:
            continue
        raise RecordingError(
            f"its name says {meaning.unit} and the map says {mapped}; mend the map, or export all "
            "axes in one unit; if the name is wrong, give columns by number with header_line = 0 "
            "under [table]",
            line=found.layout.header_line or None,
            column=name,
        )


def _times_of_day(found: FoundTable, head: Head) -> list[str]:
    """Names of the columns for times that hold times of day."""
    first = found.layout.first_line - 1
    lines = head.lines[first : first + _LOOKED_AT]
    rows = [split_cells(line, found.layout.delimiter) for line in lines]
    return [
        found.layout.names[at]
        for places in found.places.values()
        for at in places[len(CHANNELS) :]
        if is_time_of_day([row[at] for row in rows if len(row) > at])
    ]


def _has_numbers(found: FoundTable, head: Head) -> bool:
    first = found.layout.first_line - 1
    wanted = sorted({at for places in found.places.values() for at in places})
    for line in head.lines[first : first + _LOOKED_AT]:
        cells = split_cells(line, found.layout.delimiter)
        if len(cells) > wanted[-1]:
            chosen = [cells[at] for at in wanted]
            if all(cell in MISSING or is_number(cell) for cell in chosen) and any(
                map(is_number, chosen)
            ):
                return True
    return False
