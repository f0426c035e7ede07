"""What a floor makes a shoe feel without a drag: brushing blades, crunching stones, a hum."""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np

from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.ramp import Ramp, RampTable
from gaitsense.simulate.shaking import Shaking, Swell, Vibration, draw_tones, shaken
from gaitsense.simulate.shocks import SLIDING_SPEED_MPS
from gaitsense.simulate.stride import PlannedStride, on_stairs
from gaitsense.simulate.surface import Surface

#: Bands, Hz. Assumed: blades a few centimetres apart are met at 1 to 4 m/s; stones grind and
#: knock; motor and rollers turn some ten times a second, with overtones.
_BRUSH_BAND_HZ: Final = (20.0, 120.0)
_CRUNCH_BAND_HZ: Final = (30.0, 180.0)
_HUM_BAND_HZ: Final = (15.0, 80.0)
#: Spread from stride to stride (standard deviation of the logarithm).
_STRIDE_SPREAD: Final = 0.3
#: Shorter brushing is not felt, s; in how many instants of a swing one looks for it, and how
#: many looks apart its strength is followed.
_SHORTEST_BRUSH_S: Final = 0.04
_LOOKS: Final = 161
_LOOKS_APART: Final = 10
#: Stones settle for so long after the sole is down, s.
_SETTLING_S: Final = 0.06
#: Share of push-off after which the forefoot grinds.
_GRIND_SHARE: Final = 0.3
#: How fast the hum goes and comes as the foot leaves the floor and returns, s.
_HUM_FLANK_S: Final = 0.05
#: Instants computed together: few enough to stay in memory.
_CHUNK: Final = 20_000


class Hum:
    """A vibration of the floor, felt in full on it and in part above it.

    Parameters
    ----------
    motion : FootMotion
        The foot's walk.
    surface : Surface
        The floor, with how much it hums.
    rng : numpy.random.Generator
        Stream of this foot's floor.
    """

    start_s: float = -np.inf
    end_s: float = np.inf

    def __init__(self, motion: FootMotion, surface: Surface, rng: np.random.Generator) -> None:
        self._motion = motion
        self._tones_hz, self._phases = draw_tones(rng, _HUM_BAND_HZ)
        full = surface.hum_mps2
        lost = full * (1.0 - surface.hum_swing_share)
        times = [stride.times for stride in motion.strides]
        self._envelope = RampTable(
            [
                [
                    Ramp(t.toe_off_s - _HUM_FLANK_S, t.toe_off_s, -lost),
                    Ramp(t.initial_contact_s, t.initial_contact_s + _HUM_FLANK_S, lost),
                ]
                for t in times
            ],
            np.full(len(times), full),
        )

    def felt(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Say what the case feels of it, on top of the foot's own motion.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s, rising.

        Returns
        -------
        acc_mps2 : (n, 3) float64
            Specific force, m/s², FOOT.
        gyr_radps : (n, 3) float64
            Angular rate, rad/s, FOOT.
        """
        acc, gyr = np.empty((len(t_s), 3)), np.empty((len(t_s), 3))
        for first in range(0, len(t_s), _CHUNK):
            part = slice(first, first + _CHUNK)
            envelope = self._envelope.at(t_s[part], self._motion.row_at(t_s[part]))
            acc[part], gyr[part] = shaken(envelope, t_s[part], self._tones_hz, self._phases)
        return acc, gyr


def floor_noise(
    motion: FootMotion, surface: Surface, rng: np.random.Generator
) -> tuple[Shaking, ...]:
    """Everything that the floor makes a shoe feel, whether the toe drags or not.

    Parameters
    ----------
    motion : FootMotion
        The foot's walk.
    surface : Surface
        The floor.
    rng : numpy.random.Generator
        Stream of this foot's floor.

    Returns
    -------
    tuple of Shaking
        None of it on a floor that neither brushes nor crunches nor hums; no brushing on stairs.
    """
    parts: list[Shaking] = []
    if surface.hum_mps2 > 0.0:
        parts.append(Hum(motion, surface, rng))
    for row, stride in enumerate(motion.strides):
        if surface.crunch_mps2 > 0.0:
            parts += _crunch(stride, surface, rng)
        if surface.brush_mps2 > 0.0 and surface.brush_height_m > 0.0 and not on_stairs(stride):
            parts += _brush(motion, row, surface, rng)
    return tuple(parts)


def _crunch(stride: PlannedStride, surface: Surface, rng: np.random.Generator) -> list[Vibration]:
    times = stride.times
    grind_s = times.heel_off_s + _GRIND_SHARE * (times.toe_off_s - times.heel_off_s)
    spans = (
        (grind_s, times.toe_off_s),
        (times.initial_contact_s, times.foot_flat_s + _SETTLING_S),
    )
    parts = []
    for start_s, end_s in spans:
        rms = surface.crunch_mps2 * float(np.exp(_STRIDE_SPREAD * rng.standard_normal()))
        parts.append(Vibration(start_s, end_s, (rms, rms), *draw_tones(rng, _CRUNCH_BAND_HZ)))
    return parts


def _brush(motion: FootMotion, row: int, surface: Surface, rng: np.random.Generator) -> list[Swell]:
    times, drag = motion.strides[row].times, motion.shapes[row].drag
    t_s = np.linspace(times.toe_off_s, times.initial_contact_s, _LOOKS)
    pose = motion.pose(t_s, np.full(_LOOKS, row))
    toe_m, _ = motion.heights(pose, np.full(_LOOKS, row))
    low = toe_m < surface.brush_height_m
    if drag is not None:
        # A toe on the ground has its own noise.
        low &= (t_s < drag.start_s) | (t_s > drag.end_s)
    speed_mps = np.hypot(pose.ball[0].rate, pose.ball[1].rate)
    depth = 1.0 - toe_m / surface.brush_height_m
    strength = surface.brush_mps2 * float(np.exp(_STRIDE_SPREAD * rng.standard_normal()))
    rms = strength * speed_mps / SLIDING_SPEED_MPS * depth
    edges = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]])))
    parts = []
    for first, end in edges.reshape(-1, 2):
        tones = draw_tones(rng, _BRUSH_BAND_HZ)
        if t_s[end - 1] - t_s[first] >= _SHORTEST_BRUSH_S:
            course = _followed(t_s[first:end], rms[first:end])
            parts.append(Swell(float(t_s[first]), float(t_s[end - 1]), course, *tones))
    return parts


def _followed(t_s: Floats, rms: Floats) -> list[Ramp]:
    """Ramps through some of the values, from 0 to 0."""
    n_knots = max(3, 1 + (len(t_s) - 1) // _LOOKS_APART)
    looks = np.linspace(0, len(t_s) - 1, n_knots).round().astype(np.int64)
    values = rms[looks]
    values[0] = values[-1] = 0.0
    knots = zip(t_s[looks].tolist(), values.tolist(), strict=True)
    return [
        Ramp(begin_s, end_s, after - before)
        for (begin_s, before), (end_s, after) in itertools.pairwise(knots)
    ]
