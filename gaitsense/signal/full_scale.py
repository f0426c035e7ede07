"""Readings at a sensor's full scale, told or not: what lies beyond it was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2

#: Three readings in a row this close to one another (share), near a usual full scale, are one
#: that the sensor's calibration has blurred.
_BLUR: Final = 0.004
_NEAR_USUAL: Final = (0.97, 1.07)
#: Up to the true end of some makers' nominal range.
_NEAR_SMALL: Final = (0.97, 1.16)
#: A reading counts as clipped from this share of a known full scale.
_KNOWN_SHARE: Final = 0.995


@dataclass(frozen=True, slots=True)
class Scales:
    """Full scales that a sensor may have when nobody told which.

    Parameters
    ----------
    far : float
        Two equal readings in a row beyond this can only be a full scale.
    usual : tuple of float
        Usual full scales.
    small : tuple of float
        The small ones that some sensors wake up with. Feet pass these values all the time, so
        only three equal readings in a row count.
    """

    far: float
    usual: tuple[float, ...]
    small: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """Smallest size that can be at full scale."""
        return min(self.far, _NEAR_USUAL[0] * self.usual[0], _NEAR_SMALL[0] * self.small[0])


#: m/s².
ACC_SCALES: Final = Scales(
    7.0 * STANDARD_GRAVITY_MPS2,
    tuple(g * STANDARD_GRAVITY_MPS2 for g in (8.0, 16.0)),
    tuple(g * STANDARD_GRAVITY_MPS2 for g in (2.0, 4.0)),
)
#: rad/s.
GYR_SCALES: Final = Scales(
    8.0,
    tuple(dps * RAD_PER_DEG for dps in (500.0, 1000.0, 2000.0)),
    tuple(dps * RAD_PER_DEG for dps in (125.0, 250.0)),
)


def at_full_scale(
    values: NDArray[np.float64],
    before: NDArray[np.float64],
    second_before: NDArray[np.float64],
    scales: Scales,
    known: float | None,
) -> NDArray[np.int64]:
    """Find the samples that are at full scale on any axis.

    Parameters
    ----------
    values, before, second_before : (3, n) float64
        Readings, and those one and two samples before them; NaN before the first. m/s² or
        rad/s, SENSOR.
    scales : Scales
        What the full scale may be, same unit.
    known : float or None
        The full scale where it is known, same unit.

    Returns
    -------
    (k,) int64
        Their positions, rising.
    """
    size = np.abs(values)
    if known is not None:
        return np.flatnonzero((size >= _KNOWN_SHARE * known).any(axis=0))
    # Few samples come near any full scale; the others need no closer look.
    suspect = np.flatnonzero((size >= scales.lowest).any(axis=0))
    size, values = size[:, suspect], values[:, suspect]
    from_last = np.abs(values - before[:, suspect])
    from_second = np.abs(values - second_before[:, suspect])
    same = from_last == 0.0
    flat = (from_last <= _BLUR * size) & (from_second <= _BLUR * size)
    clipped = (
        (same & (size >= scales.far))
        | (flat & _near(size, scales.usual, _NEAR_USUAL))
        | (same & (from_second == 0.0) & _near(size, scales.small, _NEAR_SMALL))
    )
    # Where all three axes repeat, the reading was held, not cut off.
    return np.asarray(suspect[clipped.any(axis=0) & ~same.all(axis=0)])


def _near(
    size: NDArray[np.float64], scales: tuple[float, ...], shares: tuple[float, float]
) -> NDArray[np.bool_]:
    near = np.zeros(size.shape, bool)
    for scale in scales:
        near |= (size >= shares[0] * scale) & (size <= shares[1] * scale)
    return near
