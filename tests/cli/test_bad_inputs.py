"""What cannot be used ends in one sentence, the right exit code, and no traceback."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gaitsense.model.recording import Recording
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.report.strides_csv import read_strides_csv
from gaitsense.simulate.walk import simulate_walk

Run = Callable[..., Result]
Edit = Callable[[str, Callable[[list[str]], list[str]]], Path]
Sentence = Callable[[Result], str]


def refused(run: Run, sentence: Sentence, code: int, *words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == code, result.output
    assert not Path("gaitsense_out").exists()
    return sentence(result)


def test_no_such_file(run: Run, sentence: Sentence) -> None:
    assert "nofile.csv: there is no such file" in refused(run, sentence, 4, "analyze", "nofile.csv")


def test_a_folder_without_recordings(run: Run, sentence: Sentence, tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    assert "holds no files" in refused(run, sentence, 4, "analyze", "f")
    (tmp_path / "f" / "notes.txt").write_text("hello")
    assert "notes.txt" in refused(run, sentence, 4, "analyze", "f")


def test_an_empty_file(run: Run, sentence: Sentence, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_bytes(b"")
    assert "e.csv: the file is empty" in refused(run, sentence, 4, "analyze", "e.csv")


def test_a_header_alone(run: Run, sentence: Sentence, walk_text: str, tmp_path: Path) -> None:
    head = walk_text[: walk_text.index("\n", walk_text.index("t_s,side")) + 1]
    (tmp_path / "h.csv").write_text(head)
    assert "no row of samples" in refused(run, sentence, 4, "analyze", "h.csv")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["abc"] * 6, "where a number is due"),
        (["nan"] * 6, "silent"),
        ([""] * 6, "silent"),
        (["0"] * 6, "reads 0 throughout"),
    ],
)
def test_values_that_are_none(
    run: Run, sentence: Sentence, edited: Edit, cells: list[str], expected: str
) -> None:
    path = edited("bad.csv", lambda row: [*row[:2], *cells])
    said = refused(run, sentence, 4, "analyze", path)
    assert "bad.csv" in said
    assert expected in said


def test_a_slow_sensor(run: Run, sentence: Sentence, tmp_path: Path) -> None:
    walk = simulate_walk("healthy", seed=1, rate_hz=10.0).recording
    write_session_csv(walk, tmp_path / "ten.csv")
    said = refused(run, sentence, 4, "analyze", "ten.csv")
    assert "10 samples per second" in said
    assert "at least 25 Hz" in said


def test_an_hour_of_sitting_is_read_and_holds_no_steps(
    run: Run, sentence: Sentence, sitting_csv: Path
) -> None:
    result = run("analyze", sitting_csv)
    assert result.exit_code == 4
    said = sentence(result)
    assert "no steps were found in 60 min" in said
    assert "rested 100 % of the time" in said
    folder = Path("gaitsense_out/sitting")
    assert len(read_strides_csv(folder / "strides.csv")) == 0
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["walk"]["strides_n"] == 0
    assert summary["left"]["strides_n"] == 0
    assert "No steps" in (folder / "report.html").read_text()
    assert "No steps of the left or right foot were found" in result.stdout
    assert "Call" not in result.stdout
    assert "call emergency services now" in result.stdout


@pytest.mark.parametrize("command", [("analyze", "walk.csv"), ("demo",), ("simulate", "healthy")])
def test_an_out_that_is_a_file(
    run: Run, sentence: Sentence, walk_csv: Path, command: tuple[str, ...]
) -> None:
    Path("file").write_text("x")
    said = refused(run, sentence, 2, *command, "--out", "file/below")
    assert "is a file, not a folder; choose another --out" in said
    assert walk_csv.exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to")
@pytest.mark.parametrize("command", [("analyze", "walk.csv"), ("demo",), ("simulate", "healthy")])
def test_an_out_that_cannot_be_written(
    run: Run, sentence: Sentence, walk_csv: Path, command: tuple[str, ...]
) -> None:
    said = refused(run, sentence, 2, *command, "--out", "/proc/nowhere")
    assert "choose another --out" in said
    assert walk_csv.exists()


@pytest.mark.parametrize("name", ["strides.csv", "summary.json", "report.html"])
def test_somebody_elses_file_is_never_replaced(
    run: Run, sentence: Sentence, walk_csv: Path, name: str
) -> None:
    Path("mine").mkdir()
    Path("mine", name).write_text("precious")
    said = refused(run, sentence, 2, "analyze", walk_csv, "--out", "mine")
    assert f"{Path('mine', name)} was not written by gaitsense" in said
    assert [path.name for path in Path("mine").iterdir()] == [name]
    assert Path("mine", name).read_text() == "precious"


def test_a_recording_called_strides_csv_survives_its_own_analysis(
    run: Run, sentence: Sentence, walk_csv: Path
) -> None:
    text = walk_csv.read_text()
    walk_csv.rename("strides.csv")
    said = refused(run, sentence, 2, "analyze", "strides.csv", "--out", ".")
    assert "would be lost" in said
    assert Path("strides.csv").read_text() == text


def test_a_recording_is_never_replaced_by_a_simulated_one(
    run: Run, sentence: Sentence, walk_csv: Path
) -> None:
    person = walk_csv.read_text().replace("# source: simulated\n", "# person: P1\n")
    Path("healthy_seed1.csv").write_text(person)
    said = refused(run, sentence, 2, "simulate", "healthy", "--out", ".")
    assert "was not written by gaitsense" in said
    assert Path("healthy_seed1.csv").read_text() == person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[low_lift]\nlow_degg = 3\n", "'low_lift.low_degg' is not known; did you mean 'low_deg'?"),
        ("[lowlift]\nlow_deg = 3\n", "'lowlift' is not known; did you mean 'low_lift'?"),
        ("[low_lift]\nlow_deg = 'x'\n", "must be a number"),
        ("[[[", "is not valid TOML"),
    ],
)
def test_settings_that_cannot_be_used(
    run: Run, sentence: Sentence, walk_csv: Path, text: str, expected: str
) -> None:
    Path("s.toml").write_text(text)
    said = refused(run, sentence, 2, "analyze", walk_csv, "--config", "s.toml")
    assert said.count("s.toml") == 1
    assert expected in said


def test_settings_that_are_not_there(run: Run, sentence: Sentence, walk_csv: Path) -> None:
    said = refused(run, sentence, 2, "analyze", walk_csv, "--config", "none.toml")
    assert said == "none.toml: there is no such file; check the name."
    said = refused(run, sentence, 2, "analyze", walk_csv, "--columns", "none.toml")
    assert said == "none.toml: there is no such file; check the name."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("simulate", "left_foot_drob", "--out", "s"), "did you mean 'left_foot_drop'?"),
        (("simulate", "healthy", "--out", "s", "--seed", "-1"), "seed"),
        (("simulate", "healthy", "--out", "s", "--rate", "0"), "--rate must lie between 10 and"),
        (("simulate", "--out", "s", "--duration", "-1"), "--duration -1 leaves no time"),
        (("simulate", "--out", "s", "--duration", "nan"), "--duration must be a finite"),
        (("simulate", "healthy", "--out", "s", "--sensor", "bmi27"), "did you mean 'bmi270'?"),
        (("simulate", "healthy", "--out", "s", "--sensor", ""), "sensor '' is not known; known:"),
        (("simulate", "--out", "s", "--duration", "86401"), "at most 86400 (24 h), not 86401"),
        (("simulate", "healthy"), "'--out'"),
        (("analyze", ""), "an empty name is no file; name a file or a folder"),
        (("analyze", "walk.csv", ""), "an empty name is no file"),
        (("simulate", "none.toml", "--out", "s"), "none.toml"),
        (("demo", "--seed", "x"), "'x' is not a valid integer"),
        (("analyze", "walk.csv", "--foot-length", "42"), "a shoe size is not a length"),
        (("analyze", "walk.csv", "--side", "middle"), "'middle' is not one of"),
        (("analyze", "walk.csv", "--sensor-place", "toe"), "'toe' is not one of"),
    ],
)
def test_options_that_cannot_be_used(
    run: Run, sentence: Sentence, walk_csv: Path, words: tuple[str, ...], expected: str
) -> None:
    assert expected in refused(run, sentence, 2, *words)
    assert not Path("s").exists()
    assert walk_csv.exists()


def test_the_same_file_twice(run: Run, sentence: Sentence, walk_csv: Path) -> None:
    assert "given twice" in refused(run, sentence, 4, "analyze", walk_csv, walk_csv)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stride_time = 1.0\n", "mine.toml: setting 'stride_time' is not known; did you mean"),
        ("stride_time_s = 9.0\n", "mine.toml: stride_time_s must lie between"),
        ("both = 3\n", "mine.toml: setting 'both' must be a table"),
        ("[[[", "mine.toml: is not valid TOML"),
    ],
)
def test_a_scenario_file_that_cannot_be_used_is_named(
    run: Run, sentence: Sentence, text: str, expected: str
) -> None:
    Path("mine.toml").write_text(text)
    said = refused(run, sentence, 2, "simulate", "mine.toml", "--out", "s")
    assert said.startswith(expected)
    assert said.count("mine.toml") == 1


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a file that this user may not read, whoever the user is."""
    name = "locked_right.csv"
    plain_open, plain_access = Path.open, os.access

    def opened(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return plain_open(path, *args, **kwargs)

    def access(path: Any, mode: int, **kwargs: Any) -> bool:
        return Path(path).name != name and plain_access(path, mode, **kwargs)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(os, "access", access)
    return name


def test_a_file_that_may_not_be_read(
    run: Run, sentence: Sentence, unreadable: str, walk_text: str, walk: Recording
) -> None:
    Path("file.csv").write_text(walk_text)
    Path("file.csv").rename(unreadable)
    said = refused(run, sentence, 4, "analyze", unreadable)
    assert said == (
        f"{unreadable}: cannot be read (permission denied); check its permissions and the disk, or "
        "copy it first."
    )
    left = dataclasses.replace(walk, feet={"left": walk["left"]})
    write_session_csv(left, Path("good_left.csv"))
    result = run("analyze", "good_left.csv", unreadable, "--tables-only")
    assert result.exit_code == 0, result.stderr
    assert "left foot" in result.stdout
    assert f"Reading: Left out: {unreadable}: cannot be read (permission denied)" in result.stdout


def test_one_foots_file_under_both_names(run: Run, sentence: Sentence, walk: Recording) -> None:
    left = dataclasses.replace(walk, feet={"left": walk["left"]})
    write_session_csv(left, Path("a.csv"))
    text = Path("a.csv").read_text().replace(",left,", ",right,")
    Path("b.csv").write_text(text)
    said = refused(run, sentence, 4, "analyze", "a.csv", "b.csv")
    assert said.startswith("b.csv: both feet hold the same samples")
