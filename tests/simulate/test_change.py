"""What changes within a walk begins where it says, and the truth tells which stride is which."""

from __future__ import annotations

import dataclasses

import pytest

from gaitsense.simulate.change import Change, part_reached
from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import Fatigue, Scenario
from gaitsense.simulate.walk import simulate_walk, write_truth

STEADY = StridePattern(late_swing_max_sd_deg=0.0, toe_clearance_sd_m=0.0)
RAISED = dataclasses.replace(STEADY, late_swing_max_deg=20.0, toe_out_deg=20.0)
PLAIN = Scenario(route="stand 2; walk 20; stand 2", stride_cv=0.0, left=STEADY, right=STEADY)


def with_changes(*changes, **knobs):
    return dataclasses.replace(PLAIN, change=changes, **knobs)


def in_order(scenario, duration_s=None):
    plan = plan_walk(scenario, 0, duration_s)
    strides = [stride for foot in plan.strides.values() for stride in foot]
    return plan, sorted(strides, key=lambda stride: stride.times.initial_contact_s)


@pytest.mark.parametrize("when", [{"from_step": 8}, {"from_share": 0.4}])
def test_it_begins_with_the_step_that_is_named(when):
    """Twenty steps: the ninth is the first with eight, or two fifths, of them behind it."""
    change = Change(**when, word="raised", left=RAISED, right=STEADY)
    plan, strides = in_order(with_changes(change))
    assert [stride.part for stride in strides] == [0] * 8 + [1] * 13
    late = [stride.pattern.late_swing_max_deg for stride in strides if stride.side == "left"][1:-1]
    assert late == pytest.approx([27.0] * 3 + [20.0] * 6)
    assert plan.marker == ((strides[8].times.heel_off_s, "raised"),)
    # Only the left foot, which takes the even steps, is changed, and lands as it now does.
    assert strides[8].side == "left"
    assert strides[8].target.heading_rad == pytest.approx(0.349, abs=1e-3)


def test_a_change_replaces_the_one_before_and_an_empty_one_goes_back():
    scenario = with_changes(
        Change(from_share=0.0, word="off", left=STEADY, right=STEADY),
        Change(from_step=6, word="on", left=RAISED, right=RAISED),
        Change(from_step=12, word="off", left=STEADY, right=STEADY),
    )
    plan, strides = in_order(scenario)
    assert [stride.part for stride in strides] == [1] * 6 + [2] * 6 + [3] * 9
    assert [word for _, word in plan.marker] == ["off", "on", "off"]
    _, plain = in_order(PLAIN)
    assert [stride.times for stride in strides[:6]] == [stride.times for stride in plain[:6]]
    assert strides[15].pattern == plain[15].pattern


def test_the_closing_step_before_a_rest_belongs_to_the_part_before():
    scenario = with_changes(
        Change(from_share=0.5, left=RAISED), route="stand 2; walk 10; stand 5; walk 10; stand 2"
    )
    _, strides = in_order(scenario)
    assert [stride.part for stride in strides] == [0] * 11 + [1] * 11
    assert strides[10].stops
    assert strides[11].starts


def test_length_and_time_change_by_their_shares():
    scenario = with_changes(
        Change(
            from_step=10, stride_length_share=0.1, stride_time_share=-0.2, left=STEADY, right=STEADY
        ),
        fatigue=Fatigue(),
    )
    _, strides = in_order(scenario)
    way_m = [stride.target.x_m - stride.origin.x_m for stride in strides[1:-1]]
    assert way_m[1:8] == pytest.approx([1.35] * 7)
    assert way_m[10:] == pytest.approx([1.485] * 9)
    contacts = [stride.times.initial_contact_s for stride in strides]
    assert contacts[8] - contacts[7] == pytest.approx(1.087 / 2)
    assert contacts[15] - contacts[14] == pytest.approx(0.8 * 1.087 / 2)


def test_where_a_duration_is_given_the_share_is_one_of_time():
    _, strides = in_order(with_changes(Change(from_share=0.5, left=RAISED)), 60.0)
    first = next(stride for stride in strides if stride.part == 1)
    assert 29.0 < first.times.initial_contact_s < 31.5


def test_the_last_one_in_the_row_that_has_begun_holds():
    changes = [Change(from_step=4), Change(from_step=2), Change(from_share=0.5)]
    assert [part_reached(changes, step, step / 10) for step in range(7)] == [0, 0, 2, 2, 2, 3, 3]


def test_the_truth_tells_the_part_of_each_stride(tmp_path):
    scenario = with_changes(Change(from_step=8, word="on", left=RAISED, right=STEADY))
    walk = simulate_walk(scenario, 0, rate_hz=50.0, sensor="ideal")
    parts, strides = walk.truth.parts, walk.truth.strides
    assert list(parts.columns) == ["side", "stride_id", "part", "word"]
    assert parts[["side", "stride_id"]].equals(strides[["side", "stride_id"]])
    assert list(parts["part"]) == [0] * 8 + [1] * 13
    assert list(parts["word"]) == [""] * 8 + ["on"] * 13
    ((at_s, word),) = walk.recording.marker
    assert word == "on"
    assert at_s == pytest.approx(strides["heel_off_s"][8])
    write_truth(walk, tmp_path)
    assert len((tmp_path / "truth_parts.csv").read_text(encoding="utf-8").splitlines()) == 22


def test_a_walk_without_changes_has_one_part_and_no_marks(tmp_path):
    walk = simulate_walk(PLAIN, 0, rate_hz=50.0, sensor="ideal")
    assert (walk.truth.parts["part"] == 0).all()
    assert walk.recording.marker == ()
    assert len(walk.truth.fidgets) == 0
    write_truth(walk, tmp_path)
    assert not (tmp_path / "truth_parts.csv").exists()
    assert not (tmp_path / "truth_fidgets.csv").exists()
