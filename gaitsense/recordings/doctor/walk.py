"""What the examiners look at: a recording, its analysis, and each foot's signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.traces import StrideTrace
from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Side
from gaitsense.pipeline.analysis import Analysis

#: Window over which motion is judged, s.
_WINDOW_S: Final = 0.06
#: A sensor that turns faster than this moves, rad/s, …
_MOVING_RADPS: Final = 0.5
#: … and so does one whose specific force is this far from its usual size, m/s²: its gyroscope
#: may be dead.
_MOVING_MPS2: Final = 1.5


@dataclass(frozen=True)
class ExaminedFoot:
    """One foot that was read and analysed.

    Parameters
    ----------
    recording : FootRecording
        Its samples.
    summary : Mapping
        Its part of `Analysis.summary`.
    traces : sequence of StrideTrace
        Its closed strides.
    context : (k,) object
        The kind of each stride, words of `Context`.
    reasons : (k,) object
        Words of `REASONS` of each stride, by ";".
    start_s, end_s, toe_off_s, contact_s : (k,) float64
        Times of each stride, s; NaN where not known.
    measured_n : Mapping[str, int]
        Strides of any kind that hold a value, by column of `STRIDE_COLUMNS`.
    """

    recording: FootRecording
    summary: Mapping[str, Any]
    traces: Sequence[StrideTrace]
    context: NDArray[np.object_]
    reasons: NDArray[np.object_]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    toe_off_s: NDArray[np.float64]
    contact_s: NDArray[np.float64]
    measured_n: Mapping[str, int]

    @property
    def side(self) -> Side:
        """Which foot."""
        return self.recording.side

    @property
    def strides_n(self) -> int:
        """Strides found."""
        return len(self.traces)

    @cached_property
    def level(self) -> NDArray[np.bool_]:
        """Which strides were straight and level, (k,) bool."""
        return np.asarray(self.context == "level", np.bool_)

    @cached_property
    def turning_radps(self) -> NDArray[np.float64]:
        """Rotation rate of each sample over a short window, (n,) float64, rad/s."""
        n = min(max(1, round(_WINDOW_S * self.recording.rate_hz)), len(self.recording))
        window = np.full(n, 1.0 / n)
        axes = [np.convolve(column, window, "same") for column in self.recording.gyr_radps.T]
        return np.asarray(np.sqrt(sum(axis * axis for axis in axes)), np.float64)

    @cached_property
    def turns(self) -> NDArray[np.bool_]:
        """In which samples the gyroscope sees it move, (n,) bool."""
        return np.asarray(self.turning_radps > _MOVING_RADPS, np.bool_)

    @cached_property
    def moving(self) -> NDArray[np.bool_]:
        """In which samples either sensor sees it move, (n,) bool."""
        force = np.linalg.norm(self.recording.acc_mps2, axis=1)
        return np.asarray(self.turns | (np.abs(force - np.median(force)) > _MOVING_MPS2), np.bool_)

    def share_with(self, word: str) -> float:
        """Share of the strides that carry a reason.

        Parameters
        ----------
        word : str
            A word of `REASONS`.

        Returns
        -------
        float
            0 to 1; 0 where there is no stride.
        """
        if not self.strides_n:
            return 0.0
        return float(np.mean([word in str(joined).split(";") for joined in self.reasons]))


@dataclass(frozen=True)
class ExaminedWalk:
    """A walk that was read.

    Parameters
    ----------
    files : tuple of Path
        As they were given.
    asked_side : {"left", "right"} or None
        The foot as the caller knows it.
    columns : Path or None
        The column map that the files were read by.
    untold : bool
        Whether nothing tells the foot; `recording` then calls it left.
    recording : Recording
        All feet that were read.
    analysis : Analysis or None
        The result; None where no foot is fast enough.
    feet : Mapping[Side, ExaminedFoot]
        The feet that were analysed.
    """

    files: tuple[Path, ...]
    asked_side: Side | None
    columns: Path | None
    untold: bool
    recording: Recording
    analysis: Analysis | None
    feet: Mapping[Side, ExaminedFoot]


def examined_feet(recording: Recording, analysis: Analysis) -> dict[Side, ExaminedFoot]:
    """Gather what is to be looked at of each foot.

    Parameters
    ----------
    recording : Recording
        What was analysed.
    analysis : Analysis
        The result.

    Returns
    -------
    dict of ExaminedFoot
    """
    feet: dict[Side, ExaminedFoot] = {}
    for side in recording.sides:
        table = analysis.feet[side].table if side in analysis.feet else {}

        def times(name: str, rows: Mapping[str, Any] = table) -> NDArray[np.float64]:
            return np.asarray(rows.get(name, ()), np.float64)

        feet[side] = ExaminedFoot(
            recording[side],
            analysis.summary[side],
            analysis.traces[side],
            np.asarray(table.get("context", ()), object),
            np.asarray(table.get("reasons", ()), object),
            times("start_s"),
            times("end_s"),
            times("toe_off_s"),
            times("initial_contact_s"),
            {
                name: int(np.count_nonzero(np.isfinite(column)))
                for name, column in table.items()
                if column.dtype == np.float64
            },
        )
    return feet
