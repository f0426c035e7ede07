"""How far each value may be off: one standard deviation in all, systematic part included.

Each variance is a sum of terms with a cause: the zero of pitch; an error in proportion (scale,
axis, shoe against foot); the time of contact times how fast the foot turns there; velocity that
a stride could not account for, and what bridged losses hide; the place of toe and sensor times
what it moves. The terms that all strides of a walk share do not average out over strides; they
are handed out apart.

Source: own, analysis/03_uncertainty, which measures the coverage and fits the constants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.zero import PitchZero
from gaitsense.model.shoe import SolePoints
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UncertaintyParams:
    """Error terms, each one standard deviation.

    Parameters
    ----------
    scale_share : float
        Error of a pitch in proportion to it (gyroscope scale, axis, shoe against foot).
        Default 0.08.
    contact_ms : float
        Time of a heel contact, ms. Default 10.
    flat_contact_ms : float
        Time of a flat or toe contact, ms. Default 35.
    contact_period_share : float
        Added to either, as a share of the time between samples. Default 0.9.
    length_m : float
        Stride length, m, however long; new in every stride. Default 0.012.
    length_share : float
        Stride length in proportion; the same in all strides. Default 0.004.
    no_rest_share : float
        Added in proportion to the velocity that had to be taken out, times the stride's
        duration; new in every stride. Default 0.08.
    bridged_mps : float
        Added per second of bridged losses: the mean velocity that a bridge hides, m/s.
        Default 0.3.
    clipped_dps : float
        Per second in which the gyroscope was at its full scale: the mean rate that was not seen
        there and not found again, °/s. Default 12. It tilts pitch and path; the same in all
        strides.
    clipped_mps : float
        Lengths and heights, per second in which the accelerometer was: the same of velocity,
        m/s. Default 1.
    clearance_m : float
        Height of the sensor's path, m. Default 0.006.
    gain_share : float
        Lengths and heights where the accelerometer's gain was corrected. Default 0.02.
    """

    scale_share: float = 0.08
    contact_ms: float = 10.0
    flat_contact_ms: float = 35.0
    contact_period_share: float = 0.9
    length_m: float = 0.012
    length_share: float = 0.004
    no_rest_share: float = 0.08
    bridged_mps: float = 0.3
    clipped_dps: float = 12.0
    clipped_mps: float = 1.0
    clearance_m: float = 0.006
    gain_share: float = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class StrideDoubts:
    """What makes a stride less sure.

    Parameters
    ----------
    bridged_s : (k,) float64
        How much of it was lost and filled in, s.
    clipped_acc_s, clipped_gyr_s : (k,) float64
        How long accelerometer and gyroscope were at their full scale, s.
    gain_corrected : bool
        The accelerometer's gain was corrected for this walk.
    velocity_error_mps : (k,) float64
        Velocity that had to be taken out at the end, m/s.
    duration_s, period_s : (k,) float64
        Duration, and time between samples, s.
    """

    bridged_s: Column
    clipped_acc_s: Column
    clipped_gyr_s: Column
    gain_corrected: bool
    velocity_error_mps: Column
    duration_s: Column
    period_s: Column


def add_uncertainty(
    table: dict[str, Column],
    zero: PitchZero,
    sole: SolePoints,
    doubts: StrideDoubts,
    params: UncertaintyParams,
) -> dict[str, Column]:
    """Fill the ``_sd`` columns of a table of measures.

    Parameters
    ----------
    table : dict of (k,) float64
        Measures; the ``_sd`` columns are added, NaN where the value is.
    zero : PitchZero
        The walk's zero of pitch.
    sole : SolePoints
        Where toe and ball lie, with their own uncertainty.
    doubts : StrideDoubts
        What makes strides less sure.
    params : UncertaintyParams
        Error terms.

    Returns
    -------
    dict of (k,) float64
        By measure, the part of its standard deviation that strides share: what is left of it
        in a mean over any number of them.
    """
    unseen_deg = params.clipped_dps * doubts.clipped_gyr_s
    unseen_m = params.clipped_mps * doubts.clipped_acc_s

    def pitch_sd(pitch_deg: Column) -> Column:
        shown = np.hypot(zero.sd_deg, params.scale_share * pitch_deg)
        return np.asarray(np.hypot(shown, unseen_deg), np.float64)

    late = pitch_sd(table["foot_pitch_late_swing_max_deg"])
    heel = table["_lowered"] > 0.5
    event_s = np.where(heel, params.contact_ms, params.flat_contact_ms) / 1000.0
    delay_s = np.hypot(event_s, params.contact_period_share * doubts.period_s)
    moved = delay_s * table["_contact_slope_dps"]
    contact = np.hypot(pitch_sd(table["foot_pitch_contact_deg"]), moved)

    gain = params.gain_share if doubts.gain_corrected else 0.0
    length = table["stride_length_m"]
    # A tilt that came unseen half-way drives the path aside as g t²; closing leaves an eighth.
    unseen = unseen_deg * RAD_PER_DEG
    aside = STANDARD_GRAVITY_MPS2 * unseen * doubts.duration_s**2 / 8.0
    clipped = np.hypot(unseen_m, aside)
    shared = np.hypot(np.hypot(params.length_share, gain) * length, clipped)
    left_over = params.no_rest_share * doubts.velocity_error_mps * doubts.duration_s
    hidden = params.bridged_mps * doubts.bridged_s
    own = np.hypot(np.hypot(params.length_m, left_over), hidden)

    # The lever arm's own error moves the toe by how much the foot is tilted at that instant.
    tilt = table["_clearance_pitch_deg"] * RAD_PER_DEG
    arm = np.hypot(sole.toe_forward_sd_m * np.sin(tilt), sole.toe_forward_m * unseen)
    height = sole.sensor_height_sd_m * (1.0 - np.cos(tilt))
    way = np.hypot(np.hypot(params.clearance_m, gain * table["sensor_lift_max_m"]), unseen_m)
    clearance = np.where(
        np.isfinite(table["toe_clearance_min_m"]), np.hypot(np.hypot(arm, height), way), np.nan
    )

    table["foot_pitch_late_swing_max_deg_sd"] = late
    table["foot_pitch_contact_deg_sd"] = contact
    table["stride_length_m_sd"] = np.hypot(shared, own)
    table["toe_clearance_min_m_sd"] = clearance
    return {
        "foot_pitch_late_swing_max_deg": late,
        "foot_pitch_contact_deg": contact,
        "stride_length_m": shared,
        "toe_clearance_min_m": clearance,
    }
