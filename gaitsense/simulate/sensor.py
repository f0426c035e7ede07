"""What a real sensor makes of the motion: noise, offsets, scale, range, steps, clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from gaitsense.model.errors import ConfigError
from gaitsense.model.nearest import nearest_hint
from gaitsense.model.recording import SensorRanges
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.pattern import require

_MG: Final = 1e-3 * STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True)
class SensorModel:
    """A six-axis sensor by the kinds of figures that data sheets give. Defaults are a perfect one.

    Offsets, scale and cross-axis errors are limits: each axis of each case draws its own from a
    normal distribution with a third of the limit as standard deviation, cut at the limit.

    Parameters
    ----------
    name : str
        Maker and model, as it stands in recordings.
    acc_noise_ug : float
        Noise density of the accelerometer, µg/√Hz.
    gyr_noise_mdps : float
        Noise density of the gyroscope, m°/s/√Hz.
    acc_bias_mg : float
        Limit of the accelerometer's offset, mg.
    gyr_bias_dps : float
        Limit of the gyroscope's offset, °/s.
    gyr_bias_walk_dph : float
        Standard deviation of the gyroscope offset's random walk after an hour, °/h.
    acc_scale_error, gyr_scale_error : float
        Limits of the scale errors, share.
    cross_axis : float
        Limit of what one axis feels of another, share.
    gyr_g_sensitivity_dps : float
        Limit of what the gyroscope feels of specific force, °/s per g.
    acc_range_g, gyr_range_dps : float
        Full scales, g and °/s; 0: none.
    bits : int
        Word length of a sample; 0: no steps. Where a signal has no full scale it has no steps
        either.
    anti_alias : bool
        Whether a low-pass filter stands before the sampling.
    clock_skew_ppm : float
        Limit of the clock's error, parts per million, drawn evenly.
    """

    name: str = "ideal"
    acc_noise_ug: float = 0.0
    gyr_noise_mdps: float = 0.0
    acc_bias_mg: float = 0.0
    gyr_bias_dps: float = 0.0
    gyr_bias_walk_dph: float = 0.0
    acc_scale_error: float = 0.0
    gyr_scale_error: float = 0.0
    cross_axis: float = 0.0
    gyr_g_sensitivity_dps: float = 0.0
    acc_range_g: float = 0.0
    gyr_range_dps: float = 0.0
    bits: int = 0
    anti_alias: bool = False
    clock_skew_ppm: float = 0.0

    def __post_init__(self) -> None:
        require("acc_noise_ug", self.acc_noise_ug, 0.0, 1e5)
        require("gyr_noise_mdps", self.gyr_noise_mdps, 0.0, 1e5)
        require("acc_bias_mg", self.acc_bias_mg, 0.0, 1000.0)
        require("gyr_bias_dps", self.gyr_bias_dps, 0.0, 100.0)
        require("gyr_bias_walk_dph", self.gyr_bias_walk_dph, 0.0, 1e5)
        require("acc_scale_error", self.acc_scale_error, 0.0, 0.5)
        require("gyr_scale_error", self.gyr_scale_error, 0.0, 0.5)
        require("cross_axis", self.cross_axis, 0.0, 0.3)
        require("gyr_g_sensitivity_dps", self.gyr_g_sensitivity_dps, 0.0, 10.0)
        require("acc_range_g", self.acc_range_g, 0.0, 1000.0)
        require("gyr_range_dps", self.gyr_range_dps, 0.0, 10000.0)
        require("bits", self.bits, 0, 32)
        require("clock_skew_ppm", self.clock_skew_ppm, 0.0, 10000.0)

    @property
    def ranges(self) -> SensorRanges:
        """Full scales in SI units; None where there is none."""
        return SensorRanges(
            self.acc_range_g * STANDARD_GRAVITY_MPS2 or None,
            self.gyr_range_dps * RAD_PER_DEG or None,
        )

    def in_words(self) -> str:
        """Describe it in one line: ``Bosch BMI270: ±16 g, ±2000 °/s, offsets to …``.

        Returns
        -------
        str
        """
        if self == SensorModel(self.name):
            return "a perfect one: no noise, no offset, no limit"
        return (
            f"{self.name}: ±{self.acc_range_g:g} g, ±{self.gyr_range_dps:g} °/s, "
            f"offsets to {self.acc_bias_mg:g} mg, {self.gyr_bias_dps:g} °/s"
        )


#: Sensors by name.
#:
#: From data sheets: typical noise densities, word lengths and full scales of MPU-6050 (rev. 3.4),
#: BMI270 and LSM6DSV (both as the hardware documentation of Luxonis quotes them), where full
#: scales are one choice of several; noise densities and the gyroscope's offset of the LSM6DS3,
#: as they are commonly quoted; offsets, scale, cross-axis and g-sensitivity of the MPU-6050
#: alone, its accelerometer's z offset of 80 mg standing for x and y too, where the sheet has 50.
#:
#: Assumed by us: offsets, scale, cross-axis and g-sensitivity of BMI270 and LSM6DSV (what may
#: be left after soldering, without calibration by the user); all else of the LSM6DS3, taken to
#: be that of the LSM6DSV; every figure of the Xsens MTw, noise and ranges included; and of all
#: sensors the bias walk, the clock's error and the shape of the low-pass filter.
SENSORS: Final = MappingProxyType(
    {
        "ideal": SensorModel(),
        "mpu6050": SensorModel(
            name="InvenSense MPU-6050",
            acc_noise_ug=400.0,
            gyr_noise_mdps=5.0,
            acc_bias_mg=80.0,
            gyr_bias_dps=20.0,
            gyr_bias_walk_dph=30.0,
            acc_scale_error=0.03,
            gyr_scale_error=0.03,
            cross_axis=0.02,
            gyr_g_sensitivity_dps=0.1,
            acc_range_g=16.0,
            gyr_range_dps=2000.0,
            bits=16,
            anti_alias=True,
            clock_skew_ppm=200.0,
        ),
        "bmi270": SensorModel(
            name="Bosch BMI270",
            acc_noise_ug=160.0,
            gyr_noise_mdps=7.0,
            acc_bias_mg=20.0,
            gyr_bias_dps=1.0,
            gyr_bias_walk_dph=10.0,
            acc_scale_error=0.01,
            gyr_scale_error=0.01,
            cross_axis=0.01,
            gyr_g_sensitivity_dps=0.1,
            acc_range_g=16.0,
            gyr_range_dps=2000.0,
            bits=16,
            anti_alias=True,
            clock_skew_ppm=50.0,
        ),
        "lsm6dsv": SensorModel(
            name="ST LSM6DSV",
            acc_noise_ug=60.0,
            gyr_noise_mdps=2.8,
            acc_bias_mg=12.0,
            gyr_bias_dps=1.0,
            gyr_bias_walk_dph=5.0,
            acc_scale_error=0.005,
            gyr_scale_error=0.005,
            cross_axis=0.01,
            gyr_g_sensitivity_dps=0.05,
            acc_range_g=16.0,
            gyr_range_dps=2000.0,
            bits=16,
            anti_alias=True,
            clock_skew_ppm=50.0,
        ),
        "lsm6ds3": SensorModel(
            name="ST LSM6DS3",
            acc_noise_ug=90.0,
            gyr_noise_mdps=7.0,
            acc_bias_mg=12.0,
            gyr_bias_dps=10.0,
            gyr_bias_walk_dph=5.0,
            acc_scale_error=0.005,
            gyr_scale_error=0.005,
            cross_axis=0.01,
            gyr_g_sensitivity_dps=0.05,
            acc_range_g=16.0,
            gyr_range_dps=2000.0,
            bits=16,
            anti_alias=True,
            clock_skew_ppm=50.0,
        ),
        "xsens_mtw": SensorModel(
            name="Xsens MTw Awinda",
            acc_noise_ug=200.0,
            gyr_noise_mdps=10.0,
            acc_bias_mg=3.0,
            gyr_bias_dps=0.5,
            gyr_bias_walk_dph=10.0,
            acc_scale_error=0.002,
            gyr_scale_error=0.002,
            cross_axis=0.002,
            acc_range_g=16.0,
            gyr_range_dps=2000.0,
            bits=16,
            anti_alias=True,
            clock_skew_ppm=10.0,
        ),
    }
)


def sensor_named(name: str) -> SensorModel:
    """Return a sensor by its name.

    Parameters
    ----------
    name : str
        A key of `SENSORS`.

    Returns
    -------
    SensorModel

    Raises
    ------
    ConfigError
        If there is none; the nearest name is offered.
    """
    if name not in SENSORS:
        raise ConfigError(f"sensor {name!r} is not known; {nearest_hint(name, SENSORS)}")
    return SENSORS[name]


def sense(
    model: SensorModel,
    acc_mps2: Floats,
    gyr_radps: Floats,
    rate_hz: float,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Turn what an ideal sensor would read into what this one reads.

    Parameters
    ----------
    model : SensorModel
        The sensor.
    acc_mps2 : (n, 3) float64
        Specific force, m/s², SENSOR.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, SENSOR.
    rate_hz : float
        Samples per second, Hz.
    rng : numpy.random.Generator
        Stream of this sensor.

    Returns
    -------
    acc_mps2, gyr_radps : (n, 3) float64
        The readings.
    """
    n = len(acc_mps2)
    acc_mix = _mixing(rng, model.acc_scale_error, model.cross_axis)
    gyr_mix = _mixing(rng, model.gyr_scale_error, model.cross_axis)
    acc_bias = _limited(rng, model.acc_bias_mg * _MG, (3,))
    gyr_bias = _limited(rng, model.gyr_bias_dps * RAD_PER_DEG, (3,))
    g_mix = _limited(rng, model.gyr_g_sensitivity_dps * RAD_PER_DEG, (3, 3))
    # White noise of a one-sided density up to half the rate; a walk grows with the root of time.
    bandwidth = math.sqrt(0.5 * rate_hz)
    acc_noise = 1e-3 * model.acc_noise_ug * _MG * bandwidth * rng.standard_normal((n, 3))
    gyr_noise = 1e-3 * model.gyr_noise_mdps * RAD_PER_DEG * bandwidth * rng.standard_normal((n, 3))
    walk_step = model.gyr_bias_walk_dph * RAD_PER_DEG / 3600.0 / math.sqrt(3600.0 * rate_hz)
    drift = np.cumsum(walk_step * rng.standard_normal((n, 3)), axis=0)
    gyr = gyr_radps @ gyr_mix.T + gyr_bias + drift + gyr_noise
    gyr += acc_mps2 @ g_mix.T / STANDARD_GRAVITY_MPS2
    acc = acc_mps2 @ acc_mix.T + acc_bias + acc_noise
    ranges = model.ranges
    return _digital(acc, ranges.acc_mps2, model.bits), _digital(gyr, ranges.gyr_radps, model.bits)


def draw_clock_skew(model: SensorModel, rng: np.random.Generator) -> float:
    """Draw how much longer than it says the sensor's second is.

    Parameters
    ----------
    model : SensorModel
        The sensor.
    rng : numpy.random.Generator
        Stream of this sensor's clock.

    Returns
    -------
    float
        Share; 1e-4 is 100 ppm.
    """
    return float(rng.uniform(-1.0, 1.0)) * model.clock_skew_ppm * 1e-6


def _limited(rng: np.random.Generator, limit: float, shape: tuple[int, ...]) -> Floats:
    drawn: Floats = np.clip(rng.standard_normal(shape) / 3.0, -1.0, 1.0)
    return limit * drawn


def _mixing(rng: np.random.Generator, scale: float, cross: float) -> Floats:
    aside = _limited(rng, cross, (3, 3))
    return np.eye(3) + np.where(np.eye(3) > 0.0, _limited(rng, scale, (3, 3)), aside)


def _digital(values: Floats, full: float | None, bits: int) -> Floats:
    if full is None:
        return values
    if bits == 0:
        clipped: Floats = np.clip(values, -full, full)
        return clipped
    top = 2.0 ** (bits - 1)
    counts: Floats = np.clip(np.rint(values * (top / full)), -top, top - 1.0)
    return counts * (full / top)
