"""The simulated walks on which the toe-drag model is trained: who walks, where, with which sensor.

Each walk draws everything from its own number: gait, floor, sensor, rate, place and firmness of
the case, length of the foot, strength of shocks, and what the left foot does: pass the floor
freely, pass it by a few millimetres, or drag. The exam (analysis/04_toe_drag) uses other seeds
and other sensors.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np

from gaitsense.model.samples import SIDES
from gaitsense.model.shoe import SensorPlace
from gaitsense.simulate.scenario import Scenario, load_scenario, scenario_from_table
from gaitsense.simulate.surface import SURFACES
from gaitsense.simulate.walk import SimulatedWalk, simulate_walk

#: Gaits by the scenario that they start from.
GAITS: Final = (
    "healthy",
    "slow_healthy",
    "reduced_lift",
    "steppage",
    "shuffle",
    "toe_first",
    "flat_contact",
    "circumduction",
    "painful_stance",
    "hip_flexor",
    "foot_slap",
    "left_foot_drop",
    "toe_drag",
)
#: Sensors of training; the exam's are others.
SENSORS: Final = ("mpu6050", "bmi270", "xsens_mtw")
RATES_HZ: Final = (100.0, 104.0, 120.0, 148.1, 200.0, 204.8)
#: What the left foot does, and how often a walk is of that kind.
HABITS: Final = {
    "free": 0.30,
    "near_miss": 0.25,
    "partial": 0.12,
    "push_off": 0.06,
    "landing": 0.06,
    "full_swing": 0.06,
    "scuff": 0.06,
    "stumble": 0.03,
    "mixed": 0.06,
}
_ROUTE: Final = "stand 3; walk 18; turn 180; walk 18; stand 3"
_KINDS: Final = ("from_push_off", "into_landing", "full_swing", "scuff", "stumble")
_KNOB: Final = {"push_off": "from_push_off", "landing": "into_landing"}


@dataclass(frozen=True, slots=True)
class TrainingWalk:
    """One walk of the training.

    Parameters
    ----------
    seed : int
        Its number, from which everything else was drawn.
    gait, habit, surface, sensor : str
        What was drawn, by name.
    rate_hz : float
        The sensor's rate, Hz.
    scenario : Scenario
        All of it.
    """

    seed: int
    gait: str
    habit: str
    surface: str
    sensor: str
    rate_hz: float
    scenario: Scenario

    def walk(self) -> SimulatedWalk:
        """Walk it."""
        return simulate_walk(self.scenario, self.seed, rate_hz=self.rate_hz, sensor=self.sensor)


def training_walk(seed: int) -> TrainingWalk:
    """Draw a walk.

    Parameters
    ----------
    seed : int
        Its number, from 0 up.

    Returns
    -------
    TrainingWalk
    """
    rng = np.random.default_rng([seed, 0x7D])
    gait = str(rng.choice(GAITS))
    habit = str(rng.choice(list(HABITS), p=list(HABITS.values())))
    surface = str(rng.choice(sorted(SURFACES)))
    sensor, rate_hz = str(rng.choice(SENSORS)), float(rng.choice(RATES_HZ))
    table = dataclasses.asdict(load_scenario(gait))
    table |= {
        "route": _ROUTE,
        "surface": surface,
        "sensor_place": str(rng.choice(get_args(SensorPlace))),
        "placement_spread": float(rng.uniform(0.3, 2.0)),
        "foot_length_m": float(rng.uniform(0.22, 0.29)),
        "stride_time_s": table["stride_time_s"] * float(rng.uniform(0.9, 1.15)),
        # With what the simulator's people differ among themselves, twice the spread between the
        # feet in the open recordings.
        "swing_vibration_mps2": 0.12 * float(np.exp(rng.normal(0.0, 0.5))),
        "stride_length_m": table["stride_length_m"] * float(rng.uniform(0.8, 1.1)),
    }
    if rng.uniform() < 0.1:
        table["mount"] = {"rattle_mps2": float(rng.uniform(2.0, 12.0))}
    lower_deg = float(rng.uniform(-4.0, 4.0))
    for side in SIDES:
        foot = table[side]
        foot["late_swing_max_deg"] = max(foot["late_swing_max_deg"] + lower_deg, -16.0)
        foot["drag"] = {"probability": 0.0}
        if habit == "near_miss":
            foot["toe_clearance_m"] = float(rng.uniform(0.001, 0.004))
            foot["toe_clearance_sd_m"] = 0.001
    if habit not in ("free", "near_miss"):
        for side in SIDES if rng.uniform() < 0.5 else ("left",):
            table[side]["drag"] = _drag(habit, rng)
    scenario = scenario_from_table({k: v for k, v in table.items() if k != "change"})
    return TrainingWalk(seed, gait, habit, surface, sensor, rate_hz, scenario)


def _drag(habit: str, rng: np.random.Generator) -> dict[str, Any]:
    shares = dict.fromkeys(_KINDS, 0.18 if habit == "mixed" else 0.0)
    if habit not in ("mixed", "partial"):
        shares[_KNOB.get(habit, habit)] = 1.0
    light = float(rng.uniform(0.3, 1.2))
    return shares | {
        # A tenth of these feet drag in every step: nothing may rest on their clean strides.
        "probability": 1.0 if rng.uniform() < 0.1 else 0.5,
        "begin_share": float(rng.uniform(0.25, 0.6)),
        "duration_s": float(rng.uniform(0.06, 0.25)),
        "slowing": 0.35 * light,
        "catch_deg": 2.0 * light,
        "vibration_mps2": 10.0 * float(rng.uniform(0.5, 1.6)),
    }
