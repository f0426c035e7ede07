"""What was read: the facts of a recording that a result must carry, and a hash of its samples."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gaitsense.model.recording import FootRecording, Recording, StreamInfo
from gaitsense.model.samples import Side


@dataclass(frozen=True, slots=True)
class FootFacts:
    """What was read of one foot.

    Parameters
    ----------
    info : StreamInfo
        Rate, ranges, device, shoe.
    samples_n : int
        Samples received.
    lost_n : int
        Samples lost between the first and the last.
    gaps_n : int
        Stretches of lost samples.
    longest_gap_s : float
        The longest of them, s; 0 where nothing was lost.
    first_s, last_s : float
        Times of the first and the last sample, s.
    """

    info: StreamInfo
    samples_n: int
    lost_n: int
    gaps_n: int
    longest_gap_s: float
    first_s: float
    last_s: float

    @property
    def lost_share(self) -> float:
        """Lost samples as a share of all, 0..1."""
        return self.lost_n / (self.samples_n + self.lost_n)


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What was read of a walk.

    Parameters
    ----------
    feet : Mapping[Side, FootFacts]
        Per foot.
    duration_s : float
        From the first to the last sample of either foot, s.
    metadata : Mapping[str, str]
        What the files say of themselves, ``source_format`` and ``source_file`` included.
    notes : tuple of str
        What the reader dropped, deduced or found odd.
    marker : tuple of (float, str)
        Marks set during the walk: time, s, and word.
    data_sha256 : str
        Hash of all samples with their counters and times.
    """

    feet: Mapping[Side, FootFacts]
    duration_s: float
    metadata: Mapping[str, str]
    notes: tuple[str, ...]
    marker: tuple[tuple[float, str], ...]
    data_sha256: str

    @property
    def source(self) -> str:
        """Names of the files, or what stands for them."""
        return self.metadata.get("source_file", "a recording in memory")

    @property
    def source_format(self) -> str:
        """What kind of file it was taken for."""
        return self.metadata.get("source_format", "arrays")


def recording_facts(recording: Recording) -> RecordingFacts:
    """Gather what a result must say of its recording.

    Parameters
    ----------
    recording : Recording
        As analysed.

    Returns
    -------
    RecordingFacts
    """
    return RecordingFacts(
        {side: _foot_facts(foot) for side, foot in recording.feet.items()},
        recording.duration_s,
        dict(recording.metadata),
        recording.notes,
        recording.marker,
        _samples_sha256(recording),
    )


def _foot_facts(foot: FootRecording) -> FootFacts:
    missing = np.diff(foot.sample) - 1
    gaps = missing[missing > 0]
    return FootFacts(
        foot.info,
        len(foot),
        int(gaps.sum()),
        len(gaps),
        float(gaps.max(initial=0)) / foot.rate_hz,
        float(foot.t_s[0]),
        float(foot.t_s[-1]),
    )


def _samples_sha256(recording: Recording) -> str:
    """Hash side, counters, times and values, little-endian, so that every machine agrees."""
    digest = hashlib.sha256()
    for side, foot in recording.feet.items():
        digest.update(side.encode())
        for values, dtype in (
            (foot.sample, "<i8"),
            (foot.t_s, "<f8"),
            (foot.acc_mps2, "<f4"),
            (foot.gyr_radps, "<f4"),
        ):
            digest.update(np.ascontiguousarray(values, dtype).data)
    return digest.hexdigest()
