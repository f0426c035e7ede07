"""Shaking of sine waves of known size and frequency.

Kills, among others: an axis that is left out, a mean that is not divided by its width, a filter
that is seeded from zero, a corner at another frequency.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.footdrop.shaking import Shaking

RATE_HZ = 1000.0


def wave(hz: float, peak: float, n: int = 2000) -> np.ndarray:
    return peak * np.sin(2.0 * np.pi * hz * np.arange(n) / RATE_HZ)


def at_gravity(*axes: np.ndarray) -> np.ndarray:
    return np.stack(axes) + np.array([[0.0], [3.0], [9.81]])


def test_a_foot_at_rest_does_not_shake_from_its_first_sample_on():
    still = at_gravity(*np.zeros((3, 500)))
    now, mean = Shaking(RATE_HZ, 20.0, 0.03).push(still)
    assert np.abs(now).max() < 1e-9
    assert np.abs(mean).max() < 1e-9


def test_fast_shaking_is_the_root_of_the_axes_squares():
    # 100 Hz, whole periods in 30 ms; the three axes' mean squares are 8, 4.5 and 2.
    shaken = at_gravity(wave(100.0, 4.0), wave(100.0, 3.0), wave(100.0, 2.0))
    now, mean = Shaking(RATE_HZ, 20.0, 0.03).push(shaken)
    gain = 1.0 / math.sqrt(1.0 + (math.tan(math.pi * 0.02) / math.tan(math.pi * 0.1)) ** 4)
    assert mean[500:] == pytest.approx(math.sqrt(14.5) * gain, rel=1e-6)
    assert now[500:].max() == pytest.approx(math.sqrt(29.0) * gain, rel=1e-2)


@pytest.mark.parametrize(("hz", "gain"), [(20.0, math.sqrt(0.5)), (2.0, 0.01)])
def test_the_corner_halves_the_power_and_slow_motion_is_left_out(hz, gain):
    _, mean = Shaking(RATE_HZ, 20.0, 0.5).push(at_gravity(wave(hz, 10.0), *np.zeros((2, 2000))))
    assert mean[1500:] == pytest.approx(10.0 * math.sqrt(0.5) * gain, rel=0.02)


def test_the_mean_looks_back_over_its_width_only():
    # The high-pass answers a step at once; three samples later it still stands in a mean of four.
    push = np.zeros(2000)
    push[1000:] = 1.0
    now, mean = Shaking(RATE_HZ, 20.0, 0.004).push(at_gravity(push, *np.zeros((2, 2000))))
    assert np.flatnonzero(mean > 1e-9)[0] == 1000
    for k in (1000, 1003, 1010):
        assert mean[k] == pytest.approx(math.sqrt((now[k - 3 : k + 1] ** 2).sum() / 4.0))


def test_a_corner_above_what_the_rate_can_show_is_lowered():
    now, _ = Shaking(25.0, 20.0, 0.03).push(at_gravity(*np.zeros((3, 50))))
    assert np.isfinite(now).all()
