from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings import consensys
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

G = 9.80665
DEG = 180.0 / np.pi
BEGIN_MS = 1.7145576e12
AXES = "XYZ"


@pytest.fixture
def shimmer_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """A Consensys export; each device's signals are the closed form, later ones 0.1 s behind."""

    def write(
        name: str = "walk_left_Calibrated_SD.csv",
        *,
        n: int = 400,
        rate_hz: float = 204.8,
        devices: Sequence[str] = ("Shimmer_12AB",),
        time: str = "Timestamp_Unix",
        accelerometers: Sequence[str] = ("Accel_LN", "Accel_WR"),
        state: str = "CAL",
        units: tuple[str, str, str] = ("ms", "m/(s^2)", "deg/s"),
        scales: tuple[float, float] = (1.0, DEG),
        begin_ms: float = BEGIN_MS,
        sep: str = ";",
        decimal: str = ".",
        first: Sequence[str] = ('"sep=;"',),
        units_row: bool = True,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        names: list[str] = []
        row: list[str] = []
        columns: list[np.ndarray] = []
        ms = np.arange(n) * 1000.0 / rate_hz
        for k, device in enumerate(devices):
            acc, gyr = closed_form(ms / 1000.0 - 0.1 * k, 1.0, device)
            prefix = f"{device}_" if device else ""
            names.append(f"{prefix}{time}_CAL")
            row.append(units[0])
            columns.append(begin_ms + ms)
            for accelerometer in accelerometers:
                # The low-noise one is off, so that a mix-up is seen.
                off = 0.3 if accelerometer == "Accel_LN" else 0.0
                names += [f"{prefix}{accelerometer}_{axis}_{state}" for axis in AXES]
                row += [units[1]] * 3
                columns += [*((acc + off) * scales[0]).T]
            names += [f"{prefix}Battery_CAL"]
            row += ["mV"]
            columns += [np.full(n, 4100.25)]
            names += [f"{prefix}Gyro_{axis}_{state}" for axis in AXES]
            row += [units[2]] * 3
            columns += [*(gyr * scales[1]).T]
        lines = [*first, sep.join(names) + sep]
        lines += [sep.join(row) + sep] if units_row else []
        for values in zip(*columns, strict=True):
            cells = [f"{value:.6f}".replace(".", decimal) for value in values]
            lines.append(sep.join(cells) + sep)
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


def test_values_units_and_times(shimmer_file, closed_form):
    recording = read_recording(shimmer_file())
    foot = recording["left"]
    acc_mps2, gyr_radps = closed_form(np.arange(400), 204.8)
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=1e-6)
    assert foot.rate_hz == pytest.approx(204.8, rel=1e-6)
    np.testing.assert_allclose(foot.t_s, np.arange(400) / 204.8, atol=1e-6)
    assert foot.device == "Shimmer"
    assert recording.metadata["device_id"] == "Shimmer_12AB"
    assert recording.metadata["source_format"] == "Shimmer Consensys CSV export"
    assert recording.notes == ()


@pytest.mark.parametrize(
    ("sep", "decimal", "first"),
    [(",", ".", ('"sep=,"',)), ("\t", ".", ()), (";", ",", ("sep=;",)), (";", ",", ())],
)
def test_separators_and_decimal_signs(shimmer_file, closed_form, sep, decimal, first):
    path = shimmer_file(sep=sep, decimal=decimal, first=first)
    acc_mps2, _ = closed_form(np.arange(400), 204.8)
    np.testing.assert_allclose(read_recording(path)["left"].acc_mps2, acc_mps2, atol=2e-6)


def test_the_low_noise_accelerometer_is_taken_with_a_warning_where_it_is_alone(
    shimmer_file, closed_form
):
    recording = read_recording(shimmer_file(accelerometers=("Accel_LN",)))
    acc_mps2, _ = closed_form(np.arange(400), 204.8)
    np.testing.assert_allclose(recording["left"].acc_mps2, acc_mps2 + 0.3, atol=2e-6)
    assert recording.notes == (
        (
            "Shimmer_12AB: There is only the low-noise accelerometer, which ends at 2 g in a "
            "Shimmer3; record with the wide-range one."
        ),
    )


def test_an_older_shimmer_has_one_accelerometer(shimmer_file):
    recording = read_recording(shimmer_file(accelerometers=("Accel",), devices=("",)))
    assert len(recording["left"]) == 400
    assert recording.notes == ()
    assert "device_id" not in recording.metadata


def test_the_units_row_is_honoured(shimmer_file, closed_form):
    acc_mps2, gyr_radps = closed_form(np.arange(400), 204.8)
    path = shimmer_file(units=("ms", "g", "rad/s"), scales=(1.0 / G, 1.0))
    foot = read_recording(path)["left"]
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=6e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=1e-6)
    spelled = read_recording(shimmer_file(units=("ms", "m/(sec^2)", "deg/sec")))
    np.testing.assert_allclose(spelled["left"].acc_mps2, acc_mps2, atol=2e-6)
    slow = read_recording(shimmer_file(units=("s", "m/s^2", "deg/s"), rate_hz=204_800.0))
    assert slow["left"].rate_hz == pytest.approx(204.8, rel=1e-4)


@pytest.mark.parametrize(
    ("units", "column", "found"),
    [
        (("min", "m/(s^2)", "deg/s"), "Shimmer_12AB_Timestamp_Unix_CAL", "'min'"),
        (("ms", "no_units", "deg/s"), "Shimmer_12AB_Accel_WR_X_CAL", "'no_units'"),
        (("ms", "m/(s^2)", "rpm"), "Shimmer_12AB_Gyro_X_CAL", "'rpm'"),
    ],
)
def test_an_unknown_unit_is_refused_by_column(shimmer_file, units, column, found):
    with pytest.raises(RecordingError, match=f"its unit reads {found}") as caught:
        read_recording(shimmer_file(units=units))
    assert (caught.value.line, caught.value.column) == (3, column)


def test_without_a_units_row_it_is_refused(shimmer_file):
    with pytest.raises(RecordingError, match="its unit reads '1714557600000"):
        read_recording(shimmer_file(units_row=False))


def test_default_calibration_is_said(shimmer_file):
    recording = read_recording(shimmer_file(units=("ms", "m/(s^2)*", "deg/s*")))
    assert recording.notes == (
        (
            "Accel_WR was calibrated by the maker's defaults, not for this sensor (its unit is "
            "marked by an asterisk)."
        ),
        (
            "Gyro was calibrated by the maker's defaults, not for this sensor (its unit is "
            "marked by an asterisk)."
        ),
    )


def test_jittered_times_that_repeat_are_counted_by_rows(shimmer_file):
    def jitter(lines):
        out = []
        for k, line in enumerate(lines[3:]):
            cells = line.split(";")
            # As a computer stamps what comes by radio: three arrive at once, in whole ms.
            cells[0] = f"{BEGIN_MS + np.floor((k - k % 3 + 2) * 1000 / 51.2):.0f}"
            out.append(";".join(cells))
        return lines[:3] + out

    recording = read_recording(shimmer_file(rate_hz=51.2, edit=jitter))
    foot = recording["left"]
    assert len(foot) == 400
    assert not foot.gaps
    assert foot.rate_hz == pytest.approx(51.2, rel=2e-3)
    # 399 periods of 51.2 Hz; the stamps themselves span two periods less.
    assert recording.duration_s == pytest.approx(399 / 51.2, rel=5e-3)
    assert recording.notes[0].startswith("Times come in bursts or repeat")


def test_a_loss_is_a_gap(shimmer_file):
    foot = read_recording(shimmer_file(edit=lambda lines: lines[:103] + lines[113:]))["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(99, 10)]


def test_a_value_beyond_all_is_a_lost_sample(shimmer_file):
    def broken(lines):
        return [*lines[:60], lines[60].replace(lines[60].split(";")[4], "1.7e308"), *lines[61:]]

    path = shimmer_file(units=("ms", "g", "deg/s"), scales=(1.0 / G, DEG), edit=broken)
    recording = read_recording(path)
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(56, 1)]
    assert recording.notes == ("1 row of impossible values taken as lost samples (line 61).",)


def test_two_devices_in_one_file(shimmer_file, closed_form):
    path = shimmer_file("walk.csv", devices=("S_LeftFoot", "S_RightFoot"))
    recording = read_recording(path)
    assert recording.sides == ("left", "right")
    acc_mps2, _ = closed_form(np.arange(400) / 204.8 - 0.1, 1.0, "right")
    np.testing.assert_allclose(recording["right"].acc_mps2, acc_mps2, atol=2e-6)
    assert recording["left"].t_s[0] == recording["right"].t_s[0] == 0.0
    assert recording.metadata["device_id"] == "S_LeftFoot, S_RightFoot"


def test_two_files_share_the_clock_of_the_dock(shimmer_file):
    left = shimmer_file("a_left.csv")
    right = shimmer_file("a_right.csv", devices=("S_Right",), begin_ms=BEGIN_MS + 250.0)
    recording = read_recording([left, right])
    assert recording["right"].t_s[0] - recording["left"].t_s[0] == pytest.approx(0.25, abs=1e-5)
    assert "one common start" in recording.notes[-1]


def test_a_devices_own_clock_is_not_shared(shimmer_file):
    left = shimmer_file("a_left.csv", time="Timestamp", begin_ms=5000.0)
    right = shimmer_file("a_right.csv", time="Timestamp", devices=("S_Right",), begin_ms=9000.0)
    alone = read_recording(left)
    assert alone["left"].t_s[0] == pytest.approx(5.0, abs=1e-6)
    recording = read_recording([left, right])
    assert recording["right"].t_s[0] == recording["left"].t_s[0] == 0.0
    assert "not known to agree" in recording.notes[-1]


@pytest.mark.parametrize("state", ["RAW", "UNCAL"])
def test_raw_counts_are_refused(shimmer_file, state):
    said = r"Shimmer_12AB: of the accelerometer there are only raw counts \(RAW\).*tick Calibrated"
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(shimmer_file(state=state))
    assert caught.value.line == 2


def _renamed(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [lines[0], lines[1].replace(old, new), *lines[2:]]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Gyro_Y", "Gyro_Q", "there is no column for all axes of the gyroscope"),
        ("Gyro_Z_CAL", "Gyro_Z_RAW", "there is no column for all axes of the gyroscope"),
        ("Timestamp_Unix", "Timestamp_FormattedUnix", "no time in numbers; export again"),
        ("Accel_WR_Y", "Accel_WR_X", "must stand in the header once"),
    ],
)
def test_what_is_missing_is_named(shimmer_file, old, new, said):
    with pytest.raises(RecordingError, match=said):
        read_recording(shimmer_file(edit=_renamed(old, new)))


def test_another_sensor_of_the_maker_is_no_recording_of_a_foot(shimmer_file):
    def heart(lines):
        return [line.replace("Accel", "ECG").replace("Gyro", "EMG") for line in lines]

    with pytest.raises(RecordingError, match="holds neither accelerometer nor gyroscope"):
        read_recording(shimmer_file(edit=heart))


def test_only_its_own_names_are_claimed():
    for text in (
        "timestamp;acc_x;acc_y\n1;2;3\n",
        "Shimmer_1_Timestamp_Unix_CAL\nms\n1\n",
        "Shimmer_1_Accel_WR_X_CAL;Shimmer_1_Gyro_X_CAL;timestamp\n",
    ):
        assert consensys.DIALECT.sniff(sniff_head(text.encode(), len(text))) is None
