"""Impacts and vibration: what the case feels on top of the foot's path.

A landing shakes the case against the foot for a few hundredths of a second: in the packaged
scenarios by 0.2 mm and 0.2° in the median, and by up to 4 mm and 3°. The truth is that of the
foot, which does not shake. The forms of shaking (`shaking`) leave neither velocity nor tilt
behind when the samples are integrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.simulate.drag import Drag
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.person import MEDIAN_PERSON, Person
from gaitsense.simulate.ramp import Ramp, peak_factor
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.shaking import Ring, Shaking, Swell, Vibration, draw_tones, shake
from gaitsense.simulate.stride import PlannedStride, contact_pitch_deg

#: Speed for which `impact_g` is given, m/s, and sliding speed for which vibration is, m/s.
_IMPACT_SPEED_MPS: Final = 1.25
SLIDING_SPEED_MPS: Final = 3.0
#: Band of the vibration of a case in the air, Hz.
_SWING_BAND_HZ: Final = (10.0, 60.0)
#: In the air it tilts about a nearer point than on the floor, m.
_SWING_ARM_M: Final = 0.035
#: Its course: how many times stronger than in mid-swing it is at lift-off and at the landing;
#: from which share of swing on it comes back.
_LIFT_OFF: Final = 30.0
_COMING: Final = 18.0
_COMING_FROM: Final = 0.55
#: It sets in and ends so long before lift-off and after the landing, and the ring of lift-off
#: dies away in so long a time, s: fast at first (shape of the ramp).
_BEFORE_S: Final = 0.05
_AFTER_S: Final = 0.03
_RINGS_S: Final = 0.12
_DYING: Final = (0.15, 0.85)
#: Spread from stride to stride of that, and of the landings (of the logarithm).
_SWING_SPREAD: Final = 0.3
_LANDING_SPREAD: Final = 0.15
#: Decay of an impact: median, shortest, longest, s, and spread (of its logarithm).
_DECAY_S: Final = (0.025, 0.010, 0.060)
_DECAY_SPREAD: Final = 0.4
#: How fast an impact rolls and tips the case, °/s per g.
_ROLL_DPS: Final = 70.0
_TIP_DPS: Final = 45.0
#: A case on the side of the shoe, nearer to the heel, feels more of the landing.
_SIDE_GAIN: Final = 2.2


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
    more : sequence of Shaking
        What else shakes the shoe.
    person : Person
        Who walks; by default a median one.
    """

    def __init__(
        self,
        motion: FootMotion,
        scenario: Scenario,
        rng: np.random.Generator,
        more: Sequence[Shaking] = (),
        person: Person = MEDIAN_PERSON,
    ) -> None:
        self._parts: list[Shaking] = []
        self._drags: dict[int, Vibration] = {}
        for row, (stride, shape) in enumerate(zip(motion.strides, motion.shapes, strict=True)):
            self._parts += _landing(stride, scenario, person, rng)
            swing = _swing(stride, scenario, person, rng)
            sliding = _sliding(motion, row, shape.drag, scenario, rng)
            self._parts += [part for part in (swing, sliding) if part is not None]
            if sliding is not None:
                self._drags[row] = sliding
        self._parts += more

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
        shake(self._parts, t_s, acc_mps2, gyr_radps)

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


def _landing(
    stride: PlannedStride, scenario: Scenario, person: Person, rng: np.random.Generator
) -> list[Ring]:
    """Ring at first contact, and again when the whole sole comes down."""
    strength = person.impact * np.exp(_LANDING_SPREAD * rng.standard_normal(2))
    median_s, shortest_s, longest_s = _DECAY_S
    tone_hz = rng.uniform(25.0, 60.0, 2)
    decay_s = median_s * np.exp(_DECAY_SPREAD * rng.standard_normal(2))
    decay_s = np.clip(decay_s, shortest_s, longest_s)
    sideways = 0.25 * rng.standard_normal(2)
    times, pitch_deg = stride.times, contact_pitch_deg(stride.pattern)
    way_m = np.hypot(stride.target.x_m - stride.origin.x_m, stride.target.y_m - stride.origin.y_m)
    speed = float(np.clip(way_m / scenario.stride_time_s / _IMPACT_SPEED_MPS, 0.25, 1.5))
    impact_g = scenario.impact_g * scenario.floor.impact
    impact_g *= _SIDE_GAIN if scenario.sensor_place == "lateral" else 1.0
    first_g = impact_g * speed * (1.0 if pitch_deg > 5.0 else 0.7 if pitch_deg > 0 else 0.45)
    landing_s = times.foot_flat_s - times.initial_contact_s
    rate_dps = peak_factor(0.3, 0.5, 0.0) * abs(pitch_deg) / landing_s
    second_g = impact_g * min(0.15 * (rate_dps / 325.0) ** 2, 1.0)
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
        gyr = (
            person.impact_turn
            * peak
            * np.array([_ROLL_DPS * outward, _TIP_DPS * turn, _ROLL_DPS * aside])
        )
        rings.append(Ring(at_s, float(tone_hz[k]), float(decay_s[k]), acc, gyr * RAD_PER_DEG))
    return rings


def _swing(
    stride: PlannedStride, scenario: Scenario, person: Person, rng: np.random.Generator
) -> Swell | None:
    """Ring of lift-off, near silence in mid-swing, and what announces the landing."""
    rms_mps2 = scenario.swing_vibration_mps2 * person.vibration
    rms_mps2 *= float(np.exp(_SWING_SPREAD * rng.standard_normal()))
    tones_hz, phases = draw_tones(rng, _SWING_BAND_HZ)
    if rms_mps2 == 0.0:
        return None
    times = stride.times
    off_s, contact_s = times.toe_off_s, times.initial_contact_s
    ring, coming = _LIFT_OFF * rms_mps2, _COMING * rms_mps2
    course = [
        Ramp(off_s - _BEFORE_S, off_s, rms_mps2 + ring),
        Ramp(off_s, off_s + _RINGS_S, -ring, *_DYING),
        Ramp(times.in_swing(_COMING_FROM), contact_s, coming, *_DYING[::-1]),
        Ramp(contact_s, contact_s + _AFTER_S, -(rms_mps2 + coming)),
    ]
    return Swell(
        off_s - _BEFORE_S,
        contact_s + _AFTER_S,
        course,
        tones_hz,
        phases,
        _SWING_ARM_M / person.vibration_turn,
    )


def _sliding(
    motion: FootMotion,
    row: int,
    drag: Drag | None,
    scenario: Scenario,
    rng: np.random.Generator,
) -> Vibration | None:
    floor = scenario.floor
    low_hz, high_hz = floor.band_hz
    scuff = drag is not None and drag.wish.kind == "scuff"
    # A pulse has no time for the slow half of the band.
    low_hz = 0.5 * (low_hz + high_hz) if scuff else low_hz
    tones_hz, phases = draw_tones(rng, (low_hz, high_hz))
    if drag is None:
        return None
    quarter_s = 0.25 * (drag.end_s - drag.start_s)
    t_s = np.array([drag.start_s + quarter_s, drag.end_s - quarter_s])
    ball = motion.pose(t_s, np.full(2, row)).ball
    speed_mps = np.hypot(ball[0].rate, ball[1].rate)
    gain = scenario.surface_gain * floor.gain
    rms = gain * drag.wish.vibration_mps2 * speed_mps / SLIDING_SPEED_MPS
    strength, flank = (float(rms[0]), float(rms[1])), 0.5 if scuff else 0.25
    return Vibration(drag.start_s, drag.end_s, strength, tones_hz, phases, flank)
