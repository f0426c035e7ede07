# Mutants killed: padding with zeros instead of the last sample; batches in the given order, not
# by length; groups that reach past a quarter more.
from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.gait.traces import ACC, GYR, POS, QUAT, ROWS, VEL, batches, like_lengths


def groups(counts):
    return [rows.tolist() for rows in like_lengths(np.array(counts, np.int64))]


def test_rows_of_a_trace_follow_one_another():
    parts = [QUAT, POS, VEL, GYR, ACC]
    assert [(p.start, p.stop) for p in parts] == [(0, 4), (4, 7), (7, 10), (10, 13), (13, 16)]
    assert ROWS == 16


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], []),
        ([7], [[0]]),
        # 100 * 1.25 = 125 belongs to the group of 100, 126 does not.
        ([126, 125, 100, 101], [[2, 3, 1], [0]]),
        # Equal lengths keep their order.
        ([50, 50, 50], [[0, 1, 2]]),
        ([300, 10, 100, 12, 110], [[1, 3], [2, 4], [0]]),
        # 2 * 1.25 is less than 3.
        ([2, 3], [[0], [1]]),
    ],
)
def test_strides_of_like_length_stand_together(counts, expected):
    assert groups(counts) == expected


def test_a_batch_holds_256_strides():
    assert [len(rows) for rows in groups([100] * 600)] == [256, 256, 88]


def test_padding_repeats_the_last_sample(make_trace):
    """Lengths 100, 120 and 200: the first two in one batch, 20 samples padded."""
    rng = np.random.default_rng(5)
    given = []
    for n, move, still in ((200, 11, 150), (120, 30, 90), (100, 20, 80)):
        pos = rng.normal(size=(3, n)).astype(np.float32)
        flag = rng.integers(0, 9, n).astype(np.uint8)
        given.append(make_trace(n, pos_m=pos, flag=flag, start=500, move=move, still=still))
    first, second = batches(given)
    assert first.rows.tolist() == [2, 1]
    assert second.rows.tolist() == [0]
    assert first.count.tolist() == [100, 120]
    assert (first.move.tolist(), first.still.tolist()) == ([20, 30], [80, 90])
    assert first.data.shape == (16, 2, 120)
    assert first.data.dtype == np.float64
    for place, row in enumerate(first.rows):
        trace = given[row]
        n = trace.data.shape[1]
        assert (first.data[:, place, :n] == trace.data).all()
        assert (first.data[:, place, n:] == trace.data[:, -1:]).all()
        assert (first.flag[place, :n] == trace.flag).all()
        assert (first.flag[place, n:] == 0).all()


def test_no_traces_no_batches():
    assert list(batches([])) == []


def test_period_is_that_of_the_recordings_clock(make_trace):
    """A clock that runs 1 % fast gives 101 samples in 1.01 s."""
    trace = make_trace(101)
    assert trace.period_s == pytest.approx(0.01)
    assert dataclasses.replace(trace, end_s=1.01).period_s == pytest.approx(0.0101)
    point = make_trace(1, move=0, still=0)
    assert point.period_s == 0.0
