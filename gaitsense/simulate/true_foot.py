"""One foot's walk and the sensor on it, as far as they are true."""

from __future__ import annotations

from dataclasses import dataclass

from gaitsense.model.samples import Side
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.placement import Placement
from gaitsense.simulate.shocks import Shocks


@dataclass(frozen=True, slots=True, eq=False)
class TrueFoot:
    """One foot's walk and its sensor, as far as they are true.

    Parameters
    ----------
    motion : FootMotion
        The walk.
    placement : Placement
        The case on the shoe.
    shocks : Shocks or None
        Impacts and vibrations, where they were felt.
    clock_skew : float
        How much longer than it says the sensor's second is, share.
    t_s : (n,) float64
        Recorded times of the samples, s.
    slope_rad : float
        How steeply the floor rises along its x, rad.
    """

    motion: FootMotion
    placement: Placement
    shocks: Shocks | None
    clock_skew: float
    t_s: Floats
    slope_rad: float = 0.0


def fidget_rows(side: Side, foot: TrueFoot) -> list[tuple[Side, str, float, float, float, float]]:
    """List what a foot does while its owner sits.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    foot : TrueFoot
        Its walk.

    Returns
    -------
    list of tuple
        Side, kind, begin and end, s, on the recorded time base, rise, °, and way, m.
    """
    rows = []
    slow = 1.0 + foot.clock_skew
    for kind, start_s, end_s, size in foot.motion.fidgets:
        rise_deg, way_m = (0.0, size) if kind == "slid" else (size * DEG_PER_RAD, 0.0)
        rows.append((side, str(kind), start_s / slow, end_s / slow, rise_deg, way_m))
    return rows
