"""From kept strides to the table: one function, for the row at once and for the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.drag_signs import DragSigns, drag_signs
from gaitsense.footdrop.low_lift import judge_low_lift
from gaitsense.footdrop.toe_drag import judge_toe_drag
from gaitsense.gait.calibration import Gain, accelerometer_gain
from gaitsense.gait.context import contact_types, contexts, judged_contexts
from gaitsense.gait.events import find_events
from gaitsense.gait.kinematics import foot_kinematics
from gaitsense.gait.measures import MeasuredStrides
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.mounting_change import MountingChange, case_movement
from gaitsense.gait.quality import (
    flagged_n,
    qualities,
    reasons,
    restless,
    sensors_contradict,
    stride_flags,
    void_implausible,
)
from gaitsense.gait.sole_points import find_sole_points
from gaitsense.gait.traces import ACC, StrideTrace, batches
from gaitsense.gait.uncertainty import StrideDoubts, add_uncertainty
from gaitsense.gait.zero import PitchZero, pitch_zero
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.shoe import SolePoints
from gaitsense.model.strides import REASONS, STRIDE_COLUMNS
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.pipeline.config import GaitConfig
from gaitsense.signal.grid import BRIDGED, CLIPPED_ACC, CLIPPED_GYR

_SIGNS = tuple(field.name for field in fields(DragSigns))


@dataclass(frozen=True, slots=True, eq=False)
class ScoredStrides:
    """The strides of one foot, measured and judged.

    Parameters
    ----------
    table : dict of (k,) arrays
        One entry per column of `STRIDE_COLUMNS`.
    mounting : Mounting
        SENSOR to FOOT, as used.
    zero : PitchZero
        Zero of pitch, as used.
    gain : Gain
        Gain of the accelerometer, as used.
    sole : SolePoints
        Where toe, ball and heel lie, as used.
    contradicted : bool
        Whether gyroscope and accelerometer contradict each other; nothing is judged then.
    shared_sd : dict of (k,) float64
        By measure, the part of its standard deviation that the strides of this walk share.
    change : MountingChange
        Where and how far the case was turned on the shoe, by the straight level strides; its
        `at` counts all strides.
    moved : str
        From `case_movement`; where it is not empty, nothing is judged either.
    judged : (k,) object
        The kind of each stride as its verdicts saw it, from `judged_contexts`.
    signs : dict of (k,) float64
        Signs of a drag in each stride, the fields of `DragSigns` by name.
    """

    table: dict[str, NDArray[np.generic]]
    mounting: Mounting
    zero: PitchZero
    gain: Gain
    sole: SolePoints
    contradicted: bool
    shared_sd: dict[str, NDArray[np.float64]]
    change: MountingChange
    moved: str
    judged: NDArray[np.object_]
    signs: dict[str, NDArray[np.float64]]

    @property
    def level(self) -> NDArray[np.bool_]:
        """Straight level strides, (k,) bool; none where the sensors contradict each other."""
        return np.asarray((self.table["context"] == "level") & (not self.contradicted))

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers.

        Parameters
        ----------
        name : str
            Of `STRIDE_COLUMNS`.

        Returns
        -------
        (k,) float64
            In the column's unit, NaN where not measured.
        """
        return np.asarray(self.table[name], np.float64)


def score_strides(
    side: Side,
    traces: Sequence[StrideTrace],
    first_id: int,
    mounting: Mounting,
    info: StreamInfo,
    config: GaitConfig,
) -> ScoredStrides:
    """Measure and judge strides under one calibration.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    traces : sequence of StrideTrace
        Consecutive strides, at least one.
    first_id : int
        Number of the first of them.
    mounting : Mounting
        SENSOR to FOOT.
    info : StreamInfo
        Rate and shoe.
    config : GaitConfig
        Settings.

    Returns
    -------
    ScoredStrides
    """
    gain = accelerometer_gain(traces, config.gain)
    sole = find_sole_points(traces, mounting, info.shoe, gain.factor, config.sole_points)
    measured = MeasuredStrides.empty(traces)
    signs = {name: np.full(len(traces), np.nan) for name in _SIGNS}
    for batch in batches(traces):
        period_s = traces[int(batch.rows[0])].period_s
        kin = foot_kinematics(batch, mounting, sole, gain.factor, config.level)
        found = find_events(
            kin.pitch_rate_radps,
            kin.pitch_rad,
            kin.speed_mps,
            kin.pos_m[2],
            np.array([traces[row].turn_rad for row in batch.rows]),
            batch.data[ACC],
            batch.count,
            batch.move,
            period_s,
            config.events,
        )
        measured.add(batch, kin, found, side, config.measures)
        toe_off, contact = (measured.table[name][batch.rows] for name in ("_toe_off", "_contact"))
        drag = drag_signs(batch, kin, toe_off, contact, period_s, config.drag_signs)
        for name in _SIGNS:
            signs[name][batch.rows] = getattr(drag, name)
    measured.finish()
    return _judged(side, measured, signs, first_id, mounting, gain, sole, config)


def _judged(
    side: Side,
    measured: MeasuredStrides,
    signs: dict[str, NDArray[np.float64]],
    first_id: int,
    mounting: Mounting,
    gain: Gain,
    sole: SolePoints,
    config: GaitConfig,
) -> ScoredStrides:
    traces, table = measured.traces, measured.table
    zero = pitch_zero(table, traces, config.zero)
    contradicted = sensors_contradict(traces, config.quality)
    n = len(traces)
    for name in _PITCHES:
        table[name] = table[name] - zero.zero_deg
    start = np.array([trace.start_s for trace in traces])
    end = np.array([trace.end_s for trace in traces])
    turn = np.array([trace.turn_rad for trace in traces])
    turn[table["_lost"] > 0.5] = np.nan
    table |= {
        "start_s": start,
        "end_s": end,
        "stride_time_s": end - start,
        "swing_time_s": table["initial_contact_s"] - table["toe_off_s"],
        "turn_deg": turn * DEG_PER_RAD,
    }
    table["stance_time_s"] = table["stride_time_s"] - table["swing_time_s"]
    implausible = void_implausible(table, traces, config.quality)
    table["walking_speed_mps"] = table["stride_length_m"] / table["stride_time_s"]

    flags = stride_flags(traces)
    error = np.array([trace.velocity_error_mps for trace in traces])
    period = np.array([trace.period_s for trace in traces])
    clipped = flags["clipped"]
    doubts = StrideDoubts(
        flagged_n(traces, flags["bridged"], BRIDGED) * period,
        flagged_n(traces, clipped, CLIPPED_ACC) * period,
        flagged_n(traces, clipped, CLIPPED_GYR) * period,
        gain.corrected,
        error,
        table["stride_time_s"],
        period,
    )
    shared_sd = add_uncertainty(table, zero, sole, doubts, config.uncertainty)

    from_stand = np.array([trace.span.from_stand for trace in traces], bool)
    to_stand = np.array([trace.span.to_stand for trace in traces], bool)
    context = contexts(turn, table["elevation_change_m"], from_stand, to_stand, config.context)
    lowered = table["_lowered"] > 0.5
    contact = contact_types(
        table["foot_pitch_contact_deg"], table["_contact_rate_dps"], lowered, config.context
    )
    late = table["foot_pitch_late_swing_max_deg"]
    case = case_movement([trace.evidence for trace in traces], context == "level", side)
    moved = case.doubt
    judged = judged_contexts(context, table["stride_length_m"], config.context)
    low, low_why = judge_low_lift(
        late, table["foot_pitch_late_swing_max_deg_sd"], judged, config.low_lift
    )
    # A path that no foot can take is no measure of a swing either.
    signs = {name: np.where(implausible, np.nan, values) for name, values in signs.items()}
    drag, probability, drag_why = judge_toe_drag(signs, late, judged, period, config.toe_drag)
    if contradicted or moved:
        low, drag = np.full(n, "unsure", object), np.full(n, "unsure", object)
        probability = np.full(n, np.nan)
    yes = drag == "yes"
    why = reasons(
        table,
        flags,
        restless(traces, config.quality),
        implausible,
        mounting,
        zero,
        gain,
        config.quality,
        contradicted=contradicted,
        moved=moved,
    )
    doubtful = np.array([bool(words) for words in why], bool)
    for k, words in enumerate(why):
        words.extend(word for word in (low_why[k], drag_why[k]) if word)
    whole: dict[str, NDArray[np.generic]] = {
        **table,
        "stride_id": np.arange(first_id, first_id + n, dtype=np.int64),
        "side": np.full(n, side, object),
        "contact_type": contact,
        "context": context,
        "low_lift": low,
        "toe_drag": drag,
        "toe_drag_probability": probability,
        "toe_drag_start_s": np.where(yes, start + signs["start"] * period, np.nan),
        "toe_drag_duration_s": np.where(yes, (signs["stop"] - signs["start"]) * period, np.nan),
        "toe_drag_length_m": np.where(yes, signs["travel_m"], np.nan),
        "reasons": np.array([_joined(words) for words in why], object),
        "quality": qualities(table, flags, doubtful),
    }
    told = {column.name: whole[column.name] for column in STRIDE_COLUMNS}
    return ScoredStrides(
        told, mounting, zero, gain, sole, contradicted, shared_sd, case.change, moved, judged, signs
    )


_PITCHES = (
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
)


def _joined(words: list[str]) -> str:
    return ";".join(word for word in REASONS if word in words)
