"""Which parts of a stride were received, so that a loss voids what it touches and no more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitsense.gait.closed_stride import at
from gaitsense.gait.traces import TraceBatch
from gaitsense.signal.grid import LOST


class Intact:
    """Asks a batch of strides for losses.

    Parameters
    ----------
    batch : TraceBatch
        The strides.
    """

    def __init__(self, batch: TraceBatch) -> None:
        rows = np.zeros((len(batch.count), 1), np.int64)
        self._lost = np.concatenate([rows, np.cumsum((batch.flag & LOST) > 0, axis=1)], axis=1)
        self._last = batch.count - 1

    def between(
        self, first: NDArray[np.float64], end: NDArray[np.float64], most_n: int = 0
    ) -> NDArray[np.bool_]:
        """Tell where nothing, or little, was lost.

        Parameters
        ----------
        first, end : (b,) float64
            Both ends of a stretch of each stride, samples from its first one, widened to whole
            samples; NaN where not known.
        most_n : int
            So many lost samples are let pass.

        Returns
        -------
        (b,) bool
            False also where an end is not known.
        """
        a = np.clip(np.nan_to_num(first, nan=0.0).astype(np.int64), 0, self._last)
        b = np.clip(np.ceil(np.nan_to_num(end, nan=0.0)).astype(np.int64), a, self._last)
        intact = at(self._lost, b + 1) - at(self._lost, a) <= most_n
        return np.asarray(intact & np.isfinite(first) & np.isfinite(end))
