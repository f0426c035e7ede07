"""Pitch of a walking foot through its stances, beside the pitch of the same foot standing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from methods import Found
from numpy.typing import NDArray
from sets import SIDES, WalkRef, load

import gaitsense

Array = NDArray[np.float64]

#: Shares of stance, from contact to toe-off, at which pitch is read.
SHARES: Final = np.round(np.arange(0.15, 0.851, 0.05), 2)
#: The least rate is looked for between these shares, over this long to either side, s.
_FLAT_BETWEEN: Final = (0.15, 0.75)
_FLAT_HALF_S: Final = 0.04


@dataclass(frozen=True)
class FootStances:
    """One foot of one walk; every pitch in °, from a zero that differences cancel.

    Parameters
    ----------
    set_name, person, side, group : str
        Whose foot.
    begin_deg, end_deg : (k,) float64
        Pitch of each stand before the first and behind the last stride.
    course_deg : (n,) float64
        Median over the stances at each of `SHARES`.
    flat_deg, flat_share : float
        Median pitch where it changes least, and where in stance that is.
    """

    set_name: str
    person: str
    side: str
    group: str
    begin_deg: Array
    end_deg: Array
    course_deg: Array
    flat_deg: float
    flat_share: float

    @property
    def stand_deg(self) -> float:
        """Median of the stands, NaN without one."""
        both = np.concatenate([self.begin_deg, self.end_deg])
        return float(np.median(both)) if len(both) else float("nan")


def stances_of(ref: WalkRef, data: Path) -> list[FootStances]:
    """Read both feet of one walk; a foot with fewer than five whole stances is left out."""
    walk = load(ref, data)
    try:
        result = gaitsense.analyze(gaitsense.Recording.from_arrays(walk.feet))
    except gaitsense.GaitsenseError:
        return []
    found = Found(result.strides, result.summary, result.trajectory)
    out = []
    for side in SIDES:
        rows, path = found.rows(side), found.path(side)
        if len(rows) < 2:
            continue
        t_s, pitch = (path[name].to_numpy(float) for name in ("t_s", "foot_pitch_deg"))

        def at(time_s: Array, t_s: Array = t_s, pitch: Array = pitch) -> Array:
            return np.interp(time_s, t_s, pitch)

        start, end = (rows[name].to_numpy(float) for name in ("start_s", "end_s"))
        joined = np.abs(start[1:] - end[:-1]) < 1e-6
        contact = rows["initial_contact_s"].to_numpy(float)[:-1]
        toe_off = rows["toe_off_s"].to_numpy(float)[1:]
        whole = joined & np.isfinite(contact + toe_off)
        contact, stance = contact[whole], (toe_off - contact)[whole]
        if len(contact) < 5:
            continue
        course = at(contact[:, None] + SHARES * stance[:, None])
        fine = np.linspace(*_FLAT_BETWEEN, 121)
        moment = contact[:, None] + fine * stance[:, None]
        change = np.abs(at(moment + _FLAT_HALF_S) - at(moment - _FLAT_HALF_S))
        flat = np.argmin(change, axis=1)
        context = rows["context"].to_numpy(str)
        out.append(
            FootStances(
                ref.set_name,
                ref.person,
                side,
                ref.group,
                at(start[context == "start"]),
                at(end[context == "stop"]),
                np.median(course, axis=0),
                float(np.median(at(moment)[np.arange(len(flat)), flat])),
                float(np.median(fine[flat])),
            )
        )
    return out
