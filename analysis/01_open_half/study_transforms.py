"""Score the program on walks as other sensors would have recorded them: row S13.

    python analysis/01_open_half/study_transforms.py             everything, into this folder
    python analysis/01_open_half/study_transforms.py --only rate_50,bias --limit 20

Rows S1, S4, S5 and S7 are scored on every walk as recorded and under each transform; what is
judged is how much each transform worsens them. A complete run rewrites `result_transforms.json`
and its table in the README; a smaller one prints its table only.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import report
import study
from methods import method_named
from scoring import RowScore
from sets import WalkRef, data_folder, load, walks
from transforms import AS_RECORDED, TRANSFORMS, Transform

_HERE: Final = Path(__file__).resolve().parent
_ROWS: Final = ("S1", "S4", "S5", "S7")
_BY_KEY: Final = {transform.key: transform for transform in (AS_RECORDED, *TRANSFORMS)}
_LEAST_YIELD: Final = 0.90


class Quantity(NamedTuple):
    """One number that a transform may worsen."""

    row: str
    key: str
    what: str
    #: Points of worsening per unit of the row's own number; negative where larger is better.
    sign: float
    #: By kind of transform, else "": the aim, in the unit of `what`.
    aims: dict[str, float]
    #: What must hold at the least; None where there is only an aim.
    floor: float | None = None


_PITCH: Final = {"": 1.0, "mounting": 0.5}
_LENGTH: Final = {"": 1.0, "gain": 2.0}
QUANTITIES: Final = (
    Quantity("S1", "f1", "stride F1, points", -100.0, {"": 1.0}, 2.0),
    Quantity("S4", "waveform_deg", "pitch waveform RMSE, °", 1.0, _PITCH, 1.5),
    Quantity("S4", "contact_bias_deg", "pitch at contact, size of bias, °", 1.0, _PITCH, 1.5),
    Quantity("S5", "mae_deg", "foot-strike angle, MAE, °", 1.0, _PITCH, 1.5),
    Quantity("S7", "vicon_length", "stride length (optics), MAE, %", 1.0, _LENGTH),
    Quantity("S7", "tape_relative", "stride length (tape), median, %", 1.0, _LENGTH),
)  # fmt: skip


class Task(NamedTuple):
    """One walk under one transform."""

    ref: WalkRef
    transform: str
    rows: tuple[str, ...]
    data: Path


class Done(NamedTuple):
    """What a worker sends back."""

    ref: WalkRef
    transform: str
    measures: dict[str, Any]
    problem: str


def work(task: Task) -> Done:
    """Transform, analyse and measure one walk."""
    transform = _BY_KEY[task.transform]
    walk = transform.apply(load(task.ref, task.data))
    found = transform.undo_clock(method_named("gaitsense").find(walk))
    measures = {name: study.ROWS[name].measure(walk, found) for name in task.rows}
    for measure in measures.values():
        measure["spots"] = []
    return Done(task.ref, task.transform, measures, found.problem)


def numbers(done: list[Done]) -> dict[str, dict[str, Any]]:
    """Return each judged number of one transform, with its yield and its worst person."""
    scores: dict[str, RowScore] = {}
    for name in _ROWS:
        measured = [(one.ref, one.measures[name]) for one in done if name in one.measures]
        if measured:
            scores[name] = study.ROWS[name].score(measured)
    found: dict[str, dict[str, Any]] = {}
    for wanted in QUANTITIES:
        if wanted.key == "tape_relative":
            found[wanted.key] = _tape(done)
            continue
        metrics = scores[wanted.row].metrics if wanted.row in scores else []
        for metric in (one for one in metrics if one.key == wanted.key):
            value = abs(metric.value) if metric.sense == "zero" else metric.value
            found[wanted.key] = {
                "value": value,
                "yield": metric.yield_share,
                "n": metric.n,
                "worst": metric.worst,
            }
    return found


def _tape(done: list[Done]) -> dict[str, Any]:
    """Median relative error of the tape-measured strides of walking, %."""
    strides = np.array(
        [
            stride
            for one in done
            if one.ref.set_name == "koroglu" and one.ref.kind == "walk"
            for stride in one.measures["S7"]["strides"]
        ]
    ).reshape(-1, 3)
    error = 100.0 * np.abs(strides[:, 1] / strides[:, 0] - 1.0)
    known = error[np.isfinite(error)]
    return {
        "value": float(np.median(known)) if len(known) else float("nan"),
        "yield": len(known) / max(len(error), 1),
        "n": len(known),
        "worst": None,
    }


def judged(transform: Transform, now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Compare one transform's numbers with those as recorded."""
    out: dict[str, Any] = {}
    for quantity in QUANTITIES:
        if quantity.key not in now:
            continue
        value, base = now[quantity.key], before[quantity.key]
        worse = quantity.sign * (value["value"] - base["value"])
        aim = quantity.aims.get(transform.kind, quantity.aims[""])
        enough = (
            transform.yield_excepted
            or value["yield"] is None
            or value["yield"] >= _LEAST_YIELD - 1e-9
        )
        out[quantity.key] = value | {
            "what": quantity.what,
            "worse": worse,
            "aim": aim,
            "aim_met": bool(worse <= aim and enough),
            "floor": quantity.floor,
            "floor_met": None if quantity.floor is None else bool(worse <= quantity.floor),
        }
    return out


def table(result: dict[str, Any]) -> str:
    """Lay out how much every transform worsens every number."""
    heads = {q.key: q.what for q in QUANTITIES}
    lines = [
        "| walks | " + " | ".join(heads.values()) + " |",
        "|---" * (len(heads) + 1) + "|",
    ]
    base = result["transforms"][AS_RECORDED.key]["numbers"]
    lines.append(f"| {AS_RECORDED.what} | " + " | ".join(_plain(base.get(k)) for k in heads) + " |")
    for key, one in result["transforms"].items():
        if key != AS_RECORDED.key:
            cells = [_cell(one["numbers"].get(k)) for k in heads]
            lines.append(f"| {one['what']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _plain(number: dict[str, Any] | None) -> str:
    if number is None:
        return "–"
    share = "" if number["yield"] is None else f" (y {number['yield']:.2f})"
    return f"{number['value']:.3f}{share}"


def _cell(number: dict[str, Any] | None) -> str:
    if number is None:
        return "–"
    share = "" if number["yield"] is None else f" (y {number['yield']:.2f})"
    mark = "" if number["aim_met"] else " **NO**"
    return f"{number['worse']:+.2f}{share}{mark}"


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--only", help="transforms, such as rate_50,bias (all)")
    parser.add_argument("--set", help="sets to use, such as mocap,pyshoe (all)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N walks of each set")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    return parser.parse_args()


def main() -> int:
    """Run the study; the exit code is 1 when a walk crashed."""
    args = options()
    only = args.only.split(",") if args.only else None
    unknown = set(only or ()) - set(_BY_KEY)
    if unknown:
        raise SystemExit(f"no such transform: {', '.join(unknown)}; known: {', '.join(_BY_KEY)}")
    wanted = [t for t in TRANSFORMS if only is None or t.key in only]
    data = data_folder(args.data)
    everything = walks(data)
    refs = study.chosen(everything, args.set.split(",") if args.set else None, args.limit)
    tasks = [
        Task(ref, transform.key, rows, data)
        for transform in (AS_RECORDED, *wanted)
        for ref in refs
        if (rows := tuple(name for name in _ROWS if study.ROWS[name].applies(ref)))
    ]
    done = study.run(tasks, args.jobs, work)
    found = {
        key: numbers([one for one in done if one.transform == key])
        for key in (AS_RECORDED.key, *(t.key for t in wanted))
    }
    method = method_named("gaitsense")
    before = found[AS_RECORDED.key]
    result = {
        "version": method.version,
        "config_hash": method.config_hash,
        "walks": dict(Counter(one.ref.set_name for one in done if one.transform == "as_recorded")),
        "transforms": {
            AS_RECORDED.key: {"what": AS_RECORDED.what, "numbers": before, "problems": {}},
            **{
                t.key: {
                    "what": t.what,
                    "numbers": judged(t, found[t.key], before),
                    "problems": {
                        one.ref.key: one.problem
                        for one in done
                        if one.transform == t.key and one.problem
                    },
                }
                for t in wanted
            },
        },
    }
    print(table(result))
    for key, one in result["transforms"].items():
        for walk, problem in one["problems"].items():
            print(f"{key}: {walk}: {problem}")
    if only is None and len(refs) == len(everything):
        path = _HERE / "result_transforms.json"
        text = json.dumps(report.plain(result), indent=1, ensure_ascii=False, allow_nan=False)
        path.write_text(text + "\n", encoding="utf-8")
        report.replace_table(_HERE / "README.md", "transforms", table(result))
        print(path)
    return int(any(one.problem.startswith("crashed") for one in done))


if __name__ == "__main__":
    raise SystemExit(main())
