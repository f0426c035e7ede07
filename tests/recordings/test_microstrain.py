from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head, sniff_head
from gaitsense.recordings.read import read_recording

G = 9.80665
SCALED = [f"scaled{what}{axis}" for what in ("Accel", "Gyro", "Mag") for axis in "XYZ"]


@pytest.fixture
def connect_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    def write(
        name: str = "walk_left.csv",
        *,
        n: int = 600,
        kept: Sequence[int] | None = None,
        sensors: Sequence[str] = ("inertial-1234.56789",),
        jitter_s: float = 4e-6,
        acc_scale: float = 1.0 / G,
        gyr_scale: float = 1.0,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n) if kept is None else np.asarray(kept)
        acc, gyr = closed_form(k, 200.0, name)
        # The clock's jitter in closed form, as no two runs may differ.
        t_s = k / 200.0 + jitter_s * np.sin(1.7 * k) * (k > 0)
        values = np.hstack([acc * acc_scale, gyr * gyr_scale, np.full_like(acc, 0.3)])
        names = [f"{sensor}:{channel}" for sensor in sensors for channel in SCALED]
        lines = [",".join(["Time", *names])]
        for row, t in zip(values, t_s, strict=True):
            cells = [f"{value:.9f}" for value in row] * len(sensors)
            lines.append(",".join([f"{t:.9g}", *cells]))
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


def test_values_units_rate_and_device(connect_file, closed_form):
    recording = read_recording(connect_file())
    foot = recording["left"]
    acc, gyr = closed_form(np.arange(600), 200.0)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=1e-6)
    assert foot.rate_hz == pytest.approx(200.0, rel=1e-5)
    assert recording.duration_s == pytest.approx(599 / 200.0, rel=1e-5)
    assert foot.gaps == ()
    assert foot.device == "MicroStrain inertial-1234.56789"
    assert recording.metadata["sensor"] == "inertial-1234.56789"
    # The median of |acc| in closed form, by the same definition.
    median_g = np.median(np.linalg.norm(acc, axis=1)) / G
    units = (
        "scaledAccel and scaledGyro were taken as g and rad/s, as SensorConnect writes them; "
        f"the median of |acc| is {median_g:.3g}."
    )
    assert recording.notes == (units,)


def test_lost_samples_are_a_gap(connect_file):
    foot = read_recording(connect_file(kept=[*range(100), *range(107, 400)]))["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(99, 7)]


def test_large_jitter_is_said(connect_file):
    recording = read_recording(connect_file(jitter_s=2e-3))
    assert recording["left"].rate_hz == pytest.approx(200.0, rel=2e-3)
    assert any("Times jitter by" in note or "in bursts" in note for note in recording.notes)


def test_rows_of_other_channels_are_left_out_and_named(connect_file):
    def add(lines):
        other = ["0.2476" + "," * 9]
        return [*lines[:51], *other, *lines[51:]]

    recording = read_recording(connect_file(edit=add))
    assert len(recording["left"]) == 600
    assert recording["left"].gaps == ()
    assert "1 row without acceleration and angular rate left out (line 52)." in recording.notes


def test_the_lines_above_the_header_are_skipped(connect_file):
    def preamble(lines):
        return ["SensorConnect,export", "Time,exported:now", "DATA_START", *lines]

    assert len(read_recording(connect_file(edit=preamble))["left"]) == 600


@pytest.mark.parametrize("scale", [1.0, 1000.0 / G, 0.2 / G, -16384.0 / G])
def test_acceleration_that_is_not_in_g_is_refused(connect_file, closed_form, scale):
    sizes = np.linalg.norm(closed_form(np.arange(600), 200.0)[0], axis=1)
    median = f"{np.median(sizes) * abs(scale):.3g}"
    with pytest.raises(RecordingError, match="again with acceleration in g") as caught:
        read_recording(connect_file(acc_scale=scale))
    assert f"the median of |scaledAccel| is {median}, where" in str(caught.value)


def test_angular_rate_in_degrees_is_refused(connect_file):
    with pytest.raises(RecordingError, match=r"faster than any foot; this looks like °/s"):
        read_recording(connect_file(gyr_scale=180.0 / np.pi))


def test_a_file_without_angular_rate_is_refused(connect_file):
    def without(lines):
        return [",".join(line.split(",")[:4] + line.split(",")[7:]) for line in lines]

    with pytest.raises(
        RecordingError, match=r"holds only scaledAccelX, .*scaledMagZ: without"
    ) as caught:
        read_recording(connect_file(edit=without))
    assert caught.value.line == 1


def test_two_sensors_in_one_file_are_refused(connect_file):
    with pytest.raises(RecordingError, match=r"2 sensors stand in one file \(inertial-1\.1, "):
        read_recording(connect_file(sensors=("inertial-1.1", "inertial-2.2")))


def test_times_that_are_dates_are_refused(connect_file):
    def dated(lines):
        rows = [line.split(",", 1)[1] for line in lines[1:]]
        return [lines[0], "cut", *(f"05/01/2024 10:00:00.{k:03d},{r}" for k, r in enumerate(rows))]

    with pytest.raises(RecordingError, match=r"read like '05/01/2024 10:00:00\.000'") as caught:
        read_recording(connect_file(edit=dated))
    assert (caught.value.line, caught.value.column) == (3, "Time")


def test_times_in_nanoseconds_are_refused(connect_file):
    def epoch(lines):
        rows = [line.split(",", 1)[1] for line in lines[1:]]
        return [lines[0], *(f"{1714550400000000000 + 5000000 * k},{r}" for k, r in enumerate(rows))]

    with pytest.raises(RecordingError, match="if they are nanoseconds"):
        read_recording(connect_file(edit=epoch))


def test_a_silent_accelerometer_is_said_as_such(connect_file):
    with pytest.raises(RecordingError, match="the accelerometer reads 0 throughout"):
        read_recording(connect_file(acc_scale=0.0))


def test_a_sensor_of_another_name_is_known_by_its_channels(connect_file):
    def chosen(**options):
        found = choose_dialect(read_head(connect_file(**options)))
        return found and (found[0].name, found[1].confidence)

    assert chosen() == ("microstrain", 1.0)
    assert chosen(sensors=("left foot",)) == ("microstrain", 0.8)
    assert chosen(edit=lambda lines: [lines[0].replace(":", " "), *lines[1:]]) is None
    assert chosen(edit=lambda lines: [lines[0].replace("Time", "When"), *lines[1:]]) is None


def test_a_line_without_end_is_looked_at_in_no_time():
    head = sniff_head(b"x" * 65_000 + b"\n" + b"scaledAccel" * 50, 65_551)
    begin_s = time.process_time()
    assert choose_dialect(head) is None
    assert time.process_time() - begin_s < 5.0


def test_the_sensors_name_tells_the_foot(connect_file):
    recording = read_recording(connect_file("walk.csv", sensors=("right shoe",)))
    assert recording.sides == ("right",)
