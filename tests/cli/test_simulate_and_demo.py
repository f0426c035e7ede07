from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording
from gaitsense.simulate.scenario import load_scenario, scenario_names
from gaitsense.simulate.sensor import SENSORS
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


def test_list_has_one_line_for_every_sensor(run: Run) -> None:
    lines = run("simulate", "--list").stdout.splitlines()
    for name, model in SENSORS.items():
        (line,) = [line.strip() for line in lines if line.strip().startswith(f"{name} ")]
        assert line.split(maxsplit=1)[1] == model.in_words()
        assert len(line) < 79
    assert any("Bosch BMI270: ±16 g, ±2000 °/s, offsets to 20 mg, 1 °/s" in line for line in lines)
    assert any("no noise, no offset" in line for line in lines)


def test_a_rate_that_analyze_cannot_use_is_told(run: Run) -> None:
    words = ("simulate", "--out", "s", "--duration", "12", "--rate")
    slow = run(*words, "24")
    assert slow.exit_code == 0
    assert "Please check: 'gaitsense analyze' cannot use 24 samples per second; it needs" in (
        slow.stdout
    )
    assert "at least 25." in slow.stdout
    assert "Please check" not in run(*words, "25").stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "mine"),
        ("truth_strides.csv", "side,stride\nleft,my own\n"),
        ("truth_samples_left.csv", ""),
    ],
)
def test_what_is_not_ours_in_the_folder_of_the_truth_stays(
    run: Run, sentence: Callable[[Result], str], name: str, text: str
) -> None:
    words = ("simulate", "--out", "s", "--rate", "60", "--duration", "12")
    assert run(*words).exit_code == 0
    before = Path("s/healthy_seed1.csv").read_text()
    foreign = Path("s/healthy_seed1_truth", name)
    foreign.write_text(text)
    result = run(*words, "--rate", "50")
    assert result.exit_code == 2
    assert f"{foreign} was not written by gaitsense and would be lost" in sentence(result)
    assert foreign.read_text() == text
    assert Path("s/healthy_seed1.csv").read_text() == before
    foreign.unlink()
    assert run(*words).exit_code == 0


def test_what_cannot_be_read_in_the_folder_of_the_truth_stays(
    run: Run, sentence: Callable[[Result], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("simulate", "--out", "s", "--rate", "60", "--duration", "12")
    assert run(*words).exit_code == 0
    plain = Path.open

    def opened(path: Path, mode: str = "r", **kwargs: Any) -> Any:
        if path.name == "truth_drags.csv" and mode == "rb":
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path, mode, **kwargs)

    monkeypatch.setattr(Path, "open", opened)
    result = run(*words)
    assert result.exit_code == 2
    assert "truth_drags.csv was not written by gaitsense" in sentence(result)


def test_a_file_in_the_place_of_the_truth_stays(
    run: Run, sentence: Callable[[Result], str]
) -> None:
    Path("s").mkdir()
    Path("s/healthy_seed1_truth").write_text("mine")
    result = run("simulate", "--out", "s", "--rate", "60", "--duration", "12")
    assert result.exit_code == 2
    assert "healthy_seed1_truth was not written by gaitsense" in sentence(result)
    assert [path.name for path in Path("s").iterdir()] == ["healthy_seed1_truth"]


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


def test_a_scenario_file_that_changed_replaces_all_of_its_truth(run: Run) -> None:
    """Parts and fidgets of an earlier walk are the simulator's own, though this walk has none."""
    words = ("simulate", "mine.toml", "--out", "s", "--seed", "2")
    route = 'route = "stand 2; walk 6; sit 40; stand 2; walk 6; stand 2"\n'
    Path("mine.toml").write_text(route + "[[change]]\nfrom_share = 0.5\n", encoding="utf-8")
    assert run(*words).exit_code == 0
    truth = Path("s", "mine_seed2_truth")
    extra = {"truth_fidgets.csv", "truth_parts.csv"}
    assert {path.name for path in truth.iterdir()} == TRUTH | extra
    Path("mine.toml").write_text('route = "stand 2; walk 6; stand 2"\n', encoding="utf-8")
    assert run(*words).exit_code == 0
    assert {path.name for path in truth.iterdir()} == TRUTH


def test_a_walk_that_cannot_be_written_is_a_matter_of_the_folder(
    run: Run, sentence: Callable[[Result], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RecordingError("cannot be written (no space left on device)", file=".scratch/y.csv")

    monkeypatch.setattr("gaitsense.recordings.session_writer.write_session_csv", full)
    result = run("simulate", "--out", "s", "--rate", "60", "--duration", "12")
    assert result.exit_code == 2
    assert sentence(result) == "s/healthy_seed1.csv: cannot be written (no space left on device)."
    assert not Path("s").exists()


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
