# Mutants killed: the rolling velocity left out at the end; the tilt's drift divided evenly
# although a loss made it; the mean force believed although a rotation was missed; jolts that
# take nothing from the tilt's share; clipped forces that take nothing from it.
from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.gait.closed_stride import (
    ClosedStrideParams,
    StrideSamples,
    at,
    disagreement_rad,
    stance_tilt,
    stride_motion,
)
from gaitsense.gait.drift import DriftParams
from gaitsense.signal.grid import CLIPPED_ACC, LOST
from gaitsense.signal.strapdown import cumulative_trapezoid, integrate_rates

G = 9.80665
DEG = np.pi / 180.0
#: What the belief about the gyroscope says before anything is known, and what drifts anyhow.
BIAS_SD, TURN_SD, REST_SD = 0.3 * DEG, 0.5 * DEG, 0.6 * DEG


def samples(walk, rows=None, flag=None):
    """Strides of a walk, all of one length, with the means around their ends."""
    spans = walk.spans if rows is None else [walk.spans[k] for k in rows]
    data = np.concatenate([walk.acc_mps2, walk.gyr_radps])
    ends = np.array([(s.start_sample, s.end_sample) for s in spans])
    near = round(0.04 * walk.rate_hz)
    mean = np.array(
        [[data[:, k - near : k + near + 1].mean(axis=1) for k in pair] for pair in ends]
    )
    cut = np.stack([data[:, a : b + 1] for a, b in ends], axis=1)
    return StrideSamples(
        cut[:3],
        cut[3:],
        np.zeros(cut.shape[1:], np.uint8) if flag is None else flag,
        mean[:, 0, :3].T,
        mean[:, 1, :3].T,
        mean[:, 0, 3:].T,
        mean[:, 1, 3:].T,
        ends[:, 1] - ends[:, 0] + 1,
        1.0 / walk.rate_hz,
    )


def tilt_of(given):
    return stance_tilt(given, integrate_rates(given.gyr_radps, given.period_s))


def motion_of(given, bias=(0.0, 0.0, 0.0), bias_sd=BIAS_SD, params=ClosedStrideParams()):  # noqa: B008
    b = len(given.count)
    believed = np.tile(np.array(bias, float)[:, None], b)
    tilt = tilt_of(given)
    return stride_motion(given, tilt, believed, np.full(b, bias_sd), params, DriftParams())


def pitch_of(quat):
    """Foot pitch of a case whose axes are the foot's, without heading, rad."""
    w, x, y, z = quat
    return np.arcsin(2.0 * (x * z - w * y))


@pytest.mark.parametrize("mount", [None, (0.3, 0.5, -0.2, 0.7), (0.0, 1.0, 1.0, 0.1)])
def test_ideal_stride_in_any_case(analytic_walk, swing, rotation, mount):
    """400 Hz: the vertical to 0.02°, velocity to 2 mm/s, heading to 0.01°."""
    walk = analytic_walk(
        [swing(turn_deg=25.0, bow_m=0.06, rise_m=0.15)] * 2,
        mount=None if mount is None else rotation(mount),
    )
    given = samples(walk)
    motion = motion_of(given)
    for row, span in enumerate(walk.spans):
        part = slice(span.start_sample, span.end_sample + 1)
        w, x, y, z = motion.quat[:, row]
        up = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z])
        off = np.linalg.norm(np.cross(up, walk.up_sensor[:, part], axis=0), axis=0)
        assert off.max() < 0.02 * DEG
        assert motion.vel_mps[2, row] == pytest.approx(walk.vel_mps[2, part], abs=2e-3)
        speed = np.hypot(*motion.vel_mps[:2, row])
        assert speed == pytest.approx(np.hypot(*walk.vel_mps[:2, part]), abs=2e-3)
    assert np.abs(motion.velocity_error_mps).max() < 2e-3
    assert motion.turn_rad / DEG == pytest.approx([25.0, 25.0], abs=0.01)


@pytest.mark.parametrize("turn_deg", [-170.0, -30.0, 0.0, 90.0, 170.0])
def test_turn_is_positive_to_the_left(analytic_walk, swing, turn_deg):
    motion = motion_of(samples(analytic_walk([swing(turn_deg=turn_deg, length_m=0.3)])))
    assert motion.turn_rad[0] / DEG == pytest.approx(turn_deg, abs=0.05)


def test_a_rolling_foot_carries_its_sensor_along(analytic_walk):
    """Toes going down at 15 °/s, 8 cm under the sensor: both ends move at 0.08 m * 15 °/s."""
    walk = analytic_walk(roll_radps=15.0 * DEG)
    motion = motion_of(samples(walk))
    rolling = 0.08 * 15.0 * DEG
    assert np.hypot(*motion.vel_mps[:2, 0, 0]) == pytest.approx(rolling, rel=1e-3)
    assert np.hypot(*motion.vel_mps[:2, 0, -1]) == pytest.approx(rolling, rel=0.02)
    assert np.abs(motion.velocity_error_mps).max() < 2e-3


@pytest.mark.parametrize(("height_m", "missing"), [(0.08, 0.0), (0.05, 0.375), (0.0, 1.0)])
def test_a_hard_zero_velocity_makes_strides_too_short(analytic_walk, height_m, missing):
    """By height times rate times duration, here 0.08 m * 15 °/s * 1.1 s = 2.3 cm of 1.2 m."""
    walk = analytic_walk(roll_radps=15.0 * DEG)
    given = samples(walk)
    motion = motion_of(given, params=ClosedStrideParams(roll_height_m=height_m))
    way = cumulative_trapezoid(motion.vel_mps, given.period_s)[:, 0, -1]
    short = missing * 0.08 * 15.0 * DEG * 1.1
    assert np.hypot(way[0], way[1]) == pytest.approx(1.2 - short, abs=5e-4)


def test_a_known_bias_does_not_tilt(analytic_walk):
    bias = np.array([1.0, -2.0, 0.0]) * DEG
    walk = analytic_walk(bias_radps=bias, roll_radps=10.0 * DEG)
    motion = motion_of(samples(walk), bias=bias)
    pitch = walk.pitch_rad[walk.spans[0].start_sample : walk.spans[0].end_sample + 1]
    # The belief is taken as constant in the frame of mid-stance, while the foot turns by 55°;
    # across its axis that costs a tenth of a degree, along it nothing.
    assert pitch_of(motion.quat)[0] == pytest.approx(pitch, abs=0.05 * DEG)
    assert np.abs(motion.velocity_error_mps[:, 0]).max() < 0.02
    true = walk.gyr_radps[:, walk.spans[0].start_sample : walk.spans[0].end_sample + 1]
    assert motion.gyr_radps[:, 0] == pytest.approx(true - bias[:, None])


def test_what_is_left_of_an_unknown_bias(analytic_walk):
    """A bias of 1 °/s turns the vertical by 1.1° over 1.1 s. Of that, the share
    v / (v + 2 * 0.6²) is believed, v = (0.3² + 0.5²) * 1.1² its own variance; the rest stays,
    half at each end and in opposite directions."""
    walk = analytic_walk(bias_radps=(0.0, 1.0 * DEG, 0.0))
    motion = motion_of(samples(walk))
    variance = (BIAS_SD**2 + TURN_SD**2) * 1.1**2
    gain = variance / (variance + 2.0 * REST_SD**2)
    left = 0.5 * 1.1 * (1.0 - gain)
    # Rates about y turn the toes down, so a bias makes pitch fall: it begins too high.
    pitch = pitch_of(motion.quat)[0] / DEG
    assert pitch[0] == pytest.approx(left, abs=0.02)
    assert pitch[-1] == pytest.approx(-left, abs=0.02)


def lose_rotation(walk, first, n):
    """Lose n samples of a rotation, filled in as if nothing had turned there."""
    gyr = walk.gyr_radps.copy()
    flag = walk.flag.copy()
    part = slice(first, first + n)
    missed = np.sum(gyr[1, part]) / walk.rate_hz
    gyr[:, part] = 0.0
    flag[part] = LOST
    return dataclasses.replace(walk, gyr_radps=gyr, flag=flag), missed


def test_rotation_missed_in_a_gap_is_put_back_there(analytic_walk):
    """40 lost samples at 400 Hz may hide 40 * (150 °/s / 400)² = 5.6 deg². That variance sits
    in the gap; and as the stride's mean force is of no use, the rests alone tell."""
    first, n = 520, 40
    walk, missed = lose_rotation(analytic_walk(), first, n)
    span = walk.spans[0]
    flag = walk.flag[None, span.start_sample : span.end_sample + 1]
    pitch = walk.pitch_rad[span.start_sample : span.end_sample + 1]
    error = pitch_of(motion_of(samples(walk, flag=flag)).quat)[0] - pitch

    even = (BIAS_SD**2 + TURN_SD**2) * 1.1**2
    jump = n * (150.0 * DEG / 400.0) ** 2
    gain = (even + jump) / (even + jump + 2.0 * REST_SD**2)

    def expected(share, behind):
        """Half the missed angle is the middle of both rests; the gain draws ends to truth."""
        where = (even * share + jump * behind) / (even + jump)
        return missed * (behind - 0.5 - gain * (where - 0.5))

    last = span.end_sample - span.start_sample
    before, after = first - span.start_sample - 1, first + n - span.start_sample
    assert abs(missed) > 10.0 * DEG
    assert error[0] == pytest.approx(expected(0.0, 0), abs=0.05 * DEG)
    assert error[before] == pytest.approx(expected(before / last, 0), abs=0.05 * DEG)
    assert error[after] == pytest.approx(expected(after / last, 1), abs=0.1 * DEG)
    assert error[-1] == pytest.approx(expected(1.0, 1), abs=0.05 * DEG)

    # Taken for an even drift, the same loss is smeared over the whole stride.
    smeared = pitch_of(motion_of(samples(walk)).quat)[0] - pitch
    assert abs(smeared[before]) > 3.0 * abs(error[before])


def test_padding_behind_a_stride_changes_no_bit(analytic_walk, swing):
    walk = analytic_walk([swing(), swing(length_m=0.7, turn_deg=20.0)], roll_radps=0.1)
    given = samples(walk)
    short = dataclasses.replace(
        samples(walk, rows=[1]),
        acc_mps2=given.acc_mps2[:, 1:, :-40],
        gyr_radps=given.gyr_radps[:, 1:, :-40],
        flag=given.flag[1:, :-40],
        count=given.count[1:] - 40,
    )
    padded = dataclasses.replace(given, count=given.count - np.array([0, 40]))
    alone, beside = motion_of(short), motion_of(padded)
    n = int(short.count[0])
    for name in ("quat", "vel_mps", "gyr_radps", "jump_variance"):
        assert (getattr(beside, name)[:, 1, :n] == getattr(alone, name)[:, 0]).all()
    assert (beside.velocity_error_mps[:, 1] == alone.velocity_error_mps[:, 0]).all()
    assert beside.turn_rad[1] == alone.turn_rad[0]
    assert tilt_of(padded).gravity_mps2[1] == tilt_of(short).gravity_mps2[0]


def test_gravity_at_rest_is_read_at_both_ends(analytic_walk):
    """4 % too much gain reads 10.199 m/s². A foot rolling at 1 rad/s reads 0.08 m * 1 less, and
    as it turns by 0.04 rad to either side while it is averaged, sin(0.04)/0.04 of that."""
    tilt = tilt_of(samples(analytic_walk(gain=1.04)))
    assert tilt.gravity_mps2[0] == pytest.approx(1.04 * G)
    rolling = tilt_of(samples(analytic_walk(roll_radps=1.0)))
    assert rolling.gravity_mps2[0] == pytest.approx((G - 0.08) * np.sin(0.04) / 0.04, abs=3e-4)


def test_a_jolt_sideways_is_not_taken_for_tilt(analytic_walk):
    """One sample of 0.3 m/s jumps up and down again: 2 × 0.3² / 12 = 0.015 (m/s)². A tilt of
    0.6° makes 0.113 m/s of gravity in 1.1 s, or 0.01276 (m/s)²."""
    walk = analytic_walk()
    assert motion_of(samples(walk)).tilt_share[0] > 0.97
    acc = walk.acc_mps2.copy()
    acc[1, walk.spans[0].start_sample + 100] += 0.3 * walk.rate_hz
    share = motion_of(samples(dataclasses.replace(walk, acc_mps2=acc))).tilt_share[0]
    assert share == pytest.approx(0.01276 / (0.01276 + 0.015), rel=0.03)


def test_what_clipping_hides_is_not_taken_for_tilt(analytic_walk):
    """Two clipped samples hide 30 m/s² for 2.5 ms each: 2 × 0.075² = 0.01125 (m/s)², beside the
    0.01276 (m/s)² of a tilt of 0.6°."""
    walk = analytic_walk()
    flag = np.zeros((1, walk.spans[0].end_sample - walk.spans[0].start_sample + 1), np.uint8)
    flag[0, 200:202] = CLIPPED_ACC
    share = motion_of(samples(walk, flag=flag)).tilt_share[0]
    assert share == pytest.approx(0.01276 / (0.01276 + 0.01125), rel=0.03)


def test_verticals_of_a_true_stride_agree(analytic_walk):
    assert disagreement_rad(tilt_of(samples(analytic_walk())))[0] < 0.01 * DEG


def test_a_mirrored_axis_is_seen(analytic_walk):
    """With the sign of y's rate turned round the foot seems to swing the other way: gravity,
    turned by twice the pitch, no longer adds up to a vertical at the rests."""
    walk = analytic_walk()
    mirrored = dataclasses.replace(walk, gyr_radps=walk.gyr_radps * np.array([[1], [-1], [1]]))
    span = walk.spans[0]
    part = slice(span.start_sample, span.end_sample + 1)
    twice = 2.0 * walk.pitch_rad[part]
    c, s = np.cos(twice), np.sin(twice)
    x, z = (walk.acc_mps2[k, part] for k in (0, 2))
    cp, sp = np.cos(walk.pitch_rad[part]), np.sin(walk.pitch_rad[part])
    world_x, world_z = cp * x - sp * z, sp * x + cp * z
    seen_x, seen_z = np.mean(c * world_x + s * world_z), np.mean(c * world_z - s * world_x)
    expected = abs(np.arctan2(seen_x, seen_z))
    assert expected > 5.0 * DEG
    found = disagreement_rad(tilt_of(samples(mirrored)))[0]
    assert found == pytest.approx(expected, abs=0.1 * DEG)


def test_at_takes_one_index_per_row():
    field = np.arange(24.0).reshape(2, 3, 4)
    assert at(field, np.array([0, 3, 1])).tolist() == [[0.0, 7.0, 9.0], [12.0, 19.0, 21.0]]
