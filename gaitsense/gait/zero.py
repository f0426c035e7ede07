"""Where the foot is flat: one zero of pitch per walk and foot, never per stride.

Two sources, each robust over the walk: a quiet stand (the pitch at mid-stances that border
on standing) and walking (the pitch half-way through each stance). The stand is preferred:
both heel and toe bear there. Where the two differ by more than 5°, the foot is never truly
flat (an equinus, a stiff brace, shuffling), walking's own zero is used, and that is said.

What each is worth was measured on 92 people who stood before and after they walked. Source:
own, analysis/03_pitch_zero.
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
        (design): 98 of 100 feet stay below.
    stand_sd_deg : float
        What one stand's pitch is worth, °, one standard deviation. Default 1.9: people do not
        stand the same way twice. Several stands are worth more, unless they differ by more.
    walk_sd_deg : float
        What mid-stance is worth as "flat", °, however many strides. Default 1.2: half-way, the
        toes have gone down by 0.6° on average, in some feet by 2° or more.
    """

    agree_deg: float = 5.0
    stand_sd_deg: float = 1.9
    walk_sd_deg: float = 1.2


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
    walk_zero, scatter = _centre(walk)
    walk_sd = float(np.hypot(params.walk_sd_deg, scatter / np.sqrt(max(len(walk), 1))))
    stand_zero, scatter = _centre(stand)
    stand_sd = float(max(params.stand_sd_deg, scatter) / np.sqrt(max(len(stand), 1)))
    if not len(stand):
        return PitchZero(walk_zero, walk_sd, "walk", agrees=True)
    if not len(walk):
        return PitchZero(stand_zero, stand_sd, "stand", agrees=True)
    apart = abs(stand_zero - walk_zero)
    if apart > params.agree_deg:
        return PitchZero(walk_zero, float(np.hypot(walk_sd, 0.5 * apart)), "walk", agrees=False)
    return PitchZero(stand_zero, stand_sd, "stand", agrees=True)


def _centre(values: NDArray[np.float64]) -> tuple[float, float]:
    """Median, and how far single values scatter about it; NaN and 0 without values."""
    if not len(values):
        return np.nan, 0.0
    middle = float(np.median(values))
    return middle, 1.4826 * float(np.median(np.abs(values - middle)))
