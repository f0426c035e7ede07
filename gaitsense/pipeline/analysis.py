"""The result of a walk: table of strides, summary, trajectories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gaitsense.gait.kinematics import foot_kinematics
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.traces import QUAT, StrideTrace, batches
from gaitsense.model.errors import GaitsenseError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.strides import STRIDE_COLUMNS, TRAJECTORY_COLUMNS
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.scoring import ScoredStrides
from gaitsense.signal.grid import LOST
from gaitsense.signal.rotations import multiply

if TYPE_CHECKING:
    import pandas as pd


_TRAJECTORY: Final = tuple(column.name for column in TRAJECTORY_COLUMNS)
_PATH: Final = ("pos_x_m", "pos_y_m", "pos_z_m", "toe_height_m", "heel_height_m")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Analysis:
    """Everything that was found in a walk.

    Parameters
    ----------
    feet : Mapping[Side, ScoredStrides]
        Feet with at least one stride.
    traces : Mapping[Side, Sequence[StrideTrace]]
        Their closed strides.
    streams : Mapping[Side, StreamInfo]
        All feet that were recorded.
    summary : Mapping[str, Any]
        Values, uncertainties, counts, verdicts and reasons, under "left", "right" and "walk".
    config : GaitConfig
        The settings.
    """

    feet: Mapping[Side, ScoredStrides]
    traces: Mapping[Side, Sequence[StrideTrace]]
    streams: Mapping[Side, StreamInfo]
    summary: Mapping[str, Any]
    config: GaitConfig

    def __repr__(self) -> str:
        counts = ", ".join(f"{side} {len(self.traces[side])}" for side in self.streams)
        return f"<Analysis, strides: {counts}>"

    @property
    def strides(self) -> pd.DataFrame:
        """One row per stride in the order of their starts, columns `STRIDE_COLUMNS`."""
        import pandas as pd

        names = [column.name for column in STRIDE_COLUMNS]
        parts = [foot.table for foot in self.feet.values()]
        data = {
            column.name: np.concatenate([part[column.name] for part in parts])
            if parts
            else np.empty(0)
            for column in STRIDE_COLUMNS
        }
        frame = pd.DataFrame(
            {
                column.name: pd.Series(data[column.name], dtype=column.dtype)
                for column in STRIDE_COLUMNS
            },
            columns=names,
        )
        return frame.sort_values(["start_s", "side"], kind="stable", ignore_index=True)

    def mounting(self, side: Side) -> Mounting:
        """SENSOR to FOOT of one foot.

        Parameters
        ----------
        side : {"left", "right"}
            The foot.

        Returns
        -------
        Mounting

        Raises
        ------
        GaitsenseError
            If that foot has no stride.
        """
        return self._foot(side).mounting

    def trajectory(self, side: Side) -> pd.DataFrame:
        """Path, orientation and heights of one foot, each sample inside a stride once.

        Parameters
        ----------
        side : {"left", "right"}
            The foot.

        Returns
        -------
        pandas.DataFrame
            Columns `TRAJECTORY_COLUMNS`. Positions start at 0 with each stride; x along the
            stride, z from the floor: the line between the two stances where the floor is even,
            the first stance where it rises. Stride intervals are half-open. Lost samples are
            NaN; so are positions and heights in strides whose length was not measured.

        Raises
        ------
        GaitsenseError
            If that foot is not in the recording or has no stride.
        """
        import pandas as pd

        foot, traces, config = self._foot(side), self.traces[side], self.config
        parts: list[dict[str, Any]] = [{} for _ in traces]
        for batch in batches(traces):
            kin = foot_kinematics(batch, foot.mounting, foot.sole, foot.gain.factor, config.level)
            half = -0.5 * kin.heading_rad
            zeros = np.zeros_like(half)
            to_stride = np.stack([np.cos(half), zeros, zeros, np.sin(half)])[:, :, None]
            quat = multiply(np.broadcast_to(to_stride, batch.data[QUAT].shape), batch.data[QUAT])
            for place, row in enumerate(batch.rows):
                trace, n = traces[row], int(batch.count[place]) - 1
                values = [
                    trace.start_s + np.arange(n) * trace.period_s,
                    np.full(n, foot.table["stride_id"][row]),
                    *kin.pos_m[:, place, :n],
                    *quat[:, place, :n],
                    kin.pitch_rad[place, :n] * DEG_PER_RAD - foot.zero.zero_deg,
                    kin.toe_m[place, :n],
                    kin.heel_m[place, :n],
                ]
                part = dict(zip(_TRAJECTORY, values, strict=True))
                lost = (batch.flag[place, :n] & LOST) > 0
                no_path = not np.isfinite(foot.table["stride_length_m"][row])
                for name in _TRAJECTORY[2:]:
                    part[name] = np.where(lost | (no_path & (name in _PATH)), np.nan, part[name])
                parts[row] = part
        return pd.DataFrame(
            {
                column.name: pd.Series(
                    np.concatenate([part[column.name] for part in parts]), dtype=column.dtype
                )
                for column in TRAJECTORY_COLUMNS
            }
        )

    def _foot(self, side: Side) -> ScoredStrides:
        if side not in self.streams:
            there = " and ".join(self.streams)
            raise GaitsenseError(f"this recording has no {side!r} foot; it holds {there}")
        if side not in self.feet:
            raise GaitsenseError(f"no stride of the {side} foot was found, so it has no path")
        return self.feet[side]
