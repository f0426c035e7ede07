"""Whose walks are compared: healthy people on level ground, and what their sensors are like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from sets import WalkRef, load, walks

import gaitsense
from gaitsense.simulate.sensor import SENSORS, SensorModel

Feet = dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]

#: A walk is cut here, s: enough strides, and a long one does not outweigh the others.
LONGEST_S: Final = 75.0
_TURNS: Final = "stand 3; walk 18; turn 180; walk 18; turn -180; walk 18; stand 3"
_STRAIGHT: Final = "stand 3; walk 52; stand 3"


@dataclass(frozen=True)
class Device:
    """How a set recorded, as far as the simulator can be told.

    Parameters
    ----------
    sensor : SensorModel
        The nearest model.
    place : str
        Where the case sat on the shoe.
    route : str
        Legs of the simulated walk.
    group : str
        Sets with one kind of recording, which share a column of the figures.
    """

    sensor: SensorModel
    place: str
    route: str
    group: str


_MTW: Final = SENSORS["xsens_mtw"]
_GX5: Final = replace(SENSORS["lsm6dsv"], name="MicroStrain 3DM-GX5-25", acc_range_g=8.0)
#: What a set does not state is assumed: the sensor of two people in `truong2019` who did not wear
#: an Xsens, the case's place in `4x10m`, and the figures of the MicroStrain.
DEVICES: Final[dict[str, Device]] = {
    "truong2019": Device(_MTW, "dorsum", _TURNS, "dorsum, 100 Hz"),
    "voisard2023": Device(_MTW, "dorsum", _TURNS, "dorsum, 100 Hz"),
    "mocap": Device(SENSORS["bmi270"], "lateral", _STRAIGHT, "lateral"),
    "4x10m": Device(SENSORS["bmi270"], "lateral", _TURNS, "lateral"),
    "tripod": Device(SENSORS["lsm6dsv"], "dorsum", _STRAIGHT, "dorsum, 128 to 200 Hz"),
    "koroglu": Device(_GX5, "dorsum", _STRAIGHT, "dorsum, 128 to 200 Hz"),
}
GROUPS: Final = ("dorsum, 100 Hz", "dorsum, 128 to 200 Hz", "lateral")
#: Walks of one person that are taken, per set.
_WALKS_EACH: Final = {"voisard2023": 2, "koroglu": 3}


def chosen(data: Path, limit: int | None) -> list[WalkRef]:
    """List the first walks of every healthy person; with a limit, an even choice of them."""
    taken: dict[str, int] = {}
    refs = []
    for ref in walks(data):
        level = ref.group == "Healthy" and ref.set_name in DEVICES
        if not level or ref.kind in ("run", "unannotated"):
            continue
        taken[ref.person] = taken.get(ref.person, 0) + 1
        if taken[ref.person] <= _WALKS_EACH.get(ref.set_name, 1):
            refs.append(ref)
    if limit is None or limit >= len(refs):
        return refs
    return [refs[k] for k in np.unique(np.linspace(0, len(refs) - 1, limit).astype(int))]


def recorded(ref: WalkRef, data: Path) -> gaitsense.Recording:
    """Open a walk: its first `LONGEST_S`, sides, times and samples, and nothing else."""
    return _as_recording(load(ref, data).feet)


def rate_hz(recording: gaitsense.Recording) -> float:
    """Tell the samples per second, to a tenth."""
    return round(float(recording[recording.sides[0]].info.rate_hz), 1)


def without_hints(walk: gaitsense.Recording) -> gaitsense.Recording:
    """Hand a simulated walk over as a real one is: no shoe, no full scales."""
    feet = {s: (walk[s].t_s, walk[s].acc_mps2, walk[s].gyr_radps) for s in walk.sides}
    return _as_recording(feet)


def _as_recording(feet: Feet) -> gaitsense.Recording:
    cut = {}
    for side, (t_s, acc, gyr) in feet.items():
        n = int(np.searchsorted(t_s, t_s[0] + LONGEST_S))
        cut[side] = (t_s[:n], acc[:n], gyr[:n])
    return gaitsense.Recording.from_arrays(cut)
