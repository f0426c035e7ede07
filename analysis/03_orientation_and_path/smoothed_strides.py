"""The same strides, their closing errors divided by a smoother over the whole stride.

Unknown are a tilt that both rests share, the velocity at both ends, an even error of the vertical
force and what jolts hid; observed are zero velocity beyond rolling and an even floor at the end.
All at once by least squares: what a fixed-interval smoother of these states gives. Without the
tilt it is the weighted zero velocity with zero height at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from methods import Found
from numpy.typing import NDArray

import gaitsense
from gaitsense.gait import closing, drift, stride_path
from gaitsense.gait.closed_stride import StrideMotion, StrideSamples, at
from gaitsense.signal.strapdown import cumulative_trapezoid

Array = NDArray[np.float64]
_GRAVITY_MPS2 = 9.80665
#: Standard deviations: velocity at either end beyond rolling, level and upright, m/s; even force
#: error, level and upright, m/s²; height of the floor from stance to stance, m.
_LEVEL_MPS, _UPRIGHT_MPS = 0.02, 0.015
_LEVEL_MPS2, _UPRIGHT_MPS2 = 0.02, 0.05
_FLOOR_M = 0.006
#: A rise from 8 cm on is believed in part, from 12 cm on entirely, as in the shipped pipeline.
_RISE_M, _STEP_M = 0.08, 0.12


def smoothed_found(rec: gaitsense.Recording, tilt_sd_deg: float, *, jolts: bool) -> Found:
    """Analyse a recording with smoothed strides.

    Parameters
    ----------
    rec : Recording
        The walk.
    tilt_sd_deg : float
        Standard deviation of the shared tilt, °.
    jolts : bool
        Whether jolts count along the level, too.

    Returns
    -------
    Found
        As by the shipped pipeline, from smoothed paths.
    """

    def path(
        samples: StrideSamples,
        motion: StrideMotion,
        offset_mps2: Array,
        offset_sd_mps2: Array,
        _drift: drift.DriftParams,
    ) -> tuple[Array, Array]:
        vel = _smoothed(samples, motion, offset_mps2, offset_sd_mps2, tilt_sd_deg, jolts)
        return vel, cumulative_trapezoid(vel, samples.period_s)

    with _exchanged(path):
        result = gaitsense.analyze(rec)
    return Found(result.strides, result.summary, result.trajectory)


def untilted_found(rec: gaitsense.Recording) -> Found:
    """Analyse a recording with heights that know nothing of a shared tilt."""

    def path(
        samples: StrideSamples, motion: StrideMotion, *known: Array | drift.DriftParams
    ) -> tuple[Array, Array]:
        motion.tilt_share[:] = 0.0
        return stride_path.stride_path(samples, motion, *known)

    with _exchanged(path):
        result = gaitsense.analyze(rec)
    return Found(result.strides, result.summary, result.trajectory)


@contextmanager
def _exchanged(path: object) -> Iterator[None]:
    shipped = closing.stride_path
    closing.stride_path = path
    try:
        yield
    finally:
        closing.stride_path = shipped


def _smoothed(
    samples: StrideSamples,
    motion: StrideMotion,
    offset_mps2: Array,
    offset_sd_mps2: Array,
    tilt_sd_deg: float,
    jolts: bool,
) -> Array:
    last, step_s = samples.count - 1, samples.period_s
    whole_s = last * step_s
    whole = whole_s[:, None]
    t_s = np.minimum(np.arange(samples.flag.shape[1]) * step_s, whole)
    tilt = np.radians(tilt_sd_deg) ** 2
    upright = (np.hypot(offset_sd_mps2, _UPRIGHT_MPS2) ** 2)[:, None]
    missed = motion.velocity_error_mps.copy()
    missed[2] -= offset_mps2 * whole_s
    vel = motion.vel_mps.copy()
    vel[2] -= offset_mps2[:, None] * t_s
    jump = motion.jump_variance.copy()
    if jolts:
        for axis in range(2):
            change = np.diff(motion.vel_mps[axis], n=2, axis=1, prepend=0.0, append=0.0)
            change[:, :2] = 0.0
            jump[axis] += np.cumsum(change[:, : t_s.shape[1]] ** 2, axis=1) / 12.0
    even = _GRAVITY_MPS2**2 * tilt + _LEVEL_MPS2**2
    level = vel[:2].copy()
    for axis in range(2):
        gathered = even * whole_s[:, None] * t_s + jump[axis]
        level[axis] -= missed[axis][:, None] * gathered / at(gathered, last)[:, None]
    way = at(cumulative_trapezoid(level, step_s), last)
    height = at(cumulative_trapezoid(vel, step_s)[2], last)
    gathered = cumulative_trapezoid(jump, step_s)[2]
    spread = 2.0 * (
        whole_s * at(gathered, last) - at(cumulative_trapezoid(t_s * jump, step_s)[2], last)
    )

    cov = np.zeros((len(last), 4, 4))
    for axis in range(2):
        cov[:, axis, axis] = 2.0 * _LEVEL_MPS**2 + even * whole_s**2 + at(jump[axis], last)
        cov[:, axis, 3] = cov[:, 3, axis] = -tilt * _GRAVITY_MPS2 * whole_s * way[axis]
    force = upright[:, 0]
    cov[:, 2, 2] = 2.0 * _UPRIGHT_MPS**2 + force * whole_s**2 + at(jump[2], last)
    cov[:, 2, 3] = cov[:, 3, 2] = (
        _UPRIGHT_MPS**2 * whole_s + 0.5 * force * whole_s**3 + at(gathered, last)
    )
    cov[:, 3, 3] = (
        _UPRIGHT_MPS**2 * whole_s**2
        + 0.25 * force * whole_s**4
        + spread
        + tilt * (way[0] ** 2 + way[1] ** 2)
    )
    seen = np.stack([*missed, height], axis=1)
    by_velocity = np.linalg.solve(cov[:, :3, :3], seen[:, :3, None])[:, :, 0]
    rise = np.abs(height - (cov[:, 3, :3] * by_velocity).sum(axis=1))
    believed = np.clip((rise - _RISE_M) / (_STEP_M - _RISE_M), 0.0, 1.0)
    cov[:, 3, 3] += _FLOOR_M**2 / np.maximum((1.0 - believed) ** 2, 1e-9)
    k = np.linalg.solve(cov, seen[:, :, None])[:, :, 0].T[:, :, None]

    for axis in range(2):
        vel[axis] -= (_LEVEL_MPS**2 + even * t_s * whole + jump[axis]) * k[axis]
        vel[axis] += tilt * _GRAVITY_MPS2 * t_s * way[axis][:, None] * k[3]
    vel[2] += tilt * _GRAVITY_MPS2 * whole * (level[0] * k[0] + level[1] * k[1])
    vel[2] -= (_UPRIGHT_MPS**2 + upright * t_s * whole + jump[2]) * k[2]
    vel[2] -= k[3] * (
        _UPRIGHT_MPS**2 * whole
        + 0.5 * upright * t_s * whole**2
        + gathered
        + jump[2] * (whole - t_s)
        + tilt * (level[0] * way[0][:, None] + level[1] * way[1][:, None])
    )
    return vel
