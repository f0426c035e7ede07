from __future__ import annotations

import hashlib
import struct

import numpy as np
import pytest

from gaitsense.model.recording import FootRecording, Recording, StreamInfo
from gaitsense.report.recording_facts import recording_facts


def made(kept: list[int], *, bump: float = 0.0) -> Recording:
    sample = np.array(kept, np.int64)
    acc = np.tile([0.0, 0.0, 9.8 + bump], (len(kept), 1)).astype(np.float32)
    gyr = np.zeros((len(kept), 3), np.float32)
    foot = FootRecording("left", sample, sample / 10.0, acc, gyr, StreamInfo(10.0))
    return Recording(
        {"left": foot}, {"source_file": "a.csv", "x": "1"}, ("a note.",), ((0.1, "m"),)
    )


def test_losses_are_counted() -> None:
    facts = recording_facts(made([0, 1, 2, 5, 6, 16, 17]))
    foot = facts.feet["left"]
    assert (foot.samples_n, foot.lost_n, foot.gaps_n) == (7, 11, 2)
    assert foot.longest_gap_s == pytest.approx(0.9)
    assert foot.lost_share == pytest.approx(11 / 18)
    assert (foot.first_s, foot.last_s) == (0.0, 1.7)
    assert facts.duration_s == pytest.approx(1.7)
    assert facts.notes == ("a note.",)
    assert facts.marker == ((0.1, "m"),)
    assert (facts.source, facts.source_format) == ("a.csv", "arrays")


def test_nothing_lost() -> None:
    foot = recording_facts(made([4, 5, 6])).feet["left"]
    assert (foot.lost_n, foot.gaps_n, foot.longest_gap_s) == (0, 0, 0.0)


def test_hash_is_of_side_counters_times_and_values() -> None:
    by_hand = hashlib.sha256(
        b"left"
        + struct.pack("<2q", 0, 1)
        + struct.pack("<2d", 0.0, 0.1)
        + struct.pack("<6f", 0.0, 0.0, 9.8, 0.0, 0.0, 9.8)
        + struct.pack("<6f", *[0.0] * 6)
    ).hexdigest()
    assert recording_facts(made([0, 1])).data_sha256 == by_hand
    assert recording_facts(made([0, 2])).data_sha256 != by_hand
    assert recording_facts(made([0, 1], bump=1e-6)).data_sha256 != by_hand


def test_a_recording_in_memory_has_a_name_too() -> None:
    recording = Recording(made([0, 1]).feet)
    assert recording_facts(recording).source == "a recording in memory"
