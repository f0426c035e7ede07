# Mutants killed: the shift of the vertical not looked at, or looked at near the ends; a flat turn
# taken for a doubt; a change that hides a loose case.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.mounting_change import MountingChange, case_moved, mounting_change

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


def test_a_case_turned_flat_is_told_but_spoils_no_angle():
    found = change(20, 20, Z, 25.0)
    assert found.turned
    assert not found.tilted
    assert case_moved(found, 0.0) == ""


@pytest.mark.parametrize(
    ("tilt_deg", "is_turned", "loose_deg", "word"),
    [
        (20.0, True, 0.0, "mounting_changed"),
        (20.0, True, 10.0, "mounting_changed"),
        (0.0, False, 8.1, "mounting_loose"),
        (0.0, False, 7.9, ""),
        (2.0, True, 9.0, ""),
    ],
)
def test_what_makes_angles_doubtful(tilt_deg, is_turned, loose_deg, word):
    found = MountingChange(20.0 * is_turned, tilt_deg, 5, turned=is_turned)
    assert case_moved(found, loose_deg) == word
