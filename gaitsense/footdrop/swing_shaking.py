"""How much a foot shakes in swing, and how much a free one does at the same place."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.signal.rotations import Field

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Shaking of a free foot, root mean square over 40 ms, m/s², over the share of swing: about the
#: upper quartile of healthy strides in the open recordings (analysis/04_toe_drag).
_TUB: Final = (
    (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0),
    (10.0, 10.0, 4.1, 1.3, 0.8, 1.2, 2.5, 5.7, 15.0),
)


def free_shaking_mps2(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a free foot shakes at most, three times of four.

    Parameters
    ----------
    share : (b, n) float64
        Share of swing.

    Returns
    -------
    (b, n) float64
        Root mean square over 40 ms, m/s².
    """
    return np.asarray(np.interp(share, *_TUB))


class SwingPlace:
    """Where in swing each sample lies.

    Parameters
    ----------
    index : (n,) int64
        Samples from each stride's first one.
    toe_off, contact : (b,) float64
        Swings, samples from each stride's first one.
    known : (b,) bool
        Which of them are known; nothing is marked in others.
    """

    def __init__(
        self, index: NDArray[np.int64], toe_off: Column, contact: Column, known: Mask
    ) -> None:
        self.index, self._known = index, known
        self.toe_off = np.where(known, toe_off, 0.0)
        self.contact = np.where(known, contact, 1.0)
        swing = self.contact - self.toe_off
        self.share = (index - self.toe_off[:, None]) / swing[:, None]

    def between(self, first: Column, end: Column) -> Mask:
        """Mark the samples from one time to another, both within.

        Parameters
        ----------
        first, end : (b,) float64
            Samples from each stride's first one.

        Returns
        -------
        (b, n) bool
        """
        after = self.index >= np.where(self._known, first, np.inf)[:, None]
        return np.asarray(after & (self.index <= np.where(self._known, end, -np.inf)[:, None]))


def shaking_square(acc_mps2: Field, half: int, glitch_mps2: float) -> NDArray[np.float64]:
    """Square what the running mean, taken twice, leaves of the specific force.

    Parameters
    ----------
    acc_mps2 : (3, b, n) float64
        Specific force, m/s².
    half : int
        Samples on either side of the running mean.
    glitch_mps2 : float
        One reading that sticks out by more is left out, m/s².

    Returns
    -------
    (b, n) float64
        Sum over axes, (m/s²)².
    """
    total = np.zeros(acc_mps2.shape[1:])
    for axis in _without_glitches(acc_mps2, glitch_mps2):
        # Taken off once, a mean leaves a part of the swing's own curve; twice, hardly any.
        rest = axis - mean_around(axis, half)
        rest -= mean_around(rest, half)
        total += rest * rest
    return total


def _without_glitches(acc_mps2: Field, size_mps2: float) -> Field:
    """Replace readings that stick out alone by their neighbours' middle: no shaking is one sample.

    A glitch is farther than `size_mps2` from the median of itself and its neighbours, and three
    times as far as either neighbour is from its own.
    """
    # The first sample's neighbour is the last one: neither lies in the part that is searched.
    before, after = np.roll(acc_mps2, 1, axis=-1), np.roll(acc_mps2, -1, axis=-1)
    middle = np.clip(acc_mps2, np.minimum(before, after), np.maximum(before, after))
    off = np.abs(acc_mps2 - middle)
    # Few readings stick out that far; only they are compared with their neighbours.
    axis, row, place = np.nonzero(off > size_mps2)
    left, right = off[axis, row, place - 1], off[axis, row, (place + 1) % off.shape[-1]]
    alone = off[axis, row, place] > 3.0 * np.maximum(left, right)
    told = acc_mps2.copy()
    at = axis[alone], row[alone], place[alone]
    told[at] = middle[at]
    return told


def mean_around(x: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Take the running mean of each row; ends see fewer samples.

    Parameters
    ----------
    x : (b, n) float64
        Rows, in any one unit; no unit of its own.
    half : int
        Samples on either side.

    Returns
    -------
    (b, n) float64
    """
    n, width = x.shape[1], 2 * half + 1
    total = np.zeros((len(x), n + 1))
    np.cumsum(x, axis=1, out=total[:, 1:])
    mean = np.empty_like(total[:, 1:])
    inner = slice(half, max(n - half, half))
    mean[:, inner] = (total[:, width:] - total[:, :-width]) / width if n >= width else 0.0
    edge = np.r_[0 : min(half, n), max(n - half, half) : n]
    low, high = np.maximum(edge - half, 0), np.minimum(edge + half + 1, n)
    mean[:, edge] = (total[:, high] - total[:, low]) / (high - low)
    return mean
