from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.model.recording import Recording, SensorRanges
from gaitsense.simulate import clocks, faults, losses
from gaitsense.simulate.walk import simulate_walk

N, RATE = 4000, 200.0


@pytest.fixture(scope="module")
def recording():
    return simulate_walk("healthy", 1, duration_s=20.0, rate_hz=RATE).recording


@pytest.fixture
def ramp():
    """Values that tell their own time: acc x rises by 1 m/s² per second, acc z is gravity."""
    t_s = np.arange(N) / RATE
    acc = np.column_stack([t_s, np.zeros(N), np.full(N, 9.8)])
    gyr = np.column_stack([np.sin(t_s), np.cos(t_s), 0.1 * t_s])
    return Recording.from_arrays(
        {"left": (t_s, acc, gyr), "right": (t_s, acc, -gyr)},
        ranges=SensorRanges(80.0, 20.0),
    )


ALL = {
    "lose_packets": lambda r: losses.lose_packets(r, 0.1),
    "lose_bursts": lambda r: losses.lose_bursts(r, 6.0),
    "silence_foot": lambda r: losses.silence_foot(r, "left", 5.0),
    "stick_axis": lambda r: faults.stick_axis(r, "left", "acc", "y"),
    "saturate": lambda r: faults.saturate(r, "left", "gyr", from_s=4.0, to_s=6.0),
    "clip": lambda r: faults.clip(r, acc_mps2=30.0, gyr_radps=3.0),
    "scale_gain": lambda r: faults.scale_gain(r, acc=1.05, gyr=0.9),
    "add_bias": lambda r: faults.add_bias(r, acc_mps2=0.2, gyr_radps=0.02),
    "remount": lambda r: faults.remount(r, [[0, 1, 0], [-1, 0, 0], [0, 0, 1]]),
    "swap_feet": faults.swap_feet,
    "skew_clock": lambda r: clocks.skew_clock(r, 200.0),
    "resample": lambda r: clocks.resample(r, 60.0),
}


@pytest.mark.parametrize("name", ALL)
def test_no_fault_touches_what_it_was_given_and_each_changes_something(recording, name):
    before = {
        side: (foot.t_s.copy(), foot.acc_mps2.copy(), foot.gyr_radps.copy(), foot.info)
        for side, foot in recording.feet.items()
    }
    broken = ALL[name](recording)
    for side, (t_s, acc, gyr, info) in before.items():
        foot = recording[side]
        assert (foot.t_s == t_s).all()
        assert (foot.acc_mps2 == acc).all()
        assert (foot.gyr_radps == gyr).all()
        assert foot.info == info
    after = broken["left"]
    same = len(after) == len(before["left"][1]) and all(
        np.array_equal(x, y)
        for x, y in zip((after.t_s, after.acc_mps2, after.gyr_radps), before["left"], strict=False)
    )
    assert not same
    assert after.acc_mps2.dtype == after.gyr_radps.dtype == np.float32
    assert sum(len(item.sample) for item in broken.blocks(50) if hasattr(item, "sample")) == sum(
        len(foot) for foot in broken.feet.values()
    )


@pytest.mark.parametrize("packet_n", [1, 5])
def test_packets_are_lost_whole_and_as_often_as_asked(ramp, packet_n):
    broken = losses.lose_packets(ramp, 0.2, packet_n=packet_n, seed=3)
    for side in ("left", "right"):
        kept = broken[side].sample
        assert 1.0 - len(kept) / N == pytest.approx(0.2, abs=0.05)
        packets, counts = np.unique(kept // packet_n, return_counts=True)
        assert (counts == packet_n).all()
        assert packets[0] == 0
        assert broken[side].t_s == pytest.approx(kept / RATE)
        assert sum(gap.missing for gap in broken[side].gaps) >= 0.9 * (N - len(kept))
    assert not np.array_equal(broken["left"].sample, broken["right"].sample)
    again = losses.lose_packets(ramp, 0.2, packet_n=packet_n, seed=3)
    assert np.array_equal(again["left"].sample, broken["left"].sample)


def test_nothing_is_lost_when_nothing_is_asked(ramp):
    assert len(losses.lose_packets(ramp, 0.0)["left"]) == N
    assert len(losses.lose_bursts(ramp, 0.0)["left"]) == N


def test_bursts_are_as_long_as_asked(ramp):
    broken = losses.lose_bursts(ramp, 9.0, duration_s=0.25, seed=2)
    missing = [gap.missing for side in ("left", "right") for gap in broken[side].gaps]
    assert missing
    assert min(missing) == pytest.approx(0.25 * RATE, abs=1)
    many = losses.lose_bursts(ramp, 60.0, duration_s=0.1, seed=1)
    assert 1 - len(many["left"]) / N == pytest.approx(0.1, abs=0.06)


def test_a_silent_foot_stops_or_is_not_there_at_all(ramp):
    stopped = losses.silence_foot(ramp, "right", from_s=5.0)
    assert stopped["right"].t_s[-1] < 5.0
    assert len(stopped["right"]) == 1000
    assert len(stopped["left"]) == N
    assert losses.silence_foot(ramp, "right").sides == ("left",)


def test_a_stuck_axis_repeats_its_value(ramp):
    broken = faults.stick_axis(ramp, "left", "acc", "x", from_s=1.999, to_s=2.999)
    x, t_s = broken["left"].acc_mps2[:, 0], broken["left"].t_s
    stuck = (t_s >= 1.999) & (t_s < 2.999)
    assert x[stuck] == pytest.approx(2.0)
    assert x[~stuck] == pytest.approx(t_s[~stuck], abs=1e-5)
    assert (broken["left"].acc_mps2[:, 2] == ramp["left"].acc_mps2[:, 2]).all()
    assert (broken["right"].acc_mps2 == ramp["right"].acc_mps2).all()
    late = faults.stick_axis(ramp, "left", "gyr", "z", from_s=100.0)
    assert (late["left"].gyr_radps == ramp["left"].gyr_radps).all()


def test_saturation_hangs_at_full_scale(ramp):
    broken = faults.saturate(ramp, "right", "gyr", from_s=1.0, to_s=1.5)
    foot, was = broken["right"], ramp["right"]
    hung = (foot.t_s >= 1.0) & (foot.t_s < 1.5)
    assert np.abs(foot.gyr_radps[hung]) == pytest.approx(20.0)
    assert (np.sign(foot.gyr_radps[hung]) == np.sign(was.gyr_radps[hung])).all()
    assert (foot.gyr_radps[~hung] == was.gyr_radps[~hung]).all()
    acc = faults.saturate(ramp, "left", "acc", from_s=1.0, to_s=1.5)["left"].acc_mps2
    assert acc[220, 2] == pytest.approx(80.0)


def test_saturation_needs_a_range():
    bare = Recording.from_arrays({"left": (None, np.full((9, 3), 6.0), np.zeros((9, 3)))}, 100.0)
    with pytest.raises(ConfigError, match="range of the left foot is not known"):
        faults.saturate(bare, "left", "acc", from_s=0.0, to_s=1.0)


def test_clipping_narrows_values_and_ranges(ramp):
    strong = faults.scale_gain(ramp, acc=3.0, gyr=5.0)
    broken = faults.clip(strong, acc_mps2=19.6)
    assert np.abs(broken["left"].acc_mps2).max() == pytest.approx(19.6)
    assert broken["left"].info.ranges == SensorRanges(19.6, 20.0)
    assert (broken["left"].gyr_radps == strong["left"].gyr_radps).all()
    other = faults.clip(strong, gyr_radps=2.2)
    assert np.abs(other["left"].gyr_radps).max() == pytest.approx(2.2)
    assert other["left"].info.ranges == SensorRanges(80.0, 2.2)


def test_gain_and_bias(ramp):
    gained = faults.scale_gain(ramp, acc=1.1)["left"]
    assert gained.acc_mps2[:, 2] == pytest.approx(9.8 * 1.1)
    assert (gained.gyr_radps == ramp["left"].gyr_radps).all()
    biased = faults.add_bias(ramp, acc_mps2=[0.0, 0.2, 0.0], gyr_radps=0.01)["right"]
    assert biased.acc_mps2[:, 1] == pytest.approx(0.2)
    assert biased.gyr_radps - ramp["right"].gyr_radps == pytest.approx(0.01, abs=1e-6)


def test_remounting_turns_both_vectors(ramp):
    quarter = [[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    turned = faults.remount(ramp, quarter)["left"]
    assert turned.acc_mps2[:, 1] == pytest.approx(-ramp["left"].acc_mps2[:, 0])
    assert turned.gyr_radps[:, 0] == pytest.approx(ramp["left"].gyr_radps[:, 1])


@pytest.mark.parametrize(
    ("matrix", "complaint"),
    [(np.eye(3) * 2, "orthonormal"), (np.eye(2), "orthonormal"), (np.diag([1, 1, -1]), "mirror")],
)
def test_what_is_no_rotation(ramp, matrix, complaint):
    with pytest.raises(ConfigError, match=complaint):
        faults.remount(ramp, matrix)


def test_swapped_feet(ramp):
    swapped = faults.swap_feet(ramp)
    assert (swapped["left"].gyr_radps == ramp["right"].gyr_radps).all()
    assert swapped["left"].side == "left"
    assert swapped.sides == ("left", "right")
    alone = faults.swap_feet(losses.silence_foot(ramp, "left"))
    assert alone.sides == ("left",)


def test_a_fast_clock_stamps_later(ramp):
    skewed = clocks.skew_clock(ramp, 200.0)["left"]
    assert skewed.t_s[-1] == pytest.approx(ramp["left"].t_s[-1] * 1.0002)
    assert skewed.rate_hz == pytest.approx(200.0 / 1.0002)
    one = clocks.skew_clock(ramp, -100.0, "right")
    assert (one["left"].t_s == ramp["left"].t_s).all()
    assert one["right"].t_s[-1] < ramp["right"].t_s[-1]


@pytest.mark.parametrize("rate_hz", [50.0, 60.0, 104.0, 250.0])
def test_resampling_keeps_a_straight_line(ramp, rate_hz):
    """acc x equals the time, and must do so at every new instant (the ends are one-sided)."""
    foot = clocks.resample(ramp, rate_hz)["left"]
    assert foot.rate_hz == rate_hz
    assert np.diff(foot.t_s) == pytest.approx(1.0 / rate_hz)
    assert foot.acc_mps2[1:-2, 0] == pytest.approx(foot.t_s[1:-2], abs=3e-4)
    assert foot.t_s[-1] <= ramp["left"].t_s[-1] + 1e-9


def test_resampling_down_does_not_fold_vibration_back():
    """90 Hz at 200 Hz would appear as 10 Hz at 50 Hz; averaged over a period it nearly goes."""
    t_s = np.arange(N) / RATE
    acc = np.column_stack([5.0 * np.sin(2 * np.pi * 90.0 * t_s), 0 * t_s, 0 * t_s + 9.8])
    shaking = Recording.from_arrays({"left": (t_s, acc, np.zeros((N, 3)))})
    assert np.std(clocks.resample(shaking, 50.0)["left"].acc_mps2[:, 0]) < 0.25 * 5.0 / np.sqrt(2)


def test_resampling_leaves_gaps_open(ramp):
    broken = losses.lose_packets(ramp, 0.3, packet_n=40, seed=4)
    foot = clocks.resample(broken, 104.0)["left"]
    for gap in broken["left"].gaps:
        first, last = gap.after_sample / RATE, (gap.after_sample + gap.missing + 1) / RATE
        inside = (foot.t_s > first + 1e-6) & (foot.t_s < last - 1e-6)
        assert not inside.any()
    missing_s = sum(gap.missing for gap in foot.gaps) / 104.0
    assert missing_s == pytest.approx(
        sum(gap.missing for gap in broken["left"].gaps) / RATE, rel=0.05
    )


@pytest.mark.parametrize(
    "bad",
    [
        lambda r: losses.lose_packets(r, 1.5),
        lambda r: losses.lose_packets(r, 0.1, packet_n=0),
        lambda r: losses.lose_bursts(r, -1.0),
        lambda r: clocks.skew_clock(r, 1e6),
        lambda r: clocks.resample(r, 0.0),
    ],
)
def test_impossible_faults(ramp, bad):
    with pytest.raises(ConfigError, match="must lie between"):
        bad(ramp)
