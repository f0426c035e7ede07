"""The walks held in memory with their closed strides: a variant runs only what it can change.

`gaitsense.analyze` begins every time with the samples. Here the closed strides of the shipped
settings are kept, and a constant that closing never sees is scored from them: with the same
functions, in the same order, as `GaitPipeline.result`, which has no door for closed strides.
Feet are worked through one after the other, as two threads on walks of half a minute only wait
for each other.
"""

from __future__ import annotations

import dataclasses
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from constants import Change
from data_flow import NotingConfig, noting
from distances import ROWS_WATCHED
from methods import Found, nothing
from sets import Walk, WalkRef, load
from study import ROWS

import gaitsense
from gaitsense.gait.mounting import find_mounting
from gaitsense.gait.traces import StrideTrace
from gaitsense.model.errors import GaitsenseError
from gaitsense.model.recording import Recording
from gaitsense.model.samples import ImuBlock
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.foot import FootChain
from gaitsense.pipeline.scoring import ScoredStrides, score_strides
from gaitsense.pipeline.summary import summarise

Traces = Mapping[str, Sequence[StrideTrace]]
_BIG_BLOCK: Final = 1 << 16
#: Rows that count strides, and all that they read of the table. Of the walks that belong to no
#: other row, every eighth is scored anew; where no such column moves there, the others keep
#: their measures as long as closing gave the same strides.
_DETECTION: Final = {"S1": ("heel_off_s", "foot_flat_s")}
_EVERY: Final = 8
#: Rows whose sets do not name their walkers: a session or a whole set is one person there.
_BY_WALK: Final = ("S7",)


def close(recording: Recording, config: gaitsense.GaitConfig) -> dict[str, list[StrideTrace]]:
    """Cut a recording into strides and integrate them."""
    traces = {}
    for side in recording.sides:
        chain = FootChain(side, recording.streams[side], config)
        for block in recording[side].blocks(_BIG_BLOCK):
            if isinstance(block, ImuBlock):
                chain.push(block)
        chain.finish()
        traces[side] = chain.traces
    return traces


def score(
    traces: Traces, recording: Recording, config: gaitsense.GaitConfig
) -> dict[str, ScoredStrides]:
    """Measure and judge closed strides, as `GaitPipeline.result` does."""
    feet = {}
    for side, own in traces.items():
        mounting = find_mounting([trace.evidence for trace in own], side, config.mounting)
        if mounting is not None:
            info = recording.streams[side]
            feet[side] = score_strides(side, own, 0, mounting, info, config)
    return feet


@dataclass
class FoundInMemory(Found):
    """What was found, as the rows read it; the summary is made when it is asked for."""

    analysis: Analysis | None = None
    asked: set[str] = field(default_factory=set)
    _own: dict[str, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, analysis: Analysis) -> FoundInMemory:
        """Wrap an analysis whose summary is still empty."""
        return cls(pd.DataFrame(), {}, analysis.trajectory, analysis=analysis)

    def rows(self, side: str) -> pd.DataFrame:
        """Return the strides of one foot in order of time."""
        if side not in self._own:
            self._own[side] = self._frame(side)
        return self._own[side]

    def _frame(self, side: str) -> pd.DataFrame:
        assert self.analysis is not None
        foot = self.analysis.feet.get(side)
        if foot is None:
            return nothing("").strides
        frame = pd.DataFrame(dict(foot.table))
        return frame.sort_values("start_s", kind="stable").reset_index(drop=True)

    def path(self, side: str) -> pd.DataFrame:
        """Return the samples inside strides of one foot."""
        self.asked.add("path")
        assert self.analysis is not None
        if side not in self._paths:
            known = side in self.analysis.feet
            self._paths[side] = self.trajectory(side) if known else nothing("").path(side)
        return self._paths[side]

    def pattern(self, side: str) -> str:
        """Return the walk's foot-drop pattern of one foot."""
        self.asked.add("pattern")
        return str(self._summary[side]["foot_drop_pattern"])

    @cached_property
    def _summary(self) -> Mapping[str, Any]:
        one = self.analysis
        assert one is not None
        late = dict.fromkeys(one.streams, 0)
        return summarise(one.feet, one.traces, one.streams, late, one.config, gaitsense.__version__)


@dataclass
class HeldWalk:
    """A walk with what the shipped settings make of it.

    Parameters
    ----------
    walk : Walk
        Samples and reference.
    recording : Recording
        The samples as the program gets them.
    traces, feet : dict
        Closed strides per side, and their tables.
    measures : dict
        What each row measured.
    asked : set of str
        Whether a row asked for the "path" or the "pattern", beside the table.
    live : dict
        What the rows that read the live view measured with it. Sample by sample it is slow, so
        it is run again only for constants that nothing else takes.
    """

    walk: Walk
    recording: Recording
    traces: dict[str, list[StrideTrace]]
    feet: dict[str, ScoredStrides]
    measures: dict[str, Any]
    asked: set[str]
    live: dict[str, Any] = field(default_factory=dict)

    @property
    def ref(self) -> WalkRef:
        """Which walk it is."""
        return self.walk.ref


@dataclass
class Memory:
    """All walks, and which stages of the settings each part of the analysis takes."""

    walks: list[HeldWalk] = field(default_factory=list)
    closing: set[str] = field(default_factory=set)
    scoring: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)

    def hold(self, ref: WalkRef, data: Path) -> None:
        """Load a walk, analyse it with the shipped settings, and keep all of it."""
        config = NotingConfig()
        walk = load(ref, data)
        recording = Recording.from_arrays(walk.feet)
        with noting(self.closing):
            traces = close(recording, config)
        rows = tuple(name for name in ROWS_WATCHED if ROWS[name].applies(ref))
        with noting(self.scoring):
            feet = score(traces, recording, config)
            found = FoundInMemory.of(Analysis(feet, traces, recording.streams, {}, config))
            measures = {name: ROWS[name].measure(walk, found) for name in rows}
        self.walks.append(HeldWalk(walk, recording, traces, feet, measures, found.asked))

    def hold_live(self) -> None:
        """Measure what the live view shows, where a row reads it, and note what only it takes."""
        for held in self.walks:
            names = [name for name in held.measures if ROWS[name].live]
            if names:
                with noting(self.live):
                    held.live = self._measure_live(held, names, NotingConfig())
        self.live -= self.closing | self.scoring

    @staticmethod
    def _measure_live(
        held: HeldWalk, names: Sequence[str], config: gaitsense.GaitConfig
    ) -> dict[str, Any]:
        analysis = Analysis(held.feet, held.traces, held.recording.streams, {}, config)
        found = FoundInMemory.of(analysis)
        found.trace = gaitsense.live_trace(held.recording, config)
        return {name: ROWS[name].measure(held.walk, found) for name in names}

    def run(self, change: Change, rows: Sequence[str] = ROWS_WATCHED) -> dict[str, Any]:
        """Score some rows under changed settings.

        Returns
        -------
        dict
            "values" and "per_person" by row and metric, some "per_walk", "columns" of the table
            of strides that changed on any walk, "walks" that changed, "problems" by walk.
        """
        config = change.config
        measured: dict[str, list[tuple[WalkRef, Any]]] = {name: [] for name in rows}
        columns: set[str] = set()
        changed, problems = 0, {}
        held_rows = [(one, [n for n in one.measures if n in rows]) for one in self.walks]
        held_rows = [(one, wanted) for one, wanted in held_rows if wanted]
        probes = {id(one) for one, wanted in self._only_detection(held_rows)[::_EVERY]}
        order = sorted(held_rows, key=lambda pair: id(pair[0]) not in probes)
        moved: set[str] = set()
        outcome: dict[int, dict[str, Any]] = {}
        for held, wanted in order:
            still = not moved.intersection(*_DETECTION.values()) and id(held) not in probes
            try:
                measures, different = self._rerun(
                    held, change, config, wanted, spans_do=still and set(wanted) <= set(_DETECTION)
                )
            except GaitsenseError as error:
                problems[held.ref.key] = f"refused: {error}"
            # A crash is a result here, and must not hide the other walks.
            except Exception as error:  # noqa: BLE001
                problems[held.ref.key] = f"crashed: {type(error).__name__}: {error}"
                traceback.print_exc()
            if held.ref.key in problems:
                found = nothing(problems[held.ref.key])
                measures = {name: ROWS[name].measure(held.walk, found) for name in wanted}
                different = {"strides"}
            columns |= different
            changed += bool(different)
            if id(held) in probes and "strides" not in different:
                moved |= different
            outcome[id(held)] = measures
        for held, wanted in held_rows:
            for name in wanted:
                measured[name].append((held.ref, outcome[id(held)][name]))
        scores = {name: ROWS[name].score(one).metrics for name, one in measured.items() if one}
        metrics = {(name, m.key): m for name, own in scores.items() for m in own}
        return {
            "values": {".".join(key): _plain(m.value) for key, m in metrics.items()},
            "yields": {
                ".".join(key): _plain(m.yield_share)
                for key, m in metrics.items()
                if m.yield_share is not None
            },
            "per_person": {
                ".".join(key): {who: _plain(v) for who, v in m.per_person.items()}
                for key, m in metrics.items()
            },
            "per_walk": self._per_walk(measured),
            "columns": sorted(columns),
            "walks_changed": changed,
            "problems": problems,
        }

    @staticmethod
    def _per_walk(
        measured: Mapping[str, list[tuple[WalkRef, Any]]],
    ) -> dict[str, dict[str, float | None]]:
        """Values of single walks, in the rows that know too few people to leave one out."""
        found: dict[str, dict[str, float | None]] = {}
        for name in _BY_WALK:
            for ref, measure in measured.get(name, []):
                for m in ROWS[name].score([(ref, measure)]).metrics:
                    found.setdefault(f"{name}.{m.key}", {})[ref.key] = _plain(m.value)
        return found

    @staticmethod
    def _only_detection(
        held_rows: list[tuple[HeldWalk, list[str]]],
    ) -> list[tuple[HeldWalk, list[str]]]:
        return [pair for pair in held_rows if set(pair[1]) <= set(_DETECTION)]

    def _rerun(
        self,
        held: HeldWalk,
        change: Change,
        config: gaitsense.GaitConfig,
        wanted: list[str],
        *,
        spans_do: bool,
    ) -> tuple[dict[str, Any], set[str]]:
        """Measures of a walk, and which columns of its table differ from the shipped ones.

        With `spans_do`, the same strides are the same measures, whatever their paths.
        """
        closing, scoring = change.stages & self.closing, change.stages & self.scoring
        if not closing and not scoring:
            if not change.stages:
                return held.measures | held.live, set()
            names = [name for name in wanted if ROWS[name].live]
            live = self._measure_live(held, names, config) if names else {}
            return held.measures | live, {"live view"} if live else set()
        if spans_do and not closing:
            return held.measures, set()
        traces = close(held.recording, config) if closing else held.traces
        if spans_do and _same_spans(traces, held.traces):
            return held.measures, set()
        if closing and not scoring and _same(traces, held.traces):
            return held.measures, set()
        feet = score(traces, held.recording, config)
        different = _differing(feet, held.feet)
        if not closing and not different and not held.asked:
            return held.measures, set()
        found = FoundInMemory.of(Analysis(feet, traces, held.recording.streams, {}, config))
        return {name: ROWS[name].measure(held.walk, found) for name in wanted}, different


def _same_spans(one: Traces, other: Traces) -> bool:
    """Whether the same strides were found, at the same times, with the same losses."""
    return all(
        len(one[side]) == len(other[side])
        and all(
            (a.start_s, a.end_s) == (b.start_s, b.end_s)
            and (a.span.move_sample, a.span.still_sample)
            == (b.span.move_sample, b.span.still_sample)
            and np.array_equal(a.flag, b.flag)
            for a, b in zip(one[side], other[side], strict=True)
        )
        for side in other
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two results are equal in every part; parts that are NaN count as different."""
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if dataclasses.is_dataclass(one):
        names = [item.name for item in dataclasses.fields(one)]
        return all(_same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _differing(feet: Mapping[str, ScoredStrides], shipped: Mapping[str, ScoredStrides]) -> set[str]:
    """Columns that differ anywhere; "strides" where the strides themselves do."""
    if feet.keys() != shipped.keys():
        return {"strides"}
    different: set[str] = set()
    for side, foot in feet.items():
        own, base = foot.table, shipped[side].table
        if not np.array_equal(own["start_s"], base["start_s"]):
            return {"strides"}
        for name, values in own.items():
            same = (
                np.array_equal(values, base[name], equal_nan=True)
                if values.dtype.kind == "f"
                else bool((values == base[name]).all())
            )
            if not same:
                different.add(name)
    return different


def _plain(value: float | None) -> float | None:
    if value is None or not np.isfinite(value):
        return None
    return float(f"{value:.7g}")
