from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

NAMES = (
    "address\tTime(s)\tax(g)\tay(g)\taz(g)\twx(deg/s)\twy(deg/s)\twz(deg/s)"
    "\tAngleX(deg)\tAngleY(deg)\tAngleZ(deg)\tT(°)\thx\thy\thz "
)
G = 9.80665
MORNING_MS = (6 * 3600 + 56 * 60 + 12) * 1000 + 429


def clock_text(ms: int) -> str:
    ms %= 86_400_000
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def bursts(n: int, begin_ms: int = MORNING_MS) -> list[int]:
    """Arrivals at 200 Hz: four at once each 20 ms, as a PC's serial port hands them over."""
    return [begin_ms + 20 * (k // 4) for k in range(n)]


@pytest.fixture
def wit_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    def write(
        name: str = "walk_left.txt",
        *,
        arrival_ms: Sequence[int] | None = None,
        addresses: Sequence[str] = ("0x50",),
        encoding: str = "latin-1",
        started: str = "StartTime: 2024-05-01 06:03:28.986",
        row_end: str = " ",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        arrival_ms = bursts(800) if arrival_ms is None else arrival_ms
        acc, gyr = closed_form(np.arange(len(arrival_ms)), 200.0, name)
        lines = [started, NAMES + row_end.strip(" ")]
        for k, ms in enumerate(arrival_ms):
            values = [*(acc[k] / G), *np.degrees(gyr[k]), 1.0, 2.0, 3.0, 27.0]
            cells = [addresses[k % len(addresses)], clock_text(ms), *(f"{v:.4f}" for v in values)]
            lines.append("\t".join([*cells, "-988", "2965", "-1215"]) + row_end)
        path = tmp_path / name
        path.write_bytes(("\r\n".join(edit(lines)) + "\r\n").encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
@pytest.mark.parametrize("row_end", [" ", " \t"])
def test_values_units_rate_and_encoding(wit_file, closed_form, encoding, row_end):
    recording = read_recording(wit_file(encoding=encoding, row_end=row_end))
    foot = recording["left"]
    acc, gyr = closed_form(np.arange(800), 200.0)
    # The file holds 4 decimals of g and of °/s.
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=0.6e-4 * G)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=0.6e-4 * np.pi / 180.0 + 1e-6)
    # 800 samples, of which the clock sees 199 steps of 20 ms and 4 samples in each.
    assert foot.rate_hz == pytest.approx(200.0, rel=2e-3)
    assert recording.duration_s == pytest.approx(799 / 200.0, rel=5e-3)
    assert foot.t_s[0] == pytest.approx(0.0, abs=1e-9)
    assert foot.device == "WitMotion"
    assert recording.metadata["software_started"] == "2024-05-01 06:03:28.986"
    assert recording.metadata["source_format"] == "WitMotion PC software text"
    assert len(recording.notes) == 1
    assert "Times come in bursts or repeat" in recording.notes[0]


def test_a_hole_in_the_bursts_is_a_gap(wit_file):
    arrival_ms = bursts(800)
    arrival_ms[400:] = [ms + 1000 for ms in arrival_ms[400:]]
    foot = read_recording(wit_file(arrival_ms=arrival_ms))["left"]
    assert len(foot.gaps) == 1
    # From the last row of one burst to the first of the next: 1020 ms at 200 Hz.
    assert foot.gaps[0].missing == pytest.approx(203, abs=4)


def test_midnight_does_not_end_the_walk(wit_file):
    late_ms = 86_400_000 - 1500
    recording = read_recording(wit_file(arrival_ms=bursts(800, late_ms)))
    assert recording.duration_s == pytest.approx(799 / 200.0, rel=5e-3)
    assert len(recording["left"]) == 800


def test_rows_without_a_whole_time_are_named(wit_file):
    def strike(lines):
        lines[100] = lines[100].replace("06:56:12.909", "06:56:12.9")
        lines[200] = lines[200].replace("06:56:13.409", "25:56:13.409")
        return lines

    recording = read_recording(wit_file(edit=strike))
    assert "2 rows without a usable time dropped (lines 101, 201)." in recording.notes


@pytest.mark.parametrize("time", ["6.429", "06:56:12", "06:56:12.4", "06:61:12.429"])
def test_times_that_are_no_times_of_day_are_refused(wit_file, time):
    def change(lines):
        rows = [line.split("\t") for line in lines[2:]]
        return [*lines[:2], *("\t".join([row[0], time, *row[2:]]) for row in rows)]

    with pytest.raises(RecordingError, match="time of day with milliseconds is due") as caught:
        read_recording(wit_file(edit=change))
    assert (caught.value.line, caught.value.column) == (3, "Time(s)")


def test_two_sensors_in_one_file_are_refused(wit_file):
    with pytest.raises(RecordingError, match=r"several sensors \(0x50, 0x51\)") as caught:
        read_recording(wit_file(addresses=("0x50", "0x51")))
    assert caught.value.line == 4


def test_a_damaged_address_drops_its_row(wit_file):
    def strike(lines):
        return [*lines[:50], lines[50].replace("0x50", "0x5"), *lines[51:]]

    recording = read_recording(wit_file(edit=strike))
    assert "1 row with an address of their own dropped (line 51)." in recording.notes
    assert len(recording["left"]) == 799


def test_damaged_lines_are_named(wit_file):
    def strike(lines):
        cells = lines[50].split("\t")
        damaged = "\t".join([*cells[:2], "1.0x", *cells[3:]])
        return [*lines[:50], damaged, lines[51][:40], *lines[52:]]

    recording = read_recording(wit_file(edit=strike))
    assert "2 lines were dropped: line 51" in recording.notes[0]
    assert "line 52 has" in recording.notes[0]


def test_it_is_known_without_the_first_line_but_not_without_tab_or_address(wit_file):
    def chosen(**options):
        found = choose_dialect(read_head(wit_file(**options)))
        return found and (found[0].name, found[1].confidence)

    assert chosen() == ("witmotion", 1.0)
    assert chosen(edit=lambda lines: lines[1:]) == ("witmotion", 0.8)
    anonymous = [NAMES.split("\t", 1)[1]]
    assert chosen(
        edit=lambda lines: anonymous + [line.split("\t", 1)[1] for line in lines[2:]]
    ) == ("generic-csv", 0.2)
    assert chosen(edit=lambda lines: [line.replace("\t", ";") for line in lines]) == (
        "generic-csv",
        0.2,
    )


def test_a_file_without_addresses_is_read_for_its_first_line(wit_file):
    def anonymous(lines):
        return [lines[0], *(line.split("\t", 1)[1] for line in lines[1:])]

    recording = read_recording(wit_file(edit=anonymous))
    assert recording.metadata["source_format"] == "WitMotion PC software text"
    assert len(recording["left"]) == 800


def test_two_files_of_one_day_share_the_clock_of_the_pc(wit_file):
    left = wit_file("walk_left.txt")
    right = wit_file("walk_right.txt", arrival_ms=bursts(800, MORNING_MS + 500))
    recording = read_recording([left, right])
    starts_s = recording["right"].t_s[0] - recording["left"].t_s[0]
    assert starts_s == pytest.approx(0.5, abs=0.01)
    assert "one common start, as the PC's clock on 2024-05-01 does" in recording.notes[-1]


def test_two_files_of_two_days_do_not(wit_file):
    left = wit_file("walk_left.txt")
    right = wit_file("walk_right.txt", started="StartTime: 2024-05-02 06:03:28.986")
    recording = read_recording([left, right])
    assert recording["right"].t_s[0] == pytest.approx(0.0, abs=1e-9)
    assert "clocks of the two files are not known to agree" in recording.notes[-1]
