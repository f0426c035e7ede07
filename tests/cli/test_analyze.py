"""``analyze`` on walks that can be used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from gaitsense.model.recording import Recording
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.report.notices import NOT_A_DIAGNOSIS, URGENT_SIGNS
from gaitsense.report.strides_csv import read_strides_csv
from gaitsense.simulate.walk import simulate_walk

Run = Callable[..., Result]
Edit = Callable[[str, Callable[[list[str]], list[str]]], Path]
OUT = Path("gaitsense_out/walk")


def test_one_file_gives_tables_report_and_an_answer(
    run: Run, walk_csv: Path, walk: Recording
) -> None:
    result = run("analyze", walk_csv)
    assert result.exit_code == 0
    assert not result.stderr
    names = {path.name for path in OUT.iterdir()}
    assert names == {"strides.csv", "summary.json", "report.html"}
    for name in names:
        assert f"Written: {OUT / name}" in result.stdout
    direct = analyze(walk)
    pd.testing.assert_frame_equal(
        read_strides_csv(OUT / "strides.csv"), direct.strides, check_exact=True
    )
    document = json.loads((OUT / "summary.json").read_text())
    assert document["sentence"].split(". ")[0] in result.stdout
    assert document["left"]["foot_drop_pattern"] == direct.summary["left"]["foot_drop_pattern"]
    assert document["recording"]["source_files"] == ["walk.csv"]
    assert document["recording"]["source_format"] == "gaitsense session CSV"
    assert document["config_hash"] in (OUT / "report.html").read_text()


def test_screen_holds_what_a_therapist_asks_for(run: Run, walk_csv: Path) -> None:
    text = run("analyze", walk_csv, "--tables-only").stdout
    for row in (
        "Strides found", "straight and measured", "Walking speed", "Stride length",
        "Foot lift before landing", "Foot pitch at landing", "Lands heel / flat / toe",
        "Toe clearance", "Low lift", "Toe drag: yes / unsure", "Pattern of low foot lift",
    ):  # fmt: skip
        assert row in text, row
    assert "m/s" in text
    assert "simulated drags" in text
    assert "95 % certainty" in text
    assert "not the ankle" in text
    assert NOT_A_DIAGNOSIS in text
    for signs, action in URGENT_SIGNS:
        assert f"{signs}: {action}" in text


def test_tables_only_leaves_no_older_report_beside_newer_tables(run: Run, walk_csv: Path) -> None:
    assert run("analyze", walk_csv, "--out", "r").exit_code == 0
    assert Path("r/report.html").exists()
    result = run("analyze", walk_csv, "--out", "r", "--tables-only")
    assert result.exit_code == 0
    assert sorted(path.name for path in Path("r").iterdir()) == ["strides.csv", "summary.json"]
    Path("r/report.html").write_text("<html>mine</html>")
    assert run("analyze", walk_csv, "--out", "r", "--tables-only").exit_code == 0
    assert Path("r/report.html").read_text() == "<html>mine</html>"


def test_a_report_that_fails_leaves_no_older_one_beside_newer_tables(
    run: Run, walk_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("analyze", walk_csv, "--out", "r").exit_code == 0

    def fail(*_: object) -> None:
        raise RuntimeError("cannot draw")

    monkeypatch.setattr("gaitsense.report.page.write_report", fail)
    assert run("analyze", walk_csv, "--out", "r").exit_code != 0
    assert not Path("r/report.html").exists()


def test_feet_that_contradict_themselves_still_get_a_report(run: Run, walk: Recording) -> None:
    feet = {
        side: (walk[side].t_s, walk[side].acc_mps2, walk[side].gyr_radps * 0.3)
        for side in walk.sides
    }
    write_session_csv(Recording.from_arrays(feet), Path("odd.csv"))
    result = run("analyze", "odd.csv", "--out", "r")
    assert result.exit_code == 0
    assert "cannot be trusted" in result.stdout
    assert Path("r/report.html").exists()
    told = " ".join(run("analyze", "--help").stdout.split())
    assert "Where its values cannot be trusted, the answer says so, and the exit code is 0." in told


def test_a_second_run_replaces_the_first_and_is_the_same(run: Run, walk_csv: Path) -> None:
    hashes = []
    for _ in range(2):
        assert run("analyze", walk_csv, "--tables-only").exit_code == 0
        hashes.append(
            [hashlib.sha256((OUT / name).read_bytes()).hexdigest()
             for name in ("strides.csv", "summary.json")]
        )  # fmt: skip
    assert hashes[0] == hashes[1]
    assert [path.name for path in OUT.parent.iterdir()] == ["walk"]


def test_another_walk_of_the_same_name_goes_beside_it(
    run: Run, walk_csv: Path, edited: Edit
) -> None:
    assert run("analyze", walk_csv, "--tables-only").exit_code == 0
    edited("walk.csv", lambda row: [*row[:-1], "0.01"])
    assert run("analyze", walk_csv, "--tables-only").exit_code == 0
    assert sorted(path.name for path in OUT.parent.iterdir()) == ["walk", "walk-2"]


@pytest.fixture
def two_files(walk: Recording, tmp_path: Path) -> list[Path]:
    paths = []
    for side in walk.sides:
        path = tmp_path / "feet" / f"p7_{side}.csv"
        path.parent.mkdir(exist_ok=True)
        write_session_csv(Recording({side: walk[side]}), path)
        paths.append(path)
    return paths


def test_two_files_are_one_walk(run: Run, two_files: list[Path], walk: Recording) -> None:
    result = run("analyze", *two_files, "--tables-only")
    assert result.exit_code == 0
    strides = read_strides_csv(Path("gaitsense_out/p7/strides.csv"))
    assert len(strides) == len(analyze(walk).strides)
    assert set(strides["side"]) == {"left", "right"}


def test_a_folder_is_one_walk(run: Run, two_files: list[Path]) -> None:
    (two_files[0].parent / "notes.txt").write_text("talked a lot")
    result = run("analyze", two_files[0].parent, "--tables-only")
    assert result.exit_code == 0
    assert Path("gaitsense_out/feet/strides.csv").exists()
    assert "Reading: Left out: notes.txt" in result.stdout


def test_side_shoe_person_and_condition_are_taken(
    run: Run, two_files: list[Path], walk: Recording
) -> None:
    nameless = two_files[1].with_name("x.csv")
    text = two_files[1].read_text().replace(",right,", ",").replace("t_s,side,", "t_s,")
    nameless.write_text("\n".join(line for line in text.splitlines() if line[0] != "#"))
    result = run(
        "analyze", nameless, "--side", "right", "--foot-length", "29", "--sensor-place", "heel",
        "--person", "P7 [red]", "--condition", "brace", "--out", "o",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    document = json.loads(Path("o/summary.json").read_text())
    shoe = document["recording"]["feet"]["right"]["shoe"]
    assert shoe["sensor_place"] == "heel"
    assert shoe["foot_length_m"] == pytest.approx(0.29)
    page = Path("o/report.html").read_text()
    assert "Person: P7 [red]" in page
    assert "brace" in page


def test_settings_change_the_result_and_its_hash(run: Run, walk_csv: Path) -> None:
    Path("strict.toml").write_text("[low_lift]\nlow_deg = -40\n")
    assert run("analyze", walk_csv, "--tables-only", "--out", "a").exit_code == 0
    strict = run("analyze", walk_csv, "--tables-only", "--out", "b", "--config", "strict.toml")
    assert strict.exit_code == 0
    usual, changed = (json.loads(Path(d, "summary.json").read_text()) for d in "ab")
    assert usual["left"]["low_lift"]["yes"] > 0
    assert changed["left"]["low_lift"]["yes"] == 0
    assert usual["config_hash"] != changed["config_hash"]
    assert usual["data_sha256"] == changed["data_sha256"]


def test_one_silent_foot_leaves_the_other(run: Run, edited: Edit) -> None:
    silent = edited("s.csv", lambda row: row if row[1] == "left" else [*row[:2], *["0"] * 6])
    result = run("analyze", silent, "--tables-only")
    assert result.exit_code == 0
    assert "The right foot was not measured." in result.stdout
    assert "right: the accelerometer reads 0 throughout" in result.stdout
    strides = read_strides_csv(Path("gaitsense_out/s/strides.csv"))
    assert set(strides["side"]) == {"left"}


def test_one_slow_foot_leaves_the_other(run: Run, walk: Recording, tmp_path: Path) -> None:
    slow = simulate_walk("left_foot_drop", seed=2, rate_hz=10.0).recording
    write_session_csv(Recording({"left": walk["left"], "right": slow["right"]}), tmp_path / "s.csv")
    result = run("analyze", "s.csv", "--tables-only")
    assert result.exit_code == 0
    assert "Left out: the right foot, because its sensor gives 10 samples per second" in (
        result.stdout
    )
    document = json.loads(Path("gaitsense_out/s/summary.json").read_text())
    assert "right" not in document
    assert any("Left out: the right foot" in note for note in document["recording"]["notes"])


def test_a_few_steps_are_measured_and_not_judged(run: Run, walk: Recording, tmp_path: Path) -> None:
    feet = {}
    for side in walk.sides:
        foot = walk[side]
        rows = (foot.t_s >= 6.0) & (foot.t_s < 11.0)
        feet[side] = (foot.t_s[rows], foot.acc_mps2[rows], foot.gyr_radps[rows])
    write_session_csv(Recording.from_arrays(feet), tmp_path / "short.csv")
    result = run("analyze", "short.csv")
    assert result.exit_code == 0
    assert "could not be told" in result.stdout
    assert "unsure (too few)" in result.stdout
    summary = json.loads(Path("gaitsense_out/short/summary.json").read_text())
    assert 0 < summary["walk"]["strides_n"] < 12
    assert {summary[side]["foot_drop_pattern"] for side in walk.sides} == {"unsure"}


def test_many_notes_are_cut_short_on_the_screen(run: Run, walk_csv: Path) -> None:
    lines = walk_csv.read_text().splitlines()
    lines[1:1] = [f"# note: Odd thing {k}." for k in range(9)]
    walk_csv.write_text("\n".join(lines) + "\n")
    text = run("analyze", walk_csv, "--tables-only").stdout
    assert "Reading: Odd thing 5." in text
    assert "Odd thing 6" not in text
    assert "Reading: 3 more notes stand in summary.json." in text


def test_feet_whose_bow_is_inward_are_said_to_look_exchanged(
    run: Run, walk: Recording, tmp_path: Path
) -> None:
    feet = {"left": walk["right"], "right": walk["left"]}
    swapped = {side: (None, foot.acc_mps2, foot.gyr_radps) for side, foot in feet.items()}
    write_session_csv(Recording.from_arrays(swapped, fs_hz=60.0), tmp_path / "x.csv")
    result = run("analyze", "x.csv")
    assert result.exit_code == 0
    assert "Please check: Both feet swing inward" in result.stdout
    assert "left and right may be exchanged" in Path("gaitsense_out/x/report.html").read_text()


def test_brackets_and_control_characters_stay_text(run: Run, walk_csv: Path) -> None:
    lines = walk_csv.read_text().splitlines()
    lines.insert(1, "# note: [bold]x[/bold] \\u001b[31mred")
    walk_csv.write_text("\n".join(lines) + "\n")
    text = run("analyze", walk_csv, "--tables-only").stdout
    assert "[bold]x[/bold]" in text
    assert "\x1b" not in text
