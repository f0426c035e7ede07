"""Score a program on rows S1 to S11 and S14 of the benchmark, on the open half of the recordings.

    python analysis/01_open_half/study.py                    everything, into this folder
    python analysis/01_open_half/study.py --rows S4 --worst 6
    python analysis/01_open_half/study.py --naive            the plain baseline instead

A run of all rows on all walks rewrites the result file, the figures and the README's table.
Any smaller run prints its table and draws into `quick/`, which is not kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import report
import rows_detection
import rows_height
import rows_length
import rows_pitch
import rows_treadmill
import rows_treadmill_optics
import rows_verdicts
from methods import Method, method_named
from scoring import LeftOut, Row
from sets import WalkRef, data_folder, load, walks

_HERE: Final = Path(__file__).resolve().parent
ROWS: Final[dict[str, Row]] = {
    row.name: row
    for module in (
        rows_detection,
        rows_pitch,
        rows_treadmill,
        rows_length,
        rows_height,
        rows_verdicts,
        rows_treadmill_optics,
    )
    for row in module.ROWS
}


class Task(NamedTuple):
    """One walk to analyse once, for all rows that want it."""

    ref: WalkRef
    rows: tuple[str, ...]
    method: str
    data: Path
    live_path: bool


class Done(NamedTuple):
    """What a worker sends back."""

    ref: WalkRef
    measures: dict[str, Any]
    problem: str
    live_differs: bool | None
    seconds: float


def work(task: Task) -> Done:
    """Load, analyse and measure one walk; a refusal or a crash scores as nothing found."""
    method = method_named(task.method)
    walk = load(task.ref, task.data)
    begin = time.perf_counter()
    found = method.find(walk, live=any(ROWS[name].live for name in task.rows))
    seconds = time.perf_counter() - begin
    compare = task.live_path and not found.problem
    differs = method.live_differs(walk, found) if compare else None
    measures = {name: ROWS[name].measure(walk, found) for name in task.rows}
    return Done(task.ref, measures, found.problem, differs, seconds)


def chosen(refs: list[WalkRef], sets: list[str] | None, limit: int | None) -> list[WalkRef]:
    """Keep the sets asked for, and at most `limit` walks of each, spread evenly."""
    kept = [ref for ref in refs if sets is None or ref.set_name in sets]
    if limit is None:
        return kept
    thin: list[WalkRef] = []
    for name in dict.fromkeys(ref.set_name for ref in kept):
        own = [ref for ref in kept if ref.set_name == name]
        take = np.unique(np.linspace(0, len(own) - 1, min(limit, len(own))).astype(int))
        thin += [own[k] for k in take]
    return thin


def run(tasks: Sequence[Any], jobs: int, work: Callable[[Any], Any]) -> list[Any]:
    """Work through all tasks, and return their outcomes in the tasks' order."""
    done: list[Any] = []
    screen = sys.stderr.isatty()
    wait_s, end = (0.2, "") if screen else (10.0, "\n")
    begin, told = time.perf_counter(), 0.0
    for result in _stream(tasks, jobs, work):
        done.append(result)
        spent = time.perf_counter() - begin
        if spent >= told + wait_s or len(done) == len(tasks):
            told = spent
            line = f"{len(done)}/{len(tasks)} walks, {spent:.0f} s"
            print(f"\r{line} " if screen else line, end=end, file=sys.stderr, flush=True)
    if screen:
        print(file=sys.stderr)
    return done


def _stream(tasks: Sequence[Any], jobs: int, work: Callable[[Any], Any]) -> Iterator[Any]:
    if jobs == 1:
        yield from map(work, tasks)
        return
    # Two workers with a linear-algebra pool each only get in each other's way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(work, tasks, chunksize=1 if len(tasks) < 40 else 4)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--rows", help="rows to score, such as S1,S4 (all)")
    parser.add_argument("--set", help="sets to use, such as mocap,pyshoe (all)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N walks of each set")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--naive", action="store_true", help="score the baseline instead")
    parser.add_argument("--worst", type=int, default=0, metavar="K", help="draw the K worst")
    parser.add_argument("--out", type=Path, help="folder for results and figures")
    parser.add_argument(
        "--live-path",
        action=argparse.BooleanOptionalAction,
        help="compare with packets of 20 samples, to the last bit (default: in a full run)",
    )
    parser.add_argument("--no-figures", action="store_true", help="print and store only")
    return parser.parse_args()


def main() -> int:
    """Run the study; the exit code is 1 when a walk crashed."""
    args = options()
    rows = {name: ROWS[name] for name in ROWS if not args.rows or name in args.rows.split(",")}
    if not rows:
        raise SystemExit(f"no such row: {args.rows}; known: {', '.join(ROWS)}")
    data = data_folder(args.data)
    method = method_named("naive" if args.naive else "gaitsense")
    everything = walks(data)
    refs = chosen(everything, args.set.split(",") if args.set else None, args.limit)
    complete = len(rows) == len(ROWS) and len(refs) == len(everything)
    live_path = complete if args.live_path is None else args.live_path
    live_path = live_path and method.name != "naive"
    tasks = [
        Task(ref, wanted, method.name, data, live_path)
        for ref in refs
        if (wanted := tuple(name for name, row in rows.items() if row.applies(ref)))
    ]
    if not tasks:
        raise SystemExit("no walk belongs to these rows and sets")
    done = run(tasks, args.jobs, work)
    scores = {
        name: row.score([(one.ref, one.measures[name]) for one in done if name in one.measures])
        for name, row in rows.items()
        if any(name in one.measures for one in done)
    }
    for name, score in scores.items():
        reasons = Counter((ref.set_name, why) for ref in refs if (why := rows[name].why_not(ref)))
        score.left_out += [LeftOut(f"walks of {s}", why, n) for (s, why), n in reasons.items()]
    problems = {one.ref.key: one.problem for one in done if one.problem}
    facts = _facts(method, done, problems, live_path=live_path)
    print(report.screen_table(scores))
    for key, problem in problems.items():
        print(f"{key}: {problem}")
    print(f"live path: {facts['live_path']}")
    print(f"{sum(one.seconds for one in done):.0f} s of analysis over {len(done)} walks")

    out = args.out or (_HERE if complete else _HERE / "quick")
    out.mkdir(parents=True, exist_ok=True)
    print(report.write_result(out, report.as_data(ROWS, scores, facts)))
    if out == _HERE:
        report.update_readme(out)
    if not args.no_figures:
        _draw(scores, args.worst, method, data, out)
    return int(any(problem.startswith("crashed") for problem in problems.values()))


def _facts(
    method: Method,
    done: list[Done],
    problems: dict[str, str],
    *,
    live_path: bool,
) -> dict[str, Any]:
    different = [one.ref.key for one in done if one.live_differs]
    compared = sum(one.live_differs is not None for one in done)
    live = f"{len(different)} of {compared} walks differ" if live_path else "not compared"
    return {
        "method": method.name,
        "version": method.version,
        "config_hash": method.config_hash,
        "walks": len(done),
        "walks_per_set": dict(Counter(one.ref.set_name for one in done)),
        "problems": problems,
        "live_path": live,
        "live_path_different": different,
    }


def _draw(scores: dict[str, Any], worst: int, method: Method, data: Path, out: Path) -> None:
    import figures

    folder = out / ("figures" if method.name == "gaitsense" else "figures_naive")
    for name, score in scores.items():
        figures.row_figure(name, ROWS[name].title, score, folder / f"{name}.png")
        spots = sorted(score.spots, key=lambda spot: -spot.badness)[:worst]
        if spots:
            path = folder / "worst" / f"{name}.png"
            figures.worst_figure(name, spots, method, data, path)
            print(path)


if __name__ == "__main__":
    raise SystemExit(main())
