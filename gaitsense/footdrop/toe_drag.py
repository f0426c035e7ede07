"""The verdict on each stride: did the toe drag, from its signs and a calibrated probability.

"No" is said only where it was measured: a swing that was not received whole, a sensor too slow
for the shaking of a sliding toe, readings cut off in swing and a case that shakes all the time
make it "unsure", each with its reason. In turns, on stairs, at starts and stops a likely drag is
"unsure" as well: nothing there was trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.drag_model import drag_features, shipped_model
from gaitsense.gait.context import CONTEXT_REASONS

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ToeDragParams:
    """Settings of the verdict.

    Parameters
    ----------
    yes_from, no_below : float
        Probabilities from which on a drag is told, and below which none is. Defaults 0.8 and
        0.1.
    slowest_rate_hz : float
        Slower sensors cannot see the shaking of a sliding toe, Hz. Default 80.
    shaken_mps2 : float
        A case that shakes this much even in the quiet quarter of mid-swing, in three of four
        straight strides, is no witness of drags, m/s². Default 3: of healthy strides in the open
        recordings, 99 in 100 stay under it.
    """

    yes_from: float = 0.8
    no_below: float = 0.1
    slowest_rate_hz: float = 80.0
    shaken_mps2: float = 3.0


def case_shakes(quiet_mps2: Column, level: NDArray[np.bool_], params: ToeDragParams) -> bool:
    """Say whether a case shakes all the time, drags or not.

    Parameters
    ----------
    quiet_mps2 : (k,) float64
        Of `DragSigns`, all strides of one foot, m/s².
    level : (k,) bool
        Its straight level strides.
    params : ToeDragParams
        Settings.

    Returns
    -------
    bool
    """
    own = quiet_mps2[level & np.isfinite(quiet_mps2)]
    return bool(len(own)) and float(np.quantile(own, 0.25)) > params.shaken_mps2


def judge_toe_drag(
    signs: Mapping[str, Column],
    late_swing_deg: Column,
    context: NDArray[np.object_],
    period_s: Column,
    params: ToeDragParams,
) -> tuple[NDArray[np.object_], Column, list[str]]:
    """Judge each stride from its signs.

    Parameters
    ----------
    signs : Mapping of (k,) float64
        Fields of `DragSigns` by name.
    late_swing_deg : (k,) float64
        Late-swing maximum of foot pitch, °.
    context : (k,) object
        Kind of each stride.
    period_s : (k,) float64
        Time between samples, s.
    params : ToeDragParams
        Settings.

    Returns
    -------
    verdicts : (k,) object
        yes, no or unsure.
    probability : (k,) float64
        Of a drag, calibrated on simulated walks; NaN where the signs could not be seen.
    reasons : list of str
        One word of `REASONS` for each unsure stride, "" elsewhere, or where swing was not
        received whole, which has its own reason.
    """
    level = context == "level"
    known = np.isfinite(signs["loudest"])
    fast = period_s * params.slowest_rate_hz <= 1.0 + 1e-6
    clipped = known & (signs["clipped"] > 0.5)
    shaken = known & case_shakes(signs["quiet_mps2"], level, params)
    seen = known & fast & ~clipped & ~shaken
    probability = shipped_model().probability(drag_features(signs, late_swing_deg, level))
    probability = np.where(seen, probability, np.nan)
    likely, free = probability >= params.yes_from, probability < params.no_below
    verdicts = np.select([likely & level, free], ["yes", "no"], default="unsure")
    told = np.select(
        [~known | (verdicts != "unsure"), ~fast, clipped, shaken],
        ["", "low_rate", "clipped", "shaken"],
        default="?",
    )
    reasons = [
        CONTEXT_REASONS[str(context[k])] if word == "?" else str(word)
        for k, word in enumerate(told)
    ]
    return verdicts.astype(object), probability, reasons
