"""Measure every real walk and its simulated counterparts; keep the strides, not the samples."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import twins
from people import DEVICES, chosen, rate_hz, recorded, without_hints
from sets import WalkRef
from strides import Strides, measure

#: Where strides come from: the people, the packaged walks, and walks made like each person.
REAL, SHIPPED, TWIN = "real", "as shipped", "twin"
ORIGINS: Final = (REAL, SHIPPED, TWIN)
#: How often a twin's knobs are moved towards its person.
_ROUNDS: Final = 2
_FEWEST_STRIDES: Final = 6


@dataclass(frozen=True)
class Collected:
    """All strides, and what was left out.

    Parameters
    ----------
    table : DataFrame
        One row per stride: `MEASURES`, origin, set_name, group, person, walk, rate_hz.
    curves, spectra : dict of arrays
        As `Strides`, rows as in `table`.
    left_out : list of str
        Walks with too few strides, and how many they had.
    found : int
        Level strides of the real walks, whole or not.
    """

    table: pd.DataFrame
    curves: dict[str, np.ndarray]
    spectra: dict[str, np.ndarray]
    left_out: list[str]
    found: int


def collect(data: Path, limit: int | None, jobs: int) -> Collected:
    """Measure all chosen walks, each with its two simulated counterparts."""
    refs = chosen(data, limit)
    tasks = [(ref, seed, data) for seed, ref in enumerate(refs)]
    if jobs == 1:
        done = [_counterparts(task) for task in tasks]
    else:
        with multiprocessing.get_context("spawn").Pool(jobs) as pool:
            done = pool.map(_counterparts, tasks, chunksize=1)
    return _joined(refs, done)


def _counterparts(task: tuple[WalkRef, int, Path]) -> dict[str, Strides]:
    ref, seed, data = task
    device = DEVICES[ref.set_name]
    recording = recorded(ref, data)
    out = {REAL: measure(recording)}
    wanted = out[REAL].table
    if len(wanted) < _FEWEST_STRIDES:
        return out
    scenario = twins.base(wanted, device)
    for turn in range(_ROUNDS + 1):
        walk = twins.walked(scenario, seed, rate_hz(recording), device)
        got = measure(without_hints(walk.recording))
        out[TWIN if turn else SHIPPED] = got
        scenario = twins.nearer(scenario, wanted, got.table)
    print(f"{ref.key}: {len(wanted)} strides", file=sys.stderr)
    return out


def _joined(refs: Sequence[WalkRef], done: Sequence[dict[str, Strides]]) -> Collected:
    tables, curves, spectra, left_out, found = [], {}, {}, [], 0
    for ref, walks in zip(refs, done, strict=True):
        found += walks[REAL].found
        if len(walks) < len(ORIGINS):
            left_out.append(f"{ref.key}: {len(walks[REAL].table)} of {walks[REAL].found} strides")
            continue
        for origin, strides in walks.items():
            facts = {"origin": origin, "set_name": ref.set_name, "person": ref.person}
            facts |= {"walk": ref.key, "group": DEVICES[ref.set_name].group}
            tables.append(strides.table.assign(**facts))
            for into, new in ((curves, strides.curves), (spectra, strides.spectra)):
                for name, values in new.items():
                    into.setdefault(name, []).append(values)
    table = pd.concat(tables, ignore_index=True)
    # Everybody counts alike, however many strides were received.
    size = table.groupby(["origin", "person"])["walk"].transform("size")
    return Collected(
        table.assign(weight=1.0 / size),
        {name: np.concatenate(values) for name, values in curves.items()},
        {name: np.concatenate(values) for name, values in spectra.items()},
        left_out,
        found,
    )


def only(all_strides: Collected, origin: str, group: str | None = None) -> Collected:
    """Keep the strides of one origin, and of one group of sets."""
    own = all_strides.table["origin"] == origin
    if group is not None:
        own &= all_strides.table["group"] == group
    rows = np.flatnonzero(own)
    return replace(
        all_strides,
        table=all_strides.table.iloc[rows].reset_index(drop=True),
        curves={name: values[rows] for name, values in all_strides.curves.items()},
        spectra={name: values[rows] for name, values in all_strides.spectra.items()},
    )
