"""Why the names and values of a table do not say what its columns are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.typed_path import typed
from gaitsense.recordings.column_names import column_meaning
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import is_number, split_cells
from gaitsense.recordings.numeric_table import find_numeric_table

#: Names listed in a message, and characters of each.
_SHOWN: Final = 16
_SHOWN_LETTERS: Final = 40
_ROWS_LOOKED_AT: Final = 50
_TIME_OF_DAY: Final = re.compile(r"(.*[\sT])?\d{1,2}:\d{2}(:\d{2}([.,:]\d+)?)?(\s?[AaPp][Mm]|Z)?")


class UnclearColumns(RecordingError):
    """A table whose columns are not told by names and values: a column map can tell them."""


def offering_map(error: UnclearColumns) -> RecordingError:
    """Name the command that makes a column map.

    Parameters
    ----------
    error : UnclearColumns
        With its file.

    Returns
    -------
    RecordingError
        The same, with the way out at its end.
    """
    return RecordingError(
        f"{error.message}, or say which column is what: gaitsense columns {typed(error.file)}",
        file=error.file,
        line=error.line,
        column=error.column,
    )


def listed(names: Sequence[str]) -> str:
    """List the columns of a table in a message.

    Parameters
    ----------
    names : sequence of str
        As the header has them.

    Returns
    -------
    str
        The first ones, and an ellipsis where there are more.
    """
    shown = [name[:_SHOWN_LETTERS] or "(unnamed)" for name in names[:_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(names) > _SHOWN else [])])


def is_time_of_day(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column are times of day, with or without dates.

    Parameters
    ----------
    cells : sequence of str
        Stripped.

    Returns
    -------
    bool
        Whether all that hold something are.
    """
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_TIME_OF_DAY.fullmatch(cell) for cell in filled)


def refuse_without_gyroscope(head: Head, path: Path) -> None:
    """Raise where a table names acceleration and has no room for angular rates.

    Parameters
    ----------
    head : Head
        How the file begins.
    path : Path
        The file.

    Raises
    ------
    RecordingError
        If fewer than three columns of numbers are left beside time and acceleration.
    """
    layout = find_numeric_table(head)
    if layout is None:
        return
    rows = [split_cells(line, layout.delimiter) for line in head.lines[layout.first_line - 1 :]]
    numeric = [
        at
        for at in range(layout.width)
        if any(len(row) > at and is_number(row[at]) for row in rows[:_ROWS_LOOKED_AT])
    ]
    names = dict(enumerate(layout.names))
    meanings = {at: column_meaning(names.get(at, "")) for at in numeric}
    known = {at: meaning.quantity for at, meaning in meanings.items() if meaning}
    if list(known.values()).count("acc") < 3 or "gyr" in known.values():
        return
    if len(numeric) - len(known) < 3:
        raise RecordingError(
            f"there is no angular rate in this table (its columns are {listed(layout.names)}), "
            "and without a gyroscope no step can be measured; export the gyroscope too, or "
            "record with a sensor that has one",
            file=path,
        )
