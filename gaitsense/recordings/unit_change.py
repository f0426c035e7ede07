"""A file that changes the unit of its acceleration on the way.

The median of a whole record hides it: with half of the rows in g, it may still lie near 9.8.
But gravity is felt in every second of a walk.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError

#: Length of the pieces that are judged, s; two in a row make a finding.
_PIECE_S: Final = 0.5
#: At least so many rows in a piece, so that a few odd ones do not decide.
_FEWEST: Final = 10
#: A foot that feels less than this for most of a second is falling, m/s².
_LEAST_MPS2: Final = 3.0
#: In a sprint, the median of a second reaches 100 m/s² (seen in an export), but the foot feels
#: less than 40 again and again; 9.8 taken for g reads 96 throughout.
_MOST_MPS2: Final = 80.0
_ALWAYS_MPS2: Final = 40.0
_ALWAYS_SHARE: Final = 0.95


def refuse_change_of_unit(
    t_s: NDArray[np.float64],
    acc_mps2: NDArray[np.float64],
    line: NDArray[np.int64],
    who: str,
) -> None:
    """Raise when acceleration is in another unit for a second or more of an otherwise good record.

    Parameters
    ----------
    t_s : (n,) float64
        Times, s, never falling.
    acc_mps2 : (n, 3) float64
        Specific force, claimed m/s², SENSOR; all finite.
    line : (n,) int64
        Line of each row in the file, from 1.
    who : str
        Whose samples these are, for the message.

    Raises
    ------
    RecordingError
        With the line from which on gravity is not there, or far too large.
    """
    n = len(t_s)
    lasted_s = float(t_s[-1] - t_s[0]) if n else 0.0
    if lasted_s < 2.0 * _PIECE_S:
        return
    size = max(round(n * _PIECE_S / lasted_s), _FEWEST)
    pieces = n // size
    squares = np.einsum("ij,ij->i", acc_mps2, acc_mps2)[: pieces * size].reshape(pieces, size)
    low = (squares < _LEAST_MPS2**2).mean(axis=1) > 0.5
    high = (squares > _MOST_MPS2**2).mean(axis=1) > 0.5
    high &= (squares > _ALWAYS_MPS2**2).mean(axis=1) >= _ALWAYS_SHARE
    for wrong in (low, high):
        runs = np.flatnonzero(wrong[1:] & wrong[:-1])
        # Where most of a record is so, its unit is judged as a whole.
        if len(runs) and 2 * np.count_nonzero(wrong) <= pieces + 1:
            first = int(runs[0]) * size
            median = float(np.sqrt(np.median(squares[runs[0]])))
            raise RecordingError(
                f"{who}: around here |acc| is {median:.3g} for a second or more, where gravity "
                "should make it near 9.8; if the unit changes on the way, write all rows in one",
                line=int(line[first]),
            )
