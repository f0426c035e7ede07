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
        self._last = 0.0

    def push(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take samples; return the means that they complete.

        Parameters
        ----------
        x : (n,) float64
            Samples, any unit.

        Returns
        -------
        (m,) float64
            Means in the same unit; the first belongs to the stream's first sample, and
            altogether they lag by `half` samples.
        """
        if len(x) == 0:
            return x
        self._last = float(x[-1])
        if self._sums is None:
            # Sums up to and before the first sample, with `half` copies of it in front.
            seed = np.full(self._half + 1, x[0])
            seed[0] = 0.0
            self._sums = np.cumsum(seed)
        sums = np.concatenate([self._sums, np.cumsum(np.concatenate([self._sums[-1:], x]))[1:]])
        width = 2 * self._half + 1
        means = (sums[width:] - sums[:-width]) / width if len(sums) > width else sums[:0]
        self._sums = sums[-width:] if len(sums) > width else sums
        return np.asarray(means)

    def finish(self) -> NDArray[np.float64]:
        """Return the means of the last `half` samples, the stream continued by its last value.

        Returns
        -------
        (half,) float64
            Fewer where the stream was shorter; empty where nothing came.
        """
        if self._sums is None:
            return np.empty(0)
        return self.push(np.full(self._half, self._last))
