"""Stretches in which a sensor lies still: what its gyroscope and accelerometer read there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import CLIPPED, LOST

#: Grid flags that spoil a window. A bridged sample lies between two that were seen, as still as
#: they are: at 2 % of single losses hardly a window would be left without it.
SPOILING: Final = LOST | CLIPPED


@dataclass(frozen=True, slots=True)
class RestParams:
    """When a sensor counts as lying still.

    Parameters
    ----------
    window_s : float
        Length of a window, s. Default 0.5; two still windows in a row make a rest. Raising it
        finds fewer and surer rests.
    gyr_sd_dps : float
        Largest standard deviation of each rate inside a window, °/s. Default 1.0: MEMS noise
        at 200 Hz is 0.1 °/s, a loaded foot in stance sways by 2 to 5. Raising it accepts
        sway as rest.
    acc_sd_mps2 : float
        Largest standard deviation of each axis of force, m/s². Default 0.15.
    gyr_step_dps : float
        Largest difference of mean rates between two windows, °/s. Default 0.3.
    tilt_step_deg : float
        Largest change of the direction of gravity between the windows, °. Default 0.3: a foot
        that rolls slowly and evenly passes the other tests, not this one.
    """

    window_s: float = 0.5
    gyr_sd_dps: float = 1.0
    acc_sd_mps2: float = 0.15
    gyr_step_dps: float = 0.3
    tilt_step_deg: float = 0.3


@dataclass(frozen=True, slots=True)
class Rest:
    """A pair of still windows.

    Parameters
    ----------
    first_sample, end_sample : int
        Counters of the half-open interval.
    gyr_radps : tuple of 3 float
        Mean rate, rad/s, SENSOR: the gyroscope's bias.
    acc_mps2 : tuple of 3 float
        Mean specific force, m/s², SENSOR: gravity and the accelerometer's error.
    """

    first_sample: int
    end_sample: int
    gyr_radps: tuple[float, float, float]
    acc_mps2: tuple[float, float, float]


class RestDetector:
    """Stage: grid samples in, rests out. Latency: one window.

    Windows are counted from the stream's first sample, so blocks do not matter.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    params : RestParams
        Settings.
    """

    def __init__(self, rate_hz: float, params: RestParams) -> None:
        self._n = max(4, round(params.window_s * rate_hz))
        self._params = params
        self._open = np.empty((6, 0))
        self._lost = np.empty(0, bool)
        self._next: int | None = None
        self._previous: tuple[NDArray[np.float64], bool] | None = None

    def push(
        self,
        sample: int,
        acc_mps2: NDArray[np.float64],
        gyr_radps: NDArray[np.float64],
        lost: NDArray[np.bool_],
    ) -> list[Rest]:
        """Take samples; return the rests that they complete.

        Parameters
        ----------
        sample : int
            Counter of the first one.
        acc_mps2, gyr_radps : (3, n) float64
            Specific force, m/s², and angular rate, rad/s, SENSOR.
        lost : (n,) bool
            True where a sample was not seen, `SPOILING`; its window is not a rest.

        Returns
        -------
        list of Rest
        """
        if self._next is None:
            self._next = sample
        data = np.concatenate([self._open, np.concatenate([acc_mps2, gyr_radps])], axis=1)
        gone = np.concatenate([self._lost, lost])
        n, count = self._n, data.shape[1] // self._n
        rests: list[Rest] = []
        if count:
            whole = data[:, : count * n].reshape(6, count, n)
            # Sums by cumsum: one sequential chain per window, whatever the block's length.
            mean = np.cumsum(whole, axis=2)[:, :, -1] / n
            off = whole - mean[:, :, None]
            sd = np.sqrt(np.cumsum(off * off, axis=2)[:, :, -1] / n)
            still = np.asarray(
                (sd[:3] <= self._params.acc_sd_mps2).all(axis=0)
                & (sd[3:] <= self._params.gyr_sd_dps * RAD_PER_DEG).all(axis=0)
                & ~gone[: count * n].reshape(count, n).any(axis=1)
            )
            for k in range(count):
                rest = self._pair(mean[:, k], bool(still[k]), self._next + k * n)
                if rest is not None:
                    rests.append(rest)
            self._next += count * n
        self._open = data[:, count * n :].copy()
        self._lost = gone[count * n :].copy()
        return rests

    def _pair(self, mean: NDArray[np.float64], still: bool, first: int) -> Rest | None:
        before, self._previous = self._previous, (mean, still)
        if before is None or not (before[1] and still):
            return None
        step = np.abs(mean[3:] - before[0][3:])
        a, b = before[0][:3], mean[:3]
        lengths = float(np.sqrt((a * a).sum() * (b * b).sum()))
        turned = float(np.sqrt((np.cross(a, b) ** 2).sum())) / lengths if lengths > 0 else 1.0
        if bool((step > self._params.gyr_step_dps * RAD_PER_DEG).any()) or (
            turned > np.sin(self._params.tilt_step_deg * RAD_PER_DEG)
        ):
            return None
        both = (mean + before[0]) / 2.0
        return Rest(
            first - self._n,
            first + self._n,
            (float(both[3]), float(both[4]), float(both[5])),
            (float(both[0]), float(both[1]), float(both[2])),
        )
