"""Rows of numbers out of a text file: fast where it is well-formed, patient where it is not.

The file is read in blocks of whole lines. A block whose every line has exactly the expected
number of cells goes to pandas' C parser; pandas is trusted with nothing else, because it
shifts columns at a trailing comma, pads short rows and takes a half-written value for a whole
one. Any other block is read line by line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.blocks import Progress, line_blocks
from gaitsense.recordings.head import Head, cannot_open
from gaitsense.recordings.layout import MISSING, Layout
from gaitsense.recordings.line_reader import LARGEST, LineReader

if TYPE_CHECKING:
    import pandas as pd

_NA_VALUES: Final = sorted(MISSING)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Chosen columns of a file.

    Parameters
    ----------
    numbers : Mapping[str, (n,) float64]
        Values by the caller's names, in the file's own units, at most ±1e100; an empty cell is
        NaN.
    texts : Mapping[str, (n,) object]
        Stripped texts by the caller's names; an empty cell is "".
    line : (n,) int64
        Line of each row in the file, counted from 1.
    notes : tuple of str
        What was dropped, one sentence each.
    """

    numbers: Mapping[str, NDArray[np.float64]]
    texts: Mapping[str, NDArray[np.object_]]
    line: NDArray[np.int64]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.line)

    def take(self, keep: NDArray[np.bool_]) -> Table:
        """Keep some of the rows.

        Parameters
        ----------
        keep : (n,) bool
            True where a row stays.

        Returns
        -------
        Table
            With the same notes.
        """
        return Table(
            {name: values[keep] for name, values in self.numbers.items()},
            {name: values[keep] for name, values in self.texts.items()},
            self.line[keep],
            self.notes,
        )

    def vectors(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Put number columns side by side.

        Parameters
        ----------
        names : sequence of str
            The columns, by the caller's names.

        Returns
        -------
        (n, len(names)) float64
            In the order of the names and in the file's own unit.
        """
        return np.column_stack([self.numbers[name] for name in names])


def read_table(
    path: Path,
    head: Head,
    layout: Layout,
    numbers: Mapping[str, int],
    texts: Mapping[str, int],
    progress: Progress,
) -> Table:
    """Read chosen columns.

    Parameters
    ----------
    path : Path
        The file.
    head : Head
        How it begins.
    layout : Layout
        Where its table is.
    numbers : Mapping[str, int]
        Columns to read as numbers: the caller's name, and the position from 0.
    texts : Mapping[str, int]
        Columns to read as text.
    progress : callable
        Called with the share read so far, 0 to 1.

    Returns
    -------
    Table
        Every good row; what was dropped stands in its notes.

    Raises
    ------
    RecordingError
        If the file cannot be read or not one row is good.
    """
    if max([*numbers.values(), *texts.values()], default=0) >= layout.width:
        raise RecordingError(
            f"the header names {len(layout.names)} columns but the rows hold {layout.width} "
            "values; export the file again, or mend its header",
            file=path,
            line=layout.first_line,
        )
    reader = _BlockReader(layout, numbers, texts, head.encoding)
    notes: list[str] = []
    parts: list[Table] = []
    try:
        for block, first_line in line_blocks(path, head, layout.first_line, notes, progress):
            parts.append(reader.read(block, first_line))
    except OSError as error:
        raise cannot_open(path, error) from None
    dropped = reader.patient.dropped
    if not any(map(len, parts)):
        why = (
            f"no row could be read; the first one {dropped.first_why}; export the file again"
            if dropped.count
            else "there is a header but no whole row of samples; record or export it again"
        )
        raise RecordingError(why, file=path, line=dropped.first_line, column=dropped.first_column)
    if dropped.count:
        notes.append(dropped.sentence())
    return Table(
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in numbers},
        {name: np.concatenate([part.texts[name] for part in parts]) for name in texts},
        np.concatenate([part.line for part in parts]),
        tuple(notes),
    )


class _BlockReader:
    """Turns blocks of lines into columns."""

    def __init__(
        self,
        layout: Layout,
        numbers: Mapping[str, int],
        texts: Mapping[str, int],
        encoding: str,
    ) -> None:
        self._layout = layout
        self._numbers = numbers
        self._texts = texts
        self._encoding = "utf-8" if encoding.startswith("utf-16") else encoding
        marks = {ord(layout.delimiter), ord("\n")}
        self._no_marks = bytes(code for code in range(256) if code not in marks)
        self.patient = LineReader(layout, numbers, texts)

    def read(self, block: bytes, first_line: int) -> Table:
        part = self._read_fast(block, first_line) if self._is_well_formed(block) else None
        return self._read_patiently(block, first_line) if part is None else part

    def _is_well_formed(self, block: bytes) -> bool:
        """Whether each line has exactly the right number of cells and nothing odd in it."""
        if self._layout.delimiter == " " or b'"' in block or b"\x00" in block:
            return False
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            return False
        marks = block.translate(None, self._no_marks)
        line = self._layout.delimiter.encode() * (self._layout.width - 1) + b"\n"
        return marks == line * (len(marks) // len(line)) and len(line) > 1

    def _read_fast(self, block: bytes, first_line: int) -> Table | None:
        """Parse by pandas; None where a cell is not a plain finite number."""
        import pandas as pd

        dtypes: dict[int, Any] = dict.fromkeys(self._numbers.values(), np.float64)
        # Not "category", which takes the texts 01 and 1 for the same number.
        dtypes |= dict.fromkeys(self._texts.values(), object)
        options: Any = exact_float_options(pd.__version__)
        options["na_values"] = dict.fromkeys(self._numbers.values(), _NA_VALUES)
        try:
            frame = pd.read_csv(
                io.BytesIO(block),
                engine="c",
                sep=self._layout.delimiter,
                decimal=self._layout.decimal,
                header=None,
                names=range(self._layout.width),
                index_col=False,
                usecols=sorted(dtypes),
                dtype=dtypes,
                keep_default_na=False,
                quoting=csv.QUOTE_NONE,
                encoding=self._encoding,
                **options,
            )
        except (ValueError, pd.errors.ParserError):
            return None
        numbers = {name: frame[at].to_numpy(np.float64) for name, at in self._numbers.items()}
        if any(np.isinf(values).any() for values in numbers.values()):
            return None
        numbers = {name: np.clip(values, -LARGEST, LARGEST) for name, values in numbers.items()}
        return Table(
            numbers,
            {name: _stripped(frame[at]) for name, at in self._texts.items()},
            np.arange(first_line, first_line + len(frame), dtype=np.int64),
        )

    def _read_patiently(self, block: bytes, first_line: int) -> Table:
        rows = []
        kept = []
        lines = block.decode(self._encoding, errors="replace").split("\n")
        for number, line in enumerate(lines[:-1], start=first_line):
            row = self.patient.read(line.removesuffix("\r"), number)
            if row is not None:
                rows.append(row)
                kept.append(number)
        return Table(
            {
                name: np.array([row[0][k] for row in rows], np.float64)
                for k, name in enumerate(self._numbers)
            },
            {
                name: np.array([row[1][k] for row in rows], object)
                for k, name in enumerate(self._texts)
            },
            np.array(kept, np.int64),
        )


def _stripped(column: pd.Series[Any]) -> NDArray[np.object_]:
    codes, words = column.factorize()
    return np.asarray(np.array([str(word).strip() for word in words], object)[codes])


def exact_float_options(pandas_version: str) -> dict[str, object]:
    """Return what makes pandas read the float64 nearest to a text.

    Parameters
    ----------
    pandas_version : str
        As in ``pandas.__version__``.

    Returns
    -------
    dict
        Empty from 3.1 on, which always reads exactly and warns at the old option.
    """
    major, minor = (int(part) for part in pandas_version.split(".")[:2])
    return {} if (major, minor) >= (3, 1) else {"float_precision": "round_trip"}
