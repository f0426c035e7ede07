"""Samples that never arrive, each way a function Recording -> Recording.

No function changes the recording that it is given; the random ones take a seed.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Side
from gaitsense.simulate.feet import each_foot, one_foot, only_rows
from gaitsense.simulate.pattern import require


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
        return only_rows(foot, ~lost[packet])

    return each_foot(recording, lose)


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
        return only_rows(foot, keep)

    return each_foot(recording, lose)


def silence_foot(recording: Recording, side: Side, from_s: float = 0.0) -> Recording:
    """Let one foot say nothing more from a time on.

    Parameters
    ----------
    recording : Recording
        What was recorded.
    side : {"left", "right"}
        The foot.
    from_s : float
        Time from which it is silent, s. Where fewer than two samples come before it, the foot
        is left out of the recording.

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        If no foot is left.
    """
    keep = recording[side].t_s < from_s
    if np.count_nonzero(keep) > 1:
        return one_foot(recording, side, lambda foot: only_rows(foot, keep))
    left_over = {s: foot for s, foot in recording.feet.items() if s != side}
    return dataclasses.replace(recording, feet=left_over)
