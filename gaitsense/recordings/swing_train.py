"""When a foot swings, how much, and how far it turns: what two clocks can be compared by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.motion_level import MotionLevel, MotionLevelParams
from gaitsense.gait.segmentation import SegmentationParams

#: The motion is looked at this often, Hz: swings are slow, and an hour has many samples.
_LOOK_HZ: Final = 32.0
#: A slower sensor blurs stances away, Hz.
_SLOWEST_HZ: Final = 20.0
#: Two clocks whose files are longer are not compared, s: it would take minutes, and a file that
#: leaps in time seems as long as the leap.
_LONGEST_S: Final = 6.0 * 3600.0
#: A loss longer than this leaves open whether the foot swung, s.
_BLIND_S: Final = 0.3
#: Motion levels below this are calm, however much they differ from one another.
_CALM: Final = 0.05
_LEVEL: Final = MotionLevelParams()
_SEGMENTS: Final = SegmentationParams()


@dataclass(frozen=True, slots=True, eq=False)
class SwingTrain:
    """The swings of one foot, in order.

    Parameters
    ----------
    middle_s : (n,) float64
        Middle of each swing, s, on the foot's clock.
    size : (n,) float64
        How much motion it holds, its median 1, no unit.
    turn_rad : (n,) float64
        Rotation about the vertical from the stance before to the stance behind, rad.
    blind_s : (k, 2) float64
        Intervals without samples, s, in order; the first begins at -inf, the last ends at inf.
    """

    middle_s: NDArray[np.float64]
    size: NDArray[np.float64]
    turn_rad: NDArray[np.float64]
    blind_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.middle_s)

    def seen(self, begin_s: NDArray[np.float64], end_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell whether the foot was recorded throughout each interval.

        Parameters
        ----------
        begin_s, end_s : (m,) float64
            Intervals, s.

        Returns
        -------
        (m,) bool
        """
        next_blind = np.searchsorted(self.blind_s[:, 1], begin_s, side="right")
        # An interval that begins beyond every sample lies within the last blind one.
        next_blind = np.minimum(next_blind, len(self.blind_s) - 1)
        return np.asarray(self.blind_s[next_blind, 0] >= end_s)

    def on(self, origin_s: float, rate: float) -> SwingTrain:
        """Return the same swings on another clock.

        Parameters
        ----------
        origin_s : float
            What this clock shows when the other one shows 0, s.
        rate : float
            Seconds of this clock in one second of the other.

        Returns
        -------
        SwingTrain
        """
        return SwingTrain(
            (self.middle_s - origin_s) / rate,
            self.size,
            self.turn_rad,
            (self.blind_s - origin_s) / rate,
        )


def find_swings(
    t_s: NDArray[np.float64], acc_mps2: NDArray[np.float32], gyr_radps: NDArray[np.float32]
) -> SwingTrain | None:
    """Find the swings of one foot.

    Parameters
    ----------
    t_s : (n,) float64
        Rising times of the received samples, s.
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR.

    Returns
    -------
    SwingTrain or None
        None where samples are too few or too slow, they span more than 6 h, or the foot swings
        fewer than three times.

    Source
    ------
    Own. The level and its valleys are those of the pipeline's segmentation; it is
    looked at less often, and only for the peaks, since an hour must not take long.
    """
    step_s = np.diff(t_s)
    if len(step_s) < 2 or 1.0 / float(np.median(step_s)) < _SLOWEST_HZ:
        return None
    if t_s[-1] - t_s[0] > _LONGEST_S:
        return None
    nth = max(1, round(1.0 / (float(np.median(step_s)) * _LOOK_HZ)))
    period_s = nth * float(np.median(step_s))
    grid_s = np.arange(t_s[0], t_s[-1], period_s)
    look = np.stack(
        [np.interp(grid_s, t_s[::nth], column[::nth]) for column in (*acc_mps2.T, *gyr_radps.T)]
    )
    stage = MotionLevel(1.0 / period_s, _LEVEL)
    level = np.concatenate([stage.push(look[:3], look[3:]), stage.finish()])
    peaks = _peaks(level)
    if len(peaks) < 3:
        return None
    holes = np.flatnonzero(step_s > _BLIND_S)
    blind_s = np.concatenate(
        [
            [[-np.inf, t_s[0]]],
            np.column_stack([t_s[holes], t_s[holes + 1]]),
            [[t_s[-1], np.inf]],
        ]
    )
    return _measure(grid_s, look, level, peaks, blind_s)


def _peaks(level: NDArray[np.float64]) -> NDArray[np.int64]:
    """Peaks of the level with a valley of the segmentation's depth on either side."""
    inner = level[1:-1]
    turning = (inner - level[:-2]) * (level[2:] - inner) <= 0.0
    at = 1 + np.flatnonzero(turning)
    peaks: list[int] = []
    highest, lowest, rising = 0.0, float(level[0]) + _CALM, False
    ratio = _SEGMENTS.valley_ratio
    for k, value in zip(at.tolist(), (level[at] + _CALM).tolist(), strict=True):
        if rising and value > highest:
            highest, peaks[-1] = value, k
        elif rising and ratio * value <= highest:
            rising, lowest = False, value
        elif not rising and value < lowest:
            lowest = value
        elif not rising and value >= max(ratio * lowest, _SEGMENTS.start_level):
            rising, highest = True, value
            peaks.append(k)
    if rising and ratio * (float(level[-1]) + _CALM) > highest:
        peaks.pop()
    return np.array(peaks, np.int64)


def _measure(
    grid_s: NDArray[np.float64],
    look: NDArray[np.float64],
    level: NDArray[np.float64],
    peaks: NDArray[np.int64],
    blind_s: NDArray[np.float64],
) -> SwingTrain:
    starts = np.concatenate([[0], peaks])
    ends = np.concatenate([peaks, [len(level)]])
    valleys = np.array(
        [a + int(np.argmin(level[a:b])) for a, b in zip(starts, ends, strict=True)], np.int64
    )
    share = _SEGMENTS.edge_share * level[peaks] + _SEGMENTS.edge_level
    edge = np.minimum(share, _SEGMENTS.start_level)
    base, count = valleys[0], np.diff(valleys)
    part = level[base : valleys[-1]]
    moves = part > np.repeat(edge, count)
    first_of = valleys[:-1] - base
    index = np.arange(len(part))
    first = base + np.minimum.reduceat(np.where(moves, index, len(part)), first_of)
    last = base + np.maximum.reduceat(np.where(moves, index, -1), first_of)
    rise_s = _crossing(grid_s, level, first - 1, first, edge)
    fall_s = _crossing(grid_s, level, last, last + 1, edge)
    size = np.add.reduceat(np.where(moves, part, 0.0), first_of)
    turned = np.add.reduceat(look[3:, base : valleys[-1]], first_of, axis=1)
    up = look[:3, valleys[:-1]]
    turn = np.einsum("ij,ij->j", turned, up) / np.sqrt(np.einsum("ij,ij->j", up, up) + _CALM)
    return SwingTrain(
        0.5 * (rise_s + fall_s),
        size / np.median(size),
        turn * (grid_s[1] - grid_s[0]),
        blind_s,
    )


def _crossing(
    grid_s: NDArray[np.float64],
    level: NDArray[np.float64],
    before: NDArray[np.int64],
    behind: NDArray[np.int64],
    edge: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Time at which the level passes the edge between two neighbouring samples, s."""
    before, behind = np.maximum(before, 0), np.minimum(behind, len(level) - 1)
    rise = level[behind] - level[before]
    share = np.where(rise == 0.0, 0.0, (edge - level[before]) / np.where(rise == 0.0, 1.0, rise))
    return np.asarray(grid_s[before] + np.clip(share, 0.0, 1.0) * (grid_s[behind] - grid_s[before]))
