from __future__ import annotations

import numpy as np
import pytest

from gaitsense.simulate.jet import Jet, exp, sin_cos, time_jet

T = np.array([0.3, 1.1, -0.7])


def cubic() -> Jet:
    """t³ - 2t, by hand."""
    return Jet(T**3 - 2 * T, 3 * T**2 - 2, 6 * T)


def test_product_rule_against_a_polynomial():
    square = cubic() * cubic()  # t^6 - 4 t^4 + 4 t^2
    assert square.value == pytest.approx(T**6 - 4 * T**4 + 4 * T**2)
    assert square.rate == pytest.approx(6 * T**5 - 16 * T**3 + 8 * T)
    assert square.curve == pytest.approx(30 * T**4 - 48 * T**2 + 8)


def test_sum_difference_and_scaling():
    time = time_jet(T)
    mixed = 2.0 * time + 1.0 - cubic() - T * 0.0
    assert mixed.value == pytest.approx(2 * T + 1 - T**3 + 2 * T)
    assert mixed.rate == pytest.approx(2 - 3 * T**2 + 2)
    assert mixed.curve == pytest.approx(-6 * T)


def test_sine_and_cosine_of_a_square():
    angle = time_jet(T) * time_jet(T)
    sine, cosine = sin_cos(angle)
    assert sine.rate == pytest.approx(2 * T * np.cos(T**2))
    assert sine.curve == pytest.approx(2 * np.cos(T**2) - 4 * T**2 * np.sin(T**2))
    assert cosine.rate == pytest.approx(-2 * T * np.sin(T**2))
    assert cosine.curve == pytest.approx(-2 * np.sin(T**2) - 4 * T**2 * np.cos(T**2))


def test_exponential_of_a_square():
    grown = exp(time_jet(T) * time_jet(T))
    assert grown.value == pytest.approx(np.exp(T**2))
    assert grown.rate == pytest.approx(2 * T * np.exp(T**2))
    assert grown.curve == pytest.approx((2 + 4 * T**2) * np.exp(T**2))
