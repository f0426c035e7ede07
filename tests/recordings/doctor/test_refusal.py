"""Refusals: each file's own reason, what mends it, and how sentences begin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.recordings.doctor.examine import examine
from gaitsense.recordings.doctor.words import begun

AXES = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")


@pytest.fixture
def table(walk, tmp_path):
    """One foot as a table whose header and factor on time are given."""

    def write(name: str, header: str, factor: float = 1.0) -> Path:
        foot = walk["left"]
        lines = [header]
        for t_s, acc, gyr in zip(foot.t_s, foot.acc_mps2, foot.gyr_radps, strict=True):
            lines.append(",".join(f"{x:.6f}" for x in (t_s * factor, *acc, *gyr)))
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def refusals(examination) -> list[str]:
    return [f.text for f in examination.findings if f.severity == "problem"]


def test_a_named_table_without_times_is_sent_to_the_column_map(table):
    path = table("walk_left.csv", ",".join(("tick", *AXES)))
    examination = examine([path])
    assert "there is no column for time" in examination.sentence
    assert examination.advice == (
        f"Say which column is what, and leave the file as it is: gaitsense columns {path}",
        "Or: name the columns t_s, acc_x, …, gyr_z.",
        f"Then ask again: gaitsense doctor {path}",
    )
    assert "gaitsense columns" not in refusals(examination)[0]


def test_where_a_map_was_given_none_is_offered(table, tmp_path):
    path, columns = table("walk_left.csv", "a,b,c,d,e,f,g"), tmp_path / "map.toml"
    columns.write_text(
        '[time]\ncolumn = "zeit"\nunit = "s"\n[units]\nacc = "m/s^2"\ngyr = "rad/s"\n[foot]\n'
        + "".join(f'{name} = "{column}"\n' for name, column in zip(AXES, "bcdefg", strict=True)),
        encoding="utf-8",
    )
    examination = examine([path], columns=columns)
    assert "zeit" in examination.sentence
    assert not any("gaitsense columns" in line for line in examination.advice)


def test_each_of_several_files_gets_its_reason_and_its_cure(table, tmp_path):
    first = table("walk_left.csv", ",".join(("tick", *AXES)))
    second = tmp_path / "phyphox.zip"
    second.write_bytes(b"PK\x03\x04 Gyroscope.csv")
    examination = examine([first, second])
    assert examination.sentence == ("This recording cannot be used: none of its files can be read.")
    told = refusals(examination)
    assert [text.split(",")[0].split(":")[0] for text in told] == ["walk_left.csv", "phyphox.zip"]
    assert f"gaitsense columns {first}" in examination.advice[1]
    assert "Or: walk_left.csv: name the columns t_s, acc_x, …, gyr_z." in examination.advice
    assert "phyphox.zip: unpack it, and give the folder." in examination.advice


def test_two_files_without_feet_are_to_be_renamed(table):
    paths = [table(name, ",".join(("t_s", *AXES))) for name in ("lg1.txt", "lg2.txt")]
    examination = examine(paths)
    advice = [line for line in examination.advice if "--side" in line]
    (line,) = advice
    assert line.startswith("Put left or right into the name of each file")
    assert "lg1_left.txt or lg1_right.txt" in line


def test_a_file_given_twice_keeps_the_letters_of_its_name(table):
    path = table("walk_left.csv", ",".join(("t_s", *AXES)))
    examination = examine([path, path])
    assert examination.sentence.endswith(": walk_left.csv is given twice.")
    assert refusals(examination) == ["walk_left.csv is given twice; name each file once."]


def test_every_cure_of_a_refusal_is_told(tmp_path, walk):
    # °/s are due in such an archive, and rad/s are there: two cures, as nobody knows which.
    path = tmp_path / "walk.npz"
    foot = walk["left"]
    np.savez(path, acc_left=foot.acc_mps2, gyr_left=foot.gyr_radps, fs=foot.rate_hz)
    examination = examine([path])
    assert "multiply them by 57.29578; if the foot never walked" in examination.advice[0]
    assert "57.29578" not in examination.sentence


def test_a_folder_is_not_searched_below_for_strangers(tmp_path, monkeypatch):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff")

    def walked(*_arguments, **_options):
        raise AssertionError("the folders below were searched")

    monkeypatch.setattr("os.walk", walked)
    (tmp_path / "phyphox.zip").write_bytes(b"PK\x03\x04 Gyroscope.csv")
    assert "phyphox.zip: unpack it, and give the folder." in examine([tmp_path]).advice
    (tmp_path / "below").mkdir()
    assert examine([tmp_path]).advice[0].endswith(f"gaitsense doctor --each {tmp_path}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("line 1: no", "Line 1: no"),
        ("a.csv: no", "a.csv: no"),
        ("", ""),
    ],
)
def test_a_file_name_keeps_its_letters(text, shown):
    assert begun(text, ["", "a.csv"]) == shown
