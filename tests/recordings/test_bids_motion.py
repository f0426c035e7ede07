from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

N = 300
RATE_HZ = 100.0
G = 9.80665
BEGIN = "sub-01_task-walk_tracksys-imu"
COLUMNS = ("name", "component", "type", "tracked_point", "units")
FACTS = {
    "SamplingFrequency": RATE_HZ,
    "TaskName": "walk",
    "MotionChannelCount": 12,
    "Manufacturer": "Maker",
    "ManufacturersModelName": "Six",
}


@pytest.fixture
def bids(tmp_path: Path, closed_form):
    """The three files of a BIDS-motion recording; returns the path of the samples."""

    def write(
        points=("left_foot", "right_foot"),
        *,
        facts=FACTS,
        units=("m/s^2", "rad/s"),
        kinds=("ACCEL", "GYRO"),
        header=False,
        latency=None,
        columns=COLUMNS,
        more=(),
        edit_rows=lambda rows: rows,
        edit_channels=lambda rows: rows,
    ) -> Path:
        channels, values = [], []
        if latency is not None:
            channels.append(["latency", "n/a", "LATENCY", "n/a", "s"])
            values.append(np.asarray(latency))
        for point in points:
            acc, gyr = closed_form(np.arange(N), RATE_HZ, point)
            acc = acc / G if units[0] == "g" else acc
            gyr = np.degrees(gyr) if units[1] == "deg/s" else gyr
            for kind, unit, vectors in zip(kinds, units, (acc, gyr), strict=True):
                for axis, column in zip("xyz", vectors.T, strict=True):
                    channels.append([f"{point}_{kind}_{axis}", axis, kind, point, unit])
                    values.append(column)
        rows = [[f"{v:.9g}" for v in row] for row in np.column_stack(values)]
        if header:
            rows.insert(0, [row[0] for row in channels])
        places = [COLUMNS.index(name) for name in columns]
        table = [list(columns), *([row[k] for k in places] for row in [*channels, *more])]
        path = tmp_path / f"{BEGIN}_motion.tsv"
        path.write_text("".join("\t".join(row) + "\n" for row in edit_rows(rows)))
        text = "".join("\t".join(row) + "\n" for row in edit_channels(table))
        path.with_name(f"{BEGIN}_channels.tsv").write_text(text)
        if facts is not None:
            text = facts if isinstance(facts, str) else json.dumps(facts)
            path.with_name(f"{BEGIN}_motion.json").write_text(text)
        return path

    return write


def assert_signal(foot, closed_form, side, kept=None):
    acc, gyr = closed_form(np.arange(N) if kept is None else kept, RATE_HZ, side)
    np.testing.assert_allclose(foot.acc_mps2, acc, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("units", [("m/s^2", "rad/s"), ("g", "deg/s")])
def test_both_feet_are_read_with_the_units_of_the_channels(bids, closed_form, units):
    recording = read_recording(bids(units=units))
    assert recording.sides == ("left", "right")
    assert recording.notes == ()
    for side in recording.sides:
        assert_signal(recording[side], closed_form, side)
        np.testing.assert_allclose(recording[side].t_s, np.arange(N) / RATE_HZ, atol=1e-9)
        assert recording[side].rate_hz == RATE_HZ
        assert recording[side].device == "Maker Six"
    assert recording.metadata["source_format"] == "BIDS-motion recording"
    assert recording.metadata["task"] == "walk"


@pytest.mark.parametrize("end", ["_motion.tsv", "_channels.tsv", "_motion.json", ""])
def test_any_of_the_three_files_or_their_folder_will_do(bids, closed_form, end):
    path = bids()
    recording = read_recording(path.with_name(BEGIN + end) if end else path.parent)
    assert recording.sides == ("left", "right")
    assert recording.notes == ()


def test_rows_without_numbers_are_lost_samples_of_that_foot(bids, closed_form):
    def lose(rows):
        for k in (40, 41, 42):
            rows[k][6:] = ["n/a"] * 6
        return rows

    recording = read_recording(bids(edit_rows=lose))
    assert recording["left"].gaps == ()
    (gap,) = recording["right"].gaps
    assert (gap.after_sample, gap.missing) == (39, 3)
    kept = np.delete(np.arange(N), [40, 41, 42])
    assert_signal(recording["right"], closed_form, "right", kept)
    (note,) = recording.notes
    assert note.startswith("3 lines were dropped: line 41 has 'n/a' where a number is due in")


def test_times_of_the_file_are_followed(bids, closed_form):
    recording = read_recording(bids(latency=2.0 + np.arange(N) / 50.0))
    assert recording["left"].rate_hz == pytest.approx(50.0)
    assert recording["left"].t_s[0] == pytest.approx(2.0)
    assert_signal(recording["right"], closed_form, "right")


def test_the_measured_rate_goes_before_the_set_one(bids):
    recording = read_recording(bids(facts=FACTS | {"SamplingFrequencyEffective": 99.5}))
    assert recording["left"].rate_hz == 99.5


@pytest.mark.parametrize("rate", [None, "n/a", 0, -1, True, float("inf")])
def test_a_rate_that_stands_nowhere_is_asked_for(bids, rate):
    with pytest.raises(RecordingError, match="put SamplingFrequency, in Hz, into motion"):
        read_recording(bids(facts=FACTS | {"SamplingFrequency": rate}))


def test_the_rate_of_the_channels_will_do(bids):
    def rated(rows):
        return [[*rows[0], "sampling_frequency"], *([*row, "200"] for row in rows[1:])]

    recording = read_recording(bids(facts=None, edit_channels=rated))
    assert recording["left"].rate_hz == 200.0
    (note,) = recording.notes
    assert note == f"{BEGIN}_motion.json is not there; the rate was looked for elsewhere."


def test_an_older_set_with_a_header_and_other_words_is_read(bids, closed_form):
    path = bids(header=True, kinds=("ACC", "ANGVEL"))
    recording = read_recording(path.with_name(f"{BEGIN}_channels.tsv"))
    assert_signal(recording["left"], closed_form, "left")
    assert len(recording["left"]) == N
    assert recording.notes == ()


def test_sensors_that_are_on_no_foot_are_named_and_left_out(bids):
    recording = read_recording(bids(points=("left_foot", "right_foot", "left_shank", "pelvis")))
    assert recording.sides == ("left", "right")
    said = "Sensors elsewhere than on a foot are not read: left_shank, pelvis."
    assert recording.notes == (said,)


def test_a_recording_without_a_foot_is_refused(bids):
    with pytest.raises(RecordingError, match=r"no tracked point .* is a foot \(there are: left_sh"):
        read_recording(bids(points=("left_shank", "pelvis")))


def test_other_channels_do_no_harm(bids, closed_form):
    def more(rows):
        return [[*row, "1.5", "n/a"] for row in rows]

    extra = [["m", "x", "MAGN", "left_foot", "uT"], ["p", "n/a", "MISC", "left_foot", "n/a"]]
    recording = read_recording(bids(more=extra, edit_rows=more))
    assert_signal(recording["right"], closed_form, "right")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"units": ("n/a", "rad/s")}, "units of the acc channels of left_foot read n/a, where m/s"),
        ({"units": ("m/s^2", "rpm")}, "units of the gyr channels .* read rpm, where rad/s or deg"),
        ({"units": ("rad/s", "m/s^2")}, "units of the acc channels"),
        ({"kinds": ("ACCEL", "MAGN")}, "left_foot has no channel for gyr x, gyr y, gyr z"),
        ({"columns": COLUMNS[:-1]}, "no column units"),
        ({"facts": "[1, 2]"}, "this is no JSON table"),
        ({"facts": "{"}, "this is no JSON table"),
        (
            {"edit_rows": lambda rows: [row[:-1] for row in rows]},
            "has 11 columns, and channels.tsv",
        ),
        ({"edit_channels": lambda rows: [*rows, ["x"]]}, "row has 1 cells where 5 are due"),
        ({"edit_channels": lambda rows: [*rows, rows[1]]}, "left_foot has two channels for acc x"),
        ({"edit_rows": lambda _: []}, "the file is empty"),
    ],
)
def test_what_is_missing_is_asked_for_by_name(bids, options, said):
    path = bids(**options)
    with pytest.raises(RecordingError, match=said):
        read_recording(
            path.with_name(f"{BEGIN}_channels.tsv") if "columns" not in options else path
        )


def test_mixed_units_are_refused(bids):
    def mixed(rows):
        rows[2][4] = "g"
        return rows

    with pytest.raises(RecordingError, match=r"read m/s\^2 and g, where m/s\^2 or g is due"):
        read_recording(bids(edit_channels=mixed))


@pytest.mark.parametrize("end", ["_channels.tsv", "_motion.tsv"])
def test_a_file_alone_says_which_one_is_missing(bids, end):
    path = bids()
    path.with_name(BEGIN + end).unlink()
    with pytest.raises(RecordingError, match=f"{BEGIN}{end} is missing beside it"):
        read_recording(path.with_name(f"{BEGIN}_motion.json"))


def test_a_table_without_a_header_of_another_name_says_what_is_needed(bids):
    path = bids()
    other = path.rename(path.with_name("walk_left.tsv"))
    with pytest.raises(RecordingError, match="table of numbers without a header"):
        read_recording(other)


def test_samples_that_are_no_text_are_refused(bids):
    path = bids()
    path.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(RecordingError, match="this is a PNG image, where a table of samples"):
        read_recording(path.with_name(f"{BEGIN}_channels.tsv"))


def test_a_table_of_channels_without_end_is_refused(bids):
    path = bids(edit_channels=lambda rows: [*rows, *([["m", "x", "MAGN", "head", "uT"]] * 4000)])
    with pytest.raises(RecordingError, match="longer than 65536 bytes"):
        read_recording(path.with_name(f"{BEGIN}_channels.tsv"))


def test_each_file_is_recognised_and_nothing_else(bids, tmp_path):
    path = bids()
    for end, confidence in (("_motion.tsv", 0.1), ("_channels.tsv", 0.95), ("_motion.json", 0.95)):
        dialect, match = choose_dialect(read_head(path.with_name(BEGIN + end)))
        assert (dialect.name, match.confidence) == ("bids-motion", confidence)
    for text in (
        '{"SamplingFrequency": 100, "Other": 1}\n',
        '{"MotionChannelCount": 12}\n',
        "1\t2\t3\t4\t5\n" * 9,
        "1\t2\t3\t4\t5\t6\n" * 2,
        "1,2,3,4,5,6,7\n" * 9,
        "t\ta\tb\tc\td\te\tf\n" + "1\t2\t3\t4\t5\t6\t7\n" * 9,
        "n/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\n" * 9,
    ):
        other = tmp_path / "other.txt"
        other.write_text(text)
        chosen = choose_dialect(read_head(other))
        assert chosen is None or chosen[0].name != "bids-motion", text
