"""Gravity and bias at rest, from walks whose sensors were made to err by known amounts."""

from __future__ import annotations

import numpy as np
import pytest

from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.simulate.faults import add_bias, scale_gain
from gaitsense.simulate.feet import each_foot, only_rows
from gaitsense.simulate.walk import simulate_walk


@pytest.fixture(scope="module")
def ideal():
    return simulate_walk("healthy", 2, rate_hz=100.0, duration_s=40.0, sensor="ideal").recording


@pytest.mark.parametrize(
    ("gain", "severity"),
    [(1.0, "ok"), (1.02, "ok"), (1.05, "note"), (0.96, "note"), (1.15, "problem")],
)
def test_gravity_is_judged_by_what_it_reads_at_rest(ideal, found, gain, severity):
    examination = examine_recording(scale_gain(ideal, acc=gain))
    for finding in found(examination, "gravity"):
        assert finding.severity == severity
        assert finding.values["gravity_mps2"] == pytest.approx(gain * 9.80665, abs=0.02)
        assert finding.text.startswith("at rest")
        # One pose cannot tell an offset from a gain, and it is said so.
        assert ("one pose cannot tell apart" in finding.text) == (severity == "note")
    assert len(found(examination, "gravity")) == 2


def test_the_gyroscopes_bias_is_read_at_rest(ideal, found):
    bias_dps = np.array([2.0, -7.5, 0.5])
    examination = examine_recording(add_bias(ideal, gyr_radps=np.radians(bias_dps)))
    for finding in found(examination, "gyro_bias"):
        assert finding.severity == "note"
        assert finding.values["bias_dps"] == pytest.approx(7.5, abs=0.1)
        assert "+2.0, \N{MINUS SIGN}7.5, +0.5 °/s" in finding.text


@pytest.mark.parametrize(("lost_n", "feet"), [(2, 2), (5, 0)])
def test_short_losses_hide_no_rest(ideal, found, lost_n, feet):
    """Over 20 ms a sensor that lies still is bridged; over 50 ms nobody knows what it did."""

    def lose(foot):
        return only_rows(foot, np.arange(len(foot)) % 25 >= lost_n)

    assert len(found(examine_recording(each_foot(ideal, lose)), "gyro_bias")) == feet


def test_a_large_bias_is_said_to_change(ideal, found):
    examination = examine_recording(add_bias(ideal, gyr_radps=np.radians(30.0)))
    assert all("warmth" in finding.text for finding in found(examination, "gyro_bias"))


def test_what_is_in_order_is_said_to_be(sound, found):
    for code in ("still", "gravity", "gyro_bias"):
        assert [finding.severity for finding in found(sound, code)] == ["ok", "ok"], code


def test_acceleration_without_gravity_is_a_problem(walk, changed, found):
    linear = changed(walk, acc=lambda foot: foot.acc_mps2 - np.median(foot.acc_mps2[:150], axis=0))
    examination = examine_recording(linear)
    findings = found(examination, "gravity_missing")
    assert [finding.side for finding in findings] == ["left", "right"]
    assert all(finding.values["gravity_mps2"] < 0.5 for finding in findings)
    assert examination.usable == "no"
    assert "gravity was taken away" in examination.sentence
    assert "raw acceleration" in examination.advice[0]


def test_who_never_stands_still_is_told_to(walk, changed, found):
    rng = np.random.default_rng(0)
    shaken = changed(walk, gyr=lambda foot: foot.gyr_radps + rng.normal(0, 0.05, (len(foot), 3)))
    examination = examine_recording(shaken)
    assert [finding.severity for finding in found(examination, "still")] == ["note", "note"]
    assert not found(examination, "gyro_bias")
    # The feet do stand, before and behind the walk: nobody is told that they never did.
    assert all("no second is calm" in finding.text for finding in found(examination, "still"))
    for finding in found(examination, "gravity"):
        assert finding.text.startswith("over whole strides")
        assert finding.values["gravity_mps2"] == pytest.approx(9.81, abs=0.3)
    assert any("stand still for 3 s" in sentence for sentence in examination.advice)


def test_an_offset_shows_in_several_poses(ideal, changed, found):
    def turned(foot):
        acc = foot.acc_mps2.copy()
        # The last seconds lie on another side: the same gravity along another axis.
        acc[-400:] = np.array([0.0, 9.80665, 0.0]) + np.array([0.0, 0.6, 0.0])
        return acc

    def still(foot):
        gyr = foot.gyr_radps.copy()
        gyr[-400:] = 0.0
        return gyr

    examination = examine_recording(changed(ideal, acc=turned, gyr=still))
    assert any("differs between poses" in f.text for f in found(examination, "gravity"))


def test_a_biased_gyroscope_does_not_hide_that_gravity_is_missing(ideal, changed, found):
    def linear(foot):
        size = np.linalg.norm(foot.acc_mps2, axis=1, keepdims=True)
        return foot.acc_mps2 * (1.0 - 9.80665 / size)

    biased = add_bias(changed(ideal, acc=linear), gyr_radps=np.full(3, 0.12))
    examination = examine_recording(biased)
    assert [finding.side for finding in found(examination, "gravity_missing")] == ["left", "right"]
    assert not found(examination, "gravity")
