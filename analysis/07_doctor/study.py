"""What the limits of `gaitsense doctor` rest on: its findings on real walks that are in order.

    python analysis/07_doctor/study.py

Every walk is examined as it is; then its case is turned half-way, or sits anew for each stride.
Sensors in pockets and on shanks, and lost packets, are simulated.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from counted import (
    THINNED,
    THINNED_SET,
    Row,
    case_as_it_is,
    case_moved,
    found,
    groups,
    inward,
    motion,
    place,
    sides,
    steps_and_rest,
    walked,
)
from elsewhere import PLACES, elsewhere, lost_packets
from measured import FEWEST_LEVEL_N, SCATTERED_DEG, TURNED_DEG, Task, work

import gaitsense

_HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "01_open_half"))

from sets import data_folder, walks

_START, _END = "<!-- table: begin -->", "<!-- table: end -->"
JOBS: Final = 2


def tasks(data: Path) -> list[Task]:
    """List the walks that the limits were set on, and those held back."""
    refs = walks(data)
    thinned = [ref for ref in refs if ref.set_name == THINNED_SET]
    others = [ref for ref in refs if ref.set_name != THINNED_SET]
    seen = [Task(ref, False, data) for ref in (*others, *thinned[::THINNED])]
    return seen + [Task(ref, True, data) for ref in thinned[1::THINNED]]


def examined(todo: Sequence[Task]) -> list[Row]:
    """Examine all walks."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with multiprocessing.get_context("spawn").Pool(JOBS) as pool:
        return pool.map(work, todo, chunksize=4)


def table(rows: dict[str, Row]) -> list[str]:
    """Write rows as a table."""
    if not rows:
        return ["None."]
    heads = list(next(iter(rows.values())))
    return [
        "| | " + " | ".join(heads) + " |",
        "|---|" + "---|" * len(heads),
        *(f"| {name} | " + " | ".join(cell(row[h]) for h in heads) + " |"
          for name, row in rows.items()),
    ]  # fmt: skip


def cell(value: Any) -> str:
    """Write one value."""
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else f"{value:g}"


def main() -> None:
    """Run the study, and write its results."""
    rows = examined(tasks(data_folder(None)))
    on_foot = [row for row in rows if walked(row)]
    seen = [row for row in on_foot if not row["held_back"]]
    held_back = [row for row in on_foot if row["held_back"]]
    strange = elsewhere()
    gravity = [row for row in rows if row["set"] != THINNED_SET]
    tables = {
        "What the doctor says of walks that are in order": {n: found(g) for n, g in groups(rows)},
        "The case as it is, in feet that walked": {n: case_as_it_is(g) for n, g in groups(on_foot)},
        "The case as it is, in running, on stairs, and in mixed motion with crawling": {
            n: case_as_it_is(g)
            for n, g in groups([row for row in rows if not walked(row)])
            if g
        },
        "The case turned half-way about a random axis": case_moved(
            seen, "half_turned", TURNED_DEG
        ),
        "The same, walks held back": case_moved(held_back, "half_turned", TURNED_DEG),
        "The case turned anew for each stride, SD about each axis": case_moved(
            seen, "scattered", SCATTERED_DEG
        ),
        "The same scatter, walks held back": case_moved(held_back, "scattered", SCATTERED_DEG),
        "Motion that lies in strides, and swings at the same time": {
            **{n: motion(g) for n, g in groups(rows)},
            "all that walked": motion(seen),
        },
        "Times of strides in feet that walked, and readings at rest": {
            **{n: steps_and_rest(g) for n, g in groups(on_foot)},
            "all with true gravity": steps_and_rest(
                [row for row in gravity if walked(row)]
            ),
        },
        "Bows and turns by the labels of the feet": {
            **{n: sides(g) for n, g in groups(rows)},
            "all with true gravity": sides(gravity),
        },
        "Walks with true gravity in which both feet bow inward": inward(gravity),
        "Simulated sensors that are not on a shoe": {
            name: place([row for row in strange if row["place"] == name]) for name in PLACES
        },
        "Simulated walks that lose packets of five samples": lost_packets(),
    }  # fmt: skip
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "tables": tables,
        "problems": [
            {"walk": row["walk"], "held_back": row["held_back"], "code": code, "side": side}
            for row in rows
            for severity, code, side in row["findings"]
            if severity == "problem"
        ],
        "left_out": f"two of every {THINNED} walks of {THINNED_SET}; of the mounting, feet with "
        f"fewer than {FEWEST_LEVEL_N} straight level strides",
    }
    (_HERE / "result.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    lines = [line for title, own in tables.items() for line in (f"{title}:", "", *table(own), "")]
    print("\n".join(lines))
    readme = _HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    _, after = rest.split(_END)
    readme.write_text(f"{before}{_START}\n" + "\n".join(lines) + f"{_END}{after}")


if __name__ == "__main__":
    main()
