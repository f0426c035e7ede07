"""The summary in numbers, checked against the table by hand-written arithmetic."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import gaitsense
from gaitsense.pipeline.summary import summarise


def test_it_is_fit_for_json_and_has_no_nan(foot_drop):
    text = json.dumps(foot_drop.summary, allow_nan=False)
    assert json.loads(text) == foot_drop.summary


def test_values_are_those_of_the_level_strides(foot_drop):
    table, summary = foot_drop.strides, foot_drop.summary
    for side in ("left", "right"):
        level = table[(table["side"] == side) & (table["context"] == "level")]
        value = summary[side]["values"]["foot_pitch_late_swing_max_deg"]
        numbers = sorted(level["foot_pitch_late_swing_max_deg"].dropna())
        assert value["n"] == len(numbers)
        assert value["of"] == len(level) == summary[side]["level_n"]
        assert value["mean"] == pytest.approx(sum(numbers) / len(numbers))
        middle = len(numbers) // 2
        median = (numbers[middle] + numbers[~middle]) / 2
        assert value["median"] == pytest.approx(median)
        spread = sum((x - value["mean"]) ** 2 for x in numbers) / (len(numbers) - 1)
        assert value["sd"] == pytest.approx(spread**0.5)
        assert 0.2 < value["one_stride_uncertainty_sd"] < 3.0


def test_a_mean_is_as_sure_as_what_strides_share_and_their_scatter(foot_drop):
    params = gaitsense.GaitConfig().uncertainty
    for side in ("left", "right"):
        summary = foot_drop.summary[side]
        values, zero_sd = summary["values"], summary["calibration"]["pitch_zero_sd_deg"]
        late = values["foot_pitch_late_swing_max_deg"]
        length, speed = values["stride_length_m"], values["walking_speed_mps"]
        scatter = {id(v): v["sd"] / v["n"] ** 0.5 for v in (late, length, speed)}
        assert late["mean_uncertainty_sd"] >= np.hypot(zero_sd, scatter[id(late)]) - 1e-12
        for value in (length, speed):
            shared = params.length_share * value["mean"]
            expected = np.hypot(shared, scatter[id(value)])
            assert value["mean_uncertainty_sd"] == pytest.approx(expected, rel=1e-6)
        assert "mean_uncertainty_sd" not in values["swing_time_s"]


def summary_of(analysis, fields=None, **columns):
    """The summary of a walk, with fields and columns of the left foot's table exchanged."""
    left = analysis.feet["left"]
    changed = replace(left, table=left.table | columns, **(fields or {}))
    feet = analysis.feet | {"left": changed}
    late_n = dict.fromkeys(feet, 0)
    return summarise(feet, analysis.traces, analysis.streams, late_n, analysis.config, "0")


@pytest.mark.parametrize("n", [1, 2])
def test_the_mean_of_few_strides_is_no_surer_than_they_are(foot_drop, n):
    """Two strides that are alike by chance show no scatter; their own uncertainty stays."""
    left = foot_drop.feet["left"]
    table = left.table
    rows = np.flatnonzero(
        (table["context"] == "level") & np.isfinite(table["toe_clearance_min_m"])
    )[:n]
    context = np.full(len(table["context"]), "turn", object)
    context[rows] = "level"
    alike = {}
    for name in ("stride_length_m", "walking_speed_mps", "foot_pitch_contact_deg"):
        alike[name] = table[name].copy()
        alike[name][rows] = table[name][rows[0]]
    values = summary_of(foot_drop, context=context, **alike)["left"]["values"]
    for name in (
        "stride_length_m",
        "foot_pitch_contact_deg",
        "foot_pitch_late_swing_max_deg",
        "toe_clearance_min_m",
    ):
        sd, shared = table[f"{name}_sd"][rows], left.shared_sd[name][rows]
        own = np.sqrt(np.maximum(np.mean(sd**2 - shared**2), 0.0) / n)
        assert values[name]["n"] == n
        assert values[name]["mean_uncertainty_sd"] >= np.hypot(np.mean(shared), own) - 1e-12
    length, speed = values["stride_length_m"], values["walking_speed_mps"]
    if n == 1:
        # One stride's own uncertainty, whole: 12 mm and more, not the 0.4 % that strides share.
        assert length["mean_uncertainty_sd"] == pytest.approx(table["stride_length_m_sd"][rows[0]])
        assert length["mean_uncertainty_sd"] > 0.012
    assert speed["mean_uncertainty_sd"] / speed["mean"] == pytest.approx(
        length["mean_uncertainty_sd"] / length["mean"], rel=0.1
    )


def test_what_was_not_measured_makes_a_mean_neither_surer_nor_less_sure(foot_drop):
    """Every other length is missing, of strides that would share three times as much error."""
    left = foot_drop.feet["left"]
    level = np.flatnonzero(left.table["context"] == "level")
    level = level[np.isfinite(left.table["stride_length_m"][level])]
    lost, kept = level[::2], level[1::2]
    holed = {}
    for name in ("stride_length_m", "walking_speed_mps"):
        holed[name] = left.table[name].copy()
        holed[name][lost] = np.nan
    shared = left.shared_sd["stride_length_m"].copy()
    shared[lost] *= 3.0
    shared_sd = left.shared_sd | {"stride_length_m": shared}
    made = summary_of(foot_drop, {"shared_sd": shared_sd}, **holed)
    seconds = left.table["stride_time_s"][kept]
    for name, per in (("stride_length_m", np.ones(len(kept))), ("walking_speed_mps", seconds)):
        value = made["left"]["values"][name]
        assert (value["n"], value["of"]) == (len(kept), len(lost) + len(kept))
        each = left.table["stride_length_m_sd"][kept] / per
        all_alike = left.shared_sd["stride_length_m"][kept] / per
        own = np.sqrt(np.mean(each**2 - all_alike**2))
        new = max(value["sd"], own) / np.sqrt(len(kept))
        expected = np.hypot(np.mean(all_alike), new)
        assert value["mean_uncertainty_sd"] == pytest.approx(expected)


@pytest.mark.parametrize("moved", ["mounting_changed", "mounting_loose"])
def test_a_foot_whose_case_moved_does_not_judge_the_other(foot_drop, moved):
    """Its angles are doubtful, however many level strides it has."""
    assert foot_drop.summary["right"]["other_foot_higher_by_deg"] is not None
    made = summary_of(foot_drop, {"moved": moved})
    assert made["right"]["other_foot_higher_by_deg"] is None
    assert made["left"]["foot_drop_pattern_reasons"] == [moved]


def test_steps_on_the_spot_count_for_no_pattern(foot_drop):
    table = foot_drop.feet["left"].table
    level = np.flatnonzero(table["context"] == "level")
    far = foot_drop.summary["left"]
    assert (far["foot_drop_pattern"], far["on_the_spot_n"]) == ("yes", 0)
    assert far["foot_drop_pattern_level_n"] == far["values"]["foot_pitch_late_swing_max_deg"]["n"]
    judged = np.array(table["context"], object)
    judged[level[11:]] = "on_the_spot"
    summary = summary_of(foot_drop, {"judged": judged})
    left, right = summary["left"], summary["right"]
    assert left["foot_drop_pattern_level_n"] == 11
    assert left["on_the_spot_n"] == len(level) - 11
    assert left["foot_drop_pattern_reasons"] == ["too_few"]
    assert right["other_foot_higher_by_deg"] is None
    judged[level] = "on_the_spot"
    none_left = summary_of(foot_drop, {"judged": judged})["left"]
    assert none_left["other_foot_higher_by_deg"] is None


def test_verdicts_are_counted_over_all_strides(foot_drop):
    table, summary = foot_drop.strides, foot_drop.summary
    for side in ("left", "right"):
        own = table[table["side"] == side]
        for name in ("low_lift", "toe_drag"):
            counts = summary[side][name]
            for word in ("yes", "no", "unsure"):
                assert counts[word] == (own[name] == word).sum()
            low, high = counts["interval"]
            assert 0.0 <= low <= counts["share"] <= high <= 1.0


def test_the_walk_joins_both_feet(foot_drop):
    values = foot_drop.summary["walk"]["values"]
    left, right = (foot_drop.summary[side]["values"] for side in ("left", "right"))
    name = "foot_pitch_late_swing_max_deg"
    assert values[f"{name}_left_less_right"] == pytest.approx(
        left[name]["mean"] - right[name]["mean"]
    )
    time_s = (left["stride_time_s"]["mean"] + right["stride_time_s"]["mean"]) / 2
    assert values["stride_time_s"] == pytest.approx(time_s)
    assert values["cadence_steps_per_min"] == pytest.approx(2 * 60 / time_s)


def test_the_word_is_yes_for_the_simulated_foot_drop_and_no_for_the_other_foot(foot_drop):
    left, right = foot_drop.summary["left"], foot_drop.summary["right"]
    assert left["foot_drop_pattern"] == "yes"
    assert left["foot_drop_pattern_by"]
    assert left["foot_drop_pattern_reasons"] == []
    assert left["foot_drop_pattern_interval"][0] > 0.3
    assert right["foot_drop_pattern"] == "no"
    assert right["other_foot_higher_by_deg"] == pytest.approx(-left["other_foot_higher_by_deg"])


def test_a_foot_without_strides_has_no_word():
    still = np.tile([0.0, 0.0, 9.81], (1000, 1)), np.full((1000, 3), 0.001)
    recording = gaitsense.Recording.from_arrays({"left": (None, *still)}, fs_hz=100.0)
    summary = gaitsense.analyze(recording).summary
    assert summary["left"]["strides_n"] == 0
    assert summary["left"]["foot_drop_pattern"] == "unsure"
    assert summary["left"]["foot_drop_pattern_reasons"] == ["too_few"]
    assert summary["left"]["notes"] == ["No stride was found for this foot."]
    assert summary["walk"]["strides_n"] == 0
    assert summary["walk"]["values"]["walking_speed_mps"] is None
    assert "right" not in summary
    json.dumps(summary, allow_nan=False)


def test_contradicting_sensors_get_no_verdict():
    walk = gaitsense.simulate_walk("left_foot_drop", seed=6, duration_s=30.0)
    left = walk.recording["left"]
    feet = {"left": (left.t_s, left.acc_mps2, left.gyr_radps * np.array([1.0, -1.0, 1.0]))}
    result = gaitsense.analyze(gaitsense.Recording.from_arrays(feet))
    summary = result.summary["left"]
    assert summary["calibration"]["sensors_contradict"] is True
    assert summary["calibration"]["sensors_disagree_deg"] > 7.5
    assert summary["foot_drop_pattern"] == "unsure"
    assert summary["foot_drop_pattern_reasons"] == ["sensors_disagree"]
    assert set(result.strides["low_lift"]) == set(result.strides["toe_drag"]) == {"unsure"}
    assert result.strides["reasons"].str.contains("sensors_disagree").all()
    for name in ("low_lift", "toe_drag"):
        assert summary[name]["share"] is None
        assert summary[name]["interval"] == [0.0, 1.0]


def test_a_gain_error_is_corrected_and_said():
    walk = gaitsense.simulate_walk("healthy", seed=2, duration_s=25.0)
    feet = {
        side: (
            walk.recording[side].t_s,
            1.06 * walk.recording[side].acc_mps2,
            walk.recording[side].gyr_radps,
        )
        for side in ("left", "right")
    }
    result = gaitsense.analyze(gaitsense.Recording.from_arrays(feet))
    for side in ("left", "right"):
        calibration = result.summary[side]["calibration"]
        assert calibration["gravity_read_mps2"] == pytest.approx(1.06 * 9.81, rel=0.02)
        assert calibration["gain_factor"] == pytest.approx(1 / 1.06, rel=0.02)
        assert any("Gravity reads" in note for note in result.summary[side]["notes"])
    assert result.strides["reasons"].str.contains("gain").all()
