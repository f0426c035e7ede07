"""The open recordings: which walks there are, and how each set's files become one `Walk`.

Everything that is known of a set's layout stands here. A walk carries what the program may
know (side, times or rate, the six signals as mounted) and, apart from it, the reference that
only the scoring sees. The axes of the case and the place on the shoe are never passed on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

_G_MPS2: Final = 9.80665
_MISSING: Final = -32768
SIDES: Final = ("left", "right")


@dataclass(frozen=True)
class WalkRef:
    """A walk's place in the data, and what its set says of it before it is opened."""

    set_name: str
    trial: str
    person: str
    kind: str
    group: str = ""

    @property
    def key(self) -> str:
        """One word for messages and results."""
        return f"{self.set_name}/{self.trial}"


@dataclass(frozen=True)
class Walk:
    """The samples of a walk, and its reference.

    Parameters
    ----------
    ref : WalkRef
        Which walk.
    feet : dict
        Per side: times (n,), s; specific force (n, 3), m/s²; angular rate (n, 3), rad/s, SENSOR;
        a lost sample is a row of NaN.
    truth : dict
        What the set knows: tables and arrays with times in s, named in the loaders below.
    """

    ref: WalkRef
    feet: dict[str, tuple[Array, Array, Array]]
    truth: dict[str, Any]

    @property
    def duration_s(self) -> float:
        """Length of the recording, s."""
        return max(float(t_s[-1] - t_s[0]) for t_s, _, _ in self.feet.values())


def data_folder(given: str | None) -> Path:
    """Find the recordings: what was given, else GAITSENSE_DATA, else ../shared/data."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(given or os.environ.get("GAITSENSE_DATA") or root.parent / "shared" / "data")
    if not folder.is_dir():
        raise SystemExit(f"{folder}: no recordings here; give --data DIR or set GAITSENSE_DATA")
    return folder


def walks(data: Path) -> list[WalkRef]:
    """List every walk of the sets that the rows use, in a fixed order."""
    truong = _table(data / "truong2019_ipol265" / "trials.csv")
    stroke = _table(data / "movingreality_stroke" / "trials.csv")
    pyshoe = _table(data / "pyshoe_vicon" / "trials.csv")
    koroglu = _table(data / "koroglu_footprints" / "trials.csv")
    found = [
        WalkRef("truong2019", r.trial, f"truong-{r.subject}", "u-turn walk", r.pathology_group)
        for r in truong.itertuples()
    ]
    voisard = _table(data / "voisard2023_ipol497" / "trials.csv")
    found += [
        WalkRef("voisard2023", r.trial, f"voisard-{r.subject}", "u-turn walk", "Healthy")
        for r in voisard.itertuples()
    ]
    found += [
        WalkRef("mocap", "5047_normal_20", "mocap-5047", "walk", "Healthy"),
        WalkRef("4x10m", "healthy_4x10m_ic", "4x10m", "walk", "Healthy"),
        WalkRef("stairs", "healthy_stair_up", "stairs", "stairs_up", "Healthy"),
        WalkRef("stairs", "healthy_stair_down", "stairs", "stairs_down", "Healthy"),
    ]
    found += [
        WalkRef("stroke", r.trial, r.subject, r.trialtype, "Stroke") for r in stroke.itertuples()
    ]
    # Neither set names its walkers: a session is taken for one person.
    found += [
        WalkRef("pyshoe", r.trial, f"pyshoe-{r.trial[:10]}", r.motion.split()[0], "Healthy")
        for r in pyshoe.itertuples()
    ]
    # The set's README gives about 0.9 s per stride for jogging and 1.2 s for walking.
    found += [
        WalkRef(
            "koroglu",
            r.trial,
            "koroglu",
            "run" if r.median_stride_time_s < 1.0 else "walk",
            "Healthy",
        )
        for r in koroglu.itertuples()
    ]
    found.append(WalkRef("tripod", "FZ_PWS", "tripod-FZ", "treadmill", "Healthy"))
    return found


def load(ref: WalkRef, data: Path) -> Walk:
    """Open one walk."""
    return _LOADERS[ref.set_name](ref, data)


@cache
def _table(path: Path) -> pd.DataFrame:
    text = {"trial": str, "subject": str, "pathology_group": str, "motion": str}
    return pd.read_csv(path, dtype={k: v for k, v in text.items() if k in _header(path)})


def _header(path: Path) -> list[str]:
    return list(pd.read_csv(path, nrows=0).columns)


def _rows(path: Path, trial: str) -> pd.DataFrame:
    table = _table(path)
    return table[table["trial"] == trial]


def read_trial(path: Path) -> dict[str, Any]:
    """Read an int16-quantised trial: value = count * scale, the smallest count is a loss."""
    out: dict[str, Any] = {}
    with np.load(path, allow_pickle=False) as file:
        for name in file.files:
            if name.endswith("__scale"):
                continue
            value = file[name]
            if name + "__scale" in file.files:
                scaled = value.astype(np.float64) * float(file[name + "__scale"])
                scaled[value == _MISSING] = np.nan
                value = scaled
            out[name] = value.item() if value.ndim == 0 else value
    return out


def _foot(trial: dict[str, Any], name: str, t_s: Array | None = None, raw: str = "") -> Any:
    acc, gyr = trial[f"acc{raw}_{name}"], np.radians(trial[f"gyr{raw}_{name}"])
    times = np.arange(len(acc)) / trial["fs"] if t_s is None else np.asarray(t_s, np.float64)
    return times, np.asarray(acc, np.float64), np.asarray(gyr, np.float64)


def _load_truong(ref: WalkRef, data: Path) -> Walk:
    """truth["steps"][side]: (n, 2) begin and end of each annotated footstep, s."""
    folder = data / "truong2019_ipol265"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    info = _rows(folder / "trials.csv", ref.trial).iloc[0]
    steps = _rows(folder / "footsteps.csv.gz", ref.trial)
    feet = {}
    for side in SIDES:
        t_s, acc, gyr = _foot(trial, side)
        gravity = np.array([info[f"grav_{axis}_{side}"] for axis in "xyz"], dtype=np.float64)
        feet[side] = (t_s, acc + _G_MPS2 * gravity, gyr)
    spans = {
        side: steps.loc[steps["side"] == side, ["start", "end"]].to_numpy(float) / trial["fs"]
        for side in SIDES
    }
    return Walk(ref, feet, {"steps": spans})


def _load_voisard(ref: WalkRef, data: Path) -> Walk:
    """truth["ic"][side], truth["to"][side]: s; truth["window"]: begin and end of the walk, s."""
    folder = data / "voisard2023_ipol497"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    info = _rows(folder / "trials.csv", ref.trial).iloc[0]
    events = _rows(folder / "events.csv.gz", ref.trial)
    fs = trial["fs"]
    own = {side: events[events["side"] == side] for side in SIDES}
    truth = {
        "ic": {side: own[side]["heel_strike"].to_numpy(float) / fs for side in SIDES},
        "to": {side: own[side]["toe_off"].to_numpy(float) / fs for side in SIDES},
        "window": (info["walk_start"] / fs, info["walk_end"] / fs),
    }
    return Walk(ref, {side: _foot(trial, side) for side in SIDES}, truth)


def _load_mocap(ref: WalkRef, data: Path) -> Walk:
    """truth["strides"][side]: table of times; truth["markers"][side]: t_s, toe and heel in m."""
    folder = data / "gaitmap_mocap_sample"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    events = pd.read_csv(folder / "mocap_events.csv")
    strides, markers = {}, {}
    for side in SIDES:
        own = events[events["foot"] == side]
        strides[side] = pd.DataFrame(
            {"s_id": own["s_id"]}
            | {f"{name}_s": own[name] / trial["fs"] for name in ("start", "end", "ic", "tc")}
        ).reset_index(drop=True)
        toe, heel = trial[f"mkTOE_{side}"], trial[f"mkFCC_{side}"]
        t_s = np.arange(len(toe)) / trial["mocap_fs"]
        markers[side] = {"t_s": t_s, "toe": toe, "heel": heel}
    feet = {side: _foot(trial, side, raw="raw") for side in SIDES}
    return Walk(ref, feet, {"strides": strides, "markers": markers})


def _load_unlabelled(ref: WalkRef, data: Path) -> Walk:
    """truth["borders"][side]: (n, 2) annotated contacts that bound a stride, s (4x10m only)."""
    folder = data / "gaitmap_mocap_sample"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    truth: dict[str, Any] = {}
    if ref.set_name == "4x10m":
        borders = pd.read_csv(folder / "ic_stride_borders_healthy_4x10m.csv")
        truth["borders"] = {
            side: borders.loc[borders["foot"] == side, ["start", "end"]].to_numpy(float)
            / trial["fs"]
            for side in SIDES
        }
    return Walk(ref, {side: _foot(trial, side) for side in SIDES}, truth)


def _load_stroke(ref: WalkRef, data: Path) -> Walk:
    """truth["fsa_deg"]: optical mean foot-strike angle; truth["belt_mps"]: NaN when self-paced."""
    folder = data / "movingreality_stroke"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    info = _rows(folder / "trials.csv", ref.trial).iloc[0]
    truth = {
        "fsa_deg": float(info["ref_mean_fsa_deg"]),
        "belt_mps": float(info["treadmill_speed_m_s"]),
    }
    return Walk(ref, {side: _foot(trial, side) for side in SIDES}, truth)


def _load_pyshoe(ref: WalkRef, data: Path) -> Walk:
    """truth["stances_s"] (k,), truth["stance_m"] (k, 2), truth["vicon_t_s"], truth["vicon_m"]."""
    folder = data / "pyshoe_vicon"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    foot = _foot(trial, "right", t_s=trial["time"])
    stances = _rows(folder / "stances.csv.gz", ref.trial)["stance_sample"].to_numpy(int)
    vicon = trial["pos_right"]
    truth = {
        "side": "right",
        "stances_s": foot[0][stances],
        # The median over ±25 ms of standing: a marker glitch must not become a stride length.
        "stance_m": np.array(
            [np.median(vicon[max(0, k - 5) : k + 6, :2], axis=0) for k in stances]
        ).reshape(-1, 2),
        "vicon_t_s": foot[0],
        "vicon_m": vicon,
    }
    return Walk(ref, {"right": foot}, truth)


def _load_koroglu(ref: WalkRef, data: Path) -> Walk:
    """truth["stances_s"] (k,), truth["stance_m"] (k, 2), tape-measured."""
    folder = data / "koroglu_footprints"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    prints = _rows(folder / "footprints.csv", ref.trial)
    foot = _foot(trial, "foot", t_s=trial["time"])
    truth = {
        # The set does not say which foot wore the sensor; nothing scored depends on it.
        "side": "right",
        "stances_s": foot[0][prints["stance_sample"].to_numpy(int)],
        "stance_m": prints[["x_m", "y_m"]].to_numpy(float),
    }
    return Walk(ref, {"right": foot}, truth)


def _load_tripod(ref: WalkRef, data: Path) -> Walk:
    """truth["contacts"][side]: table of contact_s, stride_s, stride_m, on the barriers' clock."""
    folder = data / "tripod_excerpt"
    trial = read_trial(folder / "trials" / f"{ref.trial}.npz")
    barriers = pd.read_csv(folder / f"optogait_{ref.trial.removeprefix('FZ_')}.csv")
    contacts = {}
    for side in SIDES:
        own = barriers[barriers["L/R"] == side[0].upper()].reset_index(drop=True)
        contacts[side] = pd.DataFrame(
            {
                "contact_s": own["Split"].astype(float),
                "stride_s": own["StrideTime\\Cycle"].astype(float),
                "stride_m": own["Stride"].astype(float) / 100.0,
            }
        )
    feet = {side: _foot(trial, side, t_s=trial[f"t_{side}"]) for side in SIDES}
    return Walk(ref, feet, {"contacts": contacts})


_LOADERS: Final[dict[str, Callable[[WalkRef, Path], Walk]]] = {
    "truong2019": _load_truong,
    "voisard2023": _load_voisard,
    "mocap": _load_mocap,
    "4x10m": _load_unlabelled,
    "stairs": _load_unlabelled,
    "stroke": _load_stroke,
    "pyshoe": _load_pyshoe,
    "koroglu": _load_koroglu,
    "tripod": _load_tripod,
}
