"""Can it be used? One sentence, and what to do first."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from gaitsense.model.samples import Side, other_side
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.doctor.finding import CODES, SEVERITIES, Answer, Finding, Measure
from gaitsense.recordings.doctor.walk import ExaminedWalk

#: What is said first, where several findings of one severity ask for something.
_FIRST: Final = ("side_untold", "side_contradiction", "feet_swapped", "cut_short")
#: What is said last: it makes the next recording better, not this one.
_LAST: Final = ("units_deduced", "still", "gyro_bias", "gravity")
#: Problems that alone keep a recording from being used.
_DECIDING: Final = frozenset(
    {
        "rate_too_low",
        "axis_stuck",
        "gravity_missing",
        "never_moved",
        "moves_without_steps",
        "no_steps",
    }
)
#: Notes that belong into the sentence, as they change what is done with the results.
_BUT: Final = {
    "feet_swapped": "left and right may be exchanged",
    "cut_short": "its file was cut short",
}
#: What only the shoe's facts are wanting for is no reason to call a recording usable in part.
_SURER: Final = "only in part until the shoe is told"
_NAMES: Final = {
    "stride_time": "stride times",
    "foot_pitch": "foot pitch",
    "stride_length": "stride length",
    "toe_clearance": "toe clearance",
    "toe_drag": "toe drag",
    "foot_drop_pattern": "the pattern of low lift",
    "comparison": "the comparison of the feet",
}


def usable(walk: ExaminedWalk, findings: Sequence[Finding], measures: Sequence[Measure]) -> Answer:
    """Say whether results can be had from a walk.

    Parameters
    ----------
    walk : ExaminedWalk
        What was read.
    findings : sequence of Finding
        What was found.
    measures : sequence of Measure
        What can be measured.

    Returns
    -------
    {"yes", "partly", "no"}
        partly: something cannot be measured, or a problem makes it doubtful; no: nothing can be
        trusted but, at most, stride times.
    """
    asked = [measure for measure in measures if _counts(measure, walk)]
    beyond_time = [measure for measure in asked if measure.name != "stride_time"]
    if all(set(measure.feet.values()) <= {"no"} for measure in beyond_time):
        return "no"
    sound = all(finding.severity != "problem" for finding in findings)
    return "yes" if sound and all(_is_plain(measure) for measure in asked) else "partly"


def sentence(
    answer: Answer, walk: ExaminedWalk, findings: Sequence[Finding], measures: Sequence[Measure]
) -> str:
    """Say in one plain sentence whether the recording can be used.

    Parameters
    ----------
    answer : {"yes", "partly", "no"}
        From `usable`.
    walk : ExaminedWalk
        What was read.
    findings : sequence of Finding
        What was found.
    measures : sequence of Measure
        What can be measured.

    Returns
    -------
    str
    """
    problems = [finding for finding in findings if finding.severity == "problem"]
    if answer == "no":
        deciding = [finding for finding in problems if finding.code in _DECIDING] or problems
        why = deciding[0].sentence if deciding else "nothing but stride times can be measured."
        return f"This recording cannot be used: {_begun_small(why)}"
    codes = {finding.code for finding in findings}
    once = ", once you say which foot it is" if "side_untold" in codes else ""
    buts = [said for code, said in _BUT.items() if code in codes]
    if "left_out" in codes and len(walk.recording.sides) == 1:
        buts.insert(0, _missing(walk))
    once += f", but {' and '.join(buts)}" if buts else ""
    shoe = _listed([m for m in measures if m.needs == "shoe"], _SURER)
    if answer == "yes":
        return f"This recording can be used{once}{f'; {shoe}' if shoe else ''}."
    begin = f"This recording can be used in part{once}"
    if problems:
        # The cause says more than the list of what it touches, which follows below.
        return f"{begin}: {_begun_small(problems[0].sentence)}"
    partly = [measure for measure in measures if measure.answer == "partly"]
    parts = [
        _listed([m for m in measures if m.answer == "no" and _counts(m, walk)], "cannot be told"),
        _listed([m for m in partly if _counts(m, walk) and not _is_plain(m)], "only in part"),
        shoe,
    ]
    return f"{begin}: {'; '.join(part for part in parts if part)}."


def advice(findings: Sequence[Finding], answer: Answer, closing: Iterable[str] = ()) -> list[str]:
    """Order what to do, most useful first.

    Parameters
    ----------
    findings : sequence of Finding
        What was found.
    answer : {"yes", "partly", "no"}
        From `usable`; which foot it is matters little where nothing can be measured.
    closing : iterable of str
        What to do after that.

    Returns
    -------
    list of str
        Each once.
    """
    order = list(CODES)
    asking = [finding for finding in findings if finding.advice]
    first = _FIRST if answer != "no" else ()
    asking.sort(
        key=lambda finding: (
            finding.code not in first,
            SEVERITIES.index(finding.severity),
            finding.code in _LAST,
            order.index(finding.code),
        )
    )
    return list(dict.fromkeys([*(finding.advice for finding in asking), *closing]))


def next_command(walk: ExaminedWalk) -> list[str]:
    """Name the command that measures this walk.

    Parameters
    ----------
    walk : ExaminedWalk
        What was read.

    Returns
    -------
    list of str
        One or two sentences.
    """
    side: Side | None = "left" if walk.untold else walk.asked_side
    or_right = " (with --side right, if it is that one)" if walk.untold else ""
    said = []
    if all(foot.shoe == Shoe() for foot in walk.recording.feet.values()):
        said.append(
            "Tell analyze the shoe, for surer toe heights: --foot-length in cm, and --sensor-place "
            "dorsum, lateral or heel."
        )
    said.append(
        f"Measure it{or_right}: gaitsense analyze {as_typed(walk.files, side, walk.columns)}"
    )
    return said


def as_typed(files: Sequence[Path], side: Side | None, columns: Path | None) -> str:
    """Write files and options as they are typed.

    Parameters
    ----------
    files : sequence of Path
        Files or folders.
    side : {"left", "right"} or None
        The foot as given.
    columns : Path or None
        The column map as given.

    Returns
    -------
    str
    """
    words = [shlex.quote(str(path)) for path in files]
    words += ["--side", side] if side else []
    words += ["--columns", shlex.quote(str(columns))] if columns else []
    return " ".join(words)


def _missing(walk: ExaminedWalk) -> str:
    """Say which foot is not there."""
    missing = "other" if walk.untold else other_side(walk.recording.sides[0])
    return f"the {missing} foot is missing"


def _counts(measure: Measure, walk: ExaminedWalk) -> bool:
    """Whether a measure is asked of this walk: one foot has no other to be compared with."""
    return measure.name != "comparison" or len(walk.recording.sides) > 1


def _is_plain(measure: Measure) -> bool:
    return measure.answer == "yes" or bool(measure.needs)


def _listed(measures: Sequence[Measure], verb: str) -> str:
    names = [_NAMES[measure.name] for measure in measures]
    if not names:
        return ""
    head = ", ".join(names[:-1])
    return f"{head} and {names[-1]} {verb}" if head else f"{names[-1]} {verb}"


def _begun_small(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first.isupper() else text[:1].lower() + text[1:]
