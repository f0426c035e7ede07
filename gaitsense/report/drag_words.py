"""Toe drags in plain sentences: where they lie, how sure they are, and what hid the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gaitsense.model.counting import counted
from gaitsense.model.samples import SIDES, Side
from gaitsense.report.measures import drag_share
from gaitsense.report.quantity import percent, rounded

Summary = Mapping[str, Any]

_PLACES: Final = {
    "push_off": ("begins with lift-off", "begin with lift-off"),
    "mid_swing": ("lies in mid-swing", "lie in mid-swing"),
    "landing": ("merges with the landing", "merge with the landing"),
    "whole_swing": ("lasts from lift-off to landing", "last from lift-off to landing"),
}
#: Surer than this is no statement about a real foot.
_SUREST: Final = 0.99
#: What hid a drag, by its reason: what it means, and what to do about it.
DRAG_DOUBTS: Final[Mapping[str, tuple[str, str]]] = {
    "sensors_disagree": (
        "gyroscope and accelerometer contradict each other",
        "check the sensor's axes, units and ranges",
    ),
    "mounting_changed": (
        "the case was turned on the shoe",
        "cut the recording there, or fasten the case and record again",
    ),
    "mounting_loose": (
        "the case is loose on the shoe",
        "fasten it tighter and record again",
    ),
    "low_rate": (
        "the sensor is too slow to feel the vibration of a dragging toe",
        "set it to 100 samples per second or more and record again",
    ),
    "shaken": (
        "the case shakes on the shoe in every swing, drag or not",
        "fasten it tighter and record again",
    ),
    "gap": (
        "samples were lost on the way",
        "bring the receiver nearer, or record on the sensor itself",
    ),
    "no_contact": ("no landing was found, so the end of the swing is not known", ""),
    "implausible": (
        "the computed path is not possible for a foot",
        "check the units and ranges, and that the case sits firmly",
    ),
    "clipped": (
        "the readings reached the sensor's full scale in swing, so shaking was cut off",
        "set the sensor to a larger range and record again",
    ),
    "turn": ("the foot turned, and only a clear no is told there", "look at the straight steps"),
    "stairs": (
        "the foot changed height, and only a clear no is told there",
        "record on a level floor",
    ),
    "start_stop": (
        "first and last steps differ from the others, and only a clear no is told there",
        "",
    ),
    "on_the_spot": (
        "the foot hardly travelled, and only a clear no is told there",
        "walk further in one direction",
    ),
    "borderline": (
        "the shoe shook, but not clearly as by a drag",
        "watch these steps, or record more of them",
    ),
    "not_told": ("the swing could not be measured", ""),
}


def drag_places_sentences(summary: Summary) -> list[str]:
    """Say of each foot how many steps dragged, where in swing, how long, and how sure.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.

    Returns
    -------
    list of str
        One text for each foot with steps.
    """
    return [
        _foot_sentence(side, summary[side])
        for side in SIDES
        if side in summary and summary[side]["strides_n"]
    ]


def drag_doubts(summary: Summary, least_share: float = 0.0) -> list[str]:
    """Say in how many steps a drag could not be told, why, and what to do about it.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.
    least_share : float
        Reasons are left out that hid a smaller share of each foot's steps.

    Returns
    -------
    list of str
        One sentence for each reason, what can be mended first.
    """
    said = []
    for word, (meaning, what_to_do) in DRAG_DOUBTS.items():
        counts = {side: _hidden_n(summary.get(side, {}), word) for side in SIDES}
        shares = [n / summary[side]["strides_n"] for side, n in counts.items() if n]
        if not shares or max(shares) < least_share:
            continue
        steps = " and ".join(f"{n} {side}" for side, n in counts.items() if n)
        last = [n for n in counts.values() if n][-1]
        noun = "step" if last == 1 else "steps"
        advice = f"; {what_to_do}" if what_to_do else ""
        said.append(f"Toe drag unsure in {steps} {noun}: {meaning}{advice}.")
    return said


def _hidden_n(foot: Summary, word: str) -> int:
    n: int = foot.get("toe_drag", {}).get("unsure_because", {}).get(word, 0)
    return n


def _foot_sentence(side: Side, foot: Summary) -> str:
    share, drags = drag_share(foot), foot["toe_drag"]
    name = f"{side.capitalize()} foot"
    if not share.told:
        return f"{name}: whether the toe dragged could not be told in any step."
    unsure = f", {share.unsure} more unsure" if share.unsure else ""
    if share.unsure > share.told:
        unsure += ", so how often it drags in all steps is not known"
    if not share.hits:
        return f"{name}: no toe drag in {counted(share.told, 'step')}{unsure}."
    found = {place: n for place in _PLACES if (n := drags["places"].get(place, 0))}
    parts = [f"{n} {_PLACES[place][n > 1]}" for place, n in found.items()]
    if len(found) == 1:
        (place,) = found
        where = f"{'They' if share.hits > 1 else 'It'} {_PLACES[place][share.hits > 1]}"
    else:
        where = f"Of these, {', '.join(parts[:-1])} and {parts[-1]}"
    sure = drags["median_probability"]
    probable = f"over {percent(_SUREST)}" if sure > _SUREST else percent(sure)
    steps, _, interval = share.told_text().partition(" (")
    return (
        f"{name}: toe drag in {steps} steps that could be told ({interval}"
        f"{unsure}. {where}. "
        f"{'In the median the' if share.hits > 1 else 'The'} shoe shakes for "
        f"{rounded(1000.0 * drags['median_duration_s'], 0)} ms, and a drag is {probable} probable."
    )
