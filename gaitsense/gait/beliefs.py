"""What is believed of the sensors before each stride: asked of a batch, answered in order.

A batch is integrated at once, but beliefs grow stride by stride: each stride gets the belief
that held before it, and then sharpens it. So nothing depends on how strides were batched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.acc_bias import AccBias
from gaitsense.gait.closed_stride import StanceTilt, StrideMotion, StrideSamples, at
from gaitsense.gait.force_offset import ForceOffset
from gaitsense.gait.gyro_bias import GyroBias
from gaitsense.gait.segmentation import StrideSpan
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import BRIDGED, CLIPPED, LOST
from gaitsense.signal.rotations import Field

_Rows = NDArray[np.int64]


def ask_acc_bias(
    belief: AccBias, n: int, turns: list[tuple[_Rows, StrideSamples, Field]]
) -> NDArray[np.float64]:
    """Bias of the accelerometer before each stride.

    Parameters
    ----------
    belief : AccBias
        What is believed; sharpened by the strides.
    n : int
        Number of strides.
    turns : list of (rows, samples, turn)
        Batches of them, with their gyroscope integrals.

    Returns
    -------
    (3, n) float64
        m/s², SENSOR.
    """
    turned, start, end = np.empty((4, n)), np.empty((3, n)), np.empty((3, n))
    whole = np.empty(n, bool)
    for rows, samples, turn in turns:
        turned[:, rows] = at(turn, samples.count - 1)
        start[:, rows], end[:, rows] = samples.force_start, samples.force_end
        whole[rows] = ~(samples.flag & (LOST | BRIDGED | CLIPPED)).any(axis=1)
    return belief.close(turned, start, end, whole)


def ask_gyro_bias(
    belief: GyroBias,
    spans: list[StrideSpan],
    coarse_end: list[int],
    tilts: list[tuple[_Rows, StrideSamples, StanceTilt]],
    rest_tilt_sd_deg: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bias of the gyroscope that is left, before each stride.

    Parameters
    ----------
    belief : GyroBias
        What is believed; sharpened by the strides.
    spans : list of StrideSpan
        The strides.
    coarse_end : list of int
        Where the rest ended that each one's coarse bias was read at.
    tilts : list of (rows, samples, tilt)
        Batches of the strides.
    rest_tilt_sd_deg : float
        Error of gravity's direction in a stance, °.

    Returns
    -------
    bias_radps : (3, n) float64
        rad/s, SENSOR.
    sd_radps : (n,) float64
        Its standard deviation, rad/s.
    """
    n = len(spans)
    slope, up = np.empty((3, n)), np.empty((3, n))
    for rows, _, tilt in tilts:
        slope[:, rows] = tilt.up_end - tilt.up_start
        up[:, rows] = tilt.up_mean
    slope_sd = np.sqrt(2.0) * rest_tilt_sd_deg * RAD_PER_DEG
    bias, sd = np.empty((3, n)), np.empty(n)
    for k, span in enumerate(spans):
        bias[:, k], sd[k] = belief.close(
            coarse_end[k], span.start_sample, span.end_sample, slope[:, k], up[:, k], slope_sd
        )
    return bias, sd


def ask_force_offset(
    belief: ForceOffset,
    spans: list[StrideSpan],
    motions: list[tuple[_Rows, StrideSamples, StanceTilt, StrideMotion]],
    period_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Vertical error of the force before each stride.

    Parameters
    ----------
    belief : ForceOffset
        What is believed; sharpened by the strides.
    spans : list of StrideSpan
        The strides.
    motions : list of (rows, samples, tilt, motion)
        Batches of them.
    period_s : float
        Time between samples, s.

    Returns
    -------
    offset_mps2, sd_mps2 : (n,) float64
        m/s², WORLD, and its standard deviation.
    """
    n = len(spans)
    rest, error, jumps = (np.empty(n) for _ in range(3))
    for rows, samples, tilt, motion in motions:
        rest[rows] = tilt.gravity_mps2
        error[rows] = motion.velocity_error_mps[2]
        jumps[rows] = at(motion.jump_variance[2], samples.count - 1)
    offset, sd = np.empty(n), np.empty(n)
    for k, span in enumerate(spans):
        duration_s = (span.end_sample - span.start_sample) * period_s
        offset[k], sd[k] = belief.close(
            float(rest[k]), float(error[k]), float(jumps[k]), duration_s
        )
    return offset, sd
