"""The path of a closed stride: what is left over at its end goes back to where it was made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import StrideMotion, StrideSamples
from gaitsense.gait.drift import DriftParams, spread
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.signal.rotations import Field
from gaitsense.signal.strapdown import cumulative_trapezoid


def stride_path(
    samples: StrideSamples,
    motion: StrideMotion,
    offset_mps2: NDArray[np.float64],
    offset_sd_mps2: NDArray[np.float64],
    drift: DriftParams,
) -> tuple[Field, Field]:
    """Take the closing error out of the velocity, and integrate it.

    Parameters
    ----------
    samples : StrideSamples
        The strides.
    motion : StrideMotion
        How they were integrated.
    offset_mps2 : (b,) float64
        What is known of the vertical force's error, m/s², WORLD.
    offset_sd_mps2 : (b,) float64
        Its standard deviation, m/s².
    drift : DriftParams
        How errors grow.

    Returns
    -------
    vel_mps, pos_m : (3, b, n) float64
        Velocity, m/s, and position from the first sample on, m, WORLD; height as integrated.

    Source
    ------
    Own; analysis/03_orientation_and_path compares it with a smoother over the whole stride.
    """
    last = samples.count - 1
    duration = last * samples.period_s
    share = np.arange(samples.flag.shape[1]) / np.maximum(last, 1)[:, None]
    even = np.zeros_like(motion.velocity_error_mps)
    even[2] = offset_mps2 * duration
    level_sd = np.full(len(last), drift.level_mps2)
    sd = np.stack([level_sd, level_sd, np.hypot(offset_sd_mps2, drift.upright_mps2)])
    vel = motion.vel_mps - even[:, :, None] * share
    for axis in range(3):
        steady = (sd[axis] * duration) ** 2
        where = spread(share, steady, motion.jump_variance[axis], last)
        vel[axis] -= (motion.velocity_error_mps[axis] - even[axis])[:, None] * where
    # A tilt that both rests share lets gravity into the level velocity and, by the same angle,
    # the level velocity into the vertical.
    lean = motion.tilt_share * motion.velocity_error_mps[:2] / (STANDARD_GRAVITY_MPS2 * duration)
    vel[2] += lean[0][:, None] * vel[0] + lean[1][:, None] * vel[1]
    return vel, cumulative_trapezoid(vel, samples.period_s)
