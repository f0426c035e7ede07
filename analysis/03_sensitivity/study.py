"""How far each score rests on each constant: all of them a quarter down and up, one at a time.

    python analysis/03_sensitivity/study.py                        everything; goes on where it was
    python analysis/03_sensitivity/study.py --only events.heel_deg,zero
    python analysis/03_sensitivity/study.py --limit 5              a quick look at a few walks
    python analysis/03_sensitivity/study.py --limit truong2019=60  fewer walks of one set

A run of all constants on all walks rewrites `result.json` and the README's tables. Smaller runs
print theirs; with `--write` they are written as well, and say on how many walks they rest. What was
scored is kept in `cache/`, for this version of the code and this choice of walks only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "01_open_half"))

import leave_one_out
import tables
from constants import DEFAULT, Change, constants, steps_of
from report import replace_table
from sets import WalkRef, data_folder, walks
from store import Store, code_version
from study import chosen
from sweep import Sweep, Wanted

import gaitsense


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--only", help="constants or stages, such as events.heel_deg,zero (all)")
    parser.add_argument("--limit", metavar="N", help="at most N walks of each set, or SET=N,…")
    parser.add_argument("--write", action="store_true", help="write tables of fewer walks, too")
    parser.add_argument("--stored", action="store_true", help="lay out what is stored; run nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--no-joint", action="store_true", help="leave out the settings changed three at a time"
    )
    return parser.parse_args()


def thinned(refs: list[WalkRef], limit: str | None) -> list[WalkRef]:
    """Keep at most so many walks of each set, spread evenly."""
    if limit is None or limit.isdigit():
        return chosen(refs, None, int(limit) if limit else None)
    for part in limit.split(","):
        name, _, n = part.partition("=")
        if not n.isdigit():
            raise SystemExit(f"--limit {part}: write a number, or SET=N such as truong2019=60")
        own = {ref.key for ref in chosen(refs, [name], int(n))}
        refs = [ref for ref in refs if ref.set_name != name or ref.key in own]
    return refs


def asked(only: str | None) -> dict[str, float]:
    """Return the constants that are to be moved."""
    every = constants()
    if not only:
        return every
    words = only.split(",")
    found = {p: v for p, v in every.items() if p in words or p.split(".")[0] in words}
    if not found:
        raise SystemExit(f"no such constant or stage: {only}; known: {', '.join(every)}")
    return found


def main() -> int:
    """Run the study."""
    # A linear-algebra pool in each process would only be in the others' way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    args = options()
    data = data_folder(args.data)
    every = walks(data)
    refs = thinned(every, args.limit)
    store = Store(_HERE / "cache" / "outcomes.jsonl", (ref.key for ref in refs))
    sweep = Sweep(refs, data, store, args.jobs)

    moved: list[tuple[str, float, str, Change]] = []
    not_moved: list[tuple[str, str, str]] = []
    for place, value in asked(args.only).items():
        for step, (change, why) in steps_of(place, value).items():
            if change is None:
                not_moved.append((place, step, why))
            elif not args.stored or store.get(Wanted(change).key) is not None:
                moved.append((place, value, step, change))
    wanted = [Wanted(DEFAULT), *(Wanted(change) for *_, change in moved)]
    default, *outcomes = sweep.run(wanted, "variants")
    table = tables.sensitivity(
        default,
        [
            (place, value, step, change.settings[place], outcome)
            for (place, value, step, change), outcome in zip(moved, outcomes, strict=True)
        ],
    )
    print(tables.as_text(table))
    if args.only:
        return 0
    names = {change.name: outcome for (*_, change), outcome in zip(moved, outcomes, strict=True)}
    left_out = leave_one_out.judge(default, names)
    if not args.no_joint and not args.stored:
        left_out += leave_one_out.jointly(sweep, default, table, names)
    print(tables.left_out_table(left_out))
    if args.write or len(refs) == len(every):
        basis = _basis(refs, every)
        _write(table, left_out, not_moved, default, names, basis)
    return 0


def _basis(refs: list[WalkRef], every: list[WalkRef]) -> str:
    """Say what the tables rest on."""
    settings = f"version {gaitsense.__version__}, settings {gaitsense.GaitConfig().hash}"
    if len(refs) == len(every):
        return f"{settings}; all {len(every)} walks."
    have = Counter(ref.set_name for ref in refs)
    fewer = ", ".join(
        f"{have[name]} of {n} of {name}"
        for name, n in Counter(ref.set_name for ref in every).items()
        if have[name] < n
    )
    return f"{settings}; {len(refs)} of {len(every)} walks: {fewer}, all of the other sets."


def _write(
    table: list[tables.Moved],
    left_out: list[leave_one_out.Judged],
    not_moved: list[tuple[str, str, str]],
    default: dict[str, Any],
    outcomes: dict[str, dict[str, Any]],
    basis: str,
) -> None:
    facts = {
        "version": gaitsense.__version__,
        "config_hash": gaitsense.GaitConfig().hash,
        "code": code_version(),
        "basis": basis,
        "default": tables.watched_values(default),
        "variants": {
            name: {
                "values": tables.watched_values(outcome),
                "columns": outcome["columns"],
                "walks_changed": outcome["walks_changed"],
                "problems": outcome["problems"],
            }
            for name, outcome in outcomes.items()
        },
        "not_moved": [
            {"constant": place, "step": step, "why": why} for place, step, why in not_moved
        ],
        "left_out": [one.as_data() for one in left_out],
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False)
    (_HERE / "result.json").write_text(text + "\n", encoding="utf-8")
    readme = _HERE / "README.md"
    replace_table(readme, "constants", f"{basis}\n\n{tables.constants_table(table)}")
    replace_table(readme, "idle", tables.idle_table(table))
    replace_table(readme, "not moved", tables.not_moved_table(not_moved))
    replace_table(readme, "left out", tables.left_out_table(left_out))


if __name__ == "__main__":
    raise SystemExit(main())
