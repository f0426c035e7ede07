"""What the pipeline says while a walk goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gaitsense.model.samples import Side


@dataclass(frozen=True, slots=True)
class MountingFound:
    """The case's orientation on the shoe is known; strides held until now follow.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : int
        Counter of the sample at which it was known.
    t_s : float
        Time of that sample, s.
    """

    side: Side
    sample: int
    t_s: float


@dataclass(frozen=True, slots=True)
class StrideClosed:
    """A stride has ended, from mid-stance to mid-stance.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : int
        Counter of the sample that completed the knowledge of it.
    t_s : float
        Time of that sample, s.
    stride : Mapping[str, Any]
        The row as known now, one value for each of `STRIDE_COLUMNS`. The table of
        `GaitPipeline.result` is final.
    """

    side: Side
    sample: int
    t_s: float
    stride: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignalLost:
    """Samples are missing for longer than can be bridged.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : int
        Counter of the last sample before the gap.
    t_s : float
        Time of that sample, s.
    missing_s : float
        Length of the gap, s.
    """

    side: Side
    sample: int
    t_s: float
    missing_s: float


@dataclass(frozen=True, slots=True)
class ToeDragSuspected:
    """The toe seems to drag in the swing that goes on; at most one for each swing.

    A provisional word: `toe_drag` of the stride, once it is closed, is the verdict.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : int
        Counter of the sample with which the evidence sufficed.
    t_s : float
        Time of that sample, s.
    start_s : float
        Since when the shoe shakes, s.
    vibration_mps2 : float
        Root mean square of that shaking when it had lasted long enough, over three axes, m/s².
    """

    side: Side
    sample: int
    t_s: float
    start_s: float
    vibration_mps2: float


Event = MountingFound | StrideClosed | SignalLost | ToeDragSuspected
