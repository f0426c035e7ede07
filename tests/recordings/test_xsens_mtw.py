from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording

PLAIN_HEADER = ("Acquisition frequency: 100 Hz",)
OLD_HEADER = ("// Start Time: Unknown", "// Update Rate: 100.0Hz", "// Firmware Version: 4.0.2")


def assert_signal(foot, closed_form, k=None, rate_hz=100.0):
    acc, gyr = closed_form(np.arange(300) if k is None else np.asarray(k), rate_hz)
    np.testing.assert_allclose(foot.acc_mps2, acc, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({"header": OLD_HEADER}, None),
        ({"header": PLAIN_HEADER, "times": "none", "columns": ("Acc", "Gyr", "Mag")}, None),
        ({"separator": ","}, "The rate of 100 Hz was deduced from VelInc and Acc."),
        ({}, "The rate of 100 Hz was deduced from VelInc and Acc."),
        ({"times": "ticks"}, "The rate of 100 Hz was taken from SampleTimeFine."),
        ({"header": (), "columns": ("Acc", "VelInc", "Gyr", "Quat")},
         "The rate of 100 Hz was deduced from VelInc and Acc."),
        ({"header": OLD_HEADER, "columns": ("VelInc", "OriInc")},
         "Rates were made from the increments VelInc and OriInc over one period."),
    ],
)  # fmt: skip
def test_both_headers_and_every_way_to_the_rate(mtw_file, closed_form, options, note):
    recording = read_recording(mtw_file(**options))
    foot = recording["left"]
    assert_signal(foot, closed_form)
    assert foot.rate_hz == pytest.approx(100.0, rel=1e-12)
    assert foot.sample.tolist() == list(range(60000, 60300))
    np.testing.assert_allclose(foot.t_s, np.arange(300) / 100.0, atol=1e-9)
    assert recording.notes == ((note,) if note else ())
    assert foot.device == "Xsens MTw/MTi"
    assert foot.info.ranges.acc_mps2 == 160.0
    assert recording.metadata["source_format"] == "Xsens MT Manager text export"


def test_the_header_is_kept_as_metadata(mtw_file):
    recording = read_recording(mtw_file(header=("// Start Time: 9:00", "//  DeviceId: 00B4")))
    assert recording.metadata["start_time"] == "9:00"
    assert recording.metadata["device_id"] == "00B4"


def test_lost_packets_are_gaps_and_the_counter_wraps(mtw_file, closed_form):
    kept = np.delete(np.arange(300), [10, *range(50, 59)])
    foot = read_recording(mtw_file(kept=kept, first_counter=65500))["left"]
    assert_signal(foot, closed_form, kept)
    assert foot.sample.tolist() == (kept + 65500).tolist()
    assert [gap.missing for gap in foot.gaps] == [1, 9]
    np.testing.assert_allclose(foot.t_s, kept / 100.0, atol=1e-9)


def test_counters_written_as_decimals_are_counters(mtw_file):
    def point(lines):
        return [*lines[:2], *(line.replace("\t", ".0\t", 1) for line in lines[2:])]

    header = PLAIN_HEADER
    foot = read_recording(mtw_file(header=header, times="none", first_counter=1, edit=point))[
        "left"
    ]
    assert foot.sample.tolist() == list(range(1, 301))


def test_an_increment_after_a_loss_is_not_trusted(mtw_file, closed_form):
    path = mtw_file(header=OLD_HEADER, columns=("VelInc", "OriInc"), kept=np.delete(range(300), 7))
    assert_signal(read_recording(path)["left"], closed_form, np.delete(range(300), [7, 8]))


def test_without_a_counter_losses_cannot_be_seen_and_it_is_said(mtw_file, closed_form):
    recording = read_recording(mtw_file(header=OLD_HEADER, counter=False, times="none"))
    assert_signal(recording["left"], closed_form)
    assert recording.notes == ("There is no packet counter, so a lost packet cannot be seen.",)


def test_a_rate_that_stands_nowhere_is_asked_for(mtw_file):
    with pytest.raises(RecordingError, match="sampling rate stands nowhere"):
        read_recording(mtw_file(columns=("Acc", "Gyr")))


def test_a_sensor_that_hardly_feels_gravity_tells_no_rate(mtw_file):
    def weightless(lines):
        rows = [line.split("\t") for line in lines[3:]]
        return [*lines[:3], *("\t".join([*row[:2], *["0.01"] * (len(row) - 2)]) for row in rows)]

    with pytest.raises(RecordingError, match="sampling rate stands nowhere"):
        read_recording(mtw_file(edit=weightless))


def test_a_missing_axis_of_the_increments_tells_no_rate(mtw_file):
    with pytest.raises(RecordingError, match="sampling rate stands nowhere"):
        read_recording(
            mtw_file(edit=lambda lines: [line.replace("VelInc_Y", "x") for line in lines])
        )


def test_too_few_rows_to_deduce_a_rate(mtw_file):
    with pytest.raises(RecordingError, match="sampling rate stands nowhere"):
        read_recording(mtw_file(n=5, times="ticks"))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("Acc", "Quat"), r"holds no angular rate \(Gyr or OriInc\)"),
        (("Gyr", "Quat"), r"holds no acceleration with gravity \(Acc or VelInc\)"),
    ],
)
def test_an_export_without_one_of_both_is_refused(mtw_file, columns, said):
    with pytest.raises(RecordingError, match=said):
        read_recording(mtw_file(columns=columns, header=OLD_HEADER))


def test_trackers_of_one_recording_share_its_counter_across_the_wrap(mtw_file):
    left = mtw_file("MT_01200000_000-000_00B40001_left.txt", first_counter=65534)
    right = mtw_file("MT_01200000_000-000_00B40002_right.txt", first_counter=2)
    recording = read_recording([left, right])
    assert recording["left"].t_s[0] == pytest.approx(0.0)
    assert recording["right"].t_s[0] == pytest.approx(0.04)
    assert not any("counter" in note for note in recording.notes)


def test_trackers_of_two_recordings_are_refused_or_said(mtw_file):
    left = mtw_file("MT_01200000_000-000_00B40001_left.txt", first_counter=0)
    right = mtw_file("MT_01200000_000-000_00B40002_right.txt", first_counter=20000)
    with pytest.raises(RecordingError, match="do not overlap"):
        read_recording([left, right])
    other = mtw_file("MT_01200000_001-000_00B40002_right.txt", first_counter=0)
    recording = read_recording([left, other])
    assert "not known to agree" in recording.notes[-1]


def test_renamed_files_are_taken_for_one_recording_where_they_overlap(mtw_file):
    left = mtw_file("walk_LF.txt", header=PLAIN_HEADER, first_counter=1)
    right = mtw_file("walk_RF.txt", header=PLAIN_HEADER, first_counter=21)
    recording = read_recording([left, right])
    assert recording["right"].t_s[0] - recording["left"].t_s[0] == pytest.approx(0.2)
    assert "taken to count from one common start, as MT Manager packet" in recording.notes[-1]
    apart = mtw_file("walk_RF.txt", header=PLAIN_HEADER, first_counter=9000)
    recording = read_recording([left, apart])
    assert recording["right"].t_s[0] == recording["left"].t_s[0] == 0.0
    assert "not known to agree" in recording.notes[-1]


def test_rows_without_a_counter_are_dropped_by_line(mtw_file):
    def blank(lines):
        return [line.removeprefix("60010") if line.startswith("60010") else line for line in lines]

    recording = read_recording(mtw_file(header=OLD_HEADER, edit=blank))
    assert recording.notes == ("1 row without a whole number in PacketCounter dropped (line 15).",)
