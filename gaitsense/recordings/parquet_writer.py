"""Write a recording as a Parquet file: a quarter of its session CSV's size, and the same facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import ConfigError, RecordingError
from gaitsense.model.recording import FootRecording, Recording
from gaitsense.recordings.partial_file import writing_whole
from gaitsense.recordings.session_header import NOTE_KEY, header_lines
from gaitsense.recordings.session_rows import (
    MARKER,
    SAMPLE,
    SIDE,
    TIME,
    VALUES,
    contradicting_rate,
)
from gaitsense.recordings.session_writer import refuse_unwritable
from gaitsense.recordings.text_cells import escape_text

#: Rows that are compressed together.
_GROUP_ROWS: Final = 1 << 18
#: From here on float64, as which numbers of a table are read, holds no counter exactly.
_LARGEST_COUNTER: Final = 1 << 53
#: Keys that other programs put beside ours; ours of that name goes the way of odd names.
FOREIGN_KEYS: Final = frozenset({"pandas", "ARROW:schema"})


def write_session_parquet(
    recording: Recording,
    path: str | Path,
    *,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write a recording as a session Parquet file.

    Columns are named as in a session CSV, with every sample's counter; float32 stays float32.
    The header's facts stand in the file's key-value metadata.

    Parameters
    ----------
    recording : Recording
        What to write. Reading it back gives the same as reading its session CSV.
    path : str or Path
        The file; it appears under this name only when it is whole.
    progress : callable, optional
        Called with the share done, 0 to 1.

    Raises
    ------
    ConfigError
        If the package pyarrow is not installed.
    RecordingError
        If the file cannot be written, or the recording holds what no file can.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ConfigError(
            "Parquet files are written with the package pyarrow, which is not installed; install "
            "it by 'pip install pyarrow', or write a session CSV"
        ) from None
    refuse_unwritable(recording)
    for foot in recording.feet.values():
        contradiction = contradicting_rate(foot.t_s, np.diff(foot.sample), foot.rate_hz)
        if contradiction:
            raise RecordingError(f"the {foot.side} foot cannot be written: {contradiction}")
        if np.abs(foot.sample[[0, -1]]).max() >= _LARGEST_COUNTER:
            raise RecordingError(
                f"the {foot.side} foot cannot be written: its counters are beyond what a number "
                "of a table holds exactly (2 to the 53rd); count from 0"
            )
    columns = _columns(recording)
    schema = pa.schema([(name, _type(pa, name)) for name in columns])
    n = len(columns[TIME])
    with writing_whole(Path(path)) as file:
        writer = parquet.ParquetWriter(
            file,
            schema,
            compression="zstd",
            use_dictionary=[name for name in (SIDE, MARKER) if name in columns],
            # Bytes of like weight side by side: floats shrink by a further third.
            use_byte_stream_split=[TIME, *VALUES],
            store_schema=False,
            write_page_checksum=True,
        )
        try:
            for rows in _groups(n):
                arrays = [_array(pa, name, values[rows]) for name, values in columns.items()]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                if progress:
                    progress(rows.stop / n)
            writer.add_key_value_metadata(_key_values(recording))
            writer.close()
        finally:
            # What failed must not be closed, which would write on.
            writer.is_open = False


def _groups(n: int) -> Iterator[slice]:
    for first in range(0, n, _GROUP_ROWS):
        yield slice(first, min(first + _GROUP_ROWS, n))


def _type(pa: ModuleType, name: str) -> Any:
    if name in VALUES:
        return pa.float32()
    return {TIME: pa.float64(), SAMPLE: pa.int64()}.get(name, pa.string())


def _array(pa: ModuleType, name: str, values: NDArray[Any]) -> Any:
    if name in VALUES:
        # Only rows of marks have no values.
        return pa.array(values, pa.float32(), from_pandas=True)
    if name == SAMPLE:
        return pa.array(values, pa.int64(), mask=values == _NO_SAMPLE)
    return pa.array(values, _type(pa, name))


#: A mark's row; no counter is that low.
_NO_SAMPLE: Final = np.iinfo(np.int64).min


def _columns(recording: Recording) -> dict[str, NDArray[Any]]:
    """Rows of marks and of both feet in order of time."""
    feet = list(recording.feet.values())
    marks = recording.marker
    t_s = np.concatenate([[t_s for t_s, _ in marks], *(foot.t_s for foot in feet)])
    # A mark stands before the sample of the same time.
    order = np.argsort(t_s, kind="stable")
    blank = np.full((len(marks), len(VALUES)), np.nan, np.float32)
    values = np.concatenate([blank, *(_values(foot) for foot in feet)])[order]
    sample = np.concatenate(
        [np.full(len(marks), _NO_SAMPLE), *(foot.sample for foot in feet)], dtype=np.int64
    )
    sides = [np.full(len(foot), foot.side, object) for foot in feet]
    columns: dict[str, NDArray[Any]] = {
        TIME: t_s[order],
        SIDE: np.concatenate([np.full(len(marks), None, object), *sides])[order],
    }
    columns |= {name: np.ascontiguousarray(values[:, k]) for k, name in enumerate(VALUES)}
    columns[SAMPLE] = sample[order]
    if marks:
        words = np.full(len(t_s), None, object)
        words[: len(marks)] = [escape_text(word) for _, word in marks]
        columns[MARKER] = words[order]
    return columns


def _values(foot: FootRecording) -> NDArray[np.float32]:
    return np.hstack([foot.acc_mps2, foot.gyr_radps])


def _key_values(recording: Recording) -> dict[str, str]:
    """Header lines as keys and values; the notes are the lines of one value."""
    facts: dict[str, str] = {}
    notes: list[str] = []
    for line in header_lines(recording):
        key, _, value = line.removeprefix("# ").partition(": ")
        if key == NOTE_KEY:
            notes.append(value)
        else:
            facts[f"meta.{key}" if key in FOREIGN_KEYS else key] = value
    if notes:
        facts[NOTE_KEY] = "\n".join(notes)
    return facts
