from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.pattern import DragPattern, StridePattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import Fatigue, Scenario

REGULAR = Scenario(
    route="stand 2; walk 10; stand 3",
    stride_cv=0.0,
    left=StridePattern(late_swing_max_sd_deg=0.0, toe_clearance_sd_m=0.0),
    right=StridePattern(late_swing_max_sd_deg=0.0, toe_clearance_sd_m=0.0),
)


def _contacts(plan):
    both = [(stride.times.initial_contact_s, side) for side in plan.strides
            for stride in plan.strides[side]]  # fmt: skip
    return sorted(both)


def test_a_regular_walk_by_hand():
    """Ten steps and a closing one; every step half a stride long and half a stride time."""
    plan = plan_walk(REGULAR, 0)
    assert {side: len(strides) for side, strides in plan.strides.items()} == {"left": 6, "right": 5}
    contacts = _contacts(plan)
    assert [side for _, side in contacts] == ["left", "right"] * 5 + ["left"]
    assert np.diff([time for time, _ in contacts]) == pytest.approx(1.087 / 2)
    first = plan.strides["left"][0]
    assert first.times.heel_off_s == pytest.approx(2.0)
    assert first.target.x_m - first.origin.x_m == pytest.approx(1.35 / 2)
    for stride in (*plan.strides["left"][1:-1], *plan.strides["right"]):
        assert stride.target.x_m - stride.origin.x_m == pytest.approx(1.35)
    last = plan.strides["left"][-1]
    assert last.target.x_m == pytest.approx(plan.strides["right"][-1].target.x_m)
    assert last.target.x_m == pytest.approx(10 * 1.35 / 2)
    assert plan.duration_s == pytest.approx(last.times.foot_flat_s + 3.0)


def test_starts_and_stops_are_marked_in_every_bout():
    scenario = dataclasses.replace(REGULAR, route="stand 2; walk 6; stand 2; walk 6; stand 2")
    for strides in plan_walk(scenario, 0).strides.values():
        marks = [(stride.starts, stride.stops) for stride in strides]
        assert marks.count((True, False)) == 2
        assert marks.count((False, True)) == 2
        assert marks[0] == (True, False)
        assert marks[-1] == (False, True)


def test_a_single_step_starts_and_stops_at_once():
    scenario = dataclasses.replace(REGULAR, route="stand 2; walk 1; stand 2")
    plan = plan_walk(scenario, 0)
    for strides in plan.strides.values():
        assert [(stride.starts, stride.stops) for stride in strides] == [(True, True)]


def test_a_pause_is_as_long_as_it_says():
    scenario = dataclasses.replace(REGULAR, route="stand 2; walk 6; stand 4; walk 6; stand 2")
    strides = sorted(
        (stride for foot in plan_walk(scenario, 0).strides.values() for stride in foot),
        key=lambda stride: stride.times.heel_off_s,
    )
    pauses = [
        after.times.heel_off_s - before.times.foot_flat_s
        for before, after in itertools.pairwise(strides)
    ]
    assert max(pauses) == pytest.approx(4.0)


@pytest.mark.parametrize("degrees", [180.0, -180.0, 90.0])
def test_turns_change_the_heading_by_what_is_asked(degrees):
    scenario = dataclasses.replace(REGULAR, route=f"stand 2; walk 4; turn {degrees}; stand 2")
    for strides in plan_walk(scenario, 0).strides.values():
        turned = strides[-1].target.heading_rad - strides[0].origin.heading_rad
        assert math.degrees(turned) == pytest.approx(degrees)


def test_steps_are_half_a_step_width_beside_the_way_and_toes_point_outward():
    for side, sign in (("left", 1), ("right", -1)):
        for stride in plan_walk(REGULAR, 0).strides[side]:
            assert stride.target.y_m == pytest.approx(sign * 0.06)
            assert math.degrees(stride.target.heading_rad) == pytest.approx(sign * 7.0)


def test_stairs_rise_by_one_riser_per_step():
    scenario = dataclasses.replace(REGULAR, route="stand 2; walk 2; stairs_up 4; stand 2")
    strides = sorted(
        (stride for foot in plan_walk(scenario, 0).strides.values() for stride in foot),
        key=lambda stride: stride.times.initial_contact_s,
    )
    heights = [stride.target.z_m for stride in strides]
    assert heights == pytest.approx([0, 0, 0.17, 0.34, 0.51, 0.68, 0.68])
    assert strides[3].target.x_m - strides[2].target.x_m == pytest.approx(0.29)


def test_asymmetry_takes_from_the_right_what_it_gives_to_the_left():
    scenario = dataclasses.replace(REGULAR, step_time_asymmetry=0.1, step_length_asymmetry=-0.2)
    plan = plan_walk(scenario, 0)
    contacts = _contacts(plan)
    after_left = contacts[2][0] - contacts[1][0]  # the left step ends with the left contact
    after_right = contacts[3][0] - contacts[2][0]
    assert after_left / after_right == pytest.approx(1.1 / 0.9)
    left, right = plan.strides["left"][1], plan.strides["right"][1]
    ahead_left = left.target.x_m - right.origin.x_m
    ahead_right = right.target.x_m - left.target.x_m
    assert ahead_left / ahead_right == pytest.approx(0.8 / 1.2)


def test_fatigue_grows_along_the_walk():
    scenario = dataclasses.replace(
        REGULAR,
        route="stand 2; walk 100; stand 2",
        fatigue=Fatigue(late_swing_max_deg=-10.0, stride_length_share=-0.3, stride_time_share=0.2),
    )
    strides = plan_walk(scenario, 0).strides["left"][1:-1]
    late = [stride.pattern.late_swing_max_deg for stride in strides]
    assert late[0] > 26.0
    # The longer the walk, the shorter the stride: both lower the late-swing maximum.
    assert late[-1] < 17.5
    ways = [stride.target.x_m - stride.origin.x_m for stride in strides]
    assert ways[-1] == pytest.approx(1.35 * 0.7, rel=0.02)
    times = np.diff([stride.times.initial_contact_s for stride in strides])
    assert times[-1] / times[0] == pytest.approx(1.2, rel=0.02)


def test_fatigue_of_one_foot_leaves_the_other_one_alone():
    tires = Fatigue(
        late_swing_max_deg=-10.0, toe_clearance_m=-0.01, drag_probability=1.0, side="right"
    )
    scenario = dataclasses.replace(REGULAR, route="stand 2; walk 100; stand 2", fatigue=tires)
    plan = plan_walk(scenario, 0)
    fresh, tired = (plan.strides[side][-2] for side in ("left", "right"))
    assert fresh.pattern.late_swing_max_deg == pytest.approx(27.0)
    assert fresh.pattern.toe_clearance_m == pytest.approx(0.015)
    assert all(stride.drag is None for stride in plan.strides["left"])
    assert tired.pattern.late_swing_max_deg == pytest.approx(17.0, abs=0.5)
    assert tired.pattern.toe_clearance_m == pytest.approx(0.005, abs=0.0005)
    assert sum(stride.drag is not None for stride in plan.strides["right"]) > 15


def test_a_slap_may_be_shorter_than_a_gentle_landing():
    slap = StridePattern(late_swing_max_deg=2.0, landing_min_s=0.04)
    for pattern, shortest_s in ((StridePattern(late_swing_max_deg=2.0), 0.08), (slap, 0.04)):
        scenario = dataclasses.replace(REGULAR, left=pattern)
        times = plan_walk(scenario, 0).strides["left"][2].times
        assert times.foot_flat_s - times.initial_contact_s == pytest.approx(shortest_s)


def test_irregularity_has_the_spread_and_the_memory_asked_for():
    scenario = dataclasses.replace(
        REGULAR, route="stand 2; walk 3000; stand 2", stride_cv=0.06, autocorrelation=0.6
    )
    strides = plan_walk(scenario, 5).strides["left"][1:-1]
    ways = np.array([stride.target.x_m - stride.origin.x_m for stride in strides])
    assert ways.std() / ways.mean() == pytest.approx(0.06, rel=0.1)
    varied = dataclasses.replace(
        scenario, left=StridePattern(late_swing_max_sd_deg=3.0), stride_cv=0.0
    )
    late = np.array(
        [stride.pattern.late_swing_max_deg for stride in plan_walk(varied, 5).strides["left"][1:-1]]
    )
    assert late.std() == pytest.approx(3.0, rel=0.1)
    assert np.corrcoef(late[1:], late[:-1])[0, 1] == pytest.approx(0.6, abs=0.06)


@pytest.mark.parametrize("duration_s", [12.0, 33.3, 200.0])
def test_duration_is_met_by_repeating_or_cutting(duration_s):
    scenario = dataclasses.replace(
        REGULAR, route="stand 2; walk 8; turn 90; stand 2; walk 3; stand 3"
    )
    plan = plan_walk(scenario, 0, duration_s)
    assert plan.duration_s == duration_s
    last = max(stride.times.foot_flat_s for foot in plan.strides.values() for stride in foot)
    assert 3.0 <= duration_s - last < 9.0


@pytest.mark.parametrize(
    ("duration_s", "complaint"),
    [
        (5.5, "no time for a step"),
        (float("inf"), "finite"),
        (86_400.5, r"at most 86400 \(24 h\), not 86400\.5"),
    ],
)
def test_impossible_durations(duration_s, complaint):
    with pytest.raises(ConfigError, match=complaint):
        plan_walk(REGULAR, 0, duration_s)


def test_long_swings_never_leave_the_ground_together():
    """Swing longer than a step would be a run: the other foot has to wait."""
    scenario = dataclasses.replace(
        REGULAR,
        step_time_asymmetry=-0.4,
        left=StridePattern(swing_share=0.5),
        right=StridePattern(swing_share=0.5),
    )
    strides = sorted(
        (stride for foot in plan_walk(scenario, 0).strides.values() for stride in foot),
        key=lambda stride: stride.times.initial_contact_s,
    )
    for before, after in itertools.pairwise(strides):
        assert after.times.toe_off_s >= before.times.initial_contact_s + 0.04 - 1e-12
        assert after.times.heel_off_s < after.times.toe_off_s


def test_events_are_in_order_and_strides_follow_each_other():
    rough = dataclasses.replace(REGULAR, route="stand 2; walk 300; stand 2", stride_cv=0.12)
    for strides in plan_walk(rough, 3).strides.values():
        for before, after in itertools.pairwise(strides):
            assert after.origin == before.target
            assert before.times.foot_flat_s + 0.06 <= after.times.heel_off_s + 1e-12
        for stride in strides:
            times = dataclasses.astuple(stride.times)
            assert list(times) == sorted(times)


def test_drags_are_drawn_as_often_as_asked_and_do_not_change_the_gait():
    never = dataclasses.replace(REGULAR, route="stand 2; walk 800; stand 2", stride_cv=0.05)
    often = dataclasses.replace(never, left=dataclasses.replace(
        never.left, drag=DragPattern(probability=0.3)))  # fmt: skip
    dragging, clear = plan_walk(often, 1).strides["left"], plan_walk(never, 1).strides["left"]
    share = np.mean([stride.drag is not None for stride in dragging])
    assert share == pytest.approx(0.3, abs=0.07)
    assert all(stride.drag is None for stride in clear)
    assert [stride.times for stride in dragging] == [stride.times for stride in clear]
