"""What two optical markers on a shoe say: its pitch, and when it stands."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: The foot stands when both markers are slower than this for at least half a second.
_STANDING_MPS: Final = 0.03
_STANDING_S: Final = 0.5


def marker_pitch_deg(markers: dict[str, Array]) -> Array:
    """Elevation of the line from heel to toe marker, °, 0 in quiet standing.

    Parameters
    ----------
    markers : dict
        t_s (m,), toe and heel (m, 3), m, z up.

    Returns
    -------
    (m,) float64
    """
    line = markers["toe"] - markers["heel"]
    pitch = np.degrees(np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1])))
    return pitch - float(np.median(pitch[standing(markers)]))


def standing(markers: dict[str, Array]) -> NDArray[np.bool_]:
    """Mark the samples of quiet standing; told by the markers alone."""
    t_s = markers["t_s"]
    speed = np.maximum(
        *(
            np.linalg.norm(np.gradient(markers[name], t_s, axis=0), axis=1)
            for name in ("toe", "heel")
        )
    )
    slow = np.concatenate([[False], speed < _STANDING_MPS, [False]])
    edges = np.flatnonzero(np.diff(slow.astype(int))).reshape(-1, 2)
    quiet = np.zeros(len(t_s), dtype=bool)
    for begin, end in edges:
        if t_s[end - 1] - t_s[begin] >= _STANDING_S:
            quiet[begin:end] = True
    return quiet
