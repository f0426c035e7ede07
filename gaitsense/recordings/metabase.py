"""MbientLab MetaBase: one CSV for the accelerometer and one for the gyroscope of a MetaWear.

Both count milliseconds since 1970 but begin at different times and often differ in rate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import checked, layout_below
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

#: The time's name carries the zone of the phone; older versions misspell the first name.
_HEADER: Final = re.compile(
    r"\s*(?P<epoch>epoch? \(ms\)),time(stamp)? \([^,]*\),elapsed \(s\),.*", re.IGNORECASE
)
_AXIS: Final = re.compile(r"(?P<axis>[xyz])(-axis)? \((?P<unit>g|deg/s|rad/s)\)", re.IGNORECASE)
_FACTORS: Final[dict[str, tuple[Kind, float]]] = {
    "g": ("accelerometer", STANDARD_GRAVITY_MPS2),
    "deg/s": ("gyroscope", RAD_PER_DEG),
    "rad/s": ("gyroscope", 1.0),
}
#: Signals of the app's sensor fusion that are written in g as well.
_FUSED: Final = re.compile(r"linear|gravity", re.IGNORECASE)
#: The part of a file's name that tells one sensor's files apart.
_SIGNAL: Final = re.compile(
    r"[_ -]*(?<![a-z])(?P<word>accelerometer|accel|acc|gyroscope|gyro|gyr|magnetometer|"
    r"linear[_ ]?acceleration|gravity|quaternion|euler[_ ]?angles|pressure|temperature)(?![a-z])"
    r"([_ -]+(?P<hz>\d+(\.\d+)?)Hz)?",
    re.IGNORECASE,
)
_MAC: Final = re.compile(r"(?<![0-9A-F])[0-9A-F]{12}(?![0-9A-F])", re.IGNORECASE)
#: Share by which the rate in a file's name may differ from that of its times.
_RATE_TOLERANCE: Final = 0.02
#: Times that can be dates, s since 1970: up to the year 2096.
_DATES_S: Final = (1.0, 4e9)


def _sniff(head: Head) -> Match | None:
    if head.lines and _HEADER.fullmatch(head.lines[0]):
        return Match(
            0.95, "the columns epoch (ms), time with its zone and elapsed (s) are MetaBase's"
        )
    return None


def _bundle(source: Source) -> str:
    return group_of(source.path, _signal_in(source.path))


def _signal_in(path: Path) -> re.Match[str] | None:
    """Find the signal in a file's name; the last one, as people name their sessions freely."""
    return max(_SIGNAL.finditer(path.stem), key=lambda match: match.start(), default=None)


def _kind(source: Source) -> Kind | None:
    units = {match["unit"].casefold() for match in _AXIS.finditer(source.head.lines[0])}
    if len(units) != 1 or _FUSED.search(source.path.stem):
        return None
    return _FACTORS[units.pop()][0]


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    notes = Notes()
    found: list[tuple[Kind, Source]] = []
    for source in sources:
        kind = _kind(source)
        if kind is None:
            notes.say(f"{source.path.name} holds neither acceleration with gravity nor turning.")
        else:
            found.append((kind, source))
    acc_source, gyr_source = pick_one(found, "accelerometer"), pick_one(found, "gyroscope")
    if acc_source is None or gyr_source is None:
        raise _what_is_missing(sources[0].path, found)
    acc = _signal(acc_source, "accelerometer", notes, lambda share: progress(share / 2.0))
    gyr = _signal(gyr_source, "gyroscope", notes, lambda share: progress((1.0 + share) / 2.0))
    info = StreamInfo(0.0, device="MbientLab MetaWear")
    clock = Clock("MetaBase's phone", keeps_origin=False, assumed=True)
    track = merge_signals(acc, gyr, notes, info, clock)
    metadata = {}
    mac = _MAC.search(acc_source.path.stem)
    if mac:
        metadata["device_id"] = mac[0]
    # The app counts whole milliseconds; smoothing leaves a little more.
    begin_s = round(float(track.t_s[0]), 3)
    if _DATES_S[0] < begin_s < _DATES_S[1]:
        when = datetime.fromtimestamp(begin_s, UTC)
        metadata["start_time"] = when.isoformat(timespec="milliseconds")
    return Content((track,), metadata, tuple(notes.sentences))


def _what_is_missing(first: Path, found: Sequence[tuple[Kind, Source]]) -> RecordingError:
    if not found:
        return RecordingError(
            "this MetaBase file holds neither acceleration with gravity nor angular rate; give "
            "the sensor's Accelerometer and Gyroscope files",
            file=first,
        )
    ((kind, source),) = found
    other = "Gyroscope" if kind == "accelerometer" else "Accelerometer"
    match = _signal_in(source.path)
    named = ""
    if match:
        own = source.path.name
        rate = "*Hz" if match["hz"] else ""
        like = match[0][: match.start("word") - match.start()] + other
        like += match[0][match.end("word") - match.start() :].replace(f"{match['hz']}Hz", rate)
        named = f" ({own[: match.start()]}{like}{own[match.end() :]})"
    return RecordingError(
        f"this is the {kind} alone, and a foot needs both; give the {other} file of "
        f"the same sensor{named} as well, in the same folder and named alike but for that word",
        file=source.path,
    )


def _signal(source: Source, kind: Kind, notes: Notes, progress: Progress) -> Signal:
    head = source.head
    with placed(source.path):
        layout = checked(layout_below(head, 1, ","), head)
        axes = {
            match["axis"].casefold(): (at, match["unit"].casefold())
            for at, name in enumerate(layout.names)
            if (match := _AXIS.fullmatch(name))
        }
        if sorted(axes) != ["x", "y", "z"]:
            raise RecordingError(
                "the header must name the axes x, y and z once each, in one unit; export the "
                "file again",
                line=1,
            )
        places = {"t": 0} | {axis: at for axis, (at, _) in axes.items()}
        factor = _FACTORS[axes["x"][1]][1]
        signal = read_signal(
            source, kind, layout, places, notes, progress, time_unit_s=1e-3, value_unit=factor
        )
    stated = _signal_in(source.path)
    if stated and stated["hz"]:
        stated_hz, rate_hz = float(stated["hz"]), signal.base.rate_hz
        if abs(rate_hz - stated_hz) > _RATE_TOLERANCE * stated_hz:
            notes.say(
                f"{kind.capitalize()}: The file's name says {stated_hz:g} Hz, the times say "
                f"{rate_hz:.4g} Hz; the times were followed."
            )
    return signal


DIALECT: Final = Dialect(
    "metabase", "MbientLab MetaBase accelerometer and gyroscope files", _sniff, _read, _bundle
)
