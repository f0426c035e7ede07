from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.frames import OUTWARD_SIGN, SIGN_TABLE, foot_pitch_rad

TOE = np.array([0.15, 0.0, 0.0])
LEFTWARDS = np.array([0.0, 0.04, 0.0])


def turned(axis: str, angle: float) -> np.ndarray:
    """Right-handed rotation matrix about a coordinate axis, from its definition."""
    c, s = np.cos(angle), np.sin(angle)
    return {
        "x": np.array([[1, 0, 0], [0, c, -s], [0, s, c]]),
        "y": np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]),
        "z": np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]),
    }[axis]


def gyro_reading(axis: str, rate: float) -> np.ndarray:
    """What a gyroscope on the foot shows: the vector of Rᵀ·dR/dt, R from FOOT to WORLD."""
    h = 1e-5
    spin = turned(axis, 0.0).T @ (turned(axis, rate * h) - turned(axis, -rate * h)) / (2 * h)
    return np.array([spin[2, 1], spin[0, 2], spin[1, 0]])


def outer_edge(side: str) -> np.ndarray:
    return LEFTWARDS if side == "left" else -LEFTWARDS


def outward(side: str, displacement: np.ndarray) -> float:
    """Part of a displacement that leads away from the other foot."""
    return float(displacement @ outer_edge(side)) / float(np.linalg.norm(outer_edge(side)))


def seen(movement: str, moved: np.ndarray, side: str) -> bool:
    """Whether `moved`, from the flat foot to the moved one, is what a person calls so."""
    toe = moved @ TOE - TOE
    edge = moved @ outer_edge(side) - outer_edge(side)
    return {
        "toes up (dorsiflexion)": toe[2] > 0,
        "toes down (plantarflexion)": toe[2] < 0,
        "turn to the left, seen from above": toe[1] > 0,
        "turn to the right, seen from above": toe[1] < 0,
        "toe-out": outward(side, toe) > 0,
        "outer edge of the foot down (inversion)": edge[2] < 0,
        "outer edge of the foot up (eversion)": edge[2] > 0,
    }[movement]


def test_seven_movements_are_told_apart():
    movements = [row.movement for row in SIGN_TABLE]
    assert len(set(movements)) == len(movements) == 7


@pytest.mark.parametrize("row", SIGN_TABLE, ids=lambda row: row.movement)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_sign_of_the_rate_makes_the_movement_that_is_named(row, side):
    sign = getattr(row, side)
    assert sign in (-1, 1)
    assert seen(row.movement, turned(row.axis, sign * 0.1), side)
    assert not seen(row.movement, turned(row.axis, -sign * 0.1), side)
    reading = gyro_reading(row.axis, sign * 2.0)
    assert reading["xyz".index(row.axis)] == pytest.approx(sign * 2.0, abs=1e-8)
    assert np.abs(reading).sum() == pytest.approx(2.0, abs=1e-8)


@pytest.mark.parametrize("side", ["left", "right"])
def test_outward_is_away_from_the_other_foot(side):
    assert OUTWARD_SIGN[side] * 0.03 == pytest.approx(outward(side, np.array([0.0, 0.03, 0.0])))


def test_pitch_is_positive_with_the_toes_up_and_the_angle_itself():
    up_deg = np.array([-90.0, -35.0, -1e-4, 0.0, 1e-4, 12.0, 35.0, 90.0])
    # Toes up is a negative rotation about FOOT y.
    forward_up = [(turned("y", -angle) @ [1.0, 0.0, 0.0])[2] for angle in np.deg2rad(up_deg)]
    pitch = foot_pitch_rad(np.array(forward_up))
    np.testing.assert_allclose(np.rad2deg(pitch), up_deg, atol=1e-12)


def test_pitch_does_not_depend_on_roll_or_heading():
    for heading, roll in [(0.0, 0.4), (2.0, 0.0), (-1.0, -0.7)]:
        foot = turned("z", heading) @ turned("y", -0.3) @ turned("x", roll)
        pitch = foot_pitch_rad(np.array([foot[2, 0]]))
        assert pitch[0] == pytest.approx(0.3, abs=1e-12)


def test_a_sine_that_rounding_pushed_over_one_is_upright():
    pitch = foot_pitch_rad(np.array([1.0 + 1e-12, -1.0 - 1e-12]))
    np.testing.assert_array_equal(pitch, [np.pi / 2, -np.pi / 2])
