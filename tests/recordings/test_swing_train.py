"""Swings of one foot, on motion in closed form and on a simulated walk whose truth is known."""

import numpy as np
import pytest

from gaitsense.recordings.swing_train import SwingTrain, find_swings
from gaitsense.simulate.walk import simulate_walk

G = 9.80665


def bumps(at_s, rate_hz=100.0, *, end_s=20.0, size=5.0, turn_rad=0.0, width_s=0.4):
    """A foot that lies flat but for bumps of rotation and force around given times."""
    t_s = np.arange(round(end_s * rate_hz)) / rate_hz
    acc = np.tile([0.0, 0.0, G], (len(t_s), 1))
    gyr = np.zeros((len(t_s), 3))
    for middle_s, gain in zip(at_s, np.broadcast_to(size, len(at_s)), strict=True):
        phase = (t_s - middle_s) / width_s
        window = np.where(np.abs(phase) < 0.5, np.cos(np.pi * phase) ** 2, 0.0)
        gyr[:, 1] += gain * window * np.cos(2 * np.pi * phase)
        gyr[:, 2] += turn_rad * window / (0.5 * width_s)
        acc[:, 0] += 2.0 * gain * window * np.sin(4 * np.pi * phase)
    return t_s, acc, gyr


AT_S = np.array([2.0, 3.1, 4.25, 5.2, 9.0, 10.2, 11.3, 12.6])


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 204.8, 800.0])
def test_the_middles_lie_where_the_bumps_do(rate_hz):
    train = find_swings(*bumps(AT_S, rate_hz))
    np.testing.assert_allclose(train.middle_s, AT_S, atol=0.02)
    np.testing.assert_allclose(train.size, 1.0, atol=0.25)


def test_size_grows_with_the_motion():
    train = find_swings(*bumps(AT_S, size=np.array([5.0, 5.0, 5.0, 2.5, 5.0, 5.0, 5.0, 5.0])))
    # Rotation and force are both halved, and so is the root of their product, bar the edges.
    assert train.size[3] == pytest.approx(0.5, abs=0.06)
    np.testing.assert_allclose(np.delete(train.size, 3), 1.0, atol=0.06)


@pytest.mark.parametrize("turn_rad", [-0.6, 0.0, 0.3])
def test_turns_are_told_about_the_vertical(turn_rad):
    train = find_swings(*bumps(AT_S, turn_rad=turn_rad))
    np.testing.assert_allclose(train.turn_rad, turn_rad, atol=0.02)


def test_turns_are_told_however_the_case_is_turned():
    t_s, acc, gyr = bumps(AT_S, turn_rad=0.4)
    order = [2, 0, 1]
    train = find_swings(t_s, acc[:, order], gyr[:, order])
    np.testing.assert_allclose(train.turn_rad, 0.4, atol=0.02)


def test_middles_of_a_simulated_walk_lie_between_heel_off_and_foot_flat():
    walk = simulate_walk("healthy", seed=5, rate_hz=100.0)
    foot, truth = walk.recording["left"], walk.truth.strides
    train = find_swings(foot.t_s, foot.acc_mps2, foot.gyr_radps)
    own = truth[truth["side"] == "left"]
    assert len(train) == len(own)
    middle_s = 0.5 * (own["toe_off_s"] + own["initial_contact_s"]).to_numpy()
    late_s = train.middle_s - middle_s
    assert np.abs(late_s - np.median(late_s)).max() < 0.08
    assert np.std(late_s) < 0.03


def test_lost_samples_are_blind_intervals():
    t_s, acc, gyr = bumps(AT_S)
    keep = (t_s < 6.0) | (t_s >= 8.0)
    train = find_swings(t_s[keep], acc[keep], gyr[keep])
    np.testing.assert_allclose(
        train.blind_s, [[-np.inf, 0.0], [5.99, 8.0], [19.99, np.inf]], atol=1e-9
    )
    np.testing.assert_allclose(train.middle_s, AT_S, atol=0.02)
    begin_s = np.array([-1.0, 1.0, 5.0, 6.5, 8.0, 19.0, 30.0])
    end_s = np.array([1.0, 5.0, 7.0, 7.0, 9.0, 20.5, 31.0])
    np.testing.assert_array_equal(
        train.seen(begin_s, end_s), [False, True, False, False, True, False, False]
    )


def test_single_lost_samples_are_not():
    t_s, acc, gyr = bumps(AT_S)
    keep = np.arange(len(t_s)) % 7 > 0
    assert len(find_swings(t_s[keep], acc[keep], gyr[keep]).blind_s) == 2


def test_another_clock_moves_all_times():
    train = find_swings(*bumps(AT_S))
    moved = train.on(10.0, 2.0)
    np.testing.assert_allclose(moved.middle_s, (train.middle_s - 10.0) / 2.0)
    assert moved.blind_s[0, 1] == pytest.approx(-5.0)
    assert moved.size is train.size
    assert isinstance(moved, SwingTrain)


def test_a_foot_that_does_not_step_has_no_train():
    assert find_swings(*bumps(AT_S[:2])) is None
    assert find_swings(*bumps(AT_S, size=0.1)) is None


def test_a_sensor_that_is_too_slow_has_no_train():
    assert find_swings(*bumps(AT_S, 15.0)) is None
    t_s, acc, gyr = bumps(AT_S)
    assert find_swings(t_s[:2], acc[:2], gyr[:2]) is None


@pytest.mark.parametrize("kept_s", [-0.05, 0.0, 0.05, 0.1])
def test_a_swing_that_the_file_cuts_off_is_left_out(kept_s):
    t_s, acc, gyr = bumps(AT_S)
    cut = t_s < AT_S[-1] + kept_s
    train = find_swings(t_s[cut], acc[cut], gyr[cut])
    np.testing.assert_allclose(train.middle_s, AT_S[:-1], atol=0.02)


def test_a_file_that_leaps_in_time_is_not_looked_at():
    t_s, acc, gyr = bumps(AT_S)
    assert find_swings(np.where(t_s < 7.0, t_s, t_s + 3600.0), acc, gyr) is not None
    assert find_swings(np.where(t_s < 7.0, t_s, t_s + 1e9), acc, gyr) is None
