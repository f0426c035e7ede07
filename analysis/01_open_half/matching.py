"""How what was found is laid against a reference: events, intervals, curves, heights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A curve is read between two of its samples only if they are no further apart than this, s.
_WIDEST_STEP_S = 0.05


def match_events(found_s: Array, wanted_s: Array, tolerance_s: float) -> list[tuple[int, int]]:
    """Pair events one to one, the closest pairs first.

    Parameters
    ----------
    found_s : (n,) float64
        Times that were found, s; none missing.
    wanted_s : (m,) float64
        Reference times, s.
    tolerance_s : float
        Largest distance of a pair, s, itself allowed.

    Returns
    -------
    list of (int, int)
        Index into `found_s` and into `wanted_s`, in the order of the reference.
    """
    gap_s = np.abs(np.subtract.outer(np.asarray(found_s), np.asarray(wanted_s)))
    return match_nearest(gap_s, tolerance_s)


def match_nearest(gap_s: Array, tolerance_s: float) -> list[tuple[int, int]]:
    """Pair rows and columns of a table of distances one to one, the closest first.

    Parameters
    ----------
    gap_s : (n, m) float64
        Distance of each found thing to each reference, s.
    tolerance_s : float
        Largest distance of a pair, s, itself allowed.

    Returns
    -------
    list of (int, int)
        Found and reference index, in the order of the reference.
    """
    near = np.argwhere(gap_s <= tolerance_s + 1e-9)
    order = np.argsort(gap_s[near[:, 0], near[:, 1]], kind="stable")
    pairs: list[tuple[int, int]] = []
    used_found: set[int] = set()
    used_wanted: set[int] = set()
    for i, j in near[order].tolist():
        if i not in used_found and j not in used_wanted:
            used_found.add(i)
            used_wanted.add(j)
            pairs.append((i, j))
    return sorted(pairs, key=lambda pair: pair[1])


def claim_spans(points_s: Array, spans_s: Array) -> list[int]:
    """Give each point, in order of time, the first unused interval that it lies in.

    Parameters
    ----------
    points_s : (n,) float64
        Points, s.
    spans_s : (m, 2) float64
        Half-open intervals, s.

    Returns
    -------
    list of int
        Per point the index of its interval, or -1.
    """
    taken: set[int] = set()
    claimed = [-1] * len(points_s)
    for k in np.argsort(points_s, kind="stable"):
        inside = np.flatnonzero((spans_s[:, 0] <= points_s[k]) & (points_s[k] < spans_s[:, 1]))
        free = [int(j) for j in inside if int(j) not in taken]
        if free:
            taken.add(free[0])
            claimed[int(k)] = free[0]
    return claimed


def read_curve(at_s: Array, t_s: Array, values: Array) -> Array:
    """Read a curve at given times by straight lines, NaN where it has no samples near.

    Parameters
    ----------
    at_s : (m,) float64
        Times asked for, s.
    t_s : (n,) float64
        Times of the curve, s, rising.
    values : (n,) or (n, k) float64
        The curve; NaN where it was not measured.

    Returns
    -------
    (m,) or (m, k) float64
    """
    at_s, t_s = np.asarray(at_s, np.float64), np.asarray(t_s, np.float64)
    values = np.asarray(values, np.float64)
    out = np.full((len(at_s), *values.shape[1:]), np.nan)
    if len(t_s) < 2:
        return out
    right = np.clip(np.searchsorted(t_s, at_s, side="right"), 1, len(t_s) - 1)
    left = right - 1
    step_s = t_s[right] - t_s[left]
    inside = (at_s >= t_s[left]) & (at_s <= t_s[right]) & (step_s <= _WIDEST_STEP_S)
    part = ((at_s - t_s[left]) / np.where(step_s > 0, step_s, 1.0)).reshape(
        -1, *[1] * (values.ndim - 1)
    )
    line = (1.0 - part) * values[left] + part * values[right]
    out[inside] = line[inside]
    return out


def lever_height(path: pd.DataFrame, at_s: Array) -> tuple[Array, Array]:
    """Height of the sensor, and of each unit of a lever arm, above the stride's start.

    A point fixed on the shoe at `arm` (SENSOR, m) is at ``height + lever @ arm``.

    Parameters
    ----------
    path : DataFrame
        A trajectory: one row per sample inside a stride.
    at_s : (m,) float64
        Times asked for, s.

    Returns
    -------
    height : (m,) float64
        Of the sensor, m, 0 at the start of the stride.
    lever : (m, 3) float64
        WORLD z parts of the SENSOR axes, less those at the start of the stride.
    """
    if not len(path):
        return np.full(len(at_s), np.nan), np.full((len(at_s), 3), np.nan)
    w, x, y, z = (path[f"quat_{axis}"].to_numpy(np.float64) for axis in "wxyz")
    up = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=1)
    stride = path["stride_id"].to_numpy()
    first = np.flatnonzero(np.concatenate([[True], stride[1:] != stride[:-1]]))
    start = np.repeat(first, np.diff(np.append(first, len(stride))))
    t_s = path["t_s"].to_numpy(np.float64)
    height = read_curve(at_s, t_s, path["pos_z_m"].to_numpy(np.float64))
    return height, read_curve(at_s, t_s, up - up[start])


def fit_lever(missing_m: list[Array], lever: list[Array]) -> Array:
    """Fit one lever arm by least squares to what the sensor's own height leaves unexplained.

    Parameters
    ----------
    missing_m : list of (m,) float64
        Reference height less sensor height, m, per stride; NaN rows are passed over.
    lever : list of (m, 3) float64
        From `lever_height`.

    Returns
    -------
    (3,) float64
        The arm, m, SENSOR; NaN when nothing was measured.
    """
    if not missing_m:
        return np.full(3, np.nan)
    y, a = np.concatenate(missing_m), np.concatenate(lever)
    good = np.isfinite(y) & np.isfinite(a).all(axis=1)
    if np.count_nonzero(good) < 3:
        return np.full(3, np.nan)
    return np.asarray(np.linalg.lstsq(a[good], y[good], rcond=None)[0])
