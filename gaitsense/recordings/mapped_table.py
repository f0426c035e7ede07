"""Read a table through a column map, by the same machinery as a table that explains itself."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_map_parts import FootColumns
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.doubtful_units import say_doubtful_units
from gaitsense.recordings.generic_csv import dated_clock
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import checked
from gaitsense.recordings.mapped_layout import find_table
from gaitsense.recordings.mapped_units import refuse_mapped_units
from gaitsense.recordings.mixed_rows import refuse_mixed_rows
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.sides import side_from_path
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, Track, build_track


def mapped_dialect(columns: ColumnMap) -> Dialect:
    """Make the dialect of a column map.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what.

    Returns
    -------
    Dialect
        It takes every text for its own, and says in a sentence where the map does not fit.
    """
    return Dialect(
        "column-map",
        "table read by a column map",
        _sniff,
        functools.partial(_read, columns),
    )


def _sniff(head: Head) -> Match | None:
    if head.kind != "text":
        return None
    return Match(1.0, "a column map was given, which says which column is what")


def _read(columns: ColumnMap, sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    notes = Notes()
    with placed(source.path):
        named = side_from_path(source.path)
        if columns.side and named and named != columns.side:
            raise RecordingError(
                f"the name of the file says {named}, but the column map says {columns.side}; "
                "remove the line 'side' from the map, or rename the file"
            )
        found = find_table(columns, source.head)
        layout = checked(found.layout, source.head)
        wanted = {str(at): at for places in found.places.values() for at in places}
        table = read_table(source.path, source.head, layout, wanted, {}, progress)
        notes.sentences.extend(table.notes)
        if columns.time.rate_hz is not None:
            notes.say(
                "The file holds no times, so samples were counted at the "
                f"{columns.time.rate_hz:g} Hz of the column map; a loss cannot be seen, and a "
                "wrong rate makes lengths wrong by its square."
            )
        attempts = [
            functools.partial(_track, columns, source.path, table, side, places, notes)
            for side, places in found.places.items()
        ]
        tracks = keep_usable(attempts, notes.sentences)
    return Content(tracks, {}, tuple(notes.sentences))


def _track(
    columns: ColumnMap,
    path: Path,
    table: Table,
    side: Side | None,
    places: Sequence[int],
    notes: Notes,
) -> Track:
    foot = columns.feet[side]
    rate_hz = columns.time.rate_hz
    if rate_hz is None:
        t_s = table.numbers[str(places[-1])] * columns.factor("time")
        clock = dated_clock(t_s, path, notes)
    else:
        t_s = _counted(table.line, notes) / rate_hz
        clock = Clock(str(path))
    values = table.vectors([str(at) for at in places[:6]])
    with np.errstate(over="ignore"):  # infinite values are sorted out with their lines
        acc = values[:, :3] * (columns.factor("acc") * _signs(foot, "acc"))
        gyr = values[:, 3:] * (columns.factor("gyr") * _signs(foot, "gyr"))
    refuse_mapped_units(columns, acc, gyr, side or "the sensor")
    refuse_mixed_rows(acc, gyr, side or "the sensor")
    track = build_track(
        Rows(table.line, t_s, acc, gyr),
        path,
        notes,
        info=StreamInfo(0.0, columns.ranges, columns.device),
        rate_hz=rate_hz,
        side=side,
        clock=clock,
    )
    say_doubtful_units(track, side or "the sensor", "in the column map", notes)
    return track


def _signs(foot: FootColumns, quantity: str) -> NDArray[np.float64]:
    flipped = foot.acc_flip if quantity == "acc" else foot.gyr_flip
    return np.array([-1.0 if axis in flipped else 1.0 for axis in "xyz"])


def _counted(line: NDArray[np.int64], notes: Notes) -> NDArray[np.float64]:
    """Count samples by their lines, so that a dropped line is a lost sample."""
    step = np.diff(line)
    # Blank lines between all rows are no losses.
    usual = int(np.median(step)) if len(step) else 1
    counts = np.maximum(np.rint(step / usual), 1.0)
    lost = int(counts.sum()) - len(counts)
    if lost:
        notes.say(
            f"Samples were counted by their lines, so {lost} lines without a sample count as "
            "lost ones."
        )
    return np.concatenate([[0.0], np.cumsum(counts)])
