"""Whether somebody walks: too short, standing, no shoe, contradicting sensors, odd pace."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.recording import Recording
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.recordings.doctor.walk import examined_feet
from gaitsense.recordings.doctor.walking import walking
from gaitsense.simulate.losses import lose_packets
from gaitsense.simulate.walk import simulate_walk


def part(recording: Recording, first_s: float, end_s: float) -> Recording:
    feet = {}
    for side, foot in recording.feet.items():
        keep = (foot.t_s >= first_s) & (foot.t_s < end_s)
        feet[side] = dataclasses.replace(
            foot,
            sample=foot.sample[keep],
            t_s=foot.t_s[keep],
            acc_mps2=foot.acc_mps2[keep],
            gyr_radps=foot.gyr_radps[keep],
        )
    return dataclasses.replace(recording, feet=feet)


def swinging(rate_hz: float = 100.0, seconds: float = 40.0) -> Recording:
    """A thigh: it swings by ±22° about the hip all the time, and never rests."""
    t = np.arange(0.0, seconds, 1.0 / rate_hz)
    phase = 2.0 * np.pi * t / 1.1
    angle = np.radians(22.0) * np.sin(phase)
    rate = np.gradient(angle, t)
    acc = 9.80665 * np.column_stack([np.sin(angle), 0.0 * t, np.cos(angle)])
    acc += 0.2 * np.column_stack([np.gradient(rate, t), np.sin(2.0 * phase), -rate * rate])
    gyr = np.column_stack([0.3 * np.cos(phase), rate, 0.2 * np.sin(phase)])
    rng = np.random.default_rng(1)
    acc, gyr = (values + rng.normal(0.0, 0.01, values.shape) for values in (acc, gyr))
    return Recording.from_arrays({"left": (t, acc, gyr)})


def test_steps_are_counted(sound, walk, found):
    truth = simulate_walk("healthy", 2, rate_hz=100.0, duration_s=40.0).truth
    for finding in found(sound, "steps"):
        true_n = (truth.strides.side == finding.side).sum()
        assert finding.severity == "ok"
        assert finding.values["strides_n"] == true_n


def test_a_short_walk_lacks_the_pattern_and_no_more(walk, found, answers):
    examination = examine_recording(part(walk, 0.0, 9.0))
    assert {finding.severity for finding in found(examination, "walk_short")} == {"note"}
    assert answers(examination)["foot_drop_pattern"] == "no"
    assert answers(examination)["stride_time"] == "yes"
    assert examination.usable == "partly"
    assert "the pattern of low lift cannot be told" in examination.sentence
    assert any("at least 12 straight steps" in sentence for sentence in examination.advice)


def test_steps_on_the_spot_are_no_straight_steps(walk):
    foot = examined_feet(walk, analyze(walk))["left"]
    level_n = int(foot.level.sum())
    for spot_n, code in ((0, "steps"), (level_n - 11, "walk_short")):
        spot = dataclasses.replace(foot, summary={**foot.summary, "on_the_spot_n": spot_n})
        (count,) = [one for one in walking(spot) if "level_n" in one.values]
        assert (count.code, count.values["level_n"]) == (code, level_n - spot_n)
        assert f"{level_n - spot_n} of them straight and level" in count.text
        assert (f"({spot_n} more on the spot)" in count.text) == bool(spot_n)


def test_standing_is_no_walk(walk, found):
    examination = examine_recording(part(walk, 0.0, 1.5))
    assert len(found(examination, "never_moved")) == 2
    assert examination.usable == "no"
    assert "lay still for 100 % of the time" in examination.sentence
    assert {measure.answer for measure in examination.measures} == {"no"}


def test_a_sensor_in_a_pocket_moves_without_steps(found):
    examination = examine_recording(swinging())
    (finding,) = found(examination, "moves_without_steps")
    assert finding.severity == "problem"
    assert finding.values["in_strides_share"] < 0.5
    assert "in a pocket" in examination.sentence
    assert examination.usable == "no"
    assert "to the shoe" in examination.advice[0]


def test_a_few_seconds_of_movement_are_no_steps(found):
    examination = examine_recording(swinging(seconds=3.0))
    assert not found(examination, "moves_without_steps")
    assert [finding.code for finding in examination.findings if finding.severity == "problem"]
    assert examination.usable == "no"


@pytest.mark.parametrize("signs", [(1.0, -1.0, 1.0), (-1.0, -1.0, -1.0)])
def test_a_mirrored_gyroscope_contradicts_the_accelerometer(walk, changed, found, answers, signs):
    examination = examine_recording(changed(walk, gyr=lambda foot: foot.gyr_radps * signs))
    assert [f.severity for f in found(examination, "contradiction")] == ["problem", "problem"]
    assert examination.usable == "no"
    assert "contradict each other" in examination.sentence
    assert answers(examination)["foot_pitch"] == "no"
    assert "axes, units and rate" in examination.advice[0]
    for finding in found(examination, "contradiction"):
        apart_deg = finding.values["disagree_deg"]
        assert (f"{apart_deg:.1f}° apart, where 7.5° is the most" in finding.text) == (
            apart_deg > 7.5
        )
    # The means leave such strides out; they do not hold "0 of 0".
    assert answers(examination)["stride_time"] == "partly"
    assert "0 of 0" not in examination.measures[0].text


def test_a_contradiction_by_gravity_alone_is_named_as_such(walk, changed, found):
    # Half of the turning leaves the force of a swing upright by the wrong angle.
    examination = examine_recording(changed(walk, gyr=lambda foot: 0.6 * foot.gyr_radps))
    told = found(examination, "contradiction")
    assert told
    for finding in told:
        off = finding.values["gravity_off_share"]
        assert abs(off) > 0.06
        size = "larger" if off > 0.0 else "smaller"
        assert f"gravity comes out {100.0 * abs(off):.1f} % {size}" in finding.text
        assert "6 % is the most" in finding.text


@pytest.mark.parametrize(("stretch", "odd"), [(1.0, False), (0.5, True)])
def test_strides_that_are_too_quick_are_noticed(walk, found, stretch, odd):
    feet = {
        side: dataclasses.replace(
            foot,
            t_s=foot.t_s * stretch,
            info=dataclasses.replace(foot.info, rate_hz=foot.rate_hz / stretch),
        )
        for side, foot in walk.feet.items()
    }
    findings = found(examine_recording(dataclasses.replace(walk, feet=feet)), "stride_time_odd")
    assert len(findings) == (2 if odd else 0)
    for finding in findings:
        assert finding.severity == "note"
        assert finding.values["stride_time_s"] < 0.75


def test_a_foot_that_never_rests_is_asked_whether_it_is_one(walk, changed, found, answers):
    # On top of all else the sensor turns at 60 °/s forth and back, five times a second.
    restless = changed(
        walk,
        gyr=lambda foot: foot.gyr_radps + np.sin(31.0 * foot.t_s)[:, None] * [0.0, 1.5, 0.0],
    )
    examination = examine_recording(restless)
    assert found(examination, "no_rest_in_stance") or examination.usable == "no"


def test_standing_on_the_toes_before_walking_leaves_the_flat_foot_unsure(walk, changed, found):
    def tipped(foot):
        acc = foot.acc_mps2.copy()
        still = foot.t_s < 2.5
        acc[still] = np.roll(acc[still], 1, axis=1)
        return acc

    examination = examine_recording(changed(walk, acc=tipped))
    assert {finding.severity for finding in found(examination, "flat_foot_unsure")} <= {"note"}


def test_strides_that_cannot_be_told_are_not_blamed_on_the_length(walk, found):
    examination = examine_recording(lose_packets(walk, 0.08, packet_n=5, seed=1))
    short = found(examination, "walk_short")
    assert short
    for finding in short:
        assert finding.values["level_n"] + finding.values["untold_n"] >= 12
        assert "as samples are lost" in finding.text
        assert finding.advice == ""
