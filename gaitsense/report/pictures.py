"""The pictures of a walk with their captions, as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.samples import SIDES, Side
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.drag_summary import drag_places
from gaitsense.report.clearance_figure import clearance_svg
from gaitsense.report.course_figure import course_svg
from gaitsense.report.curves import FootCurves, foot_curves
from gaitsense.report.drag_figure import drag_labels, drag_svg
from gaitsense.report.drag_words import drag_doubts, drag_places_sentences
from gaitsense.report.markup import bullet_list, escaped, paragraph
from gaitsense.report.measures import drag_share, toe_clearance
from gaitsense.report.notices import DRAG_CAVEAT, PITCH_CAVEAT
from gaitsense.report.pitch_figure import pitch_svg
from gaitsense.report.recording_facts import RecordingFacts
from gaitsense.report.words import drag_sentence

_TOO_UNSURE: Final = (
    "Toe height of the {feet} foot is too unsure to be drawn: measure the length of the shoe and "
    "say where on it the sensor sits, then analyse the walk again."
)

_DISTRUSTED: Final = "Toe height of the {feet} foot cannot be trusted, so it is not drawn."


def pictures(analysis: Analysis, facts: RecordingFacts) -> str:
    """Draw what the walk holds: course of lift, foot pitch, toe height, drags.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What was read.

    Returns
    -------
    str
        HTML; a sentence where there is nothing to draw.
    """
    strides = analysis.strides
    if not len(strides):
        return "<p>There is nothing to draw, because no steps were found.</p>"
    limit = analysis.config.low_lift
    parts = [
        _figure(
            "Foot lift, step by step",
            course_svg(
                strides,
                [side for side in SIDES if side in analysis.feet],
                limit.low_deg,
                facts.marker,
            ),
            f"Largest foot pitch late in swing ± one standard deviation. Low: surely under "
            f"{limit.low_deg:g}°, a working limit; no published angle defines foot drop. "
            f"{DRAG_CAVEAT}",
        )
    ]
    curves = {side: curve for side in SIDES if (curve := foot_curves(analysis, side)) is not None}
    if not curves:
        parts.append(
            "<p>No straight level stride was measured whole, so mean curves cannot be drawn.</p>"
        )
        return "".join([*parts, _drags(analysis)])
    parts.append(
        _figure(
            "Foot pitch over the stride (“foot lift”, “dorsiflexion”)",
            pitch_svg(curves),
            f"Straight level strides. {PITCH_CAVEAT}",
        )
    )
    toe = {side: toe_clearance(analysis.summary[side]) for side in curves}
    clear = {
        side: curve
        for side, curve in curves.items()
        if toe[side].is_measured and not toe[side].is_too_unsure
    }
    if clear:
        parts.append(_clearance(analysis, clear))
    unsure = [side for side in curves if toe[side].is_too_unsure]
    # Strides that were measured whole, and no value: their sensors contradict each other.
    distrusted = [side for side in curves if not toe[side].is_measured]
    for sentence, feet in ((_TOO_UNSURE, unsure), (_DISTRUSTED, distrusted)):
        if feet:
            parts.append(f"<p>{sentence.format(feet=' and the '.join(feet))}</p>")
    parts.append(_drags(analysis))
    return "".join(parts)


def _drags(analysis: Analysis) -> str:
    summary, title = analysis.summary, "Toe drags through swing"
    doubts = drag_doubts(summary)
    if not any(drag_share(summary[side]).hits for side in analysis.feet):
        # Feet that cannot be trusted have no sentence.
        said = drag_sentence(summary)
        return f"<h3>{title}</h3>{paragraph(said) if said else ''}{bullet_list(doubts, 'n')}"
    places = {
        side: drag_places(analysis.feet[side], analysis.traces[side]) for side in analysis.feet
    }
    feet = {side: found for side, found in places.items() if len(found.start_s)}
    settings = analysis.config.drag_signs
    picture = _figure(
        title,
        drag_svg(feet, (settings.core_from, settings.core_to)),
        f"Each bar is the shaking around a drag, from its begin to its end{drag_labels(feet)}. The "
        "drag itself may be shorter: lift-off and landing (grey) shake the shoe as well, and drags "
        f"are searched between them. {DRAG_CAVEAT}",
    )
    return picture + bullet_list([*drag_places_sentences(summary), *doubts])


def _clearance(analysis: Analysis, curves: Mapping[Side, FootCurves]) -> str:
    lowest = {side: _lowest_toe_m(analysis, side) for side in curves}
    sure = [
        analysis.summary[side]["values"]["toe_clearance_min_m"]["one_stride_uncertainty_sd"]
        for side in curves
    ]
    return _figure(
        "Toe height in swing",
        clearance_svg(curves, lowest),
        "Heights over those in stance: the curve of the toe tip, the bars of toe tip and ball, "
        "whichever is lower; sure to about "
        f"± {1000.0 * max(sure):.0f} mm (one SD), mostly alike in all steps: compare walks in the "
        "same shoe with the same sensor place. A height near 0 alone is not a drag.",
    )


def _lowest_toe_m(analysis: Analysis, side: Side) -> NDArray[np.float64]:
    strides = analysis.strides
    level = (strides["side"] == side) & (strides["context"] == "level")
    return strides.loc[level, "toe_clearance_min_m"].dropna().to_numpy()


def _figure(title: str, svg: str, caption: str) -> str:
    return (
        f"<figure><h3>{escaped(title)}</h3>{svg}"
        f"<figcaption>{escaped(caption)}</figcaption></figure>"
    )
