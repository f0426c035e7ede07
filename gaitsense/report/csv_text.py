"""Text cells of a table that no spreadsheet takes for a formula.

A cell that begins with = + - @, tab or carriage return gets an apostrophe in front, and so does
one that begins with apostrophes and then such a sign; so every text comes back exactly.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED: Final = re.compile(r"'+[=+\-@\t\r]")


def defuse(text: str) -> str:
    """Write a text so that a spreadsheet shows it and computes nothing.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
    """
    return f"'{text}" if _FORMULA.match(text) else text


def undo_defuse(text: str) -> str:
    """Read back what `defuse` wrote.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    str
    """
    return text[1:] if _DEFUSED.match(text) else text
