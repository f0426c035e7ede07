from __future__ import annotations

import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.layout import (
    checked,
    find_header,
    is_number,
    layout_below,
    split_cells,
)
from gaitsense.recordings.numeric_table import find_numeric_table


def head_of(text: str):
    raw = text.encode()
    return sniff_head(raw, len(raw))


def table(separator: str, decimal: str = ".", rows: int = 5) -> str:
    header = separator.join(["time", "ax", "ay", "az", "gx"])
    body = [
        separator.join(f"{k}.{c}5".replace(".", decimal) for c in range(5)) for k in range(rows)
    ]
    return "\n".join([header, *body]) + "\n"


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
def test_each_delimiter_is_told(separator):
    layout = find_numeric_table(head_of(table(separator)))
    assert (layout.delimiter, layout.decimal) == (separator, ".")
    assert layout.names == ("time", "ax", "ay", "az", "gx")
    assert (layout.header_line, layout.first_line, layout.width) == (1, 2, 5)


def test_runs_of_blanks_delimit_where_nothing_else_does():
    layout = find_numeric_table(head_of(table("   ")))
    assert (layout.delimiter, layout.width) == (" ", 5)


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_a_decimal_comma_is_no_delimiter(separator):
    layout = find_numeric_table(head_of(table(separator, ",")))
    assert (layout.delimiter, layout.decimal, layout.width) == (separator, ",", 5)


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=; "])
def test_the_line_that_spreadsheets_read_is_believed(line):
    layout = find_numeric_table(head_of(line + "\n" + table(";")))
    assert (layout.delimiter, layout.header_line) == (";", 2)


def test_an_impossible_separator_line_is_not_believed():
    layout = find_numeric_table(head_of("sep=§\n" + table(",")))
    assert layout.delimiter == ","


def test_preamble_units_row_and_trailing_delimiter_are_told():
    text = "My logger\nVersion: 3, beta\n\ntime,ax,ay,az,\n[s],[g],[g],[g],\n" + "0.0,1,2,3,\n" * 4
    layout = find_numeric_table(head_of(text))
    assert layout.names == ("time", "ax", "ay", "az")
    assert layout.units == ("[s]", "[g]", "[g]", "[g]")
    assert (layout.header_line, layout.first_line, layout.width) == (4, 6, 5)


def test_a_units_row_may_be_shorter_than_the_header():
    layout = layout_below(head_of("a;b;c;d\ns;g\n1;2;3;4\n"), 1, ";", units=True)
    assert layout.units == ("s", "g", "", "")


def test_words_in_two_rows_are_not_taken_for_units():
    text = "left,left,left,left\ntime,ax,ay,az\n" + "0.0,1,2,3\n" * 4
    layout = find_numeric_table(head_of(text))
    assert layout.units == ()
    assert layout.names == ("time", "ax", "ay", "az")


@pytest.mark.parametrize(
    "text", ["just prose\nand more\n", "1,2,3,4\n" * 5, "a,b\n1,2\n1,2\n3,4\n"]
)
def test_no_table_where_there_is_none(text):
    assert find_numeric_table(head_of(text)) is None


def test_a_header_is_found_by_its_names_whatever_case_and_place():
    layout = find_header(
        head_of("x\n# packetcounter is here\nACC_x;PacketCounter;b\n1;2;3\n"),
        ("packetcounter", "Acc_X"),
    )
    assert (layout.header_line, layout.delimiter) == (3, ";")
    assert layout.index("acc_X") == 0
    assert layout.index("nothing") is None
    assert find_header(head_of("PacketCounter,time\n1,2\n"), ("PacketCounter", "Acc_X")) is None


def test_a_name_that_stands_twice_has_no_place():
    layout = find_header(head_of("a,b,A\n1,2,3\n"), ("a", "b"))
    assert layout.index("a") is None


def test_rows_that_fit_the_header_pass_even_with_a_trailing_delimiter():
    head = head_of("a,b,c\n1,2,3,\n4,5,6,\n")
    layout = find_header(head, ("a", "b"))
    assert checked(layout, head).width == 4


def test_broken_rows_do_not_set_the_width():
    head = head_of("a,b,c\n1\n2\n3\n1,2,3\n")
    assert checked(find_header(head, ("a", "b")), head).width == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n", "a header but no row"),
        ("a,b,c\n\n  \n", "a header but no row"),
        ("a,b,c\n1,2\n3,4\n", "names 3 columns but the rows hold 2"),
        ("a,b,c\n1,2,3,4\n5,6,7,8\n", "names 3 columns but the rows hold 4"),
    ],
)
def test_rows_that_do_not_fit_the_header_are_refused(text, said):
    head = head_of(text)
    with pytest.raises(RecordingError, match=said) as caught:
        checked(find_header(head, ("a", "b")), head)
    assert caught.value.line in (1, 2)


def test_cells_keep_what_quotation_marks_hold_together():
    assert split_cells(' 1, "a, b" ,"c"', ",") == ["1", "a, b", "c"]
    assert split_cells("1  2\t3", " ") == ["1", "2", "3"]
    assert split_cells("", ",") == [""]


@pytest.mark.parametrize(
    ("line", "cells"),
    [('x,"b"\r,c', ["x", '"b"', "c"]), ('1,"' + "9" * 200_000, ["1", '"' + "9" * 200_000])],
)
def test_what_no_csv_reader_takes_is_split_as_it_stands(line, cells):
    assert split_cells(line, ",") == cells


@pytest.mark.parametrize("cell", ["1", "-1.5", "+.5", "5.", "1e-5", "1,5", "-,5"])
def test_numbers(cell):
    assert is_number(cell)


@pytest.mark.parametrize("cell", ["", ".", "e5", "1.2.3", "abc", "1 2", "12:30", "--1"])
def test_what_is_no_number(cell):
    assert not is_number(cell)
