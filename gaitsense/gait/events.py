"""Toe-off and initial contact inside closed strides, below one sample.

Toe-off. At the end of push-off the foot turns toes-down at its fastest; the moment it loses
the floor, that rotation breaks. So toe-off is where the rate has come back by a quarter of
its largest value. A foot that does not push off leaves the floor when it begins to travel.

Initial contact. A heel that meets the floor turns the toes-up rotation round: contact is the
last reversal before the foot is lowered. A foot that lands flat or on its toe is not lowered,
it is stopped: there, contact is where its speed collapses. The earlier of the two counts.

Source: own, analysis/03_events, against motion capture and annotated walks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import at
from gaitsense.model.units import RAD_PER_DEG


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
        Share of the top speed below which the foot has stopped. Default 0.2. Lowering it puts
        flat and toe contacts later.
    lowering_dps : float
        Slowest toes-down rate after contact that is a heel being lowered, °/s. Default 40.
    lowering_s : float
        Longest time from the highest pitch to the fastest lowering, s. Default 0.2.
    """

    push_off_dps: float = 60.0
    push_off_return: float = 0.75
    leave_share: float = 0.2
    stop_share: float = 0.2
    lowering_dps: float = 40.0
    lowering_s: float = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class StrideEvents:
    """Events of some strides as fractional sample indices, NaN where not told.

    Parameters
    ----------
    toe_off, contact : (b,) float64
        Toe-off and initial contact.
    swing_peak : (b,) int64
        Index of the highest forward speed.
    lowered : (b,) bool
        Whether the toes were lowered after contact, as after a heel strike.
    """

    toe_off: NDArray[np.float64]
    contact: NDArray[np.float64]
    swing_peak: NDArray[np.int64]
    lowered: NDArray[np.bool_]


def find_events(
    pitch_rate_radps: NDArray[np.float64],
    pitch_rad: NDArray[np.float64],
    speed_mps: NDArray[np.float64],
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
    turned = _last_reversal(pitch_rate_radps, index, peak, fastest)
    contact = np.where(lowered, np.fmin(turned, stopped), stopped)
    contact = np.where(np.any(slow, axis=1), contact, np.nan)
    contact = np.where(contact > toe_off, contact, np.nan)
    return StrideEvents(toe_off, contact, peak, lowered)


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
    return np.where(push < -params.push_off_dps * RAD_PER_DEG, pushed, left)


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
