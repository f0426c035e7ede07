"""Clocks compared by stepping, on trains of swings whose times are drawn and thus known."""

import math

import numpy as np
import pytest

from gaitsense.recordings.alternation import settled
from gaitsense.recordings.stepping_clock import SteppingParams, match_clocks
from gaitsense.recordings.swing_train import SwingTrain

STEP_S = 0.55


def feet(n=40, *, cv=0.04, seed=0, turns=(), begin=1.0, stand_s=0.0):
    """Left and right swings of a walk of `2 n` steps on one clock, seen from its first to last."""
    rng = np.random.default_rng(seed)
    pace = 1.0 + cv * np.convolve(rng.standard_normal(2 * n + 3), np.ones(4) / 2.0, "valid")
    at_s = 10.0 + np.cumsum(STEP_S * pace)
    size = 1.0 + 2.0 * cv * rng.standard_normal(2 * n)
    size[0] *= begin
    turn = np.zeros(2 * n)
    for k in turns:
        turn[k : k + 7] = [0.1, 0.3, 0.5, 0.6, 0.5, 0.3, 0.1]
    reach = stand_s or 0.5 * STEP_S
    blind_s = np.array([[-np.inf, at_s[0] - reach], [at_s[-1] + reach, np.inf]])
    return [SwingTrain(at_s[k::2], size[k::2], turn[k::2], blind_s) for k in (0, 1)]


def seen(train, first_s, last_s):
    """The same foot in a file that was cut at both ends."""
    keep = (train.middle_s > first_s + 0.3) & (train.middle_s < last_s - 0.3)
    blind_s = np.array([[-np.inf, first_s], [last_s, np.inf]])
    return SwingTrain(train.middle_s[keep], train.size[keep], train.turn_rad[keep], blind_s)


def clocked(train, offset_s, rate=1.0):
    """The same foot on a clock that shows `offset_s` at 0 and runs at `rate`."""
    return train.on(-offset_s / rate, 1.0 / rate)


def test_a_clock_is_read_as_it_was_set():
    left, _ = feet(5)
    moved = clocked(left, 7.0, 1.5)
    np.testing.assert_allclose(moved.middle_s, 7.0 + 1.5 * left.middle_s)
    np.testing.assert_allclose(moved.on(7.0, 1.5).middle_s, left.middle_s)


@pytest.mark.parametrize("offset_s", [-17.3, -0.55, 0.0, 0.31, 4.2])
def test_fluctuation_tells_the_offset(offset_s):
    left, right = feet()
    match = match_clocks(left, clocked(right, offset_s))
    assert match.found
    assert match.offset_s == pytest.approx(offset_s, abs=0.03)
    assert abs(match.offset_s - offset_s) < match.error_s < 0.1
    assert match.margin > 12.0
    assert match.rate == 1.0


def test_files_cut_differently_are_put_together_as_well():
    left, right = feet(60)
    match = match_clocks(seen(left, 15.0, 60.0), clocked(seen(right, 20.0, 70.0), 12.0))
    assert match.found
    assert match.offset_s == pytest.approx(12.0, abs=0.03)


def test_even_steps_without_begin_and_end_leave_the_stride_open():
    left, right = feet(60, cv=0.0)
    match = match_clocks(seen(left, 15.0, 60.0), seen(right, 20.0, 70.0))
    assert not match.found
    assert match.margin == pytest.approx(0.0, abs=1e-6)


def test_start_and_stop_tell_the_stride_of_even_steps():
    left, right = feet(20, cv=0.0, stand_s=4.0, begin=0.4)
    match = match_clocks(left, clocked(right, 3.0), SteppingParams(margin=6.0))
    assert match.found
    assert match.offset_s == pytest.approx(3.0, abs=0.02)


def test_turns_tell_the_stride_of_even_steps():
    turning, straight = (feet(60, cv=0.0, turns=turns) for turns in ((50, 80), ()))
    cut = [(15.0, 60.0), (20.0, 70.0)]
    match = match_clocks(*(seen(f, *c) for f, c in zip(turning, cut, strict=True)))
    assert match.found
    assert match.offset_s == pytest.approx(0.0, abs=0.02)
    assert not match_clocks(*(seen(f, *c) for f, c in zip(straight, cut, strict=True))).found


@pytest.mark.parametrize("seed", range(1, 9))
def test_two_walks_are_not_taken_for_one(seed):
    left, _ = feet(seed=0)
    _, right = feet(seed=seed)
    assert not match_clocks(left, right).found


def test_a_pause_in_the_recording_is_no_missing_swing():
    left, right = feet()
    hole_s = np.array([right.middle_s[15] - 0.3, right.middle_s[20] + 0.3])
    keep = (right.middle_s < hole_s[0]) | (right.middle_s > hole_s[1])
    fewer = SwingTrain(right.middle_s[keep], right.size[keep], right.turn_rad[keep], right.blind_s)
    told = SwingTrain(
        fewer.middle_s, fewer.size, fewer.turn_rad, np.insert(right.blind_s, 1, hole_s, axis=0)
    )
    assert settled(left, fewer, 0.0, 2 * STEP_S).doubled_n == 6
    assert settled(left, told, 0.0, 2 * STEP_S).doubled_n == 0
    match = match_clocks(left, clocked(told, 5.0))
    assert match.found
    assert match.offset_s == pytest.approx(5.0, abs=0.03)


def test_residuals_are_right_less_left():
    at_s = np.arange(10.0)
    blind_s = np.array([[-np.inf, -0.5], [10.0, np.inf]])
    size = np.ones(10)
    left = SwingTrain(at_s, size, 0.1 * size, blind_s)
    right = SwingTrain(at_s + 0.5, size, 0.4 * size, blind_s)
    late = settled(left, SwingTrain(at_s + 0.6, size, 0.4 * size, blind_s), 0.0, 1.0)
    assert late.offset_s == pytest.approx(0.1)
    np.testing.assert_allclose(late.turn_rad, 0.3)
    # One sensor that reads more than the other in every stride spreads nothing.
    np.testing.assert_allclose(late.spread(np.full(3, 1e-6)), 1e-6)
    even = settled(left, right, 0.0, 1.0)
    np.testing.assert_allclose(even.middle_s, 0.0, atol=1e-12)
    assert (even.doubled_n, even.shared_n, len(even.middle_s)) == (0, 10, 18)


def test_charges_by_hand():
    blind_s = np.array([[-np.inf, -0.5], [10.0, np.inf]])
    size = np.ones(10)
    left = SwingTrain(np.arange(10.0), size, 0.0 * size, blind_s)
    right = SwingTrain(np.arange(10.0) + 0.5, size, np.tile([0.2, -0.2], 5), blind_s)
    tried = settled(left, right, 0.0, 1.0)
    # The first and the last swing have a side that nobody saw; 9 of each foot are judged. Middles
    # and sizes leave nothing: -0.5 each. The right foot's turns lie two deviations off, the left
    # one's, between two opposite ones, none.
    nothing = -0.5 * 18
    assert (len(tried.middle_s), len(tried.size), len(tried.turn_rad)) == (18, 18, 18)
    charge = tried.charges(np.full(3, 0.1), 4.0)
    assert charge == pytest.approx(3 * nothing + 9 * 2.0)
    # Ten deviations cost no more than the charge.
    charge = tried.charges(np.array([0.1, 0.1, 0.02]), 4.0)
    assert charge == pytest.approx(3 * nothing + 9 * 4.0)
    np.testing.assert_allclose(tried.spread(np.full(3, 0.05)), [0.05, 0.05, 1.48 * 0.1])


@pytest.mark.parametrize("ppm", [-150.0, 0.0, 90.0])
def test_rates_are_told_on_a_long_walk(ppm):
    left, right = feet(1100)
    match = match_clocks(left, clocked(right, 8.0, 1.0 + 1e-6 * ppm))
    assert match.found
    assert 1e6 * (match.rate - 1.0) == pytest.approx(ppm, abs=8.0)
    end_s = 1200.0
    told_s = match.offset_s + match.rate * end_s
    assert told_s == pytest.approx(8.0 + (1.0 + 1e-6 * ppm) * end_s, abs=0.03)


@pytest.mark.parametrize(("n", "ppm"), [(3200, -100.0), (6400, 190.0)])
def test_hours_are_found_though_the_ends_drift_apart_by_more_than_half_a_stride(n, ppm):
    left, right = feet(n)
    match = match_clocks(left, clocked(right, -6.0, 1.0 + 1e-6 * ppm))
    assert match.found
    assert match.offset_s == pytest.approx(-6.0, abs=0.05)
    assert 1e6 * (match.rate - 1.0) == pytest.approx(ppm, abs=8.0)


@pytest.mark.parametrize(
    "params",
    [
        SteppingParams(margin=1e4),
        SteppingParams(margin_each=100.0),
        SteppingParams(most_uneven=0.001),
        SteppingParams(fewest_n=200),
        SteppingParams(most_broken=-1.0),
    ],
)
def test_each_condition_can_leave_it_open(params):
    left, right = feet()
    assert match_clocks(left, right).found
    match = match_clocks(left, right, params)
    assert not match.found
    assert match.offset_s == pytest.approx(0.0, abs=0.03)


def test_files_that_share_too_few_steps_have_no_offset():
    left, right = feet(4)
    lone = SwingTrain(np.arange(3) * 50.0, np.ones(3), np.zeros(3), right.blind_s)
    assert settled(left, lone, 0.0, 2 * STEP_S) is None
    match = match_clocks(left, lone)
    assert not match.found
    assert math.isnan(match.offset_s)
