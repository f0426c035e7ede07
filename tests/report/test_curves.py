"""Mean curves against the simulator's truth."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import gaitsense
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report import curves
from gaitsense.report.curves import POINTS_N, foot_curves
from gaitsense.report.recording_facts import RecordingFacts
from gaitsense.simulate.walk import SimulatedWalk

Walked = tuple[Analysis, RecordingFacts]


@pytest.mark.parametrize("side", ["left", "right"])
def test_mean_pitch_follows_the_truth(
    dropping: Walked, dropping_walk: SimulatedWalk, side: str
) -> None:
    found = foot_curves(dropping[0], side)
    assert found is not None
    strides = dropping[0].strides
    level = strides[(strides["side"] == side) & (strides["context"] == "level")]
    truth = dropping_walk.truth.samples[side]
    share = np.linspace(0.0, 1.0, POINTS_N)
    true_mean = np.mean(
        [
            np.interp(start + share * (end - start), truth["t_s"], truth["foot_pitch_deg"])
            for start, end in zip(level["start_s"], level["end_s"], strict=True)
        ],
        axis=0,
    )
    assert found.pitch_deg.n == len(level)
    assert np.sqrt(np.mean((found.pitch_deg.mean - true_mean) ** 2)) < 1.5
    assert found.pitch_deg.percent[[0, -1]].tolist() == [0.0, 100.0]
    assert (found.pitch_deg.sd >= 0.0).all()
    assert found.pitch_deg.sd.max() > 0.5


def test_toe_off_and_contact_lie_where_the_strides_say(dropping: Walked) -> None:
    found = foot_curves(dropping[0], "right")
    strides = dropping[0].strides
    level = strides[(strides["side"] == "right") & (strides["context"] == "level")]
    length = level["end_s"] - level["start_s"]
    assert found is not None
    assert found.toe_off_percent == pytest.approx(
        100.0 * ((level["toe_off_s"] - level["start_s"]) / length).mean()
    )
    assert found.contact_percent == pytest.approx(
        100.0 * ((level["initial_contact_s"] - level["start_s"]) / length).mean()
    )
    # The dropping walk's other foot clears the floor in mid-swing and is high before it lands.
    assert 0.005 < found.toe_height_m.mean[50] < 0.05
    assert found.toe_height_m.mean[90] > found.toe_height_m.mean[50]


def test_no_curve_without_strides_or_without_level_ones(sitting: Walked, dropping: Walked) -> None:
    assert foot_curves(sitting[0], "left") is None
    analysis = dropping[0]
    turned = {**analysis.feet["left"].table, "context": np.full(36, "turn", object)}
    turned = {name: values[:36] for name, values in turned.items()}
    foot = dataclasses.replace(analysis.feet["left"], table=turned)
    assert foot_curves(_with_left(analysis, foot), "left") is None


def _with_left(analysis: Analysis, foot: object) -> Analysis:
    return Analysis(
        {"left": foot},  # type: ignore[dict-item]
        analysis.traces,
        analysis.streams,
        analysis.summary,
        analysis.config,
    )


def test_very_many_strides_are_thinned_evenly(
    dropping: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = foot_curves(dropping[0], "left")
    monkeypatch.setattr(curves, "_MOST_STRIDES", 10)
    thinned = foot_curves(dropping[0], "left")
    assert whole is not None
    assert thinned is not None
    assert thinned.pitch_deg.n == 10 < whole.pitch_deg.n
    assert np.abs(thinned.pitch_deg.mean - whole.pitch_deg.mean).max() < 3.0


def test_one_stride_has_no_scatter(dropping: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "_MOST_STRIDES", 1)
    found = foot_curves(dropping[0], "left")
    assert found is not None
    assert found.pitch_deg.n == 1
    assert not found.pitch_deg.sd.any()


def test_samples_lost_in_stance_leave_no_hole():
    """A loss while the foot stands voids no measure; the curve goes straight across it."""
    walk = gaitsense.simulate_walk("healthy", seed=1, duration_s=25.0, rate_hz=100.0).recording
    left = walk["left"]
    clean = gaitsense.analyze(walk)
    keep = np.ones(len(left), bool)
    for end_s in clean.strides.query("side == 'left' and context == 'level'")["end_s"]:
        keep &= np.abs(left.t_s - end_s + 0.03) > 0.02
    feet = {"left": (left.t_s[keep], left.acc_mps2[keep], left.gyr_radps[keep])}
    result = gaitsense.analyze(gaitsense.Recording.from_arrays(feet, fs_hz=100.0))
    path = result.trajectory("left")
    strides = result.strides.query("side == 'left' and context == 'level'")
    shown = path["stride_id"].isin(strides["stride_id"])
    assert path.loc[shown, "foot_pitch_deg"].isna().any()
    found = foot_curves(result, "left")
    assert found is not None
    assert np.isfinite(found.pitch_deg.mean).all()
    whole = foot_curves(clean, "left")
    assert whole is not None
    assert np.abs(found.pitch_deg.mean - whole.pitch_deg.mean).max() < 3.0
