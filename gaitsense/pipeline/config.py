"""Every setting of the analysis in one frozen tree, read from TOML."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gaitsense.footdrop.drag_model import shipped_model
from gaitsense.footdrop.drag_signs import DragSignParams
from gaitsense.footdrop.early_drag import EarlyDragParams
from gaitsense.footdrop.lift_profile import LiftProfileParams
from gaitsense.footdrop.low_lift import LowLiftParams
from gaitsense.footdrop.toe_drag import ToeDragParams
from gaitsense.gait.acc_bias import AccBiasParams
from gaitsense.gait.calibration import GainParams
from gaitsense.gait.closed_stride import ClosedStrideParams
from gaitsense.gait.closing import ClosingParams
from gaitsense.gait.context import ContextParams
from gaitsense.gait.drift import DriftParams
from gaitsense.gait.events import EventParams
from gaitsense.gait.force_offset import ForceOffsetParams
from gaitsense.gait.gyro_bias import GyroBiasParams
from gaitsense.gait.kinematics import LevelParams
from gaitsense.gait.measures import MeasureParams
from gaitsense.gait.motion_level import MotionLevelParams
from gaitsense.gait.mounting import MountingParams
from gaitsense.gait.quality import QualityParams
from gaitsense.gait.segmentation import SegmentationParams
from gaitsense.gait.sole_points import SolePointsParams
from gaitsense.gait.uncertainty import UncertaintyParams
from gaitsense.gait.zero import ZeroParams
from gaitsense.model.toml import from_table, read_toml
from gaitsense.pipeline.limits import check_settings
from gaitsense.pipeline.running import RunningParams
from gaitsense.signal.grid import GridParams
from gaitsense.signal.rest import RestParams


@dataclass(frozen=True, slots=True)
class GaitConfig:
    """All settings; each stage's own class documents its fields.

    Parameters
    ----------
    grid, rest, motion_level, segmentation, gyro_bias, closed_stride, drift, force_offset,
    acc_bias, closing, mounting, gain, sole_points, level, events, measures, zero, context,
    uncertainty, quality, low_lift, lift_profile, drag_signs, toe_drag, running, early_drag
        Settings of the stage of that name.
    """

    grid: GridParams = field(default_factory=GridParams)
    rest: RestParams = field(default_factory=RestParams)
    motion_level: MotionLevelParams = field(default_factory=MotionLevelParams)
    segmentation: SegmentationParams = field(default_factory=SegmentationParams)
    gyro_bias: GyroBiasParams = field(default_factory=GyroBiasParams)
    closed_stride: ClosedStrideParams = field(default_factory=ClosedStrideParams)
    drift: DriftParams = field(default_factory=DriftParams)
    force_offset: ForceOffsetParams = field(default_factory=ForceOffsetParams)
    acc_bias: AccBiasParams = field(default_factory=AccBiasParams)
    closing: ClosingParams = field(default_factory=ClosingParams)
    mounting: MountingParams = field(default_factory=MountingParams)
    gain: GainParams = field(default_factory=GainParams)
    sole_points: SolePointsParams = field(default_factory=SolePointsParams)
    level: LevelParams = field(default_factory=LevelParams)
    events: EventParams = field(default_factory=EventParams)
    measures: MeasureParams = field(default_factory=MeasureParams)
    zero: ZeroParams = field(default_factory=ZeroParams)
    context: ContextParams = field(default_factory=ContextParams)
    uncertainty: UncertaintyParams = field(default_factory=UncertaintyParams)
    quality: QualityParams = field(default_factory=QualityParams)
    low_lift: LowLiftParams = field(default_factory=LowLiftParams)
    lift_profile: LiftProfileParams = field(default_factory=LiftProfileParams)
    drag_signs: DragSignParams = field(default_factory=DragSignParams)
    toe_drag: ToeDragParams = field(default_factory=ToeDragParams)
    running: RunningParams = field(default_factory=RunningParams)
    early_drag: EarlyDragParams = field(default_factory=EarlyDragParams)

    def __post_init__(self) -> None:
        check_settings(self)

    @classmethod
    def from_toml(cls, path: str | Path) -> GaitConfig:
        """Read settings; what the file does not name keeps its default.

        Parameters
        ----------
        path : str or Path
            A TOML file with one table per stage.

        Returns
        -------
        GaitConfig

        Raises
        ------
        ConfigError
            If a stage or setting is unknown (the nearest name is offered), of the wrong type, or
            out of its range.
        """
        return from_table(cls, read_toml(path))

    def as_dict(self) -> dict[str, Any]:
        """Return all settings as nested dictionaries."""
        return dataclasses.asdict(self)

    @property
    def hash(self) -> str:
        """First 12 hex digits of the SHA-256 of settings and drag model; it stands in results."""
        model = shipped_model().as_dict()
        text = json.dumps([self.as_dict(), model], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
