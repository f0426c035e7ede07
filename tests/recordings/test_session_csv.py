"""Session CSVs that people or spreadsheets have touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import SensorRanges
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.read import read_recording


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str | bytes, **options):
        path = tmp_path / "walk.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_recording(path, **options)

    return from_text


def test_both_feet_with_their_numbers(read, session_text, closed_form):
    recording = read(session_text())
    acc, gyr = closed_form(np.arange(200), 100.0)
    for side in ("left", "right"):
        foot = recording[side]
        assert foot.rate_hz == 100.0
        assert foot.sample.tolist() == list(range(200))
        assert foot.t_s[3] == 0.03
        np.testing.assert_allclose(foot.acc_mps2, acc, rtol=1e-6)
        np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=1e-5, atol=1e-7)
    assert recording.notes == ()
    assert recording.metadata["source_format"] == "gaitsense session CSV"


def test_the_header_is_believed(read, session_text):
    header = [
        "# gaitsense_session: 1",
        "# rate_hz: 100",
        "#sensor:board 7",
        "# left.acc_range_mps2: 78.5",
        "# gyr_range_radps: 17.5",
        "# foot_length_m: 0.31",
        "# right.foot_length_sd_m: 0.003",
        "# sensor_place: heel",
        "# left.first_sample: 4711",
        "# gap_cause: pause",
        "# pseudonym: P-17",
        "# note: told before",
        "# a line without a colon",
        "something else",
    ]
    recording = read(session_text(header=header))
    left, right = recording["left"], recording["right"]
    assert left.device == right.device == "board 7"
    assert left.info.ranges == SensorRanges(78.5, 17.5)
    assert right.info.ranges == SensorRanges(None, 17.5)
    assert left.shoe == Shoe(0.31, 0.02, "heel")
    assert right.shoe == Shoe(0.31, 0.003, "heel")
    assert (left.sample[0], right.sample[0]) == (4711, 0)
    assert left.gap_cause == "pause"
    assert recording.metadata["pseudonym"] == "P-17"
    assert recording.notes == ("told before",)


def test_a_shoe_of_the_caller_takes_the_files_place(read, session_text):
    shoe = Shoe(0.25, 0.003, "dorsum")
    assert read(session_text(), shoe=shoe)["right"].shoe == shoe


def test_without_a_header_rate_and_version_are_deduced_and_said(read, session_text):
    recording = read(session_text(header=()))
    assert recording["left"].rate_hz == pytest.approx(100.0, rel=1e-9)
    assert recording.notes == (
        "The line '# gaitsense_session: 1' is missing; version 1 was assumed.",
        "left: the header states no rate_hz; the rate was taken from the times.",
        "right: the header states no rate_hz; the rate was taken from the times.",
    )


def test_lost_samples_are_holes_whether_rows_are_empty_or_absent(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    lines[3 + 10] = "0.10,left,,,,,,"
    lines[3 + 11] = lines[3 + 11].rsplit(",", 1)[0] + ","
    del lines[3 + 50 : 3 + 90]
    recording = read("\n".join(lines) + "\n")
    lost = [10, 11, *range(50, 90)]
    assert recording["left"].sample.tolist() == [k for k in range(200) if k not in lost]
    assert [gap.missing for gap in recording["left"].gaps] == [2, 40]
    assert recording.notes == ()


def test_marks_stand_in_rows_of_their_own_or_beside_a_sample(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    lines[2] += ",marker"
    lines[3:] = [line + "," for line in lines[3:]]
    lines[3 + 20] += "brace off"
    lines.insert(3 + 10, "0.0951,,,,,,,,stairs\\u002c up")
    lines.insert(3 + 5, ",,,,,,,,lost mark")
    recording = read("\n".join(lines) + "\n")
    assert recording.marker == ((0.0951, "stairs, up"), (0.2, "brace off"))
    assert len(recording["left"]) == 200
    assert "1 row with a mark but no time left out (line 9)." in recording.notes


def test_case_of_sides_does_not_matter_and_other_words_are_named(read, session_text):
    text = session_text().replace("left", "Left").replace("right", "RIGHT")
    text = text.replace("0.05,Left", "0.05,L")
    recording = read(text)
    assert recording.sides == ("left", "right")
    assert recording.notes == ("1 row of neither left nor right dropped (line 14).",)
    with pytest.raises(RecordingError, match="no row has left or right") as caught:
        read(session_text(sides=("L", "R")))
    assert caught.value.column == "side"


@pytest.mark.parametrize("version", ["2", "0", "x", ""])
def test_an_unknown_version_is_refused(read, session_text, version):
    with pytest.raises(RecordingError, match="version 1 is read here; update gaitsense") as caught:
        read(session_text(header=(f"# gaitsense_session: {version}", "# rate_hz: 100")))
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("# rate_hz: fast", "rate_hz is 'fast' where a number is due"),
        ("# rate_hz: -5", "rate_hz is -5; write a positive number"),
        ("# rate_hz: inf", "rate_hz is inf; write a positive number"),
        ("# foot_length_m: 28", "a foot length of 28.0 m is not a shoe's"),
        ("# sensor_place: knee", "sensor place 'knee' is not known"),
        ("# first_sample: 1.5", "first_sample is '1.5'"),
        ("# rate_hz: 200", "said to be 200 Hz, but times advance by 0.01 s"),
        ("# rate_hz: 50", "said to be 50 Hz, but times advance by 0.01 s"),
        ("# rate_hz: 30000", "no motion sensor gives more than 20000 samples per second"),
        ("# acc_range_mps2: 0", r"acc_mps2 of 0 m/s² is no motion sensor's; give it in m/s²"),
        ("# acc_range_mps2: -156.9", r"acc_mps2 of -156\.9 m/s²"),
        ("# acc_range_mps2: nan", "acc_mps2 of nan m/s²"),
        ("# acc_range_mps2: 8", r"acc_mps2 of 8 m/s² .* give it in m/s² \(g, times 9\.80665\)"),
        ("# gyr_range_radps: 0", "gyr_radps of 0 rad/s is no motion sensor's; give it in rad/s"),
        ("# right.gyr_range_radps: -35", "gyr_radps of -35 rad/s"),
        ("# gyr_range_radps: inf", "gyr_radps of inf rad/s"),
        ("# gyr_range_radps: 1.9", r"gyr_radps of 1\.9 rad/s"),
    ],
)
def test_a_header_that_cannot_be_is_refused(read, session_text, line, said):
    with pytest.raises(RecordingError, match=said):
        read(session_text(header=("# gaitsense_session: 1", line)))


def test_what_a_spreadsheet_does_to_the_file_is_undone(read, session_text, closed_form):
    header = ["# gaitsense_session: 1", "# rate_hz: 100", '# note: brace, "old" one']
    plain = session_text(header=header)
    lines = []
    for line in plain.splitlines():
        if line.startswith("#"):
            cell = '"' + line.replace('"', '""') + '"' if '"' in line else line
            lines.append(cell + ";" * 7)
        else:
            lines.append(line.replace(",", ";").replace(".", ","))
    recording = read("\r\n".join(lines).encode("utf-8-sig") + b"\r\n")
    assert recording.notes == ('brace, "old" one',)
    np.testing.assert_allclose(
        recording["left"].acc_mps2, closed_form(np.arange(200), 100.0)[0], rtol=1e-6
    )


def test_a_sample_column_numbers_the_rows(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    lines[2] += ",sample"
    lines[3:] = [f"{line},{1000 + k}" for k, line in enumerate(lines[3:])]
    lines[3 + 30] = lines[3 + 30].rsplit(",", 1)[0] + ","
    recording = read("\n".join(lines) + "\n")
    assert recording["left"].sample.tolist() == [1000 + k for k in range(200) if k != 30]
    assert recording.notes == ("1 row without a whole number in sample dropped (line 34).",)
    lines[3 + 40] = lines[3 + 40].rsplit(",", 1)[0] + ",1039"
    with pytest.raises(RecordingError, match="sample counter does not rise") as caught:
        read("\n".join(lines) + "\n")
    assert (caught.value.line, caught.value.column) == (44, "sample")


def test_a_silent_foot_is_left_out_with_a_note(read, session_text):
    lines = session_text().splitlines()
    silent = [
        ",".join(line.split(",")[:2] + ["0"] * 6) if ",right," in line else line for line in lines
    ]
    recording = read("\n".join(silent) + "\n")
    assert recording.sides == ("left",)
    assert "right: the accelerometer reads 0 throughout" in recording.notes[0]


def test_time_that_runs_backwards_is_named_with_its_line(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    lines[3:] = lines[103:] + lines[3:103]
    with pytest.raises(RecordingError, match="backwards") as caught:
        read("\n".join(lines) + "\n")
    assert caught.value.line == 104


def test_a_time_that_stands_twice_costs_its_row(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    lines[3 + 50] = lines[3 + 50].replace("0.50,", "0.49,", 1)
    recording = read("\n".join(lines) + "\n")
    assert recording["left"].sample.tolist() == [k for k in range(200) if k != 50]
    assert recording.notes == ("1 row out of the order of time dropped (line 54).",)


def test_times_rounded_too_far_are_smoothed_at_the_stated_rate(read, session_text):
    lines = session_text(n=400, sides=("left",)).splitlines()
    for k in range(3, len(lines)):
        time, rest = lines[k].split(",", 1)
        lines[k] = f"{int(float(time) * 100 + 0.5) // 4 * 0.04:.2f},{rest}"
    recording = read("\n".join(lines) + "\n")
    assert recording["left"].sample.tolist() == list(range(400))
    assert recording["left"].rate_hz == 100.0
    assert "Times come in bursts" in recording.notes[0]


def test_repeated_rows_are_dropped(read, session_text):
    lines = session_text().splitlines()
    lines[10:10] = [lines[8]]
    recording = read("\n".join(lines) + "\n")
    assert len(recording["right"]) == len(recording["left"]) == 200
    assert recording.notes == ("1 row repeating the row before dropped (line 11).",)


VALUES = "acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# gaitsense_session: 1\nt_s,side,acc_x_mps2\n0,left,1\n",
            "line 2: there is no column acc_y_mps2, .* gyr_z_radps: without a gyroscope",
        ),
        (
            "# gaitsense_session: 1\nt_s,side,gyr_x_radps\n0,left,1\n",
            "no column acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_y_radps, gyr_z_radps; write",
        ),
        (
            f"# gaitsense_session: 1\nt_s,{VALUES}\n",
            "line 2: there is no column side; write the file again with all columns",
        ),
        (
            f"# gaitsense_session: 1\n# person: P7\nside,{VALUES}\n",
            "line 3: there is no column t_s; write the file again with all columns",
        ),
        (
            f"# gaitsense_session: 1\n{VALUES}\n",
            "line 2: there is no column t_s, side; write",
        ),
        ("# gaitsense_session: 1\n", "row of column names .* missing"),
    ],
)
def test_a_session_without_its_columns_is_named(read, text, said):
    with pytest.raises(RecordingError, match=said):
        read(text)


def test_a_column_that_stands_twice_is_named(read, session_text):
    text = session_text().replace("side,acc_x_mps2", "side,t_s,acc_x_mps2", 1)
    text = text.replace(",left,", ",left,1,").replace(",right,", ",right,1,")
    with pytest.raises(RecordingError, match="must stand in the header once") as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (3, "t_s")


def test_a_session_in_grams_is_refused(read, session_text):
    lines = session_text(sides=("left",)).splitlines()
    for k in range(3, len(lines)):
        cells = lines[k].split(",")
        cells[2:5] = [f"{float(cell) / 9.80665:.6f}" for cell in cells[2:5]]
        lines[k] = ",".join(cells)
    with pytest.raises(RecordingError, match="looks like g"):
        read("\n".join(lines) + "\n")


def test_two_sessions_of_one_foot_each_share_a_base_if_they_started_together(
    tmp_path, session_text
):
    for start, together in (("10:00", True), ("10:05", False)):
        for side, began, shift in (("left", "10:00", 3.0), ("right", start, 4.0)):
            header = ("# gaitsense_session: 1", "# rate_hz: 100", f"# start_time: {began}")
            lines = session_text(sides=(side,), header=header).splitlines()
            for k in range(4, len(lines)):
                time, rest = lines[k].split(",", 1)
                lines[k] = f"{float(time) + shift:.2f},{rest}"
            lines[3] += ",marker"
            lines[4:] = [line + "," for line in lines[4:]]
            lines[4] += f"{side} starts"
            (tmp_path / f"{side}.csv").write_text("\n".join(lines) + "\n")
        recording = read_recording([tmp_path / "left.csv", tmp_path / "right.csv"])
        begins = [float(recording[side].t_s[0]) for side in recording.sides]
        assert begins == ([3.0, 4.0] if together else [0.0, 0.0])
        assert [t_s for t_s, _ in recording.marker] == begins
        assert bool(recording.notes) is not together


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "# rate_hz: 100",
            "said to be 100 Hz, but times advance by 10 s per sample; if they are mil",
        ),
        (
            "# note: no rate",
            "taken for seconds, the times say 0.1 samples per second, too few to foll",
        ),
    ],
)
def test_times_in_milliseconds_are_told(read, session_text, header, said):
    lines = session_text(sides=("left",), header=("# gaitsense_session: 1", header)).splitlines()
    for k in range(3, len(lines)):
        time, rest = lines[k].split(",", 1)
        lines[k] = f"{float(time) * 1000:.0f},{rest}"
    with pytest.raises(RecordingError, match=f"{said}.* divide them by 1000") as e:
        read("\n".join(lines) + "\n")
    assert e.value.file.name == "walk.csv"


def test_a_lone_carriage_return_in_a_quoted_header_line_is_no_crash(read, session_text):
    text = session_text()
    recording = read(text.replace("# rate_hz", '"# person: P07"\r"\n# rate_hz', 1))
    assert len(recording["left"]) == 200
