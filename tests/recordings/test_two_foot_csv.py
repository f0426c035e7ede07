from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings import two_foot_csv
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

G = 9.80665
DEG = 180.0 / np.pi
NAMES = "Time, AccX, AccY, AccZ, GyroX, GyroY, GyroZ, MagX, MagY, MagZ"


@pytest.fixture
def two_foot_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """Both feet at 250 Hz; the left one's signal is 0.2 s behind the right one's."""

    def write(
        name: str = "walk.csv",
        *,
        n: int = 500,
        above: tuple[str, str] = ("Right Foot", "Left Foot"),
        begin_ms: tuple[int, int] = (50_000, 43_000),
        drift_ms: Callable[[np.ndarray], np.ndarray] = np.zeros_like,
        acc_unit: float = G,
        gyr_unit: float = DEG,
        separator: str = ", ",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n)
        columns: list[list[str]] = []
        for foot, first_ms in enumerate(begin_ms):
            acc, gyr = closed_form(k - 50 * foot, 250.0, "left" if foot else "right")
            ms = first_ms + 4 * k + (drift_ms(k).astype(int) if foot else 0)
            columns.append([str(value) for value in ms])
            columns += [[f"{v:.8f}" for v in axis] for axis in (acc / acc_unit).T]
            columns += [[f"{v:.8f}" for v in axis] for axis in (gyr * gyr_unit).T]
            columns += [["33.5"] * n] * 3
        lines = [
            separator.join([above[0], *[""] * 9, above[1], *[""] * 9]),
            separator.join([NAMES, NAMES]).replace(", ", separator),
            *(separator.join(cells) for cells in zip(*columns, strict=True)),
        ]
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("separator", [", ", ";", "\t"])
def test_values_units_and_times(two_foot_file, closed_form, separator):
    recording = read_recording(two_foot_file(separator=separator))
    for side, behind in (("left", 50), ("right", 0)):
        foot = recording[side]
        acc_mps2, gyr_radps = closed_form(np.arange(500) - behind, 250.0, side)
        np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=1e-6)
        np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=1e-6)
        assert foot.rate_hz == pytest.approx(250.0, rel=1e-9)
        # Samples of one row were taken together.
        np.testing.assert_allclose(foot.t_s, np.arange(500) / 250.0, atol=1e-9)
        assert not foot.gaps
    assert recording.notes == (
        (
            "The right foot's clock reads +7.000 s more than the left one's, give or take 0.000 s; "
            "as each row holds one sample of both feet, that was taken off."
        ),
        "Units, which the file does not name, were taken as ms, g and °/s, as values fit.",
    )


def test_the_order_of_the_feet_follows_the_row_above(two_foot_file, closed_form):
    recording = read_recording(two_foot_file(above=("Left Foot", "Right Foot")))
    acc_mps2, _ = closed_form(np.arange(500), 250.0)
    np.testing.assert_allclose(recording["left"].acc_mps2, acc_mps2, atol=1e-5)
    assert "reads -7.000 s more" in recording.notes[0]


def test_clocks_that_do_not_keep_step_stay_apart(two_foot_file):
    recording = read_recording(two_foot_file(drift_ms=lambda k: k // 2))
    assert recording["left"].rate_hz == pytest.approx(1000.0 / 4.5, rel=1e-3)
    assert recording["right"].rate_hz == pytest.approx(250.0, rel=1e-6)
    assert recording["left"].t_s[0] == pytest.approx(0.0, abs=1e-3)
    assert recording["right"].t_s[0] == pytest.approx(0.0, abs=1e-3)
    assert recording.notes[0].startswith("The clocks of the feet do not keep step from row to row")
    assert "not known to agree" in recording.notes[-1]


def test_a_loss_of_one_foot_is_a_gap_of_that_foot(two_foot_file):
    # The left foot's clock jumps by three periods at row 200.
    recording = read_recording(two_foot_file(drift_ms=lambda k: 12 * (k >= 200)))
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(199, 3)]
    assert not recording["right"].gaps


def test_rows_that_repeat_are_dropped_by_line(two_foot_file):
    path = two_foot_file(edit=lambda lines: [*lines[:100], lines[99], *lines[100:]])
    recording = read_recording(path)
    assert len(recording["left"]) == len(recording["right"]) == 500
    assert recording.notes[-1] == "1 row repeating the row before dropped (line 101)."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"acc_unit": 1.0}, r"writes acceleration in g, but 10\.2 as the median of \|acc\|"),
        ({"gyr_unit": 1.0}, r"writes angular rate in °/s, but 4\.\d+ as the 99th percentile"),
    ],
)
def test_values_in_other_units_are_refused(two_foot_file, change, said):
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(two_foot_file(**change))
    assert caught.value.file is not None


def test_times_in_other_units_are_refused(two_foot_file):
    def seconds(lines):
        out = []
        for line in lines[2:]:
            cells = line.split(", ")
            for at in (0, 10):
                cells[at] = f"{int(cells[at]) / 1000:.3f}"
            out.append(", ".join(cells))
        return lines[:2] + out

    with pytest.raises(RecordingError, match=r"writes times in ms, but 2\.5e\+05 rows per s"):
        read_recording(two_foot_file(edit=seconds))


def test_a_value_beyond_all_is_a_lost_sample(two_foot_file):
    def broken(lines):
        cells = lines[60].split(", ")
        cells[11] = "1.7e308"
        return [*lines[:60], ", ".join(cells), *lines[61:]]

    recording = read_recording(two_foot_file(edit=broken))
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(57, 1)]
    assert "1 row of impossible values taken as lost samples (line 61)." in recording.notes


def _blanked(first: int) -> Callable[[list[str]], list[str]]:
    def edit(lines):
        out = []
        for line in lines[2:]:
            cells = line.split(", ")
            cells[first : first + 10] = [""] * 10
            out.append(", ".join(cells))
        return lines[:2] + out

    return edit


def test_the_other_foot_of_a_silent_one_is_read(two_foot_file):
    recording = read_recording(two_foot_file(edit=_blanked(10)))
    assert recording.sides == ("right",)
    assert any(note.startswith("Left out: walk.csv: left:") for note in recording.notes)


@pytest.mark.parametrize(
    "text",
    [
        f"Right Foot,,,,,,,,,,Right Foot\n{NAMES},{NAMES}\n",
        f"Right Foot,,,,Left Foot\n{NAMES},{NAMES}\n",
        f"Right Foot,,,,,,,,,,Left Foot\n{NAMES},{NAMES.replace('GyroZ', 'GyroW')}\n",
        f"Right Foot\n{NAMES}\n",
        f"{NAMES},{NAMES}\n",
        "",
    ],
)
def test_only_two_whole_feet_under_their_names_are_claimed(text):
    head = sniff_head(text.encode() or b"\n", len(text) or 1)
    assert two_foot_csv.DIALECT.sniff(head) is None
