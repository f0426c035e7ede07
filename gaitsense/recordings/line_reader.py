"""Rows of cells read one line at a time: good ones are kept, each dropped line is named."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gaitsense.model.counting import counted
from gaitsense.recordings.layout import MISSING, Layout, split_cells

#: Dropped lines named in a note; further ones are only counted.
_NAMED_LINES: Final = 20
#: What is larger is no measurement in any unit; it is read as this, so that changing units and
#: taking squares cannot overflow, and its row is told from the others by being far too large.
LARGEST: Final = 1e100
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(slots=True)
class Dropped:
    """Lines that were dropped, and why.

    Parameters
    ----------
    count : int
        How many.
    named : list of str
        The first 20 of them in words, for a note.
    first_line : int or None
        The first of them, counted from 1; None while none was dropped.
    first_why : str
        What is wrong with it.
    first_column : str or None
        The column that it fails in, where it is one.
    """

    count: int = 0
    named: list[str] = field(default_factory=list)
    first_line: int | None = None
    first_why: str = ""
    first_column: str | None = None

    def add(self, line: int, why: str, column: str | None = None) -> None:
        """Add a line.

        Parameters
        ----------
        line : int
            Its number in the file, from 1.
        why : str
            What is wrong with it, to be read behind "line 7".
        column : str, optional
            The column concerned, where it is one.
        """
        if self.count == 0:
            self.first_line, self.first_why, self.first_column = line, why, column
        self.count += 1
        if len(self.named) < _NAMED_LINES:
            where = f" in column {column!r}" if column else ""
            self.named.append(f"line {line} {why}{where}")

    def sentence(self) -> str:
        """Name the lines in one sentence; to be asked only where a line was dropped."""
        more = self.count - len(self.named)
        what = f"{self.count} lines were" if self.count > 1 else "1 line was"
        rest = f"; and {more} more." if more else "."
        return f"{what} dropped: {'; '.join(self.named)}{rest}"


class LineReader:
    """Reads numbers and texts out of single lines.

    Parameters
    ----------
    layout : Layout
        Shape of the table.
    numbers : Mapping[str, int]
        Positions of the columns with numbers.
    texts : Mapping[str, int]
        Positions of the columns with texts.
    """

    def __init__(
        self, layout: Layout, numbers: Mapping[str, int], texts: Mapping[str, int]
    ) -> None:
        self._layout = layout
        self._numbers = tuple(numbers.values())
        self._texts = tuple(texts.values())
        self.dropped = Dropped()

    def read(self, line: str, number: int) -> tuple[list[float], list[str]] | None:
        """Read one line.

        Parameters
        ----------
        line : str
            Without its end.
        number : int
            Its number, from 1.

        Returns
        -------
        (list of float, list of str) or None
            NaN where a number is missing; None where the line was dropped or is blank.
        """
        if "\x00" in line:
            self.dropped.add(number, "holds zero bytes")
            return None
        delimiter = self._layout.delimiter
        # Between tabs, a line of tabs is a row whose values are missing.
        if not line.strip() and not (delimiter == "\t" and "\t" in line):
            return None
        cells = split_cells(line, delimiter)
        if tuple(cells[: len(self._layout.names)]) == self._layout.names:
            self.dropped.add(number, "repeats the header")
            return None
        if len(cells) != self._layout.width:
            self.dropped.add(
                number, f"has {counted(len(cells), 'cell')} instead of {self._layout.width}"
            )
            return None
        values = []
        for at in self._numbers:
            value = self._to_number(cells[at])
            if value is None:
                why = f"has {cells[at]!r} where a number is due"
                self.dropped.add(number, why, self._layout.names[at])
                return None
            values.append(value)
        return values, [cells[at] for at in self._texts]

    def _to_number(self, cell: str) -> float | None:
        if cell in MISSING:
            return math.nan
        if self._layout.decimal == ",":
            if "." in cell:
                return None
            cell = cell.replace(",", ".")
        if _NUMBER.fullmatch(cell) is None:
            return None
        value = float(cell)
        return min(max(value, -LARGEST), LARGEST) if math.isfinite(value) else None
