"""One thing that was found in a recording, and one thing that can or cannot be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from gaitsense.model.samples import Side

Severity = Literal["ok", "note", "problem"]
Answer = Literal["yes", "partly", "no"]

#: Worst first.
SEVERITIES: Final[tuple[Severity, ...]] = ("problem", "note", "ok")

#: Every code that a finding may have, in the order in which findings are told.
CODES: Final[dict[str, str]] = {
    "refused": "The files cannot be read as a recording.",
    "taken_for": "What a file was taken for, and what gave it away.",
    "cut_short": "A file that ends earlier than it should.",
    "left_out": "A file or a foot that could not be used, beside one that could.",
    "units": "Units as the format or the header states them.",
    "units_deduced": "Units or scales that were told from the values.",
    "reading": "What the reader dropped or found odd.",
    "running": "Somebody ran or jumped.",
    "side": "Which foot, and how that is known.",
    "side_untold": "Nothing tells which foot it is.",
    "side_contradiction": "A file's name says the other foot than what was used.",
    "clocks_joined": "Two clocks that were put together by the steps of both feet.",
    "clocks_apart": "The clocks of the two feet are not known to agree.",
    "rate": "Samples per second, and how even they are.",
    "rate_low": "Too slow to feel a toe drag.",
    "rate_too_low": "Too slow to see a foot swing.",
    "rate_high": "Faster than any shoe sensor needs; the times may be wrong.",
    "jitter": "Times that are uneven, come in bursts, or repeat.",
    "gaps": "Lost samples.",
    "no_times": "The file holds no times, so the samples were counted.",
    "clipping": "Readings at full scale.",
    "full_scale_wrong": "The sensor ends below the full scale that is stated.",
    "repeats": "Single readings that repeat while the foot moves.",
    "axis_stuck": "An axis that repeats one value while the foot moves.",
    "axes_identical": "Two axes that read the same.",
    "coarse_steps": "Readings in steps too coarse for a foot.",
    "still": "Whether some second is calm enough to read offsets at rest.",
    "gravity": "What the accelerometer reads at rest.",
    "gravity_missing": "No gravity in the acceleration.",
    "gyro_bias": "What the gyroscope reads at rest.",
    "steps": "How many steps were found.",
    "walk_short": "Too few straight steps for all results.",
    "stride_time_odd": "Strides that take too short or too long for walking.",
    "no_steps": "No step was found.",
    "never_moved": "The sensor lay still throughout.",
    "moves_without_steps": "It moves, but not as a shoe does.",
    "no_rest_in_stance": "It turns even in mid-stance.",
    "contradiction": "Gyroscope and accelerometer contradict each other.",
    "flat_foot_unsure": "Standing and walking disagree on where the foot is flat.",
    "axes": "Which axis of the case points up, and about which the foot turns.",
    "axes_unsure": "The case's direction on the shoe is not certain.",
    "mounting_changed": "The case was turned on the shoe during the walk.",
    "mounting_loose": "The case sits differently from step to step.",
    "one_foot": "Only one foot is there.",
    "foot_shorter": "One foot's record is shorter than the other's.",
    "feet_in_turn": "Both feet swing in turn, as walking feet do.",
    "feet_not_in_turn": "Both feet swing at the same time.",
    "feet_sides": "What tells that left is left, or that nothing does.",
    "feet_swapped": "Left and right look exchanged.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Parameters
    ----------
    code : str
        A key of `CODES`; stable, for programs.
    severity : {"ok", "note", "problem"}
        ok: as it should be; note: good to know; problem: it costs results.
    text : str
        One or more whole sentences for people, without the foot's name.
    side : {"left", "right"}, optional
        The foot concerned; None where it concerns the whole recording.
    advice : str
        What to do, one sentence; "" where there is nothing to do.
    values : Mapping
        The numbers behind it, by name with unit.
    """

    code: str
    severity: Severity
    text: str
    side: Side | None = None
    advice: str = ""
    values: Mapping[str, float | int | str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code!r} is not among CODES; name it there")

    @property
    def sentence(self) -> str:
        """The text, with the foot's name where it concerns one."""
        return f"{self.side.capitalize()} foot: {self.text}" if self.side else self.text


@dataclass(frozen=True, slots=True)
class Measure:
    """Whether something can be measured from the recording.

    Parameters
    ----------
    name : str
        Stable, for programs: ``stride_time``, ``foot_pitch``, ``stride_length``,
        ``toe_clearance``, ``toe_drag``, ``foot_drop_pattern``, ``comparison``.
    title : str
        For people.
    answer : {"yes", "partly", "no"}
        Of the feet that are there; partly where they differ.
    text : str
        Of how many strides, or why not; whole sentences.
    feet : Mapping[Side, Answer]
        The answer of each foot.
    needs : str
        ``shoe`` where only the shoe's facts are wanting for a plain yes; else "".
    """

    name: str
    title: str
    answer: Answer
    text: str
    feet: Mapping[Side, Answer] = field(default_factory=dict)
    needs: str = ""
