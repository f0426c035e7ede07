"""Xsens MT Manager: text exports of MTw Awinda and MTi trackers.

Rates are in rad/s here, unlike those of the DOT. The packet counter has 16 bits and is shared
by all trackers of one recording; a step of more than one is a lost packet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import SensorRanges, StreamInfo
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.counters import keep_counted, unwrap_counter
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.increments import rates_from_quaternions, void_after_losses
from gaitsense.recordings.layout import Layout, checked, find_header
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

_WRAP: Final = 1 << 16
#: SampleTimeFine of these trackers counts tenths of a millisecond (MT low-level protocol).
_TICKS_PER_S: Final = 1e4
#: Full scales of the MTw (user manual): 160 m/s² and 2000 °/s. An MTi is taken for one,
#: though its scales may differ.
_RANGES: Final = SensorRanges(160.0, 2000.0 * RAD_PER_DEG)

_COUNTER, _TIME = "PacketCounter", "SampleTimeFine"
_ACC: Final = ("Acc_X", "Acc_Y", "Acc_Z")
_GYR: Final = ("Gyr_X", "Gyr_Y", "Gyr_Z")
_VEL: Final = ("VelInc_X", "VelInc_Y", "VelInc_Z")
_ORI: Final = ("OriInc_q0", "OriInc_q1", "OriInc_q2", "OriInc_q3")
_RATE: Final = re.compile(r"(update rate|acquisition frequency)\D*(?P<hz>\d+(\.\d+)?)", re.I)
_KEY: Final = re.compile(r"//\s*(?P<key>[A-Za-z ]+):\s*(?P<value>.*)")
_KEYS: Final = {
    "deviceid": "device_id",
    "productcode": "product_code",
    "firmware version": "firmware",
    "filter profile": "filter_profile",
    "start time": "start_time",
    "coordinate system": "coordinate_system",
}
#: What MT Manager names its exports: station, recording, part, tracker.
_FILE_NAME: Final = re.compile(r"(?P<recording>MT_[0-9A-F]{8}[_-]\d+)[-_]\d+_[0-9A-F]{8}", re.I)


def _sniff(head: Head) -> Match | None:
    layout = _find_table(head)
    if layout is None:
        return None
    above = head.lines[: layout.header_line - 1]
    if any(line.startswith("//") for line in above):
        return Match(0.95, "comment lines '//' over Xsens column names are MT Manager's")
    if any(_RATE.search(line) for line in above):
        return Match(0.9, "a line with the rate over Xsens column names is MT Manager's")
    own = {"velinc_x", "oriinc_q0", "quat_q0", "freeacc_e", "mat[1][1]"}
    if own & {name.casefold() for name in layout.names}:
        return Match(0.8, "the column names are those of MT Manager")
    return None


def _find_table(head: Head) -> Layout | None:
    for required in ((_COUNTER,), _ACC, _GYR):
        layout = find_header(head, required)
        if layout is not None:
            return layout
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    layout = _find_table(source.head)
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        acc_names, gyr_names = _choose_columns(checked(layout, source.head))
        wanted = (_COUNTER, _TIME, *_VEL, *acc_names, *gyr_names)
        places = {name: at for name in wanted if (at := layout.index(name)) is not None}
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        if _COUNTER in places:
            table = keep_counted(table, (_COUNTER,), notes)
            counter = unwrap_counter(table.numbers[_COUNTER], _WRAP)
        else:
            notes.say("There is no packet counter, so a lost packet cannot be seen.")
            counter = np.arange(len(table), dtype=np.int64)
        rate_hz = _rate_hz(source.head, layout, table, counter, notes)
        rows = _to_rows(table, acc_names, gyr_names, counter, rate_hz, notes)
        track = build_track(
            rows,
            source.path,
            notes,
            info=StreamInfo(rate_hz, _RANGES, "Xsens MTw/MTi"),
            rate_hz=rate_hz,
            clock=_clock(source, _COUNTER in places, rate_hz),
        )
    return Content((track,), _metadata(source.head, layout), tuple(notes.sentences))


def _choose_columns(layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns for specific force and for angular rate."""

    def has(names: Sequence[str]) -> bool:
        return all(layout.index(name) is not None for name in names)

    acc = next((names for names in (_ACC, _VEL) if has(names)), None)
    gyr = next((names for names in (_GYR, _ORI) if has(names)), None)
    if acc is None or gyr is None:
        what = (
            "angular rate (Gyr or OriInc)" if acc else "acceleration with gravity (Acc or VelInc)"
        )
        raise RecordingError(
            f"this MT Manager export holds no {what}; tick it in MT Manager's exporter and "
            "export again",
            line=layout.header_line,
        )
    return acc, gyr


def _rate_hz(
    head: Head, layout: Layout, table: Table, counter: NDArray[np.int64], notes: Notes
) -> float:
    """Rate as stated, else from sensor time, else from increments over acceleration."""
    for line in head.lines[: layout.header_line - 1]:
        match = _RATE.search(line)
        if match and float(match["hz"]) > 0:
            return float(match["hz"])
    steps = np.diff(counter)
    if _TIME in table.numbers:
        ticks = np.diff(table.numbers[_TIME])
        plain = (steps == 1) & (ticks > 0)
        if np.count_nonzero(plain) >= 10:
            rate_hz = _TICKS_PER_S / float(np.mean(ticks[plain]))
            notes.say(f"The rate of {rate_hz:.5g} Hz was taken from SampleTimeFine.")
            return rate_hz
    if {*_VEL, *_ACC} <= table.numbers.keys():
        acc = np.linalg.norm(table.vectors(_ACC), axis=1)
        gain = np.linalg.norm(table.vectors(_VEL), axis=1)
        moving = (acc > 1.0) & (gain > 0)
        if np.count_nonzero(moving) >= 10:
            # Increments and accelerations are rounded; the trackers run at whole rates.
            rate_hz = float(np.rint(np.median(acc[moving] / gain[moving])))
            notes.say(f"The rate of {rate_hz:g} Hz was deduced from VelInc and Acc.")
            return rate_hz
    raise RecordingError(
        "the sampling rate stands nowhere in this MT Manager export; export it again with "
        "SampleTimeFine or with velocity increments",
        line=layout.header_line,
    )


def _to_rows(
    table: Table,
    acc_names: Sequence[str],
    gyr_names: Sequence[str],
    counter: NDArray[np.int64],
    rate_hz: float,
    notes: Notes,
) -> Rows:
    acc, gyr = table.vectors(acc_names), table.vectors(gyr_names)
    if acc_names == _VEL:
        acc = void_after_losses(acc * rate_hz, counter)
    if gyr_names == _ORI:
        gyr = void_after_losses(rates_from_quaternions(gyr, 1.0 / rate_hz), counter)
    if acc_names == _VEL or gyr_names == _ORI:
        notes.say("Rates were made from the increments VelInc and OriInc over one period.")
    return Rows(table.line, counter / rate_hz, acc, gyr, counter)


def _clock(source: Source, counted: bool, rate_hz: float) -> Clock:
    if not counted:
        return Clock(keeps_origin=False)
    name = _FILE_NAME.search(source.path.stem)
    return Clock(
        name["recording"].upper() if name else "MT Manager packet counter",
        keeps_origin=False,
        wrap_s=_WRAP / rate_hz,
        assumed=name is None,
    )


def _metadata(head: Head, layout: Layout) -> dict[str, str]:
    found = {}
    for line in head.lines[: layout.header_line - 1]:
        match = _KEY.match(line)
        if match and match["key"].strip().casefold() in _KEYS:
            found[_KEYS[match["key"].strip().casefold()]] = match["value"].strip()
    return found


DIALECT: Final = Dialect("xsens-mtw", "Xsens MT Manager text export", _sniff, _read)
