"""A case that moves on the shoe while somebody walks, from samples to the summary."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gaitsense
from gaitsense.model.recording import Recording
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

_THERE_AND_BACK = "stand 3; " + "walk 12; turn 180; " * 5 + "walk 12; stand 3"


@pytest.fixture(scope="module")
def walk():
    scenario = replace(load_scenario("healthy"), route="stand 3; walk 50; stand 3")
    return simulate_walk(scenario, 4, rate_hz=100.0, mounting="aligned").recording


def from_half_way(recording, axis, degrees):
    """Turn the left case about one axis of the foot from the middle of the walk on."""
    a = np.radians(degrees)
    c, s = np.cos(a), np.sin(a)
    turn = {
        "x": np.array([[1, 0, 0], [0, c, -s], [0, s, c]]),
        "z": np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]),
    }[axis]
    foot = recording["left"]
    half = len(foot) // 2
    parts = [
        np.concatenate([samples[:half], (samples[half:] @ turn.T).astype(np.float32)])
        for samples in (foot.acc_mps2, foot.gyr_radps)
    ]
    left = replace(foot, acc_mps2=parts[0], gyr_radps=parts[1])
    return Recording({"left": left, "right": recording["right"]}, recording.metadata)


def test_an_untouched_case_needs_no_word(walk):
    found = gaitsense.analyze(walk)
    for side in ("left", "right"):
        assert found.summary[side]["calibration"]["case_turned_deg"] is None
        assert found.summary[side]["notes"] == []
        assert not found.strides["reasons"].str.contains("mounting_changed").any()


def test_a_case_that_rolls_over_makes_its_foot_doubtful(walk):
    found = gaitsense.analyze(from_half_way(walk, "x", 15.0))
    left = found.summary["left"]
    assert left["calibration"]["case_turned_deg"] == pytest.approx(15.0, abs=3.0)
    assert any("was turned on the shoe" in note for note in left["notes"])
    assert left["foot_drop_pattern"] == "unsure"
    assert left["foot_drop_pattern_reasons"] == ["mounting_changed"]
    own = found.strides[found.strides["side"] == "left"]
    assert own["reasons"].str.contains("mounting_changed").all()
    assert (own["low_lift"] == "unsure").all()
    assert (own["toe_drag"] == "unsure").all()
    assert (own["quality"] != "good").all()
    half_s = len(walk["left"]) / 200.0
    assert found.feet["left"].table["start_s"][found.feet["left"].change.at] == pytest.approx(
        half_s, abs=2.5
    )
    assert found.summary["right"]["foot_drop_pattern"] == "no"
    for side in ("left", "right"):
        assert found.summary[side]["other_foot_higher_by_deg"] is None
    values = found.summary["walk"]["values"]
    assert values["foot_pitch_late_swing_max_deg_left_less_right"] is None
    assert values["swing_time_s_left_less_right"] is not None


def test_a_case_that_turns_flat_is_told_and_spoils_nothing(walk):
    found = gaitsense.analyze(from_half_way(walk, "z", 30.0))
    left = found.summary["left"]
    assert any("another axis of the case" in note for note in left["notes"])
    assert left["foot_drop_pattern"] == "no"


def test_the_moment_counts_all_strides_where_many_are_no_level_ones():
    """Of a way there and back every turn leaves strides out; the case rolls over by the clock."""
    scenario = replace(load_scenario("healthy"), route=_THERE_AND_BACK)
    made = simulate_walk(scenario, 4, rate_hz=100.0, mounting="aligned").recording
    found = gaitsense.analyze(from_half_way(made, "x", 25.0)).feet["left"]
    before = found.table["start_s"] < len(made["left"]) / 200.0
    at_s = found.table["start_s"][found.change.at]
    assert np.count_nonzero(found.table["context"][before] != "level") >= 4
    assert found.moved == "mounting_changed"
    assert at_s == pytest.approx(len(made["left"]) / 200.0, abs=2.5)


def test_a_loose_case_is_told(walk):
    """Turned anew with each toe-off, by 15° about each axis (SD): many strides look like stairs."""
    rng = np.random.default_rng(5)
    foot, strides = walk["left"], gaitsense.analyze(walk).strides
    toe_off_s = strides.loc[strides["side"] == "left", "toe_off_s"]
    cuts = np.round(100.0 * toe_off_s.to_numpy()).astype(int)
    acc, gyr = foot.acc_mps2.copy(), foot.gyr_radps.copy()
    for begin, end in zip([0, *cuts], [*cuts, len(foot)], strict=True):
        x, y, z = np.radians(15.0) * rng.standard_normal(3)
        across = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        # The Cayley transform of a small skew matrix is a rotation by its angle.
        turn = (np.eye(3) + across / 2) @ np.linalg.inv(np.eye(3) - across / 2)
        part = slice(begin, end)
        acc[part], gyr[part] = acc[part] @ turn.T, gyr[part] @ turn.T
    left = replace(foot, acc_mps2=acc, gyr_radps=gyr)
    found = gaitsense.analyze(Recording({"left": left, "right": walk["right"]}, walk.metadata))
    assert found.feet["left"].moved == "mounting_loose"
    assert any("loose on the shoe" in note for note in found.summary["left"]["notes"])
    assert found.feet["right"].moved == ""


def test_the_arm_to_the_toe_is_learned_from_the_walk(walk):
    """A case on the laces of 0.26 m; where no place is told, the walk tells it."""
    scenario = replace(load_scenario("healthy"), placement_spread=0.0)
    made = simulate_walk(scenario, 3, rate_hz=100.0)
    for side in ("left", "right"):
        foot = made.recording[side]
        other = replace(foot.info, shoe=replace(foot.info.shoe, sensor_place="unknown"))
        feet = {side: replace(foot, info=other)}
        found = gaitsense.analyze(Recording(feet, made.recording.metadata))
        told = found.summary[side]["calibration"]["sole"]
        assert told["learned_from_strides_n"] >= 20
        true_m = made.truth.placement[side].toe_from_sensor_m[0]
        assert told["toe_forward_m"] == pytest.approx(true_m, abs=0.015)
        assert told["toe_forward_m"] + told["heel_back_m"] == pytest.approx(0.26, abs=1e-4)
