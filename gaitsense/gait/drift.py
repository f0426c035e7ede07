"""Where in a stride an error was made that shows only at its end.

Some errors grow evenly (bias, tilt), some are made at one instant: a jolt shorter than a
sample, a value beyond full scale, a lost packet. What is left over at the end of a stride is
divided between the two as a Gaussian would: in proportion to the variance that each has
gathered by then. With even errors only, that is a straight line; with one lost packet, a step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import CLIPPED_ACC, CLIPPED_GYR, LOST
from gaitsense.signal.rotations import Field


@dataclass(frozen=True, slots=True)
class DriftParams:
    """How errors grow inside a stride, each one standard deviation.

    Parameters
    ----------
    turn_dps : float
        Even drift of the gyroscope beyond its bias, °/s. Default 0.5 (scale and cross-axis
        errors).
    turn_unseen_dps : float
        Rotation rate that may hide in a lost or clipped sample, °/s. Default 150.
    level_mps2 : float
        Even error of the horizontal force, m/s². Default 0.2 (1.2° of tilt).
    upright_mps2 : float
        Even error of the vertical force beyond what is known of it, m/s². Default 0.15.
    force_unseen_mps2 : float
        Force that may hide in a lost or clipped sample, m/s². Default 30.
    """

    turn_dps: float = 0.5
    turn_unseen_dps: float = 150.0
    level_mps2: float = 0.2
    upright_mps2: float = 0.15
    force_unseen_mps2: float = 30.0


def turn_jumps(
    flag: NDArray[np.uint8], period_s: float, params: DriftParams
) -> NDArray[np.float64]:
    """Variance of orientation gathered by lost and clipped samples.

    Parameters
    ----------
    flag : (b, n) uint8
        Grid flags.
    period_s : float
        Time between samples, s.
    params : DriftParams
        Settings.

    Returns
    -------
    (b, n) float64
        rad², from 0 at each stride's first sample.
    """
    step = (params.turn_unseen_dps * RAD_PER_DEG * period_s) ** 2
    return _gathered(flag, LOST | CLIPPED_GYR, step)


def force_jumps(
    acc_mps2: Field, flag: NDArray[np.uint8], period_s: float, params: DriftParams
) -> Field:
    """Variance of velocity gathered by jolts, lost and clipped samples.

    A force that changes by d within one sample leaves the trapezoid rule uncertain by d times
    the period, evenly spread: a variance of a twelfth. Along the level the tilt's even error
    is larger than that of jolts, so jolts count for the vertical only (measured on the belt:
    analysis/03_orientation_and_path).

    Parameters
    ----------
    acc_mps2 : (3, b, n) float64
        Acceleration, m/s², WORLD.
    flag : (b, n) uint8
        Grid flags.
    period_s : float
        Time between samples, s.
    params : DriftParams
        Settings.

    Returns
    -------
    (3, b, n) float64
        (m/s)², from 0 at each stride's first sample.
    """
    step = (params.force_unseen_mps2 * period_s) ** 2
    unseen = _gathered(flag, LOST | CLIPPED_ACC, step)
    jolt = np.zeros_like(acc_mps2[2])
    jolt[:, 1:] = (acc_mps2[2, :, 1:] - acc_mps2[2, :, :-1]) * period_s
    return np.stack([unseen, unseen, unseen + np.cumsum(jolt * jolt, axis=1) / 12.0])


def level_jolts(acc_mps2: Field, period_s: float) -> NDArray[np.float64]:
    """Variance of level velocity gathered by jolts, both directions together.

    Parameters
    ----------
    acc_mps2 : (3, b, n) float64
        Acceleration, m/s², WORLD.
    period_s : float
        Time between samples, s.

    Returns
    -------
    (b, n) float64
        (m/s)², from 0 at each stride's first sample.
    """
    jolt = np.diff(acc_mps2[:2], axis=2) * period_s
    jolt *= jolt
    variance = np.zeros(acc_mps2.shape[1:])
    np.cumsum(jolt[0] + jolt[1], axis=1, out=variance[:, 1:])
    return variance / 12.0


def _gathered(flag: NDArray[np.uint8], kinds: int, step: float) -> NDArray[np.float64]:
    """Variance gathered by samples of some kinds since each row's first sample."""
    unseen = np.where(flag & kinds, step, 0.0)
    # What the first sample hides is the stride before's.
    unseen[:, 0] = 0.0
    return np.cumsum(unseen, axis=1)


def spread(
    share: NDArray[np.float64],
    steady: NDArray[np.float64],
    jumps: NDArray[np.float64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Part of the final error that was there at each sample.

    Parameters
    ----------
    share : (b, n) float64
        Share of the stride's duration, 0 … 1.
    steady : (b,) float64
        Variance that the even error has at the end; its unit is that of `jumps`.
    jumps : (b, n) float64
        Variance gathered by jumps, same unit.
    last : (b,) int64
        Index of each stride's last sample.

    Returns
    -------
    (b, n) float64
        0 at the first sample, 1 at the last.
    """
    total = steady + jumps[np.arange(len(last)), last]
    return (steady[:, None] * share + jumps) / np.maximum(total, 1e-30)[:, None]
