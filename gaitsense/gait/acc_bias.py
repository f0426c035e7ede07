"""The accelerometer's bias across the vertical, learned from strides that turn.

At rest a bias looks like a tilt. Walking straight ahead it stays one, and harms nothing but the
zero of pitch. In a turn the two part: a tilt of the world stays where it is, a bias turns with
the shoe. So what gravity at the end of a turning stride says against gravity at its start,
carried along by the gyroscope, is the bias seen from two sides.

It is taken out of the path. Pitch is told without it (`gait.kinematics`): a bias that stays takes
itself out of pitch with the walk's zero, a belief that grows through the walk would not. The
bias counts as constant; one that drifts is followed late.

Only such strides are asked. From straight strides the closing velocity could be asked as well,
and says the same on paper; but what a stance leaves of gravity is then taken for bias, which cost
0.03 m/s on the treadmill (analysis/03_orientation_and_path).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import StrideSamples
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.signal.rotations import Field, dot, normalise, rotate


@dataclass(frozen=True, slots=True)
class AccBiasParams:
    """Settings of the belief.

    Parameters
    ----------
    unknown_sd_mps2 : float
        Standard deviation of each axis before anything is known, m/s². Default 0.2: the 0.02 g
        that makers state after their calibration.
    stance_sd_mps2 : float
        Error of gravity between the two stances of a turning stride, m/s². Default 0.3, to
        the careful side of what turns show in four sets (0.06 to 0.24; 0.3 to 0.6 in a fifth,
        whose gravity was put back by estimate).
    least_turn_deg : float
        A stride that turns by less is not asked, °. Default 45.
    """

    unknown_sd_mps2: float = 0.2
    stance_sd_mps2: float = 0.3
    least_turn_deg: float = 45.0


class AccBias:
    """Belief about the accelerometer's bias, stride by stride.

    Parameters
    ----------
    params : AccBiasParams
        Settings.
    """

    def __init__(self, params: AccBiasParams) -> None:
        self._params = params
        self._weight: NDArray[np.float64] = np.eye(3) / params.unknown_sd_mps2**2
        self._evidence: NDArray[np.float64] = np.zeros(3)
        self._bias: NDArray[np.float64] = np.zeros(3)

    @property
    def bias_mps2(self) -> NDArray[np.float64]:
        """The belief, (3,), m/s², SENSOR; zeros before the first turn."""
        return self._bias

    def close(
        self, turn: Field, force_start: Field, force_end: Field, whole: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Take closed strides in order; return the belief that held before each of them.

        Parameters
        ----------
        turn : (4, b) float64
            Rotation from the last to the first sample's SENSOR; unit quaternions, no unit.
        force_start, force_end : (3, b) float64
            Specific force at both rests, m/s², SENSOR.
        whole : (b,) bool
            Whether no sample of the stride was lost, filled in or clipped.

        Returns
        -------
        (3, b) float64
            Bias, m/s², SENSOR.

        Source
        ------
        Own: least squares of ``(R - 1) b = R f_end - f_start`` across the vertical.
        """
        seen = np.stack(
            [rotate(turn, np.broadcast_to(axis[:, None], force_end.shape)) for axis in np.eye(3)],
            axis=1,
        )
        carried = rotate(turn, force_end)
        up = normalise(force_start + carried)
        # The rotation's part about the vertical: its trace less what it does to the vertical.
        trace = seen[0, 0] + seen[1, 1] + seen[2, 2]
        cosine = 0.5 * (trace - dot(up, rotate(turn, up)))
        asked = whole & (cosine <= np.cos(self._params.least_turn_deg * RAD_PER_DEG))
        before = np.empty(force_start.shape)
        for k in range(len(asked)):
            before[:, k] = self._bias
            if asked[k]:
                self._learn(seen[:, :, k], carried[:, k] - force_start[:, k], up[:, k])
        return before

    def _learn(
        self, seen: NDArray[np.float64], change: NDArray[np.float64], up: NDArray[np.float64]
    ) -> None:
        level = np.eye(3) - np.outer(up, up)
        model: NDArray[np.float64] = level @ (seen - np.eye(3))
        change = level @ change
        sd = self._params.stance_sd_mps2
        missed = change - model @ self._bias
        if missed @ missed > (_FAR * sd) ** 2:
            return  # no stance: a stumble, a step on something
        self._weight = self._weight + model.T @ model / sd**2
        self._evidence = self._evidence + model.T @ change / sd**2
        self._bias = np.asarray(np.linalg.solve(self._weight, self._evidence), np.float64)


#: A stance that misses the belief by more standard deviations than this is not believed.
_FAR = 5.0


def without_bias(samples: StrideSamples, bias_mps2: Field) -> StrideSamples:
    """Take the accelerometer's bias off samples and rests.

    Parameters
    ----------
    samples : StrideSamples
        The strides.
    bias_mps2 : (3, b) float64
        Bias, m/s², SENSOR.

    Returns
    -------
    StrideSamples
        The same object where there is no bias.
    """
    if not bias_mps2.any():
        return samples
    return replace(
        samples,
        acc_mps2=samples.acc_mps2 - bias_mps2[:, :, None],
        force_start=samples.force_start - bias_mps2,
        force_end=samples.force_end - bias_mps2,
    )
