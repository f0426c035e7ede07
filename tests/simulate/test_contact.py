"""Heel, ball and toe, found again from the sensor's pose and the lever arms alone."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

#: One of each kind of contact, of drag and of change of direction on level floor.
LEVEL = [
    "healthy", "shuffle", "toe_first", "left_foot_drop", "drags_all_steps", "turns", "sit_and_walk",
]  # fmt: skip


class Sole:
    """Points of the sole over time, from `samples`, the mounting and the levers."""

    def __init__(self, walk, side):
        samples = walk.truth.samples[side]
        placement = walk.truth.placement[side]
        self.samples, self.t_s = samples, samples["t_s"].to_numpy()
        w, x, y, z = samples[["quat_w", "quat_x", "quat_y", "quat_z"]].to_numpy().T
        # SENSOR axes in WORLD, then FOOT axes by the mounting.
        sensor = np.stack(
            [
                np.stack([1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)], -1),
                np.stack([2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)], -1),
                np.stack([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)], -1),
            ],
            axis=1,
        )
        self.axes = np.einsum("fs,nsk->nfk", walk.truth.mounting[side], sensor)
        self.sensor = samples[["pos_x_m", "pos_y_m", "pos_z_m"]].to_numpy()
        self.heel = self._point(placement.heel_from_sensor_m)
        self.ball = self._point(placement.ball_from_sensor_m)
        forward = self.axes[:, 0]
        pitch = np.arcsin(forward[:, 2])
        bent = pitch + np.radians(samples["toe_flexion_deg"].to_numpy())
        level = forward[:, :2] / np.linalg.norm(forward[:, :2], axis=1, keepdims=True)
        toes = np.column_stack([level * np.cos(bent)[:, None], np.sin(bent)])
        length = placement.toe_from_sensor_m[0] - placement.ball_from_sensor_m[0]
        self.toe, self.pitch_deg, self.bent = self.ball + length * toes, np.degrees(pitch), bent

    def _point(self, lever):
        return self.sensor + np.einsum("f,nfk->nk", lever, self.axes)

    def during(self, start_s, end_s):
        return (self.t_s > start_s) & (self.t_s < end_s)

    def speed(self, point):
        return np.linalg.norm(np.gradient(point, self.t_s, axis=0), axis=1)


@pytest.fixture(params=LEVEL, scope="module")
def sole(request, quiet_walk):
    walk = quiet_walk(request.param, duration_s=15.0)
    return walk, {side: Sole(walk, side) for side in ("left", "right")}


def test_declared_heights_and_pitch_are_those_of_the_geometry(sole):
    for foot in sole[1].values():
        declared = foot.samples
        assert declared["toe_height_m"].to_numpy() == pytest.approx(foot.toe[:, 2], abs=1e-9)
        assert declared["heel_height_m"].to_numpy() == pytest.approx(foot.heel[:, 2], abs=1e-9)
        assert declared["foot_pitch_deg"].to_numpy() == pytest.approx(foot.pitch_deg, abs=1e-9)


def test_nothing_goes_through_the_floor(sole):
    for foot in sole[1].values():
        for point in (foot.toe, foot.ball, foot.heel):
            assert point[:, 2].min() > -1e-9


def _no_pivot_slips(walk, feet, slide_share):
    strides = walk.truth.strides
    for side, foot in feet.items():
        toe, heel = foot.speed(foot.toe), foot.speed(foot.heel)
        for stride in strides[strides["side"] == side].itertuples():
            pushing = foot.during(stride.heel_off_s, stride.toe_off_s - 0.002)
            assert toe[pushing].max() < 1e-6
            assert foot.toe[pushing, 2].max() < 1e-9
            landing_s = stride.foot_flat_s - stride.initial_contact_s
            rest_s = stride.initial_contact_s + slide_share * landing_s + 0.002
            touching = foot.during(stride.initial_contact_s + 0.002, stride.foot_flat_s)
            heel_first = stride.foot_pitch_contact_deg > 0.0
            pivot = foot.heel if heel_first else foot.toe
            assert np.ptp(pivot[touching, 2]) < 1e-9
            at_rest = foot.during(rest_s, stride.foot_flat_s)
            assert (heel if heel_first else toe)[at_rest].max() < 1e-6
            flat = foot.during(stride.foot_flat_s + 0.002, stride.end_s)
            assert max(toe[flat].max(), heel[flat].max()) < 1e-6


def test_no_pivot_slips(sole):
    """Toe in push-off; heel or toe in landing, once it has slid to rest; all while flat."""
    _no_pivot_slips(*sole, slide_share=0.75)


@pytest.mark.parametrize("name", ["healthy", "left_foot_drop"])
def test_without_a_slide_the_pivot_rests_from_contact_on(name):
    scenario = load_scenario(name)
    stuck = {
        side: dataclasses.replace(scenario.pattern(side), contact_slide_s=0.0)
        for side in ("left", "right")
    }
    walk = simulate_walk(
        dataclasses.replace(scenario, **stuck),
        1,
        rate_hz=1000.0,
        sensor="ideal",
        duration_s=12.0,
    )
    feet = {side: Sole(walk, side) for side in ("left", "right")}
    _no_pivot_slips(walk, feet, slide_share=0.0)


def test_a_heel_slides_to_rest_within_a_few_centimetres(quiet_walk):
    """As the heel marker of a healthy walker did: 2 to 4 cm, from about 1 m/s."""
    walk = quiet_walk("healthy", duration_s=15.0)
    foot = Sole(walk, "left")
    strides = walk.truth.strides
    for stride in strides[
        (strides["side"] == "left") & (strides["context"] == "level")
    ].itertuples():
        k = int(np.searchsorted(foot.t_s, stride.initial_contact_s))
        rest = int(np.searchsorted(foot.t_s, stride.foot_flat_s))
        assert 0.015 < np.linalg.norm(foot.heel[rest] - foot.heel[k]) < 0.04
        assert 0.6 < foot.speed(foot.heel)[k] < 1.5


def test_ball_is_the_first_pivot_of_push_off(sole):
    """While the toes lie flat, the foot turns about its resting ball."""
    for foot in sole[1].values():
        lying = (np.abs(foot.bent) < 1e-9) & (foot.pitch_deg < -2.0)
        assert lying.any()
        assert foot.ball[lying, 2].max() < 1e-9
        inside = lying & np.roll(lying, 1) & np.roll(lying, -1)
        assert foot.speed(foot.ball)[inside].max() < 1e-6


def test_toe_leaves_the_floor_in_swing_except_in_drags(sole):
    walk, feet = sole
    for stride in walk.truth.strides.itertuples():
        foot = feet[stride.side]
        swing_s = stride.initial_contact_s - stride.toe_off_s
        inner = foot.during(stride.toe_off_s + 0.2 * swing_s, stride.toe_off_s + 0.8 * swing_s)
        if stride.toe_drag == "no":
            assert foot.toe[inner, 2].min() > 0.0005
        else:
            start, end = (
                stride.toe_drag_start_s,
                stride.toe_drag_start_s + stride.toe_drag_duration_s,
            )
            dragging = foot.during(start, end)
            assert np.abs(foot.toe[dragging, 2]).max() < 1e-9
            assert foot.speed(foot.toe)[foot.during(start + 0.02, end - 0.02)].min() > 0.0
            clear = inner & ~foot.during(start - 0.02, end + 0.02)
            assert not clear.any() or foot.toe[clear, 2].min() > 0.0


def test_heel_whips_outward_and_the_foot_lands_inverted(sole):
    """After push-off the toes point inward of their stance heading; at contact the outer edge
    is down: FOOT y sinks on the left foot and rises on the right one."""
    walk, feet = sole
    for stride in walk.truth.strides.itertuples():
        if stride.context != "level":
            continue
        foot, inward = feet[stride.side], -1 if stride.side == "left" else 1
        at = [
            int(np.searchsorted(foot.t_s, when))
            for when in (stride.start_s, stride.toe_off_s, stride.initial_contact_s)
        ]
        forward = foot.axes[at, 0]
        heading = np.unwrap(np.arctan2(forward[:, 1], forward[:, 0]))
        habit = walk.scenario.pattern(stride.side)
        whip_deg = inward * np.degrees(heading[1] - heading[0])
        assert 0.44 < whip_deg / habit.heel_whip_deg < 1.11
        inversion_deg = inward * np.degrees(np.arcsin(foot.axes[at[2], 1, 2]))
        assert 0.78 < inversion_deg / habit.inversion_deg < 1.11


def test_feet_keep_apart(sole):
    _, feet = sole
    middle = {}
    for side, foot in feet.items():
        lines = [foot.heel, 0.5 * (foot.heel + foot.ball), foot.ball, foot.toe]
        middle[side] = np.stack([point[:, :2] for point in lines], axis=1)
    gap = np.linalg.norm(middle["left"][:, :, None] - middle["right"][:, None], axis=-1)
    assert gap.min() > 0.06


def test_left_is_left(sole):
    """Standing at the begin, the left foot is half a step width to the left of the way."""
    _, feet = sole
    assert feet["left"].heel[0, 1] > 0.0 > feet["right"].heel[0, 1]


@pytest.mark.parametrize(("scenario", "rise"), [("stairs_up", 0.17), ("stairs_down", -0.17)])
def test_stairs_are_climbed_without_touching_their_edges(quiet_walk, scenario, rise):
    walk = quiet_walk(scenario)
    feet = {side: Sole(walk, side) for side in ("left", "right")}
    strides = walk.truth.strides.sort_values("initial_contact_s")
    # Where each landing stands tells the stairs; edges lie half a depth before them.
    holds = [(0.0, 0.0)]
    for stride in strides.itertuples():
        foot = feet[stride.side]
        k = int(np.searchsorted(foot.t_s, stride.foot_flat_s + 0.01))
        middle = 0.5 * (foot.heel[k] + foot.toe[k])
        holds.append((middle[0], middle[2]))
    steps = itertools.pairwise(holds)
    edges = np.array(
        [after[0] - 0.145 for before, after in steps if abs(after[1] - before[1]) > 0.1]
    )
    assert len(edges) == 10
    for foot in feet.values():
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            point = foot.heel + share * (foot.ball - foot.heel)
            assert (point[:, 2] - rise * np.searchsorted(edges, point[:, 0])).min() > -1e-9
        assert (foot.toe[:, 2] - rise * np.searchsorted(edges, foot.toe[:, 0])).min() > -1e-9
    assert holds[-1][1] == pytest.approx(10 * rise)
