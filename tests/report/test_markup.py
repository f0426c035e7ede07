from __future__ import annotations

import pytest

from gaitsense.report.markup import bullet_list, escaped, foot_name, paragraph, table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"),
        ('a & "b"', "a &amp; &quot;b&quot;"),
        ("a\x00b\nc\u202ed", "a b c d"),
        ("Ä\udcffÖ", "Ä Ö"),
        ("± 3°", "± 3°"),
        ("0–10\u00a0%", "0–10\u00a0%"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected
    escaped(text).encode()


def test_elements_escape_what_they_hold() -> None:
    assert paragraph("a<b", "hint") == '<p class="hint">a&lt;b</p>'
    assert bullet_list(["<b>", "c"]) == "<ul><li>&lt;b&gt;</li><li>c</li></ul>"
    assert bullet_list([]) == ""


def test_table_names_its_rows_and_columns() -> None:
    made = table("Cap", ["", "<i>L</i>"], [("a<b", "1>0")], "facts")
    assert made == (
        '<table class="facts"><caption>Cap</caption><thead><tr><td></td><th scope="col"><i>L</i>'
        '</th></tr></thead><tbody><tr><th scope="row">a&lt;b</th><td>1&gt;0</td></tr></tbody>'
        "</table>"
    )


def test_feet_have_a_shape_and_a_word() -> None:
    left, right = foot_name("left"), foot_name("right")
    assert left.endswith(" Left")
    assert "<circle" in left
    assert right.endswith(" Right")
    assert "<path" in right
