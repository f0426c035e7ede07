"""Impacts and vibration: what the case feels on top of the foot's path.

A landing shakes the case against the foot for a few hundredths of a second: in the packaged
scenarios by 0.2 mm and 0.2° in the median, and by up to 4 mm and 3°. The truth is that of the
foot, which does not shake. Each shock is made as a small displacement (or angle) that begins
and ends at 0, and what the sensor feels are its exact derivatives. So a shock leaves neither
velocity nor tilt behind when the samples are integrated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.simulate.drag import Drag
from gaitsense.simulate.jet import Floats, Jet, exp, sin_cos, time_jet
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.ramp import bump, peak_factor, ramps_at
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.stride import PlannedStride, contact_pitch_deg

#: A ring has died away after so many of its time constants (below 0.1 ‰ of its peak).
_RING_LENGTH: Final = 8.0
#: Speed for which `impact_g` is given, m/s, and sliding speed for which vibration is, m/s.
_IMPACT_SPEED_MPS: Final = 1.25
_SLIDING_SPEED_MPS: Final = 3.0
#: Bands of vibration, Hz: of a sliding toe, and of a case in the air.
_DRAG_BAND_HZ: Final = (20.0, 100.0)
_SWING_BAND_HZ: Final = (15.0, 60.0)
#: The case tilts about a point so far away when it shakes, m.
_TILT_ARM_M: Final = 0.10
_TONES: Final = 16
#: How fast an impact rolls and tips the case, °/s per g.
_ROLL_DPS: Final = 22.0
_TIP_DPS: Final = 14.0


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
    """

    start_s: float
    end_s: float
    rms_mps2: tuple[float, float]
    tones_hz: Floats
    phases: Floats

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
        envelope = ramps_at(bump(self.start_s, self.end_s, 1.0, 0.25, 0.25), t_s) * lean
        # sin(wt + p) = sin(wt) cos(p) + cos(wt) sin(p): a tone is computed once for all axes.
        omega = 2.0 * np.pi * self.tones_hz
        angle = omega * (t_s[:, None] - self.start_s)
        size = np.sqrt(2.0 / len(omega))
        sine, cosine = np.sin(angle), np.cos(angle)
        along, across = size * np.cos(self.phases), size * np.sin(self.phases)
        by_omega, by_square = 1.0 / omega[:, None], 1.0 / omega[:, None] ** 2
        wave = Jet(
            -(sine @ (along * by_square) + cosine @ (across * by_square)),
            -(cosine @ (along * by_omega) - sine @ (across * by_omega)),
            sine @ along + cosine @ across,
        )
        shift = Jet(envelope.value[:, None], envelope.rate[:, None], envelope.curve[:, None]) * wave
        return shift.curve[:, :3], shift.rate[:, 3:] / _TILT_ARM_M


class Shocks:
    """All impacts and vibrations of one foot's walk.

    Parameters
    ----------
    motion : FootMotion
        The foot's walk.
    scenario : Scenario
        Strength of impacts and floor.
    rng : numpy.random.Generator
        Stream of shocks.
    """

    def __init__(self, motion: FootMotion, scenario: Scenario, rng: np.random.Generator) -> None:
        self._parts: list[Ring | Vibration] = []
        self._drags: dict[int, Vibration] = {}
        for row, (stride, shape) in enumerate(zip(motion.strides, motion.shapes, strict=True)):
            self._parts += _landing(stride, scenario, rng)
            swing = _swing(stride, scenario, rng)
            sliding = _sliding(motion, row, shape.drag, scenario, rng)
            self._parts += [part for part in (swing, sliding) if part is not None]
            if sliding is not None:
                self._drags[row] = sliding

    def add_to(self, t_s: Floats, acc_mps2: Floats, gyr_radps: Floats) -> None:
        """Add all shocks to what a quiet sensor feels, in place.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s, rising.
        acc_mps2 : (n, 3) float64
            Specific force, m/s², FOOT; changed.
        gyr_radps : (n, 3) float64
            Angular rate, rad/s, FOOT; changed.
        """
        for part in self._parts:
            first, last = np.searchsorted(t_s, (part.start_s, part.end_s))
            if last > first:
                acc, gyr = part.felt(t_s[first:last])
                acc_mps2[first:last] += acc
                gyr_radps[first:last] += gyr

    def drag_peak_mps2(self, row: int) -> float:
        """Strongest vibration of the drag in one stride.

        Parameters
        ----------
        row : int
            The stride, counted from 0 as in `FootMotion.strides`.

        Returns
        -------
        float
            Largest norm of the specific force that the sliding adds, m/s², looked at every
            millisecond; 0 where the toe does not drag.
        """
        vibration = self._drags.get(row)
        if vibration is None:
            return 0.0
        t_s = np.arange(vibration.start_s, vibration.end_s, 0.001)
        return float(np.max(np.linalg.norm(vibration.felt(t_s)[0], axis=1)))


def _landing(stride: PlannedStride, scenario: Scenario, rng: np.random.Generator) -> list[Ring]:
    """Ring at first contact, and again when the whole sole comes down."""
    strength = np.exp(0.30 * rng.standard_normal(2))
    tone_hz, decay_s = rng.uniform(25.0, 60.0, 2), rng.uniform(0.010, 0.020, 2)
    sideways = 0.25 * rng.standard_normal(2)
    times, pitch_deg = stride.times, contact_pitch_deg(stride.pattern)
    way_m = np.hypot(stride.target.x_m - stride.origin.x_m, stride.target.y_m - stride.origin.y_m)
    speed = float(np.clip(way_m / scenario.stride_time_s / _IMPACT_SPEED_MPS, 0.25, 1.5))
    first_g = (
        scenario.impact_g * speed * (1.0 if pitch_deg > 5.0 else 0.7 if pitch_deg > 0 else 0.45)
    )
    landing_s = times.foot_flat_s - times.initial_contact_s
    rate_dps = peak_factor(0.3, 0.5, 0.0) * abs(pitch_deg) / landing_s
    second_g = scenario.impact_g * min(0.15 * (rate_dps / 325.0) ** 2, 1.0)
    # The heel's impact tips the toes down at first, the toe's impact tips them up.
    tip = 1.0 if pitch_deg > 0.0 else -1.0
    outward = OUTWARD_SIGN[stride.side]
    rings = []
    for k, (at_s, peak_g, turn) in enumerate(
        ((times.initial_contact_s, first_g, tip), (times.foot_flat_s, second_g, -tip))
    ):
        peak = float(strength[k]) * peak_g
        aside = outward * float(sideways[k])
        along = np.array([-0.35, aside, 1.0])
        acc = peak * STANDARD_GRAVITY_MPS2 * along / np.linalg.norm(along)
        gyr = peak * np.array([_ROLL_DPS * outward, _TIP_DPS * turn, _ROLL_DPS * aside])
        rings.append(Ring(at_s, float(tone_hz[k]), float(decay_s[k]), acc, gyr * RAD_PER_DEG))
    return rings


def _swing(stride: PlannedStride, scenario: Scenario, rng: np.random.Generator) -> Vibration | None:
    rms_mps2 = scenario.swing_vibration_mps2 * float(np.exp(0.5 * rng.standard_normal()))
    tones_hz, phases = _tones(rng, _SWING_BAND_HZ)
    if rms_mps2 == 0.0:
        return None
    times = stride.times
    return Vibration(
        times.toe_off_s - 0.03, times.initial_contact_s, (rms_mps2, rms_mps2), tones_hz, phases
    )


def _sliding(
    motion: FootMotion,
    row: int,
    drag: Drag | None,
    scenario: Scenario,
    rng: np.random.Generator,
) -> Vibration | None:
    tones_hz, phases = _tones(rng, _DRAG_BAND_HZ)
    if drag is None:
        return None
    quarter_s = 0.25 * (drag.end_s - drag.start_s)
    t_s = np.array([drag.start_s + quarter_s, drag.end_s - quarter_s])
    ball = motion.pose(t_s, np.full(2, row)).ball
    speed_mps = np.hypot(ball[0].rate, ball[1].rate)
    rms = scenario.surface_gain * drag.wish.vibration_mps2 * speed_mps / _SLIDING_SPEED_MPS
    return Vibration(drag.start_s, drag.end_s, (float(rms[0]), float(rms[1])), tones_hz, phases)


def _tones(rng: np.random.Generator, band_hz: tuple[float, float]) -> tuple[Floats, Floats]:
    return rng.uniform(*band_hz, _TONES), rng.uniform(0.0, 2.0 * np.pi, (_TONES, 6))
