"""Where the foot is flat: one zero of pitch per walk and foot, never per stride.

Two sources, each robust over the walk: a quiet stand (the pitch at mid-stances that border
on standing) and walking (the pitch half-way through each stance). The stand is preferred:
both heel and toe bear there. Where the two differ by more than 5°, the foot is never truly
flat (an equinus, a stiff brace, shuffling), walking's own zero is used, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.traces import StrideTrace


@dataclass(frozen=True, slots=True)
class ZeroParams:
    """Settings of the zero.

    Parameters
    ----------
    agree_deg : float
        Largest difference between stand and walk, °, for a flat-foot reference. Default 5.0
        (design).
    stand_sd_deg : float
        What one stand's pitch is worth, °, one standard deviation. Default 1.0: people do not
        stand the same way twice.
    walk_sd_deg : float
        What mid-stance is worth as "flat", °, however many strides. Default 1.0.
    """

    agree_deg: float = 5.0
    stand_sd_deg: float = 1.0
    walk_sd_deg: float = 1.0


@dataclass(frozen=True, slots=True)
class PitchZero:
    """The zero of one foot and walk.

    Parameters
    ----------
    zero_deg : float
        Pitch of the flat foot, °, to be taken off.
    sd_deg : float
        Its standard deviation, °.
    source : str
        ``stand``, ``walk`` or ``none``.
    agrees : bool
        False where stand and walk differ by more than allowed.
    """

    zero_deg: float
    sd_deg: float
    source: str
    agrees: bool


def pitch_zero(
    measures: dict[str, NDArray[np.float64]], traces: Sequence[StrideTrace], params: ZeroParams
) -> PitchZero:
    """Find the zero of pitch.

    Parameters
    ----------
    measures : dict of (k,) float64
        From `gait.measures.measure`.
    traces : sequence of StrideTrace
        The same strides.
    params : ZeroParams
        Settings.

    Returns
    -------
    PitchZero
    """
    starts = np.array([trace.span.from_stand for trace in traces], bool)
    stops = np.array([trace.span.to_stand for trace in traces], bool)
    stand = np.concatenate(
        [measures["_start_pitch_deg"][starts], measures["_end_pitch_deg"][stops]]
    )
    walk = measures["_stance_pitch_deg"]
    walk = walk[np.isfinite(walk)]
    if not len(stand) and not len(walk):
        every = np.concatenate([measures["_start_pitch_deg"], measures["_end_pitch_deg"]])
        if not len(every):
            return PitchZero(0.0, 90.0, "none", agrees=True)
        return PitchZero(float(np.median(every)), 2.0 * params.walk_sd_deg, "walk", agrees=True)
    walk_zero, walk_sd = _centre(walk, params.walk_sd_deg)
    stand_zero, stand_sd = _centre(stand, params.stand_sd_deg)
    if not len(stand):
        return PitchZero(walk_zero, walk_sd, "walk", agrees=True)
    if not len(walk):
        return PitchZero(stand_zero, stand_sd, "stand", agrees=True)
    apart = abs(stand_zero - walk_zero)
    if apart > params.agree_deg:
        return PitchZero(walk_zero, float(np.hypot(walk_sd, 0.5 * apart)), "walk", agrees=False)
    return PitchZero(stand_zero, stand_sd, "stand", agrees=True)


def _centre(values: NDArray[np.float64], floor_deg: float) -> tuple[float, float]:
    """Median, and its standard deviation with a floor that more values do not lower."""
    if not len(values):
        return np.nan, np.nan
    middle = float(np.median(values))
    scatter = 1.4826 * float(np.median(np.abs(values - middle)))
    return middle, float(np.hypot(floor_deg, scatter / np.sqrt(len(values))))
