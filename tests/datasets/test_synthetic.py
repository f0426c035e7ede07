from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import gaitsense
from gaitsense.cli.commands import cli

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "datasets" / "synthetic"
NAMES = ("healthy_walk", "left_foot_drop", "turns", "bad_radio_cheap_sensor")
#: What all files together may take, bytes.
MOST_BYTES = 500_000


@pytest.fixture(scope="module", params=NAMES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def recording(name):
    return gaitsense.read_recording(FOLDER / f"{name}.csv")


@pytest.fixture(scope="module")
def facts(name):
    return json.loads((FOLDER / f"{name}_truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compared(name, recording):
    """Strides as measured, each beside its truth (names that end in _true)."""
    strides = gaitsense.analyze(recording).strides
    truth = pd.read_csv(FOLDER / f"{name}_truth.csv")
    pairs = truth.merge(strides, on=["side", "stride_id"], suffixes=("_true", ""))
    assert len(pairs) == len(truth) == len(strides)
    return pairs


def test_make_writes_the_very_files_that_are_here(script, tmp_path):
    made = script("synthetic/make.py").make(tmp_path)
    here = {path.name for path in FOLDER.iterdir() if path.suffix in (".csv", ".json")}
    assert {path.name for path in made} == here
    different = [
        path.name for path in made if path.read_bytes() != (FOLDER / path.name).read_bytes()
    ]
    assert different == []


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < MOST_BYTES


def test_the_recording_is_what_its_facts_say(recording, facts):
    assert recording.notes == ()
    assert recording.sides == ("left", "right")
    for side in recording.sides:
        foot = recording[side]
        assert foot.rate_hz == facts["rate_hz"]
        assert len(foot) == facts["samples"][side] - facts["lost_samples"][side]
        assert sum(gap.missing for gap in foot.gaps) == facts["lost_samples"][side]
        # Whole steps, as the sensor's.
        for values, step in ((foot.acc_mps2, 0.01), (foot.gyr_radps, 0.002)):
            steps = values.astype(np.float64) / step
            assert np.abs(steps - np.rint(steps)).max() < 1e-3
    assert (sum(facts["lost_samples"].values()) > 0) == (facts["name"] == "bad_radio_cheap_sensor")


def test_cases_are_turned_on_the_shoes(recording, facts):
    # At rest at the begin, gravity lies where the true mounting has it.
    for side in recording.sides:
        rest = recording[side].acc_mps2[:20].mean(axis=0)
        up = np.array(facts["sensor_to_foot"][side]) @ rest / np.linalg.norm(rest)
        assert up[2] > 0.98
    assert facts["sensor_to_foot"]["left"] != facts["sensor_to_foot"]["right"]


def errors(pairs, column):
    return (pairs[column] - pairs[f"{column}_true"]).dropna()


def test_every_stride_is_found_where_it_was(compared, facts):
    assert len(compared) == facts["strides"]
    for column in ("initial_contact_s", "toe_off_s"):
        found = errors(compared, column)
        assert len(found) >= 0.8 * len(compared)
        assert found.abs().max() < 0.055
        assert found.abs().mean() < 0.02


def test_toe_off_is_told_as_well_as_in_real_walks(name, compared):
    """Against annotated walks (S2): median 8.3 ms, 90 % within 21.7 ms, worst person 30.0 ms.

    The rate at which the shoe shakes as it leaves the floor differs between people, and toe-off
    is read from a rate. Who walks in bad_radio_cheap_sensor shakes 4.5 times as much as the
    median person.
    """
    found = errors(compared, "toe_off_s").abs()
    if name == "bad_radio_cheap_sensor":
        assert found.quantile(0.9) < 0.030
        return
    assert found.median() < 0.0083
    assert found.quantile(0.9) < 0.0217


def test_lengths_and_pitch_are_right_within_their_uncertainty(name, compared):
    length = errors(compared, "stride_length_m")
    sd_m = compared.loc[length.index, "stride_length_m_sd"]
    # Strides whose samples were lost say how little they know.
    assert (length.abs() < 3.0 * sd_m).all()
    pitch_deg = errors(compared, "foot_pitch_late_swing_max_deg")
    sd_deg = compared.loc[pitch_deg.index, "foot_pitch_late_swing_max_deg_sd"]
    assert (pitch_deg.abs() < 3.0 * sd_deg).all()
    if name == "bad_radio_cheap_sensor":
        assert 5 <= len(length) < len(compared)
        assert pitch_deg.abs().max() < 3.0
        return
    assert len(length) == len(compared)
    # Optics (S7) find a mean error of 1.16 % over walking strides, and 95 of 100 within 36 mm.
    assert (length.abs() / compared["stride_length_m_true"]).mean() < 0.0116
    assert length.abs().max() < 0.036
    # The foot-strike angle of real walks errs by 2.1° (S5), where 1.5° are aimed at.
    assert pitch_deg.abs().mean() < 1.5


def test_clearances_and_turns_are_right(name, compared):
    if name == "bad_radio_cheap_sensor":
        return
    clearance = errors(compared, "toe_clearance_min_m").abs()
    assert (clearance < 3.0 * compared["toe_clearance_min_m_sd"]).all()
    # Optics find a mean error of 3.8 mm (S8); a toe marker -3.0 mm with twice 5.4 mm (S9).
    assert clearance.mean() < 0.0038
    assert clearance.max() < 0.0139
    # From stride to stride real walks turn by 1.84° less or more than optics see them turn (S7's),
    # 95 of 100 by less than 6.0°. Worst is the left foot of left_foot_drop, whose case lies 7°
    # from upside down: there each tilt that is taken out of a stride also turns its heading.
    turn_deg = errors(compared, "turn_deg").abs()
    assert turn_deg.mean() < 1.84
    assert turn_deg.max() < 6.0


def test_contexts_are_told(name, compared):
    if name != "bad_radio_cheap_sensor":
        assert (compared["context"] == compared["context_true"]).all()
    assert (compared["context_true"] == "turn").any() == (name == "turns")


def test_drags_are_found_and_no_clean_stride_is_called_one(name, compared, facts):
    dragged = compared["toe_drag_true"] == "yes"
    assert dragged.sum() == facts["drags"]
    assert not (compared.loc[~dragged, "toe_drag"] == "yes").any()
    if name == "left_foot_drop":
        assert facts["drags"] == 5
        assert (compared.loc[dragged, "toe_drag"] == "yes").sum() >= 3
    else:
        assert facts["drags"] == 0
    if facts["rate_hz"] < 60.0:
        assert (compared["toe_drag"] == "unsure").all()


def test_only_the_foot_that_drops_is_said_to(name, recording):
    summary = gaitsense.analyze(recording).summary
    told = {side: summary[side]["foot_drop_pattern"] for side in recording.sides}
    if name == "left_foot_drop":
        assert told == {"left": "yes", "right": "no"}
    else:
        # Too few steps for a pattern, and no word of one.
        assert "yes" not in told.values()


def test_the_walk_of_the_readme_is_here_and_can_be_analysed(tmp_path, monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (name,) = re.findall(r"^gaitsense analyze (datasets/\S+)$", readme, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(cli, ["analyze", str(ROOT / name), "--tables-only"])
    assert told.exit_code == 0
    # Lines are as wide as the terminal.
    assert "Pattern consistent with reduced foot lift on the left" in " ".join(told.stdout.split())
    assert (tmp_path / "gaitsense_out" / Path(name).stem / "strides.csv").is_file()
