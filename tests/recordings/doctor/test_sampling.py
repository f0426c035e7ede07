"""Rate, evenness and gaps, with losses counted by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.recording import FootRecording, StreamInfo
from gaitsense.recordings.doctor.sampling import sampling


def foot(rate_hz: float = 100.0, n: int = 1000, lost: tuple[range, ...] = ()) -> FootRecording:
    """Samples at an even rate, without those of the ranges."""
    keep = np.ones(n, bool)
    for hole in lost:
        keep[list(hole)] = False
    sample = np.flatnonzero(keep)
    zeros = np.zeros((len(sample), 3), np.float32)
    return FootRecording("left", sample, sample / rate_hz, zeros, zeros, StreamInfo(rate_hz))


def told(recording: FootRecording) -> dict[str, tuple[str, dict]]:
    return {f.code: (f.severity, dict(f.values)) for f in sampling(recording)}


@pytest.mark.parametrize(
    ("rate_hz", "code", "severity"),
    [
        (24.9, "rate_too_low", "problem"),
        (25.0, "rate_low", "note"),
        (79.0, "rate_low", "note"),
        (80.0, "rate", "ok"),
        (1000.0, "rate", "ok"),
        (4000.0, "rate_high", "note"),
    ],
)
def test_a_rate_is_judged_by_what_it_can_show(rate_hz, code, severity):
    found = told(foot(rate_hz))
    assert found[code][0] == severity
    assert found[code][1]["rate_hz"] == rate_hz
    assert [name for name in found if name.startswith("rate")] == [code]


def test_a_whole_recording_has_no_gap():
    assert told(foot())["gaps"] == ("ok", {"gaps_n": 0, "lost_share": 0.0, "longest_gap_s": 0.0})


def test_gaps_are_counted_measured_and_placed():
    recording = foot(lost=(range(100, 103), range(500, 540)))
    severity, values = told(recording)["gaps"]
    assert severity == "note"
    assert values["gaps_n"] == 2
    assert values["lost_n"] == 43
    assert values["lost_share"] == pytest.approx(0.043)
    assert values["longest_gap_s"] == pytest.approx(0.40)
    assert values["longest_gap_at_s"] == pytest.approx(4.99)
    (finding,) = [f for f in sampling(recording) if f.code == "gaps"]
    assert "43 samples (4.3 %) are missing, in 2 gaps, the longest of 400 ms at 5.0 s" in (
        finding.text
    )
    assert finding.advice


def test_few_losses_are_no_matter_and_many_are_a_problem():
    assert told(foot(lost=(range(100, 105),)))["gaps"][0] == "ok"
    many = tuple(range(k, k + 3) for k in range(10, 990, 10))
    assert told(foot(lost=many))["gaps"][0] == "problem"


def test_a_long_gap_is_noted_however_few_it_loses():
    recording = foot(n=30_000, lost=(range(15_000, 15_120),))
    severity, values = told(recording)["gaps"]
    assert severity == "note"
    assert values["lost_share"] == pytest.approx(0.004)
    (finding,) = [f for f in sampling(recording) if f.code == "gaps"]
    assert "in 1 gap, the longest of 1.2 s at 150.0 s" in finding.text


def test_uneven_times_are_noted():
    even = foot()
    assert "jitter" not in told(even)
    # Every other step is 4 ms too long and the next as much too short.
    off_s = np.where(np.arange(len(even)) % 2, 0.004, 0.0)
    values = told(dataclasses.replace(even, t_s=even.t_s + off_s))["jitter"]
    assert values[0] == "note"
    assert values[1]["jitter_ms"] == pytest.approx(4.0, rel=1e-3)


def test_one_lost_sample_is_one():
    (finding,) = [f for f in sampling(foot(lost=(range(500, 501),))) if f.code == "gaps"]
    assert finding.text.startswith("1 sample (0.1 %) is missing, in 1 gap,")


def test_without_times_only_a_loss_that_shows_is_told():
    assert "gaps" not in {f.code for f in sampling(foot(), timed=False)}
    assert "gaps" in {f.code for f in sampling(foot(lost=(range(500, 510),)), timed=False)}
