from __future__ import annotations

import math

import pytest

from gaitsense.model import units


def test_gravity_is_the_standard_one():
    assert units.STANDARD_GRAVITY_MPS2 == 9.80665


def test_a_half_turn_is_pi_and_180_degrees():
    half_turn_deg = math.pi * units.DEG_PER_RAD
    half_turn_rad = 180.0 * units.RAD_PER_DEG
    assert half_turn_deg == pytest.approx(180.0, abs=1e-12)
    assert half_turn_rad == pytest.approx(math.pi, abs=1e-15)
