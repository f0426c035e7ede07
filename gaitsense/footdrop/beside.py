"""One foot beside the other: medians with their errors, ratios, shares, and verdicts from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.low_lift import median_and_error
from gaitsense.model.strides import Verdict
from gaitsense.model.units import RAD_PER_DEG

Column = NDArray[np.float64]
Interval = tuple[float, float]
#: A value and its standard error.
Measured = tuple[float, float]

#: Standard deviations that hold 95 % of a normal distribution.
Z_95: Final = 1.96
#: Interval of what is not known.
ANYTHING: Final[Interval] = (-math.inf, math.inf)
_UNKNOWN: Final[Measured] = (math.nan, math.nan)


@dataclass(frozen=True, slots=True, eq=False)
class LevelStrides:
    """The straight level strides of one foot that can be trusted.

    Parameters
    ----------
    columns : Mapping of (k,) float64
        Columns of `STRIDE_COLUMNS` by name, NaN where not measured.
    zero_sd_deg : float
        Standard deviation of the foot's zero of pitch, °.
    height_sd_m : float
        What heights and arcs of all strides may be off, one standard deviation, m.
    swing_sd_s : float
        What the swing times of all strides may be off, one standard deviation, s.
    toe_to_heel_m : float
        Length of the sole, m.
    """

    columns: Mapping[str, Column]
    zero_sd_deg: float
    height_sd_m: float
    swing_sd_s: float
    toe_to_heel_m: float

    def __len__(self) -> int:
        return len(self.columns["start_s"])

    def middle(self, name: str, systematic_sd: float) -> tuple[float, float]:
        """Median of a column and its standard error, in the column's unit.

        Parameters
        ----------
        name : str
            Of `columns`.
        systematic_sd : float
            Part of the error that all strides share.

        Returns
        -------
        (float, float)
            NaN where nothing was measured.
        """
        values = self.columns[name]
        return median_and_error(values[np.isfinite(values)], systematic_sd)

    def swing_share(self) -> tuple[float, float]:
        """Median share of swing in the stride, and its standard error.

        Returns
        -------
        (float, float)
        """
        seconds = self.columns["stride_time_s"]
        shares = self.columns["swing_time_s"] / seconds
        known = np.isfinite(shares)
        if not known.any():
            return math.nan, math.nan
        return median_and_error(shares[known], self.swing_sd_s / float(np.median(seconds[known])))


def around(measured: Measured) -> Interval:
    """Return the 95 % interval of a value.

    Parameters
    ----------
    measured : (float, float)
        The value and its standard error, any unit.

    Returns
    -------
    (float, float)
        `ANYTHING` where either is not known.
    """
    value, error = measured
    if not (math.isfinite(value) and math.isfinite(error)):
        return ANYTHING
    return value - Z_95 * error, value + Z_95 * error


def over(interval: Interval, limit: float) -> Verdict:
    """Say whether a value lies over a limit.

    Parameters
    ----------
    interval : (float, float)
        Its interval.
    limit : float
        The limit, in the same unit.

    Returns
    -------
    {"yes", "no", "unsure"}
        Sure where the whole interval lies on one side.
    """
    return "yes" if interval[0] > limit else "no" if interval[1] <= limit else "unsure"


def under(interval: Interval, limit: float) -> Verdict:
    """Say whether a value lies under a limit.

    Parameters
    ----------
    interval, limit
        As `over`.

    Returns
    -------
    {"yes", "no", "unsure"}
    """
    return "yes" if interval[1] < limit else "no" if interval[0] >= limit else "unsure"


def negated(verdict: Verdict) -> Verdict:
    """Say the opposite; unsure stays unsure.

    Parameters
    ----------
    verdict : {"yes", "no", "unsure"}
        Any.

    Returns
    -------
    {"yes", "no", "unsure"}
    """
    opposite: dict[Verdict, Verdict] = {"yes": "no", "no": "yes", "unsure": "unsure"}
    return opposite[verdict]


def all_of(*verdicts: Verdict) -> Verdict:
    """Join by Kleene's "and": one clear no decides, whatever the others are.

    Parameters
    ----------
    *verdicts : {"yes", "no", "unsure"}
        Any number.

    Returns
    -------
    {"yes", "no", "unsure"}
    """
    if "no" in verdicts:
        return "no"
    return "unsure" if "unsure" in verdicts else "yes"


def divided(top: Measured, bottom: Measured) -> Measured:
    """Divide two values with their errors.

    Parameters
    ----------
    top, bottom : (float, float)
        Values and their standard errors, independent of each other.

    Returns
    -------
    (float, float)
        NaN where the lower one is not above zero.
    """
    (a, a_error), (b, b_error) = top, bottom
    if not (b > 0.0 and math.isfinite(a)):
        return _UNKNOWN
    return a / b, math.hypot(a_error / b, a * b_error / (b * b))


def ratio(
    mine: LevelStrides, other: LevelStrides | None, name: str, error_share: float | None = None
) -> Measured:
    """Divide a foot's median by the other foot's.

    Parameters
    ----------
    mine, other : LevelStrides
        The feet; NaN without the other one.
    name : str
        Column.
    error_share : float, optional
        What all values may be off, in proportion; without it, what heights may be off.

    Returns
    -------
    (float, float)
    """
    if other is None:
        return _UNKNOWN
    parts = []
    for foot in (mine, other):
        value, error = foot.middle(name, 0.0)
        shared = foot.height_sd_m if error_share is None else error_share * abs(value)
        parts.append((value, math.hypot(error, shared)))
    return divided(parts[0], parts[1])


def longer_swing(mine: LevelStrides, other: LevelStrides | None) -> Measured:
    """Tell by how much of the stride a foot swings longer than the other one.

    Parameters
    ----------
    mine, other : LevelStrides
        The feet; NaN without the other one.

    Returns
    -------
    (float, float)
    """
    if other is None:
        return _UNKNOWN
    (a, a_error), (b, b_error) = mine.swing_share(), other.swing_share()
    return a - b, math.hypot(a_error, b_error)


def shorter_stance(mine: LevelStrides, other: LevelStrides | None) -> Measured:
    """Tell how much shorter a foot's stance is than the other one's, by their mean.

    Parameters
    ----------
    mine, other : LevelStrides
        The feet; NaN without the other one.

    Returns
    -------
    (float, float)
        Of shares of the stride, so that the feet's stride times do not matter.
    """
    if other is None:
        return _UNKNOWN
    longer, error = longer_swing(mine, other)
    mean = 1.0 - 0.5 * (mine.swing_share()[0] + other.swing_share()[0])
    return longer / mean, error / mean


def fall_time(foot: LevelStrides, rate_share: float) -> Measured:
    """Divide the pitch at contact by the fastest lowering after it, s.

    A rate alone tells nothing: who lands steeper or walks faster lowers the sole faster.

    Parameters
    ----------
    foot : LevelStrides
        The foot.
    rate_share : float
        Error of the rate in proportion.

    Returns
    -------
    (float, float)
    """
    rate_dps = foot.columns["slap_pitch_rate_dps"]
    seconds = foot.columns["foot_pitch_contact_deg"] / np.where(rate_dps > 0.0, rate_dps, np.nan)
    known = np.isfinite(seconds)
    if not known.any():
        return _UNKNOWN
    middle, scatter = median_and_error(seconds[known], 0.0)
    zero_s = foot.zero_sd_deg / float(np.median(rate_dps[known]))
    return middle, math.hypot(scatter, zero_s, rate_share * middle)


def foot_share(mine: LevelStrides, other: LevelStrides | None) -> tuple[float, Interval]:
    """Share the toe height that is missing beside the other foot between foot and leg.

    What the foot's pitch loses is the sole's length times the sines' difference; what the leg
    loses is the height of the heel.

    Parameters
    ----------
    mine, other : LevelStrides
        The feet; NaN without the other one.

    Returns
    -------
    share : float
        0 to 1 of the foot; NaN where the interval is all of that.
    interval : (float, float)
        Its 95 % interval.
    """
    if other is None:
        return math.nan, ANYTHING
    feet = (mine, other)
    pitches = [foot.middle("foot_pitch_late_swing_max_deg", foot.zero_sd_deg) for foot in feet]
    heels = [foot.middle("heel_clearance_max_m", foot.height_sd_m) for foot in feet]
    if not all(math.isfinite(value) for pair in (*pitches, *heels) for value in pair):
        return math.nan, ANYTHING
    sines = [math.sin(value * RAD_PER_DEG) for value, _ in pitches]
    lost_m = mine.toe_to_heel_m * (sines[1] - sines[0])
    lost_error_m = mine.toe_to_heel_m * RAD_PER_DEG * math.hypot(*(e for _, e in pitches))
    leg_m, leg_error_m = heels[1][0] - heels[0][0], math.hypot(*(e for _, e in heels))
    foot, leg = around((lost_m, lost_error_m)), around((leg_m, leg_error_m))
    interval = _part(foot[0], leg[1]), _part(foot[1], leg[0])
    # Of feet so alike that either part could be all that is missing there is no share to tell.
    return (math.nan, ANYTHING) if interval == (0.0, 1.0) else (_part(lost_m, leg_m), interval)


def _part(foot_m: float, leg_m: float) -> float:
    foot_m, leg_m = max(foot_m, 0.0), max(leg_m, 0.0)
    return foot_m / (foot_m + leg_m) if foot_m + leg_m else 0.0
