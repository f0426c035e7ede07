"""A quantity together with its first and second derivative in time.

Arithmetic on jets carries the derivatives along by the rules of calculus, exact to rounding.
So a formula for the position of the sensor is at the same time one for its velocity and its
acceleration, and the samples made of it integrate back to the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """Values of a function of time, with two derivatives.

    Parameters
    ----------
    value : (n,) float64
        The function, in its unit.
    rate : (n,) float64
        First derivative, unit/s.
    curve : (n,) float64
        Second derivative, unit/s².
    """

    value: Floats
    rate: Floats
    curve: Floats

    def __add__(self, other: Jet | float | Floats) -> Jet:
        if isinstance(other, Jet):
            return Jet(self.value + other.value, self.rate + other.rate, self.curve + other.curve)
        return Jet(self.value + other, self.rate, self.curve)

    def __sub__(self, other: Jet | float | Floats) -> Jet:
        return self + (-other)

    def __neg__(self) -> Jet:
        return Jet(-self.value, -self.rate, -self.curve)

    def __mul__(self, other: Jet | float | Floats) -> Jet:
        if isinstance(other, Jet):
            return Jet(
                self.value * other.value,
                self.rate * other.value + self.value * other.rate,
                self.curve * other.value + 2.0 * self.rate * other.rate + self.value * other.curve,
            )
        return Jet(self.value * other, self.rate * other, self.curve * other)

    __radd__ = __add__
    __rmul__ = __mul__


def time_jet(t_s: Floats) -> Jet:
    """Time itself as a jet: rate 1, curve 0.

    Parameters
    ----------
    t_s : (n,) float64
        Times, s.
    """
    return Jet(t_s, np.ones_like(t_s), np.zeros_like(t_s))


def sin_cos(angle: Jet) -> tuple[Jet, Jet]:
    """Sine and cosine, as jets.

    Parameters
    ----------
    angle : Jet
        (n,) angles, rad.
    """
    s, c = np.sin(angle.value), np.cos(angle.value)
    rate2 = angle.rate**2
    sine = Jet(s, c * angle.rate, c * angle.curve - s * rate2)
    cosine = Jet(c, -s * angle.rate, -s * angle.curve - c * rate2)
    return sine, cosine


def exp(exponent: Jet) -> Jet:
    """Exponential function, as a jet.

    Parameters
    ----------
    exponent : Jet
        (n,) exponents, no unit.
    """
    e = np.exp(exponent.value)
    return Jet(e, e * exponent.rate, e * (exponent.curve + exponent.rate**2))
