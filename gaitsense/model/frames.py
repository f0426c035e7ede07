"""Coordinate frames and signs, written down once and tested.

SENSOR  as printed on the case.
FOOT    x to the toes, y to the left, z up, for both feet; right-handed.
WORLD   z up, heading free.

A foot that lies flat and still reads a specific force of +9.81 m/s² on FOOT z.

Foot pitch is positive with the toes up and 0 with the sole flat. A positive rotation about
FOOT y (to the left, right-hand rule) lowers the toes, so toes-up is a *negative* rotation
about y, for both feet. `SIGN_TABLE` says the same for every movement.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Axis = Literal["x", "y", "z"]


class SignRow(NamedTuple):
    """One movement of the foot and the sign that a FOOT-frame gyroscope shows for it.

    Parameters
    ----------
    movement : str
        What the foot does, in words.
    axis : {"x", "y", "z"}
        The FOOT axis that it turns about.
    left, right : int
        +1 or -1: sign of the rate about that axis on the left and on the right foot.
    """

    movement: str
    axis: Axis
    left: int
    right: int


#: Sign of the FOOT-frame angular rate while the movement is made.
SIGN_TABLE: Final[tuple[SignRow, ...]] = (
    SignRow("toes up (dorsiflexion)", "y", -1, -1),
    SignRow("toes down (plantarflexion)", "y", +1, +1),
    SignRow("turn to the left, seen from above", "z", +1, +1),
    SignRow("turn to the right, seen from above", "z", -1, -1),
    SignRow("toe-out", "z", +1, -1),
    SignRow("outer edge of the foot down (inversion)", "x", -1, +1),
    SignRow("outer edge of the foot up (eversion)", "x", +1, -1),
)

#: +1 on the left foot, -1 on the right: multiplies a FOOT y displacement into "outward".
OUTWARD_SIGN: Final[dict[str, float]] = {"left": +1.0, "right": -1.0}


def foot_pitch_rad(up_along_forward: NDArray[np.float64]) -> NDArray[np.float64]:
    """Foot pitch from the part of WORLD "up" that lies along the foot's forward axis.

    Parameters
    ----------
    up_along_forward : (n,) float64
        Dot product of WORLD z and FOOT x, no unit, in -1..1: the sine of the elevation of
        the toe axis.

    Returns
    -------
    (n,) float64
        Foot pitch, rad, positive with the toes up.
    """
    return np.arcsin(np.clip(up_along_forward, -1.0, 1.0))
