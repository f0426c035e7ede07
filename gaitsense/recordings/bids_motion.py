"""BIDS-motion: a table without header, its columns in a second file, its rate in a third.

``…_motion.tsv`` holds the samples; ``…_channels.tsv`` beside it has one row per column (name,
component, type, tracked_point, units), and ``…_motion.json`` the ``SamplingFrequency``. Times
are there only where a column of type LATENCY is. Used are the tracked points that are called
after a foot or a shoe.

Source
------
Brain Imaging Data Structure, "Motion",
https://bids-specification.readthedocs.io/en/stable/modality-specific-files/motion.html
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.timebase import FASTEST_RATE_HZ
from gaitsense.recordings.bids_channels import FootChannels, foot_channels, is_channel_table
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head, read_head
from gaitsense.recordings.layout import MISSING, Layout, is_number, split_cells
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import read_table
from gaitsense.recordings.track import Clock, Track, build_track

_SAMPLES, _CHANNELS, _FACTS = "_motion.tsv", "_channels.tsv", "_motion.json"
_ENDS: Final = (_SAMPLES, _CHANNELS, _FACTS)
_FREQUENCY: Final = "SamplingFrequency"
#: Keys that no other kind of recording has in its file of facts.
_KEYS: Final = (
    "MotionChannelCount",
    "TrackedPointsCount",
    "TrackingSystemName",
    "ACCELChannelCount",
)
_NOT_MEASURED: Final = MISSING | {"n/a", "NA"}
_LEAST_COLUMNS: Final = 6
_LEAST_ROWS: Final = 3
#: Facts worth keeping, and what they are called here.
_METADATA: Final = {"TaskName": "task", "RecordingDate": "start_time"}


def _sniff(head: Head) -> Match | None:
    if is_channel_table(head):
        return Match(0.95, "the columns are those of a BIDS channels.tsv")
    if _is_facts(head):
        return Match(0.95, "the keys are those of a BIDS motion.json")
    if _is_samples(head):
        return Match(0.1, "it is a table of numbers without a header, as a BIDS motion.tsv is")
    return None


def _is_facts(head: Head) -> bool:
    text = head.raw[:4096].decode("utf-8", errors="replace")
    keys = [key for key in (_FREQUENCY, *_KEYS) if re.search(rf'"{key}"\s*:', text)]
    return (
        text.lstrip("\ufeff \r\n\t").startswith("{") and keys[:1] == [_FREQUENCY] and len(keys) > 1
    )


def _is_samples(head: Head) -> bool:
    rows = [split_cells(line, "\t") for line in head.lines[:_LEAST_ROWS]]
    return (
        len(rows) == _LEAST_ROWS
        and len(rows[0]) >= _LEAST_COLUMNS
        and all(len(row) == len(rows[0]) and all(map(_is_sample, row)) for row in rows)
        and any(map(is_number, rows[0]))
    )


def _is_sample(cell: str) -> bool:
    return is_number(cell) or cell in _NOT_MEASURED


def _bundle(source: Source) -> str:
    return str(_begin(source.path))


def _begin(path: Path) -> Path:
    """Path up to what tells the three files of a recording apart."""
    for end in _ENDS:
        if path.name.endswith(end):
            return path.with_name(path.name.removesuffix(end))
    return path


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    parts = _Parts.beside(sources[0].path)
    notes = Notes()
    with placed(parts.samples):
        head = read_head(parts.samples)
        facts = _facts(parts, notes)
        feet, n_columns = foot_channels(parts.channels, notes)
        layout = _layout(head, n_columns)
        attempts: list[Callable[[], Track]] = [
            functools.partial(_track, parts.samples, head, layout, foot, facts, notes, progress)
            for foot in feet
        ]
        tracks = keep_usable(attempts, notes.sentences)
    metadata = {new: str(facts[old]) for old, new in _METADATA.items() if facts.get(old)}
    return Content(tracks, metadata, tuple(notes.sentences))


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the files of one recording are."""

    samples: Path
    channels: Path
    facts: Path

    @classmethod
    def beside(cls, path: Path) -> _Parts:
        begin = _begin(path)
        if begin == path:
            raise RecordingError(
                "this is a table of numbers without a header, so nobody can say what its columns "
                f"are; as a BIDS recording it would be called …{_SAMPLES}, with …{_CHANNELS} "
                "beside it; else say it by 'gaitsense columns', or put a row of column names over "
                "it (t_s, acc_x_mps2, …)",
                file=path,
            )
        samples, channels, facts = (begin.with_name(begin.name + end) for end in _ENDS)
        for part in (samples, channels):
            if not part.is_file():
                raise RecordingError(
                    f"{part.name} is missing beside it; put both files of the BIDS recording "
                    "into one folder",
                    file=path,
                )
        return cls(samples, channels, facts)


def _facts(parts: _Parts, notes: Notes) -> dict[str, Any]:
    """Read motion.json; empty where it is not there."""
    if not parts.facts.is_file():
        notes.say(f"{parts.facts.name} is not there; the rate was looked for elsewhere.")
        return {}
    head = read_head(parts.facts)
    try:
        facts = json.loads(head.raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        raise RecordingError("this is no JSON table; mend or export it again", file=parts.facts)
    return facts


def _layout(head: Head, n_columns: int) -> Layout:
    if head.kind != "text" or not head.lines:
        raise RecordingError(f"this is {head.kind}, where a table of samples is due")
    first = split_cells(head.lines[0], "\t")
    if len(first) != n_columns:
        raise RecordingError(
            f"the table has {len(first)} columns, and channels.tsv names {n_columns}; "
            "export both again"
        )
    # The standard wants no header; older sets have one.
    header = not any(map(_is_sample, first))
    names = tuple(first) if header else tuple(f"column {k}" for k in range(1, n_columns + 1))
    return Layout("\t", ".", names, (), int(header), 1 + int(header), n_columns)


def _track(
    path: Path,
    head: Head,
    layout: Layout,
    foot: FootChannels,
    facts: dict[str, Any],
    notes: Notes,
    progress: Progress,
) -> Track:
    places = {str(at): at for at in (*foot.acc, *foot.gyr)}
    if foot.latency is not None:
        places[str(foot.latency)] = foot.latency
    table = read_table(path, head, layout, places, {}, progress)
    for note in table.notes:
        notes.say(note)
    # Rows that hold no numbers are lost samples; each row of the file is one period.
    row = table.line - layout.first_line
    stated_hz = _rate_hz(facts, foot)
    if foot.latency is not None:
        t_s, rate_hz = table.numbers[str(foot.latency)], None
    elif stated_hz is None:
        raise RecordingError(
            f"the sampling rate stands nowhere; put {_FREQUENCY}, in Hz, into motion.json"
        )
    else:
        t_s, rate_hz = row / stated_hz, stated_hz
    rows = Rows(
        table.line,
        np.asarray(t_s, np.float64),
        table.vectors([str(at) for at in foot.acc]) * foot.acc_factor,
        table.vectors([str(at) for at in foot.gyr]) * foot.gyr_factor,
    )
    return build_track(
        rows,
        path,
        notes,
        info=StreamInfo(0.0, device=_device(facts)),
        rate_hz=rate_hz,
        side=foot.side,
        clock=Clock(str(path)),
        label=foot.point,
    )


def _rate_hz(facts: dict[str, Any], foot: FootChannels) -> float | None:
    """Rate as measured over the recording, else as set, else of the channels, Hz."""
    for value in (facts.get(f"{_FREQUENCY}Effective"), facts.get(_FREQUENCY), foot.rate_hz):
        if (
            not isinstance(value, bool)
            and isinstance(value, int | float)
            and 0.0 < value <= FASTEST_RATE_HZ
        ):
            return float(value)
    return None


def _device(facts: dict[str, Any]) -> str:
    words = [facts.get("Manufacturer"), facts.get("ManufacturersModelName")]
    return " ".join(word for word in words if isinstance(word, str) and word != "n/a") or "unknown"


DIALECT: Final = Dialect("bids-motion", "BIDS-motion recording", _sniff, _read, _bundle)
