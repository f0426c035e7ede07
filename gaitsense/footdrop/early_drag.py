"""The early word: a toe that seems to drag, told while the foot is still in the air.

A sliding toe shakes the shoe at 20 to 100 Hz; a free foot hangs still in mid-swing. But every
foot shakes as it leaves the floor and as it lands, so a shaking counts only in between, and
"in between" must be told without the future:

idle     the foot turns toes down faster than `push_off_radps`     → pushing
pushing  it no longer turns toes down: the lift-off                → swinging
swinging it turns toes down faster than `landing_radps`, a jolt,
         a lost sample, or the end of the expected swing is near   → idle
         a shaking that lasts, and the foot has turned toes up     → idle, and the word is said

What it needs to know of the person comes from closed strides: the transverse axis of the foot,
how long a swing takes, and how quietly the foot hangs in each tenth of it. Before a few of them
were measured no word is said. The verdict of the closed stride stands whatever was said here.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.shaking import Shaking
from gaitsense.footdrop.usual_swing import PARTS, ClosedSwing, UsualSwing
from gaitsense.model.events import ToeDragSuspected
from gaitsense.model.samples import Side
from gaitsense.signal.grid import LOST, GridBreak, GridChunk

#: Samples that a stride may look back on when it closes, s.
_KEPT_S: Final = 6.0
#: Lift-offs that are remembered.
_RECENT: Final = 9
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EarlyDragParams:
    """Settings of the early word.

    Parameters
    ----------
    high_pass_hz : float
        Faster shaking of the specific force counts, Hz. Default 20.0.
    mean_s : float
        Width of the root mean square, s. Default 0.03.
    prior_mps2 : float
        Shaking that is suspected however quiet the foot else is, m/s². Default 4.0.
    quiet_factor : float
        Times the person's own quiet level, in the same part of swing, that is suspected.
        Default 2.0. Raising it tells fewer, rightly and wrongly.
    highest_mps2 : float
        The limit never rises above it, m/s². Default 12.0.
    lasting_s : float
        Shortest shaking that is told, s. Default 0.03. Raising it tells fewer and later.
    swing_from, swing_to : float
        Part of the expected swing in which a word may be said, as shares. Defaults 0.25, 0.75.
    fewest_swings_n : int
        Swings that must have been measured before a word is said. Default 2.
    push_off_radps : float
        Turning toes down that is a push-off, rad/s. Default 1.0.
    toes_up_radps : float
        Turning toes up that a swing must have shown, rad/s. Default 1.0; a foot that has come
        to rest on the floor never turns so fast.
    landing_radps : float
        Turning toes down that is a landing, rad/s. Default 1.0.
    jolt_mps2 : float
        Fast specific force that is a landing, m/s². Default 25.
    slowest_rate_hz : float
        Slower sensors cannot see the shaking: no word is said, Hz. Default 80.
    """

    high_pass_hz: float = 20.0
    mean_s: float = 0.03
    prior_mps2: float = 4.0
    quiet_factor: float = 2.0
    highest_mps2: float = 12.0
    lasting_s: float = 0.03
    swing_from: float = 0.25
    swing_to: float = 0.75
    fewest_swings_n: int = 2
    push_off_radps: float = 1.0
    toes_up_radps: float = 1.0
    landing_radps: float = 1.0
    jolt_mps2: float = 25.0
    slowest_rate_hz: float = 80.0


@dataclass(slots=True)
class _Swing:
    """A swing that goes on: counters of samples, and the fastest turn toes up so far, rad/s."""

    lift_off: int
    calm: int
    fastest_radps: float = 0.0


class EarlyDrag:
    """Stage: grid and closed swings in, suspicions out. Latency: none beyond its own evidence.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    rate_hz : float
        The stream's rate, Hz.
    params : EarlyDragParams
        Settings.

    Source
    ------
    Own; analysis/04_toe_drag/early.md.
    """

    def __init__(self, side: Side, rate_hz: float, params: EarlyDragParams) -> None:
        self._side: Side = side
        self._rate_hz = rate_hz
        self._params = params
        self._sees = rate_hz >= params.slowest_rate_hz
        self._kept_n = round(_KEPT_S * rate_hz)
        self._lasting_n = max(1, round(params.lasting_s * rate_hz))
        self._leftward: Numbers | None = None
        self._usual = UsualSwing()
        self._begin()

    def _begin(self) -> None:
        """Start afresh; what is known of the person is kept."""
        self._shaking = Shaking(self._rate_hz, self._params.high_pass_hz, self._params.mean_s)
        self._first = self._next = 0
        # Time, rates, shaking now and as a mean, and whether the sample was lost.
        self._held = np.empty((7, 0))
        self._pushing = False
        self._swing: _Swing | None = None
        self._lift_offs: deque[int] = deque(maxlen=_RECENT)
        self._silent_until = -math.inf

    def push(
        self, items: Sequence[GridChunk | GridBreak], closed: Sequence[ClosedSwing]
    ) -> list[ToeDragSuspected]:
        """Take what the grid completed and the swings that closed with it.

        Parameters
        ----------
        items : sequence of GridChunk and GridBreak
            In order.
        closed : sequence of ClosedSwing
            By rising counter, none beyond the last item.

        Returns
        -------
        list of ToeDragSuspected
        """
        told: list[ToeDragSuspected] = []
        if not self._sees:
            return told
        waiting = deque(closed)
        for item in items:
            chunk = item if isinstance(item, GridChunk) else None
            end = item.sample + (1 if chunk is None else len(chunk.t_s))
            if chunk is not None:
                self._hold(chunk)
            while waiting and waiting[0].sample < end:
                swing = waiting.popleft()
                told += self._follow(swing.sample + 1)
                self._learn(swing)
            if chunk is not None:
                told += self._follow(end)
                self._forget()
            else:
                self._begin()
        return told

    def _hold(self, chunk: GridChunk) -> None:
        if not self._held.shape[1]:
            self._first = self._next = chunk.sample
        shaking = self._shaking.push(chunk.acc_mps2)
        lost = (chunk.flag & LOST) > 0
        rows = np.concatenate([chunk.t_s[None], chunk.gyr_radps, np.stack([*shaking, lost])])
        self._held = np.concatenate([self._held, rows], axis=1)

    def _forget(self) -> None:
        drop = max(self._held.shape[1] - self._kept_n, 0)
        self._held = self._held[:, drop:]
        self._first += drop

    def _limits_mps2(self) -> Numbers:
        """Shaking above which a drag is suspected in each part of swing, m/s²."""
        params = self._params
        own = params.quiet_factor * self._usual.quiet_mps2
        return np.asarray(np.clip(own, params.prior_mps2, params.highest_mps2))

    def _follow(self, stop: int) -> list[ToeDragSuspected]:
        """Go on to the sample before `stop`."""
        told: list[ToeDragSuspected] = []
        at, self._next = self._next, max(stop, self._next)
        if self._usual.measured_n < self._params.fewest_swings_n or at >= stop:
            return told
        held = self._held[:, at - self._first : stop - self._first]
        assert self._leftward is not None
        x, y, z = self._leftward
        # Toes up is a negative turn about the leftward axis.
        pitch_rate = -(x * held[1] + y * held[2] + z * held[3])
        ends = (
            (pitch_rate < -self._params.landing_radps)
            | (held[4] > self._params.jolt_mps2)
            | (held[6] > 0.0)
        )
        i, n = 0, stop - at
        while i < n:
            if self._swing is not None:
                event, i = self._in_swing(self._swing, at, i, held, pitch_rate, ends)
                if event is not None:
                    told.append(event)
            elif self._pushing:
                i = _first_true(pitch_rate[i:] >= 0.0, i)
                if i < n:
                    self._pushing = False
                    self._lift_offs.append(at + i)
                    if at + i >= self._silent_until:
                        self._swing = _Swing(at + i, at + i)
            else:
                i = _first_true(pitch_rate[i:] < -self._params.push_off_radps, i)
                self._pushing = i < n
        return told

    def _in_swing(
        self,
        swing: _Swing,
        at: int,
        i: int,
        held: Numbers,
        pitch_rate: Numbers,
        ends: NDArray[np.bool_],
    ) -> tuple[ToeDragSuspected | None, int]:
        """Look for a word from the i-th sample on; return it, and where the swing was left."""
        n, params = len(ends), self._params
        expected_n = self._usual.length_s * self._rate_hz
        last = math.ceil(swing.lift_off + params.swing_to * expected_n) - at
        end = min(_first_true(ends[i:], i), max(last, i))
        sample = np.arange(at + i, at + end)
        mean_mps2 = held[5, i:end]
        early = sample < swing.lift_off + params.swing_from * expected_n
        part = np.minimum((sample - swing.lift_off) * (PARTS / expected_n), PARTS - 1)
        limit = self._limits_mps2()[part.astype(np.intp)]
        calm = np.where(early | (mean_mps2 <= limit), sample, swing.calm)
        calm = np.maximum.accumulate(calm)
        fastest = np.maximum.accumulate(np.maximum(pitch_rate[i:end], swing.fastest_radps))
        says = (sample - calm >= self._lasting_n) & (fastest >= params.toes_up_radps)
        k = _first_true(says, 0)
        if k < len(says):
            self._swing = None
            # A toe that was caught may turn the foot like a second lift-off.
            self._silent_until = swing.lift_off + 1.5 * expected_n
            begin = int(calm[k]) + 1 - self._first
            event = ToeDragSuspected(
                self._side,
                int(sample[k]),
                float(held[0, i + k]),
                float(self._held[0, begin]),
                float(mean_mps2[k]),
            )
            return event, i + k + 1
        if end < n:
            self._swing = None
        elif len(sample):
            swing.calm, swing.fastest_radps = int(calm[-1]), float(fastest[-1])
        return None, end

    def _learn(self, swing: ClosedSwing) -> None:
        """Take what a closed stride teaches."""
        self._leftward = swing.leftward
        # Only what is kept however the stream is cut.
        oldest = max(self._next - self._kept_n, self._first)
        known = self._held[:, oldest - self._first : self._next - self._first]
        lift_offs_s = [float(known[0, at - oldest]) for at in self._lift_offs if at >= oldest]
        self._usual.learn(swing, known[0], known[5], lift_offs_s)


def _first_true(values: NDArray[np.bool_], offset: int) -> int:
    """Index of the first true value plus `offset`, or the index behind the last one."""
    return offset + (int(np.argmax(values)) if values.any() else len(values))
