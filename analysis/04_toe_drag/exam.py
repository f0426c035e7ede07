"""The walks of the exam, their truth, and what counts as right; see exam.toml.

python analysis/04_toe_drag/exam.py        counts by the truth alone, no detector
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import gaitsense
from gaitsense.simulate.scenario import Scenario, load_scenario, scenario_from_table
from gaitsense.simulate.walk import SimulatedWalk

EXAM: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("exam.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Case:
    """One walk of the exam.

    Parameters
    ----------
    gait, group : str
        Its gait and the gait's group: clean, near miss or drag; "severity" for D4.
    scenario : Scenario
        What is walked.
    seed : int
        Seed of the walk.
    sensor : str
        Name of the sensor.
    rate_hz : float
        Its rate, Hz.
    """

    gait: str
    group: str
    scenario: Scenario
    seed: int
    sensor: str
    rate_hz: float

    @property
    def slow(self) -> bool:
        """Whether the sensor is too slow for the vibration of a sliding toe."""
        return self.rate_hz < 80.0

    def walk(self) -> SimulatedWalk:
        """Walk it."""
        return gaitsense.simulate_walk(
            self.scenario, seed=self.seed, sensor=self.sensor, rate_hz=self.rate_hz
        )


def cases() -> list[Case]:
    """List the walks of D1 to D3, D5 and D6, in a fixed order."""
    found = []
    for at, gait in enumerate(EXAM["gait"]):
        for floor, surface in enumerate(EXAM["surfaces"]):
            k = at * len(EXAM["surfaces"]) + floor
            fast = EXAM["fast"][(at + floor) % len(EXAM["fast"])]
            found.append(_case(gait, surface, 2 * k, fast))
            if floor in (at % 3, at % 3 + 3):
                slow = EXAM["slow"][(at + floor // 3) % len(EXAM["slow"])]
                found.append(_case(gait, surface, 2 * k + 1, slow))
    return found


def severity_cases() -> list[Case]:
    """List the walks of D4: every lift of the left foot beside every lift of the right one."""
    found = []
    pairs = [(a, b) for a in EXAM["severity"]["left_deg"] for b in EXAM["severity"]["right_deg"]]
    for at, (left_deg, right_deg) in enumerate(pairs):
        for floor in (at % 6, (at + 3) % 6):
            feet = {
                side: {
                    "late_swing_max_deg": deg,
                    "contact_drop_deg": 1.5 if deg < 10.0 else 0.5,
                    "swing_pitch_rate_max_dps": 140.0 + 6.0 * max(deg, 0.0),
                }
                for side, deg in (("left", left_deg), ("right", right_deg))
            }
            gait = {
                "name": f"left {left_deg:g}°, right {right_deg:g}°",
                "group": "severity",
                "scenario": "reduced_lift",
                **feet,
            }
            sensor = (EXAM["fast"] + EXAM["slow"])[(at + floor) % 7]
            found.append(_case(gait, EXAM["surfaces"][floor], 5000 + 10 * at + floor, sensor))
    return found


def _case(gait: Mapping[str, Any], surface: str, number: int, sensor: Mapping[str, Any]) -> Case:
    seed = EXAM["first_seed"] + number
    rng = np.random.default_rng(seed)
    drawn = {name: float(rng.uniform(*ends)) for name, ends in EXAM["spread"].items()}
    base = load_scenario(gait["scenario"])
    table = dataclasses.asdict(base)
    for side in ("left", "right"):
        for knobs in (gait.get("both", {}), gait.get(side, {})):
            table[side] = _on_top(table[side], knobs)
        drag = table[side]["drag"]
        drag["vibration_mps2"] *= drawn["drag_vibration_share"]
    table |= {
        "route": EXAM["route"] if "turn" in base.route and "sit" not in base.route else base.route,
        "surface": surface,
        "sensor_place": EXAM["places"][number // 2 % len(EXAM["places"])],
        "foot_length_m": drawn["foot_length_m"],
        "placement_spread": drawn["placement_spread"],
        "stride_time_s": base.stride_time_s * drawn["stride_time_share"],
        "stride_length_m": base.stride_length_m * drawn["stride_length_share"],
        "swing_vibration_mps2": drawn["swing_vibration_mps2"],
    }
    if "mount" in gait:
        table["mount"] = gait["mount"]
    table.pop("change", None)
    return Case(
        gait["name"],
        gait["group"],
        scenario_from_table(table),
        seed,
        sensor["sensor"],
        sensor["rate_hz"],
    )


def _on_top(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _on_top(below, value) if isinstance(value, Mapping) and below else value
    return merged


def labelled(walk: SimulatedWalk) -> pd.DataFrame:
    """Return the true strides with their label.

    Parameters
    ----------
    walk : SimulatedWalk
        A walk.

    Returns
    -------
    pandas.DataFrame
        `Truth.strides` with `label`: drag, touch (too short to count), near_miss or clean.
    """
    rules = EXAM["truth"]
    strides = walk.truth.strides.copy()
    touch_s = strides["toe_drag_duration_s"]
    near = strides["toe_clearance_min_m"] < rules["near_miss_below_m"]
    strides["label"] = np.select(
        [touch_s >= rules["drag_from_s"], touch_s.notna(), near],
        ["drag", "touch", "near_miss"],
        default="clean",
    )
    return strides


def drops(strides: pd.DataFrame) -> dict[str, bool | None]:
    """Say of each foot whether it drops by the truth of a walk; None in the grey zone.

    Parameters
    ----------
    strides : pandas.DataFrame
        `Truth.strides`.

    Returns
    -------
    dict of bool or None
    """
    rules = EXAM["pattern"]
    level = strides[strides["context"] == "level"]
    lift = level.groupby("side")["foot_pitch_late_swing_max_deg"].median()
    told: dict[str, bool | None] = {}
    for side, other in (("left", "right"), ("right", "left")):
        mine, under = lift[side], lift[other] - lift[side]
        if mine <= rules["dropped_deg"] or (
            mine <= rules["lower_deg"] and under >= rules["difference_deg"]
        ):
            told[side] = True
        elif mine >= rules["lifted_deg"] and under <= rules["alike_deg"]:
            told[side] = False
        else:
            told[side] = None
    return told


def counted() -> Iterator[dict[str, object]]:
    """Count the labels of every walk by the truth alone."""
    for case in cases():
        strides = labelled(case.walk())
        level = strides[strides["context"] == EXAM["truth"]["context"]]
        yield {"gait": case.gait, "group": case.group, "slow": case.slow} | dict(
            level["label"].value_counts()
        )


def main() -> None:
    """Print the counts."""
    table = pd.DataFrame(list(counted())).fillna(0)
    sums = table.groupby(["slow", "group", "gait"], sort=False).sum().astype(int)
    print(sums.to_string())
    print(table.drop(columns=["gait", "group"]).groupby("slow").sum().astype(int).to_string())
    feet = [told for case in severity_cases() for told in drops(case.walk().truth.strides).values()]
    print(f"D4: {feet.count(True)} feet drop, {feet.count(False)} do not, {feet.count(None)} grey")


if __name__ == "__main__":
    main()
