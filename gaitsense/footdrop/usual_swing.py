"""What is usual for a foot's swings: how long they take, and how much the shoe shakes in each part.

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

Numbers = NDArray[np.float64]


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

    @property
    def measured_n(self) -> int:
        """How many swings are remembered."""
        return len(self._swings_s)

    @property
    def length_s(self) -> float:
        """Length of a swing, s: a lower quartile, so that few land before it is over."""
        return sorted(self._swings_s)[len(self._swings_s) // 4]

    @property
    def quiet_mps2(self) -> Numbers:
        """How much the shoe shakes in each part of a free swing, (PARTS,) float64, m/s²."""
        # A foot that drags in most strides still swings freely in some: a low quartile.
        own = np.sort(np.stack(list(self._shaking_mps2)), axis=0)[len(self._shaking_mps2) // 4]
        # A shorter swing than usual comes to its noisy end sooner.
        return np.asarray(np.maximum(own, np.append(own[1:], own[-1])))

    def learn(
        self,
        swing: ClosedSwing,
        t_s: Numbers,
        shaking_mps2: Numbers,
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
        self._shaking_mps2.append(
            np.array(
                [
                    shaking_mps2[first : max(end, first + 1)].max()
                    for first, end in itertools.pairwise(cuts)
                ]
            )
        )
