"""Quaternion and vector arithmetic, component by component.

Arrays carry their components *first*: a vector field is ``(3, …)``, a quaternion field
``(4, …)``, scalar first, world-from-sensor. Everything is element-wise column arithmetic, so a
result never depends on how many samples are handled at once; matrix products do
(STYLE: the last bit of ``x @ R.T`` changes with the length of ``x``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]


def multiply(a: Field, b: Field) -> Field:
    """Hamilton product of two quaternion fields, ``a`` after ``b``.

    Parameters
    ----------
    a, b : (4, …) float64
        Quaternions, scalar first, no unit.

    Returns
    -------
    (4, …) float64
        Products, no unit.
    """
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    out = np.empty((4, *np.broadcast_shapes(aw.shape, bw.shape)))
    out[0] = aw * bw - ax * bx - ay * by - az * bz
    out[1] = aw * bx + ax * bw + ay * bz - az * by
    out[2] = aw * by - ax * bz + ay * bw + az * bx
    out[3] = aw * bz + ax * by - ay * bx + az * bw
    return out


def conjugate(q: Field) -> Field:
    """Inverse of unit quaternions.

    Parameters
    ----------
    q : (4, …) float64
        Unit quaternions, no unit.

    Returns
    -------
    (4, …) float64
        The opposite rotations, no unit.
    """
    return np.stack([q[0], -q[1], -q[2], -q[3]])


def normalise(v: Field) -> Field:
    """Scale vectors or quaternions to length 1.

    Parameters
    ----------
    v : (k, …) float64
        Vectors or quaternions, not zero, any unit.

    Returns
    -------
    (k, …) float64
        The same directions, no unit.
    """
    square = v[0] * v[0]
    for part in v[1:]:
        square = square + part * part
    return np.asarray(v / np.sqrt(square))


def dot(a: Field, b: Field) -> NDArray[np.float64]:
    """Scalar product.

    Parameters
    ----------
    a, b : (3, …) float64
        Vectors, same frame, any unit.

    Returns
    -------
    (…) float64
        Its unit is the product of theirs.
    """
    return np.asarray(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


def cross(a: Field, b: Field) -> Field:
    """Vector product.

    Parameters
    ----------
    a, b : (3, …) float64
        Vectors, same frame, any unit.

    Returns
    -------
    (3, …) float64
        Same frame; its unit is the product of theirs.
    """
    out = np.empty((3, *np.broadcast_shapes(a.shape[1:], b.shape[1:])))
    out[0] = a[1] * b[2] - a[2] * b[1]
    out[1] = a[2] * b[0] - a[0] * b[2]
    out[2] = a[0] * b[1] - a[1] * b[0]
    return out


def length(v: Field) -> NDArray[np.float64]:
    """Euclidean length.

    Parameters
    ----------
    v : (3, …) float64
        Vectors, any unit.

    Returns
    -------
    (…) float64
        In the vectors' unit.
    """
    return np.sqrt(dot(v, v))


def rotate(q: Field, v: Field) -> Field:
    """Turn vectors by unit quaternions.

    Parameters
    ----------
    q : (4, …) float64
        Rotation from frame A to frame B, no unit.
    v : (3, …) float64
        Vectors in frame A, any unit.

    Returns
    -------
    (3, …) float64
        The same vectors in frame B.
    """
    w, imaginary = q[0], q[1:]
    twice = 2.0 * cross(imaginary, v)
    return np.asarray(v + w * twice + cross(imaginary, twice))


def up_in_sensor(q: Field) -> Field:
    """WORLD z seen from the sensor: the third row of the rotation matrix of `q`.

    Parameters
    ----------
    q : (4, …) float64
        SENSOR to WORLD, no unit.

    Returns
    -------
    (3, …) float64
        Unit vectors, SENSOR frame, no unit.
    """
    w, x, y, z = q
    return np.stack([2.0 * (x * z - w * y), 2.0 * (y * z + w * x), w * w - x * x - y * y + z * z])


def from_rotation_vector(v: Field) -> Field:
    """Quaternion of a rotation vector.

    Parameters
    ----------
    v : (3, …) float64
        Axis times angle, rad; any frame.

    Returns
    -------
    (4, …) float64
        Unit quaternions, no unit. Angles below 1e-8 rad use the series, so zero is safe.
    """
    angle = length(v)
    half = 0.5 * angle
    safe = np.where(angle > 1e-8, angle, 1.0)
    scale = np.where(angle > 1e-8, np.sin(half) / safe, 0.5)
    return np.stack([np.cos(half), v[0] * scale, v[1] * scale, v[2] * scale])


def shortest_arc(a: Field, b: Field) -> Field:
    """Rotation of least angle that takes unit vectors `a` to unit vectors `b`.

    Parameters
    ----------
    a, b : (3, …) float64
        Unit vectors, same frame, no unit. Not opposite to each other (within 1e-6 rad of
        opposite, the axis is undefined and a half turn about any perpendicular is returned).

    Returns
    -------
    (4, …) float64
        Unit quaternions, no unit.
    """
    axis = cross(a, b)
    w = 1.0 + dot(a, b)
    opposite = w < 1e-12
    # Any perpendicular will do: pick the coordinate axis that is least along `a`.
    spare = np.stack([np.zeros_like(a[0]), -a[2], a[1]])
    spare = np.where(np.abs(a[0]) < 0.9, spare, np.stack([a[2], np.zeros_like(a[0]), -a[0]]))
    axis = np.where(opposite, spare, axis)
    return normalise(np.concatenate([np.where(opposite, 0.0, w)[None], axis]))
