from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gaitsense.recordings.read import read_recording


def test_one_walk_to_parquet_and_back(run, walk_csv, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    done = run("convert", walk_csv, "--out", "walk.parquet")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Written: walk.parquet (left and right foot, ")
    assert "read as gaitsense session CSV)" in done.stdout
    assert run("convert", "walk.parquet", "--out", "again.csv").exit_code == 0
    assert (tmp_path / "again.csv").read_bytes() == walk_csv.read_bytes()


def test_two_files_of_one_walk_become_one(run, edited, tmp_path):
    for side, other in (("left", "right"), ("right", "left")):
        edited(f"both_{side}.csv", lambda cells: cells)
        lines = (tmp_path / f"both_{side}.csv").read_text().splitlines()
        kept = [line for line in lines if f",{other}," not in line]
        (tmp_path / f"walk_{side}.csv").write_text("\n".join(kept) + "\n")
    done = run("convert", "walk_left.csv", "walk_right.csv", "--to", "csv", "--out", "out")
    assert done.exit_code == 0, done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["walk.csv"]
    assert read_recording(tmp_path / "out/walk.csv").sides == ("left", "right")


def test_notes_of_the_reader_are_shown_once_and_kept(run, edited, tmp_path):
    path = edited("odd.csv", lambda cells: cells)
    lines = path.read_text().splitlines()
    lines[40] += ",7"
    path.write_text("\n".join(lines) + "\n")
    done = run("convert", path, "--out", "out.csv")
    assert "Reading: 1 line was dropped: line 41 has 9 cells instead of 8." in done.stdout
    assert "# note: 1 line was dropped: line 41" in (tmp_path / "out.csv").read_text()


class TestEach:
    @pytest.fixture
    def folder(self, walk_csv, tmp_path) -> Path:
        folder = tmp_path / "strangers"
        folder.mkdir()
        for name in ("a.csv", "b.csv"):
            shutil.copy(walk_csv, folder / name)
        (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(40))
        return folder

    def test_a_folder_of_strangers(self, run, folder, tmp_path):
        done = run("convert", folder, "--each", "--to", "csv", "--out", "out")
        assert done.exit_code == 0, done.stderr
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "b.csv"]
        assert done.stdout.count("Written: ") == 2
        said = next(line for line in done.stdout.splitlines() if line.startswith("Left out"))
        assert said.endswith(
            "photo.jpg: this is a JPEG image, which is not a recording that can be read."
        )

    def test_folders_inside_are_named_and_not_entered(self, run, folder, tmp_path):
        for name in ("monday", ".hidden"):
            shutil.copytree(tmp_path / "strangers", tmp_path / "copy" / name)
        shutil.copytree(tmp_path / "copy", folder, dirs_exist_ok=True)
        done = run("convert", "strangers", "--each", "--to", "csv", "--out", "out")
        (said,) = [line for line in done.stdout.splitlines() if line.startswith("Not entered")]
        assert said == (
            "Not entered: strangers/monday; name them as well to convert what they hold."
        )
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "b.csv"]

    def test_where_each_came_from_is_said(self, run, folder):
        """Folders of several people hold files of the same name."""
        shutil.copytree(folder, folder.with_name("others"))
        done = run("convert", "strangers", "others", "--each", "--to", "csv", "--out", "out")
        assert "Written: out/a-2.csv from others/a.csv (" in done.stdout

    def test_what_is_there_is_kept(self, run, folder, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out/a.csv").write_text("mine")
        done = run("convert", folder, "--each", "--to", "csv", "--out", "out")
        assert done.exit_code == 0
        assert "1 file was there already; --overwrite writes them again." in done.stdout
        assert (tmp_path / "out/a.csv").read_text() == "mine"
        assert run("convert", folder, "--each", "--to", "csv", "--out", "out").stdout.startswith(
            "Left out"
        )
        run("convert", folder, "--each", "--to", "csv", "--out", "out", "--overwrite")
        assert (tmp_path / "out/a.csv").read_bytes() == (folder / "a.csv").read_bytes()

    def test_a_file_that_was_named_and_cannot_be_used(self, run, folder, sentence):
        words = ("--each", "--to", "csv", "--out", "out")
        done = run("convert", folder / "photo.jpg", folder / "a.csv", *words)
        assert done.exit_code == 4
        assert sentence(done).startswith("1 of 2 files cannot be used as recordings")
        assert "Written: out/a.csv" in done.stdout

    def test_a_folder_without_a_recording(self, run, folder, sentence):
        for name in ("a.csv", "b.csv"):
            (folder / name).unlink()
        done = run("convert", folder, "--each", "--to", "csv", "--out", "out")
        assert done.exit_code == 4
        assert sentence(done).startswith("1 of 1 files cannot be used")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["walk.csv", "--out", "x"], 2, "does not say which format to write"),
        (["walk.csv", "--out", "x.csv", "--to", "xls"], 2, "'xls' is not one of 'csv', 'parquet'"),
        (["walk.csv"], 2, "missing option '--out'"),
        (["", "--out", "x.csv"], 2, "an empty name is no file"),
        (["walk.csv", "--out", "walk.csv", "--overwrite"], 2, "is what is to be read"),
        (["walk.csv", "--out", "taken.csv"], 2, "taken.csv is there already; give --overwrite"),
        (["walk.csv", "--out", "taken.csv/x.csv"], 2, "is a file, not a folder"),
        (["absent.csv", "--out", "x.csv"], 4, "there is no such file; check the name"),
        (["taken.csv", "--out", "x.csv"], 4, "this is text without a table"),
        (["walk.csv", "--out", "x.csv", "--columns", "absent.toml"], 2, "there is no such file"),
    ],
)
def test_mistakes_are_one_sentence(run, walk_csv, tmp_path, sentence, words, code, said):
    (tmp_path / "taken.csv").write_text("mine")
    done = run("convert", *words)
    assert said in sentence(done)
    assert done.exit_code == code
    assert (tmp_path / "taken.csv").read_text() == "mine"
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_full_disk_is_a_sentence(walk_csv, tmp_path, kind):
    """As a full disk does, the system takes the first bytes and refuses the rest."""
    resource = pytest.importorskip("resource", reason="this system knows no limits")
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    (tmp_path / "out").mkdir()
    # In a process of its own: the limit would hold for the tests' own report as well.
    done = subprocess.run(
        [sys.executable, "-m", "gaitsense", "convert", walk_csv, "--out", f"out/walk.{kind}"],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert f"walk.{kind}: cannot be written (file too large)" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_ctrl_c_leaves_no_half_file(run, walk_csv, tmp_path, monkeypatch, kind):
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    home = "session_writer" if kind == "csv" else "parquet_writer"
    monkeypatch.setattr(f"gaitsense.recordings.{home}.header_lines", interrupt)
    (tmp_path / "out").mkdir()
    done = run("convert", walk_csv, "--each", "--to", kind, "--out", "out")
    assert done.exit_code == 130
    assert "nothing was written" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_the_help_says_that_formats_of_makers_are_not_written(run):
    assert "Formats of makers are read, not written" in " ".join(
        run("convert", "-h").stdout.split()
    )


@pytest.mark.parametrize(
    "words",
    [
        ("walk.csv", "--out", "LONG.csv"),
        ("LONG.csv", "--out", "x.csv"),
        ("walk.csv", "--out", "LONG", "--to", "csv"),
    ],
)
def test_a_name_that_is_too_long_is_a_sentence(run, walk_csv, sentence, words):
    """The system does not even look whether such a file is there."""
    long = [word.replace("LONG", "x" * 300).replace("walk.csv", str(walk_csv)) for word in words]
    done = run("convert", *long)
    assert done.exit_code in (2, 4)
    assert "(file name too long)" in sentence(done)


def test_a_link_to_nothing_is_not_written_over(run, walk_csv, tmp_path, sentence):
    (tmp_path / "out.csv").symlink_to("elsewhere.csv")
    assert "is there already" in sentence(run("convert", walk_csv, "--out", "out.csv"))
