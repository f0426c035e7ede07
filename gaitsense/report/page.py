"""The report of one walk: one HTML file that needs no network and no script, and prints well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from gaitsense.model.samples import SIDES
from gaitsense.model.whole_file import write_whole
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report.drag_words import drag_doubts
from gaitsense.report.lift_profile import lift_profiles
from gaitsense.report.markup import bullet_list, escaped, foot_name, paragraph
from gaitsense.report.notices import (
    INTENDED_USE,
    NOT_A_DIAGNOSIS,
    RANGE_NOTE,
    URGENT_SIGNS,
)
from gaitsense.report.pictures import pictures
from gaitsense.report.quality import quality_box, warnings
from gaitsense.report.quantity import duration, percent
from gaitsense.report.recording_facts import RecordingFacts
from gaitsense.report.tiles import tiles
from gaitsense.report.words import drag_sentence, is_contradicted, lift_sentence

Summary = Mapping[str, Any]

#: Stands in the head of each such file.
GENERATOR: Final = '<meta name="generator" content="gaitsense'
#: What a page may do: show itself.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

#: What therapists ask about a walk first, and the metadata that may tell it.
_CONDITIONS: Final = (
    ("Brace", "brace"),
    ("Stimulator", "stimulator"),
    ("Shoe", "shoe"),
    ("Walking aid", "aid"),
    ("Surface", "surface"),
    ("Test", "test"),
)
#: Where a reason hid drags in so large a share of a foot's steps, it is told at once.
_MOST_HIDDEN: Final = 0.5
_VERDICTS: Final = {
    "yes": "▼ yes",
    "no": "○ no",
    "unsure": "? unsure",
}


def report_html(analysis: Analysis, facts: RecordingFacts, made_at: datetime | None = None) -> str:
    """Write the report of a walk.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What it was computed from.
    made_at : datetime, optional
        When the report is made; without it, the same walk gives the same text.

    Returns
    -------
    str
        A whole HTML document.
    """
    summary = analysis.summary
    style = Path(__file__).with_name("page.css").read_text("utf-8")
    title = f"Foot lift report: {facts.metadata.get('person') or facts.source}"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'{GENERATOR} {escaped(summary["walk"]["version"])}">',
            f"<title>{escaped(title)}</title>",
            f"<style>\n{style}</style>\n</head>\n<body>\n<main>",
            "<header><h1>Foot lift report</h1>",
            paragraph(_condition_line(facts, made_at), "condition"),
            "</header>",
            _section("In short", _in_short(analysis)),
            _section("Numbers", tiles(analysis) + paragraph(RANGE_NOTE, "hint")),
            _section("Do not wait with these signs", _urgent(), "urgent"),
            _section("How the foot is lifted", lift_profiles(summary)),
            _section("Pictures", pictures(analysis, facts)),
            _section("How good is this recording?", quality_box(analysis, facts)),
            _section("Comments", '<div class="comments"></div>'),
            _section("Method", _method(analysis, facts)),
            "</main>\n</body>\n</html>\n",
        ]
    )


def write_report(
    analysis: Analysis, facts: RecordingFacts, path: Path, made_at: datetime | None = None
) -> None:
    """Write the report of a walk to a file.

    Parameters
    ----------
    analysis, facts, made_at
        As `report_html`.
    path : Path
        The file; it appears only when it is whole.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    write_whole(path, report_html(analysis, facts, made_at).encode())


def _section(title: str, content: str, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f"<section{name}><h2>{escaped(title)}</h2>{content}</section>"


def _condition_line(facts: RecordingFacts, made_at: datetime | None) -> str:
    told = facts.metadata
    known = [f"{label}: {told[key]}" for label, key in _CONDITIONS if told.get(key)]
    condition = told.get("condition")
    if condition or not known:
        known.insert(0, f"Condition (brace, aid, surface): {condition or 'not recorded'}")
    if told.get("source") == "simulated":
        known = [f"Simulated walk: {told.get('scenario') or 'own scenario'}"]
    parts = [
        f"Person: {told.get('person') or 'not recorded'}",
        f"Recorded: {told.get('start_time') or 'time not recorded'}, {duration(facts.duration_s)}",
        *known,
    ]
    if made_at is not None:
        parts.append(f"Report made: {made_at:%Y-%m-%d %H:%M}")
    return " · ".join(parts)


def _in_short(analysis: Analysis) -> str:
    summary = analysis.summary
    lift = lift_sentence(summary, analysis.config.low_lift)
    feet = "".join(
        f'<li>{foot_name(side)} <span class="value">{_verdict(summary[side])}</span></li>'
        for side in SIDES
        if side in summary
    )
    drag = drag_sentence(summary)
    return (
        paragraph(lift, "sentence")
        + (paragraph(drag) if drag else "")
        + bullet_list(drag_doubts(summary, _MOST_HIDDEN))
        + f'<div class="verdicts"><p>Pattern of reduced foot lift</p><ul>{feet}</ul></div>'
        + _warnings(summary)
        + paragraph(NOT_A_DIAGNOSIS, "notice")
    )


def _verdict(foot: Summary) -> str:
    if not foot["strides_n"]:
        return "– no steps"
    verdict = "unsure" if is_contradicted(foot) else foot["foot_drop_pattern"]
    return _VERDICTS[verdict]


def _warnings(summary: Summary) -> str:
    found = warnings(summary)
    if not found:
        return ""
    return f'<div class="check"><h3>Please check</h3>{bullet_list(found)}</div>'


def _urgent() -> str:
    lines = "".join(
        f"<li>{escaped(signs)} – <strong>{escaped(action)}</strong></li>"
        for signs, action in URGENT_SIGNS
    )
    return f"<ul>{lines}</ul>"


def _method(analysis: Analysis, facts: RecordingFacts) -> str:
    lift, drag = analysis.config.low_lift, analysis.config.toe_drag
    how = (
        "Each stride is computed from mid-stance to mid-stance, where the foot rests and errors "
        "are taken out. Lift is low where the largest pitch late in swing stays under "
        f"{lift.low_deg:g}° by more than its uncertainty. The pattern needs "
        f"{lift.fewest_strides_n} straight level strides, of which surely "
        f"{100.0 * lift.pattern_share:.0f} % are low; or a foot lifted {lift.asymmetry_deg:g}° "
        f"less than the other and under {lift.typical_deg:g}°. A toe drag is told where a "
        "shoe shakes more in swing than that of a free foot: a model trained on simulated walks "
        f"gives its probability, yes from {percent(drag.yes_from)} on, no under "
        f"{percent(drag.no_below)}."
    )
    origin = (
        f"gaitsense {analysis.summary['walk']['version']} · settings {analysis.config.hash} · "
        f"data {facts.data_sha256[:16]} · {facts.source} ({facts.source_format})"
    )
    return paragraph(how) + paragraph(origin, "origin") + paragraph(INTENDED_USE, "notice")
