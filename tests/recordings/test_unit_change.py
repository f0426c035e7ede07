"""Another unit for a part of a record, by hand: gravity is 9.8, in g it would read 1."""

from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.unit_change import refuse_change_of_unit

G = 9.80665
RATE_HZ = 100.0


def record(seconds: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A foot that rests and swings by turns, half a second each; |acc| from 7 to 21 m/s²."""
    n = int(seconds * RATE_HZ)
    t_s = np.arange(n) / RATE_HZ
    swing = (t_s % 1.0) > 0.5
    acc = np.zeros((n, 3))
    acc[:, 2] = G + np.where(swing, 7.0 * np.sin(2.0 * np.pi * 4.0 * t_s) + 4.0, 0.0)
    acc[:, 0] = np.random.default_rng(seed).normal(0.0, 0.05, n)
    return t_s, acc, np.arange(n) + 7


def test_a_walk_is_a_walk():
    refuse_change_of_unit(*record(20.0), "left")


@pytest.mark.parametrize("factor", [1.0 / G, G, 1000.0 / G])
@pytest.mark.parametrize(("first_s", "last_s"), [(12.0, 20.0), (0.0, 6.0), (9.0, 11.0)])
def test_a_part_in_another_unit_is_refused_with_its_line(factor, first_s, last_s):
    t_s, acc, line = record(20.0)
    part = (t_s >= first_s) & (t_s < last_s)
    acc[part] *= factor
    with pytest.raises(
        RecordingError, match=r"left: around here .acc. is .* write all rows in one"
    ) as e:
        refuse_change_of_unit(t_s, acc, line, "left")
    assert abs(e.value.line - 7 - first_s * RATE_HZ) <= 50


@pytest.mark.parametrize("seconds", [0.5, 0.9])
def test_less_than_a_second_is_no_finding(seconds):
    """Free flight and a blow last less."""
    t_s, acc, line = record(20.0)
    acc[(t_s >= 9.25) & (t_s < 9.25 + seconds / 2)] *= 0.05
    refuse_change_of_unit(t_s, acc, line, "left")


def test_a_sprint_is_no_other_unit():
    """Median 90 m/s², but every stride the foot feels less than 40 for a tenth of its time."""
    t_s, acc, line = record(20.0)
    run = t_s > 12.0
    acc[run, 2] = np.where((t_s[run] * 4.0) % 1.0 < 0.1, 30.0, 95.0)
    refuse_change_of_unit(t_s, acc, line, "left")
    acc[run, 2] = 95.0
    with pytest.raises(RecordingError, match="is 95 for a second"):
        refuse_change_of_unit(t_s, acc, line, "left")


def test_where_most_is_so_the_whole_is_judged_elsewhere():
    t_s, acc, line = record(20.0)
    refuse_change_of_unit(t_s, acc / G, line, "left")


@pytest.mark.parametrize(
    "t_s", [np.zeros(0), np.zeros(1), np.zeros(40), np.linspace(0, 5e-324, 40)]
)
def test_times_that_do_not_last(t_s):
    refuse_change_of_unit(t_s, np.ones((len(t_s), 3)), np.arange(len(t_s)), "left")
