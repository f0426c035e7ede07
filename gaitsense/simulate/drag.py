"""When, within a swing, the toe drags over the floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.simulate.pattern import DragPattern

#: A shorter touch than this is not called a drag, s.
SHORTEST_DRAG_S: Final = 0.04
#: A drag that ends before the landing takes at most this share of swing.
_LONGEST_SHARE: Final = 0.35
#: The toe is free so long before the heel takes the lead, s.
_RELEASE_S: Final = 0.01
#: A shorter drag brakes and tips the foot less, s.
_FULL_EFFECT_S: Final = 0.12
#: Spread of single durations (standard deviation of their logarithm) and of begins (share).
_DURATION_SPREAD: Final = 0.30
_BEGIN_SPREAD: Final = 0.07


@dataclass(frozen=True, slots=True)
class DragWish:
    """A drag that the dice ask for; the swing decides how much of it fits.

    Parameters
    ----------
    begin_share : float
        Begin as a share of swing; 0: the toe never leaves the floor.
    duration_s : float
        Duration, s; infinite: until the landing.
    slowing : float
        Part of the forward speed that is lost.
    catch_deg : float
        How far the foot is tipped, °.
    vibration_mps2 : float
        Root mean square of the vibration, m/s².
    """

    begin_share: float
    duration_s: float
    slowing: float
    catch_deg: float
    vibration_mps2: float


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag as it happens.

    Parameters
    ----------
    start_s, end_s : float
        First and last moment of the toe on the floor, s.
    wish : DragWish
        Its strength.
    """

    start_s: float
    end_s: float
    wish: DragWish

    @property
    def fullness(self) -> float:
        """How far a touch so short can slow and tip the foot, 0..1."""
        return min((self.end_s - self.start_s) / _FULL_EFFECT_S, 1.0) ** 2


def draw_drag(pattern: DragPattern, more: float, rng: np.random.Generator) -> DragWish | None:
    """Throw the dice for one stride.

    Parameters
    ----------
    pattern : DragPattern
        The foot's habit.
    more : float
        Added to the probability (fatigue).
    rng : numpy.random.Generator
        Stream of drags; it advances by the same amount whatever comes out.

    Returns
    -------
    DragWish or None
        None where the toe does not drag.
    """
    chance, kind = rng.uniform(size=2)
    begin, length, strength = rng.standard_normal(3)
    if chance >= pattern.probability + more:
        return None
    begin_share = pattern.begin_share + _BEGIN_SPREAD * float(begin)
    duration_s = pattern.duration_s * float(np.exp(_DURATION_SPREAD * length))
    if kind < pattern.from_push_off:
        begin_share = 0.0
    elif kind > 1.0 - pattern.into_landing:
        duration_s = np.inf
    vigour = float(np.exp(0.25 * strength))
    return DragWish(
        begin_share,
        duration_s,
        min(pattern.slowing * vigour, 0.8),
        pattern.catch_deg * vigour,
        pattern.vibration_mps2 * vigour,
    )


def fit_drag(
    wish: DragWish, toe_off_s: float, initial_contact_s: float, *, lead_until_s: float | None
) -> Drag | None:
    """Place a drag in a swing.

    Parameters
    ----------
    wish : DragWish
        What the dice ask for.
    toe_off_s, initial_contact_s : float
        Begin and end of swing, s.
    lead_until_s : float or None
        When the toe, about to be raised, hands the lead to the heel, s; the drag ends before.
        None where the toe is what lands, so that a drag may run into the landing.

    Returns
    -------
    Drag or None
        None where less than `SHORTEST_DRAG_S` fits.
    """
    swing_s = initial_contact_s - toe_off_s
    share = wish.begin_share if wish.begin_share <= 0.0 else max(wish.begin_share, 0.15)
    start_s = toe_off_s + share * swing_s
    if lead_until_s is None and np.isinf(wish.duration_s):
        return Drag(start_s, initial_contact_s, wish)
    latest_s = toe_off_s + 0.88 * swing_s
    if lead_until_s is not None:
        latest_s = min(latest_s, lead_until_s - _RELEASE_S)
    end_s = min(start_s + min(wish.duration_s, _LONGEST_SHARE * swing_s), latest_s)
    return Drag(start_s, end_s, wish) if end_s - start_s >= SHORTEST_DRAG_S else None
