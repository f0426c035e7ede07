"""The numbers of a stride: times, pitches, path, heights; each with its sample interval.

A loss of samples voids the measures whose interval it touches, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import at
from gaitsense.gait.events import StrideEvents
from gaitsense.gait.intact import Intact
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.traces import StrideTrace, TraceBatch
from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeasureParams:
    """Settings of the measures.

    Parameters
    ----------
    event_margin_s : float
        A loss this close to an event hides the foot's pitch there, s. Default 0.03.
    hidden_event_s : float
        The time of an event stays known where no more than this is lost around it, s. Default
        0.05.
    clearance_from, clearance_to : float
        Part of swing in which toe clearance is looked for, as shares. Defaults 0.25 and 0.75.
    slap_s : float
        Time after contact in which the toes may slap down, s. Default 0.3.
    """

    event_margin_s: float = 0.03
    hidden_event_s: float = 0.05
    clearance_from: float = 0.25
    clearance_to: float = 0.75
    slap_s: float = 0.3


@dataclass(slots=True, eq=False)
class MeasuredStrides:
    """Measures of strides, filled batch by batch. Pitches still carry their zero.

    Parameters
    ----------
    traces : sequence of StrideTrace
        Strides in order.
    table : dict of (k,) float64
        Measures by column name, in the units of `STRIDE_COLUMNS`, NaN where not measured; and
        working columns with a leading underscore: ``_toe_off``, ``_contact`` sample indices;
        ``_stance_pitch_deg``, ``_start_pitch_deg``, ``_end_pitch_deg``, pitch half-way through
        the stance before the stride, at its first and at its last sample, °;
        ``_clearance_pitch_deg``, pitch where the forefoot is lowest, °; ``_contact_rate_dps``, mean
        rate after contact, °/s; ``_contact_slope_dps``, how fast pitch changes around contact,
        either way, °/s; ``_lost`` and ``_lowered``, 1 where samples were lost while the
        foot moved, and where the toes came down after contact.
    """

    traces: Sequence[StrideTrace]
    table: dict[str, Column]
    _pitch: dict[int, tuple[NDArray[np.float64], int]]

    @classmethod
    def empty(cls, traces: Sequence[StrideTrace]) -> MeasuredStrides:
        """Make an unfilled table.

        Parameters
        ----------
        traces : sequence of StrideTrace
            The strides to be measured.

        Returns
        -------
        MeasuredStrides
            Every value NaN.
        """
        return cls(traces, {name: np.full(len(traces), np.nan) for name in _NAMES}, {})

    def add(
        self,
        batch: TraceBatch,
        kin: FootKinematics,
        found: StrideEvents,
        side: Side,
        params: MeasureParams,
    ) -> None:
        """Measure one batch of the strides.

        Parameters
        ----------
        batch : TraceBatch
            Some of the strides.
        kin : FootKinematics
            The same as a foot.
        found : StrideEvents
            Their events.
        side : {"left", "right"}
            The foot.
        params : MeasureParams
            Settings.
        """
        period_s = self.traces[int(batch.rows[0])].period_s
        for name, value in _measure_batch(batch, kin, found, period_s, side, params).items():
            self.table[name][batch.rows] = value
        for place, row in enumerate(batch.rows):
            self._pitch[int(row)] = (kin.pitch_rad, place)

    def finish(self) -> None:
        """Turn indices into times and measure what needs a stride's neighbour."""
        _to_times(self.table, self.traces)
        _stance_pitch(self.table, self.traces, self._pitch)


#: What a stride's swing and landing are told by, each a column of the table of strides.
SWING_MEASURES: Final = (
    "lateral_excursion_m",
    "sensor_lift_max_m",
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "foot_pitch_range_deg",
    "swing_pitch_rate_max_dps",
    "slap_pitch_rate_dps",
    "toe_clearance_min_m",
    "heel_clearance_max_m",
)
_NAMES: Final = (
    "heel_off_s",
    "toe_off_s",
    "initial_contact_s",
    "foot_flat_s",
    "stride_length_m",
    "elevation_change_m",
    *SWING_MEASURES,
    "_toe_off",
    "_contact",
    "_start_pitch_deg",
    "_end_pitch_deg",
    "_stance_pitch_deg",
    "_clearance_pitch_deg",
    "_contact_rate_dps",
    "_contact_slope_dps",
    "_lost",
    "_lowered",
)


def _measure_batch(
    batch: TraceBatch,
    kin: FootKinematics,
    found: StrideEvents,
    period_s: float,
    side: Side,
    params: MeasureParams,
) -> dict[str, Column]:
    n = kin.pitch_rad.shape[1]
    index = np.broadcast_to(np.arange(n), kin.pitch_rad.shape)
    whole = Intact(batch).between
    margin = max(1, round(params.event_margin_s / period_s))
    last = batch.count - 1

    def around(event: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(whole(event - margin, event + margin), event, np.nan)

    def timed(event: NDArray[np.float64]) -> NDArray[np.float64]:
        most_n = round(params.hidden_event_s / period_s)
        return np.where(whole(event - margin, event + margin, most_n), event, np.nan)

    toe_off, contact = timed(found.toe_off), timed(found.contact)
    touch = np.where(np.isfinite(contact), around(found.touch), np.nan)
    move, still = batch.move.astype(float), batch.still.astype(float)
    way = whole(move, still)
    middle = 0.5 * (toe_off + contact)
    swing = (index > toe_off[:, None]) & (index <= np.ceil(contact)[:, None])
    late = swing & (index >= middle[:, None])
    moving = (index >= move[:, None]) & (index <= still[:, None])
    slap_end = np.minimum(contact + params.slap_s / period_s, last)
    slap = (index >= contact[:, None]) & (index <= slap_end[:, None])
    swing_n = contact - toe_off
    first, final = (
        toe_off + share * swing_n for share in (params.clearance_from, params.clearance_to)
    )
    passing = (index >= first[:, None]) & (index <= final[:, None])
    lowest = np.argmin(np.where(passing, kin.forefoot_m, np.inf), axis=1)
    pitch = kin.pitch_rad * DEG_PER_RAD
    rate = kin.pitch_rate_radps * DEG_PER_RAD

    def keep(value: Column, good: NDArray[np.bool_]) -> Column:
        return np.where(good, value, np.nan)

    sideways = OUTWARD_SIGN[side] * kin.pos_m[1]
    out: dict[str, Column] = {
        "heel_off_s": timed(move),
        "toe_off_s": toe_off,
        "initial_contact_s": contact,
        "foot_flat_s": timed(still),
        "stride_length_m": keep(np.abs(at(kin.pos_m[0], last)), way),
        "elevation_change_m": keep(kin.rise_m, way),
        "lateral_excursion_m": keep(_bow(sideways, moving), way),
        "sensor_lift_max_m": keep(_largest(kin.pos_m[2], moving), way),
        "foot_pitch_toe_off_deg": _interpolate(pitch, around(found.toe_off)),
        "foot_pitch_mid_swing_deg": keep(_interpolate(pitch, middle), whole(toe_off, contact)),
        "foot_pitch_late_swing_max_deg": keep(_largest(pitch, late), whole(middle, contact)),
        "foot_pitch_contact_deg": _interpolate(pitch, touch),
        "foot_pitch_range_deg": keep(_largest(pitch, moving) + _largest(-pitch, moving), way),
        "swing_pitch_rate_max_dps": keep(_largest(rate, swing), whole(toe_off, contact)),
        "slap_pitch_rate_dps": keep(
            np.maximum(_largest(-rate, slap), 0.0), whole(contact, slap_end)
        ),
        "toe_clearance_min_m": keep(at(kin.forefoot_m, lowest), way & passing.any(axis=1)),
        "heel_clearance_max_m": keep(_largest(kin.heel_m, moving), way),
        "_toe_off": toe_off,
        "_contact": contact,
        "_start_pitch_deg": pitch[:, 0],
        "_end_pitch_deg": at(pitch, last),
        "_clearance_pitch_deg": at(pitch, lowest),
        "_contact_rate_dps": _mean_after(rate, contact, period_s),
        "_contact_slope_dps": _slope(pitch, contact, period_s),
        "_lost": (~way).astype(float),
        "_lowered": found.lowered.astype(float),
    }
    return out


def _largest(x: NDArray[np.float64], where: NDArray[np.bool_]) -> Column:
    """Largest value of each row inside `where`, NaN where that is empty."""
    best = np.max(np.where(where, x, -np.inf), axis=1)
    return np.where(np.isfinite(best), best, np.nan)


def _bow(sideways: NDArray[np.float64], where: NDArray[np.bool_]) -> Column:
    """Sideways value of largest size of each row inside `where`, with its sign."""
    outward, inward = _largest(sideways, where), _largest(-sideways, where)
    return np.where(outward >= inward, outward, -inward)


def _interpolate(x: NDArray[np.float64], index: Column) -> Column:
    """Value of each row at a fractional index, NaN where that is NaN."""
    known = np.isfinite(index)
    low = np.clip(np.where(known, np.floor(np.where(known, index, 0.0)), 0), 0, x.shape[1] - 1)
    left = low.astype(np.int64)
    right = np.minimum(left + 1, x.shape[1] - 1)
    share = np.where(known, index, 0.0) - left
    a, b = at(x, left), at(x, right)
    return np.where(known, a + share * (b - a), np.nan)


#: Stretch after contact over which the direction of rotation is judged, s.
_AFTER_CONTACT_S = 0.05


def _mean_after(rate: NDArray[np.float64], contact: Column, period_s: float) -> Column:
    """Mean rate shortly after contact, °/s: its sign tells which end of the sole came first."""
    total = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(rate, axis=1)], axis=1)
    known = np.isfinite(contact)
    first = np.clip(np.ceil(np.where(known, contact, 0.0)), 0, rate.shape[1] - 1).astype(np.int64)
    end = np.minimum(first + max(2, round(_AFTER_CONTACT_S / period_s)), rate.shape[1])
    return np.where(known, (at(total, end) - at(total, first)) / (end - first), np.nan)


#: Times around contact between which the slope of pitch is read, s: what a contact may be off.
_AROUND_CONTACT_S = 0.015


def _slope(pitch_deg: NDArray[np.float64], contact: Column, period_s: float) -> Column:
    """Slope of pitch before and after contact, °/s, as a root mean square: it often turns there."""
    step = _AROUND_CONTACT_S / period_s
    here = _interpolate(pitch_deg, contact)
    rise = here - _interpolate(pitch_deg, np.maximum(contact - step, 0.0))
    fall = _interpolate(pitch_deg, np.minimum(contact + step, pitch_deg.shape[1] - 1.0)) - here
    return np.sqrt(0.5 * (rise * rise + fall * fall)) / _AROUND_CONTACT_S


def _to_times(out: dict[str, Column], traces: Sequence[StrideTrace]) -> None:
    start = np.array([trace.start_s for trace in traces])
    period = np.array([trace.period_s for trace in traces])
    for name in ("heel_off_s", "toe_off_s", "initial_contact_s", "foot_flat_s"):
        out[name] = start + out[name] * period


def _stance_pitch(
    out: dict[str, Column],
    traces: Sequence[StrideTrace],
    pitch: dict[int, tuple[NDArray[np.float64], int]],
) -> None:
    """Pitch half-way between the contact before a stride and its toe-off."""
    for k in range(1, len(traces)):
        before, span = traces[k - 1].span, traces[k].span
        if before.end_sample != span.start_sample:
            continue
        contact = out["_contact"][k - 1] - (span.start_sample - before.start_sample)
        middle = 0.5 * (contact + out["_toe_off"][k])
        if not np.isfinite(middle):
            continue
        row, index = (
            (k, middle)
            if middle >= 0
            else (k - 1, middle + before.end_sample - before.start_sample)
        )
        values, place = pitch[row]
        low = int(index)
        share = index - low
        a = values[place, low]
        b = values[place, min(low + 1, values.shape[1] - 1)]
        out["_stance_pitch_deg"][k] = (a + share * (b - a)) * DEG_PER_RAD
