# Mutants killed: clipped forces counted as missed rotations; the twelfth of a jolt left out;
# jolts counted along the level too.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.drift import DriftParams, force_jumps, level_jolts, spread, turn_jumps
from gaitsense.signal.grid import BRIDGED, CLIPPED_ACC, CLIPPED_GYR, LOST

PERIOD_S = 0.01
DEG = np.pi / 180.0


def flags(*rows):
    return np.array(rows, np.uint8)


def test_rotation_hides_in_lost_and_in_clipped_samples():
    """150 °/s for 10 ms may hide 1.5°; bridged samples and clipped forces hide no rotation."""
    row = [0, LOST, CLIPPED_GYR, CLIPPED_ACC, BRIDGED, LOST | CLIPPED_GYR, 0]
    variance = turn_jumps(flags(row, [0] * 7), PERIOD_S, DriftParams())
    assert variance[0] == pytest.approx((1.5 * DEG) ** 2 * np.array([0, 1, 2, 2, 2, 3, 3]))
    assert (variance[1] == 0.0).all()


def test_velocity_hides_in_lost_and_in_clipped_samples():
    """30 m/s² for 10 ms may hide 0.3 m/s, along each axis."""
    row = [0, LOST, CLIPPED_ACC, CLIPPED_GYR, BRIDGED, LOST | CLIPPED_ACC, 0]
    variance = force_jumps(np.zeros((3, 1, 7)), flags(row), PERIOD_S, DriftParams())
    for axis in range(3):
        assert variance[axis, 0] == pytest.approx(0.09 * np.array([0, 1, 2, 2, 2, 3, 3]))


def test_a_jolt_leaves_a_twelfth_of_its_square_upright():
    """12 m/s² from one sample to the next, up and down again: twice 0.12² / 12 = 0.0012."""
    acc = np.zeros((3, 1, 5))
    acc[:, 0, 2:4] = 12.0
    variance = force_jumps(acc, flags([0] * 5), PERIOD_S, DriftParams())
    assert variance[2, 0] == pytest.approx([0.0, 0.0, 0.0012, 0.0012, 0.0024])
    assert (variance[:2] == 0.0).all()


def test_a_stride_that_begins_in_a_loss_begins_with_no_error():
    """What was lost before the first sample belongs to the stride before."""
    row = flags([LOST | CLIPPED_GYR, LOST, 0], [CLIPPED_ACC, 0, 0])
    turn = turn_jumps(row, PERIOD_S, DriftParams())
    force = force_jumps(np.zeros((3, 2, 3)), row, PERIOD_S, DriftParams())
    assert turn[0] == pytest.approx((1.5 * DEG) ** 2 * np.array([0, 1, 1]))
    assert force[0] == pytest.approx(0.09 * np.array([[0, 1, 1], [0, 0, 0]]))


@pytest.mark.parametrize(
    ("steady", "jumps", "expected"),
    [
        (2.0, [0, 0, 0, 0, 0], [0.0, 0.25, 0.5, 0.75, 1.0]),
        (0.0, [0, 0, 5, 5, 5], [0.0, 0.0, 1.0, 1.0, 1.0]),
        # A quarter of the doubt is even, three quarters came with the jump.
        (1.0, [0, 0, 3, 3, 3], [0.0, 0.0625, 0.875, 0.9375, 1.0]),
        # Where nothing is doubted, nothing is divided.
        (0.0, [0, 0, 0, 0, 0], [0.0, 0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_what_is_left_over_is_divided_by_variance(steady, jumps, expected):
    share = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]])
    where = spread(share, np.array([steady]), np.array([jumps], float), np.array([4]))
    assert where[0] == pytest.approx(expected)


def test_a_shorter_row_ends_at_its_own_end():
    """Two samples of padding behind: what stands there is nobody's."""
    share = np.array([[0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.5, 1.0, 1.5, 2.0]])
    jumps = np.array([[0, 0, 3, 3, 3], [0, 1, 1, 9, 9]], float)
    where = spread(share, np.array([1.0, 1.0]), jumps, np.array([4, 2]))
    assert where[0, 4] == 1.0
    assert where[1, :3] == pytest.approx([0.0, 0.75, 1.0])


def test_level_jolts_count_both_directions_and_not_the_vertical():
    """6 m/s² ahead and 12 m/s² sideways within a sample: (0.06² + 0.12²) / 12 = 0.0015."""
    acc = np.zeros((3, 1, 4))
    acc[0, 0, 2:], acc[1, 0, 2:], acc[2, 0, 1] = 6.0, 12.0, 99.0
    assert level_jolts(acc, PERIOD_S)[0] == pytest.approx([0.0, 0.0, 0.0015, 0.0015])
