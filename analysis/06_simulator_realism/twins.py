"""Simulated walks to hold against the real ones, recorded at the same rate, place and range.

Two kinds. *As shipped* is the packaged walk, `healthy` or `slow_healthy`, whichever is nearer in
speed. A *twin* is given the gait of the real walk through the scenario's knobs: so it differs
from its person by what the knobs do not reach, and by nothing that a person's habits explain.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from people import Device

from gaitsense import simulate_walk
from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.scenario import Scenario, load_scenario
from gaitsense.simulate.walk import SimulatedWalk

#: Knob of the pattern: the measure that it moves, lowest, highest.
_KNOBS: Final = {
    "swing_share": ("swing_share", 0.2, 0.48),
    "push_off_share": ("push_off_share", 0.08, 0.38),
    "toe_off_pitch_deg": ("foot_pitch_toe_off_deg", -79.0, -20.0),
    "late_swing_max_deg": ("foot_pitch_late_swing_max_deg", 2.0, 44.0),
    "contact_drop_deg": ("_drop_deg", 0.0, 20.0),
    "swing_pitch_rate_max_dps": ("swing_pitch_rate_max_dps", 120.0, 900.0),
    # Slower, a foot would hardly lie flat before it pushes off; the landing shock adds to the rate.
    "foot_flat_rate_dps": ("slap_pitch_rate_dps", 150.0, 1200.0),
    "toe_clearance_m": ("toe_clearance_min_m", 0.002, 0.1),
    "early_toe_lift_m": ("_early_m", 0.0, 0.12),
    "steppage_lift_m": ("sensor_lift_max_m", 0.0, 0.15),
    "lateral_arc_m": ("lateral_excursion_m", -0.05, 0.2),
}
_SLOW_MPS: Final = 1.0


def base(measured: pd.DataFrame, device: Device) -> Scenario:
    """Name the packaged walk that is nearer in speed, on this route and with the case there."""
    speed_mps = (measured["stride_length_m"] / measured["stride_time_s"]).median()
    name = "slow_healthy" if speed_mps < _SLOW_MPS else "healthy"
    return replace(load_scenario(name), route=device.route, sensor_place=device.place)


def walked(scenario: Scenario, seed: int, rate_hz: float, device: Device) -> SimulatedWalk:
    """Let a scenario walk, felt by the set's kind of sensor."""
    return simulate_walk(scenario, seed, rate_hz=rate_hz, sensor=device.sensor)


def nearer(scenario: Scenario, wanted: pd.DataFrame, got: pd.DataFrame) -> Scenario:
    """Move the knobs by what the simulated walk's medians are off."""
    miss = _medians(wanted) - _medians(got)
    knobs = {}
    for knob, (measure, low, high) in _KNOBS.items():
        value = getattr(scenario.left, knob) + float(miss[measure])
        knobs[knob] = float(np.clip(value, low, high))
    knobs["contact_drop_deg"] = min(
        knobs["contact_drop_deg"], max(knobs["late_swing_max_deg"] - 1.0, 0.0)
    )
    both = replace(StridePattern(), **{**_as_dict(scenario.left), **knobs})
    time_s = scenario.stride_time_s + float(miss["stride_time_s"])
    length_m = scenario.stride_length_m + float(miss["stride_length_m"])
    return replace(
        scenario,
        stride_time_s=float(np.clip(time_s, 0.75, 3.0)),
        stride_length_m=float(np.clip(length_m, 0.3, 1.95)),
        left=both,
        right=both,
    )


def _as_dict(pattern: StridePattern) -> dict[str, object]:
    return {name: getattr(pattern, name) for name in StridePattern.__dataclass_fields__}


def _medians(table: pd.DataFrame) -> pd.Series:
    median = table.drop(columns="side").median()
    median["_drop_deg"] = (
        table["foot_pitch_late_swing_max_deg"] - table["foot_pitch_contact_deg"]
    ).median()
    median["_early_m"] = (table["toe_early_m"] - table["toe_clearance_min_m"]).median()
    return median
