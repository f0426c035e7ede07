"""50,000 generated and damaged files, read by gaitsense and by a slow, strict reference reader.

    python analysis/05_generated_files/study.py

The files, the reference reader and the comparison stand in ``tests/recordings``; the test suite
runs fewer files, from other seeds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parents[1] / "tests" / "recordings"))

from generated_damages import BYTE_DAMAGES, DAMAGES
from generated_files import generate
from reading_compared import compare

import gaitsense

_START, _END = "<!-- table: begin -->", "<!-- table: end -->"
FIRST_SEED, FILES_N = 0, 50_000
_PIECE = 500
_SHOWN = 20


def read_piece(first_seed: int) -> list[dict[str, Any]]:
    """Generate and read some files."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.csv"
        for seed in range(first_seed, first_seed + _PIECE):
            file = generate(seed)
            verdict = compare(file, path)
            rows.append(
                {
                    "seed": seed,
                    "kind": file.kind,
                    "damages": sorted(set(file.damages)) or ["none"],
                    "word": verdict.word,
                    "detail": verdict.detail.replace(str(path), path.name),
                    "readable": verdict.readable,
                    "seconds": verdict.seconds,
                }
            )
    return rows


def counted(rows: list[dict[str, Any]]) -> dict[str, int]:
    words = Counter(row["word"] for row in rows)
    return {
        "files": len(rows),
        "equal": words["equal"],
        "refused": words["refused"],
        "of these readable": sum(row["readable"] for row in rows),
        "differs": words["differs"],
    }


def why(row: dict[str, Any]) -> str:
    """Shorten a sentence to its kind."""
    sentence = re.sub(r"^walk\.csv[^:]*: ", "", row["detail"])
    sentence = re.sub(r"columns .*", "columns …", sentence)
    return re.sub(r"'[^']*'|[-+]?\d[\d.e+-]*", "…", sentence)[:80]


def main() -> None:
    """Run the study and write its results."""
    firsts = range(FIRST_SEED, FIRST_SEED + FILES_N, _PIECE)
    rows: list[dict[str, Any]] = []
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for part in pool.imap(read_piece, firsts):
            rows.extend(part)
            print(f"\r{len(rows)} of {FILES_N} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    tables = {"all": counted(rows)}
    for kind in dict.fromkeys(row["kind"] for row in rows):
        tables[kind] = counted([row for row in rows if row["kind"] == kind])
    for damage in ("none", *DAMAGES, *BYTE_DAMAGES):
        tables[f"with: {damage}"] = counted([row for row in rows if damage in row["damages"]])
    seconds = [row["seconds"] for row in rows]
    readable = Counter(why(row) for row in rows if row["readable"])
    facts = {
        "version": gaitsense.__version__,
        "first_seed": FIRST_SEED,
        "table": tables,
        "seconds_per_file": {
            "median": round(statistics.median(seconds), 4),
            "most": round(max(seconds), 3),
        },
        "differs": [row for row in rows if row["word"] == "differs"][:_SHOWN],
        "refused_though_readable": dict(readable.most_common(_SHOWN)),
    }
    (_HERE / "result.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    heads = list(tables["all"])
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    lines += [
        f"| {name} | " + " | ".join(str(row[head]) for head in heads) + " |"
        for name, row in tables.items()
    ]
    lines += [
        "",
        "Seconds per file: median {median}, most {most}.".format(**facts["seconds_per_file"]),
    ]
    readme = _HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    readme.write_text(f"{before}{_START}\n" + "\n".join(lines) + f"\n{_END}{rest.split(_END)[1]}")
    print("\n".join(lines[:8]))
    for row in facts["differs"]:
        print(row["seed"], row["kind"], row["damages"], row["detail"][:200])


if __name__ == "__main__":
    main()
