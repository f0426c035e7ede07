"""The one building block of every movement: a smooth, monotone ramp.

A ramp goes from 0 to its size between two times. Its rate is a trapezoid with rounded flanks:
it grows over the first share of the time, runs on a (possibly tilted) plateau, and falls over
the last share. Rate and its first two derivatives are continuous everywhere, so a sum of ramps
is three times continuously differentiable; and it never overshoots, so signs that contact
demands (heel down, toes not below the floor) hold by construction. Everything is a polynomial;
derivatives are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaitsense.simulate.jet import Floats, Jet


class Ramp(NamedTuple):
    """One ramp of a course.

    Parameters
    ----------
    start_s, end_s : float
        When it begins and ends, s; 0 before, `size` after.
    size : float
        What it adds in all, in the course's unit; may be negative.
    rise : float
        Share of the time over which its rate grows, 0..1.
    fall : float
        Share over which its rate falls again; `rise + fall` is at most 1.
    tilt : float
        How the plateau of the rate leans: +0.3 makes it 30 % faster at the end and 30 % slower
        at the begin, within -1..1.
    """

    start_s: float
    end_s: float
    size: float
    rise: float = 0.5
    fall: float = 0.5
    tilt: float = 0.0


def bump(
    start_s: float, end_s: float, size: float, up: float = 0.5, down: float = 0.5
) -> tuple[Ramp, Ramp]:
    """Two ramps that rise by `size` over the first share and sink over the last one.

    Parameters
    ----------
    start_s, end_s : float
        Times outside of which it is 0, s.
    size : float
        Height of the plateau, in the course's unit.
    up, down : float
        Shares of the time for rising and sinking; `up + down` is at most 1.

    Returns
    -------
    tuple of Ramp
    """
    length_s = end_s - start_s
    return (
        Ramp(start_s, start_s + up * length_s, size),
        Ramp(end_s - down * length_s, end_s, -size),
    )


def peak_factor(rise: float, fall: float, tilt: float) -> float:
    """Largest rate of a ramp, relative to its mean rate.

    Parameters
    ----------
    rise, fall, tilt : float
        Shape of the ramp, as in `Ramp`.

    Returns
    -------
    float
        1 for a constant rate, 2 for `rise` = `fall` = 0.5 without tilt.
    """
    v = np.linspace(0.0, 1.0, 1001)
    shape = (np.full_like(v, knob) for knob in (rise, fall, tilt))
    return float(np.max(_unit_ramp(v, *shape).rate))


def ramp_at(ramp: Ramp, t_s: Floats) -> Jet:
    """Evaluate one ramp.

    Parameters
    ----------
    ramp : Ramp
        The ramp.
    t_s : (n,) float64
        Times, s.

    Returns
    -------
    Jet
        (n,) values in the unit of its size, with derivatives.
    """
    return RampTable([[ramp]]).at(t_s, np.zeros(len(t_s), np.int64))


def ramps_at(ramps: Sequence[Ramp], t_s: Floats) -> Jet:
    """Evaluate the sum of several ramps.

    Parameters
    ----------
    ramps : sequence of Ramp
        The ramps; none give 0.
    t_s : (n,) float64
        Times, s.

    Returns
    -------
    Jet
        (n,) values in the unit of their sizes, with derivatives.
    """
    return RampTable([ramps]).at(t_s, np.zeros(len(t_s), np.int64))


class RampTable:
    """The ramps of one course over many strides, to be evaluated all at once.

    Parameters
    ----------
    rows : sequence of sequences of Ramp
        For each stride, its ramps.
    base : (rows,) float64, optional
        Value at each stride's begin.
    """

    def __init__(self, rows: Sequence[Sequence[Ramp]], base: Floats | None = None) -> None:
        self._base = np.zeros(len(rows)) if base is None else base
        slots = max((len(row) for row in rows), default=0)
        idle = Ramp(0.0, 1.0, 0.0)
        filled = [[*row, *[idle] * (slots - len(row))] for row in rows]
        knobs = np.array(filled, dtype=np.float64).reshape(len(rows), slots, 6)
        self._slots = [knobs[:, slot] for slot in range(slots) if knobs[:, slot, 2].any()]

    def at(self, t_s: Floats, row: NDArray[np.int64]) -> Jet:
        """Evaluate the course.

        Parameters
        ----------
        t_s : float64 array
            Times, s, of any shape.
        row : int64 array
            The stride that each time belongs to, of the same shape.

        Returns
        -------
        Jet
            Values of that shape, with derivatives.
        """
        value = self._base[row]
        rate, curve = np.zeros_like(t_s), np.zeros_like(t_s)
        for knobs in self._slots:
            size = knobs[:, 2][row]
            begun, over = t_s > knobs[:, 0][row], t_s >= knobs[:, 1][row]
            value += np.where(over, size, 0.0)
            inside = np.nonzero(begun & ~over & (size != 0.0))
            start, end, grow, *shape = knobs[row[inside]].T
            part = _unit_ramp((t_s[inside] - start) / (end - start), *shape)
            value[inside] += grow * part.value
            rate[inside] += grow / (end - start) * part.rate
            curve[inside] += grow / (end - start) ** 2 * part.curve
        return Jet(value, rate, curve)


def _unit_ramp(v: Floats, rise: Floats, fall: Floats, tilt: Floats) -> Jet:
    """Ramp from 0 to 1 for v from 0 to 1."""
    up, down = np.minimum(v / rise, 1.0), np.minimum((1.0 - v) / fall, 1.0)
    up_step, down_step = _step(up), _step(down)
    # Up to the end of the plateau the area is summed from the left, behind it from the right.
    mid = np.minimum(np.maximum(v, rise), 1.0 - fall)
    left = rise * ((1.0 - tilt) * _area(up) + 2.0 * tilt * rise * _moment(up))
    plateau = (mid - rise) * (1.0 - tilt + tilt * (mid + rise))
    right = fall * ((1.0 + tilt) * _area(down) - 2.0 * tilt * fall * _moment(down))
    total = rise * ((1.0 - tilt) * 0.5 + 2.0 * tilt * rise * _WHOLE_MOMENT)
    total += (1.0 - fall - rise) * (1.0 - tilt + tilt * (1.0 - fall + rise))
    total += fall * ((1.0 + tilt) * 0.5 - 2.0 * tilt * fall * _WHOLE_MOMENT)
    lean = 1.0 + tilt * (2.0 * v - 1.0)
    curve = _step_rate(up) / rise * down_step * lean
    curve -= up_step * _step_rate(down) / fall * lean
    curve += up_step * down_step * 2.0 * tilt
    return Jet(
        np.where(v <= 1.0 - fall, left + plateau, total - right) / total,
        up_step * down_step * lean / total,
        curve / total,
    )


#: Integral of q times the step over all of 0..1.
_WHOLE_MOMENT: Final = 2.0 - 2.5 + 6.0 / 7.0


def _step(q: Floats) -> Floats:
    """Quintic step from 0 to 1, with two zero derivatives at both ends."""
    return q * q * q * (10.0 - 15.0 * q + 6.0 * q * q)


def _step_rate(q: Floats) -> Floats:
    return 30.0 * (q * (1.0 - q)) ** 2


def _area(q: Floats) -> Floats:
    """Integral of the step from 0 to q; 1/2 at q = 1."""
    return (q * q) ** 2 * (2.5 - 3.0 * q + q * q)


def _moment(q: Floats) -> Floats:
    """Integral of q times the step from 0 to q."""
    return (q * q) ** 2 * q * (2.0 - 2.5 * q + 6.0 / 7.0 * q * q)
