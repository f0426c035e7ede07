"""Rows of two sensors in turn, which would be read as those of one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError

#: A leap is at least this large, in either; less may be the steps of a coarse sensor at rest.
_LEAP_MPS2: Final = 2.0
_LEAP_RADPS: Final = 0.5
#: And this many times as far from the row before as from the nearer of the two before that.
_LEAP_TIMES: Final = 2.0
#: Share of rows that leap. In 144 readings of real walks by one shoe sensor, at 25 to 240 Hz, it is
#: at most 0.06; where the same walks' two sensors are mixed, strictly in turn or at random, at
#: least 0.4.
_MIXED_SHARE: Final = 0.2
#: In fewer rows, chance decides.
_FEWEST_ROWS: Final = 50
#: No sensor gives more; such values are struck digits.
_IMPOSSIBLE: Final = 1e4


def refuse_mixed_rows(
    acc_mps2: NDArray[np.float64], gyr_radps: NDArray[np.float64], who: str
) -> None:
    """Raise where rows jump back and forth, as those of two sensors in one table do.

    Parameters
    ----------
    acc_mps2 : (n, 3) float64
        Specific force, m/s², SENSOR, in the order of the file; NaN where lost.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, SENSOR.
    who : str
        Whose rows these should be.

    Raises
    ------
    RecordingError
        If they are of more than one sensor.

    Notes
    -----
    A moving sensor's next reading is near its last one. Where two feet take turns, it is nearer
    to the last but one. Source: own.
    """
    rows = np.hstack([acc_mps2 / _LEAP_MPS2, gyr_radps / _LEAP_RADPS])
    rows = rows[(np.abs(rows) < _IMPOSSIBLE).all(axis=1)]
    if len(rows) < _FEWEST_ROWS:
        return
    step_1, step_2, step_3 = (np.linalg.norm(rows[k:] - rows[:-k], axis=1) for k in (1, 2, 3))
    nearer = np.minimum(step_2[1:], step_3)
    leaps = (step_1[2:] > 1.0) & (step_1[2:] > _LEAP_TIMES * nearer)
    if np.mean(leaps) > _MIXED_SHARE:
        raise RecordingError(
            f"{who}: from row to row the values jump back and forth, so these are rows of two "
            "sensors in turn, which must not become one foot; write the rows of each foot to a "
            "file of its own, with left or right in its name"
        )
