"""Where the toe lies on this shoe, learned from the pivot about which the foot pushes off.

From heel-off on, the rear foot with the sensor turns about the ball, which stands on the floor.
A point at r from the sensor that stands has v + ω × r = 0: in the foot's plane, with a rate w
(+ toes up), it lies ``-v_up / w`` ahead. Over the first part of push-off this holds to a few
millimetres from stride to stride; later the toes bend, the pivot moves off towards the toe tip
and beyond it, and no moment of that tells the tip itself. So the ball is measured, and the toe
tip lies a share of the shoe's length ahead of it.

The heel is no such pivot. Between contact and foot flat the sensor moves past every point of
the shoe by 0.1 to 0.3 m/s (0.02 to 0.04 in push-off): pad and shoe give way, and the heel
still slides. It lies one shoe's length behind the toe tip.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import GYR, QUAT, VEL, StrideTrace, TraceBatch, batches
from gaitsense.model.shoe import TOE_SHARE, TOE_SHARE_SD, Shoe, SolePoints
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import CLIPPED_GYR, LOST
from gaitsense.signal.rotations import conjugate, dot, length, rotate, up_in_sensor

#: A case on the cap of the toes, and one that stands off behind the heel: toe tip ahead of the
#: sensor, as shares of the shoe's length.
_LEAST_TOE_SHARE: Final = 0.08
_MOST_TOE_SHARE: Final = 1.05
#: How far off a told place is believed, in its standard deviations.
_PLACE_SDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class SolePointsParams:
    """Where in push-off the foot turns about its ball, and when that is believed.

    Parameters
    ----------
    from_deg, to_deg : float
        Pitch below stance, toes down, between which the ball is the pivot, °. Defaults 5 and
        25: before, the foot hardly turns; behind, the toes bend and the pivot runs ahead.
    early_share : float
        The same as a share of the whole push-off: a foot that pushes off by 20° does not roll
        over its ball for longer than one that pushes off by 60°. Default 0.5.
    slowest_dps : float
        Slowest toes-down rate that tells a pivot, °/s. Default 60.
    turned_deg : float
        Least turn of a stride inside that part, °. Default 5.
    slip_mps : float
        Largest speed, root mean square, that is left at the pivot, m/s. Default 0.1.
    straight_deg : float
        A stride that turns by more is left out, °. Default 15.
    fewest_strides_n : int
        Strides that must tell of it. Default 5.
    most_strides_n : int
        No more than so many, evenly over the walk, are asked. Default 32.
    scatter_m : float
        Scatter from stride to stride above which they do not agree, m, one standard deviation.
        Default 0.02: 95 of 100 real feet scatter by less than 0.012.
    pivot_sd_m : float
        How far the pivot lies off the ball's line, m, one standard deviation, however many
        strides. Default 0.008: it moves by so much as the sole rolls off.
    """

    from_deg: float = 5.0
    to_deg: float = 25.0
    early_share: float = 0.5
    slowest_dps: float = 60.0
    turned_deg: float = 5.0
    slip_mps: float = 0.1
    straight_deg: float = 15.0
    fewest_strides_n: int = 5
    most_strides_n: int = 32
    scatter_m: float = 0.02
    pivot_sd_m: float = 0.008


def find_sole_points(
    traces: Sequence[StrideTrace],
    mounting: Mounting,
    shoe: Shoe,
    gain: float,
    params: SolePointsParams,
) -> SolePoints:
    """Learn where the ball lies, and with it toe tip and heel.

    Parameters
    ----------
    traces : sequence of StrideTrace
        Strides of a walk, in order.
    mounting : Mounting
        SENSOR to FOOT.
    shoe : Shoe
        Its length, and the sensor's place for a walk that does not tell.
    gain : float
        True over read specific force.
    params : SolePointsParams
        Settings.

    Returns
    -------
    SolePoints
        As the shoe lets expect them, where too few strides agree, or where they put the sensor
        off the shoe or too far from the place that is told.

    Source
    ------
    Own; analysis/03_toe_lever. That one point of the sole does not do: Fehr 2024,
    doi 10.1038/s41598-024-63124-6.
    """
    expected = shoe.sole
    straight = [t for t in traces if abs(t.turn_rad) <= params.straight_deg * RAD_PER_DEG]
    fit = [t for t in straight if not bool((t.flag & (LOST | CLIPPED_GYR)).any())]
    if len(fit) > params.most_strides_n:
        chosen = np.arange(params.most_strides_n) * len(fit) // params.most_strides_n
        fit = [fit[k] for k in chosen]
    if len(fit) < params.fewest_strides_n:
        return expected
    pivots = np.concatenate(
        [
            ball_pivots_m(batch, mounting, gain, fit[int(batch.rows[0])].period_s, params)
            for batch in batches(fit)
        ]
    )
    pivots = pivots[np.isfinite(pivots)]
    if len(pivots) < params.fewest_strides_n:
        return expected
    ball_m = float(np.median(pivots))
    scatter_m = 1.4826 * float(np.median(np.abs(pivots - ball_m)))
    toe_m = ball_m + TOE_SHARE * shoe.foot_length_m
    if scatter_m > params.scatter_m or not _lies_on(shoe, toe_m):
        return expected
    ahead_sd_m = math.hypot(
        TOE_SHARE * shoe.foot_length_sd_m,
        TOE_SHARE_SD * shoe.foot_length_m,
        params.pivot_sd_m,
        scatter_m / math.sqrt(len(pivots)),
    )
    return replace(
        expected,
        toe_forward_m=toe_m,
        toe_forward_sd_m=ahead_sd_m,
        ball_forward_m=ball_m,
        heel_back_m=shoe.foot_length_m - toe_m,
        strides_n=len(pivots),
    )


def _lies_on(shoe: Shoe, toe_m: float) -> bool:
    """Whether a sensor can lie so far behind the toe tip, where its place is told: there."""
    if not _LEAST_TOE_SHARE <= toe_m / shoe.foot_length_m <= _MOST_TOE_SHARE:
        return False
    told = shoe.sensor_place != "unknown"
    off_m = abs(toe_m - shoe.toe_forward_m)
    return not told or off_m <= _PLACE_SDS * shoe.toe_forward_sd_m


def ball_pivots_m(
    batch: TraceBatch,
    mounting: Mounting,
    gain: float,
    period_s: float,
    params: SolePointsParams,
) -> NDArray[np.float64]:
    """Fit the point that stands still in the first part of push-off, stride by stride.

    Parameters
    ----------
    batch : TraceBatch
        Strides.
    mounting : Mounting
        SENSOR to FOOT.
    gain : float
        True over read specific force.
    period_s : float
        Time between samples, s.
    params : SolePointsParams
        Settings.

    Returns
    -------
    (b,) float64
        Its distance ahead of the sensor, m, along the foot; NaN where none is told.
    """
    speed = length(batch.data[VEL])
    inside = np.arange(speed.shape[1]) < batch.count[:, None]
    peak = np.argmax(np.where(inside, speed, -1.0), axis=1)
    # Nothing behind the highest speed is asked.
    index = np.arange(int(peak.max()) + 1)
    data = batch.data[:, :, : len(index)]
    quat, rate = data[QUAT], data[GYR]
    forward, leftward, upward = (
        np.broadcast_to(axis[:, None, None], rate.shape)
        for axis in (mounting.forward, mounting.leftward, mounting.up)
    )
    pitch = np.arcsin(np.clip(dot(forward, up_in_sensor(quat)), -1.0, 1.0))
    below = pitch[:, :1] - pitch
    turning = -dot(leftward, rate)
    own = gain * rotate(conjugate(quat), data[VEL])
    ahead, rising = dot(forward, own), dot(upward, own)

    pushing = (index >= batch.move[:, None]) & (index <= peak[:, None])
    whole = np.max(np.where(pushing, below, 0.0), axis=1)
    end = np.minimum(params.to_deg * RAD_PER_DEG, params.early_share * whole)
    fastest = np.argmin(np.where(pushing, turning, np.inf), axis=1)
    part = (
        pushing
        & (index <= fastest[:, None])
        & (turning < -params.slowest_dps * RAD_PER_DEG)
        & (below >= params.from_deg * RAD_PER_DEG)
        & (below <= end[:, None])
    )

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.cumsum(np.where(part, values, 0.0), axis=1)[:, -1])

    weight = total(turning * turning)
    known = total(-turning) * period_s >= params.turned_deg * RAD_PER_DEG
    safe = np.where(known, weight, 1.0)
    pivot, height = total(-turning * rising) / safe, total(turning * ahead) / safe
    slip = (rising + turning * pivot[:, None]) ** 2 + (ahead - turning * height[:, None]) ** 2
    mean = total(slip) / np.maximum(np.cumsum(part, axis=1)[:, -1], 1)
    return np.where(known & (mean <= params.slip_mps**2), pivot, np.nan)
