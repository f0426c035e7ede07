from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings import shimmer2r
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

G = 9.80665
DEG = 180.0 / np.pi
#: Counts at +1 g, at -1 g and at no turning.
PLUS = np.array([2300.0, 2280.5, 2310.0])
MINUS = np.array([1740.0, 1735.5, 1755.0])
ZERO = np.array([1830.0, 1850.2, 1845.0])
NAMES = "n_samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"


def counted(closed_form, n: int, of: str) -> np.ndarray:
    """Counts that the sensor would give, its gyroscope's axes y, x, -z."""
    acc, gyr = closed_form(np.arange(n), 102.4, of)
    acc_counts = acc / G * (PLUS - MINUS) / 2.0 + (PLUS + MINUS) / 2.0
    own = np.column_stack([gyr[:, 1], gyr[:, 0], -gyr[:, 2]]) * DEG
    return np.rint(np.hstack([acc_counts, own * 2.731 + ZERO])).astype(int)


@pytest.fixture
def counts_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """Counts as text or as the sensor wrote them."""

    def write(name: str = "walk_left.csv", n: int = 400, *, tail: bytes = b"") -> Path:
        counts = counted(closed_form, n, name)
        path = tmp_path / name
        if path.suffix == ".dat":
            path.write_bytes(counts.astype("<u2").tobytes() + tail)
        else:
            lines = [NAMES, *(f"{k}," + ",".join(map(str, row)) for k, row in enumerate(counts))]
            path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def calibration_file(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str = "AB12.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(",".join(map(str, row)) for row in (PLUS, MINUS, ZERO)) + "\n")
        return path

    return write


@pytest.fixture
def calibrated_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    def write(
        name: str = "walk_left_calibrated.csv",
        n: int = 400,
        *,
        gain: float = 1.0,
        still: int = 0,
        decimals: int = 12,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        counts = counted(closed_form, n, name)
        if still:
            counts[:still] = [PLUS[0], *((PLUS + MINUS) / 2.0)[1:], *ZERO]
        acc = (counts[:, :3] - (PLUS + MINUS) / 2.0) / ((PLUS - MINUS) / 2.0) * gain
        gyr = (counts[:, 3:] - ZERO) / 2.731
        rows = np.hstack([acc, gyr])
        lines = [NAMES, *("0," + ",".join(f"{v:.{decimals}f}" for v in row) for row in rows)]
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n")
        return path

    return write


def check(foot, closed_form, n: int = 400, side: str = "left") -> None:
    acc_mps2, gyr_radps = closed_form(np.arange(n), 102.4, side)
    # Half a count, of 272 to 280 counts per g and 2.731 per °/s.
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=0.51 / 272.0 * G)
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=0.51 / 2.731 / DEG)
    assert foot.rate_hz == 102.4
    np.testing.assert_allclose(foot.t_s, np.arange(n) / 102.4, atol=1e-9)
    assert foot.device == "Shimmer 2R"


def test_a_calibrated_table_is_read_with_its_axes_aligned(calibrated_file, closed_form):
    recording = read_recording(calibrated_file())
    check(recording["left"], closed_form)
    usual = np.median(np.linalg.norm(closed_form(np.arange(400), 102.4)[0], axis=1)) / G
    assert recording.notes == (
        (
            f"Units were taken as g, as the median of |acc| is {usual:.3g}, and as °/s, as angular "
            "rates come in steps of 1/2.731."
        ),
        (
            "The file holds no times: samples were counted at 102.4 Hz, the eGait system's rate "
            "for a Shimmer 2R; a loss cannot be seen."
        ),
        (
            "The gyroscope's axes were brought onto the accelerometer's: x and y exchanged, "
            "z reversed."
        ),
    )


def test_metres_per_second_squared_are_known_by_their_size(calibrated_file, closed_form):
    recording = read_recording(calibrated_file(gain=G))
    check(recording["left"], closed_form)
    assert recording.notes[0].startswith("Units were taken as m/s², as the median of |acc| is 10.")


@pytest.mark.parametrize("gain", [0.1, 1000.0])
def test_other_units_are_refused(calibrated_file, gain):
    with pytest.raises(RecordingError, match="neither g nor m/s²; calibrate the counts again"):
        read_recording(calibrated_file(gain=gain))


@pytest.mark.parametrize("name", ["walk_left.csv", "walk_left.dat"])
def test_counts_are_calibrated_by_the_file_beside_them(
    counts_file, calibration_file, closed_form, name
):
    recording = read_recording([counts_file(name), calibration_file()])
    check(recording["left"], closed_form)
    assert recording.notes[0] == "Counts were calibrated by AB12.csv."
    assert recording.metadata["calibration_file"] == "AB12.csv"


@pytest.mark.parametrize("name", ["walk_left.csv", "walk_left.dat"])
def test_counts_ask_for_their_calibration(counts_file, name):
    path = counts_file(name)
    said = r"without units; give its calibration file as well \(three rows of three numbers"
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(path)
    assert caught.value.file == path


def test_a_calibration_alone_asks_for_counts(calibration_file):
    with pytest.raises(RecordingError, match="this is the calibration of a Shimmer 2R; give it"):
        read_recording(calibration_file())


def test_which_calibration_belongs_to_which_sensor_is_not_guessed(counts_file, calibration_file):
    files = [counts_file("left.dat"), counts_file("right.dat"), calibration_file()]
    with pytest.raises(RecordingError, match=r"cannot be told \(left.dat, right.dat, AB12.csv\)"):
        read_recording(files)
    files = [files[0], files[2], calibration_file("CD34.csv")]
    with pytest.raises(RecordingError, match=r"cannot be told \(left.dat, AB12.csv, CD34.csv\)"):
        read_recording(files)


def test_both_calibrated_feet_are_read_and_the_counts_beside_them_left_out(
    counts_file, calibrated_file, closed_form, tmp_path
):
    counts_file("walk_left.dat")
    for side in ("left", "right"):
        calibrated_file(f"walk_{side}_calibrated.csv")
    recording = read_recording(tmp_path)
    for side in ("left", "right"):
        check(recording[side], closed_form, side=side)
    assert recording.notes[0].startswith("Left out: walk_left.dat: these are counts of a Shimmer")
    assert "not known to agree" in recording.notes[-1]


def test_the_end_of_a_broken_file_of_bytes_is_said(counts_file, calibration_file, closed_form):
    recording = read_recording([counts_file("left.dat", tail=b"\x01\x02\x03"), calibration_file()])
    check(recording["left"], closed_form)
    assert "3 bytes of a broken sample at the end dropped." in recording.notes


def test_a_calibration_that_does_not_give_gravity_at_rest_is_said(calibrated_file):
    for gain in (0.95, 1.05):
        recording = read_recording(calibrated_file(gain=gain, still=100))
        assert not [note for note in recording.notes if "At rest" in note]
    for gain, said in (
        (1.35, "At rest |acc| reads 13.2 m/s², 35% more than gravity"),
        (0.8, "At rest |acc| reads 7.85 m/s², 20% less than gravity"),
    ):
        notes = read_recording(calibrated_file(gain=gain, still=100)).notes
        assert [note[: len(said)] for note in notes if "At rest" in note] == [said]


def test_a_row_that_is_dropped_leaves_its_place(calibrated_file):
    path = calibrated_file(edit=lambda lines: [*lines[:51], "0,broken", *lines[52:]])
    recording = read_recording(path)
    assert [(gap.after_sample, gap.missing) for gap in recording["left"].gaps] == [(49, 1)]
    assert "line 52" in recording.notes[0]


def test_a_value_beyond_all_is_a_lost_sample(calibrated_file):
    def broken(lines):
        return [*lines[:51], lines[51].rsplit(",", 1)[0] + ",1e308", *lines[52:61],
                "0,1.7e308," + lines[61].split(",", 2)[2], *lines[62:]]  # fmt: skip

    recording = read_recording(calibrated_file(edit=broken))
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(49, 1), (59, 1)]
    assert "2 rows of impossible values taken as lost samples (lines 52, 62)." in recording.notes


def test_a_file_that_can_no_longer_be_read_ends_in_a_sentence(
    counts_file, calibration_file, monkeypatch
):
    def fail(*_args):
        raise PermissionError(13, "Permission denied")

    files = [counts_file("left.dat"), calibration_file()]
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(RecordingError, match=r"cannot be read \(permission denied\)"):
        read_recording(files)


def head_of(raw: bytes | str):
    raw = raw.encode() if isinstance(raw, str) else raw
    return sniff_head(raw, len(raw))


def _rows(row: str, n: int = 20) -> str:
    return "\n".join([NAMES, *[row] * n]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        # Rates that are no whole counts, counts beyond 12 bits, too few rows, other names.
        _rows("0,0.1,0.2,1.0,1.5,2.5,3.5\n0,0.1,0.2,1.0,1.7,2.4,3.3"),
        _rows("0,5000,2100,2000,1800,1700,1800\n1,5000,2100,2000,1800,1700,1800.5"),
        _rows("0,1,2,3,4,5,1e999"),
        _rows("0,2000,2100,2000,1800,1700,1800", 5),
        _rows("0,2000,2100,2000,1800,1700,1800").replace("n_samples", "t_s"),
        "2000,2000,2000\n2100,1700,1700\n1800,1800,1800\n",
        "2000,2000,2000\n1700,1700,1700\n-1,1800,1800\n",
        "2000,2000,2000\n1700,1700,1700\n1800,1800\n",
        "2000,2000,2000\n1700,1700,x\n1800,1800,1\n",
    ],
)
def test_other_texts_are_not_claimed(text):
    assert shimmer2r.DIALECT.sniff(head_of(text)) is None


def test_other_bytes_are_not_claimed():
    noise = np.random.default_rng(5).integers(0, 256, 4000).astype(np.uint8).tobytes()
    for raw in (noise, b"\x01\x02" * 40, np.full(60, 3000, "<u2").tobytes()[:100]):
        assert shimmer2r.DIALECT.sniff(head_of(raw)) is None
    assert shimmer2r.DIALECT.sniff(head_of(b"\xff\xd8\xff" + b"\x00" * 400)) is None
