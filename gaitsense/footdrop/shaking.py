"""How fast a shoe shakes now: high-passed specific force, and its short root mean square.

Causal, with the same bits however the stream is cut: the filter keeps its state and is seeded
from the first sample, and each mean adds its few squares anew in the same order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Shaking:
    """Stage: specific force in, shaking out. Latency: none, but a mean looks back.

    A second-order Butterworth high-pass; what is left of the three axes is squared and added.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    high_pass_hz : float
        Corner of the high-pass, Hz; no more than 0.4 times the rate is used.
    mean_s : float
        Width of the root mean square, s; at least one sample.
    """

    def __init__(self, rate_hz: float, high_pass_hz: float, mean_s: float) -> None:
        from scipy.signal import butter, sosfilt_zi

        corner_hz = min(high_pass_hz, 0.4 * rate_hz)
        self._sections = butter(2, corner_hz, "highpass", fs=rate_hz, output="sos")
        self._settled = sosfilt_zi(self._sections)
        self._width = max(1, round(mean_s * rate_hz))
        self._state: Numbers | None = None
        self._squares = np.zeros(self._width - 1)

    def push(self, acc_mps2: Numbers) -> tuple[Numbers, Numbers]:
        """Take samples.

        Parameters
        ----------
        acc_mps2 : (3, n) float64
            Specific force, m/s², SENSOR.

        Returns
        -------
        now_mps2, mean_mps2 : (n,) float64
            Size of the shaking, m/s²: at each sample, and as root mean square of the newest
            `mean_s`, what lies before the stream taken as calm.
        """
        from scipy.signal import sosfilt

        if self._state is None:
            self._state = self._settled[:, None, :] * acc_mps2[None, :, :1]
        fast, self._state = sosfilt(self._sections, acc_mps2, axis=1, zi=self._state)
        square = fast[0] * fast[0] + fast[1] * fast[1] + fast[2] * fast[2]
        held = np.concatenate([self._squares, square])
        n = len(square)
        total = held[:n]
        for k in range(1, self._width):
            total = total + held[k : k + n]
        self._squares = held[n:].copy()
        return np.sqrt(square), np.sqrt(total / self._width)
