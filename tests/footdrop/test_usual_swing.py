"""What closed swings teach, on levels written by hand.

Kills, among others: a median in place of the lower quartile, a part read one tenth off, a swing
that lies outside the samples, a memory without end.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.footdrop.usual_swing import PARTS, ClosedSwing, UsualSwing

T_S = np.arange(1000) / 100.0


def swing(toe_off_s: float, contact_s: float) -> ClosedSwing:
    return ClosedSwing(999, np.array([0.0, 1.0, 0.0]), toe_off_s, contact_s)


def stairs(begin_s: float, length_s: float, of: np.ndarray) -> np.ndarray:
    """One level for each tenth of a swing, 0 outside."""
    part = np.floor((T_S - begin_s + 1e-9) / length_s * PARTS).astype(int)
    return np.where((part >= 0) & (part < PARTS), of[np.clip(part, 0, PARTS - 1)], 0.0)


def test_each_tenth_keeps_its_own_or_the_next_ones_level():
    levels = np.array([9.0, 7.0, 3.0, 1.0, 1.5, 1.0, 2.0, 4.0, 6.0, 8.0])
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.5), T_S, stairs(5.0, 0.5, levels), [])
    assert usual.length_s == pytest.approx(0.5)
    assert usual.quiet_mps2.tolist() == [9.0, 7.0, 3.0, 1.5, 1.5, 2.0, 4.0, 6.0, 8.0, 8.0]


def test_a_swing_counts_from_the_lift_off_that_was_seen_near_its_toe_off():
    for seen, length_s in [
        ([3.0, 4.9, 5.3], 0.6),
        ([3.0, 5.1], 0.4),
        ([4.75], 0.5),
        ([], 0.5),
    ]:
        usual = UsualSwing()
        usual.learn(swing(5.0, 5.5), T_S, np.ones(1000), seen)
        assert usual.length_s == pytest.approx(length_s)
    # A foot is not in the air before it left the floor.
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.1), T_S, np.ones(1000), [5.15])
    assert usual.length_s == pytest.approx(0.1)


def test_the_lower_quartile_of_the_last_nine_counts():
    usual = UsualSwing()
    for n, size in enumerate([0.1, 7.0, 3.0, 9.0, 1.0, 8.0, 2.0, 5.0, 6.0, 4.0], start=1):
        # 0.1 is forgotten with the tenth.
        usual.learn(swing(5.0, 5.0 + 0.1 * size), T_S, np.full(1000, size), [])
        assert usual.measured_n == min(n, 9)
    assert usual.quiet_mps2.tolist() == [3.0] * PARTS
    assert usual.length_s == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("toe_off_s", "contact_s"),
    [(math.nan, 5.0), (5.0, math.nan), (5.0, 5.0), (-0.1, 0.4), (9.8, 10.2)],
)
def test_a_swing_outside_of_the_samples_or_not_measured_teaches_nothing(toe_off_s, contact_s):
    usual = UsualSwing()
    usual.learn(swing(toe_off_s, contact_s), T_S, np.ones(1000), [])
    assert usual.measured_n == 0


def test_without_samples_nothing_is_learned():
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.5), np.empty(0), np.empty(0), [])
    assert usual.measured_n == 0


def test_a_swing_shorter_than_ten_samples_has_a_level_in_each_part():
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.04), T_S, np.arange(1000.0), [])
    assert (usual.quiet_mps2 >= 500.0).all()
