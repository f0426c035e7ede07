"""What is usual for a foot's swings: their length, and the shoe's shaking and turn in each part.

Learned from closed swings and bounded: the last few are remembered.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Closed swings that are remembered.
_RECENT: Final = 9
#: Equal parts of a swing, each with a level of its own.
PARTS: Final = 10
#: A lift-off lies at most so long before or behind the closed stride's toe-off, s.
_LIFT_OFF_NEAR_S: Final = 0.2
#: Added to shakings before they are compared: what is far below it, a sensor cannot tell apart.
SPARE_MPS2: Final = 0.5
#: So many swings make a foot's own shaking half believed.
_PRIOR_N: Final = 4.0

Numbers = NDArray[np.float64]

#: Shaking of a healthy foot in each part of swing, root mean square over 30 ms, m/s²: middle and
#: upper 95 % of the lower quartiles of feet in the open recordings (analysis/04_toe_drag).
_HEALTHY_MPS2: Final = np.array([7.7, 2.9, 0.7, 0.4, 0.4, 0.6, 1.0, 1.4, 1.9, 1.8])
_LOUDEST_MPS2: Final = np.array([19.0, 10.0, 3.4, 1.3, 1.3, 1.6, 2.0, 3.2, 9.3, 9.3])


@dataclass(frozen=True, slots=True, eq=False)
class ClosedSwing:
    """What a closed stride teaches.

    Parameters
    ----------
    sample : int
        Counter of the sample with which it was known; from the next one on it counts.
    leftward : (3,) float64
        FOOT y as known by then, unit vector, SENSOR.
    toe_off_s, contact_s : float
        Its swing, s; NaN where not measured.
    """

    sample: int
    leftward: Numbers
    toe_off_s: float
    contact_s: float


class UsualSwing:
    """The last closed swings of a foot."""

    def __init__(self) -> None:
        self._swings_s: deque[float] = deque(maxlen=_RECENT)
        self._shaking_mps2: deque[Numbers] = deque(maxlen=_RECENT)
        self._turned_rad: deque[Numbers] = deque(maxlen=_RECENT)

    @property
    def measured_n(self) -> int:
        """How many swings are remembered."""
        return len(self._swings_s)

    @property
    def length_s(self) -> float:
        """Length of a swing, s: a lower quartile, so that few land before it is over."""
        return sorted(self._swings_s)[len(self._swings_s) // 4]

    @property
    def free_mps2(self) -> Numbers:
        """How much the shoe shakes in each part of a free swing, (PARTS,) float64, m/s².

        The foot's own level is believed the more, the more swings were measured, but never
        beyond that of nearly every healthy foot: who drags in each step is not free.
        """
        # A foot that drags in most strides still swings freely in some: a low quartile.
        own = np.sort(np.stack(self._shaking_mps2), axis=0)[self.measured_n // 4]
        # A shorter swing than usual comes to its noisy end sooner.
        own = np.minimum(np.maximum(own, np.append(own[1:], own[-1])), _LOUDEST_MPS2)
        trust = self.measured_n / (self.measured_n + _PRIOR_N)
        ratio = (own + SPARE_MPS2) / (_HEALTHY_MPS2 + SPARE_MPS2)
        return np.asarray((_HEALTHY_MPS2 + SPARE_MPS2) * ratio**trust - SPARE_MPS2)

    @property
    def turned_rad(self) -> Numbers:
        """How far the toes have turned up since lift-off as each part begins, (PARTS,), rad."""
        return np.asarray(np.sort(np.stack(self._turned_rad), axis=0)[self.measured_n // 2])

    def learn(
        self,
        swing: ClosedSwing,
        t_s: Numbers,
        shaking_mps2: Numbers,
        turn_rad: Numbers,
        lift_offs_s: Sequence[float],
    ) -> None:
        """Take a closed swing; one that was not measured, or lies too far back, teaches nothing.

        Parameters
        ----------
        swing : ClosedSwing
            The swing.
        t_s : (n,) float64
            Times of the newest samples, s.
        shaking_mps2 : (n,) float64
            Shaking at each of them, m/s².
        turn_rad : (n,) float64
            How far the toes turned from one to the next, + up, rad.
        lift_offs_s : sequence of float
            Lift-offs that were seen as they happened, s.
        """
        if not len(t_s) or not t_s[0] <= swing.toe_off_s < swing.contact_s <= t_s[-1]:
            return
        # By its own lift-off, where one was seen: what runs from there is what will be expected.
        begin_s = min(
            lift_offs_s, key=lambda own_s: abs(own_s - swing.toe_off_s), default=swing.toe_off_s
        )
        if abs(begin_s - swing.toe_off_s) > _LIFT_OFF_NEAR_S or begin_s >= swing.contact_s:
            begin_s = swing.toe_off_s
        length_s = swing.contact_s - begin_s
        cuts = np.searchsorted(t_s, begin_s + np.arange(PARTS + 1) / PARTS * length_s)
        self._swings_s.append(length_s)
        turned = np.cumsum(np.append(0.0, turn_rad[cuts[0] : cuts[-1]]))
        self._turned_rad.append(turned[cuts[:-1] - cuts[0]])
        self._shaking_mps2.append(
            np.array(
                [
                    shaking_mps2[first : max(end, first + 1)].max()
                    for first, end in itertools.pairwise(cuts)
                ]
            )
        )
