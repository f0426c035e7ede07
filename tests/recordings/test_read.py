"""Files, pairs and folders; and everything that is not a recording."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv


def refused(path, **options) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


class TestBadInput:
    def test_no_such_file(self, tmp_path):
        assert "there is no such file" in refused(tmp_path / "no.csv")
        assert "no.csv" in refused([tmp_path / "no.csv"])

    def test_a_path_through_a_file(self, tmp_path):
        (tmp_path / "a.csv").write_text("x\n")
        assert "there is no such file" in refused(tmp_path / "a.csv" / "b.csv")

    def test_an_empty_folder_and_one_without_recordings(self, tmp_path):
        assert "the folder holds no files" in refused(tmp_path)
        (tmp_path / ".hidden").write_text("x\n")
        assert "the folder holds no files" in refused(tmp_path)
        for k in range(6):
            (tmp_path / f"notes{k}.txt").write_text("prose\n")
        said = refused(tmp_path)
        assert "none of the files can be used: notes0.txt: this is text without a table" in said
        assert "; and 2 more; understood are: gaitsense session CSV; Movella/Xsens DOT; " in said
        assert len(said.partition("understood are: ")[2]) < 450

    def test_a_folder_in_a_list_of_files(self, tmp_path):
        assert "is not a file that can be read" in refused([tmp_path])

    def test_a_folder_that_may_not_be_listed(self, tmp_path, monkeypatch):
        def refuse(_self):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)
        assert "cannot be read (permission denied)" in refused(tmp_path)

    def test_a_file_that_may_not_be_looked_at(self, dot_file, monkeypatch):
        path = dot_file()
        stat = Path.stat

        def refuse(self, **options):
            if self == path:
                raise PermissionError(13, "Permission denied")
            return stat(self, **options)

        monkeypatch.setattr(Path, "stat", refuse)
        assert "cannot be read (permission denied)" in refused(path)
        assert "cannot be read (permission denied)" in refused([path])

    def test_no_file_and_one_file_twice(self, dot_file):
        assert "no file is given" in refused([])
        path = dot_file()
        assert "is given twice" in refused([path, path])

    def test_an_unknown_side(self, dot_file):
        assert "'left' or 'right', not 'middle'" in refused(dot_file(), side="middle")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "the file is empty"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "this is a JPEG image, which is not a recording"),
            (bytes(range(256)) * 20, "this is binary data"),
            (b"dear diary\n" * 20, "this is text without a table of numbers under a header"),
            (b"a,b,c,d\n" + b"1,2,3,4\n" * 9, "this is a table with the columns a, b, c, d, which"),
            (b"a,b,c,d,e,f,g,h,i\n" + b"1,2,3,4,5,6,7,8,9\n" * 9, "f, g, h, i, which is"),
            (
                ",".join(f"c{k}" for k in range(17)).encode() + b"\n" + b"1,2,3,4," * 4 + b"5\n"
                + b"1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,5\n" * 9,
                "c14, c15, …",
            ),
            (b",#,L/R,Ext,Contact\n" + b"1,1,0,5,6\n" * 5, "the columns (unnamed), #, L/R, Ext"),
        ],
    )  # fmt: skip
    def test_what_is_no_recording_is_named(self, tmp_path, content, said):
        (tmp_path / "left.csv").write_bytes(content)
        sentence = refused(tmp_path / "left.csv")
        assert said in sentence
        assert ("understood are: gaitsense session CSV" in sentence) == (content != b"")

    @pytest.mark.parametrize(
        ("edit", "said"),
        [
            (lambda _: ["nan"] * 8, "none of 200 rows holds all six values"),
            (lambda row: [*row[:2], *["0"] * 6], "reads 0 throughout"),
            (lambda row: [*row[:2], *["abc"] * 6], "no row could be read; the first one has 'abc'"),
            (lambda row: [*row[:2], *["nan"] * 6], "none of 200 rows holds all six values"),
        ],
    )
    def test_rows_without_any_value(self, tmp_path, session_text, edit, said):
        lines = session_text(sides=("left",)).splitlines()
        rows = [edit(line.split(",")) for line in lines[3:]]
        for row in rows:
            row[1] = "left"
        if rows[0][0] == "nan":
            said = "none of 0 rows holds all six values"
        (tmp_path / "walk.csv").write_text("\n".join([*lines[:3], *map(",".join, rows), ""]))
        assert said in refused(tmp_path / "walk.csv")


class TestWhatCanBeReadIsKept:
    @pytest.mark.parametrize(
        ("damage", "kept", "note"),
        [
            (lambda raw: raw[:-20], 199, "the last one, breaks off"),
            (lambda raw: raw + b"\x00" * 99, 200, "99 zero bytes"),
            (lambda raw: raw.replace(b"\n0.50,", b"\n\x000.50,"), 199, "holds zero bytes"),
            (lambda raw: raw.replace(b"\n0.50,", b"\n0,5,0,"), 199, "cells instead of 8"),
            (lambda raw: raw.replace(b"\n0.50,", b"\n#0.50,"), 199, "'#0.50' where a number"),
            (lambda raw: raw.replace(b"\n0.50,", b"\n\n\n0.50,"), 200, None),
        ],
    )
    def test_a_damaged_line_costs_itself_only(self, tmp_path, session_text, damage, kept, note):
        raw = session_text(sides=("left",)).encode()
        (tmp_path / "walk.csv").write_bytes(damage(raw))
        recording = read_recording(tmp_path / "walk.csv")
        assert len(recording["left"]) == kept
        assert (note in recording.notes[0]) if note else recording.notes == ()
        whole = session_text(sides=("left",))
        (tmp_path / "whole.csv").write_text(whole)
        intact = read_recording(tmp_path / "whole.csv")["left"]
        same = np.isin(intact.sample, recording["left"].sample)
        np.testing.assert_array_equal(recording["left"].acc_mps2, intact.acc_mps2[same])

    def test_one_file_of_two(self, dot_file, tmp_path):
        (tmp_path / "right.csv").write_bytes(b"\xff\xd8\xff\xe0")
        recording = read_recording([dot_file("left.csv"), tmp_path / "right.csv"])
        assert recording.sides == ("left",)
        assert recording.notes[0].startswith("Left out: right.csv: this is a JPEG")
        no_gyroscope = dot_file("right.csv", columns=("Euler", "Acc"))
        recording = read_recording([dot_file("left.csv"), no_gyroscope])
        assert "without angular rate" in recording.notes[0]


class TestFolders:
    def test_both_feet_and_what_else_lies_there(self, tmp_path, dot_file):
        dot_file("left.csv")
        dot_file("right.csv", first_tick=5_050_000)
        (tmp_path / "README.txt").write_text("walk of monday\n")
        (tmp_path / "more").mkdir()
        recording = read_recording(str(tmp_path))
        assert recording.sides == ("left", "right")
        assert recording["right"].t_s[0] == pytest.approx(0.05)
        assert len(recording.notes) == 1
        assert "README.txt: this is text without a table" in recording.notes[0]
        assert recording.metadata["source_file"] == "left.csv; right.csv"

    def test_notes_of_two_files_say_whose_they_are(self, dot_file):
        left = dot_file("left.csv", rate="30Hz")
        recording = read_recording([left, dot_file("right.csv")])
        assert recording.notes[0].startswith("left.csv: The header says 30Hz")

    def test_two_recordings_of_one_foot(self, tmp_path, dot_file):
        dot_file("a_left.csv")
        dot_file("b_left.csv")
        assert "this is the left foot, and so is a_left.csv" in refused(tmp_path)


class TestSides:
    def test_the_side_is_asked_for_by_name(self, dot_file):
        path = dot_file("walk.csv")
        assert "say which foot with --side left or --side right" in refused(path)
        assert read_recording(path, side="left").sides == ("left",)

    def test_the_caller_knows_better_than_the_name_and_it_is_said(self, dot_file):
        recording = read_recording(dot_file("walk_left.csv"), side="right")
        assert recording.sides == ("right",)
        assert "walk_left.csv looks like the left foot but was read as right" in recording.notes[0]

    def test_a_side_for_two_feet_is_refused(self, dot_file, tmp_path, made_recording):
        pair = [dot_file("left.csv"), dot_file("right.csv")]
        assert "names one foot, but 2 are given" in refused(pair, side="left")
        write_session_csv(made_recording(range(100), range(100)), tmp_path / "walk.csv")
        assert "names one foot" in refused(tmp_path / "walk.csv", side="left")


def test_the_shoe_of_the_caller_is_set_on_both_feet(dot_file):
    shoe = Shoe(0.3, 0.003, "lateral")
    recording = read_recording([dot_file("left.csv"), dot_file("right.csv")], shoe=shoe)
    assert recording["left"].shoe == recording["right"].shoe == shoe
    assert recording["left"].rate_hz == pytest.approx(60, rel=1e-3)


def test_progress_goes_over_all_files(dot_file):
    shares = []
    read_recording([dot_file("left.csv"), dot_file("right.csv")], progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(0.5, abs=1e-3)
    assert shares[-1] == 1.0


def test_reading_is_imported_without_pandas():
    code = "import sys, gaitsense.recordings.read; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "None"),
        (5, "5"),
        ("", "an empty name"),
        ([None], "None"),
        (["", "b.csv"], "an empty name"),
        ([b"a.csv"], "b'a.csv'"),
        ({"a": 1}.values(), "1"),
    ],
)
def test_what_names_no_file_is_refused_in_a_sentence(given, shown, tmp_path, monkeypatch, dot_file):
    dot_file("left.csv")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecordingError) as caught:
        read_recording(given)
    assert str(caught.value) == f"{shown} names no file; give the path of a file or a folder"


def test_one_file_under_two_names_is_no_walk(dot_file, tmp_path):
    left = dot_file("walk_left.csv")
    right = tmp_path / "walk_right.csv"
    right.write_bytes(left.read_bytes())
    with pytest.raises(RecordingError, match="both feet hold the same samples") as caught:
        read_recording([left, right])
    assert "choose the right file" in str(caught.value)
    assert caught.value.file == right


def test_two_resting_sensors_may_read_the_same(tmp_path):
    """With coarse steps, two sensors on a table do."""
    rows = [f"{k / 100},0.0,{k % 2},9.8,0.0,0.0,0.01" for k in range(300)]
    text = "\n".join(["t_s,ax_mps2,ay_mps2,az_mps2,wx_radps,wy_radps,wz_radps", *rows, ""])
    for name in ("left.csv", "right.csv"):
        (tmp_path / name).write_text(text)
    assert read_recording(tmp_path).sides == ("left", "right")


@pytest.mark.parametrize("name", ["left_right.csv", "walk right vs links.csv"])
def test_a_name_with_both_feet_is_told_so(dot_file, name):
    with pytest.raises(RecordingError, match="the file's name says both left and right; say which"):
        read_recording(dot_file(name))
    assert read_recording(dot_file(name), side="right").sides == ("right",)
