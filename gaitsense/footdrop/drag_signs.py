"""Signs of a toe that drags over the floor in swing, each one physical.

    shaking   Sliding shakes the shoe (20 to 100 Hz). A healthy foot hangs still between lift-off
              and landing: its shaking lies mostly under 1 m/s² there.
    quiet     What the case shakes while the foot is free: a loose case does so all the time.
    braking   The floor takes speed; a free swing speeds up and slows down once.
    height    A dragging toe is low, and lowest where it shakes most.

Every sign is of the stride alone: no clean stride of the person is needed to begin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.drag_stretch import drag_stretch
from gaitsense.footdrop.swing_shaking import (
    Column,
    Mask,
    SwingPlace,
    free_shaking_mps2,
    mean_around,
    shaking_square,
)
from gaitsense.gait.intact import Intact
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.traces import ACC, TraceBatch
from gaitsense.signal.grid import CLIPPED

#: Width over which shaking is averaged, either side, s.
_RMS_HALF_S: Final = 0.02
#: Added to the ratio of shaking to a free foot's before the logarithm.
QUIETEST: Final = 0.5
#: Loudness of a still foot.
_STILL: Final = math.log(QUIETEST)
#: A drag's edge is never below this share of a free foot's shaking.
_LEAST_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class DragSignParams:
    """Settings of the signs.

    Parameters
    ----------
    core_from, core_to : float
        Part of swing that is searched, as shares. Defaults 0.2 and 0.88: lift-off shakes every
        shoe in the first fifth of swing.
    early_to : float
        Its first part ends here, as a share of swing. Default 0.34.
    landing_s : float
        So long before contact its jolt may be felt in the average, s. Default 0.05.
    smooth_s : float
        Width of the running mean whose remainder is shaking, s. Default 0.05.
    glitch_mps2 : float
        One reading that sticks out by more is no shaking, m/s². Default 8.
    free_m, fading_m : float
        A forefoot `free_m` over its lowest place in swing no longer slides: from there on its
        shaking counts a factor e less for each `fading_m`. Defaults 0.007 and 0.01.
    edge_share : float
        A drag begins and ends where shaking passes this share of its largest. Default 0.4.
    touch_m : float
        Nor is the forefoot higher in a drag than this over where it shakes most, m. Default
        0.005.
    open_share : float
        A drag that is seen to begin or end so near to what lift-off and landing drown, as a share
        of swing, is told from lift-off or up to contact. Default 0.06.
    """

    core_from: float = 0.2
    core_to: float = 0.88
    early_to: float = 0.34
    landing_s: float = 0.05
    smooth_s: float = 0.05
    glitch_mps2: float = 8.0
    free_m: float = 0.007
    fading_m: float = 0.01
    edge_share: float = 0.4
    touch_m: float = 0.005
    open_share: float = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class DragSigns:
    """Signs of a drag in some strides, NaN where swing is not known or not whole.

    Loudness is the logarithm of shaking over that of a free foot at the same share of swing (and
    0.5 more, so that a still foot has one), less for a foot that is high, down to a still one's.

    Parameters
    ----------
    loudest : (b,) float64
        Largest loudness in the middle of swing, no unit.
    early : (b,) float64
        Mean loudness where lift-off has just died away, no unit: a jolt is over by then, sliding is
        not.
    quiet_mps2 : (b,) float64
        Lower quartile of the shaking in the middle of swing, m/s².
    start, stop : (b,) float64
        The stretch around the loudest place, samples from the stride's first one, half-open.
    travel_m : (b,) float64
        Horizontal way of the foot meanwhile, m.
    brake_share : (b,) float64
        Largest dip of forward speed, as a share of the peak speed.
    toe_m : (b,) float64
        Lowest height of the forefoot in the middle of swing, m.
    above_m : (b,) float64
        How far over that the forefoot is where it is loudest, m.
    clipped : (b,) float64
        1 where the sensor reached its full scale in the middle of swing, else 0; no unit.
    """

    loudest: Column
    early: Column
    quiet_mps2: Column
    start: Column
    stop: Column
    travel_m: Column
    brake_share: Column
    toe_m: Column
    above_m: Column
    clipped: Column


def drag_signs(
    batch: TraceBatch,
    kin: FootKinematics,
    toe_off: Column,
    contact: Column,
    period_s: float,
    params: DragSignParams,
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
    params : DragSignParams
        Settings.

    Returns
    -------
    DragSigns
    """
    swing = contact - toe_off
    first = toe_off + params.core_from * swing
    end = np.minimum(toe_off + params.core_to * swing, contact - params.landing_s / period_s)
    known = Intact(batch).between(first, end) & (end - first >= 3.0)
    # Only the samples of swing are looked at, with what the running means reach beyond.
    half = _whole(0.5 * params.smooth_s / period_s)
    wide = _whole(_RMS_HALF_S / period_s)
    seen = _columns(toe_off, contact, known, 2 * half + wide + 1, kin.pitch_rad.shape[1])
    place = SwingPlace(np.arange(seen.start, seen.stop), toe_off, contact, known)
    core = place.between(first, end)
    fore = kin.forefoot_m[:, seen]
    lowest = np.min(np.where(core, fore, np.inf), axis=1)
    square = shaking_square(batch.data[ACC][:, :, seen], half, params.glitch_mps2)
    shaking_mps2 = np.sqrt(np.maximum(mean_around(square, wide), 0.0))
    free_mps2 = free_shaking_mps2(place.share)
    low_m = np.where(known, lowest, 0.0)[:, None] + params.free_m
    loud = np.log(shaking_mps2 / free_mps2 + QUIETEST)
    loud = np.maximum(loud - np.maximum(fore - low_m, 0.0) / params.fading_m, _STILL)
    rows = np.arange(len(known))
    loudest = np.argmax(np.where(core, loud, -np.inf), axis=1)
    edge = params.edge_share * shaking_mps2[rows, loudest]
    start, stop = drag_stretch(
        loudest,
        square,
        np.maximum(edge[:, None], _LEAST_SHARE * free_mps2),
        fore <= (fore[rows, loudest] + params.touch_m)[:, None],
        place,
        first,
        period_s,
        params.open_share,
    )
    speed = kin.vel_mps[0][:, seen]
    fastest = np.max(np.where(core, speed, -np.inf), axis=1)
    forward = known & (fastest > 0.0)
    early = place.between(first, toe_off + params.early_to * swing)
    full = ((batch.flag[:, seen] & CLIPPED) > 0) & core

    def told(values: Column, where: Mask = known) -> Column:
        return np.where(where, values, np.nan)

    return DragSigns(
        loudest=told(np.asarray(loud[rows, loudest])),
        early=told(_mean_of(loud, early & core)),
        quiet_mps2=told(_ranked(shaking_mps2, core, 0.25)),
        start=told(start),
        stop=told(stop),
        travel_m=told(_way(kin, np.where(known, start, 0.0), np.where(known, stop, 1.0))),
        brake_share=told(_dip(speed, core) / np.where(forward, fastest, 1.0), forward),
        toe_m=told(lowest),
        above_m=told(fore[rows, loudest] - np.where(known, lowest, 0.0)),
        clipped=told(np.asarray(full.any(axis=1), np.float64)),
    )


def _whole(width_n: float) -> int:
    """Round to samples, at least one; a half goes down, whatever the last bits of the period."""
    return max(1, round(width_n - 1e-6))


def _columns(toe_off: Column, contact: Column, known: Mask, margin: int, n: int) -> slice:
    """Columns that hold every known swing, and the margin on either side."""
    if not known.any():
        return slice(0, min(n, 2))
    first = int(np.min(toe_off[known])) - margin
    stop = int(np.max(contact[known])) + margin + 2
    return slice(max(first, 0), min(stop, n))


def _ranked(values: NDArray[np.float64], where: Mask, share: float) -> Column:
    """Return the value below which a share of those of each row lie where True, one of them."""
    ranked = np.sort(np.where(where, values, np.inf), axis=1)
    last = np.maximum(np.count_nonzero(where, axis=1) - 1, 0)
    return np.asarray(ranked[np.arange(len(ranked)), (share * last).astype(np.int64)])


def _mean_of(values: NDArray[np.float64], where: Mask) -> Column:
    """Mean of each row where True; a swing may be too short to hold samples of every part."""
    n = np.count_nonzero(where, axis=1)
    total = np.cumsum(np.where(where, values, 0.0), axis=1)[:, -1]
    return np.where(n > 0, total / np.maximum(n, 1), _STILL)


def _way(kin: FootKinematics, start: Column, stop: Column) -> Column:
    """Horizontal distance between two places of each stride, m."""
    rows, last = np.arange(len(start)), kin.pitch_rad.shape[1] - 1
    ends = []
    for at in (start, stop):
        before = np.clip(np.floor(at).astype(np.int64), 0, last - 1)
        there = kin.pos_m[:2, rows, before]
        ends.append(there + (at - before) * (kin.pos_m[:2, rows, before + 1] - there))
    return np.asarray(np.hypot(*(ends[1] - ends[0])))


def _dip(values: NDArray[np.float64], where: Mask) -> Column:
    """Return how deep the deepest valley between two heights is in each row, 0 where none is."""
    kept = np.where(where, values, -np.inf)
    before = np.maximum.accumulate(kept, axis=1)
    after = np.maximum.accumulate(kept[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(invalid="ignore"):
        depth = np.minimum(before, after) - values
    return np.asarray(np.max(np.where(where, depth, 0.0), axis=1))
