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
RATE_HZ = 1e4 / 97.0


@pytest.fixture
def aemics_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    def write(
        name: str = "walk_left.csv",
        *,
        n: int = 600,
        kept: Sequence[int] | None = None,
        tick: int = 97,
        first_tick: int = 1_837_005,
        acc_setting: str = "104,8,1",
        gyr_setting: str = "104,500,1",
        acc_scale: float = 1.0 / G,
        gyr_scale: float = 180.0 / np.pi,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n) if kept is None else np.asarray(kept)
        acc, gyr = closed_form(k, RATE_HZ, name)
        values = np.hstack([acc * acc_scale, gyr * gyr_scale])
        lines = [
            "serial,HW Version,FW Version,SW Version",
            "1234567890,1,593,621",
            "settings,frequency,scale,decimation",
            "FIFO,104",
            f"Accelerometer,{acc_setting}",
            f"Gyroscope,{gyr_setting}",
            "timestamp,high res,True,1",
            "Timestamp,Accelerometer,,,Gyroscope",
            ",X,Y,Z,X,Y,Z",
        ]
        for i, row in zip(k.tolist(), values, strict=True):
            cells = [f"{value:.7f}" for value in row]
            lines.append(",".join([str((first_tick + i * tick) % 2**32), *cells]))
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


def test_values_units_rate_and_ranges(aemics_file, closed_form):
    recording = read_recording(aemics_file())
    foot = recording["left"]
    acc, gyr = closed_form(np.arange(600), RATE_HZ)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=1e-6)
    assert foot.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    assert recording.duration_s == pytest.approx(599 * 0.0097, rel=1e-6)
    assert foot.t_s[0] == pytest.approx(0.0, abs=1e-9)
    assert foot.info.ranges.acc_mps2 == pytest.approx(8.0 * G)
    assert foot.info.ranges.gyr_radps == pytest.approx(500.0 * np.pi / 180.0)
    assert recording.metadata["serial"] == "1234567890"
    assert recording.metadata["firmware"] == "593"
    assert recording.metadata["source_format"] == "Aemics logger CSV"
    median_g = np.median(np.linalg.norm(acc, axis=1)) / G
    units = (
        "Acceleration and angular rate were taken as g and °/s, in which the stated full scales "
        f"of 8 and 500 are; the median of |acc| is {median_g:.3g}."
    )
    assert recording.notes == (
        units,
        "A tick was taken as 0.1 ms, as ticks advance by 97 per row at the stated 104 Hz.",
        "The header says 104 Hz, the ticks say 103.1 Hz; the ticks were followed.",
    )


@pytest.mark.parametrize(("tick", "word"), [(10, "1 ms"), (962, "0.01 ms"), (9615, "0.001 ms")])
def test_other_ticks_follow_from_the_stated_rate(aemics_file, tick, word):
    recording = read_recording(aemics_file(tick=tick))
    tick_s = float(word.split()[0]) / 1000.0
    assert recording.duration_s == pytest.approx(599 * tick * tick_s, rel=1e-6)
    assert f"A tick was taken as {word}" in recording.notes[1]


@pytest.mark.parametrize("tick", [30, 200])
def test_a_tick_that_fits_no_rate_is_refused(aemics_file, tick):
    with pytest.raises(RecordingError, match=f"ticks advance by {tick} per row") as caught:
        read_recording(aemics_file(tick=tick))
    assert (caught.value.line, caught.value.column) == (10, "Timestamp")


def test_a_rate_as_stated_needs_no_word(aemics_file):
    notes = read_recording(aemics_file(tick=9615)).notes
    assert not any("ticks were followed" in note for note in notes)


def test_ticks_start_again_behind_32_bits(aemics_file):
    recording = read_recording(aemics_file(first_tick=2**32 - 30_000))
    assert recording.duration_s == pytest.approx(599 * 0.0097, rel=1e-6)
    assert recording["left"].gaps == ()


def test_lost_samples_are_a_gap(aemics_file):
    foot = read_recording(aemics_file(kept=[*range(100), *range(130, 400)]))["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(99, 30)]


def test_rows_without_a_whole_tick_are_named(aemics_file):
    def strike(lines):
        return [*lines[:40], "x" + lines[40], "0.5" + lines[41][7:], *lines[42:]]

    recording = read_recording(aemics_file(edit=strike))
    assert recording.notes[0].startswith("1 line was dropped: line 41")
    assert recording.notes[1].startswith("1 row without a whole number in Timestamp dropped")
    assert "(line 42)" in recording.notes[1]


@pytest.mark.parametrize("scale", [1.0, 0.01, 1000.0 / G])
def test_acceleration_that_is_not_in_g_is_refused(aemics_file, scale):
    with pytest.raises(RecordingError, match="gravity in g should make it near 1") as caught:
        read_recording(aemics_file(acc_scale=scale))
    assert caught.value.column == "Accelerometer X"


def test_angular_rate_in_radians_is_refused(aemics_file):
    with pytest.raises(RecordingError, match=r"while the foot jolts by .* g, so they are not in °"):
        read_recording(aemics_file(gyr_scale=1.0, edit=_jolting))


def _jolting(lines):
    """Double the acceleration of every tenth row, as a foot's landing does."""
    out = []
    for number, line in enumerate(lines):
        cells = line.split(",")
        if number > 9 and number % 10 == 0:
            cells[1:4] = [f"{2.0 * float(cell):.7f}" for cell in cells[1:4]]
        out.append(",".join(cells))
    return out


def test_values_beyond_the_full_scale_are_refused(aemics_file):
    with pytest.raises(RecordingError, match=r"exceed the stated full scales of 8 g and 125 °/s"):
        read_recording(aemics_file(gyr_setting="104,125,1"))
    assert len(read_recording(aemics_file(gyr_setting="104,250,1"))["left"]) == 600


@pytest.mark.parametrize("setting", ["104,9,1", "104,78.4,1"])
def test_a_full_scale_in_no_known_unit_is_refused(aemics_file, setting):
    with pytest.raises(RecordingError, match="are no full scales in g and"):
        read_recording(aemics_file(acc_setting=setting))


@pytest.mark.parametrize("setting", ["104,8", "104,x,1", "0,8,1", "nan,8,1", "inf,8,1"])
def test_a_broken_setting_is_refused_by_its_line(aemics_file, setting):
    with pytest.raises(RecordingError, match="settings of the accelerometer should read") as caught:
        read_recording(aemics_file(acc_setting=setting))
    assert caught.value.line == 5


def test_a_missing_setting_is_refused(aemics_file):
    with pytest.raises(RecordingError, match="do not mention the gyroscope"):
        read_recording(aemics_file(edit=lambda lines: lines[:5] + lines[6:]))


def test_sensors_of_two_rates_are_refused_and_decimation_counts(aemics_file):
    with pytest.raises(RecordingError, match=r"\(104 Hz\) and gyroscope \(52 Hz\) differ in rate"):
        read_recording(aemics_file(gyr_setting="104,500,2"))
    halved = aemics_file(acc_setting="208,8,2", gyr_setting="208,500,2")
    assert "at the stated 104 Hz" in read_recording(halved).notes[1]


def test_a_silent_accelerometer_is_said_as_such(aemics_file):
    with pytest.raises(RecordingError, match="the accelerometer reads 0 throughout"):
        read_recording(aemics_file(acc_scale=0.0))


def test_it_is_known_by_its_settings_and_its_header(aemics_file):
    def chosen(edit):
        found = choose_dialect(read_head(aemics_file(edit=edit)))
        return found and found[0].name

    assert chosen(lambda lines: lines) == "aemics"
    assert chosen(lambda lines: lines[2:]) is None
    assert chosen(lambda lines: lines[:2] + lines[3:]) is None
    assert chosen(lambda lines: lines[:8] + lines[9:]) is None
    assert chosen(lambda lines: [line.replace("Timestamp,", "Stamp,") for line in lines]) is None
