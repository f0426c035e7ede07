"""What the six channels read: full scale, stuck or repeated axes, coarse steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording
from gaitsense.model.samples import ImuBlock
from gaitsense.model.units import DEG_PER_RAD, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot
from gaitsense.signal.full_scale import ACC_SCALES, GYR_SCALES, Scales
from gaitsense.signal.grid import CLIPPED_ACC, CLIPPED_GYR, GridChunk, GridParams, UniformGrid

_CHANNELS: Final = tuple(f"{sensor} {axis}" for sensor in ("acc", "gyr") for axis in "xyz")
#: Clipping of the gyroscope costs pitch from this share of the strides on; heel strikes clip
#: most accelerometers, which costs little.
_MANY_STRIDES: Final = 0.5
#: A clipped reading lies so near the largest one of its axis (share).
_TOP_SHARE: Final = 0.97
#: Values that repeat by chance are fewer.
_REPEATED_SHARE: Final = 0.002
#: A stated full scale is wrong where the largest reading lies below this share of it, …
_BELOW_SCALE: Final = 0.9
#: … and is reached three times in a row on so many occasions.
_OCCASIONS: Final = 3
_TOP: Final = 0.999
#: An axis that repeats its value for so long, s, while the foot moves is stuck.
_STUCK_S: Final = 0.5
#: … moves for so much of that time, share (most of a stride is stance), or for so long, s:
#: whoever stands for minutes before walking must not hide an axis that is dead.
_MOVING_SHARE: Final = 0.2
_MOVING_S: Final = 3.0
#: Levels are steps where hardly any gap is further from a whole number of them, and as a share.
_UNEVEN: Final = 0.1
_MOST_LEVELS: Final = 20_000
_BLOCK_N: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Sensor:
    """What differs between accelerometer and gyroscope; steps coarse and useless in SI."""

    name: str
    bit: int
    factor: float
    unit: str
    wanted: str
    coarse: tuple[float, float]
    scales: Scales

    def shown(self, value: float) -> str:
        """Write a size with its unit, for people."""
        size = value * self.factor
        return f"±{size:.0f} {self.unit}" if size >= 100.0 else f"±{size:.3g} {self.unit}"

    def of(self, foot: FootRecording) -> NDArray[np.float32]:
        """Its readings, SI."""
        return foot.acc_mps2 if self.bit == CLIPPED_ACC else foot.gyr_radps

    def stated(self, foot: FootRecording) -> float | None:
        """Its full scale by the header, SI."""
        ranges = foot.info.ranges
        return ranges.acc_mps2 if self.bit == CLIPPED_ACC else ranges.gyr_radps


_SENSORS: Final = (
    _Sensor(
        "accelerometer",
        CLIPPED_ACC,
        1.0 / STANDARD_GRAVITY_MPS2,
        "g",
        "±16 g",
        (0.1, 1.0),
        ACC_SCALES,
    ),
    _Sensor(
        "gyroscope",
        CLIPPED_GYR,
        DEG_PER_RAD,
        "°/s",
        "±1000 °/s or more",
        (0.5 / DEG_PER_RAD, 5.0 / DEG_PER_RAD),
        GYR_SCALES,
    ),
)


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
    yield from _clipping(foot)
    yield from _full_scale(recording)
    yield from _stuck(foot)
    yield from _identical(recording)
    yield from _steps(recording)


def _clipping(foot: ExaminedFoot) -> Iterator[Finding]:
    recording = foot.recording
    clean = True
    for sensor in _SENSORS:
        n, at_top_n = _flagged(recording, sensor)
        if 2 * at_top_n < n:
            if n > _REPEATED_SHARE * len(recording):
                yield _repeats(foot, sensor, n)
            continue
        if not n:
            continue
        clean = False
        strides = float(
            np.mean([bool((t.flag & sensor.bit).any()) for t in foot.traces] or [False])
        )
        top = float(np.abs(sensor.of(recording)).max())
        # What a heel strike takes beyond the accelerometer's end costs little.
        grave = sensor.bit == CLIPPED_GYR and strides > _MANY_STRIDES
        yield Finding(
            "clipping",
            "problem" if grave else "note",
            f"the {sensor.name} reached its full scale of {sensor.shown(top)} in {n} of "
            f"{len(recording)} samples ({100.0 * n / len(recording):.2g} %), which touches "
            f"{100.0 * strides:.0f} % of the strides and makes them less sure.",
            foot.side,
            f"Set the {sensor.name} to a larger range ({sensor.wanted}).",
            {
                "sensor": sensor.name,
                "clipped_share": n / len(recording),
                "full_scale": top * sensor.factor,
                "unit": sensor.unit,
                "strides_share": strides,
            },
        )
    if clean:
        yield Finding("clipping", "ok", "no reading is at full scale.", foot.side)


def _flagged(foot: FootRecording, sensor: _Sensor) -> tuple[int, int]:
    """Count samples taken for clipped, and how many of them lie at the end of their axis."""
    ends = _TOP_SHARE * np.abs(sensor.of(foot)).max(axis=0)[:, None]
    grid = UniformGrid(foot.rate_hz, foot.info.ranges, GridParams())
    n = at_top_n = 0
    for block in foot.blocks(_BLOCK_N):
        for item in grid.push(block) if isinstance(block, ImuBlock) else ():
            if isinstance(item, GridChunk):
                flagged = (item.flag & sensor.bit) > 0
                values = item.acc_mps2 if sensor.bit == CLIPPED_ACC else item.gyr_radps
                n += int(np.count_nonzero(flagged))
                at_top_n += int(np.count_nonzero((np.abs(values[:, flagged]) >= ends).any(axis=0)))
    return n, at_top_n


def _repeats(foot: ExaminedFoot, sensor: _Sensor, n: int) -> Finding:
    return Finding(
        "repeats",
        "note",
        f"the {sensor.name} repeats single readings while the foot moves, {n} times at values "
        "that look like a full scale: its samples were made up from fewer ones.",
        foot.side,
        "Export at the sensor's own rate, without filling or resampling.",
        {"sensor": sensor.name, "repeats_n": n},
    )


def _full_scale(foot: FootRecording) -> Iterator[Finding]:
    """Find a sensor that was set to a smaller range than the header says."""
    for sensor in _SENSORS:
        values, known = sensor.of(foot), sensor.stated(foot)
        size = np.abs(values)
        top = float(size.max())
        # No sensor ends below the smallest full scale there is: such a one only lay still.
        if known is None or not sensor.scales.lowest <= top <= _BELOW_SCALE * known:
            continue
        at_top = size >= _TOP * top
        thrice = at_top[:-2] & at_top[1:-1] & at_top[2:]
        occasions = np.count_nonzero(np.diff(thrice, axis=0, prepend=False) & thrice)
        if occasions >= _OCCASIONS:
            yield Finding(
                "full_scale_wrong",
                "problem",
                f"the {sensor.name} never reads beyond {sensor.shown(top)} and stays there again "
                f"and again, though {sensor.shown(known)} are stated: what lies beyond is cut off "
                "unseen.",
                foot.side,
                f"Set the {sensor.name} to the range that the header states, and record again.",
                {
                    "sensor": sensor.name,
                    "reached": top * sensor.factor,
                    "stated": known * sensor.factor,
                    "unit": sensor.unit,
                },
            )


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
    for sensor in _SENSORS:
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
