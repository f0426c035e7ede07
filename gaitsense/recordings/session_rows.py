"""The columns of a session CSV, and how its rows number the samples."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

TIME: Final = "t_s"
SIDE: Final = "side"
ACC: Final = ("acc_x_mps2", "acc_y_mps2", "acc_z_mps2")
GYR: Final = ("gyr_x_radps", "gyr_y_radps", "gyr_z_radps")
VALUES: Final = (*ACC, *GYR)
#: The usual step between rows, in periods of the stated rate; outside, one of both is wrong.
_USUAL_STEP: Final = (0.8, 1.25)
#: Present only where counters cannot be told from times and rate.
SAMPLE: Final = "sample"
#: Present only where marks were set; a mark has a row of its own, with a time and no side.
MARKER: Final = "marker"


def count_samples(t_s: NDArray[np.float64], rate_hz: float, first_sample: int) -> NDArray[np.int64]:
    """Count the samples of one foot from its times.

    Parameters
    ----------
    t_s : (n,) float64
        Times of its rows, s, rising; rows of lost samples included.
    rate_hz : float
        The sensor's rate, Hz.
    first_sample : int
        Counter of the first row.

    Returns
    -------
    (n,) int64
        Each step is the nearest whole number of periods, at least one.
    """
    step = np.maximum(np.rint(np.diff(t_s) * rate_hz), 1.0).astype(np.int64)
    return np.concatenate([np.array([first_sample], np.int64), first_sample + np.cumsum(step)])


def contradicting_rate(t_s: NDArray[np.float64], step: NDArray[np.int64], rate_hz: float) -> str:
    """Say how times contradict a stated rate.

    Parameters
    ----------
    t_s : (n,) float64
        Times of the rows of one foot, s, rising.
    step : (n - 1,) int64
        Samples from each row to the next.
    rate_hz : float
        The stated rate, Hz.

    Returns
    -------
    str
        A clause; empty where they agree.
    """
    if len(step) == 0:
        return ""
    usual_s = float(np.median(np.diff(t_s) / step))
    low, high = _USUAL_STEP
    if low <= usual_s * rate_hz <= high:
        return ""
    return f"the rate is said to be {rate_hz:g} Hz, but times advance by {usual_s:.4g} s per sample"
