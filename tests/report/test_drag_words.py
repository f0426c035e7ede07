"""Sentences about toe drags. Expected ones are written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gaitsense.gait.context import CONTEXT_REASONS
from gaitsense.model.strides import REASONS
from gaitsense.report.drag_words import DRAG_DOUBTS, drag_doubts, drag_places_sentences

Foot = Callable[..., dict[str, Any]]


def dragging(
    foot_summary: Foot,
    counts: tuple[int, int, int],
    places: dict[str, int] | None = None,
    because: dict[str, int] | None = None,
    lasting_s: float | None = 0.1875,
    probability: float | None = 0.94,
) -> dict[str, Any]:
    foot = foot_summary(low=(0, sum(counts), 0), drag=counts)
    foot["toe_drag"] |= {
        "places": places or {},
        "unsure_because": because or {},
        "median_duration_s": lasting_s,
        "median_probability": probability,
    }
    return foot


def test_places_length_and_probability_are_told(foot_summary: Foot) -> None:
    places = {"landing": 1, "mid_swing": 6, "push_off": 3}
    summary = {
        "left": dragging(foot_summary, (10, 25, 1), places),
        "right": foot_summary(drag=(0, 35, 0)),
    }
    # Wilson's interval of 10 in 35: 16.3 to 45.1 %.
    assert drag_places_sentences(summary) == [
        (
            "Left foot: toe drag in 10 of 35 steps that could be told (29\u00a0%, 16–45\u00a0%), "
            "1 more unsure. Of these, 3 begin with lift-off, 6 lie in mid-swing and 1 merges with "
            "the landing. In the median the shoe shakes for 188 ms, and a drag is 94\u00a0% "
            "probable."
        ),
        "Right foot: no toe drag in 35 steps.",
    ]


@pytest.mark.parametrize(
    ("n", "place", "where"),
    [
        (1, "push_off", "It begins with lift-off. The shoe shakes for"),
        (2, "push_off", "They begin with lift-off. In the median the shoe shakes for"),
        (1, "mid_swing", "It lies in mid-swing."),
        (4, "mid_swing", "They lie in mid-swing."),
        (1, "landing", "It merges with the landing."),
        (1, "whole_swing", "It lasts from lift-off to landing."),
        (5, "whole_swing", "They last from lift-off to landing."),
    ],
)
def test_drags_of_one_place_are_told_without_numbers(
    foot_summary: Foot, n: int, place: str, where: str
) -> None:
    (said,) = drag_places_sentences({"left": dragging(foot_summary, (n, 30, 0), {place: n})})
    assert f"\u00a0%). {where}" in said


def test_no_drag_is_said_to_be_certain(foot_summary: Foot) -> None:
    foot = dragging(foot_summary, (1, 30, 0), {"mid_swing": 1}, probability=0.9996)
    assert drag_places_sentences({"left": foot})[0].endswith("a drag is over 99\u00a0% probable.")


def test_what_was_not_told_is_not_denied(foot_summary: Foot, no_strides: dict[str, Any]) -> None:
    summary = {"left": foot_summary(drag=(0, 0, 30)), "right": foot_summary(drag=(0, 28, 2))}
    assert drag_places_sentences(summary) == [
        "Left foot: whether the toe dragged could not be told in any step.",
        "Right foot: no toe drag in 28 steps, 2 more unsure.",
    ]
    assert drag_places_sentences({"left": no_strides}) == []


@pytest.mark.parametrize(("unsure", "said"), [(16, False), (17, True)])
def test_a_share_of_few_steps_is_no_share_of_all(
    foot_summary: Foot, unsure: int, said: bool
) -> None:
    """Readings that a drag cut off hide just the drags."""
    words = f", {unsure} more unsure, so how often it drags in all steps is not known."
    summary = {
        "left": foot_summary(drag=(0, 16, unsure)),
        "right": dragging(foot_summary, (3, 13, unsure), {"mid_swing": 3}),
    }
    assert [words in sentence for sentence in drag_places_sentences(summary)] == [said, said]


def test_a_reason_is_told_once_for_both_feet_with_what_to_do(foot_summary: Foot) -> None:
    summary = {
        "left": dragging(foot_summary, (0, 20, 13), because={"borderline": 1, "shaken": 12}),
        "right": dragging(foot_summary, (0, 30, 3), because={"shaken": 3}),
    }
    assert drag_doubts(summary) == [
        (
            "Toe drag unsure in 12 left and 3 right steps: the case shakes on the shoe in every "
            "swing, drag or not; fasten it tighter and record again."
        ),
        (
            "Toe drag unsure in 1 left step: the shoe shook, but not clearly as by a drag; watch "
            "these steps, or record more of them."
        ),
    ]


def test_only_what_hides_most_steps_of_a_foot_is_told_at_once(foot_summary: Foot) -> None:
    summary = {
        "left": dragging(foot_summary, (0, 20, 20), because={"clipped": 15, "turn": 5}),
        "right": dragging(foot_summary, (0, 4, 6), because={"clipped": 1, "turn": 5}),
    }
    (said,) = drag_doubts(summary, 0.5)
    assert said.startswith("Toe drag unsure in 5 left and 5 right steps: the foot turned")
    assert len(drag_doubts(summary, 0.1)) == 2


def test_feet_without_steps_have_no_doubts(no_strides: dict[str, Any]) -> None:
    assert drag_doubts({"right": no_strides}) == []


@pytest.mark.parametrize("word", DRAG_DOUBTS)
def test_every_reason_is_one_plain_sentence(foot_summary: Foot, word: str) -> None:
    assert word == "not_told" or word in REASONS
    (said,) = drag_doubts({"left": dragging(foot_summary, (0, 30, 2), because={word: 2})})
    assert said.startswith("Toe drag unsure in 2 left steps: ")
    assert said.count(".") == 1
    assert said.endswith(".")
    assert word not in said or word in ("turn", "clipped")


def test_every_kind_of_stride_has_its_sentence() -> None:
    assert {word for word in CONTEXT_REASONS.values() if word} <= set(DRAG_DOUBTS)
    assert {"low_rate", "clipped", "shaken", "gap"} <= set(DRAG_DOUBTS)
