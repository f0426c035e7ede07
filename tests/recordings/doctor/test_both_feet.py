"""Swings in turn, records of unlike length, and feet that were exchanged."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.recordings.doctor.both_feet import both_feet, swing_overlap
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.simulate.faults import swap_feet
from gaitsense.simulate.losses import silence_foot


def swings(first_s: float, n: int = 20, stride_s: float = 1.0, swing_s: float = 0.4) -> np.ndarray:
    begin = first_s + stride_s * np.arange(n)
    return np.column_stack([begin, begin + swing_s])


@pytest.mark.parametrize(
    ("later_s", "share"), [(0.0, 1.0), (0.1, 0.75), (0.3, 0.25), (0.4, 0.0), (0.5, 0.0)]
)
def test_the_overlap_of_swings_is_that_of_their_intervals(later_s, share):
    overlap = swing_overlap(swings(0.0), swings(later_s))
    assert overlap == pytest.approx(share, abs=0.03)


def test_the_foot_that_swings_less_is_the_measure():
    assert swing_overlap(swings(0.0, swing_s=0.2), swings(-0.1, swing_s=0.4)) == pytest.approx(
        1.0, abs=0.05
    )


@pytest.mark.parametrize(
    ("left", "right"), [(swings(0.0, n=4), swings(0.5)), (swings(0.0), swings(100.0))]
)
def test_few_common_swings_tell_nothing(left, right):
    assert swing_overlap(left, right) is None


def shifted(recording, seconds):
    right = recording["right"]
    moved = dataclasses.replace(right, t_s=right.t_s + seconds)
    return dataclasses.replace(recording, feet={"left": recording["left"], "right": moved})


def test_walking_feet_swing_in_turn_until_a_clock_is_off(walk, sound, found):
    assert [finding.severity for finding in found(sound, "feet_in_turn")] == ["ok"]
    half_a_stride_s = 0.55
    examination = examine_recording(shifted(walk, half_a_stride_s))
    (finding,) = found(examination, "feet_not_in_turn")
    assert finding.severity == "note"
    assert finding.values["overlap_share"] > 0.5
    assert not found(examination, "feet_in_turn")


def test_exchanged_feet_are_noticed(walk, sound, found):
    assert [finding.severity for finding in found(sound, "feet_sides")] == ["ok"]
    examination = examine_recording(swap_feet(walk))
    (finding,) = found(examination, "feet_swapped")
    assert finding.severity == "note"
    assert not found(examination, "feet_sides")
    assert "but left and right may be exchanged" in examination.sentence
    # It is among the first things to look after.
    assert "which sensor was on which shoe" in examination.advice[0]


@pytest.mark.parametrize(
    ("bow_m", "code", "words"),
    [
        ({"left": 0.02, "right": 0.03}, "feet_sides", "as they do when left is left"),
        ({"left": -0.02, "right": -0.03}, "feet_swapped", "may be exchanged"),
        ({"left": -0.02, "right": 0.03}, "feet_sides", "do not agree"),
        ({"left": -0.02, "right": -0.004}, "feet_sides", "do not agree"),
        ({"left": -0.02}, "feet_sides", "too few straight steps"),
    ],
)
def test_what_the_bows_of_the_feet_say(walk, bow_m, code, words):
    from gaitsense.pipeline.gait_pipeline import analyze
    from gaitsense.recordings.doctor.walk import examined_feet

    feet = examined_feet(walk, analyze(walk))
    told = [finding for finding in both_feet(feet, bow_m) if finding.code.startswith("feet_s")]
    assert [finding.code for finding in told] == [code]
    assert words in told[0].text
    # What cannot be seen is not as it should be.
    assert told[0].severity == ("ok" if "left is left" in words else "note")


def test_nobody_knows_which_foot_a_single_one_is(walk):
    from gaitsense.pipeline.gait_pipeline import analyze
    from gaitsense.recordings.doctor.walk import examined_feet

    alone = silence_foot(walk, "right")
    feet = examined_feet(alone, analyze(alone))
    (finding,) = both_feet(feet, {}, untold=True)
    assert "left" not in finding.text


def test_one_foot_cannot_tell_which_it_is(walk, found):
    examination = examine_recording(silence_foot(walk, "left"))
    (finding,) = found(examination, "one_foot")
    assert "whether it is not the left one cannot be seen" in finding.text
    assert examination.usable == "yes"
    assert examination.measures[-1].answer == "no"


def test_a_foot_that_falls_silent_is_noticed(walk, sound, found):
    assert not found(sound, "foot_shorter")
    (finding,) = found(examine_recording(silence_foot(walk, "right", 30.0)), "foot_shorter")
    assert finding.side == "right"
    assert finding.values["shorter_by_s"] == pytest.approx(10.0, abs=0.1)
    assert "than the left foot's" in finding.text
