"""The shoe's geometry: where heel, ball and toe lie, seen from the sensor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, get_args

from gaitsense.model.errors import ConfigError

SensorPlace = Literal["dorsum", "lateral", "heel", "unknown"]

#: Share of the shoe's length between heel tip and sensor, and height of the sensor above the
#: sole, m, each with one standard deviation. Own estimates from where cases can be fixed on a
#: shoe (laces, outer ankle side, heel counter); "unknown" spans them all.
_PLACES: Final[dict[SensorPlace, tuple[float, float, float, float]]] = {
    "dorsum": (0.60, 0.06, 0.075, 0.015),
    "lateral": (0.42, 0.08, 0.055, 0.020),
    "heel": (0.02, 0.03, 0.060, 0.020),
    "unknown": (0.50, 0.12, 0.065, 0.025),
}

#: Share of the shoe's length between the line of the ball, about which it bends, and the toe
#: tip, and one standard deviation between shoes. Own estimate.
TOE_SHARE: Final = 0.28
TOE_SHARE_SD: Final = 0.03
#: Half the sole's breadth at the ball as a share of the shoe's length: adults' feet are 0.38 to
#: 0.40 of their length broad.
_HALF_BREADTH: Final = 0.19


@dataclass(frozen=True, slots=True)
class SolePoints:
    """Where the points of the sole lie that may meet the floor first, seen from the sensor.

    Parameters
    ----------
    toe_forward_m, toe_forward_sd_m : float
        Horizontal distance to the toe tip, m, foot flat, and one standard deviation.
    ball_forward_m : float
        The same to the line of the ball, m.
    heel_back_m : float
        Horizontal distance back to the heel tip, m.
    half_breadth_m : float
        From the middle of the ball to its inner and outer edge, m.
    sensor_height_m, sensor_height_sd_m : float
        Height of the sensor above the sole, m, and one standard deviation.
    strides_n : int
        Strides whose push-off told where the ball lies; 0 where the distances are those that
        the sensor's place lets expect.
    """

    toe_forward_m: float
    toe_forward_sd_m: float
    ball_forward_m: float
    heel_back_m: float
    half_breadth_m: float
    sensor_height_m: float
    sensor_height_sd_m: float
    strides_n: int


@dataclass(frozen=True, slots=True)
class Shoe:
    """A shoe and the place of the sensor on it.

    Parameters
    ----------
    foot_length_m : float
        Outer length of the shoe, heel tip to toe tip, m. Default 0.28: an adult's shoe.
    foot_length_sd_m : float
        One standard deviation of that length, m. Default 0.02 (an unmeasured adult); 0.003 when
        measured.
    sensor_place : {"dorsum", "lateral", "heel", "unknown"}
        Where the case sits: on the laces, on the outer side, on the heel counter, or not told.
    """

    foot_length_m: float = 0.28
    foot_length_sd_m: float = 0.02
    sensor_place: SensorPlace = "unknown"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.foot_length_m) and 0.10 <= self.foot_length_m <= 0.40):
            raise ConfigError(
                f"a foot length of {self.foot_length_m} m is not a shoe's; "
                "give it in metres, between 0.10 and 0.40"
            )
        if not (math.isfinite(self.foot_length_sd_m) and 0.0 <= self.foot_length_sd_m <= 0.1):
            raise ConfigError(f"foot_length_sd_m must lie in 0..0.1 m, got {self.foot_length_sd_m}")
        if self.sensor_place not in get_args(SensorPlace):
            raise ConfigError(
                f"sensor place {self.sensor_place!r} is not known; "
                f"use one of {', '.join(get_args(SensorPlace))}"
            )

    @property
    def toe_forward_m(self) -> float:
        """Horizontal distance from sensor to toe tip, m, foot flat."""
        return (1.0 - _PLACES[self.sensor_place][0]) * self.foot_length_m

    @property
    def heel_back_m(self) -> float:
        """Horizontal distance from sensor back to heel tip, m, foot flat."""
        return _PLACES[self.sensor_place][0] * self.foot_length_m

    @property
    def toe_forward_sd_m(self) -> float:
        """One standard deviation of `toe_forward_m`, m."""
        share, share_sd, _, _ = _PLACES[self.sensor_place]
        return math.hypot(share_sd * self.foot_length_m, (1.0 - share) * self.foot_length_sd_m)

    @property
    def sole(self) -> SolePoints:
        """The sole's points as the sensor's place lets expect them."""
        return SolePoints(
            self.toe_forward_m,
            self.toe_forward_sd_m,
            self.toe_forward_m - TOE_SHARE * self.foot_length_m,
            self.heel_back_m,
            _HALF_BREADTH * self.foot_length_m,
            self.sensor_height_m,
            self.sensor_height_sd_m,
            0,
        )

    @property
    def sensor_height_m(self) -> float:
        """Height of the sensor above the sole, m."""
        return _PLACES[self.sensor_place][2]

    @property
    def sensor_height_sd_m(self) -> float:
        """One standard deviation of the height, m."""
        return _PLACES[self.sensor_place][3]
