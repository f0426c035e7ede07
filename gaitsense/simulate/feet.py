"""Changing the feet of a recording without touching the recording itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Side

Signal = Literal["acc", "gyr"]


def each_foot(recording: Recording, change: Callable[[FootRecording], FootRecording]) -> Recording:
    """Change every foot of a recording the same way.

    Parameters
    ----------
    recording : Recording
        What was recorded; it stays as it is.
    change : callable
        Foot to changed foot.

    Returns
    -------
    Recording
    """
    feet = {side: change(foot) for side, foot in recording.feet.items()}
    return dataclasses.replace(recording, feet=feet)


def one_foot(
    recording: Recording, side: Side, change: Callable[[FootRecording], FootRecording]
) -> Recording:
    """Change one foot of a recording.

    Parameters
    ----------
    recording : Recording
        What was recorded; it stays as it is.
    side : {"left", "right"}
        The foot.
    change : callable
        Foot to changed foot.

    Returns
    -------
    Recording
    """
    return dataclasses.replace(recording, feet={**recording.feet, side: change(recording[side])})


def only_rows(foot: FootRecording, keep: NDArray[np.bool_]) -> FootRecording:
    """Keep some samples of a foot.

    Parameters
    ----------
    foot : FootRecording
        The foot.
    keep : (n,) bool
        True where a sample stays; no unit.

    Returns
    -------
    FootRecording
    """
    return dataclasses.replace(
        foot,
        sample=foot.sample[keep],
        t_s=foot.t_s[keep],
        acc_mps2=foot.acc_mps2[keep],
        gyr_radps=foot.gyr_radps[keep],
    )


def signal_of(foot: FootRecording, signal: Signal) -> NDArray[np.float32]:
    """Return one sensor's values of a foot, (n, 3) float32, m/s² or rad/s, SENSOR.

    Parameters
    ----------
    foot : FootRecording
        The foot.
    signal : {"acc", "gyr"}
        Which sensor.
    """
    return foot.acc_mps2 if signal == "acc" else foot.gyr_radps


def with_signal(foot: FootRecording, signal: Signal, values: NDArray[np.float32]) -> FootRecording:
    """Put other values in the place of one sensor's.

    Parameters
    ----------
    foot : FootRecording
        The foot.
    signal : {"acc", "gyr"}
        Which sensor.
    values : (n, 3) float32
        m/s² or rad/s, SENSOR.

    Returns
    -------
    FootRecording
    """
    if signal == "acc":
        return dataclasses.replace(foot, acc_mps2=values)
    return dataclasses.replace(foot, gyr_radps=values)


def with_both(
    foot: FootRecording, acc: NDArray[np.float32], gyr: NDArray[np.float32]
) -> FootRecording:
    """Put other values in the place of both sensors'.

    Parameters
    ----------
    foot : FootRecording
        The foot.
    acc, gyr : (n, 3) float32
        Specific force, m/s², and angular rate, rad/s, SENSOR.

    Returns
    -------
    FootRecording
    """
    return dataclasses.replace(foot, acc_mps2=acc, gyr_radps=gyr)
