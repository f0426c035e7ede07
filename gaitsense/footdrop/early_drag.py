"""The early word: a toe that seems to drag, told while the foot is still in the air.

A sliding toe shakes the shoe at 20 to 100 Hz; a free foot hangs still in mid-swing. But every
foot shakes as it leaves the floor and as it lands, so a shaking counts only in between, and
"in between" must be told without the future:

idle     the foot turns toes down faster than `push_off_radps`     → pushing
pushing  it no longer turns toes down: the lift-off                → swinging
swinging it turns toes down faster than `landing_radps`, a jolt that is
         no lift-off's, a lost sample, or the end of the expected
         swing is near                                             → idle
         a shaking has lasted, and the foot has turned toes up
         about as far as it usually does by then                   → idle, and the word is said

What it needs to know of the person comes from closed strides: the transverse axis of the foot,
how long a swing takes, how quietly the foot hangs in each tenth of it, and how far it has turned
by then: a foot that stops, or steps on the spot, turns less. Before a few of them were measured
no word is said. The verdict of the closed stride stands whatever was said here.
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
from gaitsense.footdrop.usual_swing import PARTS, SPARE_MPS2, ClosedSwing, UsualSwing
from gaitsense.model.events import ToeDragSuspected
from gaitsense.model.samples import Side
from gaitsense.signal.grid import LOST, GridBreak, GridChunk

#: Samples that a stride may look back on when it closes, s.
_KEPT_S: Final = 6.0
#: Lift-offs that are remembered.
_RECENT: Final = 9
#: No foot leaves the floor again within so many swings' length.
_NEXT_AFTER: Final = 1.3
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
    factor : float
        Times the shaking of the free foot, in the same part of swing, that is suspected.
        Default 3.4. Raising it tells fewer, rightly and wrongly.
    early_factor, early_until : float
        So many times that much is suspected in the first part of the expected swing, up to this
        share of it: each lift-off shakes differently. Defaults 1.25, 0.34.
    lasting_s : float
        Shortest shaking that is told, s. Default 0.02. Raising it tells fewer and later.
    swing_from, swing_to : float
        Part of the expected swing that is looked at, as shares. Defaults 0.1, 0.75.
    turned_share : float
        Part of the usual turn toes up that a swing must have shown. Default 0.6.
    fewest_swings_n : int
        Swings that must have been measured before a word is said. Default 2.
    push_off_radps : float
        Turning toes down that is a push-off, rad/s. Default 1.0.
    toes_up_radps : float
        Turning toes up that a swing must have shown, rad/s. Default 1.0.
    landing_radps : float
        Turning toes down that is a landing, rad/s. Default 1.5.
    jolt_mps2, jolt_from : float
        Fast specific force that is a landing, m/s², from this share of the expected swing on:
        before, it is the lift-off. Defaults 25, 0.45.
    slowest_rate_hz : float
        Slower sensors cannot see the shaking: no word is said, Hz. Default 80.
    """

    high_pass_hz: float = 20.0
    mean_s: float = 0.03
    factor: float = 3.4
    early_factor: float = 1.25
    early_until: float = 0.34
    lasting_s: float = 0.02
    swing_from: float = 0.1
    swing_to: float = 0.75
    turned_share: float = 0.6
    fewest_swings_n: int = 2
    push_off_radps: float = 1.0
    toes_up_radps: float = 1.0
    landing_radps: float = 1.5
    jolt_mps2: float = 25.0
    jolt_from: float = 0.45
    slowest_rate_hz: float = 80.0


@dataclass(slots=True)
class _Swing:
    """A swing that goes on: its lift-off and newest calm sample by counter, its turn so far."""

    lift_off: int
    calm: int
    fastest_radps: float = 0.0
    turned_rad: float = 0.0
    #: The shaking that has lasted: since when, s, and how much, m/s².
    heard: tuple[float, float] | None = None


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
        # From the first to the last sample it lasts that long.
        self._lasting_n = 1 + round(params.lasting_s * rate_hz)
        self._leftward: Numbers | None = None
        self._usual = UsualSwing()
        self._free_mps2 = self._turned_rad = np.zeros(PARTS)
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

    def _follow(self, stop: int) -> list[ToeDragSuspected]:
        """Go on to the sample before `stop`."""
        told: list[ToeDragSuspected] = []
        at, self._next = self._next, max(stop, self._next)
        if self._usual.measured_n < self._params.fewest_swings_n or at >= stop:
            return told
        held = self._held[:, at - self._first : stop - self._first]
        assert self._leftward is not None
        pitch_rate = _toes_up(self._leftward, held)
        i, n = 0, stop - at
        while i < n:
            if self._swing is not None:
                event, i = self._in_swing(self._swing, at, i, held, pitch_rate)
                if event is not None:
                    told.append(event)
            elif self._pushing:
                i = _first_true(pitch_rate[i:] >= 0.0, i)
                if i < n:
                    self._pushing = False
                    self._lift_offs.append(at + i)
                    if at + i >= self._silent_until:
                        self._swing = _Swing(at + i, at + i)
                        # A toe that is caught, or that slaps down, turns as at a lift-off.
                        usual_n = self._usual.length_s * self._rate_hz
                        self._silent_until = at + i + _NEXT_AFTER * usual_n
            else:
                i = _first_true(pitch_rate[i:] < -self._params.push_off_radps, i)
                self._pushing = i < n
        return told

    def _in_swing(
        self, swing: _Swing, at: int, i: int, held: Numbers, pitch_rate: Numbers
    ) -> tuple[ToeDragSuspected | None, int]:
        """Look for a word from the i-th sample on; return it, and where the swing was left."""
        n, params = len(pitch_rate), self._params
        sample = np.arange(at + i, at + n)
        share = (sample - swing.lift_off) / (self._usual.length_s * self._rate_hz)
        ends = (
            (pitch_rate[i:] < -params.landing_radps)
            | ((held[4, i:] > params.jolt_mps2) & (share >= params.jolt_from))
            | (held[6, i:] > 0.0)
            | (share >= params.swing_to)
        )
        stop = _first_true(ends, 0)
        sample, share, end = sample[:stop], share[:stop], i + stop
        mean_mps2 = held[5, i:end]
        part = np.minimum(share * PARTS, PARTS - 1).astype(np.intp)
        factor = np.where(share < params.early_until, params.early_factor, 1.0) * params.factor
        limit_mps2 = factor * (self._free_mps2[part] + SPARE_MPS2) - SPARE_MPS2
        calm = (share < params.swing_from) | (mean_mps2 <= limit_mps2)
        calm_at = np.maximum.accumulate(np.where(calm, sample, swing.calm))
        lasts = sample - calm_at >= self._lasting_n
        k = _first_true(lasts, 0)
        if swing.heard is None and k < stop:
            began = int(calm_at[k]) + 1 - self._first
            swing.heard = float(self._held[0, began]), float(mean_mps2[k])
        else:
            k = 0
        fastest = np.maximum.accumulate(np.maximum(pitch_rate[i:end], swing.fastest_radps))
        turned = np.cumsum(np.append(swing.turned_rad, pitch_rate[i:end] / self._rate_hz))[1:]
        # A foot that usually turns toes down is one whose axis is not known.
        swings = (fastest >= params.toes_up_radps) & (self._turned_rad[-1] > 0.0)
        swings &= turned >= params.turned_share * self._turned_rad[part]
        if swing.heard is not None and (k := _first_true(swings[k:], k)) < stop:
            self._swing = None
            said = int(sample[k]), float(held[0, i + k])
            return ToeDragSuspected(self._side, *said, *swing.heard), i + k + 1
        if end < n:
            self._swing = None
        elif stop:
            swing.calm, swing.turned_rad = int(calm_at[-1]), float(turned[-1])
            swing.fastest_radps = float(fastest[-1])
        return None, end

    def _learn(self, swing: ClosedSwing) -> None:
        """Take what a closed stride teaches."""
        self._leftward = swing.leftward
        # Only what is kept however the stream is cut.
        oldest = max(self._next - self._kept_n, self._first)
        known = self._held[:, oldest - self._first : self._next - self._first]
        lift_offs_s = [float(known[0, at - oldest]) for at in self._lift_offs if at >= oldest]
        turn_rad = _toes_up(swing.leftward, known) / self._rate_hz
        self._usual.learn(swing, known[0], known[5], turn_rad, lift_offs_s)
        if self._usual.measured_n:
            self._free_mps2, self._turned_rad = self._usual.free_mps2, self._usual.turned_rad


def _toes_up(leftward: Numbers, held: Numbers) -> Numbers:
    """How fast the toes turn up at each sample, rad/s."""
    x, y, z = leftward
    # Toes up is a negative turn about the leftward axis.
    return np.asarray(-(x * held[1] + y * held[2] + z * held[3]))


def _first_true(values: NDArray[np.bool_], offset: int) -> int:
    """Index of the first true value plus `offset`, or the index behind the last one."""
    return offset + (int(np.argmax(values)) if values.any() else len(values))
