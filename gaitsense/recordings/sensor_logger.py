"""Sensor Logger (phone app): one CSV per signal, with time, seconds_elapsed, z, y, x.

All files have the same header, so the file's name says what it holds. Accelerometer is
acceleration *without* gravity; TotalAcceleration, which only Android writes, has it; else
Accelerometer and Gravity are added. iOS writes acceleration and gravity with the opposite sign
of specific force unless "Standardise Units & Frames" is on, and Metadata says which.

Source
------
The app's documentation, github.com/tszheichoi/awesome-sensor-logger: UNITS.md (m/s², rad/s,
``time`` in ns since 1970, ``seconds_elapsed`` in s, what holds gravity), COORDINATES.md and
CROSSPLATFORM.md (signs). The order z, y, x and the columns of Metadata are those of exports.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, layout_below, split_cells
from gaitsense.recordings.paired_signals import (
    Kind,
    Signal,
    group_of,
    merge_signals,
    pick_one,
    read_signal,
    with_gravity,
)
from gaitsense.recordings.rows import Notes, placed
from gaitsense.recordings.track import Clock

_BEGIN: Final = ["time", "seconds_elapsed"]
_METADATA: Final = {"recording epoch time", "platform", "appversion"}
_KINDS: Final[dict[str, Kind]] = {
    "totalacceleration": "accelerometer",
    "accelerometer": "linear acceleration",
    "gravity": "gravity",
    "gyroscope": "gyroscope",
}
#: What tells one phone's files apart; signals that are not needed belong to it, too.
_WORD: Final = re.compile(
    r"(?<![a-z])(?P<word>TotalAcceleration|Accelerometer|Gravity|Gyroscope|Metadata|Annotation|"
    r"((Accelerometer|Gyroscope|Magnetometer)Uncalibrated)|Magnetometer|Orientation|Barometer|"
    r"Compass|Pedometer|Activity|Location|LocationGps|LocationNetwork|Microphone|Light|Battery|"
    r"Brightness|Network)(?![a-z])",
    re.IGNORECASE,
)
_BOTH: Final = "TotalAcceleration.csv (on an iPhone Accelerometer.csv and Gravity.csv)"


def _names(head: Head) -> list[str]:
    return [name.casefold() for name in split_cells(head.lines[0], ",")] if head.lines else []


def _is_metadata(head: Head) -> bool:
    return set(_names(head)) >= _METADATA


def _sniff(head: Head) -> Match | None:
    names = _names(head)
    if names[:2] == _BEGIN:
        return Match(0.8, "the columns time and seconds_elapsed are those of Sensor Logger")
    if _is_metadata(head):
        return Match(0.8, "the columns are those of Sensor Logger's Metadata")
    return None


def _bundle(source: Source) -> str:
    return group_of(source.path, _WORD.search(source.path.stem))


def _kind(source: Source) -> Kind | None:
    word = _WORD.search(source.path.stem)
    return _KINDS.get(word["word"].casefold()) if word else None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    notes = Notes()
    found = [(kind, source) for source in sources if (kind := _kind(source))]
    first = sources[0]
    told = next((_metadata(source.head) for source in sources if _is_metadata(source.head)), None)
    with placed(first.path):
        total = pick_one(found, "accelerometer")
        linear, gravity = pick_one(found, "linear acceleration"), pick_one(found, "gravity")
        gyroscope = pick_one(found, "gyroscope")
        _refuse_parts(found, first)
        # Each file counts for an equal share of the work.
        parts = [part for part in (gyroscope, total or linear, None if total else gravity) if part]
        signals: dict[Kind, Signal] = {}
        for k, source in enumerate(parts):
            kind = _kind(source)
            assert kind is not None  # it was found by it
            signals[kind] = _signal(source, kind, notes, _share(progress, k, len(parts)))
        acc = signals.get("accelerometer") or with_gravity(
            signals["linear acceleration"], signals["gravity"], notes
        )
        acc = dataclasses.replace(acc, values=acc.values * _sign(told, notes, total=bool(total)))
        platform = (told or {}).get("platform", "")
        device = f"phone ({platform}) with Sensor Logger" if platform else "phone, Sensor Logger"
        track = merge_signals(
            acc, signals["gyroscope"], notes, StreamInfo(0.0, device=device), Clock()
        )
    return Content((track,), told or {}, tuple(notes.sentences))


def _share(progress: Progress, k: int, count: int) -> Progress:
    return lambda share: progress((k + share) / count)


def _refuse_parts(found: Sequence[tuple[Kind, Source]], first: Source) -> None:
    """Say what is missing, and of what kind the missing file is."""
    kinds = {kind for kind, _ in found}
    if not kinds:
        raise RecordingError(
            "the file's name does not say what this Sensor Logger file holds, or it holds neither "
            f"acceleration nor angular rate; give {_BOTH} and Gyroscope.csv under the names of "
            "the export"
        )
    if "accelerometer" not in kinds and kinds != {"gyroscope"}:
        if "gravity" not in kinds:
            raise RecordingError(
                "Sensor Logger's Accelerometer holds acceleration without gravity, so which way is "
                "up cannot be told; give TotalAcceleration.csv of the same recording, or "
                "Gravity.csv with it",
                file=first.path,
            )
        if "linear acceleration" not in kinds:
            raise RecordingError(
                f"this is gravity alone; give {_BOTH} and Gyroscope.csv of the same recording"
            )
    absent = f"acceleration; give {_BOTH}" if kinds == {"gyroscope"} else ""
    if "gyroscope" not in kinds:
        absent = "angular rate; give Gyroscope.csv"
    if absent:
        raise RecordingError(f"this is without {absent} of the same recording as well")


def _signal(source: Source, kind: Kind, notes: Notes, progress: Progress) -> Signal:
    with placed(source.path):
        layout: Layout = checked(layout_below(source.head, 1, ","), source.head)
        places = {axis: layout.require(axis) for axis in "xyz"}
        places["t"] = layout.require(_BEGIN[1])
        return read_signal(source, kind, layout, places, notes, progress)


def _metadata(head: Head) -> dict[str, str]:
    """Return what is told of the recording, without the phone's name: it often is a person's."""
    rows = list(csv.reader(head.lines[:2]))
    cells = dict(zip(_names(head), rows[1] if len(rows) > 1 else [], strict=False))
    kept = {
        "platform": cells.get("platform", ""),
        "start_time": cells.get("recording time", ""),
        "app_version": cells.get("appversion", ""),
        "standardised": cells.get("standardisation", ""),
    }
    return {key: value.strip() for key, value in kept.items() if value.strip()}


def _sign(told: Mapping[str, str] | None, notes: Notes, *, total: bool) -> float:
    """Return the factor that makes the app's acceleration specific force."""
    platform = (told or {}).get("platform", "").casefold()
    if platform == "android":
        return 1.0
    if platform == "ios":
        if told is not None and told.get("standardised", "").casefold() == "true":
            return 1.0
        notes.say("Acceleration was turned round, as iOS writes it opposite to specific force.")
        return -1.0
    if total:
        notes.say("The phone was taken for an Android one, as only these write TotalAcceleration.")
        return 1.0
    raise RecordingError(
        "an iPhone writes acceleration with the opposite sign of an Android phone, and which one "
        "this was is not told; give Metadata.csv of the same recording as well"
    )


DIALECT: Final = Dialect(
    "sensor-logger", "Sensor Logger (phone) files of one recording", _sniff, _read, _bundle
)
