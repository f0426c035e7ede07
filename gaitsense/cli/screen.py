"""A walk on the terminal: the sentence, the numbers of each foot, and what to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from gaitsense.cli.foot_table import foot_tables
from gaitsense.model.counting import counted
from gaitsense.report.drag_words import drag_doubts
from gaitsense.report.notices import (
    DRAG_CAVEAT,
    NOT_A_DIAGNOSIS,
    PITCH_CAVEAT,
    RANGE_NOTE,
    URGENT_SIGNS,
)
from gaitsense.report.quality import warnings
from gaitsense.report.words import drag_sentence, lift_sentence

if TYPE_CHECKING:
    from gaitsense.pipeline.analysis import Analysis
    from gaitsense.report.recording_facts import RecordingFacts

#: More notes of a reader than this are left to summary.json.
_SHOWN_NOTES: Final = 6

#: Losses from which on the reader is warned: share of the samples, and length of one gap, s.
_LOST_SHARE: Final = 0.01
_LONG_GAP_S: Final = 1.0


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
        for doubt in drag_doubts(summary):
            said.line(doubt)
        for table in foot_tables(summary, console):
            console.print(table)
        for note in (RANGE_NOTE, PITCH_CAVEAT, DRAG_CAVEAT):
            said.line(note)
        for note in warnings(summary):
            said.line(f"Please check: {note}")
    for note in _losses(facts):
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


def _losses(facts: RecordingFacts) -> Iterator[str]:
    for side, foot in facts.feet.items():
        if foot.lost_share > _LOST_SHARE or foot.longest_gap_s > _LONG_GAP_S:
            yield (
                f"{side.capitalize()} foot: {100.0 * foot.lost_share:.2g} % of the samples were "
                f"lost, in {counted(foot.gaps_n, 'gap')}, the longest "
                f"{foot.longest_gap_s:.2g} s; what falls into a gap is not measured."
            )
