"""`gaitsense doctor` as somebody types it."""

from __future__ import annotations

import json
import re

import pytest

import gaitsense
from gaitsense.cli.faults import ExitCode


def test_a_usable_walk_is_told_sentence_by_sentence(run, walk_csv):
    told = run("doctor", walk_csv)
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    # A sensor of 60 Hz is too slow for drags, and for nothing else.
    assert lines[0] == "This recording can be used in part: toe drag cannot be told."
    heads = ["What was found", "What can be measured from it", "What to do"]
    assert [line for line in lines if line in heads] == heads
    assert any(re.match(r"  note     Both feet: 60 samples per second", line) for line in lines)
    assert any(line.startswith("  ok       It was taken for: gaitsense session") for line in lines)
    assert any(line.startswith("  no       Toe drag: The sensor is too slow") for line in lines)
    assert any(line.startswith("  yes      Stride times: ") for line in lines)
    assert lines[-1].endswith(f"Measure it: gaitsense analyze {walk_csv}")
    assert told.stderr == ""


def test_problems_come_first_and_are_words(run, edited):
    # The gyroscope turns the other way round.
    def mirrored(cells: list[str]) -> list[str]:
        return [*cells[:5], *(str(-float(cell)) for cell in cells[5:8]), *cells[8:]]

    told = run("doctor", edited("walk.csv", mirrored))
    assert told.exit_code == ExitCode.DATA
    assert told.stdout.startswith("This recording cannot be used: ")
    rows = told.stdout.split("What was found\n")[1].splitlines()
    assert rows[0].startswith("  PROBLEM  ")
    assert "contradict each other" in rows[0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "this is a JPEG image"),
        ("empty.csv", b"", "the file is empty"),
        ("zeros.csv", bytes(500), "not a recording"),
    ],
)
def test_what_cannot_be_used_ends_with_4_and_an_answer(run, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    told = run("doctor", name)
    assert told.exit_code == ExitCode.DATA
    assert words in told.stdout.splitlines()[0]
    assert "What to do" in told.stdout
    assert "Traceback" not in told.output


def test_json_is_one_document(run, walk_csv):
    told = run("doctor", walk_csv, "--json")
    assert told.exit_code == 0
    document = json.loads(told.stdout)
    assert document["gaitsense_doctor"] == 1
    (walk,) = document["recordings"]
    assert walk["usable"] == "partly"
    assert walk["files"] == [str(walk_csv)]
    assert [f["code"] for f in walk["findings"] if f["severity"] == "note"] == ["rate_low"] * 2
    assert "NaN" not in told.stdout


def test_json_of_a_refused_file(run, tmp_path):
    (tmp_path / "a.txt").write_text("hello\n")
    told = run("doctor", "a.txt", "--json")
    assert told.exit_code == ExitCode.DATA
    (walk,) = json.loads(told.stdout)["recordings"]
    assert (walk["usable"], walk["measures"]) == ("no", [])
    assert {finding["code"] for finding in walk["findings"]} == {"refused", "taken_for"}


def test_strangers_are_counted(run, tmp_path, walk_csv):
    folder = tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "walk.csv").write_bytes(walk_csv.read_bytes())
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    told = run("doctor", "--each", folder, walk_csv)
    assert told.exit_code == ExitCode.DATA
    lines = told.stdout.splitlines()
    assert [line for line in lines if line in ("photo.jpg", "walk.csv")] == [
        "photo.jpg", "walk.csv", "walk.csv",
    ]  # fmt: skip
    assert "Of 3 recordings 0 can be used, 2 in part, 1 cannot." in lines
    assert lines[0] == "Looking through 3 files."
    assert not any(line.startswith("  ok ") for line in lines)
    assert run("doctor", "--each", walk_csv).exit_code == 0


def test_among_many_each_is_shown_when_it_is_done(run, tmp_path, walk_csv, monkeypatch):
    from gaitsense.recordings.doctor import examine as module

    asked = []

    def read(given, **options):
        asked.append(given)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return gaitsense.read_recording(given, **options)

    monkeypatch.setattr(module, "read_recording", read)
    (tmp_path / "b_left.csv").write_bytes(walk_csv.read_bytes())
    told = run("doctor", "--each", walk_csv, tmp_path / "b_left.csv")
    assert told.exit_code == ExitCode.INTERRUPTED
    assert told.stdout.splitlines()[:3] == ["Looking through 2 files.", "", walk_csv.name]


def test_a_folder_is_one_walk_unless_each_is_asked_for(run, tmp_path, walk_csv):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / name).write_bytes(walk_csv.read_bytes())
    told = run("doctor", folder)
    assert told.exit_code == ExitCode.DATA
    assert f"gaitsense doctor --each {folder}" in told.stdout


def test_the_side_is_passed_on(run, tmp_path, walk):
    rows = ["t_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"]
    foot = walk["left"]
    for t_s, acc, gyr in zip(foot.t_s, foot.acc_mps2, foot.gyr_radps, strict=True):
        rows.append(",".join(f"{x:.6f}" for x in (t_s, *acc, *gyr)))
    (tmp_path / "walk.csv").write_text("\n".join(rows) + "\n")
    told = run("doctor", "walk.csv")
    assert told.exit_code == 0
    assert "once you say which foot it is" in told.stdout.splitlines()[0]
    told = run("doctor", "walk.csv", "--side", "right")
    assert "It is the right foot, as you said." in told.stdout
    assert "gaitsense analyze walk.csv --side right" in told.stdout
    assert run("doctor", "walk.csv", "--side", "Right").stdout == told.stdout
    assert run("analyze", "walk.csv", "--side", "LEFT", "--tables-only").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("doctor",),
        ("doctor", ""),
        ("doctor", "a", "--side", "up"),
        ("doctor", "a", "--columns", "absent.toml"),
    ],
)
def test_a_wrong_use_is_a_matter_of_usage(run, words):
    assert run(*words).exit_code == ExitCode.USAGE


def test_help_has_examples(run):
    told = run("doctor", "--help")
    assert told.exit_code == 0
    for example in ("doctor walk_left.csv walk_right.csv", "doctor --each recordings/", "--json"):
        assert example in told.stdout
    assert "doctor" in run("--help").stdout


def test_control_characters_do_not_reach_the_terminal(run, tmp_path):
    name = "wa\x1b[31mlk.csv"
    (tmp_path / name).write_text("hello\n")
    told = run("doctor", name)
    assert told.exit_code == ExitCode.DATA
    assert "\x1b" not in told.stdout


@pytest.mark.parametrize("width", [50, 120])
def test_on_a_terminal_texts_wrap_beside_their_marks(run, walk_csv, monkeypatch, width):
    # This makes rich take any stream for a terminal.
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    told = run("doctor", walk_csv).stdout
    shown = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", told).splitlines()]
    assert told != "\n".join(shown)
    assert max(map(len, shown)) <= width
    at = next(k for k, line in enumerate(shown) if line.startswith("  note "))
    assert shown[at].startswith("  note     Both feet: 60")
    assert shown[at + 1].startswith(" " * 11)
    words = " ".join(" ".join(shown).split())
    assert "too slow to feel the vibration of a dragging toe, which needs 80." in words


def test_an_interruption_is_a_sentence(run, walk_csv, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("gaitsense.recordings.doctor.examine.read_recording", interrupted)
    told = run("doctor", walk_csv)
    assert told.exit_code == ExitCode.INTERRUPTED
    assert told.stdout == ""
    assert "interrupted; nothing was written" in told.stderr
