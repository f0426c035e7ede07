from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitsense.simulate.ramp import Ramp, RampTable, bump, peak_factor, ramp_at, ramps_at

shapes = st.tuples(
    st.floats(0.05, 0.6), st.floats(0.05, 0.4), st.floats(-0.9, 0.9)
)  # rise, fall, tilt


@given(shapes)
def test_runs_from_zero_to_its_size_without_overshoot(shape):
    t_s = np.linspace(-1.0, 3.0, 2001)
    jet = ramp_at(Ramp(0.0, 2.0, -3.0, *shape), t_s)
    assert (jet.value[t_s <= 0.0] == 0.0).all()
    assert jet.value[t_s >= 2.0] == pytest.approx(-3.0, abs=1e-12)
    assert (jet.rate <= 1e-12).all()


@given(shapes)
def test_derivatives_belong_to_the_values(shape):
    """Central differences of the values, at a step where their own error is below 1e-4."""
    t_s = np.linspace(-0.1, 2.1, 501)
    step = 1e-4
    ramp = Ramp(0.0, 2.0, 1.5, *shape)
    jet, after, before = (ramp_at(ramp, t_s + k * step) for k in (0, 1, -1))
    assert jet.rate == pytest.approx((after.value - before.value) / (2 * step), abs=2e-4)
    assert jet.curve == pytest.approx((after.rate - before.rate) / (2 * step), abs=2e-2)


@given(shapes)
def test_rate_and_curve_vanish_at_both_ends(shape):
    edges = np.array([1e-9, 2.0 - 1e-9])
    jet = ramp_at(Ramp(0.0, 2.0, 1.0, *shape), edges)
    assert jet.rate == pytest.approx(0.0, abs=1e-12)
    assert jet.curve == pytest.approx(0.0, abs=1e-9)


def test_the_third_derivative_begins_at_zero():
    """Then force has no kink. By hand: the curve grows as 30 q² / (0.5 * 0.5), q = v / 0.5."""
    jet = ramp_at(Ramp(0.0, 1.0, 1.0), np.array([0.0005, 0.9995]))
    assert jet.curve == pytest.approx([1.2e-4, -1.2e-4], rel=0.01)


def test_symmetric_ramp_by_hand():
    """Rise and fall of half each: at the middle half the size, and twice the mean rate."""
    jet = ramp_at(Ramp(1.0, 3.0, 4.0), np.array([2.0]))
    assert jet.value[0] == pytest.approx(2.0)
    assert jet.rate[0] == pytest.approx(2.0 * 4.0 / 2.0)
    assert jet.curve[0] == pytest.approx(0.0, abs=1e-12)


def test_trapezoid_by_hand():
    """Flanks of 0.2 and 0.4 fill half of themselves, so the plateau is 1 / 0.7 of the mean."""
    assert peak_factor(0.2, 0.4, 0.0) == pytest.approx(1.0 / 0.7, rel=1e-9)
    jet = ramp_at(Ramp(0.0, 1.0, 1.0, 0.2, 0.4), np.array([0.2, 0.6]))
    assert jet.value == pytest.approx([0.1 / 0.7, 0.5 / 0.7])


def test_tilt_makes_the_end_faster():
    ramp = ramp_at(Ramp(0.0, 1.0, 1.0, 0.1, 0.1, 0.5), np.array([0.2, 0.8]))
    # On the plateau the rate is proportional to 1 + tilt * (2 v - 1).
    assert ramp.rate[1] / ramp.rate[0] == pytest.approx((1 + 0.5 * 0.6) / (1 - 0.5 * 0.6))


def test_bump_rises_stays_and_returns():
    jet = ramps_at(bump(0.0, 1.0, 0.3, 0.2, 0.5), np.array([-0.1, 0.2, 0.35, 0.5, 1.0, 1.1]))
    assert jet.value == pytest.approx([0.0, 0.3, 0.3, 0.3, 0.0, 0.0], abs=1e-15)


def test_table_keeps_rows_apart_and_adds_their_base():
    table = RampTable([[Ramp(0.0, 1.0, 1.0)], [], [Ramp(0.0, 1.0, 2.0)] * 2], np.array([5.0, 6, 7]))
    jet = table.at(np.full(3, 9.0), np.array([0, 1, 2]))
    assert jet.value == pytest.approx([6.0, 6.0, 11.0])


def test_no_ramps_give_zero():
    assert (ramps_at([], np.array([0.0, 1.0])).value == 0.0).all()
