"""How the case sits on the shoe, found from gravity at rest and from the swing.

z of the foot is the vertical at mid-stance, where the sole is flat. y is the axis about which
the foot turns most while it moves, laid into the plane across z. That axis has no sign yet; the
way the foot travels tells it, because people walk forwards: x points along the displacement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import DEG_PER_RAD
from gaitsense.signal.rotations import Field, conjugate, rotate, up_in_sensor


@dataclass(frozen=True, slots=True)
class MountingParams:
    """When the mounting counts as known.

    Parameters
    ----------
    fewest_strides_n : int
        Strides with displacement before a mounting is told during a walk. Default 3. At the
        end of a recording one is enough, with its uncertainty.
    """

    fewest_strides_n: int = 3


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
        Displacement over the stride, m, seen in SENSOR at mid-stance, across the vertical.
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
        Scatter of the strides' own axes about the common one, °, as an error of the mean.
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
    quat_start: Field, gyr_radps: Field, moving: NDArray[np.bool_], travel_m: Field
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

    Returns
    -------
    list of MountingEvidence
    """
    level = travel_m.copy()
    level[2] = 0.0
    travel = rotate(conjugate(quat_start), level)
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


def find_mounting(strides: list[MountingEvidence]) -> Mounting | None:
    """Find the mounting from the evidence of some strides.

    Parameters
    ----------
    strides : list of MountingEvidence
        At least one.

    Returns
    -------
    Mounting or None
        None where there is no stride, or none that moved.
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

    flat = np.array([plane @ stride.spread @ plane.T for stride in strides])
    own = 0.5 * np.arctan2(2.0 * flat[:, 0, 1], flat[:, 0, 0] - flat[:, 1, 1])
    total = flat.sum(axis=0)
    angle = 0.5 * math.atan2(2.0 * total[0, 1], total[0, 0] - total[1, 1])
    off = (own - angle + 0.5 * np.pi) % np.pi - 0.5 * np.pi
    scatter = 1.4826 * float(np.median(np.abs(off))) * DEG_PER_RAD / math.sqrt(len(strides))

    leftward = math.cos(angle) * a + math.sin(angle) * b
    forward = np.cross(leftward, up)
    along = np.array([float(stride.travel_m @ forward) for stride in strides])
    if float(along.sum()) < 0.0:
        forward, leftward, along = -forward, -leftward, -along
    way = float(np.abs(along).sum())
    share = float(along[along > 0].sum()) / way if way > 0 else 0.5
    return Mounting(forward, leftward, up, scatter, share, len(strides))
