"""Write a recording as a session CSV, such that reading it gives the same to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Side
from gaitsense.recordings.decimal_text import float32_cells
from gaitsense.recordings.partial_file import writing_whole
from gaitsense.recordings.session_header import header_lines
from gaitsense.recordings.session_rows import (
    MARKER,
    SAMPLE,
    TIME,
    VALUES,
    contradicting_rate,
    count_samples,
)
from gaitsense.recordings.text_cells import escape_text

_CHUNK_ROWS: Final = 16384
#: Losses up to this long are written as rows without values; longer ones as no rows, s.
_FILLED_S: Final = 1.0


def write_session_csv(
    recording: Recording,
    path: str | Path,
    *,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write a recording as a session CSV.

    Parameters
    ----------
    recording : Recording
        What to write. Reading it back gives every counter, time and value to the last bit;
        of the metadata, ``source_format`` and ``source_file`` come back as
        ``original_format`` and ``original_file``.
    path : str or Path
        The file; it appears under this name only when it is whole.
    progress : callable, optional
        Called with the share done, 0 to 1.

    Raises
    ------
    RecordingError
        If the file cannot be written, or the recording holds what no file can: a foot without
        samples, times or counters that do not rise, a rate that the times contradict, values
        that are not finite, or a mark without a time.
    """
    refuse_unwritable(recording)
    feet = [_FootRows.of(foot) for foot in recording.feet.values()]
    table = _Interleaved(feet, recording.marker)
    with writing_whole(Path(path)) as file:
        table.write(file, header_lines(recording), progress or (lambda _: None))


def refuse_unwritable(recording: Recording) -> None:
    """Raise when a recording holds what no file can hold such that it comes back the same.

    Parameters
    ----------
    recording : Recording
        What is to be written.

    Raises
    ------
    RecordingError
        If a foot has no samples, its times or counters do not rise, a value is not finite, or
        a mark has no time.
    """
    for foot in recording.feet.values():
        _refuse_foot(foot)
    untimed = [word for t_s, word in recording.marker if not np.isfinite(t_s)]
    if untimed:
        raise RecordingError(f"the mark {untimed[0]!r} has no time; leave it out")


@dataclass(frozen=True, slots=True, eq=False)
class _FootRows:
    """Rows of one foot, lost samples of short gaps included."""

    side: Side
    t_s: NDArray[np.float64]
    sample: NDArray[np.int64]
    values: NDArray[np.float32]
    lost: NDArray[np.bool_]
    #: Whether counters can be told from times and rate; if not, they need a column.
    countable: bool

    @classmethod
    def of(cls, foot: FootRecording) -> _FootRows:
        step = np.diff(foot.sample)
        # Where time and counter part (a pause, a new fit of the clock), nothing is filled in.
        told = np.rint(np.diff(foot.t_s) * foot.rate_hz) == step
        short = (step > 1) & (step <= _FILLED_S * foot.rate_hz) & told
        missing = np.where(short, step - 1, 0)
        # Each received sample is followed by as many rows as are lost behind it.
        repeat = np.concatenate([missing + 1, [1]])
        source = np.repeat(np.arange(len(foot)), repeat)
        offset = np.arange(len(source)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        lost = offset > 0
        t_s = foot.t_s[source]
        after = source[lost]
        span_s = foot.t_s[after + 1] - foot.t_s[after]
        t_s[lost] += span_s * offset[lost] / (missing[after] + 1)
        sample = foot.sample[source] + offset
        contradiction = contradicting_rate(t_s, np.diff(sample), foot.rate_hz)
        if contradiction:
            raise RecordingError(f"the {foot.side} foot cannot be written: {contradiction}")
        counted = count_samples(t_s, foot.rate_hz, int(foot.sample[0]))
        values = np.hstack([foot.acc_mps2, foot.gyr_radps])[source]
        return cls(foot.side, t_s, sample, values, lost, bool((counted == sample).all()))


def _refuse_foot(foot: FootRecording) -> None:
    if len(foot) == 0:
        raise RecordingError(f"the {foot.side} foot holds no sample; leave it out")
    if not (np.isfinite(foot.t_s).all() and (np.diff(foot.t_s) > 0).all()):
        raise RecordingError(f"the times of the {foot.side} foot do not rise; sort them first")
    if not (np.diff(foot.sample) > 0).all():
        raise RecordingError(f"the counters of the {foot.side} foot do not rise; sort them first")
    if not (np.isfinite(foot.acc_mps2).all() and np.isfinite(foot.gyr_radps).all()):
        raise RecordingError(
            f"the {foot.side} foot holds values that are not finite; leave those samples out"
        )


class _Interleaved:
    """Rows of all feet and marks in order of time."""

    def __init__(self, feet: list[_FootRows], marker: tuple[tuple[float, str], ...]) -> None:
        t_s = np.concatenate([foot.t_s for foot in feet])
        order = np.argsort(t_s, kind="stable")
        self._t_s = t_s[order]
        self._sample = np.concatenate([foot.sample for foot in feet])[order]
        self._values = np.concatenate([foot.values for foot in feet])[order]
        self._lost = np.concatenate([foot.lost for foot in feet])[order]
        sides = np.concatenate([np.full(len(foot.t_s), foot.side, "S5") for foot in feet])
        self._side = sides[order]
        self._numbered = not all(foot.countable for foot in feet)
        self._marker = sorted(marker, key=lambda mark: mark[0])

    def write(self, file: BinaryIO, header: list[str], progress: Callable[[float], None]) -> None:
        names = [TIME, "side", *VALUES]
        names += [SAMPLE] if self._numbered else []
        names += [MARKER] if self._marker else []
        file.write("\n".join([*header, ",".join(names), ""]).encode())
        for first, last, marks in self._pieces():
            for t_s, word in marks:
                empty = "," * (len(names) - 2)
                cell = escape_text(word, also=",")
                file.write(f"{float(t_s)!r},{empty}{cell}\n".encode())
            if last > first:
                file.write(self._text(slice(first, last)))
            progress(last / len(self._t_s))

    def _pieces(self) -> Iterator[tuple[int, int, list[tuple[float, str]]]]:
        """Cut rows into chunks, each with the marks that come right before it."""
        marked: dict[int, list[tuple[float, str]]] = {}
        for mark in self._marker:
            at = int(np.searchsorted(self._t_s, mark[0]))
            marked.setdefault(at, []).append(mark)
        n = len(self._t_s)
        cuts = sorted({*range(0, n, _CHUNK_ROWS), *marked, n})
        for first, last in zip(cuts, [*cuts[1:], n], strict=True):
            if last > first or first in marked:
                yield first, last, marked.get(first, [])

    def _text(self, rows: slice) -> bytes:
        """Lay the rows' characters side by side in one matrix, then drop the blanks."""
        n = rows.stop - rows.start
        comma = np.full((n, 1), ord(","), np.uint8)
        parts = [_cells(list(map(repr, self._t_s[rows].tolist()))), comma]
        parts += [_characters(self._side[rows])]
        for k in range(len(VALUES)):
            cells = float32_cells(self._values[rows, k])
            cells[self._lost[rows]] = 0
            parts += [comma, cells]
        if self._numbered:
            parts += [comma, _cells(list(map(str, self._sample[rows].tolist())))]
        if self._marker:
            parts += [comma]
        parts += [np.full((n, 1), ord("\n"), np.uint8)]
        return np.hstack(parts).tobytes().translate(None, b"\x00")


def _cells(texts: list[str]) -> NDArray[np.uint8]:
    return _characters(np.array(texts, "S"))


def _characters(words: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(words).view(np.uint8).reshape(len(words), words.itemsize)
