"""How the case sits on the shoe, found from gravity at rest and from the swing.

z of the foot is the vertical at mid-stance, where the sole is flat. For x, two things are
known, and neither is the shoe's own axis. The foot turns about a transverse axis, roughly:
in a shuffle it rolls nearly as much as it pitches. And it travels forwards, with the toes
pointing outward by some degrees: the foot progression angle. Both estimates are weighted by
how far they may be off. The direction of travel also tells forward from backward.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD, RAD_PER_DEG
from gaitsense.signal.rotations import Field, conjugate, rotate, up_in_sensor


@dataclass(frozen=True, slots=True)
class MountingParams:
    """When the mounting counts as known.

    Parameters
    ----------
    fewest_strides_n : int
        Strides before a mounting is told during a walk. Default 3. At the end of a recording
        one is enough, with its uncertainty.
    toe_out_deg : float
        Foot progression angle, outward, °. Default 7.0: adults' mean lies between 5 and 8.
    toe_out_sd_deg : float
        Its standard deviation between people, °. Default 6.0.
    turning_sd_deg : float
        How far the axis of a foot's rotation lies off its transverse axis, °, one standard
        deviation, where it pitches only. Default 6.0.
    rolling_sd_deg : float
        The same per share of rolling in pitching (ratio of second moments), °. Default 60.
    shortest_travel_m : float
        A shorter displacement has no direction, m. Default 0.2.
    """

    fewest_strides_n: int = 3
    toe_out_deg: float = 7.0
    toe_out_sd_deg: float = 6.0
    turning_sd_deg: float = 6.0
    rolling_sd_deg: float = 60.0
    shortest_travel_m: float = 0.2


@dataclass(frozen=True, slots=True)
class MountingEvidence:
    """What one stride says about the mounting.

    Parameters
    ----------
    up : (3,) float64
        Vertical at mid-stance, unit vector, SENSOR.
    spread : (3, 3) float64
        Second moments of the rate while moving, divided by their trace; no unit, SENSOR.
    travel_m : (3,) float64
        Displacement over the stride, m, seen in SENSOR at mid-stance, across the vertical, as
        if half of the stride's turn had been made by then.
    """

    up: NDArray[np.float64]
    spread: NDArray[np.float64]
    travel_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Mounting:
    """Rotation from SENSOR to FOOT, and how sure it is.

    Parameters
    ----------
    forward, leftward, up : (3,) float64
        FOOT x, y and z as unit vectors in SENSOR.
    axis_sd_deg : float
        Standard deviation of the direction of `forward` about the vertical, °.
    forward_share : float
        Share of the travelled way that points along `forward`, 0.5 … 1; near 0.5 the sign of
        forward is a guess.
    strides_n : int
        How many strides it rests on.
    """

    forward: NDArray[np.float64]
    leftward: NDArray[np.float64]
    up: NDArray[np.float64]
    axis_sd_deg: float
    forward_share: float
    strides_n: int


def mounting_evidence(
    quat_start: Field,
    gyr_radps: Field,
    moving: NDArray[np.bool_],
    travel_m: Field,
    turn_rad: NDArray[np.float64],
) -> list[MountingEvidence]:
    """Collect what some strides say.

    Parameters
    ----------
    quat_start : (4, b) float64
        SENSOR to WORLD at each stride's first mid-stance.
    gyr_radps : (3, b, n) float64
        Rates, rad/s, SENSOR, without bias.
    moving : (b, n) bool
        Where the foot moves.
    travel_m : (3, b) float64
        Displacement over each stride, m, WORLD.
    turn_rad : (b,) float64
        Change of heading over each stride, rad, + to the left.

    Returns
    -------
    list of MountingEvidence
    """
    # A foot that turns along a bend starts out half of the turn before the bend's chord.
    east, north = travel_m[0], travel_m[1]
    cosine, sine = np.cos(-0.5 * turn_rad), np.sin(-0.5 * turn_rad)
    chord = np.stack([cosine * east - sine * north, sine * east + cosine * north, 0.0 * east])
    travel = rotate(conjugate(quat_start), chord)
    up = up_in_sensor(quat_start)
    rate = np.where(moving, gyr_radps, 0.0)
    spread = np.empty((len(moving), 3, 3))
    for i in range(3):
        for j in range(i, 3):
            # Sums by cumsum: one sequential chain, and zeros of padding change no bit.
            total = np.cumsum(rate[i] * rate[j], axis=1)[:, -1]
            spread[:, i, j] = spread[:, j, i] = total
    trace = spread[:, 0, 0] + spread[:, 1, 1] + spread[:, 2, 2]
    spread /= np.maximum(trace, 1e-12)[:, None, None]
    return [
        MountingEvidence(up[:, k].copy(), spread[k].copy(), travel[:, k].copy())
        for k in range(len(moving))
    ]


def find_mounting(
    strides: list[MountingEvidence], side: Side, params: MountingParams
) -> Mounting | None:
    """Find the mounting from the evidence of some strides.

    Parameters
    ----------
    strides : list of MountingEvidence
        Strides of one foot.
    side : {"left", "right"}
        The foot; toes point outward.
    params : MountingParams
        Settings.

    Returns
    -------
    Mounting or None
        None where there is no stride.
    """
    if not strides:
        return None
    up = np.median(np.array([stride.up for stride in strides]), axis=0)
    up = up / math.sqrt(float(up @ up))
    # A basis of the plane across `up`; any will do.
    seed = np.eye(3)[int(np.argmin(np.abs(up)))]
    a = np.cross(up, seed)
    a = a / math.sqrt(float(a @ a))
    b = np.cross(up, a)
    plane = np.stack([a, b])

    turning, turning_sd = _across_rotation(strides, plane, params)
    travel = np.array([plane @ stride.travel_m for stride in strides])
    along = travel @ np.array([math.cos(turning), math.sin(turning)])
    if float(along.sum()) < 0.0:
        turning, along = turning + math.pi, -along
    outward = OUTWARD_SIGN[side] * params.toe_out_deg * RAD_PER_DEG
    off, off_sd = _off_travel(travel, turning, outward, params)
    weight = turning_sd**2 / (turning_sd**2 + off_sd**2)
    angle = turning + weight * off
    sd = turning_sd * off_sd / math.hypot(turning_sd, off_sd)
    forward = math.cos(angle) * a + math.sin(angle) * b
    way = float(np.abs(along).sum())
    share = float(along[along > 0].sum()) / way if way > 0 else 0.5
    return Mounting(forward, np.cross(up, forward), up, sd * DEG_PER_RAD, share, len(strides))


def _across_rotation(
    strides: list[MountingEvidence], plane: NDArray[np.float64], params: MountingParams
) -> tuple[float, float]:
    """Direction across the axis of rotation, either way round, and its deviation, rad."""
    total = sum((plane @ stride.spread @ plane.T for stride in strides), np.zeros((2, 2)))
    axis = 0.5 * math.atan2(2.0 * total[0, 1], total[0, 0] - total[1, 1])
    middle = 0.5 * (total[0, 0] + total[1, 1])
    half = math.hypot(0.5 * (total[0, 0] - total[1, 1]), total[0, 1])
    rolling = (middle - half) / max(middle + half, 1e-12)
    sd_deg = math.hypot(params.turning_sd_deg, params.rolling_sd_deg * rolling)
    return axis - 0.5 * math.pi, sd_deg * RAD_PER_DEG


def _off_travel(
    travel: NDArray[np.float64], angle: float, outward: float, params: MountingParams
) -> tuple[float, float]:
    """How far the direction of travel, toes outward, lies from `angle`; its deviation, rad."""
    far = np.hypot(travel[:, 0], travel[:, 1]) >= params.shortest_travel_m
    off = np.arctan2(travel[far, 1], travel[far, 0]) - angle
    off = (off + np.pi) % (2.0 * np.pi) - np.pi
    forwards = off[np.abs(off) < 0.5 * np.pi]
    if not len(forwards):
        return 0.0, 0.5 * math.pi
    middle = float(np.median(forwards))
    scatter = 1.4826 * float(np.median(np.abs(forwards - middle))) / math.sqrt(len(forwards))
    return middle + outward, math.hypot(scatter, params.toe_out_sd_deg * RAD_PER_DEG)
