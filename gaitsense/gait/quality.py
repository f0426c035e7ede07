"""Why a value is missing or less sure, stride by stride, and how good a stride is in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.calibration import Gain
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import GYR, StrideTrace
from gaitsense.gait.zero import PitchZero
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.grid import BRIDGED, CLIPPED, LOST

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QualityParams:
    """Limits beyond which a stride is doubted.

    Parameters
    ----------
    rest_radps : float
        Mean rotation rate at a mid-stance above which the foot was not at rest, rad/s.
        Default 0.7.
    fewest_strides_n : int
        Strides of a whole walk under which the mounting counts as unknown, and gravity is not
        compared. Default 3. How many a live row waits for is `mounting.fewest_strides_n`.
    axis_sd_deg : float
        Error of the mounting's axis above which it is unsure, °. Default 10.
    forward_share : float
        Share of the way that must point forward for a sure mounting. Default 0.7.
    disagree_deg : float
        Median angle between the verticals by motion and by rest, °, above which gyroscope
        and accelerometer do not belong together. Default 7.5: the fastest walkers measured
        reach 5, mirrored axes make 10 to 22 of the same walks.
    gravity_share : float
        Difference of gravity over whole strides from gravity at rest, as a share, above which
        they do not belong together either. Default 0.06: walks with true gravity
        reach 0.04, and a gyroscope whose scale is wrong by 0.7 or 1.4 takes most feet beyond
        0.06, because the force is then turned upright by the wrong angle
        (analysis/decisions/what_was_not_seen.md).
    longest_m, highest_m : float
        Longest stride and largest lift that a foot can do, m. Defaults 4.5 and 1.0.
    velocity_error_mps : float
        Left-over velocity that no integration of a real stride has, m/s. Default 2.0.
    """

    rest_radps: float = 0.7
    fewest_strides_n: int = 3
    axis_sd_deg: float = 10.0
    forward_share: float = 0.7
    disagree_deg: float = 7.5
    gravity_share: float = 0.06
    longest_m: float = 4.5
    highest_m: float = 1.0
    velocity_error_mps: float = 2.0


#: Measures that stand on the integrated path, or on rests at both ends of the stride.
INTEGRATED_COLUMNS = (
    "stride_length_m",
    "elevation_change_m",
    "lateral_excursion_m",
    "sensor_lift_max_m",
    "toe_clearance_min_m",
    "heel_clearance_max_m",
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "foot_pitch_range_deg",
)


def void_implausible(
    table: dict[str, Column], traces: Sequence[StrideTrace], params: QualityParams
) -> NDArray[np.bool_]:
    """Set what was integrated to NaN where the path is one that no foot can take.

    Such a stride did not begin and end in stances, so that its pitch is as wrong as its path.

    Parameters
    ----------
    table : dict of (k,) float64
        Measures, changed in place.
    traces : sequence of StrideTrace
        The strides.
    params : QualityParams
        Limits.

    Returns
    -------
    (k,) bool
        Where that was done.
    """
    error = np.array([trace.velocity_error_mps for trace in traces])
    bad = (
        (table["stride_length_m"] > params.longest_m)
        | (table["sensor_lift_max_m"] > params.highest_m)
        | (np.isfinite(table["stride_length_m"]) & (error > params.velocity_error_mps))
    )
    for name in INTEGRATED_COLUMNS:
        table[name] = np.where(bad, np.nan, table[name])
    return np.asarray(bad)


def mounting_is_sure(mounting: Mounting, params: QualityParams) -> bool:
    """Say whether the mounting is told well enough to stand without a remark.

    Parameters
    ----------
    mounting : Mounting
        As found from the strides.
    params : QualityParams
        Its limits.

    Returns
    -------
    bool
    """
    return (
        mounting.axis_sd_deg <= params.axis_sd_deg
        and mounting.forward_share >= params.forward_share
    )


def sensors_contradict(traces: Sequence[StrideTrace], params: QualityParams) -> bool:
    """Say whether gyroscope and accelerometer of these strides do not belong together.

    Parameters
    ----------
    traces : sequence of StrideTrace
        At least one stride.
    params : QualityParams
        Limits.

    Returns
    -------
    bool
    """
    apart = np.median([trace.disagreement_rad for trace in traces])
    ratio = np.median([trace.mean_force_mps2 / trace.rest_force_mps2 for trace in traces])
    weighed = len(traces) >= params.fewest_strides_n and abs(ratio - 1.0) > params.gravity_share
    return bool(weighed or apart > params.disagree_deg * RAD_PER_DEG)


def stride_flags(traces: Sequence[StrideTrace]) -> dict[str, NDArray[np.bool_]]:
    """Which strides contain lost, bridged or clipped samples.

    Parameters
    ----------
    traces : sequence of StrideTrace
        The strides.

    Returns
    -------
    dict of (k,) bool
        ``gap``, ``bridged``, ``clipped``.
    """
    kinds = np.array([int(np.bitwise_or.reduce(trace.flag)) for trace in traces], np.int64)
    return {
        "gap": (kinds & LOST) > 0,
        "bridged": (kinds & BRIDGED) > 0,
        "clipped": (kinds & CLIPPED) > 0,
    }


def flagged_n(
    traces: Sequence[StrideTrace], some: NDArray[np.bool_], kinds: int
) -> NDArray[np.float64]:
    """Count the samples of each stride that carry a flag.

    Parameters
    ----------
    traces : sequence of StrideTrace
        The strides.
    some : (k,) bool
        Strides that may have any, from `stride_flags`; the others are not looked at.
    kinds : int
        Grid flags, joined by ``|``.

    Returns
    -------
    (k,) float64
    """
    counts = np.zeros(len(traces))
    for k in map(int, np.flatnonzero(some)):
        counts[k] = np.count_nonzero(traces[k].flag & kinds)
    return counts


def restless(traces: Sequence[StrideTrace], params: QualityParams) -> NDArray[np.bool_]:
    """Which strides began or ended without a still foot.

    Parameters
    ----------
    traces : sequence of StrideTrace
        The strides.
    params : QualityParams
        Limits.

    Returns
    -------
    (k,) bool
    """
    ends = np.array([[trace.data[GYR, 0], trace.data[GYR, -1]] for trace in traces], np.float64)
    rate = np.sqrt((ends * ends).sum(axis=2))
    return np.asarray((rate > params.rest_radps).any(axis=1))


def reasons(
    table: dict[str, Column],
    flags: dict[str, NDArray[np.bool_]],
    no_rest: NDArray[np.bool_],
    implausible: NDArray[np.bool_],
    mounting: Mounting,
    zero: PitchZero,
    gain: Gain,
    params: QualityParams,
    *,
    contradicted: bool,
    moved: str,
) -> list[list[str]]:
    """Collect the reasons of each stride, in the order of `REASONS`.

    Parameters
    ----------
    table : dict of (k,) float64
        Measures.
    flags : dict of (k,) bool
        From `stride_flags`.
    no_rest, implausible : (k,) bool
        From `restless` and `void_implausible`.
    mounting, zero, gain : Mounting, PitchZero, Gain
        The walk's calibration.
    params : QualityParams
        Limits.
    contradicted : bool
        From `sensors_contradict`.
    moved : str
        From `case_movement`.

    Returns
    -------
    list of list of str
        Words of `REASONS`.
    """
    n = len(no_rest)
    everywhere = np.ones(n, bool)
    gap = flags["gap"]
    unknown = mounting.strides_n < params.fewest_strides_n
    cases = {
        "gap": gap,
        "bridged": flags["bridged"] & ~gap,
        "clipped": flags["clipped"],
        "no_rest": no_rest,
        "no_flat_reference": everywhere & (not zero.agrees),
        "mounting_unknown": everywhere & unknown,
        "mounting_unsure": everywhere & (not unknown) & (not mounting_is_sure(mounting, params)),
        "mounting_changed": everywhere & (moved == "mounting_changed"),
        "mounting_loose": everywhere & (moved == "mounting_loose"),
        "sensors_disagree": everywhere & contradicted,
        "gain": everywhere & gain.corrected,
        "no_contact": ~np.isfinite(table["_contact"]) & ~gap,
        "implausible": implausible,
    }
    return [[word for word, where in cases.items() if where[k]] for k in range(n)]


def qualities(
    table: dict[str, Column], flags: dict[str, NDArray[np.bool_]], doubtful: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Judge each stride: good, reduced or poor.

    Parameters
    ----------
    table : dict of (k,) float64
        Measures.
    flags : dict of (k,) bool
        From `stride_flags`.
    doubtful : (k,) bool
        Strides whose values stand with a remark.

    Returns
    -------
    (k,) object
        Words of `gaitsense.model.strides.Quality`.
    """
    lift = np.isfinite(table["foot_pitch_late_swing_max_deg"])
    way = np.isfinite(table["stride_length_m"])
    landing = np.isfinite(table["foot_pitch_contact_deg"])
    whole = lift & way & landing
    clean = whole & ~flags["clipped"] & ~flags["gap"] & ~doubtful
    return np.select([clean, lift | way], ["good", "reduced"], default="poor").astype(object)
