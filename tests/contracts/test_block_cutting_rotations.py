"""Rotations keep no state, but the last bit could depend on how many are handled at once."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from gaitsense.signal import rotations

N = 1500
TURN = Rotation.from_rotvec([0.3, -0.7, 1.1]).as_matrix()


def noise(k: int, n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((k, n))


VECTORS = noise(3, N, 7) * 9.0
OTHERS = noise(3, N, 8)
UNITS = VECTORS / np.linalg.norm(VECTORS, axis=0)
OTHER_UNITS = OTHERS / np.linalg.norm(OTHERS, axis=0)
QUATS = np.ascontiguousarray(Rotation.random(N, rng=9).as_quat(scalar_first=True).T)
ONE_QUAT = QUATS[:, :1]

BY_NAME: dict[str, tuple[Callable[..., np.ndarray], tuple[np.ndarray, ...]]] = {
    "multiply": (rotations.multiply, (QUATS, np.roll(QUATS, 1, axis=1))),
    "conjugate": (rotations.conjugate, (QUATS,)),
    "normalise": (rotations.normalise, (VECTORS,)),
    "dot": (rotations.dot, (VECTORS, OTHERS)),
    "cross": (rotations.cross, (VECTORS, OTHERS)),
    "length": (rotations.length, (VECTORS,)),
    "rotate": (rotations.rotate, (QUATS, VECTORS)),
    "rotate by one": (lambda v: rotations.rotate(ONE_QUAT, v), (VECTORS,)),
    "up_in_sensor": (rotations.up_in_sensor, (QUATS,)),
    "from_rotation_vector": (rotations.from_rotation_vector, (OTHERS,)),
    "shortest_arc": (rotations.shortest_arc, (UNITS, OTHER_UNITS)),
}


def drive_field(
    cutting: ModuleType, function: Callable[..., np.ndarray], fields: tuple[np.ndarray, ...]
) -> np.ndarray:
    held = [cutting.read_only(field) for field in fields]
    return cutting.check(
        lambda: None,
        cutting.rows(N),
        lambda _, part: function(*(field[:, part] for field in held)),
        join=cutting.columns,
    )


@pytest.mark.parametrize("name", BY_NAME)
def test_rotations_do_not_depend_on_the_cutting(cutting, name):
    assert drive_field(cutting, *BY_NAME[name]).shape[-1] == N


def test_every_function_on_fields_is_driven():
    public = {
        name
        for name, value in vars(rotations).items()
        if callable(value) and getattr(value, "__module__", "") == rotations.__name__
    }
    assert public == {name.split()[0] for name in BY_NAME}


def turned_by_matrix(v: np.ndarray) -> np.ndarray:
    """What column arithmetic stands in for."""
    return (v.T @ TURN.T).T


@pytest.fixture
def _matrix_products_differ() -> None:
    whole = turned_by_matrix(VECTORS)
    one_by_one = [turned_by_matrix(VECTORS[:, k : k + 1]) for k in range(N)]
    if np.array_equal(whole, np.concatenate(one_by_one, axis=1)):
        pytest.skip("on this machine a matrix product does not depend on its length")


@pytest.mark.usefixtures("_matrix_products_differ")
def test_a_matrix_product_in_place_of_columns_is_seen(cutting):
    with pytest.raises(cutting.DependsOnCutting):
        drive_field(cutting, turned_by_matrix, (VECTORS,))


def test_a_field_scaled_by_its_own_largest_is_seen(cutting):
    with pytest.raises(cutting.DependsOnCutting):
        drive_field(cutting, lambda v: v / np.abs(v).max(), (VECTORS,))
