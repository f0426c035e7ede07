"""Files that are given by mistake or were damaged, analysed as a user would."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

sys.path.insert(0, str(Path(__file__).parent))

import bad_inputs

import gaitsense
from gaitsense.cli.faults import ExitCode, explain
from gaitsense.recordings import blocks

Run = Callable[..., Result]
Sentence = Callable[[Result], str]


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bad_inputs.walk_text(tmp_path_factory.mktemp("walk"))


@pytest.fixture
def analyzed(run: Run, text: str, tmp_path: Path) -> Callable[[str], Result]:
    def go(name: str) -> Result:
        bad_inputs.make(name, tmp_path, text)
        return run("analyze", name, "--tables-only")

    return go


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("photo.csv", "photo.csv: this is a JPEG image, which is not a recording"),
        ("workbook.csv", "this is an Excel workbook (save its sheet as CSV first)"),
        ("packed.csv", "this is a gzip archive (unpack it first)"),
        ("web_page.csv", "this is a web page"),
        ("empty.csv", "empty.csv: the file is empty"),
        ("in_g_from_the_middle.csv", "line 3554: left: around here |acc| is 1.0"),
        ("time_backwards.csv", "line 1029: time runs backwards here (58.8167 s is followed by"),
        ("two_walks.csv", "cut it into its separate walks"),
        (
            "no_gyroscope.csv",
            "no column gyr_x_radps, gyr_y_radps, gyr_z_radps: without a gyroscope",
        ),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    analyzed: Callable[[str], Result], sentence: Sentence, name: str, said: str
) -> None:
    result = analyzed(name)
    assert result.exit_code == 4
    assert said in sentence(result)
    assert not Path("gaitsense_out").exists()


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("half_a_last_line.csv", "Line 7085, the last one, breaks off without a line end"),
        ("header_again.csv", "1 line was dropped: line 814 repeats the header."),
        ("units_row.csv", "line 14 has 's' where a number is due in column 't_s'"),
        ("decimal_commas.csv", ""),
        ("text_in_numbers.csv", "line 514 has 'n/a' where a number is due in column 'acc_y_mps2'"),
        ("nul_bytes.csv", "The file ends in 4096 zero bytes, which were left out."),
        ("one_foot_in_g.csv", "Left out: one_foot_in_g.csv: left: the median of |acc| is 1"),
        ("two_rates.csv", ""),
    ],
)
def test_what_can_be_read_is_read_and_the_rest_is_named(
    analyzed: Callable[[str], Result], text: str, tmp_path: Path, name: str, note: str
) -> None:
    result = analyzed(name)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    (tmp_path / "whole.csv").write_text(text)
    whole = gaitsense.read_recording(tmp_path / "whole.csv")
    damaged = gaitsense.read_recording(tmp_path / name)
    assert note in " ".join(damaged.notes)
    assert bool(damaged.notes) is bool(note)
    for side in damaged.sides:
        wanted = whole[side]
        if name == "two_rates.csv" and side == "right":
            assert damaged[side].rate_hz == bad_inputs.RATE_HZ / 2
            np.testing.assert_array_equal(damaged[side].acc_mps2, wanted.acc_mps2[::2])
            continue
        kept = np.isin(wanted.t_s, damaged[side].t_s)
        assert np.count_nonzero(~kept) <= 3
        np.testing.assert_array_equal(damaged[side].acc_mps2, wanted.acc_mps2[kept])
        np.testing.assert_array_equal(damaged[side].gyr_radps, wanted.gyr_radps[kept])


def test_a_sensor_in_a_pocket_gives_no_numbers(
    analyzed: Callable[[str], Result], sentence: Sentence
) -> None:
    result = analyzed("pocket_left.csv")
    assert result.exit_code == 4
    assert "no steps were found in 60 s of the left foot" in sentence(result)
    assert "with the sensor fixed to the shoe" in sentence(result)
    assert "No steps of the left foot were found, so nothing was measured." in result.stdout


def test_a_name_that_moves_the_cursor_is_not_printed(analyzed: Callable[[str], Result]) -> None:
    name = "a\nname\x1b[31m.csv"
    result = analyzed(name)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "Written: gaitsense_out/a_name_[31m/strides.csv" in result.stdout.replace(os.sep, "/")


def test_a_bad_file_of_such_a_name_is_one_sentence(
    run: Run, sentence: Sentence, tmp_path: Path
) -> None:
    (tmp_path / "a\nname\x1b[31m.csv").write_bytes(b"prose\n")
    said = sentence(run("analyze", "a\nname\x1b[31m.csv"))
    assert said.startswith("a\\nname\\x1b[31m.csv: this is text without a table")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with pipes and links")
def test_what_is_no_file(run: Run, sentence: Sentence, tmp_path: Path) -> None:
    bad_inputs.make_odd_things(tmp_path)
    for name, said in (
        ("folder.csv", "the folder holds no files"),
        ("pipe.csv", "is not a file that can be read"),
        ("link.csv", "there is no such file"),
    ):
        result = run("analyze", name)
        assert result.exit_code == 4
        assert said in sentence(result)


def test_a_folder_of_strangers(run: Run, sentence: Sentence, text: str, tmp_path: Path) -> None:
    bad_inputs.make_strangers(tmp_path / "desk", text)
    result = run("analyze", "desk", "--tables-only")
    assert result.exit_code == 0
    for name, what in (
        ("IMG_0001.jpg", "a JPEG image"),
        ("letter.pdf", "a PDF document"),
        ("notes.txt", "text without a table"),
        ("patients.xlsx", "an Excel workbook"),
    ):
        assert f"Left out: {name}: this is {what}" in " ".join(result.stdout.split())
    assert "DS_Store" not in result.stdout
    (tmp_path / "desk" / "walk.csv").unlink()
    result = run("analyze", "desk")
    assert result.exit_code == 4
    assert "none of the files can be used: IMG_0001.jpg: this is a JPEG" in sentence(result)


def test_a_folder_with_a_third_foot(
    run: Run, sentence: Sentence, text: str, tmp_path: Path
) -> None:
    bad_inputs.make_three_feet(tmp_path / "desk", text)
    result = run("analyze", "desk")
    assert result.exit_code == 4
    assert "this is the left foot, and so is left.csv; give the files of one" in sentence(result)


class TestAFileThatChangesWhileItIsRead:
    @pytest.fixture
    def path(self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(blocks, "_BLOCK_BYTES", 100_000)
        path = tmp_path / "walk.csv"
        path.write_text(text)
        return path

    def test_it_grows(self, path: Path) -> None:
        whole = gaitsense.read_recording(path)
        last = path.read_text().splitlines()[-1]

        def append(_share: float) -> None:
            with path.open("a") as file:
                file.write(last.replace("58.8", "59.8") + "\n")

        grown = gaitsense.read_recording(path, progress=append)
        assert grown.notes == (
            (
                "The file grew while it was read, so it is still being written; what stood in it "
                "when reading began was read."
            ),
        )
        for side in whole.sides:
            np.testing.assert_array_equal(grown[side].t_s, whole[side].t_s)
            np.testing.assert_array_equal(grown[side].acc_mps2, whole[side].acc_mps2)

    def test_it_shrinks(self, path: Path) -> None:
        with pytest.raises(gaitsense.RecordingError, match="the file became shorter while it was"):
            gaitsense.read_recording(path, progress=lambda _: os.truncate(path, 50_000))

    def test_it_is_replaced(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        plain_open, opened = Path.open, []

        def open_again(self: Path, *args: object, **rest: object) -> object:
            opened.append(self)
            if len(opened) == 2:
                self.write_bytes(b"#" + self.read_bytes())
            return plain_open(self, *args, **rest)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", open_again)
        with pytest.raises(gaitsense.RecordingError, match="the file was changed while it was"):
            gaitsense.read_recording(path)

    def test_it_vanishes(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        plain_open, opened = Path.open, []

        def open_again(self: Path, *args: object, **rest: object) -> object:
            opened.append(self)
            if len(opened) == 2:
                self.unlink()
            return plain_open(self, *args, **rest)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", open_again)
        with pytest.raises(gaitsense.RecordingError, match=r"cannot be read \(no such file"):
            gaitsense.read_recording(path)


def test_a_long_recording_is_read_in_a_little_more_than_its_own_size(
    text: str, tmp_path: Path
) -> None:
    """A stand-in for the day of two feet: 50 walks, 30 MB; measured as memory that was traced."""
    import tracemalloc

    path = tmp_path / "long.csv"
    bad_inputs.make_long(path, text, 50)
    gaitsense.read_recording(path)  # so that modules are loaded
    tracemalloc.start()
    recording = gaitsense.read_recording(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(recording["left"]) == 50 * text.count(",left,")
    assert most < 4.0 * path.stat().st_size


def test_too_little_memory_is_a_sentence() -> None:
    sentence, code = explain(MemoryError("Unable to allocate 32 MiB"))
    assert code == ExitCode.DATA
    assert sentence.startswith("there is not enough memory for so long a recording; close other")
