"""What one offset between the clocks of two feet leaves over, swing by swing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.recordings.swing_train import SwingTrain

#: A swing is half-way between two others only when they are one stride apart, and a
#: neighbour belongs to it only when it is near: both as shares of the usual stride.
ONE_STRIDE: Final = 1.6
_NEAR: Final = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """What both feet leave over at one offset.

    Parameters
    ----------
    offset_s : float
        What the right foot's clock shows when the left one's shows 0, s.
    at_s : (n,) float64
        Swings that lie between two of the other foot, s, on the left foot's clock.
    middle_s : (n,) float64
        How much later than half-way the right foot swings there, s.
    size, turn_rad : (m,) float64
        Size and turn of a swing less the mean of its neighbours, right less left; no unit, rad.
    doubled_n : int
        Pairs of swings of one foot without one of the other between.
    shared_n : int
        Swings that the other file saw, of the foot with fewer.
    """

    offset_s: float
    at_s: NDArray[np.float64]
    middle_s: NDArray[np.float64]
    size: NDArray[np.float64]
    turn_rad: NDArray[np.float64]
    doubled_n: int
    shared_n: int

    def charges(self, sd: NDArray[np.float64], charge: float) -> float:
        """Charge for all residuals, log likelihood.

        Chance is charged 0 in the mean, so that offsets of more overlap have no advantage.

        Parameters
        ----------
        sd : (3,) float64
            Standard deviations: middle, s; size, no unit; turn, rad.
        charge : float
            Most that one residual costs, and what a doubled swing costs.

        Returns
        -------
        float
        """
        sum_of = self.doubled_n * charge
        for residual, spread in zip(self._each(), sd, strict=True):
            sum_of += float(np.sum(np.minimum(0.5 * (residual / spread) ** 2, charge) - 0.5))
        return sum_of

    def spread(self, least: NDArray[np.float64]) -> NDArray[np.float64]:
        """Robust standard deviations of the residuals.

        Parameters
        ----------
        least : (3,) float64
            They are never taken for less: middle, s; size, no unit; turn, rad.

        Returns
        -------
        (3,) float64
        """
        return np.maximum(least, [1.48 * np.median(np.abs(r)) for r in self._each()])

    def _each(self) -> tuple[NDArray[np.float64], ...]:
        # What one sensor reads more than the other in every stride says nothing of the clocks.
        return self.middle_s, *(r - np.median(r) for r in (self.size, self.turn_rad))


def settled(
    left: SwingTrain, right: SwingTrain, offset_s: float, stride_s: float
) -> Residuals | None:
    """Shift a coarse offset until the swings lie half-way in the median.

    Parameters
    ----------
    left, right : SwingTrain
        Swings of each foot on its own clock, at one rate.
    offset_s : float
        What the right foot's clock shows when the left one's shows 0, s, to a part of a stride.
    stride_s : float
        The usual stride time, s.

    Returns
    -------
    Residuals or None
        None where no swing can be compared.
    """
    tried = _residuals(left, right, offset_s, stride_s)
    if not len(tried.middle_s):
        return None
    tried = _residuals(left, right, offset_s + float(np.median(tried.middle_s)), stride_s)
    return tried if len(tried.middle_s) and len(tried.size) else None


def _residuals(left: SwingTrain, right: SwingTrain, offset_s: float, stride_s: float) -> Residuals:
    moved = right.on(offset_s, 1.0)
    ours = _judge(left, moved, stride_s)
    theirs = _judge(moved, left, stride_s)
    return Residuals(
        offset_s,
        np.concatenate([ours[0], theirs[0]]),
        np.concatenate([ours[1], -theirs[1]]),
        np.concatenate([ours[2], -theirs[2]]),
        np.concatenate([ours[3], -theirs[3]]),
        ours[4] + theirs[4],
        min(ours[5], theirs[5]),
    )


def _judge(
    outer: SwingTrain, inner: SwingTrain, stride_s: float
) -> tuple[
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], int, int
]:
    """Compare the swings of one foot with the swings of the other one around them."""
    at_s = inner.middle_s
    place = np.searchsorted(outer.middle_s, at_s)
    before, behind = np.maximum(place - 1, 0), np.minimum(place, len(outer) - 1)
    before_s = np.where(place > 0, outer.middle_s[before], -np.inf)
    behind_s = np.where(place < len(outer), outer.middle_s[behind], np.inf)
    near_s = _NEAR * stride_s
    follows, leads = at_s - before_s < near_s, behind_s - at_s < near_s
    shared = outer.seen(at_s, at_s)
    timed = shared & follows & leads & (behind_s - before_s < ONE_STRIDE * stride_s)
    # A foot that is seen and does not swing stands: it steps and turns by 0.
    compared = (
        shared
        & (follows | outer.seen(at_s - near_s, at_s))
        & (leads | outer.seen(at_s, at_s + near_s))
    )
    residuals = [
        (own - 0.5 * (np.where(follows, other[before], 0.0) + np.where(leads, other[behind], 0.0)))[
            compared
        ]
        for own, other in ((inner.size, outer.size), (inner.turn_rad, outer.turn_rad))
    ]
    doubled = (
        (np.diff(place) == 0)
        & (np.diff(at_s) < ONE_STRIDE * stride_s)
        & outer.seen(at_s[:-1], at_s[1:])
    )
    middle_s = (at_s - 0.5 * (before_s + behind_s))[timed] if timed.any() else np.empty(0)
    return (
        at_s[timed],
        middle_s,
        residuals[0],
        residuals[1],
        int(np.count_nonzero(doubled)),
        int(np.count_nonzero(shared)),
    )
