"""The default walker against the reference values of a healthy adult under motion capture."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="module")
def walk(quiet_walk):
    return quiet_walk("healthy", seed=3, rate_hz=250.0, duration_s=100.0)


@pytest.fixture(scope="module")
def level(walk):
    strides = walk.truth.strides
    return strides[strides["context"] == "level"]


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("stride_length_m", 1.32, 1.38),
        ("stride_time_s", 1.07, 1.11),
        ("swing_time_s", 0.380, 0.395),
        ("walking_speed_mps", 1.21, 1.28),
        ("foot_pitch_toe_off_deg", -64.5, -61.0),
        ("foot_pitch_late_swing_max_deg", 26.0, 28.0),
        ("foot_pitch_contact_deg", 26.0, 28.0),
        ("swing_pitch_rate_max_dps", 325.0, 355.0),
        ("slap_pitch_rate_dps", 300.0, 350.0),
        ("toe_clearance_min_m", 0.010, 0.020),
        ("heel_clearance_max_m", 0.22, 0.26),
        ("lateral_excursion_m", 0.038, 0.052),
    ],
)
def test_means_lie_where_healthy_walking_has_them(level, column, low, high):
    for _, foot in level.groupby("side"):
        assert low < foot[column].mean() < high


def test_stride_time_varies_by_three_to_five_percent(level):
    """From contact to contact 4.5 % are asked for; 146 correlated strides tell it roughly."""
    assert 0.027 < level["stride_time_s"].std() / level["stride_time_s"].mean() < 0.048
    for _, foot in level.groupby("side"):
        contacts = np.diff(foot["initial_contact_s"])
        contacts = contacts[contacts < 1.5]  # turns lie between
        assert 0.034 < contacts.std() / contacts.mean() < 0.056


def test_contact_pitch_varies_by_about_two_and_a_half_degrees(level):
    for _, foot in level.groupby("side"):
        assert 1.7 < foot["foot_pitch_contact_deg"].std() < 3.3


def test_course_through_swing(walk, level):
    """Lowest pitch about -68 °; the toe passes lowest as the foot comes up to level.

    People with sensors on their shoes: lowest at 0.51 of swing, 0.09 standard deviation.
    """
    samples = walk.truth.samples["left"]
    lowest, at_minimum, share = [], [], []
    for stride in level[level["side"] == "left"].itertuples():
        inside = samples[samples["t_s"].between(stride.start_s, stride.end_s)]
        lowest.append(inside["foot_pitch_deg"].min())
        when = (inside["t_s"] - stride.toe_off_s) / stride.swing_time_s
        middle = inside[when.between(0.3, 0.7)]
        k = middle["toe_height_m"].idxmin()
        at_minimum.append(middle["foot_pitch_deg"][k])
        share.append(when[k])
    assert np.mean(lowest) == pytest.approx(-67.5, abs=1.5)
    assert -30.0 < np.mean(at_minimum) < -5.0
    assert np.mean(share) == pytest.approx(0.51, abs=0.09)


def test_sensor_by_the_ankle_is_lifted_sixteen_centimetres(walk, level):
    """The point 0.19 m behind the toe and 55 mm above the sole, by plane geometry."""
    samples = walk.truth.samples["right"]
    pitch = np.radians(samples["foot_pitch_deg"].to_numpy())
    behind = 0.19 - 0.28 * 0.26  # from the ball
    ball = samples["heel_height_m"] + 0.72 * 0.26 * np.sin(pitch)
    height = ball - behind * np.sin(pitch) + 0.055 * (np.cos(pitch) - 1.0)
    lifts = [
        height[samples["t_s"].between(stride.start_s, stride.end_s)].max()
        for stride in level[level["side"] == "right"].itertuples()
    ]
    assert np.mean(lifts) == pytest.approx(0.16, abs=0.02)


def test_both_feet_alternate_with_double_support(walk):
    strides = walk.truth.strides.sort_values("initial_contact_s")
    sides = strides["side"].to_numpy()
    assert (sides[1:] != sides[:-1]).all()
    both_down = strides["toe_off_s"].to_numpy()[1:] - strides["initial_contact_s"].to_numpy()[:-1]
    assert both_down.min() > 0.0
    level = strides["context"].to_numpy()[1:] == "level"
    assert np.mean(both_down[level]) == pytest.approx(1.087 / 2 - 0.388, abs=0.01)


def test_standing_still_reads_gravity_and_nothing_else(walk):
    for side in ("left", "right"):
        foot = walk.recording[side]
        still = foot.t_s < 2.9
        acc = foot.acc_mps2[still] @ walk.truth.mounting[side].T
        assert acc == pytest.approx(np.tile([0.0, 0.0, 9.80665], (len(acc), 1)), abs=1e-5)
        assert (foot.gyr_radps[still] == 0.0).all()
        assert set(walk.truth.samples[side]["phase"][foot.t_s < 2.7]) == {"stand"}


def test_raising_the_toes_reads_negative_on_foot_y(walk, level):
    """In mid-swing both feet raise their toes: FOOT y is negative, by the raising rate."""
    for side in ("left", "right"):
        foot, samples = walk.recording[side], walk.truth.samples[side]
        gyr = foot.gyr_radps @ walk.truth.mounting[side].T
        raising = np.gradient(np.radians(samples["foot_pitch_deg"].to_numpy()), foot.t_s)
        for stride in level[level["side"] == side].itertuples():
            k = int(np.searchsorted(foot.t_s, 0.5 * (stride.toe_off_s + stride.initial_contact_s)))
            assert raising[k] > 4.0
            assert gyr[k, 1] == pytest.approx(-raising[k], rel=0.03)
