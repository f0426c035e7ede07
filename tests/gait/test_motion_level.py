# Mutants killed: the variance without its mean taken off; the square root taken once;
# the second running mean left out.
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.gait.motion_level import MotionLevel, MotionLevelParams

G = 9.80665
RATE_HZ = 200.0
#: 0.15 s at 200 Hz: 15 samples to either side, 31 in all, twice.
HALF, WIDTH = 15, 31


def levels(acc, gyr, sizes=(10_000,), rate_hz=RATE_HZ):
    """Push in blocks of cycling sizes, then finish."""
    stage = MotionLevel(rate_hz, MotionLevelParams())
    parts, start, k = [], 0, 0
    while start < acc.shape[1]:
        end = start + sizes[k % len(sizes)]
        parts.append(stage.push(acc[:, start:end], gyr[:, start:end]))
        start, k = end, k + 1
    return np.concatenate([*parts, stage.finish()])


def shaken(n, rate_radps=(0.3, -0.4, 1.2), force_mps2=(4.0, -2.0, 4.0)):
    """Constant rate (here 1.3 rad/s) and gravity with a force (here 6 m/s²) of changing sign."""
    sign = np.where(np.arange(n) % 2, -1.0, 1.0)
    acc = np.array([[0.0], [0.0], [G]]) + np.array(force_mps2)[:, None] * sign
    return acc, np.tile(np.array(rate_radps)[:, None], n)


def test_level_is_the_geometric_mean_of_turning_and_shaking():
    """The mean of 31 alternating values is 1/31 of one, so their variance is f² (1 - 1/31²)."""
    level = levels(*shaken(300))
    inner = level[2 * HALF : -2 * HALF]
    assert len(level) == 300
    assert inner == pytest.approx(np.sqrt(1.3 * 6.0 * np.sqrt(1.0 - 1.0 / 31**2)), rel=1e-9)


@pytest.mark.parametrize(
    ("rate_radps", "force_mps2", "limit"),
    [
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0),
        ((0.0, 0.0, 0.0), (4.0, -2.0, 4.0), 0.0),
        # A turntable: nothing shakes. What is left is rounding, by the fourth root.
        ((0.3, -0.4, 1.2), (0.0, 0.0, 0.0), 5e-3),
    ],
)
def test_still_in_one_of_both_is_still(rate_radps, force_mps2, limit):
    assert (levels(*shaken(300, rate_radps, force_mps2)) <= limit).all()


def test_window_is_a_triangle_of_the_stated_width():
    """One sample of turning, under steady shaking: level⁴ falls in a straight line, to half
    at 15.5 samples and to nothing at 31."""
    acc, gyr = shaken(201, rate_radps=(0.0, 0.0, 0.0))
    gyr[1, 100] = 5.0
    level = levels(acc, gyr)
    away = np.abs(np.arange(201) - 100)
    variance = 36.0 * (1.0 - 1.0 / WIDTH**2)
    triangle = 25.0 * np.maximum(WIDTH - away, 0) / WIDTH**2
    inner = slice(2 * HALF, -2 * HALF)
    assert level[inner] ** 4 == pytest.approx((triangle * variance)[inner], rel=1e-6, abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(quat=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1))
def test_the_case_may_sit_anyhow(analytic_walk, rotation, quat):
    straight, turned = (analytic_walk(mount=m, rate_hz=100.0) for m in (None, rotation(quat)))
    a, b = (levels(w.acc_mps2, w.gyr_radps, rate_hz=100.0) for w in (straight, turned))
    assert b == pytest.approx(a, abs=0.02)
    assert a.max() > 5.0


def test_a_swing_moves_and_a_stance_does_not(analytic_walk):
    walk = analytic_walk(rate_hz=RATE_HZ)
    level = levels(walk.acc_mps2, walk.gyr_radps)
    swing = slice(round(1.1 * RATE_HZ), round(1.4 * RATE_HZ))
    assert level[swing].min() > 5.0
    assert level[: round(0.8 * RATE_HZ)].max() < 1e-3
    assert level[-round(0.8 * RATE_HZ) :].max() < 0.05


def test_blocks_change_no_bit(analytic_walk):
    walk = analytic_walk(rate_hz=RATE_HZ)
    whole = levels(walk.acc_mps2, walk.gyr_radps)
    cut = levels(walk.acc_mps2, walk.gyr_radps, sizes=(1, 2, 3, 7, 31, 100))
    assert (cut == whole).all()


def test_levels_lag_by_the_stated_number_and_finish_gives_them():
    stage = MotionLevel(RATE_HZ, MotionLevelParams())
    acc, gyr = shaken(100)
    assert stage.lag_n == 2 * HALF
    assert len(stage.push(acc, gyr)) == 100 - stage.lag_n
    assert len(stage.push(acc[:, :0], gyr[:, :0])) == 0
    assert len(stage.finish()) == stage.lag_n


def test_a_stream_of_nothing_has_no_levels():
    assert len(MotionLevel(RATE_HZ, MotionLevelParams()).finish()) == 0


def test_slow_sensor_keeps_a_window():
    """At 5 Hz half a window is less than a sample; it takes one."""
    assert MotionLevel(5.0, MotionLevelParams()).lag_n == 2
