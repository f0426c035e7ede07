"""Run the program on every walk and condition, and take each variance apart into its terms.

A variance is a sum of squared settings times what each of them weighs in that stride. Settings are
public, so what they weigh is read off by analysing the same walk with one setting at 1 and the
others at 0. Settings of different measures do not meet, and some weights are plain (1, or the
value itself), so a few more analyses tell all.
"""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any, Final, NamedTuple

import cases
import numpy as np
import pandas as pd
from cases import CONTACT, LATE, LENGTH, SPEED, TIME, TOE, Case
from methods import Found
from sets import Walk, WalkRef, load
from transforms import AS_RECORDED, TRANSFORMS, Transform

import gaitsense
from gaitsense.gait.uncertainty import UncertaintyParams
from gaitsense.model.recording import SensorRanges

_G_MPS2: Final = 9.80665


def _clipped(acc_g: float, gyr_dps: float) -> Any:
    acc_mps2, gyr_radps = acc_g * _G_MPS2, math.radians(gyr_dps)
    return lambda foot, _rng: (
        foot[0],
        np.clip(foot[1], -acc_mps2, acc_mps2),
        np.clip(foot[2], -gyr_radps, gyr_radps),
    )


#: Full scales of the two conditions that clip harder than any sensor in use, to see it matter.
#: They are told to the program: of a full scale that no sensor has it cannot know otherwise.
RANGES: Final = {
    "clip_4g": SensorRanges(acc_mps2=4.0 * _G_MPS2),
    "clip_300dps": SensorRanges(gyr_radps=math.radians(300.0)),
}
#: Conditions by name.
CONDITIONS: Final = {
    one.key: one
    for one in (
        AS_RECORDED,
        *(t for t in TRANSFORMS if t.kind in ("rate", "loss")),
        Transform("clip_4g", "clipped at ±4 g, told", "clip", _clipped(4.0, math.inf)),
        Transform("clip_300dps", "clipped at ±300 °/s, told", "clip", _clipped(math.inf, 300.0)),
    )
}
#: Rates at which the sets were recorded, Hz: none is sampled faster than it was.
RATES_HZ: Final = {
    "mocap": 204.8,
    "pyshoe": 200.0,
    "koroglu": 200.0,
    "stroke": 100.0,
    "tripod": 128.0,
    "voisard2023": 100.0,
}
SIMULATED: Final = (
    "healthy",
    "slow_healthy",
    "reduced_lift",
    "toe_first",
    "shuffle",
    "steppage",
    "left_foot_drop",
)
SIMULATED_HZ: Final = {"as_recorded": 200.0, "rate_104": 104.0, "rate_60": 60.0, "rate_50": 50.0}
SIMULATED_ELSE: Final = ("loss_5", "clip_4g", "clip_300dps")
SEEDS: Final = (31, 32)

#: Settings that are told apart by an analysis of their own, in rounds; with their measure.
ROUNDS: Final[tuple[dict[str, tuple[str, ...]], ...]] = (
    {"contact_ms": (CONTACT,), "no_rest_share": (LENGTH,)},
    {"flat_contact_ms": (CONTACT,), "bridged_mps": (LENGTH,)},
    {"clipped_dps": (CONTACT, LATE, LENGTH, TOE, SPEED)},
    {"clipped_mps": (LENGTH, TOE, SPEED)},
)
#: Settings whose weight is 1, or the value squared; by measure.
EVEN: Final = {LENGTH: "length_m", TOE: "clearance_m"}
IN_PROPORTION: Final = {
    CONTACT: "scale_share",
    LATE: "scale_share",
    LENGTH: "length_share",
    SPEED: "length_share",
}
OTHERS: Final = (*EVEN.values(), "scale_share", "length_share", "contact_period_share")
MEASURES: Final = (LENGTH, CONTACT, LATE, TOE, SPEED)


class Task(NamedTuple):
    """A real walk under a condition, or a simulated one."""

    ref: WalkRef | None
    scenario: str
    seed: int
    condition: str
    data: Path


def tasks(refs: list[WalkRef], data: Path, conditions: list[str]) -> list[Task]:
    """List what there is to do."""
    real = [
        Task(ref, "", 0, name, data)
        for ref in refs
        if cases.applies(ref.set_name, ref.kind)
        for name in conditions
        if ref.set_name != "voisard2023" or name in SIMULATED_HZ
        if rate_of(name, math.inf) < RATES_HZ[ref.set_name] or not name.startswith("rate_")
    ]
    simulated = [
        Task(None, scenario, seed, name, data)
        for scenario in SIMULATED
        for seed in SEEDS
        for name in conditions
        if name in SIMULATED_HZ or name in SIMULATED_ELSE
    ]
    return real + simulated


def rate_of(condition: str, recorded_hz: float) -> float:
    """Rate of a condition, Hz."""
    found, _, rate = condition.partition("rate_")
    return float(rate) if not found and rate else recorded_hz


def work(task: Task) -> list[Case]:
    """Turn one walk into cases."""
    if task.ref is not None:
        walk = CONDITIONS[task.condition].apply(load(task.ref, task.data))
        times_alone = task.ref.set_name == "voisard2023"
        found = plain(walk.feet) if times_alone else told_apart(walk.feet, None, task.condition)
        out = cases.MEASURES[task.ref.set_name](walk, found)
        rate = rate_of(task.condition, RATES_HZ[task.ref.set_name])
        who = {"set": task.ref.set_name, "person": task.ref.person, "walk": task.ref.trial}
    else:
        rate = SIMULATED_HZ.get(task.condition, 200.0)
        made = gaitsense.simulate_walk(task.scenario, seed=task.seed, rate_hz=rate)
        feet = {
            side: (
                made.recording[side].t_s,
                made.recording[side].acc_mps2.astype(float),
                made.recording[side].gyr_radps.astype(float),
            )
            for side in made.recording.sides
        }
        ref = WalkRef("simulator", task.scenario, f"{task.scenario}-{task.seed}", "walk")
        if task.condition in SIMULATED_ELSE:
            feet = CONDITIONS[task.condition].apply(Walk(ref, feet, {})).feet
        out = cases.simulated(
            made.truth.strides, told_apart(feet, made.truth.shoe, task.condition).strides
        )
        who = {"set": "simulator", "person": ref.person, "walk": ref.trial}
    for case in out:
        case.update(who, condition=task.condition, rate_hz=rate)
        if case["quantity"] == TIME:
            kind = "contact_ms" if case["contact"] == "heel" else "flat_contact_ms"
            case[f"var_{kind}"] = 1e-6
            case["var_contact_period_share"] = 1.0 / rate**2
        else:
            _known_terms(case, rate)
    return out


def _known_terms(case: Case, rate_hz: float) -> None:
    """Add the terms whose weights are plain."""
    name = case["quantity"]
    if name in EVEN:
        case[f"var_{EVEN[name]}"] = 1.0
    if name in IN_PROPORTION:
        case[f"var_{IN_PROPORTION[name]}"] = case["value"] ** 2
    if name == CONTACT:
        per_ms2 = case.get("var_contact_ms", 0.0) + case.get("var_flat_contact_ms", 0.0)
        case["var_contact_period_share"] = per_ms2 * (1000.0 / rate_hz) ** 2


def plain(feet: Any) -> Found:
    """Analyse a walk."""
    result = gaitsense.analyze(gaitsense.Recording.from_arrays(feet))
    return Found(result.strides, result.summary, result.trajectory)


def told_apart(feet: Any, shoe: Any, condition: str) -> Found:
    """Analyse a walk, with every term of its variances beside them."""
    rec = gaitsense.Recording.from_arrays(feet, shoe=shoe, ranges=RANGES.get(condition))
    shipped = UncertaintyParams()
    result = gaitsense.analyze(rec)
    nothing = dict.fromkeys([*OTHERS, *(name for one in ROUNDS for name in one)], 0.0)
    bare = _variances(rec, dataclasses.replace(shipped, **nothing))
    strides, summary = result.strides.copy(), {k: dict(v) for k, v in result.summary.items()}
    for name in MEASURES:
        _keep(strides, summary, name, "fixed", bare)
    clipped = strides["reasons"].str.contains("clipped").any()
    for one in ROUNDS:
        if any(name.startswith("clipped_") for name in one) and not clipped:
            continue
        alone = _variances(
            rec, dataclasses.replace(shipped, **{**nothing, **dict.fromkeys(one, 1.0)})
        )
        for setting, names in one.items():
            for name in names:
                over = {key: alone[key] - bare[key] for key in bare if key[1] == name}
                _keep(strides, summary, name, setting, over)
    return Found(strides, summary, result.trajectory)


def _variances(rec: gaitsense.Recording, params: UncertaintyParams) -> dict[tuple[str, str], Any]:
    """Variances of all strides by ("", measure), and of all means by (side, measure)."""
    config = dataclasses.replace(gaitsense.GaitConfig(), uncertainty=params)
    result = gaitsense.analyze(rec, config)
    out: dict[tuple[str, str], Any] = {}
    for name in MEASURES:
        if f"{name}_sd" in result.strides:
            out["", name] = result.strides[f"{name}_sd"].to_numpy(float) ** 2
        for side in result.feet:
            entry = result.summary[side].get("values", {}).get(name, {})
            out[side, name] = entry.get("mean_uncertainty_sd", math.nan) ** 2
    return out


def _keep(
    strides: pd.DataFrame, summary: Any, name: str, term: str, parts: dict[tuple[str, str], Any]
) -> None:
    for (side, measure), variance in parts.items():
        if measure != name:
            continue
        if not side:
            strides[f"{name}_var_{term}"] = variance
        elif "values" in summary[side]:
            summary[side]["values"][name][f"mean_uncertainty_var_{term}"] = variance
