"""Read our own session CSV: exactly what was written, and kindly what people made by hand."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.timebase import unit_hint
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.counters import keep_counted
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, find_header
from gaitsense.recordings.received import received
from gaitsense.recordings.rows import Notes, Rows, placed, tidy
from gaitsense.recordings.session_header import (
    FORMAT_KEY,
    SESSION_TITLE,
    FootHeader,
    SessionHeader,
    read_header,
)
from gaitsense.recordings.session_rows import (
    ACC,
    GYR,
    MARKER,
    SAMPLE,
    SIDE,
    TIME,
    VALUES,
    contradicting_rate,
    count_samples,
)
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.text_cells import unescape_text
from gaitsense.recordings.track import Clock, Track, build_track

_REQUIRED: Final = (TIME, SIDE, *VALUES)
#: Up to this share, a repeated time is a struck digit.
_REPEATED_SHARE: Final = 0.01


def _sniff(head: Head) -> Match | None:
    if any(line.lstrip('"').startswith(f"# {FORMAT_KEY}:") for line in head.lines[:1]):
        return Match(1.0, "the first line says that it is a session CSV")
    if find_header(head, _REQUIRED) is None:
        return None
    return Match(0.95, "the columns are those of a session CSV")


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    layout = find_header(source.head, _REQUIRED)
    above = source.head.lines[: layout.header_line - 1 if layout else None]
    header = read_header(above, source.path)
    if layout is None:
        raise _without_columns(source)
    with placed(source.path):
        checked(layout, source.head)
        return session_content(_read_rows(source, layout, progress), header, source.path)


def _without_columns(source: Source) -> RecordingError:
    layout = find_header(source.head, (TIME, SIDE)) or find_header(source.head, VALUES)
    if layout is None:
        return RecordingError(
            f"the row of column names ({', '.join(_REQUIRED)}) is missing; write the file again",
            file=source.path,
        )
    absent = [name for name in _REQUIRED if name.casefold() not in map(str.casefold, layout.names)]
    why = ": without a gyroscope the foot cannot be followed" if set(GYR) <= set(absent) else ""
    return RecordingError(
        f"there is no column {', '.join(absent)}{why}; write the file again with all columns",
        file=source.path,
        line=layout.header_line,
    )


def session_content(table: Table, header: SessionHeader, path: Path) -> Content:
    """Make tracks of the rows of a session, whatever kind of file holds them.

    Parameters
    ----------
    table : Table
        Columns named as in a session CSV: time, side and values, and, where they are there,
        counters and marks.
    header : SessionHeader
        What the file says of itself.
    path : Path
        The file, for messages.

    Returns
    -------
    Content

    Raises
    ------
    RecordingError
        If neither foot can be used.
    """
    notes = Notes()
    if not header.versioned:
        notes.say(f"The line '# {FORMAT_KEY}: 1' is missing; version 1 was assumed.")
    notes.sentences.extend(table.notes)
    marker = _take_marks(table, notes)
    attempts = [
        functools.partial(_track, path, table, mask, side, header, notes)
        for side, mask in _rows_of_feet(table, notes).items()
    ]
    tracks = keep_usable(attempts, notes.sentences)
    said = (*header.notes, *_not_yet_said(notes.sentences, header.notes))
    return Content(tracks, header.metadata, said, marker)


def _not_yet_said(sentences: Sequence[str], known: Sequence[str]) -> list[str]:
    """Leave out what was said when the recording was first read, then of a foot without a name."""
    return [
        sentence
        for sentence in sentences
        if not any(
            note.endswith((sentence, sentence.replace(f"{side}: ", "the sensor: ", 1)))
            for note in known
            for side in SIDES
        )
    ]


def _read_rows(source: Source, layout: Layout, progress: Progress) -> Table:
    numbers: dict[str, int] = {}
    texts: dict[str, int] = {}
    for name in (*_REQUIRED, SAMPLE, MARKER):
        at = layout.require(name) if name in _REQUIRED else layout.index(name)
        if at is not None:
            (texts if name in (SIDE, MARKER) else numbers)[name] = at
    return read_table(source.path, source.head, layout, numbers, texts, progress)


def _take_marks(table: Table, notes: Notes) -> tuple[tuple[float, str], ...]:
    """Return the marks; a mark without a time is noted."""
    if MARKER not in table.texts:
        return ()
    words = table.texts[MARKER]
    marked = np.flatnonzero(words != "")
    t_s = table.numbers[TIME][marked]
    timed = np.isfinite(t_s)
    notes.say_lines("with a mark but no time left out", table.line[marked[~timed]])
    return tuple((float(t_s[k]), unescape_text(words[marked[k]])) for k in np.flatnonzero(timed))


def _rows_of_feet(table: Table, notes: Notes) -> dict[Side, NDArray[np.bool_]]:
    """Tell which rows belong to which foot; a mark's row belongs to none."""
    words = table.texts[SIDE]
    masks: dict[Side, NDArray[np.bool_]] = {side: words == side for side in SIDES}
    unknown = ~(masks["left"] | masks["right"])
    for k in np.flatnonzero(unknown):
        for side in SIDES:
            if words[k].casefold() == side:
                masks[side][k], unknown[k] = True, False
    if MARKER in table.texts:
        unknown &= (words != "") | (table.texts[MARKER] == "")
    if not (masks["left"].any() or masks["right"].any()):
        raise RecordingError(
            "no row has left or right in its column 'side'; write one of them into each row",
            column=SIDE,
        )
    notes.say_lines("of neither left nor right dropped", table.line[unknown])
    return {side: mask for side, mask in masks.items() if mask.any()}


def _track(
    path: Path,
    table: Table,
    mask: NDArray[np.bool_],
    side: Side,
    header: SessionHeader,
    notes: Notes,
) -> Track:
    at = np.flatnonzero(mask)
    table = Table(
        {name: values.take(at) for name, values in table.numbers.items()}, {}, table.line.take(at)
    )
    counter = None
    if SAMPLE in table.numbers:
        table = keep_counted(table, (SAMPLE,), notes, lowest=-np.inf)
        counter = table.numbers[SAMPLE].astype(np.int64)
    rows = Rows(table.line, table.numbers[TIME], table.vectors(ACC), table.vectors(GYR), counter)
    foot = header.feet[side]
    start = header.metadata.get("start_time")
    clock = Clock(f"session {start}" if start else str(path))
    rate_hz = foot.info.rate_hz or None
    if rate_hz is None:
        notes.say(f"{side}: the header states no rate_hz; the rate was taken from the times.")
    if rate_hz is None or _repeats(rows.t_s):
        return build_track(
            rows, path, notes, info=foot.info, rate_hz=rate_hz, side=side, clock=clock
        )
    rows = tidy(rows, path, notes, exact=True)
    good = received(rows, path, notes, side)
    sample = _number(rows, foot, path)
    whole = rows.take(good)
    return Track(
        side,
        np.ascontiguousarray(sample[good]),
        np.ascontiguousarray(whole.t_s),
        whole.acc_mps2.astype(np.float32),
        whole.gyr_radps.astype(np.float32),
        foot.info,
        clock,
        gap_cause=foot.gap_cause,
    )


def _repeats(t_s: NDArray[np.float64]) -> bool:
    """Whether times were rounded so far that several rows share one; we never write such."""
    return bool(np.count_nonzero(np.diff(t_s) == 0) > _REPEATED_SHARE * len(t_s))


def _number(rows: Rows, foot: FootHeader, path: Path) -> NDArray[np.int64]:
    """Return each row's counter, refusing one that contradicts times or rate."""
    rate_hz = foot.info.rate_hz
    if rows.counter is None:
        sample = count_samples(rows.t_s, rate_hz, foot.first_sample)
        step = np.ones(len(sample) - 1, np.int64)
    else:
        sample = rows.counter
        step = np.diff(sample)
        stuck = np.flatnonzero(step < 1)
        if len(stuck):
            raise RecordingError(
                "the sample counter does not rise here; mend the column, or remove it so that "
                "samples are counted by time",
                file=path,
                line=int(rows.line[stuck[0] + 1]),
                column=SAMPLE,
            )
    contradiction = contradicting_rate(rows.t_s, step, rate_hz)
    if contradiction:
        usual_s = float(np.median(np.diff(rows.t_s) / step))
        hint = unit_hint(1.0 / usual_s)
        if hint and any(abs(usual_s * rate_hz / many - 1.0) < 0.25 for many in (1e3, 1e6, 1e9)):
            raise RecordingError(f"{contradiction}; {hint}", file=path, column=TIME)
        raise RecordingError(
            f"{contradiction}; mend the line 'rate_hz', or remove it so that the rate is taken "
            "from the times",
            file=path,
        )
    return sample


DIALECT: Final = Dialect("gaitsense-session", SESSION_TITLE, _sniff, _read)
