"""How left and right look: colour, line and marker together, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gaitsense.model.samples import Side


@dataclass(frozen=True, slots=True)
class Look:
    """How one foot is drawn.

    Parameters
    ----------
    colour : str
        Of Okabe and Ito's set, which stays distinct for all common kinds of colour blindness.
    line : str
        Dash pattern, in matplotlib's words.
    marker : str
        Shape of a point, in matplotlib's words.
    hatch : str
        Filling of a bar, in matplotlib's words.
    """

    colour: str
    line: str
    marker: str
    hatch: str


LOOKS: Final[dict[Side, Look]] = {
    "left": Look("#0072B2", "-", "o", ""),
    "right": Look("#C25400", "--", "^", "///"),
}
INK: Final = "#1a1a1a"
GREY: Final = "#767676"
SHADE: Final = "#e6e6e6"
