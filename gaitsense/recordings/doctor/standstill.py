"""What the sensor reads while it lies still: gravity, and the gyroscope's bias."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.calibration import GainParams
from gaitsense.gait.quality import QualityParams
from gaitsense.model.recording import FootRecording
from gaitsense.model.samples import ImuBlock
from gaitsense.model.units import DEG_PER_RAD, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot
from gaitsense.recordings.doubtful_units import lengths
from gaitsense.signal.grid import GridBreak, GridParams, UniformGrid
from gaitsense.signal.rest import SPOILING, Rest, RestDetector, RestParams

#: Under this, no gravity is in the reading, m/s².
_NO_GRAVITY_MPS2: Final = 4.0
#: Slower than this is calm, rad/s; calm for a shorter time in all tells nothing, s.
_CALM_RADPS: Final = 0.1
_CALM_S: Final = 0.5
#: By a larger share gravity is misread where the scale is wrong: 169 real feet read 3 % less to
#: 7 % more (analysis/07_doctor).
_FAR_OFF_SHARE: Final = 0.1
#: Biases worth a note, °/s: 269 real feet at rest read 1.9 at most (analysis/07_doctor); the data
#: sheet of the MPU-6050 allows 20.
_BIAS_DPS: Final = 3.0
_LARGE_BIAS_DPS: Final = 25.0
#: Rests in poses this far apart, °, tell an offset from a gain.
_OTHER_POSE_DEG: Final = 45.0
_BLOCK_N: Final = 1 << 16


def standstill(foot: ExaminedFoot) -> Iterator[Finding]:
    """Judge what one foot reads at rest.

    Parameters
    ----------
    foot : ExaminedFoot
        Its samples and strides.

    Yields
    ------
    Finding
    """
    missing = _without_gravity(foot)
    if missing is not None:
        yield missing
        return
    rests = find_rests(foot.recording)
    if not rests:
        yield Finding(
            "still",
            "note",
            "no second is calm and whole enough to read the gyroscope's bias at rest; it was told "
            "from the steps.",
            foot.side,
            "Let the person stand still for 3 s at the start of the next recording.",
            {"rests_n": 0},
        )
        yield from _gravity_of_strides(foot)
        return
    still_s = _still_s(foot.recording, rests)
    yield Finding(
        "still",
        "ok",
        f"it stood still for {still_s:.1f} s in all, so its offsets can be read.",
        foot.side,
        values={"still_s": still_s},
    )
    yield from _gravity(foot, rests)
    yield _bias(foot, rests)


def find_rests(foot: FootRecording) -> list[Rest]:
    """Find where a sensor lies still.

    Parameters
    ----------
    foot : FootRecording
        Its samples.

    Returns
    -------
    list of Rest
    """
    grid = UniformGrid(foot.rate_hz, foot.info.ranges, GridParams())
    detector = RestDetector(foot.rate_hz, RestParams())
    rests: list[Rest] = []
    for block in foot.blocks(_BLOCK_N):
        if not isinstance(block, ImuBlock):
            continue
        for item in grid.push(block):
            if isinstance(item, GridBreak):
                detector = RestDetector(foot.rate_hz, RestParams())
                continue
            spoilt = (item.flag & SPOILING) > 0
            rests += detector.push(item.sample, item.acc_mps2, item.gyr_radps, spoilt)
    return rests


def _still_s(foot: FootRecording, rests: Sequence[Rest]) -> float:
    """Time at rest, s; neighbouring rests share a window."""
    total, end = 0, -(1 << 62)
    for rest in rests:
        total += rest.end_sample - max(rest.first_sample, end)
        end = rest.end_sample
    return total / foot.rate_hz


def _without_gravity(foot: ExaminedFoot) -> Finding | None:
    """Look at every calm moment: without gravity nothing holds the rests' direction."""
    rate_radps = foot.recording.gyr_radps
    # What it reads in the middle is its bias: most of a walk is stance.
    calm = lengths(rate_radps - np.median(rate_radps, axis=0)) < _CALM_RADPS
    if np.count_nonzero(calm) < _CALM_S * foot.recording.rate_hz:
        return None
    read = float(np.median(lengths(foot.recording.acc_mps2[calm])))
    if read >= _NO_GRAVITY_MPS2:
        return None
    return Finding(
        "gravity_missing",
        "problem",
        f"at rest the accelerometer reads {read:.2f} m/s² where gravity is 9.81: gravity was taken "
        "away from it, so which way is up cannot be told.",
        foot.side,
        "Export the raw acceleration, the one that shows about 9.8 m/s² or 1 g at rest, not the "
        "'linear' or 'user' acceleration.",
        {"gravity_mps2": read},
    )


def _gravity(foot: ExaminedFoot, rests: Sequence[Rest]) -> Iterator[Finding]:
    force = np.array([rest.acc_mps2 for rest in rests])
    sizes = lengths(force)
    read = float(np.median(sizes))
    directions = force / sizes[:, None]
    apart = float(np.degrees(np.arccos(np.clip((directions @ directions.T).min(), -1.0, 1.0))))
    poses = ""
    if apart > _OTHER_POSE_DEG and np.ptp(sizes) > 0.02 * STANDARD_GRAVITY_MPS2:
        poses = (
            f" It differs between poses ({sizes.min():.2f} to {sizes.max():.2f} m/s²), as an "
            "offset or axes of unequal gain make it."
        )
    yield _gravity_finding(foot, "at rest", read, poses)


def _gravity_of_strides(foot: ExaminedFoot) -> Iterator[Finding]:
    calibration = foot.summary.get("calibration")
    enough = foot.strides_n >= QualityParams().fewest_strides_n
    if calibration and enough and not calibration["sensors_contradict"]:
        yield _gravity_finding(foot, "over whole strides", calibration["gravity_read_mps2"], "")


def _gravity_finding(foot: ExaminedFoot, when: str, read: float, poses: str) -> Finding:
    off_mps2 = read - STANDARD_GRAVITY_MPS2
    off = off_mps2 / STANDARD_GRAVITY_MPS2
    text = f"{when} the accelerometer reads {read:.2f} m/s², where gravity is 9.81"
    values = {"gravity_mps2": read, "gravity_off_share": off}
    if abs(off) <= GainParams().tolerated_share:
        return Finding("gravity", "ok", f"{text}.{poses}", foot.side, values=values)
    if abs(off) > _FAR_OFF_SHARE:
        return Finding(
            "gravity",
            "problem",
            f"{text}: {_signed(100.0 * off, 0)} %, more than any offset explains; a scale, a range "
            f"or the calibration is wrong, and lengths and heights with it.{poses}",
            foot.side,
            "Check the unit and the range of the accelerometer's export, and calibrate it (six "
            "poses, by its maker's app).",
            values,
        )
    return Finding(
        "gravity",
        "note",
        f"{text}: an offset of {_signed(off_mps2, 2)} m/s² or a gain off by "
        f"{_signed(100.0 * off, 1)} %, which one pose cannot tell apart; lengths are scaled by "
        f"it.{poses}",
        foot.side,
        "Calibrate the accelerometer (six poses, by its maker's app) for surer lengths.",
        values,
    )


def _signed(value: float, digits: int) -> str:
    # Adding 0 makes a rounded minus zero a plain one.
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _bias(foot: ExaminedFoot, rests: Sequence[Rest]) -> Finding:
    rates_dps = np.array([rest.gyr_radps for rest in rests]) * DEG_PER_RAD
    bias_dps = np.median(rates_dps, axis=0)
    largest = float(np.abs(bias_dps).max())
    drift = float(np.ptp(rates_dps, axis=0).max())
    text = f"at rest the gyroscope reads {_triple(bias_dps)} °/s, where it should read 0"
    values = {"bias_dps": largest, "bias_drift_dps": drift}
    if largest <= _BIAS_DPS:
        return Finding("gyro_bias", "ok", f"{text}; that is taken off.", foot.side, values=values)
    large = largest > _LARGE_BIAS_DPS
    return Finding(
        "gyro_bias",
        "note",
        f"{text}; that is taken off"
        + (", but so large an offset changes with warmth." if large else "."),
        foot.side,
        "Let the sensor warm up for some minutes, and calibrate its gyroscope while it lies still.",
        values,
    )


def _triple(values: NDArray[np.float64]) -> str:
    return ", ".join(_signed(float(value), 1) for value in values)
