"""The two programs that are scored, behind one small face: the library and the baseline."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import naive
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sets import Walk

import gaitsense
from gaitsense.model.errors import GaitsenseError
from gaitsense.model.recording import Recording
from gaitsense.model.strides import STRIDE_COLUMNS, TRAJECTORY_COLUMNS


class Analysis(Protocol):
    """What any program under test returns."""

    strides: pd.DataFrame
    summary: Any

    def trajectory(self, side: str) -> pd.DataFrame:
        """Return one row per sample inside a stride."""


@dataclass
class Found:
    """What was found in one walk, in the form that the rows read.

    Parameters
    ----------
    strides : DataFrame
        The table of strides.
    summary : mapping
        Per side, the walk's values and verdicts.
    trajectory : callable
        Side to samples inside strides.
    trace : DataFrame, optional
        What the live state would have shown.
    problem : str
        Why nothing was found: refused by the program, or a crash; "" when all went well.
    """

    strides: pd.DataFrame
    summary: Any
    trajectory: Callable[[str], pd.DataFrame]
    trace: pd.DataFrame | None = None
    problem: str = ""
    _paths: dict[str, pd.DataFrame] = field(default_factory=dict)

    def rows(self, side: str) -> pd.DataFrame:
        """Return the strides of one foot in order of time."""
        own = self.strides[self.strides["side"] == side]
        return own.sort_values("start_s", kind="stable").reset_index(drop=True)

    def times(self, side: str, column: str) -> NDArray[np.float64]:
        """Return the known times of one event of one foot, s, rising."""
        values = self.rows(side)[column].to_numpy(np.float64)
        return np.sort(values[np.isfinite(values)])

    def path(self, side: str) -> pd.DataFrame:
        """Return the samples inside strides of one foot; empty where the foot has none."""
        if side not in self._paths:
            known = bool((self.strides["side"] == side).any())
            self._paths[side] = self.trajectory(side) if known else _empty_path()
        return self._paths[side]

    def pattern(self, side: str) -> str:
        """Return the walk's foot-drop pattern of one foot: yes, no or unsure."""
        return str(self.summary[side]["foot_drop_pattern"]) if side in self.summary else "unsure"


def nothing(problem: str) -> Found:
    """Stand in for a walk that the program refused or crashed on: no stride at all."""
    empty = pd.DataFrame({column.name: pd.Series(dtype="float64") for column in STRIDE_COLUMNS})
    empty["side"] = empty["side"].astype(str)
    return Found(empty, {}, lambda _side: _empty_path(), problem=problem)


def _empty_path() -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype="float64") for column in TRAJECTORY_COLUMNS})


@dataclass(frozen=True)
class Method:
    """A program under test.

    Parameters
    ----------
    name : str
        "gaitsense" or "naive".
    version : str
        The library's version, or a hash of the baseline's source.
    config_hash : str
        Hash of the settings, which are always the defaults.
    """

    name: str
    version: str
    config_hash: str

    def recording(self, walk: Walk) -> Recording:
        """Hand over side, times and samples, and nothing else."""
        return Recording.from_arrays(walk.feet)

    def find(self, walk: Walk, *, live: bool = False) -> Found:
        """Analyse one walk with the default settings; a refusal or a crash finds nothing."""
        try:
            return self._find(walk, live=live)
        except GaitsenseError as error:
            return nothing(f"refused: {error}")
        # A crash is a result here (row S11 counts them) and must not hide the other walks.
        except Exception as error:  # noqa: BLE001
            print(f"{walk.ref.key}: {traceback.format_exc()}", file=sys.stderr)
            return nothing(f"crashed: {type(error).__name__}: {error}")

    def _find(self, walk: Walk, *, live: bool) -> Found:
        rec = self.recording(walk)
        result: Analysis = naive.analyse(rec) if self.name == "naive" else gaitsense.analyze(rec)
        trace = None
        if live and self.name != "naive":
            trace = gaitsense.live_trace(rec)
        return Found(result.strides, result.summary, result.trajectory, trace)

    def live_differs(self, walk: Walk, found: Found) -> bool:
        """Whether packets of 20 samples give other strides than the whole, to the last bit.

        Without the live view, which takes as long again; that it changes nothing in the result
        is a test of the package's own.
        """
        rec = self.recording(walk)
        pipe = gaitsense.GaitPipeline(rec.streams, gaitsense.GaitConfig(), live=False)
        for block in rec.blocks(20):
            pipe.push(block)
        pipe.finish()
        return not pipe.result().strides.equals(found.strides)


@cache
def method_named(name: str) -> Method:
    """Return the program of that name.

    Raises
    ------
    SystemExit
        If the library cannot analyse yet.
    """
    if name == "naive":
        source = Path(naive.__file__).read_bytes()
        return Method("naive", hashlib.sha256(source).hexdigest()[:12], "")
    if not hasattr(gaitsense, "analyze"):
        raise SystemExit("this gaitsense has no analyze(); score the baseline with --naive")
    config = repr(gaitsense.GaitConfig())
    return Method(
        "gaitsense", gaitsense.__version__, hashlib.sha256(config.encode()).hexdigest()[:12]
    )
