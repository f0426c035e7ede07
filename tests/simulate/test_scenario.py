from __future__ import annotations

import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.pattern import DragPattern, StridePattern
from gaitsense.simulate.scenario import (
    Scenario,
    load_scenario,
    scenario_from_table,
    scenario_names,
)

NAMED = {
    "healthy", "slow_healthy", "left_foot_drop", "right_foot_drop", "reduced_lift", "toe_first",
    "toe_drag", "steppage", "shuffle", "stairs_up", "stairs_down", "turns", "circumduction",
    "painful_stance", "hip_flexor", "foot_slap", "fatigue_drop", "cane", "brace_on_off",
    "stimulator_on_off", "treadmill", "hemiparetic", "ms_shuffle", "flat_contact", "sit_and_walk",
    "slope", "drags_all_steps",
}  # fmt: skip


def test_named_scenarios_are_there_and_described():
    assert set(scenario_names()) >= NAMED
    for name in scenario_names():
        description = load_scenario(name).description
        assert description.endswith(".")
        assert description.count(".") == 1


def test_left_and_right_foot_drop_mirror_each_other():
    left, right = load_scenario("left_foot_drop"), load_scenario("right_foot_drop")
    assert (left.left, left.right) == (right.right, right.left)
    assert left.step_time_asymmetry == -right.step_time_asymmetry
    assert left.pattern("left") == left.left
    assert left.pattern("right") == left.right


def test_both_sets_both_feet_and_each_foot_goes_on_top():
    scenario = scenario_from_table(
        {
            "both": {"toe_clearance_m": 0.02, "drag": {"probability": 0.1, "duration_s": 0.2}},
            "right": {"swing_share": 0.4, "drag": {"probability": 0.3}},
        }
    )
    assert scenario.left == StridePattern(
        toe_clearance_m=0.02, drag=DragPattern(probability=0.1, duration_s=0.2)
    )
    assert scenario.right == StridePattern(
        toe_clearance_m=0.02, swing_share=0.4, drag=DragPattern(probability=0.3, duration_s=0.2)
    )


def test_a_change_goes_on_top_of_the_scenarios_own_feet():
    scenario = scenario_from_table(
        {
            "both": {"toe_clearance_m": 0.02},
            "left": {"swing_share": 0.4, "drag": {"probability": 0.3, "duration_s": 0.2}},
            "change": [
                {"from_share": 0.3, "left": {"drag": {"probability": 0.1}}},
                {"from_step": 40, "word": "both", "both": {"toe_clearance_m": 0.01}},
            ],
        }
    )
    drag = DragPattern(probability=0.3, duration_s=0.2)
    first, second = scenario.change
    assert (first.from_share, first.from_step, first.word) == (0.3, None, "change")
    assert first.pattern("left") == StridePattern(
        toe_clearance_m=0.02, swing_share=0.4, drag=DragPattern(probability=0.1, duration_s=0.2)
    )
    assert first.pattern("right") == scenario.right == StridePattern(toe_clearance_m=0.02)
    assert (second.from_share, second.from_step, second.word) == (None, 40, "both")
    assert second.left == StridePattern(toe_clearance_m=0.01, swing_share=0.4, drag=drag)
    assert second.right == StridePattern(toe_clearance_m=0.01)


def test_reads_a_file_of_the_users(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("stride_length_m = 1\n[left]\nlate_swing_max_deg = -4.0\n", encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.stride_length_m == 1.0
    assert scenario.left.late_swing_max_deg == -4.0
    assert scenario.right == StridePattern()


def test_shoe_is_what_the_wearer_would_say():
    shoe = Scenario(foot_length_m=0.25, sensor_place="heel").shoe
    assert (shoe.foot_length_m, shoe.foot_length_sd_m, shoe.sensor_place) == (0.25, 0.003, "heel")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("left_footdrop", "did you mean 'left_foot_drop'"),
        ("zzzz", "known: .*healthy"),
        ("nowhere.toml", "no such file"),
    ],
)
def test_unknown_names(name, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load_scenario(name)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("stride_lenght_m = 1.0", "setting 'stride_lenght_m' is not known"),
        ("stride_cv = -0.1", "stride_cv must lie"),
        ("both = 3", "setting 'both' must be a table"),
        ("[[[", "is not valid TOML"),
    ],
)
def test_the_file_with_the_fault_is_named(tmp_path, text, complaint):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_scenario(path)
    assert str(caught.value).startswith(f"{path}: {complaint}")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"stride_lenght_m": 1.0}, "did you mean 'stride_length_m'"),
        ({"left": {"swing_shar": 0.3}}, "'left.swing_shar'.*did you mean 'swing_share'"),
        ({"both": 3}, "'both' must be a table"),
        ({"left": 3}, "'left' must be a table"),
        ({"both": {"swing_share": 0.3}, "left": 3}, "'left' must be a table"),
        ({"stride_length_m": 20.0}, "between 0.1 and 2"),
        ({"stride_cv": -0.1}, "stride_cv must lie"),
        ({"surface": "gras"}, "did you mean 'grass'"),
        ({"mount": {"soft_hz": 500.0}}, "mount.soft_hz must lie between 0 and 100"),
        ({"mount": {"loose": 1.0}}, "'mount.loose' is not known"),
        ({"sensor_place": "knee"}, "'knee' is not known"),
        ({"route": "stand 3; fly 3; stand 3"}, "not understood"),
        ({"left": {"drag": {"probability": 1.5}}}, "drag.probability must lie"),
        ({"fatigue": {"drag_probability": 2.0}}, "fatigue.drag_probability must lie"),
        ({"fatigue": {"side": "middle"}}, "fatigue.side must be one of both, left, right"),
        ({"slope_deg": 40.0}, "slope_deg must lie between -15 and 15"),
        ({"left": {"landing_min_s": 0.01}}, "landing_min_s must lie between 0.03 and 0.2"),
        ({"change": {"from_share": 0.5}}, r"head each of them with \[\[change\]\]"),
        ({"change": [3]}, r"head each of them with \[\[change\]\]"),
        ({"change": [{"from_shar": 0.5}]}, "'change.from_shar'.*did you mean 'from_share'"),
        ({"change": [{}]}, "either from_share or from_step"),
        ({"change": [{"from_share": 0.5, "from_step": 3}]}, "either from_share or from_step"),
        ({"change": [{"from_share": 1.5}]}, "change.from_share must lie"),
        ({"change": [{"from_step": -1}]}, "change.from_step must lie"),
        ({"change": [{"from_step": 2.5}]}, "'change.from_step' must be a whole number"),
        ({"change": [{"from_step": 2, "word": " "}]}, "change.word must say what changes"),
        ({"change": [{"from_step": 2, "both": 3}]}, "'change.both' must be a table"),
        (
            {"change": [{"from_step": 2, "left": {"swing_shar": 0.3}}]},
            "'change.left.swing_shar'.*did you mean 'swing_share'",
        ),
        ({"left": {"toe_off_pitch_deg": -20.0, "late_swing_max_deg": -25.0}}, "must lie above"),
        (
            {"left": {"late_swing_max_deg": -20.0, "contact_drop_deg": 30.0,
                      "toe_off_pitch_deg": -45.0}},
            "less contact_drop_deg must lie above",
        ),
    ],
)  # fmt: skip
def test_bad_knobs(table, complaint):
    with pytest.raises(ConfigError, match=complaint):
        scenario_from_table(table)
