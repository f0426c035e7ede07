"""Forms of shaking: what a case feels on top of the foot's path, and leaves nothing behind.

Each is made as a small displacement (or angle) that begins and ends at 0, and what the sensor
feels are its exact derivatives. So it leaves neither velocity nor tilt behind when the samples
are integrated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from gaitsense.simulate.jet import Floats, Jet, exp, sin_cos, time_jet
from gaitsense.simulate.ramp import Ramp, bump, ramps_at

#: A ring has died away after so many of its time constants (below 0.1 ‰ of its peak).
_RING_LENGTH: Final = 8.0
#: The case tilts about a point so far away when it shakes, m.
TILT_ARM_M: Final = 0.10
_TONES: Final = 16


class Shaking(Protocol):
    """Anything that shakes the case for a time."""

    @property
    def start_s(self) -> float:
        """Begin, s."""

    @property
    def end_s(self) -> float:
        """When it is over, s."""

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own motion.

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


def shake(parts: Iterable[Shaking], t_s: Floats, acc_mps2: Floats, gyr_radps: Floats) -> None:
    """Add shaking to what a quiet sensor feels, in place.

    Parameters
    ----------
    parts : iterable of Shaking
        What shakes, in any order.
    t_s : (n,) float64
        Times, s, rising.
    acc_mps2 : (n, 3) float64
        Specific force, m/s², FOOT; changed.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, FOOT; changed.
    """
    for part in parts:
        first, last = np.searchsorted(t_s, (part.start_s, part.end_s))
        if last > first:
            acc, gyr = part.felt(t_s[first:last])
            acc_mps2[first:last] += acc
            gyr_radps[first:last] += gyr


def draw_tones(rng: np.random.Generator, band_hz: tuple[float, float]) -> tuple[Floats, Floats]:
    """Draw the tones of a band noise.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of what shakes; it advances by the same amount whatever the band.
    band_hz : tuple of two float
        Lowest and highest frequency, Hz.

    Returns
    -------
    tones_hz : (tones,) float64
        Frequencies, Hz.
    phases : (tones, 6) float64
        Phases for three axes of force and three of tilt, rad.
    """
    return rng.uniform(*band_hz, _TONES), rng.uniform(0.0, 2.0 * np.pi, (_TONES, 6))


def shaken(
    envelope: Jet,
    since_s: Floats,
    tones_hz: Floats,
    phases: Floats,
    tilt_arm_m: float = TILT_ARM_M,
) -> tuple[Floats, Floats]:
    """Band noise under an envelope.

    Parameters
    ----------
    envelope : Jet
        (n,) root mean square per axis, m/s².
    since_s : (n,) float64
        Times since the noise's own zero, s.
    tones_hz : (tones,) float64
        Frequencies, Hz.
    phases : (tones, 6) float64
        Their phases for three axes of force and three of tilt, rad.
    tilt_arm_m : float
        How far away the point is about which the case tilts, m.

    Returns
    -------
    acc_mps2 : (n, 3) float64
        Specific force, m/s², FOOT.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, FOOT.
    """
    # sin(wt + p) = sin(wt) cos(p) + cos(wt) sin(p): a tone is computed once for all axes.
    omega = 2.0 * np.pi * tones_hz
    angle = omega * since_s[:, None]
    size = np.sqrt(2.0 / len(omega))
    sine, cosine = np.sin(angle), np.cos(angle)
    along, across = size * np.cos(phases), size * np.sin(phases)
    by_omega, by_square = 1.0 / omega[:, None], 1.0 / omega[:, None] ** 2
    wave = Jet(
        -(sine @ (along * by_square) + cosine @ (across * by_square)),
        -(cosine @ (along * by_omega) - sine @ (across * by_omega)),
        sine @ along + cosine @ across,
    )
    shift = Jet(envelope.value[:, None], envelope.rate[:, None], envelope.curve[:, None]) * wave
    return shift.curve[:, :3], shift.rate[:, 3:] / tilt_arm_m


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """A decaying oscillation after an impact.

    Parameters
    ----------
    start_s : float
        Moment of the impact, s.
    frequency_hz, decay_s : float
        Its tone, Hz, and its time constant, s.
    acc_mps2 : (3,) float64
        Peak of the specific force, m/s², FOOT.
    gyr_radps : (3,) float64
        Peak of the angular rate, rad/s, FOOT.
    """

    start_s: float
    frequency_hz: float
    decay_s: float
    acc_mps2: Floats
    gyr_radps: Floats

    @property
    def end_s(self) -> float:
        """When it has died away, s."""
        return self.start_s + _RING_LENGTH * self.decay_s

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own motion.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s, from `start_s` to `end_s`; outside of them the formula does not hold.

        Returns
        -------
        acc_mps2 : (n, 3) float64
            Specific force, m/s², FOOT.
        gyr_radps : (n, 3) float64
            Angular rate, rad/s, FOOT.
        """
        grid = np.linspace(0.0, 6.0 * self.decay_s, 241)
        whole, part = self._wave(grid), self._wave(t_s - self.start_s)
        # The largest swing has the sign of the given peak.
        acc = part.curve / whole.curve[np.argmax(np.abs(whole.curve))]
        gyr = part.rate / whole.rate[np.argmax(np.abs(whole.rate))]
        return acc[:, None] * self.acc_mps2, gyr[:, None] * self.gyr_radps

    def _wave(self, since_s: Floats) -> Jet:
        # A force that sets in without a jump has to grow first; twice the speed of decay keeps
        # the whole as short as a ring that starts at its peak.
        time = time_jet(since_s) * (2.0 / self.decay_s)
        tone, _ = sin_cos(time_jet(since_s) * (2.0 * np.pi * self.frequency_hz))
        return time * time * exp(-time) * tone


@dataclass(frozen=True, slots=True, eq=False)
class Vibration:
    """Band noise between two moments, as a sum of tones under a smooth envelope.

    Parameters
    ----------
    start_s, end_s : float
        Begin and end, s.
    rms_mps2 : tuple of two float
        Root mean square per axis a quarter of the way in, and a quarter before the end, m/s²;
        it goes evenly from one to the other.
    tones_hz : (tones,) float64
        Frequencies, Hz.
    phases : (tones, 6) float64
        Their phases for three axes of force and three of tilt, rad.
    flank : float
        Share of the time in which it swells, and in which it dies away, up to 0.5.
    """

    start_s: float
    end_s: float
    rms_mps2: tuple[float, float]
    tones_hz: Floats
    phases: Floats
    flank: float = 0.25

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own motion.

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
        first, last = self.rms_mps2
        length_s = self.end_s - self.start_s
        share = (time_jet(t_s) - self.start_s) * (1.0 / length_s)
        lean = (share - 0.25) * (2.0 * (last - first)) + first
        envelope = ramps_at(bump(self.start_s, self.end_s, 1.0, self.flank, self.flank), t_s) * lean
        return shaken(envelope, t_s - self.start_s, self.tones_hz, self.phases)


@dataclass(frozen=True, slots=True, eq=False)
class Swell:
    """Band noise whose strength follows a course of ramps.

    Parameters
    ----------
    start_s, end_s : float
        Begin and end, s.
    strength : list of Ramp
        Root mean square per axis, m/s²; 0 at both ends.
    tones_hz : (tones,) float64
        Frequencies, Hz.
    phases : (tones, 6) float64
        Their phases for three axes of force and three of tilt, rad.
    tilt_arm_m : float
        How far away the point is about which the case tilts, m.
    """

    start_s: float
    end_s: float
    strength: list[Ramp]
    tones_hz: Floats
    phases: Floats
    tilt_arm_m: float = TILT_ARM_M

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own motion.

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
        envelope = ramps_at(self.strength, t_s)
        return shaken(envelope, t_s - self.start_s, self.tones_hz, self.phases, self.tilt_arm_m)
