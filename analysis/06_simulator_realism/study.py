"""Is a simulated healthy walk like a real one? Measured stride by stride, and put to a test.

    python analysis/06_simulator_realism/study.py
    python analysis/06_simulator_realism/study.py --limit 8 --out DIR    a quick look

The recordings are only measured. Nothing of them is stored but numbers and averaged curves.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent / "01_open_half")]

import pictures
import tables
import telling
from collecting import SHIPPED, TWIN, collect
from profiles import knobs
from sets import data_folder

import gaitsense

#: Fewer walks leave too few people for the folds.
_FEWEST_WALKS = 6


def main() -> None:
    """Measure, compare, tell apart, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", help="folder of the recordings")
    parser.add_argument("--limit", type=int, help="measure only so many real walks")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--out", type=Path, default=_HERE, help="folder of the results")
    given = parser.parse_args()
    if given.limit is not None and given.limit < _FEWEST_WALKS:
        parser.error(f"--limit must be {_FEWEST_WALKS} or more, or nobody is left to learn from")
    begin_s = time.monotonic()
    every = collect(data_folder(given.data), given.limit, given.jobs)
    print(f"measured: {time.monotonic() - begin_s:.0f} s", file=sys.stderr)
    told = {origin: telling.told(every.table, origin) for origin in (SHIPPED, TWIN)}
    print(f"told apart: {time.monotonic() - begin_s:.0f} s", file=sys.stderr)
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "level_strides_of_people": every.found,
        "left_out": every.left_out,
        "sets": tables.by_set(every.table),
        "told": told,
        "percentile_levels": tables.LEVELS,
        "percentiles": tables.percentiles(every.table),
        "dips": tables.dips(every.table),
        "through_swing": tables.through_swing(every),
        "spreads": tables.spreads(every),
        "knobs": knobs(),
    }
    given.out.mkdir(parents=True, exist_ok=True)
    if given.out != _HERE:
        shutil.copy(_HERE / "README.md", given.out / "README.md")
    (given.out / "result.json").write_text(json.dumps(facts, indent=1) + "\n")
    tables.write(given.out, facts)
    pictures.draw(every, told, given.out)
    print(f"done: {time.monotonic() - begin_s:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
