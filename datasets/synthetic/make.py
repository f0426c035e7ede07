"""Make the small synthetic sessions of this folder again, byte for byte.

    python datasets/synthetic/make.py              # into this folder
    python datasets/synthetic/make.py --out DIR

Each session is a walk of the simulator with a fixed seed, read by a sensor that gives whole
steps of 0.01 m/s² and 0.002 rad/s, as cheap ones do; so the files stay small. What really
happened stands beside it: one row per stride in ``<name>_truth.csv``, all else in
``<name>_truth.json``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

import gaitsense
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.simulate.losses import lose_bursts, lose_packets
from gaitsense.simulate.scenario import Scenario, load_scenario
from gaitsense.simulate.walk import SimulatedWalk

#: Steps of the sensor's readings: about 1 mg and 0.1 °/s.
ACC_STEP_MPS2: Final = 0.01
GYR_STEP_RADPS: Final = 0.002
#: What each stride is known by; times in s get more digits than the rest.
TRUTH_COLUMNS: Final = (
    "side", "stride_id", "start_s", "toe_off_s", "initial_contact_s", "end_s", "stride_length_m",
    "turn_deg", "elevation_change_m", "foot_pitch_late_swing_max_deg", "foot_pitch_contact_deg",
    "toe_clearance_min_m", "context", "toe_drag", "toe_drag_start_s", "toe_drag_duration_s",
)  # fmt: skip
DECIMALS: Final = {"_s": 4, "_m": 4, "_deg": 2}


@dataclass(frozen=True)
class Session:
    """One session: a known scenario, what is changed of it, and what the radio does to it."""

    name: str
    what: str
    scenario: str
    changes: dict[str, Any]
    seed: int
    rate_hz: float
    sensor: str
    faults: Callable[[gaitsense.Recording], gaitsense.Recording] = lambda recording: recording


def _bad_radio(recording: gaitsense.Recording) -> gaitsense.Recording:
    lossy = lose_packets(recording, 0.03, packet_n=1, seed=5)
    return lose_bursts(lossy, 8.0, duration_s=0.3, seed=7)


SESSIONS: Final = (
    Session(
        "healthy_walk",
        "A healthy adult walks straight ahead.",
        "healthy",
        {"route": "stand 1; walk 14; stand 1"},
        21, 100.0, "bmi270",
    ),
    Session(
        "left_foot_drop",
        "The left foot hangs in swing, lands flat or toe first, and at times drags.",
        "left_foot_drop",
        {"route": "stand 1; walk 29; stand 1", "stride_time_s": 1.3},
        24, 100.0, "bmi270",
    ),
    Session(
        "turns",
        "A healthy adult turns to the left, to the right, and walks on.",
        "turns",
        {"route": "stand 1; walk 6; turn 90; walk 6; turn -90; walk 6; stand 1"},
        23, 50.0, "bmi270",
    ),
    Session(
        "bad_radio_cheap_sensor",
        "A slow walk with a cheap sensor, tilted on the shoe, over a radio that loses packets "
        "and is silent for moments.",
        "slow_healthy",
        {"route": "stand 1; walk 12; stand 1", "placement_spread": 1.0},
        25, 50.0, "mpu6050", _bad_radio,
    ),
)  # fmt: skip


def simulate(session: Session) -> SimulatedWalk:
    """Let the walk of a session happen."""
    scenario: Scenario = dataclasses.replace(load_scenario(session.scenario), **session.changes)
    return gaitsense.simulate_walk(
        scenario, session.seed, rate_hz=session.rate_hz, sensor=session.sensor
    )


def recorded(session: Session, walk: SimulatedWalk) -> gaitsense.Recording:
    """Give what the shoe sensors of the session delivered of a walk."""
    feet = {
        side: dataclasses.replace(
            foot,
            acc_mps2=_in_steps(foot.acc_mps2, ACC_STEP_MPS2),
            gyr_radps=_in_steps(foot.gyr_radps, GYR_STEP_RADPS),
        )
        for side, foot in walk.recording.feet.items()
    }
    metadata = dict(walk.recording.metadata) | {"scenario": session.name, "licence": "MIT"}
    whole = dataclasses.replace(walk.recording, feet=feet, metadata=metadata)
    return session.faults(whole)


def _in_steps(values: np.ndarray, step: float) -> np.ndarray:
    # Dividing by a whole number gives the float nearest to the decimal text.
    steps = np.rint(values.astype(np.float64) / step)
    return (steps / round(1.0 / step) + 0.0).astype(np.float32)


def truth_table(walk: SimulatedWalk) -> pd.DataFrame:
    """Give one row per stride, rounded to what a reader needs."""
    table = walk.truth.strides[list(TRUTH_COLUMNS)].copy()
    for name in TRUTH_COLUMNS:
        digits = next((n for end, n in DECIMALS.items() if name.endswith(end)), None)
        if digits is not None:
            table[name] = table[name].round(digits) + 0.0
    return table


def truth_facts(session: Session, walk: SimulatedWalk, kept: gaitsense.Recording) -> dict[str, Any]:
    """Give what holds of the whole session."""
    sides = walk.recording.sides
    return {
        "name": session.name,
        "what": session.what,
        "seed": session.seed,
        "rate_hz": session.rate_hz,
        "sensor": session.sensor,
        "strides": len(walk.truth.strides),
        "drags": len(walk.truth.drags),
        "samples": {side: len(walk.recording[side]) for side in sides},
        "lost_samples": {side: len(walk.recording[side]) - len(kept[side]) for side in sides},
        "sensor_to_foot": {
            side: [[round(float(x), 6) for x in row] for row in matrix]
            for side, matrix in walk.truth.mounting.items()
        },
    }


def make(folder: Path) -> list[Path]:
    """Write all sessions and their truth; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for session in SESSIONS:
        walk = simulate(session)
        kept = recorded(session, walk)
        path = folder / f"{session.name}.csv"
        write_session_csv(kept, path)
        rows = folder / f"{session.name}_truth.csv"
        rows.write_text(truth_table(walk).to_csv(index=False, lineterminator="\n"), newline="\n")
        facts = folder / f"{session.name}_truth.json"
        text = json.dumps(truth_facts(session, walk, kept), indent=2, ensure_ascii=False) + "\n"
        facts.write_text(text, encoding="utf-8", newline="\n")
        written += [path, rows, facts]
    return written


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path(__file__).parent)
    for path in make(parser.parse_args().out):
        print(f"{path.stat().st_size:8d}  {path}")


if __name__ == "__main__":
    main()
