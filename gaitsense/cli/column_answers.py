"""Answers that are typed to the questions about columns: read, or refused with what is possible."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from gaitsense.model.timebase import FASTEST_RATE_HZ
from gaitsense.recordings.column_names import Quantity, known_unit

#: The units of each quantity as they are asked for.
UNITS: Final[dict[Quantity, str]] = {
    "time": "s, ms, us, ns",
    "acc": "m/s^2, g, mg",
    "gyr": "rad/s, deg/s, mdps",
}


class NotPossible(Exception):
    """An answer that cannot be; says what can."""


def one_of(text: str, words: Sequence[str]) -> str:
    """Read one of a few words.

    Parameters
    ----------
    text : str
        As typed.
    words : sequence of str
        What is possible.

    Returns
    -------
    str

    Raises
    ------
    NotPossible
        If it is something else.
    """
    if text not in words:
        raise NotPossible(f"{text!r} is none of them; type {_or(words)}")
    return text


def unit_in(quantity: Quantity, text: str) -> str:
    """Read a unit.

    Parameters
    ----------
    quantity : {"time", "acc", "gyr"}
        What is measured in it.
    text : str
        As typed.

    Returns
    -------
    str
        A key of `UNIT_FACTORS`.

    Raises
    ------
    NotPossible
        If it is something else.
    """
    unit = known_unit(quantity, text)
    if unit is None:
        allowed = UNITS[quantity].split(", ")
        raise NotPossible(f"{text!r} is no unit that is known here; type {_or(allowed)}")
    return unit


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _number(text: str) -> float:
    """Read a number, with a comma or a point; NaN where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def positive(text: str) -> float:
    """Read a number larger than 0.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    float

    Raises
    ------
    NotPossible
        If it is something else.
    """
    value = _number(text)
    if not 0.0 < value < math.inf:
        raise NotPossible(f"{text!r} is no number larger than 0; type one, for instance 0.061")
    return value


def rate_of(text: str) -> float:
    """Read a sampling rate.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    float
        Samples per second, Hz.

    Raises
    ------
    NotPossible
        If it is something else.
    """
    value = _number(text)
    if not 1.0 <= value <= FASTEST_RATE_HZ:
        raise NotPossible(
            f"{text!r} is no motion sensor's rate; type samples per second, 1 to "
            f"{FASTEST_RATE_HZ:.0f}, for instance 100"
        )
    return value
