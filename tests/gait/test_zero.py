# Mutants killed: the walk preferred to the stand; the mean taken for the median; a zero of
# the stand where it does not agree; two stands worth no more than one; stands that differ
# worth as much as stands that agree.
from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.gait.zero import PitchZero, ZeroParams, pitch_zero


def zero(make_trace, start, end, stance, stands=(), stops=(), **settings):
    """The zero of strides with these pitches, °; some begin or end in standing."""
    traces = [
        make_trace(3, from_stand=k in stands, to_stand=k in stops, move=0, still=2)
        for k in range(len(start))
    ]
    table = {
        "_start_pitch_deg": np.array(start, float),
        "_end_pitch_deg": np.array(end, float),
        "_stance_pitch_deg": np.array(stance, float),
    }
    return pitch_zero(table, traces, ZeroParams(**settings))


NAN = np.nan


def test_a_stand_is_preferred_to_the_walk(make_trace):
    """Standing at 2° before and 4° after, walking through 1°: the stand's 3°. One stand is
    worth 1.9°, two are worth 1.9° / √2; that they lie 2° apart says nothing worse."""
    found = zero(make_trace, [2, 9, 9], [9, 9, 4], [NAN, 1, 1], stands=[0], stops=[2])
    assert found.zero_deg == 3.0
    assert found.sd_deg == pytest.approx(1.9 / math.sqrt(2.0))
    assert (found.source, found.agrees) == ("stand", True)


def test_stands_that_differ_are_worth_less(make_trace):
    """Standing at -1° before and 7° after: both 4° off their middle, 1.4826 * 4° = 5.93°."""
    found = zero(make_trace, [-1, 9, 9], [9, 9, 7], [NAN, 1, 1], stands=[0], stops=[2])
    assert found.zero_deg == 3.0
    assert found.sd_deg == pytest.approx(1.4826 * 4.0 / math.sqrt(2.0))


def test_walking_alone_tells_by_its_median(make_trace):
    """One stance is far off, and does not count for more than one."""
    found = zero(make_trace, [0] * 6, [0] * 6, [NAN, 1, 2, 3, 2, 40])
    assert found.zero_deg == 2.0
    assert found.sd_deg == pytest.approx(math.hypot(1.2, 1.4826 * 1.0 / math.sqrt(5.0)))
    assert (found.source, found.agrees) == ("walk", True)


def test_standing_alone_tells_too(make_trace):
    found = zero(make_trace, [-3.0], [7.0], [NAN], stands=[0])
    assert found == PitchZero(-3.0, 1.9, "stand", agrees=True)


@pytest.mark.parametrize(
    ("stand", "expected"),
    [
        (7.0, PitchZero(7.0, 1.9, "stand", agrees=True)),
        # 6° apart: the walk's own zero, and half of the difference in doubt.
        (8.0, PitchZero(2.0, math.hypot(1.2, 3.0), "walk", agrees=False)),
        (-4.0, PitchZero(2.0, math.hypot(1.2, 3.0), "walk", agrees=False)),
    ],
)
def test_more_than_five_degrees_apart_the_foot_is_never_flat(make_trace, stand, expected):
    assert zero(make_trace, [stand, 0], [0, 0], [NAN, 2.0], stands=[0]) == expected


def test_without_stand_and_stance_the_borders_tell(make_trace):
    """Strides with unknown contacts: the median of their ends, twice as doubtful."""
    found = zero(make_trace, [1.0, 2.0], [2.0, 6.0], [NAN, NAN], walk_sd_deg=1.5)
    assert found == PitchZero(2.0, 3.0, "walk", agrees=True)


def test_without_strides_nothing_is_known(make_trace):
    assert zero(make_trace, [], [], []) == PitchZero(0.0, 90.0, "none", agrees=True)


def test_settings_are_obeyed(make_trace):
    given = ([3.0, 0], [0, 0], [NAN, 0.0])
    strict = zero(make_trace, *given, stands=[0], agree_deg=2.0, walk_sd_deg=2.0)
    assert strict == PitchZero(0.0, math.hypot(2.0, 1.5), "walk", agrees=False)
    loose = zero(make_trace, *given, stands=[0], stand_sd_deg=0.5)
    assert loose == PitchZero(3.0, 0.5, "stand", agrees=True)
