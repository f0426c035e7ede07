from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation

from gaitsense.signal.strapdown import cumulative_trapezoid, integrate_rates


def turns(quat: np.ndarray) -> Rotation:
    return Rotation.from_quat(quat.T, scalar_first=True)


def noise(rows: int, n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((3, rows, n)) * 5.0


@pytest.mark.parametrize("n", [1, 2, 15, 16, 17, 31, 32, 33, 200, 513])
def test_a_constant_rate_is_its_angle_about_its_axis(n):
    rate = np.array([1.0, -2.0, 2.0])
    quat = integrate_rates(np.tile(rate[:, None, None], (1, 1, n)), 0.01)
    assert quat.shape == (4, 1, n)
    half = 0.5 * 3.0 * 0.01 * np.arange(n)
    expected = np.concatenate([np.cos(half)[None], np.outer(rate / 3.0, np.sin(half))])
    assert_allclose(quat[:, 0], expected, atol=1e-13)


def test_the_rate_about_one_axis_may_change():
    """About a fixed axis the angle is the trapezoid sum, whatever the rate does."""
    rate = np.zeros((3, 1, 300))
    rate[1, 0] = np.random.default_rng(2).standard_normal(300) * 4.0
    quat = integrate_rates(rate, 0.01)[:, 0]
    steps = 0.005 * (rate[1, 0, 1:] + rate[1, 0, :-1])
    half = 0.5 * np.concatenate([[0.0], np.cumsum(steps)])
    assert_allclose(quat[0], np.cos(half), atol=1e-13)
    assert_allclose(quat[2], np.sin(half), atol=1e-13)
    assert_allclose(quat[[1, 3]], 0.0, atol=0)


def test_later_turns_are_about_the_turned_axes():
    """A quarter turn about x and then one about the sensor's own z, by hand."""
    n = 101
    rate = np.zeros((3, 1, 2 * n - 1))
    rate[0, 0, :n] = np.pi / 2
    rate[2, 0, n - 1 :] = np.pi / 2
    quat = integrate_rates(rate, 1.0 / (n - 1))[:, 0, -1]
    about_x, about_z = (
        Rotation.from_rotvec([np.pi / 2, 0, 0]),
        Rotation.from_rotvec([0, 0, np.pi / 2]),
    )
    # At the corner both rates overlap by half a period, 0.9° each.
    assert (turns(quat[:, None]) * (about_x * about_z).inv()).magnitude()[0] < 0.02
    assert (turns(quat[:, None]) * (about_z * about_x).inv()).magnitude()[0] > 1.0


def coning(n: int, rate_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """An axis that runs round a cone: attitude in closed form, and its body rates.

    q = (cos θ/2, sin θ/2 · cos Ωt, sin θ/2 · sin Ωt, 0) gives, by 2 q* q̇,
    ω = (-Ω sin θ sin Ωt, Ω sin θ cos Ωt, -2 Ω sin² θ/2).
    """
    theta, omega = 0.6, 2 * np.pi * 1.5
    t = np.arange(n) / rate_hz
    c, s = np.cos(omega * t), np.sin(omega * t)
    quat = np.stack(
        [np.full(n, np.cos(theta / 2)), np.sin(theta / 2) * c, np.sin(theta / 2) * s, np.zeros(n)]
    )
    rate = omega * np.stack(
        [-np.sin(theta) * s, np.sin(theta) * c, np.full(n, -2 * np.sin(theta / 2) ** 2)]
    )
    return quat, rate


def coning_error(rate_hz: float, seconds: float = 2.0) -> float:
    """Largest angle between the integrated and the true orientation, rad."""
    truth, rate = coning(int(seconds * rate_hz) + 1, rate_hz)
    found = turns(integrate_rates(rate[:, None], 1.0 / rate_hz)[:, 0])
    true = turns(truth)
    return float(((true[0].inv() * true).inv() * found).magnitude().max())


def test_coning_is_followed_and_the_error_falls_with_the_square_of_the_period():
    errors = [coning_error(rate_hz) for rate_hz in (100.0, 200.0, 400.0)]
    assert errors[0] < np.deg2rad(0.6)
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.03)
    assert errors[1] / errors[2] == pytest.approx(4.0, rel=0.03)


def test_the_orientation_belongs_to_the_instant_of_the_sample():
    """A rectangle rule would lag by half a period, here 1.7°."""
    n, rate_hz = 101, 100.0
    t = np.arange(n) / rate_hz
    rate = np.zeros((3, 1, n))
    rate[1, 0] = np.deg2rad(340.0) * np.cos(2 * np.pi * t)
    angle = 2 * np.arcsin(integrate_rates(rate, 1 / rate_hz)[2, 0])
    truth = np.deg2rad(340.0) / (2 * np.pi) * np.sin(2 * np.pi * t)
    # The trapezoid rule is short by (2π f / rate)² / 12 of the amplitude, 0.018°.
    assert np.rad2deg(np.abs(angle - truth)).max() < 0.02


def test_long_products_stay_of_length_one():
    quat = integrate_rates(noise(2, 5000), 0.01)
    assert_allclose(np.linalg.norm(quat, axis=0), 1.0, atol=1e-14)


@pytest.mark.parametrize("n", [1, 2, 15, 16, 17, 47, 48, 49, 160, 161, 250])
def test_a_row_is_the_same_alone_in_a_batch_and_with_padding(n):
    rates = noise(7, 300, 3)
    whole = integrate_rates(rates, 0.01)
    for row in (0, 3, 6):
        alone = integrate_rates(rates[:, row : row + 1, :n], 0.01)
        assert_array_equal(alone[:, 0], whole[:, row, :n])
        padded = np.zeros((3, 4, 700))
        padded[:, 2, :n] = rates[:, row, :n]
        assert_array_equal(integrate_rates(padded, 0.01)[:, 2, :n], alone[:, 0])
        padded[:, :, n:] = 1e3
        padded[:, [0, 1, 3], :n] = 77.0
        assert_array_equal(integrate_rates(padded, 0.01)[:, 2, :n], alone[:, 0])


def test_the_order_of_memory_changes_no_bit():
    rates = noise(5, 130, 4)
    assert_array_equal(
        integrate_rates(np.asfortranarray(rates), 0.01), integrate_rates(rates, 0.01)
    )


def test_rates_are_not_changed():
    rates = noise(2, 40)
    rates.flags.writeable = False
    integrate_rates(rates, 0.01)


@pytest.mark.parametrize("rows", [0, 3])
def test_nothing_in_nothing_out(rows):
    assert integrate_rates(np.empty((3, rows, 0)), 0.01).shape == (4, rows, 0)
    assert integrate_rates(np.empty((3, 0, 5)), 0.01).shape == (4, 0, 5)


def test_the_trapezoid_rule_by_hand():
    rate = np.array([[0.0, 1.0, 2.0, -4.0], [2.0, 2.0, 2.0, 2.0]])
    expected = [[0.0, 0.25, 1.0, 0.5], [0.0, 1.0, 2.0, 3.0]]
    assert_allclose(cumulative_trapezoid(rate, 0.5), expected, atol=0)


def test_the_integral_of_a_straight_line_is_exact():
    t = np.arange(200) * 0.005
    rate = np.stack([3.0 * t - 1.0, -0.5 * t])[:, None, :]
    expected = np.stack([1.5 * t * t - t, -0.25 * t * t])[:, None, :]
    assert_allclose(cumulative_trapezoid(rate, 0.005), expected, atol=1e-14)


def test_the_integral_of_a_sine():
    """∫ sin = 1 - cos; the rule's own error is h²/12 of the change of the derivative."""
    t = np.arange(629) * 0.01
    error = cumulative_trapezoid(np.sin(t), 0.01) - (1 - np.cos(t))
    assert_allclose(error, -(0.01**2) / 12 * (1 - np.cos(t)), atol=1e-9)


def test_one_sample_has_no_integral_yet():
    assert cumulative_trapezoid(np.array([[5.0]]), 0.01).tolist() == [[0.0]]


def test_a_row_integrates_the_same_in_a_batch_and_with_padding():
    rate = np.random.default_rng(5).standard_normal((4, 300))
    whole = cumulative_trapezoid(rate, 0.01)
    for n in (1, 2, 7, 100, 299):
        assert_array_equal(cumulative_trapezoid(rate[2, :n], 0.01), whole[2, :n])
