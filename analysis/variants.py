"""Score variants of the pipeline side by side with the rows of 01_open_half.

A variant changes settings, or replaces a part; everything else stays as shipped. Studies that
compare say which rows they read and what won; this module runs them and writes the table.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import gaitsense

sys.path.insert(0, str(Path(__file__).resolve().parent / "01_open_half"))

from methods import Found
from sets import Walk, data_folder, load, walks
from study import ROWS

_START, _END = "<!-- table: begin -->", "<!-- table: end -->"


@dataclass(frozen=True)
class Variant:
    """One way of doing it.

    Parameters
    ----------
    name : str
        What it is, in a few words.
    settings : mapping
        "stage.field" to value; the shipped settings elsewhere.
    find : callable, optional
        Recording to `Found`, in place of `gaitsense.analyze`.
    """

    name: str
    settings: Mapping[str, float] | None = None
    find: Callable[[gaitsense.Recording], Found] | None = None

    def run(self, walk: Walk) -> Found:
        """Analyse one walk this way."""
        rec = gaitsense.Recording.from_arrays(walk.feet)
        if self.find is not None:
            return self.find(rec)
        result = gaitsense.analyze(rec, config(self.settings or {}))
        return Found(result.strides, result.summary, result.trajectory)


def config(settings: Mapping[str, float]) -> gaitsense.GaitConfig:
    """Shipped settings with some of them changed."""
    whole = gaitsense.GaitConfig()
    for place, value in settings.items():
        stage, name = place.split(".")
        whole = replace(whole, **{stage: replace(getattr(whole, stage), **{name: value})})
    return whole


def _work(task: tuple[Variant, Any, tuple[str, ...], Path]) -> tuple[str, Any, dict[str, Any]]:
    variant, ref, rows, data = task
    walk = load(ref, data)
    found = variant.run(walk)
    return variant.name, ref, {name: ROWS[name].measure(walk, found) for name in rows}


def compare(
    folder: Path, variants: Sequence[Variant], columns: Mapping[tuple[str, str], str]
) -> None:
    """Run all variants, print the table, write `result.json` and the README's table.

    Parameters
    ----------
    folder : Path
        The study's folder.
    variants : sequence of Variant
        The first is the shipped one.
    columns : mapping
        (row, metric) to heading.
    """
    data = data_folder(None)
    wanted = tuple(dict.fromkeys(row for row, _ in columns))
    tasks = []
    for variant in variants:
        for ref in walks(data):
            rows = tuple(name for name in wanted if ROWS[name].applies(ref))
            if rows:
                tasks.append((variant, ref, rows, data))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    done = []
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        for result in pool.imap(_work, tasks, chunksize=4):
            done.append(result)
            if sys.stderr.isatty():
                print(f"\r{len(done)}/{len(tasks)} walks ", end="", file=sys.stderr, flush=True)
    table: dict[str, dict[str, float]] = {}
    for variant in variants:
        own = [(ref, measures) for name, ref, measures in done if name == variant.name]
        values = {}
        for row in wanted:
            score = ROWS[row].score([(ref, m[row]) for ref, m in own if row in m])
            for metric in score.metrics:
                if (row, metric.key) in columns:
                    values[columns[row, metric.key]] = round(float(metric.value), 5)
        table[variant.name] = values
    heads = list(columns.values())
    lines = [
        "| | " + " | ".join(heads) + " |",
        "|---|" + "---|" * len(heads),
        *(
            f"| {name} | " + " | ".join(_cell(values.get(head)) for head in heads) + " |"
            for name, values in table.items()
        ),
    ]
    print("\n".join(lines))
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "settings": {v.name: dict(v.settings or {}) for v in variants},
        "table": table,
    }
    (folder / "result.json").write_text(json.dumps(facts, indent=2) + "\n")
    _into_readme(folder / "README.md", "\n".join(lines))


def _cell(value: float | None) -> str:
    if value is None or not np.isfinite(value):
        return "–"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _into_readme(path: Path, table: str) -> None:
    text = path.read_text()
    before, rest = text.split(_START)
    _, after = rest.split(_END)
    path.write_text(f"{before}{_START}\n{table}\n{_END}{after}")
