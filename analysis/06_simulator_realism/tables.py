"""The README's tables, written from the study's results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from collecting import ORIGINS, REAL, Collected, only
from strides import MEASURES, SWING_PARTS
from weighing import by_person, quantiles, spread

LEVELS: Final = (0.01, 0.05, 0.5, 0.95, 0.99)
#: What a detector of drags looks at.
DRAG_MEASURES: Final = (
    "swing_acc_rms_mps2",
    "swing_acc_burst_mps2",
    "swing_gyr_rms_dps",
    "swing_wobble_dps",
    "speed_dip_share",
    "speed_peak_ratio",
    "speed_peak_at",
    "toe_clearance_min_m",
    "toe_early_m",
    "toe_middle_m",
    "toe_late_m",
    "toe_lowest_at",
    "toe_low_share",
    "foot_pitch_late_swing_max_deg",
)
_LANDING_MEASURES: Final = (
    "contact_acc_peak_mps2",
    "contact_acc_rms_mps2",
    "contact_gyr_peak_dps",
    "contact_decay_s",
    "clipped",
    "stance_acc_rms_mps2",
    "stance_gyr_rms_dps",
)
_KINEMATIC_MEASURES: Final = (
    "stride_time_s",
    "stride_length_m",
    "swing_share",
    "push_off_share",
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_contact_deg",
    "foot_pitch_range_deg",
    "swing_pitch_rate_max_dps",
    "slap_pitch_rate_dps",
    "heel_clearance_max_m",
    "sensor_lift_max_m",
    "lateral_excursion_m",
)
#: Dips of the forward speed that are counted, share of the top speed; the program's sign is 0.06.
_DIPS: Final = (0.001, 0.01, 0.04, 0.06)
_AS_FACTOR: Final = ("swing_", "contact_", "stance_", "slap_")


def percentiles(table: pd.DataFrame) -> dict[str, dict[str, list[float]]]:
    """Percentiles 1, 5, 50, 95, 99 of every measure, per origin."""
    names = [name for name in (*MEASURES, "clipped") if not name.startswith("rate_")]
    return {
        name: {
            origin: [
                round(float(v), 4)
                for v in quantiles(table[table["origin"] == origin], name, np.array(LEVELS))
            ]
            for origin in ORIGINS
        }
        for name in names
    }


def spreads(every: Collected) -> dict[str, Any]:
    """Spread between people and from stride to stride; as a factor's where values are positive."""
    out: dict[str, Any] = {}
    for name in (*DRAG_MEASURES, *_LANDING_MEASURES, *_KINEMATIC_MEASURES):
        if name == "clipped":
            continue
        ratio = name.startswith(_AS_FACTOR) and not name.endswith("share")
        out[name] = {
            origin: {k: round(v, 4) for k, v in spread(own, name, ratio=ratio).items()}
            for origin in ORIGINS
            for own in (only(every, origin).table,)
        }
        out[name]["as"] = "factor" if ratio else "number"
    return out


def through_swing(every: Collected) -> dict[str, list[float]]:
    """Force above 20 Hz in each tenth of swing, m/s²: median over people."""
    return {
        origin: [
            round(float(v), 3)
            for v in np.median(by_person(own.curves["vibration_mps2"], own.table["person"]), axis=0)
        ]
        for origin in ORIGINS
        for own in (only(every, origin),)
    }


def dips(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Tell how often the forward speed dips in swing, and how far at most, per origin."""
    out = {}
    for origin in ORIGINS:
        own = table.loc[table["origin"] == origin, "speed_dip_share"]
        row = {"strides": float(len(own))}
        row |= {f"over {100 * most:g} %": round(float((own > most).mean()), 4) for most in _DIPS}
        out[origin] = row | {"largest": round(float(own.max()), 4)}
    return out


def by_set(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Count people and strides of each set, with medians of what differs most between sets."""
    out = {}
    for name, own in table.groupby("set_name", sort=False):
        row: dict[str, Any] = {}
        for origin in ORIGINS:
            part = own[own["origin"] == origin]
            if origin == REAL:
                row |= {"people": part["person"].nunique(), "strides": len(part)}
            for measure in ("swing_acc_rms_mps2", "contact_acc_peak_mps2", "contact_gyr_peak_dps"):
                row[f"{measure}, {origin}"] = round(
                    float(part.groupby("person")[measure].median().median()), 2
                )
            row[f"clipped, {origin}"] = round(float(part["clipped"].mean()), 3)
        out[str(name)] = row
    return out


def write(folder: Path, facts: Mapping[str, Any]) -> None:
    """Put all tables into the README, each between its markers."""
    readme = folder / "README.md"
    text = readme.read_text()
    for name, lines in _tables(facts).items():
        start, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, rest = text.split(start)
        text = f"{before}{start}\n" + "\n".join(lines) + f"\n{end}{rest.split(end)[1]}"
    readme.write_text(text)


def _tables(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "sets": _rows(facts["sets"]),
        "told": _told(facts["told"]),
        "families": _families(facts["told"]),
        "alone": _alone(facts["told"]),
        "drag": _percentiles(facts["percentiles"], DRAG_MEASURES),
        "landing": _percentiles(facts["percentiles"], _LANDING_MEASURES),
        "kinematics": _percentiles(facts["percentiles"], _KINEMATIC_MEASURES),
        "dips": _rows(facts["dips"]),
        "through": _through(facts["through_swing"]),
        "spreads": _spreads(facts["spreads"]),
        "knobs": _rows({str(k + 1): row for k, row in enumerate(facts["knobs"])}),
    }


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _rows(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    heads = list(next(iter(rows.values())))
    return _table(
        ["", *heads], [[key, *(_text(row[h]) for h in heads)] for key, row in rows.items()]
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"


def _score(score: Mapping[str, Any], key: str) -> str:
    shown = f"{score[key]:.3f}"
    if f"{key}_95" in score:
        low, high = score[f"{key}_95"]
        shown += f" ({low:.3f} to {high:.3f})"
    return shown


def _told(told: Mapping[str, Any]) -> list[str]:
    heads = ["simulated walks", "classifier", "strides of", "people", "AUC", "balanced accuracy"]
    rows = [
        [origin, model, where, str(score["people"])]
        + [_score(score, key) for key in ("auc", "balanced_accuracy")]
        for origin, result in told.items()
        for model, scored in result["models"].items()
        for where, score in scored.items()
    ]
    return _table(heads, rows)


def _families(told: Mapping[str, Any]) -> list[str]:
    names = list(next(iter(told.values()))["families"])
    rows = [
        [name, *(_score(result["families"][name], "auc") for result in told.values())]
        for name in names
    ]
    return _table(["told by these alone, AUC", *told], rows)


def _alone(told: Mapping[str, Any]) -> list[str]:
    first = next(iter(told.values()))
    size = {
        name: max(max(r["alone"][name], 1.0 - r["alone"][name]) for r in told.values())
        for name in first["alone"]
    }
    names = sorted(size, key=lambda name: -size[name])
    heads = ["measure"]
    for origin in told:
        heads += [f"{origin}: AUC alone", "AUC lost when shuffled"]
    rows = []
    for name in names:
        row = [f"`{name}`"]
        for result in told.values():
            row += [f"{result['alone'][name]:.3f}", f"{result['shuffled'][name]:+.3f}"]
        rows.append(row)
    return _table(heads, rows)


def _percentiles(found: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    heads = ["measure", "walks", *(f"{100 * level:g} %" for level in LEVELS), "width, real = 1"]
    rows = []
    for name in names:
        real = found[name][REAL]
        for origin in ORIGINS:
            own = found[name][origin]
            wide = (own[3] - own[1]) / (real[3] - real[1]) if real[3] > real[1] else np.nan
            shown = "1" if origin == REAL else "–" if np.isnan(wide) else f"{wide:.2g}"
            label = f"`{name}`" if origin == REAL else ""
            rows.append([label, origin, *(_text(v) for v in own), shown])
    return _table(heads, rows)


def _through(rows: Mapping[str, list[float]]) -> list[str]:
    heads = ["m/s²", *(f"{100 * k // SWING_PARTS}–{100 * (k + 1) // SWING_PARTS} %"
                       for k in range(SWING_PARTS))]  # fmt: skip
    return _table(heads, [[name, *(f"{v:.2f}" for v in row)] for name, row in rows.items()])


def _spreads(rows: Mapping[str, Any]) -> list[str]:
    heads = ["measure"]
    for origin in ORIGINS:
        heads += [f"{origin}: median", "between people", "stride to stride"]
    lines = []
    for name, row in rows.items():
        line = [f"`{name}`" + (" (log)" if row["as"] == "factor" else "")]
        for origin in ORIGINS:
            line += [_text(row[origin][key]) for key in ("median", "between", "within")]
        lines.append(line)
    return _table(heads, lines)
