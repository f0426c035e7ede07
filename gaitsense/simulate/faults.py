"""What can go wrong between the foot and the file, each as a function Recording -> Recording.

No fault changes the recording that it is given. Those that are drawn at random take a seed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gaitsense.model.errors import ConfigError
from gaitsense.model.recording import FootRecording, Recording, SensorRanges
from gaitsense.model.samples import Side, other_side
from gaitsense.simulate.pattern import require

Signal = Literal["acc", "gyr"]
Axis = Literal["x", "y", "z"]


def lose_packets(
    recording: Recording, share: float, *, packet_n: int = 5, seed: int = 0
) -> Recording:
    """Lose whole packets at random.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    share : float
        Share of packets lost, 0..0.95.
    packet_n : int
        Samples per packet.
    seed : int
        Seed of the loss.

    Returns
    -------
    Recording
        The first packet of each foot always arrives.
    """
    require("share", share, 0.0, 0.95)
    require("packet_n", packet_n, 1, 1000)
    rng = np.random.default_rng(seed)

    def lose(foot: FootRecording) -> FootRecording:
        packet = (foot.sample - foot.sample[0]) // packet_n
        lost = rng.uniform(size=int(packet[-1]) + 1) < share
        lost[0] = False
        return _only(foot, ~lost[packet])

    return _each(recording, lose)


def lose_bursts(
    recording: Recording, per_minute: float, *, duration_s: float = 0.5, seed: int = 0
) -> Recording:
    """Lose everything for a while, now and then, as when a body blocks the radio.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    per_minute : float
        Mean number of bursts per minute and foot, 1/min.
    duration_s : float
        Length of each, s.
    seed : int
        Seed of their moments.

    Returns
    -------
    Recording
    """
    require("per_minute", per_minute, 0.0, 60.0)
    require("duration_s", duration_s, 0.0, 60.0)
    rng = np.random.default_rng(seed)

    def lose(foot: FootRecording) -> FootRecording:
        first_s, last_s = float(foot.t_s[0]), float(foot.t_s[-1])
        n = rng.poisson(per_minute * (last_s - first_s) / 60.0)
        keep = np.ones(len(foot), bool)
        for start_s in rng.uniform(first_s, last_s, n):
            keep &= (foot.t_s < start_s) | (foot.t_s >= start_s + duration_s)
        keep[0] = True
        return _only(foot, keep)

    return _each(recording, lose)


def silence_foot(recording: Recording, side: Side, from_s: float = 0.0) -> Recording:
    """Let one foot say nothing more from a time on.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    side : {"left", "right"}
        The foot.
    from_s : float
        Time from which it is silent, s; before its second sample: the foot is missing at all.

    Returns
    -------
    Recording
    """
    keep = recording[side].t_s < from_s
    if np.count_nonzero(keep) > 1:
        return _one(recording, side, lambda foot: _only(foot, keep))
    left_over = {s: foot for s, foot in recording.feet.items() if s != side}
    return dataclasses.replace(recording, feet=left_over)


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
        values = _signal(foot, signal).copy()
        if stuck.any():
            values[stuck, "xyz".index(axis)] = values[np.argmax(stuck), "xyz".index(axis)]
        return _with_signal(foot, signal, values)

    return _one(recording, side, stick)


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
        values = _signal(foot, signal).copy()
        values[stuck] = np.where(values[stuck] < 0.0, -full, full)
        return _with_signal(foot, signal, values)

    return _one(recording, side, hang)


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

    return _each(recording, cut)


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
        return _with_both(foot, foot.acc_mps2 * np.float32(acc), foot.gyr_radps * np.float32(gyr))

    return _each(recording, scale)


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
        return _with_both(foot, acc, foot.gyr_radps + np.asarray(gyr_radps, np.float32))

    return _each(recording, add)


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
        return _with_both(foot, acc.astype(np.float32), gyr.astype(np.float32))

    return _each(recording, rotate)


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


def skew_clock(recording: Recording, ppm: float, side: Side | None = None) -> Recording:
    """Let a sensor's clock run fast: it takes the same samples, and stamps them later.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    ppm : float
        By how much, parts per million; negative: slow.
    side : {"left", "right"}, optional
        One foot; both where not given.

    Returns
    -------
    Recording
        Its rate says what the stamps say.
    """
    require("ppm", ppm, -10000.0, 10000.0)
    stretch = 1.0 + 1e-6 * ppm

    def stamp(foot: FootRecording) -> FootRecording:
        info = dataclasses.replace(foot.info, rate_hz=foot.info.rate_hz / stretch)
        first_s = foot.t_s[0]
        return dataclasses.replace(foot, t_s=first_s + (foot.t_s - first_s) * stretch, info=info)

    return _each(recording, stamp) if side is None else _one(recording, side, stamp)


def resample(recording: Recording, rate_hz: float) -> Recording:
    """Record the same at another rate.

    Down, each new sample is the mean over a new period, so that fast vibration does not fold
    back; up, values are interpolated. What lies in a gap stays lost.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    rate_hz : float
        New rate, Hz.

    Returns
    -------
    Recording
    """
    require("rate_hz", rate_hz, 1.0, 20_000.0)

    def sample_anew(foot: FootRecording) -> FootRecording:
        t_s, n = foot.t_s, int((foot.t_s[-1] - foot.t_s[0]) * rate_hz + 1e-6) + 1
        new_s = t_s[0] + np.arange(n) / rate_hz
        acc = _resampled(foot.acc_mps2, t_s, new_s, rate_hz)
        gyr = _resampled(foot.gyr_radps, t_s, new_s, rate_hz)
        info = dataclasses.replace(foot.info, rate_hz=float(rate_hz))
        whole = FootRecording(foot.side, np.arange(n), new_s, acc, gyr, info, foot.gap_cause)
        behind = np.clip(np.searchsorted(t_s, new_s, side="right") - 1, 0, len(t_s) - 2)
        hole = np.diff(foot.sample)[behind] > 1
        touched = hole & (new_s > t_s[behind] + 1e-9) & (new_s < t_s[behind + 1] - 1e-9)
        return _only(whole, ~touched)

    return _each(recording, sample_anew)


def _resampled(
    values: NDArray[np.float32],
    t_s: NDArray[np.float64],
    new_s: NDArray[np.float64],
    rate_hz: float,
) -> NDArray[np.float32]:
    step_s = float(np.median(np.diff(t_s)))
    narrow = rate_hz * step_s >= 1.0
    out = np.empty((len(new_s), 3), np.float32)
    for axis in range(3):
        column = values[:, axis].astype(np.float64)
        if narrow:
            out[:, axis] = np.interp(new_s, t_s, column)
            continue
        # The mean over an interval is the difference of the integral at its ends.
        integral = np.concatenate(
            [[0.0], np.cumsum(0.5 * (column[1:] + column[:-1]) * np.diff(t_s))]
        )
        low = np.maximum(new_s - 0.5 / rate_hz, t_s[0])
        high = np.minimum(new_s + 0.5 / rate_hz, t_s[-1])
        grown = np.interp(high, t_s, integral) - np.interp(low, t_s, integral)
        out[:, axis] = grown / (high - low)
    return out


def _each(recording: Recording, change: Callable[[FootRecording], FootRecording]) -> Recording:
    feet = {side: change(foot) for side, foot in recording.feet.items()}
    return dataclasses.replace(recording, feet=feet)


def _one(
    recording: Recording, side: Side, change: Callable[[FootRecording], FootRecording]
) -> Recording:
    return dataclasses.replace(recording, feet={**recording.feet, side: change(recording[side])})


def _only(foot: FootRecording, keep: NDArray[np.bool_]) -> FootRecording:
    return dataclasses.replace(
        foot,
        sample=foot.sample[keep],
        t_s=foot.t_s[keep],
        acc_mps2=foot.acc_mps2[keep],
        gyr_radps=foot.gyr_radps[keep],
    )


def _signal(foot: FootRecording, signal: Signal) -> NDArray[np.float32]:
    return foot.acc_mps2 if signal == "acc" else foot.gyr_radps


def _with_signal(foot: FootRecording, signal: Signal, values: NDArray[np.float32]) -> FootRecording:
    if signal == "acc":
        return dataclasses.replace(foot, acc_mps2=values)
    return dataclasses.replace(foot, gyr_radps=values)


def _with_both(
    foot: FootRecording, acc: NDArray[np.float32], gyr: NDArray[np.float32]
) -> FootRecording:
    return dataclasses.replace(foot, acc_mps2=acc, gyr_radps=gyr)
