r"""Free text on one line of a CSV, such that no spreadsheet takes it for a formula.

A character that would break the line, or start a formula at the begin of a cell, is written
as ``\uXXXX``; a backslash as ``\\``. Everything else stays as it is, and every text comes back
exactly.
"""

from __future__ import annotations

import re
from typing import Final

_UNSAFE: Final = re.compile(
    # Control characters, line and paragraph separators, lone surrogates, quotation marks.
    '[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"\\\\]'
    # What trimming would take away, and commas that a spreadsheet would seem to have added.
    r"|^\s|\s$|[,;]$"
)
#: What starts a formula, at the begin or behind what spreadsheets split cells at.
_FORMULA: Final = re.compile(r"(?:(?<=[,;|])|^)(?P<blank>\s*)(?P<sign>[=+\-@＝＋－＠])")
_ESCAPED: Final = re.compile(r"\\(?:u([0-9a-f]{4})|(\\))")


def escape_text(text: str, *, also: str = "") -> str:
    r"""Write a text so that it survives in one line and in a spreadsheet.

    Parameters
    ----------
    text : str
        Any text.
    also : str
        Further characters to escape: the delimiter, inside a cell.

    Returns
    -------
    str
    """
    escaped = _UNSAFE.sub(lambda match: _code(match[0]), text)
    escaped = _FORMULA.sub(lambda match: match["blank"] + _code(match["sign"]), escaped)
    for character in also:
        escaped = escaped.replace(character, _code(character))
    return escaped


def unescape_text(text: str) -> str:
    """Read back what `escape_text` wrote.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    str
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\\", text)


def _code(character: str) -> str:
    return "\\\\" if character == "\\" else f"\\u{ord(character):04x}"
