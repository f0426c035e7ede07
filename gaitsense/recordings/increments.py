"""Angular rate and specific force from a strapdown integrator's increments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rates_from_quaternions(increment: NDArray[np.float64], period_s: float) -> NDArray[np.float64]:
    """Return the constant angular rate that makes each turn within one period.

    Parameters
    ----------
    increment : (n, 4) float64
        Turn during the period before each sample, quaternion, scalar first.
    period_s : float
        The period, s.

    Returns
    -------
    (n, 3) float64
        Angular rate, rad/s, SENSOR; NaN where the quaternion is zero or missing.

    Source
    ------
    Rotation vector of a unit quaternion, 2 atan2(|v|, w) v / |v|, over the period.
    """
    # A quaternion and its negative are one turn; the shorter way is meant.
    turned = np.where(increment[:, :1] < 0, -increment, increment)
    vector = turned[:, 1:]
    length = np.linalg.norm(vector, axis=1)
    angle_rad = 2.0 * np.arctan2(length, turned[:, 0])
    scale = np.divide(angle_rad, length, out=np.full_like(length, 2.0), where=length > 0)
    rates_radps: NDArray[np.float64] = vector * (scale / period_s)[:, np.newaxis]
    rates_radps[~(np.abs(increment).sum(axis=1) > 0)] = np.nan
    return rates_radps


def void_after_losses(
    values: NDArray[np.float64], counter: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Blank the increments whose period is not certain.

    Makers do not say whether the increment after a lost packet covers the loss as well.

    Parameters
    ----------
    values : (n, 3) float64
        Rates made from increments: specific force, m/s², or angular rate, rad/s, SENSOR.
    counter : (n,) int64
        Unwrapped counter of each row.

    Returns
    -------
    (n, 3) float64
        The same, NaN in the first row after each loss.
    """
    out = values.copy()
    out[1:][np.diff(counter) > 1] = np.nan
    return out
