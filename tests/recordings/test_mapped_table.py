from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.model.toml import from_table
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.read import read_recording

G = 9.80665
N = 300
NAMES = ["Zeit", "Temp", "VBX", "VBY", "VBZ", "DX", "DY", "DZ"]


def columns(**changes: object) -> ColumnMap:
    whole: dict[str, object] = {
        "device": "our logger",
        "time": {"column": "Zeit", "unit": "ms"},
        "units": {"acc": "g", "gyr": "deg/s", "acc_range_g": 16.0},
        "foot": {
            "acc_x": "VBX", "acc_y": "VBY", "acc_z": "VBZ",
            "gyr_x": "DX", "gyr_y": "DY", "gyr_z": "DZ",
        },
    }  # fmt: skip
    return from_table(ColumnMap, {k: v for k, v in {**whole, **changes}.items() if v is not None})


NUMBERED = {"acc_x": 3, "acc_y": 4, "acc_z": 5, "gyr_x": 6, "gyr_y": 7, "gyr_z": 8}


@pytest.fixture
def cells(closed_form) -> list[list[str]]:
    """Rows of a logger: ms, a temperature, g and °/s, 100 Hz."""
    acc, gyr = closed_form(np.arange(N), 100.0)
    values = np.hstack([acc / G, np.degrees(gyr)])
    return [[str(k * 10), "23.5", *(f"{v:.9g}" for v in values[k])] for k in range(N)]


@pytest.fixture
def logger(cells, tmp_path) -> Callable[..., Path]:
    def write(
        name: str = "walk_left.txt",
        *,
        header: Sequence[str] = (";".join(NAMES),),
        separator: str = ";",
        decimal: str = ".",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        rows = [separator.join(cell.replace(".", decimal) for cell in row) for row in cells]
        path = tmp_path / name
        path.write_text("\n".join([*header, *edit(rows)]) + "\n", encoding="utf-8")
        return path

    return write


def read(path: Path | Sequence[Path], **changes: object) -> Recording:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read_recording(path, columns=columns(**changes))


def refused(path: Path, **changes: object) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        read(path, **changes)
    return caught.value


def assert_whole(recording: Recording, closed_form, side: str = "left") -> None:
    acc, gyr = closed_form(np.arange(N), 100.0)
    foot = recording[side]
    assert foot.sample.tolist() == list(range(N))
    assert foot.t_s == pytest.approx(np.arange(N) / 100.0, abs=1e-9)
    assert foot.acc_mps2 == pytest.approx(acc, abs=1e-5)
    assert foot.gyr_radps == pytest.approx(gyr, abs=1e-5)


def test_names_and_units_come_from_the_map(logger, closed_form):
    recording = read(logger())
    assert_whole(recording, closed_form)
    assert recording["left"].device == "our logger"
    assert recording["left"].info.ranges.acc_mps2 == pytest.approx(16 * G)
    assert recording.metadata["source_format"] == "table read by a column map"
    assert recording.notes == ()


@pytest.mark.parametrize(
    ("separator", "decimal"), [(";", ","), ("\t", ","), (",", "."), ("|", "."), (" ", ",")]
)
def test_delimiter_and_decimal_sign_are_found(logger, closed_form, separator, decimal):
    path = logger(header=[separator.join(NAMES)], separator=separator, decimal=decimal)
    assert_whole(read(path), closed_form)


@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (",", "."), ("\t", ".")])
def test_columns_by_number_without_any_header(logger, closed_form, separator, decimal):
    path = logger(header=[], separator=separator, decimal=decimal)
    time = {"column": 1, "unit": "ms"}
    assert_whole(read(path, foot=NUMBERED, time=time), closed_form)
    assert_whole(read(path, foot=NUMBERED, time=time, table={"header_line": 0}), closed_form)
    preamble = logger(header=["a logger", ""], separator=separator, decimal=decimal)
    assert_whole(read(preamble, foot=NUMBERED, time=time), closed_form)
    told = {"header_line": 0, "skip_rows": 2}
    assert_whole(read(preamble, foot=NUMBERED, time=time, table=told), closed_form)


def test_broken_first_rows_without_a_header_are_named(logger):
    def spoil(lines: list[str]) -> list[str]:
        short = [line.replace(";", "", 1) for line in lines[:3]]
        return [short[0], lines[1].replace("23.5;", "23.5;x"), lines[2], short[2], *lines[4:]]

    recording = read(logger(header=[], edit=spoil), foot=NUMBERED, time={"column": 1, "unit": "ms"})
    assert recording["left"].t_s[:2] == pytest.approx([0.02, 0.04], abs=1e-4)
    assert len(recording["left"]) == N - 3
    for said in ("line 1 has 7 cells instead of 8", "line 2 has 'x", "line 4 has 7 cells"):
        assert said in recording.notes[0]


def test_columns_by_number_under_a_header_are_not_taken_for_samples(logger, closed_form):
    recording = read(logger(), foot=NUMBERED, time={"column": 1, "unit": "ms"})
    assert_whole(recording, closed_form)
    assert recording.notes == ()


def test_a_preamble_and_a_row_of_units(logger, closed_form):
    header = ["Mein Logger; 2", "", ";".join(NAMES), "[ms];[C];[g];[g];[g];[d];[d];[d]"]
    recording = read(logger(header=header))
    assert_whole(recording, closed_form)
    assert "line 4" in recording.notes[0]
    silent = read(logger(header=header), table={"header_line": 3, "skip_rows": 1})
    assert silent.notes == ()
    assert_whole(silent, closed_form)


def test_axes_are_swapped_and_turned(logger, closed_form):
    foot = {
        "acc_x": "VBY", "acc_y": "VBX", "acc_z": "VBZ", "acc_flip": "y",
        "gyr_x": "DY", "gyr_y": "DX", "gyr_z": "DZ", "gyr_flip": "xz",
    }  # fmt: skip
    recording = read(logger(), foot=foot)
    acc, gyr = closed_form(np.arange(N), 100.0)
    assert recording["left"].acc_mps2 == pytest.approx(acc[:, [1, 0, 2]] * [1, -1, 1], abs=1e-5)
    assert recording["left"].gyr_radps == pytest.approx(gyr[:, [1, 0, 2]] * [-1, 1, -1], abs=1e-5)


def test_raw_counts_have_a_scale(closed_form, tmp_path):
    acc, gyr = closed_form(np.arange(N), 100.0)
    counts = np.rint(np.hstack([acc / G * 2048, np.degrees(gyr) * 16.4])).astype(int)
    rows = [",".join(map(str, [k, *counts[k]])) for k in range(N)]
    path = tmp_path / "walk_right.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    units = {"acc": "g", "acc_scale": 1 / 2048, "gyr": "deg/s", "gyr_scale": 1 / 16.4}
    numbered = {name: at - 1 for name, at in NUMBERED.items()}
    recording = read(path, units=units, foot=numbered, time={"rate_hz": 100.0})
    assert recording["right"].acc_mps2 == pytest.approx(acc, abs=0.6 * G / 2048)
    assert recording["right"].gyr_radps == pytest.approx(gyr, abs=0.6 * np.pi / 180 / 16.4)
    assert recording["right"].t_s == pytest.approx(np.arange(N) / 100.0)


def test_without_times_a_dropped_line_is_a_lost_sample(logger):
    def break_two(lines: list[str]) -> list[str]:
        lines[50] = "broken"
        lines[51] = lines[51].replace(";", "; x", 3)
        return lines

    recording = read(logger(edit=break_two), time={"rate_hz": 100.0})
    assert recording["left"].t_s[[49, 50]] == pytest.approx([0.49, 0.52])
    assert [(gap.after_sample, gap.missing) for gap in recording["left"].gaps] == [(49, 2)]
    assert any("2 lines without a sample count as lost ones" in note for note in recording.notes)


def test_without_times_blank_lines_between_all_rows_are_no_losses(logger):
    path = logger(edit=lambda lines: "\n\n".join(lines).split("\n"))
    recording = read(path, time={"rate_hz": 100.0})
    assert recording["left"].gaps == ()
    assert recording["left"].t_s[-1] == pytest.approx((N - 1) / 100.0)


def test_two_feet_in_one_table(cells, closed_form, tmp_path):
    acc, gyr = closed_form(np.arange(N), 100.0, "right")
    right = np.hstack([acc / G, np.degrees(gyr)])
    rows = [[*row, *(f"{v:.9g}" for v in right[k])] for k, row in enumerate(cells)]
    path = tmp_path / "both.csv"
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    other = {name: at + 6 for name, at in NUMBERED.items()}
    recording = read(path, foot=None, left=NUMBERED, right=other, time={"column": 1, "unit": "ms"})
    assert recording.sides == ("left", "right")
    assert recording["right"].acc_mps2 == pytest.approx(acc, abs=1e-5)
    assert recording["right"].t_s.tolist() == recording["left"].t_s.tolist()


def test_one_map_reads_the_files_of_both_feet_and_a_folder(logger, cells, closed_form, tmp_path):
    left = logger()
    acc, gyr = closed_form(np.arange(N), 100.0, "right")
    for k, row in enumerate(cells):
        row[2:] = [f"{v:.12g}" for v in (*(acc[k] / G), *np.degrees(gyr[k]))]
    right = logger("walk_right.txt")
    recording = read([left, right])
    assert recording.sides == ("left", "right")
    map_path = tmp_path / "map.toml"
    map_path.write_text("", encoding="utf-8")
    (tmp_path / "photo.txt").write_bytes(b"\xff\xd8\xff" + bytes(50))
    folder = read(tmp_path)
    assert folder["right"].acc_mps2.tolist() == recording["right"].acc_mps2.tolist()
    left_out = [note for note in folder.notes if note.startswith("Left out")]
    assert len(left_out) == 1
    assert "this is a JPEG image, and a column map reads tables of text" in left_out[0]


def test_a_map_may_be_given_as_a_path(logger, tmp_path):
    place = tmp_path / "map.toml"
    place.write_text(
        '[time]\ncolumn = "Zeit"\nunit = "ms"\n[units]\nacc = "g"\ngyr = "deg/s"\n[foot]\n'
        + "".join(f"{name} = {at}\n" for name, at in NUMBERED.items()),
        encoding="utf-8",
    )
    assert len(read_recording(logger(), columns=place)["left"]) == N


class TestWhatDoesNotFit:
    def test_a_column_that_is_absent(self, logger):
        fault = refused(logger(header=["x", ";".join(NAMES).replace("DY", "DW")]))
        assert "names a column 'DY', which is not there; there are 1 'Zeit', 2 'Temp'" in str(fault)
        assert fault.line == 2

    def test_a_number_beyond_the_last_column(self, logger):
        fault = refused(logger(), foot={**NUMBERED, "gyr_z": 9})
        assert "the map names column 9, but there are 8: 1 'Zeit'" in fault.message

    def test_a_name_that_stands_twice(self, logger):
        fault = refused(logger(header=[";".join(NAMES).replace("Temp", "VBX")]))
        assert "columns 2 and 3 are both called 'VBX'; give the column's number" in fault.message

    def test_a_column_for_two_things(self, logger):
        fault = refused(logger(), foot={**NUMBERED, "gyr_z": "VBX"})
        assert "'VBX' both for foot.acc_x and for foot.gyr_z" in fault.message
        fault = refused(logger(), time={"column": "VBX", "unit": "s"})
        assert "'VBX' both for foot.acc_x and for time" in fault.message

    def test_a_delimiter_or_decimal_sign_that_is_not_there(self, logger):
        comma = logger(decimal=",")
        assert refused(comma, table={"delimiter": "tab"}).message.startswith("no table of numbers")
        said = refused(comma, table={"decimal": "."}).message
        assert "no row could be read; the first one has '" in said
        assert "where a number is due" in said

    def test_words_where_numbers_are_due(self, logger):
        path = logger(edit=lambda lines: [line.replace("23.5", "warm") for line in lines])
        fault = refused(path, foot={**NUMBERED, "acc_x": "Temp"})
        assert "the columns that the map names hold no numbers" in fault.message

    def test_a_header_line_beyond_the_end(self, logger):
        assert (
            "no table of numbers is found" in refused(logger(), table={"header_line": 999}).message
        )

    def test_a_text_without_a_table(self, tmp_path):
        (tmp_path / "note.txt").write_text("hello\n", encoding="utf-8")
        fault = refused(tmp_path / "note.txt")
        assert "no table of numbers is found" in fault.message

    def test_a_header_alone(self, logger):
        fault = refused(logger(edit=lambda _: []))
        assert "hold no numbers" in fault.message

    def test_a_wrong_unit(self, logger):
        units = {"acc": "m/s^2", "gyr": "deg/s"}
        assert 'write acc = "g" under [units]' in refused(logger(), units=units).message
        units = {"acc": "g", "gyr": "rad/s"}
        assert 'write gyr = "deg/s" under [units]' in refused(logger(), units=units).message

    def test_times_of_day(self, logger, cells):
        for k, row in enumerate(cells):
            row[0] = f"10:00:{k / 100:06.3f}"
        said = refused(logger()).message
        assert "the column 'Zeit' holds times of day, which are not read" in said
        assert "write rate_hz = " in said

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("VBX", "acc x (mg)", "its name says mg and the map says g"),
            ("DY", "gyro_y_radps", "its name says radps and the map says deg/s"),
            ("Zeit", "time (s)", "its name says s and the map says ms"),
        ],
    )
    def test_a_unit_that_the_name_of_a_column_denies(self, logger, old, new, said):
        header = ";".join(NAMES).replace(old, new)
        path = logger(header=[header])
        time = {"column": 1, "unit": "ms"}
        with pytest.raises(RecordingError, match=said) as caught:
            read_recording(path, columns=columns(foot=NUMBERED, time=time))
        assert (caught.value.line, caught.value.column) == (1, new)
        # The way out where the name is wrong.
        below = {"header_line": 0, "skip_rows": 1}
        read_recording(path, columns=columns(foot=NUMBERED, time=time, table=below))

    def test_a_raw_column_may_be_called_as_it_likes(self, logger):
        units = {"acc": "g", "gyr": "deg/s", "acc_scale": 1.001, "gyr_scale": 1.001}
        path = logger(header=[";".join(NAMES).replace("VBX", "acc x (mg)")])
        read_recording(path, columns=columns(foot=NUMBERED, units=units))

    def test_rows_to_skip_beyond_the_end(self, logger):
        table = {"header_line": 0, "skip_rows": 100_000}
        with pytest.raises(RecordingError, match="no table of numbers is found"):
            read_recording(
                logger(),
                columns=columns(foot=NUMBERED, table=table, time={"column": 1, "unit": "ms"}),
            )

    def test_a_unit_that_only_people_can_judge_is_noted(self, logger):
        units = {"acc": "g", "gyr": "deg/s", "gyr_scale": 0.02}
        notes = read(logger(), units=units).notes
        assert any("angular rates reach only 4." in note for note in notes)
        notes = read(logger(), units={**units, "acc_scale": 2.0}).notes
        assert any("at rest |acc| is 2" in note and "gravity" in note for note in notes)

    def test_a_foot_that_the_name_of_the_file_denies(self, logger):
        path = logger("walk_right.txt")
        assert read(path).sides == ("right",)
        fault = refused(path, side="left")
        assert "the name of the file says right, but the column map says left" in fault.message
        assert read(logger("walk.txt"), side="left").sides == ("left",)


class TestNoSilentMisreading:
    def test_a_trailing_delimiter_shifts_nothing(self, logger, closed_form):
        path = logger(edit=lambda lines: [line + ";" for line in lines])
        assert_whole(read(path), closed_form)

    def test_a_half_written_last_value_is_left_out(self, logger):
        path = logger()
        path.write_bytes(path.read_bytes()[:-4])
        recording = read(path)
        assert len(recording["left"]) == N - 1
        assert any("breaks off" in note for note in recording.notes)

    def test_rows_with_more_cells_than_names_are_refused(self, logger):
        path = logger(edit=lambda lines: [line + ";7.0" for line in lines])
        assert "names 8 columns but the rows hold 9" in refused(path).message

    def test_a_repeated_header_and_broken_rows_are_named(self, logger):
        def spoil(lines: list[str]) -> list[str]:
            lines[20] = ";".join(NAMES)
            lines[30] = lines[30].replace(";", "", 1)
            lines[40] += "\x00"
            return lines

        recording = read(logger(edit=spoil))
        assert [gap.after_sample for gap in recording["left"].gaps] == [19, 29, 39]
        for said in ("line 22 repeats the header", "line 32 has 7 cells", "line 42 holds zero"):
            assert said in recording.notes[0]
