"""How firmly the case sits on the shoe: a soft strap, a loose clip.

A rigid mount passes on what the shoe does. A soft one is a mass on a spring and a damper, whose
foot is the shoe: below its own frequency the case follows, around it the case swings further
than the shoe, above it the shoe's vibration hardly arrives. A loose one rattles: after every
jolt, and at times without one.

What is simplified: force and rate of each FOOT axis pass through the same linear system, with
one frequency and one damping for shifts and tilts, without coupling of the axes and without the
apparent forces in the turning foot; there is no end stop. The truth stays that of the foot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.pattern import require
from gaitsense.simulate.shaking import Vibration, draw_tones

#: Softer straps would let a landing throw the case by centimetres, Hz.
_SOFTEST_HZ: Final = 8.0
#: Band of a rattling case, Hz.
_RATTLE_BAND_HZ: Final = (40.0, 200.0)
#: How long a rattle lasts, s, and the spread of its strength (of its logarithm).
_RATTLE_S: Final = (0.05, 0.12)
_RATTLE_SPREAD: Final = 0.4
#: Strength of a rattle after a landing, relative to that after any other jolt.
_LANDING_RATTLE: Final = 2.0
#: A swing may hold so many rattles without a jolt, each with this probability.
_SWING_RATTLES: Final = 4
_SWING_CHANCE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Mount:
    """How firmly the case sits on the shoe. Defaults are a rigid mount.

    Parameters
    ----------
    soft_hz : float
        Frequency at which the case swings on its strap, 8..100 Hz; 0: rigid.
    damping : float
        Share of critical damping of that swinging.
    rattle_mps2 : float
        Root mean square per axis of a loose case that rattles, m/s², median over the rattles;
        twice as much after a landing; 0: it does not rattle.
    """

    soft_hz: float = 0.0
    damping: float = 0.3
    rattle_mps2: float = 0.0

    def __post_init__(self) -> None:
        require("mount.soft_hz", self.soft_hz, 0.0, 100.0)
        require("mount.damping", self.damping, 0.02, 2.0)
        require("mount.rattle_mps2", self.rattle_mps2, 0.0, 100.0)
        if 0.0 < self.soft_hz < _SOFTEST_HZ:
            raise ConfigError(
                f"mount.soft_hz must be 0 for a rigid mount, or at least {_SOFTEST_HZ:g}, "
                f"not {self.soft_hz!r}"
            )


def on_strap(mount: Mount, values: Floats, rate_hz: float) -> Floats:
    """Let the case follow the shoe through its strap.

    Parameters
    ----------
    mount : Mount
        The strap; a rigid mount changes nothing.
    values : (n, 3) float64
        Specific force, m/s², or angular rate, rad/s, of the shoe, FOOT; it rests at first.
    rate_hz : float
        Samples per second, Hz; well above the frequency of the strap.

    Returns
    -------
    (n, 3) float64
        The same of the case.

    Source
    ------
    Own; the transmissibility of a spring and a damper side by side,
    (2 d w s + w²) / (s² + 2 d w s + w²), by the bilinear transform, exact at w and at rest.
    """
    if mount.soft_hz == 0.0:
        return values
    from scipy.signal import lfilter, lfilter_zi

    k = float(np.tan(np.pi * mount.soft_hz / rate_hz))
    friction, spring = 2.0 * mount.damping * k, k * k
    top = np.array([spring + friction, 2.0 * spring, spring - friction])
    below = np.array([1.0 + friction + spring, 2.0 * spring - 2.0, 1.0 - friction + spring])
    rest = lfilter_zi(top, below)[:, None] * values[0]
    followed: Floats = lfilter(top, below, values, axis=0, zi=rest)[0]
    return followed


def rattling(motion: FootMotion, mount: Mount, rng: np.random.Generator) -> tuple[Vibration, ...]:
    """All rattles of a loose case: at jolts of the foot, and at random moments of its swings.

    Parameters
    ----------
    motion : FootMotion
        The foot's walk.
    mount : Mount
        How loose the case is.
    rng : numpy.random.Generator
        Stream of this foot's mount; a drag more or less leaves it where it is.

    Returns
    -------
    tuple of Vibration
        Bursts after first contact, when the sole comes down, at lift-off, where a drag begins,
        and in swing; none where the case does not rattle.
    """
    if mount.rattle_mps2 == 0.0:
        return ()
    bursts = []
    for stride, shape in zip(motion.strides, motion.shapes, strict=True):
        times, drag = stride.times, shape.drag
        chance, share = rng.uniform(size=(2, _SWING_RATTLES))
        jolts = [
            (times.initial_contact_s, _LANDING_RATTLE),
            (times.foot_flat_s, 1.0),
            (times.toe_off_s, 1.0),
            (times.toe_off_s if drag is None else drag.start_s, 0.0 if drag is None else 1.0),
            *(
                (times.in_swing(at), 1.0 if dice < _SWING_CHANCE else 0.0)
                for at, dice in zip(share.tolist(), chance.tolist(), strict=True)
            ),
        ]
        for at_s, strength in jolts:
            length_s = rng.uniform(*_RATTLE_S)
            vigour = float(np.exp(_RATTLE_SPREAD * rng.standard_normal()))
            rms = strength * mount.rattle_mps2 * vigour
            tones = draw_tones(rng, _RATTLE_BAND_HZ)
            if rms > 0.0:
                # It begins at its loudest and dies away.
                bursts.append(Vibration(at_s, at_s + length_s, (1.4 * rms, 0.6 * rms), *tones))
    return tuple(bursts)
