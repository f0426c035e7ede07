"""Columns that count: whole numbers, which start again at a power of two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.rows import Notes
from gaitsense.recordings.table import Table

#: Beyond this a float64 no longer holds every whole number.
_LARGEST: Final = 2.0**53


def keep_counted(table: Table, names: Sequence[str], notes: Notes, *, lowest: float = 0.0) -> Table:
    """Keep the rows whose counters are whole numbers.

    Parameters
    ----------
    table : Table
        With the counters among its numbers.
    names : sequence of str
        The counters' columns.
    notes : Notes
        Takes the lines of the other rows.
    lowest : float
        The least value that counts.

    Returns
    -------
    Table

    Raises
    ------
    RecordingError
        If no row has all of them.
    """
    good = np.ones(len(table), np.bool_)
    for name in names:
        values = table.numbers[name]
        good &= (values == np.rint(values)) & (values >= lowest) & (np.abs(values) < _LARGEST)
    if not good.any():
        raise RecordingError(
            f"no row has a whole number in {' and '.join(names)}; export the file again",
            column=names[0],
        )
    notes.say_lines(f"without a whole number in {' and '.join(names)} dropped", table.line[~good])
    return table.take(good)


def unwrap_counter(values: NDArray[np.float64], modulus: int) -> NDArray[np.int64]:
    """Unwrap a counter that runs from 0 to `modulus` - 1.

    Parameters
    ----------
    values : (n,) float64
        Counts as read, whole numbers from 0; no unit.
    modulus : int
        Where the counter starts again.

    Returns
    -------
    (n,) int64
        The first one as read, each next one by the number of counts away. A step back stays one
        where it is smaller than half the modulus: it is a late row, or a counter that was
        restarted. Where a count reaches the modulus, the column does not wrap there and is
        returned as read.
    """
    counts = values.astype(np.int64)
    if len(counts) == 0 or int(counts.max()) >= modulus:
        return counts
    step = np.diff(counts)
    step = (step + modulus // 2) % modulus - modulus // 2
    return np.concatenate([counts[:1], counts[0] + np.cumsum(step)])
