# Mutants killed: the shift of the vertical not looked at, or looked at near the ends; a flat turn
# taken for a doubt; a change that hides a loose case; a turn taken for a loose case; the moment
# counted in level strides; the way walked, or the vertical behind a large angle, not asked.
from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.mounting_change import CHANGED_DEG, case_movement, mounting_change

X, Z = np.eye(3)[0], np.eye(3)[2]


def turned(axis, degrees):
    """Rotation about a coordinate axis, (3, 3)."""
    k = np.cross(np.eye(3), axis).T
    a = np.radians(degrees)
    return np.eye(3) + np.sin(a) * k + (1.0 - np.cos(a)) * k @ k


def strides(n, rotation):
    spread = rotation @ np.diag([0.05, 0.9, 0.05]) @ rotation.T
    return [MountingEvidence(rotation @ Z, spread, rotation @ (1.2 * X))] * n


def change(before, behind, axis, degrees):
    still = strides(before, np.eye(3))
    return mounting_change(still + strides(behind, turned(axis, degrees)), "left")


def test_a_case_that_tilts_by_12_degrees_is_noticed_by_the_vertical():
    found = change(20, 20, X, 12.0)
    assert found.turned
    assert found.tilted
    assert found.tilt_deg == pytest.approx(12.0, abs=0.01)
    assert found.at == 20


@pytest.mark.parametrize(("before", "behind"), [(7, 20), (20, 7)])
def test_the_vertical_of_few_strides_is_not_believed(before, behind):
    assert not change(before, behind, X, 11.0).turned
    assert change(8, 8, X, 11.0).turned


def test_below_ten_degrees_people_do_that_themselves():
    assert not change(20, 20, X, 9.0).turned


def movement(evidence, level=None):
    level = np.ones(len(evidence), bool) if level is None else np.asarray(level)
    return case_movement(evidence, level, "left")


def test_a_case_turned_flat_is_told_but_spoils_no_angle():
    case = movement(strides(20, np.eye(3)) + strides(20, turned(Z, 25.0)))
    assert case.change.turned
    assert not case.change.tilted
    assert case.doubt == ""


@pytest.mark.parametrize("degrees", [12.0, 30.0, 60.0])
def test_one_turn_is_no_loose_case_however_far(degrees):
    """By 60° half-way every stride is 30° off the walk's common vertical, and 0° off its own."""
    case = movement(strides(20, np.eye(3)) + strides(20, turned(X, degrees)))
    assert case.doubt == "mounting_changed"
    assert case.tilt_deg == pytest.approx(0.0, abs=1e-3)


def rocking(n, degrees, middle=None):
    """Strides to one side and the other, by the same angle about x."""
    middle = np.eye(3) if middle is None else middle
    sides = [turned(X, sign * degrees) @ middle for sign in (1.0, -1.0)]
    return [strides(1, sides[k % 2])[0] for k in range(n)]


@pytest.mark.parametrize(("degrees", "doubt"), [(7.5, ""), (8.5, "mounting_loose")])
def test_a_case_that_rocks_by_more_than_8_degrees_is_loose(degrees, doubt):
    case = movement(rocking(40, degrees))
    assert case.tilt_deg == pytest.approx(degrees, abs=0.1)
    assert case.doubt == doubt


@pytest.mark.parametrize("axis", [X, Z])
def test_no_turn_hides_a_loose_case(axis):
    whole = rocking(20, 12.0) + rocking(20, 12.0, turned(axis, 40.0))
    assert mounting_change(whole, "left").turned
    case = movement(whole)
    assert case.doubt == "mounting_loose"
    assert not case.change.turned


def test_a_case_turned_anew_for_each_stride_is_loose():
    """By 12° about each axis (SD): the vertical's median tilt is 12° √(2 ln 2) = 14°."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        turns = Rotation.from_rotvec(np.radians(12.0) * rng.standard_normal((40, 3)))
        case = movement([strides(1, turn)[0] for turn in turns.as_matrix()])
        assert case.doubt == "mounting_loose"


def test_the_moment_counts_all_strides_and_the_tilt_is_asked_of_all():
    """Of 60 strides every third one is a turn of the walk; the case turns before stride 30."""
    whole = strides(30, np.eye(3)) + strides(30, turned(X, 20.0))
    level = np.arange(60) % 3 != 1
    case = movement(whole, level)
    assert case.change.at == 30
    assert case.doubt == "mounting_changed"
    # Where the level ones say nothing of it, the others tell that it is loose.
    loose = [
        strides(1, np.eye(3) if fit else turned(X, 25.0 * (-1) ** k))[0]
        for k, fit in enumerate(np.arange(60) % 3 == 1)
    ]
    case = movement(loose, np.arange(60) % 3 == 1)
    assert case.doubt == "mounting_loose"


def with_axis(n, vertical, about_vertical, travel):
    """Strides whose swing axis is turned about the vertical, and their way by another angle."""
    axes = vertical @ turned(Z, about_vertical)
    spread = axes @ np.diag([0.05, 0.9, 0.05]) @ axes.T
    way = vertical @ turned(Z, travel) @ (1.2 * X)
    return [MountingEvidence(vertical @ Z, spread, way)] * n


def test_a_swing_about_another_axis_with_the_same_way_walked_is_no_turned_case():
    """The axis moved by 18° and the way by -10°: both weighed, the mounting moved by less."""
    whole = with_axis(20, np.eye(3), 0.0, 0.0) + with_axis(20, np.eye(3), 18.0, -10.0)
    found = mounting_change(whole, "left")
    assert not found.turned
    assert found.angle_deg < CHANGED_DEG


def test_the_vertical_is_asked_however_the_axis_swings():
    """Beyond 15° in what is felt, below in what was walked, and a vertical that moved by 12°."""
    before = with_axis(20, np.eye(3), 0.0, 0.0)
    found = mounting_change(before + with_axis(20, turned(X, 12.0), 16.0, -10.0), "left")
    assert found.turned
    assert found.tilted
    assert found.tilt_deg == pytest.approx(12.0, abs=0.01)
    # Rotations by 12° and 16° about axes at a right angle: cos(a/2) = cos 6° cos 8°.
    felt_deg = 2.0 * np.degrees(np.arccos(np.cos(np.radians(6.0)) * np.cos(np.radians(8.0))))
    assert found.angle_deg == pytest.approx(felt_deg, abs=0.01)
    assert found.at == 20


def test_a_flat_turn_does_not_hide_a_tilt_at_another_moment():
    flat = turned(Z, 30.0)
    whole = [
        *strides(20, np.eye(3)),
        *strides(20, flat),
        *strides(20, turned(X, 12.0) @ flat),
    ]
    found = mounting_change(whole, "left")
    assert found.tilted
    assert found.at == 40
