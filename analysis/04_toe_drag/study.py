"""The toe-drag detector on its exam, what its model rests on, and false alarms in real walking.

python analysis/04_toe_drag/study.py [--jobs N] [--training-walks N] [--stored]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pictures
import real
import scores
import tables
import training
from exam import cases
from strides import exam_strides

import gaitsense
from gaitsense.jobs.train_drags import DEFAULT_WALKS_N, training_table

_HERE: Final = Path(__file__).resolve().parent
_CACHE: Final = _HERE / "cache"


def run_exam(jobs_n: int, *, stored: bool) -> pd.DataFrame:
    """Walk the exam, or read what an earlier run of it left."""
    file = _CACHE / "exam_strides.csv"
    if stored and file.exists():
        return pd.read_csv(file, keep_default_na=True)
    table = exam_strides(cases(), jobs_n)
    _CACHE.mkdir(exist_ok=True)
    table.to_csv(file, index=False)
    return table


def run_training(walks_n: int, jobs_n: int, *, stored: bool) -> pd.DataFrame:
    """Walk the training, or read what an earlier run of it left."""
    file = _CACHE / "training_strides.csv"
    if stored and file.exists():
        return pd.read_csv(file)
    table = training_table(range(walks_n), jobs_n)
    _CACHE.mkdir(exist_ok=True)
    table.to_csv(file, index=False)
    return table


def exam_result(strides: pd.DataFrame) -> dict[str, Any]:
    """Score the exam."""
    level = strides[strides["context"] == "level"]
    fast, slow = level[~level["slow"]], level[level["slow"]]
    everywhere = strides[~strides["slow"]]

    def by(column: str) -> dict[str, Any]:
        return {str(name): scores.detection(part) for name, part in fast.groupby(column)}

    drags = fast[fast["label"] == "drag"]
    return {
        "fast": scores.detection(fast),
        "slow": scores.detection(slow),
        "all_contexts": scores.detection(everywhere),
        "by_gait": by("gait"),
        "by_surface": by("surface"),
        "by_sensor_and_rate": {
            f"{sensor}, {rate_hz:g} Hz": scores.detection(part)
            for (sensor, rate_hz), part in level.groupby(["sensor", "rate_hz"])
        },
        "by_kind": {
            str(kind): scores.over_walks(part, lambda rows: rows["verdict"] == "yes")
            | {"unsure": float((part["verdict"] == "unsure").mean())}
            for kind, part in drags.groupby("kind")
        },
        "near_misses": scores.detection(fast[fast["group"] == "near miss"]),
        "overlap": scores.overlap(fast),
        "calibration": scores.calibration(fast),
        "errors": scores.errors(level),
        "labels": {str(k): int(v) for k, v in fast["label"].value_counts().items()},
        "missed_strides": int((fast["verdict"] == "missed").sum()),
    }


def training_result(table: pd.DataFrame) -> dict[str, Any]:
    """Score what the model rests on."""
    return {
        "strides_n": len(table),
        "drags_n": int(table["drag"].sum()),
        "walks_n": int(table["seed"].nunique()),
        "models": training.models(table),
        "ablation": training.ablation(table),
        "left_out": list(training.kinds_left_out(table)),
        "learning": training.learning(table),
    }


def main() -> None:
    """Run everything and write result.json, the README's tables and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--training-walks", type=int, default=DEFAULT_WALKS_N)
    parser.add_argument("--stored", action="store_true", help="lay out an earlier run's strides")
    asked = parser.parse_args()
    strides = run_exam(asked.jobs, stored=asked.stored)
    learned = run_training(asked.training_walks, asked.jobs, stored=asked.stored)
    result = {
        "version": gaitsense.__version__,
        "settings": gaitsense.GaitConfig().hash,
        "exam": exam_result(strides),
        "training": training_result(learned),
        "real": real.real_result(asked.jobs),
    }
    (_HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    tables.write(result, _HERE / "README.md")
    pictures.draw(result, strides, _HERE)


if __name__ == "__main__":
    main()
