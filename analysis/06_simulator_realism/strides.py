"""What is measured of every stride, real or simulated, and by the same program.

A stride is taken where it is level walking, received whole, and its swing is known. The samples
are those of the recording, turned into FOOT axes by the mounting that the program found.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.signal import butter, sosfiltfilt

import gaitsense

#: Points of a stride's curves, and of the gyroscope's curve that the classifier sees.
POINTS: Final = 101
CURVE_POINTS: Final = 20
#: Part of swing without lift-off and landing, as the program's signs of a drag use it.
_SWING: Final = (0.15, 0.85)
#: Vibration is what lies above, Hz.
VIBRATION_FROM_HZ: Final = 20.0
#: Frequencies at which spectra are read, Hz.
FREQUENCIES_HZ: Final = np.arange(2.0, 100.0, 2.0)
_SPECTRUM_N: Final = 1024
#: Parts of swing in which vibration is measured one by one.
SWING_PARTS: Final = 10
_MOST_STRIDES: Final = 16
#: A reading so close to ±16 g is taken for clipped, m/s².
_CLIPPED_MPS2: Final = 0.98 * 16.0 * 9.80665

_FROM_TABLE: Final = (
    "stride_time_s",
    "stride_length_m",
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "foot_pitch_range_deg",
    "swing_pitch_rate_max_dps",
    "slap_pitch_rate_dps",
    "toe_clearance_min_m",
    "heel_clearance_max_m",
    "sensor_lift_max_m",
    "lateral_excursion_m",
)
#: Measures by what they speak of.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "kinematics": (*_FROM_TABLE, "swing_share", "push_off_share"),
    "toe height": ("toe_early_m", "toe_middle_m", "toe_late_m", "toe_lowest_at", "toe_low_share"),
    "forward speed": ("speed_dip_share", "speed_peak_ratio", "speed_peak_at"),
    "swing vibration": (
        "swing_acc_rms_mps2",
        "swing_acc_burst_mps2",
        "swing_gyr_rms_dps",
        "swing_wobble_dps",
    ),
    "landing": (
        "contact_acc_peak_mps2",
        "contact_acc_rms_mps2",
        "contact_gyr_peak_dps",
        "contact_decay_s",
    ),
    "stance": ("stance_acc_rms_mps2", "stance_gyr_rms_dps"),
    "gyroscope's curve": tuple(f"rate_{k:02d}_dps" for k in range(CURVE_POINTS)),
}
MEASURES: Final = tuple(name for names in FAMILIES.values() for name in names)


@dataclass(frozen=True)
class Strides:
    """The strides of one walk.

    Parameters
    ----------
    table : DataFrame
        One row per stride: `MEASURES`, `clipped` and `side`.
    curves : dict of (strides, 101) float64
        Toes-up rate, °/s; specific force forward and up, m/s², FOOT; toe height, m; over the
        stride, mid-stance to mid-stance. And force above 20 Hz in tenths of swing, m/s².
    spectra : dict of (strides, frequencies) float64
        Power densities summed over the axes, of specific force, (m/s²)²/Hz, and of angular rate,
        (°/s)²/Hz, in swing and in stance; NaN above half the rate.
    found : int
        Level strides before any was left out.
    """

    table: pd.DataFrame
    curves: dict[str, np.ndarray]
    spectra: dict[str, np.ndarray]
    found: int


def measure(recording: gaitsense.Recording) -> Strides:
    """Analyse a walk with the default settings and measure its strides."""
    analysis = gaitsense.analyze(recording)
    whole = analysis.strides
    level = whole[whole["context"] == "level"]
    rows: list[dict[str, Any]] = []
    curves: dict[str, list[np.ndarray]] = {}
    spectra: dict[str, list[np.ndarray]] = {}
    for side in recording.sides:
        own = level[level["side"] == side]
        if own.empty:
            continue
        foot = _Foot(recording, analysis, side)
        good = [k for k in range(len(own)) if foot.whole(own.iloc[k])]
        for k in good[:_MOST_STRIDES]:
            row, shapes, powers = foot.stride(own.iloc[k])
            rows.append({"side": side, **row})
            for into, new in ((curves, shapes), (spectra, powers)):
                for name, values in new.items():
                    into.setdefault(name, []).append(values)
    return Strides(
        pd.DataFrame(rows),
        {name: np.array(values) for name, values in curves.items()},
        {name: np.array(values) for name, values in spectra.items()},
        len(level),
    )


class _Foot:
    """Samples of one foot in FOOT axes."""

    def __init__(
        self, recording: gaitsense.Recording, analysis: gaitsense.Analysis, side: Any
    ) -> None:
        foot, mounting = recording[side], analysis.mounting(side)
        axes = np.stack([mounting.forward, mounting.leftward, mounting.up])
        self.t_s = np.asarray(foot.t_s, float)
        self.rate_hz = float(foot.info.rate_hz)
        self.acc = np.asarray(foot.acc_mps2, float) @ axes.T
        self.gyr = np.degrees(np.asarray(foot.gyr_radps, float)) @ axes.T
        self.clipped = (np.abs(foot.acc_mps2) >= _CLIPPED_MPS2).any(axis=1)
        high = butter(4, VIBRATION_FROM_HZ, "highpass", fs=self.rate_hz, output="sos")
        wobble = butter(3, (8.0, VIBRATION_FROM_HZ), "bandpass", fs=self.rate_hz, output="sos")
        known = np.isfinite(self.acc).all(axis=1) & np.isfinite(self.gyr).all(axis=1)
        # Only strides that were received whole are read, so what stands in gaps does not count.
        even_s = np.arange(self.t_s[0], self.t_s[-1], 1.0 / self.rate_hz)
        self.even_s = even_s
        acc, gyr = (
            np.stack([np.interp(even_s, self.t_s[known], x[known, a]) for a in range(3)], axis=1)
            for x in (self.acc, self.gyr)
        )
        self.even_acc, self.even_gyr = acc, gyr
        self.high_acc = sosfiltfilt(high, acc, axis=0)
        self.high_gyr = sosfiltfilt(high, gyr, axis=0)
        self.wobble = sosfiltfilt(wobble, gyr, axis=0)
        self.known_s = self.t_s[known]
        path = analysis.trajectory(side)
        self.path = {name: path[name].to_numpy(float) for name in ("t_s", "pos_x_m")}
        self.path |= {"toe_m": path["toe_height_m"].to_numpy(float)}
        self.path |= {"id": path["stride_id"].to_numpy()}

    def whole(self, row: pd.Series) -> bool:
        """Tell whether everything of the stride was received and measured."""
        needed = ["toe_off_s", "initial_contact_s", "heel_off_s", "foot_flat_s", *_FROM_TABLE]
        if row[needed].isna().any():
            return False
        inside = (self.known_s >= row["start_s"]) & (self.known_s < row["end_s"])
        return bool(inside.sum() >= np.floor((row["end_s"] - row["start_s"]) * self.rate_hz) - 1)

    def stride(
        self, row: pd.Series
    ) -> tuple[dict[str, float], dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Measure one stride: numbers, curves, spectra."""
        off_s, contact_s = row["toe_off_s"], row["initial_contact_s"]
        swing_s = contact_s - off_s
        out = {name: float(row[name]) for name in _FROM_TABLE}
        out["swing_share"] = swing_s / row["stride_time_s"]
        out["push_off_share"] = (off_s - row["heel_off_s"]) / row["stride_time_s"]
        middle = self._between(off_s + _SWING[0] * swing_s, off_s + _SWING[1] * swing_s)
        acc = np.linalg.norm(self.high_acc[middle], axis=1)
        out["swing_acc_rms_mps2"] = _rms(acc)
        out["swing_acc_burst_mps2"] = self._burst(acc)
        out["swing_gyr_rms_dps"] = _rms(np.linalg.norm(self.high_gyr[middle], axis=1))
        out["swing_wobble_dps"] = _rms(np.linalg.norm(self.wobble[middle], axis=1))
        out |= self._landing(contact_s)
        still = self._between(row["start_s"] - 0.05, row["start_s"] + 0.05)
        out["stance_acc_rms_mps2"] = _rms(
            np.linalg.norm(self.even_acc[still] - self.even_acc[still].mean(axis=0), axis=1)
        )
        out["stance_gyr_rms_dps"] = _rms(
            np.linalg.norm(self.even_gyr[still] - self.even_gyr[still].mean(axis=0), axis=1)
        )
        curves = self._curves(row)
        out |= self._path_measures(row)
        coarse = np.interp(
            (np.arange(CURVE_POINTS) + 0.5) / CURVE_POINTS,
            np.linspace(0.0, 1.0, POINTS),
            curves["rate_dps"],
        )
        out |= {f"rate_{k:02d}_dps": float(v) for k, v in enumerate(coarse)}
        flat_s = row["foot_flat_s"]
        parts = np.linspace(off_s, contact_s, SWING_PARTS + 1)
        curves["vibration_mps2"] = np.array(
            [
                _rms(np.linalg.norm(self.high_acc[self._between(a, b)], axis=1))
                for a, b in itertools.pairwise(parts)
            ]
        )
        spectra = {}
        for name, x in (("acc", self.even_acc), ("gyr", self.even_gyr)):
            spectra[f"{name} swing"] = self._spectrum(x[middle])
            resting = self._between(flat_s, max(row["end_s"], flat_s + 0.12))
            spectra[f"{name} stance"] = self._spectrum(x[resting])
        return out, curves, spectra

    def _between(self, first_s: float, last_s: float) -> slice:
        first, last = np.searchsorted(self.even_s, (first_s, last_s))
        return slice(int(first), int(max(last, first + 2)))

    def _burst(self, level: np.ndarray) -> float:
        """Largest root mean square over 40 ms."""
        width = max(1, round(0.04 * self.rate_hz))
        return float(np.sqrt(np.convolve(level**2, np.ones(width) / width, "same").max()))

    def _landing(self, contact_s: float) -> dict[str, float]:
        landing = self._between(contact_s - 0.03, contact_s + 0.12)
        acc = np.linalg.norm(self.even_acc[landing], axis=1)
        high = np.linalg.norm(self.high_acc[landing], axis=1)
        out = {
            "contact_acc_peak_mps2": float(acc.max()),
            "contact_acc_rms_mps2": _rms(high),
            "contact_gyr_peak_dps": float(np.linalg.norm(self.even_gyr[landing], axis=1).max()),
        }
        after = self._between(contact_s - 0.03, contact_s + 0.25)
        width = max(1, round(0.02 * self.rate_hz))
        power = np.linalg.norm(self.high_acc[after], axis=1) ** 2
        level = np.sqrt(np.convolve(power, np.ones(width) / width, "same"))
        top = int(level[: landing.stop - landing.start].argmax())
        under = np.flatnonzero(level[top:] < level[top] / np.e)
        out["contact_decay_s"] = (under[0] if len(under) else len(level) - top) / self.rate_hz
        clip = (self.t_s >= contact_s - 0.03) & (self.t_s < contact_s + 0.12) & self.clipped
        out["clipped"] = float(clip.any())
        return out

    def _path_measures(self, row: pd.Series) -> dict[str, float]:
        """Shape of the toe's height and of the forward speed in swing."""
        part = self.path["id"] == row["stride_id"]
        t_s, x_m, toe_m = (self.path[name][part] for name in ("t_s", "pos_x_m", "toe_m"))
        share = (t_s - row["toe_off_s"]) / (row["initial_contact_s"] - row["toe_off_s"])
        early, middle, late = np.interp([0.25, 0.5, 0.8], share, toe_m)
        passing = (share >= 0.25) & (share <= 0.75)
        lowest = np.flatnonzero(passing)[np.argmin(toe_m[passing])]
        speed = np.gradient(x_m, t_s)
        inside = (share >= _SWING[0]) & (share <= _SWING[1])
        swift = speed[inside]
        before = np.maximum.accumulate(swift)
        after = np.maximum.accumulate(swift[::-1])[::-1]
        peak = swift.max()
        in_swing = (share >= 0.0) & (share <= 1.0)
        return {
            "toe_early_m": float(early),
            "toe_middle_m": float(middle),
            "toe_late_m": float(late),
            "toe_lowest_at": float(share[lowest]),
            "toe_low_share": float(np.mean(toe_m[passing] < toe_m[lowest] + 0.01)),
            "speed_dip_share": float((np.minimum(before, after) - swift).max() / peak),
            "speed_peak_ratio": float(peak * row["stride_time_s"] / row["stride_length_m"]),
            "speed_peak_at": float(share[in_swing][speed[in_swing].argmax()]),
        }

    def _curves(self, row: pd.Series) -> dict[str, np.ndarray]:
        at_s = np.linspace(row["start_s"], row["end_s"], POINTS)
        part = self.path["id"] == row["stride_id"]
        return {
            # Toes up is a negative rotation about FOOT y.
            "rate_dps": -np.interp(at_s, self.even_s, self.even_gyr[:, 1]),
            "forward_mps2": np.interp(at_s, self.even_s, self.even_acc[:, 0]),
            "up_mps2": np.interp(at_s, self.even_s, self.even_acc[:, 2]),
            "toe_m": np.interp(at_s, self.path["t_s"][part], self.path["toe_m"][part]),
        }

    def _spectrum(self, x: np.ndarray) -> np.ndarray:
        """Power density of a stretch, summed over axes, under a Hann window, line taken off."""
        n = len(x)
        along = np.linspace(-1.0, 1.0, n)[:, None]
        x = x - x.mean(axis=0)
        x = x - along * (along * x).sum(axis=0) / (along**2).sum()
        window = np.hanning(n + 2)[1:-1, None]
        power = np.abs(np.fft.rfft(x * window, _SPECTRUM_N, axis=0)) ** 2
        density = 2.0 * power.sum(axis=1) / (self.rate_hz * (window**2).sum())
        at_hz = np.fft.rfftfreq(_SPECTRUM_N, 1.0 / self.rate_hz)
        return np.interp(FREQUENCIES_HZ, at_hz, density, right=np.nan)


def _rms(x: np.ndarray) -> float:
    return float(np.sqrt(np.mean(x * x)))
