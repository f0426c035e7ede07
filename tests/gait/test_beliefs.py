# Mutants killed: clipped or bridged strides that teach; the rest at the end read at the start.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.acc_bias import AccBias, AccBiasParams
from gaitsense.gait.beliefs import ask_acc_bias
from gaitsense.gait.closed_stride import StrideSamples
from gaitsense.signal.grid import BRIDGED, CLIPPED_ACC, CLIPPED_GYR, LOST

G = 9.80665
BIAS = np.array([0.12, -0.08, 0.0])
#: What one right angle teaches: it weighs 2 / 0.3², knowing nothing 1 / 0.2².
ONE_TURN = (2.0 / 0.09) / (2.0 / 0.09 + 25.0)


def right_angles(b, slope_deg=0.0, flag=0):
    """Strides of 3 samples and two of padding that turn by 90° to the left on a slope."""
    lean = np.radians(slope_deg)
    start = np.array([np.sin(lean), 0.0, np.cos(lean)]) * G
    # To a foot that has turned to the left, what was ahead lies to the right.
    end = np.array([0.0, -np.sin(lean), np.cos(lean)]) * G
    flags = np.zeros((b, 5), np.uint8)
    flags[:, 1] = flag
    acc = np.tile(start[:, None, None], (1, b, 5))
    nil = np.zeros((3, b))
    rests = (np.tile((rest + BIAS)[:, None], b) for rest in (start, end))
    count = np.full(b, 3, np.int64)
    samples = StrideSamples(acc, np.zeros((3, b, 5)), flags, *rests, nil, nil, count, 0.01)
    half = np.radians([0.0, 45.0, 90.0, 90.0, 90.0]) / 2.0
    turn = np.stack([np.cos(half), 0.0 * half, 0.0 * half, np.sin(half)])
    return samples, np.repeat(turn[:, None, :], b, axis=1)


def ask(*batches):
    n = sum(len(rows) for rows, _, _ in batches)
    return ask_acc_bias(AccBias(AccBiasParams()), n, list(batches))


@pytest.mark.parametrize("flag", [LOST, BRIDGED, CLIPPED_ACC, CLIPPED_GYR])
def test_a_stride_with_one_doubtful_sample_teaches_nothing(flag):
    """The second stride of three has such a sample: the third knows what the first one taught."""
    told = ask(
        (np.array([0, 2]), *right_angles(2)),
        (np.array([1]), *right_angles(1, flag=flag)),
    )
    assert not told[:, 0].any()
    assert told[:2, 1] == pytest.approx(BIAS[:2] * ONE_TURN, rel=0.02)
    assert (told[:, 2] == told[:, 1]).all()


def test_both_rests_are_read_where_they_are():
    """A slope of 2° is 0.34 m/s², and another part of it ahead after the turn: no bias."""
    told = ask((np.array([0, 1]), *right_angles(2, slope_deg=2.0)))
    assert told[:2, 1] == pytest.approx(BIAS[:2] * ONE_TURN, abs=0.005)


def test_batches_are_answered_in_the_order_of_strides():
    whole = ask((np.arange(3), *right_angles(3)))
    parts = ask(
        (np.array([2]), *right_angles(1)),
        (np.array([0, 1]), *right_angles(2)),
    )
    assert (whole == parts).all()
    assert abs(whole[0, 2]) > abs(whole[0, 1]) > 0.0
