"""Where in a text the table is: delimiter, decimal sign, header row, units row, first row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import Head

#: Whitespace comes last: it also separates the words of a preamble.
DELIMITERS: Final = ("\t", ";", ",", "|", " ")
#: What stands for a value that is not there.
MISSING: Final = frozenset({"", "nan", "NaN"})
DecimalSign = Literal[".", ","]

_NUMBER: Final = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_DECIMAL_POINT: Final = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")
#: Rows looked at to learn the width and the decimal sign.
_ROWS_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The place and shape of a table in a text.

    Parameters
    ----------
    delimiter : str
        What separates cells: tab, semicolon, comma, bar, or " " for any run of blanks.
    decimal : {".", ","}
        The decimal sign.
    names : tuple of str
        The header row's cells, stripped, without empty ones at the end.
    units : tuple of str
        The units row's cells, as many as names; empty where there is no such row.
    header_line : int
        Line of the header row, counted from 1.
    first_line : int
        Line of the first row of samples, counted from 1.
    width : int
        Cells in each row, empty ones at the end included.
    """

    delimiter: str
    decimal: DecimalSign
    names: tuple[str, ...]
    units: tuple[str, ...]
    header_line: int
    first_line: int
    width: int

    def index(self, name: str) -> int | None:
        """Find a column by its name.

        Parameters
        ----------
        name : str
            Its name, whatever its case.

        Returns
        -------
        int or None
            Position from 0; None where no column, or more than one, has that name.
        """
        wanted = name.casefold()
        places = [k for k, known in enumerate(self.names) if known.casefold() == wanted]
        return places[0] if len(places) == 1 else None

    def require(self, name: str) -> int:
        """Return the position of a column that must be there, once.

        Parameters
        ----------
        name : str
            Its name, whatever its case.

        Returns
        -------
        int

        Raises
        ------
        RecordingError
            If it is not there or stands twice.
        """
        at = self.index(name)
        if at is None:
            raise RecordingError(
                "a column of this name must stand in the header once; mend the header",
                line=self.header_line,
                column=name,
            )
        return at


def split_cells(line: str, delimiter: str) -> list[str]:
    """Split a line into stripped cells, honouring quotation marks.

    Parameters
    ----------
    line : str
        One line without its end.
    delimiter : str
        What separates cells; " " stands for any run of blanks.

    Returns
    -------
    list of str
    """
    if delimiter == " ":
        return line.split()
    if '"' in line:
        try:
            rows = list(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            # A lone carriage return or an endless cell: no quotation that means anything.
            rows = [line.split(delimiter)]
        return [cell.strip() for cell in rows[0]] if rows else [""]
    return [cell.strip() for cell in line.split(delimiter)]


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, with either decimal sign.

    Parameters
    ----------
    cell : str
        One cell, stripped; an empty one is no number, and neither is ``nan``.

    Returns
    -------
    bool
    """
    return _NUMBER.fullmatch(cell) is not None


def find_header(head: Head, required: Collection[str]) -> Layout | None:
    """Find the table whose header row holds certain names.

    Parameters
    ----------
    head : Head
        How the file begins.
    required : collection of str
        Names that must be among the header row's cells, whatever their case.

    Returns
    -------
    Layout or None
        None where no line holds them all. Where the header is there but no row follows,
        `width` is 0.
    """
    wanted = {name.casefold() for name in required}
    # Each dialect asks, and most files hold none of its names.
    whole = "\n".join(head.lines).casefold()
    if not all(name in whole for name in wanted):
        return None
    for number, line in enumerate(head.lines, start=1):
        folded = line.casefold()
        if not all(name in folded for name in wanted):
            continue
        for delimiter in DELIMITERS:
            cells = split_cells(line, delimiter)
            if wanted <= {cell.casefold() for cell in cells}:
                return layout_below(head, number, delimiter)
    return None


def layout_below(head: Head, header_line: int, delimiter: str, *, units: bool = False) -> Layout:
    """Describe the table under a given header row.

    Parameters
    ----------
    head : Head
        How the file begins.
    header_line : int
        Line of the header row, counted from 1.
    delimiter : str
        What separates cells.
    units : bool
        Whether a row of units stands between the header and the first row.

    Returns
    -------
    Layout
        `width` is 0 where no row follows.
    """
    names = split_cells(head.lines[header_line - 1], delimiter)
    while names and not names[-1]:
        names.pop()
    below = header_line
    unit_cells: list[str] = []
    if units and below < len(head.lines):
        unit_cells = split_cells(head.lines[below], delimiter)[: len(names)]
        unit_cells += [""] * (len(names) - len(unit_cells))
        below += 1
    rows = _rows(head.lines[below : below + _ROWS_LOOKED_AT], delimiter)
    # A broken row must not set the measure while another one fits the header.
    fitting = [row for row in rows if len(row) >= len(names) and not any(row[len(names) :])]
    widths = Counter(map(len, fitting or rows))
    return Layout(
        delimiter,
        _decimal_sign(rows),
        tuple(names),
        tuple(unit_cells),
        header_line,
        below + 1,
        widths.most_common(1)[0][0] if widths else 0,
    )


def checked(layout: Layout, head: Head) -> Layout:
    """Return the layout if its rows fit its header.

    Parameters
    ----------
    layout : Layout
        As found.
    head : Head
        How the file begins.

    Returns
    -------
    Layout
        The same.

    Raises
    ------
    RecordingError
        If no row follows the header, or rows hold more or fewer cells than it names: then
        nobody can say which value belongs to which name.
    """
    if layout.width == 0:
        raise RecordingError(
            "there is a header but no row of samples; the recording was empty or was not exported",
            line=layout.header_line,
        )
    rows = _rows(head.lines[layout.first_line - 1 :][:_ROWS_LOOKED_AT], layout.delimiter)
    filled = max(
        (k + 1 for row in rows if len(row) == layout.width for k, cell in enumerate(row) if cell),
        default=0,
    )
    if layout.width < len(layout.names) or filled > len(layout.names):
        raise RecordingError(
            f"the header names {len(layout.names)} columns but the rows hold "
            f"{filled if filled > len(layout.names) else layout.width} values; "
            "export the file again, or mend its header",
            line=layout.first_line,
        )
    return layout


def _rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    return [split_cells(line, delimiter) for line in lines if line.strip().strip("\x00")]


def _decimal_sign(rows: Iterable[Sequence[str]]) -> DecimalSign:
    cells = [cell for row in rows for cell in row]
    with_comma = [cell for cell in cells if "," in cell]
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in with_comma)
    if commas == 0:
        return "."
    points = sum(_DECIMAL_POINT.fullmatch(cell) is not None for cell in cells if "." in cell)
    return "," if commas > points else "."
