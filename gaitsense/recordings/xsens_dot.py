"""Movella (Xsens) DOT: CSV as the phone app, the exporter and the web demo write it.

The column set follows the measurement mode. What counts is whether specific force (Acc, or
the velocity increments dv) and angular rate (Gyr in °/s, or the turn increments dq) are in it;
orientation alone, or acceleration without gravity, is not a recording of a foot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import SensorRanges, StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.counters import keep_counted, unwrap_counter
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.increments import rates_from_quaternions, void_after_losses
from gaitsense.recordings.layout import Layout, checked, find_header
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

#: SampleTimeFine counts microseconds in 32 bits (user manual XD0502P, section 4.2.5).
_TICKS_PER_S: Final = 1e6
_WRAP: Final = 1 << 32
#: The fastest output is 120 Hz; anything far above is another clock unit.
_RATE_MAX_HZ: Final = 150.0
#: Full scales (user manual, sensor components): 16 g and 2000 °/s.
_RANGES: Final = SensorRanges(16.0 * STANDARD_GRAVITY_MPS2, 2000.0 * RAD_PER_DEG)

_COUNTER, _TIME = "PacketCounter", "SampleTimeFine"
_ACC: Final = ("Acc_X", "Acc_Y", "Acc_Z")
_GYR: Final = ("Gyr_X", "Gyr_Y", "Gyr_Z")
_DV: Final = ("dv[1]", "dv[2]", "dv[3]")
_DQ: Final = ("dq_W", "dq_X", "dq_Y", "dq_Z")
#: Names that only a DOT uses, and what the app writes above the table.
_OWN_NAMES: Final = frozenset({"dv[1]", "dq_w", "euler_x", "quat_w", "freeacc_x"})
_PREAMBLE: Final = re.compile(r"\s*(?P<key>[A-Za-z][A-Za-z ]{2,30}):\s*,\s*(?P<value>[^,]*)")
_KEYS: Final = {
    "devicetag": "device_tag",
    "firmwareversion": "firmware",
    "syncstatus": "sync_status",
    "outputrate": "output_rate",
    "filterprofile": "filter_profile",
    "measurement mode": "measurement_mode",
    "starttime": "start_time",
}


def _sniff(head: Head) -> Match | None:
    layout = find_header(head, (_COUNTER, _TIME))
    if layout is None or layout.delimiter != "," or any(s.startswith("//") for s in head.lines):
        return None
    keys = _preamble(head, layout)
    if "device_tag" in keys or "measurement_mode" in keys:
        return Match(1.0, "the lines above the table name an Xsens DOT")
    if _OWN_NAMES & {name.casefold() for name in layout.names}:
        return Match(0.8, "the column names are those of an Xsens DOT")
    if head.lines[0].casefold().startswith("sep="):
        return Match(0.7, "PacketCounter, SampleTimeFine and a 'sep=' line are those of a DOT")
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    layout = find_header(source.head, (_COUNTER, _TIME))
    assert layout is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        acc_names, gyr_names = _choose_columns(checked(layout, source.head))
        wanted = (_COUNTER, _TIME, *acc_names, *gyr_names)
        places = {name: layout.require(name) for name in wanted}
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        keys = _preamble(source.head, layout)
        table = keep_counted(table, (_COUNTER, _TIME), notes)
        rows = _to_rows(table, acc_names, gyr_names, keys, notes)
        synced = keys.get("sync_status", "").casefold() == "synced"
        track = build_track(
            rows,
            source.path,
            notes,
            info=StreamInfo(0.0, _RANGES, "Movella/Xsens DOT"),
            clock=Clock("xsens-dot synced" if synced else "", False, _WRAP / _TICKS_PER_S),
            label=keys.get("device_tag", ""),
        )
    return Content((track,), keys, tuple(notes.sentences))


def _preamble(head: Head, layout: Layout) -> dict[str, str]:
    found = {}
    for line in head.lines[: layout.header_line - 1]:
        match = _PREAMBLE.match(line)
        if match and match["key"].strip().casefold() in _KEYS:
            found[_KEYS[match["key"].strip().casefold()]] = match["value"].strip()
    return found


def _choose_columns(layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns for specific force and for angular rate."""

    def has(names: Sequence[str]) -> bool:
        return all(layout.index(name) is not None for name in names)

    acc = next((names for names in (_ACC, _DV) if has(names)), None)
    gyr = next((names for names in (_GYR, _DQ) if has(names)), None)
    kinds = dict.fromkeys(re.split(r"[_\[]", name)[0] for name in layout.names[2:])
    held = f"this Xsens DOT file holds only {', '.join(kinds)}"
    advice = "record again in a mode such as 'Rate quantities' or 'High fidelity'"
    if gyr is None:
        raise RecordingError(
            f"{held}: without angular rate (Gyr or dq) the foot cannot be followed; {advice}"
        )
    if acc is None:
        raise RecordingError(
            f"{held}: without acceleration that includes gravity (Acc or dv) the foot cannot be "
            f"followed; {advice}"
        )
    return acc, gyr


def _to_rows(
    table: Table,
    acc_names: Sequence[str],
    gyr_names: Sequence[str],
    keys: dict[str, str],
    notes: Notes,
) -> Rows:
    counter = unwrap_counter(table.numbers[_COUNTER], _WRAP)
    ticks = unwrap_counter(table.numbers[_TIME], _WRAP)
    period_s = _period_s(counter, ticks, keys.get("output_rate", ""), notes)
    acc = table.vectors(acc_names)
    if acc_names == _DV:
        acc = void_after_losses(acc / period_s, counter)
    gyr = table.vectors(gyr_names)
    if gyr_names == _DQ:
        gyr = void_after_losses(rates_from_quaternions(gyr, period_s), counter)
    else:
        gyr = gyr * RAD_PER_DEG
    if acc_names == _DV or gyr_names == _DQ:
        notes.say("Rates were made from the increments dv and dq over one output period.")
    return Rows(table.line, ticks / _TICKS_PER_S, acc, gyr, counter)


def _period_s(
    counter: NDArray[np.int64], ticks: NDArray[np.int64], stated: str, notes: Notes
) -> float:
    """Period of the output, s: as stated where the times agree."""
    steps = np.diff(counter)
    per_packet = np.diff(ticks)[steps > 0] / steps[steps > 0]
    measured_s = float(np.median(per_packet)) / _TICKS_PER_S if len(per_packet) else 0.0
    if not measured_s > 1.0 / _RATE_MAX_HZ:
        raise RecordingError(
            f"SampleTimeFine advances by {measured_s * _TICKS_PER_S:g} per packet, but a DOT "
            "counts microseconds and writes at most 120 Hz; the column has been converted, so "
            "export the file again",
            column=_TIME,
        )
    rate = re.match(r"\s*(\d+(\.\d+)?)", stated)
    if rate and float(rate[1]) > 0:
        if abs(float(rate[1]) * measured_s - 1.0) < 0.02:
            return 1.0 / float(rate[1])
        notes.say(
            f"The header says {stated}, the times say {1.0 / measured_s:.4g} Hz; "
            "the times were followed."
        )
    return measured_s


DIALECT: Final = Dialect("xsens-dot", "Movella/Xsens DOT export", _sniff, _read)
