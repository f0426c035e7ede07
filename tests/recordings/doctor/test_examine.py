"""From files to an answer: what they were taken for, which foot, and refusals of any kind."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.model.recording import Recording
from gaitsense.recordings.doctor import examine as examine_module
from gaitsense.recordings.doctor.examination import document
from gaitsense.recordings.doctor.examine import examine
from gaitsense.recordings.doctor.finding import CODES, Finding
from gaitsense.recordings.doctor.strangers import one_by_one
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.simulate.clocks import resample
from gaitsense.simulate.losses import silence_foot
from gaitsense.simulate.walk import simulate_walk


@pytest.fixture(scope="session")
def written(walk, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("session") / "walk.csv"
    write_session_csv(walk, path)
    return path


@pytest.fixture
def session_csv(written, tmp_path) -> Path:
    path = tmp_path / "walk.csv"
    path.write_bytes(written.read_bytes())
    return path


@pytest.fixture
def plain_csv(walk, tmp_path):
    """One foot as a plain table that does not tell which."""

    def write(
        name: str,
        header: str = "t_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z",
        recording: Recording = walk,
    ) -> Path:
        foot = recording["left"]
        lines = [header]
        for t_s, acc, gyr in zip(foot.t_s, foot.acc_mps2, foot.gyr_radps, strict=True):
            lines.append(",".join(f"{x:.6f}" for x in (t_s, *acc, *gyr)))
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def texts(examination, code) -> list[str]:
    return [finding.text for finding in examination.findings if finding.code == code]


def test_a_sound_file_can_be_used(session_csv):
    examination = examine([session_csv])
    assert examination.usable == "yes"
    assert examination.sentence == "This recording can be used."
    assert {finding.severity for finding in examination.findings} == {"ok"}
    (text,) = texts(examination, "taken_for")
    assert "gaitsense session CSV, because the first line says" in text
    assert texts(examination, "units")
    assert texts(examination, "side") == ["It holds the left and the right foot by its contents."]
    assert examination.advice == (f"Measure it: gaitsense analyze {session_csv}",)


def test_reading_and_analysing_report_their_progress(session_csv):
    reading, analysing = [], []
    examine([session_csv], reading=reading.append, analysing=analysing.append)
    assert reading[-1] == analysing[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "side", "words"),
    [
        ("walk_left.csv", None, "is the left foot by its name"),
        ("left/walk.csv", None, "is the left foot by its folder"),
        ("walk.csv", "right", "It is the right foot, as you said."),
    ],
)
def test_how_the_foot_is_known_is_said(plain_csv, name, side, words):
    examination = examine([plain_csv(name)], side=side)
    (text,) = texts(examination, "side")
    assert words in text
    assert examination.usable == "yes"
    assert any("--side" in line for line in examination.advice) == (side is not None)


def test_units_that_were_deduced_are_told(plain_csv):
    examination = examine([plain_csv("walk_left.csv")])
    deduced = texts(examination, "units_deduced")
    assert len(deduced) == 2
    assert "acceleration was taken as m/s^2" in deduced[0]
    assert not texts(examination, "units")


def test_a_foot_that_nothing_tells_is_examined_all_the_same(plain_csv):
    # Somebody whose toe is lowest late in each swing, with the foot nearly level: there it matters
    # little that nobody has told the shoe. Early in swing, tilted by 55°, it leaves 30 mm open.
    late = simulate_walk("healthy", 5, rate_hz=100.0, duration_s=40.0).recording
    path = plain_csv("walk.csv", recording=late)
    examination = examine([path])
    # Where the toe lies the walk tells itself.
    assert examination.sentence == "This recording can be used, once you say which foot it is."
    (alone,) = texts(examination, "one_foot")
    assert "left" not in alone
    assert texts(examination, "side_untold")
    assert examination.advice[0].startswith("Say which foot it is")
    assert examination.advice[-1].endswith(f"gaitsense analyze {path} --side left")
    # Nobody knows that it is the left one.
    assert not any(finding.side for finding in examination.findings)
    assert any(text.startswith("No sample") for text in texts(examination, "gaps"))


def test_a_name_that_contradicts_the_contents_is_told(walk, tmp_path):
    path = tmp_path / "walk_right.csv"
    write_session_csv(silence_foot(walk, "right"), path)
    examination = examine([path])
    (text,) = texts(examination, "side_contradiction")
    assert "named after the right foot, but its contents say left" in text
    assert examination.advice[0].startswith("Find out which foot it is")
    assert not texts(examination, "side")


def test_a_foot_that_its_name_tells_is_not_said_to_be_told_by_the_contents(plain_csv, tmp_path):
    path = plain_csv("walk_left.csv")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    said = ["walk_left.csv is the left foot by its name."]
    assert texts(examine([path, tmp_path / "photo.jpg"]), "side") == said
    assert texts(examine([tmp_path]), "side") == said


def test_a_file_that_was_left_out_tells_no_foot(session_csv, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    examination = examine([session_csv, tmp_path / "photo.jpg"])
    assert texts(examination, "left_out")
    assert texts(examination, "side") == ["It holds the left and the right foot by its contents."]


def test_a_foot_that_is_missing_is_told_in_the_sentence(session_csv):
    lines = session_csv.read_text().splitlines(keepends=True)
    cells = (line.rstrip("\n").split(",") for line in lines)
    silent = [",".join([*row[:2], *["nan"] * (len(row) - 2)]) + "\n" for row in cells]
    mixed = [
        blank if ",right," in line else line for line, blank in zip(lines, silent, strict=True)
    ]
    session_csv.write_text("".join(mixed))
    examination = examine([session_csv])
    assert examination.sentence == "This recording can be used, but the right foot is missing."
    session_csv.write_text("".join(mixed)[:-10])
    both = "but the right foot is missing and its file was cut short."
    assert examine([session_csv]).sentence.endswith(both)


def test_a_file_that_was_cut_is_told_in_the_sentence(session_csv):
    session_csv.write_bytes(session_csv.read_bytes()[:-20])
    examination = examine([session_csv])
    assert examination.sentence == "This recording can be used, but its file was cut short."
    assert examination.advice[0].startswith("Copy or export the file again")


def test_notes_begin_with_a_capital(plain_csv):
    deduced = texts(examine([plain_csv("walk_left.csv")]), "units_deduced")
    assert [text[:11] for text in deduced] == ["The sensor:"] * 2


def test_two_files_whose_names_are_exchanged_are_told(walk, tmp_path):
    paths = []
    for inside, name in (("left", "right"), ("right", "left")):
        paths.append(tmp_path / f"walk_{name}.csv")
        write_session_csv(dataclasses.replace(walk, feet={inside: walk[inside]}), paths[-1])
    examination = examine(paths)
    told = texts(examination, "side_contradiction")
    assert [text.split(" foot, but its contents say ")[1][:5] for text in told] == [
        "left,",
        "right",
    ]
    assert not texts(examination, "side")


@pytest.mark.parametrize("error", [OSError(36, "File name too long"), PermissionError(13, "No")])
def test_a_name_that_the_system_refuses_gets_an_answer(tmp_path, monkeypatch, error):
    def refuse(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(Path, "stat", refuse)
    examination = examine([tmp_path / "walk_left.csv"])
    assert examination.usable == "no"
    assert "cannot be read" in examination.sentence
    assert one_by_one([tmp_path]) == [(tmp_path,)]


def test_a_folder_that_may_not_be_opened_is_not_passed_over(session_csv, monkeypatch):
    closed = session_csv.parent / "closed"
    closed.mkdir()
    scan = os.scandir

    def scandir(path):
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert one_by_one([session_csv.parent]) == [(session_csv,), (closed,)]


def test_a_file_is_read_once_more_only_to_learn_of_an_unknown_foot(tmp_path, monkeypatch):
    asked = []
    read = examine_module.read_recording

    def counted(*args, **kwargs):
        asked.append(kwargs["side"])
        return read(*args, **kwargs)

    monkeypatch.setattr(examine_module, "read_recording", counted)
    examine([tmp_path / "missing.csv"])
    assert asked == [None]


def test_a_side_that_contradicts_the_name_is_told(plain_csv):
    examination = examine([plain_csv("walk_left.csv")], side="right")
    (text,) = texts(examination, "side_contradiction")
    assert "looks like the left foot but was read as right" in text


def test_two_files_say_for_each_how_its_foot_is_known(walk, tmp_path):
    paths = []
    for side, other in (("left", "right"), ("right", "left")):
        paths.append(tmp_path / f"{side}.csv")
        write_session_csv(silence_foot(walk, other), paths[-1])
    examination = examine(paths)
    assert [text.split(".")[0] for text in texts(examination, "side")] == ["left", "right"]
    assert examination.name == "left.csv and right.csv"


def test_the_same_file_for_both_feet_is_refused_with_the_reason(session_csv, tmp_path):
    foot = session_csv.read_text(encoding="utf-8").splitlines()
    rows = [line for line in foot if ",left," in line or not line[:1].isdigit()]
    for side in ("left", "right"):
        text = "\n".join(rows).replace(",left,", f",{side},")
        (tmp_path / f"{side}.csv").write_text(text, encoding="utf-8")
    examination = examine([tmp_path / "left.csv", tmp_path / "right.csv"])
    assert examination.usable == "no"
    assert "both feet hold the same samples" in examination.sentence


def test_two_clocks_are_not_judged_by_who_swings_when(walk, plain_csv, tmp_path):
    left = plain_csv("walk_left.csv")
    foot = walk["right"]
    rows = left.read_text(encoding="utf-8").splitlines()[:1]
    for t_s, acc, gyr in zip(foot.t_s + 7.7, foot.acc_mps2, foot.gyr_radps, strict=True):
        rows.append(",".join(f"{x:.6f}" for x in (t_s, *acc, *gyr)))
    right = tmp_path / "walk_right.csv"
    right.write_text("\n".join(rows) + "\n", encoding="utf-8")
    codes = {finding.code for finding in examine([left, right]).findings}
    assert codes & {"clocks_apart", "clocks_joined"}
    assert not codes & {"feet_in_turn", "feet_not_in_turn"}


def test_a_table_that_nothing_tells_is_sent_to_the_column_map(tmp_path):
    path = tmp_path / "logger.csv"
    path.write_text("zeit;a;b;c\n1;2;3;4\n2;3;4;5\n3;4;5;6\n", encoding="utf-8")
    examination = examine([path])
    assert examination.usable == "no"
    assert examination.advice[0].endswith(f"say which column is what: gaitsense columns {path}")


def test_a_column_map_is_used_and_named(walk, tmp_path):
    foot = walk["left"]
    rows = ["zeit;a;b;c;d;e;f"]
    for t_s, acc, gyr in zip(foot.t_s, foot.acc_mps2, foot.gyr_radps, strict=True):
        rows.append(";".join(f"{x:.6f}" for x in (t_s, *acc, *gyr)))
    path, columns = tmp_path / "walk_left.csv", tmp_path / "map.toml"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    names = zip(("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"), "abcdef", strict=True)
    columns.write_text(
        '[time]\ncolumn = "zeit"\nunit = "s"\n[units]\nacc = "m/s^2"\ngyr = "rad/s"\n[foot]\n'
        + "".join(f'{name} = "{column}"\n' for name, column in names),
        encoding="utf-8",
    )
    examination = examine([path], columns=columns)
    assert examination.usable == "yes"
    assert examination.advice[-1].endswith(f"gaitsense analyze {path} --columns {columns}")
    assert texts(examination, "units") == ["Its units are those that the column map states."]
    assert texts(examination, "gaps") == ["no sample is missing."]


def test_without_times_no_loss_is_denied(walk, tmp_path):
    foot = walk["left"]
    rows = ["a;b;c;d;e;f"]
    for acc, gyr in zip(foot.acc_mps2, foot.gyr_radps, strict=True):
        rows.append(";".join(f"{x:.6f}" for x in (*acc, *gyr)))
    path, columns = tmp_path / "walk.csv", tmp_path / "map.toml"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    names = zip(("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"), "abcdef", strict=True)
    columns.write_text(
        'side = "left"\n[time]\nrate_hz = 100.0\n[units]\nacc = "m/s^2"\ngyr = "rad/s"\n[foot]\n'
        + "".join(f'{name} = "{column}"\n' for name, column in names),
        encoding="utf-8",
    )
    examination = examine([path], columns=columns)
    assert not texts(examination, "gaps")
    assert texts(examination, "side") == ["It holds the left foot, as the column map says."]
    (text,) = texts(examination, "no_times")
    assert "holds no times" in text
    assert "100 Hz" in text
    assert any(line.startswith("Make sure of the rate") for line in examination.advice)


def test_a_slow_foot_is_left_out_and_the_other_measured(walk, tmp_path):
    slow = resample(walk, 20.0)
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    write_session_csv(silence_foot(slow, "right"), left)
    write_session_csv(silence_foot(walk, "left"), right)
    examination = examine([left, right])
    assert [f.side for f in examination.findings if f.code == "rate_too_low"] == ["left"]
    assert examination.usable == "partly"
    assert {m.name: dict(m.feet) for m in examination.measures}["foot_pitch"] == {
        "left": "no",
        "right": "yes",
    }


def test_where_every_foot_is_too_slow_nothing_can_be_used(walk, tmp_path):
    path = tmp_path / "walk.csv"
    write_session_csv(resample(walk, 20.0), path)
    examination = examine([path])
    assert examination.usable == "no"
    assert "20 samples per second" in examination.sentence
    assert {m.answer for m in examination.measures} == {"no"}


@pytest.mark.parametrize(
    ("name", "content", "sentence", "taken_for", "first"),
    [
        (
            "a.csv",
            b"PK\x03\x04 phyphox/Accelerometer.csv",
            "this is a ZIP archive",
            "a ZIP archive",
            "Unpack it, and give the folder.",
        ),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0 book",
            "this is an old Excel workbook",
            "an old Excel workbook",
            "Save its sheet as CSV first.",
        ),
        (
            "a.csv",
            b"\xff\xd8\xff\xe0 photo",
            "this is a JPEG image",
            "a JPEG image",
            "Give the file",
        ),
        ("a.txt", b"hello\n", "without a table of numbers", "no known format", "Give the file"),
        ("a.csv", b"", "the file is empty", None, "Record or export it again."),
        (
            "a.csv",
            b"L/R,TFlight,TContact,TStep\nL,0.1,0.2,0.3\n",
            "results of a reference system",
            "OptoGait or Zebris",
            "Give the recording of the shoe sensor",
        ),
    ],
)
def test_a_file_that_is_refused_gets_an_answer(tmp_path, name, content, sentence, taken_for, first):
    path = tmp_path / name
    path.write_bytes(content)
    examination = examine([path])
    assert examination.usable == "no"
    assert examination.sentence.startswith("This recording cannot be used: ")
    assert sentence in examination.sentence
    assert examination.findings[0].code == "refused"
    assert len(texts(examination, "taken_for")) == (taken_for is not None)
    assert all(taken_for in text for text in texts(examination, "taken_for"))
    assert examination.advice[0].startswith(first)
    assert examination.advice[-1] == f"Then ask again: gaitsense doctor {path}"
    assert examination.measures == ()


@pytest.mark.parametrize("make", ["absent", "folder", "empty folder", "forbidden", "pipe"])
def test_what_is_no_readable_file_gets_an_answer_too(tmp_path, make):
    path = tmp_path / "thing"
    if make == "folder":
        path.mkdir()
        for name in ("photo.jpg", "notes.txt"):
            (path / name).write_bytes(b"\xff\xd8\xff")
    elif make == "empty folder":
        path.mkdir()
    elif make == "forbidden":
        path.write_text("x")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("nothing is forbidden to this user")
    elif make == "pipe":
        if sys.platform == "win32":
            pytest.skip("there are no named pipes of this kind")
        os.mkfifo(path)
    examination = examine([path])
    assert examination.usable == "no"
    assert examination.sentence.endswith(".")
    assert examination.advice
    if make == "folder":
        assert examination.advice[0].endswith(f"gaitsense doctor --each {path}")
    if make == "pipe":
        assert "cannot be used: it is not a file" in examination.sentence


@settings(max_examples=60, deadline=None)
@given(
    noise=st.one_of(st.none(), st.binary(max_size=300)),
    struck=st.lists(st.tuples(st.integers(0, 5999), st.binary(max_size=4)), max_size=3),
    length=st.integers(0, 6000),
)
def test_no_bytes_make_it_fail(written, tmp_path_factory, noise, struck, length):
    """Noise, and a session file that was struck in places and cut."""
    content = written.read_bytes()[:6000] if noise is None else noise
    for at, other in struck:
        content = content[:at] + other + content[at + 1 :]
    path = tmp_path_factory.mktemp("bytes") / "walk.csv"
    path.write_bytes(content[:length])
    examination = examine([path])
    assert examination.sentence
    assert examination.advice
    json.dumps(document([examination]), allow_nan=False)


def test_strangers_are_taken_one_by_one(tmp_path, session_csv):
    (tmp_path / "below").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("below/b.csv", "below/.c.csv", ".hidden/d.csv", "photo.jpg"):
        (tmp_path / name).write_text("x")
    found = one_by_one([tmp_path, session_csv, tmp_path / "absent.csv"])
    names = [tuple(p.relative_to(tmp_path).as_posix() for p in files) for files in found]
    assert names == [("photo.jpg",), ("walk.csv",), ("below/b.csv",), ("absent.csv",)]


def test_files_of_one_sensor_stay_together(tmp_path):
    head = "epoch (ms),time (00:00),elapsed (s),{axes}\n0,2020-01-01T00:00:00.000,0.0,{ones}\n"
    for kind, unit in (("Accelerometer", "g"), ("Gyroscope", "deg/s")):
        axes = ",".join(f"{axis}-axis ({unit})" for axis in "xyz")
        name = f"w_MetaWear_2020-01-01T00.00.00.000_C4_{kind}_100.000Hz_1.4.4.csv"
        (tmp_path / name).write_text(head.format(axes=axes, ones="1,1,1"))
    (files,) = one_by_one([tmp_path])
    assert len(files) == 2


def test_an_empty_folder_stands_for_itself(tmp_path):
    assert one_by_one([tmp_path]) == [(tmp_path,)]


def test_the_document_is_plain_and_whole(session_csv):
    examination = examine([session_csv])
    text = json.dumps(document([examination]), allow_nan=False)
    read = json.loads(text)
    assert read["gaitsense_doctor"] == 1
    (one,) = read["recordings"]
    assert set(one) == {"files", "usable", "sentence", "findings", "measures", "advice"}
    assert {f["code"] for f in one["findings"]} <= set(CODES)
    rates = [f["values"]["rate_hz"] for f in one["findings"] if f["code"] == "rate"]
    assert rates == [100.0, 100.0]
    assert [m["name"] for m in one["measures"]] == [
        "stride_time", "foot_pitch", "stride_length", "toe_clearance", "toe_drag",
        "foot_drop_pattern", "comparison",
    ]  # fmt: skip


def test_a_number_that_is_none_becomes_null():
    from gaitsense.recordings.doctor.examination import Examination

    finding = Finding("gaps", "ok", "text", values={"a": float("nan"), "b": 1})
    plain = Examination((), "yes", "s", (finding,), (), ()).as_dict()
    assert plain["findings"][0]["values"] == {"a": None, "b": 1}


def test_a_finding_has_a_code_that_is_listed():
    with pytest.raises(ValueError, match="not among CODES"):
        Finding("no_such_thing", "ok", "text")


def test_findings_come_problems_first(walk, changed):
    from gaitsense.recordings.doctor.examine import examine_recording

    examination = examine_recording(changed(walk, gyr=lambda foot: -foot.gyr_radps))
    order = [finding.severity for finding in examination.findings]
    assert order == sorted(order, key=("problem", "note", "ok").index)
    assert {"problem", "ok"} <= set(order)
