"""What can be measured, by a summary whose counts and reasons are set by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.recording import FootRecording, StreamInfo
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.measurable import measurable
from gaitsense.recordings.doctor.walk import ExaminedFoot


def foot(side: str = "left", n: int = 20, reason: str = "", **changes: object) -> ExaminedFoot:
    zeros = np.zeros((4, 3), np.float32)
    recording = FootRecording(side, np.arange(4), np.arange(4) / 100, zeros, zeros, StreamInfo(100))
    names = ("stride_time_s", "foot_pitch_late_swing_max_deg", "stride_length_m")
    values = {name: {"n": n, "of": n} for name in names}
    values["toe_clearance_min_m"] = {"n": n, "of": n, "one_stride_uncertainty_sd": 0.008}
    summary = {
        "values": values,
        "toe_drag": {"yes": 0, "no": n, "unsure": 0, "unsure_because": {}},
        "reasons": {reason: n} if reason else {},
        "foot_drop_pattern": "no",
        "foot_drop_pattern_reasons": [],
        "foot_drop_pattern_level_n": n,
        "calibration": {"sensors_contradict": False},
        **changes,
    }
    times = np.arange(float(n))
    return ExaminedFoot(
        recording,
        summary,
        [None] * n,
        np.array(["level"] * n, object),
        np.array([reason] * n, object),
        times, times + 1.0, times + 0.3, times + 0.8,
        dict.fromkeys(values, n),
    )  # fmt: skip


def told(*feet: ExaminedFoot, unread=()) -> dict[str, object]:
    return {m.name: m for m in measurable({f.side: f for f in feet}, unread)}


def values(name: str, **entry: object) -> dict[str, object]:
    return {"values": {**foot().summary["values"], name: entry}}


def test_two_sound_feet_can_be_measured():
    measures = told(foot("left"), foot("right"))
    assert {m.answer for m in measures.values()} == {"yes"}
    assert measures["stride_time"].text == "In 20 of 20 straight strides."
    assert measures["stride_time"].feet == {"left": "yes", "right": "yes"}


@pytest.mark.parametrize(("n", "answer"), [(20, "yes"), (16, "yes"), (15, "partly"), (0, "no")])
def test_the_share_that_was_measured_decides(n, answer):
    measure = told(foot(reason="gap", **values("stride_length_m", n=n, of=20)))["stride_length"]
    assert measure.answer == answer
    assert f"n {n} of 20 straight strides" in measure.text
    assert ("too many samples in a row were lost" in measure.text) == (answer != "yes")


@pytest.mark.parametrize(
    ("reason", "less_sure"),
    [
        ("no_rest", {"stride_length", "toe_clearance"}),
        ("clipped", {"stride_length", "toe_clearance"}),
        ("no_flat_reference", {"foot_pitch", "toe_clearance"}),
        ("mounting_unsure", {"foot_pitch", "toe_clearance"}),
        ("bridged", set()),
        ("turn", set()),
    ],
)
def test_a_reason_of_most_strides_makes_values_less_sure(reason, less_sure):
    measures = told(foot("left", reason=reason), foot("right", reason=reason))
    partly = {name for name, measure in measures.items() if measure.answer == "partly"}
    assert partly - {"comparison"} == less_sure
    assert ("comparison" in partly) == ("foot_pitch" in less_sure)


def test_a_gain_that_was_corrected_is_said():
    measure = told(foot(reason="gain"))["stride_length"]
    assert measure.answer == "yes"
    assert "corrected for what the accelerometer misreads" in measure.text


def test_a_toe_height_that_says_nothing_wants_the_shoe():
    entry = {"n": 20, "of": 20, "one_stride_uncertainty_sd": 0.0155}
    measure = told(foot(**values("toe_clearance_min_m", **entry)))["toe_clearance"]
    assert (measure.answer, measure.needs) == ("partly", "shoe")
    assert "no better than ±30 mm" in measure.text
    worse = told(foot(reason="no_rest", **values("toe_clearance_min_m", **entry)))["toe_clearance"]
    assert (worse.answer, worse.needs) == ("partly", "")


@pytest.mark.parametrize(
    ("verdicts", "answer"),
    [
        ((0, 20, 0), "yes"),
        ((3, 13, 4), "yes"),
        ((3, 12, 5), "partly"),
        ((0, 2, 18), "partly"),
        ((0, 1, 19), "no"),
        ((0, 0, 20), "no"),
    ],
)
def test_drags_count_where_they_were_told(verdicts, answer):
    yes, no, unsure = verdicts
    because = {"borderline": unsure - 1, "turn": 1} if unsure else {}
    drag = {"yes": yes, "no": no, "unsure": unsure, "unsure_because": because}
    measure = told(foot(reason="bridged", toe_drag=drag))["toe_drag"]
    assert measure.answer == answer
    why = " (the lift or the probability of a drag is too close to its limit)"
    assert measure.text == f"Told in {yes + no} of 20 strides{why if answer != 'yes' else ''}."


def test_a_drag_that_no_word_hid_has_no_reason():
    drag = {"yes": 0, "no": 0, "unsure": 20, "unsure_because": {"not_told": 20}}
    assert told(foot(toe_drag=drag))["toe_drag"].text == "Told in 0 of 20 strides."


@pytest.mark.parametrize(
    ("level_n", "told_n", "answer"),
    [(12, 10, "yes"), (12, 9, "partly"), (8, 8, "partly"), (0, 1, "no"), (0, 10, "partly")],
)
def test_drags_told_in_straight_strides_will_do_where_most_are_straight(level_n, told_n, answer):
    bent = foot(toe_drag={"yes": 0, "no": told_n, "unsure": 20 - told_n, "unsure_because": {}})
    context = np.array(["level"] * level_n + ["turn"] * (20 - level_n), object)
    object.__setattr__(bent, "context", context)
    assert told(bent)["toe_drag"].answer == answer


def test_a_slow_sensor_tells_no_drag():
    measure = told(foot(reason="low_rate"))["toe_drag"]
    assert measure.answer == "no"
    assert measure.text == "The sensor is too slow to see the vibration of a dragging toe."


@pytest.mark.parametrize(
    ("verdict", "reasons", "answer"),
    [("yes", [], "yes"), ("unsure", ["borderline"], "yes"), ("unsure", ["too_few"], "no")],
)
def test_a_pattern_needs_strides_not_a_clear_answer(verdict, reasons, answer):
    sides = [
        foot(side, foot_drop_pattern=verdict, foot_drop_pattern_reasons=reasons)
        for side in ("left", "right")
    ]
    assert told(*sides)["foot_drop_pattern"].answer == answer


@pytest.mark.parametrize(
    ("word", "why", "doubt"),
    [
        ("mounting_changed", "the case was turned on the shoe", "wrong in one part of the walk"),
        ("mounting_loose", "the case is loose on the shoe", "doubtful"),
    ],
)
def test_a_case_that_moved_is_why_nothing_is_judged(word, why, doubt):
    moved = foot(
        reason=f"no_flat_reference;{word}",
        toe_drag={"yes": 0, "no": 0, "unsure": 20},
        foot_drop_pattern="unsure",
        foot_drop_pattern_reasons=[word],
    )
    measures = {
        m.name: m for m in measurable({"left": moved}, (), [Finding(word, "problem", "", "left")])
    }
    for name in ("toe_drag", "foot_drop_pattern"):
        assert (measures[name].answer, measures[name].text.casefold()) == ("no", f"{why}.")
    for name in ("foot_pitch", "toe_clearance"):
        assert measures[name].answer == "partly"
        assert measures[name].text.startswith("In 20 of 20 straight strides, but less sure: ")
        assert measures[name].text.endswith(f", and {doubt}, as {why}.")
    (turned,) = measurable({"left": foot()}, (), [Finding(word, "problem", "", "left")])[1:2]
    assert turned.text == f"In 20 of 20 straight strides, but {doubt}, as {why}."


def test_one_stride_is_one_stride():
    few = {"foot_drop_pattern": "unsure", "foot_drop_pattern_reasons": ["too_few"]}
    measures = told(foot(n=1, **few))
    assert measures["stride_time"].text == "In 1 of 1 straight stride."
    assert measures["toe_drag"].text == "Told in 1 of 1 stride."
    assert measures["foot_drop_pattern"].text == "1 straight stride is too few."
    assert told(foot(n=2, **few))["foot_drop_pattern"].text == "2 straight strides are too few."


def test_sensors_that_contradict_leave_the_time():
    distrusted = foot(calibration={"sensors_contradict": True})
    measures = told(distrusted, foot("right"))
    assert measures["stride_time"].answer == "yes"
    for name in ("foot_pitch", "stride_length", "toe_clearance", "toe_drag", "foot_drop_pattern"):
        assert measures[name].answer == "partly", name
        assert measures[name].feet == {"left": "no", "right": "yes"}
    assert measures["comparison"].answer == "no"


def test_a_foot_without_steps_or_too_slow_is_not_measured():
    assert {m.answer for m in told(foot(n=0)).values()} == {"no"}
    measures = told(foot("left"), unread=["right"])
    assert measures["foot_pitch"].feet == {"left": "yes", "right": "no"}
    assert "the sensor is too slow" in measures["foot_pitch"].text
    assert {m.answer for m in told(unread=["left", "right"]).values()} == {"no"}


def test_a_walk_without_a_straight_stride_has_single_ones():
    bent = foot()
    object.__setattr__(bent, "context", np.array(["turn"] * 20, object))
    measure = told(bent)["stride_time"]
    assert measure.answer == "partly"
    assert measure.text == (
        "In 20 of 20 strides, none of them straight and level; they stand in strides.csv."
    )


@pytest.mark.parametrize(("n", "answer"), [(2, "partly"), (1, "no"), (0, "no")])
def test_without_a_straight_stride_there_must_be_values_all_the_same(n, answer):
    holed = foot(reason="gain;gap")
    object.__setattr__(holed, "context", np.array([""] * 20, object))
    object.__setattr__(holed, "measured_n", {"stride_length_m": n})
    measure = told(holed)["stride_length"]
    assert measure.answer == answer
    assert f"In {n} of 20 strides, none of them straight and level" in measure.text
    assert ("too many samples in a row were lost" in measure.text) == (answer == "no")


@pytest.mark.parametrize(
    ("code", "touched", "answer"),
    [
        ("axis_stuck", {"foot_pitch", "stride_length", "toe_clearance", "toe_drag"}, "partly"),
        ("axes_identical", {"foot_pitch", "stride_length", "toe_clearance", "toe_drag"}, "no"),
        ("mounting_changed", {"foot_pitch", "toe_clearance"}, "partly"),
        ("gravity", {"stride_length", "toe_clearance"}, "partly"),
    ],
)
def test_a_problem_that_the_analysis_does_not_see_is_counted(code, touched, answer):
    feet = {side: foot(side) for side in ("left", "right")}
    problem = Finding(code, "problem", "text", "left")
    measures = {m.name: m for m in measurable(feet, (), [problem])}
    del measures["comparison"], measures["foot_drop_pattern"]
    assert {name for name, m in measures.items() if m.feet["left"] == answer} == touched
    assert {m.feet["right"] for m in measures.values()} == {"yes"}
    note = Finding(code, "note", "text", "left")
    assert {m.answer for m in measurable(feet, (), [note])} == {"yes"}


@pytest.mark.parametrize(("share", "answer"), [(0.17, "no"), (0.4, "partly")])
def test_what_hardly_lies_in_strides_is_no_walk(share, answer):
    odd = Finding("moves_without_steps", "problem", "", "left", values={"in_strides_share": share})
    measures = {m.name: m.answer for m in measurable({"left": foot()}, (), [odd])}
    assert measures["foot_pitch"] == measures["toe_drag"] == answer
    assert measures["stride_time"] == "yes"
