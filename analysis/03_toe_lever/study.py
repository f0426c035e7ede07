"""Where the toe lies, learned from push-off: against markers, simulated truth, and itself.

Run `python analysis/03_toe_lever/study.py` (about two minutes); it writes `result.json`, the
tables of the README and `pivot.png`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

import gaitsense
from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.mounting_change import case_movement
from gaitsense.gait.sole_points import ball_pivots_m
from gaitsense.gait.traces import batches
from gaitsense.model.recording import Recording
from gaitsense.model.shoe import Shoe
from gaitsense.simulate.scenario import load_scenario, scenario_names
from gaitsense.simulate.walk import simulate_walk

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "01_open_half"))

from matching import fit_lever, lever_height
from sets import SIDES, WalkRef, data_folder, load, walks

_START, _END = "<!-- table: begin -->", "<!-- table: end -->"
_SHIPPED: Final = gaitsense.GaitConfig()
#: Nothing is learned: the arm is what the sensor's place lets expect.
_EXPECTED: Final = replace(
    _SHIPPED,
    sole_points=replace(_SHIPPED.sole_points, fewest_strides_n=1_000_000, most_strides_n=1_000_000),
)
_MODES: Final = {"expected": _EXPECTED, "learned": _SHIPPED}
_TURNS_DEG: Final = (10.0, 12.0, 15.0, 20.0, 30.0)


def against_markers(data: Path) -> list[dict[str, Any]]:
    """One healthy subject: arm of the toe marker, and its lowest height in mid-swing."""
    (ref,) = (ref for ref in walks(data) if ref.set_name == "mocap")
    walk = load(ref, data)
    rows = []
    for mode, config in _MODES.items():
        found = gaitsense.analyze(Recording.from_arrays(walk.feet), config)
        for side in SIDES:
            markers = walk.truth["markers"][side]
            t_s, toe_m = markers["t_s"], markers["toe"][:, 2]
            mounting = found.mounting(side)
            axes = np.stack([mounting.forward, mounting.leftward, mounting.up])
            height, lever = lever_height(found.trajectory(side), t_s)
            missing, levers, low = [], [], []
            own = found.strides[found.strides["side"] == side]
            middle_s = 0.5 * (own["toe_off_s"] + own["initial_contact_s"]).to_numpy()
            for stride in walk.truth["strides"][side].itertuples():
                base_m = float(np.interp(stride.start_s, t_s, toe_m))
                swing = (t_s >= stride.tc_s) & (t_s < stride.ic_s)
                missing.append(toe_m[swing] - base_m - height[swing])
                levers.append(lever[swing])
                span_s = stride.ic_s - stride.tc_s
                passing = (t_s >= stride.tc_s + 0.25 * span_s) & (
                    t_s <= stride.tc_s + 0.75 * span_s
                )
                (place,) = np.nonzero((middle_s > stride.tc_s) & (middle_s < stride.ic_s))
                if len(place) == 1:
                    ours_m = float(own["toe_clearance_min_m"].iloc[place[0]])
                    low.append(1000.0 * (ours_m - (toe_m[passing].min() - base_m)))
            rows.append(
                {
                    "arm": mode,
                    "foot": side,
                    "marker_arm_mm": 1000.0 * float((axes @ fit_lever(missing, levers))[0]),
                    "toe_arm_mm": 1000.0 * found.feet[side].sole.toe_forward_m,
                    "clearance_bias_mm": float(np.nanmean(low)),
                    "clearance_sd_mm": float(np.nanstd(low)),
                    "said_sd_mm": 1000.0 * float(own["toe_clearance_min_m_sd"].median()),
                }
            )
    return rows


def _simulated(task: tuple[str, str, int]) -> list[dict[str, Any]]:
    name, place, seed = task
    scenario = replace(load_scenario(name), sensor_place=place, placement_spread=1.0)
    walk = simulate_walk(scenario, seed, duration_s=60.0)
    rows = []
    for told in (True, False):
        recording = walk.recording
        if not told:
            feet = {
                side: replace(foot, info=replace(foot.info, shoe=Shoe()))
                for side, foot in ((s, recording[s]) for s in recording.sides)
            }
            recording = Recording(feet, recording.metadata)
        for mode, config in _MODES.items():
            found = gaitsense.analyze(recording, config)
            for side in found.feet:
                sole = found.feet[side].sole
                true_m = float(walk.truth.placement[side].toe_from_sensor_m[0])
                rows.append(
                    {
                        "scenario": name,
                        "shoe": "told" if told else "not told",
                        "arm": mode,
                        "learned": sole.strides_n > 0,
                        "arm_error_mm": 1000.0 * (sole.toe_forward_m - true_m),
                        "arm_sd_mm": 1000.0 * sole.toe_forward_sd_m,
                        **_clearance(found, walk.truth.strides, side),
                    }
                )
    return rows


def _clearance(found: Any, truth: pd.DataFrame, side: str) -> dict[str, float]:
    own = found.strides[(found.strides["side"] == side) & (found.strides["context"] == "level")]
    errors, said = [], []
    for stride in truth[truth["side"] == side].itertuples():
        near = own[(own["toe_off_s"] - stride.toe_off_s).abs() < 0.12]
        if len(near) == 1:
            errors.append(float(near["toe_clearance_min_m"].iloc[0]) - stride.toe_clearance_min_m)
            said.append(float(near["toe_clearance_min_m_sd"].iloc[0]))
    if not errors:
        return {"clearance_bias_mm": np.nan, "clearance_said_mm": np.nan}
    return {
        "clearance_bias_mm": 1000.0 * float(np.nanmean(errors)),
        "clearance_said_mm": 1000.0 * float(np.nanmedian(said)),
    }


def against_truth(pool: Any) -> list[dict[str, Any]]:
    """Measure the error of arm and clearance in all scenarios and places."""
    places = (("dorsum", 1), ("lateral", 2), ("heel", 3))
    tasks = [(name, place, seed) for name in scenario_names() for place, seed in places]
    table = pd.DataFrame([row for rows in pool.imap(_simulated, tasks) for row in rows])
    out = []
    for (told, mode), own in table.groupby(["shoe", "arm"]):
        out.append(
            {
                "shoe": told,
                "arm": mode,
                "feet": len(own),
                "learned_share": float(own["learned"].mean()),
                "arm_error_rms_mm": _rms(own["arm_error_mm"]),
                "arm_error_by_its_sd": _rms(own["arm_error_mm"] / own["arm_sd_mm"]),
                "clearance_bias_rms_mm": _rms(own["clearance_bias_mm"]),
                "bias_by_its_sd": _rms(own["clearance_bias_mm"] / own["clearance_said_mm"]),
            }
        )
    return out


def _rms(values: pd.Series) -> float:
    return float(np.sqrt(np.nanmean(np.square(values.to_numpy(float)))))


def _real(task: tuple[WalkRef, Path]) -> list[dict[str, Any]]:
    ref, data = task
    found = gaitsense.analyze(Recording.from_arrays(load(ref, data).feet))
    rows = []
    for side, foot in found.feet.items():
        fit = [trace for trace in found.traces[side] if abs(trace.turn_rad) < np.radians(15.0)]
        scatter = np.nan
        if foot.sole.strides_n:
            pivots = np.concatenate(
                [
                    ball_pivots_m(
                        batch,
                        foot.mounting,
                        foot.gain.factor,
                        fit[int(batch.rows[0])].period_s,
                        _SHIPPED.sole_points,
                    )
                    for batch in batches(fit)
                ]
            )
            pivots = pivots[np.isfinite(pivots)]
            scatter = 1482.6 * float(np.median(np.abs(pivots - np.median(pivots))))
        level = np.asarray(foot.table["context"] == "level")
        rows.append(
            {
                "set": ref.set_name,
                "kind": ref.kind,
                "person": ref.person,
                "side": side,
                "learned": foot.sole.strides_n > 0,
                "ball_mm": 1000.0 * foot.sole.ball_forward_m if foot.sole.strides_n else np.nan,
                "scatter_mm": scatter,
                "moved": foot.moved,
                "turned": foot.change.turned,
                **_turned(found.traces[side], level, foot.mounting, side),
            }
        )
    return rows


def _turned(traces: Any, level: Any, mounting: Any, side: str) -> dict[str, str]:
    """Turn the second half of the strides about an axis of the foot; tell what is said."""
    out = {}
    # The contexts are those of the untouched walk; a turned case would not change them much.
    evidence = [t.evidence for t, fit in zip(traces, level, strict=True) if fit]
    if len(evidence) < 16:
        return out
    half = len(evidence) // 2
    for name, axis in (("vertical", mounting.up), ("long", mounting.forward)):
        across = np.cross(np.eye(3), axis).T
        for degrees in _TURNS_DEG:
            a = np.radians(degrees)
            turn = np.eye(3) + np.sin(a) * across + (1.0 - np.cos(a)) * across @ across
            behind = [
                MountingEvidence(turn @ e.up, turn @ e.spread @ turn.T, turn @ e.travel_m)
                for e in evidence[half:]
            ]
            whole = evidence[:half] + behind
            case = case_movement(whole, np.ones(len(whole), bool), side)
            out[f"{name} {degrees:g}"] = (
                "doubt" if case.doubt else "note" if case.change.turned else ""
            )
    return out


def on_real_feet(pool: Any, data: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How well strides, feet and walks of one person agree; and what is said of moved cases."""
    tasks = [(ref, data) for ref in walks(data)]
    table = pd.DataFrame([row for rows in pool.imap(_real, tasks, chunksize=8) for row in rows])
    arms = []
    for name, own in table.groupby("set", sort=False):
        person = own.groupby(["person", "side"])["ball_mm"]
        arms.append(
            {
                "set": name,
                "feet": len(own),
                "learned": int(own["learned"].sum()),
                "ball_median_mm": float(own["ball_mm"].median()),
                "stride_scatter_mm": float(own["scatter_mm"].median()),
                "stride_scatter_95th_mm": float(own["scatter_mm"].quantile(0.95)),
                "one_foot_again_sd_mm": float(person.std().median()),
                "between_feet_sd_mm": float(person.median().std()),
            }
        )
    moved = [
        {
            "case": "untouched",
            "feet": len(table),
            "noticed": float(table["turned"].mean()),
            "doubted": float((table["moved"] != "").mean()),
        }
    ]
    for column in (name for name in table if name.split()[0] in ("vertical", "long")):
        said = table[column].dropna()
        moved.append(
            {
                "case": f"half of it turned about the {column}°",
                "feet": len(said),
                "noticed": float((said != "").mean()),
                "doubted": float((said == "doubt").mean()),
            }
        )
    return arms, moved


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Draw arms and clearance errors before and after."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    table = pd.DataFrame(rows)
    figure, axes = plt.subplots(1, 2, figsize=(7.0, 2.8), layout="constrained")
    names = [f"{row['shoe']},\n{row['arm']}" for row in rows]
    for axis, column, title in (
        (axes[0], "arm_error_rms_mm", "arm of the toe"),
        (axes[1], "clearance_bias_rms_mm", "toe clearance"),
    ):
        axis.bar(names, table[column], color=["0.7", "C0"] * 2)
        axis.set_title(f"{title}: error, RMS over feet, mm", fontsize=9)
        axis.tick_params(labelsize=8)
    figure.savefig(path, dpi=120)


def _table(rows: list[dict[str, Any]]) -> str:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += ["| " + " | ".join(_cell(row.get(head)) for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if np.isfinite(value) else "–"
    return str(value)


def main() -> None:
    """Run the study."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    data = data_folder(None)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        simulated = against_truth(pool)
        arms, moved = on_real_feet(pool, data)
    parts = {
        "Against markers (one healthy subject, shoe not told)": against_markers(data),
        "Against simulated truth (12 scenarios, three places of the case)": simulated,
        "On real feet: the ball's distance ahead of the sensor": arms,
        "What is said of a case turned half-way (16 straight level strides or more)": moved,
    }
    draw(simulated, HERE / "pivot.png")
    facts = {"version": gaitsense.__version__, "config_hash": _SHIPPED.hash, "tables": parts}
    (HERE / "result.json").write_text(json.dumps(facts, indent=2).replace("NaN", "null") + "\n")
    text = "\n\n".join(f"{title}:\n\n{_table(rows)}" for title, rows in parts.items())
    readme = HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    readme.write_text(f"{before}{_START}\n{text}\n{_END}{rest.split(_END)[1]}")
    print(text)


if __name__ == "__main__":
    main()
