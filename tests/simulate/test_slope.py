"""A floor that is not level: gravity is tilted, and the foot's pitch stays against the floor."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.walk import simulate_walk

G = 9.80665
SLOPE = np.radians(6.0)
LEVEL = Scenario(
    route="stand 2; walk 10; turn 180; walk 10; stand 2",
    left=StridePattern(toe_out_deg=10.0),
    right=StridePattern(toe_out_deg=10.0),
)


def recorded(scenario):
    return simulate_walk(scenario, 3, sensor="ideal", mounting="aligned", shocks=False)


@pytest.fixture(scope="module")
def level():
    return recorded(LEVEL)


@pytest.fixture(scope="module")
def ramp():
    return recorded(dataclasses.replace(LEVEL, slope_deg=6.0))


def test_a_standing_foot_feels_gravity_from_where_the_ramp_tilts_it(ramp):
    """Uphill, FOOT x rises by the slope as far as the toes point up the ramp: with toes turned
    out by 10°, the rest falls on FOOT y, which sinks on the left foot and rises on the right."""
    for side, sign in (("left", 1.0), ("right", -1.0)):
        foot = ramp.recording[side]
        out = sign * np.radians(10.0)
        uphill = G * np.array(
            [np.sin(SLOPE) * np.cos(out), -np.sin(SLOPE) * np.sin(out), np.cos(SLOPE)]
        )
        assert foot.acc_mps2[100] == pytest.approx(uphill, abs=1e-5)
        # After half a turn the same foot stands downhill.
        downhill = uphill * [-1.0, -1.0, 1.0]
        assert foot.acc_mps2[-100] == pytest.approx(downhill, abs=1e-5)
        assert (foot.gyr_radps[100] == 0.0).all()


def test_a_foot_at_rest_has_pitch_and_heights_0_up_and_down(ramp):
    for samples in ramp.truth.samples.values():
        rest = samples[samples["phase"].isin(["stand", "flat"])]
        for name in ("foot_pitch_deg", "toe_height_m", "heel_height_m"):
            assert rest[name].to_numpy() == pytest.approx(0.0, abs=1e-9)


def test_the_truth_holds_the_climb(level, ramp):
    """The way along the ramp is that of the level walk; its rise is its sine, its plan its cosine.
    No stride of it is on stairs, though some gain more height than 8 cm."""
    flat, steep = level.truth.strides, ramp.truth.strides
    straight = flat["context"] == "level"
    up = straight & (flat["start_s"] < 8.0)
    down = straight & (flat["start_s"] > 12.0)
    assert up.sum() > 4
    assert down.sum() > 4
    for rows, sign in ((up, 1.0), (down, -1.0)):
        way_m = flat.loc[rows, "stride_length_m"].to_numpy()
        # Feet land up to a tenth of the way aside; only what goes along x climbs.
        climb_m = steep.loc[rows, "elevation_change_m"].to_numpy()
        assert climb_m == pytest.approx(sign * way_m * np.sin(SLOPE), rel=5e-3)
        plan_m = steep.loc[rows, "stride_length_m"].to_numpy()
        assert plan_m == pytest.approx(way_m * np.cos(SLOPE), rel=1e-3)
    assert (steep.loc[up, "elevation_change_m"] > 0.1).any()
    assert (steep["context"] == flat["context"]).all()
    assert steep["toe_clearance_min_m"].to_numpy() == pytest.approx(flat["toe_clearance_min_m"])


def test_place_and_attitude_are_in_a_plumb_world(level, ramp):
    """Both are the level walk's, turned about the world's y so that x rises."""
    c, s = np.cos(SLOPE), np.sin(SLOPE)
    tilt = np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]])
    place, quat = ["pos_x_m", "pos_y_m", "pos_z_m"], ["quat_w", "quat_x", "quat_y", "quat_z"]
    for side in ("left", "right"):
        flat, steep = level.truth.samples[side], ramp.truth.samples[side]
        assert steep[place].to_numpy() == pytest.approx(flat[place].to_numpy() @ tilt.T, abs=1e-9)
        axes = [_forward(table[quat].to_numpy()) for table in (flat, steep)]
        assert axes[1] == pytest.approx(axes[0] @ tilt.T, abs=1e-9)


def _forward(quat):
    w, x, y, z = quat.T
    return np.column_stack([1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)])
