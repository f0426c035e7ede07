"""How far each value may be off: one standard deviation in all, systematic part included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.zero import PitchZero
from gaitsense.model.shoe import Shoe
from gaitsense.model.units import RAD_PER_DEG

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UncertaintyParams:
    """Error terms, each one standard deviation.

    Parameters
    ----------
    tilt_deg : float
        Orientation inside a closed stride, °. Default 0.7.
    scale_share : float
        Error of a pitch in proportion to it (gyroscope scale, axis, shoe against foot).
        Default 0.08.
    contact_ms : float
        Time of contact, ms. Default 12.
    contact_low_rate_ms : float
        The same without a heel strike, ms. Default 25.
    length_m : float
        Stride length, m, however long. Default 0.012.
    length_share : float
        Stride length in proportion. Default 0.012.
    no_rest_share : float
        Added in proportion to the velocity that had to be taken out, times the stride's
        duration. Default 0.1.
    clearance_m : float
        Height of the sensor's path, m. Default 0.005.
    bridged_factor : float
        Widening where losses were bridged. Default 1.5.
    clipped_factor : float
        Widening where the sensor clipped. Default 2.0.
    gain_share : float
        Lengths and heights where the accelerometer's gain was corrected. Default 0.02.
    """

    tilt_deg: float = 0.7
    scale_share: float = 0.08
    contact_ms: float = 12.0
    contact_low_rate_ms: float = 25.0
    length_m: float = 0.012
    length_share: float = 0.012
    no_rest_share: float = 0.1
    clearance_m: float = 0.005
    bridged_factor: float = 1.5
    clipped_factor: float = 2.0
    gain_share: float = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class StrideDoubts:
    """What makes a stride less sure.

    Parameters
    ----------
    bridged, clipped : (k,) bool
        Short losses were filled in; the sensor reached its full scale.
    gain_corrected : bool
        The accelerometer's gain was corrected for this walk.
    velocity_error_mps : (k,) float64
        Velocity that had to be taken out at the end, m/s.
    duration_s : (k,) float64
        Duration, s.
    """

    bridged: NDArray[np.bool_]
    clipped: NDArray[np.bool_]
    gain_corrected: bool
    velocity_error_mps: Column
    duration_s: Column


def add_uncertainty(
    table: dict[str, Column],
    zero: PitchZero,
    shoe: Shoe,
    doubts: StrideDoubts,
    params: UncertaintyParams,
) -> None:
    """Fill the ``_sd`` columns of a table of measures.

    Parameters
    ----------
    table : dict of (k,) float64
        Measures; the ``_sd`` columns are added, NaN where the value is.
    zero : PitchZero
        The walk's zero of pitch.
    shoe : Shoe
        Geometry and its own uncertainty.
    doubts : StrideDoubts
        What makes strides less sure.
    params : UncertaintyParams
        Error terms.
    """
    bridged = np.where(doubts.bridged, params.bridged_factor, 1.0)
    wider = bridged * np.where(doubts.clipped, params.clipped_factor, 1.0)

    def pitch_sd(pitch_deg: Column) -> Column:
        scale = params.scale_share * pitch_deg
        return np.sqrt(params.tilt_deg**2 + zero.sd_deg**2 + scale * scale) * bridged

    late = table["foot_pitch_late_swing_max_deg"]
    table["foot_pitch_late_swing_max_deg_sd"] = pitch_sd(late)
    contact = table["foot_pitch_contact_deg"]
    heel = table["_lowered"] > 0.5
    delay_s = np.where(heel, params.contact_ms, params.contact_low_rate_ms) / 1000.0
    slope = np.abs(table["_contact_rate_dps"])
    table["foot_pitch_contact_deg_sd"] = np.hypot(pitch_sd(contact), delay_s * slope)

    gain = params.gain_share if doubts.gain_corrected else 0.0
    length = table["stride_length_m"]
    left_over = params.no_rest_share * doubts.velocity_error_mps * doubts.duration_s
    share = np.hypot(params.length_share, gain) * length
    base = params.length_m
    table["stride_length_m_sd"] = np.sqrt(base * base + share * share + left_over**2) * wider

    # The lever arm's own error moves the toe by how much the foot is tilted at that instant.
    tilt = table["_clearance_pitch_deg"] * RAD_PER_DEG
    arm = shoe.toe_forward_sd_m * np.sin(tilt)
    height = shoe.sensor_height_sd_m * (1.0 - np.cos(tilt))
    way = np.hypot(params.clearance_m, gain * table["sensor_lift_max_m"])
    clearance_sd = np.sqrt(arm * arm + height * height + (way * wider) ** 2)
    table["toe_clearance_min_m_sd"] = np.where(
        np.isfinite(table["toe_clearance_min_m"]), clearance_sd, np.nan
    )
