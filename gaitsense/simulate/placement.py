"""Where the case sits on the shoe, and how it is turned there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gaitsense.model.errors import ConfigError
from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.samples import Side
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import TOE_SHARE
from gaitsense.simulate.randomness import random_stream
from gaitsense.simulate.scenario import Scenario

#: How far outward of the foot's middle line the case sits, m.
_OUTWARD_M: Final[dict[str, float]] = {
    "dorsum": 0.0,
    "lateral": 0.040,
    "heel": 0.0,
    "unknown": 0.010,
}


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """The case on one shoe.

    Parameters
    ----------
    toe_from_sensor_m, ball_from_sensor_m, heel_from_sensor_m : (3,) float64
        From the sensor to the tip of the straight toe, to the ball, to the heel, all on the
        sole, m, FOOT.
    mounting : (4,) float64
        Rotation SENSOR to FOOT, unit quaternion, scalar first.
    """

    toe_from_sensor_m: Floats
    ball_from_sensor_m: Floats
    heel_from_sensor_m: Floats
    mounting: Floats

    @property
    def sensor_to_foot(self) -> Floats:
        """Rotation SENSOR to FOOT as a (3, 3) matrix: ``foot = matrix @ sensor``."""
        w, x, y, z = self.mounting
        return np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
                [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
                [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
            ]
        )


def place_sensor(
    scenario: Scenario, side: Side, seed: int, mounting: str | Mapping[Side, ArrayLike]
) -> Placement:
    """Fix the case to one shoe.

    Parameters
    ----------
    scenario : Scenario
        Shoe, place, and how exactly the place is met.
    side : {"left", "right"}
        The foot.
    seed : int
        Seed of place and rotation.
    mounting : "random", "aligned" or Mapping
        Any rotation of the case, none, or a quaternion SENSOR to FOOT per foot, scalar first.

    Returns
    -------
    Placement

    Raises
    ------
    ConfigError
        If the mounting is none of these.
    """
    shoe = scenario.shoe
    off = np.clip(random_stream(seed, "placement", side).standard_normal(2), -2.0, 2.0)
    forward_m = shoe.toe_forward_m + scenario.placement_spread * shoe.toe_forward_sd_m * float(
        off[0]
    )
    height_m = shoe.sensor_height_m + scenario.placement_spread * shoe.sensor_height_sd_m * float(
        off[1]
    )
    length_m, toes_m = shoe.foot_length_m, TOE_SHARE * shoe.foot_length_m
    # The toes bend; a case has to sit behind them.
    forward_m = min(max(forward_m, toes_m + 0.01), length_m)
    aside_m = -OUTWARD_SIGN[side] * _OUTWARD_M[shoe.sensor_place]
    toe = np.array([forward_m, aside_m, -max(height_m, 0.01)])
    along = np.array([1.0, 0.0, 0.0])
    return Placement(
        toe, toe - toes_m * along, toe - length_m * along, _rotation(side, seed, mounting)
    )


def _rotation(side: Side, seed: int, mounting: str | Mapping[Side, ArrayLike]) -> Floats:
    if isinstance(mounting, Mapping):
        given = np.asarray(mounting.get(side), dtype=np.float64)
        if given.shape != (4,) or not abs(float(np.linalg.norm(given)) - 1.0) < 1e-3:
            raise ConfigError(
                f"mounting of the {side} foot must be a unit quaternion (w, x, y, z), "
                f"not {mounting.get(side)!r}"
            )
        return given / np.linalg.norm(given)
    if mounting == "aligned":
        return np.array([1.0, 0.0, 0.0, 0.0])
    if mounting == "random":
        drawn = random_stream(seed, "mounting", side).standard_normal(4)
        return drawn / np.linalg.norm(drawn)
    raise ConfigError(
        f"mounting {mounting!r} is not known; use 'random', 'aligned' or a quaternion per foot"
    )


def turned_by(attitude: Floats, mounting: Floats) -> Floats:
    """Attitude of the sensor from that of the foot.

    Parameters
    ----------
    attitude : (n, 4) float64
        Rotation FOOT to WORLD, unit quaternions, scalar first.
    mounting : (4,) float64
        Rotation SENSOR to FOOT, unit quaternion, scalar first.

    Returns
    -------
    (n, 4) float64
        Rotation SENSOR to WORLD, unit quaternions, scalar first.
    """
    w, x, y, z = attitude.T
    a, b, c, d = mounting
    return np.stack(
        [
            w * a - x * b - y * c - z * d,
            w * b + x * a + y * d - z * c,
            w * c - x * d + y * a + z * b,
            w * d + x * c - y * b + z * a,
        ],
        axis=-1,
    )
