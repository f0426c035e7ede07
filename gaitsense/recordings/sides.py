"""Left or right, from what people call their files and sensors."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from gaitsense.model.samples import SIDES, Side

_LEFT: Final = frozenset(
    {"left", "links", "linker", "gauche", "izquierda", "izquierdo", "sinistra"}
)
_RIGHT: Final = frozenset({"right", "rechts", "rechter", "droit", "droite", "derecha", "derecho"})
#: Abbreviations; too short to be looked for in the names of folders.
_LEFT_SHORT: Final = frozenset({"l", "lf", "lfoot", "footl", "lshoe", "lt"})
_RIGHT_SHORT: Final = frozenset({"r", "rf", "rfoot", "footr", "rshoe", "rt"})
#: What may be glued to "left" or "right".
_PART: Final = (
    "(foot|feet|shoe|heel|toe|instep|insole|ankle|shank|leg|side|imu|sensor|dot|mtw|pied|fuss)"
)
_GLUED: Final = re.compile(rf"{_PART}?(?P<side>left|right){_PART}?\d*")
#: A condition, not a place.
_CONDITION: Final = re.compile(r"(left|right)[ _-]*(foot)?[ _-]*drop", re.IGNORECASE)
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_]+|\d+")


def side_from_name(name: str) -> Side | None:
    """Read the foot out of the name of a file or a sensor.

    Parameters
    ----------
    name : str
        For instance ``walk_LF.csv``, ``leftFoot``, ``P07-R``, ``imu links``.

    Returns
    -------
    {"left", "right"} or None
        None where the name says neither, or both.
    """
    return _decide(name, short=True)


def side_from_path(path: Path) -> Side | None:
    """Read the foot out of a file's name, else of its folder's.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    {"left", "right"} or None
    """
    return side_from_name(path.stem) or _decide(path.parent.name, short=False)


def names_both_sides(name: str) -> bool:
    """Tell whether a name holds whole words for both feet.

    Parameters
    ----------
    name : str
        Of a file or a sensor.

    Returns
    -------
    bool
    """
    return len(_whole_words(_words(name))) == 2


def _decide(name: str, *, short: bool) -> Side | None:
    words = _words(name)
    # In "r10_left" the letter is a trial's or a robot's: a whole word says more.
    sides = _whole_words(words)
    if not sides and short:
        sides = _sides(words & _LEFT_SHORT, words & _RIGHT_SHORT)
    return sides[0] if len(sides) == 1 else None


def _words(name: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(_CONDITION.sub(" ", name))}


def _whole_words(words: set[str]) -> list[Side]:
    # "leftFoot" is two words to the pattern, "leftfoot" and "LEFTFOOT" are one.
    glued = {match["side"] for word in words if (match := _GLUED.fullmatch(word))}
    return _sides(words & _LEFT or glued & {"left"}, words & _RIGHT or glued & {"right"})


def _sides(left: Collection[str], right: Collection[str]) -> list[Side]:
    return [side for side, found in zip(SIDES, (left, right), strict=True) if found]
