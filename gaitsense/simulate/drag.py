"""When, within a swing, the toe drags over the floor, and in which of six ways.

partial     a touch somewhere in mid-swing
push_off    the toe never leaves the floor after push-off, and comes free later
landing     from mid-swing into the landing
full_swing  from push-off into the landing
scuff       a brief brushing, which brakes hardly at all
stumble     the toe catches, the foot nearly stops, and hurries on
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from gaitsense.simulate.pattern import DragPattern

DragKind = Literal["partial", "push_off", "landing", "full_swing", "scuff", "stumble"]

#: A shorter touch than this is not called a drag, unless it is a scuff, s.
SHORTEST_DRAG_S: Final = 0.04
#: Lengths of a scuff: median, shortest, longest, s.
_SCUFF_S: Final = (0.035, 0.02, 0.06)
#: What is left of slowing and vibration in a scuff: the toe bears no weight.
_SCUFF_SLOWING: Final = 0.3
_SCUFF_VIBRATION: Final = 0.6
#: How fast a caught toe stops the foot, and how fast it is set free again, s.
CATCH_S: Final = 0.06
#: Lengths of a stumble: median, shortest, longest, s.
_STUMBLE_S: Final = (0.14, 2.0 * CATCH_S, 0.18)
#: Part of its speed that a caught foot loses, and how much further it tips than a dragged one.
_STUMBLE_SLOWING: Final = 0.92
_STUMBLE_TIP: Final = 2.0
#: A stumble is over by this share of swing: there has to be a way left to hurry on.
_STUMBLE_OVER_SHARE: Final = 0.72
#: A toe has left the floor once before it comes back to it by this share of swing.
_EARLIEST_SHARE: Final = 0.15
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
    kind : str
        How the toe drags, one of `DragKind`.
    """

    begin_share: float
    duration_s: float
    slowing: float
    catch_deg: float
    vibration_mps2: float
    kind: DragKind = "partial"


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag as it happens.

    Parameters
    ----------
    start_s, end_s : float
        First and last moment of the toe on the floor, s.
    wish : DragWish
        Its strength, and its kind as it happens.
    """

    start_s: float
    end_s: float
    wish: DragWish

    @property
    def fullness(self) -> float:
        """How far a touch so short can slow and tip the foot, 0..1; a caught toe always can."""
        if self.wish.kind == "stumble":
            return 1.0
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
    vigour = float(np.exp(0.25 * strength))
    wish = DragWish(
        pattern.begin_share + _BEGIN_SPREAD * float(begin),
        pattern.duration_s * float(np.exp(_DURATION_SPREAD * length)),
        min(pattern.slowing * vigour, 0.8),
        pattern.catch_deg * vigour,
        pattern.vibration_mps2 * vigour,
        _kind(pattern, float(kind)),
    )
    match wish.kind:
        case "push_off":
            return dataclasses.replace(wish, begin_share=0.0)
        case "landing":
            return dataclasses.replace(wish, duration_s=np.inf)
        case "full_swing":
            return dataclasses.replace(wish, begin_share=0.0, duration_s=np.inf)
        case "scuff":
            return dataclasses.replace(
                wish,
                duration_s=_length_s(_SCUFF_S, float(length)),
                slowing=_SCUFF_SLOWING * wish.slowing,
                catch_deg=0.0,
                vibration_mps2=_SCUFF_VIBRATION * wish.vibration_mps2,
            )
        case "stumble":
            return dataclasses.replace(
                wish,
                duration_s=_length_s(_STUMBLE_S, float(length)),
                slowing=_STUMBLE_SLOWING,
                catch_deg=_STUMBLE_TIP * wish.catch_deg,
            )
    return wish


def _kind(pattern: DragPattern, dice: float) -> DragKind:
    if dice > 1.0 - pattern.into_landing:
        return "landing"
    reached = 0.0
    shares: tuple[tuple[DragKind, float], ...] = (
        ("push_off", pattern.from_push_off),
        ("full_swing", pattern.full_swing),
        ("scuff", pattern.scuff),
        ("stumble", pattern.stumble),
    )
    for kind, share in shares:
        reached += share
        if dice < reached:
            return kind
    return "partial"


def _length_s(limits: tuple[float, float, float], normal: float) -> float:
    median_s, shortest_s, longest_s = limits
    return min(max(median_s * float(np.exp(_DURATION_SPREAD * normal)), shortest_s), longest_s)


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
        None where less than `SHORTEST_DRAG_S` fits, or not the whole of a scuff or a stumble:
        these keep their length and come sooner where they must. What was to last into the
        landing and cannot is told as ``partial``, but for a drag of the full swing.
    """
    swing_s = initial_contact_s - toe_off_s
    # 0 is said by the kinds that begin with swing; an early one of the others has to wait.
    earliest_s = toe_off_s + _EARLIEST_SHARE * swing_s
    start_s = toe_off_s
    if wish.begin_share != 0.0:
        start_s = toe_off_s + max(wish.begin_share, _EARLIEST_SHARE) * swing_s
    if lead_until_s is None and np.isinf(wish.duration_s):
        return Drag(start_s, initial_contact_s, wish)
    latest_s = toe_off_s + 0.88 * swing_s
    if lead_until_s is not None:
        latest_s = min(latest_s, lead_until_s - _RELEASE_S)
    if wish.kind in ("scuff", "stumble"):
        if wish.kind == "stumble":
            latest_s = min(latest_s, toe_off_s + _STUMBLE_OVER_SHARE * swing_s)
        start_s = min(start_s, latest_s - wish.duration_s)
        return Drag(start_s, start_s + wish.duration_s, wish) if start_s >= earliest_s else None
    if wish.kind == "full_swing":
        end_s = latest_s
    else:
        end_s = min(start_s + min(wish.duration_s, _LONGEST_SHARE * swing_s), latest_s)
    if wish.kind == "landing":
        wish = dataclasses.replace(wish, kind="partial")
    return Drag(start_s, end_s, wish) if end_s - start_s >= SHORTEST_DRAG_S else None


def on_floor(drag: Drag, brake: float) -> Drag:
    """Let the floor decide how hard it brakes a sliding toe.

    Parameters
    ----------
    drag : Drag
        The drag on a smooth hard floor.
    brake : float
        How much harder this floor brakes; 1 is as hard.

    Returns
    -------
    Drag
        The same with more or less of its speed lost, as far as a foot can lose speed. A toe
        that is caught does not slide: a stumble stays as it is.
    """
    if drag.wish.kind == "stumble":
        return drag
    slowing = min(drag.wish.slowing * brake, 0.8)
    return dataclasses.replace(drag, wish=dataclasses.replace(drag.wish, slowing=slowing))
