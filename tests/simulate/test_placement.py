from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.placement import place_sensor, turned_by
from gaitsense.simulate.scenario import Scenario

EXACT = Scenario(placement_spread=0.0, foot_length_m=0.26)


def test_nominal_place_is_that_of_the_shoe():
    placement = place_sensor(EXACT, "left", 0, "aligned")
    assert placement.toe_from_sensor_m == pytest.approx([0.4 * 0.26, 0.0, -0.075])
    assert placement.heel_from_sensor_m == pytest.approx([-0.6 * 0.26, 0.0, -0.075])
    assert placement.ball_from_sensor_m == pytest.approx([0.4 * 0.26 - 0.28 * 0.26, 0.0, -0.075])


def test_a_lateral_case_sits_on_the_outer_side_of_either_foot():
    lateral = dataclasses.replace(EXACT, sensor_place="lateral")
    assert place_sensor(lateral, "left", 0, "aligned").toe_from_sensor_m[1] < -0.03
    assert place_sensor(lateral, "right", 0, "aligned").toe_from_sensor_m[1] > 0.03


def test_places_scatter_as_the_shoe_says():
    scenario = dataclasses.replace(EXACT, placement_spread=1.0)
    toes = [place_sensor(scenario, "left", k, "aligned").toe_from_sensor_m for k in range(400)]
    forward, _, height = np.transpose(toes)
    assert forward.std() == pytest.approx(0.06 * 0.26, rel=0.2)
    assert height.std() == pytest.approx(0.015, rel=0.2)
    assert forward.mean() == pytest.approx(0.4 * 0.26, abs=0.003)


def test_a_case_never_sits_on_the_toes():
    wide = dataclasses.replace(EXACT, placement_spread=2.0)
    for seed in range(200):
        placement = place_sensor(wide, "right", seed, "random")
        assert placement.ball_from_sensor_m[0] > 0.009
        assert placement.heel_from_sensor_m[0] <= 1e-12
        assert placement.toe_from_sensor_m[2] < 0.0


def test_random_mounting_is_a_rotation_and_differs_by_foot_and_seed():
    turns = [
        place_sensor(EXACT, side, seed, "random").sensor_to_foot
        for side in ("left", "right")
        for seed in (1, 2)
    ]
    for turn in turns:
        assert turn @ turn.T == pytest.approx(np.eye(3))
        assert np.linalg.det(turn) == pytest.approx(1.0)
    assert len({turn.tobytes() for turn in turns}) == 4


def test_random_mountings_point_everywhere():
    ups = [place_sensor(EXACT, "left", seed, "random").sensor_to_foot[2] for seed in range(500)]
    assert np.mean(ups, axis=0) == pytest.approx([0.0, 0.0, 0.0], abs=0.08)


def test_given_quaternion_by_hand():
    """A quarter turn about z takes the case's x to the foot's y."""
    half = np.sqrt(0.5)
    placement = place_sensor(EXACT, "left", 0, {"left": [half, 0, 0, half]})
    assert placement.sensor_to_foot @ [1.0, 0.0, 0.0] == pytest.approx([0.0, 1.0, 0.0])
    assert placement.sensor_to_foot @ [0.0, 1.0, 0.0] == pytest.approx([-1.0, 0.0, 0.0])


def test_attitude_of_the_case_is_that_of_the_foot_after_the_mounting():
    """Foot a quarter turn about z, case a quarter turn about x on it, both by hand."""
    half = np.sqrt(0.5)
    quat = turned_by(np.array([[half, 0, 0, half]]), np.array([half, half, 0, 0]))[0]
    assert quat == pytest.approx([0.5, 0.5, 0.5, 0.5])


def test_attitude_of_the_case_by_matrices():
    """Turning a vector by the product is turning it by the mounting, then by the foot."""

    def matrix(quat):
        w, v = quat[0], quat[1:]
        cross = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
        return np.eye(3) + 2 * w * cross + 2 * cross @ cross

    rng = np.random.default_rng(0)
    foot, case = (q / np.linalg.norm(q) for q in rng.standard_normal((2, 4)))
    product = turned_by(foot[None], case)[0]
    assert matrix(product) == pytest.approx(matrix(foot) @ matrix(case))


@pytest.mark.parametrize(
    "mounting", ["sideways", {"left": [1, 0, 0]}, {"left": [2, 0, 0, 0]}, {"right": [1, 0, 0, 0]}]
)
def test_bad_mountings(mounting):
    with pytest.raises(ConfigError, match="mounting"):
        place_sensor(EXACT, "left", 0, mounting)
