"""From blocks with holes to a uniform grid of samples, each with a flag that says what it is.

counter missing, up to 25 ms      filled in along a straight line, flag BRIDGED
counter missing, up to 1 s        filled in as well so that filters go on, flag LOST
counter missing for longer        a `GridBreak`: what follows starts afresh
row repeated while the foot moves a receiver that repeats its last packet: as if missing
value at full scale               flag CLIPPED
time not after the last one's     a packet that came twice or too late: left out
counter falls, time goes on       a sensor that began anew: a `GridBreak`, counters go on rising
time leaps, counter does not      a clock that was set: a `GridBreak`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import SensorRanges
from gaitsense.model.samples import ImuBlock
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.signal.full_scale import ACC_SCALES, GYR_SCALES, at_full_scale

BRIDGED: Final = 1
LOST: Final = 2
CLIPPED_ACC: Final = 4
CLIPPED_GYR: Final = 8
CLIPPED: Final = CLIPPED_ACC | CLIPPED_GYR

#: A repeated row is a lost packet only while the foot moves: faster than this, rad/s, …
_MOVING_RADPS: Final = 0.2
#: … or with a specific force this far from gravity, m/s².
_MOVING_MPS2: Final = 1.5


@dataclass(frozen=True, slots=True)
class GridParams:
    """Settings of the uniform grid.

    Parameters
    ----------
    bridge_s : float
        Longest loss that is filled in and still counts as measured, s. Default 0.025: at
        1 % loss the clearance then errs by 1.8 mm (95 %), longer fills err more. Raising it
        measures more strides less well.
    break_s : float
        Longest loss through which a walk goes on, s. Default 1.0. Raising it keeps strides
        together across longer losses.
    """

    bridge_s: float = 0.025
    break_s: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class GridChunk:
    """Consecutive samples of the grid.

    Parameters
    ----------
    sample : int
        Counter of the first one; the others follow without a hole.
    t_s : (n,) float64
        Times, s.
    acc_mps2 : (3, n) float64
        Specific force, m/s², SENSOR.
    gyr_radps : (3, n) float64
        Angular rate, rad/s, SENSOR.
    flag : (n,) uint8
        0 where measured, BRIDGED or LOST, plus CLIPPED_ACC and CLIPPED_GYR.
    """

    sample: int
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float64]
    gyr_radps: NDArray[np.float64]
    flag: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class GridBreak:
    """A hole too long to walk across.

    Parameters
    ----------
    sample : int
        Counter of the last sample before it.
    t_s : float
        Time of that sample, s.
    missing : int
        How many samples are lost; by the clock where the counter began anew.
    """

    sample: int
    t_s: float
    missing: int


class UniformGrid:
    """Stage: blocks in, chunks of the grid out. Latency: none but for the gap's own length.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    ranges : SensorRanges
        Full scales, where known.
    params : GridParams
        Settings.

    Attributes
    ----------
    late_n : int
        Samples left out so far because they came twice or too late.
    """

    def __init__(self, rate_hz: float, ranges: SensorRanges, params: GridParams) -> None:
        self._rate_hz = rate_hz
        self._bridge_n = int(params.bridge_s * rate_hz + 1e-6)
        self._break_n = int(params.break_s * rate_hz + 1e-6)
        self._break_s = params.break_s
        self._ranges = ranges
        self._sample: int | None = None
        self._t_s = 0.0
        self._row = np.zeros(6)
        self._seen = np.full((6, 2), np.nan)
        self._shift = 0  # what is added to the counter since the sensor last began anew
        self.late_n = 0

    def push(self, block: ImuBlock) -> list[GridChunk | GridBreak]:
        """Take a block; return what of the grid it completes.

        Parameters
        ----------
        block : ImuBlock
            Next samples of the foot; a jump of the counter is a loss.

        Returns
        -------
        list of GridChunk and GridBreak
        """
        late = 0
        if self._sample is not None:
            late = int(np.searchsorted(block.t_s, self._t_s, side="right"))
            self.late_n += late
        rows = np.empty((6, len(block) - late))
        rows[:3] = block.acc_mps2[late:].T
        rows[3:] = block.gyr_radps[late:].T
        real, flag = self._judge(rows)
        if not real.any():
            return []
        rows, t_s, flag = rows[:, real], block.t_s[late:][real], flag[real]
        sample = block.sample[late:][real] + self._shift
        out: list[GridChunk | GridBreak] = []
        if self._sample is not None:
            missing = int(sample[0]) - self._sample - 1
            if missing < 0:
                lost = max(round((float(t_s[0]) - self._t_s) * self._rate_hz) - 1, 0)
                self._shift += lost - missing
                sample = sample + (lost - missing)
                out.append(GridBreak(self._sample, self._t_s, lost))
            elif (gone := self._gone(sample[0], t_s[0])) is not None:
                out.append(GridBreak(self._sample, self._t_s, gone))
            else:
                rows = np.concatenate([self._row[:, None], rows], axis=1)
                t_s = np.concatenate([[self._t_s], t_s])
                sample = np.concatenate([[self._sample], sample])
                flag = np.concatenate([np.zeros(1, np.uint8), flag])
        fresh = len(sample) == int(np.count_nonzero(real))
        start = 0
        step, passed = np.diff(sample), np.diff(t_s)
        torn = (step > self._break_n + 1) | (passed - step / self._rate_hz > self._break_s)
        for stop in [*np.flatnonzero(torn) + 1, len(sample)]:
            part = slice(start, stop)
            chunk = self._fill(sample[part], t_s[part], rows[:, part], flag[part])
            # The first row was given out with the previous block, unless the stream began here.
            skip = 0 if fresh or start > 0 else 1
            out.append(_drop(chunk, skip))
            if stop < len(sample):
                missing = self._missing(int(step[stop - 1]), float(passed[stop - 1]))
                out.append(GridBreak(int(sample[stop - 1]), float(t_s[stop - 1]), missing))
            start = int(stop)
        self._sample, self._t_s, self._row = int(sample[-1]), float(t_s[-1]), rows[:, -1].copy()
        return out

    def _gone(self, sample: int, t_s: float) -> int | None:
        """How many samples are missing since the last one, None where the walk goes on."""
        assert self._sample is not None
        step, passed_s = int(sample) - self._sample, float(t_s) - self._t_s
        torn = step > self._break_n + 1 or passed_s - step / self._rate_hz > self._break_s
        return self._missing(step, passed_s) if torn else None

    def _missing(self, step: int, passed_s: float) -> int:
        """Count by counter what is missing, or by clock where the counter does not tell."""
        return step - 1 if step > self._break_n + 1 else round(passed_s * self._rate_hz) - 1

    def _judge(self, rows: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
        """Which rows are real (not repeats of a lost packet), and how they are clipped."""
        held = np.concatenate([self._seen, rows], axis=1)
        self._seen = held[:, -2:].copy()
        before, second = held[:, 1:-1], held[:, :-2]
        same = rows == before
        gyr_square = rows[3] * rows[3] + rows[4] * rows[4] + rows[5] * rows[5]
        acc = np.sqrt(rows[0] * rows[0] + rows[1] * rows[1] + rows[2] * rows[2])
        moving = (gyr_square > _MOVING_RADPS**2) | (
            np.abs(acc - STANDARD_GRAVITY_MPS2) > _MOVING_MPS2
        )
        real = ~(same.all(axis=0) & moving)
        flag = np.zeros(rows.shape[1], np.uint8)
        for bit, axes, scales, known in (
            (CLIPPED_ACC, slice(3), ACC_SCALES, self._ranges.acc_mps2),
            (CLIPPED_GYR, slice(3, 6), GYR_SCALES, self._ranges.gyr_radps),
        ):
            flag[at_full_scale(rows[axes], before[axes], second[axes], scales, known)] |= bit
        return real, flag

    def _fill(
        self,
        sample: NDArray[np.int64],
        t_s: NDArray[np.float64],
        rows: NDArray[np.float64],
        flag: NDArray[np.uint8],
    ) -> GridChunk:
        first = int(sample[0])
        whole = int(sample[-1]) - first + 1
        if whole > len(sample):
            step = np.diff(sample)
            right = np.repeat(np.arange(1, len(sample)), step)
            run = np.repeat(step, step)
            # 1 at the left real sample's successor … step at the right real sample itself
            ahead = np.arange(1, whole) - np.repeat(sample[:-1] - first, step)
            share = ahead / run
            left = right - 1
            filled = rows[:, left] + share * (rows[:, right] - rows[:, left])
            # A real sample keeps its own value: share 1 may round.
            real = ahead == run
            filled[:, real] = rows[:, right[real]]
            times = t_s[left] + share * (t_s[right] - t_s[left])
            times[real] = t_s[right[real]]
            kind = np.where(run - 1 <= self._bridge_n, BRIDGED, LOST).astype(np.uint8)
            flags = np.where(real, flag[right], kind)
            rows = np.concatenate([rows[:, :1], filled], axis=1)
            t_s = np.concatenate([t_s[:1], times])
            flag = np.concatenate([flag[:1], flags]).astype(np.uint8)
        return GridChunk(
            first, t_s, np.ascontiguousarray(rows[:3]), np.ascontiguousarray(rows[3:]), flag
        )


def _drop(chunk: GridChunk, n: int) -> GridChunk:
    if n == 0:
        return chunk
    return GridChunk(
        chunk.sample + n,
        chunk.t_s[n:],
        np.ascontiguousarray(chunk.acc_mps2[:, n:]),
        np.ascontiguousarray(chunk.gyr_radps[:, n:]),
        chunk.flag[n:],
    )
