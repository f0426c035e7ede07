"""The outcome on the screen, as result.json, and as the table inside the README."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

from scoring import Metric, Row, RowScore

_WORDS: Final = {True: "yes", False: "NO", None: ""}
#: Where each program's results go, the library first.
RESULT_FILES: Final = {"gaitsense": "result.json", "naive": "result_naive.json"}


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if not math.isfinite(value):
        return "none"
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def _worst(metric: Metric) -> str:
    worst = metric.worst if len(metric.per_person) > 1 else None
    return f"{worst[0]} {_number(worst[1])}" if worst else ""


def screen_table(scores: dict[str, RowScore]) -> str:
    """Lay out all scored numbers, and below them what was left out."""
    head = ("row", "what", "value", "aim", "floor", "yield", "n", "worst", ">=floor", "aim met")
    lines = [head]
    lines += [
        (
            name,
            metric.what,
            _number(metric.value),
            _number(metric.aim),
            _number(metric.floor),
            _number(metric.yield_share),
            str(metric.n or ""),
            _worst(metric),
            _WORDS[metric.ok_floor],
            _WORDS[metric.ok_aim],
        )
        for name, score in scores.items()
        for metric in score.metrics
    ]
    width = [max(len(line[k]) for line in lines) for k in range(len(head))]
    out = [
        "  ".join(
            cell.ljust(w) if k in (0, 1, 7) else cell.rjust(w)
            for k, (cell, w) in enumerate(zip(line, width, strict=True))
        )
        for line in lines
    ]
    out.append("left out:")
    out += [
        f"  {name}: {left.n} {left.what}: {left.why}"
        for name, score in scores.items()
        for left in score.left_out
        if left.n
    ]
    return "\n".join(out)


def as_data(
    rows: dict[str, Row], scores: dict[str, RowScore], facts: dict[str, Any]
) -> dict[str, Any]:
    """Turn the outcome into what result.json holds."""
    return facts | {
        "rows": {
            name: {
                "title": rows[name].title,
                "metrics": [_metric_data(metric) for metric in score.metrics],
                "left_out": [
                    {"what": left.what, "why": left.why, "n": left.n} for left in score.left_out
                ],
                "details": plain(score.details),
            }
            for name, score in scores.items()
        }
    }


def _metric_data(metric: Metric) -> dict[str, Any]:
    worst = metric.worst
    return {
        "key": metric.key,
        "what": metric.what,
        "value": plain(metric.value),
        "n": metric.n,
        "yield": plain(metric.yield_share),
        "least_yield": metric.least_yield if metric.yield_share is not None else None,
        "floor": metric.floor,
        "aim": metric.aim,
        "ok_floor": metric.ok_floor,
        "ok_aim": metric.ok_aim,
        "worst": {"who": worst[0], "value": plain(worst[1])} if worst else None,
        "per_person": plain(metric.per_person),
    }


def plain(value: Any) -> Any:
    """Numbers to six digits, absent ones to null, so that two runs can be compared as text."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    number = float(value)
    return float(f"{number:.6g}") if math.isfinite(number) else None


def write_result(folder: Path, data: dict[str, Any]) -> Path:
    """Write the result file of one program."""
    path = folder / RESULT_FILES[data["method"]]
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def update_readme(folder: Path) -> None:
    """Rewrite the README's table of all rows from the result files beside it."""
    replace_table(folder / "README.md", "rows", _readme_table(folder))


def replace_table(path: Path, name: str, table: str) -> None:
    """Put a table between the marks of its name in a README."""
    begin, end = f"<!-- {name}: begin, written by the study -->", f"<!-- {name}: end -->"
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, mark, after = rest.partition(end)
    if not mark:
        raise SystemExit(f"{path}: the marks of a table are gone; put back {begin} and {end}")
    path.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def _readme_table(folder: Path) -> str:
    results = {
        name: json.loads((folder / file).read_text(encoding="utf-8"))
        for name, file in RESULT_FILES.items()
        if (folder / file).exists()
    }
    lines = []
    for name, result in results.items():
        config = f", settings {result['config_hash']}" if result["config_hash"] else ""
        refused = len(result["problems"])
        live = result["live_path"]
        lines.append(
            f"{name}: version {result['version']}{config}; {result['walks']} walks, "
            f"{refused} refused or crashed; live path: {live}."
        )
    values = {
        name: {(row, m["key"]): m for row, r in result["rows"].items() for m in r["metrics"]}
        for name, result in results.items()
    }
    keys = list(dict.fromkeys(key for one in values.values() for key in one))
    names = list(results)
    lines += [
        "",
        "| row | what | "
        + " | ".join(f"{name} (yield; worst)" for name in names)
        + " | floor | aim | at least the floor | aim met |",
        "|---" * (len(names) + 6) + "|",
    ]
    for key in keys:
        first = next(values[name][key] for name in names if key in values[name])
        cells = [_readme_cell(values[name].get(key)) for name in names]
        judged = values[names[0]].get(key, {})
        lines.append(
            f"| {key[0]} | {first['what']} | {' | '.join(cells)} | {_number(first['floor'])} | "
            f"{_number(first['aim'])} | {_WORDS[judged.get('ok_floor')]} | "
            f"{_WORDS[judged.get('ok_aim')]} |"
        )
    return "\n".join(lines)


def _readme_cell(metric: dict[str, Any] | None) -> str:
    if metric is None:
        return "–"
    value = metric["value"]
    extra = []
    if metric["yield"] is not None:
        extra.append(f"y {metric['yield']:.2f}")
    if metric["worst"] and len(metric["per_person"]) > 1:
        extra.append(f"{metric['worst']['who']} {_number(metric['worst']['value'])}")
    text = "none" if value is None else _number(value)
    return f"{text} ({'; '.join(extra)})" if extra else text
