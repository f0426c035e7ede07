"""The worst strides of S1 and S5, each with the reason why it went wrong.

    python analysis/03_worst_strides/study.py

Draws each into `pictures/`, which git ignores as they show recorded signals, all of them without
signals into `timeline.png`, and writes the README's table with the sentences of `sentences.toml`.
The exit code is 1 while a stride has none: look at its picture, find the reason, write it down.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "01_open_half"))

from picture import draw
from report import replace_table
from selection import Wrong, worst
from sets import data_folder
from timeline import timeline

import gaitsense

#: A sentence is for the stride that it names if the two are no further apart, s.
_SAME_STRIDE_S: Final = 0.3
_NONE: Final = "**no sentence yet**"


@dataclass
class Sentence:
    """Why a stride went wrong, as somebody found who looked at it."""

    row: str
    walk: str
    side: str
    kind: str
    t_s: float
    why: str
    used: bool = False

    def fits(self, wrong: Wrong) -> bool:
        """Whether it is about this stride."""
        same = (self.row, self.walk, self.side, self.kind) == (
            wrong.row,
            wrong.ref.key,
            wrong.side,
            wrong.kind,
        )
        return same and abs(self.t_s - wrong.t_s) <= _SAME_STRIDE_S


def main() -> int:
    """Run the study."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    args = parser.parse_args()
    text = (_HERE / "sentences.toml").read_text(encoding="utf-8")
    sentences = [Sentence(**one) for one in tomllib.loads(text).get("stride", [])]
    lines = [
        "| row | walk | foot, time | the walk | the stride | why |",
        "|---|---|---|---|---|---|",
    ]
    facts, without = [], []
    found = worst(data_folder(args.data), args.jobs)
    timeline(found, _HERE / "timeline.png")
    for k, (wrong, walk, result) in enumerate(found):
        name = f"{k:02d}_{wrong.row}_{wrong.ref.key.replace('/', '_')}_{wrong.side}.png"
        draw(wrong, walk, result, _HERE / "pictures" / name)
        fitting = [one for one in sentences if one.fits(wrong)]
        for one in fitting:
            one.used = True
        if not fitting:
            without.append((wrong, name))
        why = fitting[0].why if fitting else _NONE
        lines.append(
            f"| {wrong.row} | {wrong.ref.key} | {wrong.side}, {wrong.t_s:.2f} s | {wrong.whole} | "
            f"{wrong.stride} | {' '.join(why.split())} |"
        )
        facts.append(
            {
                "row": wrong.row,
                "walk": wrong.ref.key,
                "side": wrong.side,
                "kind": wrong.kind,
                "t_s": round(wrong.t_s, 3),
                "whole": wrong.whole,
                "stride": wrong.stride,
            }
        )
    print("\n".join(lines))
    outcome = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "strides": facts,
    }
    result_text = json.dumps(outcome, indent=1, ensure_ascii=False)
    (_HERE / "result.json").write_text(result_text + "\n", encoding="utf-8")
    replace_table(_HERE / "README.md", "strides", "\n".join(lines))
    for wrong, name in without:
        print(
            f'no sentence for pictures/{name}; in sentences.toml: row = "{wrong.row}", '
            f'walk = "{wrong.ref.key}", side = "{wrong.side}", kind = "{wrong.kind}", '
            f"t_s = {wrong.t_s:.2f}",
            file=sys.stderr,
        )
    for one in sentences:
        if not one.used:
            print(f"{one.walk} at {one.t_s} s is no longer among the worst", file=sys.stderr)
    return int(bool(without))


if __name__ == "__main__":
    raise SystemExit(main())
