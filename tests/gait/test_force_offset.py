# Mutants killed: the belief told with the stride's own velocity in it; jolts that do not make
# a stride doubtful; the rest left out.
from __future__ import annotations

import math

import pytest

from gaitsense.gait.force_offset import ForceOffset, ForceOffsetParams

G = 9.80665


def test_first_stride_is_told_by_its_rest_alone():
    """0.5² against 0.2²: gain 25/29, so 0.1 m/s² is believed to 0.0862, and 0.5 √(4/29) is
    left of the doubt."""
    offset, sd = ForceOffset(ForceOffsetParams()).close(G + 0.1, 99.0, 0.0, 1.0)
    assert offset == pytest.approx(0.1 * 25 / 29)
    assert sd == pytest.approx(0.5 * math.sqrt(4 / 29))


def test_second_stride_knows_the_velocity_of_the_first():
    """0.3 m/s over 1.5 s is 0.2 m/s²; its weight is 1/0.05² = 400, that of each rest 25, that
    of knowing nothing 4."""
    belief = ForceOffset(ForceOffsetParams())
    belief.close(G + 0.1, 0.3, 0.0, 1.5)
    offset, sd = belief.close(G - 0.04, 99.0, 0.0, 1.5)
    weight = 4 + 25 + 400 + 25
    assert offset == pytest.approx((25 * 0.1 + 400 * 0.2 + 25 * -0.04) / weight)
    assert sd == pytest.approx(math.sqrt(1 / weight))


def test_jolts_make_a_stride_tell_less():
    """0.09 (m/s)² over 1.5 s is 0.04 (m/s²)²: with 0.05² a weight of 1/0.0425."""
    belief = ForceOffset(ForceOffsetParams())
    belief.close(G, 0.3, 0.09, 1.5)
    offset, sd = belief.close(G, 99.0, 0.0, 1.5)
    weight = 4 + 25 + 1 / 0.0425 + 25
    assert offset == pytest.approx(0.2 / 0.0425 / weight)
    assert sd == pytest.approx(math.sqrt(1 / weight))


def test_belief_gathers_around_a_constant_offset():
    """Rest and strides agree on 0.15 m/s²: after 50 strides 4 of 21,279 parts are missing."""
    belief = ForceOffset(ForceOffsetParams())
    for _ in range(50):
        belief.close(G + 0.15, 0.15 * 1.1, 0.0, 1.1)
    offset, sd = belief.close(G + 0.15, 99.0, 0.0, 1.1)
    weight = 4 + 50 * 425 + 25
    assert offset == pytest.approx(0.15 * (1 - 4 / weight))
    assert sd == pytest.approx(math.sqrt(1 / weight))


def test_settings_are_obeyed():
    belief = ForceOffset(ForceOffsetParams(unknown_sd_mps2=1.0, rest_sd_mps2=2.0))
    offset, sd = belief.close(G + 0.5, 0.0, 0.0, 1.0)
    assert offset == pytest.approx(0.5 * 1 / 5)
    assert sd == pytest.approx(math.sqrt(4 / 5))
