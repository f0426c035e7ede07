"""From where to where in swing a toe drags."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.footdrop.swing_shaking import Column, Mask, SwingPlace

#: A drag can be followed up to this share of swing, and to this time before the landing, s.
_SEEN_TO: Final = 0.95
_LANDING_JOLT_S: Final = 0.03
#: What one sample can say for a drag, what a high toe says against it, and what is out of sight.
_MOST: Final = 2.0
_AGAINST: Final = -0.5
_OUTSIDE: Final = -1e3


def drag_stretch(
    loudest: NDArray[np.int64],
    square: NDArray[np.float64],
    edge_mps2: NDArray[np.float64],
    low: Mask,
    place: SwingPlace,
    first: Column,
    period_s: float,
    open_share: float,
) -> tuple[Column, Column]:
    """Find the drag around the loudest sample.

    Each sample speaks for the drag by how far its shaking passes the edge, and against it where
    it does not, or where the toe is high; the stretch with the largest sum is the drag. Sliding
    shakes unevenly: a run of loud samples would end at the first quiet one.

    Parameters
    ----------
    loudest : (b,) int64
        Column of the loudest sample of each swing.
    square : (b, n) float64
        Square of the shaking, sample by sample, (m/s²)².
    edge_mps2 : (b, n) float64
        Shaking that speaks for a drag, m/s².
    low : (b, n) bool
        Where the toe is low enough to touch.
    place : SwingPlace
        Where in swing each column lies.
    first : (b,) float64
        From here on drags can be told from lift-off, samples from each stride's first one.
    period_s : float
        Time between samples, s.
    open_share : float
        A stretch that begins or ends this near to where nothing can be told, as a share of
        swing, is taken to begin at lift-off, or to end at contact.

    Returns
    -------
    start, stop : (b,) float64
        Half-open, samples from each stride's first one.
    """
    swing = place.contact - place.toe_off
    end = np.minimum(place.toe_off + _SEEN_TO * swing, place.contact - _LANDING_JOLT_S / period_s)
    word = np.minimum(square / (edge_mps2 * edge_mps2), _MOST) - 1.0
    word = np.where(low, word, _AGAINST)
    word = np.where(place.between(first, end), word, _OUTSIDE)
    total = np.cumsum(word, axis=1)
    before = np.concatenate([np.zeros((len(word), 1)), total[:, :-1]], axis=1)
    index = np.arange(word.shape[1])
    here = loudest[:, None]
    start = np.argmin(np.where(index <= here, before, np.inf), axis=1) + place.index[0]
    stop = np.argmax(np.where(index >= here, total, -np.inf), axis=1) + 1 + place.index[0]
    open_n = open_share * swing
    from_lift_off = start <= first + open_n
    into_contact = stop >= end + 1.0 - open_n
    return (
        np.where(from_lift_off, place.toe_off, start),
        np.where(into_contact, place.contact, stop),
    )
