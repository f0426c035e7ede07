"""What kind of stride it was, and which part of the sole landed first."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import RAD_PER_DEG


@dataclass(frozen=True, slots=True)
class ContextParams:
    """Limits between kinds of strides and of contacts.

    Parameters
    ----------
    turn_deg : float
        A stride that turns by more is a turn, °. Default 20 (SCIENCE: 15 to 20).
    stairs_m : float
        A stride that rises or falls by more is on stairs or a ramp, m. Default 0.09.
    heel_deg : float
        A landing with at least this pitch is on the heel, °. Default 5.
    heel_lowered_deg : float
        With the toes lowered after contact, this pitch is enough for a heel, °. Default 2.
    toe_deg : float
        A landing with less than this pitch is on the toe, °. Default -2; between the two,
        the foot's rotation after contact decides between flat and toe.
    rocking_up_dps : float
        Toes-up rate after contact that tells a toe landing, °/s. Default 20.
    spot_m : float
        A shorter stride hardly travels, m: of a foot that steps on the spot, neither lift nor
        braking is a walking foot's. Default 0.2, steps of 0.1 m.
    """

    turn_deg: float = 20.0
    stairs_m: float = 0.09
    heel_deg: float = 5.0
    heel_lowered_deg: float = 2.0
    toe_deg: float = -2.0
    rocking_up_dps: float = 20.0
    spot_m: float = 0.2


#: Why a verdict that is not clear on a stride of this kind is unsure: word of `REASONS`. Where
#: the kind is not told, samples were lost or the path was impossible, which is said already.
CONTEXT_REASONS: Final = MappingProxyType(
    {
        "level": "borderline",
        "turn": "turn",
        "stairs_up": "stairs",
        "stairs_down": "stairs",
        "start": "start_stop",
        "stop": "start_stop",
        "on_the_spot": "on_the_spot",
        "": "",
    }
)


def contexts(
    turn_rad: NDArray[np.float64],
    rise_m: NDArray[np.float64],
    from_stand: NDArray[np.bool_],
    to_stand: NDArray[np.bool_],
    params: ContextParams,
) -> NDArray[np.object_]:
    """Name the kind of each stride.

    Parameters
    ----------
    turn_rad : (k,) float64
        Change of heading, rad; NaN where not measured.
    rise_m : (k,) float64
        Height gained, m; NaN where not measured.
    from_stand, to_stand : (k,) bool
        Whether the foot stood before, or stands after.
    params : ContextParams
        Limits.

    Returns
    -------
    (k,) object
        Words of `gaitsense.model.strides.Context`; where several fit: stairs before turn
        before start before stop. "" where turn or rise was not measured: it may have been any.
    """
    return np.select(
        [
            ~(np.isfinite(turn_rad) & np.isfinite(rise_m)),
            rise_m > params.stairs_m,
            rise_m < -params.stairs_m,
            np.abs(turn_rad) > params.turn_deg * RAD_PER_DEG,
            from_stand,
            to_stand,
        ],
        ["", "stairs_up", "stairs_down", "turn", "start", "stop"],
        default="level",
    ).astype(object)


def judged_contexts(
    context: NDArray[np.object_], length_m: NDArray[np.float64], params: ContextParams
) -> NDArray[np.object_]:
    """Name the kind of each stride for those who judge it.

    Parameters
    ----------
    context : (k,) object
        From `contexts`.
    length_m : (k,) float64
        Stride length, m; NaN where not measured.
    params : ContextParams
        Limits.

    Returns
    -------
    (k,) object
        The same words, and ``on_the_spot`` for level strides that hardly travel.
    """
    spot = (context == "level") & (np.nan_to_num(length_m, nan=np.inf) < params.spot_m)
    return np.where(spot, "on_the_spot", context).astype(object)


def contact_types(
    pitch_contact_deg: NDArray[np.float64],
    rate_after_dps: NDArray[np.float64],
    lowered: NDArray[np.bool_],
    params: ContextParams,
) -> NDArray[np.object_]:
    """Name what met the floor first.

    Parameters
    ----------
    pitch_contact_deg : (k,) float64
        Foot pitch at contact, °, NaN where not measured.
    rate_after_dps : (k,) float64
        Mean rate of pitch in the 50 ms after contact, °/s, + toes up.
    lowered : (k,) bool
        Whether the toes were lowered after contact.
    params : ContextParams
        Limits.

    Returns
    -------
    (k,) object
        ``heel``, ``flat``, ``toe``, or ``""`` where not told.
    """
    known = np.isfinite(pitch_contact_deg)
    pitch = np.where(known, pitch_contact_deg, 0.0)
    heel = (pitch >= params.heel_deg) | ((pitch >= params.heel_lowered_deg) & lowered)
    rocks_up = np.nan_to_num(rate_after_dps, nan=0.0) > params.rocking_up_dps
    toe = (pitch < params.toe_deg) | ((pitch < params.heel_lowered_deg) & rocks_up)
    return np.select([~known, heel, toe], ["", "heel", "toe"], default="flat").astype(object)
