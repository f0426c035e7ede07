"""Readings at full scale, by what the analysis flags, and a full scale that is wrongly stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording
from gaitsense.model.samples import ImuBlock
from gaitsense.model.units import DEG_PER_RAD, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot
from gaitsense.signal.full_scale import ACC_SCALES, GYR_SCALES, Scales
from gaitsense.signal.grid import CLIPPED_ACC, CLIPPED_GYR, GridChunk, GridParams, UniformGrid

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
_BLOCK_N: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Sensor:
    """What differs between accelerometer and gyroscope.

    Parameters
    ----------
    name : str
        For people.
    bit : int
        Its flag on the grid.
    factor : float
        From SI to `unit`.
    unit : str
        Of what is shown: g or °/s.
    wanted : str
        The full scale that a foot needs, for people.
    coarse : (float, float)
        Steps of readings that are coarse, and useless, SI.
    scales : Scales
        Full scales that it may have.
    """

    name: str
    bit: int
    factor: float
    unit: str
    wanted: str
    coarse: tuple[float, float]
    scales: Scales

    def shown(self, value: float) -> str:
        """Write a size with its unit, for people.

        Parameters
        ----------
        value : float
            SI.

        Returns
        -------
        str
        """
        size = value * self.factor
        return f"±{size:.0f} {self.unit}" if size >= 100.0 else f"±{size:.3g} {self.unit}"

    def of(self, foot: FootRecording) -> NDArray[np.float32]:
        """Return its readings.

        Parameters
        ----------
        foot : FootRecording
            The samples.

        Returns
        -------
        (n, 3) float32
            m/s² or rad/s, SENSOR.
        """
        return foot.acc_mps2 if self.bit == CLIPPED_ACC else foot.gyr_radps

    def stated(self, foot: FootRecording) -> float | None:
        """Return its full scale by the header.

        Parameters
        ----------
        foot : FootRecording
            The samples.

        Returns
        -------
        float or None
            m/s² or rad/s; None where the header states none.
        """
        ranges = foot.info.ranges
        return ranges.acc_mps2 if self.bit == CLIPPED_ACC else ranges.gyr_radps


SENSORS: Final = (
    Sensor(
        "accelerometer",
        CLIPPED_ACC,
        1.0 / STANDARD_GRAVITY_MPS2,
        "g",
        "±16 g",
        (0.1, 1.0),
        ACC_SCALES,
    ),
    Sensor(
        "gyroscope",
        CLIPPED_GYR,
        DEG_PER_RAD,
        "°/s",
        "±1000 °/s or more",
        (0.5 / DEG_PER_RAD, 5.0 / DEG_PER_RAD),
        GYR_SCALES,
    ),
)


def full_scale(foot: ExaminedFoot) -> Iterator[Finding]:
    """Judge which of one foot's readings are at full scale.

    Parameters
    ----------
    foot : ExaminedFoot
        Its samples and strides.

    Yields
    ------
    Finding
        What the analysis takes for clipped, so that its reasons and this say the same.
    """
    flagged = [_clipping(foot, sensor) for sensor in SENSORS]
    yield from filter(None, flagged)
    if not any(flagged):
        yield Finding("clipping", "ok", "no reading is at full scale.", foot.side)
    yield from _wrongly_stated(foot.recording)


def _clipping(foot: ExaminedFoot, sensor: Sensor) -> Finding | None:
    recording = foot.recording
    n, at_top_n = _flagged(recording, sensor)
    if not n:
        return None
    strides = float(np.mean([bool((t.flag & sensor.bit).any()) for t in foot.traces] or [False]))
    if 2 * at_top_n < n:
        return _repeats(foot, sensor, n, strides)
    top = float(np.abs(sensor.of(recording)).max())
    # What a heel strike takes beyond the accelerometer's end costs little.
    grave = sensor.bit == CLIPPED_GYR and strides > _MANY_STRIDES
    return Finding(
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


def _flagged(foot: FootRecording, sensor: Sensor) -> tuple[int, int]:
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


def _repeats(foot: ExaminedFoot, sensor: Sensor, n: int, strides: float) -> Finding:
    """Tell of readings that look clipped, though others of their axis go further."""
    many = n > _REPEATED_SHARE * len(foot.recording)
    times = "once, at a value that looks" if n == 1 else f"{n} times, at values that look"
    text = (
        f"the {sensor.name} repeats a reading {times} like a full scale though others go beyond; "
        f"this counts as full scale and makes {100.0 * strides:.0f} % of the strides less sure"
    )
    return Finding(
        "repeats",
        "note",
        f"{text}{': its samples were made up from fewer ones' if many else ''}.",
        foot.side,
        "Export at the sensor's own rate, without filling or resampling." if many else "",
        {"sensor": sensor.name, "repeats_n": n, "strides_share": strides},
    )


def _wrongly_stated(foot: FootRecording) -> Iterator[Finding]:
    """Find a sensor that was set to a smaller range than the header says."""
    for sensor in SENSORS:
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
