"""The README is the first thing that a newcomer runs; what it says must hold."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

import gaitsense
from gaitsense.cli.commands import cli
from gaitsense.cli.faults import ExitCode
from gaitsense.recordings.session_writer import write_session_csv

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RESULT = json.loads((ROOT / "analysis/01_open_half/result.json").read_text(encoding="utf-8"))


def test_python_examples_run_as_they_stand(tmp_path, monkeypatch):
    recording = gaitsense.simulate_walk("healthy", 1, duration_s=20.0).recording
    for side in recording.sides:
        foot = recording.feet[side]
        lines = ["t_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"]
        for t_s, acc, gyr in zip(foot.t_s, foot.acc_mps2, foot.gyr_radps, strict=True):
            lines.append(",".join(f"{x:.6f}" for x in (t_s, *acc, *gyr)))
        (tmp_path / f"walk_{side}.csv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        exec(example, names)  # noqa: S102 - the README's own text
    analysis = names["analysis"]
    assert isinstance(analysis, gaitsense.Analysis)
    assert len(analysis.strides) > 5


@pytest.fixture
def logger_files(tmp_path: Path) -> Path:
    """Files as the README's column map describes them: counts, ms, y of the other sign."""
    (tmp_path / "exports").mkdir()
    recording = gaitsense.simulate_walk("healthy", 1, duration_s=20.0, rate_hz=100.0).recording
    for side in recording.sides:
        foot = recording.feet[side]
        counts = np.rint(foot.acc_mps2 / 9.80665 / 0.000488) * [1, -1, 1]
        lines = ["Zeit,Temp,ax,ay,az,wx,wy,wz"]
        for t_s, acc, gyr in zip(foot.t_s, counts, np.degrees(foot.gyr_radps), strict=True):
            cells = [f"{1000 * t_s:.0f}", "23", *(f"{x:.0f}" for x in acc)]
            lines.append(",".join([*cells, *(f"{x:.3f}" for x in gyr)]))
        (tmp_path / f"logger_{side}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        write_session_csv(recording, tmp_path / "exports" / f"walk_{side}.csv")
    return tmp_path


def test_the_column_map_reads_what_it_describes(logger_files):
    (example,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (logger_files / "logger.toml").write_text(example, encoding="utf-8")
    files = [logger_files / f"logger_{side}.txt" for side in ("left", "right")]
    read = gaitsense.read_recording(files, columns=logger_files / "logger.toml")
    true = gaitsense.simulate_walk("healthy", 1, duration_s=20.0, rate_hz=100.0).recording
    for side in true.sides:
        foot = read[side]
        assert foot.device == "our logger"
        assert np.abs(foot.acc_mps2 - true[side].acc_mps2).max() < 0.0049
        assert np.abs(foot.gyr_radps - true[side].gyr_radps).max() < 1e-4


def test_commands_for_files_of_any_maker_run(logger_files, monkeypatch):
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    monkeypatch.chdir(logger_files)
    monkeypatch.setattr("gaitsense.cli.columns._is_terminal", lambda: True)
    section = README.split("## Files of any maker")[1].split("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    # Enter throughout, but for counts: of what one means, only the data sheet knows.
    answers = ["name", *[""] * 8, "g", "0.000488", *[""] * 5]
    for line in block.splitlines():
        words = line.split()[1:]
        done = CliRunner().invoke(cli, words, input="\n".join(answers), prog_name="gaitsense")
        assert done.exit_code == 0, f"{line}: {done.output}"
    assert sorted(path.name for path in Path("converted").iterdir()) == [
        "walk_left.parquet", "walk_right.parquet",
    ]  # fmt: skip
    assert gaitsense.read_recording("walk.csv").sides == ("left", "right")


def test_where_results_go_and_how_commands_end(tmp_path, monkeypatch):
    section = " ".join(README.split("## Measure a recorded walk")[1].split("\n## ")[0].split())
    assert "writes three files into `gaitsense_out/NAME`" in section
    monkeypatch.chdir(tmp_path)
    walk = ROOT / "datasets/synthetic/left_foot_drop.csv"
    assert CliRunner().invoke(cli, ["analyze", str(walk), "--tables-only"]).exit_code == 0
    assert (tmp_path / "gaitsense_out/left_foot_drop/summary.json").exists()
    codes = section.split("Exit codes of every command: ")[1].split(". ")[0]
    told = {int(number) for number in re.findall(r"\b\d+\b", codes)}
    assert told == set(ExitCode) - {ExitCode.DEVICE, ExitCode.STORE}  # no command talks to either


def test_both_lines_stand_alone_and_in_order():
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert [line.rsplit(" ", 1)[1] for line in lines] == ["demo", "pytest"]


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize(
    "sentence",
    [
        "{S1.f1:.3f} healthy, orthopaedic and neurological; {S1.f1_neurological:.3f} neurological",
        "hand-checked marks, median error | {S2.ic_median_ms:.0f} ms | 8 |",
        "| foot pitch over the stride, error (RMS) | {S4.waveform_deg:.2f}° | 1 |",
        "mean error | {S5.mae_deg:.1f}°, and {S5.worst:.1f}° in the worst person | 6 |",
        "mean error | {S6.mae_mps:.3f} m/s, and {S6.worst_mps:.3f} m/s in the worst walk |",
        "| stride length against a tape, median error | {S7.tape_length:.1f} cm | 4 walks |",
        "| \N{MINUS SIGN}{S9.low:.1f} ± {S9.low_sd_mm:.1f} mm | 1 |",
        "| {S10.alarms:.2f} of 100, and {S10.worst:.1f} of 100 in the worst person | 34 |",
    ],
)
def test_figures_are_those_of_the_study(sentence):
    rows = {
        row: {m["key"]: m["value"] for m in scored["metrics"]}
        for row, scored in RESULT["rows"].items()
    }
    mae = next(m for m in RESULT["rows"]["S5"]["metrics"] if m["key"] == "mae_deg")
    rows["S5"]["worst"] = mae["worst"]["value"]
    rows["S9"]["low"] = -rows["S9"]["low_bias_mm"]
    spaces = {row: SimpleNamespace(**values) for row, values in rows.items()}
    assert sentence.format(**spaces) in README


def test_figures_of_simulated_drags_are_those_of_the_study():
    result = json.loads((ROOT / "analysis/04_toe_drag/result.json").read_text(encoding="utf-8"))
    exam = result["exam"]["fast"]
    found, free, unsure = (
        f"{100.0 * exam[name]['value']:.1f} %" for name in ("sensitivity", "specificity", "unsure")
    )
    drags_n, free_n = (exam[f"{name}_unsure_wrong"]["n"] for name in ("sensitivity", "specificity"))
    shown = f"| {found} and {free}; {unsure} unsure | {drags_n} drags, {free_n} free strides |"
    assert shown in README


def test_the_examination_is_what_doctor_prints(monkeypatch):
    shown = re.search(r"```text\n\$ gaitsense (doctor [^\n]*)\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    monkeypatch.chdir(ROOT)
    printed = CliRunner().invoke(cli, shown[1].split()).stdout.splitlines()
    wanted = shown[2].splitlines()
    assert len(wanted) > 10
    at = 0
    for before, line in itertools.pairwise(["", *wanted]):
        if line == "…":
            continue
        found = printed.index(line, at)
        # Only where it is said may something be left out.
        assert before == "…" or found == at, line
        at = found + 1
