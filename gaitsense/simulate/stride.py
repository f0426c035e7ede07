"""What is decided about one stride before it is given its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.model.samples import Side
from gaitsense.simulate.drag import DragWish
from gaitsense.simulate.pattern import StridePattern

#: A stride that gains or loses more than this is on stairs, m.
STAIR_HEIGHT_M: Final = 0.08


@dataclass(frozen=True, slots=True)
class Foothold:
    """Where a foot stands flat.

    Parameters
    ----------
    x_m, y_m, z_m : float
        Middle of the sole, m, WORLD.
    heading_rad : float
        Direction of the toes, rad, + to the left of WORLD x.
    """

    x_m: float
    y_m: float
    z_m: float
    heading_rad: float

    def toe(self, foot_length_m: float) -> tuple[float, float]:
        """Horizontal place of the toe.

        Parameters
        ----------
        foot_length_m : float
            Length of the sole, m; the toe is half of it ahead of the middle.

        Returns
        -------
        x_m, y_m : float
            Place, m, WORLD.
        """
        half = 0.5 * foot_length_m
        return (
            self.x_m + half * float(np.cos(self.heading_rad)),
            self.y_m + half * float(np.sin(self.heading_rad)),
        )


@dataclass(frozen=True, slots=True)
class StrideTimes:
    """The four events of a stride, in this order.

    Parameters
    ----------
    heel_off_s : float
        The heel leaves the floor, s.
    toe_off_s : float
        The foot leaves the floor and swing begins, s; a toe that drags from here on stays on it.
    initial_contact_s : float
        Heel or toe meets the floor again and swing ends, s.
    foot_flat_s : float
        The whole sole is down, s.
    """

    heel_off_s: float
    toe_off_s: float
    initial_contact_s: float
    foot_flat_s: float

    @property
    def swing_s(self) -> float:
        """Length of swing, s."""
        return self.initial_contact_s - self.toe_off_s

    def in_swing(self, share: float) -> float:
        """Time at which a share of swing has passed.

        Parameters
        ----------
        share : float
            Share of swing: 0 at toe-off, 1 at initial contact.

        Returns
        -------
        float
            Time, s.
        """
        return self.toe_off_s + share * self.swing_s


@dataclass(frozen=True, slots=True)
class PlannedStride:
    """Everything that is decided about a stride before it is shaped.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    times : StrideTimes
        Its events.
    origin, target : Foothold
        Where it stands before and after.
    pattern : StridePattern
        The foot's habit with this stride's own deviations.
    drag : DragWish or None
        A drag to be fitted in.
    starts, stops : bool
        First stride after standing, last one before.
    part : int
        How many of the scenario's changes have come before, the one that holds counted in.
    """

    side: Side
    times: StrideTimes
    origin: Foothold
    target: Foothold
    pattern: StridePattern
    drag: DragWish | None
    starts: bool = False
    stops: bool = False
    part: int = 0


def on_stairs(stride: PlannedStride) -> bool:
    """Tell whether a stride goes up or down stairs.

    Parameters
    ----------
    stride : PlannedStride
        The stride.
    """
    return abs(stride.target.z_m - stride.origin.z_m) > STAIR_HEIGHT_M


def contact_pitch_deg(pattern: StridePattern) -> float:
    """Foot pitch at initial contact.

    Parameters
    ----------
    pattern : StridePattern
        The stride's pattern.

    Returns
    -------
    float
        Pitch, °, + toes up. A foot that was raised above level sinks to almost level at most.
    """
    raised_deg = pattern.late_swing_max_deg
    landed_deg = raised_deg - pattern.contact_drop_deg
    return max(landed_deg, 0.1 * raised_deg) if raised_deg > 0.0 else landed_deg
