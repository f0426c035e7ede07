"""What the foot does in each kind of drag, and in a stride that just misses the floor."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.sole_path import LEAST_CLEARANCE_M
from gaitsense.simulate.truth import Truth
from gaitsense.simulate.walk import simulate_walk

NONE = DragPattern()


def always(kind):
    return DragPattern(1.0, from_push_off=0.0, into_landing=0.0, **{kind: 1.0})


def left_foot(drag=NONE, name="toe_drag", seed=1, **knobs):
    base = load_scenario(name)
    left = dataclasses.replace(base.left, drag=drag, **knobs)
    plan = plan_walk(dataclasses.replace(base, left=left), seed, 40.0)
    return FootMotion("left", plan.strides["left"], base.foot_length_m)


def swing(motion, row, n=2001):
    times = motion.strides[row].times
    t_s = np.linspace(times.toe_off_s, times.initial_contact_s, n)
    rows = np.full(n, row)
    pose = motion.pose(t_s, rows)
    return t_s, pose, *motion.heights(pose, rows)


def toe_speed(motion, t_s, row):
    x_m, y_m = motion.toe_place(t_s, np.full(len(t_s), row))
    return np.hypot(np.gradient(x_m, t_s), np.gradient(y_m, t_s))


@pytest.mark.parametrize("late_deg", [15.0, 3.0, -6.0])
@pytest.mark.parametrize("kind", ["full_swing", "scuff", "stumble"])
def test_the_toe_is_on_the_floor_while_it_drags_and_nothing_is_below(kind, late_deg):
    motion = left_foot(always(kind), late_swing_max_deg=late_deg)
    seen = 0
    for row, shape in enumerate(motion.shapes):
        t_s, _, toe_m, heel_m = swing(motion, row)
        assert min(toe_m.min(), heel_m.min()) > -1e-12
        if shape.drag is not None:
            inside = (t_s >= shape.drag.start_s) & (t_s <= shape.drag.end_s)
            assert np.abs(toe_m[inside]).max() < 1e-12
            assert shape.drag.wish.kind == kind
            seen += 1
    assert seen >= 5


@pytest.mark.parametrize("late_deg", [15.0, -6.0])
def test_a_full_swing_drags_from_push_off_as_long_as_the_toe_leads(late_deg):
    motion = left_foot(always("full_swing"), late_swing_max_deg=late_deg, late_swing_max_sd_deg=0.0)
    for stride, shape in zip(motion.strides, motion.shapes, strict=True):
        assert shape.drag.start_s == stride.times.toe_off_s
        if late_deg < 0.0:
            assert shape.drag.end_s == stride.times.initial_contact_s
        else:
            assert shape.drag.end_s == pytest.approx(shape.heel_weight[0].start_s - 0.01)


def test_a_stumbling_foot_nearly_stops_tips_and_hurries_on():
    """Against the same walk without a drag; all but the drag is the same."""
    motion, twin = left_foot(always("stumble")), left_foot()
    caught = [row for row, shape in enumerate(motion.shapes) if shape.drag is not None]
    assert len(caught) >= 10
    left = []
    for row in caught:
        drag = motion.shapes[row].drag
        t_s, pose, *_ = swing(motion, row)
        free_pose = twin.pose(t_s, np.full(len(t_s), row))
        speed, free = toe_speed(motion, t_s, row), toe_speed(twin, t_s, row)
        before = t_s < drag.start_s
        assert speed[before] == pytest.approx(free[before], rel=0.02, abs=0.05)
        stopped = np.argmin(np.abs(t_s - drag.start_s - 0.06))
        left.append(speed[stopped] / free[stopped])
        ahead = np.cos(motion.strides[row].origin.heading_rad)
        assert np.gradient(pose.ball[0].value, t_s).min() * np.sign(ahead) > -0.25
        after = (t_s > drag.end_s) & (t_s < t_s[-1] - 0.02)
        assert (speed[after] > free[after]).mean() > 0.9
        tipped_deg = np.degrees(pose.pitch.value - free_pose.pitch.value)
        inside = (t_s >= drag.start_s) & (t_s <= drag.end_s)
        assert -9.0 < tipped_deg[inside].min() < -1.5
        assert np.abs(tipped_deg[~inside]).max() < 1e-9
    # A foot caught soon after lift-off still gains speed: it is braked by the least that it has.
    assert max(left) < 0.2
    assert np.median(left) < 0.1


def test_a_scuff_hardly_brakes():
    motion, twin = left_foot(always("scuff")), left_foot()
    for row, shape in enumerate(motion.shapes):
        if shape.drag is not None:
            t_s = np.linspace(shape.drag.start_s, shape.drag.end_s, 200)
            ratio = toe_speed(motion, t_s, row) / toe_speed(twin, t_s, row)
            assert ratio.min() > 0.93


def test_the_truth_tells_the_kinds():
    base = load_scenario("toe_drag")
    drag = DragPattern(1.0, from_push_off=0.2, into_landing=0.2, full_swing=0.2, scuff=0.15,
                       stumble=0.15)  # fmt: skip
    left = dataclasses.replace(base.left, late_swing_max_deg=-6.0, drag=drag)
    walk = simulate_walk(
        dataclasses.replace(base, left=left), 1, rate_hz=50.0, sensor="ideal", duration_s=90.0
    )
    truth: Truth = walk.truth
    drags = truth.drags
    assert set(drags["kind"]) == {
        "partial", "push_off", "landing", "full_swing", "scuff", "stumble",
    }  # fmt: skip
    strides = truth.strides.set_index(["side", "stride_id"])
    for row in drags.itertuples():
        stride = strides.loc[(row.side, row.stride_id)]
        begins = row.start_s == pytest.approx(stride["toe_off_s"], abs=1e-9)
        ends = row.end_s == pytest.approx(stride["initial_contact_s"], abs=1e-9)
        assert begins == (row.kind in ("push_off", "full_swing"))
        assert ends == (row.kind in ("landing", "full_swing"))
        if row.kind == "scuff":
            assert 0.0199 < row.end_s - row.start_s < 0.0601


@pytest.mark.parametrize("clearance_m", [0.0005, 0.001, 0.005])
@pytest.mark.parametrize("late_deg", [27.0, 10.0, 3.0, 0.0, -8.0])
def test_a_near_miss_misses_the_floor_by_what_is_asked(late_deg, clearance_m):
    motion = left_foot(
        late_swing_max_deg=late_deg, toe_clearance_m=clearance_m, toe_clearance_sd_m=0.0005
    )
    least_m = min(LEAST_CLEARANCE_M, clearance_m)
    asked, reached = [], []
    for row, stride in enumerate(motion.strides):
        t_s, _, toe_m, _ = swing(motion, row)
        assert toe_m[20:-20].min() > 0.0
        share = (t_s - t_s[0]) / stride.times.swing_s
        reached.append(toe_m[(share > 0.25) & (share < 0.75)].min())
        asked.append(stride.pattern.toe_clearance_m)
    assert min(asked) >= least_m
    # The look for the lowest point is as fine as 2 ms.
    assert min(reached) > least_m - 2e-6
    if late_deg <= 0.0:
        assert reached == pytest.approx(asked, abs=1e-5)
    else:
        assert np.abs(np.array(reached) - asked).max() < 0.0015
