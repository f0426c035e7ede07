"""How the case sits: its axes, whether it was moved on the way, whether it is on the shoe.

What tells a case that was turned or is loose, and how often that errs: `gait.mounting_change`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.mounting import Mounting
from gaitsense.gait.mounting_change import MountingChange, case_movement
from gaitsense.gait.quality import QualityParams, mounting_is_sure
from gaitsense.model.counting import counted
from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot

#: Share of strides without rest in mid-stance worth a word.
_RESTLESS_SHARE: Final = 0.5
#: An axis of the case that points so far off its direction is not named alone, °.
_NEAR_AXIS_DEG: Final = 25.0
_AXES: Final = ("x", "y", "z")
_MOUNT_AGAIN: Final = "Fix the case tighter (strap or clip on the laces), and record again."


def attachment(foot: ExaminedFoot, mounting: Mounting) -> Iterator[Finding]:
    """Judge how one foot's case sits.

    Parameters
    ----------
    foot : ExaminedFoot
        With at least one stride.
    mounting : Mounting
        As the analysis found it.

    Yields
    ------
    Finding
    """
    limits = QualityParams()
    text = (
        f"on a flat foot, seen from the case, up is {axis_in_words(mounting.up)}, the toes are "
        f"{axis_in_words(mounting.forward)}, and the foot swings about an axis "
        f"{axis_in_words(mounting.leftward)}; found from gravity and "
        f"{counted(mounting.strides_n, 'stride')}."
    )
    values = {"axis_sd_deg": mounting.axis_sd_deg, "forward_share": mounting.forward_share}
    if mounting_is_sure(mounting, limits) and mounting.strides_n >= limits.fewest_strides_n:
        yield Finding("axes", "ok", text, foot.side, values=values)
    else:
        yield Finding(
            "axes_unsure",
            "note",
            f"{text} That is not certain: it may be off by {mounting.axis_sd_deg:.0f}° about the "
            f"vertical, and {100.0 * mounting.forward_share:.0f} % of the way led to the toes.",
            foot.side,
            "Record at least 12 straight steps forwards, so that the case's direction is sure.",
            values,
        )
    yield from _moved(foot)
    yield from _restless(foot)


def axis_in_words(direction: NDArray[np.float64]) -> str:
    """Name the axis of the case that points along a direction.

    Parameters
    ----------
    direction : (3,) float64
        Unit vector, no unit, SENSOR.

    Returns
    -------
    str
        ``along +z (8° off)``, or ``between +x and +z``.
    """
    order = np.argsort(-np.abs(direction))
    signs = ["+" if part > 0 else "\N{MINUS SIGN}" for part in direction]
    names = [signs[k] + _AXES[k] for k in order]
    off_deg = float(np.arccos(min(abs(float(direction[order[0]])), 1.0))) * DEG_PER_RAD
    if off_deg > _NEAR_AXIS_DEG:
        return f"between {names[0]} and {names[1]}"
    return f"along {names[0]} ({off_deg:.0f}° off)"


def _moved(foot: ExaminedFoot) -> Iterator[Finding]:
    case = case_movement([trace.evidence for trace in foot.traces], foot.level, foot.side)
    if case.doubt == "mounting_loose":
        yield Finding(
            "mounting_loose",
            "problem",
            "from step to step the case stands differently, by "
            f"{case.tilt_deg:.0f}° (median), so it is loose on the shoe.",
            foot.side,
            _MOUNT_AGAIN,
            {"tilt_deg": case.tilt_deg},
        )
    elif case.change.turned:
        yield _changed(foot.side, case.change, float(foot.start_s[case.change.at]))


def _changed(side: Side, change: MountingChange, at_s: float) -> Finding:
    values = {
        "changed_deg": change.angle_deg,
        "tilted_deg": change.tilt_deg,
        "changed_at_s": at_s,
    }
    if not change.tilted:
        return Finding(
            "mounting_changed",
            "note",
            f"near {at_s:.0f} s the foot begins to swing about another axis of the case "
            f"({change.angle_deg:.0f}° off): the person stepped aside or crawled, or the case was "
            "turned flat on the shoe.",
            side,
            "Keep only the part of the walk that leads straight ahead, and see that the case "
            "cannot turn.",
            values,
        )
    return Finding(
        "mounting_changed",
        "problem",
        f"the case was turned on the shoe by about {change.angle_deg:.0f}° near {at_s:.0f} s, so "
        "the angles of one part of the walk are wrong.",
        side,
        f"{_MOUNT_AGAIN[:-1]}; or cut the file at {at_s:.0f} s and analyse both parts apart.",
        values,
    )


def _restless(foot: ExaminedFoot) -> Iterator[Finding]:
    share = foot.share_with("no_rest")
    if share <= _RESTLESS_SHARE:
        return
    yield Finding(
        "no_rest_in_stance",
        "note",
        f"in {100.0 * share:.0f} % of the stances the sensor still turns (by more than "
        f"{QualityParams().rest_radps * DEG_PER_RAD:.0f} °/s): a foot that rolls on without a "
        "pause does that, and so does a sensor on the shank or in a pocket.",
        foot.side,
        "See that the sensor sits on the shoe, not above the ankle; on the shank nothing here "
        "measures the foot.",
        {"restless_share": share},
    )
