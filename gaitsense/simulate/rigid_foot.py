"""From the pose of a rigid foot to what an ideal sensor on it feels, by exact derivatives.

The foot's attitude is R = Rz(heading) Ry(-pitch) Rx(roll), FOOT to WORLD: a positive pitch
raises the toes, which is a negative rotation about FOOT y.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.simulate.jet import Floats, Jet, sin_cos

Vector = tuple[Jet, Jet, Jet]


@dataclass(frozen=True, slots=True, eq=False)
class FootPose:
    """Pose of the foot over time.

    Parameters
    ----------
    pitch, heading, roll : Jet
        Angles of the rigid part, rad, (n,).
    toe_pitch : Jet
        Pitch of the toes, rad, (n,).
    ball : tuple of three Jets
        Place of the ball, where the toes bend, m, WORLD.
    """

    pitch: Jet
    heading: Jet
    roll: Jet
    toe_pitch: Jet
    ball: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Felt:
    """What an ideal sensor fixed to the foot feels, and where it is.

    Parameters
    ----------
    position_m : (n, 3) float64
        Place of the sensor, m, WORLD.
    velocity_mps : (n, 3) float64
        Its velocity, m/s, WORLD.
    acc_mps2 : (n, 3) float64
        Specific force, m/s², FOOT.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, FOOT.
    """

    position_m: Floats
    velocity_mps: Floats
    acc_mps2: Floats
    gyr_radps: Floats


def direction(pitch: Jet, heading: Jet) -> Vector:
    """Return the unit vector along a line of the sole.

    Parameters
    ----------
    pitch, heading : Jet
        Its angles, rad, (n,).

    Returns
    -------
    tuple of three Jets
        Components in WORLD.
    """
    sin_p, cos_p = sin_cos(pitch)
    sin_h, cos_h = sin_cos(heading)
    return cos_h * cos_p, sin_h * cos_p, sin_p


def feel(pose: FootPose, ball_from_sensor_m: Floats, slope_rad: float = 0.0) -> Felt:
    """Path, specific force and angular rate of a point fixed to the foot.

    Parameters
    ----------
    pose : FootPose
        The foot's pose at n times.
    ball_from_sensor_m : (3,) float64
        From the sensor to the ball, m, FOOT.
    slope_rad : float
        How steeply the floor on which the pose is given rises along its x, rad.

    Returns
    -------
    Felt
    """
    forward, left, up = _axes(pose)
    sensor = [
        ball - (f * ball_from_sensor_m[0] + s * ball_from_sensor_m[1] + u * ball_from_sensor_m[2])
        for ball, f, s, u in zip(pose.ball, forward, left, up, strict=True)
    ]
    force = [sensor[0].curve, sensor[1].curve, sensor[2].curve + STANDARD_GRAVITY_MPS2]
    if slope_rad != 0.0:
        force[0] = sensor[0].curve + STANDARD_GRAVITY_MPS2 * np.sin(slope_rad)
        force[2] = sensor[2].curve + STANDARD_GRAVITY_MPS2 * np.cos(slope_rad)
    acc = [
        axis[0].value * force[0] + axis[1].value * force[1] + axis[2].value * force[2]
        for axis in (forward, left, up)
    ]
    return Felt(
        _on_slope(np.stack([part.value for part in sensor], axis=-1), slope_rad),
        _on_slope(np.stack([part.rate for part in sensor], axis=-1), slope_rad),
        np.stack(acc, axis=-1),
        _angular_rate(pose),
    )


def attitude(pose: FootPose, slope_rad: float = 0.0) -> Floats:
    """Rotation FOOT to WORLD.

    Parameters
    ----------
    pose : FootPose
        The foot's pose at n times.
    slope_rad : float
        How steeply the floor on which the pose is given rises along its x, rad.

    Returns
    -------
    (n, 4) float64
        Unit quaternions, scalar first.
    """
    h, p, r = (0.5 * angle.value for angle in (pose.heading, pose.pitch, pose.roll))
    ch, sh, cp, sp, cr, sr = np.cos(h), np.sin(h), np.cos(p), np.sin(p), np.cos(r), np.sin(r)
    turned = [
        ch * cp * cr - sh * sp * sr,
        ch * cp * sr + sh * sp * cr,
        sh * cp * sr - ch * sp * cr,
        sh * cp * cr + ch * sp * sr,
    ]
    if slope_rad != 0.0:
        w, x, y, z = turned
        # Like a raised pitch, a rising floor is a negative rotation about y.
        c, s = np.cos(0.5 * slope_rad), -np.sin(0.5 * slope_rad)
        turned = [c * w - s * y, c * x + s * z, c * y + s * w, c * z - s * x]
    return np.stack(turned, axis=-1)


def _on_slope(floor: Floats, slope_rad: float) -> Floats:
    """Vectors given along the floor, (n, 3), in WORLD with z up."""
    if slope_rad == 0.0:
        return floor
    c, s = np.cos(slope_rad), np.sin(slope_rad)
    x, y, z = np.moveaxis(floor, -1, 0)
    return np.stack([c * x - s * z, y, s * x + c * z], axis=-1)


def _axes(pose: FootPose) -> tuple[Vector, Vector, Vector]:
    """FOOT x, y, z in WORLD."""
    sin_p, cos_p = sin_cos(pose.pitch)
    sin_h, cos_h = sin_cos(pose.heading)
    sin_r, cos_r = sin_cos(pose.roll)
    zero = Jet(*(np.zeros_like(pose.roll.value) for _ in range(3)))
    level_left = (-sin_h, cos_h, zero)
    level_up = (-(sin_p * cos_h), -(sin_p * sin_h), cos_p)
    left = [cos_r * a + sin_r * b for a, b in zip(level_left, level_up, strict=True)]
    up = [cos_r * b - sin_r * a for a, b in zip(level_left, level_up, strict=True)]
    return (
        (cos_h * cos_p, sin_h * cos_p, sin_p),
        (left[0], left[1], left[2]),
        (up[0], up[1], up[2]),
    )


def _angular_rate(pose: FootPose) -> Floats:
    """Angular rate in FOOT, rad/s, from the rates of the three angles."""
    sin_p, cos_p = np.sin(pose.pitch.value), np.cos(pose.pitch.value)
    sin_r, cos_r = np.sin(pose.roll.value), np.cos(pose.roll.value)
    pitch, heading, roll = pose.pitch.rate, pose.heading.rate, pose.roll.rate
    return np.stack(
        [
            roll + heading * sin_p,
            -pitch * cos_r + heading * cos_p * sin_r,
            pitch * sin_r + heading * cos_p * cos_r,
        ],
        axis=-1,
    )
