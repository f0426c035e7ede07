"""A caller's arrays, checked: which rows are samples, their counters, times and rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.plausible import refuse_wrong_units
from gaitsense.model.samples import Side
from gaitsense.model.timebase import infer_timebase

#: Larger values become infinite in a float32; no sensor reads them.
_LARGEST: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True, eq=False)
class ReceivedRows:
    """The usable rows of one foot's arrays.

    Parameters
    ----------
    sample : (n,) int64
        Counter of each usable row; lost ones are missing counters.
    t_s : (n,) float64
        Time of each, s.
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR frame.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR frame.
    rate_hz : float
        Samples per second.
    """

    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float32]
    gyr_radps: NDArray[np.float32]
    rate_hz: float


def received_rows(
    side: Side,
    t_s: ArrayLike | None,
    acc_mps2: ArrayLike,
    gyr_radps: ArrayLike,
    fs_hz: float | None,
) -> ReceivedRows | str:
    """Pick the usable rows of one foot.

    Parameters
    ----------
    side : {"left", "right"}
        The foot, for messages.
    t_s : (n,) float64 or None
        Times, s; None where `fs_hz` is given.
    acc_mps2 : (n, 3) float64
        Specific force, m/s², SENSOR frame; a row with a NaN is a lost sample.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, SENSOR frame; a row with a NaN is a lost sample.
    fs_hz : float or None
        The sensor's rate, Hz; None where the times tell it.

    Returns
    -------
    ReceivedRows or str
        The rows, or the sentence that says why this foot holds nothing.

    Raises
    ------
    RecordingError
        If shapes do not fit, times fall, or the values cannot be m/s² and rad/s.
    """
    acc = _vectors(acc_mps2, f"{side} acc_mps2")
    gyr = _vectors(gyr_radps, f"{side} gyr_radps")
    if len(acc) != len(gyr):
        raise RecordingError(
            f"{side}: acc_mps2 has {len(acc)} rows and gyr_radps {len(gyr)}; they must be equal"
        )
    good = (np.abs(acc) <= _LARGEST).all(axis=1) & (np.abs(gyr) <= _LARGEST).all(axis=1)
    usable = int(np.count_nonzero(good))
    if usable < 2:
        return f"{side}: {usable} of {len(acc)} rows hold all six values; at least 2 are needed."
    if not acc[good].any():
        return f"{side}: the accelerometer reads 0 throughout, so this foot is silent."
    if t_s is None:
        if fs_hz is None:
            raise RecordingError(f"{side}: give t_s, or the rate as fs_hz")
        sample = np.arange(len(acc), dtype=np.int64)
        times, rate_hz = sample / fs_hz, fs_hz
    else:
        given_s = _numbers(t_s, f"{side} t_s")
        if given_s.shape != (len(acc),):
            raise RecordingError(
                f"{side}: t_s must be one number per row ({len(acc)}), got shape {given_s.shape}"
            )
        base = infer_timebase(given_s, fs_hz)
        if fs_hz is not None:
            _refuse_contradiction(side, infer_timebase(given_s).rate_hz, fs_hz)
        sample, times, rate_hz = base.sample, base.t_s, base.rate_hz
    refuse_wrong_units(acc[good], gyr[good], side)
    return ReceivedRows(
        np.ascontiguousarray(sample[good]),
        np.ascontiguousarray(times[good]),
        acc[good].astype(np.float32),
        gyr[good].astype(np.float32),
        float(rate_hz),
    )


def _vectors(values: ArrayLike, name: str) -> NDArray[np.float64]:
    array = _numbers(values, name)
    if array.ndim != 2 or array.shape[1] != 3:
        raise RecordingError(f"{name} must have three columns x, y, z; got shape {array.shape}")
    return array


#: The times may show so much of a given rate, as shares: less where many samples are lost.
_RATE_SHARES: Final = (0.4, 1.25)


def _refuse_contradiction(side: Side, by_times_hz: float, given_hz: float) -> None:
    low, high = _RATE_SHARES
    if not low <= by_times_hz / given_hz <= high:
        raise RecordingError(
            f"{side}: fs_hz says {given_hz:g} samples per second, the times say "
            f"{by_times_hz:.4g}; give only one of the two, or t_s in seconds"
        )


def _numbers(values: ArrayLike, name: str) -> NDArray[np.float64]:
    try:
        array = np.asarray(values)
        # Dates would become counts of their own unit; complex values would lose a half.
        numeric = array.dtype.kind not in "mMc"
        numbers = array.astype(np.float64, copy=False) if numeric else None
    except (TypeError, ValueError):
        numbers = None
    if numbers is None:
        raise RecordingError(
            f"{name} holds something that is not a number; give plain numbers in that unit"
        )
    return numbers
