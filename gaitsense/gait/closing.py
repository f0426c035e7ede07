"""Stage: candidate strides in, traces of real strides out.

Holds the samples that open strides still need, takes off the gyroscope's bias, integrates,
and lets go what was no step: a shift of weight, a fidget, a shoe carried about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import (
    ClosedStrideParams,
    StrideMotion,
    StrideSamples,
    disagreement_rad,
    stance_tilt,
    stride_motion,
)
from gaitsense.gait.gyro_bias import GyroBias
from gaitsense.gait.segmentation import StrideSpan
from gaitsense.gait.traces import ACC, GYR, POS, QUAT, ROWS, VEL, StrideTrace, like_lengths
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import LOST, GridChunk


@dataclass(frozen=True, slots=True)
class ClosingParams:
    """What counts as a step.

    Parameters
    ----------
    shortest_way_m : float
        A foot that gets no further than this from where it stood, sideways or up, made no
        step, m. Default 0.05. Raising it drops small shuffles and steps on the spot.
    longest_stride_s : float
        A longer candidate is no stride, s. Default 6.0.
    """

    shortest_way_m: float = 0.05
    longest_stride_s: float = 6.0


class StrideCloser:
    """Stage: grid chunks and spans in, `StrideTrace` out. No latency of its own.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    bias : GyroBias
        Belief about the gyroscope's bias; strides are fed back into it.
    params : ClosingParams
        What counts as a step.
    motion : ClosedStrideParams
        How strides are integrated.
    """

    def __init__(
        self, rate_hz: float, bias: GyroBias, params: ClosingParams, motion: ClosedStrideParams
    ) -> None:
        self._period_s = 1.0 / rate_hz
        self._longest_n = round(params.longest_stride_s * rate_hz)
        self._bias = bias
        self._params = params
        self._motion = motion
        self._first = 0
        self._t_s = np.empty(0)
        self._data = np.empty((6, 0))
        self._flag = np.empty(0, np.uint8)

    def add(self, chunk: GridChunk) -> None:
        """Take samples; they must follow on those before."""
        if not len(self._t_s):
            self._first = chunk.sample
        self._t_s = np.concatenate([self._t_s, chunk.t_s])
        self._data = np.concatenate(
            [self._data, np.concatenate([chunk.acc_mps2, chunk.gyr_radps])], axis=1
        )
        self._flag = np.concatenate([self._flag, chunk.flag])

    def forget(self, before: int) -> None:
        """Drop samples before the counter `before`."""
        drop = max(min(before - self._first, len(self._t_s)), 0)
        self._first += drop
        self._t_s = self._t_s[drop:].copy()
        self._data = self._data[:, drop:].copy()
        self._flag = self._flag[drop:].copy()

    def close(self, spans: list[StrideSpan]) -> list[StrideTrace]:
        """Integrate candidates; return those that were steps, in order.

        Parameters
        ----------
        spans : list of StrideSpan
            Candidates in the order in which they were known.

        Returns
        -------
        list of StrideTrace
        """
        spans = [s for s in spans if 3 <= s.end_sample - s.start_sample <= self._longest_n]
        if not spans:
            return []
        coarse, coarse_end = [], []
        for span in spans:
            coarse.append(self._bias.before(span.start_sample))
            coarse_end.append(self._bias.coarse_end_sample)
        counts = np.array([s.end_sample - s.start_sample + 1 for s in spans], np.int64)
        tilts = []
        for rows in like_lengths(counts):
            samples = self._gather([spans[k] for k in rows], [coarse[k] for k in rows])
            tilts.append((rows, samples, stance_tilt(samples, self._motion)))

        slope, up = np.empty((3, len(spans))), np.empty((3, len(spans)))
        for rows, _, tilt in tilts:
            slope[:, rows] = tilt.up_end - tilt.up_start
            up[:, rows] = tilt.up_mean
        slope_sd = np.sqrt(2.0) * self._motion.rest_tilt_sd_deg * RAD_PER_DEG
        fine, fine_sd = np.empty((3, len(spans))), np.empty(len(spans))
        for k, span in enumerate(spans):
            fine[:, k], fine_sd[k] = self._bias.close(
                coarse_end[k], span.start_sample, span.end_sample, slope[:, k], up[:, k], slope_sd
            )

        traces: list[StrideTrace | None] = [None] * len(spans)
        for rows, samples, tilt in tilts:
            motion = stride_motion(samples, tilt, fine[:, rows], fine_sd[rows], self._motion)
            apart = disagreement_rad(tilt)
            for j, k in enumerate(rows):
                traces[k] = self._trace(
                    spans[k],
                    _stack(motion, samples, j, int(counts[k])),
                    motion,
                    j,
                    float(tilt.gravity_mps2[j]),
                    float(apart[j]),
                    float(fine_sd[k]),
                )
        return [trace for trace in traces if trace is not None and self._is_step(trace)]

    def _gather(
        self, spans: list[StrideSpan], coarse: list[tuple[float, float, float]]
    ) -> StrideSamples:
        count = np.array([s.end_sample - s.start_sample + 1 for s in spans], np.int64)
        data = np.empty((6, len(spans), int(count.max())))
        for k, span in enumerate(spans):
            begin = span.start_sample - self._first
            data[:, k, : count[k]] = self._data[:, begin : begin + count[k]]
            data[:, k, count[k] :] = data[:, k, count[k] - 1 : count[k]]
        data[3:] -= np.array(coarse).T[:, :, None]
        move = np.array([s.move_sample - s.start_sample for s in spans], np.int64)
        still = np.array([s.still_sample - s.start_sample for s in spans], np.int64)
        return StrideSamples(data[:3], data[3:], count, move, still, self._period_s)

    def _trace(
        self,
        span: StrideSpan,
        data: NDArray[np.float32],
        motion: StrideMotion,
        row: int,
        gravity: float,
        apart: float,
        bias_sd: float,
    ) -> StrideTrace:
        begin, end = span.start_sample - self._first, span.end_sample - self._first
        error = motion.velocity_error_mps[:, row]
        return StrideTrace(
            span,
            float(self._t_s[begin]),
            float(self._t_s[end]),
            data,
            self._flag[begin : end + 1].copy(),
            float(motion.turn_rad[row]),
            float(np.sqrt(error[0] * error[0] + error[1] * error[1] + error[2] * error[2])),
            gravity,
            apart,
            bias_sd,
        )

    def _is_step(self, trace: StrideTrace) -> bool:
        span = trace.span
        part = slice(
            span.move_sample - span.start_sample, span.still_sample - span.start_sample + 1
        )
        if bool((trace.flag[part] & LOST).any()):
            return True  # its way is not known, its rotation says that it moved
        x, y, z = trace.data[POS]
        way = float(np.sqrt((x * x + y * y + z * z).max()))
        return way >= self._params.shortest_way_m


def _stack(
    motion: StrideMotion, samples: StrideSamples, row: int, count: int
) -> NDArray[np.float32]:
    data = np.empty((ROWS, count), np.float32)
    data[QUAT] = motion.quat[:, row, :count]
    data[POS] = motion.pos_m[:, row, :count]
    data[VEL] = motion.vel_mps[:, row, :count]
    data[GYR] = motion.gyr_radps[:, row, :count]
    data[ACC] = samples.acc_mps2[:, row, :count]
    return data
