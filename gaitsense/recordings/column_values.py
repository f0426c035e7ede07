"""How the values of a time, an accelerometer and a gyroscope behave, whatever their unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.recordings.column_names import UNIT_FACTORS, Quantity
from gaitsense.recordings.column_units import ACC_MEDIANS, RATES_HZ
from gaitsense.recordings.doubtful_units import steady_acc_mps2
from gaitsense.recordings.table import Table

#: Positions of x, y, z.
Three = tuple[int, int, int]
#: Counts of one g in common sensors, and how near the median must come to one of them.
_COUNTS_PER_G: Final = (2048, 4096, 8192, 16384)
_COUNTS_SHARE: Final = 0.15
#: What a step shakes: 99th percentile over median of |acc| and |gyr|. Directions and quaternions
#: keep their length, and a gyroscope rests in each stance.
_ACC_PEAK: Final = 1.3
_GYR_PEAK: Final = 3.0
#: 99th percentile of |gyr| of a walking foot, rad/s, and the same in °/s and
#: m°/s, which no count of 16 bits reaches.
_GYR_P99: Final = (
    ("rad/s", 1.0, 12.0),
    ("deg/s", 43.0, 1500.0),
    ("mdps", 60_000.0, 1.5e6),
)
#: Share of steps that rise in a column of times.
_RISING: Final = 0.97
#: How near |acc| at rest comes to gravity in its unit.
_GRAVITY_SHARE: Final = 0.15


def rises(values: NDArray[np.float64]) -> bool:
    """Tell whether a column rises steadily, as times and counters do.

    Parameters
    ----------
    values : (n,) float64
        A column, in any unit; NaN where a cell is empty.

    Returns
    -------
    bool
    """
    step = np.diff(values[np.isfinite(values)])
    return len(step) > 1 and bool(np.mean(step > 0) >= _RISING)


def may_be_time(values: NDArray[np.float64]) -> bool:
    """Tell whether a column that rises may hold times; what rises by one each row is a counter.

    Parameters
    ----------
    values : (n,) float64
        A column that rises, in any unit.

    Returns
    -------
    bool
    """
    step = np.diff(values[np.isfinite(values)])
    return not bool((step == 1.0).all()) and time_unit(values) is not None


def time_unit(values: NDArray[np.float64]) -> str | None:
    """Find the unit in which a column of times has the rate of a sensor.

    Parameters
    ----------
    values : (n,) float64
        Times, s, ms, us or ns.

    Returns
    -------
    str or None
        None where no sensor has such a rate in any unit.
    """
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


def rests(table: Table, acc: Three, gyr: Three) -> bool:
    """Tell whether the first three columns read gravity where the others turn least.

    Parameters
    ----------
    table : Table
        Columns by their positions.
    acc, gyr : tuple of int
        Positions of x, y, z.

    Returns
    -------
    bool
    """
    vectors = [table.vectors([str(at) for at in three]) for three in (acc, gyr)]
    rest = steady_acc_mps2(*vectors)
    gravities = [STANDARD_GRAVITY_MPS2 / UNIT_FACTORS["acc"][unit] for unit, _, _ in ACC_MEDIANS]
    return rest is not None and any(
        abs(rest / gravity - 1.0) <= _GRAVITY_SHARE for gravity in (*gravities, *_COUNTS_PER_G)
    )


def threes_of(table: Table, quantity: Quantity, taken: set[int]) -> list[Three]:
    """Find neighbouring columns that shake as a sensor on a walking foot does.

    Parameters
    ----------
    table : Table
        Columns by their positions.
    quantity : {"acc", "gyr"}
        What is looked for.
    taken : set of int
        Positions that are known to hold something else.

    Returns
    -------
    list of tuple of int
    """
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
            fits = peak >= _ACC_PEAK and unit_of(table, quantity, at)[0] is not None
        if fits:
            found.append(at)
    return found


def unit_of(table: Table, quantity: Quantity, at: Sequence[int]) -> tuple[str | None, float]:
    """Deduce a unit, and what one count means in it; None where values do not tell.

    Parameters
    ----------
    table : Table
        Columns by their positions.
    quantity : {"acc", "gyr"}
        What they hold.
    at : sequence of int
        Positions of x, y, z.

    Returns
    -------
    unit : str or None
        None where values do not tell it.
    scale : float
        What one count means in it.
    """
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
