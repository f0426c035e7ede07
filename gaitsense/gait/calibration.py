"""What a walk tells of its sensors: gain of the accelerometer, feet exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaitsense.gait.traces import StrideTrace
from gaitsense.model.samples import Side
from gaitsense.model.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True)
class GainParams:
    """When the accelerometer's gain is corrected.

    Parameters
    ----------
    tolerated_share : float
        Deviation of gravity as read, as a share of gravity, that a plain bias explains and
        that is left alone. Default 0.03: consumer sensors state up to ±0.08 g of bias, but
        0.02 g after their maker's calibration, and one pose cannot tell the two apart.
    """

    tolerated_share: float = 0.03


@dataclass(frozen=True, slots=True)
class Gain:
    """The accelerometer's gain.

    Parameters
    ----------
    factor : float
        True over read specific force, 1 where it was left alone.
    read_mps2 : float
        What gravity read, m/s².
    """

    factor: float
    read_mps2: float

    @property
    def corrected(self) -> bool:
        """Whether the gain was corrected."""
        return self.factor != 1.0


def accelerometer_gain(traces: Sequence[StrideTrace], params: GainParams) -> Gain:
    """Judge the accelerometer by what gravity reads in the mean of whole strides.

    Over a stride from rest to rest the mean vertical force is gravity, however the foot moves;
    at rest it is not, where a walking foot is never still (10.2 for 9.9 m/s² in one stroke
    survivor's stance).

    Parameters
    ----------
    traces : sequence of StrideTrace
        At least one stride.
    params : GainParams
        Settings.

    Returns
    -------
    Gain
    """
    read = float(np.median([trace.mean_force_mps2 for trace in traces]))
    off = read / STANDARD_GRAVITY_MPS2 - 1.0
    if abs(off) <= params.tolerated_share:
        return Gain(1.0, read)
    return Gain(STANDARD_GRAVITY_MPS2 / read, read)


def feet_look_swapped(bow_m: dict[Side, float]) -> bool:
    """Say whether left and right look exchanged.

    A swinging foot passes the standing leg in an arc that bows outward. Where both feet bow
    inward, the labels are probably exchanged.

    Parameters
    ----------
    bow_m : dict of float
        Median sideways arc of each foot over its straight strides, m, + outward by its label.

    Returns
    -------
    bool
        Always False with one foot.
    """
    return len(bow_m) == 2 and all(bow < 0.0 for bow in bow_m.values())
