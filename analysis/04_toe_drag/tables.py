"""Tables of the README, from the result."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def percent(entry: dict[str, Any] | None) -> str:
    """Write a share with its interval: ``97.1 % (96.0–98.0)``."""
    if entry is None or entry["value"] is None:
        return "–"
    return f"{100 * entry['value']:.1f} % ({100 * entry['low']:.1f}–{100 * entry['high']:.1f})"


def plain(value: float | None) -> str:
    """Write a share: ``97.1 %``."""
    return "–" if value is None else f"{100 * value:.1f} %"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _table(head: list[str], rows: list[str]) -> str:
    return "\n".join([_row(*head), "|" + "---|" * len(head), *rows])


def exam_table(exam: dict[str, Any]) -> str:
    """Lay out D1 to D3."""
    rows = []
    for name, key in (
        ("100 to 208 Hz, straight level strides", "fast"),
        ("the same, near-miss walks alone", "near_misses"),
        ("the same, all strides (turns, first and last ones)", "all_contexts"),
        ("50 and 60 Hz", "slow"),
    ):
        d = exam[key]
        rows.append(
            _row(
                name,
                percent(d["sensitivity"]),
                percent(d["specificity"]),
                percent(d["unsure"]),
                percent(d["sensitivity_unsure_wrong"]),
                percent(d["specificity_unsure_wrong"]),
                f"{d['sensitivity_unsure_wrong']['n']} / {d['specificity_unsure_wrong']['n']}",
            )
        )
    head = [
        "D1",
        "sensitivity",
        "specificity",
        "unsure",
        "sensitivity, unsure wrong",
        "specificity, unsure wrong",
        "drags / free strides",
    ]
    iou, cal = exam["overlap"], exam["calibration"]
    kinds = ", ".join(f"{name} {value:.2f}" for name, value in iou["by_kind"].items())
    below = [
        "",
        (
            "D2, overlap of told and true drag (intersection over union): median "
            f"{iou['median']:.2f}, mean {iou['mean']:.2f}, at least 0.7 in "
            f"{100 * iou['from_0.7']:.0f} % of {iou['n']} drags told; medians by kind: {kinds}."
        ),
        "",
        (
            f"D3: Brier score {cal['brier']:.4f}, expected calibration error {cal['ece']:.3f} "
            f"({cal['n']} strides, ten bins)."
        ),
    ]
    return _table(head, rows) + "\n" + "\n".join(below)


def groups_table(exam: dict[str, Any]) -> str:
    """Lay out D1 by gait, floor, sensor and kind of drag."""
    rows = []
    for title, key in (
        ("gait", "by_gait"),
        ("floor", "by_surface"),
        ("sensor", "by_sensor_and_rate"),
    ):
        for name, d in exam[key].items():
            rows.append(
                _row(
                    f"{title}: {name}",
                    percent(d["sensitivity"]),
                    percent(d["specificity"]),
                    plain(d["unsure"]["value"]),
                    percent(d["sensitivity_unsure_wrong"]),
                    d["sensitivity_unsure_wrong"]["n"],
                    d["specificity_unsure_wrong"]["n"],
                )
            )
    for name, d in exam["by_kind"].items():
        rows.append(_row(f"drag: {name}", "", "", plain(d["unsure"]), percent(d), d["n"], ""))
    return _table(
        ["", "sensitivity", "specificity", "unsure", "sensitivity, unsure wrong", "drags", "free"],
        rows,
    )


def errors_table(exam: dict[str, Any]) -> str:
    """Lay out D5 and D6."""
    rows = []
    for e in exam["errors"]:
        name = e["measure"]
        scale, unit = (1000.0, "mm") if name.endswith("_m") else (1.0, "°")
        rows.append(
            _row(
                f"{e['sensor']}, {e['rate_hz']:g} Hz",
                name,
                e["n"],
                f"{scale * e['bias']:+.2f} {unit}",
                f"{scale * e['mae']:.2f} {unit}",
                f"{scale * e['sd']:.2f} {unit}",
                percent(e["covered"]),
            )
        )
    return _table(
        ["sensor", "measure", "n", "bias", "mean absolute error", "stated SD", "90 % held in"], rows
    )


def real_table(real: dict[str, Any] | None) -> str:
    """Lay out what is said of real walks."""
    if real is None:
        return "The recordings were absent."
    rows = []
    for group, r in real.items():
        rows.append(
            _row(
                group,
                f"{r['walks']} / {r['people']}",
                r["strides"],
                f"{r['yes']} ({100.0 * r['yes'] / r['strides']:.2f} of 100)",
                f"{r['worst']}: {r['worst_yes']} in {r['worst_strides']}",
                r["people_without"],
                plain(r["level_unsure"] / r["level"]),
            )
        )
    head = [
        "walkers",
        "walks / people",
        "strides",
        "told a drag",
        "worst person",
        "people without one",
        "unsure, of straight level strides",
    ]
    return _table(head, rows)


def _scored(name: str, d: dict[str, Any]) -> str:
    return _row(
        name,
        plain(d["sensitivity"]),
        plain(d["specificity"]),
        plain(d["unsure"]),
        plain(d["sensitivity_unsure_wrong"]),
        plain(d["specificity_unsure_wrong"]),
        f"{d['drags_n']} / {d['free_n']}",
    )


_HEAD = [
    "",
    "sensitivity",
    "specificity",
    "unsure",
    "sensitivity, unsure wrong",
    "specificity, unsure wrong",
    "drags / free",
]


def write(result: dict[str, Any], file: Path) -> None:
    """Put the tables into the README, between their marks."""
    exam, learned = result["exam"], result["training"]
    parts = {
        "exam": exam_table(exam),
        "groups": groups_table(exam),
        "errors": errors_table(exam),
        "real": real_table(result["real"]),
        "models": _table(_HEAD, [_scored(k, d) for k, d in learned["models"].items()]),
        "ablation": _table(_HEAD, [_scored(k, d) for k, d in learned["ablation"].items()]),
        "left out": _table(
            _HEAD, [_scored(f"{d['kind']}: {d['name']}", d) for d in learned["left_out"]]
        ),
        "learning": _table(
            _HEAD, [_scored(f"{d['walks_n']} walks", d) for d in learned["learning"]]
        ),
        "version": f"version {result['version']}, settings {result['settings']}; training: "
        f"{learned['walks_n']} walks, {learned['strides_n']} strides, {learned['drags_n']} drags.",
    }
    text = file.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- {name}: begin, written by the study -->", f"<!-- {name}: end -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"the README lacks the marks of {name!r}")
        text = pattern.sub(lambda _, p=part, b=begin, e=end: f"{b}\n{p}\n{e}", text)
    file.write_text(text, encoding="utf-8")
