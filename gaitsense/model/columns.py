"""A table's column, declared once: CSV headers, documents and tests derive from these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["int64", "float64", "str"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Its name, with the unit as suffix.
    dtype : {"int64", "float64", "str"}
        Type of its values.
    unit : str
        Unit, or "" where there is none.
    meaning : str
        One sentence for a person who reads the table.
    nullable : bool
        Whether a value may be absent (NaN; the empty word for text).
    """

    name: str
    dtype: ColumnType
    unit: str
    meaning: str
    nullable: bool
