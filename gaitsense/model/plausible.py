"""Can this have been measured? A wrong unit or a mixed-up file must never become a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import Side
from gaitsense.model.units import STANDARD_GRAVITY_MPS2

#: Median |acc| of any recording with gravity in it, m/s²: gravity, a gain error of 12 %,
#: vigorous walking (up to 13), and at the top a sprinting foot (up to 63 in an export seen).
_ACC_MEDIAN_MPS2: Final = (6.0, 100.0)
#: So many samples, evenly picked, judge a long recording as well as all of them.
_ENOUGH: Final = 100_000
#: No foot turns faster than this for 1 % of the time, rad/s (2,500 °/s; sprinting stays below).
_GYR_P99_RADPS: Final = 43.0
#: A sensor with coarse steps may repeat a reading while it rests, but not for so many samples
#: from the first to the last.
_FROZEN_N: Final = 50
#: Feet that nowhere turn faster than this rest, rad/s; two resting sensors may read the same.
_MOVING_RADPS: Final = 0.5


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


def frozen_note(acc_mps2: NDArray[Any], gyr_radps: NDArray[Any], who: str) -> str:
    """Say that a sensor repeats one reading from the first sample to the last.

    Parameters
    ----------
    acc_mps2 : (n, 3) float
        Specific force, m/s², SENSOR; at least one row.
    gyr_radps : (n, 3) float
        Angular rate, rad/s, SENSOR.
    who : str
        Whose samples these are.

    Returns
    -------
    str
        A sentence without its full stop; empty where the values change.
    """
    n = len(acc_mps2)
    if n < _FROZEN_N or (acc_mps2 != acc_mps2[0]).any() or (gyr_radps != gyr_radps[0]).any():
        return ""
    return (
        f"{who}: the values never change, all {n} samples are the same, so this sensor was not "
        "measuring; check it and record again"
    )


def refuse_same_samples(feet: Mapping[Side, tuple[NDArray[Any], NDArray[Any]]]) -> None:
    """Raise when one foot's samples stand for both feet.

    Parameters
    ----------
    feet : Mapping[Side, tuple]
        Specific force (n, 3), m/s², and angular rate (n, 3), rad/s, of each foot, SENSOR.

    Raises
    ------
    RecordingError
        If there are two feet, they move, and all values are equal.
    """
    if len(feet) < 2:
        return
    (acc, gyr), (other_acc, other_gyr) = feet.values()
    if not (np.array_equal(gyr, other_gyr) and np.array_equal(acc, other_acc)):
        return
    if (np.abs(gyr) > _MOVING_RADPS).any():
        raise RecordingError(
            "both feet hold the same samples, so one of them is not its own; choose the right "
            "file or array for one of them"
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
