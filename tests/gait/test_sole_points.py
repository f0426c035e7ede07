# Mutants killed: the pivot behind the sensor; the part behind the toes' bending used; turns and
# losses not left out, or only behind the choice; the heel not at the other end; scatter, slip or
# the told place not looked at.
from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.gait.mounting import Mounting
from gaitsense.gait.sole_points import SolePointsParams, ball_pivots_m, find_sole_points
from gaitsense.gait.traces import batches
from gaitsense.model.shoe import Shoe
from gaitsense.signal.grid import BRIDGED, CLIPPED_GYR, LOST

DEG = np.pi / 180.0
SHOE = Shoe(0.28, 0.0)
STRAIGHT = Mounting(*np.eye(3), 1.0, 1.0, 10)
PARAMS = SolePointsParams()
HZ = 200.0
N = 141


def stride(
    make_trace, ball_m=0.12, low_m=0.06, deepest_deg=60.0, bent_deg=60.0, slip_mps=0.0, **more
):
    """A foot that falls from 0 to -60° in 0.3 s about a ball ahead of and below its sensor.

    From `bent_deg` on the pivot runs ahead, as toes that bend let it; then the foot swings off.
    """
    t = np.arange(N) / HZ
    share = np.clip((t - 0.1) / 0.3, 0.0, 1.0)
    pitch = -deepest_deg * share * share * (3.0 - 2.0 * share)
    rate = -deepest_deg * DEG * 6.0 * share * (1.0 - share) / 0.3
    ahead = ball_m + 0.004 * np.maximum(-pitch - bent_deg, 0.0)
    # The sensor goes round a pivot that stands: v = w (low, -ahead) in the foot's own axes.
    x, z = -rate * low_m + slip_mps * np.sin(400.0 * t), -rate * ahead
    c, s = np.cos(pitch * DEG), np.sin(pitch * DEG)
    vel = np.stack([c * x - s * z, 0.0 * x, s * x + c * z])
    vel[0] += np.where(t > 0.4, 3.0 * (t - 0.4) / 0.3, 0.0)
    gyr = np.stack([0.0 * rate, -rate, 0.0 * rate])
    return make_trace(
        N, pitch_deg=pitch, vel_mps=vel, gyr_radps=gyr, move=20, still=135, rate_hz=HZ, **more
    )


def pivots(traces, gain=1.0, mounting=STRAIGHT, **settings):
    (batch,) = batches(traces)
    return ball_pivots_m(batch, mounting, gain, 1.0 / HZ, SolePointsParams(**settings))


@pytest.mark.parametrize("ball_m", [-0.02, 0.03, 0.12, 0.19])
def test_the_pivot_is_where_the_foot_turns_about(make_trace, ball_m):
    """`low_m` is the pivot below the sensor; turning toes down, a sensor above it goes ahead."""
    assert pivots([stride(make_trace, ball_m, 0.06)]) == pytest.approx([ball_m], abs=1e-4)


def test_the_mounting_tells_which_way_is_ahead(make_trace):
    """Turned by 180° about the vertical the foot's x is the case's -x; nothing pushes off then."""
    back = Mounting(-np.eye(3)[0], -np.eye(3)[1], np.eye(3)[2], 1.0, 1.0, 10)
    assert np.isnan(pivots([stride(make_trace)], mounting=back)).all()


def test_what_comes_behind_the_bending_toes_is_not_used(make_trace):
    """The part that counts ends at 25°, or at a share of the whole push-off."""
    strong = [stride(make_trace, bent_deg=25.5)]
    assert pivots(strong)[0] == pytest.approx(0.12, abs=1e-4)
    assert pivots(strong, to_deg=60.0)[0] > 0.121
    weak = [stride(make_trace, deepest_deg=48.0, bent_deg=15.0)]
    assert pivots(weak, early_share=0.3)[0] == pytest.approx(0.12, abs=1e-4)
    assert pivots(weak)[0] > 0.122


def test_a_gain_scales_the_way_and_so_the_arm(make_trace):
    assert pivots([stride(make_trace)], gain=1.05)[0] == pytest.approx(0.126, abs=1e-4)


def test_a_foot_that_hardly_pushes_off_or_slips_tells_nothing(make_trace):
    assert np.isnan(pivots([stride(make_trace, deepest_deg=8.0)])).all()
    assert np.isnan(pivots([stride(make_trace, slip_mps=0.4)])).all()
    assert np.isfinite(pivots([stride(make_trace, slip_mps=0.05)])).all()


def test_toe_and_heel_lie_about_the_ball(make_trace):
    """A shoe of 0.28 m bends 0.28 of it behind its tip: toe at 0.12 + 0.0784 m."""
    sole = find_sole_points([stride(make_trace)] * 6, STRAIGHT, SHOE, 1.0, PARAMS)
    assert sole.ball_forward_m == pytest.approx(0.12, abs=1e-4)
    assert sole.toe_forward_m == pytest.approx(0.1984, abs=1e-4)
    assert sole.heel_back_m == pytest.approx(0.0816, abs=1e-4)
    # 0.03 of 0.28 m, and 0.008 m of the pivot; the length is known and the strides agree.
    assert sole.toe_forward_sd_m == pytest.approx(np.hypot(0.0084, 0.008), abs=1e-4)
    assert sole.strides_n == 6
    assert (sole.sensor_height_m, sole.half_breadth_m) == (0.065, pytest.approx(0.0532))


def test_the_middle_stride_decides(make_trace):
    strides = [stride(make_trace, ball_m) for ball_m in (0.115, 0.118, 0.12, 0.122, 0.19)]
    sole = find_sole_points(strides, STRAIGHT, SHOE, 1.0, PARAMS)
    assert sole.ball_forward_m == pytest.approx(0.12, abs=1e-4)
    assert sole.strides_n == 5


@pytest.mark.parametrize(
    "more",
    [
        {"turn_rad": 20.0 * DEG},
        {"flag": np.where(np.arange(N) == 130, LOST, 0).astype(np.uint8)},
        {"flag": np.where(np.arange(N) == 60, CLIPPED_GYR, 0).astype(np.uint8)},
        {"deepest_deg": 8.0},
    ],
)
def test_strides_that_cannot_tell_leave_what_the_place_lets_expect(make_trace, more):
    strides = [stride(make_trace)] * 4 + [stride(make_trace, **more)] * 4
    assert find_sole_points(strides, STRAIGHT, SHOE, 1.0, PARAMS) == SHOE.sole


def test_a_bridged_loss_does_no_harm(make_trace):
    flag = np.where(np.arange(N) == 60, BRIDGED, 0).astype(np.uint8)
    strides = [stride(make_trace, flag=flag)] * 5
    assert find_sole_points(strides, STRAIGHT, SHOE, 1.0, PARAMS).strides_n == 5


@pytest.mark.parametrize("balls_m", [(0.06, 0.10, 0.12, 0.15, 0.19), (0.225,) * 5, (-0.06,) * 5])
def test_strides_that_disagree_or_lie_off_the_shoe_are_not_believed(make_trace, balls_m):
    strides = [stride(make_trace, ball_m) for ball_m in balls_m]
    assert find_sole_points(strides, STRAIGHT, SHOE, 1.0, PARAMS) == SHOE.sole


@pytest.mark.parametrize("ball_m", [0.21, -0.05])
def test_where_no_place_is_told_a_ball_may_lie_anywhere_on_the_shoe(make_trace, ball_m):
    """Limits at 0.77 and -0.20 of 0.28 m: 0.2156 and -0.056 m."""
    sole = find_sole_points([stride(make_trace, ball_m)] * 5, STRAIGHT, SHOE, 1.0, PARAMS)
    assert sole.strides_n == 5


@pytest.mark.parametrize(
    ("place", "ball_m", "believed"),
    [
        # Laces: the ball lies 0.12 of 0.28 m ahead, one SD of the place is 0.06 of it.
        ("dorsum", 0.0336 + 0.049, True),
        ("dorsum", 0.0336 + 0.052, False),
        ("dorsum", 0.0336 - 0.049, True),
        ("dorsum", 0.0336 - 0.052, False),
        # Heel: 0.70 of it ahead, one SD is 0.03 of it.
        ("heel", 0.196 - 0.024, True),
        ("heel", 0.196 - 0.027, False),
    ],
)
def test_a_ball_far_from_where_the_place_has_it_is_not_believed(
    make_trace, place, ball_m, believed
):
    shoe = Shoe(0.28, 0.0, place)
    sole = find_sole_points([stride(make_trace, ball_m)] * 5, STRAIGHT, shoe, 1.0, PARAMS)
    assert sole.strides_n == (5 if believed else 0)
    if not believed:
        assert sole == shoe.sole


@pytest.mark.parametrize("flaw", [LOST, CLIPPED_GYR])
def test_a_walk_with_every_second_stride_flawed_is_learned_from_the_others(make_trace, flaw):
    flag = np.where(np.arange(N) == 60, flaw, 0).astype(np.uint8)
    strides = [stride(make_trace, flag=flag), stride(make_trace)] * 32
    assert find_sole_points(strides, STRAIGHT, SHOE, 1.0, PARAMS).strides_n == 32


def test_a_long_walk_is_asked_evenly(make_trace):
    """Of 20 strides every second one is asked: those with the ball at 0.10 m."""
    strides = [stride(make_trace, ball_m) for ball_m in (0.10, 0.15) * 10]
    few = dataclasses.replace(PARAMS, most_strides_n=10)
    sole = find_sole_points(strides, STRAIGHT, SHOE, 1.0, few)
    assert sole.strides_n == 10
    assert sole.ball_forward_m == pytest.approx(0.10, abs=1e-4)


def test_another_length_of_its_batch_changes_no_bit(make_trace):
    one = stride(make_trace)
    longer = dataclasses.replace(one, data=np.repeat(one.data, [1] * 130 + [2] * 11, axis=1))
    alone = pivots([one])[0]
    for batch in batches([one, dataclasses.replace(longer, flag=np.zeros(152, np.uint8))]):
        place = int(np.flatnonzero(batch.rows == 0)[0])
        assert ball_pivots_m(batch, STRAIGHT, 1.0, 1.0 / HZ, PARAMS)[place] == alone
