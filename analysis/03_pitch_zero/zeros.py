"""Other ways to the zero of pitch, put in place of the shipped ones for a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from methods import Found
from numpy.typing import NDArray

import gaitsense
import gaitsense.gait.measures as measures_module
import gaitsense.pipeline.scoring as scoring_module
from gaitsense.gait.traces import StrideTrace
from gaitsense.gait.zero import PitchZero, ZeroParams, pitch_zero
from gaitsense.model.units import DEG_PER_RAD

#: Measured in this study: one stand, and a walk's stances, as "flat", °.
_ONE_STAND_SD_DEG, _WALK_SD_DEG = 1.9, 1.2


def found_with_zero(rec: gaitsense.Recording, *, share: float, combined: bool) -> Found:
    """Analyse with walking's zero at another share of stance, or both zeros weighted.

    Parameters
    ----------
    rec : Recording
        The walk.
    share : float
        Share of stance at which walking's pitch counts as flat.
    combined : bool
        Weight stand and walk by their variances, in place of preferring the stand.
    """
    keep = measures_module._stance_pitch, scoring_module.pitch_zero  # noqa: SLF001
    measures_module._stance_pitch = _pitch_at(share)  # noqa: SLF001
    scoring_module.pitch_zero = _weighted if combined else keep[1]
    try:
        result = gaitsense.analyze(rec)
        return Found(result.strides, result.summary, result.trajectory)
    finally:
        measures_module._stance_pitch, scoring_module.pitch_zero = keep  # noqa: SLF001


def _pitch_at(share: float) -> Any:
    def stance_pitch(
        out: dict[str, NDArray[np.float64]],
        traces: Sequence[StrideTrace],
        pitch: dict[int, tuple[NDArray[np.float64], int]],
    ) -> None:
        for k in range(1, len(traces)):
            before, span = traces[k - 1].span, traces[k].span
            if before.end_sample != span.start_sample:
                continue
            join = before.end_sample - before.start_sample
            contact, toe_off = out["_contact"][k - 1], out["_toe_off"][k] + join
            if not np.isfinite(contact + toe_off):
                continue
            first, second = (values[place] for values, place in (pitch[k - 1], pitch[k]))
            whole = np.concatenate([first[:join], second])
            moment = contact + share * (toe_off - contact)
            out["_stance_pitch_deg"][k] = DEG_PER_RAD * np.interp(
                moment, np.arange(len(whole)), whole
            )

    return stance_pitch


def _weighted(
    measures: dict[str, NDArray[np.float64]], traces: Sequence[StrideTrace], params: ZeroParams
) -> PitchZero:
    shipped = pitch_zero(measures, traces, params)
    walk = measures["_stance_pitch_deg"][np.isfinite(measures["_stance_pitch_deg"])]
    if shipped.source != "stand" or not len(walk):
        return shipped
    stands = sum(trace.span.from_stand + trace.span.to_stand for trace in traces)
    by_stand, by_walk = stands / _ONE_STAND_SD_DEG**2, 1.0 / _WALK_SD_DEG**2
    zero = by_stand * shipped.zero_deg + by_walk * float(np.median(walk))
    total = by_stand + by_walk
    return PitchZero(zero / total, total**-0.5, "stand", agrees=True)
