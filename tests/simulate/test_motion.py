from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.simulate.motion import PHASES, FootMotion
from gaitsense.simulate.pattern import DragPattern, StridePattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.rigid_foot import feel
from gaitsense.simulate.scenario import Scenario, load_scenario


def feet(scenario, seed=0):
    plan = plan_walk(scenario, seed)
    for side, strides in plan.strides.items():
        yield FootMotion(side, strides, scenario.foot_length_m), plan.duration_s


#: One of each kind of contact, of drag, of change and of direction.
LEVEL = [
    "healthy", "shuffle", "toe_first", "left_foot_drop", "drags_all_steps", "turns", "slope",
    "brace_on_off",
]  # fmt: skip


@pytest.mark.parametrize("late_deg", [-3.0, 0.0, 1.5, 4.0])
@pytest.mark.parametrize("name", ["left_foot_drop", "toe_drag", "reduced_lift", "shuffle"])
def test_feet_around_level_stay_above_the_floor(name, late_deg):
    """Heel and toe change places near pitch 0, where the sole is closest to the floor: drags,
    heights and landings of all kinds, irregular ones."""
    base = load_scenario(name)
    left = dataclasses.replace(
        base.left,
        late_swing_max_deg=late_deg,
        late_swing_max_sd_deg=3.0,
        contact_drop_deg=2.0,
        drag=DragPattern(probability=0.5),
    )
    scenario = dataclasses.replace(base, left=left, stride_cv=0.06)
    for seed in range(2):
        for motion, duration_s in feet(scenario, seed):
            t_s = np.arange(0.0, duration_s, 0.005)
            row = motion.row_at(t_s)
            pose = motion.pose(t_s, row)
            toe_m, heel_m = motion.heights(pose, row)
            assert toe_m.min() > -1e-9
            assert heel_m.min() > -1e-9
            force = feel(pose, np.array([0.03, 0.0, -0.075])).acc_mps2
            assert np.linalg.norm(force, axis=1).max() < 80.0


patterns = st.builds(
    StridePattern,
    swing_share=st.floats(0.28, 0.42),
    toe_off_pitch_deg=st.floats(-70.0, -25.0),
    late_swing_max_deg=st.floats(-15.0, 30.0),
    late_swing_max_sd_deg=st.floats(0.0, 4.0),
    contact_drop_deg=st.floats(0.0, 5.0),
    swing_pitch_rate_max_dps=st.floats(80.0, 500.0),
    foot_flat_rate_dps=st.floats(20.0, 500.0),
    toe_clearance_m=st.floats(0.001, 0.03),
    steppage_lift_m=st.floats(0.0, 0.1),
    drag=st.builds(DragPattern, probability=st.sampled_from([0.0, 0.5, 1.0])),
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    patterns, patterns, st.floats(0.9, 1.9), st.floats(0.3, 1.5), st.floats(0, 0.1), st.booleans()
)
def test_any_habit_gives_a_walk_above_the_floor(left, right, time_s, length_m, cv, stairs):
    scenario = Scenario(
        route="stand 2; walk 7; stairs_up 3; stand 2" if stairs else "stand 2; walk 10; stand 2",
        stride_time_s=time_s,
        stride_length_m=length_m,
        stride_cv=cv,
        left=left,
        right=right,
    )
    for motion, duration_s in feet(scenario):
        t_s = np.arange(0.0, duration_s, 0.005)
        row = motion.row_at(t_s)
        toe_m, heel_m = motion.heights(motion.pose(t_s, row), row)
        assert toe_m.min() > -1e-9
        assert heel_m.min() > -1e-9
        assert max(toe_m.max(), heel_m.max()) < 0.6


@pytest.mark.parametrize("name", LEVEL)
def test_movement_is_smooth_where_strides_and_phases_meet(name):
    """Position, speed and force just before and just after every event."""
    for motion, _ in feet(load_scenario(name)):
        events = np.concatenate(
            [
                motion.heel_off_s, motion.toe_off_s, motion.initial_contact_s,
                motion.foot_flat_s, 0.5 * (motion.foot_flat_s[:-1] + motion.heel_off_s[1:]),
            ]
        )  # fmt: skip
        lever = np.array([0.03, 0.01, -0.075])
        before, after = (feel(motion.pose(events + shift), lever) for shift in (-1e-7, 1e-7))
        assert after.position_m == pytest.approx(before.position_m, abs=3e-6)
        assert after.velocity_mps == pytest.approx(before.velocity_mps, abs=5e-5)
        assert after.acc_mps2 == pytest.approx(before.acc_mps2, abs=5e-3)
        assert after.gyr_radps == pytest.approx(before.gyr_radps, abs=2e-4)


def test_before_and_after_the_walk_the_foot_stands():
    for motion, duration_s in feet(load_scenario("healthy")):
        ends = np.array([-5.0, 0.0, duration_s, duration_s + 5.0])
        felt = feel(motion.pose(ends), np.zeros(3))
        assert (felt.velocity_mps == 0.0).all()
        assert (felt.gyr_radps == 0.0).all()
        assert [PHASES[k] for k in motion.phase(ends)] == ["stand"] * 4


@pytest.mark.parametrize("kind", ["from_push_off", "into_landing", "neither"])
def test_a_braked_toe_slows_but_never_slides_back(kind):
    base = load_scenario("toe_drag")
    habit = {"from_push_off": 0.0, "into_landing": 0.0, kind: 1.0}
    habit.pop("neither", None)
    drag = DragPattern(probability=1.0, slowing=0.8, **habit)
    left = dataclasses.replace(base.left, late_swing_max_deg=-6.0, drag=drag)
    scenario = dataclasses.replace(base, left=left, route="stand 3; walk 20; stand 3")
    motion, _ = next(feet(scenario))
    assert sum(shape.drag is not None for shape in motion.shapes) >= 10
    for row, shape in enumerate(motion.shapes):
        if shape.drag is not None:
            t_s = np.linspace(shape.drag.start_s, shape.drag.end_s, 301)
            forward, _ = motion.toe_place(t_s, np.full(301, row))
            assert np.diff(forward).min() > -1e-12
