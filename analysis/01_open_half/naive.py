"""A plain baseline: what a short script makes of a shoe sensor.

Gyroscope threshold for rest and motion, gravity from rest, the sideways axis by principal
components with its sign from push-off, strapdown integration from rest to rest with a
zero-velocity reset, and events at the obvious extremes. It is scored by the same harness as
the library: its numbers are the floor, and they show that the harness reads the rules right.
It shares no code with the library's signal processing. Its constants were chosen while looking at
these same scores, so they flatter it, and its nearness to the floor is a weak check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.spatial.transform import Rotation

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.strides import STRIDE_COLUMNS, TRAJECTORY_COLUMNS

Array = NDArray[np.float64]

_PATH_COLUMNS: Final = [column.name for column in TRAJECTORY_COLUMNS]
_G_MPS2: Final = 9.80665
_SMOOTH_S: Final = 0.10
#: The foot moves above this share of the walk's 90th percentile, within limits.
_REST_SHARE: Final = 0.25
_REST_DPS: Final = (50.0, 120.0)
_MERGE_REST_S: Final = 0.08
_SHORTEST_MOTION_S: Final = 0.25
_SMALLEST_PEAK_DPS: Final = 100.0
_STANCE_S: Final = 0.8
#: A larger change of height between two stances is called stairs, m; paths are level anyway.
_RISER_M: Final = 0.12
#: A toe this far below its stance height (the lever arm is a guess) is called dragging, m.
_DRAG_M: Final = -0.03
#: Toe and heel as seen from a sensor on the middle of an adult's shoe, FOOT frame, m.
_TOE_M: Final = np.array([0.14, 0.0, -0.065])
_HEEL_M: Final = np.array([-0.14, 0.0, -0.065])


@dataclass
class NaiveAnalysis:
    """What the baseline found: the same three things that an `Analysis` offers."""

    strides: pd.DataFrame
    summary: dict[str, dict[str, Any]]
    paths: dict[str, pd.DataFrame]

    def trajectory(self, side: str) -> pd.DataFrame:
        """Return the samples inside strides of one foot."""
        return self.paths[side]


def analyse(rec: Recording) -> NaiveAnalysis:
    """Analyse a recording foot by foot."""
    rows: list[dict[str, Any]] = []
    summary: dict[str, dict[str, Any]] = {}
    paths: dict[str, pd.DataFrame] = {}
    for side in rec.sides:
        found, paths[side] = _analyse_foot(rec[side])
        low = sum(row["low_lift"] == "yes" for row in found)
        summary[side] = {"foot_drop_pattern": "yes" if found and low > len(found) / 2 else "no"}
        rows += found
    columns = [column.name for column in STRIDE_COLUMNS]
    return NaiveAnalysis(pd.DataFrame(rows, columns=columns), summary, paths)


def _analyse_foot(foot: FootRecording) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    counter = foot.sample - foot.sample[0]
    grid = np.arange(counter[-1] + 1)
    t_s = np.interp(grid, counter, foot.t_s)
    acc = np.stack([np.interp(grid, counter, foot.acc_mps2[:, k]) for k in range(3)], axis=1)
    gyr = np.stack([np.interp(grid, counter, foot.gyr_radps[:, k]) for k in range(3)], axis=1)
    width = max(3, round(_SMOOTH_S * foot.rate_hz))
    smooth = uniform_filter1d(np.degrees(np.linalg.norm(gyr, axis=1)), width)
    motions = _motions(smooth, foot.rate_hz)
    if len(motions) < 2:
        return [], pd.DataFrame(columns=["t_s", "stride_id"])
    still = smooth < 10.0
    if np.count_nonzero(still) > foot.rate_hz:
        gyr = gyr - np.median(gyr[still], axis=0)
    stances = _stances(smooth, motions, foot.rate_hz)
    turn = _turn((gyr[:-1] + gyr[1:]) / (2 * foot.rate_hz))
    near = max(1, round(0.06 * foot.rate_hz))
    ups = [_unit(acc[max(0, k - near) : k + near + 1].mean(axis=0)) for k in np.ravel(stances)]
    up = _unit(np.median(ups, axis=0))
    left = _left_axis(gyr, motions, up)
    forward = np.cross(left, up)

    rows: list[dict[str, Any]] = []
    parts: list[pd.DataFrame] = []
    for number, ((begin, end), (first, last)) in enumerate(zip(motions, stances, strict=True)):
        part = slice(first, last + 1)
        world = _align(ups[2 * number]) @ turn[first].T @ turn[part]
        world = _level_end(world, ups[2 * number + 1])
        pos = _integrate(world, acc[part], foot.rate_hz)
        elevation_m = float(pos[-1, 2])
        pos[:, 2] -= np.linspace(0.0, elevation_m, len(pos))
        pitch = np.degrees(np.arcsin(np.clip((world @ forward)[:, 2], -1, 1)))
        rate = np.degrees(gyr[part] @ -left)
        frame = np.stack([forward, left, up])
        toe, heel = (pos[:, 2] + (world @ (arm @ frame))[:, 2] for arm in (_TOE_M, _HEEL_M))
        quaternion = Rotation.from_matrix(world).as_quat(scalar_first=True)
        number_s = np.full(len(pos), float(number))
        columns = (t_s[part], number_s, pos, quaternion, pitch, toe - toe[0], heel - heel[0])
        path = pd.DataFrame(np.column_stack(columns)[:-1], columns=_PATH_COLUMNS)
        yaw = np.unwrap(np.arctan2((world @ forward)[:, 1], (world @ forward)[:, 0]))
        row = _events(t_s[part], pitch, rate, begin - first, end - first) | {
            "stride_id": number,
            "side": foot.side,
            "stride_length_m": float(np.hypot(*pos[-1, :2])),
            "elevation_change_m": elevation_m,
            "turn_deg": float(np.degrees(yaw[-1] - yaw[0])),
            "quality": "good",
            "reasons": "",
        }
        rows.append(row | _verdicts(row, path))
        parts.append(path)
    rows[0]["context"], rows[-1]["context"] = "start", "stop"
    return rows, pd.concat(parts, ignore_index=True)


def _motions(smooth: Array, rate_hz: float) -> list[tuple[int, int]]:
    """Stretches above the threshold, short rests bridged, short and weak ones dropped."""
    limit = np.clip(_REST_SHARE * np.percentile(smooth, 90), *_REST_DPS)
    moving = np.concatenate([[False], smooth > limit, [False]])
    edges = np.flatnonzero(np.diff(moving.astype(int)))
    found: list[tuple[int, int]] = []
    for begin, end in edges.reshape(-1, 2):
        if found and begin - found[-1][1] < _MERGE_REST_S * rate_hz:
            begin = found.pop()[0]
        found.append((int(begin), int(end)))
    return [
        (begin, end)
        for begin, end in found
        if end - begin >= _SHORTEST_MOTION_S * rate_hz
        and smooth[begin:end].max() >= _SMALLEST_PEAK_DPS
        and begin > 0
        and end < len(smooth)
    ]


def _stances(smooth: Array, motions: list[tuple[int, int]], rate_hz: float) -> Any:
    """Quietest sample before and after each motion; one shared sample in a short stance."""
    reach = round(_STANCE_S * rate_hz)
    after, before = [], []
    bounds = [0, *(edge for motion in motions for edge in motion), len(smooth)]
    for low, high in zip(bounds[::2], bounds[1::2], strict=True):
        if high - low <= reach:
            after.append(low + int(np.argmin(smooth[low:high])))
            before.append(after[-1])
        else:
            half = reach // 2
            after.append(low + int(np.argmin(smooth[low : low + half])))
            before.append(high - half + int(np.argmin(smooth[high - half : high])))
    return list(zip(before[:-1], after[1:], strict=True))


def _left_axis(gyr: Array, motions: list[tuple[int, int]], up: Array) -> Array:
    """Find the main axis of the swings, level; signed so that push-off lowers the toes."""
    moving = np.concatenate([gyr[begin:end] for begin, end in motions])
    level = moving - np.outer(moving @ up, up)
    axis = np.linalg.eigh(level.T @ level)[1][:, -1]
    axis = _unit(axis - (axis @ up) * up)
    push = sum(float((gyr[b : b + (e - b) // 3] @ axis).sum()) for b, e in motions)
    return axis if push > 0 else -axis


def _events(t_s: Array, pitch: Array, rate: Array, begin: int, end: int) -> dict[str, Any]:
    """Toe-off at the fastest lowering of the toes, contact at the highest pitch after it."""
    early = begin + int(0.6 * (end - begin))
    off = begin + int(np.argmin(rate[begin:early]))
    contact = off + int(np.argmax(pitch[off:end]))
    return {
        "start_s": t_s[0],
        "heel_off_s": t_s[begin],
        "toe_off_s": t_s[off],
        "initial_contact_s": t_s[contact],
        "foot_flat_s": t_s[end],
        "end_s": t_s[-1],
        "stride_time_s": t_s[-1] - t_s[0],
        "swing_time_s": t_s[contact] - t_s[off],
        "foot_pitch_toe_off_deg": pitch[off],
        "foot_pitch_late_swing_max_deg": pitch[(off + contact) // 2 : end].max(),
        "foot_pitch_contact_deg": pitch[contact],
    }


def _verdicts(row: dict[str, Any], path: pd.DataFrame) -> dict[str, Any]:
    """Judge by fixed limits: contact below 5°, toe well below stance for 50 ms of mid-swing."""
    swing_s = row["swing_time_s"]
    share = (path["t_s"] - row["toe_off_s"]) / swing_s if swing_s else path["t_s"] * np.nan
    toe_m = path["toe_height_m"].where((share > 0.25) & (share < 0.8))
    below_s = 0.55 * swing_s * np.count_nonzero(toe_m < _DRAG_M) / max(1, toe_m.count())
    pitch = row["foot_pitch_contact_deg"]
    if abs(row["elevation_change_m"]) > _RISER_M:
        context = "stairs_up" if row["elevation_change_m"] > 0 else "stairs_down"
    else:
        context = "turn" if abs(row["turn_deg"]) > 20 else "level"
    return {
        "toe_clearance_min_m": toe_m.min(),
        "context": context,
        "low_lift": "yes" if pitch < 5 else "no",
        "toe_drag": "yes" if below_s > 0.05 and context == "level" else "no",
    }


def _unit(vector: Array) -> Array:
    return vector / np.linalg.norm(vector)


def _turn(step: Array) -> Array:
    """Attitude of each sample relative to the first, by doubling the products' reach."""
    total = Rotation.from_rotvec(np.concatenate([np.zeros((1, 3)), step]))
    reach = 1
    while reach < len(total):
        total = Rotation.concatenate([total[:reach], total[:-reach] * total[reach:]])
        reach *= 2
    return np.asarray(total.as_matrix())


def _align(up: Array) -> Array:
    """Rotation that brings the given SENSOR direction to WORLD z."""
    return np.asarray(Rotation.align_vectors([[0.0, 0.0, 1.0]], [up])[0].as_matrix())


def _level_end(world: Array, up: Array) -> Array:
    """Spread evenly the tilt by which gravity in the last stance contradicts the gyroscope."""
    tilt = Rotation.from_matrix(_align(world[-1] @ up)).as_rotvec()
    share = np.linspace(0.0, 1.0, len(world))[:, None] * tilt
    return np.asarray(Rotation.from_rotvec(share).as_matrix()) @ world


def _integrate(world: Array, acc: Array, rate_hz: float) -> Array:
    """Position from rest to rest; the speed left over at the end is taken out evenly."""
    force = np.einsum("nij,nj->ni", world, acc)
    force[:, 2] -= _G_MPS2
    speed = np.zeros_like(force)
    speed[1:] = np.cumsum((force[1:] + force[:-1]) / 2, axis=0) / rate_hz
    speed -= np.linspace(0.0, 1.0, len(speed))[:, None] * speed[-1]
    pos = np.zeros_like(speed)
    pos[1:] = np.cumsum((speed[1:] + speed[:-1]) / 2, axis=0) / rate_hz
    return pos
