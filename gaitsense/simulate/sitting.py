"""What the feet do while somebody sits: nearly nothing, and never a step.

A foot rests flat on the floor. Now and then it raises its heel about the ball, raises its toes
about the heel, or is pushed a few centimetres along its own direction, flat on the floor, and
drawn back. Whatever it does, it ends where it began. Neither the way down to the chair nor the
way up again is felt: the feet stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, get_args

import numpy as np

from gaitsense.model.units import RAD_PER_DEG
from gaitsense.simulate.jet import Floats, Jet
from gaitsense.simulate.ramp import RampTable, bump
from gaitsense.simulate.rigid_foot import FootPose, direction

FidgetKind = Literal["heel_raised", "toes_raised", "slid"]

#: What marks in the recording call the ends of sitting.
SITS: Final = "sits down"
STANDS_UP: Final = "stands up"
#: Smallest and largest rise, °, and way, m.
_RISE_DEG: Final = (3.0, 12.0)
_WAY_M: Final = (0.02, 0.06)
#: Shortest and longest fidget, and rest before it, s.
_LENGTH_S: Final = (1.2, 3.0)
_REST_S: Final = (2.0, 9.0)


class Fidget(NamedTuple):
    """One small movement of a foot whose owner sits.

    Parameters
    ----------
    kind : {"heel_raised", "toes_raised", "slid"}
        What it is.
    start_s, end_s : float
        When it begins and ends, s.
    size : float
        Largest rise, rad, or way, m, + to the toes; the foot holds it over the middle third.
    """

    kind: FidgetKind
    start_s: float
    end_s: float
    size: float


def draw_fidgets(start_s: float, end_s: float, rng: np.random.Generator) -> list[Fidget]:
    """Throw the dice for one foot and one time of sitting.

    Parameters
    ----------
    start_s, end_s : float
        When the foot comes to rest and when it may step again, s.
    rng : numpy.random.Generator
        Stream of fidgets.

    Returns
    -------
    list of Fidget
        In order and apart from each other; at least 1 s off either end.

    Source
    ------
    Own; kinds, sizes and times are assumptions, not measurements.
    """
    fidgets: list[Fidget] = []
    now_s = start_s + 1.0
    while True:
        now_s += float(rng.uniform(*_REST_S))
        kind = get_args(FidgetKind)[int(rng.integers(3))]
        length_s, size = float(rng.uniform(*_LENGTH_S)), float(rng.uniform())
        low, high = _WAY_M if kind == "slid" else _RISE_DEG
        size = low + (high - low) * size
        if now_s + length_s > end_s - 1.0:
            return fidgets
        if kind != "slid":
            size *= RAD_PER_DEG
        elif rng.uniform() < 0.5:
            size = -size
        fidgets.append(Fidget(kind, now_s, now_s + length_s, size))
        now_s += length_s


class RestlessFoot:
    """All fidgets of one foot, on top of a pose that stands flat meanwhile.

    Parameters
    ----------
    fidgets : sequence of Fidget
        At least one.
    heel_to_ball_m : float
        From the heel to where the toes bend, m.
    """

    def __init__(self, fidgets: Sequence[Fidget], heel_to_ball_m: float) -> None:
        self._heel_to_ball_m = heel_to_ball_m
        self._courses = {
            kind: RampTable(
                [
                    [
                        ramp
                        for fidget in fidgets
                        if fidget.kind == kind
                        for ramp in bump(fidget.start_s, fidget.end_s, fidget.size, 0.33, 0.33)
                    ]
                ]
            )
            for kind in get_args(FidgetKind)
        }

    def moved(self, pose: FootPose, t_s: Floats) -> FootPose:
        """Move a foot that stands flat.

        Parameters
        ----------
        pose : FootPose
            The foot without its fidgets.
        t_s : (n,) float64
            Times of the pose, s; any shape.

        Returns
        -------
        FootPose
            The same pose at all times without a fidget.
        """
        first = np.zeros(np.shape(t_s), np.int64)
        heel, toes, way = (
            self._courses[kind].at(t_s, first) for kind in ("heel_raised", "toes_raised", "slid")
        )
        zero = Jet(*(np.zeros(np.shape(t_s)) for _ in range(3)))
        flat, tipped = direction(zero, pose.heading), direction(toes, pose.heading)
        reach = self._heel_to_ball_m
        ball = [
            place + reach * (up - level) + way * level
            for place, up, level in zip(pose.ball, tipped, flat, strict=True)
        ]
        return FootPose(
            pose.pitch + toes - heel,
            pose.heading,
            pose.roll,
            pose.toe_pitch + toes,
            (ball[0], ball[1], ball[2]),
        )
