"""What the terminal says of walks with something to check."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from gaitsense.cli.screen import show_walk
from gaitsense.model.recording import Recording
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.report.recording_facts import RecordingFacts, recording_facts


@pytest.fixture(scope="module")
def half_still(walk: Recording) -> tuple[Analysis, RecordingFacts]:
    """A left foot that walks beside a right one that lies still."""
    n = len(walk["left"])
    still = (None, np.tile([0.0, 0.0, 9.8], (n, 1)), np.zeros((n, 3)))
    moving = (None, walk["left"].acc_mps2, walk["left"].gyr_radps)
    recording = Recording.from_arrays({"left": moving, "right": still}, fs_hz=60.0)
    return analyze(recording), recording_facts(recording)


def with_foot(analysis: Analysis, **changes: Any) -> Analysis:
    left = {**analysis.summary["left"], **changes}
    return dataclasses.replace(analysis, summary={**analysis.summary, "left": left})


def test_a_foot_that_lay_still(
    half_still: tuple[Analysis, RecordingFacts], capsys: pytest.CaptureFixture[str]
) -> None:
    show_walk(*half_still)
    text = capsys.readouterr().out
    assert "No steps of the right foot were found." in text
    assert "no strides" in text
    assert "not measured" in text
    assert "Please check: Right foot: No stride was found for this foot." in text


@pytest.mark.parametrize(
    ("verdict", "reasons", "shown"),
    [
        ("yes", [], "yes"),
        ("no", [], "no"),
        ("unsure", ["too_few"], "unsure (too few)"),
        ("unsure", ["borderline"], "unsure (borderline)"),
        ("unsure", ["gap"], "unsure"),
    ],
)
def test_the_verdict_and_why_it_is_unsure(
    half_still: tuple[Analysis, RecordingFacts],
    capsys: pytest.CaptureFixture[str],
    verdict: str,
    reasons: list[str],
    shown: str,
) -> None:
    analysis = with_foot(
        half_still[0], foot_drop_pattern=verdict, foot_drop_pattern_reasons=reasons
    )
    show_walk(analysis, half_still[1])
    line = next(row for row in capsys.readouterr().out.splitlines() if "Pattern of low" in row)
    assert line.split("lift")[1].split("no strides")[0].strip() == shown


def test_contradicting_sensors_have_no_verdict(
    half_still: tuple[Analysis, RecordingFacts], capsys: pytest.CaptureFixture[str]
) -> None:
    calibration = {**half_still[0].summary["left"]["calibration"], "sensors_contradict": True}
    analysis = with_foot(half_still[0], calibration=calibration, foot_drop_pattern="yes")
    show_walk(analysis, half_still[1])
    text = capsys.readouterr().out
    assert "unsure (contradiction)" in text
    assert "cannot be trusted" in text
    assert "Pattern consistent" not in text
