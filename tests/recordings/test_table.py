"""The reader of rows against hostile files and against a slow, strict reader."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gaitsense.recordings.blocks as blocks_module
import gaitsense.recordings.table as table_module
from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.layout import checked, find_header
from gaitsense.recordings.table import exact_float_options, read_table

NAMES = {"t": 0, "b": 1, "c": 2}


def read(path: Path, raw: bytes, numbers=NAMES, texts=None):
    path.write_bytes(raw)
    head = sniff_head(raw[:65536], len(raw))
    layout = checked(find_header(head, ("t", "b")), head)
    return read_table(path, head, layout, numbers, texts or {}, lambda _: None)


def rows_of(table) -> list[tuple[float, ...]]:
    return [tuple(row) for row in table.vectors(list(table.numbers)).tolist()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "walk.csv"


@pytest.fixture
def fast_only(monkeypatch):
    """Let no block be read line by line."""

    def fail(*_args):
        raise AssertionError("the fast path was left")

    monkeypatch.setattr(table_module._BlockReader, "_read_patiently", fail)


@pytest.fixture
def patient_only(monkeypatch):
    monkeypatch.setattr(table_module._BlockReader, "_is_well_formed", lambda *_: False)


GOOD = b"t,b,c\n0.0,1.5,-2\n0.1,2.5,-3e-1\n"
GOOD_ROWS = [(0.0, 1.5, -2.0), (0.1, 2.5, -0.3)]


@pytest.mark.usefixtures("fast_only")
class TestWellFormedFilesAreReadFast:
    def test_plain(self, file):
        table = read(file, GOOD)
        assert rows_of(table) == GOOD_ROWS
        assert table.line.tolist() == [2, 3]
        assert table.notes == ()

    @pytest.mark.parametrize(
        "raw",
        [
            b"t,b,c,\n0.0,1.5,-2,\n0.1,2.5,-3e-1,\n",
            GOOD.replace(b"\n", b"\r\n"),
            GOOD.replace(b",", b", "),
            GOOD.replace(b",", b"\t"),
            GOOD.replace(b",", b";").replace(b".", b","),
            GOOD.replace(b"\n", b"\r"),
            b"\xff\xfe" + GOOD.decode().encode("utf-16-le"),
            b"\xef\xbb\xbf" + GOOD,
            b"sep=,\nDevice: x,,\n" + GOOD,
            GOOD.replace(b"t,b,c", b"t,b,c,temp \xb0C").replace(b"-2", b"-2,1").replace(
                b"-3e-1", b"-3e-1,2"
            ),
        ],
        ids=[
            "trailing comma", "CRLF", "blank after comma", "tab", "decimal comma", "CR only",
            "UTF-16", "BOM", "preamble", "latin-1",
        ],
    )  # fmt: skip
    def test_in_every_dress(self, file, raw):
        assert rows_of(read(file, raw)) == GOOD_ROWS

    def test_an_empty_cell_is_a_missing_value(self, file):
        table = read(file, b"t,b,c\n0.0,,-2\n0.1,nan,\n0.2,NaN,7\n")
        expected = [(0.0, math.nan, -2.0), (0.1, math.nan, math.nan), (0.2, math.nan, 7.0)]
        np.testing.assert_array_equal(rows_of(table), expected)

    def test_texts_are_stripped_and_an_empty_one_is_empty(self, file):
        raw = b"t,b,c,who\n0.0,1,2,left\n0.1,1,2, right \n0.2,1,2,\n0.3,1,2,nan\n"
        table = read(file, raw, texts={"who": 3})
        assert table.texts["who"].tolist() == ["left", "right", "", "nan"]

    def test_texts_that_look_like_numbers_stay_texts(self, file):
        table = read(file, b"t,b,c,who\n0.0,1,2,01\n0.1,1,2,1\n", texts={"who": 3})
        assert table.texts["who"].tolist() == ["01", "1"]

    def test_columns_that_nobody_asked_for_may_hold_anything(self, file):
        raw = b"t,b,c,who\n0.0,1,2,06:12:00\n0.1,1,2,\xc2\xb0\n"
        assert rows_of(read(file, raw)) == [(0.0, 1.0, 2.0), (0.1, 1.0, 2.0)]

    def test_any_float64_comes_back_exactly(self, file):
        rng = np.random.default_rng(5)
        values = rng.integers(0, 1 << 63, 2000, dtype=np.int64).view(np.float64)
        values = values[np.abs(values) <= 1e100]
        raw = b"t,b,c\n" + b"".join(b"%b,1,2\n" % repr(v).encode() for v in values.tolist())
        table = read(file, raw)
        assert (table.numbers["t"].view(np.int64) == values.view(np.int64)).all()


class TestMisreadings:
    """What pandas reads wrongly without a word."""

    def test_an_unterminated_last_line_is_dropped_and_noted(self, file):
        table = read(file, GOOD + b"0.2,3.5,9.8")
        assert rows_of(table) == GOOD_ROWS
        assert table.notes == (
            "Line 4, the last one, breaks off without a line end and was dropped.",
        )

    def test_a_header_without_end_is_no_row(self, file):
        with pytest.raises(RecordingError, match="no row of samples"):
            read(file, b"t,b,c")

    def test_one_unterminated_row_is_no_row(self, file):
        with pytest.raises(RecordingError, match="no whole row"):
            read(file, b"t,b,c\n1,2,3")

    def test_short_and_long_rows_are_named(self, file):
        table = read(file, GOOD + b"0.2,3.5\n0.3,4,5,6\n0.4,5,6\n")
        assert rows_of(table) == [*GOOD_ROWS, (0.4, 5.0, 6.0)]
        assert table.line.tolist() == [2, 3, 6]
        assert table.notes[0] == (
            "2 lines were dropped: "
            "line 4 has 2 cells instead of 3; line 5 has 4 cells instead of 3."
        )

    def test_a_missing_and_an_extra_cell_do_not_cancel(self, file):
        table = read(file, b"t,b,c\n0,1,2\n3,4\n5,6,7,8\n9,10,11\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0), (9.0, 10.0, 11.0)]

    def test_blank_lines_are_no_rows(self, file):
        table = read(file, b"t,b,c\n0,1,2\n\n   \n3,4,5\n\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0)]
        assert table.line.tolist() == [2, 5]
        assert table.notes == ()

    def test_a_repeated_header_is_named(self, file):
        table = read(file, b"t,b,c\n0,1,2\nt,b,c\n3,4,5\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0)]
        assert table.notes == ("1 line was dropped: line 3 repeats the header.",)

    def test_a_tail_of_zeros_is_left_out(self, file):
        table = read(file, GOOD + b"\x00" * 300)
        assert rows_of(table) == GOOD_ROWS
        assert table.notes == ("The file ends in 300 zero bytes, which were left out.",)

    def test_blanks_behind_the_last_line_are_nothing(self, file):
        table = read(file, GOOD + b"  \t")
        assert rows_of(table) == GOOD_ROWS
        assert table.notes == ()

    def test_zeros_within_cost_their_line_only(self, file):
        table = read(file, b"t,b,c\n0,1,2\n3,\x004,5\n6,7,8\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0), (6.0, 7.0, 8.0)]
        assert "line 3 holds zero bytes" in table.notes[0]

    def test_a_units_row_below_the_header_is_dropped_by_name(self, file):
        table = read(file, b"t,b,c\n[s],[g],[g]\n0,1,2\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0)]
        assert "line 2 has '[s]' where a number is due in column 't'" in table.notes[0]

    @pytest.mark.parametrize(
        "cell",
        ["abc", "inf", "-Infinity", "1e999", "1_0", "0x10", "1.2.3", "--", "\u0661", "1,5", "TRUE"],
    )
    def test_what_is_no_finite_number_costs_its_line_only(self, file, cell):
        raw = f"t;b;c\n0.0;1;2\n3;{cell};5\n6.0;7;8\n".encode()
        table = read(file, raw)
        assert rows_of(table) == [(0.0, 1.0, 2.0), (6.0, 7.0, 8.0)]
        assert table.notes[0].startswith("1 line was dropped: line 3 has ")

    def test_a_point_is_no_decimal_sign_where_the_comma_is(self, file):
        table = read(file, b"t;b;c\n0,5;1,5;2,5\n1,5;2.500;2,5\n2,5;1,5;2,5\n")
        assert rows_of(table) == [(0.5, 1.5, 2.5), (2.5, 1.5, 2.5)]

    def test_quoted_cells_are_read(self, file):
        table = read(file, b't,b,c\n"0.0","1.5","-2"\n0.1,2.5,"-3e-1"\n')
        assert rows_of(table) == GOOD_ROWS

    def test_runs_of_blanks_delimit(self, file):
        assert rows_of(read(file, b"t   b c\n0.0  1.5 -2\n0.1  2.5   -3e-1\n")) == GOOD_ROWS

    def test_a_lone_carriage_return_does_not_split_a_line(self, file):
        table = read(file, b"t,b,c\n0,1,2\n3,4\r,5\n6,7,8\n")
        assert rows_of(table) == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0), (6.0, 7.0, 8.0)]

    def test_bytes_of_another_encoding_do_not_stop_the_reading(self, file):
        raw = b"t,b,c,d\n0,1,2,x\n3,4,5,\xb0\n6,\xb0,8,x\n" + b"9,9,9,9\n" * 3
        file.write_bytes(raw)
        head = sniff_head(raw[:16], len(raw))  # the head alone looks like UTF-8
        layout = find_header(sniff_head(b"t,b,c,d\n0,1,2,x\n", 16), ("t", "b"))
        table = read_table(file, head, layout, NAMES, {}, lambda _: None)
        assert rows_of(table)[:2] == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0)]
        assert len(table) == 5

    def test_a_column_of_text_is_named_with_its_first_line(self, file):
        with pytest.raises(RecordingError, match="'abc' where a number is due") as caught:
            read(file, b"t,b,c\n0,abc,2\n1,def,3\n")
        assert (caught.value.file, caught.value.line, caught.value.column) == (file, 2, "b")

    def test_many_dropped_lines_are_counted_not_listed(self, file):
        table = read(file, b"t,b,c\n0,1,2\n" + b"x,1,2\n" * 50)
        assert table.notes[0].startswith("50 lines were dropped: line 3 has 'x'")
        assert table.notes[0].count("; line ") == 19
        assert table.notes[0].endswith("; and 30 more.")


def test_a_bad_line_does_not_slow_the_other_blocks(file, monkeypatch):
    monkeypatch.setattr(blocks_module, "_BLOCK_BYTES", 64)
    raw = b"t,b,c\n" + b"".join(b"%d,1,2\n" % k for k in range(100)) + b"x,1,2\n"
    raw += b"".join(b"%d,1,2\n" % k for k in range(100, 200))
    patient = []
    read_patiently = table_module._BlockReader._read_patiently

    def spy(self, block, first_line):
        patient.append(block)
        return read_patiently(self, block, first_line)

    monkeypatch.setattr(table_module._BlockReader, "_read_patiently", spy)
    table = read(file, raw)
    assert table.numbers["t"].tolist() == list(range(200))
    assert table.line.tolist() == [*range(2, 102), *range(103, 203)]
    assert len(patient) == 1


def test_a_tail_longer_than_a_block_is_left_out(file, monkeypatch):
    monkeypatch.setattr(blocks_module, "_BLOCK_BYTES", 64)
    table = read(file, GOOD + b"\x00" * 1000)
    assert rows_of(table) == GOOD_ROWS
    assert table.notes == ("The file ends in 1000 zero bytes, which were left out.",)


def test_a_line_longer_than_a_block_is_one_line(file, monkeypatch):
    monkeypatch.setattr(blocks_module, "_BLOCK_BYTES", 8)
    raw = b"t,b,c\n0.000000000000000000000,1,2\n3,4.00000000000000000000,5\n"
    assert rows_of(read(file, raw)) == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0)]


def test_progress_rises_to_one(file, monkeypatch):
    monkeypatch.setattr(blocks_module, "_BLOCK_BYTES", 64)
    raw = b"t,b,c\n" + b"1,2,3\n" * 100
    file.write_bytes(raw)
    head = sniff_head(raw, len(raw))
    shares = []
    read_table(file, head, find_header(head, ("t", "b")), NAMES, {}, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 5


def test_a_disk_that_fails_is_a_sentence(file, monkeypatch):
    file.write_bytes(GOOD)
    head = sniff_head(GOOD, len(GOOD))
    layout = find_header(head, ("t", "b"))

    def fail(*_args, **_named):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(RecordingError, match=r"cannot be read \(input/output error\)"):
        read_table(file, head, layout, NAMES, {}, lambda _: None)


def test_the_old_option_for_exact_numbers_is_given_to_old_pandas_only():
    assert exact_float_options("3.0.2") == {"float_precision": "round_trip"}
    assert exact_float_options("3.1.0") == {}
    assert exact_float_options("4.0.0rc1") == {}


NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def slow_reference(raw: bytes) -> list[tuple[float, ...]]:
    """Read only rows about which nothing can be in doubt, by the plainest means."""
    rows = []
    lines = raw.decode("utf-8", errors="replace").split("\n")
    for line in lines[1:-1]:
        cells = [cell.strip(" \t\r\x0c") for cell in line.split(",")]
        if len(cells) != 3 or "\x00" in line:
            continue
        values = []
        for cell in cells:
            if cell in ("", "nan", "NaN"):
                values.append(math.nan)
            elif NUMBER.fullmatch(cell) and math.isfinite(float(cell)):
                values.append(min(max(float(cell), -1e100), 1e100))
        if len(values) == 3:
            rows.append(tuple(values))
    return rows


CELLS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(
        ["", " ", "0", "-0.0", "1e5", "nan", "NaN", "inf", "NA", "null", "1_0", "0x1", "1e999", ".",
         "-", "e", "1e", "+1", " 2 ", "3\r", "\x00", "\u0663", "1 2", "--1", "1d5", "None", "5."]
    ),
)  # fmt: skip
LINES = st.one_of(
    st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr), min_size=3, max_size=3),
    st.lists(CELLS, min_size=3, max_size=3),
    st.lists(CELLS, min_size=0, max_size=5),
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(LINES, max_size=8), tail=st.sampled_from(["", "1,2", "\x00\x00", "  "]))
def test_no_intact_row_is_lost_and_no_other_one_is_read(tmp_path, lines, tail):
    good = ["0.5,1.5,2.5"] * 2  # so that the width is told
    raw = "\n".join(["t,b,c", *good, *(",".join(cells) for cells in lines), tail]).encode()
    got = rows_of(read(tmp_path / "walk.csv", raw))
    expected = [row for row in slow_reference(raw) if row]
    np.testing.assert_array_equal(np.array(got), np.array(expected))


def test_between_tabs_a_line_of_tabs_is_a_row_without_values(file):
    """In a block that is read fast and in one that is not."""
    raw = b"t\tb\tc\n0\t1\t2\n\t\t\n3\t4\t5\n"
    for more in (b"", b"x\t1\t2\n"):
        table = read(file, raw + more)
        assert table.line.tolist() == [2, 3, 4]
        assert np.isnan(table.vectors(list(NAMES))[1]).all()


@pytest.mark.parametrize("more", [b"", b"x,1,2\n"])
def test_what_nobody_can_measure_stays_so_and_overflows_nowhere(file, more):
    table = read(file, GOOD + b"0.2,1.7e308,-1e200\n" + more)
    assert rows_of(table)[-1] == (0.2, 1e100, -1e100)


def test_a_column_beyond_the_rows_is_refused(file):
    raw = b"t,b,c\n0,1\n2,3\n"
    file.write_bytes(raw)
    head = sniff_head(raw, len(raw))
    with pytest.raises(RecordingError, match="names 3 columns but the rows hold 2 values"):
        read_table(file, head, find_header(head, ("t", "b")), NAMES, {}, lambda _: None)
