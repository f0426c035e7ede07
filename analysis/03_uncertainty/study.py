"""Measure whether value ± 1.645 standard deviations hold the truth in nine cases of ten.

    python analysis/03_uncertainty/study.py            coverage, figure, tables
    python analysis/03_uncertainty/study.py --fit      and the constants, one person left out

Rewrites `result.json`, `coverage.png` and the README's tables. `--conditions as_recorded,rate_50`
makes a smaller run, which prints only. `--keep FILE` stores the cases, `--cases FILE` takes them
from there, so that constants can be fitted again without analysing anything.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).resolve().parent
# The other folder first: "study" is its module, from which the pool of workers comes.
sys.path[:0] = [str(_HERE.parent / "01_open_half"), str(_HERE)]

import collect
import numpy as np
import pandas as pd
import report
from cases import CONTACT, LATE, LENGTH, SPEED, TIME, TOE
from fit import Chosen, about_definition, choose
from numpy.typing import NDArray
from sets import data_folder, walks
from study import run

import gaitsense
from gaitsense.gait.uncertainty import UncertaintyParams

Array = NDArray[np.float64]

#: Standard deviations that hold nine of ten normal errors, and what counts as nine of ten.
_NINE_OF_TEN: Final = 1.645
_LEAST, _MOST = 0.85, 0.95
#: Unit in which errors of a quantity are printed, and its size.
_UNITS: Final = {
    LENGTH: ("cm", 100.0),
    SPEED: ("cm/s", 100.0),
    CONTACT: ("°", 1.0),
    LATE: ("°", 1.0),
    TOE: ("mm", 1000.0),
    TIME: ("ms", 1000.0),
}
_HEADS: Final = (
    "what",
    "against",
    "landing",
    "condition",
    "n (people)",
    "bias, RMS of error",
    "stated SD",
    "coverage (worst person)",
    "before",
    "85–95 %",
)
_WORDS: Final = {
    LENGTH: "stride length",
    SPEED: "mean speed",
    CONTACT: "pitch at contact",
    LATE: "late-swing maximum",
    TOE: "toe clearance",
    TIME: "time of contact",
}


def coverage(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Judge every quantity, reference, kind of landing and condition; people first."""
    rows = table[np.isfinite(table["error"]) & np.isfinite(table["sd"])].copy()
    rows["whole_sd"] = np.hypot(rows["sd"], rows["reference_sd"])
    rows["inside"] = rows["error"].abs() <= _NINE_OF_TEN * rows["whole_sd"]
    rows["square"] = rows["error"] ** 2
    out = []
    keys = ["quantity", "reference", "landing", "condition"]
    apart = (rows["reference"] == "simulator") | (rows["quantity"] == TIME)
    rows["landing"] = np.where(apart, rows["contact"], "any")
    kinds = rows[~apart].assign(landing=lambda r: r["contact"])
    kinds = kinds[kinds["condition"] == "as_recorded"]
    for key, own in pd.concat([rows, kinds]).groupby(keys, sort=True):
        people = own.groupby("person").agg(
            inside=("inside", "mean"),
            bias=("error", "mean"),
            square=("square", "mean"),
            sd=("whole_sd", "median"),
        )
        out.append(
            dict(zip(keys, key, strict=True))
            | {
                "n": len(own),
                "people": len(people),
                "coverage": float(people["inside"].mean()),
                "worst": float(people["inside"].min()),
                "bias": float(people["bias"].mean()),
                "rms": float(np.sqrt(people["square"].mean())),
                "sd": float(people["sd"].mean()),
            }
        )
    return out


def calibration(table: pd.DataFrame, real: bool) -> dict[str, dict[str, list[float]]]:
    """Actual coverage by nominal coverage, per quantity, as recorded and at other rates."""
    from scipy.stats import norm

    rows = table[np.isfinite(table["error"]) & np.isfinite(table["sd"])]
    rows = rows[(rows["set"] != "simulator") == real]
    rows = rows[rows["condition"].isin(list(collect.SIMULATED_HZ))]
    nominal = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])
    out = {}
    for name, own in rows.groupby("quantity"):
        size = (own["error"].abs() / np.hypot(own["sd"], own["reference_sd"])).to_numpy()
        who = own["person"].to_numpy()
        actual = [
            float(np.mean([np.mean(size[who == one] <= width) for one in np.unique(who)]))
            for width in norm.ppf(0.5 + 0.5 * nominal)
        ]
        out[str(name)] = {"nominal": nominal.tolist(), "actual": actual}
    return out


def table_of(rows: list[dict[str, Any]], before: dict[str, float]) -> str:
    """Write the coverage table."""
    lines = [
        "| " + " | ".join(_HEADS) + " |",
        "|---" * len(_HEADS) + "|",
    ]
    for row in rows:
        unit, factor = _UNITS[row["quantity"]]
        then = before.get(_key(row))
        verdict = "yes" if _LEAST <= row["coverage"] <= _MOST else "over"
        verdict = "**under**" if row["coverage"] < _LEAST else verdict
        lines.append(
            f"| {_WORDS[row['quantity']]} | {row['reference']} | {row['landing']} "
            f"| {row['condition']} | {row['n']} ({row['people']}) "
            f"| {factor * row['bias']:+.2f}, {factor * row['rms']:.2f} {unit} "
            f"| {factor * row['sd']:.2f} {unit} "
            f"| {100 * row['coverage']:.0f} % ({100 * row['worst']:.0f} %) "
            f"| {'–' if then is None else f'{100 * then:.0f} %'} | {verdict} |"
        )
    return "\n".join(lines)


def _key(row: dict[str, Any]) -> str:
    return "|".join(row[k] for k in ("quantity", "reference", "landing", "condition"))


def table_of_constants(chosen: list[Chosen], shipped: dict[str, float]) -> str:
    """Write the fitted constants beside the shipped ones."""
    lines = [
        "| setting | shipped | fitted on all | without each person | most telling person |",
        "|---" * 5 + "|",
    ]
    for one in chosen:
        values = list(one.without.values())
        most = max(one.without, key=lambda who: abs(np.log(one.without[who] / one.value)))
        lines.append(
            f"| {one.setting} | {shipped[one.setting]:g} | {one.value:.3g} "
            f"| {min(values):.3g} … {max(values):.3g} ({len(values)}) | {most} |"
        )
    return "\n".join(lines)


def draw(rows: list[dict[str, Any]], curves: dict[str, Any], path: Path) -> None:
    """Draw coverage per row, and nominal against actual coverage."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(12.0, 6.0), layout="constrained")
    names = list(dict.fromkeys((r["quantity"], r["reference"], r["landing"]) for r in rows))
    left.axvspan(100 * _LEAST, 100 * _MOST, color="#009e73", alpha=0.15)
    for row in rows:
        place = names.index((row["quantity"], row["reference"], row["landing"]))
        main = row["condition"] == "as_recorded"
        left.plot(
            100 * row["coverage"],
            place,
            "o" if main else "|",
            color="#0072b2" if main else "#777777",
            ms=6 if main else 10,
        )
    labels = [f"{_WORDS[q]}, {r}{'' if k == 'any' else f', {k}'}" for q, r, k in names]
    left.set_yticks(range(len(names)), labels, fontsize=7)
    left.set_xlabel("coverage of ± 1.645 SD, %: dots as recorded, bars other conditions")
    left.set_xlim(0, 101)
    left.invert_yaxis()
    right.plot([0, 1], [0, 1], color="#777777", lw=0.8)
    for kind, line in (("real", "-"), ("simulated", ":")):
        for (name, curve), colour in zip(
            curves[kind].items(),
            ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"),
            strict=False,
        ):
            label = f"{_WORDS[name]}, {kind}"
            right.plot(
                curve["nominal"], curve["actual"], line, color=colour, label=label, marker="."
            )
    right.set_xlabel("nominal coverage")
    right.set_ylabel("actual coverage, people first")
    right.legend(fontsize=7)
    figure.savefig(path, dpi=110)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--conditions", help="such as as_recorded,rate_50 (all)")
    parser.add_argument("--fit", action="store_true", help="choose the constants as well")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="store the cases (CSV)")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="take stored cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    return parser.parse_args()


def cases_of(args: argparse.Namespace, conditions: list[str]) -> pd.DataFrame:
    """Collect the cases, or take stored ones; SDs follow the settings as they are now."""
    if args.cases:
        stored = pd.read_csv(args.cases, keep_default_na=True, dtype={"reasons": str})
        return restated(stored, dataclasses.asdict(UncertaintyParams()))
    data = data_folder(args.data)
    done = run(collect.tasks(walks(data), data, conditions), args.jobs, collect.work)
    return pd.DataFrame([case for one in done for case in one])


def restated(table: pd.DataFrame, settings: dict[str, float]) -> pd.DataFrame:
    """Return the cases as other settings would have stated them."""
    variance = table["var_fixed"].fillna(0.0).copy()
    for name, value in settings.items():
        if f"var_{name}" in table:
            variance += value**2 * table[f"var_{name}"].fillna(0.0)
    known = np.isfinite(table["sd"])
    return table.assign(sd=np.where(known, np.sqrt(np.maximum(variance, 0.0)), np.nan))


def with_times(table: pd.DataFrame, settings: dict[str, float]) -> pd.DataFrame:
    """Give times of contact the SD that the pitch at contact is told by, about each definition.

    Kinds of landing are as the program named them, in recordings, or as they were, simulated.
    """
    times = table[table["quantity"] == TIME].copy()
    times["error"] = about_definition(times)
    variance = sum(
        settings[name] ** 2 * times[f"var_{name}"].fillna(0.0)
        for name in ("contact_ms", "flat_contact_ms", "contact_period_share")
    )
    times["sd"] = np.sqrt(variance)
    return pd.concat([table[table["quantity"] != TIME], times])


def main() -> int:
    """Run the study."""
    args = options()
    conditions = args.conditions.split(",") if args.conditions else list(collect.CONDITIONS)
    unknown = set(conditions) - set(collect.CONDITIONS)
    if unknown:
        raise SystemExit(f"no such condition: {', '.join(unknown)}")
    table = cases_of(args, conditions)
    if args.keep:
        table.to_csv(args.keep, index=False)
    shipped = dataclasses.asdict(UncertaintyParams())
    rows = coverage(with_times(table, shipped))
    earlier = _HERE / "result_before.json"
    before = json.loads(earlier.read_text(encoding="utf-8")) if earlier.is_file() else {}
    text = table_of(rows, before)
    print(text)
    chosen = choose(table, shipped) if args.fit else []
    if chosen:
        constants = table_of_constants(chosen, shipped)
        print(constants)
    if len(conditions) < len(collect.CONDITIONS):
        return 0
    curves = {kind: calibration(table, kind == "real") for kind in ("real", "simulated")}
    path = _HERE / "result.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    result = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "settings": shipped,
        "coverage": rows,
        "calibration": curves,
        "constants": [one._asdict() for one in chosen] or kept.get("constants", []),
    }
    text_of_result = json.dumps(report.plain(result), indent=1, ensure_ascii=False)
    path.write_text(text_of_result + "\n", encoding="utf-8")
    report.replace_table(_HERE / "README.md", "coverage", text)
    if chosen:
        report.replace_table(_HERE / "README.md", "constants", constants)
    draw(rows, curves, _HERE / "coverage.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
