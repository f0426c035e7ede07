"""S10 false alarms on healthy walking, S11 strides and labels on stairs and 4 x 10 m."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matching import claim_spans, match_events
from methods import Found
from scoring import (
    LeftOut,
    Measured,
    Metric,
    Row,
    RowScore,
    Spot,
    by_person,
    mean_over_people,
    share,
)
from sets import SIDES, Walk, WalkRef

#: Gravity is an estimate on the one, and the other's walker lands at 1 to 2°.
_LIFT_NOT_SCORED: Final = ("truong2019", "4x10m")
_MANY_STRIDES: Final = 100
_MOST_PER_100: Final = 5.0
_MOST_OF_FEW: Final = 2
_BORDER_TOLERANCE_S: Final = 0.100


def _not_healthy_level(ref: WalkRef) -> str:
    """Say why a walk is not healthy level walking; "" when it is."""
    if ref.group != "Healthy":
        return f"walker not healthy ({ref.group.lower()})"
    if ref.set_name == "stairs":
        return "stairs"
    if ref.kind == "run":
        return "running"
    return "crawling, stairs-like or mixed" if ref.kind == "unannotated" else ""


def _measure_s10(walk: Walk, found: Found) -> dict[str, Any]:
    lift_counts = walk.ref.set_name not in _LIFT_NOT_SCORED
    out: dict[str, Any] = dict.fromkeys(
        ("strides", "alarms", "drag", "low", "unsure", "level", "level_unsure"), 0
    )
    out["pattern"] = []
    out["spots"] = []
    for side in walk.feet:
        rows = found.rows(side)
        drag, low = (rows["toe_drag"] == "yes"), (rows["low_lift"] == "yes") & lift_counts
        unsure = (rows["toe_drag"] == "unsure") | ((rows["low_lift"] == "unsure") & lift_counts)
        level = rows["context"] == "level"
        out["strides"] += len(rows)
        out["alarms"] += int((drag | low).sum())
        out["drag"] += int(drag.sum())
        out["low"] += int(low.sum())
        out["unsure"] += int(unsure.sum())
        out["level"] += int(level.sum())
        out["level_unsure"] += int((unsure & level).sum())
        if lift_counts and len(rows):
            out["pattern"].append(found.pattern(side))
        for _, row in rows[drag | low].iterrows():
            word = "drag" if row["toe_drag"] == "yes" else "low lift"
            certainty = np.nan_to_num(float(row["toe_drag_probability"]), nan=0.5)
            out["spots"].append(
                Spot(
                    walk.ref,
                    side,
                    row["start_s"],
                    row["end_s"],
                    certainty,
                    f"{word}, {row['context']}",
                )
            )
    return out


def _score_s10(measured: Measured) -> RowScore:
    names = ("strides", "alarms", "drag", "low", "unsure", "level", "level_unsure")
    people = {
        who: {name: sum(m[name] for _, m in own) for name in names}
        for who, own in by_person(measured).items()
    }
    seen = {who: c for who, c in people.items() if c["strides"]}
    rate = {who: 100.0 * c["alarms"] / c["strides"] for who, c in seen.items()}
    over = [
        who
        for who, c in seen.items()
        if (
            rate[who] > _MOST_PER_100
            if c["strides"] >= _MANY_STRIDES
            else c["alarms"] > _MOST_OF_FEW
        )
    ]
    patterned = [f"{ref.key}" for ref, m in measured if "yes" in m["pattern"]]
    n = sum(c["strides"] for c in seen.values())

    def part(key: str, what: str, top: str, bottom: str, sense: Any, **facts: Any) -> Metric:
        each = {who: 100.0 * share(c[top], c[bottom]) for who, c in seen.items()}
        return Metric(key, what, mean_over_people(each), sense, n=n, per_person=each, **facts)

    metrics = [
        part(
            "alarms",
            "drag or low lift, per 100 strides",
            "alarms",
            "strides",
            "low",
            floor=7.6,
            aim=1.0,
        ),
        Metric(
            "worst",
            "the same, worst person",
            max(rate.values(), default=np.nan),
            "low",
            88.0,
            n=n,
            per_person=rate,
        ),
        Metric(
            "over",
            "people above 5 per 100 (or 2, under 100 strides)",
            len(over),
            "low",
            aim=0,
            n=len(seen),
        ),
        part(
            "unsure_level",
            "unsure, % of strides in level context",
            "level_unsure",
            "level",
            "low",
            aim=10.0,
        ),
        part("unsure", "unsure, % of all strides", "unsure", "strides", "low"),
        part("level", "strides in level context, %", "level", "strides", "high"),
        part("drag", "toe drag alone, per 100 strides", "drag", "strides", "low"),
        Metric(
            "pattern",
            "walks with the foot-drop pattern",
            len(patterned),
            "low",
            aim=0,
            n=sum(bool(m["pattern"]) for _, m in measured),
        ),
    ]
    blind = sum(ref.set_name in _LIFT_NOT_SCORED for ref, _ in measured)
    left_out = [
        LeftOut(
            "walks", "low lift and pattern not scored (gravity estimated; lands at 1 to 2°)", blind
        ),
        LeftOut("people", "no stride found", len(people) - len(seen)),
    ]
    details = {"counts": people, "over": over, "patterned": patterned}
    return RowScore(metrics, left_out, [s for _, m in measured for s in m["spots"]], details)


@cache
def _swings() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).with_name("swings_visible.csv"), comment="#")


def _measure_s11(walk: Walk, found: Found) -> dict[str, Any]:
    table = _swings()
    table = table[table["recording"] == walk.ref.trial]
    counted = ("found", "extra", "drag", "stairs", "labelled", "borders", "borders_found")
    out: dict[str, Any] = dict.fromkeys(counted, 0)
    out |= {"swings": len(table), "false_stairs": 0, "crash": bool(found.problem), "spots": []}
    for side in SIDES:
        visible = table[table["side"] == side].reset_index(drop=True)
        rows = found.rows(side)
        claimed = claim_spans(
            visible["t_s"].to_numpy(float), rows[["start_s", "end_s"]].to_numpy(float)
        )
        out["found"] += sum(k >= 0 for k in claimed)
        out["extra"] += len(rows) - sum(k >= 0 for k in claimed)
        out["drag"] += int((rows["toe_drag"] == "yes").sum())
        stairs = visible["terrain"] != "level"
        context = pd.Series([rows["context"][k] if k >= 0 else "" for k in claimed], dtype=object)
        out["stairs"] += int(stairs.sum())
        out["labelled"] += int((context[stairs] == visible["terrain"][stairs]).sum())
        out["false_stairs"] += int(context[~stairs].isin(("stairs_up", "stairs_down")).sum())
        for k, t in zip(claimed, visible["t_s"], strict=True):
            if k < 0:
                out["spots"].append(Spot(walk.ref, side, t - 1, t + 1, 1.0, "swing not found"))
        borders = walk.truth.get("borders", {}).get(side)
        if borders is not None:
            own = found.times(side, "initial_contact_s")
            contacts = np.unique(borders)
            near = {j for _, j in match_events(own, contacts, _BORDER_TOLERANCE_S)}
            whole = [np.searchsorted(contacts, pair) for pair in borders]
            out["borders"] += len(borders)
            out["borders_found"] += sum(a in near and b in near for a, b in whole)
    return out


def _score_s11(measured: Measured) -> RowScore:
    floors = {"healthy_stair_up": 0.95, "healthy_stair_down": 1.0, "healthy_4x10m_ic": 0.93}
    words = {"healthy_stair_up": "up", "healthy_stair_down": "down", "healthy_4x10m_ic": "4x10 m"}
    metrics = []
    details = {}
    for ref, m in measured:
        word = words[ref.trial]
        details[ref.trial] = {name: value for name, value in m.items() if name != "spots"}
        metrics.append(
            Metric(
                f"{ref.trial}_found",
                f"{word}: strides found, of {m['swings']} swings",
                share(m["found"], m["swings"]),
                "high",
                floors[ref.trial],
                0.97,
                n=m["swings"],
            )
        )
        if m["stairs"]:
            metrics.append(
                Metric(
                    f"{ref.trial}_labelled",
                    f"{word}: swings on stairs so labelled, of {m['stairs']}",
                    share(m["labelled"], m["stairs"]),
                    "high",
                    aim=0.97,
                    n=m["stairs"],
                )
            )
        if m["borders"]:
            metrics.append(
                Metric(
                    f"{ref.trial}_borders",
                    f"{word}: annotated strides found by both contacts, of {m['borders']}",
                    share(m["borders_found"], m["borders"]),
                    "high",
                    n=m["borders"],
                )
            )
    metrics += [
        Metric(
            "extra", "rows without a visible swing", sum(m["extra"] for _, m in measured), "low"
        ),
        Metric(
            "drag", "strides flagged as drag", sum(m["drag"] for _, m in measured), "low", aim=0
        ),
        Metric(
            "crash", "walks refused or crashed", sum(m["crash"] for _, m in measured), "low", aim=0
        ),
    ]
    return RowScore(metrics, [], [s for _, m in measured for s in m["spots"]], details)


ROWS: Final = (
    Row(
        "S10",
        "false alarms on healthy level walking",
        lambda ref: not _not_healthy_level(ref),
        _measure_s10,
        _score_s10,
        why_not=_not_healthy_level,
    ),
    Row(
        "S11",
        "stairs and 4 x 10 m",
        lambda ref: ref.set_name in ("stairs", "4x10m"),
        _measure_s11,
        _score_s11,
    ),
)
