"""What the drawings show, read back from their SVG."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from gaitsense.pipeline.analysis import Analysis
from gaitsense.report import course_figure
from gaitsense.report.clearance_figure import clearance_svg
from gaitsense.report.course_figure import course_svg
from gaitsense.report.curves import FootCurves, MeanCurve
from gaitsense.report.palette import LOOKS
from gaitsense.report.pictures import pictures
from gaitsense.report.pitch_figure import pitch_svg
from gaitsense.report.recording_facts import RecordingFacts
from gaitsense.report.svg import draw_svg

Walked = tuple[Analysis, RecordingFacts]


def curves(height: float = 20.0) -> FootCurves:
    percent = np.linspace(0.0, 100.0, 101)
    pitch = height * np.sin(percent / 100.0 * np.pi)
    flat = MeanCurve(percent, pitch, np.ones(101), 7)
    toe = MeanCurve(percent, percent / 1000.0, np.full(101, 0.002), 7)
    return FootCurves(flat, toe, 30.0, 80.0)


def strides(n: int = 4, **columns: object) -> pd.DataFrame:
    start = np.arange(n, dtype=float)
    return pd.DataFrame(
        {
            "side": ["left"] * n,
            "start_s": start,
            "end_s": start + 1.0,
            "initial_contact_s": start + 0.7,
            "foot_pitch_late_swing_max_deg": np.linspace(0.0, 12.0, n),
            "foot_pitch_late_swing_max_deg_sd": np.full(n, 1.0),
            "low_lift": ["yes", "yes", "unsure", "no"] * (n // 4),
            "toe_drag": ["yes", "no", "unsure", "no"] * (n // 4),
            "context": ["level", "turn", "turn", "stairs_up"] * (n // 4),
            **columns,
        }
    )


def test_svg_stands_alone_inside_a_page() -> None:
    def draw(figure: object) -> None:
        axes = figure.add_subplot()  # type: ignore[attr-defined]
        axes.plot([0, 1], [0, 1])
        axes.set_title("costs $5 and $6 — 漢字")

    first, second = (draw_svg(name, "T<", "D&", (4.0, 3.0), draw) for name in ("first", "second"))
    assert first.startswith("<svg ")
    assert first.endswith("</svg>")
    assert "http" not in first
    assert "costs $5 and $6 — 漢字" in first
    assert '<title id="first-title">T&lt;</title><desc id="first-desc">D&amp;</desc>' in first
    assert 'role="img" aria-labelledby="first-title first-desc"' in first
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (first, second)]
    assert not ids[0] & ids[1]
    links = re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', first)
    assert links
    assert set(links) <= ids[0]


def test_the_same_picture_is_the_same_text() -> None:
    assert pitch_svg({"left": curves()}) == pitch_svg({"left": curves()})


def test_pitch_tells_in_words_what_it_shows() -> None:
    drawn = pitch_svg({"left": curves(), "right": curves(10.0)})
    # sin(0.8 pi) = 0.5878 of the height at landing; the lowest point is 0.
    assert "The left foot points down to 0 degrees" in drawn
    assert "reaches 12 degrees at landing, mean of 7 strides" in drawn
    assert "reaches 6 degrees at landing" in drawn
    assert "left foot: mean ± SD of 7 strides" in drawn
    for side in ("left", "right"):
        assert LOOKS[side].colour.lower() in drawn
    assert "stroke-dasharray" in drawn
    assert drawn.count(">toe-off <") + drawn.count(">toe-off<") == 1
    assert drawn.count(">landing<") == 1


def test_clearance_tells_range_and_count() -> None:
    lowest = {"left": np.array([0.005, 0.010, 0.030]), "right": np.array([0.02])}
    drawn = clearance_svg({"left": curves(), "right": curves()}, lowest)
    assert "between 5 and 30 mm, median 10 mm, in 3 strides" in drawn
    assert ">right: 1 stride<" in drawn
    assert "pattern" in drawn  # the right foot's bars are hatched


def test_course_marks_each_verdict() -> None:
    drawn = course_svg(strides(), ["left"], 5.0)
    assert "The left foot: 4 strides, 2 with low lift, 1 unsure, 1 with a toe drag." in drawn
    for word in ("not low", "low", "unsure", "toe drag", "toe drag unsure", "turn", "stairs"):
        assert f">{word}<" in drawn, word
    assert ">limit for low<" in drawn


def test_course_without_drags_or_turns_does_not_speak_of_them() -> None:
    quiet = strides(toe_drag=["no"] * 4, context=["level"] * 4)
    drawn = course_svg(quiet, ["left"], 5.0)
    for word in ("toe drag", "toe drag unsure", "turn", "stairs"):
        assert f">{word}<" not in drawn


def test_neighbouring_turns_are_one_stretch() -> None:
    table = strides(8)
    stretches = course_figure._stretches(table, ("turn",))
    assert stretches == [(1.0, 3.0), (5.0, 7.0)]


def test_marks_of_the_user_are_shown_as_they_are() -> None:
    marks = [(0.5, "brace $on <b>"), (99.0, "outside"), (1.0, "x" * 80), (1.5, "a\x07b")]
    drawn = course_svg(strides(), ["left"], 5.0, marks)
    assert "brace $on &lt;b&gt;" in drawn
    assert "outside" not in drawn
    assert "x" * 24 in drawn
    assert "x" * 25 not in drawn
    assert " ab<" in drawn


def test_strides_without_a_lift_do_not_stop_the_drawing() -> None:
    nothing = strides(foot_pitch_late_swing_max_deg=np.full(4, np.nan))
    assert course_svg(nothing, ["left"], 5.0).startswith("<svg")
    landed = strides(initial_contact_s=[np.nan] * 4)
    assert course_svg(landed, ["left"], 5.0).startswith("<svg")


@pytest.mark.slow
def test_an_hour_of_strides_stays_small() -> None:
    drawn = course_svg(strides(4000), ["left"], 5.0)
    assert "data:image/png;base64" in drawn
    assert len(drawn) < 500_000


def test_unsure_toe_heights_are_not_drawn(dropping: Walked) -> None:
    analysis, facts = dropping
    entry = analysis.summary["left"]["values"]["toe_clearance_min_m"]
    before = entry["mean_uncertainty_sd"]
    entry["mean_uncertainty_sd"] = 0.05
    try:
        drawn = pictures(analysis, facts)
    finally:
        entry["mean_uncertainty_sd"] = before
    assert "Toe height of the left foot is too unsure to be drawn" in drawn
    assert ">right: mean ± SD<" in drawn
    assert ">left: mean ± SD<" not in drawn


def test_no_level_stride_no_mean_curve(stairs: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaitsense.report.pictures.foot_curves", lambda *_: None)
    drawn = pictures(*stairs)
    assert "mean curves cannot be drawn" in drawn
    assert drawn.count("<figure>") == 1


def test_a_foot_without_values_is_left_out_of_toe_heights(
    dropping: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sensors that contradict each other: strides and curves are there, values are not."""
    analysis, facts = dropping
    nothing = {"n": 0, "of": 0} | dict.fromkeys(("mean", "sd", "p05", "median", "p95"))
    for side, feet in (("left", "left"), ("right", "left and the right")):
        values = analysis.summary[side]["values"]
        monkeypatch.setitem(values, "toe_clearance_min_m", nothing)
        drawn = pictures(analysis, facts)
        assert f"Toe height of the {feet} foot cannot be trusted, so it is not drawn." in drawn
        assert f">{side}: mean ± SD<" not in drawn
        assert "measure the length of the shoe" not in drawn
        assert (">right: mean ± SD<" in drawn) == (side == "left")
