"""Whether the case moved on the shoe: turned once and stayed so, or loose from step to step.

Mounting is found from every stride's vertical and axis of turning. Where that is done for the
strides before and behind each moment of the walk apart, a case that slipped shows as an angle
between the two. People's own steps vary as well, and the limits were set by them: in 294 feet that
walked (healthy, after a stroke, neurological and orthopaedic) the angle stayed below 12°. With
the second half of the same strides turned about random axes, 46 % of the turns were noticed at
15° and 99 % at 20° (as a problem: 44 and 97 %). In 154 feet of walks looked at only afterwards,
mostly of the same people, one untouched case was noticed, as a note, and turned ones about as
often. The tilt of single strides stayed below 6° (in 971 feet, stairs, turns and running
included). Turned anew for each stride, with a standard deviation of 5° about each axis, 6 % were
noticed; of 8°, 82 %; of 10°, 96 %. Source: analysis/07_doctor.

The axis of turning varies more than the vertical. So where there are enough strides on both sides,
the vertical alone is held to a closer limit: among 344 feet it moved by 8° at the most, and a case
turned by 12° about the foot's long or transverse axis moves it by 12° (analysis/03_toe_lever).

Among strides that each find the case elsewhere, some moment always looks like a turn. So whether
the case is loose is asked first, by the tilt of strides off the vertical before and behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.mounting import Mounting, MountingEvidence, MountingParams, find_mounting
from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD

#: Angle between the mountings before and behind a moment beyond what walkers' variation makes, °.
CHANGED_DEG: Final = 15.0
#: With the vertical at mid-stance unmoved, the steps have changed, or the case lies flat, °.
TILTED_DEG: Final = 4.0
#: Shift of the vertical alone beyond what walkers and a change of slope make, °, and the strides
#: that it takes on both sides.
SHIFTED_DEG: Final = 10.0
_SETTLED_N: Final = 8
#: Median tilt of single strides off the walk's own vertical, beyond what walkers make, °.
LOOSE_DEG: Final = 8.0
#: Strides on each side of a moment: at least, and at most.
_FEWEST_N: Final = 5
_WINDOW_N: Final = 12


@dataclass(frozen=True, slots=True)
class MountingChange:
    """The largest difference between the mountings before and behind a moment.

    Parameters
    ----------
    angle_deg : float
        Angle between them, °: the smaller one of what the sensor feels and of the way walked;
        where only the vertical tells that the case was turned, what the sensor feels.
    tilt_deg : float
        Angle between their verticals alone, °.
    at : int
        The first stride behind that moment.
    turned : bool
        Whether that is more than walkers' variation makes: in the whole, or in the vertical.
    """

    angle_deg: float
    tilt_deg: float
    at: int
    turned: bool

    @property
    def tilted(self) -> bool:
        """Whether it turned so that the sole's own plane is another one: angles are wrong."""
        return self.turned and self.tilt_deg >= TILTED_DEG


_UNTURNED: Final = MountingChange(0.0, 0.0, 0, turned=False)


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
        return _UNTURNED
    ups = np.cumsum([np.zeros(3), *(stride.up for stride in evidence)], axis=0)
    spreads = np.cumsum([np.zeros((3, 3)), *(stride.spread for stride in evidence)], axis=0)
    moments = np.arange(_FEWEST_N, n - _FEWEST_N + 1)
    begins, ends = np.maximum(moments - _WINDOW_N, 0), np.minimum(moments + _WINDOW_N, n)
    angles = _angles_deg(
        _frames(ups[moments] - ups[begins], spreads[moments] - spreads[begins]),
        _frames(ups[ends] - ups[moments], spreads[ends] - spreads[moments]),
    )
    k = int(np.argmax(angles))
    settled = (moments >= _SETTLED_N) & (moments <= n - _SETTLED_N)
    shifts = np.where(
        settled, _between_deg(ups[moments] - ups[begins], ups[ends] - ups[moments]), 0.0
    )
    at = int(moments[k])
    before = find_mounting(list(evidence[begins[k] : at]), side, MountingParams())
    behind = find_mounting(list(evidence[at : ends[k]]), side, MountingParams())
    assert before is not None
    assert behind is not None
    walked = _angles_deg(_frame_of(before), _frame_of(behind))
    tilted = float(np.degrees(np.arccos(np.clip(before.up @ behind.up, -1.0, 1.0))))
    angle = float(min(angles[k], walked[0]))
    found = MountingChange(angle, tilted, at, turned=angle > CHANGED_DEG)
    k = int(np.argmax(shifts))
    if found.tilted or shifts[k] <= SHIFTED_DEG:
        return found
    return MountingChange(float(angles[k]), float(shifts[k]), int(moments[k]), turned=True)


def _frame_of(mounting: Mounting) -> NDArray[np.float64]:
    return np.stack([mounting.up, mounting.leftward, mounting.forward])[None]


def _between_deg(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Angle between the vectors in the rows, °."""
    size = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip((one * other).sum(axis=1) / size, -1.0, 1.0))))


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


def stride_tilt(evidence: Sequence[MountingEvidence], at: int = 0) -> float:
    """Median angle of single strides' verticals off their common one.

    Parameters
    ----------
    evidence : sequence of MountingEvidence
        Of strides of any kind: on stairs and in turns a foot stands no less upright.
    at : int
        The first stride behind a turn of the case; those before and behind it are each measured
        off their own vertical, so that one turn makes no case loose. Default 0: all are one part.

    Returns
    -------
    float
        Degrees; 0 where there are too few strides.
    """
    if len(evidence) < 2 * _FEWEST_N:
        return 0.0
    ups = np.array([stride.up for stride in evidence])
    tilts = [_off_middle_rad(part) for part in (ups[:at], ups[at:]) if len(part)]
    return float(np.median(np.concatenate(tilts))) * DEG_PER_RAD


def _off_middle_rad(ups: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = np.median(ups, axis=0)
    along = ups @ (middle / np.linalg.norm(middle))
    return np.asarray(np.arccos(np.clip(along, -1.0, 1.0)))


@dataclass(frozen=True, slots=True)
class CaseMovement:
    """Whether and how the case moved on the shoe.

    Parameters
    ----------
    change : MountingChange
        Where and how far it was turned, by the straight level strides; its `at` counts all
        strides. None, of 0°, in a case that is loose: that looks turned at some moment anyhow.
    tilt_deg : float
        From `stride_tilt`, °, before and behind that change apart.
    doubt : str
        "mounting_loose", "mounting_changed", or "": what makes the walk's angles doubtful. A case
        that was turned flat on the shoe, as by a person who steps aside, leaves pitch nearly as
        it was.
    """

    change: MountingChange
    tilt_deg: float
    doubt: str


def case_movement(
    evidence: Sequence[MountingEvidence], level: NDArray[np.bool_], side: Side
) -> CaseMovement:
    """Find whether the case is loose, or else whether it was turned.

    Parameters
    ----------
    evidence : sequence of MountingEvidence
        Of all strides, in order.
    level : (n,) bool
        Those that are straight and level.
    side : {"left", "right"}
        The foot.

    Returns
    -------
    CaseMovement
    """
    rows = np.flatnonzero(level).tolist()
    change = mounting_change([evidence[row] for row in rows], side)
    change = replace(change, at=rows[change.at] if change.turned else 0)
    # The strides of a very loose case look like turns and stairs, so all are asked.
    tilt_deg = stride_tilt(evidence, change.at)
    if tilt_deg > LOOSE_DEG:
        return CaseMovement(_UNTURNED, tilt_deg, "mounting_loose")
    return CaseMovement(change, tilt_deg, "mounting_changed" if change.tilted else "")
