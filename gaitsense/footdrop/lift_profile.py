"""How a foot is lifted and stood on, along several axes, beside the other foot.

Each axis compares medians over the straight level strides of a walk with a limit. A sign is there
("yes") where the whole 95 % interval lies beyond its limit, absent ("no") where it lies on the
usual side, else unsure. The limits are working proposals (see `LIFT_AXES`): nothing published
tells these pictures apart by a shoe's movement, and no sign is a cause.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from gaitsense.footdrop.beside import (
    ANYTHING,
    Z_95,
    Interval,
    LevelStrides,
    all_of,
    around,
    divided,
    fall_time,
    foot_share,
    longer_swing,
    negated,
    over,
    ratio,
    shorter_stance,
    under,
)
from gaitsense.footdrop.lift_axes import LIFT_AXES
from gaitsense.footdrop.within_walk import change_within
from gaitsense.model.strides import Verdict


@dataclass(frozen=True, slots=True)
class LiftProfileParams:
    """Settings of the profile; all limits are working proposals.

    Parameters
    ----------
    fewest_strides_n : int
        Straight level strides needed of a foot. Default 12.
    low_pitch_deg : float
        Late-swing maximum under which pitch is low, and from which on it is preserved, °.
        Default 10.
    low_heel_ratio : float
        Heel clearance by the other foot's, under which the leg is low. Default 0.75.
    long_swing_share : float
        Share of the stride by which swing is longer than the other foot's to be long. Default
        0.04: equal feet are known to 0.03.
    slow_raise_ratio : float
        Fastest raising of the toes by the other foot's, under which it is slow. Default 0.75.
    wide_arc_ratio : float
        Sideways arc by the other foot's, beyond which it is wide. Default 1.4.
    leg_signs_n : int
        How many of the four signs of a low, slow leg make it one; a low heel must be among
        them. Default 3.
    short_stance_share : float
        Stance share less than the other foot's, by their mean, beyond which it is short.
        Default 0.06.
    slap_fall_s : float
        Pitch at contact by the fastest lowering after it, under which the sole slaps, s.
        Default 0.035.
    slap_fall_ratio : float
        The same by the other foot's; both must lie under. Default 0.6.
    heel_landing_deg : float
        Pitch at contact under which no sole can slap, °. Default 5.
    high_lift_ratio : float
        Sensor lift by the other foot's beyond which it is high. Default 1.3: cases that sit
        elsewhere on both shoes differ by up to a fifth.
    falls_deg, falls_m : float
        Fall during the walk that counts, ° and m; it must also exceed what one stride's value
        may be off. Defaults 3 and 0.004.
    fewest_for_change_n : int
        Strides needed for a change within the walk. Default 30.
    block_n : int
        Strides of a block whose median the line is laid through. Default 5.
    most_blocks_n : int
        Blocks at most. Default 100.
    rate_share : float
        Error of a rate in proportion, one standard deviation. Default 0.03.
    """

    fewest_strides_n: int = 12
    low_pitch_deg: float = 10.0
    low_heel_ratio: float = 0.75
    long_swing_share: float = 0.04
    slow_raise_ratio: float = 0.75
    wide_arc_ratio: float = 1.4
    leg_signs_n: int = 3
    short_stance_share: float = 0.06
    slap_fall_s: float = 0.035
    slap_fall_ratio: float = 0.6
    heel_landing_deg: float = 5.0
    high_lift_ratio: float = 1.3
    falls_deg: float = 3.0
    falls_m: float = 0.004
    fewest_for_change_n: int = 30
    block_n: int = 5
    most_blocks_n: int = 100
    rate_share: float = 0.03


@dataclass(frozen=True, slots=True)
class LiftSign:
    """One axis of one foot.

    Parameters
    ----------
    verdict : {"yes", "no", "unsure"}
        Whether the sign is there.
    value : float
        What was measured, in the unit of the axis; NaN where nothing was.
    interval : (float, float)
        95 % interval of the value; of a count, what is sure and what is possible.
    band : (float, float)
        Values without the sign.
    strides_n : int
        Strides it rests on.
    reason : str
        Why it is unsure: ``too_few``, ``borderline``, ``one_foot`` (the other foot is not
        there to compare with), a word of `REASONS`, or "".
    """

    verdict: Verdict
    value: float
    interval: Interval
    band: Interval
    strides_n: int
    reason: str = ""


LiftProfile = Mapping[str, LiftSign]


def lift_profile(
    mine: LevelStrides, other: LevelStrides | None, params: LiftProfileParams
) -> LiftProfile:
    """Describe how one foot is lifted.

    Parameters
    ----------
    mine : LevelStrides
        The foot.
    other : LevelStrides or None
        The other foot; None where it was not measured or cannot be trusted.
    params : LiftProfileParams
        Settings.

    Returns
    -------
    Mapping of LiftSign
        By the names of `LIFT_AXES`, in their order.
    """
    if len(mine) < params.fewest_strides_n:
        return no_profile("too_few", len(mine))
    beside = other if other is not None and len(other) >= params.fewest_strides_n else None
    late = mine.middle("foot_pitch_late_swing_max_deg", mine.zero_sd_deg)
    low_pitch = under(around(late), params.low_pitch_deg)
    lifted = negated(low_pitch)
    low_heel = under(around(ratio(mine, beside, "heel_clearance_max_m")), params.low_heel_ratio)
    raising = ratio(mine, beside, "swing_pitch_rate_max_dps", params.rate_share)
    signs = (
        low_heel,
        over(around(longer_swing(mine, beside)), params.long_swing_share),
        under(around(raising), params.slow_raise_ratio),
        over(around(ratio(mine, beside, "lateral_excursion_m")), params.wide_arc_ratio),
    )
    sure, possible = signs.count("yes"), len(signs) - signs.count("no")
    least = params.leg_signs_n
    enough: Verdict = "yes" if sure >= least else "no" if possible < least else "unsure"
    # A leg that carries its heel as high as the other one is not low, however slow it is.
    leg = all_of(low_heel, enough)
    leg_signs = (float(sure) if beside else math.nan, (float(sure), float(possible)))
    few = (0.0, least - 1.0)
    stance, rise = shorter_stance(mine, beside), ratio(mine, beside, "sensor_lift_max_m")
    short = params.short_stance_share
    found = {
        "foot_dominant": (
            all_of(low_pitch, negated(low_heel)),
            *foot_share(mine, beside),
            (0.0, 1.0),
        ),
        "whole_leg": (all_of(lifted, leg), *leg_signs, few),
        "foot_and_leg": (all_of(low_pitch, leg), *leg_signs, few),
        "short_stance": (
            all_of(lifted, over(around(stance), short)),
            stance[0],
            around(stance),
            (-short, short),
        ),
        "slap": _slap(mine, beside, params),
        "steppage": (
            all_of(low_pitch, over(around(rise), params.high_lift_ratio)),
            rise[0],
            around(rise),
            (params.low_heel_ratio, params.high_lift_ratio),
        ),
    }
    why = "borderline" if beside else "one_foot"
    profile = {
        name: LiftSign(*told, len(mine), why if told[0] == "unsure" else "")
        for name, told in found.items()
    }
    profile["lift_falls"] = _falls(mine, "foot_pitch_late_swing_max_deg", params.falls_deg, params)
    profile["clearance_falls"] = _falls(mine, "toe_clearance_min_m", params.falls_m, params)
    return profile


def no_profile(reason: str, strides_n: int) -> LiftProfile:
    """Say of every axis that it could not be told.

    Parameters
    ----------
    reason : str
        Why.
    strides_n : int
        Straight level strides there were.

    Returns
    -------
    Mapping of LiftSign
    """
    return {name: _untold(reason, strides_n) for name in LIFT_AXES}


def _untold(reason: str, strides_n: int) -> LiftSign:
    return LiftSign("unsure", math.nan, ANYTHING, ANYTHING, strides_n, reason)


def _slap(
    mine: LevelStrides, other: LevelStrides | None, params: LiftProfileParams
) -> tuple[Verdict, float, Interval, Interval]:
    """Tell a slap: the heel lands, and the sole falls fast for its height and beside the other."""
    landing = mine.middle("foot_pitch_contact_deg", mine.zero_sd_deg)
    fall = fall_time(mine, params.rate_share)
    beside = divided(fall, fall_time(other, params.rate_share)) if other else (math.nan, math.nan)
    verdict = all_of(
        over(around(landing), params.heel_landing_deg),
        under(around(fall), params.slap_fall_s),
        under(around(beside), params.slap_fall_ratio),
    )
    return verdict, fall[0], around(fall), (params.slap_fall_s, math.inf)


def _falls(mine: LevelStrides, name: str, least: float, params: LiftProfileParams) -> LiftSign:
    """Tell a fall whose interval excludes zero and that exceeds `least` and one stride's error."""
    change = change_within(
        mine.columns["start_s"], mine.columns[name], params.block_n, params.most_blocks_n
    )
    if change.strides_n < params.fewest_for_change_n or math.isnan(change.value):
        return _untold("too_few", change.strides_n)
    error, _ = mine.middle(f"{name}_sd", 0.0)
    least = max(least, Z_95 * error)
    low, high = change.interval
    falls: Verdict = "unsure"
    if high < 0.0 and change.value < -least:
        falls = "yes"
    elif low >= -least and high >= 0.0:
        falls = "no"
    return LiftSign(
        falls,
        change.value,
        change.interval,
        (-least, math.inf),
        change.strides_n,
        "borderline" if falls == "unsure" else "",
    )
