from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gaitsense.signal.rest import Rest, RestDetector, RestParams

RATE_HZ = 100.0
#: Samples in a window of half a second.
N = 50
DEG = math.pi / 180.0
GRAVITY = np.array([1.0, -2.0, 9.5])


def detector(rate_hz: float = RATE_HZ) -> RestDetector:
    return RestDetector(rate_hz, RestParams())


def find(
    gyr: np.ndarray,
    acc: np.ndarray | None = None,
    lost: np.ndarray | None = None,
    first: int = 0,
    stage: RestDetector | None = None,
) -> list[Rest]:
    n = gyr.shape[1]
    acc = np.tile(GRAVITY[:, None], (1, n)) if acc is None else acc
    lost = np.zeros(n, bool) if lost is None else lost
    return (stage or detector()).push(first, acc, gyr, lost)


def told(rests: list[Rest]) -> list[tuple[int, int]]:
    return [(rest.first_sample, rest.end_sample) for rest in rests]


def alternating(n: int, size: float) -> np.ndarray:
    """Plus and minus `size` in turn: mean 0, standard deviation `size`, exactly."""
    return size * np.where(np.arange(n) % 2, 1.0, -1.0)


def test_a_sensor_that_lies_still_tells_its_bias_to_within_the_noise():
    rng = np.random.default_rng(1)
    bias, n = np.array([0.010, -0.020, 0.005]), 2 * N
    noise_gyr, noise_acc = 0.1 * DEG, 0.02
    gyr = bias[:, None] + noise_gyr * rng.standard_normal((3, n))
    acc = GRAVITY[:, None] + noise_acc * rng.standard_normal((3, n))
    (rest,) = find(gyr, acc, first=700)
    assert (rest.first_sample, rest.end_sample) == (700, 800)
    # Mean of 100 samples; five standard deviations of it.
    assert_allclose(rest.gyr_radps, bias, atol=5 * noise_gyr / math.sqrt(n))
    assert_allclose(rest.acc_mps2, GRAVITY, atol=5 * noise_acc / math.sqrt(n))
    assert all(type(value) is float for value in rest.gyr_radps + rest.acc_mps2)


def test_the_mean_is_over_both_windows():
    gyr = np.zeros((3, 2 * N))
    gyr[1, :N], gyr[1, N:] = 0.002, 0.006
    acc = np.tile(GRAVITY[:, None], (1, 2 * N))
    acc[:, N:] *= 1.002
    (rest,) = find(gyr, acc)
    assert_allclose(rest.gyr_radps, [0.0, 0.004, 0.0], atol=1e-15)
    assert_allclose(rest.acc_mps2, GRAVITY * 1.001, rtol=1e-13)


def test_a_long_rest_is_told_by_every_pair_of_windows():
    rests = find(np.zeros((3, 5 * N + 20)), first=30)
    assert told(rests) == [(30, 130), (80, 180), (130, 230), (180, 280)]


def test_one_window_is_not_yet_a_rest():
    assert find(np.zeros((3, 2 * N - 1))) == []


@pytest.mark.parametrize(("size_dps", "still"), [(0.99, True), (1.01, False)])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_gyroscope_may_tremble_by_one_degree_a_second(axis, size_dps, still):
    gyr = np.zeros((3, 2 * N))
    gyr[axis] = alternating(2 * N, size_dps * DEG)
    assert bool(find(gyr)) is still


@pytest.mark.parametrize(("size", "still"), [(0.149, True), (0.151, False)])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_accelerometer_may_tremble_by_015(axis, size, still):
    acc = np.tile(GRAVITY[:, None], (1, 2 * N))
    acc[axis] += alternating(2 * N, size)
    assert bool(find(np.zeros((3, 2 * N)), acc)) is still


@pytest.mark.parametrize("window", [0, 1])
def test_both_windows_must_be_still(window):
    gyr = np.zeros((3, 2 * N))
    gyr[2, window * N : (window + 1) * N] = alternating(N, 2.0 * DEG)
    assert find(gyr) == []


@pytest.mark.parametrize(
    ("step_dps", "still"), [(0.29, True), (-0.29, True), (0.31, False), (-0.31, False)]
)
def test_the_mean_rate_must_stay(step_dps, still):
    gyr = np.full((3, 2 * N), 0.5 * DEG)
    gyr[1, N:] += step_dps * DEG
    assert bool(find(gyr)) is still


def rolling(rate_dps: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """A foot that rolls evenly about x: rate constant, gravity turning with it."""
    angle = rate_dps * DEG * np.arange(n) / RATE_HZ
    acc = 9.81 * np.stack([np.zeros(n), np.sin(angle), np.cos(angle)])
    gyr = np.zeros((3, n))
    gyr[0] = rate_dps * DEG
    return gyr, acc


@pytest.mark.parametrize("rate_dps", [0.62, 0.9, -0.9, 1.0, 1.6])
def test_an_even_slow_roll_is_not_a_rest(rate_dps):
    """Half a second apart gravity has turned by half the rate; 0.3° is the limit."""
    gyr, acc = rolling(rate_dps, 6 * N)
    assert find(gyr, acc) == []


def test_what_rolls_by_less_is_taken_for_bias():
    gyr, acc = rolling(0.58, 6 * N)
    assert len(find(gyr, acc)) == 5


def test_no_gravity_at_all_is_not_a_rest():
    """A sensor that reads nothing shows no direction that could have stayed."""
    assert find(np.zeros((3, 2 * N)), np.zeros((3, 2 * N))) == []


@pytest.mark.parametrize(("at", "expected"), [(10, [(50, 150), (100, 200)]), (75, [(100, 200)])])
def test_a_filled_sample_spoils_its_window(at, expected):
    lost = np.zeros(4 * N, bool)
    lost[at] = True
    assert told(find(np.zeros((3, 4 * N)), lost=lost)) == expected


def test_windows_are_counted_from_the_first_sample_whatever_comes_when():
    gyr = np.zeros((3, 6 * N))
    gyr[0, 130] = 30.0 * DEG
    stage, rests = detector(), []
    acc = np.tile(GRAVITY[:, None], (1, 6 * N))
    lost = np.zeros(6 * N, bool)
    lost[255] = True
    for start in range(0, 6 * N, 7):
        part = slice(start, min(start + 7, 6 * N))
        rests += stage.push(-20 + start, acc[:, part], gyr[:, part], lost[part])
    assert told(rests) == [(-20, 80), (130, 230)]


def test_a_rest_is_told_with_its_last_sample():
    stage = detector()
    assert find(np.zeros((3, 2 * N - 1)), stage=stage) == []
    (rest,) = find(np.zeros((3, 1)), first=2 * N - 1, stage=stage)
    assert told([rest]) == [(0, 2 * N)]


@pytest.mark.parametrize(("rate_hz", "n"), [(50.0, 25), (128.0, 64), (102.4, 51), (2.0, 4)])
def test_a_window_is_half_a_second_and_never_less_than_four_samples(rate_hz, n):
    stage = detector(rate_hz)
    assert find(np.zeros((3, 2 * n - 1)), stage=stage) == []
    assert len(find(np.zeros((3, 1)), stage=stage)) == 1


def test_limits_are_settings():
    params = RestParams(window_s=0.2, gyr_sd_dps=5.0, acc_sd_mps2=1.0, gyr_step_dps=2.0)
    gyr = np.zeros((3, 40))
    gyr[0] = alternating(40, 4.0 * DEG)
    gyr[1, 20:] = 1.9 * DEG
    acc = np.tile(GRAVITY[:, None], (1, 40))
    acc[2] += alternating(40, 0.9)
    assert len(find(gyr, acc, stage=RestDetector(RATE_HZ, params))) == 1
    assert find(gyr, acc) == []


def test_a_walking_foot_is_not_at_rest():
    t = np.arange(1000) / RATE_HZ
    gyr = np.stack([0.3 * np.sin(9 * t), 3.0 * np.sin(6 * t), 0.2 * np.cos(7 * t)])
    acc = GRAVITY[:, None] + np.stack([3 * np.sin(8 * t), np.cos(5 * t), 4 * np.sin(6 * t)])
    assert find(gyr, acc) == []
