"""Left and right: whether they step in turn, and are what their labels say.

That left and right are exchanged shows in one thing only: a swinging foot passes the standing
leg in an arc that bows outward. Of 76 real walks with true gravity and enough straight strides
both feet bowed outward in 71 and did not agree in 3. In 2, both of one person, both bowed inward.
There the right sensor sits on its shoe as the left one does in that person's four other walks (16
to 22° off; 38 to 46° off the right one), while the left one resembles either: that speaks for an
exchange, and does not prove it. In a set whose gravity is only estimated, of healthy,
neurological and orthopaedic walkers, both bowed inward in 23 of 200 walks; whether that is the
estimate, the gait or an exchange is not known. Which foot goes farther in turns agreed with the
labels in 59 to 79 % of the walks of a set, and is not used. A single foot cannot tell. The rule
was chosen on these same walks, but for half of the 200. Source: analysis/07_doctor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.samples import SIDES, Side, other_side
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot

#: Swings that overlap with the other foot's by a larger share are not in turn; 0.06 is the most
#: of the 178 real walks that this was set on, 0.12 of 100 others.
IN_TURN_SHARE: Final = 0.15
#: Both feet must bow by more than this, m, and in so many straight strides each.
_BOW_M: Final = 0.005
FEWEST_BOWS_N: Final = 6
#: A record that is shorter by more, s and share, ended early.
_SHORTER_S: Final = 2.0
_SHORTER_SHARE: Final = 0.05
#: Smallest number of swings of each foot that is judged.
_FEWEST_N: Final = 5
Times = NDArray[np.float64]


def both_feet(
    feet: Mapping[Side, ExaminedFoot],
    bow_m: Mapping[Side, float],
    *,
    one_clock: bool = True,
    untold: bool = False,
) -> Iterator[Finding]:
    """Judge the feet together.

    Parameters
    ----------
    feet : Mapping[Side, ExaminedFoot]
        All feet that were read.
    bow_m : Mapping[Side, float]
        Median sideways arc of each foot over its straight strides, m, + outward by its label;
        only feet with enough strides.
    one_clock : bool
        Whether both feet's times are of one clock; if not, that they swing in turn means nothing.
    untold : bool
        Whether nobody knows which foot a single one is.

    Yields
    ------
    Finding
    """
    if len(feet) == 1:
        side = next(iter(feet))
        text = (
            "Only one foot is here, so the feet cannot be compared, and which one it is cannot be "
            "seen."
            if untold
            else f"Only the {side} foot is here, so the feet cannot be compared, and whether it is "
            f"not the {other_side(side)} one cannot be seen."
        )
        yield Finding("one_foot", "ok", text)
        return
    yield from _lengths(feet)
    overlap = swing_overlap(*(_swings(feet[side]) for side in SIDES))
    if overlap is not None and one_clock:
        yield _turns(overlap)
    yield _labels(bow_m)


def _lengths(feet: Mapping[Side, ExaminedFoot]) -> Iterator[Finding]:
    """Notice a foot whose record ends early or begins late."""
    length_s = {
        side: float(foot.recording.t_s[-1] - foot.recording.t_s[0]) for side, foot in feet.items()
    }
    short, long = sorted(feet, key=lambda side: length_s[side])
    apart_s = length_s[long] - length_s[short]
    if apart_s > max(_SHORTER_S, _SHORTER_SHARE * length_s[long]):
        yield Finding(
            "foot_shorter",
            "note",
            f"its record is {apart_s:.0f} s shorter than the {long} foot's: {length_s[short]:.0f} "
            f"of {length_s[long]:.0f} s.",
            short,
            "Check this sensor's battery, and that both are started and stopped together.",
            {"shorter_by_s": apart_s},
        )


def swing_overlap(left: Times, right: Times) -> float | None:
    """Share of the swings of one foot in which the other one swings too.

    Parameters
    ----------
    left, right : (k, 2) float64
        Begin and end of each swing, s.

    Returns
    -------
    float or None
        0 to 1, of the foot with the shorter swings where both were recorded; None where that
        are too few.
    """
    if min(len(left), len(right)) < _FEWEST_N:
        return None
    first, last = max(left[0, 0], right[0, 0]), min(left[-1, 1], right[-1, 1])
    left, right = (_within(swings, first, last) for swings in (left, right))
    if min(len(left), len(right)) < _FEWEST_N:
        return None
    both_s = float((_swung_s(right, left[:, 1]) - _swung_s(right, left[:, 0])).sum())
    return both_s / min(float((swings[:, 1] - swings[:, 0]).sum()) for swings in (left, right))


def _swung_s(swings: Times, t_s: Times) -> Times:
    """How long a foot has swung up to some times, s."""
    knots_s = swings.ravel()
    spent_s = np.cumsum(np.diff(knots_s, prepend=knots_s[0]) * (np.arange(len(knots_s)) % 2))
    return np.asarray(np.interp(t_s, knots_s, spent_s), np.float64)


def _within(swings: Times, first: float, last: float) -> Times:
    return swings[(swings[:, 1] > first) & (swings[:, 0] < last)]


def _swings(foot: ExaminedFoot) -> Times:
    swings = np.column_stack([foot.toe_off_s, foot.contact_s])
    return np.asarray(swings[np.isfinite(swings).all(axis=1)], np.float64)


def _turns(overlap: float) -> Finding:
    values = {"overlap_share": overlap}
    if overlap <= IN_TURN_SHARE:
        return Finding("feet_in_turn", "ok", "The feet swing in turn.", values=values)
    return Finding(
        "feet_not_in_turn",
        "note",
        f"Both feet swing at the same time for {100.0 * overlap:.0f} % of their swings, which "
        "walking feet do not: the clocks of the two sensors disagree, the files are of different "
        "walks, or the person ran.",
        advice="Check that both files are of the same walk; each foot's own values hold, but not "
        "which foot stepped when.",
        values=values,
    )


def _labels(bow_m: Mapping[Side, float]) -> Finding:
    values = {f"{side}_bow_m": bow for side, bow in bow_m.items()}
    if len(bow_m) == 2 and all(bow < -_BOW_M for bow in bow_m.values()):
        return Finding(
            "feet_swapped",
            "note",
            "Both feet swing inward round the standing leg by their labels, where feet swing "
            "outward: left and right may be exchanged, or the accelerometer's sign is turned "
            "round.",
            advice="Find out which sensor was on which shoe, and exchange the names of the files "
            "or the labels if they are wrong.",
            values=values,
        )
    if len(bow_m) == 2 and all(bow > _BOW_M for bow in bow_m.values()):
        return Finding(
            "feet_sides",
            "ok",
            "Both feet swing outward round the standing leg, as they do when left is left.",
            values=values,
        )
    why = (
        "too few straight steps tell which way they bow"
        if len(bow_m) < 2
        else "the two feet do not agree in how they pass the standing leg"
    )
    return Finding(
        "feet_sides", "note", f"Whether left is left cannot be seen: {why}.", values=values
    )
