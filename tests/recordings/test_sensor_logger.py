from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

EPOCH_NS = 1_780_000_000_000_000_000
#: A gravity that turns slowly, of standard size; what is left of the signal is "linear".
TURN_RADPS = 0.4


def gravity_at(t):
    angle = TURN_RADPS * t
    return 9.80665 * np.column_stack([np.sin(angle), 0.0 * t, np.cos(angle)])


@pytest.fixture
def phone(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """One phone's folder."""

    def write(
        folder: str = "walk_left",
        files=("TotalAcceleration", "Gyroscope"),
        *,
        rate_hz: float = 100.0,
        gyro_hz: float | None = None,
        gyro_late_s: float = 0.004,
        n: int = 800,
        platform: str = "",
        standardised: str = "false",
        sign: float = 1.0,
        prefix: str = "",
        edit=lambda _, lines: lines,
    ) -> Path:
        (tmp_path / folder).mkdir(exist_ok=True)
        for name in files:
            turning = name == "Gyroscope"
            hz = (gyro_hz or rate_hz) if turning else rate_hz
            count = round(n * hz / rate_hz)
            t = np.arange(count) / hz + 0.05 + (gyro_late_s if turning else 0.0)
            acc, gyr = closed_form(t * 100.0, 100.0, folder)
            values = {
                "TotalAcceleration": sign * acc,
                "Accelerometer": sign * (acc - gravity_at(t)),
                "Gravity": sign * gravity_at(t),
                "Gyroscope": gyr,
            }.get(name, np.full((count, 3), 30.0))
            lines = ["time,seconds_elapsed,z,y,x"]
            for at, (x, y, z) in zip(t, values, strict=True):
                lines.append(f"{EPOCH_NS + round(at * 1e9)},{at:.7f},{z:.9g},{y:.9g},{x:.9g}")
            lines = edit(name, lines)
            (tmp_path / folder / f"{prefix}{name}.csv").write_text("\n".join([*lines, ""]))
        if platform:
            (tmp_path / folder / f"{prefix}Metadata.csv").write_text(
                "version,device name,recording epoch time,recording time,recording timezone,"
                "platform,appVersion,device id,sensors,sampleRateMs,standardisation,platform "
                "version\n"
                f"3,Somebody's phone,1780000000000,2026-05-28_20-26-40,Europe/Berlin,{platform},"
                f'1.47,ab-cd,"Accelerometer|Gyroscope",10,{standardised},17\n'
            )
        return tmp_path / folder

    return write


def truth(foot, closed_form, of="left"):
    return closed_form(foot.t_s * 100.0, 100.0, of)


def test_total_acceleration_and_gyroscope_of_an_android(phone, closed_form):
    recording = read_recording(phone(platform="android"))
    foot = recording["left"]
    acc, gyr = truth(foot, closed_form)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=2e-5)
    # Interpolated between samples 10 ms apart; the signal turns at 6 rad/s.
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=2e-5)
    assert foot.rate_hz == pytest.approx(100.0, rel=1e-6)
    # The first acceleration comes before any turning was measured.
    assert len(foot) == 799
    assert foot.t_s[0] == pytest.approx(0.06, abs=1e-6)
    assert recording.duration_s == pytest.approx(7.98, abs=1e-6)
    assert recording.metadata == {
        "platform": "android",
        "start_time": "2026-05-28_20-26-40",
        "app_version": "1.47",
        "standardised": "false",
        "source_format": "Sensor Logger (phone) files of one recording",
        "recognised_by": "the columns time and seconds_elapsed are those of Sensor Logger",
        "source_file": "Gyroscope.csv; Metadata.csv; TotalAcceleration.csv",
    }
    assert foot.device == "phone (android) with Sensor Logger"
    assert recording.notes == (
        "The gyroscope (100 Hz) was interpolated at the times of the accelerometer (100 Hz).",
    )


def test_nobodys_name_is_kept(phone):
    recording = read_recording(phone(platform="android"))
    assert "Somebody" not in repr(recording.metadata) + repr(recording.notes)


def test_signals_stamped_together_are_not_touched(phone, closed_form):
    recording = read_recording(phone(platform="android", gyro_late_s=0.0))
    assert recording.notes == ()
    assert len(recording["left"]) == 800
    gyr = truth(recording["left"], closed_form)[1]
    np.testing.assert_allclose(recording["left"].gyr_radps, gyr, atol=2e-6)


@pytest.mark.parametrize(
    ("platform", "standardised", "sign"),
    [("ios", "false", -1.0), ("ios", "", -1.0), ("ios", "true", 1.0), ("android", "false", 1.0)],
)
def test_linear_acceleration_and_gravity_are_added_with_the_right_sign(
    phone, closed_form, platform, standardised, sign
):
    files = ("Accelerometer", "Gravity", "Gyroscope")
    folder = phone(files=files, platform=platform, standardised=standardised, sign=sign)
    recording = read_recording(folder)
    foot = recording["left"]
    acc, gyr = truth(foot, closed_form)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=2e-5)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=2e-5)
    assert any("put together from linear acceleration and gravity" in n for n in recording.notes)
    assert any("was turned round" in n for n in recording.notes) == (sign < 0)


def test_gravity_stamped_on_its_own_is_brought_to_the_acceleration(phone, closed_form):
    def late(name, lines):
        return lines[:1] + lines[5:] if name == "Gravity" else lines

    files = ("Accelerometer", "Gravity", "Gyroscope")
    recording = read_recording(phone(files=files, platform="android", edit=late))
    foot = recording["left"]
    np.testing.assert_allclose(foot.acc_mps2, truth(foot, closed_form)[0], atol=2e-5)
    assert any(
        n.startswith("4 rows of linear acceleration without gravity left out (lines 2, 3, 4, 5)")
        for n in recording.notes
    )


def test_total_acceleration_needs_no_metadata_but_says_what_was_assumed(phone):
    recording = read_recording(phone())
    assert any("taken for an Android one" in note for note in recording.notes)


def test_total_acceleration_is_preferred_to_the_sum(phone):
    files = ("Accelerometer", "Gravity", "Gyroscope", "TotalAcceleration")
    recording = read_recording(phone(files=files, platform="android"))
    assert not any("put together" in note for note in recording.notes)


def test_an_unknown_kind_of_phone_is_asked_for(phone):
    folder = phone(files=("Accelerometer", "Gravity", "Gyroscope"))
    with pytest.raises(RecordingError, match=r"opposite sign of an Android phone.*Metadata\.csv"):
        read_recording(folder)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("Accelerometer", "Gyroscope"), "acceleration without gravity, so which way is up"),
        (("Accelerometer",), "acceleration without gravity, so which way is up"),
        (("Gravity", "Gyroscope"), "this is gravity alone; give TotalAcceleration.csv"),
        (("Gyroscope",), "without acceleration; give TotalAcceleration.csv"),
        (("TotalAcceleration",), "without angular rate; give Gyroscope.csv"),
        (("Accelerometer", "Gravity"), "without angular rate; give Gyroscope.csv"),
        (("Magnetometer",), "does not say what this Sensor Logger file holds, or it holds neither"),
        (("data",), "does not say what this Sensor Logger file holds"),
        (("AccelerometerUncalibrated", "Gyroscope"), "without acceleration; give TotalAccel"),
    ],
)
def test_what_is_missing_is_named(phone, files, said):
    folder = phone(files=files, platform="android")
    with pytest.raises(RecordingError) as caught:
        read_recording([folder / f"{name}.csv" for name in files])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_signals_that_are_not_needed_do_no_harm(phone):
    files = ("TotalAcceleration", "Gyroscope", "Magnetometer", "GyroscopeUncalibrated")
    folder = phone(files=files, platform="android")
    (folder / "Annotation.csv").write_text("time,seconds_elapsed,text\n1,0.5,turn\n")
    assert len(read_recording(folder).notes) == 1


def test_the_slower_signal_sets_the_rate(phone, closed_form):
    recording = read_recording(phone(platform="android", gyro_hz=50.0))
    foot = recording["left"]
    assert foot.rate_hz == pytest.approx(50.0, rel=1e-6)
    np.testing.assert_allclose(foot.acc_mps2, truth(foot, closed_form)[0], atol=2e-5)
    assert "The accelerometer (100 Hz) was interpolated at the times of the gyroscope (50 Hz)." in (
        recording.notes
    )


def test_a_hole_in_one_signal_is_a_gap_of_the_recording(phone, closed_form):
    def lose(name, lines):
        return lines[:301] + lines[351:] if name == "Gyroscope" else lines

    recording = read_recording(phone(platform="android", edit=lose))
    foot = recording["left"]
    # The gyroscope's samples 300 to 349 are gone; between 299 and 350 lie these of the other.
    assert [gap.missing for gap in foot.gaps] == [51]
    assert any("51 rows of the accelerometer in gaps of the gyros" in n for n in recording.notes)
    np.testing.assert_allclose(foot.gyr_radps, truth(foot, closed_form)[1], atol=5e-4)


def test_a_signal_that_stops_early_is_said(phone):
    def stop(name, lines):
        return lines[:501] if name == "Gyroscope" else lines

    recording = read_recording(phone(platform="android", edit=stop))
    assert recording.duration_s == pytest.approx(4.98, abs=1e-6)
    assert any(note.startswith("3.01 s at the ends, where only one") for note in recording.notes)


def test_signals_of_two_recordings_are_refused(phone):
    def shift(name, lines):
        if name != "Gyroscope":
            return lines
        cells = [line.split(",") for line in lines[1:]]
        return lines[:1] + [",".join([t, f"{float(s) + 60.0:.7f}", *rest]) for t, s, *rest in cells]

    with pytest.raises(RecordingError, match="do not overlap in time, so they are not of one reco"):
        read_recording(phone(platform="android", edit=shift))


def test_every_dropped_row_is_named(phone):
    def damage(name, lines):
        lines = list(lines)
        if name == "Gyroscope":
            lines[40] = ",".join([*lines[40].split(",")[:4], "abc"])
            lines[50] = ",".join([*lines[50].split(",")[:4], ""])
            lines[60] = lines[59]
        return lines

    notes = " ".join(read_recording(phone(platform="android", edit=damage)).notes)
    assert "line 41" in notes
    assert "Gyroscope: 1 row without all three values left out (line 51)." in notes
    assert "Gyroscope: 1 row repeating the row before dropped (line 61)." in notes


def test_two_phones_in_one_list_are_two_feet(phone):
    files = []
    for side in ("left", "right"):
        folder = phone(f"walk_{side}", platform="android")
        files += sorted(folder.iterdir())
    recording = read_recording(files)
    assert recording.sides == ("left", "right")
    assert any("clocks of the two files are not known to agree" in n for n in recording.notes)


def test_two_phones_in_one_folder_are_told_apart_by_their_files_names(phone):
    phone("walk", prefix="left_", platform="android")
    folder = phone("walk", prefix="right_", platform="ios", sign=-1.0, edit=lambda _, lines: [
        lines[0], *(line + "1" for line in lines[1:])
    ])  # fmt: skip
    recording = read_recording(folder)
    assert recording.sides == ("left", "right")
    assert recording.metadata["platform_right"] == "ios"


def test_one_signal_twice_is_refused_and_a_stray_copy_left_out(phone):
    folder = phone(platform="android")
    copy = (folder / "Gyroscope.csv").read_bytes()
    (folder / "Gyroscope (1).csv").write_bytes(copy)
    notes = read_recording(folder).notes
    assert notes[0].startswith("Left out: Gyroscope (1).csv: this is without acceleration")
    (folder / "Gyroscope.txt").write_bytes(copy)
    with pytest.raises(RecordingError, match=r"this and Gyroscope\.csv both hold the gyroscope"):
        read_recording(folder)


def test_a_header_without_an_axis_is_refused(phone):
    def rename(name, lines):
        return ["time,seconds_elapsed,z,y,w", *lines[1:]] if name == "Gyroscope" else lines

    said = "Gyroscope.csv, line 1, column 'x': a column of this name must stand in the header once"
    with pytest.raises(RecordingError, match=said):
        read_recording(phone(platform="android", edit=rename))


def test_it_is_known_by_its_header(phone):
    folder = phone(platform="ios")
    for path in folder.iterdir():
        dialect, match = choose_dialect(read_head(path))
        assert (dialect.name, match.confidence) == ("sensor-logger", 0.8)
        assert "Sensor Logger" in match.why
    (folder / "empty.csv").write_text("\n")
    assert choose_dialect(read_head(folder / "empty.csv")) is None


def test_progress_rises_to_one(phone):
    shares: list[float] = []
    read_recording(phone(platform="android"), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
