"""Run variants on walks held in memory, in processes that share them, and keep what was found."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from constants import Change
from distances import ROWS_WATCHED
from memory import Memory
from sets import WalkRef
from store import Store
from study import ROWS

_BAR: Final = 24
_memory = Memory()


class Wanted(NamedTuple):
    """A variant, and the rows that it is to be scored on."""

    change: Change
    rows: tuple[str, ...] = ROWS_WATCHED

    @property
    def key(self) -> str:
        """Its name in the store."""
        return Store.key(self.change.config.hash, self.rows)


def show(done: int, total: int, begin: float, word: str) -> None:
    """Draw the progress bar, or on no screen a line every tenth of the way."""
    spent = time.perf_counter() - begin
    left = f", about {spent * (total - done) / done:.0f} s left" if done else ""
    if sys.stderr.isatty():
        full = _BAR * done // total
        bar = "#" * full + "." * (_BAR - full)
        end = "\n" if done == total else ""
        print(f"\r[{bar}] {done}/{total} {word}{left}   ", end=end, file=sys.stderr, flush=True)
    elif done == total or done * 10 // total > (done - 1) * 10 // total:
        print(f"{done}/{total} {word}, {spent:.0f} s{left}", file=sys.stderr, flush=True)


class Sweep:
    """Variants in, outcomes out; the walks are loaded when the first unknown variant comes.

    Parameters
    ----------
    refs : sequence of WalkRef
        Walks to score on.
    data : Path
        Folder of the recordings.
    store : Store
        What is known already, and where new outcomes go.
    jobs : int
        Processes.
    """

    def __init__(self, refs: Sequence[WalkRef], data: Path, store: Store, jobs: int) -> None:
        self._refs = [ref for ref in refs if any(ROWS[n].applies(ref) for n in ROWS_WATCHED)]
        self._data = data
        self._store = store
        self._jobs = jobs

    def _fill(self) -> None:
        if _memory.walks:
            return
        begin = time.perf_counter()
        for k, ref in enumerate(self._refs):
            _memory.hold(ref, self._data)
            show(k + 1, len(self._refs), begin, "walks into memory")
        _memory.hold_live()
        # What is held stays: a collector that walks through it would only copy shared pages.
        gc.collect()
        gc.freeze()

    def run(self, wanted: Iterable[Wanted], word: str) -> list[dict[str, Any]]:
        """Return the outcomes of all variants, in their order."""
        wanted = list(wanted)
        new = list({one.key: one for one in wanted if self._store.get(one.key) is None}.values())
        if new:
            self._fill()
            # Nothing is laid out without the shipped settings; variants of closing take longest.
            new.sort(
                key=lambda one: (bool(one.change.stages), not one.change.stages & _memory.closing)
            )
            begin = time.perf_counter()
            with multiprocessing.get_context("fork").Pool(self._jobs) as pool:
                for k, (key, outcome) in enumerate(pool.imap_unordered(_work, new)):
                    self._store.put(key, outcome)
                    show(k + 1, len(new), begin, word)
        outcomes = [self._store.get(one.key) for one in wanted]
        return [outcome for outcome in outcomes if outcome is not None]


def _work(one: Wanted) -> tuple[str, dict[str, Any]]:
    begin = time.perf_counter()
    outcome = _memory.run(one.change, one.rows)
    outcome["part"] = (
        "closing"
        if one.change.stages & _memory.closing
        else "scoring"
        if one.change.stages & _memory.scoring
        else "live"
        if one.change.stages & _memory.live
        else ""
    )
    outcome["seconds"] = round(time.perf_counter() - begin, 2)
    return one.key, outcome
