"""The foot as it moves now, for the screen: causal, provisional, superseded by the closed stride.

VQF carries the orientation from sample to sample with its state kept. Each closed stride says
where its end really stood; from there on the running vertical is turned by the difference, so
every swing starts from the closed stride's own stance. Height is integrated from the last
quiet moment only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from vqf import VQF

from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import QUAT, StrideTrace
from gaitsense.model.frames import foot_pitch_rad
from gaitsense.model.shoe import SolePoints
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.signal.grid import GridBreak, GridChunk
from gaitsense.signal.rotations import conjugate, normalise, rotate, up_in_sensor
from gaitsense.signal.strapdown import cumulative_trapezoid

Phase = Literal["unknown", "stance", "swing"]

#: Samples that may still matter to a running swing, s.
_KEPT_S: Final = 4.0


@dataclass(frozen=True, slots=True)
class RunningParams:
    """Settings of the running view.

    Parameters
    ----------
    tilt_time_s : float
        Time constant with which gravity corrects the running orientation, s. Default 9.0.
        Raising it trusts the gyroscope longer.
    stance_radps, stance_mps2 : float
        Angular rate, rad/s, and acceleration, m/s²; the foot counts as standing while the sum
        of its own two over these, averaged over 50 ms, is under 1. Defaults 1.0 and 4.0.
    pitch_sd_deg : float
        Error of the running pitch beyond its zero's, °, one standard deviation. Default 2.0.
    """

    tilt_time_s: float = 9.0
    stance_radps: float = 1.0
    stance_mps2: float = 4.0
    pitch_sd_deg: float = 2.0


@dataclass(frozen=True, slots=True)
class RunningFoot:
    """The newest sample of a foot.

    Parameters
    ----------
    t_s : float
        Its time, s.
    phase : {"unknown", "stance", "swing"}
        What the foot does.
    pitch_rad : float
        Foot pitch, rad, its zero not taken off; NaN before the mounting is known.
    toe_height_m : float
        Height of the toe above where it stood, m; 0 in stance, NaN before the mounting is
        known.
    """

    t_s: float
    phase: Phase
    pitch_rad: float
    toe_height_m: float


class RunningView:
    """Stage: grid in, the newest sample's view out. No latency.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    params : RunningParams
        Settings.

    Source
    ------
    VQF: Laidig & Seel 2023, doi 10.1016/j.inffus.2022.10.014 (library `vqf`).
    """

    def __init__(self, rate_hz: float, params: RunningParams) -> None:
        self._period_s = 1.0 / rate_hz
        self._kept_n = round(_KEPT_S * rate_hz)
        self._still_n = max(1, round(0.05 * rate_hz))
        self._params = params
        self._begin()

    def _begin(self) -> None:
        self._filter = VQF(
            self._period_s, tauAcc=self._params.tilt_time_s, motionBiasEstEnabled=False
        )
        self._first = 0
        self._t_s = 0.0
        self._quat = np.empty((4, 0))
        self._data = np.empty((6, 0))
        self._vertical = np.array([0.0, 0.0, 1.0])

    def push(self, items: list[GridChunk | GridBreak]) -> None:
        """Take what the grid completed.

        Parameters
        ----------
        items : list of GridChunk and GridBreak
            In order.
        """
        for item in items:
            if isinstance(item, GridBreak):
                self._begin()
                continue
            if not self._data.shape[1]:
                self._first = item.sample
            gyr = item.gyr_radps
            before = self._data[3:, -1:] if self._data.shape[1] else gyr[:, :1]
            # The rate between two samples is their mean, as in the closed stride.
            middle = 0.5 * (gyr + np.concatenate([before, gyr[:, :-1]], axis=1))
            quat = self._filter.updateBatch(
                np.ascontiguousarray(middle.T), np.ascontiguousarray(item.acc_mps2.T)
            )["quat6D"]
            data = np.concatenate([item.acc_mps2, gyr])
            drop = max(self._data.shape[1] + data.shape[1] - self._kept_n, 0)
            self._first += drop
            self._quat = np.concatenate([self._quat, quat.T], axis=1)[:, drop:]
            self._data = np.concatenate([self._data, data], axis=1)[:, drop:]
            self._t_s = float(item.t_s[-1])

    def settle(self, trace: StrideTrace) -> None:
        """Learn from a closed stride where its end really stood.

        Parameters
        ----------
        trace : StrideTrace
            The stride, closed just now.
        """
        place = trace.span.end_sample - self._first
        if 0 <= place < self._quat.shape[1]:
            up = up_in_sensor(trace.data[QUAT, -1].astype(np.float64))
            self._vertical = normalise(rotate(self._quat[:, place], up))

    def view(
        self,
        mounting: Mounting | None,
        sole: SolePoints,
        gravity_mps2: float = STANDARD_GRAVITY_MPS2,
    ) -> RunningFoot | None:
        """Return the newest sample, None before the first.

        Parameters
        ----------
        mounting : Mounting or None
            SENSOR to FOOT as known now.
        sole : SolePoints
            Where the toe lies, as known now.
        gravity_mps2 : float
            What gravity reads on this accelerometer, m/s².

        Returns
        -------
        RunningFoot or None
        """
        if not self._data.shape[1]:
            return None
        force, gyr = self._data[:3], self._data[3:]
        up = rotate(conjugate(self._quat), np.broadcast_to(self._vertical[:, None], gyr.shape))
        pull = force - gravity_mps2 * up
        motion = (
            np.sqrt((gyr * gyr).sum(axis=0)) / self._params.stance_radps
            + np.sqrt((pull * pull).sum(axis=0)) / self._params.stance_mps2
        )
        total = np.concatenate([[0.0], np.cumsum(motion)])
        n = min(self._still_n, len(motion))
        level = (total[n:] - total[:-n]) / n
        phase: Phase = "stance" if level[-1] < 1.0 else "swing"
        if mounting is None:
            return RunningFoot(self._t_s, "unknown", np.nan, np.nan)
        sine = (mounting.forward[:, None] * up).sum(axis=0)
        pitch = float(foot_pitch_rad(sine[-1:])[0])
        if phase == "stance":
            return RunningFoot(self._t_s, phase, pitch, 0.0)
        begin = _stillest(level) + n // 2
        speed = cumulative_trapezoid((pull * up).sum(axis=0)[begin:], self._period_s)
        rise = float(cumulative_trapezoid(speed, self._period_s)[-1])
        upright = (mounting.up[:, None] * up).sum(axis=0)
        toe = (
            rise
            + sole.toe_forward_m * float(sine[-1] - sine[begin])
            - sole.sensor_height_m * float(upright[-1] - upright[begin])
        )
        return RunningFoot(self._t_s, phase, pitch, toe)


def _stillest(level: NDArray[np.float64]) -> int:
    """Place of the least motion in the last stance, or in all where none is."""
    slow = np.flatnonzero(level < 1.0)
    if not len(slow):
        return int(np.argmin(level))
    moved = np.flatnonzero(level[: slow[-1]] >= 1.0)
    first = int(moved[-1]) + 1 if len(moved) else 0
    return first + int(np.argmin(level[first : slow[-1] + 1]))
