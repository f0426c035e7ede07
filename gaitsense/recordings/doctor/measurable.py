"""What can be measured from a walk, and what not, by the analysis's own counts and reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from gaitsense.model.counting import counted
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.strides import REASONS
from gaitsense.recordings.doctor.finding import Answer, Finding, Measure
from gaitsense.recordings.doctor.walk import ExaminedFoot

_TITLES: Final = {
    "stride_time": "Stride times",
    "foot_pitch": "Foot pitch (lift before landing)",
    "stride_length": "Stride length and speed",
    "toe_clearance": "Toe clearance",
    "toe_drag": "Toe drag",
    "foot_drop_pattern": "Pattern of low foot lift",
    "comparison": "Left compared with right",
}
#: The column that stands for a measure, and the reasons that make its values less sure.
_COLUMNS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "stride_time": ("stride_time_s", frozenset()),
    "foot_pitch": (
        "foot_pitch_late_swing_max_deg",
        frozenset({"no_flat_reference", "mounting_unknown", "mounting_unsure"}),
    ),
    "stride_length": ("stride_length_m", frozenset({"clipped", "no_rest"})),
    "toe_clearance": (
        "toe_clearance_min_m",
        frozenset(
            {"clipped", "no_rest", "no_flat_reference", "mounting_unknown", "mounting_unsure"}
        ),
    ),
}
#: Share of the strides that must be measured, or told, for a plain yes, and for a partly; of those
#: that carry a reason, from which on values are called less sure.
_MEASURED: Final = 0.8
_HARDLY: Final = 0.1
_LESS_SURE: Final = 0.5
#: Toes pass 10 to 20 mm over the floor; a height less sure than this says nothing, mm.
_WIDEST_TOE_MM: Final = 30.0
_Z_95: Final = 1.96
_ANGLES: Final = frozenset({"foot_pitch", "toe_clearance"})
_LENGTHS: Final = frozenset({"stride_length", "toe_clearance"})
_ALL: Final = frozenset(_TITLES) - {"stride_time", "comparison"}
#: Why neither drags nor lift of a foot were judged, by the reason of its pattern.
_UNJUDGED: Final = {
    "mounting_changed": "the case was turned on the shoe",
    "mounting_loose": "the case is loose on the shoe",
}
#: What problems leave in doubt where the analysis has its values, and the measures they touch.
_DOUBTS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "axis_stuck": ("an axis was stuck", _ALL),
    "axes_identical": ("an axis is missing", _ALL),
    "gravity_missing": ("gravity is missing", _ALL),
    "full_scale_wrong": ("readings are cut off", _ALL),
    "coarse_steps": ("readings are too coarse", _ALL),
    "gravity": ("gravity is misread", _LENGTHS),
    "mounting_changed": (
        f"wrong in one part of the walk, as {_UNJUDGED['mounting_changed']}",
        _ANGLES,
    ),
    "mounting_loose": (f"doubtful, as {_UNJUDGED['mounting_loose']}", _ANGLES),
    "moves_without_steps": ("most of it is no walk", _ALL),
}
#: With a smaller share of the movement in strides, even those are hardly a walker's.
_IN_STRIDES: Final = 0.25
#: Those that leave nothing but times.
_SPOILING: Final = frozenset({"axes_identical", "gravity_missing"})
#: What makes toe heights so unsure.
_SHOE: Final = " until the shoe is told"
#: Reasons that take a value away; the others leave it, less sure.
_TAKING: Final = frozenset(
    {"gap", "mounting_unknown", "sensors_disagree", "no_contact", "implausible"}
)
_RANK: Final[tuple[Answer, ...]] = ("yes", "partly", "no")
_Told = tuple[Answer, str]


def measurable(
    feet: Mapping[Side, ExaminedFoot], unread: Iterable[Side], findings: Sequence[Finding] = ()
) -> list[Measure]:
    """Say what can be measured.

    Parameters
    ----------
    feet : Mapping[Side, ExaminedFoot]
        The feet that were analysed.
    unread : iterable of {"left", "right"}
        Feet of the recording that could not be analysed.
    findings : sequence of Finding
        What was found; a problem that the analysis does not know makes a foot's values doubtful.

    Returns
    -------
    list of Measure
    """
    gone = dict.fromkeys(unread, ("no", "the sensor is too slow"))
    measures = []
    for name in _TITLES:
        if name == "comparison":
            measures.append(_comparison(feet, findings))
            continue
        told: dict[Side, _Told] = {side: _tell(name, foot, findings) for side, foot in feet.items()}
        for side, (_, why) in gone.items():
            told[side] = "no", why
        measures.append(_measure(name, {side: told[side] for side in SIDES if side in told}))
    return measures


def _tell(name: str, foot: ExaminedFoot, findings: Sequence[Finding]) -> _Told:
    answer, why = _by_analysis(name, foot)
    if answer == "no":
        return answer, why
    for finding in findings:
        if finding.side != foot.side or finding.severity != "problem":
            continue
        doubt, touched = _DOUBTS.get(finding.code, ("", frozenset[str]()))
        if name in touched:
            in_strides = finding.values.get("in_strides_share")
            hardly = isinstance(in_strides, float) and in_strides < _IN_STRIDES
            spoilt = finding.code in _SPOILING or hardly
            but = "and" if ", but " in why else "but"
            return ("no" if spoilt else "partly"), f"{why}, {but} {doubt}"
    return answer, why


def _by_analysis(name: str, foot: ExaminedFoot) -> _Told:
    if not foot.strides_n:
        return "no", "no steps were found"
    if foot.summary["calibration"]["sensors_contradict"] and name != "stride_time":
        return "no", "gyroscope and accelerometer contradict each other"
    for word in foot.summary["foot_drop_pattern_reasons"]:
        if word in _UNJUDGED and name in ("toe_drag", "foot_drop_pattern"):
            return "no", _UNJUDGED[word]
    if name == "toe_drag":
        return _drags(foot)
    if name == "foot_drop_pattern":
        return _pattern(foot)
    return _column(name, foot)


def _column(name: str, foot: ExaminedFoot) -> _Told:
    column, doubts = _COLUMNS[name]
    entry: Mapping[str, Any] = foot.summary["values"][column]
    n, of = entry["n"], entry["of"]
    if not foot.level.any():
        some = foot.measured_n.get(column, 0)
        count = f"in {some} of {counted(foot.strides_n, 'stride')}, none of them straight and level"
        if _by_share(some, foot.strides_n) == "no":
            why = _reasons(foot, _TAKING)
            return "no", f"{count}{f' ({why})' if why else ''}"
        return "partly", f"{count}; they stand in strides.csv"
    if not of:
        return "partly", "the strides are left out of the means; single ones stand in strides.csv"
    count = f"in {n} of {counted(of, 'straight stride')}"
    answer = _by_share(n, of)
    if answer != "yes":
        why = _reasons(foot, _TAKING)
        return answer, f"{count}{f' ({why})' if why else ''}"
    doubt = [word for word in doubts if foot.share_with(word) >= _LESS_SURE]
    if doubt:
        said = " and ".join(_clause(REASONS[word]) for word in REASONS if word in doubt)
        return "partly", f"{count}, but less sure: {said}"
    if name == "toe_clearance":
        half_mm = _Z_95 * 1000.0 * entry["one_stride_uncertainty_sd"]
        if half_mm > _WIDEST_TOE_MM:
            return "partly", f"{count}, but no better than ±{half_mm:.0f} mm{_SHOE}"
    if foot.share_with("gain") and name in ("stride_length", "toe_clearance"):
        return "yes", f"{count}, corrected for what the accelerometer misreads"
    return "yes", count


def _drags(foot: ExaminedFoot) -> _Told:
    verdicts = foot.summary["toe_drag"]
    if "low_rate" in foot.summary["reasons"]:
        return "no", _clause(REASONS["low_rate"])
    told, unsure = verdicts["yes"] + verdicts["no"], verdicts["unsure"]
    count = f"told in {told} of {counted(told + unsure, 'stride')}"
    answer = _by_share(told, told + unsure)
    # Turns leave strides unsure in any walk; where most are level, those will do.
    level_n = int(np.count_nonzero(foot.level))
    straight = level_n >= 0.5 * (told + unsure) and _by_share(told, level_n) == "yes"
    if answer == "yes" or straight:
        return "yes", count
    # Other reasons of a stride do not touch its drags.
    hidden = Counter({w: n for w, n in verdicts["unsure_because"].items() if w in REASONS})
    why = f" ({_clause(REASONS[hidden.most_common(1)[0][0]])})" if hidden else ""
    return answer, f"{count}{why}"


def _pattern(foot: ExaminedFoot) -> _Told:
    words: Sequence[str] = foot.summary["foot_drop_pattern_reasons"]
    n = foot.summary["foot_drop_pattern_level_n"]
    strides = counted(n, "straight stride")
    if foot.summary["foot_drop_pattern"] != "unsure":
        return "yes", f"from {strides}"
    if "too_few" in words:
        return "no", f"{strides} {'is' if n == 1 else 'are'} too few"
    return "yes", "though its answer is 'unsure', as lifts lie close to the limit"


def _comparison(feet: Mapping[Side, ExaminedFoot], findings: Sequence[Finding]) -> Measure:
    title = _TITLES["comparison"]
    if len(feet) < len(SIDES):
        return Measure("comparison", title, "no", "Only one foot is measured.")
    both = {side: _tell("foot_pitch", foot, findings)[0] for side, foot in feet.items()}
    worst = max(both.values(), key=_RANK.index)
    text = {
        "yes": "Both feet are measured alike.",
        "partly": "One foot or both are measured in part only.",
        "no": "One foot or both cannot be measured.",
    }[worst]
    return Measure("comparison", title, worst, text, both)


def _measure(name: str, told: Mapping[Side, _Told]) -> Measure:
    answers = {side: answer for side, (answer, _) in told.items()}
    texts = dict.fromkeys(text for _, text in told.values())
    if len(texts) == 1:
        said = next(iter(texts))
        text = said[:1].upper() + said[1:]
    else:
        text = "; ".join(f"{side}: {why}" for side, (_, why) in told.items())
        text = text[:1].upper() + text[1:]
    wanting = [why for answer, why in told.values() if answer != "yes"]
    needs = "shoe" if wanting and all(_SHOE in why for why in wanting) else ""
    return Measure(name, _TITLES[name], _of_both(answers.values()), f"{text}.", answers, needs)


def _of_both(answers: Iterable[Answer]) -> Answer:
    kinds = set(answers)
    return kinds.pop() if len(kinds) == 1 else "partly"


def _by_share(n: int, of: int) -> Answer:
    if n >= _MEASURED * of:
        return "yes"
    return "partly" if n >= _HARDLY * of else "no"


def _reasons(foot: ExaminedFoot, among: Container[str]) -> str:
    """Name the most frequent of some reasons of the strides, as a clause."""
    words = [word for joined in foot.reasons for word in str(joined).split(";") if word]
    counts = Counter(word for word in words if word in among)
    return _clause(REASONS[counts.most_common(1)[0][0]]) if counts else ""


def _clause(sentence: str) -> str:
    """Take the cause out of a sentence of `REASONS`; what follows from it is said elsewhere."""
    cause = re.split(r"[;,]|\.$", sentence)[0]
    return cause[:1].lower() + cause[1:]
