"""How well the stepping pattern tells the offset of two clocks that do not agree.

    python analysis/06_stepping_clock/study.py

Both feet of each walk were recorded on one clock. The right one is given another (an offset within
±20 s, a rate within ±100 ppm), each file loses up to 12 % at either end, and the offset is sought.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import gaitsense
from gaitsense.recordings.stepping_clock import SteppingMatch, SteppingParams, match_clocks
from gaitsense.recordings.swing_train import SwingTrain, find_swings

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "01_open_half"))

from sets import WalkRef, data_folder, load, read_trial, walks

_START, _END = "<!-- table: begin -->", "<!-- table: end -->"
SETS = ("truong2019", "voisard2023", "stroke", "mocap", "4x10m", "stairs")
SCENARIOS = (
    "healthy",
    "left_foot_drop",
    "reduced_lift",
    "right_foot_drop",
    "shuffle",
    "slow_healthy",
    "stairs_down",
    "stairs_up",
    "steppage",
    "toe_drag",
    "toe_first",
    "turns",
)
SEEDS = (21, 22, 23)
MOST_CUT, MOST_S, MOST_PPM = 0.12, 20.0, 100.0
WINDOW_S, WINDOWS_N = 60.0, 4
LIMITS = ("margin", "margin_each", "most_broken", "most_uneven", "fewest_n")

Foot = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Pair:
    """Both feet as two files would give them, and what the clocks truly differ by."""

    group: str
    name: str
    left: SwingTrain | None
    right: SwingTrain | None
    true_s: float


def recorded(data: Path) -> Iterator[tuple[WalkRef, dict[str, Foot]]]:
    """Open every walk of two feet; lost samples are left out."""
    for ref in walks(data):
        if ref.set_name in SETS:
            yield ref, {side: received(foot) for side, foot in load(ref, data).feet.items()}
    trial = read_trial(data / "tripod_excerpt" / "trials" / "FZ_PWS.npz")
    feet = {}
    for side in ("left", "right"):
        acc, gyr = trial[f"acc_{side}"], np.radians(trial[f"gyr_{side}"])
        feet[side] = received((np.arange(len(acc)) / trial["fs"], acc, gyr))
    yield WalkRef("tripod", "FZ_PWS", "tripod", "walk", "Healthy"), feet


def received(foot: Foot) -> Foot:
    """Leave out lost samples."""
    t_s, acc, gyr = foot
    good = np.isfinite(acc).all(axis=1) & np.isfinite(gyr).all(axis=1)
    return t_s[good], acc[good], gyr[good]


def part(foot: Foot, first_s: float, last_s: float) -> Foot:
    """Cut a foot's file at both ends."""
    keep = (foot[0] >= first_s) & (foot[0] < last_s)
    return foot[0][keep], foot[1][keep], foot[2][keep]


def apart(
    group: str, name: str, feet: dict[str, Foot], rng: np.random.Generator, window_s: float = 0.0
) -> Pair:
    """Cut each foot on its own, and give the right one another clock."""
    found = []
    offset_s = rng.uniform(-MOST_S, MOST_S)
    rate = 1.0 + 1e-6 * rng.uniform(-MOST_PPM, MOST_PPM)
    for side in ("left", "right"):
        first_s, last_s = feet[side][0][[0, -1]]
        length_s = last_s - first_s
        if window_s:
            first_s += rng.uniform(0.0, length_s - window_s)
            last_s = first_s + window_s
        else:
            first_s += rng.uniform(0.0, MOST_CUT) * length_s
            last_s -= rng.uniform(0.0, MOST_CUT) * length_s
        t_s, acc, gyr = part(feet[side], first_s, last_s)
        if side == "right":
            t_s = offset_s + rate * t_s
        found.append(find_swings(t_s, acc, gyr))
    return Pair(group, name, found[0], found[1], offset_s)


@cache
def outcome(pair: Pair, params: SteppingParams) -> tuple[SteppingMatch, float]:
    """Seek the offset; return what was said, and the error, s."""
    if pair.left is None or pair.right is None:
        return SteppingMatch(), np.nan
    usual = SteppingParams()
    limits = {name: getattr(params, name) for name in LIMITS}
    if params != usual and replace(usual, **limits) == params:
        # Limits change what is believed of a match, not the match.
        match, error_s = outcome(pair, usual)
        return replace(match, found=match.holds(params)), error_s
    match = match_clocks(pair.left, pair.right, params)
    return match, match.offset_s - pair.true_s


def scored(pairs: Sequence[Pair], params: SteppingParams) -> dict[str, Any]:
    """Count right, wrong and undecided."""
    done = [outcome(pair, params) for pair in pairs]
    stride_s = [
        1.0 if p.left is None else float(np.median(np.diff(p.left.middle_s))) for p in pairs
    ]
    told = np.array([match.found for match, _ in done], bool)
    error_s = np.abs([error_s for _, error_s in done])[told]
    strides = error_s / np.array(stride_s)[told]
    stated_s = np.array([match.error_s for match, _ in done])[told]
    n = len(pairs)
    wrong = strides > 0.5
    near_s = error_s[~wrong]
    return {
        "walks": n,
        "within_50_ms": round(float((error_s <= 0.05).sum()) / n, 4),
        "within_a_half_stride": round(float((~wrong).sum()) / n, 4),
        "wrong_stride": round(float(wrong.sum()) / n, 4),
        "undecided": round(1.0 - len(error_s) / n, 4),
        "median_ms": round(1e3 * float(np.median(near_s)), 1) if len(near_s) else None,
        "worst_ms": round(1e3 * float(np.max(error_s)), 1) if len(error_s) else None,
        "inside_stated": round(float(np.mean(error_s <= stated_s)), 4) if len(error_s) else None,
    }


def accepted(pairs: Sequence[Pair], params: SteppingParams) -> dict[str, Any]:
    """Count files of two walks that are taken for one."""
    taken = [pair.name for pair in pairs if outcome(pair, params)[0].found]
    return {"pairs": len(pairs), "taken_n": len(taken), "taken": round(len(taken) / len(pairs), 4)}


def strangers(
    refs: Sequence[WalkRef], trains: Sequence[dict[str, SwingTrain | None]], *, same: bool
) -> list[Pair]:
    """Pair the left foot of one walk with the right one of another."""
    rng = np.random.default_rng(4)
    pairs = []
    for k, ref in enumerate(refs):
        others = [
            j
            for j, other in enumerate(refs)
            if j != k and (other.person == ref.person) == same and other.set_name == ref.set_name
        ]
        chosen = others if same else list(rng.permutation(others)[:4])
        pairs += [
            Pair(ref.set_name, f"{ref.key} with {refs[j].trial}", trains[k]["left"],
                 trains[j]["right"], np.nan)
            for j in chosen
        ]  # fmt: skip
    return pairs


def simulated() -> list[Pair]:
    """Pair the feet of simulated walks."""
    rng = np.random.default_rng(2)
    pairs = []
    for scenario in SCENARIOS:
        for seed in SEEDS:
            walk = gaitsense.simulate_walk(scenario, seed=seed, rate_hz=100.0).recording
            feet = {s: (walk[s].t_s, walk[s].acc_mps2, walk[s].gyr_radps) for s in walk.sides}
            pairs.append(apart(f"simulated {scenario}", f"{scenario} {seed}", feet, rng))
    return pairs


def long_walks() -> dict[str, Any]:
    """Twenty minutes at ±100 ppm: what is left over at the end, and what an hour costs."""
    rng = np.random.default_rng(3)
    left_ppm, end_ms, told = [], [], 0
    for seed in SEEDS:
        walk = gaitsense.simulate_walk(
            "turns", seed=seed, rate_hz=100.0, sensor="ideal", duration_s=1200.0
        )
        feet = {}
        for side in walk.recording.sides:
            foot = walk.recording[side]
            feet[side] = (foot.t_s, foot.acc_mps2, foot.gyr_radps)
        own = SteppingParams()
        ppm = rng.uniform(-MOST_PPM, MOST_PPM)
        offset_s = rng.uniform(-MOST_S, MOST_S)
        t_s, acc, gyr = feet["right"]
        clock_s = offset_s + (1.0 + 1e-6 * ppm) * t_s
        trains = find_swings(*feet["left"]), find_swings(clock_s, acc, gyr)
        match = match_clocks(trains[0], trains[1], own)
        told += match.found
        left_ppm.append(1e6 * (match.rate - 1.0) - ppm)
        mapped_s = (clock_s - match.offset_s) / match.rate
        end_ms.append(1e3 * float(np.abs(mapped_s - t_s).max()))
    tiled = [np.tile(feet[side][k], (3, 1)) for side in ("left", "right") for k in (1, 2)]
    hour_s = np.arange(len(tiled[0])) / 100.0
    begin = time.process_time()
    match_clocks(find_swings(hour_s, *tiled[:2]), find_swings(hour_s, *tiled[2:]))
    return {
        "walks": len(SEEDS),
        "found": told,
        "rate_error_ppm_worst": round(float(np.max(np.abs(left_ppm))), 1),
        "worst_ms_anywhere": round(max(end_ms), 1),
        "hour_of_both_feet_cpu_s": round(time.process_time() - begin, 3),
    }


def sensitivity(
    pairs: Sequence[Pair], windows: Sequence[Pair], others: Sequence[Pair]
) -> dict[str, dict[str, Any]]:
    """Move every setting by a quarter; two walks of a person are drawn, one pair of five."""
    params = SteppingParams()
    moved = {}
    drawn = others[::5]
    for setting in ("", *SteppingParams.__dataclass_fields__):
        for factor in (0.75, 1.25) if setting else (1.0,):
            value = getattr(params, setting) * factor if setting else 0.0
            changed = replace(params, **{setting: value}) if setting else params
            row = scored(pairs, changed)
            moved[f"{setting} × {factor}" if setting else "as it is"] = {
                key: row[key] for key in ("within_a_half_stride", "wrong_stride", "undecided")
            } | {
                "treadmill_wrong": scored(windows, changed)["wrong_stride"],
                "other_walk_taken": accepted(drawn, changed)["taken"],
            }
    return moved


def table(rows: dict[str, dict[str, Any]]) -> list[str]:
    """Write rows as a table."""
    heads = list(next(iter(rows.values())))
    cells = (
        f"| {name} | " + " | ".join("–" if row[h] is None else f"{row[h]:g}" for h in heads) + " |"
        for name, row in rows.items()
    )
    return ["| | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads), *cells]


def main() -> None:
    """Run the study and write its results."""
    rng = np.random.default_rng(1)
    refs, trains, pairs, windows = [], [], [], []
    for ref, feet in recorded(data_folder(None)):
        refs.append(ref)
        trains.append({side: find_swings(*foot) for side, foot in feet.items()})
        pairs.append(apart(ref.set_name, ref.key, feet, rng))
        if ref.set_name == "stroke":
            windows += [
                apart("treadmill", f"{ref.key} {k}", feet, rng, WINDOW_S) for k in range(WINDOWS_N)
            ]
    sim = simulated()
    params = SteppingParams()
    kinds = {"truong2019": "truong2019", "voisard2023": "voisard2023", "stroke": "stroke, 120 s"}
    rows = {
        label: scored([p for p in pairs if p.group == name], params)
        for name, label in kinds.items()
    }
    for group in sorted({r.group for r in refs if r.set_name == "truong2019"}):
        own = [p for p, r in zip(pairs, refs, strict=True) if r.group == group
               and r.set_name == "truong2019"]  # fmt: skip
        rows[f"truong2019, {group.lower()}"] = scored(own, params)
    rows["single walks (5047, 4x10m, stairs, tripod)"] = scored(
        [p for p in pairs if p.group not in kinds], params
    )
    rows["all real walks"] = scored(pairs, params)
    rows["treadmill, windows of 60 s"] = scored(windows, params)
    rows["all simulated walks"] = scored(sim, params)
    for scenario in SCENARIOS:
        own = [p for p in sim if p.group == f"simulated {scenario}"]
        rows[f"simulated {scenario}"] = scored(own, params)
    mixed = {
        f"{name}, {word}": accepted([p for p in strangers(refs, trains, same=same)
                                     if p.group == name], params)
        for name in kinds
        for same, word in ((True, "another walk of the same person"), (False, "another person"))
    }  # fmt: skip
    moved = sensitivity(pairs, windows, strangers(refs, trains, same=True))
    wrong = [
        {"walk": p.name, "error_s": round(e, 3), "margin": round(m.margin, 1)}
        for p in (*pairs, *windows, *sim)
        for m, e in (outcome(p, params),)
        if m.found and abs(e) > 0.3
    ]
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "most_cut": MOST_CUT,
        "same_walk": rows,
        "two_walks": mixed,
        "long_walks": long_walks(),
        "settings_moved": moved,
        "wrong": wrong,
        "left_out": "pyshoe and koroglu: one foot only",
    }
    (_HERE / "result.json").write_text(json.dumps(facts, indent=2) + "\n")
    lines = [
        "Files of one walk:",
        "",
        *table(rows),
        "",
        "Files of two walks, which should be undecided:",
        "",
        *table(mixed),
        "",
        "Twenty minutes (simulated), rates included, and what an hour costs:",
        "",
        *table({"turns": facts["long_walks"]}),
        "",
        "Every setting a quarter lower and higher, all real walks:",
        "",
        *table(moved),
    ]
    print("\n".join(lines))
    readme = _HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    _, after = rest.split(_END)
    readme.write_text(f"{before}{_START}\n" + "\n".join(lines) + f"\n{_END}{after}")


if __name__ == "__main__":
    main()
