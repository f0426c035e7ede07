"""Traces seen as a foot: pitch, its rate, speed, heights of toe, ball and heel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import at
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import GYR, POS, QUAT, VEL, TraceBatch
from gaitsense.model.frames import foot_pitch_rad
from gaitsense.model.shoe import SolePoints
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.signal.rotations import Field, dot, length, rotate, up_in_sensor


@dataclass(frozen=True, slots=True, eq=False)
class FootKinematics:
    """A batch of strides in the foot's own terms.

    Parameters
    ----------
    pitch_rad : (b, n) float64
        Foot pitch, rad, + toes up, its zero not yet taken off.
    pitch_rate_radps : (b, n) float64
        Rate of rotation about the foot's transverse axis, rad/s, + toes up.
    speed_mps : (b, n) float64
        Speed of the sensor, m/s.
    pos_m : (3, b, n) float64
        Position, m: x along the stride's direction, y to its left, z above the line between
        the floor under both stances.
    vel_mps : (3, b, n) float64
        Velocity, m/s, in the same directions; vertical as integrated.
    rise_m : (b,) float64
        Height gained from the first to the last sample, m, as integrated.
    toe_m, heel_m : (b, n) float64
        Height of toe tip and heel above their height at the stride's start, m.
    forefoot_m : (b, n) float64
        The least of the heights of toe tip and both edges of the ball, m, each above its own
        at the stride's start: a foot on its edge is lower than its toe.
    heading_rad : (b,) float64
        Direction of the stride in the WORLD of its quaternions, rad.
    """

    pitch_rad: NDArray[np.float64]
    pitch_rate_radps: NDArray[np.float64]
    speed_mps: NDArray[np.float64]
    pos_m: Field
    vel_mps: Field
    rise_m: NDArray[np.float64]
    toe_m: NDArray[np.float64]
    heel_m: NDArray[np.float64]
    forefoot_m: NDArray[np.float64]
    heading_rad: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LevelParams:
    """When a change of height is an error of integration.

    Parameters
    ----------
    level_m : float
        Up to this change, the floor counts as even and the whole change is taken out of the
        path, m. Default 0.08: the integration's own error has a standard deviation of 0.02.
    step_m : float
        From this change on the floor is believed to rise or fall, and nothing is taken out,
        m. Default 0.12. In between, a share.
    """

    level_m: float = 0.08
    step_m: float = 0.12


def foot_kinematics(
    batch: TraceBatch, mounting: Mounting, sole: SolePoints, gain: float, params: LevelParams
) -> FootKinematics:
    """Turn traces into pitch, path and heights of a foot.

    Parameters
    ----------
    batch : TraceBatch
        The strides.
    mounting : Mounting
        SENSOR to FOOT.
    sole : SolePoints
        Where toe, ball and heel lie.
    gain : float
        True over read specific force; multiplies positions and velocities.
    params : LevelParams
        When height counts as level.

    Returns
    -------
    FootKinematics
    """
    quat = batch.data[QUAT]
    last = batch.count - 1
    up = up_in_sensor(quat)
    forward, leftward = (axis[:, None, None] for axis in (mounting.forward, mounting.leftward))
    sine = dot(np.broadcast_to(forward, up.shape), up)
    rate = -dot(np.broadcast_to(leftward, up.shape), batch.data[GYR])
    pitch = foot_pitch_rad(sine)
    # The walk's one zero takes out what a bias does to pitch, if it does the same to all strides;
    # what is believed of the bias grows through a walk, so that pitch is told without it.
    lean = dot(mounting.forward[:, None], batch.acc_bias_mps2) / STANDARD_GRAVITY_MPS2
    pitch += foot_pitch_rad(sine[:, :1] + lean[:, None]) - pitch[:, :1]

    pos, vel = gain * batch.data[POS], gain * batch.data[VEL]
    heading = _heading(quat, pos, last, mounting)
    cosine, sinus = np.cos(heading)[:, None], np.sin(heading)[:, None]
    pos = np.stack([cosine * pos[0] + sinus * pos[1], cosine * pos[1] - sinus * pos[0], pos[2]])
    vel = np.stack([cosine * vel[0] + sinus * vel[1], cosine * vel[1] - sinus * vel[0], vel[2]])
    rise = at(pos[2], last)
    pos[2] -= _floor(pos[2].shape[1], last, rise, params)

    # A lever arm turns with the foot; what matters is how far its end has risen since stance.
    turned = sine - sine[:, :1]
    lifted = mounting.up[:, None, None]
    upright = dot(np.broadcast_to(lifted, up.shape), up)
    tilted = upright - upright[:, :1]
    middle = pos[2] - sole.sensor_height_m * tilted
    toe = middle + sole.toe_forward_m * turned
    heel = middle - sole.heel_back_m * turned
    leaning = dot(np.broadcast_to(leftward, up.shape), up)
    # As far as one edge of the ball has risen by leaning, the other has sunk.
    sunk = sole.half_breadth_m * np.abs(leaning - leaning[:, :1])
    forefoot = np.minimum(toe, middle + sole.ball_forward_m * turned - sunk)
    return FootKinematics(pitch, rate, length(vel), pos, vel, rise, toe, heel, forefoot, heading)


def _heading(
    quat: Field, pos: Field, last: NDArray[np.int64], mounting: Mounting
) -> NDArray[np.float64]:
    """Direction of the displacement; where there is none, of the foot at its start."""
    east, north = at(pos[0], last), at(pos[1], last)
    foot = rotate(quat[:, :, 0], np.broadcast_to(mounting.forward[:, None], (3, quat.shape[1])))
    far = east * east + north * north >= _FAR_M**2
    return np.arctan2(np.where(far, north, foot[1]), np.where(far, east, foot[0]))


#: A shorter displacement has no direction of its own, m.
_FAR_M = 0.10


def _floor(
    n: int, last: NDArray[np.int64], rise: NDArray[np.float64], params: LevelParams
) -> NDArray[np.float64]:
    """Height error along the stride, which starts and ends without vertical speed."""
    believed = np.clip((np.abs(rise) - params.level_m) / (params.step_m - params.level_m), 0, 1)
    share = np.minimum(np.arange(n) / np.maximum(last, 1)[:, None], 1.0)
    return ((1.0 - believed) * rise)[:, None] * (share * share * (3.0 - 2.0 * share))
