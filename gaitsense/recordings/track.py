"""The samples of one sensor, with counters, a rate and a clock."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.timebase import infer_timebase, refuse_impossible_rate, refuse_lost_digits
from gaitsense.recordings.received import received
from gaitsense.recordings.rows import Notes, Rows, placed, tidy

#: Jitter of the given times worth a note, share of a period.
_JITTER_SHARE: Final = 0.2
#: Share of rows that repeat a time, from which on the usual step says nothing about the rate.
_REPEATED_SHARE: Final = 0.84
#: Steps this long, s, are holes; a clock that has no shorter ones cannot show any.
_COARSE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Clock:
    """What a file's times count from.

    Parameters
    ----------
    name : str
        Files with the same name share a clock; "" is a clock of the file's own.
    keeps_origin : bool
        Whether zero means something to the reader of the file; if not, times start at 0.
    wrap_s : float, optional
        Time after which the counter behind it starts again, s.
    assumed : bool
        Whether sharing follows from the kind of system rather than from the files.
    """

    name: str = ""
    keeps_origin: bool = True
    wrap_s: float | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The samples of one sensor, on its own clock.

    Parameters
    ----------
    side : {"left", "right"} or None
        The foot, where the file's content tells it.
    sample : (n,) int64
        Counter of each received sample; lost ones are missing.
    t_s : (n,) float64
        Time of each sample on `clock`, s.
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR.
    info : StreamInfo
        Rate, ranges, device, shoe.
    clock : Clock
        What `t_s` counts from.
    label : str
        What the file calls the sensor; searched for "left" and "right".
    gap_cause : str
        Why samples are missing.
    """

    side: Side | None
    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float32]
    gyr_radps: NDArray[np.float32]
    info: StreamInfo
    clock: Clock = Clock()
    label: str = ""
    gap_cause: str = "lost"


def build_track(
    rows: Rows,
    path: Path,
    notes: Notes,
    *,
    info: StreamInfo,
    rate_hz: float | None = None,
    side: Side | None = None,
    clock: Clock = Clock(),
    label: str = "",
) -> Track:
    """Turn a maker's rows into samples with counters, one rate and smooth times.

    Parameters
    ----------
    rows : Rows
        As the file has them.
    path : Path
        The file, for messages.
    notes : Notes
        Takes what was dropped, deduced or odd.
    info : StreamInfo
        Ranges, device and shoe; its rate is replaced.
    rate_hz : float, optional
        The sensor's rate where the file states it reliably, Hz; else from the times.
    side : {"left", "right"}, optional
        The foot, where the file's content tells it.
    clock : Clock
        What the times count from.
    label : str
        What the file calls the sensor.

    Returns
    -------
    Track

    Raises
    ------
    RecordingError
        If the sensor is silent, its times run backwards or are no seconds, or its units are
        wrong.
    """
    rows = tidy(rows, path, notes)
    good = received(rows, path, notes, side or "the sensor")
    with placed(path):
        refuse_lost_digits(rows.t_s)
        base = infer_timebase(rows.t_s, rate_hz or _rate_of_repeated_times(rows))
        if rate_hz is None:
            refuse_impossible_rate(base.rate_hz)
    if not base.regular:
        notes.say(
            "Times come in bursts or repeat, so samples were counted in the order of the rows "
            f"at {base.rate_hz:.4g} Hz; a short loss cannot be seen."
        )
    elif base.jitter_s * base.rate_hz > _JITTER_SHARE:
        notes.say(f"Times jitter by {base.jitter_s * 1e3:.2g} ms (rms); they were smoothed.")
    sample = base.sample
    if rows.counter is not None:
        differs = np.flatnonzero(np.diff(rows.counter) != np.diff(sample))
        if len(differs) == 0:
            sample = rows.counter
        else:
            notes.say_lines(
                "at which packet counter and time disagree on what is lost, counted by time",
                rows.line[differs + 1],
            )
    return Track(
        side,
        np.ascontiguousarray(sample[good]),
        np.ascontiguousarray(base.t_s[good]),
        rows.acc_mps2[good].astype(np.float32),
        rows.gyr_radps[good].astype(np.float32),
        dataclasses.replace(info, rate_hz=float(base.rate_hz)),
        clock,
        label,
    )


def _rate_of_repeated_times(rows: Rows) -> float | None:
    """Rows per burst over time between bursts, Hz, where most rows repeat a time; else None."""
    step_s = np.diff(rows.t_s)
    if np.count_nonzero(step_s == 0) <= _REPEATED_SHARE * len(step_s) or not step_s.any():
        return None
    burst_s = float(np.median(step_s[step_s > 0]))
    if burst_s >= _COARSE_S:
        raise RecordingError(
            f"times advance only every {burst_s:.3g} s, while several rows share each; "
            "export the file with finer times",
            line=int(rows.line[1]),
        )
    bursts_s, size = np.unique(rows.t_s, return_counts=True)
    between_s = np.diff(bursts_s)
    return float(np.mean(size) / np.mean(between_s[between_s < _COARSE_S]))
