"""Where something was not seen, nothing is said about it: neither yes nor no.

Kills, among others: a "no drag" for a swing that was never received, a level stride whose turn
and rise were lost, a pattern from one stride of the other foot.
"""

from __future__ import annotations

import numpy as np
import pytest

import gaitsense
from gaitsense import GaitPipeline, Recording


def without(recording, side, hidden):
    """Both feet, with the samples of one that lie in any of the intervals (s) taken out."""
    feet = {}
    for name in recording.sides:
        foot = recording[name]
        keep = np.ones(len(foot), bool)
        if name == side:
            for begin_s, end_s in hidden:
                keep &= (foot.t_s < begin_s) | (foot.t_s > end_s)
        feet[name] = (foot.t_s[keep], foot.acc_mps2[keep], foot.gyr_radps[keep])
    return Recording.from_arrays(feet, fs_hz=recording[recording.sides[0]].rate_hz)


def changed(recording, side, acc=1.0, gyr=1.0):
    """Both feet, with the axes of one multiplied."""
    feet = {}
    for name in recording.sides:
        foot = recording[name]
        a, g = (acc, gyr) if name == side else (1.0, 1.0)
        feet[name] = (foot.t_s, foot.acc_mps2 * np.asarray(a), foot.gyr_radps * np.asarray(g))
    return Recording.from_arrays(feet)


@pytest.fixture(scope="module")
def dragging():
    return gaitsense.simulate_walk("toe_drag", seed=1, duration_s=40.0, rate_hz=100.0)


def test_a_drag_that_was_not_received_is_not_denied(dragging):
    drags = dragging.truth.drags.query("side == 'left'")
    hidden = [(row.start_s, max(row.end_s, row.start_s + 0.06)) for row in drags.itertuples()]
    assert len(hidden) > 5
    result = gaitsense.analyze(without(dragging.recording, "left", hidden))
    left = result.strides.query("side == 'left'")
    for begin_s, _ in hidden:
        (stride,) = left[(left.start_s <= begin_s) & (begin_s < left.end_s)].itertuples()
        assert stride.toe_drag == "unsure"
        assert np.isnan(stride.toe_drag_probability)
        assert "gap" in stride.reasons.split(";")
    counts = result.summary["left"]["toe_drag"]
    assert counts["unsure"] >= len(hidden)


def test_a_slow_sensor_neither_tells_nor_denies_drags():
    slow = gaitsense.simulate_walk("toe_drag", seed=1, duration_s=20.0, rate_hz=50.0)
    table = gaitsense.analyze(slow.recording).strides
    assert set(table["toe_drag"]) == {"unsure"}
    assert table["reasons"].str.contains("low_rate").all()
    assert table["toe_drag_probability"].isna().all()


def test_a_path_that_no_foot_can_take_tells_no_drag():
    """300 m/s² for 20 ms in mid-swing, there and back: 6 m/s too fast, shaken, and braked."""
    walk = gaitsense.simulate_walk("healthy", seed=1, duration_s=20.0, rate_hz=100.0).recording
    stride = gaitsense.analyze(walk).strides.query("side == 'left'").iloc[4]
    middle_s = 0.5 * (stride["toe_off_s"] + stride["initial_contact_s"])
    left = walk["left"]
    acc = left.acc_mps2.astype(np.float64)
    at = int(np.searchsorted(left.t_s, middle_s))
    acc[at : at + 4] += np.array([300.0, 300.0, -300.0, 250.0])[:, None]
    feet = {"left": (left.t_s, acc, left.gyr_radps)}
    hit = gaitsense.analyze(Recording.from_arrays(feet)).strides.iloc[4]
    assert "implausible" in hit["reasons"].split(";")
    assert hit["toe_drag"] == "unsure"
    assert np.isnan(hit["toe_drag_probability"])


def test_the_kind_of_a_stride_is_not_guessed_from_what_was_lost():
    stairs = gaitsense.simulate_walk("stairs_up", seed=2, rate_hz=100.0)
    clean = gaitsense.analyze(stairs.recording).strides.query("side == 'left'")
    climbed = clean[clean["context"] == "stairs_up"]
    hidden = [(off, off + 0.06) for off in climbed["toe_off_s"] + 0.1]
    result = gaitsense.analyze(without(stairs.recording, "left", hidden))
    left = result.strides.query("side == 'left'")
    touched = left[left["reasons"].str.contains("gap")]
    assert len(touched) >= len(climbed)
    assert set(touched["context"]) == {""}
    assert not (touched["low_lift"] == "yes").any()
    assert result.summary["left"]["contexts"]["not_told"] == len(touched)


def test_a_foot_that_contradicts_itself_is_no_measure_for_the_other():
    walk = gaitsense.simulate_walk("left_foot_drop", seed=6, duration_s=60.0).recording
    alone = gaitsense.analyze(Recording({"left": walk["left"]})).summary
    wrong = gaitsense.analyze(changed(walk, "right", gyr=0.3))
    mirrored = wrong.summary
    assert mirrored["right"]["calibration"]["sensors_contradict"]
    right = wrong.strides.query("side == 'right' and context == 'level'")
    assert right["stride_length_m"].notna().sum() > 3
    assert mirrored["right"]["values"]["stride_length_m"]["n"] == 0
    for name in ("foot_drop_pattern", "foot_drop_pattern_by", "other_foot_higher_by_deg"):
        assert mirrored["left"][name] == alone["left"][name]
    speed = alone["left"]["values"]["walking_speed_mps"]["mean"]
    assert mirrored["walk"]["values"]["walking_speed_mps"] == pytest.approx(speed)


@pytest.mark.parametrize("scale", [0.5, 0.7, 1.4])
def test_a_gyroscope_of_the_wrong_scale_is_not_believed(scale):
    walk = gaitsense.simulate_walk("healthy", seed=2, duration_s=30.0).recording
    assert not gaitsense.analyze(walk).summary["left"]["calibration"]["sensors_contradict"]
    summary = gaitsense.analyze(changed(walk, "left", gyr=scale)).summary
    assert summary["left"]["calibration"]["sensors_contradict"]
    assert summary["left"]["foot_drop_pattern"] == "unsure"


def test_one_stride_of_the_other_foot_makes_no_pattern():
    """Reduced lift on the left tells by asymmetry; the right foot is there for two steps only."""
    walk = gaitsense.simulate_walk("reduced_lift", seed=1, duration_s=40.0).recording
    whole = gaitsense.analyze(walk)
    assert whole.summary["left"]["other_foot_higher_by_deg"] > 8.0
    right = whole.strides.query("side == 'right' and context == 'level'").iloc[1]
    short = without(walk, "right", [(float(right["end_s"]) + 0.1, 1e3)])
    summary = gaitsense.analyze(short).summary
    assert summary["right"]["values"]["foot_pitch_late_swing_max_deg"]["n"] in (1, 2)
    assert summary["left"]["other_foot_higher_by_deg"] is None
    assert "difference" not in summary["left"]["foot_drop_pattern_by"]


def test_an_accelerometer_far_off_is_not_said_to_be_corrected():
    walk = gaitsense.simulate_walk("healthy", seed=2, duration_s=20.0).recording
    (note,) = gaitsense.analyze(changed(walk, "left", acc=0.7)).summary["left"]["notes"]
    assert "too far off to measure lengths" in note


def test_blocks_that_come_twice_change_nothing_and_are_said():
    walk = gaitsense.simulate_walk("left_foot_drop", seed=3, duration_s=15.0).recording
    pipeline = GaitPipeline(walk.streams)
    for block in walk.blocks(20):
        pipeline.push(block)
        pipeline.push(block)
    pipeline.finish()
    result = pipeline.result()
    assert result.strides.equals(gaitsense.analyze(walk).strides)
    n = len(walk["left"])
    assert (
        f"{n} samples came twice, too late, or under a clock that had run back, and were left out."
        in (result.summary["left"]["notes"])
    )


def test_a_sensor_that_clips_all_the_time_is_said_to():
    walk = gaitsense.simulate_walk("healthy", seed=2, duration_s=20.0).recording
    left = walk["left"]
    full_mps2 = 2.0 * 9.80665
    acc = np.clip(left.acc_mps2, -full_mps2, full_mps2)
    feet = {"left": (left.t_s, acc, left.gyr_radps)}
    notes = gaitsense.analyze(Recording.from_arrays(feet)).summary["left"]["notes"]
    assert any("reached its full scale in" in note for note in notes)
    clean = {"left": (left.t_s, left.acc_mps2, left.gyr_radps)}
    assert gaitsense.analyze(Recording.from_arrays(clean)).summary["left"]["notes"] == []


def test_a_sensor_that_begins_anew_goes_on_as_a_new_walk():
    walk = gaitsense.simulate_walk("healthy", seed=3, duration_s=30.0).recording
    left = walk["left"]
    half = len(left) // 2
    pipeline = GaitPipeline({"left": walk.streams["left"]})
    for first, stop in ((0, half), (half, len(left))):
        for begin in range(first, stop, 50):
            part = slice(begin, min(begin + 50, stop))
            pipeline.push(
                gaitsense.ImuBlock(
                    "left",
                    np.arange(part.start - first, part.stop - first, dtype=np.int64),
                    left.t_s[part],
                    left.acc_mps2[part],
                    left.gyr_radps[part],
                )
            )
    pipeline.finish()
    told = pipeline.result().strides
    whole = gaitsense.analyze(Recording({"left": left})).strides
    assert len(whole) - 2 <= len(told) <= len(whole)
    assert told["start_s"].is_monotonic_increasing
    assert told["start_s"].max() == pytest.approx(whole["start_s"].max(), abs=0.02)


def test_lost_samples_have_no_place_on_the_path(dragging):
    table = gaitsense.analyze(dragging.recording).strides.query("side == 'left'")
    stride = table.iloc[5]
    begin_s, end_s = stride["toe_off_s"] + 0.1, stride["toe_off_s"] + 0.2
    result = gaitsense.analyze(without(dragging.recording, "left", [(begin_s, end_s)]))
    path = result.trajectory("left")
    inside = (path["t_s"] > begin_s) & (path["t_s"] < end_s)
    assert inside.sum() > 5
    values = path.drop(columns=["t_s", "stride_id"])
    assert values[inside].isna().all(axis=None)
    own = path["stride_id"] == stride["stride_id"]
    assert path.loc[own, "toe_height_m"].isna().all()
    assert path.loc[own & ~inside, "foot_pitch_deg"].notna().all()
    assert values[~own].notna().all(axis=None)
