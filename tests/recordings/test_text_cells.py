from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gaitsense.recordings.text_cells import escape_text, unescape_text

FORMULA_START = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=30)
NASTY = st.text(st.sampled_from("=+-@,;|\t\r\n\"' \\u003dab"), max_size=12)


@given(text=st.one_of(ANY_TEXT, NASTY))
@example(text="\\u003d")
@example(text="\\\\u003d1")
@example(text="a, =b")
def test_any_text_comes_back_exactly_from_one_line(text):
    for also in ("", ","):
        cell = escape_text(text, also=also)
        assert unescape_text(cell) == text
        assert cell == cell.strip()
        assert len(cell.splitlines()) <= 1
        assert '"' not in cell
        cell.encode()
    assert "," not in cell


@given(text=st.one_of(ANY_TEXT, NASTY), separator=st.sampled_from([",", ";", "\t", "|"]))
def test_no_spreadsheet_finds_a_formula(text, separator):
    for part in escape_text(text).split(separator):
        assert not FORMULA_START.match(part)


@pytest.mark.parametrize("text", ["brace on", "Größe 1.5 m, links; ok", "a=b", "3-4", "x, y"])
def test_plain_text_stays_readable(text):
    assert escape_text(text) == text


def test_what_is_escaped():
    assert escape_text("=1+1") == "\\u003d1+1"
    assert escape_text("a;-1") == "a;\\u002d1"
    assert escape_text("a,b", also=",") == "a\\u002cb"
    assert escape_text("C:\\x") == "C:\\\\x"
    assert unescape_text("C:\\x") == "C:\\x"
