"""Full scales, stuck and repeated axes, coarse steps."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.recording import Recording, SensorRanges
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.simulate.faults import clip, stick_axis

READINGS = {
    "clipping", "full_scale_wrong", "repeats", "axis_stuck", "axes_identical", "coarse_steps"
}  # fmt: skip


def with_ranges(recording: Recording, ranges: SensorRanges) -> Recording:
    feet = {
        side: dataclasses.replace(foot, info=dataclasses.replace(foot.info, ranges=ranges))
        for side, foot in recording.feet.items()
    }
    return dataclasses.replace(recording, feet=feet)


def test_nothing_is_found_where_nothing_is_wrong(sound):
    found = [(f.code, f.severity) for f in sound.findings if f.code in READINGS]
    assert found == [("clipping", "ok")] * 2


@pytest.mark.parametrize("known", [True, False])
def test_a_gyroscope_at_its_full_scale_is_a_problem_where_most_strides_reach_it(walk, found, known):
    # ±250 °/s is a full scale that sensors wake up with.
    scale = float(np.radians(250.0))
    clipped = clip(walk, gyr_radps=scale)
    if not known:
        clipped = with_ranges(clipped, SensorRanges())
    examination = examine_recording(clipped)
    assert [f.severity for f in found(examination, "clipping")] == ["problem", "problem"]
    for finding in found(examination, "clipping"):
        size = np.abs(walk[finding.side].gyr_radps)
        beyond = float(np.mean((size >= 0.995 * scale).any(axis=1)))
        assert finding.values["full_scale"] == pytest.approx(250.0, rel=1e-3)
        assert finding.values["clipped_share"] == pytest.approx(beyond, rel=0.001 if known else 0.5)
        assert "1000 °/s" in finding.advice
    assert examination.usable != "yes"


def test_a_clipped_heel_strike_is_a_note(walk, found):
    examination = examine_recording(clip(walk, acc_mps2=25.0))
    assert {f.severity for f in found(examination, "clipping")} == {"note"}
    assert "±2.55 g" in found(examination, "clipping", "left")[0].text


def test_a_smaller_full_scale_than_the_header_says_is_noticed(walk, found):
    stated = walk["left"].info.ranges
    examination = examine_recording(with_ranges(clip(walk, gyr_radps=3.0), stated))
    (finding,) = found(examination, "full_scale_wrong", "left")
    assert finding.severity == "problem"
    assert finding.values["sensor"] == "gyroscope"
    assert finding.values["reached"] == pytest.approx(np.degrees(3.0), rel=1e-3)
    assert finding.values["stated"] == pytest.approx(2000.0, rel=1e-3)


@pytest.mark.parametrize(
    ("signal", "axis", "from_s", "to_s"), [("gyr", "y", 0.0, 1e9), ("acc", "z", 12.0, 16.0)]
)
def test_an_axis_that_sticks_is_found_with_its_name_and_time(
    walk, found, signal, axis, from_s, to_s
):
    examination = examine_recording(
        stick_axis(walk, "left", signal, axis, from_s=from_s, to_s=to_s)
    )
    (finding,) = found(examination, "axis_stuck")
    assert (finding.side, finding.severity) == ("left", "problem")
    assert finding.values["axes"] == f"{signal} {axis}"
    assert finding.values["first_at_s"] == pytest.approx(from_s, abs=0.02)
    assert finding.values["stuck_s"] == pytest.approx(min(to_s, 40.0) - from_s, abs=0.05)


def test_axes_that_stick_together_are_one_finding(walk, found):
    stuck = walk
    for axis in "xyz":
        stuck = stick_axis(stuck, "right", "gyr", axis, from_s=12.0, to_s=15.0)
    examination = examine_recording(stuck)
    (finding,) = found(examination, "axis_stuck")
    assert finding.side == "right"
    assert finding.values["axes"] == "gyr x, gyr y, gyr z"


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_axis_in_two_columns_is_found(walk, changed, found, sign):
    twice = changed(walk, gyr=lambda foot: foot.gyr_radps[:, [0, 0, 2]] * [1.0, sign, 1.0])
    findings = found(examine_recording(twice), "axes_identical")
    assert len(findings) == 2
    for finding in findings:
        assert (finding.values["axis"], finding.values["other_axis"]) == ("gyr x", "gyr y")
        assert ("sign reversed" in finding.text) == (sign < 0)


@pytest.mark.parametrize(("step", "severity"), [(0.01, None), (0.3, "note"), (2.0, "problem")])
def test_steps_of_the_accelerometer_are_measured(walk, changed, found, step, severity):
    coarse = changed(walk, acc=lambda foot: np.round(foot.acc_mps2 / step) * step)
    findings = found(examine_recording(coarse), "coarse_steps", "left")
    assert [f.severity for f in findings] == ([severity] if severity else [])
    for finding in findings:
        assert finding.values["step"] == pytest.approx(step / 9.80665, rel=1e-3)
        assert finding.values["unit"] == "g"


def test_readings_that_were_filled_in_are_no_full_scale(walk, changed, found):
    # Each reading of an axis stands three times, at whatever value it has, one axis after another.
    def filled(foot):
        each = [np.roll(np.repeat(column[::3], 3)[: len(foot)], k)
                for k, column in enumerate(foot.gyr_radps.T)]  # fmt: skip
        return np.stack(each, axis=1)

    examination = examine_recording(changed(with_ranges(walk, SensorRanges()), gyr=filled))
    repeated = found(examination, "repeats")
    assert {f.values["sensor"] for f in repeated} == {"gyroscope"}
    # What the analysis counts as full scale is not denied in another line.
    assert not {f.side for f in repeated} & {f.side for f in found(examination, "clipping")}


def test_full_scale_is_denied_only_where_no_stride_is_blamed_for_it(walk, changed, found):
    # One reading of the gyroscope is repeated three times at 250 °/s, far below its largest.
    def touched(foot):
        gyr = foot.gyr_radps.copy()
        middle = len(foot) // 2
        fast = middle + int(np.argmax(np.abs(gyr[middle : middle + 120, 1]) > 3.0))
        gyr[fast : fast + 3, 1] = np.radians(250.0)
        return gyr

    bare = with_ranges(walk, SensorRanges())
    examination = examine_recording(changed(bare, gyr=touched, side="left"))
    (finding,) = found(examination, "repeats", "left")
    assert 0.0 < finding.values["strides_share"] < 0.2
    assert "count" in finding.text
    assert not found(examination, "clipping", "left")
    assert [f.text for f in found(examination, "clipping", "right")] == [
        "no reading is at full scale."
    ]


def stood_before(recording: Recording, stood_s: float) -> Recording:
    """The same walk behind a long stand with a sensor's noise."""
    rng = np.random.default_rng(1)
    feet = {}
    for side, foot in recording.feet.items():
        n = round(stood_s * foot.rate_hz)
        still = [
            rng.normal(np.median(values[:100], axis=0), noise, (n, 3)).astype(np.float32)
            for values, noise in ((foot.acc_mps2, 0.03), (foot.gyr_radps, 0.003))
        ]
        sample = np.arange(n + len(foot))
        feet[side] = dataclasses.replace(
            foot,
            sample=sample,
            t_s=sample / foot.rate_hz,
            acc_mps2=np.concatenate([still[0], foot.acc_mps2]),
            gyr_radps=np.concatenate([still[1], foot.gyr_radps]),
        )
    return dataclasses.replace(recording, feet=feet)


def test_a_long_stand_does_not_hide_a_dead_axis(walk, found):
    stood = stood_before(walk, 240.0)
    assert not found(examine_recording(stood), "axis_stuck")
    examination = examine_recording(stick_axis(stood, "left", "gyr", "x", from_s=0.0, to_s=1e9))
    (finding,) = found(examination, "axis_stuck")
    assert (finding.side, finding.values["axes"]) == ("left", "gyr x")


def test_a_dead_gyroscope_is_not_taken_for_a_sensor_that_lay_still(walk, changed, found):
    examination = examine_recording(changed(walk, gyr=lambda foot: 0.0 * foot.gyr_radps))
    assert not found(examination, "never_moved")
    assert examination.usable == "no"
    assert "axes gyr x, gyr y, gyr z repeat one value" in examination.sentence


def test_a_sensor_that_lies_still_does_not_end_below_its_full_scale(walk, changed, found):
    rng = np.random.default_rng(1)

    def steps(size: float, middle: float) -> np.ndarray:
        return middle + size * rng.integers(-1, 2, (len(walk["left"]), 3))

    examination = examine_recording(
        changed(walk, acc=lambda _foot: steps(0.005, 5.66), gyr=lambda _foot: steps(0.001, 0.0))
    )
    assert found(examination, "never_moved")
    assert not found(examination, "full_scale_wrong")


def test_full_scales_are_written_out(walk, found):
    examination = examine_recording(
        with_ranges(clip(walk, gyr_radps=3.0), walk["left"].info.ranges)
    )
    (finding,) = found(examination, "full_scale_wrong", "left")
    assert "±172 °/s" in finding.text
    assert "±2000 °/s are stated" in finding.text
