"""How the case sits: its axes, whether it was moved on the way, whether it is on the shoe.

Mounting is found from every stride's vertical and axis of turning. Where that is done for the
strides before and behind each moment of the walk apart, a case that slipped shows as an angle
between the two. People's own steps vary as well, and the limits were set by them: in 294 feet that
walked (healthy, after a stroke, neurological and orthopaedic) the angle stayed below 12° and the
tilt of single strides below 6°. With the second half of the same strides turned about random
axes, 46 % of the turns were noticed at 15° and 99 % at 20° (as a problem: 44 and 97 %). Turned
anew for each stride, with a standard deviation of 5° about each axis, 6 % were noticed; of 8°,
82 %; of 10°, 96 %. In 154 feet of walks looked at only afterwards, mostly of the same people, one
untouched case was noticed, as a note, and turned ones about as often. Source: analysis/07_doctor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.mounting import Mounting, MountingEvidence, MountingParams, find_mounting
from gaitsense.gait.quality import QualityParams, mounting_is_sure
from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot

#: Angle between the mountings before and behind a moment beyond what walkers' variation makes, °.
CHANGED_DEG: Final = 15.0
#: With the vertical at mid-stance unmoved, the steps have changed, or the case lies flat, °.
TILTED_DEG: Final = 4.0
#: Median tilt of single strides off the walk's own vertical, beyond what walkers make, °.
LOOSE_DEG: Final = 8.0
#: Strides on each side of a moment: at least, and at most.
_FEWEST_N: Final = 5
_WINDOW_N: Final = 12
#: Share of strides without rest in mid-stance worth a word.
_RESTLESS_SHARE: Final = 0.5
#: An axis of the case that points so far off its direction is not named alone, °.
_NEAR_AXIS_DEG: Final = 25.0
_AXES: Final = ("x", "y", "z")
_MOUNT_AGAIN: Final = "Fix the case tighter (strap or clip on the laces), and record again."


@dataclass(frozen=True, slots=True)
class MountingChange:
    """The largest difference between the mountings before and behind a moment.

    Parameters
    ----------
    angle_deg : float
        Angle between them, °.
    tilt_deg : float
        Angle between their verticals alone, °.
    at : int
        The first stride behind that moment.
    """

    angle_deg: float
    tilt_deg: float
    at: int


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
        f"{axis_in_words(mounting.leftward)}; found from gravity and {mounting.strides_n} strides."
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
    evidence = [
        trace.evidence for trace, level in zip(foot.traces, foot.level, strict=True) if level
    ]
    starts_s = foot.start_s[foot.level]
    change = mounting_change(evidence, foot.side)
    if change.angle_deg > CHANGED_DEG:
        yield _changed(foot.side, change, float(starts_s[change.at]))
        return
    tilt_deg = stride_tilt(evidence)
    if tilt_deg > LOOSE_DEG:
        yield Finding(
            "mounting_loose",
            "problem",
            f"from step to step the case stands differently, by {tilt_deg:.0f}° (median), so it "
            "is loose on the shoe.",
            foot.side,
            _MOUNT_AGAIN,
            {"tilt_deg": tilt_deg},
        )


def _changed(side: Side, change: MountingChange, at_s: float) -> Finding:
    values = {
        "changed_deg": change.angle_deg,
        "tilted_deg": change.tilt_deg,
        "changed_at_s": at_s,
    }
    if change.tilt_deg < TILTED_DEG:
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


def mounting_change(evidence: Sequence[MountingEvidence], side: Side) -> MountingChange:
    """Find the moment at which the mountings before and behind it differ most.

    It is looked for in what the sensor feels itself, the vertical at mid-stance and the axis of
    the swing, and measured there once more with the way that was walked; the smaller angle
    counts. Either way round is the same, as people walk backwards too: a case that was turned by
    180° about the vertical goes unseen.

    Parameters
    ----------
    evidence : sequence of MountingEvidence
        Of straight level strides, in order.
    side : {"left", "right"}
        The foot.

    Returns
    -------
    MountingChange
        Of 0° where there are too few strides.
    """
    n = len(evidence)
    if n < 2 * _FEWEST_N:
        return MountingChange(0.0, 0.0, 0)
    ups = np.cumsum([np.zeros(3), *(stride.up for stride in evidence)], axis=0)
    spreads = np.cumsum([np.zeros((3, 3)), *(stride.spread for stride in evidence)], axis=0)
    moments = np.arange(_FEWEST_N, n - _FEWEST_N + 1)
    begins, ends = np.maximum(moments - _WINDOW_N, 0), np.minimum(moments + _WINDOW_N, n)
    angles = _angles_deg(
        _frames(ups[moments] - ups[begins], spreads[moments] - spreads[begins]),
        _frames(ups[ends] - ups[moments], spreads[ends] - spreads[moments]),
    )
    k = int(np.argmax(angles))
    at = int(moments[k])
    before = find_mounting(list(evidence[begins[k] : at]), side, MountingParams())
    behind = find_mounting(list(evidence[at : ends[k]]), side, MountingParams())
    assert before is not None
    assert behind is not None
    walked = _angles_deg(_frame_of(before), _frame_of(behind))
    tilted = float(np.degrees(np.arccos(np.clip(before.up @ behind.up, -1.0, 1.0))))
    return MountingChange(float(min(angles[k], walked[0])), tilted, at)


def _frame_of(mounting: Mounting) -> NDArray[np.float64]:
    return np.stack([mounting.up, mounting.leftward, mounting.forward])[None]


def _frames(up: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Up, axis of turning across it, and their cross product as rows, (m, 3, 3)."""
    up = up / np.linalg.norm(up, axis=1, keepdims=True)
    _, axes = np.linalg.eigh(spread)
    axis = axes[:, :, 2]
    axis = axis - (axis * up).sum(axis=1, keepdims=True) * up
    axis = axis / np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-9)
    return np.stack([up, axis, np.cross(up, axis)], axis=1)


def _angles_deg(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Angle from one frame to the other, the axis taken either way round, °."""
    dots = (one * other).sum(axis=2)
    trace = dots[:, 0] + np.abs(dots[:, 1] + dots[:, 2])
    return np.asarray(np.degrees(np.arccos(np.clip(0.5 * (trace - 1.0), -1.0, 1.0))))


def stride_tilt(evidence: Sequence[MountingEvidence]) -> float:
    """Median angle of single strides' verticals off their common one.

    Parameters
    ----------
    evidence : sequence of MountingEvidence
        Of straight level strides.

    Returns
    -------
    float
        Degrees; 0 where there are too few strides.
    """
    if len(evidence) < 2 * _FEWEST_N:
        return 0.0
    ups = np.array([stride.up for stride in evidence])
    middle = np.median(ups, axis=0)
    along = ups @ (middle / np.linalg.norm(middle))
    return float(np.median(np.arccos(np.clip(along, -1.0, 1.0)))) * DEG_PER_RAD


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
