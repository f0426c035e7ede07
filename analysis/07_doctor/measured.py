"""What one walk says: the doctor's findings, and the quantities that its limits are set on."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

import gaitsense
from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.mounting_change import (
    MountingChange,
    case_movement,
    mounting_change,
    stride_tilt,
)
from gaitsense.model.samples import Side
from gaitsense.recordings.doctor.examination import Examination
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.recordings.doctor.walk import ExaminedFoot, examined_feet
from gaitsense.recordings.doctor.walking import in_strides

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "01_open_half"))

from sets import WalkRef, load

TURNED_DEG: Final = (10, 15, 20, 25, 30, 45, 90)
SCATTERED_DEG: Final = (3, 5, 8, 10, 15)
#: Axes drawn per foot and angle, and per foot and scatter.
DRAWS_N: Final = 4
#: Straight strides from which on a change is looked for.
FEWEST_LEVEL_N: Final = 10
#: Step of the clock on which both feet's ways are compared, s.
_STEP_S: Final = 0.02
#: Walks that turn less than this tell nothing about which foot was outside, °.
_LEAST_TURN_DEG: Final = 120.0
Matrix = NDArray[np.float64]


class Task(NamedTuple):
    """One walk, and whether the limits had been set before it was looked at."""

    ref: WalkRef
    held_back: bool
    data: Path


def work(task: Task) -> dict[str, Any]:
    """Examine one walk, and measure it."""
    ref = task.ref
    recording = gaitsense.Recording.from_arrays(load(ref, task.data).feet)
    examination = examine_recording(recording)
    analysis = gaitsense.analyze(recording)
    feet = examined_feet(recording, analysis)
    rng = np.random.default_rng(zlib.crc32(ref.key.encode()))
    return {
        "set": ref.set_name,
        "walk": ref.key,
        "kind": ref.kind,
        "person": ref.person,
        "held_back": task.held_back,
        "usable": examination.usable,
        "findings": [(f.severity, f.code, f.side) for f in examination.findings],
        "overlap": told(examination, "feet_", "overlap_share"),
        "bow_m": {side: told(examination, "feet_", f"{side}_bow_m") for side in ("left", "right")},
        "turns_say_left_is_left": outer_foot_agrees(analysis.strides),
        "feet": {
            side: {
                "bias_dps": told(examination, "gyro_bias", "bias_dps", side),
                "gravity_off": told(examination, "gravity", "gravity_off_share", side),
                **measured(foot, rng),
            }
            for side, foot in feet.items()
        },
        "mounting": {
            side: [analysis.mounting(side).up, analysis.mounting(side).forward]
            for side in analysis.feet
        },
    }


def told(examination: Examination, code: str, name: str, side: Side | None = None) -> float | None:
    """Look up a value among findings whose code begins so, on a foot or on both."""
    values = [
        f.values[name]
        for f in examination.findings
        if f.code.startswith(code) and f.side == side and name in f.values
    ]
    return float(str(values[0])) if values else None


def measured(foot: ExaminedFoot, rng: np.random.Generator) -> dict[str, Any]:
    """Measure what one foot says as it is, and with its case turned or loose."""
    evidence = [t.evidence for t, level in zip(foot.traces, foot.level, strict=True) if level]
    moving_s = float(np.mean(foot.turns)) * len(foot.turns) / foot.recording.rate_hz
    row: dict[str, Any] = {
        "level_n": len(evidence),
        "moving_s": moving_s,
        "in_strides": in_strides(foot),
        "stride_s": None,
    }
    if len(evidence) < FEWEST_LEVEL_N:
        return row
    change = mounting_change(evidence, foot.side)
    return row | {
        "stride_s": float(np.median((foot.end_s - foot.start_s)[foot.level])),
        "angle_deg": change.angle_deg,
        "tilted_deg": change.tilt_deg,
        "stride_tilt_deg": stride_tilt(evidence),
        "noticed_as_it_is": noticed(change),
        "half_turned": {
            deg: [half_turned(evidence, foot.side, deg, rng) for _ in range(DRAWS_N)]
            for deg in TURNED_DEG
        },
        "scattered": {
            deg: [scattered(evidence, foot.side, deg, rng) for _ in range(DRAWS_N)]
            for deg in SCATTERED_DEG
        },
    }


def noticed(change: MountingChange) -> str:
    """Say what the doctor says of a change: "", or the severity of its finding."""
    if not change.turned:
        return ""
    return "problem" if change.tilted else "note"


def half_turned(
    evidence: Sequence[MountingEvidence], side: Side, deg: float, rng: np.random.Generator
) -> str:
    """Turn the case about a random axis after half of the strides."""
    axis = rng.standard_normal(3)
    turn = Rotation.from_rotvec(np.radians(deg) * axis / np.linalg.norm(axis)).as_matrix()
    half = len(evidence) // 2
    return noticed(mounting_change([*evidence[:half], *turned(evidence[half:], turn)], side))


def scattered(
    evidence: Sequence[MountingEvidence], side: Side, deg: float, rng: np.random.Generator
) -> str:
    """Turn the case anew for each stride, by an SD of so much about each axis."""
    loose: list[MountingEvidence] = []
    for stride in evidence:
        turn = Rotation.from_rotvec(np.radians(deg) * rng.standard_normal(3)).as_matrix()
        loose += turned([stride], turn)
    case = case_movement(loose, np.ones(len(loose), bool), side)
    return "problem" if case.doubt else noticed(case.change)


def turned(evidence: Sequence[MountingEvidence], turn: Matrix) -> list[MountingEvidence]:
    """Return what a case that sits otherwise would have felt."""
    return [
        MountingEvidence(turn @ e.up, turn @ e.spread @ turn.T, turn @ e.travel_m) for e in evidence
    ]


def outer_foot_agrees(strides: pd.DataFrame) -> bool | None:
    """Whether the foot that went farther in turns is the outer one by its label.

    None where only one foot is there, or the walk hardly turns. This is a sign that the doctor
    does not use.
    """
    known = strides[strides["stride_length_m"].notna() & strides["turn_deg"].notna()]
    own = {side: known[known["side"] == side] for side in ("left", "right")}
    if any(foot.empty for foot in own.values()):
        return None
    first_s = max(foot["start_s"].min() for foot in own.values())
    last_s = min(foot["end_s"].max() for foot in own.values())
    t_s = np.arange(first_s, last_s, _STEP_S)
    speed, rate = (
        {side: per_second(foot, name, t_s) for side, foot in own.items()}
        for name in ("stride_length_m", "turn_deg")
    )
    ahead = speed["right"] - speed["left"]
    turning = 0.5 * (rate["left"] + rate["right"])
    both = np.isfinite(ahead) & np.isfinite(turning)
    if np.abs(turning[both]).sum() * _STEP_S < _LEAST_TURN_DEG:
        return None
    return bool(ahead[both] @ turning[both] > 0.0)


def per_second(strides: pd.DataFrame, name: str, t_s: Matrix) -> Matrix:
    """Spread a quantity of each stride evenly over its time; NaN between strides."""
    spread = np.full(len(t_s), np.nan)
    for start_s, end_s, value in strides[["start_s", "end_s", name]].to_numpy(np.float64):
        spread[(t_s >= start_s) & (t_s < end_s)] = value / (end_s - start_s)
    return spread
