"""How good a recording is: what was read, which strides were used, and why others were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gaitsense.model.counting import counted
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.shoe import SensorPlace
from gaitsense.model.strides import REASONS
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report.markup import bullet_list, foot_name, table
from gaitsense.report.quantity import rounded
from gaitsense.report.recording_facts import FootFacts, RecordingFacts

Summary = Mapping[str, Any]

_ZERO_SOURCES: Final = {
    "stand": "standing",
    "walk": "mid-stance while walking",
    "none": "none: angles are from gravity alone",
}
_PLACES: Final[dict[SensorPlace, str]] = {
    "dorsum": "sensor on the laces",
    "lateral": "sensor on the outer side",
    "heel": "sensor on the heel",
    "unknown": "place of the sensor not told",
}
_CONTEXTS: Final = (
    (("turn",), "in turns"),
    (("stairs_up", "stairs_down"), "on stairs"),
    (("start", "stop"), "starting or stopping"),
    (("not_told",), "not told"),
)


def quality_box(analysis: Analysis, facts: RecordingFacts) -> str:
    """Write the quality box.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What was read.

    Returns
    -------
    str
        HTML.
    """
    summary = analysis.summary
    sides = [side for side in SIDES if side in facts.feet]
    rows = [
        (name, *(tell(facts.feet[side], summary[side]) for side in sides))
        for name, tell in (
            ("Recorded", _recorded),
            ("Samples lost", _lost),
            ("Strides found", _strides),
            ("Quality of the strides", _qualities),
            ("Gravity as read", _gravity),
            ("Flat foot (0°) from", _zero),
            ("Shoe", _shoe),
        )
    ]
    head = ["", *(foot_name(side) for side in sides)]
    return (
        table("What was read and used", head, rows, "facts")
        + _reasons(summary, sides, head)
        + _notes(facts)
    )


def warnings(summary: Summary) -> list[str]:
    """Gather what a reader must know before believing the numbers.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.

    Returns
    -------
    list of str
        Notes of the feet, each with its foot's name, and of the walk.
    """
    feet = [
        f"{side.capitalize()} foot: {note}"
        for side in SIDES
        for note in summary.get(side, {}).get("notes", [])
    ]
    return [*summary["walk"]["notes"], *feet]


def _recorded(facts: FootFacts, _: Summary) -> str:
    seconds = facts.last_s - facts.first_s
    return f"{rounded(seconds, 1)} s at {facts.info.rate_hz:.4g} Hz, sensor {facts.info.device}"


def _lost(facts: FootFacts, _: Summary) -> str:
    if not facts.lost_n:
        return "none"
    return (
        f"{facts.lost_n} ({100.0 * facts.lost_share:.2g} %) in {counted(facts.gaps_n, 'gap')}, "
        f"the longest {facts.longest_gap_s:.2g} s"
    )


def _strides(_: FootFacts, foot: Summary) -> str:
    found = foot["strides_n"]
    if not found:
        return "0"
    counts = foot["contexts"]
    others = [
        f"{n} {name}"
        for words, name in _CONTEXTS
        if (n := sum(counts.get(word, 0) for word in words))
    ]
    return ", ".join([f"{found}, of these {foot['level_n']} straight and level (used)", *others])


def _qualities(_: FootFacts, foot: Summary) -> str:
    counts = foot.get("quality", {})
    words = [f"{counts[word]} {word}" for word in ("good", "reduced", "poor") if counts.get(word)]
    return ", ".join(words) or "no strides"


def _gravity(_: FootFacts, foot: Summary) -> str:
    calibration = foot.get("calibration")
    if not calibration or calibration["gravity_read_mps2"] is None:
        return "not measured"
    read = f"{calibration['gravity_read_mps2']:.2f} m/s²"
    factor = calibration["gain_factor"]
    return f"{read}, corrected by {factor:.3f}" if factor != 1.0 else f"{read}, normal"


def _zero(_: FootFacts, foot: Summary) -> str:
    calibration = foot.get("calibration")
    if not calibration:
        return "not measured"
    source = _ZERO_SOURCES[calibration["pitch_zero_source"]]
    sd = calibration["pitch_zero_sd_deg"]
    return source if sd is None else f"{source} (± {sd:.1f}°, one SD)"


def _shoe(facts: FootFacts, _: Summary) -> str:
    shoe = facts.info.shoe
    return (
        f"{100.0 * shoe.foot_length_m:.1f} ± {100.0 * shoe.foot_length_sd_m:.1f} cm long, "
        f"{_PLACES[shoe.sensor_place]}"
    )


def _reasons(summary: Summary, sides: Sequence[Side], head: Sequence[str]) -> str:
    counts = {side: summary[side].get("reasons", {}) for side in sides}
    rows = [
        (sentence, *(str(counts[side].get(word, 0)) for side in sides))
        for word, sentence in REASONS.items()
        if any(word in counts[side] for side in sides)
    ]
    if not rows:
        return ""
    return table("Why strides were left out or are less sure", head, rows, "facts reasons")


def _notes(facts: RecordingFacts) -> str:
    if not facts.notes:
        return ""
    return f"<h3>While reading</h3>{bullet_list(facts.notes)}"
