"""What is kept of a closed stride: enough to measure it again under a better calibration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.segmentation import StrideSpan
from gaitsense.signal.rotations import Field

#: Rows of `StrideTrace.data`, in this order.
QUAT: Final = slice(0, 4)
POS: Final = slice(4, 7)
VEL: Final = slice(7, 10)
GYR: Final = slice(10, 13)
ACC: Final = slice(13, 16)
ROWS: Final = 16

#: Strides measured together; more gain nothing in speed and cost memory.
_BATCH: Final = 256
#: Strides in one batch differ in length by at most this factor, so little is padded.
_STRETCH: Final = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class StrideTrace:
    """One closed stride.

    Parameters
    ----------
    span : StrideSpan
        Its counters on the grid.
    start_s, end_s : float
        Times of its first and last sample, s.
    data : (16, n) float32
        Quaternion SENSOR to WORLD, position m and velocity m/s in WORLD, rate rad/s without
        bias and specific force m/s² in SENSOR.
    flag : (n,) uint8
        Grid flags of the samples.
    turn_rad : float
        Change of heading, rad, + to the left.
    velocity_error_mps : float
        Velocity that was left over at the end, m/s.
    rest_force_mps2 : float
        Length of the force at its rests, m/s².
    mean_force_mps2 : float
        Mean vertical force over the stride, m/s²: gravity as the sensor reads it.
    disagreement_rad : float
        Angle between the stride's vertical by motion and by rest, rad.
    way_m : float
        Farthest that the sensor got from where it stood, m.
    evidence : MountingEvidence
        What the stride says about the mounting.
    acc_bias_mps2 : (3,) float64
        Bias of the accelerometer that was taken off, m/s², SENSOR, as believed before it.
    """

    span: StrideSpan
    start_s: float
    end_s: float
    data: NDArray[np.float32]
    flag: NDArray[np.uint8]
    turn_rad: float
    velocity_error_mps: float
    rest_force_mps2: float
    mean_force_mps2: float
    disagreement_rad: float
    way_m: float
    evidence: MountingEvidence
    acc_bias_mps2: NDArray[np.float64]

    @property
    def period_s(self) -> float:
        """Time between samples on the recording's time base, s."""
        return (self.end_s - self.start_s) / float(max(self.data.shape[1] - 1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class TraceBatch:
    """Some traces, padded to one length.

    Parameters
    ----------
    rows : (b,) int64
        Position of each stride in the sequence that was given.
    data : (16, b, n) float64
        As in `StrideTrace`; behind a stride's end its last sample is repeated.
    flag : (b, n) uint8
        Grid flags, 0 behind the end.
    count, move, still : (b,) int64
        Samples of each stride; index of first motion; index of being down again.
    acc_bias_mps2 : (3, b) float64
        As in `StrideTrace`, m/s², SENSOR.
    """

    rows: NDArray[np.int64]
    data: Field
    flag: NDArray[np.uint8]
    count: NDArray[np.int64]
    move: NDArray[np.int64]
    still: NDArray[np.int64]
    acc_bias_mps2: Field


def batches(traces: Sequence[StrideTrace]) -> Iterator[TraceBatch]:
    """Yield padded batches of traces of like length, so that little is padded.

    Parameters
    ----------
    traces : sequence of StrideTrace
        Any number.

    Yields
    ------
    TraceBatch
    """
    counts = np.array([trace.data.shape[1] for trace in traces], dtype=np.int64)
    for rows in like_lengths(counts):
        n = int(counts[rows].max())
        data = np.empty((ROWS, len(rows), n))
        flag = np.zeros((len(rows), n), np.uint8)
        for k, row in enumerate(rows):
            trace = traces[row]
            data[:, k, : counts[row]] = trace.data
            data[:, k, counts[row] :] = trace.data[:, -1:]
            flag[k, : counts[row]] = trace.flag
        spans = [traces[row].span for row in rows]
        yield TraceBatch(
            rows,
            data,
            flag,
            counts[rows],
            np.array([span.move_sample - span.start_sample for span in spans], np.int64),
            np.array([span.still_sample - span.start_sample for span in spans], np.int64),
            np.stack([traces[row].acc_bias_mps2 for row in rows], axis=1),
        )


def like_lengths(counts: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Group strides of like length.

    Parameters
    ----------
    counts : (k,) int64
        Length of each stride, samples.

    Yields
    ------
    (b,) int64
        Positions of strides that belong into one batch.
    """
    order = np.argsort(counts, kind="stable")
    start = 0
    while start < len(order):
        limit = _STRETCH * counts[order[start]]
        stop = min(start + _BATCH, int(np.searchsorted(counts[order], limit, side="right")))
        yield order[start : max(stop, start + 1)]
        start = max(stop, start + 1)
