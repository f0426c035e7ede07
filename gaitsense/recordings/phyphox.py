"""phyphox (phone app): one table per export set, with a column "Time (s)" in each.

A custom experiment writes Accelerometer.csv ("Acceleration x (m/s^2)", with gravity) and
Gyroscope.csv ("Gyroscope x (rad/s)"); "Linear Acceleration x (m/s^2)" is without gravity. An
experiment of one's own may put both into one table. Cells are parted by comma, semicolon or
tab, with either decimal sign. Signs are those of specific force on Android and iOS alike.

Source
------
The app's own code: github.com/phyphox/phyphox-android (``DataExport.java``,
``SimpleExperimentCreator.java``: files, columns, numbers, ``meta/time.csv``), phyphox-ios
(``ExperimentSensorInput.swift``: the sign) and phyphox-experiments (``accelerometer.phyphox``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_names import column_meaning
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head, read_head
from gaitsense.recordings.layout import DELIMITERS, Layout, checked, find_header, split_cells
from gaitsense.recordings.paired_signals import (
    Kind,
    Signal,
    group_of,
    merge_signals,
    pick_one,
    read_signal,
)
from gaitsense.recordings.rows import Notes, placed
from gaitsense.recordings.track import Clock

_TIME: Final = "Time (s)"
_COLUMN: Final = re.compile(
    r"(?P<what>linear acceleration|acceleration|accelerometer|gyroscope|gravity)?\s*"
    r"(?P<axis>[xyz]) \((?P<unit>m/s\^2|m/s²|rad/s)\)",
    re.IGNORECASE,
)
_WHAT: Final[dict[str, Kind]] = {
    "linear acceleration": "linear acceleration",
    "acceleration": "accelerometer",
    "accelerometer": "accelerometer",
    "gyroscope": "gyroscope",
    "gravity": "gravity",
}
#: What tells one phone's files apart. Columns may be called X, Y and Z alone; then the set's
#: name, which is the file's, says what they hold.
_SET: Final = re.compile(
    r"(?<![a-z])(?P<no_g>(linear|user)[ _]?acceler(ation|ometer)|acceleration[ _]?without[ _]?g)"
    r"(?![a-z])|(?<![a-z])(acceler(ation|ometer)|gyroscope|gyro)(?![a-z])",
    re.IGNORECASE,
)
#: Columns of one table that differ more in length cannot share one column of times, share.
_UNEQUAL: Final = 0.005
_AGAIN: Final = (
    "record again with a simple experiment of phyphox in which both Accelerometer and Gyroscope "
    "are ticked"
)


def _signals(layout: Layout, path: Path) -> dict[Kind, dict[str, int]]:
    """Positions of "t", "x", "y" and "z" of each signal in a table."""
    found: dict[Kind, dict[str, int]] = {}
    times = [at for at, name in enumerate(layout.names) if name.casefold() == _TIME.casefold()]
    for at, name in enumerate(layout.names):
        match = _COLUMN.fullmatch(name)
        if match is None:
            continue
        kind = _WHAT[match["what"].casefold()] if match["what"] else _by_name(match["unit"], path)
        # Each signal follows its own times, where there are several.
        own = max((time for time in times if time < at), default=times[0])
        places = found.setdefault(kind, {"t": own})
        if places.setdefault(match["axis"].casefold(), at) != at:
            raise RecordingError(
                f"column {name!r} stands in the header twice; mend the header",
                line=layout.header_line,
            )
    return {kind: places for kind, places in found.items() if len(places) == 4}


def _by_name(unit: str, path: Path) -> Kind:
    if unit.casefold() == "rad/s":
        return "gyroscope"
    match = _SET.search(path.stem)
    if match is None:
        raise RecordingError(
            "the columns X, Y and Z do not say whether gravity is in them; give the file the name "
            "of its export set again, Accelerometer.csv or Linear Acceleration.csv",
            line=1,
        )
    return "linear acceleration" if match["no_g"] else "accelerometer"


def _sniff(head: Head) -> Match | None:
    layout = find_header(head, (_TIME,))
    if layout is None:
        return None
    axes = [match for name in layout.names if (match := _COLUMN.fullmatch(name))]
    others = [column_meaning(name) for name in layout.names if not _COLUMN.fullmatch(name)]
    # With a signal in another unit the table is somebody else's.
    if len(axes) < 3 or any(meaning and meaning.axis for meaning in others):
        return None
    return Match(0.8, 'the columns "Time (s)" and x, y, z with their unit are those of phyphox')


def _bundle(source: Source) -> str:
    layout = find_header(source.head, (_TIME,))
    names = "" if layout is None else " ".join(layout.names).casefold()
    if "rad/s" in names and "m/s" in names:
        return str(source.path)
    return group_of(source.path, _SET.search(source.path.stem))


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    notes = Notes()
    found: list[tuple[Kind, Source]] = []
    tables: dict[tuple[Kind, Path], tuple[Layout, Mapping[str, int]]] = {}
    for source in sources:
        with placed(source.path):
            layout = find_header(source.head, (_TIME,))
            assert layout is not None  # the dialect was chosen by it
            for kind, places in _signals(checked(layout, source.head), source.path).items():
                found.append((kind, source))
                tables[kind, source.path] = layout, places
    first = sources[0].path
    with placed(first):
        acc_source, gyr_source = pick_one(found, "accelerometer"), pick_one(found, "gyroscope")
        if acc_source is None or gyr_source is None:
            raise _what_is_missing({kind for kind, _ in found})
        parts: list[tuple[Kind, Source]] = [
            ("accelerometer", acc_source),
            ("gyroscope", gyr_source),
        ]
        acc, gyr = (
            read_signal(source, kind, *tables[kind, source.path], notes, _half(progress, k))
            for k, (kind, source) in enumerate(parts)
        )
        if acc_source is gyr_source:
            _check_shared_time(acc, gyr, tables, notes)
        _tell_pauses(first, acc, notes)
        info = StreamInfo(0.0, device="phone with phyphox")
        track = merge_signals(acc, gyr, notes, info, Clock())
    return Content((track,), {}, tuple(notes.sentences))


def _half(progress: Progress, k: int) -> Progress:
    return lambda share: progress((k + share) / 2.0)


def _what_is_missing(kinds: set[Kind]) -> RecordingError:
    if "gyroscope" in kinds and "linear acceleration" not in kinds:
        return RecordingError(
            "this phyphox file holds angular rate alone; give Accelerometer.csv of the same "
            f"export as well, or {_AGAIN}"
        )
    if "accelerometer" in kinds:
        return RecordingError(
            "this phyphox file holds acceleration alone; give Gyroscope.csv of the same export as "
            f"well, or {_AGAIN}"
        )
    return RecordingError(
        "phyphox's Linear Acceleration (without g) holds no gravity, so which way is up cannot be "
        f"told; {_AGAIN}"
        if kinds & {"linear acceleration", "gravity"}
        else f"a column of x, y and z is missing in this phyphox file; {_AGAIN}"
    )


def _check_shared_time(
    acc: Signal,
    gyr: Signal,
    tables: Mapping[tuple[Kind, Path], tuple[Layout, Mapping[str, int]]],
    notes: Notes,
) -> None:
    """Refuse one column of times for signals that were not stamped together."""
    times = {tables[signal.kind, signal.path][1]["t"] for signal in (acc, gyr)}
    if len(times) > 1:
        return
    counts = len(acc.t_s), len(gyr.t_s)
    if max(counts) - min(counts) > max(_UNEQUAL * max(counts), 2.0):
        raise RecordingError(
            f"{counts[0]} rows of acceleration and {counts[1]} of angular rate share one column "
            f"of times, which can be right for one of them only; {_AGAIN}"
        )
    notes.say(
        "Accelerometer and gyroscope share one column of times; they were taken to be stamped "
        "together."
    )


def _tell_pauses(first: Path, acc: Signal, notes: Notes) -> None:
    """Say where the recording was paused: phyphox's clock stands still meanwhile."""
    log = first.parent / "meta" / "time.csv"
    if not log.is_file():
        return
    try:
        lines = read_head(log).lines
    except RecordingError:
        notes.say("meta/time.csv cannot be read, so pauses of the recording are not known.")
        return
    cells = [split_cells(line, mark) for line in lines for mark in DELIMITERS[:3] if mark in line]
    stops = [
        float(row[1].replace(",", "."))
        for row in cells
        if row[0].strip('"') == "PAUSE" and len(row) > 1 and _is_float(row[1])
    ]
    inside = [stop for stop in stops if np.count_nonzero(acc.t_s > stop) > 1]
    if inside:
        raise RecordingError(
            f"the recording was paused at {inside[0]:.4g} s and went on without a gap in its "
            "times, so motion is joined that was not; cut the files there, or record without a "
            "pause"
        )


def _is_float(cell: str) -> bool:
    return re.fullmatch(r"-?\d+([.,]\d+)?(E-?\d+)?", cell) is not None


DIALECT: Final = Dialect(
    "phyphox", "phyphox (phone) accelerometer and gyroscope files", _sniff, _read, _bundle
)
