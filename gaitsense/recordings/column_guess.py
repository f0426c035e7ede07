"""What the columns of a table probably are, from their names and from their values.

A proposal for a person to confirm, never used unasked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import SIDES, Side
from gaitsense.recordings.column_names import (
    UNIT_FACTORS,
    ColumnMeaning,
    Quantity,
    column_meaning,
)
from gaitsense.recordings.column_units import ACC_MEDIANS, RATES_HZ
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

#: Counts of one g in common sensors, and how near the median must come to one of them.
_COUNTS_PER_G: Final = (2048, 4096, 8192, 16384)
_COUNTS_SHARE: Final = 0.15
#: What a step shakes: 99th percentile over median of |acc| and |gyr|. Directions and quaternions
#: keep their length, and a gyroscope rests in each stance.
_ACC_PEAK: Final = 1.3
_GYR_PEAK: Final = 3.0
#: 99th percentile of |gyr| of a walking foot, rad/s, and the same in °/s.
_GYR_P99: Final = (("rad/s", 1.0, 12.0), ("deg/s", 43.0, 1500.0))
#: Share of steps that rise in a column of times.
_RISING: Final = 0.97
_ROWS_LOOKED_AT: Final = 50
_Three = tuple[int, int, int]
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
    """

    layout: Layout
    rows: tuple[tuple[str, ...], ...]
    proposals: dict[Side | None, dict[str, Proposal]]
    acc_scale: float = 1.0


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
        raise RecordingError(f"this {what}; give a file with rows of numbers", file=path)
    rows = [split_cells(line, layout.delimiter) for line in head.lines[layout.first_line - 1 :]]
    shown = tuple(tuple(row) for row in rows[:_ROWS_LOOKED_AT])
    numeric = {
        str(at): at
        for at in range(len(layout.names))
        if any(len(row) > at and is_number(row[at]) for row in shown)
    }
    table = read_table(path, head, layout, numeric, {}, lambda _: None)
    return _propose(TableGuess(layout, shown, {}), table)


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
        taken = _time(found, meanings, table, side)
        named = {quantity: _named(meanings, quantity, side) for quantity in _VECTORS}
        told = _by_values(table, named, taken) if side is None else named
        for quantity, three in told.items():
            if three is None:
                continue
            deduced, one_count = _unit(table, quantity, three)
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
) -> _Three | None:
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
) -> set[int]:
    """Propose a column of times; return what is taken."""
    named = [at for at, meaning in meanings.items() if meaning.quantity == "time"]
    own = [at for at in named if meanings[at].side == side] or [
        at for at in named if meanings[at].side is None
    ]
    rising = [int(name) for name, values in table.numbers.items() if _rises(values)]
    chosen = own or [at for at in rising if _may_be_time(table.numbers[str(at)])]
    if chosen:
        at = chosen[0]
        stated = meanings[at].unit if at in meanings else None
        unit = stated or _time_unit(table.numbers[str(at)])
        found["time"] = Proposal(at, "name" if own else "values", unit, stated is not None)
    return {*chosen[:1], *rising}


def _rises(values: NDArray[np.float64]) -> bool:
    """Whether a column rises steadily, as times and counters do."""
    step = np.diff(values[np.isfinite(values)])
    return len(step) > 1 and bool(np.mean(step > 0) >= _RISING)


def _may_be_time(values: NDArray[np.float64]) -> bool:
    """Whether a column that rises may hold times; what rises by one each row is a counter."""
    step = np.diff(values[np.isfinite(values)])
    return not bool((step == 1.0).all()) and _time_unit(values) is not None


def _time_unit(values: NDArray[np.float64]) -> str | None:
    step = np.diff(values[np.isfinite(values)])
    step = step[step > 0]
    if not len(step):
        return None
    usual = float(np.median(step))
    for unit, factor in UNIT_FACTORS["time"].items():
        if RATES_HZ[0] <= 1.0 / (usual * factor) <= RATES_HZ[1]:
            return unit
    return None


def _lengths(table: Table, at: Sequence[int]) -> NDArray[np.float64]:
    values = table.vectors([str(position) for position in at])
    whole = values[(np.abs(values) < 1e10).all(axis=1)]
    return np.asarray(np.linalg.norm(whole, axis=1))


def _by_values(
    table: Table, named: Mapping[Quantity, _Three | None], taken: set[int]
) -> dict[Quantity, _Three | None]:
    """Find neighbouring columns that behave as an accelerometer or a gyroscope does."""
    taken = taken | {at for three in named.values() for at in three or ()}
    may: dict[Quantity, list[_Three]] = {}
    for quantity in _VECTORS:
        known = named[quantity]
        may[quantity] = [known] if known else _threes(table, quantity, taken)
    pairs = [(a, g) for a in may["acc"] for g in may["gyr"] if not set(a) & set(g)]
    if pairs:
        # Two sensors whose columns follow each other; three columns of both are no sensor.
        acc, gyr = min(pairs, key=lambda pair: abs(abs(pair[0][0] - pair[1][0]) - 3))
        return {"acc": acc, "gyr": gyr}
    # The same columns are not both.
    first = {quantity: next(iter(threes), None) for quantity, threes in may.items()}
    return first if first["acc"] is None else {"acc": first["acc"], "gyr": named["gyr"]}


def _threes(table: Table, quantity: Quantity, taken: set[int]) -> list[_Three]:
    numeric = {int(name) for name in table.numbers} - taken
    found = []
    for at in [(first, first + 1, first + 2) for first in sorted(numeric)]:
        if not set(at) <= numeric:
            continue
        length = _lengths(table, at)
        if not len(length) or not length.any():
            continue
        peak = float(np.percentile(length, 99)) / max(float(np.median(length)), 1e-9)
        if quantity == "gyr":
            fits = peak >= _GYR_PEAK
        else:
            fits = peak >= _ACC_PEAK and _unit(table, quantity, at)[0] is not None
        if fits:
            found.append(at)
    return found


def _unit(table: Table, quantity: Quantity, at: Sequence[int]) -> tuple[str | None, float]:
    """Deduce a unit, and what one count means in it; None where values do not tell."""
    length = _lengths(table, at)
    if not len(length):
        return None, 1.0
    if quantity == "gyr":
        p99 = float(np.percentile(length, 99))
        return next((unit for unit, low, high in _GYR_P99 if low <= p99 <= high), None), 1.0
    median = float(np.median(length))
    for unit, low, high in ACC_MEDIANS:
        if low <= median <= high:
            return unit, 1.0
    for counts in _COUNTS_PER_G:
        if abs(median / counts - 1.0) <= _COUNTS_SHARE:
            return "g", 1.0 / counts
    return None, 1.0
