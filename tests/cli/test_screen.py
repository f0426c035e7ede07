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
from gaitsense.report import measures
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


def test_what_hid_drags_is_told_below_their_count(
    half_still: tuple[Analysis, RecordingFacts], capsys: pytest.CaptureFixture[str]
) -> None:
    """Sixty samples a second are too few."""
    analysis, _ = half_still
    n = analysis.summary["left"]["strides_n"]
    show_walk(*half_still)
    text = " ".join(capsys.readouterr().out.split())
    assert (
        f"could not be told in any of {n} left steps. Toe drag unsure in {n} left steps: the "
        "sensor is too slow to feel the vibration of a dragging toe; set it to 100 samples per "
        "second or more and record again."
    ) in text


@pytest.mark.parametrize(
    ("verdict", "reasons", "shown"),
    [
        ("yes", [], "yes"),
        ("no", [], "no"),
        ("unsure", ["too_few"], "unsure (too few)"),
        ("unsure", ["borderline"], "unsure (borderline)"),
        ("unsure", ["mounting_changed"], "unsure (case turned)"),
        ("unsure", ["mounting_loose"], "unsure (case loose)"),
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


@pytest.mark.parametrize("width", [40, 100])
def test_signs_of_the_lift_have_a_line_only_where_one_is_seen(
    half_still: tuple[Analysis, RecordingFacts],
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    profile = half_still[0].summary["left"]["lift_profile"]
    none = {name: entry | {"verdict": "no"} for name, entry in profile.items()}
    for seen, shown in (((), ""), (("slap",), "slap"), (("slap", "steppage"), "slap, high lift")):
        signs = {name: none[name] | {"verdict": "yes"} for name in seen}
        analysis = with_foot(half_still[0], lift_profile=none | signs)
        text = printed((analysis, half_still[1]), width, capsys, monkeypatch)
        lines = [line for line in text.splitlines() if "Signs of the lift" in line]
        assert bool(lines) == bool(seen)
        assert all(shown in line for line in lines[:1])


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


@pytest.fixture(scope="module")
def both_walk(walk: Recording) -> tuple[Analysis, RecordingFacts]:
    return analyze(walk), recording_facts(walk)


def printed(
    shown: tuple[Analysis, RecordingFacts],
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    show_walk(*shown)
    return capsys.readouterr().out


def flat(text: str) -> str:
    """One line, with single blanks."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", [20, 40, 60, 72, 78, 80, 100, 200])
def test_no_terminal_is_too_narrow_for_a_number_of_either_foot(
    both_walk: tuple[Analysis, RecordingFacts],
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = printed(both_walk, width, capsys, monkeypatch)
    words = flat(text)
    summary = both_walk[0].summary
    for side in ("left", "right"):
        assert side.capitalize() in words
        foot = summary[side]
        for quantity in (measures.walking_speed, measures.toe_clearance, measures.stride_length):
            assert flat(quantity(foot).text()) in words
        assert flat(measures.low_lift_share(foot).told_text()) in words
    assert "…" not in text
    table = text[text.index("Strides found") : text.index("± and ranges")]
    assert max(map(len, table.splitlines())) <= width
    # Each number stands once for each foot: side by side, or one below the other.
    assert table.count("Walking speed") + table.count("Walking\nspeed") == (1 if width > 77 else 2)


def with_losses(walk: Recording, lost: slice) -> tuple[Analysis, RecordingFacts]:
    """The walk without some samples of its left foot."""
    left = walk["left"]
    keep = np.ones(len(left), np.bool_)
    keep[lost] = False
    holed = dataclasses.replace(
        left,
        sample=left.sample[keep],
        t_s=left.t_s[keep],
        acc_mps2=left.acc_mps2[keep],
        gyr_radps=left.gyr_radps[keep],
    )
    recording = dataclasses.replace(walk, feet={**walk.feet, "left": holed})
    return analyze(recording), recording_facts(recording)


def test_lost_samples_are_to_be_checked(
    walk: Recording, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    n = len(walk["left"])
    # One of twenty, singly: 5 % of the samples, no gap longer than 1/60 s.
    text = printed(with_losses(walk, slice(10, n - 10, 20)), 200, capsys, monkeypatch)
    gaps = len(range(10, n - 10, 20))
    (line,) = [row for row in text.splitlines() if "samples were lost" in row]
    assert line.startswith(f"Please check: Left foot: 5 % of the samples were lost, in {gaps} gaps")
    assert "the longest 0.017 s" in line


def test_one_long_gap_is_to_be_checked_however_long_the_walk(
    walk: Recording, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis, facts = with_losses(walk, slice(600, 663))
    # Beside 100,000 samples, 63 are no share worth a word.
    left = dataclasses.replace(facts.feet["left"], samples_n=100_000)
    facts = dataclasses.replace(facts, feet={**facts.feet, "left": left})
    text = printed((analysis, facts), 200, capsys, monkeypatch)
    (line,) = [row for row in text.splitlines() if "samples were lost" in row]
    assert "0.063 % of the samples were lost, in 1 gap, the longest 1.1 s" in line


def test_a_few_lost_samples_are_no_matter(
    walk: Recording, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = printed(with_losses(walk, slice(600, 606)), 200, capsys, monkeypatch)
    assert "samples were lost" not in text
