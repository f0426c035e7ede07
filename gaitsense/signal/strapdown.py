"""Orientation from angular rate: many short stretches integrated at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.signal.rotations import Field, from_rotation_vector, multiply, normalise

#: Samples multiplied one after the other before stretches are joined by doubling.
_STRETCH: Final = 16


def integrate_rates(gyr_radps: Field, period_s: float) -> Field:
    """Integrate angular rates, each row of samples from its own identity.

    The rate between two samples is taken as their mean, so the orientation belongs to the very
    instant of each sample (a rectangle rule would lag by half a period: 1.7° at 340 °/s and
    100 Hz). Products are formed one after the other in stretches of 16 samples, stretches are
    joined by doubling: the orientation after n samples always comes from the same tree of
    products, whatever follows behind, so padding and batching change no bit.

    Parameters
    ----------
    gyr_radps : (3, b, n) float64
        Angular rates of b rows, rad/s, SENSOR.
    period_s : float
        Time between samples, s.

    Returns
    -------
    (4, b, n) float64
        Rotation from SENSOR at each sample to SENSOR at the row's first sample; no unit.

    Source
    ------
    Own; compared with other integrations in analysis/03_orientation_and_path.
    """
    rows, n = gyr_radps.shape[1:]
    stretches = -(-n // _STRETCH)
    turn = np.zeros((3, rows, stretches * _STRETCH))
    turn[:, :, 1:n] = (0.5 * period_s) * (gyr_radps[:, :, 1:] + gyr_radps[:, :, :-1])
    # (4, place in stretch, row, stretch): one step along the second axis handles all stretches.
    step = from_rotation_vector(turn).reshape(4, rows, stretches, _STRETCH)
    product = np.ascontiguousarray(np.moveaxis(step, 3, 1))
    for place in range(1, _STRETCH):
        product[:, place] = multiply(product[:, place - 1], product[:, place])
    whole = normalise(product[:, -1])
    reach = 1
    while reach < stretches:
        whole[:, :, reach:] = normalise(multiply(whole[:, :, :-reach], whole[:, :, reach:]))
        reach *= 2
    before = np.zeros((4, 1, rows, stretches))
    before[0] = 1.0
    before[:, 0, :, 1:] = whole[:, :, :-1]
    product = normalise(multiply(np.broadcast_to(before, product.shape), product))
    in_order = np.ascontiguousarray(np.moveaxis(product, 1, 3))
    return in_order.reshape(4, rows, stretches * _STRETCH)[:, :, :n]


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
