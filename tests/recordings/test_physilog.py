from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording


def test_values_units_and_times(physilog_file, closed_form):
    recording = read_recording(physilog_file())
    foot = recording["left"]
    acc, gyr = closed_form(np.arange(400), 128.0)
    # The file holds 5 decimals of g and of °/s.
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=0.6e-5 * 9.81)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=1e-6)
    assert foot.rate_hz == 128.0
    assert foot.sample.tolist() == list(range(400))
    np.testing.assert_allclose(foot.t_s, np.arange(1, 401) / 128.0, atol=1e-5)
    assert recording.metadata["start_time"] == "2024-05-01 10:00:00"
    assert recording.metadata["source_format"] == "Gait Up Physilog CSV export"
    assert foot.device == "Gait Up Physilog 5"
    assert recording.notes == ()


def test_other_units_are_honoured(physilog_file, closed_form):
    units = "[s],[rad/s],[rad/s],[rad/s],[m/s^2],[m/s^2],[m/s^2],[mBar],[C],[],[],[],[],"

    def convert(lines):
        out = []
        for line in lines[7:]:
            cells = line.split(",")
            cells[1:4] = [f"{float(cell) / 57.29577951:.9f}" for cell in cells[1:4]]
            cells[4:7] = [f"{float(cell) * 9.80665:.9f}" for cell in cells[4:7]]
            out.append(",".join(cells))
        return lines[:7] + out

    foot = read_recording(physilog_file(units=units, edit=convert))["left"]
    np.testing.assert_allclose(foot.acc_mps2, closed_form(np.arange(400), 128.0)[0], atol=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("[g],[g],[g]", "[mg],[mg],[mg]", "Accel X"), ("[g],[g]", "[g],[m]", "Accel X"),
     ("[deg/s]", "[rpm]", "Gyro X"), ("[s]", "[min]", "Time")],
)  # fmt: skip
def test_an_unknown_unit_is_refused_by_column(physilog_file, old, new, column):
    units = "[s],[deg/s],[deg/s],[deg/s],[g],[g],[g],[mBar],[degree C],[],[],[],[],"
    with pytest.raises(RecordingError, match="its unit reads") as caught:
        read_recording(physilog_file(units=units.replace(old, new)))
    assert (caught.value.line, caught.value.column) == (7, column)


def test_mixed_units_are_named(physilog_file):
    units = "[s],[deg/s],[rad/s],[deg/s],[g],[g],[g],[mBar],[degree C],[],[],[],[],"
    with pytest.raises(RecordingError, match="its unit reads 'deg/s and rad/s', where one of deg"):
        read_recording(physilog_file(units=units))


def test_a_missing_time_does_not_discredit_the_stated_rate(physilog_file):
    def without_one(lines):
        return [*lines[:60], "," + lines[60].split(",", 1)[1], *lines[61:]]

    recording = read_recording(physilog_file(edit=without_one))
    assert recording["left"].rate_hz == 128.0
    assert recording.notes == ("1 row without a usable time dropped (line 61).",)


def test_a_file_without_times_is_refused_in_a_sentence(physilog_file):
    def without_times(lines):
        return lines[:7] + ["," + line.split(",", 1)[1] for line in lines[7:]]

    with pytest.raises(RecordingError, match="none of 0 rows holds"):
        read_recording(physilog_file(edit=without_times))


def test_the_case_of_names_does_not_matter(physilog_file):
    path = physilog_file(edit=lambda lines: [line.replace("Gyro X", "GYRO X") for line in lines])
    assert len(read_recording(path)["left"]) == 400


def test_fewer_points_than_promised_are_said(physilog_file):
    recording = read_recording(physilog_file(promised=20693))
    assert recording.notes == ("The header promises 20693 data points, 400 are there.",)


def test_a_stated_rate_that_the_times_contradict_is_said(physilog_file):
    recording = read_recording(physilog_file(stated_hz=256.0))
    assert recording["left"].rate_hz == pytest.approx(128.0, rel=1e-4)
    assert "The header says 256 Hz, but times advance by 7.81" in recording.notes[0]


def test_signals_of_two_rates_are_refused(physilog_file):
    with pytest.raises(RecordingError, match=r"\(128 Hz\) and gyroscope \(64 Hz\) differ in rate"):
        read_recording(physilog_file(gyro_hz=64.0))
    with pytest.raises(RecordingError, match="only one of accelerometer and gyroscope"):
        read_recording(
            physilog_file(edit=lambda lines: [line.replace("Gyro [", "Gyr0 [") for line in lines])
        )


def test_the_columns_are_known_without_the_title_but_not_without_any_sign(physilog_file):
    assert read_recording(physilog_file(title="exported"))["left"].rate_hz == 128.0
    bare = physilog_file(title="x", edit=lambda lines: lines[5:])
    recording = read_recording(bare)
    assert recording.metadata["source_format"].startswith("a table with time")


def test_a_file_without_the_row_of_groups_takes_the_rate_from_the_times(physilog_file):
    path = physilog_file(edit=lambda lines: lines[:4] + lines[5:])
    assert read_recording(path)["left"].rate_hz == pytest.approx(128.0, rel=1e-4)


def test_a_masked_date_is_no_start_time(physilog_file):
    path = physilog_file(
        edit=lambda lines: [lines[0], "Created on: YYYY-MM-DD hh:mm:ss", *lines[2:]]
    )
    assert "start_time" not in read_recording(path).metadata


def test_both_feet_are_taken_to_share_the_time_column(physilog_file):
    left = physilog_file("P01_LF.csv")
    right = physilog_file("P01_RF.csv", edit=lambda lines: lines[:7] + lines[27:])
    recording = read_recording([left, right])
    assert recording["left"].t_s[0] == pytest.approx(1 / 128.0, abs=1e-5)
    assert recording["right"].t_s[0] == pytest.approx(21 / 128.0, abs=1e-5)
    assert "taken to count from one common start, as Physilog does" in recording.notes[-1]
