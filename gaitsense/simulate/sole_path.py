"""The way of the sole through the air: travel, height, and who leads it, toe or heel."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.simulate.drag import CATCH_S, Drag
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.ramp import Ramp, bump, ramp_at, ramps_at
from gaitsense.simulate.stride import STAIR_HEIGHT_M, PlannedStride, StrideTimes, on_stairs

#: A near miss: without a drag, neither chance nor the shape of a stride takes the toe in
#: mid-swing lower than this, m. A habit that is lower still stays as low as it is asked for.
LEAST_CLEARANCE_M: Final = 0.001
#: Shares of swing between which that holds; the lift for it is there before, and still after.
_MID_SWING: Final = (0.25, 0.75)
#: The toe hands over to the heel so long before the foot is level, share of swing (later where
#: the toe drags) but not sooner than such a share after lift-off, until so far between the
#: level foot and the landing.
_HAND_OVER: Final = 0.30
_HAND_OVER_DRAGGING: Final = 0.18
_HAND_OVER_FROM: Final = 0.05
_HANDED_OVER: Final = 0.90
#: Shape of the way forward: rise, fall, tilt.
_TRAVEL: Final = (0.40, 0.36, -0.1)
#: How the foot is lifted or lowered to the clearance asked for: shares of swing up and down;
#: from and until which share of swing lowering lasts, the longest first; and how much of the room
#: above the floor it may take.
_LIFT: Final = (0.50, 0.35)
_ROOM_SHARE: Final = 0.9
_LOWERED_FROM: Final = (0.0, 0.08)
_LOWERED_UNTIL: Final = (0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45)
_ROUNDING_M: Final = 1e-6
#: Room left between sole and floor where more lift was needed to keep them apart, m.
_MARGIN_M: Final = 0.0015
#: Height of a toe before or after a drag over the square of the time there is, m/s²: a sixth of its
#: acceleration, which then is that of the early lift of a free swing, 4 m/s². A toe squeezed
#: in faster would shake the shoe before it touches anything.
_LIFT_MPS2: Final = 0.15


class Sole(NamedTuple):
    """What decides how far heel and toe are from the floor.

    Parameters
    ----------
    pitch : list of Ramp
        Foot pitch, rad, + toes up.
    z : list of Ramp
        Height of the guide above a level floor, m.
    heel_weight : list of Ramp
        0 while the toe is the guide, 1 once the heel is; no unit.
    """

    pitch: list[Ramp]
    z: list[Ramp]
    heel_weight: list[Ramp]


def heel_weight(times: StrideTimes, level_s: float | None, *, drags: bool = False) -> list[Ramp]:
    """Hand the lead from the toe to the heel around the moment when the foot is level.

    Parameters
    ----------
    times : StrideTimes
        Events of the stride.
    level_s : float or None
        When the pitch, rising, passes 0, s; None where the toe lands, and so leads throughout.
    drags : bool
        Whether the toe is to drag: then it leads longer.

    Returns
    -------
    list of Ramp
        The heel weight: one ramp from 0 to 1, or none.
    """
    if level_s is None:
        return []
    level_s = min(level_s, times.initial_contact_s - 0.02 * times.swing_s)
    begin_s = level_s - (_HAND_OVER_DRAGGING if drags else _HAND_OVER) * times.swing_s
    begin_s = max(begin_s, times.in_swing(_HAND_OVER_FROM))
    end_s = level_s + _HANDED_OVER * (times.initial_contact_s - level_s)
    return [Ramp(begin_s, end_s, 1.0)]


def travel(
    stride: PlannedStride, drag: Drag | None, foot_length_m: float
) -> tuple[list[Ramp], list[Ramp]]:
    """Forward progress with its slowing by a drag, and the outward bow.

    Parameters
    ----------
    stride : PlannedStride
        What is decided.
    drag : Drag or None
        The drag that slows it.
    foot_length_m : float
        Length of the sole, m.

    Returns
    -------
    x, y : list of Ramp
        Way of the guide, m, WORLD, from where the toe stood.
    """
    times = stride.times
    x0, y0 = stride.origin.toe(foot_length_m)
    x1, y1 = stride.target.toe(foot_length_m)
    climb_m = stride.target.z_m - stride.origin.z_m
    landing_s = times.foot_flat_s - times.initial_contact_s
    rest_s = times.initial_contact_s + min(stride.pattern.contact_slide_s, 0.75 * landing_s)
    if climb_m > STAIR_HEIGHT_M:
        unit = Ramp(times.in_swing(0.20), rest_s, 1.0, 0.4, 0.4)
    elif climb_m < -STAIR_HEIGHT_M:
        unit = Ramp(times.toe_off_s, times.in_swing(0.80), 1.0, 0.3, 0.5)
    else:
        unit = Ramp(times.toe_off_s, rest_s, 1.0, *_TRAVEL)
    progress = [unit]
    if drag is not None:
        progress = _caught(unit, drag) if drag.wish.kind == "stumble" else _dragged(unit, drag)
    x = [ramp._replace(size=ramp.size * (x1 - x0)) for ramp in progress]
    y = [ramp._replace(size=ramp.size * (y1 - y0)) for ramp in progress]
    # "Outward" is taken from the feet's own mean heading, so that it holds in turns too.
    heading = 0.5 * (stride.origin.heading_rad + stride.target.heading_rad)
    outward = OUTWARD_SIGN[stride.side]
    # The outer foot of a turn goes round: a straight path would cut through the other foot.
    turn = stride.target.heading_rad - stride.origin.heading_rad
    round_m = max(-outward * turn, 0.0) * float(np.hypot(x1 - x0, y1 - y0)) / 8.0
    bow_m = outward * (stride.pattern.lateral_arc_m + round_m)
    x += bump(times.toe_off_s, times.initial_contact_s, -bow_m * float(np.sin(heading)))
    y += bump(times.toe_off_s, times.initial_contact_s, bow_m * float(np.cos(heading)))
    return x, y


def _dragged(unit: Ramp, drag: Drag) -> list[Ramp]:
    """Progress with a drag: what the floor takes is walked with more effort all the way."""
    lost = _slowing(unit, drag)
    return [unit._replace(size=1.0 + lost), Ramp(drag.start_s, drag.end_s, -lost)]


def _caught(unit: Ramp, drag: Drag) -> list[Ramp]:
    """Progress with a stumble: nobody foresees it, so all of the way lost is made up after it."""
    flank = CATCH_S / (drag.end_s - drag.start_s)
    dip = Ramp(drag.start_s, drag.end_s, 1.0, flank, flank)
    # Where the foot is stuck, the least of its free speed is what the floor can take.
    stuck_s = np.linspace(drag.start_s + CATCH_S, drag.end_s - CATCH_S, 33)
    free, taken = ramp_at(unit, stuck_s).rate, ramp_at(dip, stuck_s).rate
    lost = drag.wish.slowing * float(np.min(free / taken))
    return [
        unit,
        dip._replace(size=-lost),
        Ramp(drag.end_s - CATCH_S, unit.end_s, lost, 0.3, 0.5),
    ]


def _slowing(unit: Ramp, drag: Drag) -> float:
    """Share of the way that a drag takes, small enough that the toe never slides back."""
    t_s = np.linspace(drag.start_s, drag.end_s, 65)[1:-1]
    free = ramp_at(unit, t_s).rate
    dip = ramp_at(Ramp(drag.start_s, drag.end_s, 1.0), t_s).rate
    asked = drag.wish.slowing * drag.fullness * float(free[len(free) // 2] / dip[len(dip) // 2])
    return min(asked, 0.8 * float(np.min(free / dip)))


def height(stride: PlannedStride, drag: Drag | None, *, heel_lands: bool) -> list[Ramp]:
    """Height of the guide: of the toe at first, of the heel once it has the weight.

    Parameters
    ----------
    stride : PlannedStride
        What is decided.
    drag : Drag or None
        A drag, in which the toe stays on the floor.
    heel_lands : bool
        Whether the heel is what lands.

    Returns
    -------
    list of Ramp
        Height above the floor under the stance before, m; on level ground never below 0.
    """
    times, pattern = stride.times, stride.pattern
    climb_m = stride.target.z_m - stride.origin.z_m
    landing_s = times.initial_contact_s
    if on_stairs(stride):
        # Up: above the stair before the toe reaches its edge, sooner where there is but one.
        up = (0.0, 0.62 if climb_m > 0.25 else 0.42)
        first, last = up if climb_m > 0.0 else (0.35, 1.0)
        return [
            Ramp(times.in_swing(first), times.in_swing(last), climb_m, 0.45, 0.45),
            *bump(times.toe_off_s, landing_s, max(0.05, pattern.toe_clearance_m), 0.35, 0.5),
        ]
    clear_m = pattern.toe_clearance_m
    floor = Ramp(times.toe_off_s, landing_s, climb_m)
    if drag is not None:
        early_m = _within(clear_m + pattern.early_toe_lift_m, drag.start_s - times.toe_off_s)
        late_m = _within(clear_m + pattern.late_toe_lift_m, landing_s - drag.end_s)
        before = bump(times.toe_off_s, drag.start_s, early_m) if early_m > 0.0 else ()
        after = bump(drag.end_s, landing_s, late_m) if late_m > 0.0 else ()
        return [floor, *before, *after]
    course = [
        floor,
        *bump(times.toe_off_s, landing_s, clear_m, 0.40, 0.42),
        *bump(times.toe_off_s, times.in_swing(0.60), pattern.early_toe_lift_m),
    ]
    if not heel_lands:
        course += bump(times.in_swing(0.45), landing_s, pattern.late_toe_lift_m)
    if pattern.steppage_lift_m > 0.0:
        course += bump(times.toe_off_s, landing_s, pattern.steppage_lift_m)
    return course


def _within(height_m: float, time_s: float) -> float:
    """As high as that, or as a toe rises and sinks in that time no faster than in free swing."""
    return min(height_m, _LIFT_MPS2 * time_s**2) if time_s > 0.03 else 0.0


def keep_clear(
    times: StrideTimes, courses: Sole, drag: Drag | None, foot_length_m: float
) -> list[Ramp]:
    """Lift more where heel or toe would meet the floor between level foot and landing.

    Parameters
    ----------
    times : StrideTimes
        Events of the stride.
    courses : Sole
        Pitch, height and heel weight so far.
    drag : Drag or None
        Before its end nothing is lifted.
    foot_length_m : float
        Length of the sole, m.

    Returns
    -------
    list of Ramp
        What to add to the height, m; nothing where there is room enough.
    """
    free_s = drag.end_s if drag is not None else times.toe_off_s
    # What the toe sinks by, and the heel, begins with the hand-over; so must the lift.
    begin_s = max(courses.heel_weight[0].start_s - 0.1 * times.swing_s, free_s)
    t_s = np.linspace(begin_s, times.initial_contact_s, 129)[1:-1]
    guide, weight = ramps_at(courses.z, t_s).value, ramps_at(courses.heel_weight, t_s).value
    reach = foot_length_m * np.sin(ramps_at(courses.pitch, t_s).value)
    lowest = guide + np.minimum(weight * reach, (weight - 1.0) * reach)
    lift = ramps_at(bump(begin_s, times.initial_contact_s, 1.0), t_s).value
    missing_m = float(np.max(-lowest / lift))
    if missing_m <= 0.0:
        return []
    extra_m = 1.1 * missing_m + _MARGIN_M
    return list(bump(begin_s, times.initial_contact_s, extra_m))


def keep_clearance(stride: PlannedStride, courses: Sole, foot_length_m: float) -> list[Ramp]:
    """Lift or lower the foot until its toe passes as high as the pattern asks for.

    Parameters
    ----------
    stride : PlannedStride
        What is decided, without a drag.
    courses : Sole
        Pitch, height and heel weight so far.
    foot_length_m : float
        Length of the sole, m.

    Returns
    -------
    list of Ramp
        What to add to the height, m. It is lowered less where heel or toe would meet the floor.
    """
    times, pattern = stride.times, stride.pattern
    wanted_m = pattern.toe_clearance_m + pattern.steppage_lift_m
    share = np.linspace(0.0, 1.0, 513)[1:-1]
    t_s = times.toe_off_s + share * times.swing_s
    guide, weight = ramps_at(courses.z, t_s).value, ramps_at(courses.heel_weight, t_s).value
    reach = foot_length_m * np.sin(ramps_at(courses.pitch, t_s).value)
    toe, heel = guide + weight * reach, guide + (weight - 1.0) * reach
    middle = (share >= _MID_SWING[0]) & (share <= _MID_SWING[1])
    unit = bump(times.toe_off_s, times.initial_contact_s, 1.0, *_LIFT)
    size_m = float(np.max((wanted_m - toe)[middle] / ramps_at(unit, t_s).value[middle]))
    if size_m < 0.0:
        unit, size_m = _lowering(times, t_s, toe - wanted_m, np.minimum(toe, heel), middle)
    # A plateau that is just as high as asked for misses nothing but its rounding.
    if abs(size_m) < _ROUNDING_M:
        return []
    return [ramp._replace(size=ramp.size * size_m) for ramp in unit]


def _lowering(
    times: StrideTimes,
    t_s: Floats,
    above_m: Floats,
    room_m: Floats,
    middle: NDArray[np.bool_],
) -> tuple[tuple[Ramp, Ramp], float]:
    """Lower the foot in its middle only: late in swing the heel needs its height.

    It lasts as long as toe and heel have room, so that it stays as gentle as it can.
    """
    best_m, best = np.inf, (bump(times.toe_off_s, times.initial_contact_s, 1.0), 0.0)
    for since, until in itertools.product(_LOWERED_FROM, _LOWERED_UNTIL):
        unit = bump(times.in_swing(since), times.in_swing(until), 1.0)
        lift = np.maximum(ramps_at(unit, t_s).value, 1e-12)
        wanted = float(np.max(-above_m[middle] / lift[middle]))
        size_m = min(max(wanted, -_ROOM_SHARE * float(np.min(room_m / lift))), 0.0)
        left_m = float(np.min((above_m + size_m * lift)[middle]))
        if left_m < best_m - _ROUNDING_M:
            best_m, best = left_m, (unit, size_m)
        if size_m == wanted:
            break
    return best
