"""One walk in numbers: per foot and for both together, with uncertainty, counts, reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.low_lift import LiftPattern, lift_pattern, median_and_error, wilson_interval
from gaitsense.gait.calibration import feet_look_swapped
from gaitsense.gait.traces import StrideTrace
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import SIDES, Side, other_side
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.drag_summary import drag_entries
from gaitsense.pipeline.lift_summary import NO_PROFILE, profile_entries
from gaitsense.pipeline.measure_summary import SUMMARISED, measure_over
from gaitsense.pipeline.scoring import ScoredStrides


def summarise(
    feet: Mapping[Side, ScoredStrides],
    traces: Mapping[Side, Sequence[StrideTrace]],
    streams: Mapping[Side, StreamInfo],
    late_n: Mapping[Side, int],
    config: GaitConfig,
    version: str,
) -> dict[str, Any]:
    """Summarise a walk.

    Parameters
    ----------
    feet : Mapping[Side, ScoredStrides]
        Feet with strides.
    traces : Mapping[Side, Sequence[StrideTrace]]
        Their closed strides.
    streams : Mapping[Side, StreamInfo]
        All feet that were recorded.
    late_n : Mapping[Side, int]
        Samples left out because they came twice or too late.
    config : GaitConfig
        Settings.
    version : str
        Version of the algorithms.

    Returns
    -------
    dict
        "left" and "right" for each recorded foot, and "walk". Plain numbers, texts, lists and
        None, fit for JSON.
    """
    level = {side: _level_lift(foot, config) for side, foot in feet.items()}
    summary: dict[str, Any] = {}
    for side in streams:
        if side not in feet:
            summary[side] = {
                "strides_n": 0,
                **_pattern_entries(_NO_PATTERN, 0),
                "lift_profile": NO_PROFILE,
                "notes": ["No stride was found for this foot."],
            }
            continue
        other = level.get(other_side(side))
        summary[side] = _foot_summary(feet[side], traces[side], other, config)
        beside = feet.get(other_side(side))
        summary[side]["lift_profile"] = profile_entries(feet[side], beside, config)
    for side, n in late_n.items():
        if n:
            summary[side]["notes"].append(
                f"{n} samples came twice, too late, or under a clock that had run back, and were "
                "left out."
            )
    summary["walk"] = _walk_summary(feet, summary, config, version)
    return summary


_NO_PATTERN = LiftPattern("unsure", math.nan, (0.0, 1.0), 0, math.nan, ("too_few",))


def _level_lift(foot: ScoredStrides, config: GaitConfig) -> tuple[float, float] | None:
    """Lift of a foot, where it may serve as the other one's measure: trusted, and walked enough."""
    late = foot.numbers("foot_pitch_late_swing_max_deg")
    late = late[foot.level & (foot.judged == "level") & np.isfinite(late)]
    enough = len(late) >= max(config.low_lift.fewest_strides_n, 1) and not foot.moved
    return median_and_error(late, foot.zero.sd_deg) if enough else None


def _foot_summary(
    foot: ScoredStrides,
    traces: Sequence[StrideTrace],
    other: tuple[float, float] | None,
    config: GaitConfig,
) -> dict[str, Any]:
    table = foot.table
    context, level, judged = table["context"], foot.level, foot.judged
    late = foot.numbers("foot_pitch_late_swing_max_deg")
    pattern = lift_pattern(
        np.asarray(table["low_lift"], object),
        judged,
        late,
        foot.zero.sd_deg,
        other,
        config.low_lift,
    )
    distrusted = "sensors_disagree" if foot.contradicted else foot.moved
    if distrusted:
        pattern = replace(
            pattern, verdict="unsure", difference_deg=math.nan, reasons=(distrusted,), by=()
        )
    apart = float(np.median([trace.disagreement_rad for trace in traces])) * DEG_PER_RAD
    notes = []
    if foot.contradicted:
        notes.append(
            "Gyroscope and accelerometer contradict each other; the axes may be mirrored, or a "
            "unit or range may be wrong, so do not trust these values."
        )
    if foot.moved == "mounting_changed":
        notes.append(
            f"The case was turned on the shoe by about {foot.change.angle_deg:.0f}° near "
            f"{foot.numbers('start_s')[foot.change.at]:.0f} s, so angles and heights of one part "
            "of the walk are wrong; cut the recording there and analyse both parts apart."
        )
    elif foot.change.turned:
        notes.append(
            f"Near {foot.numbers('start_s')[foot.change.at]:.0f} s the foot begins to swing "
            f"about another axis of the case, {foot.change.angle_deg:.0f}° off: the person stepped "
            "aside, or the case was turned flat on the shoe."
        )
    if foot.moved == "mounting_loose":
        notes.append(
            "From step to step the case stands differently: it is loose on the shoe, and angles "
            "and heights are doubtful."
        )
    clipped = int(np.count_nonzero(["clipped" in str(words) for words in table["reasons"]]))
    if clipped > 0.5 * len(context):
        notes.append(
            f"The sensor reached its full scale in {clipped} of {len(context)} strides; "
            "set it to a larger range."
        )
    if foot.gain.corrected:
        measured = np.isfinite(foot.numbers("stride_length_m")).any()
        outcome = (
            "lengths and heights are corrected for that and less sure"
            if measured
            else "that is too far off to measure lengths and heights; check the unit"
        )
        notes.append(f"Gravity reads {foot.gain.read_mps2:.2f} m/s²; {outcome}.")
    if not foot.zero.agrees:
        notes.append(
            "Standing and walking disagree on where the foot is flat; angles count from mid-stance."
        )
    return {
        "strides_n": len(context),
        "level_n": int(level.sum()),
        "on_the_spot_n": int((judged == "on_the_spot").sum()),
        "contexts": _counts(context),
        "contact_types": _counts(table["contact_type"][level]),
        "quality": _counts(table["quality"]),
        "reasons": _reason_counts(table["reasons"]),
        "values": {name: measure_over(foot, name, level) for name in SUMMARISED},
        "low_lift": _verdicts(table["low_lift"]),
        "toe_drag": _verdicts(table["toe_drag"]) | drag_entries(foot, traces),
        **_pattern_entries(pattern, int(np.sum((judged == "level") & np.isfinite(late)))),
        "calibration": {
            "mounting": {
                "forward": [round(float(v), 6) for v in foot.mounting.forward],
                "left": [round(float(v), 6) for v in foot.mounting.leftward],
                "up": [round(float(v), 6) for v in foot.mounting.up],
                "axis_sd_deg": round(foot.mounting.axis_sd_deg, 3),
                "forward_share": round(foot.mounting.forward_share, 3),
            },
            "sole": {
                "toe_forward_m": round(foot.sole.toe_forward_m, 4),
                "toe_forward_sd_m": round(foot.sole.toe_forward_sd_m, 4),
                "ball_forward_m": round(foot.sole.ball_forward_m, 4),
                "heel_back_m": round(foot.sole.heel_back_m, 4),
                "learned_from_strides_n": foot.sole.strides_n,
            },
            "case_turned_deg": round(foot.change.angle_deg, 2) if foot.change.turned else None,
            "pitch_zero_deg": _plain(foot.zero.zero_deg),
            "pitch_zero_sd_deg": _plain(foot.zero.sd_deg),
            "pitch_zero_source": foot.zero.source,
            "gravity_read_mps2": _plain(foot.gain.read_mps2),
            "gain_factor": _plain(foot.gain.factor),
            "sensors_disagree_deg": _plain(apart),
            "sensors_contradict": foot.contradicted,
        },
        "notes": notes,
    }


def _walk_summary(
    feet: Mapping[Side, ScoredStrides],
    summary: Mapping[str, Any],
    config: GaitConfig,
    version: str,
) -> dict[str, Any]:
    notes: list[str] = []
    if config.hash != GaitConfig().hash:
        notes.append("The settings of this analysis are not the usual ones.")
    bow = {}
    for side, foot in feet.items():
        arcs = foot.numbers("lateral_excursion_m")[foot.level]
        arcs = arcs[np.isfinite(arcs)]
        if len(arcs) >= config.low_lift.fewest_strides_n:
            bow[side] = float(np.median(arcs))
    if feet_look_swapped(bow):
        notes.append("Both feet swing inward by their labels; left and right may be exchanged.")
    values: dict[str, Any] = {}
    for name in ("walking_speed_mps", "stride_time_s", "stride_length_m"):
        means = [summary[side]["values"][name]["mean"] for side in feet]
        known = [mean for mean in means if mean is not None]
        values[name] = float(np.mean(known)) if known else None
    stride_time = values["stride_time_s"]
    values["cadence_steps_per_min"] = 120.0 / stride_time if stride_time else None
    lift, moved = "foot_pitch_late_swing_max_deg", any(foot.moved for foot in feet.values())
    values["swing_time_s_left_less_right"] = _difference(summary, "swing_time_s")
    values[f"{lift}_left_less_right"] = None if moved else _difference(summary, lift)
    return {
        "strides_n": sum(len(foot.table["context"]) for foot in feet.values()),
        "values": values,
        "notes": notes,
        "version": version,
        "config_hash": config.hash,
    }


def _difference(summary: Mapping[str, Any], name: str) -> float | None:
    means = [summary.get(side, {}).get("values", {}).get(name, {}).get("mean") for side in SIDES]
    return None if None in means else means[0] - means[1]


def _verdicts(words: NDArray[np.generic]) -> dict[str, Any]:
    counts = {word: int((words == word).sum()) for word in ("yes", "no", "unsure")}
    judged = counts["yes"] + counts["no"]
    low, high = wilson_interval(counts["yes"], judged)
    share = counts["yes"] / judged if judged else None
    return counts | {"share": share, "interval": [low, high]}


def _pattern_entries(pattern: LiftPattern, level_n: int) -> dict[str, Any]:
    return {
        "foot_drop_pattern": pattern.verdict,
        "foot_drop_pattern_share": _plain(pattern.share),
        "foot_drop_pattern_interval": list(pattern.interval),
        "foot_drop_pattern_level_n": level_n,
        "foot_drop_pattern_strides_n": pattern.strides_n,
        "foot_drop_pattern_reasons": list(pattern.reasons),
        "foot_drop_pattern_by": list(pattern.by),
        "other_foot_higher_by_deg": _plain(pattern.difference_deg),
    }


def _counts(words: NDArray[np.generic]) -> dict[str, int]:
    kinds, numbers = np.unique(words.astype(str), return_counts=True)
    return {str(kind) or "not_told": int(n) for kind, n in zip(kinds, numbers, strict=True)}


def _reason_counts(joined: NDArray[np.generic]) -> dict[str, int]:
    words = [word for text in joined for word in str(text).split(";") if word]
    return _counts(np.array(words, object)) if words else {}


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
