"""Running means over a stream, centred, with the same bits however the stream is cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class CentredMean:
    """Stage: mean over ``2 * half + 1`` samples around each one. Latency: `half` samples.

    The running sum is one sequential chain: the carry stands in front of each block's
    cumulative sum, so the sum at a sample does not depend on where blocks begin. Before the
    first sample and after the last one, the stream is continued by their own values.

    Parameters
    ----------
    half : int
        Samples on either side.
    """

    def __init__(self, half: int) -> None:
        self._half = half
        self._sums: NDArray[np.float64] | None = None
        self._last = np.empty(0)

    def push(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take samples; return the means that they complete.

        Parameters
        ----------
        x : (k, n) float64
            Samples of k channels, any unit.

        Returns
        -------
        (k, m) float64
            Means in the same unit; the first belongs to the stream's first sample, and
            altogether they lag by `half` samples.
        """
        if x.shape[1] == 0:
            return x
        if self._sums is None:
            # Sums up to and before the first sample, with `half` copies of it in front.
            seed = np.repeat(x[:, :1], self._half + 1, axis=1)
            seed[:, 0] = 0.0
            self._sums = np.cumsum(seed, axis=1)
        self._last = x[:, -1:].copy()
        chain = np.cumsum(np.concatenate([self._sums[:, -1:], x], axis=1), axis=1)
        sums = np.concatenate([self._sums, chain[:, 1:]], axis=1)
        width = 2 * self._half + 1
        n = max(sums.shape[1] - width, 0)
        means = (sums[:, width:] - sums[:, :n]) / width
        self._sums = sums[:, n:].copy()
        return np.asarray(means)

    def finish(self) -> NDArray[np.float64]:
        """Return the means of the last `half` samples, the stream continued by its last value.

        Returns
        -------
        (k, half) float64
            Empty where nothing came.
        """
        if self._sums is None:
            return np.empty((0, 0))
        return self.push(np.repeat(self._last, self._half, axis=1))
