"""What the columns of a table probably are, from their names and from their values.

A proposal for a person to confirm, never used unasked.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import SIDES, Side
from gaitsense.recordings.column_faults import is_time_of_day, refuse_without_gyroscope
from gaitsense.recordings.column_names import (
    ColumnMeaning,
    Quantity,
    column_meaning,
)
from gaitsense.recordings.column_values import (
    Three,
    may_be_time,
    rests,
    rises,
    threes_of,
    time_unit,
    unit_of,
)
from gaitsense.recordings.head import Head, read_head
from gaitsense.recordings.layout import (
    DELIMITERS,
    Layout,
    is_number,
    layout_below,
    split_cells,
)
from gaitsense.recordings.numeric_table import find_numeric_table, first_numeric_row
from gaitsense.recordings.table import Table, read_table

_ROWS_LOOKED_AT: Final = 50
#: Columns of numbers that a table of both sensors has at least.
_FEWEST: Final = 6
#: Names of columns that rise and count something other than time.
_COUNTER: Final = re.compile(
    r"packet|count|number|index|sample|frame|sequence|seq|row|line|\b(nr|no|n|id)\b|#",
    re.IGNORECASE,
)
_VECTORS: Final[tuple[Quantity, ...]] = ("acc", "gyr")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column may be.

    Parameters
    ----------
    at : int
        Its position from 0.
    why : str
        What it was told by: "name" or "values".
    unit : str or None
        Its unit, None where nothing tells it.
    stated : bool
        Whether the header states the unit.
    """

    at: int
    why: str
    unit: str | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class TableGuess:
    """A table, and what its columns may be.

    Parameters
    ----------
    layout : Layout
        Shape of the table; a header line of 0 where there is none.
    rows : tuple of tuple of str
        Its first rows.
    proposals : dict
        By foot (None where one sensor is in the file) and by ``time``, ``acc_x`` … ``gyr_z``.
    acc_scale : float
        What one count of a raw accelerometer means in g; 1 where values are in a unit.
    times_of_day : tuple of int
        Positions of columns with times of day, which are not read.
    whole : frozenset of int
        Positions of columns that hold whole numbers alone, as counts are.
    """

    layout: Layout
    rows: tuple[tuple[str, ...], ...]
    proposals: dict[Side | None, dict[str, Proposal]]
    acc_scale: float = 1.0
    times_of_day: tuple[int, ...] = ()
    whole: frozenset[int] = frozenset()


def guess_columns(path: Path) -> TableGuess:
    """Propose what the columns of a table are.

    Parameters
    ----------
    path : Path
        A text file with rows of numbers.

    Returns
    -------
    TableGuess

    Raises
    ------
    RecordingError
        If the file cannot be read or holds no table of numbers.
    """
    head = read_head(path)
    layout = _find(head) if head.kind == "text" else None
    if layout is None:
        what = "is text without a table of numbers" if head.kind == "text" else f"is {head.kind}"
        way = "give a file with rows of numbers"
        way = f"{way}, for instance the same exported as CSV" if head.kind != "text" else way
        raise RecordingError(f"this {what}; {way}", file=path)
    refuse_without_gyroscope(head, path)
    rows = [split_cells(line, layout.delimiter) for line in head.lines[layout.first_line - 1 :]]
    shown = tuple(tuple(row) for row in rows[:_ROWS_LOOKED_AT])
    numeric = {
        str(at): at
        for at in range(len(layout.names))
        if any(len(row) > at and is_number(row[at]) for row in shown)
    }
    table = read_table(path, head, layout, numeric, {}, lambda _: None)
    if len(table.numbers) < _FEWEST:
        raise RecordingError(
            f"this table has {len(table.numbers)} columns of numbers, where three of acceleration "
            "and three of angular rate are needed; export both sensors into one table",
            file=path,
        )
    clocks = tuple(
        at
        for at in range(len(layout.names))
        if is_time_of_day([row[at] for row in shown if len(row) > at])
    )
    whole = frozenset(
        int(name)
        for name, values in table.numbers.items()
        if bool((np.rint(values) == values)[np.isfinite(values)].all())
    )
    return _propose(TableGuess(layout, shown, {}, times_of_day=clocks, whole=whole), table)


def _find(head: Head) -> Layout | None:
    layout = find_numeric_table(head)
    if layout is not None and layout.width >= len(layout.names):
        unnamed = ("",) * (layout.width - len(layout.names))
        return dataclasses.replace(layout, names=layout.names + unnamed)
    for delimiter in DELIMITERS:
        first = first_numeric_row([split_cells(line, delimiter) for line in head.lines])
        if first is not None:
            below = dataclasses.replace(head, lines=("", *head.lines[first:]))
            found = layout_below(below, 1, delimiter)
            unnamed = ("",) * found.width
            return dataclasses.replace(found, names=unnamed, header_line=0, first_line=first + 1)
    return None


def _propose(guess: TableGuess, table: Table) -> TableGuess:
    layout = guess.layout
    units = layout.units or ("",) * len(layout.names)
    meanings: dict[int, ColumnMeaning] = {}
    for at in map(int, table.numbers):
        unit = units[at] if at < len(units) else ""
        meaning = column_meaning(layout.names[at], unit) if layout.names[at] else None
        if meaning:
            meanings[at] = meaning
    sides: list[Side | None] = [side for side in SIDES if _named(meanings, "acc", side)]
    proposals: dict[Side | None, dict[str, Proposal]] = {}
    scale = 1.0
    for side in sides or [None]:
        found: dict[str, Proposal] = {}
        taken = _time(found, meanings, table, side, layout.names)
        named = {quantity: _named(meanings, quantity, side) for quantity in _VECTORS}
        told = _by_values(table, named, taken) if side is None else named
        for quantity, three in told.items():
            if three is None:
                continue
            deduced, one_count = unit_of(table, quantity, three)
            scale = one_count if quantity == "acc" else scale
            why = "name" if named[quantity] else "values"
            for axis, position in zip("xyz", three, strict=True):
                stated = meanings[position].unit if named[quantity] else None
                found[f"{quantity}_{axis}"] = Proposal(
                    position, why, stated or deduced, stated is not None
                )
        proposals[side] = found
    return dataclasses.replace(guess, proposals=proposals, acc_scale=scale)


def _named(
    meanings: dict[int, ColumnMeaning], quantity: Quantity, side: Side | None
) -> Three | None:
    """Positions of x, y, z where each is named once."""
    at = [
        [k for k, m in meanings.items() if (m.quantity, m.axis, m.side) == (quantity, axis, side)]
        for axis in "xyz"
    ]
    if any(len(places) != 1 for places in at):
        return None
    return at[0][0], at[1][0], at[2][0]


def _time(
    found: dict[str, Proposal],
    meanings: dict[int, ColumnMeaning],
    table: Table,
    side: Side | None,
    names: Sequence[str],
) -> set[int]:
    """Propose a column of times; return what is taken."""
    named = [at for at, meaning in meanings.items() if meaning.quantity == "time"]
    own = [at for at in named if meanings[at].side == side] or [
        at for at in named if meanings[at].side is None
    ]
    rising = [int(name) for name, values in table.numbers.items() if rises(values)]
    chosen = own or [
        at
        for at in rising
        if not _COUNTER.search(names[at]) and may_be_time(table.numbers[str(at)])
    ]
    if chosen:
        at = chosen[0]
        stated = meanings[at].unit if at in meanings else None
        unit = stated or time_unit(table.numbers[str(at)])
        found["time"] = Proposal(at, "name" if own else "values", unit, stated is not None)
    return {*chosen[:1], *rising}


def _by_values(
    table: Table, named: Mapping[Quantity, Three | None], taken: set[int]
) -> dict[Quantity, Three | None]:
    """Find neighbouring columns that behave as an accelerometer or a gyroscope does."""
    taken = taken | {at for three in named.values() for at in three or ()}
    may: dict[Quantity, list[Three]] = {}
    for quantity in _VECTORS:
        known = named[quantity]
        may[quantity] = [known] if known else threes_of(table, quantity, taken)
    pairs = [(a, g) for a in may["acc"] for g in may["gyr"] if not set(a) & set(g)]
    if pairs:
        # Gravity at rest; two sensors whose columns follow each other; three columns of both are
        # no sensor.
        acc, gyr = min(
            pairs,
            key=lambda pair: (not rests(table, *pair), abs(abs(pair[0][0] - pair[1][0]) - 3)),
        )
        return {"acc": acc, "gyr": gyr}
    # The same columns are not both.
    first = {quantity: next(iter(threes), None) for quantity, threes in may.items()}
    return first if first["acc"] is None else {"acc": first["acc"], "gyr": named["gyr"]}
