from __future__ import annotations

import math

import numpy as np

from gaitsense.recordings.increments import rates_from_quaternions, void_after_losses


def turn(axis, angle_rad):
    axis = np.asarray(axis, float) / np.linalg.norm(axis)
    return [math.cos(angle_rad / 2), *(math.sin(angle_rad / 2) * axis)]


def test_a_turn_within_one_period_gives_its_rate():
    rates = rates_from_quaternions(
        np.array([turn([0, 1, 0], 0.1), turn([1, 2, -2], -0.3), turn([1, 0, 0], 1e-9)]), 0.02
    )
    np.testing.assert_allclose(rates[0], [0.0, 5.0, 0.0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(rates[1], np.array([1, 2, -2]) / 3 * -15.0, rtol=1e-12)
    np.testing.assert_allclose(rates[2], [5e-8, 0.0, 0.0], rtol=1e-12, atol=1e-20)


def test_a_quaternion_and_its_negative_are_one_turn():
    quaternion = np.array([turn([0, 0, 1], 0.2)])
    np.testing.assert_allclose(
        rates_from_quaternions(-quaternion, 0.01), rates_from_quaternions(quaternion, 0.01)
    )


def test_no_turn_is_no_rate_and_no_quaternion_is_none():
    rates = rates_from_quaternions(np.array([[1.0, 0, 0, 0], [0, 0, 0, 0], [np.nan] * 4]), 0.01)
    assert rates[0].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(rates[1:]).all()


def test_the_first_increment_after_a_loss_is_void():
    values = np.ones((5, 3))
    out = void_after_losses(values, np.array([3, 4, 6, 7, 20]))
    assert np.isnan(out).any(axis=1).tolist() == [False, False, True, False, True]
    assert (values == 1).all()
