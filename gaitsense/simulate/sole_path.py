"""The way of the sole through the air: travel, height, and who leads it, toe or heel."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.simulate.drag import CATCH_S, Drag
from gaitsense.simulate.ramp import Ramp, bump, ramp_at, ramps_at
from gaitsense.simulate.stride import STAIR_HEIGHT_M, PlannedStride, StrideTimes, on_stairs

#: A near miss: without a drag, neither chance nor the shape of a stride takes the toe in
#: mid-swing lower than this, m. A habit that is lower still stays as low as it is asked for.
LEAST_CLEARANCE_M: Final = 0.001
#: Shares of swing between which that holds; the lift for it is there before, and still after.
_MID_SWING: Final = (0.25, 0.75)
_ROUNDING_M: Final = 1e-6
#: Room left between sole and floor where more lift was needed to keep them apart, m.
_MARGIN_M: Final = 0.0015


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


def heel_weight(times: StrideTimes, level_s: float | None) -> list[Ramp]:
    """Hand the lead from the toe to the heel around the moment when the foot is level.

    Parameters
    ----------
    times : StrideTimes
        Events of the stride.
    level_s : float or None
        When the pitch, rising, passes 0, s; None where the toe lands, and so leads throughout.

    Returns
    -------
    list of Ramp
        The heel weight: one ramp from 0 to 1, or none.
    """
    if level_s is None:
        return []
    level_s = min(level_s, times.initial_contact_s - 0.02 * times.swing_s)
    begin_s = level_s - 0.18 * times.swing_s
    return [Ramp(begin_s, level_s + 0.55 * (times.initial_contact_s - level_s), 1.0)]


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
        unit = Ramp(times.toe_off_s, rest_s, 1.0, 0.24, 0.40, 0.20)
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
    # Down to the floor from where the heel takes over, or late where the toe lands.
    down = 0.40 if heel_lands else 0.22
    course = [
        floor,
        *bump(times.toe_off_s, landing_s, clear_m, 0.30, down),
        *bump(times.toe_off_s, times.in_swing(0.45), pattern.early_toe_lift_m),
    ]
    if heel_lands:
        course += bump(times.in_swing(0.47), landing_s, 0.010)
    else:
        course += bump(times.in_swing(0.52), landing_s, pattern.late_toe_lift_m)
    if pattern.steppage_lift_m > 0.0:
        course += bump(times.toe_off_s, landing_s, pattern.steppage_lift_m)
    return course


def _within(height_m: float, time_s: float) -> float:
    """As high as that, or as a foot can be lifted and lowered again in so short a time."""
    return min(height_m, 0.9 * time_s**2) if time_s > 0.03 else 0.0


def keep_clear(
    times: StrideTimes, courses: Sole, drag: Drag | None, level_s: float, foot_length_m: float
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
    level_s : float
        When the pitch, rising, passes 0, s.
    foot_length_m : float
        Length of the sole, m.

    Returns
    -------
    list of Ramp
        What to add to the height, m; nothing where there is room enough.
    """
    begin_s = min(times.in_swing(0.5), level_s - 0.2 * times.swing_s)
    begin_s = max(begin_s, drag.end_s if drag is not None else times.toe_off_s)
    t_s = np.linspace(begin_s, times.initial_contact_s, 129)[1:-1]
    guide, weight = ramps_at(courses.z, t_s).value, ramps_at(courses.heel_weight, t_s).value
    reach = foot_length_m * np.sin(ramps_at(courses.pitch, t_s).value)
    lowest = guide + np.minimum(weight * reach, (weight - 1.0) * reach)
    lift = ramps_at(bump(begin_s, times.initial_contact_s, 1.0, 0.4), t_s).value
    missing_m = float(np.max(-lowest / lift))
    if missing_m <= 0.0:
        return []
    extra_m = 1.1 * missing_m + _MARGIN_M
    return list(bump(begin_s, times.initial_contact_s, extra_m, 0.4))


def keep_near_miss(stride: PlannedStride, courses: Sole, foot_length_m: float) -> list[Ramp]:
    """Lift more where a foot that is raised late would take its toe lower than a near miss.

    Parameters
    ----------
    stride : PlannedStride
        What is decided, without a drag.
    courses : Sole
        Pitch, height and heel weight so far; the heel lands.
    foot_length_m : float
        Length of the sole, m.

    Returns
    -------
    list of Ramp
        What to add to the height, m; nothing where the toe is high enough.
    """
    times = stride.times
    t_s = np.linspace(times.in_swing(_MID_SWING[0]), times.in_swing(_MID_SWING[1]), 257)
    weight = ramps_at(courses.heel_weight, t_s).value
    sunk = weight * foot_length_m * np.sin(ramps_at(courses.pitch, t_s).value)
    lift = bump(times.toe_off_s, times.initial_contact_s, 1.0, _MID_SWING[0], _MID_SWING[0])
    wanted_m = min(LEAST_CLEARANCE_M, stride.pattern.toe_clearance_m)
    missing = (wanted_m - ramps_at(courses.z, t_s).value - sunk) / ramps_at(lift, t_s).value
    missing_m = float(np.max(missing))
    # A plateau that is just as high as asked for misses nothing but its rounding.
    if missing_m < _ROUNDING_M:
        return []
    return [ramp._replace(size=ramp.size * missing_m) for ramp in lift]
