"""gaitsense: foot lift and toe drag from a motion sensor on the shoe.

A measurement aid for research and education; not a medical device, not a diagnosis.

Names are loaded when they are first used, so that ``import gaitsense`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gaitsense.version import __version__

if TYPE_CHECKING:
    from gaitsense.model.errors import (
        BluetoothUnavailable,
        CalibrationError,
        ConfigError,
        ConnectionLost,
        DeviceError,
        DeviceNotFound,
        GaitsenseError,
        RecordingError,
        StoreError,
    )
    from gaitsense.model.events import (
        MountingFound,
        SignalLost,
        StrideClosed,
        ToeDragSuspected,
    )
    from gaitsense.model.recording import FootRecording, Recording, SensorRanges, StreamInfo
    from gaitsense.model.samples import Gap, ImuBlock
    from gaitsense.model.shoe import Shoe
    from gaitsense.model.strides import REASONS, STRIDE_COLUMNS, TRAJECTORY_COLUMNS
    from gaitsense.pipeline.analysis import Analysis
    from gaitsense.pipeline.config import GaitConfig
    from gaitsense.pipeline.gait_pipeline import FootState, GaitPipeline, analyze
    from gaitsense.pipeline.live_trace import live_trace
    from gaitsense.recordings.read import read_recording
    from gaitsense.simulate.walk import simulate_walk

_HOMES = {
    "gaitsense.model.errors": (
        "BluetoothUnavailable",
        "CalibrationError",
        "ConfigError",
        "ConnectionLost",
        "DeviceError",
        "DeviceNotFound",
        "GaitsenseError",
        "RecordingError",
        "StoreError",
    ),
    "gaitsense.model.events": (
        "MountingFound",
        "SignalLost",
        "StrideClosed",
        "ToeDragSuspected",
    ),
    "gaitsense.model.recording": ("FootRecording", "Recording", "SensorRanges", "StreamInfo"),
    "gaitsense.model.samples": ("Gap", "ImuBlock"),
    "gaitsense.model.shoe": ("Shoe",),
    "gaitsense.model.strides": ("REASONS", "STRIDE_COLUMNS", "TRAJECTORY_COLUMNS"),
    "gaitsense.pipeline.analysis": ("Analysis",),
    "gaitsense.pipeline.config": ("GaitConfig",),
    "gaitsense.pipeline.gait_pipeline": ("FootState", "GaitPipeline", "analyze"),
    "gaitsense.pipeline.live_trace": ("live_trace",),
    "gaitsense.recordings.read": ("read_recording",),
    "gaitsense.simulate.walk": ("simulate_walk",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "REASONS",
    "STRIDE_COLUMNS",
    "TRAJECTORY_COLUMNS",
    "Analysis",
    "BluetoothUnavailable",
    "CalibrationError",
    "ConfigError",
    "ConnectionLost",
    "DeviceError",
    "DeviceNotFound",
    "FootRecording",
    "FootState",
    "GaitConfig",
    "GaitPipeline",
    "GaitsenseError",
    "Gap",
    "ImuBlock",
    "MountingFound",
    "Recording",
    "RecordingError",
    "SensorRanges",
    "Shoe",
    "SignalLost",
    "StoreError",
    "StreamInfo",
    "StrideClosed",
    "ToeDragSuspected",
    "__version__",
    "analyze",
    "live_trace",
    "read_recording",
    "simulate_walk",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'gaitsense' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
