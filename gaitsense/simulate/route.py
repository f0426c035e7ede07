"""The legs of a walk, written as text: ``stand 3; walk 20; turn 180; sit 30; stand 3``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from gaitsense.model.errors import ConfigError

LegKind = Literal["stand", "sit", "walk", "turn", "stairs_up", "stairs_down"]
StepKind = Literal["walk", "turn", "stairs_up", "stairs_down"]

#: Legs in which nobody steps.
_AT_REST: Final = ("stand", "sit")
#: Smallest and largest amount of each leg: seconds, seconds, steps, degrees, steps, steps.
_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "stand": (0.5, 3600.0),
    "sit": (5.0, 3600.0),
    "walk": (1, 100_000),
    "turn": (-720.0, 720.0),
    "stairs_up": (1, 1000),
    "stairs_down": (1, 1000),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of the route.

    Parameters
    ----------
    kind : str
        stand, sit, walk, turn, stairs_up or stairs_down.
    amount : float
        Seconds for stand and sit, degrees (+ to the left) for turn, steps for the others.
    """

    kind: LegKind
    amount: float


@dataclass(frozen=True, slots=True)
class StepOrder:
    """What one step shall do.

    Parameters
    ----------
    kind : {"walk", "turn", "stairs_up", "stairs_down"}
        The terrain or manoeuvre.
    turn_deg : float
        Heading change of the walk with this step, °, + to the left.
    """

    kind: StepKind
    turn_deg: float = 0.0


def parse_route(text: str) -> tuple[Leg, ...]:
    """Read a route.

    Parameters
    ----------
    text : str
        Legs separated by ``;``, each a word and a number. It begins and ends with ``stand``.

    Returns
    -------
    tuple of Leg

    Raises
    ------
    ConfigError
        If a leg cannot be understood, is out of range, or the ends do not stand.
    """
    legs: list[Leg] = []
    for part in text.split(";"):
        words = part.split()
        kind = next((k for k in get_args(LegKind) if words and words[0] == k), None)
        if kind is None or len(words) != 2:
            raise ConfigError(
                f"leg {part.strip()!r} of the route is not understood; write a word and a number, "
                f"such as 'walk 20'; words: {', '.join(get_args(LegKind))}"
            )
        try:
            amount = float(words[1])
        except ValueError:
            raise ConfigError(f"leg {part.strip()!r} of the route needs a number") from None
        low, high = _LIMITS[kind]
        if not low <= amount <= high:
            raise ConfigError(f"leg {part.strip()!r}: {kind} takes {low:g} to {high:g}")
        if kind not in (*_AT_REST, "turn") and amount != int(amount):
            raise ConfigError(f"leg {part.strip()!r}: {kind} takes a whole number of steps")
        legs.append(Leg(kind, amount))
    rests = all(leg.kind in _AT_REST for leg in legs)
    if rests or legs[0].kind != "stand" or legs[-1].kind != "stand":
        raise ConfigError(f"route {text!r} must begin and end with 'stand', and move in between")
    for before, after in itertools.pairwise(legs):
        if before.kind == after.kind and after.kind in _AT_REST:
            raise ConfigError(
                f"route {text!r} has {after.kind!r} twice in a row; join both legs into one"
            )
    return tuple(legs)


def steps_of(leg: Leg, turn_per_step_deg: float) -> Iterator[StepOrder]:
    """Yield the steps of a moving leg.

    Parameters
    ----------
    leg : Leg
        Any leg; ``stand`` and ``sit`` have no steps.
    turn_per_step_deg : float
        Largest heading change of one step, °.

    Yields
    ------
    StepOrder
    """
    if leg.kind == "turn":
        n = max(1, math.ceil(abs(leg.amount) / turn_per_step_deg))
        for _ in range(n):
            yield StepOrder("turn", leg.amount / n)
    elif leg.kind != "stand" and leg.kind != "sit":
        for _ in range(int(leg.amount)):
            yield StepOrder(leg.kind)
