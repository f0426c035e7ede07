from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.timebase import infer_timebase, refuse_lost_digits, unit_hint


def largest_rate_error(jitter_share: float, n: int) -> float:
    """Relative bound of a least-squares slope whose every stamp errs by at most half the jitter.

    Slope error is Σ k·e / Σ k² with k centred: at most (jitter / 2)·(n² / 4) / (n³ / 12).
    """
    return 1.5 * jitter_share / n


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 100.0, 104.0, 128.0, 1000.0 / 3.0, 1666.0])
def test_a_regular_clock(rate_hz):
    given_s = 3.25 + np.arange(500) / rate_hz
    base = infer_timebase(given_s)
    assert base.rate_hz == pytest.approx(rate_hz, rel=1e-12)
    np.testing.assert_array_equal(base.sample, np.arange(500))
    np.testing.assert_allclose(base.t_s, given_s, rtol=0, atol=1e-12)
    assert base.jitter_s < 1e-12
    assert base.regular
    assert (base.sample.dtype, base.t_s.dtype) == (np.int64, np.float64)


def test_two_samples_are_enough():
    base = infer_timebase(np.array([5.0, 5.01]))
    assert base.rate_hz == pytest.approx(100.0)
    assert base.sample.tolist() == [0, 1]
    np.testing.assert_allclose(base.t_s, [5.0, 5.01], atol=1e-12)


def test_whole_milliseconds_at_128_hz():
    true_s = np.arange(1280) / 128.0
    base = infer_timebase(np.round(true_s, 3))
    np.testing.assert_array_equal(base.sample, np.arange(1280))
    assert base.rate_hz == pytest.approx(128.0, rel=largest_rate_error(0.128, 1280))
    # Rounding is at most half a millisecond; the line through it errs far less.
    np.testing.assert_allclose(base.t_s, true_s, rtol=0, atol=5e-5)
    # Every 16th stamp repeats a pattern of multiples of 1/16 ms: mean square of -7/16 … 8/16 ms.
    sixteenths = np.array([*range(-7, 9)]) / 16.0
    assert base.jitter_s == pytest.approx(1e-3 * np.sqrt(np.mean(sixteenths**2)), rel=0.02)
    assert base.regular


def test_lost_samples_leave_holes_and_the_rate_alone():
    k = np.delete(np.arange(1000), [1, 40, 41, 300, 301, 302, 303, 998])
    base = infer_timebase(k / 60.0)
    np.testing.assert_array_equal(base.sample, k)
    assert base.rate_hz == pytest.approx(60.0, rel=1e-12)
    np.testing.assert_allclose(base.t_s, k / 60.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("every", [5, 7, 20])
def test_a_regular_loss_does_not_stretch_the_period(every):
    k = np.arange(2000)
    k = k[k % every != every - 1]
    base = infer_timebase(k / 100.0)
    np.testing.assert_array_equal(base.sample, k)
    assert base.rate_hz == pytest.approx(100.0, rel=1e-12)


@pytest.mark.parametrize("lost", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("rate_hz", [50.0, 62.5, 200.0])
def test_losses_here_and_there_do_not_stretch_the_period(lost, rate_hz):
    k = np.flatnonzero(np.random.default_rng(7).random(400) > lost)
    base = infer_timebase(k / rate_hz)
    np.testing.assert_array_equal(base.sample, k - k[0])
    assert base.rate_hz == pytest.approx(rate_hz, rel=1e-12)
    assert base.regular


@pytest.mark.parametrize("within_s", [0.001, 0.005])
def test_stamps_within_a_packet_are_not_taken_for_the_period(within_s):
    """Four samples a packet at 100 Hz, stamped closely one behind the other."""
    k = np.arange(800)
    base = infer_timebase(k // 4 * 0.04 + k % 4 * within_s)
    assert base.rate_hz == pytest.approx(100.0, rel=1e-3)
    np.testing.assert_array_equal(base.sample, k)


def bursts(n: int, per_burst: int, rate_hz: float) -> np.ndarray:
    """Stamps of arrival where packets of several samples come together."""
    k = np.arange(n)
    return (k // per_burst) * per_burst / rate_hz


@pytest.mark.parametrize("per_burst", [2, 3, 8])
def test_bursts_are_spread_in_order_of_arrival(per_burst):
    n = 2400
    given_s = bursts(n, per_burst, 100.0)
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, np.arange(n))
    assert not base.regular
    # Stamps lag by up to a burst; as jitter of so many periods they bound the rate.
    assert base.rate_hz == pytest.approx(100.0, rel=largest_rate_error(per_burst - 1, n))
    # A line through stamps that are early by 0 … per_burst-1 periods runs through their mean.
    lag = (per_burst - 1) / 2 / 100.0
    np.testing.assert_allclose(base.t_s, np.arange(n) / 100.0 - lag, atol=0.01 * per_burst / 100)
    # Uniform over per_burst values a period apart.
    expected = np.sqrt((per_burst**2 - 1) / 12) / 100.0
    assert base.jitter_s == pytest.approx(expected, rel=0.01)


def test_a_hole_in_a_bursty_clock_is_a_loss_only_when_it_is_long():
    given_s = bursts(1200, 4, 100.0)
    given_s[800:] += 3.0
    given_s[400:] += 0.1
    base = infer_timebase(given_s)
    assert not base.regular
    step = np.diff(base.sample)
    assert np.flatnonzero(step > 1).tolist() == [799]
    # From the first stamp of one burst to that of the next: four periods and three seconds.
    assert step[799] == pytest.approx(304, abs=2)
    assert base.rate_hz == pytest.approx(100.0, rel=0.02)


def test_some_stamps_may_be_equal():
    given_s = np.arange(1000) / 100.0
    given_s[500] = given_s[499]
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, np.arange(1000))
    np.testing.assert_allclose(base.t_s, np.arange(1000) / 100.0, atol=1e-4)
    assert base.jitter_s == pytest.approx(0.01 / np.sqrt(1000), rel=0.01)


@pytest.mark.parametrize(
    "late_by",
    [[0.6], [0.9], [1.0], [1.7, 0.7], [2.5, 1.5, 0.5], [5.0, 4.0, 3.0, 2.0, 1.0], [-0.9], [-1.0]],
)
def test_a_stamp_out_of_turn_is_not_a_loss(late_by):
    """Stamps that come late, several at once after a hiccup, or early; a loss stays a loss."""
    k = np.delete(np.arange(1000), [495, 520, 521])
    given_s = k / 100.0
    given_s[508 : 508 + len(late_by)] += np.array(late_by) / 100.0
    base = infer_timebase(np.maximum.accumulate(given_s))
    assert base.regular
    np.testing.assert_array_equal(base.sample, k)
    assert base.rate_hz == pytest.approx(100.0, rel=1e-4)


def test_late_stamps_do_not_raise_the_rate():
    given_s = np.arange(6000) / 100.0
    given_s[50::100] += 0.009
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, np.arange(6000))
    # Each of 60 stamps pulls the line by at most 9 ms at its lever arm.
    assert base.rate_hz == pytest.approx(100.0, rel=60 * 0.9 * 6 / 6000**2)


def test_a_loss_beside_jitter_stays_a_loss():
    """Steps of 2, 1, 1.3, 1.3, 0.4 periods: six in five steps, so one sample is lost."""
    step = np.ones(600)
    step[300:305] = [2.0, 1.0, 1.3, 1.3, 0.4]
    base = infer_timebase(np.concatenate([[0.0], np.cumsum(step)]) / 50.0)
    expected = np.ones(600)
    expected[300] = 2
    np.testing.assert_array_equal(np.diff(base.sample), expected)


def test_behind_a_pause_a_new_line_begins_with_the_same_period():
    k = np.arange(400)
    # The logger slept 10 s and woke a third of a period out of step.
    given_s = np.concatenate([k / 100.0, 14.0 + 0.0033 + k / 100.0])
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, np.concatenate([k, 1400 + k]))
    assert base.rate_hz == pytest.approx(100.0, rel=1e-12)
    np.testing.assert_allclose(base.t_s, given_s, rtol=0, atol=1e-12)
    assert base.jitter_s < 1e-12


def test_within_a_second_the_line_goes_on():
    k = np.concatenate([np.arange(400), np.arange(480, 880)])
    given_s = k / 100.0
    given_s[400:] += 0.0033
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, k)
    # One straight line: the step of 3.3 ms is shared out between both halves.
    np.testing.assert_allclose(np.diff(base.t_s), np.diff(k) / base.rate_hz, rtol=0, atol=1e-12)
    assert base.jitter_s > 1e-4


@pytest.mark.parametrize("rate_hz", [49.0, 100.0])
def test_a_given_rate_is_kept(rate_hz):
    """To the last bit: 1 / (1 / 49) is not 49."""
    given_s = np.arange(300) / (1.004 * rate_hz)
    base = infer_timebase(given_s, rate_hz)
    assert base.rate_hz == rate_hz
    np.testing.assert_array_equal(base.sample, np.arange(300))
    np.testing.assert_allclose(np.diff(base.t_s), 1 / rate_hz, rtol=0, atol=1e-12)
    assert np.mean(base.t_s) == pytest.approx(np.mean(given_s), abs=1e-12)


def test_a_given_rate_tells_loss_from_slowness():
    """Every second sample is lost: from the times alone the sensor looks half as fast."""
    k = np.arange(0, 1000, 2)
    assert infer_timebase(k / 100.0).rate_hz == pytest.approx(50.0, rel=1e-12)
    np.testing.assert_array_equal(infer_timebase(k / 100.0, 100.0).sample, k)


def test_a_bursty_clock_with_a_given_rate_keeps_it():
    given_s = bursts(1000, 4, 100.0)
    given_s[600:] += 2.0
    base = infer_timebase(given_s, 100.0)
    assert (base.rate_hz, base.regular) == (100.0, False)
    assert np.flatnonzero(np.diff(base.sample) > 1).tolist() == [599]
    assert base.sample[600] - base.sample[599] == 204


def test_only_long_holes_and_nothing_else():
    """Three rows with a minute between them: no step shows the period, so they count as one."""
    base = infer_timebase(np.array([0.0, 60.0, 120.0]))
    assert base.sample.tolist() == [0, 1, 2]
    assert base.rate_hz == pytest.approx(1 / 60.0)


def test_every_stretch_may_be_a_single_sample():
    base = infer_timebase(np.array([0.0, 60.0, 125.0]), 100.0)
    np.testing.assert_array_equal(base.t_s, [0.0, 60.0, 125.0])
    assert base.sample.tolist() == [0, 6000, 12500]


def test_irregular_holes_only_with_a_given_rate():
    base = infer_timebase(np.array([0.0, 60.004, 125.0]), 100.0)
    assert base.sample.tolist() == [0, 6000, 12500]
    assert not base.regular


@pytest.mark.parametrize("origin_s", [0.0, 1.7e9])
def test_a_long_walk_keeps_its_counters(origin_s):
    """Six hours at 100 Hz by a clock that is fast by 40 millionths, stamped to the millisecond."""
    n = 6 * 3600 * 100
    rng = np.random.default_rng(1)
    k = np.sort(rng.choice(n, n - 2000, replace=False))
    base = infer_timebase(np.round(origin_s + k * 0.01 * (1 + 4e-5), 3))
    np.testing.assert_array_equal(base.sample, k - k[0])
    assert base.rate_hz == pytest.approx(100.0 / (1 + 4e-5), rel=1e-8)
    assert base.jitter_s == pytest.approx(1e-3 / np.sqrt(12), rel=0.02)


def test_the_times_given_are_not_changed():
    given_s = np.round(np.arange(100) / 128.0, 3)
    given_s.flags.writeable = False
    infer_timebase(given_s)


@pytest.mark.parametrize(
    ("given_s", "message"),
    [
        ([], "fewer than two samples"),
        ([1.0], "fewer than two samples"),
        ([0.0, np.nan, 0.02], "missing at sample 1;"),
        ([0.0, 0.01, np.inf], "missing at sample 2;"),
        ([0.0, 0.02, 0.01, 0.03], r"backwards at sample 2 \(0\.02 s is followed by 0\.01 s\)"),
        ([0.0, 0.01, 0.02, -5.0], "backwards at sample 3"),
        ([2.0, 2.0, 2.0], "does not advance"),
    ],
)
def test_times_that_are_none_are_refused(given_s, message):
    with pytest.raises(RecordingError, match=message):
        infer_timebase(np.array(given_s))


@pytest.mark.parametrize("rate_hz", [10.0, 37.0, 900.0])
def test_under_a_rate_that_is_far_off_time_still_rises(rate_hz):
    given_s = bursts(400, 3, 100.0)
    given_s[200:] += 4.0
    base = infer_timebase(given_s, rate_hz)
    assert (np.diff(base.t_s) > 0).all()
    assert (np.diff(base.sample) > 0).all()
    # Spread or smoothed, what lies on the far side of the pause stays there.
    assert base.t_s[200] - base.t_s[199] > 0


def test_where_stretches_would_overlap_the_given_times_stand():
    given_s = np.concatenate([np.arange(100) / 100.0, 3.0 + np.arange(100) / 100.0])
    base = infer_timebase(given_s, 20.0)
    np.testing.assert_allclose(base.t_s, given_s, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "t_s",
    [
        np.floor(np.arange(300) / 100.0),
        1.7e9 + np.floor(np.arange(300) / 100.0),
        np.float32(1e5) + np.float32(0.25) * (np.arange(300) // 25),
        (1e4 + np.arange(300) / 100.0).astype(np.float32).astype(np.float64),
        1e5 + np.arange(300) / 128.0,
        np.zeros(5),
        np.array([1e300, 2e300]),
        np.array([5.0]),
    ],
)
def test_times_that_repeat_by_their_makers_will_have_not_lost_their_digits(t_s):
    refuse_lost_digits(t_s)


@pytest.mark.parametrize("begin_s", [1e5, 1e6, 1.7e9])
def test_times_that_a_float32_can_no_longer_tell_apart(begin_s):
    t_s = (begin_s + np.arange(3000) / 1000.0).astype(np.float32).astype(np.float64)
    with pytest.raises(RecordingError, match="have lost their last digits"):
        refuse_lost_digits(t_s)


@pytest.mark.parametrize(
    ("rate_hz", "unit"),
    [
        (25.0, ""), (24.9, ""), (4.01, ""), (4.0, "milli"), (0.025, "milli"), (0.0249, ""),
        (4e-3, "micro"), (25e-6, "micro"), (4e-6, "nano"), (25e-9, "nano"), (1e-9, ""),
    ],
)  # fmt: skip
def test_which_unit_times_seem_to_be_in(rate_hz, unit):
    hint = unit_hint(rate_hz)
    assert bool(hint) is bool(unit)
    assert f"if they are {unit}" in hint or not unit
