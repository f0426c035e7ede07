"""How hard one person lands, and how much shoe and foot shake: alike in all strides of a walk."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

#: Spread between people (standard deviation of the logarithm).
_VIBRATION_SPREAD: Final = 0.6
_VIBRATION_TURN_SPREAD: Final = 0.5
_IMPACT_SPREAD: Final = 0.6
_IMPACT_TURN_SPREAD: Final = 0.4
_ROCKING_SPREAD: Final = 0.6


class Person(NamedTuple):
    """What multiplies the scenario's knobs for one person; no unit.

    Parameters
    ----------
    vibration : float
        Of the vibration in swing.
    vibration_turn : float
        Of how far a vibration of the same force turns the case.
    impact : float
        Of the landing shock.
    impact_turn : float
        Of how far a landing shock of the same force turns the case.
    rocking : float
        Of the rocking while the foot stands.
    """

    vibration: float = 1.0
    vibration_turn: float = 1.0
    impact: float = 1.0
    impact_turn: float = 1.0
    rocking: float = 1.0


MEDIAN_PERSON: Final = Person()


def draw_person(rng: np.random.Generator) -> Person:
    """Draw who walks.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of the person, the same for both feet.

    Returns
    -------
    Person
        Median 1 in everything.

    Source
    ------
    Own; spreads between 28 healthy people with sensors on their shoes.
    """
    spreads = (
        _VIBRATION_SPREAD,
        _VIBRATION_TURN_SPREAD,
        _IMPACT_SPREAD,
        _IMPACT_TURN_SPREAD,
        _ROCKING_SPREAD,
    )
    return Person(*np.exp(np.array(spreads) * rng.standard_normal(len(spreads))).tolist())
