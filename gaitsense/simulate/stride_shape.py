"""The shape of one stride: pitch, heading, roll and the path of the sole, as sums of ramps.

The foot is rigid from heel to ball and carries the sensor; the toes bend at the ball. The sole
is a straight line, and the pose is told by

    pitch, heading, roll   of the rigid part,
    toe pitch, straight    pitch of the toes while they roll off, and how far they have
                           straightened since: 0 rolling, 1 in line with the foot,
    guide                  a point that rests where the toe stood, travels, and rests where the
                           toe will stand,
    heel weight            0 while the toe is the guided point, 1 once the heel is.

With the foot's direction e(t), its direction d once landed and the toes' direction g(t):

    toe  = guide + heel weight * length * (e - d)
    ball = toe - toe length * g
    heel = ball - (length - toe length) * e

Before the swing this is a foot that turns first about its resting ball, then over its resting
toe (forefoot rocker); after a landing with the heel, one that turns about its resting heel
(heel rocker); after a landing with the toe the weight stays 0 and the heel comes down about
the toe. The switch from one constraint to the next happens where the parts concerned are at
rest, with three continuous derivatives. A pivot does not slip, but for one thing that real feet
do as well: a foot that has just touched the floor still slides a little way to rest.

    phase      pitch                       guide              heel weight           toes
    flat       0                           at rest            0                     straight
    push-off   falls, toe on the floor     at rest            0                     roll off
    swing      rises to its late maximum   travels            0 -> 1 (heel first)   straighten
    landing    goes to 0, pivot on floor   on the floor,      1 (heel) or 0 (toe)   straight
                                           slides to rest
    flat       0                           at rest            no effect, as e = d   straight
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.simulate.drag import Drag, fit_drag, on_floor
from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.ramp import Ramp, bump, peak_factor, ramp_at, ramps_at
from gaitsense.simulate.sole_path import (
    Sole,
    heel_weight,
    height,
    keep_clear,
    keep_clearance,
    travel,
)
from gaitsense.simulate.stride import PlannedStride, StrideTimes, contact_pitch_deg, on_stairs

#: Shape of the lowering after contact: rise, fall, tilt.
_LANDING: Final = (0.30, 0.50, 0.0)
#: The heel's lifting goes on after toe-off for so long, or for such a share of swing, and takes
#: so long to come to an end, s.
_TURN_S: Final = 0.045
_TURN_SHARE: Final = 0.13
_BRAKE_S: Final = 0.07
#: Flanks of the pitch's rise in swing, least and most, as a share of its time, and how much of
#: them comes before the fastest.
_FLANKS: Final = (0.45, 1.0)
_RISE_SHARE: Final = 0.55


class StrideShape(NamedTuple):
    """The courses of one stride, as ramps on top of the pose in which it begins.

    Parameters
    ----------
    pitch : list of Ramp
        Pitch of the rigid part, rad, + toes up.
    heading : list of Ramp
        Heading of the whole foot, rad, + to the left.
    roll : list of Ramp
        Roll of the rigid part about FOOT x, rad, + left edge up.
    x, y : list of Ramp
        Horizontal way of the guide, m, WORLD.
    z : list of Ramp
        Height of the guide, m, WORLD.
    heel_weight : list of Ramp
        0 while the toe is the guide, 1 once the heel is; no unit.
    toe_pitch : list of Ramp
        Pitch of the toes while they roll off, rad, + up.
    toe_straight : list of Ramp
        How far the toes are in line with the foot again, 0..1, no unit.
    drag : Drag or None
        What fits into swing of the drag that was wished for.
    """

    pitch: list[Ramp]
    heading: list[Ramp]
    roll: list[Ramp]
    x: list[Ramp]
    y: list[Ramp]
    z: list[Ramp]
    heel_weight: list[Ramp]
    toe_pitch: list[Ramp]
    toe_straight: list[Ramp]
    drag: Drag | None


def landing_time_s(pattern: StridePattern) -> float:
    """Time from initial contact until the sole is down.

    Parameters
    ----------
    pattern : StridePattern
        The stride's pattern.

    Returns
    -------
    float
        Time, s: longer for a larger pitch, shorter for a slap.
    """
    needed_s = peak_factor(*_LANDING) * abs(contact_pitch_deg(pattern)) / pattern.foot_flat_rate_dps
    return max(needed_s, pattern.landing_min_s)


def shape_stride(stride: PlannedStride, foot_length_m: float, brake: float = 1.0) -> StrideShape:
    """Shape one stride.

    Parameters
    ----------
    stride : PlannedStride
        What is decided.
    foot_length_m : float
        Length of the sole, m.
    brake : float
        How much harder than a smooth hard one the floor brakes a sliding toe, no unit.

    Returns
    -------
    StrideShape

    Source
    ------
    Own; shares and flanks were set by eye against one healthy walk under motion capture.
    """
    times, pattern = stride.times, stride.pattern
    pitch = _pitch_course(times, pattern)
    level_s = _time_of_level(times, pitch) if contact_pitch_deg(pattern) > 0.0 else None
    weight = heel_weight(times, level_s, drags=stride.drag is not None)
    drag = None
    if stride.drag is not None:
        drag = fit_drag(
            stride.drag,
            times.toe_off_s,
            times.initial_contact_s,
            lead_until_s=weight[0].start_s if weight else None,
        )
    if drag is not None:
        drag = on_floor(drag, brake)
        tip_deg = drag.wish.catch_deg * drag.fullness
        pitch += bump(drag.start_s, drag.end_s, -tip_deg * RAD_PER_DEG)
    x, y = travel(stride, drag, foot_length_m)
    z = height(stride, drag, heel_lands=level_s is not None)
    if level_s is not None and not on_stairs(stride):
        z += keep_clear(times, Sole(pitch, z, weight), drag, foot_length_m)
    if drag is None and not on_stairs(stride):
        z += keep_clearance(stride, Sole(pitch, z, weight), foot_length_m)
    heading, roll = _turning(stride)
    toe_pitch, toe_straight = _toe_flexion(times, pattern)
    return StrideShape(pitch, heading, roll, x, y, z, weight, toe_pitch, toe_straight, drag)


def _pitch_course(times: StrideTimes, pattern: StridePattern) -> list[Ramp]:
    swing_s = times.swing_s
    turned_s = times.toe_off_s + min(_TURN_S, _TURN_SHARE * swing_s)
    fall = float(np.clip(_BRAKE_S / (turned_s - times.heel_off_s), 0.1, 0.40))
    push = Ramp(times.heel_off_s, turned_s, 1.0, min(0.74, 1.0 - fall), fall, 0.4)
    # The ramp goes on below the pitch at toe-off, while the rise has begun already.
    reached = float(ramp_at(push, np.array([times.toe_off_s])).value[0])
    lowest_deg = pattern.toe_off_pitch_deg / reached
    landed_deg = contact_pitch_deg(pattern)
    drop_deg = pattern.late_swing_max_deg - landed_deg
    raised_s = times.in_swing(0.84) if drop_deg > 0.0 else times.initial_contact_s
    gain_deg = pattern.late_swing_max_deg - lowest_deg
    course = [
        push._replace(size=lowest_deg * RAD_PER_DEG),
        _recovery(
            times.toe_off_s,
            raised_s,
            gain_deg,
            pattern.swing_pitch_rate_max_dps,
        ),
        Ramp(times.initial_contact_s, times.foot_flat_s, -landed_deg * RAD_PER_DEG, *_LANDING),
    ]
    if drop_deg > 0.0:
        # A falling foot is fastest just before the floor stops it.
        drop = -drop_deg * RAD_PER_DEG
        course.append(Ramp(raised_s, times.initial_contact_s, drop, 0.7, 0.3))
    return course


def _recovery(start_s: float, end_s: float, gain_deg: float, fastest_dps: float) -> Ramp:
    """Raise the toes: a hill that fills swing, as steep as the fastest rate allows.

    Faster than a hill without a plateau can be, it is over sooner.
    """
    # Without a plateau the fastest rate is twice the mean one, with flanks of no length the mean.
    peak = fastest_dps * (end_s - start_s) / gain_deg
    flanks = float(np.clip(2.0 * (1.0 - 1.0 / peak), *_FLANKS)) if peak > 0.0 else _FLANKS[1]
    shape = (_RISE_SHARE * flanks, (1.0 - _RISE_SHARE) * flanks, 0.0)
    needed_s = peak_factor(*shape) * gain_deg / fastest_dps
    length_s = min(end_s - start_s, max(needed_s, 0.3 * (end_s - start_s)))
    return Ramp(start_s, start_s + length_s, gain_deg * RAD_PER_DEG, *shape)


def _toe_flexion(times: StrideTimes, pattern: StridePattern) -> tuple[list[Ramp], list[Ramp]]:
    """Pitch of the toes while they hold the floor, and how far they are straight again."""
    push_s = times.toe_off_s - times.heel_off_s
    rolled = pattern.toe_roll_share * pattern.toe_off_pitch_deg * RAD_PER_DEG
    return (
        [Ramp(_roll_begin_s(times), times.in_swing(0.25), rolled, 0.7, 0.3)],
        [Ramp(times.toe_off_s - 0.15 * push_s, times.in_swing(0.45), 1.0)],
    )


def _roll_begin_s(times: StrideTimes) -> float:
    """When the ball leaves the floor and the toes begin to roll, s."""
    return times.toe_off_s - 0.47 * (times.toe_off_s - times.heel_off_s)


def _time_of_level(times: StrideTimes, pitch: list[Ramp]) -> float:
    """When the pitch, rising to land above 0, passes 0, s."""
    t_s = np.linspace(times.toe_off_s, times.initial_contact_s, 257)
    return float(t_s[np.argmax(ramps_at(pitch, t_s).value > 0.0)])


def _turning(stride: PlannedStride) -> tuple[list[Ramp], list[Ramp]]:
    """Heading and roll: outward whip of the heel, inversion before the landing, the turn itself."""
    times, pattern = stride.times, stride.pattern
    outward = OUTWARD_SIGN[stride.side]
    turn = stride.target.heading_rad - stride.origin.heading_rad
    # The heel goes outward while the toes stay: the foot turns inward.
    whip = -outward * pattern.heel_whip_deg * RAD_PER_DEG
    inversion = -outward * pattern.inversion_deg * RAD_PER_DEG
    heading = [
        Ramp(times.toe_off_s, times.initial_contact_s, turn, 0.4, 0.4),
        *bump(_roll_begin_s(times), times.in_swing(0.55), whip),
    ]
    roll = [
        Ramp(times.in_swing(0.35), times.in_swing(0.92), inversion),
        Ramp(times.initial_contact_s, times.foot_flat_s, -inversion),
    ]
    return heading, roll
