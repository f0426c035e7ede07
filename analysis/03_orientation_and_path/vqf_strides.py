"""The same strides, oriented by VQF and integrated with a hard zero velocity at both ends.

Only the orientation and the path are exchanged: stride borders, events, mounting and zero of
pitch stay those of the shipped pipeline, so that the comparison is about nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from methods import Found
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from vqf import VQF

import gaitsense

Array = NDArray[np.float64]
_GRAVITY_MPS2 = 9.80665


def vqf_found(rec: gaitsense.Recording, tilt_time_s: float) -> Found:
    """Analyse a recording, then orient its strides by VQF.

    Parameters
    ----------
    rec : Recording
        The walk.
    tilt_time_s : float
        VQF's time constant of inclination, s.

    Returns
    -------
    Found
        Strides with lengths and pitches, and paths, by VQF.
    """
    base = gaitsense.analyze(rec)
    strides = base.strides
    paths: dict[str, pd.DataFrame] = {}
    for side in rec.sides:
        if not (strides["side"] == side).any():
            continue
        paths[side] = _oriented(rec[side], base, side, tilt_time_s)
        strides = _remeasured(strides, paths[side], side)
    return Found(strides, base.summary, paths.__getitem__)


def _oriented(foot: Any, base: Any, side: str, tilt_time_s: float) -> pd.DataFrame:
    """Replace pitch, orientation and path of a trajectory."""
    path = base.trajectory(side)
    grid_s = np.arange(foot.t_s[0], foot.t_s[-1], 1.0 / foot.rate_hz)
    acc = _on_grid(grid_s, foot.t_s, foot.acc_mps2)
    gyr = _on_grid(grid_s, foot.t_s, foot.gyr_radps)
    middle = gyr.copy()
    middle[1:] = 0.5 * (gyr[1:] + gyr[:-1])
    vqf = VQF(1.0 / foot.rate_hz, tauAcc=tilt_time_s)
    quat = vqf.updateBatch(middle, acc)["quat6D"]
    turn = Rotation.from_quat(np.roll(quat, -1, axis=1))
    world = turn.apply(acc) - [0.0, 0.0, _GRAVITY_MPS2]
    forward = np.asarray(base.mounting(side).forward)
    pitch = np.degrees(np.arcsin(np.clip(turn.apply(forward)[:, 2], -1.0, 1.0)))

    out = path.copy()
    place = np.clip(np.rint((path["t_s"] - grid_s[0]) * foot.rate_hz), 0, len(grid_s) - 1)
    place = place.to_numpy(np.int64)
    out["foot_pitch_deg"] = pitch[place]
    out[["quat_w", "quat_x", "quat_y", "quat_z"]] = quat[place]
    for rows in path.groupby("stride_id").indices.values():
        at = np.append(place[rows], min(place[rows[-1]] + 1, len(grid_s) - 1))
        step_s = 1.0 / foot.rate_hz
        speed = _integral(world[at], step_s)
        share = np.linspace(0.0, 1.0, len(at))[:, None]
        way = _integral(speed - share * speed[-1], step_s)
        # The floor is even between two stances unless it rises by more than a hand's width.
        if abs(way[-1, 2]) < 0.1:
            way[:, 2] -= (share[:, 0] ** 2 * (3.0 - 2.0 * share[:, 0])) * way[-1, 2]
        heading = np.arctan2(way[-1, 1], way[-1, 0])
        cosine, sine = np.cos(heading), np.sin(heading)
        columns = [out.columns.get_loc(f"pos_{axis}_m") for axis in "xyz"]
        out.iloc[rows, columns] = np.column_stack(
            [
                cosine * way[:-1, 0] + sine * way[:-1, 1],
                cosine * way[:-1, 1] - sine * way[:-1, 0],
                way[:-1, 2],
            ]
        )
        out.loc[out.index[rows[0]], "_length_m"] = float(np.hypot(*way[-1, :2]))
    zero = np.median(out["foot_pitch_deg"].to_numpy()[path.groupby("stride_id").head(1).index])
    shipped = np.median(path.groupby("stride_id").head(1)["foot_pitch_deg"])
    out["foot_pitch_deg"] += shipped - zero
    return out


def _on_grid(grid_s: Array, t_s: Array, values: Array) -> Array:
    columns = [np.interp(grid_s, t_s, values[:, axis].astype(float)) for axis in range(3)]
    return np.ascontiguousarray(np.column_stack(columns))


def _integral(rate: Array, step_s: float) -> Array:
    out = np.zeros_like(rate)
    out[1:] = np.cumsum(0.5 * step_s * (rate[1:] + rate[:-1]), axis=0)
    return out


def _remeasured(strides: pd.DataFrame, path: pd.DataFrame, side: str) -> pd.DataFrame:
    """Put lengths and pitches of the new path into the table of strides."""
    out = strides.copy()
    lengths = path.dropna(subset="_length_m").set_index("stride_id")["_length_m"]
    own = out["side"] == side
    measured = own & out["stride_length_m"].notna()
    out.loc[measured, "stride_length_m"] = out.loc[measured, "stride_id"].map(lengths)
    contact = out.loc[own, "initial_contact_s"]
    pitch = np.interp(contact, path["t_s"], path["foot_pitch_deg"])
    out.loc[own, "foot_pitch_contact_deg"] = np.where(contact.notna(), pitch, np.nan)
    return out
