"""Low lift, stride by stride, and the foot-drop pattern of a walk.

A stride's lift is low when the late-swing maximum of foot pitch stays under a limit by more
than its own uncertainty; high when it stays over it by as much; in between it is unsure.
The limit is a working proposal (SCIENCE 3): no published pitch defines foot drop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.context import CONTEXT_REASONS
from gaitsense.model.strides import Verdict

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LowLiftParams:
    """Settings of low lift and of the pattern.

    Parameters
    ----------
    low_deg : float
        Late-swing maximum under which lift is low, °. Default 5 (proposal).
    sure_sd : float
        How many standard deviations a value must lie off the limit to be sure. Default 1.0.
    pattern_share : float
        Share of low strides that makes a pattern. Default 0.3 (proposal).
    fewest_strides_n : int
        Straight level strides needed for a pattern. Default 12 (proposal).
    asymmetry_deg : float
        Difference between the feet that makes a pattern on the lower one, °. Default 8
        (proposal); it must also exceed twice its own standard error.
    typical_deg : float
        A foot that is lifted this high has no pattern, however high the other one is, °.
        Default 15 (proposal).
    """

    low_deg: float = 5.0
    sure_sd: float = 1.0
    pattern_share: float = 0.3
    fewest_strides_n: int = 12
    asymmetry_deg: float = 8.0
    typical_deg: float = 15.0


@dataclass(frozen=True, slots=True)
class LiftPattern:
    """The foot-drop pattern of one foot over a walk.

    Parameters
    ----------
    verdict : {"yes", "no", "unsure"}
        Whether the pattern is there.
    share : float
        Share of low strides among the judged ones, NaN where none was.
    interval : (float, float)
        95 % Wilson interval of that share.
    strides_n : int
        Straight level strides that were judged.
    difference_deg : float
        Late-swing maximum of the other foot less this one's, °, NaN with one foot.
    reasons : tuple of str
        Words of `REASONS`.
    by : tuple of str
        What a yes rests on: ``share`` of low strides, ``difference`` between the feet.
    """

    verdict: Verdict
    share: float
    interval: tuple[float, float]
    strides_n: int
    difference_deg: float
    reasons: tuple[str, ...]
    by: tuple[str, ...] = ()


def judge_low_lift(
    late_swing_deg: Column,
    sd_deg: Column,
    context: NDArray[np.object_],
    params: LowLiftParams,
) -> tuple[NDArray[np.object_], list[str]]:
    """Judge the lift of each stride.

    Parameters
    ----------
    late_swing_deg, sd_deg : (k,) float64
        Late-swing maximum of foot pitch and its standard deviation, °.
    context : (k,) object
        Kind of each stride, "" where not told.
    params : LowLiftParams
        Settings.

    Returns
    -------
    verdicts : (k,) object
        yes, no or unsure.
    reasons : list of str
        One word of `REASONS` for each unsure stride; "" where it is sure, or where the value
        itself is missing and has its own reason.
    """
    known = np.isfinite(late_swing_deg) & np.isfinite(sd_deg)
    margin = params.sure_sd * np.where(known, sd_deg, 0.0)
    value = np.where(known, late_swing_deg, 0.0)
    low = known & (value + margin < params.low_deg)
    high = known & (value - margin > params.low_deg)
    level = context == "level"
    verdicts = np.select([high, low & level], ["no", "yes"], default="unsure").astype(object)
    reasons = [
        CONTEXT_REASONS[str(context[k])] if verdict == "unsure" and known[k] else ""
        for k, verdict in enumerate(verdicts)
    ]
    return verdicts, reasons


def lift_pattern(
    verdicts: NDArray[np.object_],
    context: NDArray[np.object_],
    late_swing_deg: Column,
    zero_sd_deg: float,
    other: tuple[float, float] | None,
    params: LowLiftParams,
) -> LiftPattern:
    """Judge the walk of one foot.

    Parameters
    ----------
    verdicts : (k,) object
        Low lift, stride by stride.
    context : (k,) object
        Kind of each stride.
    late_swing_deg : (k,) float64
        Late-swing maximum, °.
    zero_sd_deg : float
        Standard deviation of this foot's zero of pitch, °.
    other : (float, float) or None
        Median late-swing maximum of the other foot on level strides and its standard error, °.
    params : LowLiftParams
        Settings.

    Returns
    -------
    LiftPattern
    """
    level = (context == "level") & np.isfinite(late_swing_deg)
    sure = level & (verdicts != "unsure")
    n, low = int(level.sum()), int((verdicts[level] == "yes").sum())
    judged = int(sure.sum())
    share = low / judged if judged else math.nan
    interval = wilson_interval(low, judged)
    mine = median_and_error(late_swing_deg[level], zero_sd_deg)
    difference, asymmetric = math.nan, False
    if other is not None and n:
        difference = other[0] - mine[0]
        error = math.hypot(mine[1], other[1])
        asymmetric = (
            difference >= params.asymmetry_deg
            and difference > 2.0 * error
            and mine[0] < params.typical_deg
        )
    if n < params.fewest_strides_n:
        return LiftPattern("unsure", share, interval, judged, difference, ("too_few",))
    low_share = interval[0] >= params.pattern_share
    if low_share or asymmetric:
        by = ("share",) * low_share + ("difference",) * asymmetric
        return LiftPattern("yes", share, interval, judged, difference, (), by)
    doubtful = (n - judged) / n
    if judged and (low + (n - judged)) / n < params.pattern_share:
        # Even if every unsure stride were low, there would be no pattern.
        return LiftPattern("no", share, interval, judged, difference, ())
    if interval[1] < params.pattern_share and doubtful <= params.pattern_share:
        return LiftPattern("no", share, interval, judged, difference, ())
    return LiftPattern("unsure", share, interval, judged, difference, ("borderline",))


def median_and_error(values: Column, systematic_sd: float) -> tuple[float, float]:
    """Median of values and its standard error, a systematic part included; any unit.

    Parameters
    ----------
    values : (k,) float64
        Finite values, any unit; NaN is returned where there is none.
    systematic_sd : float
        Part that more values do not lower, in their unit.

    Returns
    -------
    (float, float)
    """
    if not len(values):
        return math.nan, math.nan
    middle = float(np.median(values))
    scatter = 1.4826 * float(np.median(np.abs(values - middle)))
    # The median of n normal values scatters by 1.2533 sd / √n.
    return middle, math.hypot(systematic_sd, 1.2533 * scatter / math.sqrt(len(values)))


def wilson_interval(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Confidence interval of a share.

    Parameters
    ----------
    hits, n : int
        So many of so many.
    z : float
        Standard normal quantile; 1.96 gives 95 %.

    Returns
    -------
    (float, float)
        Bounds in 0..1; (0, 1) where n is 0.

    Source
    ------
    Wilson 1927, doi 10.1080/01621459.1927.10502953.
    """
    if n == 0:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
