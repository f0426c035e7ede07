"""Samples of a perfect sensor, integrated by somebody else's hands, must return the truth.

The integrator is written here, from the samples alone: fourth-order Magnus steps for the
attitude and Simpson's rule for velocity and position, both over two sampling periods. It
starts each stride from the true pose at mid-stance, at rest.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

#: Long enough for several drags and turning steps; elsewhere a few strides will do.
DURATION_S = {"toe_drag": 20.0, "turns": 18.0, "cane": 18.0}
#: One of each kind of contact, of drag, of change, of direction and of floor.
KINDS = [
    "healthy", "shuffle", "toe_first", "left_foot_drop", "steppage", "cane", "toe_drag",
    "drags_all_steps", "stimulator_on_off", "turns", "stairs_up", "stairs_down", "slope",
]  # fmt: skip
G = np.array([0.0, 0.0, -9.80665])


def _times(a, b):
    aw, ax, ay, az = np.moveaxis(a, -1, 0)
    bw, bx, by, bz = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )


def _turn(q, v):
    w, u = q[..., :1], q[..., 1:]
    return v + 2.0 * np.cross(u, np.cross(u, v) + w * v)


def _step_quaternion(rotation):
    angle = np.linalg.norm(rotation, axis=-1, keepdims=True)
    axis = rotation / np.where(angle > 0.0, angle, 1.0)
    return np.concatenate([np.cos(angle / 2), np.sin(angle / 2) * axis], axis=-1)


def _worst_errors(walk, side):
    """Largest error of attitude, °, and of position, m, over all strides of one foot."""
    foot, truth = walk.recording[side], walk.truth.samples[side]
    acc, gyr = foot.acc_mps2.astype(float), foot.gyr_radps.astype(float)
    period = float(np.mean(np.diff(foot.t_s)))
    quat = truth[["quat_w", "quat_x", "quat_y", "quat_z"]].to_numpy()
    pos = truth[["pos_x_m", "pos_y_m", "pos_z_m"]].to_numpy()
    strides = walk.truth.strides
    strides = strides[strides["side"] == side]
    first = np.searchsorted(foot.t_s, strides["start_s"].to_numpy())
    length = np.searchsorted(foot.t_s, strides["end_s"].to_numpy()) - first
    n = int(length.max()) // 2 * 2 + 4
    index = np.minimum(first[:, None] + np.arange(n), len(foot) - 1)
    w, f = gyr[index], acc[index]

    # Two chains of double steps, from sample 0 and from sample 1, where the foot still rests.
    attitude = np.empty((len(first), n, 4))
    attitude[:, 0] = attitude[:, 1] = quat[first]
    for k in range(n - 2):
        w0, w1, w2 = w[:, k], w[:, k + 1], w[:, k + 2]
        magnus = 2 * period * (w0 + 4 * w1 + w2) / 6 + (2 * period) ** 2 / 12 * np.cross(w0, w2)
        attitude[:, k + 2] = _times(attitude[:, k], _step_quaternion(magnus))
    world = _turn(attitude, f) + G
    a0, a1, a2 = world[:, :-2:2], world[:, 1:-1:2], world[:, 2::2]
    gained = 2 * period * (a0 + 4 * a1 + a2) / 6
    velocity = np.cumsum(gained, axis=1) - gained
    way = 2 * period * velocity + (2 * period) ** 2 * (a0 + 2 * a1) / 6
    place = pos[first][:, None] + np.cumsum(way, axis=1) - way
    attitude, index = attitude[:, :-2:2], index[:, :-2:2]

    inside = 2 * np.arange(attitude.shape[1]) <= length[:, None]
    error = _times(attitude * [1, -1, -1, -1], quat[index])
    angle = 2.0 * np.arcsin(np.clip(np.linalg.norm(error[..., 1:], axis=-1), 0.0, 1.0))
    miss = np.linalg.norm(place - pos[index], axis=-1)
    return float(np.degrees(angle[inside].max())), float(miss[inside].max()), len(first)


@pytest.mark.parametrize("scenario", KINDS)
def test_integrates_back_to_the_truth(quiet_walk, scenario):
    walk = quiet_walk(scenario, rate_hz=2000.0, duration_s=DURATION_S.get(scenario, 14.0))
    for side in ("left", "right"):
        attitude_deg, place_m, n_strides = _worst_errors(walk, side)
        assert n_strides >= 4
        assert attitude_deg < 0.001
        assert place_m < 1e-4


def test_drags_and_turns_are_among_the_strides_integrated(quiet_walk):
    walk = quiet_walk("toe_drag", rate_hz=2000.0, duration_s=20.0)
    assert len(walk.truth.drags) >= 2
    walk = quiet_walk("turns", rate_hz=2000.0, duration_s=18.0)
    assert (walk.truth.strides["context"] == "turn").sum() >= 3


@pytest.mark.parametrize("late_swing_max_deg", [6.0, -6.0])
@pytest.mark.parametrize("kind", ["full_swing", "scuff", "stumble"])
def test_every_kind_of_drag_integrates_back(kind, late_swing_max_deg):
    base = load_scenario("toe_drag")
    drag = DragPattern(1.0, from_push_off=0.0, into_landing=0.0, **{kind: 1.0})
    left = dataclasses.replace(base.left, late_swing_max_deg=late_swing_max_deg, drag=drag)
    walk = simulate_walk(
        dataclasses.replace(base, left=left, surface="carpet"),
        1,
        rate_hz=2000.0,
        sensor="ideal",
        shocks=False,
        duration_s=14.0,
    )
    assert (walk.truth.drags["kind"] == kind).sum() >= 4
    attitude_deg, place_m, _ = _worst_errors(walk, "left")
    assert attitude_deg < 0.001
    assert place_m < 1e-4
