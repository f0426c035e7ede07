"""One measure of a foot over its straight level strides: mean, scatter, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.measures import SWING_MEASURES
from gaitsense.model.strides import SD_COLUMNS
from gaitsense.pipeline.scoring import ScoredStrides

#: Measures that are summarised over straight level strides.
SUMMARISED: Final = (
    "stride_time_s",
    "swing_time_s",
    "stance_time_s",
    "stride_length_m",
    "walking_speed_mps",
    *SWING_MEASURES,
)


def measure_over(foot: ScoredStrides, name: str, level: NDArray[np.bool_]) -> dict[str, Any]:
    """Summarise one measure.

    Parameters
    ----------
    foot : ScoredStrides
        The strides of one foot.
    name : str
        Word of `SUMMARISED`.
    level : (k,) bool
        Straight level strides whose values hold.

    Returns
    -------
    dict
        How many of how many, mean, scatter, percentiles; of measures that carry their own
        uncertainty, that of one stride and of the mean. None where nothing was measured.
    """
    values = foot.numbers(name)[level]
    measured = values[np.isfinite(values)]
    entry: dict[str, Any] = {"n": len(measured), "of": int(level.sum())}
    if not len(measured):
        return entry | dict.fromkeys(("mean", "sd", "p05", "median", "p95"))
    entry["mean"] = float(np.mean(measured))
    entry["sd"] = float(np.std(measured, ddof=1)) if len(measured) > 1 else None
    low, middle, high = np.percentile(measured, [5, 50, 95])
    entry |= {"p05": float(low), "median": float(middle), "p95": float(high)}
    known = level.copy()
    known[level] = np.isfinite(values)
    if name in SD_COLUMNS:
        each, shared = foot.numbers(f"{name}_sd")[known], foot.shared_sd[name][known]
        entry["one_stride_uncertainty_sd"] = float(np.median(each))
        entry["mean_uncertainty_sd"] = _of_mean(entry, each, shared)
    elif name == "walking_speed_mps":
        # Times are sure, so speed is as sure as length.
        seconds = foot.numbers("stride_time_s")[known]
        each = foot.numbers("stride_length_m_sd")[known] / seconds
        shared = foot.shared_sd["stride_length_m"][known] / seconds
        entry["mean_uncertainty_sd"] = _of_mean(entry, each, shared)
    return entry


def _of_mean(
    entry: Mapping[str, Any], each_sd: NDArray[np.float64], shared_sd: NDArray[np.float64]
) -> float:
    """Uncertainty of a mean: what strides share, and what is new in each, which more lower.

    That is their scatter, and no less than what each is known to add: one stride shows no
    scatter, and a few may be alike by chance.
    """
    own_sd = math.sqrt(float(np.mean(np.maximum(each_sd**2 - shared_sd**2, 0.0))))
    new_sd = max(entry["sd"] or 0.0, own_sd)
    return math.hypot(float(np.mean(shared_sd)), new_sd / math.sqrt(entry["n"]))
