"""Are these numbers m/s² and rad/s? A wrong unit must never become a wrong result."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.units import STANDARD_GRAVITY_MPS2

#: Median |acc| of any recording with gravity in it, m/s²: gravity, a gain error of 12 %,
#: vigorous walking (up to 13), and at the top a sprinting foot (up to 63 in an export seen).
_ACC_MEDIAN_MPS2: Final = (6.0, 100.0)
#: So many samples, evenly picked, judge a long recording as well as all of them.
_ENOUGH: Final = 100_000
#: No foot turns faster than this for 1 % of the time, rad/s (2,500 °/s; sprinting stays below).
_GYR_P99_RADPS: Final = 43.0


def refuse_wrong_units(
    acc_mps2: NDArray[np.float64], gyr_radps: NDArray[np.float64], who: str
) -> None:
    """Raise when values cannot be specific force in m/s² and angular rate in rad/s.

    Parameters
    ----------
    acc_mps2 : (n, 3) float64
        Specific force, claimed m/s², SENSOR.
    gyr_radps : (n, 3) float64
        Angular rate, claimed rad/s, SENSOR.
    who : str
        Whose samples these are, for the message.

    Raises
    ------
    RecordingError
        With what the unit looks like instead.
    """
    pick = slice(None, None, max(1, len(acc_mps2) // _ENOUGH))
    acc_mps2, gyr_radps = acc_mps2[pick], gyr_radps[pick]
    median = float(np.median(np.linalg.norm(acc_mps2, axis=1)))
    low, high = _ACC_MEDIAN_MPS2
    if not low <= median <= high:
        raise RecordingError(
            f"{who}: the median of |acc| is {median:.3g}, where gravity should make it near 9.8; "
            f"{_guess_acc_unit(median)}"
        )
    p99 = float(np.percentile(np.linalg.norm(gyr_radps, axis=1), 99))
    if p99 > _GYR_P99_RADPS:
        raise RecordingError(
            f"{who}: the gyroscope reaches {p99:.0f} rad/s, faster than any foot; "
            "this looks like °/s, so multiply by 0.0174533"
        )


def _guess_acc_unit(median: float) -> str:
    if 0.6 <= median <= 2.0:
        return (
            f"this looks like g, so multiply by {STANDARD_GRAVITY_MPS2} "
            "(or, if gravity has been removed, export the raw acceleration)"
        )
    if 600.0 <= median <= 2000.0:
        return f"this looks like mg, so multiply by {STANDARD_GRAVITY_MPS2 / 1000.0:.8g}"
    if median < 6.0:
        return "gravity seems to have been removed; export the raw acceleration"
    return "this looks like raw counts; convert them to m/s² by the sensor's scale"
