from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gaitsense.model.recording import SensorRanges
from gaitsense.model.samples import ImuBlock
from gaitsense.signal.grid import (
    BRIDGED,
    CLIPPED,
    CLIPPED_ACC,
    CLIPPED_GYR,
    LOST,
    GridParams,
    UniformGrid,
)

UNKNOWN = SensorRanges()


def values(k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A moving foot in closed form, far from any full scale: no row is like another."""
    t = np.asarray(k, np.float64)[:, None] / 100.0
    acc = np.array([0.3, 9.9, 1.2]) + np.sin(t * [3.0, 5.0, 7.0])
    gyr = np.array([1.0, 2.0, -3.0]) + np.cos(t * [4.0, 6.0, 8.0])
    return acc.astype(np.float32), gyr.astype(np.float32)


def block(counters: range, acc: np.ndarray, gyr: np.ndarray) -> ImuBlock:
    k = np.array(counters, np.int64)
    return ImuBlock("left", k, 5.0 + k / 100.0, np.float32(acc), np.float32(gyr))


def grid(ranges: SensorRanges = UNKNOWN) -> UniformGrid:
    return UniformGrid(100.0, ranges, GridParams())


def flags_through(stage: UniformGrid, *blocks: ImuBlock) -> list[int]:
    return [flag for one in blocks for chunk in stage.push(one) for flag in chunk.flag.tolist()]


def test_flags_are_told_apart_in_any_mixture():
    assert (BRIDGED, LOST, CLIPPED_ACC, CLIPPED_GYR) == (1, 2, 4, 8)
    assert CLIPPED == 12


@pytest.mark.parametrize(
    ("axis", "value", "flag"),
    [
        (0, 156.9, CLIPPED_ACC),
        (1, -156.9, CLIPPED_ACC),
        (2, 156.12, CLIPPED_ACC),
        (2, 156.1, 0),
        (3, 34.9, CLIPPED_GYR),
        (4, -34.9, CLIPPED_GYR),
        (5, 34.73, CLIPPED_GYR),
        (5, 34.72, 0),
    ],
)
def test_a_known_full_scale_clips_from_995_thousandths(axis, value, flag):
    acc, gyr = values(np.arange(10))
    rows = np.concatenate([acc, gyr], axis=1)
    rows[4, axis] = value
    (chunk,) = grid(SensorRanges(156.9, 34.9)).push(block(range(10), rows[:, :3], rows[:, 3:]))
    expected = np.zeros(10)
    expected[4] = flag
    assert_array_equal(chunk.flag, expected)


def flags_of(axis: int, readings: list[float], ranges: SensorRanges = UNKNOWN) -> list[int]:
    """Flags of readings of one axis, among rows that move."""
    acc, gyr = values(np.arange(len(readings) + 2))
    rows = np.concatenate([acc, gyr], axis=1)
    rows[1:-1, axis] = readings
    (chunk,) = grid(ranges).push(block(range(len(rows)), rows[:, :3], rows[:, 3:]))
    return chunk.flag[1:-1].tolist()


def test_equal_readings_beyond_a_limit_are_a_full_scale_nobody_told():
    """7 g = 68.65 m/s² and 8 rad/s; the first of equal readings may be a true one."""
    assert flags_of(0, [70.0, 70.0, 70.0]) == [0, CLIPPED_ACC, CLIPPED_ACC]
    assert flags_of(1, [-70.0, -70.0, 30.0]) == [0, CLIPPED_ACC, 0]
    assert flags_of(0, [68.0, 68.0, 68.0]) == [0, 0, 0]
    assert flags_of(4, [8.1, 8.1, 5.0]) == [0, CLIPPED_GYR, 0]
    assert flags_of(4, [7.9, 7.9, 7.9]) == [0, 0, 0]
    assert flags_of(4, [8.1, 8.2, 8.1]) == [0, 0, 0]


def test_nearly_equal_readings_clip_only_near_a_usual_full_scale():
    """16 g = 156.9 m/s², read through a calibration that blurs by less than 0.4 %."""
    assert flags_of(2, [156.0, 156.5, 156.1]) == [0, 0, CLIPPED_ACC]
    assert flags_of(2, [156.0, 157.0, 156.1]) == [0, 0, 0]
    assert flags_of(2, [120.0, 120.3, 120.1]) == [0, 0, 0]
    assert flags_of(2, [76.2, 76.3, 76.2]) == [0, 0, CLIPPED_ACC]
    # 2000 °/s = 34.91, 1000 °/s = 17.45, 500 °/s = 8.73 rad/s
    assert flags_of(3, [35.0, 35.1, 35.05]) == [0, 0, CLIPPED_GYR]
    assert flags_of(5, [-17.5, -17.52, -17.5]) == [0, 0, CLIPPED_GYR]
    assert flags_of(5, [8.7, 8.71, 8.72]) == [0, 0, CLIPPED_GYR]
    assert flags_of(5, [12.0, 12.01, 12.02]) == [0, 0, 0]
    assert flags_of(5, [17.5, -17.5, 17.5]) == [0, 0, 0]


def test_a_known_full_scale_ends_the_guessing():
    ranges = SensorRanges(acc_mps2=313.8, gyr_radps=69.8)
    assert flags_of(0, [156.9, 156.9, 156.9], ranges) == [0, 0, 0]
    assert flags_of(4, [34.9, 34.9, 34.9], ranges) == [0, 0, 0]
    # One known, the other guessed.
    assert flags_of(4, [34.9, 34.9, 34.9], SensorRanges(acc_mps2=313.8)) == [0, 8, 8]


def test_both_sensors_may_clip_at_once():
    acc, gyr = values(np.arange(4))
    acc[2, 1], gyr[2, 0] = 160.0, -35.0
    (chunk,) = grid(SensorRanges(156.9, 34.9)).push(block(range(4), acc, gyr))
    assert chunk.flag.tolist() == [0, 0, CLIPPED, 0]


def test_clipping_is_seen_across_blocks_and_beside_a_hole():
    acc, gyr = values(np.arange(6))
    acc[2:4, 0] = 70.0
    blocks = block(range(3), acc[:3], gyr[:3]), block(range(4, 7), acc[3:], gyr[3:])
    assert flags_through(grid(), *blocks) == [0, 0, 0, BRIDGED, CLIPPED_ACC, 0, 0]


def test_filled_samples_are_not_clipped():
    ranges = SensorRanges(156.9, 34.9)
    acc, gyr = values(np.arange(4))
    acc[1:3, 0] = 157.0
    blocks = block(range(2), acc[:2], gyr[:2]), block(range(4, 6), acc[2:], gyr[2:])
    assert flags_through(grid(ranges), *blocks) == [
        0,
        CLIPPED_ACC,
        BRIDGED,
        BRIDGED,
        CLIPPED_ACC,
        0,
    ]


def test_small_full_scales_clip_where_three_readings_are_equal():
    """2 g = 19.61, 4 g = 39.23 m/s²; 125 °/s = 2.18, 250 °/s = 4.36 rad/s, and a sixth more."""
    assert flags_of(0, [19.6, 19.6, 19.6, 19.6]) == [0, 0, CLIPPED_ACC, CLIPPED_ACC]
    assert flags_of(2, [-39.2, -39.2, -39.2]) == [0, 0, CLIPPED_ACC]
    assert flags_of(3, [4.363, 4.363, 4.363]) == [0, 0, CLIPPED_GYR]
    assert flags_of(4, [5.0, 5.0, 5.0]) == [0, 0, CLIPPED_GYR]
    assert flags_of(5, [2.18, 2.18, 2.18]) == [0, 0, CLIPPED_GYR]
    # A foot passes these values all the time, and peaks there.
    assert flags_of(0, [19.6, 19.6, 19.61]) == [0, 0, 0]
    assert flags_of(3, [4.363, 4.364, 4.363]) == [0, 0, 0]
    assert flags_of(3, [3.0, 3.0, 3.0]) == [0, 0, 0]
    assert flags_of(3, [4.363, 4.363, 4.363], SensorRanges(78.5, 17.45)) == [0, 0, 0]


@pytest.mark.parametrize("columns", ["acc", "gyr"])
def test_a_reading_that_is_held_on_all_three_axes_is_not_clipped(columns):
    acc, gyr = values(np.arange(12))
    far = acc if columns == "acc" else gyr
    # Beyond 7 g and 8 rad/s, held for three samples; the other sensor goes on.
    far[5:8] = [90.0, 71.0, -80.0] if columns == "acc" else [9.0, 12.0, -10.0]
    assert flags_through(grid(), block(range(12), acc, gyr)) == [0] * 12
    # One axis that moves shows that the others stand at their end.
    far[5:8, 1] += [0.0, 0.5, 1.0]
    clipped = CLIPPED_ACC if columns == "acc" else CLIPPED_GYR
    assert flags_through(grid(), block(range(12), acc, gyr))[5:9] == [0, clipped, clipped, 0]
