"""Orientation and path of closed strides: from one mid-stance to the next, many at once.

The gyroscope is integrated through each stride; gravity at its two rests, and over the stride
as a whole, says how far the integral has tilted, and that drift is taken out backwards. The
accelerometer, turned into WORLD and integrated twice, gives the path; the velocity left over at
the end is taken out in the same way (`gait.drift` says where in the stride).

In mid-stance a foot is rarely still: it rolls over the ground, toes going down at 5 to 20 °/s.
A sensor at height h then moves at h times that rate, which a hard zero-velocity reset turns
into a stride that is too short by 1 to 2 %. So both ends start from the velocity of rolling.

Layout: components first, then strides, then time: ``(3, b, n)``. Rows shorter than n are
padded; what is read behind a row's end never reaches a result, because sums run forward in
one chain and are read at the row's own end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.drift import DriftParams, force_jumps, level_jolts, spread, turn_jumps
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.signal.rotations import (
    Field,
    cross,
    dot,
    length,
    multiply,
    normalise,
    rotate,
    shortest_arc,
)
from gaitsense.signal.strapdown import cumulative_trapezoid


@dataclass(frozen=True, slots=True)
class ClosedStrideParams:
    """Settings of the closed stride.

    Parameters
    ----------
    rest_tilt_sd_deg : float
        Error of gravity's direction in a walking foot's stance, °, one standard deviation.
        Default 0.6. Raising it trusts the gyroscope more.
    mean_tilt_sd_deg : float
        Error of the mean force over a stride as a vertical, °. Default 1.2; clipped or missed
        impacts make it wrong. Lowering it trusts zero velocity at both ends more.
    rest_window_s : float
        Force and rate are averaged this far to either side of mid-stance, s. Default 0.04. A
        longer stretch averages more of the foot's rolling.
    roll_height_m : float
        Height of the sensor above the pivot of rolling, m. Default 0.08: a case on the laces.
    """

    rest_tilt_sd_deg: float = 0.6
    mean_tilt_sd_deg: float = 1.2
    rest_window_s: float = 0.04
    roll_height_m: float = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class StrideSamples:
    """Raw samples of some strides, padded to one length.

    Parameters
    ----------
    acc_mps2, gyr_radps : (3, b, n) float64
        Specific force, m/s², and rate less the known bias, rad/s, SENSOR.
    flag : (b, n) uint8
        Grid flags.
    force_start, force_end : (3, b) float64
        Mean specific force around both mid-stances, m/s², SENSOR. The samples beyond the
        stride belong to it, so that where one stride ends and the next begins both see the
        same, and what is left over between them is drift and nothing else.
    rate_start, rate_end : (3, b) float64
        Mean rates there, rad/s, SENSOR, less the known bias.
    count : (b,) int64
        Samples of each stride, both mid-stances included.
    period_s : float
        Time between samples, s.
    """

    acc_mps2: Field
    gyr_radps: Field
    flag: NDArray[np.uint8]
    force_start: Field
    force_end: Field
    rate_start: Field
    rate_end: Field
    count: NDArray[np.int64]
    period_s: float


@dataclass(frozen=True, slots=True, eq=False)
class StanceTilt:
    """What gravity says about a stride's gyroscope integral.

    Parameters
    ----------
    turn : (4, b, n) float64
        Gyroscope integral: SENSOR to SENSOR at the first sample.
    force_mps2 : (3, b, n) float64
        Specific force in the frame of the first sample, m/s².
    up_start, up_end, up_mean : (3, b) float64
        Vertical by the force at both rests and over the whole stride; unit vectors in the
        frame of the first sample.
    gravity_mps2 : (b,) float64
        Length of the force at the rests, mean of both, m/s².
    """

    turn: Field
    force_mps2: Field
    up_start: Field
    up_end: Field
    up_mean: Field
    gravity_mps2: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StrideMotion:
    """How the sensor moved in some strides.

    Parameters
    ----------
    quat : (4, b, n) float64
        SENSOR to WORLD, heading free; unit quaternions, no unit.
    vel_mps : (3, b, n) float64
        Velocity, m/s, WORLD, the error at its end still in it.
    gyr_radps : (3, b, n) float64
        Rate less all known bias, rad/s, SENSOR.
    jump_variance : (3, b, n) float64
        Variance that velocity has gathered since the start by impacts, clipping and losses,
        (m/s)².
    velocity_error_mps : (3, b) float64
        Velocity left over at the end, m/s, WORLD.
    tilt_share : (b,) float64
        Part of the level velocity error that a tilt made which both rests have in common;
        the rest was made by jolts. 0 … 1, no unit.
    turn_rad : (b,) float64
        Change of heading from end to end, rad, + to the left.
    """

    quat: Field
    vel_mps: Field
    gyr_radps: Field
    jump_variance: Field
    velocity_error_mps: Field
    tilt_share: NDArray[np.float64]
    turn_rad: NDArray[np.float64]


_UP: Final = np.array([0.0, 0.0, 1.0])


def stance_tilt(samples: StrideSamples, turn: Field) -> StanceTilt:
    """Measure the vertical at both rests and over the stride.

    Parameters
    ----------
    samples : StrideSamples
        The strides.
    turn : (4, b, n) float64
        Their gyroscope integral, from `signal.strapdown.integrate_rates`: SENSOR to SENSOR at
        the first sample; no unit.

    Returns
    -------
    StanceTilt
    """
    force = rotate(turn, samples.acc_mps2)
    total = np.cumsum(force, axis=-1)
    last = samples.count - 1
    start, end = samples.force_start, rotate(at(turn, last), samples.force_end)
    whole = at(total, last) - 0.5 * (at(force, last) + force[:, :, 0])
    gravity = 0.5 * (length(start) + length(end))
    return StanceTilt(turn, force, normalise(start), normalise(end), normalise(whole), gravity)


def stride_motion(
    samples: StrideSamples,
    tilt: StanceTilt,
    bias_radps: Field,
    bias_sd_radps: NDArray[np.float64],
    params: ClosedStrideParams,
    drift: DriftParams,
) -> StrideMotion:
    """Take the tilt's drift out of closed strides and integrate their velocity.

    Parameters
    ----------
    samples : StrideSamples
        The strides.
    tilt : StanceTilt
        What gravity says of them.
    bias_radps : (3, b) float64
        Bias of the gyroscope that is still in the samples, as believed before each stride,
        rad/s, SENSOR.
    bias_sd_radps : (b,) float64
        One standard deviation of that belief, rad/s.
    params : ClosedStrideParams
        Settings.
    drift : DriftParams
        How errors grow.

    Returns
    -------
    StrideMotion

    Source
    ------
    Own; analysis/03_orientation_and_path compares it with rest-only levelling, with VQF
    (doi 10.1016/j.inffus.2022.10.014) and with a hard zero velocity.
    """
    last = samples.count - 1
    duration = last * samples.period_s
    share = np.arange(samples.acc_mps2.shape[2]) / np.maximum(last, 1)[:, None]
    jumps = turn_jumps(samples.flag, samples.period_s, drift)

    rest_weight = 1.0 / (params.rest_tilt_sd_deg * RAD_PER_DEG) ** 2
    # A rotation that was missed somewhere makes the stride's mean force meaningless.
    whole = at(jumps, last) == 0.0
    mean_weight = whole / (params.mean_tilt_sd_deg * RAD_PER_DEG) ** 2
    centre = (mean_weight * tilt.up_mean + rest_weight * (tilt.up_start + tilt.up_end)) / (
        mean_weight + 2.0 * rest_weight
    )
    steady = (bias_sd_radps**2 + (drift.turn_dps * RAD_PER_DEG) ** 2) * duration**2
    variance = steady + at(jumps, last)
    gain = variance / (variance + 2.0 / rest_weight)
    believed = cross(bias_radps, centre) * duration
    missed = gain * (tilt.up_end - tilt.up_start - believed)
    where = spread(share, steady, jumps, last)
    slope = believed[:, :, None] * (share - 0.5) + missed[:, :, None] * (where - 0.5)

    up = normalise(centre[:, :, None] + slope)
    to_world = shortest_arc(up, np.broadcast_to(_UP[:, None, None], up.shape))
    quat = multiply(to_world, tilt.turn)
    acc = rotate(to_world, tilt.force_mps2)
    acc[2] -= STANDARD_GRAVITY_MPS2
    vel = cumulative_trapezoid(acc, samples.period_s)
    jumped = force_jumps(acc, samples.flag, samples.period_s, drift)
    # One foot makes the same error at both rests, so their mean is no better than either.
    by_tilt = (STANDARD_GRAVITY_MPS2 * duration) ** 2 / rest_weight
    by_jolts = at(jumped[0], last) + at(level_jolts(acc, samples.period_s), last)
    rolling_start, rolling_end = _rolling(samples, quat, bias_radps, params)
    vel += rolling_start[:, :, None]
    return StrideMotion(
        quat,
        vel,
        samples.gyr_radps - bias_radps[:, :, None],
        jumped,
        at(vel, last) - rolling_end,
        by_tilt / (by_tilt + by_jolts),
        _turned(quat, last),
    )


def at(field: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Take the value of a field at one index per row.

    Parameters
    ----------
    field : (…, b, n) float64
        Values of b strides, in any unit.
    index : (b,) int64
        Place of each row's value, samples from 0; no unit.

    Returns
    -------
    (…, b) float64
        In the field's own unit.
    """
    return np.asarray(field[..., np.arange(len(index)), index])


def _rolling(
    samples: StrideSamples, quat: Field, bias_radps: Field, params: ClosedStrideParams
) -> tuple[Field, Field]:
    """Velocity of a sensor that rides on a foot rolling over the ground, at both ends."""
    last = samples.count - 1
    ends = []
    for rate, index in ((samples.rate_start, np.zeros_like(last)), (samples.rate_end, last)):
        world = rotate(at(quat, index), rate - bias_radps)
        arm = np.broadcast_to((params.roll_height_m * _UP)[:, None], world.shape)
        ends.append(cross(world, arm))
    return ends[0], ends[1]


def _turned(quat: Field, last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rotation about the vertical from the first to the last sample, rad."""
    first = quat[:, :, 0] * np.array([1.0, -1.0, -1.0, -1.0])[:, None]
    whole = multiply(at(quat, last), first)
    angle = 2.0 * np.arctan2(whole[3], whole[0])
    return np.asarray((angle + np.pi) % (2.0 * np.pi) - np.pi)


def disagreement_rad(tilt: StanceTilt) -> NDArray[np.float64]:
    """Angle between the vertical of the whole stride and that of its rests.

    Gyroscope and accelerometer that belong together agree to within 2 or 3°. Tens of degrees
    say that axes are mirrored or that a unit is wrong.

    Parameters
    ----------
    tilt : StanceTilt
        What gravity says of b strides.

    Returns
    -------
    (b,) float64
        From 0 on, rad.
    """
    rests = normalise(tilt.up_start + tilt.up_end)
    return np.arctan2(length(cross(tilt.up_mean, rests)), dot(tilt.up_mean, rests))
