# Mutants killed: Kendall's variance without its 2k + 5; the slope not multiplied by time; a last
# block that drops what is left over.
from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import theilslopes

from gaitsense.footdrop.within_walk import change_within


def test_a_line_is_found_as_it_is():
    times_s = np.arange(0.0, 60.0, 1.2)
    change = change_within(times_s, 20.0 - 0.1 * times_s, 5, 100)
    # 50 strides, the last one begins at 58.8 s.
    assert change.value == pytest.approx(-5.88)
    assert change.interval == pytest.approx((-5.88, -5.88))
    assert change.strides_n == 50


def test_one_stride_in_ten_may_be_wrong():
    times_s = np.arange(60.0)
    values = 0.5 * times_s
    values[::10] = -1000.0
    assert change_within(times_s, values, 5, 100).value == pytest.approx(29.5)


@pytest.mark.parametrize("seed", range(5))
def test_single_strides_give_the_slopes_of_another_library(seed):
    random = np.random.default_rng(seed)
    times_s = np.cumsum(random.uniform(0.9, 1.3, 41))
    values = 0.02 * times_s + random.normal(0.0, 1.0, 41)
    middle, _, low, high = theilslopes(values, times_s)
    lasting_s = times_s[-1] - times_s[0]
    change = change_within(times_s, values, 1, 100)
    assert change.value == pytest.approx(middle * lasting_s)
    # z of 95 % is 1.96 here and 1.95996 there: the same ranks.
    assert change.interval == pytest.approx((low * lasting_s, high * lasting_s))


def test_blocks_have_medians_and_the_last_one_takes_the_rest():
    # Blocks of 5: middles at 2, 7, 12 s; the last one holds 7 strides, its middle at 18 s.
    times_s = np.arange(22.0)
    values = np.repeat([0.0, 10.0, 20.0, 32.0], [5, 5, 5, 7])
    change = change_within(times_s, values, 5, 100)
    # All slopes between the blocks are 2 per second, over 21 s.
    assert change.value == pytest.approx(42.0)


def test_blocks_are_larger_in_long_walks():
    # Of each hundred strides, 45 in a row are wrong: most of some blocks of 5, none of 100.
    times_s = np.arange(1000.0)
    values = np.where(np.arange(1000) % 100 < 45, 1e4, 3.0 * times_s)
    assert change_within(times_s, values, 5, 10).interval == pytest.approx((2997.0, 2997.0))
    low, high = change_within(times_s, values, 5, 1000).interval
    assert high - low > 1000.0


@pytest.mark.parametrize(("n", "told"), [(0, False), (19, False), (20, True)])
def test_fewer_than_four_blocks_are_no_line(n, told):
    change = change_within(np.arange(float(n)), np.arange(float(n)), 5, 100)
    assert math.isfinite(change.value) == told
    assert change.interval == (pytest.approx((n - 1.0, n - 1.0)) if told else (-math.inf, math.inf))
    assert change.strides_n == n


def test_what_was_not_measured_does_not_count():
    times_s = np.arange(60.0)
    values = np.where(np.arange(60) % 2 == 0, times_s, np.nan)
    change = change_within(times_s, values, 5, 100)
    assert change.strides_n == 30
    assert change.value == pytest.approx(58.0)
