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
STILL = np.zeros(1000)


def swing(toe_off_s: float, contact_s: float) -> ClosedSwing:
    return ClosedSwing(999, np.array([0.0, 1.0, 0.0]), toe_off_s, contact_s)


def stairs(begin_s: float, length_s: float, of: np.ndarray) -> np.ndarray:
    """One level for each tenth of a swing, 0 outside."""
    part = np.floor((T_S - begin_s + 1e-9) / length_s * PARTS).astype(int)
    return np.where((part >= 0) & (part < PARTS), of[np.clip(part, 0, PARTS - 1)], 0.0)


def test_each_tenth_keeps_its_own_or_the_next_ones_level_and_leans_on_healthy_feet():
    levels = np.array([9.0, 7.0, 3.0, 0.8, 1.2, 1.0, 2.0, 4.0, 6.0, 8.0])
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.5), T_S, stairs(5.0, 0.5, levels), STILL, [])
    assert usual.length_s == pytest.approx(0.5)
    # A fifth of the way, by ratio, from healthy feet to this one, which is believed up to a limit.
    healthy = np.array([7.7, 2.9, 0.7, 0.4, 0.4, 0.6, 1.0, 1.4, 1.9, 1.8])
    own = np.array([9.0, 7.0, 3.0, 1.2, 1.2, 1.6, 2.0, 3.2, 8.0, 8.0])
    expected = np.exp(0.8 * np.log(healthy + 0.5) + 0.2 * np.log(own + 0.5)) - 0.5
    assert usual.free_mps2 == pytest.approx(expected)


def test_the_turn_is_counted_from_lift_off_and_the_middle_one_kept():
    usual = UsualSwing()
    for size in (0.01, 0.05, 0.02):
        usual.learn(swing(5.0, 5.5), T_S, np.ones(1000), np.where(T_S < 5.0, 9.0, size), [])
    # Five samples in each tenth.
    assert usual.turned_rad == pytest.approx(0.1 * np.arange(PARTS))


def test_a_swing_counts_from_the_lift_off_that_was_seen_near_its_toe_off():
    for seen, length_s in [
        ([3.0, 4.9, 5.3], 0.6),
        ([3.0, 5.1], 0.4),
        ([4.75], 0.5),
        ([], 0.5),
    ]:
        usual = UsualSwing()
        usual.learn(swing(5.0, 5.5), T_S, np.ones(1000), STILL, seen)
        assert usual.length_s == pytest.approx(length_s)
    # A foot is not in the air before it left the floor.
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.1), T_S, np.ones(1000), STILL, [5.15])
    assert usual.length_s == pytest.approx(0.1)


def test_the_lower_quartile_of_the_last_nine_counts():
    usual = UsualSwing()
    for n, size in enumerate([0.1, 7.0, 3.0, 9.0, 1.0, 8.0, 2.0, 5.0, 6.0, 4.0], start=1):
        # 0.1 is forgotten with the tenth.
        usual.learn(swing(5.0, 5.0 + 0.1 * size), T_S, np.full(1000, size), STILL, [])
        assert usual.measured_n == min(n, 9)
    assert usual.length_s == pytest.approx(0.3)
    # Of nine levels the third lowest counts, by nine thirteenths.
    usual = UsualSwing()
    for level in (0.1, 0.9, 0.3, 1.2, 0.2, 1.0, 0.8, 0.7, 1.1):
        usual.learn(swing(5.0, 5.5), T_S, np.full(1000, level), STILL, [])
    assert usual.free_mps2[3] == pytest.approx(0.9 * (0.8 / 0.9) ** (9.0 / 13.0) - 0.5)


@pytest.mark.parametrize(
    ("toe_off_s", "contact_s"),
    [(math.nan, 5.0), (5.0, math.nan), (5.0, 5.0), (-0.1, 0.4), (9.8, 10.2)],
)
def test_a_swing_outside_of_the_samples_or_not_measured_teaches_nothing(toe_off_s, contact_s):
    usual = UsualSwing()
    usual.learn(swing(toe_off_s, contact_s), T_S, np.ones(1000), STILL, [])
    assert usual.measured_n == 0


def test_without_samples_nothing_is_learned():
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.5), np.empty(0), np.empty(0), STILL, [])
    assert usual.measured_n == 0


def test_a_swing_shorter_than_ten_samples_has_a_level_in_each_part():
    usual = UsualSwing()
    usual.learn(swing(5.0, 5.04), T_S, np.arange(1000.0), STILL, [])
    # As loud as is believed, in each part.
    assert usual.free_mps2[4] == pytest.approx(0.9 * 2.0**0.2 - 0.5)
