"""Stage: candidate strides in, traces of real strides out.

Holds the samples that open strides still need, takes off the gyroscope's bias, integrates,
and lets go what was no step: a shift of weight, a fidget, a shoe carried about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.acc_bias import AccBias, without_bias
from gaitsense.gait.beliefs import ask_acc_bias, ask_force_offset, ask_gyro_bias
from gaitsense.gait.closed_stride import (
    ClosedStrideParams,
    StanceTilt,
    StrideMotion,
    StrideSamples,
    at,
    disagreement_rad,
    stance_tilt,
    stride_motion,
)
from gaitsense.gait.drift import DriftParams
from gaitsense.gait.force_offset import ForceOffset, ForceOffsetParams
from gaitsense.gait.gyro_bias import GyroBias
from gaitsense.gait.mounting import MountingEvidence, mounting_evidence
from gaitsense.gait.segmentation import StrideSpan
from gaitsense.gait.stride_path import stride_path
from gaitsense.gait.traces import ACC, GYR, POS, QUAT, ROWS, VEL, StrideTrace, like_lengths
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.signal.grid import LOST, GridChunk
from gaitsense.signal.strapdown import integrate_rates


@dataclass(frozen=True, slots=True)
class ClosingParams:
    """What counts as a step.

    Parameters
    ----------
    shortest_way_m : float
        A foot that gets no further than this from where it stood, sideways or up, made no
        step, m. Default 0.05. Raising it drops small shuffles and steps on the spot.
    least_turn_deg : float
        A foot that turns by this much made a step, however short its way, °. Default 30.
    longest_stride_s : float
        A longer candidate is no stride, s. Default 6.0.
    """

    shortest_way_m: float = 0.05
    least_turn_deg: float = 30.0
    longest_stride_s: float = 6.0


class StrideCloser:
    """Stage: grid chunks and spans in, `StrideTrace` out. No latency of its own.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    bias : GyroBias
        Belief about the gyroscope's bias; strides are fed back into it.
    acc_bias : AccBias
        The same for the accelerometer.
    params : ClosingParams
        What counts as a step.
    motion, drift, offset : ClosedStrideParams, DriftParams, ForceOffsetParams
        How strides are integrated, how errors grow in them, what is known of the force.
    """

    def __init__(
        self,
        rate_hz: float,
        bias: GyroBias,
        acc_bias: AccBias,
        params: ClosingParams,
        motion: ClosedStrideParams,
        drift: DriftParams,
        offset: ForceOffsetParams,
    ) -> None:
        self._period_s = 1.0 / rate_hz
        self._longest_n = round(params.longest_stride_s * rate_hz)
        self._rest_n = max(1, round(motion.rest_window_s * rate_hz))
        self._bias = bias
        self._acc_bias = acc_bias
        self._params = params
        self._motion = motion
        self._drift = drift
        self._offset = ForceOffset(offset)
        self._first = 0
        self._t_s = np.empty(0)
        self._data = np.empty((6, 0))
        self._flag = np.empty(0, np.uint8)

    def add(self, chunk: GridChunk) -> None:
        """Take samples.

        Parameters
        ----------
        chunk : GridChunk
            The next samples of the grid; they must follow on those before.
        """
        if not len(self._t_s):
            self._first = chunk.sample
        self._t_s = np.concatenate([self._t_s, chunk.t_s])
        self._data = np.concatenate(
            [self._data, np.concatenate([chunk.acc_mps2, chunk.gyr_radps])], axis=1
        )
        self._flag = np.concatenate([self._flag, chunk.flag])

    def forget(self, before: int) -> None:
        """Drop samples that no later stride can need.

        Parameters
        ----------
        before : int
            Counter of the first sample that a stride may still begin at.
        """
        drop = max(min(before - self._first - self._rest_n - 1, len(self._t_s)), 0)
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
        turns = []
        for rows in like_lengths(counts):
            samples = self._gather([spans[k] for k in rows], [coarse[k] for k in rows])
            turns.append((rows, samples, integrate_rates(samples.gyr_radps, samples.period_s)))
        acc_bias = ask_acc_bias(self._acc_bias, len(spans), turns)
        tilts = []
        for rows, read, turn in turns:
            samples = without_bias(read, acc_bias[:, rows])
            tilts.append((rows, samples, stance_tilt(samples, turn)))

        fine, fine_sd = ask_gyro_bias(
            self._bias, spans, coarse_end, tilts, self._motion.rest_tilt_sd_deg
        )
        motions = [
            (
                rows,
                samples,
                tilt,
                stride_motion(
                    samples, tilt, fine[:, rows], fine_sd[rows], self._motion, self._drift
                ),
            )
            for rows, samples, tilt in tilts
        ]
        offset, offset_sd = ask_force_offset(self._offset, spans, motions, self._period_s)
        traces: list[StrideTrace | None] = [None] * len(spans)
        for rows, samples, tilt, motion in motions:
            last = samples.count - 1
            share = np.arange(samples.flag.shape[1]) / np.maximum(last, 1)[:, None]
            vel, pos = stride_path(samples, motion, offset[rows], offset_sd[rows], self._drift)
            apart = disagreement_rad(tilt)
            evidence = self._evidence([spans[k] for k in rows], motion, at(pos, last))
            x, y, z = pos
            way = np.sqrt(np.max(np.where(share <= 1.0, x * x + y * y + z * z, 0.0), axis=1))
            kept = np.empty((len(rows), ROWS, samples.flag.shape[1]), np.float32)
            for part, field in (
                (QUAT, motion.quat),
                (POS, pos),
                (VEL, vel),
                (GYR, motion.gyr_radps),
                (ACC, samples.acc_mps2),
            ):
                kept[:, part] = field.transpose(1, 0, 2)
            for j, k in enumerate(rows):
                traces[k] = self._trace(
                    spans[k],
                    kept[j, :, : counts[k]].copy(),
                    motion,
                    tilt,
                    j,
                    apart,
                    float(way[j]),
                    evidence[j],
                    acc_bias[:, k].copy(),
                )
        return [trace for trace in traces if trace is not None and self._is_step(trace)]

    def _gather(
        self, spans: list[StrideSpan], coarse: list[tuple[float, float, float]]
    ) -> StrideSamples:
        count = np.array([s.end_sample - s.start_sample + 1 for s in spans], np.int64)
        data = np.empty((6, len(spans), int(count.max())))
        flag = np.zeros(data.shape[1:], np.uint8)
        for k, span in enumerate(spans):
            begin = span.start_sample - self._first
            data[:, k, : count[k]] = self._data[:, begin : begin + count[k]]
            data[:, k, count[k] :] = data[:, k, count[k] - 1 : count[k]]
            flag[k, : count[k]] = self._flag[begin : begin + count[k]]
        bias = np.array(coarse).T
        data[3:] -= bias[:, :, None]
        start = self._means_around([s.start_sample for s in spans])
        end = self._means_around([s.end_sample for s in spans])
        return StrideSamples(
            data[:3],
            data[3:],
            flag,
            start[:3],
            end[:3],
            start[3:] - bias,
            end[3:] - bias,
            count,
            self._period_s,
        )

    def _means_around(self, samples: list[int]) -> NDArray[np.float64]:
        """Mean force and rate close to given samples, (6, b), as read, SENSOR."""
        first = np.array(samples, np.int64)[:, None] - self._first - self._rest_n
        near = first + np.arange(2 * self._rest_n + 1)
        there = (near >= 0) & (near < self._data.shape[1])
        part = np.where(there, self._data[:, np.clip(near, 0, self._data.shape[1] - 1)], 0.0)
        # Sums by cumsum: what lies beyond the stream adds zeros and changes no bit.
        means = np.cumsum(part, axis=2)[:, :, -1] / np.cumsum(there, axis=1)[:, -1]
        return np.asarray(means)

    def _trace(
        self,
        span: StrideSpan,
        data: NDArray[np.float32],
        motion: StrideMotion,
        tilt: StanceTilt,
        row: int,
        apart: NDArray[np.float64],
        way_m: float,
        evidence: MountingEvidence,
        acc_bias_mps2: NDArray[np.float64],
    ) -> StrideTrace:
        begin, end = span.start_sample - self._first, span.end_sample - self._first
        x, y, z = motion.velocity_error_mps[:, row]
        duration_s = (end - begin) * self._period_s
        return StrideTrace(
            span,
            float(self._t_s[begin]),
            float(self._t_s[end]),
            data,
            self._flag[begin : end + 1].copy(),
            float(motion.turn_rad[row]),
            float(np.sqrt(x * x + y * y + z * z)),
            float(tilt.gravity_mps2[row]),
            STANDARD_GRAVITY_MPS2 + float(z) / duration_s,
            float(apart[row]),
            way_m,
            evidence,
            acc_bias_mps2,
        )

    @staticmethod
    def _evidence(
        spans: list[StrideSpan], motion: StrideMotion, travel_m: NDArray[np.float64]
    ) -> list[MountingEvidence]:
        move = np.array([s.move_sample - s.start_sample for s in spans])[:, None]
        still = np.array([s.still_sample - s.start_sample for s in spans])[:, None]
        index = np.arange(motion.gyr_radps.shape[2])
        moving = (index >= move) & (index <= still)
        return mounting_evidence(
            motion.quat[:, :, 0], motion.gyr_radps, moving, travel_m, motion.turn_rad
        )

    def _is_step(self, trace: StrideTrace) -> bool:
        span = trace.span
        part = slice(
            span.move_sample - span.start_sample, span.still_sample - span.start_sample + 1
        )
        if bool((trace.flag[part] & LOST).any()):
            return True  # its way is not known, its rotation says that it moved
        turned = abs(trace.turn_rad) >= self._params.least_turn_deg * RAD_PER_DEG
        return turned or trace.way_m >= self._params.shortest_way_m
