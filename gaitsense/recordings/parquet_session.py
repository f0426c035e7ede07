"""Read Parquet: our own session files exactly, others by the names of their columns.

What a session Parquet file says is what its session CSV would say: the same columns, the
header's facts as key-value metadata. Another program's file goes the way of a plain table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.typed_path import typed
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_faults import UnclearColumns, listed
from gaitsense.recordings.column_names import column_meaning
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.generic_csv import content_by_names
from gaitsense.recordings.head import Head, cannot_open
from gaitsense.recordings.layout import Layout
from gaitsense.recordings.parquet_writer import FOREIGN_KEYS
from gaitsense.recordings.rows import placed
from gaitsense.recordings.session_csv import session_content
from gaitsense.recordings.session_header import (
    FORMAT_KEY,
    NOTE_KEY,
    PARQUET_TITLE,
    SessionHeader,
    read_header,
)
from gaitsense.recordings.session_rows import MARKER, SAMPLE, SIDE, TIME, VALUES
from gaitsense.recordings.table import Table

_MAGIC: Final = b"PAR1"
_SMALLEST_BYTES: Final = 12
_BATCH_ROWS: Final = 1 << 18
#: No recording of moving feet shrinks to less than a bit per row; what claims to is broken, or
#: made to fill the memory. So many rows are read whatever the size.
_ROWS_PER_BYTE: Final = 8
_ALWAYS_ROWS: Final = 1_000_000
_REQUIRED: Final = (TIME, SIDE, *VALUES)
_TICKS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def _sniff(head: Head) -> Match | None:
    if not head.raw.startswith(_MAGIC):
        return None
    return Match(1.0, "the first bytes are those of a Parquet file")


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    path = source.path
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise RecordingError(
            "this is a Parquet file, which is read with the package pyarrow, and that is not "
            "installed; install it by 'pip install pyarrow', or export the recording as CSV",
            file=path,
        ) from None
    _refuse_cut(path)
    with _open(path) as file, _damage_told(pa, path):
        # Flipped bits would else become other samples without a word.
        opened = parquet.ParquetFile(file, page_checksum_verification=True)
        return _content(opened, pa, path, progress)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Any]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise cannot_open(path, error) from None
    with file:
        yield file


def _refuse_cut(path: Path) -> None:
    with _open(path) as file:
        size = file.seek(0, 2)
        file.seek(max(size - len(_MAGIC), 0))
        if size < _SMALLEST_BYTES or file.read() != _MAGIC:
            raise RecordingError(
                "this Parquet file breaks off, its last part is missing; copy or export it again",
                file=path,
            )


@contextlib.contextmanager
def _damage_told(pa: ModuleType, path: Path) -> Iterator[None]:
    try:
        yield
    except (
        pa.ArrowException,
        OSError,
        MemoryError,
        ValueError,
        LookupError,
        TypeError,
        OverflowError,
    ):
        raise RecordingError(
            "this Parquet file is damaged and cannot be read; copy or export it again",
            file=path,
        ) from None


def _content(file: Any, pa: ModuleType, path: Path, progress: Progress) -> Content:
    rows = file.metadata.num_rows
    size = path.stat().st_size
    if rows > max(_ALWAYS_ROWS, _ROWS_PER_BYTE * size):
        raise RecordingError(
            f"this Parquet file of {size} bytes claims to hold {rows} rows, which no recording "
            "does; export it again",
            file=path,
        )
    schema = file.schema_arrow
    reader = _Columns(file, pa, path, progress)
    said = _key_values(file)
    known: tuple[str, ...] = ()
    with placed(path):
        if set(_REQUIRED) <= set(schema.names) or FORMAT_KEY in said:
            header = _header(said, path)
            known = header.notes
            content = session_content(reader.session(), header, path)
            title = PARQUET_TITLE
        else:
            content = _named_content(schema, pa, reader, path)
            title = "Parquet table with time, acc x y z and gyr x y z in named columns"
    notes = list(content.notes)
    # What the file says of itself are lines of the file that it was made from.
    if any("(line" in note for note in notes[len(known) :]):
        notes.append("The lines of a Parquet file are its rows, counted from 1.")
    return Content(content.tracks, content.metadata, tuple(notes), content.marker, title)


def _named_content(schema: Any, pa: ModuleType, reader: _Columns, path: Path) -> Content:
    try:
        return content_by_names(_layout(schema, pa), reader.load, path)
    except UnclearColumns as error:
        raise RecordingError(
            f"{error.message}, or export it as CSV and say which column is what: gaitsense "
            f"columns {typed(path.with_suffix('.csv'))}",
            column=error.column,
        ) from None


def _key_values(file: Any) -> dict[str, str]:
    # Those of the schema come in the order in which they stand in the file.
    raw = file.schema_arrow.metadata or {}
    texts = {key.decode(errors="replace"): value for key, value in raw.items()}
    return {
        key: value.decode(errors="replace")
        for key, value in texts.items()
        if key not in FOREIGN_KEYS
    }


def _header(said: Mapping[str, str], path: Path) -> SessionHeader:
    """Read the facts as the lines that they would be in a session CSV."""
    lines: list[str] = []
    # Only a session's own keys are facts of it.
    for key, value in said.items() if FORMAT_KEY in said else ():
        values = value.split("\n") if key == NOTE_KEY else [value.replace("\n", " ")]
        lines.extend(f"# {key}: {one}" for one in values)
    try:
        return read_header(lines, path)
    except RecordingError as error:
        raise RecordingError(error.message, file=path) from None


def _layout(schema: Any, pa: ModuleType) -> Layout:
    """Describe the columns of numbers; a clock's ticks say their unit by their type."""
    names, units = [], []
    for field in schema:
        name = field.name if _is_number(field.type, pa) else ""
        unit = ""
        meaning = column_meaning(field.name)
        if _tick_unit(field.type, pa) and meaning is not None and meaning.quantity == "time":
            # Whatever unit its name says: ticks are counted by the column's type.
            name, unit = f"{meaning.side or ''} time".strip(), "s"
        names.append(name)
        units.append(unit)
    layout = Layout(",", ".", tuple(names), tuple(units), 0, 1, len(names))
    _refuse_texts(schema, names)
    known = [meaning for name in names if (meaning := column_meaning(name))]
    if not {"acc", "gyr"} <= {meaning.quantity for meaning in known}:
        shown = listed([str(field.name) for field in schema])
        raise UnclearColumns(
            "the columns of acceleration and angular rate cannot be told by their names (there "
            f"are {shown}); name them t_s, acc_x, …, gyr_z"
        )
    return layout


def _refuse_texts(schema: Any, names: Sequence[str]) -> None:
    """Raise where a column that is needed holds no numbers, whatever its name."""
    there = {_meaning_key(name) for name in names if name}
    for field, name in zip(schema, names, strict=True):
        key = _meaning_key(field.name)
        if not name and key is not None and key not in there:
            raise RecordingError(
                f"holds values of the type {field.type}, where numbers are due; export it as "
                "numbers",
                column=field.name,
            )


def _meaning_key(name: str) -> tuple[str, str, str | None] | None:
    """Say what a column is for, whatever its unit."""
    meaning = column_meaning(name)
    return None if meaning is None else (meaning.quantity, meaning.axis, meaning.side)


def _is_number(kind: Any, pa: ModuleType) -> bool:
    types = pa.types
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _tick_unit(kind: Any, pa: ModuleType) -> str | None:
    types = pa.types
    return kind.unit if types.is_timestamp(kind) or types.is_duration(kind) else None


class _Columns:
    """Chosen columns of a Parquet file as a table."""

    def __init__(self, file: Any, pa: ModuleType, path: Path, progress: Progress) -> None:
        self._file = file
        self._pa = pa
        self._path = path
        self._progress = progress
        self._names: list[str] = list(file.schema_arrow.names)

    def session(self) -> Table:
        """Read the columns of a session."""
        for name in (*_REQUIRED, SAMPLE, MARKER):
            n = self._names.count(name)
            if n > 1 or (n == 0 and name in _REQUIRED):
                raise RecordingError(
                    f"a session has one column {name!r}, and here are {n}; export the file again"
                )
        texts = [name for name in (SIDE, MARKER) if name in self._names]
        numbers = [name for name in (TIME, *VALUES, SAMPLE) if name in self._names]
        return self._table({name: name for name in numbers}, {name: name for name in texts})

    def load(self, places: Mapping[str, int]) -> Table:
        """Read columns of numbers by their positions."""
        wanted = {name: self._names[at] for name, at in places.items()}
        for name in wanted.values():
            if self._names.count(name) > 1:
                raise RecordingError(f"two columns have the name {name!r}; rename one of them")
        return self._table(wanted, {})

    def _table(self, numbers: Mapping[str, str], texts: Mapping[str, str]) -> Table:
        schema = self._file.schema_arrow
        for name in numbers.values():
            kind = schema.field(name).type
            if not (_is_number(kind, self._pa) or _tick_unit(kind, self._pa)):
                raise RecordingError(f"the column {name!r} holds no numbers; export the file again")
        found: dict[str, list[NDArray[Any]]] = {name: [] for name in (*numbers, *texts)}
        rows = 0
        total = max(self._file.metadata.num_rows, 1)
        chosen = list(dict.fromkeys([*numbers.values(), *texts.values()]))
        for batch in self._file.iter_batches(_BATCH_ROWS, columns=chosen):
            for ours, theirs in numbers.items():
                found[ours].append(self._numbers(batch.column(theirs)))
            for ours, theirs in texts.items():
                found[ours].append(self._words(batch.column(theirs)))
            rows += batch.num_rows
            self._progress(min(rows / total, 1.0))
        if not rows:
            raise RecordingError("this Parquet file holds no row; record or export it again")
        return Table(
            {name: np.concatenate(found[name]) for name in numbers},
            {name: np.concatenate(found[name]) for name in texts},
            np.arange(1, rows + 1, dtype=np.int64),
        )

    def _numbers(self, column: Any) -> NDArray[np.float64]:
        pa = self._pa
        unit = _tick_unit(column.type, pa)
        if unit is not None:
            column = column.cast(pa.int64())
        values = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return np.asarray(values * _TICKS[unit] if unit else values, np.float64)

    def _words(self, column: Any) -> NDArray[np.object_]:
        coded = column.cast(self._pa.string()).fill_null("").dictionary_encode()
        words = np.array([word.strip() for word in coded.dictionary.to_pylist()], object)
        return np.asarray(words[coded.indices.to_numpy()])


DIALECT: Final = Dialect("parquet", "Parquet files, our own or with named columns", _sniff, _read)
