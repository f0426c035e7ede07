"""A caller's arrays, checked: which rows are samples, their counters, times and rate."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.plausible import frozen_note, refuse_wrong_units
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.timebase import FASTEST_RATE_HZ, infer_timebase, refuse_impossible_rate

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
    notes : tuple of str
        What is odd about them, one sentence each.
    """

    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float32]
    gyr_radps: NDArray[np.float32]
    rate_hz: float
    notes: tuple[str, ...] = ()


def given_rate(fs_hz: object) -> float | None:
    """Check a caller's rate.

    Parameters
    ----------
    fs_hz : object
        What was given as the sensor's rate, Hz; None where it was not.

    Returns
    -------
    float or None

    Raises
    ------
    RecordingError
        If it is not a positive number, or faster than any sensor.
    """
    if fs_hz is None:
        return None
    shown = reprlib.repr(fs_hz)
    rate_hz = math.nan
    # numpy would take a text that reads as a number, and a list of one.
    if hasattr(type(fs_hz), "__float__") and not isinstance(fs_hz, bool):
        number = np.asarray(fs_hz)
        rate_hz = float(number) if number.ndim == 0 and number.dtype.kind in "iuf" else math.nan
    if not 0.0 < rate_hz < math.inf:
        raise RecordingError(f"fs_hz must be a positive number, got {shown}")
    if rate_hz > FASTEST_RATE_HZ:
        raise RecordingError(
            f"fs_hz says {rate_hz:g} samples per second, and no motion sensor gives more than "
            f"{FASTEST_RATE_HZ:g}; give the rate in Hz"
        )
    return rate_hz


def given_feet(feet: object) -> dict[Side, tuple[Any, Any, Any]]:
    """Check the containers of a caller's arrays.

    Parameters
    ----------
    feet : object
        What was given as ``{"left": (t_s, acc_mps2, gyr_radps), …}``.

    Returns
    -------
    dict
        The same, left first; at least one foot.

    Raises
    ------
    RecordingError
        If it is no mapping of left and right to three arrays.
    """
    if not isinstance(feet, Mapping):
        raise RecordingError(
            "feet must map each foot to its arrays, {'left': (t_s, acc_mps2, gyr_radps), …}, "
            f"not {type(feet).__name__}"
        )
    unknown = [side for side in feet if side not in SIDES]
    if unknown:
        raise RecordingError(f"a foot is called 'left' or 'right', not {reprlib.repr(unknown[0])}")
    if not feet:
        raise RecordingError("no foot is given")
    found: dict[Side, tuple[Any, Any, Any]] = {}
    for side in SIDES:
        if side not in feet:
            continue
        arrays = feet[side]
        if not isinstance(arrays, tuple | list) or len(arrays) != 3:
            raise RecordingError(
                f"{side}: give (t_s, acc_mps2, gyr_radps); t_s may be None with fs_hz"
            )
        found[side] = (arrays[0], arrays[1], arrays[2])
    return found


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
    good = np.ones(len(acc), bool)
    for column in (*acc.T, *gyr.T):
        good &= np.abs(column) <= _LARGEST
    usable = int(np.count_nonzero(good))
    if usable < 2:
        return f"{side}: {usable} of {len(acc)} rows hold all six values; at least 2 are needed."
    kept = slice(None) if usable == len(good) else good
    acc, gyr = acc[kept], gyr[kept]
    if not acc.any():
        return f"{side}: the accelerometer reads 0 throughout, so this foot is silent."
    if t_s is None:
        if fs_hz is None:
            raise RecordingError(f"{side}: give t_s, or the rate as fs_hz")
        sample = np.arange(len(good), dtype=np.int64)
        times, rate_hz = sample / fs_hz, fs_hz
    else:
        given_s = _numbers(t_s, f"{side} t_s")
        if given_s.shape != good.shape:
            raise RecordingError(
                f"{side}: t_s must be one number per row ({len(good)}), got shape {given_s.shape}"
            )
        base = infer_timebase(given_s, fs_hz)
        if fs_hz is None:
            refuse_impossible_rate(base.rate_hz)
        else:
            _refuse_contradiction(side, infer_timebase(given_s).rate_hz, fs_hz)
        sample, times, rate_hz = base.sample, base.t_s, base.rate_hz
    refuse_wrong_units(acc, gyr, side)
    # Arrays may be made up, and a still foot among them is no broken sensor.
    frozen = frozen_note(acc, gyr, side)
    return ReceivedRows(
        np.ascontiguousarray(sample[kept]),
        np.ascontiguousarray(times[kept]),
        acc.astype(np.float32),
        gyr.astype(np.float32),
        float(rate_hz),
        (f"{frozen}.",) if frozen else (),
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
        if isinstance(values, np.ma.MaskedArray) and array.dtype.kind in "biuf":
            # What stands under a mask is no reading.
            array = np.where(np.ma.getmaskarray(values), np.nan, array)
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
