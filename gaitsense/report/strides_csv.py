"""The table of strides on disk: one row per stride, and every number reads back the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gaitsense.model.strides import STRIDE_COLUMNS
from gaitsense.model.whole_file import write_whole
from gaitsense.report.csv_text import defuse, undo_defuse

if TYPE_CHECKING:
    import pandas as pd

_TEXTS: Final = tuple(column.name for column in STRIDE_COLUMNS if column.dtype == "str")
#: First line of each such file.
HEADER_LINE: Final = ",".join(column.name for column in STRIDE_COLUMNS)


def write_strides_csv(strides: pd.DataFrame, path: Path) -> None:
    """Write a table of strides.

    Parameters
    ----------
    strides : pandas.DataFrame
        `Analysis.strides`.
    path : Path
        The file; it appears only when it is whole. A value that was not measured is an empty
        field.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    table = strides.copy(deep=False)
    for name in _TEXTS:
        table[name] = table[name].map(defuse)
    text = table.to_csv(index=False, lineterminator="\n")
    write_whole(path, text.encode())


def read_strides_csv(path: Path) -> pd.DataFrame:
    """Read a table of strides as it was before it was written.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    pandas.DataFrame
        Columns `STRIDE_COLUMNS`, each number to the last bit.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    import pandas as pd

    table = pd.read_csv(
        path,
        dtype={column.name: column.dtype for column in STRIDE_COLUMNS},
        keep_default_na=False,
        na_values={column.name: [""] for column in STRIDE_COLUMNS if column.dtype == "float64"},
    )
    for name in _TEXTS:
        table[name] = table[name].map(undo_defuse)
    return table
