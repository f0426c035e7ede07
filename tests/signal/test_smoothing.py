from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gaitsense.signal.smoothing import CentredMean


def by_definition(x: np.ndarray, half: int) -> np.ndarray:
    """Mean of each sample's window, the stream continued by its first and last value."""
    padded = np.pad(x, ((0, 0), (half, half)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=1)
    return windows.mean(axis=2)


def smoothed(x: np.ndarray, half: int) -> np.ndarray:
    stage = CentredMean(half)
    return np.concatenate([stage.push(x), stage.finish()], axis=1)


@pytest.mark.parametrize("half", [0, 1, 2, 5, 40])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 81, 500])
def test_the_mean_is_that_of_its_definition(half, n):
    x = np.random.default_rng(half + n).standard_normal((3, n)) * 9.0 + 100.0
    given = smoothed(x, half)
    assert given.shape == x.shape
    assert_allclose(given, by_definition(x, half), rtol=1e-12)


def test_by_hand():
    x = np.array([[3.0, 0.0, 6.0, 9.0], [1.0, 1.0, 1.0, 4.0]])
    assert_allclose(smoothed(x, 1), [[2.0, 3.0, 5.0, 8.0], [1.0, 1.0, 2.0, 3.0]], rtol=1e-15)


def test_a_straight_line_stays_itself_away_from_the_ends():
    x = 0.25 * np.arange(100.0)[None]
    assert_allclose(smoothed(x, 7)[:, 7:-7], x[:, 7:-7], rtol=1e-13)


@pytest.mark.parametrize("half", [0, 1, 6])
def test_the_latency_is_half_a_window(half):
    stage = CentredMean(half)
    given = [stage.push(np.full((2, 1), float(k))).shape[1] for k in range(20)]
    assert given == [0] * half + [1] * (20 - half)
    assert stage.finish().shape == (2, half)


def test_nothing_pushed_gives_nothing_and_changes_nothing():
    stage = CentredMean(2)
    assert stage.push(np.empty((3, 0))).shape == (3, 0)
    x = np.random.default_rng(1).standard_normal((3, 30))
    parts = [stage.push(x[:, :9]), stage.push(x[:, 9:9]), stage.push(x[:, 9:]), stage.finish()]
    assert_array_equal(np.concatenate(parts, axis=1), smoothed(x, 2))


def test_without_a_sample_there_is_no_end():
    assert CentredMean(4).finish().size == 0


def test_a_long_stream_keeps_its_precision():
    """A running sum over an hour at 200 Hz beside gravity; errors stay far below any sensor's."""
    x = 9.81 + 1e-3 * np.random.default_rng(2).standard_normal((1, 720_000))
    assert_allclose(smoothed(x, 5)[:, -5000:], by_definition(x[:, -5010:], 5)[:, 10:], atol=1e-8)
