"""Toe drags of a foot as they stand in the summary: place in swing, and what hid them.

push_off     shaking from lift-off on
mid_swing    shaking that begins and ends in swing
landing      shaking that lasts into the landing, whose own jolt may be a part of it
whole_swing  from lift-off into the landing
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.traces import StrideTrace
from gaitsense.pipeline.scoring import ScoredStrides

Column = NDArray[np.float64]

#: Shares of swing before which a drag begins at push-off, and after which it lasts into landing.
_PUSH_OFF_SHARE: Final = 0.15
_LANDING_SHARE: Final = 0.90
#: Why no drag could be seen in a stride, and why one that may be there is not told; by the first
#: of these words in its reasons.
_UNSEEN: Final = (
    "sensors_disagree",
    "mounting_changed",
    "mounting_loose",
    "low_rate",
    "shaken",
    "gap",
    "no_contact",
    "implausible",
    "clipped",
)
_UNTOLD: Final = ("turn", "stairs", "start_stop", "on_the_spot", "borderline")
#: Of a stride whose swing could not be measured for a reason that has no word.
NOT_TOLD: Final = "not_told"


@dataclass(frozen=True, slots=True, eq=False)
class DragPlaces:
    """Where in its swing each drag of a foot lies, in walking order.

    Drags are those told, and those that may be there: of a stride told "unsure" whose swing was
    seen. Where nothing was seen, nothing is listed.

    Parameters
    ----------
    stride_id : (d,) int64
        Number of the stride.
    start_s, stop_s : (d,) float64
        Begin and end of the shaking, s, on the recording's time base.
    from_share, to_share : (d,) float64
        The same as shares of swing, 0 (toe-off) to 1 (contact), no unit.
    travel_m : (d,) float64
        Horizontal way of the foot meanwhile, m.
    probability : (d,) float64
        Of a drag, 0 to 1, no unit.
    told : (d,) bool
        Whether the verdict is "yes".
    """

    stride_id: NDArray[np.int64]
    start_s: Column
    stop_s: Column
    from_share: Column
    to_share: Column
    travel_m: Column
    probability: Column
    told: NDArray[np.bool_]


def drag_places(foot: ScoredStrides, traces: Sequence[StrideTrace]) -> DragPlaces:
    """Find where in swing the drags of a foot lie.

    Parameters
    ----------
    foot : ScoredStrides
        The foot.
    traces : sequence of StrideTrace
        Its closed strides.

    Returns
    -------
    DragPlaces
    """
    period_s = np.array([trace.period_s for trace in traces])
    begin, off, contact = (foot.numbers(n) for n in ("start_s", "toe_off_s", "initial_contact_s"))
    start = begin + foot.signs["start"] * period_s
    stop = begin + foot.signs["stop"] * period_s
    probability = foot.numbers("toe_drag_probability")
    seen = np.isfinite(probability) & np.isfinite(start) & np.isfinite(stop)
    rows = np.flatnonzero(seen & (foot.table["toe_drag"] != "no"))
    swing = (contact - off)[rows]
    return DragPlaces(
        np.asarray(foot.table["stride_id"][rows], np.int64),
        start[rows],
        stop[rows],
        np.clip((start - off)[rows] / swing, 0.0, 1.0),
        np.clip((stop - off)[rows] / swing, 0.0, 1.0),
        foot.signs["travel_m"][rows],
        probability[rows],
        np.asarray(foot.table["toe_drag"][rows] == "yes"),
    )


def drag_entries(foot: ScoredStrides, traces: Sequence[StrideTrace]) -> dict[str, Any]:
    """Describe the drags of a foot over a walk.

    Parameters
    ----------
    foot : ScoredStrides
        The foot.
    traces : sequence of StrideTrace
        Its closed strides.

    Returns
    -------
    dict
        "unsure_because": unsure strides by the reason that hid a drag; of the drags told:
        "places", counts by the words above, "median_duration_s" and "median_probability".
    """
    found = drag_places(foot, traces)
    lasting_s = (found.stop_s - found.start_s)[found.told]
    return {
        "unsure_because": dict(Counter(_hidden_by(foot))),
        "places": dict(Counter(_places(found))),
        "median_duration_s": _median(lasting_s),
        "median_probability": _median(found.probability[found.told]),
    }


def _places(found: DragPlaces) -> list[str]:
    early = found.from_share < _PUSH_OFF_SHARE
    late = found.to_share > _LANDING_SHARE
    names = np.select(
        [early & late, early, late], ["whole_swing", "push_off", "landing"], "mid_swing"
    )
    return [str(name) for name in names[found.told]]


def _hidden_by(foot: ScoredStrides) -> list[str]:
    unsure = foot.table["toe_drag"] == "unsure"
    seen = np.isfinite(foot.numbers("toe_drag_probability"))
    found = []
    for row in np.flatnonzero(unsure):
        own = str(foot.table["reasons"][row]).split(";")
        # A likely drag is not told either where a loss hides what kind of stride it is.
        words = (*_UNTOLD, *_UNSEEN) if seen[row] else _UNSEEN
        found.append(next((word for word in words if word in own), NOT_TOLD))
    return found


def _median(values: Column) -> float | None:
    return float(np.median(values)) if len(values) else None
