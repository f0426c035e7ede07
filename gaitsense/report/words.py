"""A walk in a few plain sentences.

A sentence says what was measured, on which foot and in how many steps. It never names a cause,
never calls anything healthy or ill, and says "could not be told" where that is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gaitsense.footdrop.low_lift import LowLiftParams
from gaitsense.model.samples import SIDES, Side, other_side
from gaitsense.report.notices import NOT_A_DIAGNOSIS

Summary = Mapping[str, Any]
_USUAL: Final = LowLiftParams()
#: What a case did on the shoe, by the reason for which its foot's lift is not judged.
_CASE_MOVED: Final = {
    "mounting_changed": "was turned on the shoe",
    "mounting_loose": "is loose on the shoe",
}


def plain_sentence(summary: Summary, limits: LowLiftParams = _USUAL) -> str:
    """Say what was found in a walk.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.
    limits : LowLiftParams
        Settings under which it was judged.

    Returns
    -------
    str
        Lift, then drags, then "not a diagnosis".
    """
    parts = [lift_sentence(summary, limits), drag_sentence(summary), NOT_A_DIAGNOSIS]
    return " ".join(part for part in parts if part)


def lift_sentence(summary: Summary, limits: LowLiftParams = _USUAL) -> str:
    """Say what was found about the lift of each foot.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.
    limits : LowLiftParams
        Settings under which it was judged.

    Returns
    -------
    str
        One or more sentences.
    """
    recorded = [side for side in SIDES if side in summary]
    if not any(summary[side]["strides_n"] for side in recorded):
        return f"No steps of the {' or '.join(recorded)} foot were found, so nothing was measured."
    kinds = {side: _kind(summary[side]) for side in recorded}
    said = [_reduced(summary, [side for side in recorded if kinds[side] == "yes"], limits)]
    said += [_distrusted(side) for side in recorded if kinds[side] == "distrusted"]
    said += [
        _not_seen(
            summary,
            [side for side in recorded if kinds[side] == "no"],
            beside_a_pattern="yes" in kinds.values(),
        )
    ]
    said += _unsure(summary, [side for side in recorded if kinds[side] == "unsure"], limits)
    said += [
        f"No steps of the {side} foot were found." for side in recorded if kinds[side] == "none"
    ]
    if len(recorded) == 1:
        said.append(f"The {other_side(recorded[0])} foot was not measured.")
    return " ".join(part for part in said if part)


def drag_sentence(summary: Summary) -> str:
    """Say how often a toe dragged.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.

    Returns
    -------
    str
        One sentence, empty where no foot has steps that can be trusted.
    """
    feet = [
        side
        for side in SIDES
        if side in summary and _kind(summary[side]) not in ("none", "distrusted")
    ]
    if not feet:
        return ""
    said = []
    for side in feet:
        drag, n = summary[side]["toe_drag"], summary[side]["strides_n"]
        steps, unsure, told = _side_steps(n, side), drag["unsure"], drag["yes"] + drag["no"]
        if not told:
            said.append(f"could not be told in any of {steps}")
        elif unsure > told:
            # What hides a drag is often the drag: the unsure steps are not like the others.
            others = f"seen in {drag['yes']} of" if drag["yes"] else "none in"
            said.append(f"could not be told in {unsure} of {steps}, {others} the other {told}")
        else:
            seen = f"seen in {drag['yes']} of {steps}"
            doubt = f" ({unsure} more unsure)" if unsure else ""
            none = f"none in {_side_steps(told, side)}"
            said.append(f"{seen if drag['yes'] else none}{doubt}")
    text = ", ".join(said)
    return f"Toe drag (a detector trained on simulated drags): {text}."


def is_contradicted(foot: Summary) -> bool:
    """Say whether a foot's two sensors contradict each other, so that no value holds.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    bool
    """
    return bool(foot.get("calibration", {}).get("sensors_contradict"))


def _kind(foot: Summary) -> str:
    if not foot["strides_n"]:
        return "none"
    return "distrusted" if is_contradicted(foot) else str(foot["foot_drop_pattern"])


def _reduced(summary: Summary, sides: Sequence[Side], limits: LowLiftParams) -> str:
    if not sides:
        return ""
    begin = "Pattern consistent with reduced foot lift on"
    if len(sides) == len(SIDES):
        left, right = (_low_steps(summary[side]) for side in SIDES)
        return f"{begin} both sides: on the left in {left}, on the right in {right}."
    side, foot = sides[0], summary[sides[0]]
    less = foot["other_foot_higher_by_deg"] or 0.0
    compared = f"before landing it is lifted {less:.0f}° less than the {other_side(side)} foot"
    if not foot["low_lift"]["yes"]:
        return f"{begin} the {side}: {compared}, though no single step was clearly low."
    shown = f"; {compared}" if less >= limits.asymmetry_deg else ""
    return f"{begin} the {side} in {_low_steps(foot)}{shown}."


def _not_seen(summary: Summary, sides: Sequence[Side], *, beside_a_pattern: bool) -> str:
    if not sides:
        return ""
    if len(sides) == len(SIDES):
        left, right = (_low_steps(summary[side]) for side in SIDES)
        return (
            "No pattern of reduced foot lift was seen on either foot in this walk: "
            f"low on the left in {left}, on the right in {right}."
        )
    steps = f"on the {sides[0]}: low in {_low_steps(summary[sides[0]])}"
    if beside_a_pattern:
        return f"No such pattern was seen {steps}."
    return f"No pattern of reduced foot lift was seen in this walk {steps}."


def _unsure(summary: Summary, sides: Sequence[Side], limits: LowLiftParams) -> list[str]:
    n = {side: summary[side]["foot_drop_pattern_level_n"] for side in sides}
    few = [side for side in sides if "too_few" in summary[side]["foot_drop_pattern_reasons"]]
    begin = "foot is lifted enough could not be told"
    said = []
    if few:
        counts = " and ".join(f"{n[side]} {side}" for side in few)
        on_the_spot = any(summary[side]["on_the_spot_n"] for side in few)
        spot = "; steps on the spot do not count" if on_the_spot else ""
        said.append(
            f"Whether the {' or the '.join(few)} {begin}: lift was measured in {counts} straight "
            f"level {'step' if n[few[-1]] == 1 else 'steps'}, and {limits.fewest_strides_n} are "
            f"needed of a foot{spot}."
        )
    for side in sides:
        if side in few:
            continue
        foot = summary[side]
        case = [
            _CASE_MOVED[word] for word in foot["foot_drop_pattern_reasons"] if word in _CASE_MOVED
        ]
        if case:
            why = f"its case {case[0]}, so foot lift was not judged"
        elif foot["foot_drop_pattern_strides_n"] < n[side]:
            why = f"too many of its {n[side]} straight level steps lie too close to the limit"
        else:
            why = "its share of low steps is neither clearly small nor clearly large"
        said.append(f"Whether the {side} {begin}: {why}.")
    return said


def _distrusted(side: Side) -> str:
    return (
        f"The values of the {side} foot cannot be trusted, because its gyroscope and its "
        "accelerometer contradict each other."
    )


def _low_steps(foot: Summary) -> str:
    """Say in how many steps of a foot the lift was low."""
    low = foot["low_lift"]
    doubt = f" ({low['unsure']} more unsure)" if low["unsure"] else ""
    return f"{low['yes']} of {foot['strides_n']} steps{doubt}"


def _side_steps(n: int, side: Side) -> str:
    return f"{n} {side} {'step' if n == 1 else 'steps'}"
