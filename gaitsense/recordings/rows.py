"""Rows of one sensor as a file gave them, and what is wrong with some of them."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.timebase import refuse_impossible_rate

#: Rows out of the order of time are late packets or struck digits up to this share of all;
#: above it, the file holds something else (two walks, a restarted clock) and is refused.
_LATE_SHARE: Final = 0.01
#: Lines named in one note.
_NAMED_LINES: Final = 20
#: Times further than this from the median time are no times of the walk, s.
_DAY_S: Final = 86400.0
#: No sensor gives more, in m/s² or in rad/s; a few such values are struck digits, many are
#: another unit, which is not judged here.
_IMPOSSIBLE: Final = 1e4
_FEW_SHARE: Final = 0.01
#: From here on a number rounds to infinity as float32.
_FLOAT32_END: Final = (2.0 - 2.0**-24) * 2.0**127


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of one sensor, not yet judged.

    Parameters
    ----------
    line : (n,) int64
        Line of each row in its file, from 1.
    t_s : (n,) float64
        Time of each row, s.
    acc_mps2 : (n, 3) float64
        Specific force, m/s², SENSOR; NaN where lost.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, SENSOR; NaN where lost.
    counter : (n,) int64, optional
        The sensor's own unwrapped counter.
    """

    line: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float64]
    gyr_radps: NDArray[np.float64]
    counter: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.line)

    def take(self, keep: NDArray[np.bool_]) -> Rows:
        """Keep some of the rows.

        Parameters
        ----------
        keep : (n,) bool
            True where a row stays.

        Returns
        -------
        Rows
            These very rows where all stay.
        """
        if keep.all():
            return self
        # Picking by number takes a fraction of the time that picking by a mask takes.
        at = np.flatnonzero(keep)
        return Rows(
            self.line.take(at),
            self.t_s.take(at),
            self.acc_mps2.take(at, axis=0),
            self.gyr_radps.take(at, axis=0),
            None if self.counter is None else self.counter.take(at),
        )


@dataclass(slots=True)
class Notes:
    """Sentences about one file, in the order of their discovery.

    Parameters
    ----------
    sentences : list of str
        What was said so far, for `Recording.notes`.
    """

    sentences: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """Add a sentence, once.

        Parameters
        ----------
        sentence : str
            What was dropped, deduced or odd. Both feet may share a column; what was said of
            it for the one is not repeated for the other.
        """
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def say_lines(self, what: str, lines: NDArray[np.int64]) -> None:
        """Add a sentence about some lines, if there are any.

        Parameters
        ----------
        what : str
            What became of them, to be read behind "3 rows".
        lines : (n,) int64
            Their numbers in the file, from 1; the first 20 are named.
        """
        if len(lines):
            named = ", ".join(str(line) for line in lines[:_NAMED_LINES])
            more = f" and {len(lines) - _NAMED_LINES} more" if len(lines) > _NAMED_LINES else ""
            plural = "s" if len(lines) > 1 else ""
            self.say(f"{len(lines)} row{plural} {what} (line{plural} {named}{more}).")


def tidy(rows: Rows, path: Path, notes: Notes, *, exact: bool = False) -> Rows:
    """Drop rows that cannot be samples of their own.

    Parameters
    ----------
    rows : Rows
        As the file has them.
    path : Path
        The file, for messages.
    notes : Notes
        Takes what was dropped.
    exact : bool
        Whether the file's times and values are used as they are: then times must rise, and
        every value that a float32 holds is believed. If not, times may repeat, and six zeros
        or a value that no sensor can give mean that nothing was measured.

    Returns
    -------
    Rows
        With times that are there and never fall; lost samples still as NaN.

    Raises
    ------
    RecordingError
        If times run backwards more often than late packets explain, or are no seconds.
    """
    timed = np.isfinite(rows.t_s)
    if timed.any():
        # No walk takes a day: such a time is a broken one. A NaN compares as false.
        middle_s = np.partition(rows.t_s[timed], np.count_nonzero(timed) // 2)
        near = np.abs(rows.t_s - middle_s[np.count_nonzero(timed) // 2]) < _DAY_S
        steps_s = np.diff(rows.t_s[timed])
        if 2 * np.count_nonzero(near) < np.count_nonzero(timed) and (steps_s > 0).any():
            with placed(path):
                refuse_impossible_rate(1.0 / float(np.median(steps_s[steps_s > 0])))
        far = timed & ~near
        if np.count_nonzero(far) > _LATE_SHARE * np.count_nonzero(timed):
            raise RecordingError(
                "many of the times lie more than a day from the others, from here on or until "
                "here, so the file holds more than one recording; cut it into its separate walks",
                file=path,
                line=int(rows.line[1 + np.flatnonzero(np.diff(far))[0]]),
            )
        timed &= near
    notes.say_lines("without a usable time dropped", rows.line[~timed])
    rows = _drop_repeats(rows.take(timed), notes)
    rows = _drop_disordered(rows, path, notes, exact=exact)
    return _void_unmeasured(rows, notes, exact=exact)


def _drop_repeats(rows: Rows, notes: Notes) -> Rows:
    """Drop rows that repeat the time and all values of the row before."""
    repeat = np.zeros(len(rows), np.bool_)
    at = np.flatnonzero(np.diff(rows.t_s) == 0) + 1
    values = np.column_stack([rows.acc_mps2[at], rows.gyr_radps[at]])
    before = np.column_stack([rows.acc_mps2[at - 1], rows.gyr_radps[at - 1]])
    repeat[at] = ((values == before) | (np.isnan(values) & np.isnan(before))).all(axis=1)
    if rows.counter is not None:
        repeat[at] &= rows.counter[at] == rows.counter[at - 1]
    notes.say_lines("repeating the row before dropped", rows.line[repeat])
    return rows.take(~repeat)


def _drop_disordered(rows: Rows, path: Path, notes: Notes, *, exact: bool) -> Rows:
    """Drop the few rows without which times never fall, or, where exact, always rise."""
    if len(rows) < 2:
        return rows
    behind = np.zeros(len(rows), np.bool_)
    wrong = np.less_equal if exact else np.less
    behind[1:] = wrong(rows.t_s[1:], np.maximum.accumulate(rows.t_s)[:-1])
    if not behind.any():
        return rows
    # One time too early makes one row fall behind, one too late makes all the next ones.
    ahead = np.zeros(len(rows), np.bool_)
    ahead[:-1] = wrong(np.minimum.accumulate(rows.t_s[::-1])[::-1][1:], rows.t_s[:-1])
    fewer = min(behind, ahead, key=np.count_nonzero)
    if np.count_nonzero(fewer) > _LATE_SHARE * len(rows):
        k = int(np.argmin(np.diff(rows.t_s)))
        raise RecordingError(
            f"time runs backwards here ({rows.t_s[k]:.6g} s is followed by "
            f"{rows.t_s[k + 1]:.6g} s); sort the file, or cut it into its separate walks",
            file=path,
            line=int(rows.line[k + 1]),
        )
    notes.say_lines("out of the order of time dropped", rows.line[fewer])
    return rows.take(~fewer)


def _void_unmeasured(rows: Rows, notes: Notes, *, exact: bool) -> Rows:
    """Make samples that were not measured NaN."""
    size = np.maximum(_largest(rows.acc_mps2), _largest(rows.gyr_radps))
    void = size >= _FLOAT32_END
    if not exact:
        odd = size > _IMPOSSIBLE
        if np.count_nonzero(odd) <= _FEW_SHARE * len(rows):
            void |= odd
    notes.say_lines("of impossible values taken as lost samples", rows.line[void])
    zero = size == 0
    if not exact and zero.any() and not zero.all():
        notes.say_lines("of six zeros taken as lost samples", rows.line[zero])
        void |= zero
    if not void.any():
        return rows
    acc_mps2 = np.where(void[:, np.newaxis], np.nan, rows.acc_mps2)
    return dataclasses.replace(rows, acc_mps2=acc_mps2)


def _largest(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Largest size of three values, NaN if one is; three columns are faster than a short axis."""
    x, y, z = np.abs(vectors).T
    return np.asarray(np.maximum(np.maximum(x, y), z))


@contextlib.contextmanager
def placed(path: Path) -> Iterator[None]:
    """Say in which file a `RecordingError` arose that does not know it.

    Parameters
    ----------
    path : Path
        The file.
    """
    try:
        yield
    except RecordingError as error:
        if error.file is not None:
            raise
        raise RecordingError(
            error.message, file=path, line=error.line, column=error.column
        ) from None
