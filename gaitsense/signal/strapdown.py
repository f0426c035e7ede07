"""Orientation from angular rate: many short stretches integrated at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitsense.signal.rotations import Field, from_rotation_vector, multiply, normalise


def integrate_rates(gyr_radps: Field, period_s: float) -> Field:
    """Integrate angular rates, each row of samples from its own identity.

    The rate between two samples is taken as their mean, so the orientation belongs to the very
    instant of each sample (a rectangle rule would lag by half a period: 1.7° at 340 °/s and
    100 Hz). Products are formed by doubling: the orientation after n samples always comes
    from the same tree of products, whatever follows behind, so padding and batching change
    no bit.

    Parameters
    ----------
    gyr_radps : (3, b, n) float64
        Angular rates of b stretches, rad/s, SENSOR.
    period_s : float
        Time between samples, s.

    Returns
    -------
    (4, b, n) float64
        Rotation from SENSOR at each sample to SENSOR at the stretch's first sample; no unit.

    Source
    ------
    Own; compared with other integrations in analysis/02_orientation_and_path.
    """
    turn = np.zeros_like(gyr_radps)
    turn[:, :, 1:] = (0.5 * period_s) * (gyr_radps[:, :, 1:] + gyr_radps[:, :, :-1])
    product = from_rotation_vector(turn)
    reach = 1
    while reach < gyr_radps.shape[2]:
        joined = multiply(product[:, :, :-reach], product[:, :, reach:])
        product[:, :, reach:] = normalise(joined)
        reach *= 2
    return product


def cumulative_trapezoid(rate: NDArray[np.float64], period_s: float) -> NDArray[np.float64]:
    """Integral over the last axis by the trapezoid rule, 0 at the first sample.

    Parameters
    ----------
    rate : (…, n) float64
        Any rate, unit per second.
    period_s : float
        Time between samples, s.

    Returns
    -------
    (…, n) float64
        Its integral, in the rate's unit times seconds.
    """
    integral = np.zeros_like(rate)
    np.cumsum((0.5 * period_s) * (rate[..., 1:] + rate[..., :-1]), axis=-1, out=integral[..., 1:])
    return integral
