from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from gaitsense.signal import rotations

HALF = np.sqrt(0.5)


def random_rotations(n: int, seed: int = 1) -> Rotation:
    return Rotation.random(n, rng=np.random.default_rng(seed))


def scalar_first(rotation: Rotation) -> np.ndarray:
    return np.ascontiguousarray(rotation.as_quat(scalar_first=True).T)


def vectors(n: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((3, n)) * 7.0


def same_turn(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Largest difference of the rotations meant by two quaternions (±q are one rotation)."""
    return np.minimum(np.abs(a - b).max(axis=0), np.abs(a + b).max(axis=0)).max()


def test_the_units_of_hamilton():
    """i·j = k, j·k = i, k·i = j, and i·i = -1."""
    one, i, j, k = np.eye(4)
    for a, b, product in [(i, j, k), (j, k, i), (k, i, j), (j, i, -k), (i, i, -one), (one, j, j)]:
        assert_allclose(rotations.multiply(a, b), product, atol=0)


def test_a_product_is_the_second_rotation_first():
    """A quarter turn about x and then one about z takes y over z to z; by hand."""
    about_x = np.array([HALF, HALF, 0.0, 0.0])
    about_z = np.array([HALF, 0.0, 0.0, HALF])
    both = rotations.multiply(about_z, about_x)
    assert_allclose(both, [0.5, 0.5, 0.5, 0.5], atol=1e-15)
    assert_allclose(rotations.rotate(both, np.array([0.0, 1.0, 0.0])), [0, 0, 1], atol=1e-15)
    assert_allclose(rotations.rotate(both, np.array([1.0, 0.0, 0.0])), [0, 1, 0], atol=1e-15)


def test_products_agree_with_scipy():
    a, b = random_rotations(200, 3), random_rotations(200, 4)
    product = rotations.multiply(scalar_first(a), scalar_first(b))
    assert same_turn(product, scalar_first(a * b)) < 1e-14


def test_a_product_spreads_one_over_many():
    a, b = random_rotations(1, 3), random_rotations(50, 4)
    product = rotations.multiply(scalar_first(a), scalar_first(b))
    assert product.shape == (4, 50)
    assert same_turn(product, scalar_first(a * b)) < 1e-14


def test_the_conjugate_undoes():
    q = scalar_first(random_rotations(100))
    assert_allclose(rotations.multiply(q, rotations.conjugate(q))[0], 1.0, atol=1e-15)
    assert_allclose(rotations.multiply(q, rotations.conjugate(q))[1:], 0.0, atol=1e-15)
    assert_allclose(rotations.conjugate(np.array([1.0, 2.0, -3.0, 4.0])), [1, -2, 3, -4])


def test_normalise_keeps_the_direction():
    assert_allclose(rotations.normalise(np.array([3.0, 0.0, -4.0])), [0.6, 0.0, -0.8])
    assert_allclose(rotations.normalise(np.array([2.0, -2.0, 2.0, 2.0])), [0.5, -0.5, 0.5, 0.5])
    v = vectors(100)
    assert_allclose(np.linalg.norm(rotations.normalise(v), axis=0), 1.0, rtol=1e-15)
    assert_allclose(np.cross(rotations.normalise(v).T, v.T), 0.0, atol=1e-14)


def test_products_of_vectors_agree_with_numpy():
    a, b = vectors(100, 5), vectors(100, 6)
    assert_allclose(rotations.dot(a, b), np.einsum("ij,ij->j", a, b), rtol=1e-13)
    assert_allclose(rotations.cross(a, b), np.cross(a.T, b.T).T, rtol=1e-12)
    assert_allclose(rotations.length(a), np.linalg.norm(a, axis=0), rtol=1e-14)


def test_products_of_vectors_by_hand():
    a, b = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    assert rotations.dot(a, b) == 32.0
    assert rotations.cross(a, b).tolist() == [-3.0, 6.0, -3.0]
    assert rotations.length(np.array([2.0, 3.0, 6.0])) == 7.0


def test_rotated_vectors_agree_with_scipy():
    turn, v = random_rotations(200), vectors(200)
    assert_allclose(rotations.rotate(scalar_first(turn), v), turn.apply(v.T).T, atol=2e-14)


def test_one_rotation_turns_many_vectors():
    turn, v = random_rotations(1), vectors(60)
    assert_allclose(rotations.rotate(scalar_first(turn), v), turn.apply(v.T).T, atol=2e-14)


def test_fields_of_more_axes():
    turn, v = random_rotations(24), vectors(24)
    field = rotations.rotate(scalar_first(turn).reshape(4, 2, 12), v.reshape(3, 2, 12))
    assert_allclose(field.reshape(3, 24), turn.apply(v.T).T, atol=2e-14)


def test_up_is_the_third_row_of_the_matrix():
    turn = random_rotations(100)
    assert_allclose(
        rotations.up_in_sensor(scalar_first(turn)), turn.as_matrix()[:, 2, :].T, atol=1e-15
    )


def test_up_of_a_case_that_stands_on_its_edge():
    """Sensor y points up, as after a quarter turn about x: up is seen along y."""
    assert_allclose(rotations.up_in_sensor(np.array([HALF, HALF, 0.0, 0.0])), [0, 1, 0], atol=1e-15)


def test_rotation_vectors_agree_with_scipy():
    v = vectors(200) * 0.3
    made = rotations.from_rotation_vector(v)
    assert same_turn(made, scalar_first(Rotation.from_rotvec(v.T))) < 1e-14


@pytest.mark.parametrize("angle", [1e-3, 1.0, np.pi / 2, np.pi, 3.0, 6.0])
def test_a_rotation_vector_by_hand(angle):
    made = rotations.from_rotation_vector(np.array([0.0, 0.6, -0.8]) * angle)
    c, s = np.cos(angle / 2), np.sin(angle / 2)
    assert_allclose(made, [c, 0.0, 0.6 * s, -0.8 * s], rtol=0, atol=1e-15)


def test_no_rotation_is_the_identity():
    assert rotations.from_rotation_vector(np.zeros(3)).tolist() == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("angle", [1e-300, 1e-12, 0.99e-8, 1.01e-8, 1e-7])
def test_a_tiny_rotation_is_half_of_itself(angle):
    """sin(x/2) = x/2 · (1 - x²/24 + …): to the last bits, on both sides of the switch."""
    made = rotations.from_rotation_vector(np.array([angle, 0.0, -2.0 * angle]))
    assert made[0] == pytest.approx(1.0, abs=1e-14)
    assert_allclose(made[1:], [angle / 2, 0.0, -angle], rtol=3e-15)


def test_zero_among_others_does_no_harm():
    v = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1e-9]])
    made = rotations.from_rotation_vector(v)
    assert_allclose(np.linalg.norm(made, axis=0), 1.0, rtol=1e-15)
    assert made[:, 0].tolist() == [1.0, 0.0, 0.0, 0.0]


def unit(n: int, seed: int) -> np.ndarray:
    v = vectors(n, seed)
    return v / np.linalg.norm(v, axis=0)


def test_the_shortest_arc_leads_there_by_the_least_angle():
    a, b = unit(300, 7), unit(300, 8)
    arc = rotations.shortest_arc(a, b)
    assert_allclose(np.linalg.norm(arc, axis=0), 1.0, rtol=1e-14)
    turn = Rotation.from_quat(arc.T, scalar_first=True)
    assert_allclose(turn.apply(a.T), b.T, atol=1e-13)
    assert_allclose(turn.magnitude(), np.arccos(np.einsum("ij,ij->j", a, b)), atol=1e-7)


def test_the_shortest_arc_by_hand():
    x, y = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
    assert_allclose(rotations.shortest_arc(x, y), [HALF, 0.0, 0.0, HALF], atol=1e-15)
    assert_allclose(rotations.shortest_arc(y, x), [HALF, 0.0, 0.0, -HALF], atol=1e-15)


def test_between_equal_vectors_there_is_nothing_to_turn():
    a = unit(100, 9)
    arc = rotations.shortest_arc(a, a)
    assert_allclose(arc[0], 1.0, atol=1e-15)
    assert_allclose(arc[1:], 0.0, atol=1e-15)


@pytest.mark.parametrize("off", [0.0, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4])
def test_opposite_vectors_take_a_half_turn(off):
    """Exactly opposite, and off by an angle on both sides of where the axis is given up."""
    a = np.concatenate([unit(50, 10), np.eye(3), -np.eye(3)], axis=1)
    across = np.cross(a.T, np.roll(a, 1, axis=0).T)
    across = (across / np.linalg.norm(across, axis=1)[:, None]).T
    b = -(np.cos(off) * a + np.sin(off) * across)
    arc = rotations.shortest_arc(a, b)
    assert np.isfinite(arc).all()
    assert_allclose(np.linalg.norm(arc, axis=0), 1.0, rtol=1e-14)
    turn = Rotation.from_quat(arc.T, scalar_first=True)
    assert_allclose(turn.apply(a.T), b.T, atol=2e-6)
    assert_allclose(turn.magnitude(), np.pi - off, atol=2e-6)


def test_what_is_given_is_not_changed():
    q, v = scalar_first(random_rotations(5)), vectors(5)
    for array in (q, v):
        array.flags.writeable = False
    rotations.multiply(q, q)
    rotations.rotate(q, v)
    rotations.normalise(v)
    rotations.conjugate(q)
    rotations.shortest_arc(v / np.linalg.norm(v, axis=0), np.ones((3, 5)) * np.sqrt(1 / 3))
