# Mutants killed: a turn named before a stair; a flat landing that rocks down called a toe
# landing; limits that include what they exclude.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.context import ContextParams, contact_types, contexts, judged_contexts

DEG = np.pi / 180.0
NAN = np.nan


def context(turn_deg=0.0, rise_m=0.0, from_stand=False, to_stand=False, **settings):
    given = (np.array([x]) for x in (turn_deg * DEG, rise_m, from_stand, to_stand))
    return contexts(*given, ContextParams(**settings))[0]


def contact(pitch_deg, rate_dps=0.0, lowered=False, **settings):
    given = (np.array([x]) for x in (pitch_deg, rate_dps, lowered))
    return contact_types(*given, ContextParams(**settings))[0]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "level"),
        ({"turn_deg": 19.9}, "level"),
        ({"turn_deg": 20.1}, "turn"),
        ({"turn_deg": -20.1}, "turn"),
        ({"rise_m": 0.089}, "level"),
        ({"rise_m": 0.091}, "stairs_up"),
        ({"rise_m": -0.089}, "level"),
        ({"rise_m": -0.091}, "stairs_down"),
        ({"rise_m": NAN}, ""),
        ({"from_stand": True}, "start"),
        ({"to_stand": True}, "stop"),
        # Where several fit: stairs, turn, start, stop.
        ({"rise_m": 0.2, "turn_deg": 90.0, "from_stand": True}, "stairs_up"),
        ({"rise_m": -0.2, "turn_deg": 90.0, "to_stand": True}, "stairs_down"),
        ({"turn_deg": 90.0, "from_stand": True, "to_stand": True}, "turn"),
        ({"from_stand": True, "to_stand": True}, "start"),
        ({"rise_m": NAN, "to_stand": True}, ""),
        ({"turn_deg": NAN, "rise_m": 0.2}, ""),
    ],
)
def test_kind_of_a_stride(given, word):
    assert context(**given) == word


def test_settings_of_contexts_are_obeyed():
    assert context(rise_m=0.05, stairs_m=0.04) == "stairs_up"
    turned, no = np.array([10.0 * DEG]), np.array([False])
    assert contexts(turned, np.zeros(1), no, no, ContextParams(turn_deg=9.0))[0] == "turn"


@pytest.mark.parametrize(
    ("pitch_deg", "rate_dps", "lowered", "word"),
    [
        (25.0, -300.0, True, "heel"),
        # 5° are enough alone, 2° where the toes then come down.
        (5.0, 0.0, False, "heel"),
        (4.9, 0.0, False, "flat"),
        (2.0, -100.0, True, "heel"),
        (1.9, -100.0, True, "flat"),
        # Below -2° the toe was lower than the heel.
        (-1.9, 0.0, False, "flat"),
        (-2.1, 0.0, False, "toe"),
        # In between, a foot that rocks up afterwards had its toe down first.
        (1.9, 20.1, False, "toe"),
        (1.9, 19.9, False, "flat"),
        (2.1, 20.1, False, "flat"),
        (0.0, NAN, False, "flat"),
        # Raised far and rocking up is still a heel.
        (8.0, 200.0, False, "heel"),
        (NAN, 100.0, True, ""),
    ],
)
def test_what_met_the_floor_first(pitch_deg, rate_dps, lowered, word):
    assert contact(pitch_deg, rate_dps, lowered) == word


def test_settings_of_contacts_are_obeyed():
    assert contact(3.0, heel_deg=2.5) == "heel"
    assert contact(1.0, lowered=True, heel_lowered_deg=0.5) == "heel"
    assert contact(-3.0, toe_deg=-4.0) == "flat"
    assert contact(0.0, 50.0, rocking_up_dps=60.0) == "flat"


def test_words_come_as_objects_for_each_stride():
    two = np.zeros(2)
    no = np.zeros(2, bool)
    assert contexts(two, two, no, no, ContextParams()).dtype == object
    assert contact_types(two, two, no, ContextParams()).tolist() == ["flat", "flat"]


def test_a_level_stride_that_hardly_travels_is_judged_as_one_on_the_spot():
    words = np.array(["level", "level", "level", "start", ""], object)
    length = np.array([0.19, 0.21, np.nan, 0.05, np.nan])
    judged = judged_contexts(words, length, ContextParams())
    assert judged.tolist() == ["on_the_spot", "level", "level", "start", ""]
    wider = judged_contexts(words, length, ContextParams(spot_m=0.3))
    assert wider.tolist()[:2] == ["on_the_spot"] * 2
