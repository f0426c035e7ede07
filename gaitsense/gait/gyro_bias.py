"""What is known of the gyroscope's bias, from rests and from strides that must close.

A rest tells all three axes at once. Between rests, a stride from flat foot to flat foot must
bring the vertical back to where it was; what is left over, divided by the stride's duration,
is bias about the horizontal axes. A stride is noisy (0.8 °/s), fifty of them are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.rest import Rest


@dataclass(frozen=True, slots=True)
class GyroBiasParams:
    """Settings of the bias belief.

    Parameters
    ----------
    unknown_sd_dps : float
        Standard deviation before anything is known, °/s. Default 0.3: sensors after their own
        calibration. Others need a rest of a second, or some twenty strides. Raising it learns
        faster from strides and takes more of the foot's own habits for bias.
    rest_sd_dps : float
        Error of the mean rate over a rest, °/s. Default 0.05.
    walk_dps_per_sqrt_s : float
        Random walk of the bias, °/s per √s. Default 0.005 (warming up, 18 °/h per √h).
    """

    unknown_sd_dps: float = 0.3
    rest_sd_dps: float = 0.05
    walk_dps_per_sqrt_s: float = 0.005


#: A counter before any that a sensor gives.
NEVER: Final = -(1 << 62)


class GyroBias:
    """Stage: rests and closed strides in, belief out. Strictly in the order of samples.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    params : GyroBiasParams
        Settings.
    """

    def __init__(self, rate_hz: float, params: GyroBiasParams) -> None:
        self._rate_hz = rate_hz
        self._params = params
        self._rests: list[Rest] = []
        self._coarse = (0.0, 0.0, 0.0)
        self._coarse_end = NEVER
        self._fine = [0.0, 0.0, 0.0]
        self._variance = (params.unknown_sd_dps * RAD_PER_DEG) ** 2
        self._sample: int | None = None
        self._fine_end = NEVER  # counter behind the rest that `_fine` adds to

    def add_rest(self, rest: Rest) -> None:
        """Queue a rest; strides that begin after it will use it.

        Parameters
        ----------
        rest : Rest
            Added in rising order.
        """
        self._rests.append(rest)

    def before(self, start_sample: int) -> tuple[float, float, float]:
        """Bias to take off the samples of a stride that begins at `start_sample`.

        Parameters
        ----------
        start_sample : int
            Counter of the stride's first sample; asked for in rising order.

        Returns
        -------
        tuple of 3 float
            Mean rate at the last rest before, rad/s, SENSOR; zeros before the first one.
        """
        while self._rests and self._rests[0].end_sample <= start_sample:
            rest = self._rests.pop(0)
            self._coarse, self._coarse_end = rest.gyr_radps, rest.end_sample
        return self._coarse

    @property
    def coarse_end_sample(self) -> int:
        """Counter behind the rest in use, `NEVER` before the first."""
        return self._coarse_end

    def close(
        self,
        coarse_end: int,
        start_sample: int,
        end_sample: int,
        slope: NDArray[np.float64],
        up: NDArray[np.float64],
        slope_sd: float,
    ) -> tuple[tuple[float, float, float], float]:
        """Take a closed stride's residual; return the belief that held *before* it.

        Parameters
        ----------
        coarse_end : int
            `coarse_end_sample` as it was when the stride's samples were taken.
        start_sample, end_sample : int
            The stride's counters.
        slope : (3,) float64
            Vertical at its end less vertical at its start, no unit, frame of its first sample.
        up : (3,) float64
            Its vertical, unit vector, the same frame.
        slope_sd : float
            Standard deviation of the slope, rad.

        Returns
        -------
        bias_radps : tuple of 3 float
            Bias that remained after the rests, rad/s, SENSOR.
        sd_radps : float
            Its standard deviation, rad/s.
        """
        if coarse_end > self._fine_end:
            # The rest may have ended inside an earlier stride, which knew nothing of it yet.
            self._fine = [0.0, 0.0, 0.0]
            self._variance = (self._params.rest_sd_dps * RAD_PER_DEG) ** 2
            self._fine_end = self._sample = coarse_end
        elif self._sample is None:
            self._sample = start_sample
        elapsed_s = max(end_sample - self._sample, 0) / self._rate_hz
        self._variance += elapsed_s * (self._params.walk_dps_per_sqrt_s * RAD_PER_DEG) ** 2
        self._sample = max(end_sample, self._sample)
        before = (self._fine[0], self._fine[1], self._fine[2]), math.sqrt(self._variance)

        duration_s = (end_sample - start_sample) / self._rate_hz
        ux, uy, uz = up.tolist()
        sx, sy, sz = (slope / duration_s).tolist()
        # slope = bias x up, so the bias across the vertical is up x slope.
        measured = (uy * sz - uz * sy, uz * sx - ux * sz, ux * sy - uy * sx)
        fx, fy, fz = self._fine
        along = fx * ux + fy * uy + fz * uz
        gain = self._variance / (self._variance + (slope_sd / duration_s) ** 2)
        for k, (m, u) in enumerate(zip(measured, (ux, uy, uz), strict=True)):
            self._fine[k] += gain * (m - (self._fine[k] - along * u))
        self._variance *= 1.0 - gain
        return before
