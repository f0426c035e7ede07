"""Where a foot moves and where it stands: the stream cut into strides.

Works on the motion level (`gait.motion_level`), one number per sample, in three states:

    state     leaves when                                                   to
    QUIET     the level rises to `start_level`                               MOVE
    MOVE      it falls to 1/`valley_ratio` of the move's peak                SETTLE
    SETTLE    it rises again: the move ended in the valley between           MOVE
              it stays low for `stand_s`: the foot stands                    QUIET
              it does neither for `longest_move_s` more: it is carried       QUIET

No heel strike, no still moment and no cadence is assumed: a stance is a valley that is
`valley_ratio` times lower than the moves beside it, however much the foot still moves there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Added to levels before ratios are taken: below it, noise makes no valleys.
_FLOOR: Final = 0.15


@dataclass(frozen=True, slots=True)
class SegmentationParams:
    """Settings of the segmentation; levels have the unit of `MotionLevel`.

    Parameters
    ----------
    valley_ratio : float
        How many times lower than its neighbours a valley must be to be a stance. Default 3.4.
        Raising it misses the stances of runners, lowering it cuts swings in two.
    start_level : float
        Level that a move must reach. Default 0.8. Raising it ignores the shortest shuffles,
        lowering it counts shifts of weight as candidates.
    edge_share : float
        A move's edges lie where the level passes this share of its peak, …. Default 0.08.
    edge_level : float
        … plus this, default 0.15, but at most `start_level`.
    stand_s : float
        A pause of this length is standing, s; the strides beside it do not share a border.
        Default 2.0.
    settle_s : float
        A stride that ends in standing ends this long after the foot is flat, s. Default 0.5.
    lead_s : float
        A stride that begins in standing begins this long before motion, s. Default 0.1.
    longest_move_s : float
        A longer move is no stride, s (a ride, a shoe carried in hand). Default 4.0. A foot that
        neither stands nor steps for so long behind `stand_s` has ended its stride.
    """

    valley_ratio: float = 3.4
    start_level: float = 0.8
    edge_share: float = 0.08
    edge_level: float = 0.15
    stand_s: float = 2.0
    settle_s: float = 0.5
    lead_s: float = 0.1
    longest_move_s: float = 4.0


@dataclass(frozen=True, slots=True)
class StrideSpan:
    """A candidate stride, as sample counters of the grid.

    Parameters
    ----------
    start_sample, end_sample : int
        Mid-stance before and after; half-open.
    move_sample, still_sample : int
        Motion begins; the foot is down and at its least motion.
    from_stand, to_stand : bool
        Whether the foot stood before, or stands after.
    known_sample : int
        Counter of the sample at which all this was known.
    """

    start_sample: int
    end_sample: int
    move_sample: int
    still_sample: int
    from_stand: bool
    to_stand: bool
    known_sample: int


class StrideSegmenter:
    """Stage: motion levels in, candidate strides out.

    Latency: a stride is known when the next one begins, or `stand_s` after it.

    Parameters
    ----------
    rate_hz : float
        The stream's rate, Hz.
    params : SegmentationParams
        Settings.
    """

    def __init__(self, rate_hz: float, params: SegmentationParams) -> None:
        self._params = params
        self._stand_n = round(params.stand_s * rate_hz)
        self._settle_n = round(params.settle_s * rate_hz)
        self._lead_n = max(1, round(params.lead_s * rate_hz))
        self._longest_n = round(params.longest_move_s * rate_hz)
        self._origin: int | None = None  # counter of the stream's first sample
        self._base = 0  # counter of the first level still held
        self._level = np.empty(0)
        self._searched = 0  # counter up to which extremes have been taken
        self._moving = False
        self._settled = False  # a move has ended and its stride is still open
        self._edge = 0.0
        self._valley = 0.0
        self._valley_sample = 0
        self._peak = 0.0
        self._start_sample = 0
        self._move_sample = 0
        self._still_sample = 0
        self._from_stand = False
        self._stood_once = False  # quiet now began with standing, not with the stream
        self._calm_sample = 0  # the foot has made no move since, as far as is known, …
        self._calm_n = self._settle_n  # … and stands when it has made none for so long

    @property
    def needed_sample(self) -> int:
        """Counter of the oldest sample that a coming stride may still use."""
        return self._base

    def push(self, sample: int, level: NDArray[np.float64]) -> list[StrideSpan]:
        """Take motion levels; return the candidate strides that they complete.

        Parameters
        ----------
        sample : int
            Counter of the stream's first sample; looked at in the first call only.
        level : (n,) float64
            Next motion levels (`MotionLevel`), no unit, without a hole.

        Returns
        -------
        list of StrideSpan
        """
        if self._origin is None:
            self._base = sample
        if self._origin is None and len(level):
            self._origin = sample
            self._searched = self._valley_sample = sample
            self._valley = float(level[0])
            self._edge = self._params.edge_level + 2.0 * self._params.edge_share
            self._calm_sample = sample
            if level[0] >= self._params.start_level:
                self._calm_n = self._stand_n
        return self._advance(level) if len(level) else []

    def finish(self) -> list[StrideSpan]:
        """Return what the end of the stream completes, after its last levels were pushed.

        Returns
        -------
        list of StrideSpan
        """
        if self._origin is None:
            return []
        spans: list[StrideSpan] = []
        last = self._base + len(self._level) - 1
        if self._moving and self._level[-1] <= self._edge:
            self._settle(last, float(self._level[-1]))
        if self._settled and self._level[-1] > self._edge:
            # The next move has begun, though its peak is not known.
            middle = (self._still_sample + self._begin_of_rise(last)) // 2
            spans.append(self._close(middle, last, stand=False))
        elif self._settled:
            end = min(self._still_sample + self._settle_n, last)
            stands = end - self._still_sample >= self._settle_n
            spans.append(self._close(end, last, stand=stands))
        return spans

    def _advance(self, level: NDArray[np.float64]) -> list[StrideSpan]:
        self._level = np.concatenate([self._level, level])
        first = max(self._searched - self._base, 1)
        inner, left, right = (
            self._level[first:-1],
            self._level[first - 1 : -2],
            self._level[first + 1 :],
        )
        top = (inner >= left) & (inner > right)
        # No level is below zero, so reaching it is a minimum even if it never rises again.
        bottom = ((inner <= left) & (inner < right)) | ((inner == 0.0) & (left > 0.0))
        spans: list[StrideSpan] = []
        turning = np.flatnonzero(top | bottom)
        samples = (self._base + first + turning).tolist()
        for sample, value, is_top in zip(
            samples, inner[turning].tolist(), top[turning].tolist(), strict=True
        ):
            if self._settled and sample > self._still_sample + self._stand_n:
                spans += self._stood(sample)
            if is_top:
                self._rise(sample, value, spans)
            else:
                self._fall(sample, value)
        end = self._base + len(self._level)
        self._searched = max(end - 1, self._searched)
        spans += self._stood(end)
        self._forget(end)
        return spans

    def _rise(self, sample: int, level: float, spans: list[StrideSpan]) -> None:
        """Take a local maximum; add the stride that it completes."""
        if self._moving:
            self._peak = max(self._peak, level)
            if sample - self._move_sample > 3 * self._longest_n:
                # No foot swings that long. Forget the move; the next valley starts afresh.
                self._moving, self._valley, self._valley_sample = False, level, sample
                self._stood_once = False
                self._calm_sample, self._calm_n = sample, self._stand_n
            return
        valley = self._params.valley_ratio * (self._valley + _FLOOR) - _FLOOR
        if level < max(valley, self._params.start_level):
            if level >= self._params.start_level:
                self._calm_sample, self._calm_n = sample, self._stand_n
            return
        begin = self._begin_of_rise(sample)
        if self._settled:
            middle = (self._still_sample + begin) // 2
            spans.append(self._close(middle, sample + 1, stand=False))
            self._start_sample, self._from_stand = middle, False
        else:
            self._from_stand = self._stood_once or begin - self._calm_sample >= self._calm_n
            self._start_sample = self._start_before(begin, sample)
        self._move_sample = begin
        self._moving, self._settled = True, False
        self._peak = level

    def _fall(self, sample: int, level: float) -> None:
        """Take a local minimum."""
        if self._moving:
            if self._params.valley_ratio * (level + _FLOOR) <= self._peak + _FLOOR:
                self._settle(sample, level)
        elif level < self._valley:
            self._valley, self._valley_sample = level, sample

    def _settle(self, sample: int, level: float) -> None:
        share = self._params.edge_share * self._peak + self._params.edge_level
        self._edge = min(share, self._params.start_level)
        held = self._level[self._move_sample - self._base : sample - self._base + 1]
        self._still_sample = self._move_sample + int(np.flatnonzero(held > self._edge)[-1])
        self._moving, self._settled = False, True
        self._valley, self._valley_sample = level, sample

    def _stood(self, end: int) -> list[StrideSpan]:
        """Close the stride if the foot has been still for `stand_s` somewhere before `end`.

        A foot that neither walks on nor comes to rest (on a wheelchair, in a car) is given up in
        the end, or all that it does would have to be kept.
        """
        due = self._still_sample + self._stand_n
        if not self._settled or end <= due:
            return []
        last = due + self._longest_n
        stop = min(end, last)
        quiet = np.flatnonzero(self._level[due - self._base : stop - self._base] <= self._edge)
        if not len(quiet) and end <= last:
            return []
        stands = bool(len(quiet))
        known = due + int(quiet[0]) if stands else last
        self._settled, self._stood_once = False, stands
        if not stands:
            self._calm_sample, self._calm_n = last, self._stand_n
        return [self._close(self._still_sample + self._settle_n, known, stand=stands)]

    def _close(self, end: int, known: int, *, stand: bool) -> StrideSpan:
        return StrideSpan(
            self._start_sample,
            end,
            self._move_sample,
            self._still_sample,
            self._from_stand,
            stand,
            known,
        )

    def _begin_of_rise(self, sample: int) -> int:
        """First sample of the stretch above the edge that leads up to `sample`."""
        floor = max(self._valley_sample, sample - self._longest_n, self._base)
        held = self._level[floor - self._base : sample - self._base]
        low = np.flatnonzero(held <= self._edge)
        return floor + int(low[-1]) + 1 if len(low) else floor

    def _start_before(self, begin: int, sample: int) -> int:
        """Start of a stride that no other one ends in, whose move begins at `begin`."""
        if not self._from_stand:
            # The stream began with the end of a swing: mid-stance lies behind that.
            floor = max(sample - self._longest_n, self._base)
            moved = np.flatnonzero(
                self._level[floor - self._base : begin - self._base] > self._edge
            )
            if len(moved):
                return (floor + int(moved[-1]) + begin) // 2
        return max(begin - self._lead_n, self._base)

    def _forget(self, end: int) -> None:
        """Drop levels that no coming stride can use."""
        oldest = end - self._longest_n - self._lead_n - 2
        if self._moving or self._settled:
            oldest = min(oldest, self._start_sample)
        drop = max(oldest - self._base, 0)
        self._base += drop
        self._level = self._level[drop:].copy()
