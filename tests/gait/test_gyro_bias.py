# Mutants killed: the belief told with the stride's own residual in it; a rest inside a stride
# that does not end what was believed before; the slope's sign.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.gyro_bias import NEVER, GyroBias, GyroBiasParams
from gaitsense.signal.rest import Rest

DEG = np.pi / 180.0
#: Default doubts: nothing known, a rest, a second of warming up.
UNKNOWN, REST, WALK = (0.3 * DEG) ** 2, (0.05 * DEG) ** 2, (0.005 * DEG) ** 2
#: One stride at 100 Hz, and what its residual is worth.
STRIDE_N, T_S, SLOPE_SD = 110, 1.1, 0.015
NOISE = (SLOPE_SD / T_S) ** 2
UP = np.array([0.0, 0.0, 1.0])


def rest(first, end, *bias_radps):
    return Rest(first, end, bias_radps, (0.0, 0.0, 9.81))


def stride(belief, k, bias, up=UP, gap=0):
    """Close the k-th stride of a sensor whose samples still carry `bias`."""
    start = k * STRIDE_N + gap
    belief.before(start)
    slope = np.cross(bias, up) * T_S
    return belief.close(
        belief.coarse_end_sample, start, start + STRIDE_N, slope, np.array(up), SLOPE_SD
    )


def test_nothing_is_known_before_the_first_stride():
    fine, sd = stride(GyroBias(100.0, GyroBiasParams()), 0, [0.01, 0.02, 0.03])
    assert fine == (0.0, 0.0, 0.0)
    assert sd == pytest.approx(np.sqrt(UNKNOWN + WALK * T_S))


def test_a_stride_tells_the_bias_across_its_vertical():
    """One Kalman step by hand; what turns about the vertical tilts nothing."""
    belief = GyroBias(100.0, GyroBiasParams())
    stride(belief, 0, [0.01, -0.02, 0.03])
    fine, sd = stride(belief, 1, [0.01, -0.02, 0.03])
    before = UNKNOWN + WALK * T_S
    gain = before / (before + NOISE)
    assert fine == pytest.approx((0.01 * gain, -0.02 * gain, 0.0))
    assert sd == pytest.approx(np.sqrt(before * (1 - gain) + WALK * T_S))


def test_a_leaning_vertical_tells_what_lies_across_it():
    """Of a bias b, the part b - (b·u) u, here for u = (2, 3, 6)/7 and b·u = 0.02."""
    up, bias = np.array([2.0, 3.0, 6.0]) / 7.0, np.array([0.01, -0.02, 0.03])
    belief = GyroBias(100.0, GyroBiasParams())
    stride(belief, 0, bias, up=up)
    fine, _ = stride(belief, 1, bias, up=up)
    before = UNKNOWN + WALK * T_S
    assert fine == pytest.approx(before / (before + NOISE) * (bias - 0.02 * up))


def test_another_vertical_leaves_what_is_along_it():
    belief = GyroBias(100.0, GyroBiasParams())
    stride(belief, 0, [0.01, -0.02, 0.03])
    first, _ = stride(belief, 1, [0.01, -0.02, 0.03], up=[1.0, 0.0, 0.0])
    fine, _ = stride(belief, 2, [0.0, 0.0, 0.0])
    assert first[2] == 0.0
    assert fine[0] == first[0]
    assert fine[2] > 0.0


def test_strides_converge_on_the_bias():
    belief = GyroBias(100.0, GyroBiasParams())
    for k in range(1000):
        fine, sd = stride(belief, k, [0.004, -0.003, 0.02])
    assert fine == pytest.approx((0.004, -0.003, 0.0), rel=1e-2)
    # Where what a stride tells and what a stride's time forgets are even.
    forgot = WALK * T_S
    settled = forgot / 2 + np.sqrt(forgot**2 / 4 + forgot * NOISE)
    assert sd == pytest.approx(np.sqrt(settled), rel=1e-3)


def test_a_change_of_bias_is_followed():
    belief = GyroBias(100.0, GyroBiasParams())
    for k in range(200):
        stride(belief, k, [0.004, 0.0, 0.0])
    for k in range(200, 1200):
        fine, _ = stride(belief, k, [-0.004, 0.0, 0.0])
    assert fine[0] == pytest.approx(-0.004, rel=1e-2)


def test_a_pause_forgets_by_the_random_walk():
    """An hour adds 3600 s of 0.005 °/s per root second: 0.3 °/s."""
    belief = GyroBias(100.0, GyroBiasParams())
    for k in range(50):
        _, sd = stride(belief, k, [0.004, 0.0, 0.0])
    told = sd**2 * NOISE / (sd**2 + NOISE)
    fine, later = stride(belief, 50, [0.004, 0.0, 0.0], gap=360_000)
    assert later**2 == pytest.approx(told + WALK * (3600 + T_S))
    assert fine[0] > 0.0


def test_a_rest_is_taken_off_from_the_first_stride_behind_it():
    belief = GyroBias(100.0, GyroBiasParams())
    belief.add_rest(rest(0, 100, 0.01, 0.02, 0.03))
    belief.add_rest(rest(100, 200, 0.04, 0.05, 0.06))
    assert belief.before(99) == (0.0, 0.0, 0.0)
    assert belief.coarse_end_sample == NEVER
    assert belief.before(100) == (0.01, 0.02, 0.03)
    assert belief.before(199) == (0.01, 0.02, 0.03)
    assert belief.coarse_end_sample == 100
    assert belief.before(5000) == (0.04, 0.05, 0.06)
    assert belief.coarse_end_sample == 200


def test_of_several_rests_the_last_one_counts():
    belief = GyroBias(100.0, GyroBiasParams())
    belief.add_rest(rest(0, 100, 0.01, 0.0, 0.0))
    belief.add_rest(rest(50, 150, 0.02, 0.0, 0.0))
    assert belief.before(150) == (0.02, 0.0, 0.0)


def test_a_rest_begins_the_belief_anew():
    """What strides had found is in the rest's own reading."""
    belief = GyroBias(100.0, GyroBiasParams())
    for k in range(20):
        stride(belief, k, [0.01, 0.0, 0.0])
    belief.add_rest(rest(2300, 2400, 0.01, 0.0, 0.0))
    fine, sd = stride(belief, 30, [0.0, 0.0, 0.0])
    assert fine == (0.0, 0.0, 0.0)
    assert sd == pytest.approx(np.sqrt(REST + WALK * (3300 + STRIDE_N - 2400) / 100))


def test_a_rest_inside_a_stride_counts_for_the_next_one():
    """A slow walker's stance is long enough for a rest whose end lies behind mid-stance. The
    stride that was then open knows nothing of it; for the next one it must not be added to
    what strides had found before."""
    bias = [0.01, -0.02, 0.0]
    belief = GyroBias(100.0, GyroBiasParams())
    for k in range(3):
        stride(belief, k, bias)
    belief.add_rest(rest(250, 350, *bias))
    old, _ = stride(belief, 3, bias)
    assert old[0] > 0.0
    fine, sd = stride(belief, 4, [0.0, 0.0, 0.0])
    assert belief.before(4 * STRIDE_N) == (0.01, -0.02, 0.0)
    assert fine == (0.0, 0.0, 0.0)
    assert sd == pytest.approx(np.sqrt(REST + WALK * (5 * STRIDE_N - 350) / 100))


def test_settings_are_obeyed():
    params = GyroBiasParams(unknown_sd_dps=1.0, rest_sd_dps=0.2, walk_dps_per_sqrt_s=0.0)
    belief = GyroBias(100.0, params)
    _, sd = stride(belief, 0, [0.0, 0.0, 0.0])
    assert sd == pytest.approx(1.0 * DEG)
    belief.add_rest(rest(0, 110, 0.0, 0.0, 0.0))
    _, sd = stride(belief, 1, [0.0, 0.0, 0.0])
    assert sd == pytest.approx(0.2 * DEG)
