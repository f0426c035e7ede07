"""What a sensor may do to a walk: mounted otherwise, biased, mis-scaled, slower, lossy, clipped.

Each transform turns a walk into one that another sensor, or the same one mounted otherwise, would
have recorded. The reference is untouched. Random choices follow from the walk's own name, so every
run and every program gets the same samples. Nothing of it is told to the program.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from methods import Found
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation
from sets import Walk

from gaitsense.model.strides import STRIDE_COLUMNS

Array = NDArray[np.float64]
#: Times, s; specific force, m/s²; angular rate, rad/s.
Foot = tuple[Array, Array, Array]

_G_MPS2: Final = 9.80665
_BIAS_MPS2: Final = 0.2
_BIAS_RADPS: Final = np.radians(1.0)
_GAIN: Final = 0.05
_LOST_SHARE: Final = 0.02
_CLIP_MPS2: Final = 8.0 * _G_MPS2
_CLIP_RADPS: Final = np.radians(500.0)
_CLOCK: Final = 200e-6
#: Half bandwidth of a sensor, as a share of its rate, and how steeply it falls.
_BANDWIDTH: Final = 0.4
_ORDER: Final = 4


@dataclass(frozen=True)
class Transform:
    """One thing that a sensor may do.

    Parameters
    ----------
    key : str
        Its name in results.
    what : str
        What it does, for people.
    kind : str
        Which limits hold for it: "mounting", "bias", "gain", "rate", "loss", "clip", "clock".
    of_foot : callable
        From one foot's samples and a random generator to the transformed ones.
    clock : float
        By how much the transformed times run too fast, as a share; undone before scoring.
    yield_excepted : bool
        Whether a low yield is no fault, since the sensor destroyed what is measured.
    """

    key: str
    what: str
    kind: str
    of_foot: Callable[[Foot, np.random.Generator], Foot]
    clock: float = 0.0
    yield_excepted: bool = False

    def apply(self, walk: Walk) -> Walk:
        """Return the walk as the other sensor would have recorded it."""
        feet = {}
        for side, foot in walk.feet.items():
            seed = zlib.crc32(f"{self.key} {walk.ref.key} {side}".encode())
            feet[side] = self.of_foot(foot, np.random.default_rng(seed))
        return dataclasses.replace(walk, feet=feet)

    def undo_clock(self, found: Found) -> Found:
        """Put the times that were found back onto the reference's clock."""
        if not self.clock:
            return found
        times = [column.name for column in STRIDE_COLUMNS if column.unit == "s"]
        strides = found.strides.copy()
        strides[times] = strides[times] / (1.0 + self.clock)

        def path(side: str) -> pd.DataFrame:
            own = found.trajectory(side)
            return own.assign(t_s=own["t_s"] / (1.0 + self.clock))

        return Found(strides, found.summary, path, problem=found.problem)


def _as_recorded(foot: Foot, _rng: np.random.Generator) -> Foot:
    return foot


def _mounted_otherwise(foot: Foot, rng: np.random.Generator) -> Foot:
    t_s, acc, gyr = foot
    turned = Rotation.random(rng=rng).as_matrix()
    return t_s, acc @ turned.T, gyr @ turned.T


def _biased(foot: Foot, rng: np.random.Generator) -> Foot:
    t_s, acc, gyr = foot
    one, other = Rotation.random(2, rng=rng).as_matrix()[:, :, 0]
    return t_s, acc + _BIAS_MPS2 * one, gyr + _BIAS_RADPS * other


def _biased_on_each_axis(foot: Foot, rng: np.random.Generator) -> Foot:
    """Bias each axis with a sign of its own: longer by the root of three."""
    t_s, acc, gyr = foot
    signs = rng.choice([-1.0, 1.0], size=(2, 3))
    return t_s, acc + _BIAS_MPS2 * signs[0], gyr + _BIAS_RADPS * signs[1]


def _scaled(gain: float) -> Callable[[Foot, np.random.Generator], Foot]:
    return lambda foot, _rng: (foot[0], foot[1] * gain, foot[2])


def _at_rate(rate_hz: float) -> Callable[[Foot, np.random.Generator], Foot]:
    def resample(foot: Foot, rng: np.random.Generator) -> Foot:
        """Sample the same motion at another rate, with that sensor's bandwidth and phase."""
        t_s, acc, gyr = foot
        step_s = float(np.mean(np.diff(t_s)))
        even_s = t_s[0] + step_s * np.arange(len(t_s))
        values = np.column_stack([acc, gyr])
        lost = ~np.isfinite(values).all(axis=1)
        known = np.flatnonzero(~lost)
        whole = np.column_stack([np.interp(even_s, t_s[known], v) for v in values[known].T])
        if rate_hz * step_s < 1.0:
            low = butter(_ORDER, _BANDWIDTH * rate_hz, fs=1.0 / step_s, output="sos")
            whole = sosfiltfilt(low, whole, axis=0)
        first_s = even_s[0] + rng.uniform() / rate_hz
        new_s = np.arange(first_s, even_s[-1], 1.0 / rate_hz)
        new = CubicSpline(even_s, whole)(new_s)
        beside = np.searchsorted(even_s, new_s, side="right") - 1
        new[lost[beside] | lost[np.minimum(beside + 1, len(lost) - 1)]] = np.nan
        return new_s, new[:, :3], new[:, 3:]

    return resample


def _lossy(packet_n: int) -> Callable[[Foot, np.random.Generator], Foot]:
    def lose(foot: Foot, rng: np.random.Generator) -> Foot:
        t_s, acc, gyr = foot
        packets = -(-len(t_s) // packet_n)
        lost = np.repeat(rng.uniform(size=packets) < _LOST_SHARE, packet_n)[: len(t_s), None]
        return t_s, np.where(lost, np.nan, acc), np.where(lost, np.nan, gyr)

    return lose


def _clipped(acc_mps2: float, gyr_radps: float) -> Callable[[Foot, np.random.Generator], Foot]:
    return lambda foot, _rng: (
        foot[0],
        np.clip(foot[1], -acc_mps2, acc_mps2),
        np.clip(foot[2], -gyr_radps, gyr_radps),
    )


def _clock_off(share: float) -> Callable[[Foot, np.random.Generator], Foot]:
    return lambda foot, _rng: (foot[0] * (1.0 + share), foot[1], foot[2])


AS_RECORDED: Final = Transform("as_recorded", "as recorded", "none", _as_recorded)
TRANSFORMS: Final[tuple[Transform, ...]] = (
    Transform("mounted_a", "mounted at random, first draw", "mounting", _mounted_otherwise),
    Transform("mounted_b", "mounted at random, second draw", "mounting", _mounted_otherwise),
    Transform("mounted_c", "mounted at random, third draw", "mounting", _mounted_otherwise),
    Transform("bias", "bias of 0.2 m/s² and 1 °/s in one direction each", "bias", _biased),
    Transform(
        "bias_axes", "the same on each axis (0.35, 1.7 in all)", "bias", _biased_on_each_axis
    ),
    Transform("gain_up", "acceleration times 1.05", "gain", _scaled(1.0 + _GAIN)),
    Transform("gain_down", "acceleration times 0.95", "gain", _scaled(1.0 - _GAIN)),
    Transform("rate_50", "sampled at 50 Hz", "rate", _at_rate(50.0)),
    Transform("rate_60", "sampled at 60 Hz", "rate", _at_rate(60.0)),
    Transform("rate_104", "sampled at 104 Hz", "rate", _at_rate(104.0)),
    Transform("loss_1", "2 % of packets lost, 1 sample each", "loss", _lossy(1)),
    Transform("loss_5", "2 % of packets lost, 5 samples each", "loss", _lossy(5)),
    Transform("clip_acc", "clipped at ±8 g", "clip", _clipped(_CLIP_MPS2, np.inf)),
    Transform(
        "clip_gyr",
        "clipped at ±500 °/s",
        "clip",
        _clipped(np.inf, _CLIP_RADPS),
        yield_excepted=True,
    ),
    Transform("clock_fast", "clock 200 ppm fast", "clock", _clock_off(_CLOCK), clock=_CLOCK),
    Transform("clock_slow", "clock 200 ppm slow", "clock", _clock_off(-_CLOCK), clock=-_CLOCK),
)
