from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording
from gaitsense.simulate.scenario import load_scenario, scenario_names
from gaitsense.simulate.walk import simulate_walk

Run = Callable[..., Result]
TRUTH = {
    "truth_strides.csv",
    "truth_drags.csv",
    "truth_samples_left.csv",
    "truth_samples_right.csv",
}


def test_list_names_and_describes_every_scenario(run: Run) -> None:
    result = run("simulate", "--list")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    for name in scenario_names():
        assert name in text
        assert load_scenario(name).description.split(".")[0][:20] in text


def test_simulate_writes_the_walk_and_its_truth(run: Run) -> None:
    result = run("simulate", "toe_drag", "--out", "s/t", "--seed", "4", "--rate", "60")
    assert result.exit_code == 0
    assert not result.stderr
    assert {path.name for path in Path("s/t").iterdir()} == {
        "toe_drag_seed4.csv", "toe_drag_seed4_truth"
    }  # fmt: skip
    truth = Path("s/t/toe_drag_seed4_truth")
    assert {path.name for path in truth.iterdir()} == TRUTH
    walk = simulate_walk("toe_drag", 4, rate_hz=60.0)
    read = read_recording("s/t/toe_drag_seed4.csv")
    for side in walk.recording.sides:
        assert (read[side].acc_mps2 == walk.recording[side].acc_mps2).all()
        assert (read[side].t_s == walk.recording[side].t_s).all()
    strides = pd.read_csv(truth / "truth_strides.csv")
    assert len(strides) == len(walk.truth.strides)
    assert f"{len(walk.truth.drags)} toe drags" in result.stdout


def test_simulate_again_replaces_its_own(run: Run) -> None:
    for rate in ("60", "50"):
        words = ("simulate", "--out", "s", "--rate", rate, "--duration", "12")
        assert run(*words).exit_code == 0
    assert {path.name for path in Path("s").iterdir()} == {
        "healthy_seed1.csv", "healthy_seed1_truth"
    }  # fmt: skip
    assert read_recording("s/healthy_seed1.csv")["left"].rate_hz == pytest.approx(50.0)


def test_simulate_takes_a_scenario_file(run: Run) -> None:
    Path("mine.toml").write_text('description = "short"\nroute = "stand 2; walk 6; stand 2"\n')
    assert run("simulate", "mine.toml", "--out", "s", "--rate", "60").exit_code == 0
    assert Path("s/mine_seed1.csv").exists()


def test_a_walk_that_cannot_be_written_is_a_matter_of_the_folder(
    run: Run, sentence: Callable[[Result], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RecordingError("cannot be written (no space left on device)", file=".scratch/y.csv")

    monkeypatch.setattr("gaitsense.recordings.session_writer.write_session_csv", full)
    result = run("simulate", "--out", "s", "--rate", "60", "--duration", "12")
    assert result.exit_code == 2
    assert sentence(result) == "s/healthy_seed1.csv: cannot be written (no space left on device)."
    assert not list(Path("s").iterdir())


def test_demo_needs_nothing_and_shows_everything(run: Run) -> None:
    result = run("demo")
    assert result.exit_code == 0
    assert not result.stderr
    out = Path("gaitsense_demo")
    assert {path.name for path in out.iterdir()} == {
        "left_foot_drop_seed1.csv", "left_foot_drop_seed1_truth", "strides.csv", "summary.json",
        "report.html",
    }  # fmt: skip
    for path in out.iterdir():
        assert f"Written: {path}" in result.stdout
    assert f"Open {out / 'report.html'}" in result.stdout
    summary = json.loads((out / "summary.json").read_text())
    assert summary["left"]["foot_drop_pattern"] == "yes"
    assert summary["right"]["foot_drop_pattern"] == "no"
    assert "Pattern consistent with reduced foot lift on the left" in result.stdout
    truth = pd.read_csv(out / "left_foot_drop_seed1_truth" / "truth_strides.csv")
    left = int((truth["side"] == "left").sum())
    assert f"{left} left strides with" in result.stdout
    assert summary["left"]["strides_n"] == left
    assert "Simulated walk: left_foot_drop" in (out / "report.html").read_text()


def test_demo_again_is_the_same_walk(run: Run) -> None:
    tables = []
    for _ in range(2):
        assert run("demo", "--out", "d").exit_code == 0
        tables.append(Path("d/strides.csv").read_bytes())
    assert tables[0] == tables[1]
