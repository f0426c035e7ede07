"""What is known of the vertical error of the accelerometer: its bias and gain, in one number.

Over a stride from rest to rest the mean vertical force must be gravity. A stride tells that to
a few mm/s², unless jolts went unseen; a rest tells it at once, with the foot's own motion
on top. Known before a stride, the error is taken out evenly; what is new goes to the jolts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gaitsense.model.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True)
class ForceOffsetParams:
    """Settings of the belief.

    Parameters
    ----------
    unknown_sd_mps2 : float
        Standard deviation before anything is known, m/s². Default 0.5: gain errors to 5 %.
    rest_sd_mps2 : float
        Error of gravity's length at a walking foot's mid-stance, m/s². Default 0.2.
    stride_sd_mps2 : float
        Error of the mean vertical force of a stride without jolts, m/s². Default 0.05.
    """

    unknown_sd_mps2: float = 0.5
    rest_sd_mps2: float = 0.2
    stride_sd_mps2: float = 0.05


class ForceOffset:
    """Belief about the vertical offset of the force, stride by stride.

    Parameters
    ----------
    params : ForceOffsetParams
        Settings.
    """

    def __init__(self, params: ForceOffsetParams) -> None:
        self._params = params
        self._offset = 0.0
        self._variance = params.unknown_sd_mps2**2

    def close(
        self, rest_mps2: float, error_mps: float, jump_variance: float, duration_s: float
    ) -> tuple[float, float]:
        """Take a closed stride; return the belief that held without its own velocity error.

        Parameters
        ----------
        rest_mps2 : float
            Length of the force at its rests, m/s².
        error_mps : float
            Vertical velocity left over at its end, m/s.
        jump_variance : float
            Variance of that velocity by jolts, clipping and losses, (m/s)².
        duration_s : float
            Its duration, s.

        Returns
        -------
        offset_mps2, sd_mps2 : float
            Vertical offset of the force and its standard deviation, m/s².
        """
        self._learn(rest_mps2 - STANDARD_GRAVITY_MPS2, self._params.rest_sd_mps2**2)
        before = self._offset, math.sqrt(self._variance)
        noise = self._params.stride_sd_mps2**2 + jump_variance / duration_s**2
        self._learn(error_mps / duration_s, noise)
        return before

    def _learn(self, value: float, variance: float) -> None:
        gain = self._variance / (self._variance + variance)
        self._offset += gain * (value - self._offset)
        self._variance *= 1.0 - gain
