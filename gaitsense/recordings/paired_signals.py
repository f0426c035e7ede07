"""Accelerometer and gyroscope of a device that stamps its signals each on their own.

Phones and the MetaWear write them as separate signals: other times, often another rate, on one
clock. They become one sensor's track at the slower one's times, so that the rate of the
recording is one that both can show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.timebase import TimeBase, infer_timebase, refuse_impossible_rate
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Source
from gaitsense.recordings.layout import Layout
from gaitsense.recordings.rows import Notes, Rows, placed, tidy
from gaitsense.recordings.table import read_table
from gaitsense.recordings.track import Clock, Track, build_track

Kind = Literal["accelerometer", "linear acceleration", "gravity", "gyroscope"]

#: Neighbours further apart than this, in periods, have a gap between them.
_CLOSE: Final = 1.5
#: Rates that differ by less are those of one setting, share.
_RATE_TOLERANCE: Final = 0.02
#: A time this far outside, in periods, is still inside: smoothed times are equal but for rounding.
_EDGE: Final = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """Three axes of one of a device's sensors.

    Parameters
    ----------
    kind : {"accelerometer", "linear acceleration", "gravity", "gyroscope"}
        What was measured.
    path : Path
        The file.
    line : (n,) int64
        Line of each row in the file, from 1.
    t_s : (n,) float64
        Given times, s, never falling.
    values : (n, 3) float64
        In m/s² or rad/s, SENSOR; all finite.
    base : TimeBase
        The signal's own rate and smoothed times.
    """

    kind: Kind
    path: Path
    line: NDArray[np.int64]
    t_s: NDArray[np.float64]
    values: NDArray[np.float64]
    base: TimeBase


def read_signal(
    source: Source,
    kind: Kind,
    layout: Layout,
    places: Mapping[str, int],
    notes: Notes,
    progress: Progress,
    *,
    time_unit_s: float = 1.0,
    value_unit: float = 1.0,
) -> Signal:
    """Read one signal.

    Parameters
    ----------
    source : Source
        The file.
    kind : {"accelerometer", "linear acceleration", "gravity", "gyroscope"}
        What it measured.
    layout : Layout
        Where the table is.
    places : Mapping[str, int]
        Positions of the columns "t", "x", "y" and "z".
    notes : Notes
        Takes what was dropped or is odd.
    progress : callable
        Called with the share read so far, 0 to 1.
    time_unit_s : float
        Unit of the column "t", s.
    value_unit : float
        Unit of the other columns, m/s² or rad/s.

    Returns
    -------
    Signal

    Raises
    ------
    RecordingError
        If the file cannot be read, or its times cannot be those of a sensor.
    """
    table = read_table(source.path, source.head, layout, places, {}, progress)
    t_s = table.numbers["t"] * time_unit_s
    with np.errstate(over="ignore"):  # infinite values are sorted out with their lines
        values = table.vectors(("x", "y", "z")) * value_unit
    # Columns of unequal length are filled up with rows that hold nothing.
    filled = np.isfinite(t_s)
    filled |= np.isfinite(values).any(axis=1)
    # Three zeros are a rest, save for an accelerometer: something stands in for the other sensor.
    other = np.full_like(values, 0.0 if kind in ("accelerometer", "gravity") else 1.0)
    own = Notes(list(table.notes))
    with placed(source.path):
        rows = tidy(Rows(table.line, t_s, values, other).take(filled), source.path, own)
        good = np.ones(len(rows), np.bool_)
        good &= np.isfinite(rows.acc_mps2).all(axis=1)
        own.say_lines("without all three values left out", rows.line[~good])
        rows = rows.take(good)
        base = infer_timebase(rows.t_s)
        refuse_impossible_rate(base.rate_hz)
    for sentence in own.sentences:
        notes.say(f"{kind.capitalize()}: {sentence}")
    return Signal(kind, source.path, rows.line, rows.t_s, rows.acc_mps2, base)


def with_gravity(linear: Signal, gravity: Signal, notes: Notes) -> Signal:
    """Add gravity to an acceleration from which the device took it away.

    Parameters
    ----------
    linear : Signal
        Acceleration without gravity.
    gravity : Signal
        Gravity as the device estimated it, same signs.
    notes : Notes
        Takes what was done.

    Returns
    -------
    Signal
        Specific force, at the times of the first.

    Raises
    ------
    RecordingError
        If the two do not overlap in time.
    """
    values, both = _brought(gravity, linear)
    notes.say(
        "Acceleration was put together from linear acceleration and gravity, the device's "
        "own estimate; a fault of that estimate cannot be seen."
    )
    whole = both & np.isfinite(values).all(axis=1)
    notes.say_lines("of linear acceleration without gravity left out", linear.line[~whole])
    base = infer_timebase(linear.t_s[whole])
    total = (linear.values + values)[whole]
    return Signal("accelerometer", linear.path, linear.line[whole], linear.t_s[whole], total, base)


def merge_signals(acc: Signal, gyr: Signal, notes: Notes, info: StreamInfo, clock: Clock) -> Track:
    """Make one sensor's track of two signals.

    Parameters
    ----------
    acc, gyr : Signal
        Specific force and angular rate, on one clock.
    notes : Notes
        Takes what was done.
    info : StreamInfo
        Ranges and device; its rate is replaced.
    clock : Clock
        What the times count from.

    Returns
    -------
    Track

    Raises
    ------
    RecordingError
        If the two do not overlap in time, or are no walking foot's.
    """
    acc_hz, gyr_hz = acc.base.rate_hz, gyr.base.rate_hz
    slow, fast = (gyr, acc) if acc_hz > gyr_hz * (1.0 + _RATE_TOLERANCE) else (acc, gyr)
    values, both = _brought(fast, slow)
    if not _same_times(slow, fast):
        notes.say(
            f"The {fast.kind} ({fast.base.rate_hz:.4g} Hz) was interpolated at the times of the "
            f"{slow.kind} ({slow.base.rate_hz:.4g} Hz)."
        )
    span_s = max(acc.t_s[-1], gyr.t_s[-1]) - min(acc.t_s[0], gyr.t_s[0])
    alone_s = span_s - (slow.t_s[both][-1] - slow.t_s[both][0])
    if alone_s > 2.0 / slow.base.rate_hz:
        notes.say(
            f"{alone_s:.3g} s at the ends, where only one of the two signals was recorded, were "
            "left out."
        )
    lost = both & np.isnan(values).any(axis=1)
    notes.say_lines(f"of the {slow.kind} in gaps of the {fast.kind} lost", slow.line[lost])
    of = {slow.kind: slow.values[both], fast.kind: values[both]}
    rows = Rows(slow.line[both], slow.t_s[both], of["accelerometer"], of["gyroscope"])
    return build_track(rows, slow.path, notes, info=info, clock=clock)


def _same_times(one: Signal, other: Signal) -> bool:
    return np.array_equal(one.t_s, other.t_s)


def _brought(signal: Signal, onto: Signal) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Bring a signal onto another's times: values, NaN in its gaps; and where it was recorded."""
    if _same_times(signal, onto):
        return signal.values, np.ones(len(onto.t_s), np.bool_)
    t_s, own_s = onto.base.t_s, signal.base.t_s
    period_s = 1.0 / signal.base.rate_hz
    both = _inside(t_s, own_s, _EDGE * period_s)
    if np.count_nonzero(both) < 2:
        raise RecordingError(
            f"the {onto.kind} and the {signal.kind} ({signal.path.name}) do not overlap in time, "
            "so they are not of one recording; give the files of the same recording",
            file=onto.path,
        )
    return _interpolated(t_s, own_s, signal.values, period_s), both


def _inside(
    t_s: NDArray[np.float64], own_s: NDArray[np.float64], edge_s: float
) -> NDArray[np.bool_]:
    return np.asarray((t_s >= own_s[0] - edge_s) & (t_s <= own_s[-1] + edge_s))


def _interpolated(
    t_s: NDArray[np.float64],
    own_s: NDArray[np.float64],
    values: NDArray[np.float64],
    period_s: float,
) -> NDArray[np.float64]:
    """Interpolate by cubic splines; NaN where the two neighbours do not lie close enough."""
    from scipy.interpolate import CubicSpline

    brought = np.full((len(t_s), values.shape[1]), np.nan)
    apart = np.flatnonzero(np.diff(own_s) > _CLOSE * period_s) + 1
    for part in np.split(np.arange(len(own_s)), apart):
        if len(part) > 1:
            inside = _inside(t_s, own_s[part], _EDGE * period_s)
            brought[inside] = CubicSpline(own_s[part], values[part])(t_s[inside])
    return brought


def group_of(path: Path, word: re.Match[str] | None) -> str:
    """Return what the files of one device have in common: folder, and name but for the signal's.

    Parameters
    ----------
    path : Path
        One of the files.
    word : re.Match or None
        What of the file's stem tells the signal; None where nothing does.

    Returns
    -------
    str
        The same for all files of one device, as a dialect's `bundle` wants it.
    """
    rest = path.stem[: word.start()] + path.stem[word.end() :] if word else path.stem
    return str(path.parent / f"*{rest.casefold()}")


def pick_one(found: Sequence[tuple[Kind, Source]], kind: Kind) -> Source | None:
    """Return the file of one kind.

    Parameters
    ----------
    found : sequence of (Kind, Source)
        The files of one device and what they hold.
    kind : {"accelerometer", "linear acceleration", "gravity", "gyroscope"}
        What is wanted.

    Returns
    -------
    Source or None
        None where there is none.

    Raises
    ------
    RecordingError
        If there are two.
    """
    sources = [source for known, source in found if known == kind]
    if len(sources) > 1:
        raise RecordingError(
            f"this and {sources[0].path.name} both hold the {kind} of one device; give one of "
            "them, or put left and right into the files' names",
            file=sources[1].path,
        )
    return sources[0] if sources else None
