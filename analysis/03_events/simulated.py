"""Time of contact in simulated walks with exact truth, by how the foot lands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matching import match_events

import gaitsense

SCENARIOS: Final = (
    "healthy",
    "left_foot_drop",
    "toe_first",
    "slow_healthy",
    "reduced_lift",
    "steppage",
    "shuffle",
)
SEEDS: Final = (1, 5)
RATES_HZ: Final = (50.0, 100.0, 200.0)
SENSOR: Final = "bmi270"
LANDINGS: Final = ("heel", "flat", "toe")
_TOLERANCE_S: Final = 0.100
_START, _END = "<!-- simulated: begin -->", "<!-- simulated: end -->"


def contacts(scenario: str, seed: int, rate_hz: float) -> pd.DataFrame:
    """List the true contacts of a walk: how the foot landed, and the error, ms, NaN if missed."""
    walk = gaitsense.simulate_walk(scenario, seed=seed, rate_hz=rate_hz, sensor=SENSOR)
    found = gaitsense.analyze(walk.recording).strides
    parts = []
    for side, true in walk.truth.strides.groupby("side"):
        own_s = found.loc[found["side"] == side, "initial_contact_s"].dropna().to_numpy(float)
        true_s = true["initial_contact_s"].to_numpy(float)
        error_ms = np.full(len(true_s), np.nan)
        for i, j in match_events(own_s, true_s, _TOLERANCE_S):
            error_ms[j] = 1000.0 * (own_s[i] - true_s[j])
        landing = true["contact_type"].to_numpy()
        parts.append(pd.DataFrame({"landing": landing, "error_ms": error_ms}))
    return pd.concat(parts).assign(scenario=scenario, rate_hz=rate_hz)


def summary(some: pd.DataFrame) -> dict[str, Any]:
    """Count contacts and give the mean and the standard deviation of their errors."""
    error_ms = some["error_ms"].dropna()
    return {
        "n": len(some),
        "found": round(len(error_ms) / len(some), 4),
        "mean_ms": round(float(error_ms.mean()), 2),
        "sd_ms": round(float(error_ms.std()), 2),
    }


def add_to(folder: Path) -> None:
    """Run all walks; put the numbers into `result.json` and the table into the README."""
    every = pd.concat(
        [contacts(name, seed, rate) for name in SCENARIOS for seed in SEEDS for rate in RATES_HZ],
        ignore_index=True,
    )
    groups = {}
    for names, label in ((SCENARIOS, "all"), *(((name,), name) for name in SCENARIOS)):
        own = every[every["scenario"].isin(names)]
        groups[label] = {
            landing: {
                f"{rate:g}": summary(part)
                for rate in RATES_HZ
                if len(part := own[(own["landing"] == landing) & (own["rate_hz"] == rate)])
            }
            for landing in LANDINGS
            if (own["landing"] == landing).any()
        }
    lines = [
        "| walks | lands on | contacts | " + " | ".join(f"{r:g} Hz" for r in RATES_HZ) + " |",
        "|---|---|---|" + "---|" * len(RATES_HZ),
    ]
    for label, landings in groups.items():
        for landing, rates in landings.items():
            counts = {rate["n"] for rate in rates.values()}
            cells = " | ".join(_cell(rates[f"{r:g}"]) for r in RATES_HZ)
            lines.append(f"| {label} | {landing} | {max(counts)} | {cells} |")
    table = "\n".join(lines)
    print(table)
    path = folder / "result.json"
    facts = json.loads(path.read_text())
    facts["simulated"] = {
        "sensor": SENSOR,
        "seeds": SEEDS,
        "tolerance_s": _TOLERANCE_S,
        "contacts": groups,
    }
    path.write_text(json.dumps(facts, indent=2) + "\n")
    readme = folder / "README.md"
    before, rest = readme.read_text().split(_START)
    readme.write_text(f"{before}{_START}\n{table}\n{_END}{rest.split(_END)[1]}")


def _cell(rate: dict[str, Any]) -> str:
    missed = round(rate["n"] * (1.0 - rate["found"]))
    told = f"{rate['mean_ms']:+.1f} ± {rate['sd_ms']:.1f}"
    return f"{told}, {missed} missed" if missed else told
