"""What the plain rules for drag and low lift make of simulated walks with exact truth.

    python analysis/04_simple_verdicts/study.py

False alarms on real healthy walks are row S10 of 01_open_half.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import gaitsense

_HERE = Path(__file__).resolve().parent
_START, _END = "<!-- table: begin -->", "<!-- table: end -->"
SCENARIOS = (
    "healthy",
    "slow_healthy",
    "turns",
    "reduced_lift",
    "steppage",
    "shuffle",
    "toe_first",
    "left_foot_drop",
    "right_foot_drop",
    "toe_drag",
)
SENSORS = (("xsens_mtw", 100.0), ("bmi270", 200.0), ("mpu6050", 200.0), ("bmi270", 50.0))
SEEDS = (11, 12, 13)


def strides_with_truth(scenario: str, seed: int, sensor: str, rate_hz: float) -> pd.DataFrame:
    """Pair every stride found with the true one whose middle is nearest."""
    walk = gaitsense.simulate_walk(scenario, seed=seed, sensor=sensor, rate_hz=rate_hz)
    found = gaitsense.analyze(walk.recording).strides
    rows = []
    for side, own in found.groupby("side"):
        truth = walk.truth.strides[walk.truth.strides["side"] == side]
        middle_s = ((truth["start_s"] + truth["end_s"]) / 2).to_numpy()
        for _, stride in own.iterrows():
            at_s = (stride["start_s"] + stride["end_s"]) / 2
            true = truth.iloc[int(np.argmin(np.abs(middle_s - at_s)))]
            rows.append(
                {
                    "scenario": scenario,
                    "rate_hz": rate_hz,
                    "dragged": true["toe_drag"],
                    "drag": stride["toe_drag"],
                    "lift_deg": true["foot_pitch_late_swing_max_deg"],
                    "low": stride["low_lift"],
                    "context": stride["context"],
                }
            )
    return pd.DataFrame(rows)


def summary(strides: pd.DataFrame) -> dict[str, Any]:
    """Count verdicts against truth."""
    dragged, clean = strides[strides["dragged"] == "yes"], strides[strides["dragged"] == "no"]
    low = strides[strides["lift_deg"] < 5.0]
    high = strides[strides["lift_deg"] >= 5.0]

    def share(part: pd.DataFrame, column: str, word: str) -> float | None:
        return round(float((part[column] == word).mean()), 4) if len(part) else None

    return {
        "strides": len(strides),
        "dragged_n": len(dragged),
        "dragged_yes": share(dragged, "drag", "yes"),
        "dragged_unsure": share(dragged, "drag", "unsure"),
        "clean_yes": share(clean, "drag", "yes"),
        "clean_unsure": share(clean, "drag", "unsure"),
        "low_n": len(low),
        "low_yes": share(low, "low", "yes"),
        "low_unsure": share(low, "low", "unsure"),
        "high_yes": share(high, "low", "yes"),
        "high_unsure": share(high, "low", "unsure"),
    }


def main() -> None:
    """Run the study and write its results."""
    parts = [
        strides_with_truth(scenario, seed, sensor, rate_hz)
        for scenario in SCENARIOS
        for seed in SEEDS
        for sensor, rate_hz in SENSORS
    ]
    strides = pd.concat(parts, ignore_index=True)
    table = {"all, 100 and 200 Hz": summary(strides[strides["rate_hz"] >= 100])}
    table["all, 50 Hz"] = summary(strides[strides["rate_hz"] < 100])
    for scenario in SCENARIOS:
        own = strides[(strides["scenario"] == scenario) & (strides["rate_hz"] >= 100)]
        table[scenario] = summary(own)
    heads = list(next(iter(table.values())))
    lines = [
        "| | " + " | ".join(heads) + " |",
        "|---|" + "---|" * len(heads),
        *(
            f"| {name} | "
            + " | ".join("–" if row[head] is None else f"{row[head]:g}" for head in heads)
            + " |"
            for name, row in table.items()
        ),
    ]
    print("\n".join(lines))
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "seeds": SEEDS,
        "sensors": SENSORS,
        "table": table,
    }
    (_HERE / "result.json").write_text(json.dumps(facts, indent=2) + "\n")
    readme = _HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    _, after = rest.split(_END)
    readme.write_text(f"{before}{_START}\n" + "\n".join(lines) + f"\n{_END}{after}")


if __name__ == "__main__":
    main()
