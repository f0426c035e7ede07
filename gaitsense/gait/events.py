"""Toe-off and initial contact inside closed strides, below one sample.

Toe-off. At the end of push-off the foot turns toes-down at its fastest; the moment it loses
the floor, that rotation breaks. So toe-off is where the rate has come back by a quarter of
its largest value. A foot that does not push off leaves the floor when it begins to travel.

Initial contact. Three signs tell a heel that meets the floor: the toes-up rotation turns
round; a jolt goes through the shoe; the sole goes down. The jolt comes a little after contact,
when pad and shoe have been squeezed, and is broad; so contact is that much before its middle,
but never before the rotation turns round, nor after the foot goes down at three quarters of
its fastest. A foot that lands flat or on its toe is not lowered, it is stopped: there, contact
is where its speed collapses.

A foot that turns on the floor, as in a narrow u-turn, does not leave it: it has neither.

Source: own, analysis/03_events, against motion capture and annotated walks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import at
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.rotations import Field


@dataclass(frozen=True, slots=True)
class EventParams:
    """Settings of the events.

    Parameters
    ----------
    push_off_dps : float
        Slowest toes-down rate that is a push-off, °/s. Default 60.
    push_off_return : float
        Share of the push-off rate that is left at toe-off. Default 0.75. Lowering it puts
        toe-off later.
    leave_share : float
        Share of the stride's top speed at which a foot without push-off has left the floor.
        Default 0.2.
    stop_share : float
        Share of the top speed below which the foot has stopped. Default 0.19. Lowering it puts
        flat and toe contacts later.
    lowering_dps : float
        Slowest toes-down rate after contact that is a heel being lowered, °/s. Default 40.
    lowering_s : float
        Longest time from the highest pitch to the fastest lowering, s. Default 0.2.
    heel_deg : float
        Pitch above mid-stance from which a lowered foot has landed on its heel, °. Default 2.
    landed_share : float
        Share of the fastest lowering at which the heel has surely met the floor. Default 0.75.
    touch_s : float
        Pitch at contact is read this long before a heel's contact, though not before its
        rotation turned round, s. Default 0.03: optical systems, against which pitch is
        measured, see a heel touch the floor that long before its jolt.
    reversal_blur_s : float
        Half width of the triangle that smooths the rate before its reversal is read, s.
        Default 0.025.
    jolt_delay_s : float
        Time from a heel's contact to the middle of the jolt's energy, s. Default 0.032.
        Lowering it moves contacts later in feet that come down with a level pitch.
    jolt_before_s, jolt_after_s : float
        The jolt is looked for this far before and after the reversal, s. Defaults 0.06, 0.2.
    pivot_deg : float
        A foot that turns by more while its sensor stays below `pivot_lift_m` turns on the
        floor, °. Default 45.
    pivot_lift_m : float
        Lift of the sensor that a turn on the floor does not reach, m. Default 0.01.
    """

    push_off_dps: float = 60.0
    push_off_return: float = 0.75
    leave_share: float = 0.2
    stop_share: float = 0.19
    lowering_dps: float = 40.0
    lowering_s: float = 0.2
    heel_deg: float = 2.0
    landed_share: float = 0.75
    touch_s: float = 0.03
    reversal_blur_s: float = 0.025
    jolt_delay_s: float = 0.032
    jolt_before_s: float = 0.06
    jolt_after_s: float = 0.2
    pivot_deg: float = 45.0
    pivot_lift_m: float = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class StrideEvents:
    """Events of some strides as fractional sample indices, NaN where not told.

    Parameters
    ----------
    toe_off, contact : (b,) float64
        Toe-off and initial contact, no unit: samples from the stride's first one.
    touch : (b,) float64
        Where pitch at contact is read, no unit: samples from the stride's first one.
    swing_peak : (b,) int64
        Index of the highest forward speed.
    lowered : (b,) bool
        Whether the foot landed toes up and was lowered, as after a heel strike.
    """

    toe_off: NDArray[np.float64]
    contact: NDArray[np.float64]
    touch: NDArray[np.float64]
    swing_peak: NDArray[np.int64]
    lowered: NDArray[np.bool_]


def find_events(
    pitch_rate_radps: NDArray[np.float64],
    pitch_rad: NDArray[np.float64],
    speed_mps: NDArray[np.float64],
    height_m: NDArray[np.float64],
    turn_rad: NDArray[np.float64],
    acc_mps2: Field,
    count: NDArray[np.int64],
    move: NDArray[np.int64],
    period_s: float,
    params: EventParams,
) -> StrideEvents:
    """Find toe-off and initial contact.

    Parameters
    ----------
    pitch_rate_radps : (b, n) float64
        Rate of foot pitch, rad/s, + toes up.
    pitch_rad : (b, n) float64
        Foot pitch, rad, + toes up.
    speed_mps : (b, n) float64
        Speed of the sensor, m/s.
    height_m : (b, n) float64
        Its height over the floor under both stances, m.
    turn_rad : (b,) float64
        Change of heading over the stride, rad.
    acc_mps2 : (3, b, n) float64
        Specific force, m/s², SENSOR.
    count, move : (b,) int64
        Samples of each stride; index at which motion begins.
    period_s : float
        Time between samples, s.
    params : EventParams
        Settings.

    Returns
    -------
    StrideEvents
    """
    n = pitch_rad.shape[1]
    index = np.broadcast_to(np.arange(n), pitch_rad.shape)
    inside = index < count[:, None]
    peak = np.argmax(np.where(inside, speed_mps, -1.0), axis=1)
    top = at(speed_mps, peak)

    toe_off = _toe_off(pitch_rate_radps, speed_mps, index, move, peak, top, params)

    after_peak = inside & (index >= peak[:, None])
    slow = after_peak & (speed_mps < params.stop_share * top[:, None])
    stop = _first(slow)
    stopped = _crossing(speed_mps, stop, params.stop_share * top)
    search = after_peak & (index <= stop[:, None])
    highest = np.argmax(np.where(search, pitch_rad, -np.inf), axis=1)
    reach = max(1, round(params.lowering_s / period_s))
    fall = inside & (index >= highest[:, None]) & (index <= highest[:, None] + reach)
    fastest = np.argmin(np.where(fall, pitch_rate_radps, np.inf), axis=1)
    lowered = at(pitch_rate_radps, fastest) < -params.lowering_dps * RAD_PER_DEG
    calm = _blur(pitch_rate_radps, params.reversal_blur_s / period_s)
    turned = _last_reversal(calm, index, peak, fastest)
    # Mid-stance is flat enough to tell a raised toe by.
    raised = at(pitch_rad, highest) - pitch_rad[:, 0]
    heel = lowered & (raised > params.heel_deg * RAD_PER_DEG) & (turned <= stopped)
    part = params.landed_share * at(pitch_rate_radps, fastest)
    going = _first(fall & (pitch_rate_radps <= part[:, None]))
    landed = _crossing(pitch_rate_radps, going, part)
    jolt = _jolt(acc_mps2, turned, index, inside, period_s, params)
    felt = np.minimum(jolt - params.jolt_delay_s / period_s, landed)
    contact = np.where(heel, np.maximum(turned, felt), stopped)
    on_floor = _turns_on_floor(height_m, turn_rad, inside, params)
    toe_off = np.where(on_floor, np.nan, toe_off)
    contact = np.where(np.any(slow, axis=1) & (contact > toe_off), contact, np.nan)
    read = np.where(heel, np.maximum(turned, contact - params.touch_s / period_s), contact)
    touch = np.where(np.isfinite(contact), read, np.nan)
    return StrideEvents(toe_off, contact, touch, peak, heel)


def _turns_on_floor(
    height: NDArray[np.float64],
    turn: NDArray[np.float64],
    inside: NDArray[np.bool_],
    params: EventParams,
) -> NDArray[np.bool_]:
    """Which feet turn without leaving the floor."""
    lift = np.max(np.where(inside, height, 0.0), axis=1)
    turns = np.abs(turn) > params.pivot_deg * RAD_PER_DEG
    return np.asarray(turns & (lift < params.pivot_lift_m))


def _toe_off(
    rate: NDArray[np.float64],
    speed: NDArray[np.float64],
    index: NDArray[np.int64],
    move: NDArray[np.int64],
    peak: NDArray[np.int64],
    top: NDArray[np.float64],
    params: EventParams,
) -> NDArray[np.float64]:
    rising = (index >= move[:, None]) & (index <= peak[:, None])
    fastest = np.argmin(np.where(rising, rate, np.inf), axis=1)
    push = at(rate, fastest)
    level = params.push_off_return * push
    back = rising & (index >= fastest[:, None]) & (rate >= level[:, None])
    pushed = _crossing(rate, _first(back), level)
    leaving = params.leave_share * top
    left = _crossing(speed, _first(rising & (speed >= leaving[:, None])), leaving)
    # Toes that still go down at the highest speed hang; they did not push.
    pushes = (push < -params.push_off_dps * RAD_PER_DEG) & np.any(back, axis=1)
    return np.where(pushes, pushed, np.maximum(left, move))


def _blur(x: NDArray[np.float64], half: float) -> NDArray[np.float64]:
    """Smooth rows by a triangle that reaches zero `half` samples away."""
    n = x.shape[1]
    index = np.arange(n)
    total, weight = x.copy(), 1.0
    for step in range(1, int(np.ceil(half))):
        share = 1.0 - step / half
        total += share * (x[:, np.maximum(index - step, 0)] + x[:, np.minimum(index + step, n - 1)])
        weight += 2.0 * share
    return total / weight


def _jolt(
    acc: Field,
    reversal: NDArray[np.float64],
    index: NDArray[np.int64],
    inside: NDArray[np.bool_],
    period_s: float,
    params: EventParams,
) -> NDArray[np.float64]:
    """Time by which half of the jerk's energy around a reversal has come, a fractional index."""
    change = acc[:, :, 1:] - acc[:, :, :-1]
    energy = np.zeros(acc.shape[1:])
    energy[:, 1:] = change[0] * change[0] + change[1] * change[1] + change[2] * change[2]
    known = np.where(np.isfinite(reversal), reversal, -1.0)
    low = known - params.jolt_before_s / period_s
    high = known + params.jolt_after_s / period_s
    near = inside & (index >= low[:, None]) & (index <= high[:, None])
    energy = np.where(near, energy, 0.0)
    # Sums by cumsum: padding behind a stride adds zeros and changes no bit.
    gathered = np.cumsum(energy, axis=1)
    half = 0.5 * gathered[:, -1]
    middle = _crossing(gathered, _first(gathered >= half[:, None]), half)
    return np.where(half > 0.0, middle, reversal)


def _first(condition: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Index of the first True of each row, 0 where there is none."""
    return np.asarray(np.argmax(condition, axis=1))


def _crossing(
    x: NDArray[np.float64], index: NDArray[np.int64], level: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where x passes `level` between index - 1 and index, by a straight line."""
    before = np.maximum(index - 1, 0)
    a, b = at(x, before), at(x, index)
    step = b - a
    share = np.where(step != 0.0, (level - a) / np.where(step != 0.0, step, 1.0), 1.0)
    return np.where(index > 0, before + np.clip(share, 0.0, 1.0), 0.0)


def _last_reversal(
    rate: NDArray[np.float64],
    index: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Where the rate last fell through zero before `last`, NaN where it never was positive."""
    positive = (rate >= 0.0) & (index >= first[:, None]) & (index < last[:, None])
    n = rate.shape[1]
    back = n - 1 - np.argmax(positive[:, ::-1], axis=1)
    found = positive.any(axis=1)
    after = np.minimum(back + 1, n - 1)
    a, b = at(rate, back), at(rate, after)
    step = np.where(a != b, a - b, 1.0)
    return np.where(found, back + np.clip(a / step, 0.0, 1.0), np.nan)
