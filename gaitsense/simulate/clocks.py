"""Other clocks and rates, each a function Recording -> Recording.

No function changes the recording that it is given. The truth of a simulated walk stays on the
clock that it was made for.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Side
from gaitsense.simulate.feet import each_foot, one_foot, only_rows
from gaitsense.simulate.pattern import require


def skew_clock(recording: Recording, ppm: float, side: Side | None = None) -> Recording:
    """Let a sensor's clock run fast: it takes the same samples, and stamps them later.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    ppm : float
        By how much, parts per million; negative: slow.
    side : {"left", "right"}, optional
        One foot; both where not given.

    Returns
    -------
    Recording
        Its rate says what the stamps say.
    """
    require("ppm", ppm, -10000.0, 10000.0)
    stretch = 1.0 + 1e-6 * ppm

    def stamp(foot: FootRecording) -> FootRecording:
        info = dataclasses.replace(foot.info, rate_hz=foot.info.rate_hz / stretch)
        first_s = foot.t_s[0]
        return dataclasses.replace(foot, t_s=first_s + (foot.t_s - first_s) * stretch, info=info)

    return each_foot(recording, stamp) if side is None else one_foot(recording, side, stamp)


def resample(recording: Recording, rate_hz: float) -> Recording:
    """Record the same at another rate.

    Down, each new sample is the mean over a new period, which weakens vibration that is too
    fast for the new rate but lets part of it fold back; up, values are interpolated linearly.
    What lies in a gap stays lost.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    rate_hz : float
        New rate, Hz.

    Returns
    -------
    Recording
        With counters from 0.
    """
    require("rate_hz", rate_hz, 1.0, 20_000.0)

    def sample_anew(foot: FootRecording) -> FootRecording:
        t_s, n = foot.t_s, int((foot.t_s[-1] - foot.t_s[0]) * rate_hz + 1e-6) + 1
        new_s = t_s[0] + np.arange(n) / rate_hz
        acc = _resampled(foot.acc_mps2, t_s, new_s, rate_hz)
        gyr = _resampled(foot.gyr_radps, t_s, new_s, rate_hz)
        info = dataclasses.replace(foot.info, rate_hz=float(rate_hz))
        whole = FootRecording(foot.side, np.arange(n), new_s, acc, gyr, info, foot.gap_cause)
        behind = np.clip(np.searchsorted(t_s, new_s, side="right") - 1, 0, len(t_s) - 2)
        hole = np.diff(foot.sample)[behind] > 1
        touched = hole & (new_s > t_s[behind] + 1e-9) & (new_s < t_s[behind + 1] - 1e-9)
        return only_rows(whole, ~touched)

    return each_foot(recording, sample_anew)


def _resampled(
    values: NDArray[np.float32],
    t_s: NDArray[np.float64],
    new_s: NDArray[np.float64],
    rate_hz: float,
) -> NDArray[np.float32]:
    step_s = float(np.median(np.diff(t_s)))
    narrow = rate_hz * step_s >= 1.0
    out = np.empty((len(new_s), 3), np.float32)
    for axis in range(3):
        column = values[:, axis].astype(np.float64)
        if narrow:
            out[:, axis] = np.interp(new_s, t_s, column)
            continue
        # The mean over an interval is the difference of the integral at its ends.
        integral = np.concatenate(
            [[0.0], np.cumsum(0.5 * (column[1:] + column[:-1]) * np.diff(t_s))]
        )
        low = np.maximum(new_s - 0.5 / rate_hz, t_s[0])
        high = np.minimum(new_s + 0.5 / rate_hz, t_s[-1])
        grown = np.interp(high, t_s, integral) - np.interp(low, t_s, integral)
        out[:, axis] = grown / (high - low)
    return out
