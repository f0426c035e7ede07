"""A foot that stands is not dead: under a body that passes over it, it rocks a little.

The case turns and shifts about where the foot stands, slowly (1 to 15 Hz), and is back when the
heel lifts off. The truth stays that of the foot without it, which stands still. Between walks,
where both feet stand, a foot is as still as its sensor can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.simulate.jet import Floats, Jet
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.ramp import bump, ramps_at

#: Band of the rocking, Hz.
_BAND_HZ: Final = (1.0, 15.0)
_TONES: Final = 8
#: Spread from stride to stride (standard deviation of the logarithm).
_STRIDE_SPREAD: Final = 0.5
#: Force of the shift that goes with a rate, m/s² per °/s: half of what goes with it in people
#: (0.3 with 4.7). Part of theirs is fast, and moves nothing; all of it as slow as this would
#: carry a foot further off its place than people's feet go.
_FORCE_PER_RATE: Final = 0.032
#: How the rate is shared by roll, pitch and heading; the sum of squares is 1.
_AXES: Final = np.array([0.6, 0.7, 0.39])
#: Share of the time in which it swells, and in which it dies away.
_FLANK: Final = 0.3
#: A foot that stands shorter than this hardly rocks, one that stands longer is not walking, s.
_STANDS_S: Final = (0.06, 2.5)


@dataclass(frozen=True, slots=True, eq=False)
class Rocking:
    """Slow band noise of tilt and shift between two moments.

    Parameters
    ----------
    start_s, end_s : float
        Begin and end, s.
    rate_dps : float
        Root mean square of the rate over all axes, °/s, where it has swollen.
    tones_hz : (tones,) float64
        Frequencies, Hz; none slower than once in the time it lasts.
    phases : (tones, 6) float64
        Their phases for three axes of tilt and three of shift, rad.
    """

    start_s: float
    end_s: float
    rate_dps: float
    tones_hz: Floats
    phases: Floats

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own rest.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s, from `start_s` to `end_s`.

        Returns
        -------
        acc_mps2 : (n, 3) float64
            Specific force, m/s², FOOT.
        gyr_radps : (n, 3) float64
            Angular rate, rad/s, FOOT.
        """
        swollen = ramps_at(bump(self.start_s, self.end_s, 1.0, _FLANK, _FLANK), t_s)
        envelope = Jet(swollen.value[:, None], swollen.rate[:, None], swollen.curve[:, None])
        rate = self.rate_dps * np.sqrt(2.0 / len(self.tones_hz))
        tilt = envelope * self._tones(t_s, rate * RAD_PER_DEG * _AXES, slice(0, 3), power=1)
        force = rate * _FORCE_PER_RATE * np.full(3, np.sqrt(1.0 / 3.0))
        shift = envelope * self._tones(t_s, force, slice(3, 6), power=2)
        acc = shift.curve.copy()
        # A tilted case sees gravity from aside.
        acc[:, 0] -= STANDARD_GRAVITY_MPS2 * tilt.value[:, 1]
        acc[:, 1] += STANDARD_GRAVITY_MPS2 * tilt.value[:, 0]
        return acc, tilt.rate

    def _tones(self, t_s: Floats, size: Floats, columns: slice, power: int) -> Jet:
        """Sum of tones whose derivative of that order has the same size at all frequencies."""
        omega = 2.0 * np.pi * self.tones_hz
        angle = (t_s - self.start_s)[:, None, None] * omega[:, None] + self.phases[:, columns]
        by_omega = omega[:, None] ** -float(power) * size
        sine, cosine = np.sin(angle), np.cos(angle)
        square = omega[:, None] ** 2
        return Jet(
            np.sum(by_omega * sine, axis=1),
            np.sum(by_omega * omega[:, None] * cosine, axis=1),
            -np.sum(by_omega * square * sine, axis=1),
        )


def rocking(motion: FootMotion, rate_dps: float, rng: np.random.Generator) -> tuple[Rocking, ...]:
    """All rocking of one foot, in the stances between its strides.

    Parameters
    ----------
    motion : FootMotion
        The foot's walk.
    rate_dps : float
        Median over the stances of the root mean square of the rate over all axes, °/s.
    rng : numpy.random.Generator
        Stream of this foot's rocking.

    Returns
    -------
    tuple of Rocking
        None for a rate of 0.
    """
    if rate_dps == 0.0:
        return ()
    parts = []
    for begin_s, end_s in zip(motion.foot_flat_s[:-1], motion.heel_off_s[1:], strict=True):
        strength = rate_dps * float(np.exp(_STRIDE_SPREAD * rng.standard_normal()))
        tones_hz = rng.uniform(*_BAND_HZ, _TONES)
        phases = rng.uniform(0.0, 2.0 * np.pi, (_TONES, 6))
        length_s = float(end_s - begin_s)
        if _STANDS_S[0] <= length_s <= _STANDS_S[1]:
            slowest_hz = 1.0 / length_s
            tones_hz = np.maximum(tones_hz, slowest_hz)
            parts.append(Rocking(float(begin_s), float(end_s), strength, tones_hz, phases))
    return tuple(parts)
