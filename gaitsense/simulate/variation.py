"""How one stride differs from the foot's habit: by its length, by stairs, by chance, by fatigue."""

from __future__ import annotations

import dataclasses
import math
from typing import Final, NamedTuple

import numpy as np

from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.sole_path import LEAST_CLEARANCE_M

#: A late-swing maximum above 0 is at least this, °.
_LEAST_RAISED_DEG: Final = 0.1
#: Deviations beyond so many standard deviations are cut.
_WIDEST: Final = 2.5
#: Spread of the outward bow, m.
_ARC_SD_M: Final = 0.015


class Deviation(NamedTuple):
    """What is special about one stride: standard normal numbers, cut at 2.5; no unit.

    Parameters
    ----------
    time : float
        Of the step time.
    length : float
        Of the step length.
    swing : float
        Of the swing time.
    toe_off : float
        Of the pitch at toe-off; + is a stronger push-off.
    late_swing : float
        Of the late-swing maximum; + is toes higher.
    clearance : float
        Of the toe clearance.
    arc : float
        Of the outward bow.
    """

    time: float
    length: float
    swing: float
    toe_off: float
    late_swing: float
    clearance: float
    arc: float


class Irregularity:
    """One foot's deviations, each a first-order autoregressive series.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of this foot's gait.
    autocorrelation : float
        Correlation from stride to stride, 0..1.
    """

    def __init__(self, rng: np.random.Generator, autocorrelation: float) -> None:
        self._rng = rng
        self._keep = autocorrelation
        self._state = rng.standard_normal(len(Deviation._fields))

    def next(self) -> Deviation:
        """Draw the deviation of the next stride."""
        fresh = self._rng.standard_normal(len(Deviation._fields))
        self._state = self._keep * self._state + math.sqrt(1.0 - self._keep**2) * fresh
        return Deviation(*np.clip(self._state, -_WIDEST, _WIDEST).tolist())


def stride_pattern(
    scenario: Scenario,
    habit: StridePattern,
    deviation: Deviation,
    *,
    ratio: float,
    climb_m: float,
    tired: float,
) -> StridePattern:
    """Pattern of one stride.

    Parameters
    ----------
    scenario : Scenario
        Irregularity and fatigue of the walk.
    habit : StridePattern
        The foot's full stride on level ground.
    deviation : Deviation
        This stride's own.
    ratio : float
        Its length over the usual one.
    climb_m : float
        Height gained on stairs, m; 0 on level ground.
    tired : float
        How far the walk has tired this foot, 0..1.

    Returns
    -------
    StridePattern
        Within the ranges that a pattern has to keep.
    """
    usual = _short_step(habit, ratio) if climb_m == 0.0 else _stair(habit, up=climb_m > 0.0)
    fatigue = scenario.fatigue
    late_deg = usual.late_swing_max_deg + tired * fatigue.late_swing_max_deg
    late_deg += habit.late_swing_max_sd_deg * deviation.late_swing
    # A foot either is raised above level, with something to see of it, or it is not.
    late_deg = 0.0 if 0.0 < late_deg < _LEAST_RAISED_DEG else _within(late_deg, -40.0, 45.0)
    toe_off_deg = usual.toe_off_pitch_deg * (1.0 + 0.8 * scenario.stride_cv * deviation.toe_off)
    # Whatever the dice say, the toes are raised between toe-off and landing.
    toe_off_deg = min(toe_off_deg, late_deg - usual.contact_drop_deg - 2.0)
    clear_m = habit.toe_clearance_m + tired * fatigue.toe_clearance_m
    clear_m += habit.toe_clearance_sd_m * deviation.clearance
    return dataclasses.replace(
        habit,
        toe_off_pitch_deg=_within(toe_off_deg, -80.0, -5.0),
        late_swing_max_deg=late_deg,
        contact_drop_deg=usual.contact_drop_deg,
        swing_pitch_rate_max_dps=max(usual.swing_pitch_rate_max_dps, 20.0),
        foot_flat_rate_dps=max(usual.foot_flat_rate_dps, 20.0),
        toe_clearance_m=_within(clear_m, min(LEAST_CLEARANCE_M, habit.toe_clearance_m), 0.2),
        lateral_arc_m=_within(usual.lateral_arc_m + _ARC_SD_M * deviation.arc, -0.1, 0.3),
        heel_whip_deg=usual.heel_whip_deg,
    )


class _Usual(NamedTuple):
    """What of a habit depends on the kind of step."""

    toe_off_pitch_deg: float
    late_swing_max_deg: float
    contact_drop_deg: float
    swing_pitch_rate_max_dps: float
    foot_flat_rate_dps: float
    lateral_arc_m: float
    heel_whip_deg: float


def _short_step(habit: StridePattern, ratio: float) -> _Usual:
    """Shorten a habit: a short step pushes off less and lands flatter.

    A foot that hangs does not hang less. In a healthy walk under motion capture, half strides
    had 0.45 to 0.6 of the toe-off pitch and 0.4 of the contact pitch of full ones; here they
    have 0.63 of the first and, where the heel lands, 0.55 of the second: somewhat too much.
    """
    share = min(ratio, 1.0)
    late_deg = habit.late_swing_max_deg
    raised = 0.1 + 0.9 * share if late_deg > 0.0 else 1.0
    return _Usual(
        toe_off_pitch_deg=habit.toe_off_pitch_deg * (0.25 + 0.75 * share),
        late_swing_max_deg=late_deg * raised,
        contact_drop_deg=habit.contact_drop_deg * share,
        swing_pitch_rate_max_dps=habit.swing_pitch_rate_max_dps * (0.4 + 0.6 * share),
        foot_flat_rate_dps=habit.foot_flat_rate_dps * max(raised, 0.3),
        lateral_arc_m=habit.lateral_arc_m * share,
        heel_whip_deg=habit.heel_whip_deg,
    )


def _stair(habit: StridePattern, *, up: bool) -> _Usual:
    """Adapt a habit to stairs: onto the whole sole going up, onto the forefoot going down."""
    return _Usual(
        toe_off_pitch_deg=-32.0 if up else -38.0,
        late_swing_max_deg=min(habit.late_swing_max_deg, 4.0) if up else -14.0,
        contact_drop_deg=0.0 if up else 2.0,
        swing_pitch_rate_max_dps=min(habit.swing_pitch_rate_max_dps, 180.0),
        foot_flat_rate_dps=habit.foot_flat_rate_dps,
        lateral_arc_m=0.3 * habit.lateral_arc_m,
        heel_whip_deg=0.3 * habit.heel_whip_deg,
    )


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
