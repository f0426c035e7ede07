"""Simulated walks, and short ways to change and to question them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.recordings.doctor.examination import Examination
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.simulate.walk import simulate_walk

Change = Callable[[FootRecording], NDArray[np.floating]]


@pytest.fixture(scope="session")
def walk() -> Recording:
    """Somebody healthy who walks for 40 s."""
    return simulate_walk("healthy", 2, rate_hz=100.0, duration_s=40.0).recording


@pytest.fixture(scope="session")
def sound(walk: Recording) -> Examination:
    return examine_recording(walk)


@pytest.fixture
def changed() -> Callable[..., Recording]:
    """A recording whose samples are changed, on one foot or on both."""

    def change(
        recording: Recording,
        acc: Change = lambda foot: foot.acc_mps2,
        gyr: Change = lambda foot: foot.gyr_radps,
        side: str | None = None,
        **facts: object,
    ) -> Recording:
        feet = {
            s: dataclasses.replace(
                foot,
                acc_mps2=acc(foot).astype(np.float32),
                gyr_radps=gyr(foot).astype(np.float32),
                **facts,
            )
            if side in (None, s)
            else foot
            for s, foot in recording.feet.items()
        }
        return dataclasses.replace(recording, feet=feet)

    return change


@pytest.fixture
def found() -> Callable[..., list[Finding]]:
    """Findings of one code, of one foot or of all."""

    def of(examination: Examination, code: str, side: str | None = None) -> list[Finding]:
        return [
            finding
            for finding in examination.findings
            if finding.code == code and side in (None, finding.side)
        ]

    return of


@pytest.fixture
def answers() -> Callable[[Examination], dict[str, str]]:
    def of(examination: Examination) -> dict[str, str]:
        return {measure.name: measure.answer for measure in examination.measures}

    return of
