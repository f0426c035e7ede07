"""Faults of a sensor and its mount, each a function Recording -> Recording.

No fault changes the recording that it is given, nor the truth of a simulated walk. Samples that
are lost: `losses`; other clocks and rates: `clocks`.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gaitsense.model.errors import ConfigError
from gaitsense.model.recording import FootRecording, Recording, SensorRanges
from gaitsense.model.samples import Side, other_side
from gaitsense.simulate.feet import Signal, each_foot, one_foot, signal_of, with_both, with_signal

Axis = Literal["x", "y", "z"]


def stick_axis(
    recording: Recording,
    side: Side,
    signal: Signal,
    axis: Axis,
    *,
    from_s: float = 0.0,
    to_s: float = float("inf"),
) -> Recording:
    """Let one axis repeat its value.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    side : {"left", "right"}
        The foot.
    signal : {"acc", "gyr"}
        Accelerometer or gyroscope.
    axis : {"x", "y", "z"}
        The SENSOR axis that sticks.
    from_s, to_s : float
        Begin and end of it, s.

    Returns
    -------
    Recording
    """

    def stick(foot: FootRecording) -> FootRecording:
        stuck = (foot.t_s >= from_s) & (foot.t_s < to_s)
        values = signal_of(foot, signal).copy()
        if stuck.any():
            values[stuck, "xyz".index(axis)] = values[np.argmax(stuck), "xyz".index(axis)]
        return with_signal(foot, signal, values)

    return one_foot(recording, side, stick)


def saturate(
    recording: Recording, side: Side, signal: Signal, *, from_s: float, to_s: float
) -> Recording:
    """Let one signal hang at its full scale.

    Parameters
    ----------
    recording : Recording
        What was recorded, with known ranges.
    side : {"left", "right"}
        The foot.
    signal : {"acc", "gyr"}
        Accelerometer or gyroscope.
    from_s, to_s : float
        Begin and end of it, s.

    Returns
    -------
    Recording

    Raises
    ------
    ConfigError
        If the range is not known.
    """
    ranges = recording[side].info.ranges
    full = ranges.acc_mps2 if signal == "acc" else ranges.gyr_radps
    if full is None:
        raise ConfigError(
            f"the {signal} range of the {side} foot is not known; clip the recording first"
        )

    def hang(foot: FootRecording) -> FootRecording:
        stuck = (foot.t_s >= from_s) & (foot.t_s < to_s)
        values = signal_of(foot, signal).copy()
        values[stuck] = np.where(values[stuck] < 0.0, -full, full)
        return with_signal(foot, signal, values)

    return one_foot(recording, side, hang)


def clip(
    recording: Recording, *, acc_mps2: float | None = None, gyr_radps: float | None = None
) -> Recording:
    """Narrow the full scales.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    acc_mps2, gyr_radps : float, optional
        New full scales, m/s² and rad/s; unchanged where not given.

    Returns
    -------
    Recording
        With the new ranges in its stream information.
    """

    def cut(foot: FootRecording) -> FootRecording:
        old = foot.info.ranges
        ranges = SensorRanges(
            old.acc_mps2 if acc_mps2 is None else acc_mps2,
            old.gyr_radps if gyr_radps is None else gyr_radps,
        )
        acc, gyr = foot.acc_mps2, foot.gyr_radps
        return dataclasses.replace(
            foot,
            acc_mps2=acc if acc_mps2 is None else np.clip(acc, -acc_mps2, acc_mps2),
            gyr_radps=gyr if gyr_radps is None else np.clip(gyr, -gyr_radps, gyr_radps),
            info=dataclasses.replace(foot.info, ranges=ranges),
        )

    return each_foot(recording, cut)


def scale_gain(recording: Recording, *, acc: float = 1.0, gyr: float = 1.0) -> Recording:
    """Multiply all axes of a signal, as a sensor with a wrong gain does.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    acc, gyr : float
        Factors of accelerometer and gyroscope.

    Returns
    -------
    Recording
    """

    def scale(foot: FootRecording) -> FootRecording:
        return with_both(foot, foot.acc_mps2 * np.float32(acc), foot.gyr_radps * np.float32(gyr))

    return each_foot(recording, scale)


def add_bias(
    recording: Recording, *, acc_mps2: ArrayLike = 0.0, gyr_radps: ArrayLike = 0.0
) -> Recording:
    """Add a constant to accelerometer and gyroscope.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    acc_mps2, gyr_radps : float or (3,) array
        What is added to each SENSOR axis, m/s² and rad/s.

    Returns
    -------
    Recording
    """

    def add(foot: FootRecording) -> FootRecording:
        acc = foot.acc_mps2 + np.asarray(acc_mps2, np.float32)
        return with_both(foot, acc, foot.gyr_radps + np.asarray(gyr_radps, np.float32))

    return each_foot(recording, add)


def remount(recording: Recording, rotation: ArrayLike) -> Recording:
    """Turn the cases on the shoes.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    rotation : (3, 3) array
        Rotation from the old SENSOR axes to the new ones: ``new = rotation @ old``.

    Returns
    -------
    Recording

    Raises
    ------
    ConfigError
        If it is not a rotation.
    """
    turn = np.asarray(rotation, np.float64)
    if turn.shape != (3, 3) or not np.allclose(turn @ turn.T, np.eye(3), atol=1e-6):
        raise ConfigError("rotation must be a (3, 3) matrix whose rows are orthonormal")
    if np.linalg.det(turn) < 0.0:
        raise ConfigError("rotation must not mirror: its determinant must be +1, not -1")

    def rotate(foot: FootRecording) -> FootRecording:
        acc, gyr = foot.acc_mps2 @ turn.T, foot.gyr_radps @ turn.T
        return with_both(foot, acc.astype(np.float32), gyr.astype(np.float32))

    return each_foot(recording, rotate)


def swap_feet(recording: Recording) -> Recording:
    """Take the left sensor for the right one, and the other way round.

    Parameters
    ----------
    recording : Recording
        What was recorded.

    Returns
    -------
    Recording
    """
    swapped = {
        other_side(side): dataclasses.replace(foot, side=other_side(side))
        for side, foot in recording.feet.items()
    }
    return dataclasses.replace(recording, feet=swapped)
