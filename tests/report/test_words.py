"""What a walk is said to be. Expected sentences are written by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from gaitsense.footdrop.low_lift import LowLiftParams
from gaitsense.report.notices import NOT_A_DIAGNOSIS
from gaitsense.report.words import drag_sentence, is_contradicted, lift_sentence, plain_sentence

Foot = Callable[..., dict[str, Any]]

NEVER = (
    "normal", "healthy", "patholog", "stroke", "weak", "paralys", "caused", "because of",
    "diagnosed", "disease", "injur", "safe",
)  # fmt: skip


def test_reduced_on_one_side_and_not_on_the_other(foot_summary: Foot) -> None:
    summary = {
        "left": foot_summary("yes", low=(42, 54, 0), less_deg=5.0),
        "right": foot_summary("no", low=(0, 96, 0), less_deg=-5.0),
    }
    assert lift_sentence(summary) == (
        "Pattern consistent with reduced foot lift on the left in 42 of 96 steps. "
        "No such pattern was seen on the right: low in 0 of 96 steps."
    )


def test_the_mirror_image(foot_summary: Foot) -> None:
    summary = {
        "left": foot_summary("no", low=(1, 95, 0)),
        "right": foot_summary("yes", low=(50, 40, 6)),
    }
    assert lift_sentence(summary) == (
        "Pattern consistent with reduced foot lift on the right in 50 of 96 steps (6 more unsure). "
        "No such pattern was seen on the left: low in 1 of 96 steps."
    )


def test_a_large_difference_between_the_feet_is_said(foot_summary: Foot) -> None:
    summary = {"left": foot_summary("yes", low=(30, 6, 0), less_deg=17.6), "right": foot_summary()}
    assert "; before landing it is lifted 18° less than the right foot." in lift_sentence(summary)


def test_pattern_by_difference_alone_claims_no_low_step(foot_summary: Foot) -> None:
    summary = {"left": foot_summary("yes", low=(0, 40, 0), less_deg=12.0), "right": foot_summary()}
    assert lift_sentence(summary).startswith(
        "Pattern consistent with reduced foot lift on the left: before landing it is lifted 12° "
        "less than the right foot, though no single step was clearly low."
    )


def test_reduced_on_both_sides(foot_summary: Foot) -> None:
    summary = {
        "left": foot_summary("yes", low=(24, 1, 11)),
        "right": foot_summary("yes", low=(20, 15, 0)),
    }
    assert lift_sentence(summary) == (
        "Pattern consistent with reduced foot lift on both sides: on the left in 24 of 36 steps "
        "(11 more unsure), on the right in 20 of 35 steps."
    )


def test_not_seen_on_either_foot(foot_summary: Foot) -> None:
    summary = {"left": foot_summary(low=(1, 35, 0)), "right": foot_summary(low=(0, 34, 1))}
    assert lift_sentence(summary) == (
        "No pattern of reduced foot lift was seen on either foot in this walk: low on the left in "
        "1 of 36 steps, on the right in 0 of 35 steps (1 more unsure)."
    )


def test_one_foot_only(foot_summary: Foot) -> None:
    assert lift_sentence({"right": foot_summary(low=(0, 35, 0))}) == (
        "No pattern of reduced foot lift was seen in this walk on the right: low in 0 of 35 steps. "
        "The left foot was not measured."
    )


def test_too_few_steps_on_one_foot(foot_summary: Foot) -> None:
    few = foot_summary("unsure", low=(1, 6, 0), reasons=("too_few",))
    few["foot_drop_pattern_level_n"] = 5
    assert lift_sentence({"left": few, "right": foot_summary(low=(0, 35, 0))}) == (
        "No pattern of reduced foot lift was seen in this walk on the right: low in 0 of 35 steps. "
        "Whether the left foot is lifted enough could not be told: lift was measured in 5 left "
        "straight level steps, and 12 are needed of a foot."
    )


def test_too_few_steps_on_both_feet(foot_summary: Foot) -> None:
    few = foot_summary("unsure", low=(0, 2, 0), reasons=("too_few",))
    one = foot_summary("unsure", low=(0, 1, 0), reasons=("too_few",))
    assert lift_sentence({"left": few, "right": one}, LowLiftParams(fewest_strides_n=8)) == (
        "Whether the left or the right foot is lifted enough could not be told: lift was measured "
        "in 2 left and 1 right straight level step, and 8 are needed of a foot."
    )


def test_too_close_to_the_limit(foot_summary: Foot) -> None:
    close = foot_summary("unsure", low=(5, 5, 30), reasons=("borderline",))
    assert lift_sentence({"left": close, "right": foot_summary("yes", low=(40, 0, 0))}).endswith(
        "Whether the left foot is lifted enough could not be told: too many of its 40 straight "
        "level steps lie too close to the limit."
    )


def test_steps_on_the_spot_are_not_counted_among_those_measured(foot_summary: Foot) -> None:
    few = foot_summary("unsure", low=(0, 4, 9), reasons=("too_few",))
    few |= {"foot_drop_pattern_level_n": 4, "on_the_spot_n": 9}
    assert lift_sentence({"left": few, "right": foot_summary()}).endswith(
        "lift was measured in 4 left straight level steps, and 12 are needed of a foot; steps on "
        "the spot do not count."
    )


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("mounting_changed", "its case was turned on the shoe, so foot lift was not judged."),
        ("mounting_loose", "its case is loose on the shoe, so foot lift was not judged."),
    ],
)
def test_a_case_that_moved_is_the_reason_that_is_said(
    foot_summary: Foot, reason: str, why: str
) -> None:
    moved = foot_summary("unsure", low=(0, 0, 40), drag=(0, 0, 40), reasons=(reason,))
    assert lift_sentence({"left": foot_summary(low=(0, 40, 0)), "right": moved}).endswith(
        f"Whether the right foot is lifted enough could not be told: {why}"
    )


def test_a_share_that_is_neither_small_nor_large(foot_summary: Foot) -> None:
    between = foot_summary("unsure", low=(12, 28, 0), reasons=("borderline",))
    assert lift_sentence({"left": between, "right": foot_summary("no", low=(0, 40, 0))}).endswith(
        "Whether the left foot is lifted enough could not be told: its share of low steps is "
        "neither clearly small nor clearly large."
    )


def test_no_steps_at_all(no_strides: dict[str, Any]) -> None:
    assert lift_sentence({"left": no_strides, "right": no_strides}) == (
        "No steps of the left or right foot were found, so nothing was measured."
    )
    assert lift_sentence({"right": no_strides}) == (
        "No steps of the right foot were found, so nothing was measured."
    )
    assert drag_sentence({"left": no_strides}) == ""


def test_no_steps_of_one_foot(foot_summary: Foot, no_strides: dict[str, Any]) -> None:
    said = lift_sentence({"left": foot_summary("yes", low=(9, 3, 0)), "right": no_strides})
    assert said.endswith("No steps of the right foot were found.")


def test_contradicting_sensors_are_never_judged(foot_summary: Foot) -> None:
    wrong = foot_summary("yes", low=(40, 0, 0), drag=(9, 0, 0), apart_deg=21.0)
    summary = {"left": wrong, "right": foot_summary(low=(0, 40, 0))}
    assert is_contradicted(wrong)
    assert not is_contradicted(summary["right"])
    said = plain_sentence(summary)
    assert "The values of the left foot cannot be trusted" in said
    assert "on the left" not in said
    assert "left step" not in said
    assert drag_sentence({"left": wrong}) == ""


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            (10, 23, 3),
            (0, 35, 0),
            "seen in 10 of 36 left steps (3 more unsure), none in 35 right steps.",
        ),
        ((0, 36, 0), (1, 0, 0), "none in 36 left steps, seen in 1 of 1 right step."),
        (
            (0, 30, 6),
            (2, 33, 0),
            "none in 30 left steps (6 more unsure), seen in 2 of 35 right steps.",
        ),
        (
            (0, 0, 36),
            (0, 0, 1),
            "could not be told in any of 36 left steps, could not be told in any of 1 right step.",
        ),
        ((0, 36, 0), (0, 35, 0), "none in 36 left steps, none in 35 right steps."),
        (
            (0, 16, 18),
            (3, 9, 22),
            (
                "could not be told in 18 of 34 left steps, none in the other 16, "
                "could not be told in 22 of 34 right steps, seen in 3 of the other 12."
            ),
        ),
        (
            (1, 16, 17),
            (0, 17, 17),
            "seen in 1 of 34 left steps (17 more unsure), none in 17 right steps (17 more unsure).",
        ),
    ],
)
def test_drags_are_counted_and_said_to_be_learnt_from_simulated_ones(
    foot_summary: Foot, left: tuple[int, ...], right: tuple[int, ...], expected: str
) -> None:
    summary = {
        "left": foot_summary(low=(0, sum(left), 0), drag=left),
        "right": foot_summary(low=(0, sum(right), 0), drag=right),
    }
    said = drag_sentence(summary)
    assert said == f"Toe drag (a detector trained on simulated drags): {expected}"


def test_every_combination_is_said_without_cause_or_diagnosis(
    foot_summary: Foot, no_strides: dict[str, Any]
) -> None:
    kinds = [
        None,
        no_strides,
        foot_summary("yes", low=(30, 2, 4), less_deg=10.0),
        foot_summary("yes", low=(0, 36, 0), less_deg=10.0),
        foot_summary("no", drag=(2, 34, 0)),
        foot_summary("unsure", reasons=("too_few",), low=(1, 1, 0)),
        foot_summary("unsure", reasons=("borderline",), low=(3, 3, 20)),
        foot_summary("yes", apart_deg=40.0),
    ]
    sentences = set()
    for left, right in itertools.product(kinds, repeat=2):
        feet = {"left": left, "right": right}
        summary = {side: foot for side, foot in feet.items() if foot is not None}
        if not summary:
            continue
        said = plain_sentence(summary)
        sentences.add(said)
        assert said.endswith(NOT_A_DIAGNOSIS)
        assert not [word for word in NEVER if word in said.lower()]
        assert "None" not in said
        assert "  " not in said
        for side in summary:
            assert side in said or "both sides" in said or "either foot" in said
    assert len(sentences) == len(kinds) ** 2 - 1
