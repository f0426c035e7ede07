"""One number per sample that says how much a foot moves, blind to the case's orientation.

Rotation alone is not enough: in swing it passes through zero twice, and a foot that rolls
fast over the ground still turns at 100 °/s in mid-stance. Force alone is not enough either: a
foot is pressed hard on the floor in a runner's stance. A stance is calm in both, a swing in
neither for long; so the level is the geometric mean of the two, each over a short window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.signal.smoothing import CentredMean


@dataclass(frozen=True, slots=True)
class MotionLevelParams:
    """Settings of the motion level.

    Parameters
    ----------
    window_s : float
        Width at half height of the triangular window, s. Default 0.15. Raising it joins the
        two halves of a swing more surely and blurs short stances.
    """

    window_s: float = 0.15


class MotionLevel:
    """Stage: rates and forces in, motion level out. Latency: `lag_n` samples.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    params : MotionLevelParams
        Settings.
    """

    def __init__(self, rate_hz: float, params: MotionLevelParams) -> None:
        half = max(1, round(0.5 * params.window_s * rate_hz))
        self._first = CentredMean(half)
        self._second = CentredMean(half)
        self.lag_n = 2 * half

    def push(
        self, acc_mps2: NDArray[np.float64], gyr_radps: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Take samples; return the levels that they complete.

        Parameters
        ----------
        acc_mps2, gyr_radps : (3, n) float64
            Specific force, m/s², and angular rate, rad/s, SENSOR.

        Returns
        -------
        (m,) float64
            Root of rotation rate (rad/s) times scatter of force (m/s²); the first belongs to
            the stream's first sample.
        """
        x, y, z = gyr_radps
        turning = (x * x + y * y + z * z)[None]
        means = self._first.push(np.concatenate([turning, acc_mps2, acc_mps2 * acc_mps2]))
        return self._combine(self._second.push(_scatter(means)))

    def finish(self) -> NDArray[np.float64]:
        """Return the levels of the stream's last samples.

        Returns
        -------
        (m,) float64
        """
        tail = self._first.finish()
        if not tail.size:
            return np.empty(0)
        level = self._combine(self._second.push(_scatter(tail)))
        return np.concatenate([level, self._combine(self._second.finish())])

    @staticmethod
    def _combine(pair: NDArray[np.float64]) -> NDArray[np.float64]:
        # The running sums round, so a calm foot may come out a hair below zero.
        return np.asarray(np.sqrt(np.sqrt(np.maximum(pair[0], 0.0) * np.maximum(pair[1], 0.0))))


def _scatter(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean square rate, and variance of force over all axes."""
    force, square = means[1:4], means[4:7]
    variance = square - force * force
    return np.stack([means[0], variance[0] + variance[1] + variance[2]])
