"""Aemics logger: CSV with seven lines about the device, then a header of two rows.

The lines state rate, full scale and decimation of accelerometer and gyroscope; the table has
ticks, acceleration in g and angular rate in °/s. What a tick is and what the units are, the
file does not say: the tick follows from the stated rate, the units from the full scales.
"""

from __future__ import annotations

import itertools
import math
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
from gaitsense.recordings.layout import Layout, checked, layout_below, split_cells
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, build_track

_SETTINGS: Final = ["settings", "frequency", "scale", "decimation"]
_DEVICE: Final = "serial"
_GROUPS: Final = ["Timestamp", "Accelerometer", "", "", "Gyroscope"]
_SENSORS: Final = ("Accelerometer", "Gyroscope")
_AXES: Final = ["", "X", "Y", "Z", "X", "Y", "Z"]
_TIME: Final = "Timestamp"
_ACC: Final = ("Accelerometer X", "Accelerometer Y", "Accelerometer Z")
_GYR: Final = ("Gyroscope X", "Gyroscope Y", "Gyroscope Z")
#: Full scales as only g and °/s have them.
_SCALES_G: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
_SCALES_DPS: Final = (125.0, 245.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0)
#: Ticks count in 32 bits, in one of these units of s.
_WRAP: Final = 1 << 32
_TICKS_S: Final = (1e-3, 1e-4, 1e-5, 1e-6)
#: A sensor's own clock may be off by this share; units of ticks differ by 10.
_RATE_TOLERANCE: Final = 0.15
#: A rate further from the stated one than this share is worth a note.
_RATE_NOTED: Final = 0.002
#: A reading exceeds the full scale by rounding alone.
_ROUNDING: Final = 1.001
#: Median |acc| that can be g.
_MEDIAN_G: Final = (0.6, 6.0)
#: Turns of less than this, °/s, with jolts of more than that, g, are a rate in rad/s.
_TURNING_DPS: Final = 15.0
_JOLT_G: Final = 0.5


def _sniff(head: Head) -> Match | None:
    at = _header_line(head)
    if at is None:
        return None
    above = [split_cells(line, ",")[:4] for line in head.lines[: at - 1]]
    if _SETTINGS in above and any(cells[0] == _DEVICE for cells in above):
        return Match(1.0, "the lines serial and settings above the table are those of Aemics")
    return None


def _header_line(head: Head) -> int | None:
    """Line of the row of groups over the row of axes, from 1."""
    for number, (line, below) in enumerate(itertools.pairwise(head.lines), start=1):
        if line.startswith(_GROUPS[0]) and split_cells(line, ",")[:5] == _GROUPS:
            return number if split_cells(below, ",")[:7] == _AXES else None
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    head = source.head
    header_line = _header_line(head)
    assert header_line is not None  # the dialect was chosen by it
    notes = Notes()
    with placed(source.path):
        layout = checked(layout_below(head, header_line + 1, ","), head)
        settings = _settings(head, header_line)
        names = (_TIME, *_ACC, *_GYR)
        table = read_table(
            source.path, head, layout, {name: at for at, name in enumerate(names)}, {}, progress
        )
        notes.sentences.extend(table.notes)
        table = keep_counted(table, (_TIME,), notes)
        rate_hz = _stated_rate_hz(settings)
        ticks = unwrap_counter(table.numbers[_TIME], _WRAP)
        ranges = _ranges(table, settings, notes)
        rows = Rows(
            table.line,
            ticks.astype(np.float64) * _tick_s(ticks, rate_hz, layout, notes),
            table.vectors(_ACC) * STANDARD_GRAVITY_MPS2,
            table.vectors(_GYR) * RAD_PER_DEG,
        )
        track = build_track(
            rows,
            source.path,
            notes,
            info=StreamInfo(0.0, ranges, device="Aemics logger"),
            clock=Clock(keeps_origin=False),
        )
    return Content((track,), _metadata(head), tuple(notes.sentences))


def _settings(head: Head, header_line: int) -> dict[str, tuple[float, float, float]]:
    """Rate in Hz, full scale and decimation of accelerometer and gyroscope."""
    found = {}
    for number, line in enumerate(head.lines[: header_line - 1], start=1):
        name, *values = split_cells(line, ",")
        if name not in _SENSORS:
            continue
        try:
            rate_hz, scale, decimation = (float(value) for value in values[:3])
        except ValueError:
            rate_hz = scale = decimation = math.nan
        if not all(0.0 < value < math.inf for value in (rate_hz, scale, decimation)):
            raise RecordingError(
                f"the settings of the {name.lower()} should read name, frequency, scale, "
                "decimation; export the file again",
                line=number,
            )
        found[name] = (rate_hz, scale, decimation)
    absent = [name for name in _SENSORS if name not in found]
    if absent:
        raise RecordingError(
            f"the settings above the table do not mention the {' and the '.join(absent).lower()}, "
            "so rate and full scale are not known; export the file again",
            line=header_line,
        )
    return found


def _stated_rate_hz(settings: dict[str, tuple[float, float, float]]) -> float:
    rates = {name: hz / decimation for name, (hz, _, decimation) in settings.items()}
    acc_hz, gyr_hz = (rates[name] for name in _SENSORS)
    if acc_hz != gyr_hz:
        raise RecordingError(
            f"accelerometer ({acc_hz:g} Hz) and gyroscope ({gyr_hz:g} Hz) differ in rate; "
            "record both at the same rate"
        )
    return acc_hz


def _tick_s(ticks: NDArray[np.int64], rate_hz: float, layout: Layout, notes: Notes) -> float:
    """Length of a tick, s: the one of the usual units that leads to the stated rate."""
    steps = np.diff(ticks)
    steps = steps[steps > 0]
    usual = float(np.mean(steps[steps <= 3.0 * np.median(steps)])) if len(steps) else 0.0
    for tick_s in _TICKS_S:
        if abs(usual * tick_s * rate_hz - 1.0) < _RATE_TOLERANCE:
            notes.say(
                f"A tick was taken as {tick_s * 1e3:g} ms, as ticks advance by {usual:.4g} per row "
                f"at the stated {rate_hz:g} Hz."
            )
            measured_hz = 1.0 / (usual * tick_s)
            if abs(measured_hz / rate_hz - 1.0) > _RATE_NOTED:
                notes.say(
                    f"The header says {rate_hz:g} Hz, the ticks say {measured_hz:.4g} Hz; "
                    "the ticks were followed."
                )
            return tick_s
    raise RecordingError(
        f"ticks advance by {usual:.4g} per row, which at the stated {rate_hz:g} Hz is no tick "
        "of 1, 0.1, 0.01 or 0.001 ms; export the file again",
        line=layout.first_line,
        column=_TIME,
    )


def _ranges(
    table: Table, settings: dict[str, tuple[float, float, float]], notes: Notes
) -> SensorRanges:
    """Return the stated full scales, refusing values that are not in their units."""
    scale_g, scale_dps = (settings[name][1] for name in _SENSORS)
    if scale_g not in _SCALES_G or scale_dps not in _SCALES_DPS:
        raise RecordingError(
            f"the stated scales {scale_g:g} and {scale_dps:g} are no full scales in g and °/s, so "
            "the units of the table are not known; export the file again"
        )
    values = np.hstack([table.vectors(_ACC), table.vectors(_GYR)])
    values = values[np.isfinite(values).all(axis=1)]
    if not values[:, :3].any():
        # A silent foot has no unit; that it is silent is said when its rows are judged.
        return SensorRanges()
    median_g = float(np.median(np.linalg.norm(values[:, :3], axis=1)))
    if not _MEDIAN_G[0] <= median_g <= _MEDIAN_G[1]:
        raise RecordingError(
            f"the median of |acc| is {median_g:.3g}, where gravity in g should make it near 1; "
            "export the file again in g and °/s",
            column=_ACC[0],
        )
    p99 = np.percentile(np.abs(values), 99, axis=0)
    jolt_g = float(np.ptp(np.percentile(np.linalg.norm(values[:, :3], axis=1), (1, 99))))
    if p99[:3].max() > _ROUNDING * scale_g or p99[3:].max() > _ROUNDING * scale_dps:
        raise RecordingError(
            f"values exceed the stated full scales of {scale_g:g} g and {scale_dps:g} °/s, so the "
            "table is in other units; export the file again in g and °/s"
        )
    if p99[3:].max() < _TURNING_DPS and jolt_g > _JOLT_G:
        raise RecordingError(
            f"angular rates stay below {p99[3:].max():.3g} while the foot jolts by {jolt_g:.2g} g, "
            "so they are not in °/s; export the file again in g and °/s",
            column=_GYR[0],
        )
    notes.say(
        "Acceleration and angular rate were taken as g and °/s, in which the stated full scales "
        f"of {scale_g:g} and {scale_dps:g} are; the median of |acc| is {median_g:.3g}."
    )
    return SensorRanges(scale_g * STANDARD_GRAVITY_MPS2, scale_dps * RAD_PER_DEG)


def _metadata(head: Head) -> dict[str, str]:
    """Return serial number and versions."""
    # The dialect was chosen by this line.
    at = next(k for k, line in enumerate(head.lines) if split_cells(line, ",")[0] == _DEVICE)
    values = split_cells(head.lines[at + 1], ",")
    return dict(zip(("serial", "hardware", "firmware"), values, strict=False))


DIALECT: Final = Dialect("aemics", "Aemics logger CSV", _sniff, _read)
