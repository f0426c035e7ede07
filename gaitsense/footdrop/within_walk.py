"""How a measure changes from the begin to the end of a walk: a robust line with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

_Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Change:
    """What was gained from the first to the last stride, in the measure's unit.

    Parameters
    ----------
    value : float
        Slope times time, NaN where there are too few blocks for a line.
    interval : (float, float)
        95 % interval of it; infinite where there is none.
    strides_n : int
        Strides that it rests on.
    """

    value: float
    interval: tuple[float, float]
    strides_n: int


def change_within(times_s: Column, values: Column, block_n: int, most_blocks_n: int) -> Change:
    """Fit a robust line over time and return its gain from the first to the last stride.

    Neighbouring strides resemble each other, so the line runs through medians of blocks of
    strides: an interval from single strides would be too narrow.

    Parameters
    ----------
    times_s : (k,) float64
        When each stride began, s, rising.
    values : (k,) float64
        The measure, any unit; strides where it is NaN are left out.
    block_n : int
        Strides in a block; the last block takes what is left over.
    most_blocks_n : int
        Blocks at most; longer walks have larger ones.

    Returns
    -------
    Change
        Infinite interval under four blocks: no line through three points excludes zero.

    Source
    ------
    Theil 1950, doi 10.1007/978-94-011-2546-8_20; interval from Kendall's variance, Sen 1968, doi
    10.1080/01621459.1968.10480934.
    """
    known = np.isfinite(values)
    times_s, values = times_s[known], values[known]
    n = len(values)
    size = max(block_n, math.ceil(n / most_blocks_n))
    blocks = n // size
    if blocks < 4:
        return Change(math.nan, (-math.inf, math.inf), n)
    times_in, values_in = (_blocks(column, blocks, size) for column in (times_s, values))
    first, second = np.triu_indices(blocks, 1)
    slopes = np.sort((values_in[second] - values_in[first]) / (times_in[second] - times_in[first]))
    half = _Z_95 * math.sqrt(blocks * (blocks - 1) * (2 * blocks + 5) / 18.0)
    low = max(round((len(slopes) - half) / 2.0) - 1, 0)
    high = min(round((len(slopes) + half) / 2.0), len(slopes) - 1)
    lasting_s = float(times_s[-1] - times_s[0])
    return Change(
        float(np.median(slopes)) * lasting_s,
        (float(slopes[low]) * lasting_s, float(slopes[high]) * lasting_s),
        n,
    )


def _blocks(column: Column, blocks_n: int, size: int) -> Column:
    """Medians of blocks; the last one takes what is left over."""
    whole = (blocks_n - 1) * size
    rows = column[:whole].reshape(blocks_n - 1, size)
    return np.append(np.median(rows, axis=1), np.median(column[whole:]))
