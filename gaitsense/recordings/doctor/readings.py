"""What the six channels read: full scale, stuck or repeated axes, coarse steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.full_scale import SENSORS, full_scale
from gaitsense.recordings.doctor.walk import ExaminedFoot

_CHANNELS: Final = tuple(f"{sensor} {axis}" for sensor in ("acc", "gyr") for axis in "xyz")
#: An axis that repeats its value for so long, s, while the foot moves is stuck.
_STUCK_S: Final = 0.5
#: … moves for so much of that time, share (most of a stride is stance), or for so long, s:
#: whoever stands for minutes before walking must not hide an axis that is dead.
_MOVING_SHARE: Final = 0.2
_MOVING_S: Final = 3.0
#: Levels are steps where hardly any gap is further from a whole number of them, and as a share.
_UNEVEN: Final = 0.1
_MOST_LEVELS: Final = 20_000


def readings(foot: ExaminedFoot) -> Iterator[Finding]:
    """Judge one foot's readings.

    Parameters
    ----------
    foot : ExaminedFoot
        Its samples and strides.

    Yields
    ------
    Finding
    """
    recording = foot.recording
    yield from full_scale(foot)
    yield from _stuck(foot)
    yield from _identical(recording)
    yield from _steps(recording)


def _stuck(foot: ExaminedFoot) -> Iterator[Finding]:
    recording = foot.recording
    values = _six(recording)
    same = values[1:] == values[:-1]
    moved = np.concatenate([[0], np.cumsum(foot.moving)])
    fewest = max(3, round(_STUCK_S * recording.rate_hz))
    stuck: dict[str, tuple[float, float]] = {}
    for channel, name in enumerate(_CHANNELS):
        first, end = _runs(same[:, channel])
        moved_n = moved[end] - moved[first]
        enough_n = np.minimum(_MOVING_SHARE * (end - first), _MOVING_S * recording.rate_hz)
        longer = (end - first >= fewest) & (moved_n >= enough_n)
        if longer.any():
            time_s = float((end - first)[longer].sum()) / recording.rate_hz
            stuck[name] = time_s, float(recording.t_s[first[longer][0]])
    if not stuck:
        return
    time_s = max(time_s for time_s, _ in stuck.values())
    at_s = min(at_s for _, at_s in stuck.values())
    names = ", ".join(stuck)
    axes = f"axis {names} repeats" if len(stuck) == 1 else f"axes {names} repeat"
    yield Finding(
        "axis_stuck",
        "problem",
        f"the {axes} one value for {time_s:.1f} s while the foot moves, first at {at_s:.1f} s.",
        foot.side,
        "Restart the sensor and its app and record again; if an axis sticks again, the sensor is "
        "broken.",
        {"axes": names, "stuck_s": time_s, "first_at_s": at_s},
    )


def _runs(same: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Begins and ends, half-open, of the stretches in which a value repeats."""
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    return edges[0::2], edges[1::2] + 1


def _identical(foot: FootRecording) -> Iterator[Finding]:
    values = _six(foot)
    for one, other in itertools.combinations(range(6), 2):
        a, b = values[:, one], values[:, other]
        if np.ptp(a) > 0.0:
            turned = np.array_equal(a, -b)
            if np.array_equal(a, b) or turned:
                opposite = " with the sign reversed" if turned else ""
                yield Finding(
                    "axes_identical",
                    "problem",
                    f"the axes {_CHANNELS[one]} and {_CHANNELS[other]} hold the same values"
                    f"{opposite}, so one of them is missing.",
                    foot.side,
                    "Export the file again, and see that each axis has its own column.",
                    {"axis": _CHANNELS[one], "other_axis": _CHANNELS[other]},
                )


def _steps(foot: FootRecording) -> Iterator[Finding]:
    for sensor in SENSORS:
        coarse, useless = sensor.coarse
        step = max(_step(column, coarse) for column in sensor.of(foot).T)
        if step > coarse:
            yield Finding(
                "coarse_steps",
                "problem" if step > useless else "note",
                f"the {sensor.name} reads in steps of {step * sensor.factor:.2g} {sensor.unit}, so "
                "small motions are lost.",
                foot.side,
                "Export with all digits, or set a smaller range if the sensor has few bits.",
                {"sensor": sensor.name, "step": step * sensor.factor, "unit": sensor.unit},
            )


def _step(column: NDArray[np.float32], coarse: float) -> float:
    """Distance of neighbouring readings; 0 where they are many and close, or uneven."""
    # Steps count where the foot is slow: what is far apart at full swing tells nothing.
    near = column[np.abs(column - np.median(column)) <= 20.0 * coarse]
    levels = np.unique(near[:_MOST_LEVELS])
    gaps = np.diff(levels.astype(np.float64))
    gaps = gaps[gaps > 1e-3 * coarse]
    if len(gaps) < 2 or 4 * len(levels) > min(len(near), _MOST_LEVELS):
        return 0.0
    step = float(np.percentile(gaps, 20))
    # A motion that repeats itself has few levels as well, but they lie unevenly.
    uneven = np.abs(gaps / step - np.rint(gaps / step)) > _UNEVEN
    return step if np.mean(uneven) < _UNEVEN else 0.0


def _six(foot: FootRecording) -> NDArray[Any]:
    return np.concatenate([foot.acc_mps2, foot.gyr_radps], axis=1)
