"""How soon and how rightly the early word is said; writes early.json and the tables of early.md.

python analysis/04_toe_drag/early.py [--jobs N] [--every K] [--only exam|real]

Simulated walks are those of the exam with a sensor fast enough to see the shaking, cut into
blocks of 20 ms as a radio brings them; a word counts from the end of the block that it came
with. Real walks are every fourth healthy one of the open recordings.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "01_open_half")]

import exam
import sets

import gaitsense

BLOCK_S: Final = 0.02
#: Real walks that are left out: each one of so many is heard.
EVERY_REAL: Final = 4
KINDS: Final = ("partial", "push_off", "landing", "full_swing", "scuff", "stumble")


def live(recording: gaitsense.Recording) -> pd.DataFrame:
    """Push a recording in blocks; list words and closed strides with the time they came at."""
    pipeline = gaitsense.GaitPipeline(recording.streams)
    rate_hz = max(recording[side].rate_hz for side in recording.sides)
    rows = []
    for block in recording.blocks(max(1, round(BLOCK_S * rate_hz))):
        for event in pipeline.push(block):
            if isinstance(event, gaitsense.ToeDragSuspected):
                rows.append((event.side, "word", float(block.t_s[-1]), event.t_s, np.nan))
            elif isinstance(event, gaitsense.StrideClosed):
                contact_s = event.stride["initial_contact_s"]
                rows.append((event.side, "closed", float(block.t_s[-1]), event.t_s, contact_s))
    return pd.DataFrame(rows, columns=["side", "event", "came_s", "t_s", "contact_s"])


def heard(case: exam.Case) -> tuple[list[dict[str, Any]], list[float]]:
    """Hear one walk of the exam: one row per true stride, and how late closed strides came."""
    walk = case.walk()
    events = live(walk.recording)
    strides = exam.labelled(walk)
    kinds = walk.truth.drags.set_index(["side", "stride_id"])["kind"].to_dict()
    rows, late = [], []
    for side, own in strides.groupby("side"):
        words = events[(events["side"] == side) & (events["event"] == "word")]
        closed = events[(events["side"] == side) & (events["event"] == "closed")]
        for stride in own.itertuples():
            inside = words[(words["t_s"] >= stride.start_s) & (words["t_s"] < stride.end_s)]
            before = inside[inside["came_s"] < stride.initial_contact_s]
            came_s = float(before["came_s"].iloc[0]) if len(before) else math.nan
            onset_s = stride.toe_drag_start_s
            rows.append(
                {
                    "gait": case.gait,
                    "group": case.group,
                    "surface": case.scenario.surface,
                    "label": stride.label,
                    "level": stride.context == exam.EXAM["truth"]["context"],
                    "kind": kinds.get((side, stride.stride_id), ""),
                    "words": len(inside),
                    # Before the toe touches, a word is luck.
                    "told": bool(came_s >= onset_s),
                    "too_soon": bool(came_s < onset_s),
                    "lead_s": stride.initial_contact_s - came_s,
                    "delay_s": came_s - onset_s,
                    # Before a first stride has closed nothing can be said.
                    "known": bool(len(closed) and closed["came_s"].iloc[0] < stride.toe_off_s),
                }
            )
        true_s = own["initial_contact_s"].dropna().to_numpy()
        for row in closed.itertuples():
            near = np.abs(true_s - row.contact_s)
            if len(near) and near.min() < 0.2:
                late.append(row.came_s - float(true_s[near.argmin()]))
    return rows, late


def real(ref: sets.WalkRef) -> dict[str, Any]:
    """Hear one real walk: strides and words."""
    walk = sets.load(ref, sets.data_folder(None))
    events = live(gaitsense.Recording.from_arrays(walk.feet))
    counts = events["event"].value_counts()
    return {
        "set": ref.set_name,
        "walk": ref.key,
        "person": ref.person,
        "strides": int(counts.get("closed", 0)),
        "words": int(counts.get("word", 0)),
    }


def drags(table: pd.DataFrame) -> dict[str, Any]:
    """Sum up the dragged strides of a table."""
    own = table[(table["label"] == "drag") & table["known"]]
    told = own[own["told"]]
    lead_ms, delay_ms = 1e3 * told["lead_s"], 1e3 * told["delay_s"]
    return {
        "drags": len(own),
        "told": _rounded(own["told"].mean()),
        "too_soon": _rounded(own["too_soon"].mean()),
        "lead_ms": _rounded(lead_ms.median(), 0),
        "lead_p5_ms": _rounded(lead_ms.quantile(0.05), 0),
        "delay_ms": _rounded(delay_ms.median(), 0),
    } | free(table)


def free(table: pd.DataFrame) -> dict[str, Any]:
    """Count false words of the strides without a touch."""
    own = table[table["label"].isin(["clean", "near_miss"])]
    return {
        "without": len(own),
        "false_per_100": _rounded(100.0 * own["words"].mean(), 2),
    }


def _rounded(value: float, digits: int = 3) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)


def exam_result(pool: ProcessPoolExecutor, every: int) -> dict[str, Any]:
    """Hear the walks of the exam."""
    floors = len(exam.EXAM["surfaces"])
    every_fast = [case for case in exam.cases() if not case.slow]
    # The floors go round from gait to gait.
    fast = [case for k, case in enumerate(every_fast) if (k // floors + k) % every == 0]
    given = list(pool.map(heard, fast))
    table = pd.DataFrame([row for rows, _ in given for row in rows])
    late_ms = 1e3 * np.array([value for _, late in given for value in late])
    parts = {"all": drags(table), "level": drags(table[table["level"]])}
    for kind in KINDS:
        parts[f"drag: {kind}"] = {
            k: v
            for k, v in drags(table[table["kind"] == kind]).items()
            if k not in ("without", "false_per_100")
        }
    for name in ("surface", "group", "gait"):
        for value, own in table.groupby(name, sort=False):
            parts[f"{name}: {value}"] = drags(own)
    near = table[table["label"] == "near_miss"]
    return {
        "walks": len(fast),
        "parts": parts,
        "near_misses": free(near),
        "closed_after_contact_ms": {
            "strides": len(late_ms),
            "median": _rounded(float(np.median(late_ms)), 0),
            "p95": _rounded(float(np.quantile(late_ms, 0.95)), 0),
        },
    }


def real_result(pool: ProcessPoolExecutor) -> dict[str, Any]:
    """Hear every fourth real healthy walk."""
    refs = [
        ref
        for ref in sets.walks(sets.data_folder(None))
        if ref.group == "Healthy" and ref.kind != "run"
    ][::EVERY_REAL]
    table = pd.DataFrame(list(pool.map(real, refs)))
    people = table.groupby("person")[["strides", "words"]].sum()
    people = people.assign(per_100=100.0 * people["words"] / people["strides"].clip(lower=1))
    sums = {
        str(name): {
            "walks": len(own),
            "strides": int(own["strides"].sum()),
            "words": int(own["words"].sum()),
            "false_per_100": _rounded(100.0 * own["words"].sum() / own["strides"].sum(), 2),
        }
        for name, own in [("all", table), *table.groupby("set")]
    }
    return {
        "sets": sums,
        "people": len(people),
        "people_without_a_word": int((people["words"] == 0).sum()),
        "worst": people.sort_values("per_100", ascending=False).head(3).round(2).to_dict("index"),
    }


def tables(result: dict[str, Any]) -> str:
    """Write the result as tables."""
    lines = [
        "| | drags | told | too soon | lead, ms | lead p5, ms | delay, ms | free | false per 100 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    names = (
        "drags", "told", "too_soon", "lead_ms", "lead_p5_ms", "delay_ms", "without",
        "false_per_100",
    )  # fmt: skip
    for part, values in result["exam"]["parts"].items():
        lines.append(f"| {part} | " + " | ".join(_shown(values.get(n)) for n in names) + " |")
    lines += [
        "",
        "| real walks | walks | strides | words | false per 100 |",
        "|---|---|---|---|---|",
    ]
    for part, values in result["real"]["sets"].items():
        lines.append(f"| {part} | " + " | ".join(_shown(v) for v in values.values()) + " |")
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def main() -> None:
    """Measure, and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--every", type=int, default=1, help="hear one walk of K of the exam")
    parser.add_argument("--only", choices=["exam", "real"])
    given = parser.parse_args()
    path = HERE / "early.json"
    result = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    with ProcessPoolExecutor(given.jobs) as pool:
        if given.only != "real":
            result["exam"] = exam_result(pool, given.every)
        if given.only != "exam":
            result["real"] = real_result(pool)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if {"exam", "real"} <= set(result):
        print(tables(result))


if __name__ == "__main__":
    main()
