"""A walk on the terminal: the sentence, one table with a column per foot, and what to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gaitsense.model.samples import SIDES
from gaitsense.report import measures
from gaitsense.report.notices import (
    DRAG_CAVEAT,
    NOT_A_DIAGNOSIS,
    PITCH_CAVEAT,
    RANGE_NOTE,
    URGENT_SIGNS,
)
from gaitsense.report.quality import warnings
from gaitsense.report.words import drag_sentence, is_contradicted, lift_sentence

if TYPE_CHECKING:
    from gaitsense.pipeline.analysis import Analysis
    from gaitsense.report.recording_facts import RecordingFacts

Summary = Mapping[str, Any]

#: More notes of a reader than this are left to summary.json.
_SHOWN_NOTES: Final = 6

#: Letters of the widest usual cell.
_COLUMN: Final = 26


def show_walk(analysis: Analysis, facts: RecordingFacts) -> None:
    """Print a walk's result.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What it was computed from.
    """
    console = Console(highlight=False)
    summary = analysis.summary
    said = _Sentences(console)
    said.line(_origin(facts), style="dim")
    said.line("")
    said.line(lift_sentence(summary, analysis.config.low_lift), style="bold")
    if summary["walk"]["strides_n"]:
        said.line(drag_sentence(summary))
        console.print(_table(summary))
        for note in (RANGE_NOTE, PITCH_CAVEAT, DRAG_CAVEAT):
            said.line(note)
        for note in warnings(summary):
            said.line(f"Please check: {note}")
    for note in facts.notes[:_SHOWN_NOTES]:
        said.line(f"Reading: {note}")
    if len(facts.notes) > _SHOWN_NOTES:
        said.line(f"Reading: {len(facts.notes) - _SHOWN_NOTES} more notes stand in summary.json.")
    said.line("")
    said.line(NOT_A_DIAGNOSIS, style="bold")
    for signs, action in URGENT_SIGNS:
        said.line(f"{signs}: {action}")


class _Sentences:
    """Prints plain text, whatever brackets and control characters it holds."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str = "") -> None:
        seen = "".join(letter if letter.isprintable() else " " for letter in text)
        self._console.print(Text(seen, style), soft_wrap=not self._console.is_terminal)


def _origin(facts: RecordingFacts) -> str:
    feet = " and ".join(facts.feet)
    rates = " and ".join(dict.fromkeys(f"{foot.info.rate_hz:.4g}" for foot in facts.feet.values()))
    return (
        f"{facts.source}: {feet} foot, {facts.duration_s:.1f} s at {rates} Hz "
        f"({facts.source_format})"
    )


def _table(summary: Summary) -> Table:
    sides = [side for side in SIDES if side in summary]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0, collapse_padding=True)
    table.add_column("", no_wrap=True)
    for side in sides:
        table.add_column(side.capitalize(), min_width=_COLUMN)
    for name, tell in _ROWS:
        table.add_row(name, *(Text(tell(summary[side])) for side in sides))
    return table


def _measured(foot: Summary) -> str:
    entry = foot.get("values", {}).get("foot_pitch_late_swing_max_deg", {})
    return f"{entry.get('n', 0)} of {foot.get('level_n', 0)}"


def _landings(foot: Summary) -> str:
    return " / ".join(map(str, measures.landings(foot)))


def _drags(foot: Summary) -> str:
    counts = foot.get("toe_drag", {})
    return f"{counts.get('yes', 0)} / {counts.get('unsure', 0)}"


def _pattern(foot: Summary) -> str:
    if not foot["strides_n"]:
        return "no strides"
    if is_contradicted(foot):
        return "unsure (contradiction)"
    why = {"too_few": " (too few)", "borderline": " (borderline)"}
    reasons: Sequence[str] = foot["foot_drop_pattern_reasons"]
    return str(foot["foot_drop_pattern"]) + "".join(why.get(word, "") for word in reasons[:1])


_ROWS: Final[tuple[tuple[str, Callable[[Summary], str]], ...]] = (
    ("Strides found", lambda foot: str(foot["strides_n"])),
    ("  straight and measured", _measured),
    ("Walking speed", lambda foot: measures.walking_speed(foot).text()),
    ("Stride length", lambda foot: measures.stride_length(foot).text()),
    ("Foot lift before landing", lambda foot: measures.lift_before_landing(foot).text()),
    ("Foot pitch at landing", lambda foot: measures.pitch_at_landing(foot).text()),
    ("Lands heel / flat / toe", _landings),
    ("Toe clearance, mid-swing", lambda foot: measures.toe_clearance(foot).text()),
    ("Low lift, of those told", lambda foot: measures.low_lift_share(foot).told_text()),
    ("  unsure", lambda foot: str(measures.low_lift_share(foot).unsure)),
    ("Toe drag: yes / unsure", _drags),
    ("Pattern of low foot lift", _pattern),
)
