# Mutants killed: the heel's lever with the toe's sign; the sensor's height left out; the whole
# rise taken out of a stair; heading of the foot instead of the way.
from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.gait.kinematics import LevelParams, foot_kinematics
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import batches
from gaitsense.model.shoe import Shoe

DEG = np.pi / 180.0
#: 0.28 m long, sensor at 0.60 of it and 0.075 m high: toe 0.112 m ahead, heel 0.168 m behind.
SHOE = Shoe(0.28, 0.0, "dorsum")
TOE_M, HEEL_M, HIGH_M = 0.112, 0.168, 0.075
STRAIGHT = Mounting(*np.eye(3), 1.0, 1.0, 10)


def seen(traces, mounting=STRAIGHT, gain=1.0, **settings):
    """Kinematics of traces of one length, in their order."""
    (batch,) = batches(traces)
    return foot_kinematics(batch, mounting, SHOE.sole, gain, LevelParams(**settings))


def path(n=101, length_m=1.0, rise_m=0.0, angle_deg=0.0, bow_m=0.0):
    """A way that advances and rises evenly, and bows to its left."""
    share = np.linspace(0.0, 1.0, n)
    c, s = math.cos(angle_deg * DEG), math.sin(angle_deg * DEG)
    ahead, left = length_m * share, bow_m * np.sin(np.pi * share)
    return np.stack([c * ahead - s * left, s * ahead + c * left, rise_m * share])


@pytest.mark.parametrize("pitch_deg", [-70.0, -20.0, 0.0, 15.0, 35.0])
def test_heights_of_toe_and_heel(make_trace, pitch_deg):
    """A foot that stood flat is tilted about its sensor, which is 0.1 m higher then. Seen from
    the sensor the toe is 0.112 m ahead and 0.075 m below."""
    pitch = np.array([0.0, 0.0, pitch_deg, 0.0])
    pos = np.array([[0.0, 0.3, 0.6, 1.0], [0.0] * 4, [0.0, 0.05, 0.1, 0.0]])
    kin = seen([make_trace(4, pitch_deg=pitch, pos_m=pos, move=0, still=3)])
    s, c = math.sin(pitch_deg * DEG), math.cos(pitch_deg * DEG)
    assert kin.pitch_rad[0] / DEG == pytest.approx(pitch, abs=1e-5)
    toe = (0.1 + TOE_M * s - HIGH_M * c) - (0.0 - HIGH_M)
    heel = (0.1 - HEEL_M * s - HIGH_M * c) - (0.0 - HIGH_M)
    assert kin.toe_m[0] == pytest.approx([0.0, 0.05, toe, 0.0], abs=1e-6)
    assert kin.heel_m[0] == pytest.approx([0.0, 0.05, heel, 0.0], abs=1e-6)


def test_heights_count_from_the_stance_before(make_trace):
    """The case's zero is 10° off, toes up: what counts is the change from there to 40°."""
    kin = seen([make_trace(3, pitch_deg=np.array([10.0, 40.0, 10.0]), move=0, still=2)])
    rise = math.sin(40.0 * DEG) - math.sin(10.0 * DEG)
    tip = math.cos(40.0 * DEG) - math.cos(10.0 * DEG)
    assert kin.toe_m[0] == pytest.approx([0.0, TOE_M * rise - HIGH_M * tip, 0.0], abs=1e-6)
    assert kin.heel_m[0] == pytest.approx([0.0, -HEEL_M * rise - HIGH_M * tip, 0.0], abs=1e-6)


def test_a_tilt_to_the_side_lifts_no_toe_by_its_pitch(make_trace):
    """Rolled by 30°: neither end pitches, both come down on the edge by 0.075 m (1 - cos)."""
    trace = make_trace(3, move=0, still=2)
    half = 15.0 * DEG
    trace.data[:4, 1] = [math.cos(half), math.sin(half), 0.0, 0.0]
    kin = seen([trace])
    fall = HIGH_M * (1.0 - math.cos(30.0 * DEG))
    assert kin.pitch_rad[0] == pytest.approx([0.0] * 3)
    assert kin.toe_m[0, 1] == kin.heel_m[0, 1] == pytest.approx(fall, abs=1e-6)


@pytest.mark.parametrize("roll_deg", [-30.0, 30.0])
def test_a_foot_on_its_edge_is_lower_than_its_toe(make_trace, roll_deg):
    """Either edge of the ball is 0.19 of 0.28 m aside: it sinks by that times sin 30°."""
    trace = make_trace(3, move=0, still=2)
    half = 0.5 * roll_deg * DEG
    trace.data[:4, 1] = [math.cos(half), math.sin(half), 0.0, 0.0]
    kin = seen([trace])
    fall = HIGH_M * (1.0 - math.cos(30.0 * DEG))
    assert kin.forefoot_m[0] == pytest.approx([0.0, fall - 0.0532 * 0.5, 0.0], abs=1e-6)


@pytest.mark.parametrize("pitch_deg", [-30.0, 30.0])
def test_the_forefoot_is_the_lower_one_of_toe_tip_and_ball(make_trace, pitch_deg):
    """The ball lies 0.28 of 0.28 m behind the toe: higher toes down, lower toes up."""
    kin = seen([make_trace(3, pitch_deg=np.array([0.0, pitch_deg, 0.0]), move=0, still=2)])
    ahead = TOE_M if pitch_deg < 0.0 else TOE_M - 0.0784
    fall = HIGH_M * (1.0 - math.cos(30.0 * DEG))
    low = ahead * math.sin(pitch_deg * DEG) + fall
    assert kin.forefoot_m[0] == pytest.approx([0.0, low, 0.0], abs=1e-6)


def test_rate_is_positive_while_the_toes_rise(make_trace, analytic_walk, rotation):
    """A rate about the left axis lowers the toes. In any case, on an analytic swing."""
    mount = rotation((0.3, 0.5, -0.2, 0.7))
    walk = analytic_walk(mount=mount, rate_hz=100.0)
    n = len(walk.t_s)
    trace = make_trace(n, gyr_radps=walk.gyr_radps)
    kin = seen([trace], Mounting(*mount.T, 1.0, 1.0, 10))
    rate = np.gradient(walk.pitch_rad, walk.t_s)
    assert kin.pitch_rate_radps[0] == pytest.approx(rate, abs=0.3)
    assert kin.pitch_rate_radps[0].max() > 5.0
    falling = make_trace(3, gyr_radps=np.tile([[0.1], [2.0], [0.3]], 3), move=0, still=2)
    assert seen([falling]).pitch_rate_radps[0] == pytest.approx([-2.0] * 3)


@pytest.mark.parametrize("angle_deg", [0.0, 50.0, -120.0, 180.0])
def test_path_is_told_along_the_strides_own_direction(make_trace, angle_deg):
    """1.2 m in any direction of the WORLD, bowed by 5 cm to the left."""
    pos = path(length_m=1.2, angle_deg=angle_deg, bow_m=0.05)
    vel = np.gradient(pos, 0.01, axis=1)
    kin = seen([make_trace(pos_m=pos, vel_mps=vel)])
    share = np.linspace(0.0, 1.0, 101)
    assert kin.pos_m[0, 0] == pytest.approx(1.2 * share, abs=1e-6)
    assert kin.pos_m[1, 0] == pytest.approx(0.05 * np.sin(np.pi * share), abs=1e-6)
    assert kin.vel_mps[0, 0] == pytest.approx(np.full(101, 1.2), abs=1e-4)
    assert kin.speed_mps[0] == pytest.approx(np.hypot(1.2, kin.vel_mps[1, 0]), abs=1e-4)
    assert math.cos(kin.heading_rad[0] - angle_deg * DEG) == pytest.approx(1.0)


@pytest.mark.parametrize(("way_m", "heading_deg"), [(0.11, 90.0), (0.09, 30.0), (0.0, 30.0)])
def test_a_step_on_the_spot_goes_where_the_foot_points(make_trace, way_m, heading_deg):
    """The foot points 30° to the left; its way, if it is 10 cm long, straight to the left."""
    trace = make_trace(pos_m=path(length_m=way_m, angle_deg=90.0))
    half = 15.0 * DEG
    trace.data[:4] = np.array([[math.cos(half)], [0.0], [0.0], [math.sin(half)]])
    assert seen([trace]).heading_rad[0] / DEG == pytest.approx(heading_deg, abs=1e-4)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    ("rise_m", "left_m"),
    # Up to 8 cm it is all taken for an error, from 12 cm on it is all believed.
    [(0.0, 0.0), (0.05, 0.0), (0.08, 0.0), (0.09, 0.0225), (0.10, 0.05), (0.12, 0.12), (0.2, 0.2)],
)
def test_a_small_rise_is_an_error_a_large_one_is_a_step(make_trace, rise_m, left_m, sign):
    kin = seen([make_trace(pos_m=path(rise_m=sign * rise_m))])
    assert kin.rise_m[0] == pytest.approx(sign * rise_m, abs=1e-6)
    assert kin.pos_m[2, 0, -1] == pytest.approx(sign * left_m, abs=1e-6)
    assert kin.toe_m[0, -1] == pytest.approx(sign * left_m, abs=1e-6)


def test_height_errors_grow_without_speed_at_both_ends(make_trace):
    """4 cm that came evenly; taken out along 3 s² - 2 s³: at a quarter 0.15625 of it."""
    kin = seen([make_trace(pos_m=path(rise_m=0.04))])
    height = kin.pos_m[2, 0]
    assert height[[0, 25, 50, 75, 100]] == pytest.approx(
        [0.0, 0.01 - 0.00625, 0.0, 0.03 - 0.03375, 0.0], abs=1e-6
    )


def test_settings_of_the_level(make_trace):
    kin = seen([make_trace(pos_m=path(rise_m=0.05))], level_m=0.02, step_m=0.04)
    assert kin.pos_m[2, 0, -1] == pytest.approx(0.05, abs=1e-6)


def test_gain_scales_the_path_and_no_angle(make_trace):
    pos = path(length_m=1.0, rise_m=0.2, bow_m=0.04)
    trace = make_trace(pitch_deg=12.0, pos_m=pos, vel_mps=np.gradient(pos, 0.01, axis=1))
    plain, scaled = seen([trace]), seen([trace], gain=0.9)
    for name in ("pos_m", "vel_mps", "speed_mps", "rise_m"):
        assert getattr(scaled, name) == pytest.approx(0.9 * getattr(plain, name))
    assert (scaled.pitch_rad == plain.pitch_rad).all()


def test_a_shorter_neighbour_is_measured_at_its_own_end(make_trace):
    """Padded by 20 samples, its floor reaches its full height at its own last sample."""
    short = make_trace(81, pos_m=path(81, rise_m=0.04, length_m=0.8), still=70)
    long = make_trace(101, pos_m=path(101))
    alone, beside = seen([short]), seen([long, short])
    for name in ("toe_m", "heel_m", "pitch_rad"):
        assert (getattr(beside, name)[0, :81] == getattr(alone, name)[0]).all()
    assert (beside.pos_m[:, 0, :81] == alone.pos_m[:, 0]).all()
    assert beside.pos_m[2, 0, 80:] == pytest.approx(np.zeros(21), abs=1e-9)
    assert beside.pos_m[0, 0, 80] == pytest.approx(0.8)
