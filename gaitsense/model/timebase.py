"""From a column of times to sample counters, one period, and smooth times.

Recorders stamp samples with rounded, jittered or bursty clocks. What counts for integration
is the sensor's own period; what counts for the reader is the time base of the file. So each
sample gets a counter (lost samples leave a hole in it) and a time on a straight line through
the given ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError

#: A step counts as a whole number of periods when it is this close to one (share of a period).
_STEP_TOLERANCE: Final = 0.35
#: Many losses are told from an uneven clock where steps are whole numbers to this share.
_EXACT_TOLERANCE: Final = 0.1
#: So many periods per sample at most, else the steps within packets are taken for the period.
_MOSTLY_THERE: Final = 1.9
#: A clock is regular when at least this share of its steps are whole numbers of periods.
_REGULAR_SHARE: Final = 0.97
#: A hole longer than this starts a new straight line, s: clocks drift and loggers pause.
_PAUSE_S: Final = 1.0
#: Steps of a bursty clock longer than this are holes, s; shorter ones are late arrivals.
_BURST_HOLE_S: Final = 0.5
#: A stamp that comes late does so by at most so many samples; a step and its counterpart lie
#: no farther apart.
_LATE_N: Final = 8
#: No motion sensor gives more samples per second.
FASTEST_RATE_HZ: Final = 20_000.0
#: A quotient of rounded times may exceed a rate by this factor.
_ROUNDING: Final = 1.001
#: Rates that a shoe sensor may have, Hz: times in another unit than s lead here.
_PLAUSIBLE_HZ: Final = (25.0, 4000.0)
_UNITS: Final = (("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9))
#: Steps that a float32 can no longer tell apart are worth a word from this length on, s.
_COARSE_S: Final = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class TimeBase:
    """The clock of one foot.

    Parameters
    ----------
    sample : (n,) int64
        Counter of each sample, from 0, with holes where samples are lost.
    t_s : (n,) float64
        Smoothed time of each sample, s, on the given base, strictly rising.
    rate_hz : float
        Samples per second, from the whole record.
    jitter_s : float
        Root mean square of given minus smoothed time, s.
    regular : bool
        Whether steps were whole numbers of periods; if not, counters follow the order of
        arrival and only long holes count as loss.
    """

    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    rate_hz: float
    jitter_s: float
    regular: bool


def infer_timebase(t_s: NDArray[np.float64], rate_hz: float | None = None) -> TimeBase:
    """Infer counters, rate and smooth times from given times.

    Parameters
    ----------
    t_s : (n,) float64
        Given times, s, never falling, at least two.
    rate_hz : float, optional
        The sensor's rate where it is known, Hz; else it is inferred from the whole record.

    Returns
    -------
    TimeBase

    Raises
    ------
    RecordingError
        If times are missing, fall, do not advance, have lost their digits, or were rounded so
        far that only every second or so is told from the next.

    Source
    ------
    Own; the fit is an ordinary least-squares line per uninterrupted stretch.
    """
    t_s = np.asarray(t_s, dtype=np.float64)
    if len(t_s) < 2:
        raise RecordingError("fewer than two samples have a time; there is nothing to analyse")
    bad = np.flatnonzero(~np.isfinite(t_s))
    if len(bad):
        raise RecordingError(f"time is missing at sample {bad[0]}; give a time for each sample")
    step_s = np.diff(t_s)
    falls = np.flatnonzero(step_s < 0)
    if len(falls):
        k = int(falls[0])
        raise RecordingError(
            f"time runs backwards at sample {k + 1} ({t_s[k]:.6g} s is followed by "
            f"{t_s[k + 1]:.6g} s); sort the file, or cut it into its separate walks"
        )
    refuse_lost_digits(t_s)
    if t_s[-1] <= t_s[0]:
        raise RecordingError("time does not advance; give t_s in seconds, or give the rate")
    _refuse_coarse(step_s)

    period_s = 1.0 / rate_hz if rate_hz else _typical_step(step_s)
    steps, period_s, regular = _count_steps(step_s, period_s, fixed=rate_hz is not None)
    sample = np.concatenate([np.zeros(1, np.int64), np.cumsum(steps)])
    smooth_s, period_s = _fit_lines(t_s, sample, period_s, fixed=rate_hz is not None)
    jitter_s = float(np.sqrt(np.mean((t_s - smooth_s) ** 2)))
    return TimeBase(sample, smooth_s, rate_hz or 1.0 / period_s, jitter_s, regular)


def refuse_lost_digits(t_s: NDArray[np.float64]) -> None:
    """Raise when times do not advance because they once were float32.

    Parameters
    ----------
    t_s : (n,) float64
        Finite times, s, in order.

    Raises
    ------
    RecordingError
        If most rows repeat a time, and those that advance do so by a float32's last digit.
    """
    if len(t_s) < 2 or float(np.abs(t_s).max()) > float(np.finfo(np.float32).max):
        return
    step_s = np.diff(t_s)
    last_digit_s = float(np.spacing(np.float32(np.abs(t_s).max())))
    forward_s = step_s[step_s > 0]
    repeating = 2 * len(forward_s) < len(step_s)
    at_the_limit = bool((forward_s < 2.0 * last_digit_s).any()) or not len(forward_s)
    once_float32 = bool((t_s == t_s.astype(np.float32)).all())
    if last_digit_s >= _COARSE_S and repeating and at_the_limit and once_float32:
        raise RecordingError(
            f"times near {t_s[0]:.9g} have lost their last digits (a float32 there advances by "
            f"{last_digit_s:g} at once); write them with 64 bits, or count them from the start"
        )


def unit_hint(rate_hz: float) -> str:
    """Say in which other unit times would make sense.

    Parameters
    ----------
    rate_hz : float
        Samples per second when the times are taken for seconds.

    Returns
    -------
    str
        A clause with the way out; empty where they may be seconds. Whether the times are in
        another unit or the sensor was as slow as they say cannot be known from them.
    """
    low, high = _PLAUSIBLE_HZ
    for unit, factor in _UNITS:
        if rate_hz < low <= rate_hz * factor <= high:
            return f"if they are {unit}, divide them by {factor:.0f}, or name {unit} in the header"
    return ""


def refuse_impossible_rate(rate_hz: float) -> None:
    """Raise when a rate that times led to is no motion sensor's.

    Parameters
    ----------
    rate_hz : float
        Samples per second when the times are taken for seconds.

    Raises
    ------
    RecordingError
        If it is too low to follow a foot, as where the times are in another unit, or beyond
        every sensor.
    """
    hint = unit_hint(rate_hz)
    if hint:
        raise RecordingError(
            f"taken for seconds, the times say {rate_hz:.3g} samples per second, too few to "
            f"follow a foot; {hint}"
        )
    if rate_hz > FASTEST_RATE_HZ * _ROUNDING:
        raise RecordingError(
            f"the times say {rate_hz:.4g} samples per second, and no motion sensor gives more than "
            f"{FASTEST_RATE_HZ:g}; give them in seconds"
        )


def _refuse_coarse(step_s: NDArray[np.float64]) -> None:
    """Raise when whole bunches of samples share a time, as after rounding to seconds.

    Each step of such a clock is as long as a hole, so that a loss cannot be told from none.
    """
    forward_s = step_s[step_s > 0]
    usual_s = float(np.median(forward_s))
    if 2 * len(forward_s) < len(step_s) and usual_s >= _BURST_HOLE_S:
        raise RecordingError(
            f"times advance only every {usual_s:.3g} s, while several samples share each; "
            "give finer times, or none and the rate"
        )


def _typical_step(step_s: NDArray[np.float64]) -> float:
    """Period of a gap-free clock: mean of the steps that are not holes."""
    positive = step_s[step_s > 0]
    usual_s = float(np.median(positive))
    ordinary = step_s[step_s <= max(_BURST_HOLE_S, 10.0 * usual_s)]
    ratio = ordinary / usual_s
    whole = np.maximum(np.rint(ratio), 1.0)
    exact = np.abs(ratio - whole) <= _EXACT_TOLERANCE
    if np.mean(exact) >= _REGULAR_SHARE and np.mean(whole) < _MOSTLY_THERE:
        # Whole multiples of one step: up to half of the samples may be lost here and there.
        return float(np.mean(ordinary[exact & (whole == 1)]))
    median_s = float(np.median(ordinary))
    near = ordinary[(np.abs(ordinary - median_s) <= 0.5 * median_s) & (ordinary > 0)]
    # Where nearly all steps resemble the median, short losses must not stretch the mean;
    # where they do not (bursts, repeated stamps), only the mean over everything is right.
    chosen = near if len(near) >= 0.85 * len(ordinary) else ordinary
    return float(np.mean(chosen))


def _count_steps(
    step_s: NDArray[np.float64], period_s: float, *, fixed: bool
) -> tuple[NDArray[np.int64], float, bool]:
    for _ in range(3):
        ratio = step_s / period_s
        whole = np.maximum(np.rint(ratio), 1.0)
        close = np.abs(ratio - whole) <= _STEP_TOLERANCE
        ordinary = close & (whole <= 3)
        if fixed or not ordinary.any():
            break
        period_s = float(step_s[ordinary].sum() / whole[ordinary].sum())
    regular = bool(np.mean(close) >= _REGULAR_SHARE)
    if regular:
        return _without_late(whole, step_s / period_s).astype(np.int64), period_s, True
    holes = step_s > max(_BURST_HOLE_S, 10.0 * period_s)
    whole = np.where(holes, np.maximum(np.rint(step_s / period_s), 1.0), 1.0)
    if not fixed and not holes.all():
        period_s = float(step_s[~holes].sum() / np.count_nonzero(~holes))
    return whole.astype(np.int64), period_s, False


def _without_late(whole: NDArray[np.float64], ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take back the periods that stamps out of turn have added.

    A late stamp makes a long step and then a short one. The first looks like a loss and the
    second still counts as one period, so together they count one more than has passed.
    """
    whole = whole.copy()
    for short in np.flatnonzero(ratio < 1.0 - _STEP_TOLERANCE).tolist():
        first = max(short - _LATE_N, 0)
        long = first + np.flatnonzero(whole[first : short + _LATE_N + 1] >= 2)
        nearest_first = np.argsort(np.abs(long - short), kind="stable")
        for at in long[nearest_first].tolist():
            between = slice(min(at, short), max(at, short) + 1)
            if whole[between].sum() - ratio[between].sum() > 0.5:
                whole[at] -= 1
                break
    return whole


def _fit_lines(
    t_s: NDArray[np.float64], sample: NDArray[np.int64], period_s: float, *, fixed: bool
) -> tuple[NDArray[np.float64], float]:
    """Fit one period to all stretches together, and an own offset to each."""
    starts = np.flatnonzero(np.diff(sample) * period_s > _PAUSE_S) + 1
    stretches = np.split(np.arange(len(t_s)), starts)
    if not fixed:
        upper = lower = 0.0
        for rows in stretches:
            k = sample[rows] - sample[rows].mean()
            upper += float(k @ t_s[rows])
            lower += float(k @ k)
        period_s = upper / lower if lower > 0 else period_s
    smooth_s = np.empty_like(t_s)
    for rows in stretches:
        k = (sample[rows] - sample[rows[0]]).astype(np.float64)
        offset_s = float(np.mean(t_s[rows] - k * period_s))
        smooth_s[rows] = offset_s + k * period_s
    # Under a given rate that is far off, one stretch may run into the next; time must still
    # rise. Equal stamps are then spread up to the next one.
    if len(starts) and bool((np.diff(smooth_s) <= 0).any()):
        first = np.flatnonzero(np.diff(t_s, prepend=-np.inf) > 0)
        knots_s = np.append(t_s[first], t_s[-1] + period_s)
        smooth_s = np.interp(np.arange(len(t_s)), np.append(first, len(t_s)), knots_s)
    return smooth_s, period_s
