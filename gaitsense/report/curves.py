"""Strides of one foot laid over each other: mean and scatter at each share of the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.samples import Side

if TYPE_CHECKING:
    import pandas as pd

    from gaitsense.pipeline.analysis import Analysis

#: Points of a curve, both ends included.
POINTS_N: Final = 101
#: More strides than this change nothing in a mean that the eye could see.
_MOST_STRIDES: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class MeanCurve:
    """Mean course of a quantity over straight level strides.

    Parameters
    ----------
    percent : (101,) float64
        Share of the stride or of its swing, 0 to 100.
    mean, sd : (101,) float64
        Mean and standard deviation between strides, in the quantity's unit.
    n : int
        Strides.
    """

    percent: NDArray[np.float64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class FootCurves:
    """The curves of one foot.

    Parameters
    ----------
    pitch_deg : MeanCurve
        Foot pitch from mid-stance to mid-stance, °, + toes up.
    toe_height_m : MeanCurve
        Height of the toe from toe-off to contact, m.
    toe_off_percent, contact_percent : float
        Where in the stride these lie on average, %.
    """

    pitch_deg: MeanCurve
    toe_height_m: MeanCurve
    toe_off_percent: float
    contact_percent: float


def foot_curves(analysis: Analysis, side: Side) -> FootCurves | None:
    """Lay the straight level strides of one foot over each other.

    Parameters
    ----------
    analysis : Analysis
        The result.
    side : {"left", "right"}
        The foot.

    Returns
    -------
    FootCurves or None
        None where no stride of that foot can be shown.
    """
    if side not in analysis.feet:
        return None
    strides = _shown(analysis.strides, side)
    if not len(strides):
        return None
    path = analysis.trajectory(side)
    t_s = path["t_s"].to_numpy()
    # One stride's end is the next one's start, but the path may leave holes between bouts.
    first = np.searchsorted(path["stride_id"].to_numpy(), strides["stride_id"].to_numpy())
    last = np.searchsorted(path["stride_id"].to_numpy(), strides["stride_id"].to_numpy(), "right")
    rows = [slice(a, b) for a, b in zip(first, last, strict=True)]
    start, end = strides["start_s"].to_numpy(), strides["end_s"].to_numpy()
    off, contact = strides["toe_off_s"].to_numpy(), strides["initial_contact_s"].to_numpy()
    return FootCurves(
        _mean_curve(t_s, path["foot_pitch_deg"].to_numpy(), rows, start, end),
        _mean_curve(t_s, path["toe_height_m"].to_numpy(), rows, off, contact),
        100.0 * float(np.mean((off - start) / (end - start))),
        100.0 * float(np.mean((contact - start) / (end - start))),
    )


def _shown(strides: pd.DataFrame, side: Side) -> pd.DataFrame:
    """Straight level strides of a foot, everything in them measured; evenly thinned if many."""
    measured = (
        (strides["side"] == side)
        & (strides["context"] == "level")
        & strides["foot_pitch_late_swing_max_deg"].notna()
        & strides["toe_clearance_min_m"].notna()
        & strides["toe_off_s"].notna()
        & strides["initial_contact_s"].notna()
    )
    whole = strides[measured]
    if len(whole) <= _MOST_STRIDES:
        return whole
    return whole.iloc[np.linspace(0, len(whole) - 1, _MOST_STRIDES).round().astype(int)]


def _mean_curve(
    t_s: NDArray[np.float64],
    values: NDArray[np.float64],
    rows: list[slice],
    begin_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
) -> MeanCurve:
    share = np.linspace(0.0, 1.0, POINTS_N)
    known = [np.flatnonzero(np.isfinite(values[row])) + row.start for row in rows]
    courses = np.array(
        [
            np.interp(begin + share * (end - begin), t_s[there], values[there])
            for there, begin, end in zip(known, begin_s, end_s, strict=True)
        ]
    )
    sd = courses.std(axis=0, ddof=1) if len(courses) > 1 else np.zeros(POINTS_N)
    return MeanCurve(100.0 * share, courses.mean(axis=0), sd, len(courses))
