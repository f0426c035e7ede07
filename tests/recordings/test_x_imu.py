from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

G = 9.80665
NAMES = ["Packet number"] + [
    f"{what} {axis} ({unit})"
    for what, unit in (("Gyroscope", "deg/s"), ("Accelerometer", "g"), ("Magnetometer", "G"))
    for axis in "XYZ"
]
ORDER = (
    "The file holds no times, so samples were timed by their order at the 256 Hz of the "
    "registers; a lost packet cannot be seen."
)


def packet_numbers(n: int) -> list[int]:
    """Numbers that advance by 1, 2 and 3, as other packets come between."""
    return np.cumsum([(1, 2, 1, 2, 3)[k % 5] for k in range(n)]).tolist()


@pytest.fixture
def samples_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    def write(
        name: str = "left_CalInertialAndMag.csv",
        *,
        n: int = 500,
        numbers: Sequence[int] | None = None,
        end: str = "\n",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        acc, gyr = closed_form(np.arange(n), 256.0, name)
        values = np.hstack([np.degrees(gyr), acc / G, np.full_like(acc, 0.3)])
        lines = [",".join(NAMES)]
        for number, row in zip(numbers or packet_numbers(n), values, strict=True):
            lines.append(",".join([str(number), *(f"{value:.7f}" for value in row)]))
        path = tmp_path / name
        path.write_bytes((end.join(edit(lines)) + end).encode())
        return path

    return write


@pytest.fixture
def registers_file(tmp_path: Path) -> Callable[..., Path]:
    def write(
        name: str = "left_Registers.csv",
        *,
        codes: Sequence[str] = ("9",),
        register: str = "InertialAndMagneticDataRate",
    ) -> Path:
        lines = ["Packet number,Address,Value,Fixed-point value,Name"]
        lines += ["1,0,19,,FirmwareVersionMajorNum", "2,68,2,,BatteryAndThermometerDataRate"]
        lines += [f"{3 + k},69,{code},,{register}" for k, code in enumerate(codes)]
        lines += ["8,70,7,,QuaternionDataRate"]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_the_rate_is_asked_for_by_name(samples_file):
    with pytest.raises(RecordingError) as caught:
        read_recording(samples_file())
    message = str(caught.value)
    assert "the sampling rate is missing" in message
    assert "_Registers.csv" in message
    assert message.endswith(f", or say which column is what: gaitsense columns {samples_file()}")
    assert "\n" not in message


def test_the_registers_tell_the_rate(samples_file, registers_file, closed_form):
    recording = read_recording([samples_file(), registers_file()])
    foot = recording["left"]
    acc, gyr = closed_form(np.arange(500), 256.0)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=1e-6)
    assert foot.rate_hz == 256.0
    assert recording.duration_s == pytest.approx(499 / 256.0)
    assert foot.gaps == ()
    assert foot.device == "x-io x-IMU"
    assert recording.metadata["source_format"] == "x-io x-IMU CSV log"
    assert recording.notes == (ORDER,)


def test_a_damaged_line_of_the_registers_is_named(samples_file, registers_file):
    path = registers_file()
    path.write_text(path.read_text() + "9,71\n", encoding="utf-8")
    recording = read_recording([samples_file(), path])
    dropped = "left_Registers.csv: 1 line was dropped: line 6 has 2 cells instead of 5."
    assert recording.notes == (dropped, ORDER)


@pytest.mark.parametrize(("code", "rate_hz"), [("7", 64.0), ("8", 128.0), ("10", 512.0)])
def test_each_code_doubles_the_rate(samples_file, registers_file, code, rate_hz):
    recording = read_recording([registers_file(codes=(code, code)), samples_file()])
    assert recording["left"].rate_hz == rate_hz
    assert recording.duration_s == pytest.approx(499 / rate_hz)


@pytest.mark.parametrize("codes", [("0",), ("11",), ("256",), ("x",), ("9", "8"), ("9", "")])
def test_a_code_that_is_none_is_refused(samples_file, registers_file, codes):
    with pytest.raises(RecordingError, match=r"reads .* where one code from 1") as caught:
        read_recording([samples_file(), registers_file(codes=codes)])
    assert caught.value.file.name == "left_Registers.csv"


def test_registers_of_another_recording_do_not_count(samples_file, registers_file):
    with pytest.raises(RecordingError, match="the sampling rate is missing"):
        read_recording([samples_file(), registers_file("other_Registers.csv")])


def test_a_rate_that_changes_far_down_is_refused(samples_file, registers_file):
    path = registers_file(codes=("9",))
    others = "".join(f"{k},1,7,,SomethingElse\n" for k in range(4000))
    path.write_text(path.read_text() + others + "5000,69,8,,InertialAndMagneticDataRate\n")
    assert path.stat().st_size > 65536
    with pytest.raises(RecordingError, match="InertialAndMagneticDataRate reads 9 and 8, where"):
        read_recording([samples_file(), path])


def test_samples_in_place_of_registers_are_refused(samples_file):
    with pytest.raises(RecordingError, match=r"left_Registers\.csv both hold samples"):
        read_recording([samples_file(), samples_file("left_Registers.csv")])


def test_names_alone_do_not_bring_files_together(samples_file, registers_file):
    with pytest.raises(RecordingError, match="the sampling rate is missing"):
        read_recording([samples_file("left.csv"), registers_file("left.txt")])


def test_registers_alone_are_no_recording(registers_file):
    with pytest.raises(RecordingError, match="registers without its samples; give the file"):
        read_recording(registers_file())


def test_a_column_of_times_makes_it_readable(samples_file):
    def timed(lines):
        rows = [f"{k / 256.0:.9f},{line}" for k, line in enumerate(lines[1:])]
        return [f"t_s,{lines[0]}", *rows]

    recording = read_recording(samples_file(edit=timed))
    assert recording["left"].rate_hz == pytest.approx(256.0, rel=1e-6)
    assert recording.metadata["source_format"].startswith("a table with time")


def test_both_feet_of_a_folder(samples_file, registers_file, tmp_path):
    samples_file("left_CalInertialAndMag.csv")
    samples_file("right_CalInertialAndMag.csv")
    registers_file("left_Registers.csv")
    registers_file("right_Registers.csv", codes=("8",))
    recording = read_recording(tmp_path)
    assert recording["left"].rate_hz == 256.0
    assert recording["right"].rate_hz == 128.0
    assert "not known to agree" in recording.notes[-1]


def test_a_dropped_line_keeps_its_place_in_time(samples_file, registers_file):
    def strike(lines):
        return [*lines[:101], lines[101][:30], "x" + lines[102], *lines[103:]]

    recording = read_recording([samples_file(edit=strike), registers_file()])
    foot = recording["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(99, 2)]
    assert recording.duration_s == pytest.approx(499 / 256.0)
    assert "2 lines were dropped: line 102" in recording.notes[0]


def test_a_repeated_packet_takes_no_time(samples_file, registers_file):
    def repeat(lines):
        return [*lines[:101], lines[100], *lines[101:]]

    recording = read_recording([samples_file(edit=repeat), registers_file()])
    assert "1 row repeating a packet dropped (line 102)." in recording.notes
    assert len(recording["left"]) == 500
    assert recording["left"].gaps == ()
    assert recording.duration_s == pytest.approx(499 / 256.0)


def test_a_struck_packet_number_drops_its_row(samples_file, registers_file):
    def strike(lines):
        return [*lines[:101], "9" + lines[101], *lines[102:]]

    recording = read_recording([samples_file(edit=strike), registers_file()])
    assert "1 row out of the order of packets dropped (line 102)." in recording.notes
    assert [(gap.after_sample, gap.missing) for gap in recording["left"].gaps] == [(99, 1)]


def test_two_recordings_in_one_file_are_refused(samples_file, registers_file):
    numbers = packet_numbers(300) + packet_numbers(200)
    with pytest.raises(RecordingError, match="packet numbers run backwards here") as caught:
        read_recording([samples_file(numbers=numbers), registers_file()])
    assert (caught.value.line, caught.value.column) == (302, "Packet number")


def test_doubled_line_ends_do_not_halve_the_rate(samples_file, registers_file):
    recording = read_recording([samples_file(end="\n\n"), registers_file()])
    assert recording.duration_s == pytest.approx(499 / 256.0)
    assert recording["left"].gaps == ()


def test_registers_are_known_by_the_rate_among_them(registers_file, samples_file):
    def chosen(path):
        found = choose_dialect(read_head(path))
        return found and (found[0].name, found[1].confidence)

    assert chosen(samples_file()) == ("x-imu", 0.8)
    assert chosen(registers_file()) == ("x-imu", 0.8)
    assert chosen(registers_file(register="SomethingElse")) is None
