"""A table found by its looks: rows of numbers, with or without a row of words above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import (
    DELIMITERS,
    MISSING,
    Layout,
    is_number,
    layout_below,
    split_cells,
)

_SEP_LINE: Final = re.compile(r'"?sep=(?P<mark>.)"?\s*', re.IGNORECASE)


def find_numeric_table(head: Head) -> Layout | None:
    """Find a table by its looks: rows of numbers under a row of words.

    Parameters
    ----------
    head : Head
        How the file begins.

    Returns
    -------
    Layout or None
        None where no rows of numbers with a header row above them are found.
    """
    for delimiter in _candidates(head):
        rows = [split_cells(line, delimiter) for line in head.lines]
        first = first_numeric_row(rows)
        if first is None:
            continue
        # Broken rows of numbers may come before the first whole ones.
        above = [
            k for k in range(first) if sum(map(bool, rows[k])) >= 2 and not mostly_numbers(rows[k])
        ]
        if not above:
            continue
        last = above[-1]
        units = len(above) > 1 and above[-2] == last - 1 and _is_units_row(rows[last])
        # Where the header is repeated, rows may stand between the first and the last of them.
        header = rows.index(rows[last - 1] if units else rows[last])
        below = rows[header + 1] if header + 1 < len(rows) else []
        units = sum(map(bool, below)) >= 2 and _is_units_row(below)
        return layout_below(head, header + 1, delimiter, units=units)
    return None


def _candidates(head: Head) -> Sequence[str]:
    for line in head.lines[:1]:
        match = _SEP_LINE.fullmatch(line)
        if match and match["mark"] in DELIMITERS:
            return [match["mark"]]
    return DELIMITERS


def first_numeric_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Find where rows of numbers begin.

    Parameters
    ----------
    rows : sequence of sequences of str
        Cells of each line.

    Returns
    -------
    int or None
        Index of the first of three rows of equal width in which most cells are numbers.
    """
    for k in range(len(rows) - 2):
        three = rows[k : k + 3]
        width = len(three[0])
        if width >= 4 and all(len(row) == width and mostly_numbers(row) for row in three):
            return k
    return None


def names_without_rows(head: Head) -> tuple[str, ...]:
    """Find a row of names that ends a file.

    Parameters
    ----------
    head : Head
        How the file begins.

    Returns
    -------
    tuple of str
        Its cells; empty where the last line is no row of names.
    """
    lines = [line for line in head.lines if line.strip()]
    if not lines or head.size_bytes > len(head.raw):
        return ()
    for delimiter in DELIMITERS[:-1]:
        cells = split_cells(lines[-1], delimiter)
        if len(cells) >= 4 and all(cells) and not any(map(is_number, cells)):
            return tuple(cells)
    return ()


def mostly_numbers(row: Sequence[str]) -> bool:
    """Tell a row of samples from a row of words, even where some cells are broken.

    Parameters
    ----------
    row : sequence of str
        Its cells, stripped.

    Returns
    -------
    bool
        Whether more than half of the cells that hold something are numbers.
    """
    filled = [cell for cell in row if cell not in MISSING]
    return sum(map(is_number, filled)) > len(filled) / 2


def _is_units_row(row: Sequence[str]) -> bool:
    return all(not cell or _UNIT.fullmatch(cell.casefold()) for cell in row)


_UNIT: Final = re.compile(
    r"\[.*\]|\(.*\)|[unµμm]?s|sec|m?g|m/\(?s(\^2|2|²|\*\*2)\)?|(deg|°|rad|dps)(/s(ec)?)?"
    r"|mps2|ms\^?-?2|radps|rads|mdps|degps"
    r"|[um]?v|[unµμ]?t|m?gauss|local_flux|k?pa|m?bar|c|°c|degrees celsius|%|no_units|n/?a|-"
)
