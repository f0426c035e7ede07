"""The picture of drags through swing, read back from its SVG."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.drag_summary import DragPlaces, drag_places
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.report.drag_figure import drag_labels, drag_svg
from gaitsense.report.notices import DRAG_CAVEAT
from gaitsense.report.palette import LOOKS
from gaitsense.report.pictures import pictures
from gaitsense.report.recording_facts import RecordingFacts, recording_facts
from gaitsense.simulate.walk import SimulatedWalk, simulate_walk

Walked = tuple[Analysis, RecordingFacts]
SEARCHED = (0.2, 0.88)


def drags(n: int = 4) -> DragPlaces:
    start_s = 10.0 * np.arange(1, n + 1)
    told = np.arange(n) % 4 != 1
    return DragPlaces(
        np.arange(n),
        start_s,
        start_s + 0.1,
        np.linspace(0.25, 0.40, n),
        np.linspace(0.50, 0.65, n),
        np.full(n, 0.314),
        np.where(told, 0.876, 0.452),
        told,
    )


def test_each_drag_has_its_time_way_and_probability() -> None:
    drawn = drag_svg({"left": drags()}, SEARCHED)
    assert drawn.count(">31 cm, 88\u00a0%<") == 3
    assert drawn.count(">31 cm, 45\u00a0% ?<") == 1
    for time in ("10", "20", "30", "40"):
        assert f">{time}<" in drawn
    for word in ("lift-off", "landing", "unsure", "toe drag (the paler, the less probable)"):
        assert f">{word}<" in drawn, word
    assert ">Left swing, % (toe-off to landing)<" in drawn


@pytest.mark.parametrize(
    ("left_n", "right_n", "said"),
    [
        (24, 1, "; beside it the way of the foot meanwhile"),
        (25, 24, "; beside it, on the foot with at most 24, the way of the foot meanwhile"),
        (25, 25, ""),
    ],
)
def test_the_caption_names_labels_only_where_there_are_some(
    left_n: int, right_n: int, said: str
) -> None:
    feet = {"left": drags(left_n), "right": drags(right_n)}
    assert drag_labels(feet).removesuffix(" and the probability") == said
    assert ("31 cm" in drag_svg(feet, SEARCHED)) is bool(said)


def test_it_tells_in_words_what_it_shows() -> None:
    drawn = drag_svg({"left": drags(), "right": drags(1)}, SEARCHED)
    # Told: the first, third and fourth of 0.25, 0.30, 0.35, 0.40.
    assert (
        "The left foot: 3 toe drags, in the median from 35 to 60 percent of swing, and 1 unsure. "
        "The right foot: 1 toe drag, in the median from 25 to 50 percent of swing, and 0 unsure."
    ) in drawn
    for side in ("left", "right"):
        assert LOOKS[side].colour.lower() in drawn
    assert "pattern" in drawn  # the right foot's bars are hatched


def test_the_surer_a_drag_the_darker_its_bar() -> None:
    foot = drags(3)
    foot.told[:] = True
    foot.probability[:] = (0.70, 0.85, 1.0)
    drawn = drag_svg({"left": foot}, SEARCHED)
    colour = LOOKS["left"].colour.lower()
    shades = re.findall(rf"fill: {colour}; opacity: ([0-9.]+)", drawn)
    # 0.4 for an even chance, 1 for certainty, evenly between; 1 is not written.
    assert [float(shade) for shade in shades] == pytest.approx([0.64, 0.82], abs=1e-6)
    assert len(re.findall(rf"fill: {colour}[;\"]", drawn)) >= 3
    assert ">unsure<" not in drawn


def test_many_drags_are_drawn_without_labels_and_stay_small() -> None:
    drawn = drag_svg({"right": drags(700)}, SEARCHED)
    assert " cm, " not in drawn
    assert "data:image/png;base64" in drawn
    assert len(drawn) < 300_000


def test_nothing_is_sure_beyond_99_percent() -> None:
    foot = drags(1)
    foot.probability[:] = 0.9999
    foot.travel_m[:] = 0.2
    assert ">20 cm, 99\u00a0%<" in drag_svg({"left": foot}, SEARCHED)


def test_drags_of_a_walk_are_gathered(dropping: Walked, dropping_walk: SimulatedWalk) -> None:
    analysis, _ = dropping
    found = drag_places(analysis.feet["left"], analysis.traces["left"])
    told = found.told
    assert told.sum() == (analysis.strides["toe_drag"] == "yes").sum() >= 5
    truth = dropping_walk.truth.samples["left"]
    for row in np.flatnonzero(told):
        ends_s = [found.start_s[row], found.stop_s[row]]
        way = [np.interp(ends_s, truth["t_s"], truth[name]) for name in ("pos_x_m", "pos_y_m")]
        travelled_m = np.hypot(*(ends[1] - ends[0] for ends in way))
        assert found.travel_m[row] == pytest.approx(travelled_m, abs=0.02)


def test_the_report_draws_drags_after_the_toe_height(dropping: Walked) -> None:
    drawn = pictures(*dropping)
    assert drawn.count("<h3>Toe drags through swing</h3>") == 1
    assert drawn.index("Toe height in swing") < drawn.index("Toe drags through swing")
    last = drawn[drawn.index("Toe drags through swing") :]
    assert "Left foot: toe drag in" in last
    assert "<svg" in last
    assert DRAG_CAVEAT in last


@pytest.fixture(scope="module")
def free() -> Walked:
    recording = simulate_walk("healthy", seed=2, duration_s=25.0).recording
    return analyze(recording), recording_facts(recording)


def test_a_walk_without_drags_says_so_and_draws_nothing(free: Walked) -> None:
    analysis, _ = free
    assert "yes" not in set(analysis.strides["toe_drag"])
    drawn = pictures(*free)
    last = drawn[drawn.index("Toe drags through swing") :]
    assert "<svg" not in last
    n = analysis.summary["left"]["toe_drag"]["no"]
    assert f"<p>Toe drag (a detector trained on simulated drags): none in {n} left steps" in last


def test_feet_that_are_not_trusted_have_a_reason_and_no_picture(
    free: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis, facts = free
    for side in ("left", "right"):
        foot = analysis.summary[side]
        n = foot["strides_n"]
        monkeypatch.setitem(foot["calibration"], "sensors_contradict", True)
        drag = {"yes": 0, "no": 0, "unsure": n, "unsure_because": {"sensors_disagree": n}}
        monkeypatch.setitem(foot, "toe_drag", drag)
    drawn = pictures(analysis, facts)
    last = drawn[drawn.index("Toe drags through swing") :]
    assert "<svg" not in last
    assert "<p></p>" not in last
    assert "gyroscope and accelerometer contradict each other" in last
