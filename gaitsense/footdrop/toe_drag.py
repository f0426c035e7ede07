"""Signs that a toe drags over the floor in swing, and a plain verdict from them.

Sliding shakes the shoe (20 to 100 Hz) and brakes it, and the toe is low while it happens. A
healthy swing speeds up and slows down once; among 4,900 strides of healthy walking in the sets
measured, one in a hundred dips by more than 4 % of its speed, and that only in one walk.
Vibration alone is common (a loose case, a hard sock of a heel). So a drag is braking and
vibration together at a toe that is not clearly high. Braking alone at such a toe, or a long
vibration alone with a poor lift, is "unsure". So is a swing that was not received whole, and
every swing of a sensor that is too slow to see the vibration: "no" is said only where it was
measured.

The limits were set on simulated drags and on false alarms in real healthy walks
(analysis/04_simple_verdicts). No public recording labels real drags.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.context import CONTEXT_REASONS
from gaitsense.gait.intact import Intact
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.traces import ACC, TraceBatch
from gaitsense.signal.rotations import Field

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ToeDragParams:
    """Settings of the signs and of the verdict.

    Parameters
    ----------
    swing_from, swing_to : float
        Part of swing that is searched, as shares. Defaults 0.15 and 0.85: outside, lift-off
        and landing shake every shoe.
    smooth_s : float
        Width of the running mean whose remainder is vibration, s. Default 0.05.
    vibration_mps2 : float
        Root mean square over 40 ms that counts as vibration, m/s². Default 8.0.
    lasting_s : float
        Shortest vibration that can be a drag, s. Default 0.03.
    doubtful_s : float
        Vibration without braking that leaves a poor lift unsure, s. Default 0.07.
    brake_share : float
        Dip of the forward speed, as a share of its peak, that counts as braking. Default
        0.06.
    low_m : float
        Toe height above its stance height, less one standard deviation, under which the toe
        counts as low, m. Default 0.01.
    low_lift_deg : float
        Late-swing maximum of pitch under which lift is poor, °. Default 10.
    slowest_rate_hz : float
        Slower sensors cannot see the vibration, Hz. Default 80.
    """

    swing_from: float = 0.15
    swing_to: float = 0.85
    smooth_s: float = 0.05
    vibration_mps2: float = 8.0
    lasting_s: float = 0.03
    doubtful_s: float = 0.07
    brake_share: float = 0.06
    low_m: float = 0.01
    low_lift_deg: float = 10.0
    slowest_rate_hz: float = 80.0


@dataclass(frozen=True, slots=True, eq=False)
class DragSigns:
    """Signs of a drag in some strides, NaN where swing is not known or not whole.

    Parameters
    ----------
    vibration_s : (b,) float64
        Length of the longest vibration in swing, s.
    start : (b,) float64
        Its first sample, no unit: counted from the stride's first one.
    brake_share : (b,) float64
        Largest dip of forward speed in swing, as a share of the peak speed.
    toe_m : (b,) float64
        Lowest height of the forefoot during the vibration, m.
    """

    vibration_s: Column
    start: Column
    brake_share: Column
    toe_m: Column


def drag_signs(
    batch: TraceBatch,
    kin: FootKinematics,
    toe_off: Column,
    contact: Column,
    period_s: float,
    params: ToeDragParams,
) -> DragSigns:
    """Measure the signs of a drag.

    Parameters
    ----------
    batch : TraceBatch
        Strides.
    kin : FootKinematics
        The same as a foot.
    toe_off, contact : (b,) float64
        Their swings, samples from each stride's first one, NaN where not known.
    period_s : float
        Time between samples, s.
    params : ToeDragParams
        Settings.

    Returns
    -------
    DragSigns
    """
    n = kin.pitch_rad.shape[1]
    index = np.broadcast_to(np.arange(n), kin.pitch_rad.shape)
    swing = contact - toe_off
    first = toe_off + params.swing_from * swing
    end = toe_off + params.swing_to * swing
    known = Intact(batch).between(first, end)
    inside = (index >= np.where(known, first, n)[:, None]) & (
        index <= np.where(known, end, -1)[:, None]
    )

    shaken = np.zeros_like(kin.pitch_rad)
    half = max(1, round(0.5 * params.smooth_s / period_s))
    for axis in _without_glitches(batch.data[ACC], params.vibration_mps2):
        rest = axis - _mean_around(axis, half)
        shaken += rest * rest
    level = np.sqrt(np.maximum(_mean_around(shaken, max(1, round(0.02 / period_s))), 0.0))
    start, stop = _longest_run(inside & (level > params.vibration_mps2))
    run = (index >= start[:, None]) & (index < stop[:, None])
    toe = np.min(np.where(run, kin.forefoot_m, np.inf), axis=1)

    forward = np.where(inside, kin.vel_mps[0], -np.inf)
    peak = np.max(forward, axis=1)
    before = np.maximum.accumulate(forward, axis=1)
    after = np.maximum.accumulate(forward[:, ::-1], axis=1)[:, ::-1]
    dip = np.where(inside, np.minimum(before, after) - kin.vel_mps[0], 0.0)
    share = np.max(dip, axis=1) / np.where(peak > 0.0, peak, 1.0)
    return DragSigns(
        np.where(known, (stop - start) * period_s, np.nan),
        np.where(stop > start, start, np.nan),
        np.where(known & (peak > 0.0), share, np.nan),
        np.where(np.isfinite(toe), toe, np.nan),
    )


def _without_glitches(acc_mps2: Field, size_mps2: float) -> Field:
    """Replace readings that stick out alone by their neighbours' middle: no shaking is one sample.

    A glitch is farther than `size_mps2` from the median of itself and its neighbours, and three
    times as far as either neighbour is from its own.
    """
    # The first sample's neighbour is the last one: both lie in stance, which is not searched.
    before, after = np.roll(acc_mps2, 1, axis=-1), np.roll(acc_mps2, -1, axis=-1)
    low, high = np.minimum(before, after), np.maximum(before, after)
    middle = np.clip(acc_mps2, low, high)
    off = np.abs(acc_mps2 - middle)
    beside = np.maximum(np.roll(off, 1, axis=-1), np.roll(off, -1, axis=-1))
    return np.where((off > size_mps2) & (off > 3.0 * beside), middle, acc_mps2)


def _mean_around(x: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Take the running mean over ``2 * half + 1`` samples of each row; ends see fewer."""
    n = x.shape[1]
    total = np.concatenate([np.zeros((len(x), 1)), np.cumsum(x, axis=1)], axis=1)
    low = np.maximum(np.arange(n) - half, 0)
    high = np.minimum(np.arange(n) + half + 1, n)
    return np.asarray((total[:, high] - total[:, low]) / (high - low))


def _longest_run(where: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First longest run of True in each row, half-open; (0, 0) where there is none."""
    n = where.shape[1]
    index = np.arange(n)
    since = np.maximum.accumulate(np.where(where, -1, index[None, :]), axis=1)
    run = np.where(where, index - since, 0)
    last = np.argmax(run, axis=1)
    size = run[np.arange(len(where)), last]
    stop = np.where(size > 0, last + 1, 0)
    return stop - size, stop


def judge_toe_drag(
    signs: dict[str, Column],
    toe_sd_m: Column,
    late_swing_deg: Column,
    context: NDArray[np.object_],
    rate_hz: float,
    params: ToeDragParams,
) -> tuple[NDArray[np.object_], Column, list[str]]:
    """Judge each stride from its signs.

    Parameters
    ----------
    signs : dict of (k,) float64
        Fields of `DragSigns` by name.
    toe_sd_m : (k,) float64
        Standard deviation of the toe's height, m.
    late_swing_deg : (k,) float64
        Late-swing maximum of foot pitch, °.
    context : (k,) object
        Kind of each stride.
    rate_hz : float
        The sensor's rate, Hz.
    params : ToeDragParams
        Settings.

    Returns
    -------
    verdicts : (k,) object
        yes, no or unsure.
    probability : (k,) float64
        Share of the signs that are there, weighted, 0 to 1, not calibrated; NaN where the
        signs could not be seen.
    reasons : list of str
        One word of `REASONS` for each unsure stride, "" elsewhere.
    """
    known = np.isfinite(signs["vibration_s"])
    shaking = known & (signs["vibration_s"] >= params.lasting_s)
    braking = known & (np.nan_to_num(signs["brake_share"], nan=0.0) >= params.brake_share)
    slack = np.where(np.isfinite(toe_sd_m), toe_sd_m, 0.0)
    low_toe = ~(signs["toe_m"] - slack >= params.low_m)
    poor_lift = late_swing_deg < params.low_lift_deg
    lasting = known & (signs["vibration_s"] >= params.doubtful_s)
    seen = known & (rate_hz >= params.slowest_rate_hz)
    weight = 0.5 * braking + 0.3 * (shaking & low_toe) + 0.1 * lasting + 0.1 * poor_lift
    level = context == "level"
    drags = braking & shaking & low_toe
    doubt = (braking & low_toe) | (lasting & low_toe & poor_lift)
    verdicts = np.select(
        [~seen, drags & level, doubt], ["unsure", "yes", "unsure"], default="no"
    ).astype(object)
    reasons = []
    for k, verdict in enumerate(verdicts):
        if verdict != "unsure" or not known[k]:
            reasons.append("")
        elif not seen[k]:
            reasons.append("low_rate")
        else:
            reasons.append(CONTEXT_REASONS[str(context[k])])
    return verdicts, np.where(seen, weight, np.nan), reasons
