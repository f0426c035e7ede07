from __future__ import annotations

import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.route import Leg, parse_route, steps_of


def test_reads_all_kinds_of_legs():
    legs = parse_route("stand 3; walk 8;turn -90 ; sit 20; stairs_up 4; stairs_down 4; stand 2.5")
    assert legs[0] == Leg("stand", 3.0)
    assert [leg.kind for leg in legs] == [
        "stand", "walk", "turn", "sit", "stairs_up", "stairs_down", "stand",
    ]  # fmt: skip
    assert legs[2].amount == -90.0


def test_a_turn_is_shared_out_over_equal_steps():
    steps = list(steps_of(Leg("turn", -100.0), 30.0))
    assert [step.kind for step in steps] == ["turn"] * 4
    assert [step.turn_deg for step in steps] == pytest.approx([-25.0] * 4)


def test_walking_legs_count_steps_and_standing_has_none():
    assert len(list(steps_of(Leg("walk", 7), 30.0))) == 7
    assert {step.kind for step in steps_of(Leg("stairs_up", 3), 30.0)} == {"stairs_up"}
    assert list(steps_of(Leg("stand", 3.0), 30.0)) == []
    assert list(steps_of(Leg("sit", 30.0), 30.0)) == []


@pytest.mark.parametrize(
    ("route", "complaint"),
    [
        ("stand 3; hop 2; stand 3", "'hop 2'.*not understood"),
        ("stand 3; walk; stand 3", "'walk'.*not understood"),
        ("stand 3; ; stand 3", "not understood"),
        ("stand 3; walk many; stand 3", "needs a number"),
        ("stand 3; walk nan; stand 3", "walk takes"),
        ("stand 3; walk 0; stand 3", "walk takes"),
        ("stand 0; walk 2; stand 3", "stand takes"),
        ("stand 3; turn 900; stand 3", "turn takes"),
        ("stand 3; walk 2.5; stand 3", "whole number"),
        ("walk 3; stand 3", "begin and end with 'stand'"),
        ("stand 3; walk 3", "begin and end with 'stand'"),
        ("stand 3; walk 3; turn 90", "begin and end with 'stand'"),
        ("stand 3; stand 2; walk 4; stand 3", "has 'stand' twice in a row"),
        ("stand 3; walk 4; sit 9; sit 9; stand 3", "has 'sit' twice in a row"),
        ("sit 9; walk 4; stand 3", "begin and end with 'stand'"),
        ("stand 3; sit 9; stand 3", "and move in between"),
        ("stand 3; sit 2; walk 4; stand 3", "sit takes 5 to 3600"),
    ],
)
def test_complains_in_words(route, complaint):
    with pytest.raises(ConfigError, match=complaint):
        parse_route(route)
