from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gaitsense.model.recording import SensorRanges
from gaitsense.model.samples import ImuBlock
from gaitsense.signal.grid import (
    BRIDGED,
    LOST,
    GridBreak,
    GridChunk,
    GridParams,
    UniformGrid,
)

UNKNOWN = SensorRanges()
DEFAULTS = GridParams()


def values(k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A moving foot in closed form, at 100 Hz: no row is like another."""
    t = np.asarray(k, np.float64)[:, None] / 100.0
    acc = np.array([0.3, 9.9, 1.2]) + np.sin(t * [3.0, 5.0, 7.0])
    gyr = np.array([1.0, 2.0, -3.0]) + np.cos(t * [4.0, 6.0, 8.0])
    return acc.astype(np.float32), gyr.astype(np.float32)


def block(
    k: Iterable[int], acc: np.ndarray | None = None, gyr: np.ndarray | None = None
) -> ImuBlock:
    k = np.array([*k], np.int64)
    own_acc, own_gyr = values(k)
    acc, gyr = own_acc if acc is None else acc, own_gyr if gyr is None else gyr
    return ImuBlock("left", k, 5.0 + k / 100.0, np.float32(acc), np.float32(gyr))


def grid(ranges: SensorRanges = UNKNOWN, params: GridParams = DEFAULTS) -> UniformGrid:
    return UniformGrid(100.0, ranges, params)


def through(stage: UniformGrid, *blocks: ImuBlock) -> list[GridChunk | GridBreak]:
    return [item for one in blocks for item in stage.push(one)]


def joined(items: list[GridChunk | GridBreak]) -> GridChunk:
    """Chunks that follow one another without a hole, as one."""
    for before, after in itertools.pairwise(items):
        assert before.sample + len(before.t_s) == after.sample
    return GridChunk(
        items[0].sample,
        np.concatenate([item.t_s for item in items]),
        np.concatenate([item.acc_mps2 for item in items], axis=1),
        np.concatenate([item.gyr_radps for item in items], axis=1),
        np.concatenate([item.flag for item in items]),
    )


def test_without_a_loss_the_grid_is_the_samples():
    one = block(range(40, 60))
    (chunk,) = grid().push(one)
    assert chunk.sample == 40
    assert_array_equal(chunk.t_s, one.t_s)
    assert_array_equal(chunk.acc_mps2, one.acc_mps2.T.astype(np.float64))
    assert_array_equal(chunk.gyr_radps, one.gyr_radps.T.astype(np.float64))
    assert_array_equal(chunk.flag, np.zeros(20, np.uint8))
    assert chunk.flag.dtype == np.uint8
    assert chunk.acc_mps2.dtype == chunk.gyr_radps.dtype == np.float64
    assert chunk.acc_mps2.flags.c_contiguous
    assert chunk.gyr_radps.flags.c_contiguous


@pytest.mark.parametrize("first", [-7, -1, 0, 1, 60_776, 2**40])
def test_counters_may_start_anywhere(first):
    stage = grid()
    items = through(stage, block(range(first, first + 5)), block(range(first + 7, first + 9)))
    whole = joined(items)
    assert whole.sample == first
    assert whole.flag.tolist() == [0, 0, 0, 0, 0, BRIDGED, BRIDGED, 0, 0]


@pytest.mark.parametrize(
    ("missing", "flag"), [(1, BRIDGED), (2, BRIDGED), (3, LOST), (50, LOST), (100, LOST)]
)
def test_a_loss_is_filled_along_a_straight_line(missing, flag):
    """At 100 Hz up to 2 lost samples lie within 25 ms, up to 100 within a second."""
    before, after = block(range(10)), block(range(10 + missing, 20 + missing))
    whole = joined(through(grid(), before, after))
    assert whole.sample == 0
    assert len(whole.t_s) == 20 + missing
    hole = slice(10, 10 + missing)
    assert_array_equal(whole.flag[hole], flag)
    assert not whole.flag[:10].any()
    assert not whole.flag[10 + missing :].any()
    share = np.arange(1, missing + 1) / (missing + 1)
    for filled, a, b in [
        (whole.acc_mps2, before.acc_mps2[-1], after.acc_mps2[0]),
        (whole.gyr_radps, before.gyr_radps[-1], after.gyr_radps[0]),
    ]:
        line = a[:, None] + share * (b - a).astype(np.float64)[:, None]
        assert_allclose(filled[:, hole], line, atol=1e-6)
    assert_allclose(whole.t_s, 5.0 + np.arange(20 + missing) / 100.0, rtol=0, atol=1e-12)
    # What was received is handed on to the last bit, on both sides of the hole.
    assert_array_equal(whole.acc_mps2[:, :10], before.acc_mps2.T)
    assert_array_equal(whole.acc_mps2[:, 10 + missing :], after.acc_mps2.T)
    assert_array_equal(whole.gyr_radps[:, 10 + missing :], after.gyr_radps.T)
    assert_array_equal(whole.t_s[10 + missing :], after.t_s)


def test_a_loss_of_over_a_second_breaks_the_grid():
    items = through(grid(), block(range(10)), block(range(111, 115)))
    assert [type(item) for item in items] == [GridChunk, GridBreak, GridChunk]
    assert items[1] == GridBreak(9, 5.09, 101)
    assert items[2].sample == 111
    assert_array_equal(items[2].t_s, 5.0 + np.arange(111, 115) / 100.0)
    assert not items[2].flag.any()


def test_behind_a_break_the_grid_goes_on():
    items = through(
        grid(), block(range(3)), block(range(500, 503)), block(range(503, 505)), block([507])
    )
    assert items[1] == GridBreak(2, 5.02, 497)
    whole = joined(items[2:])
    assert whole.sample == 500
    assert whole.flag.tolist() == [0, 0, 0, 0, 0, BRIDGED, BRIDGED, 0]


def test_the_limits_are_settings():
    params = GridParams(bridge_s=0.05, break_s=0.2)
    for missing, told in [(5, BRIDGED), (6, LOST), (20, LOST)]:
        items = through(grid(params=params), block(range(5)), block(range(5 + missing, 40)))
        assert joined(items).flag[5] == told
    items = through(grid(params=params), block(range(5)), block(range(26, 40)))
    assert items[1] == GridBreak(4, 5.04, 21)


def test_each_hole_is_judged_by_its_own_length():
    blocks = block(range(5)), block(range(6, 8)), block(range(14, 16)), block(range(18, 20))
    whole = joined(through(grid(), *blocks))
    assert whole.flag.tolist() == [0] * 5 + [1] + [0] * 2 + [2] * 6 + [0] * 2 + [1] * 2 + [0] * 2


def repeated(n: int, at: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of which some repeat an earlier one."""
    rows = np.arange(n)
    for row, source in at.items():
        rows[row] = source
    return values(rows)


def test_a_row_that_repeats_while_the_foot_moves_is_lost():
    acc, gyr = repeated(20, {6: 5, 10: 9, 11: 9, 12: 9})
    (chunk,) = grid().push(block(range(20), acc, gyr))
    flag = np.zeros(20)
    flag[6], flag[10:13] = BRIDGED, LOST
    assert_array_equal(chunk.flag, flag)
    mean = (np.float64(acc[5]) + np.float64(acc[7])) / 2
    assert_allclose(chunk.acc_mps2[:, 6], mean, atol=1e-12)
    assert_allclose(chunk.t_s, 5.0 + np.arange(20) / 100.0, rtol=0, atol=1e-12)


def test_a_repeat_counts_across_blocks():
    acc, gyr = repeated(6, {3: 2})
    blocks = block(range(3), acc[:3], gyr[:3]), block(range(3, 6), acc[3:], gyr[3:])
    assert joined(through(grid(), *blocks)).flag.tolist() == [0, 0, 0, BRIDGED, 0, 0]


def test_a_block_of_nothing_but_repeats_waits_for_what_follows():
    acc, gyr = repeated(9, {3: 2, 4: 2, 5: 2})
    stage = grid()
    assert len(stage.push(block(range(3), acc[:3], gyr[:3]))) == 1
    assert stage.push(block(range(3, 6), acc[3:6], gyr[3:6])) == []
    (chunk,) = stage.push(block(range(6, 9), acc[6:], gyr[6:]))
    assert (chunk.sample, chunk.flag.tolist()) == (3, [LOST] * 3 + [0] * 3)


def test_a_long_run_of_repeats_breaks_the_grid_inside_a_block():
    acc, gyr = repeated(130, dict.fromkeys(range(10, 115), 9))
    items = grid().push(block(range(130), acc, gyr))
    assert [type(item) for item in items] == [GridChunk, GridBreak, GridChunk]
    assert len(items[0].t_s) == 10
    assert items[1] == GridBreak(9, 5.09, 105)
    assert (items[2].sample, len(items[2].t_s)) == (115, 15)
    acc, gyr = values(np.arange(200))
    acc[60:170], gyr[60:170] = acc[59], gyr[59]
    stage = grid()
    items = through(
        stage, block(range(30), acc[:30], gyr[:30]), block(range(30, 200), acc[30:], gyr[30:])
    )
    assert [item.sample for item in items] == [0, 30, 59, 170]
    assert [len(item.t_s) for item in items if isinstance(item, GridChunk)] == [30, 30, 30]


@pytest.mark.parametrize(("repeats", "broken"), [(100, False), (101, True)])
def test_inside_a_block_the_same_second_breaks_the_grid(repeats, broken):
    acc, gyr = repeated(130, dict.fromkeys(range(10, 10 + repeats), 9))
    items = grid().push(block(range(130), acc, gyr))
    assert [type(item) for item in items] == [GridChunk, GridBreak, GridChunk][: 3 if broken else 1]


def test_a_block_may_end_in_a_repeat():
    acc, gyr = repeated(8, {4: 3})
    items = through(grid(), block(range(5), acc[:5], gyr[:5]), block(range(5, 8), acc[5:], gyr[5:]))
    assert [(item.sample, item.flag.tolist()) for item in items] == [
        (0, [0, 0, 0, 0]),
        (4, [BRIDGED, 0, 0, 0]),
    ]
    assert_allclose(joined(items).acc_mps2[:, 4], (np.float64(acc[3]) + acc[5]) / 2, atol=1e-6)


def still(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.tile([0.0, 0.0, 9.81], (n, 1)), np.tile([0.0, 0.01, 0.0], (n, 1))


def test_a_foot_at_rest_may_read_the_same():
    assert not grid().push(block(range(50), *still(50)))[0].flag.any()


@pytest.mark.parametrize(
    ("acc", "gyr", "lost"),
    [
        ([0.0, 0.0, 9.81], [0.19, 0.0, 0.0], False),
        ([0.0, 0.0, 9.81], [0.21, 0.0, 0.0], True),
        ([0.0, 0.0, 9.81], [0.13, 0.13, 0.13], True),
        ([0.0, 11.2, 0.0], [0.0, 0.0, 0.0], False),
        ([0.0, 11.4, 0.0], [0.0, 0.0, 0.0], True),
        ([8.4, 0.0, 0.0], [0.0, 0.0, 0.0], False),
        ([8.2, 0.0, 0.0], [0.0, 0.0, 0.0], True),
    ],
)
def test_what_moving_means(acc, gyr, lost):
    """Faster than 0.2 rad/s, or a force more than 1.5 m/s² from gravity."""
    accs, gyrs = values(np.arange(6))
    accs[2:4], gyrs[2:4] = acc, gyr
    (chunk,) = grid().push(block(range(6), accs, gyrs))
    assert chunk.flag.tolist() == [0, 0, 0, BRIDGED if lost else 0, 0, 0]


def test_a_row_that_differs_in_one_value_is_no_repeat():
    acc, gyr = repeated(6, {3: 2})
    gyr[3, 1] = np.nextafter(gyr[3, 1], np.float32(9.0))
    assert not grid().push(block(range(6), acc, gyr))[0].flag.any()


def test_filled_times_follow_the_times_on_both_sides():
    before = ImuBlock("left", np.arange(2), np.array([1.0, 1.01]), *values(np.arange(2)))
    after = ImuBlock("left", np.arange(5, 7), np.array([1.07, 1.08]), *values(np.arange(5, 7)))
    whole = joined(through(grid(), before, after))
    assert_allclose(whole.t_s, [1.0, 1.01, 1.025, 1.04, 1.055, 1.07, 1.08], atol=1e-12)


def test_a_time_on_the_far_side_is_kept_to_the_last_bit():
    """-0.025 + (0.112 - -0.025) is not 0.112."""
    before = ImuBlock("left", np.arange(1), np.array([-0.025]), *values(np.arange(1)))
    after = ImuBlock("left", np.arange(3, 4), np.array([0.112]), *values(np.arange(3, 4)))
    assert joined(through(grid(), before, after)).t_s[-1] == 0.112


def test_a_slow_sensor_bridges_nothing():
    """At 30 Hz one lost sample leaves a hole of 33 ms."""
    stage = UniformGrid(30.0, UNKNOWN, DEFAULTS)
    items = through(stage, block(range(5)), block(range(6, 9)))
    assert joined(items).flag.tolist() == [0, 0, 0, 0, 0, LOST, 0, 0, 0]


@pytest.mark.parametrize(
    ("rate_hz", "bridged_n"), [(40.0, 1), (80.0, 2), (119.99999, 3), (120.0, 3), (1000.0, 25)]
)
def test_25_ms_that_are_a_whole_number_of_samples_are_bridged(rate_hz, bridged_n):
    """Even where an inferred rate falls short by its last digits."""
    for missing, told in [(bridged_n, BRIDGED), (bridged_n + 1, LOST)]:
        stage = UniformGrid(rate_hz, UNKNOWN, DEFAULTS)
        items = through(stage, block(range(2)), block(range(2 + missing, 5 + missing)))
        assert joined(items).flag[2] == told


@pytest.mark.parametrize(
    ("blocks", "late_n"),
    [
        pytest.param([range(10), range(10), range(10, 20)], 10, id="a block that comes twice"),
        pytest.param([range(10), range(6, 20)], 4, id="blocks that overlap"),
        pytest.param([range(10), range(10, 20), range(3, 5)], 2, id="a block that comes too late"),
    ],
)
def test_what_comes_twice_or_too_late_is_left_out(blocks, late_n):
    stage = grid()
    chunk = joined(through(stage, *[block(k) for k in blocks]))
    whole = joined(through(grid(), block(range(20))))
    assert stage.late_n == late_n
    for name in ("t_s", "acc_mps2", "gyr_radps", "flag"):
        assert_array_equal(getattr(chunk, name), getattr(whole, name))


def restarted(first: int, lost: int) -> ImuBlock:
    """Samples 20 and on, `lost` periods later, of a counter that began anew at `first`."""
    later = block(range(20 + lost, 40 + lost))
    k = np.arange(first, first + 20, dtype=np.int64)
    return ImuBlock("left", k, later.t_s, later.acc_mps2, later.gyr_radps)


@pytest.mark.parametrize(("first", "lost"), [(0, 0), (0, 7), (19, 300), (-50, 3)])
def test_a_counter_that_begins_anew_breaks_the_grid_and_goes_on_rising(first, lost):
    stage = grid()
    _, gap, after = through(stage, block(range(20)), restarted(first, lost))
    assert gap == GridBreak(19, pytest.approx(5.19), lost)
    assert after.sample == 20 + lost
    assert len(after.t_s) == 20
    # The next block follows on under the sensor's new counter.
    (more,) = stage.push(
        ImuBlock(
            "left",
            np.arange(first + 20, first + 25, dtype=np.int64),
            5.0 + np.arange(40 + lost, 45 + lost) / 100.0,
            *values(np.arange(40, 45)),
        )
    )
    assert more.sample == after.sample + 20
    assert not more.flag.any()
    assert stage.late_n == 0


@pytest.mark.parametrize("cut", [(40,), (20, 20), (1,) * 40, (25, 15)])
@pytest.mark.parametrize(("leap_s", "broken"), [(0.9, False), (1.1, True), (20.0, True)])
def test_a_clock_that_leaps_breaks_the_grid_in_and_between_blocks(cut, leap_s, broken):
    """Counters go on; the time before sample 20 leaps."""
    whole = block(range(40))
    t_s = whole.t_s + leap_s * (whole.sample >= 20)
    stage, start, items = grid(), 0, []
    for n in cut:
        part = slice(start, start + n)
        items += stage.push(
            ImuBlock(
                "left",
                whole.sample[part],
                t_s[part],
                whole.acc_mps2[part],
                whole.gyr_radps[part],
            )
        )
        start += n
    breaks = [item for item in items if isinstance(item, GridBreak)]
    assert len(breaks) == broken
    if broken:
        assert breaks[0] == GridBreak(19, pytest.approx(5.19), round(leap_s * 100))
