"""What really happened, as tables. Nothing here knows about the sensor's errors but its clock.

Times stand on each foot's recorded time base, so that they can be compared with an analysis of
the recording as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.samples import Side
from gaitsense.model.shoe import Shoe
from gaitsense.model.strides import STRIDE_COLUMNS
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.simulate.drag import DragKind
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import PHASES, FootMotion
from gaitsense.simulate.placement import Placement, turned_by
from gaitsense.simulate.rigid_foot import FootPose, attitude, feel
from gaitsense.simulate.stride import on_stairs
from gaitsense.simulate.true_foot import TrueFoot, fidget_rows

if TYPE_CHECKING:
    import pandas as pd

#: Toe clearance is the smallest toe height within these shares of swing.
MID_SWING: Final = (0.25, 0.75)
#: A stride that turns the foot by more is a turn, °.
TURN_DEG: Final = 15.0
#: Above this pitch at contact, °, the heel lands first; below 0 the toe; flat in between.
HEEL_CONTACT_DEG: Final = 5.0
#: Instants per stride at which extremes are looked for, and strides looked at together.
_GRID: Final = 1000
_CHUNK: Final = 25


class Truth:
    """The tables of truth; each is computed when first asked for.

    Parameters
    ----------
    feet : Mapping[Side, TrueFoot]
        Both feet.
    shoe : Shoe
        The shoe as its wearer described it; the true lever arms are in `placement`.
    words : tuple of str
        What the scenario's changes are called, in order.
    """

    def __init__(
        self, feet: Mapping[Side, TrueFoot], shoe: Shoe, words: tuple[str, ...] = ()
    ) -> None:
        self.shoe = shoe
        self.words = words
        self._feet = feet

    @property
    def mounting(self) -> dict[Side, Floats]:
        """Rotation SENSOR to FOOT per foot, (3, 3) matrices: ``foot = matrix @ sensor``."""
        return {side: foot.placement.sensor_to_foot for side, foot in self._feet.items()}

    @property
    def placement(self) -> dict[Side, Placement]:
        """Place and rotation of the case per foot, with the true lever arms."""
        return {side: foot.placement for side, foot in self._feet.items()}

    @cached_property
    def strides(self) -> pd.DataFrame:
        """One row per stride, in the order of their ends; names as in `STRIDE_COLUMNS`.

        Lengths, turns and excursions are of the sensor's path, heights of heel and toe are of
        the sole; no value is rounded. On a slope, the foot's pitch and the heights of heel and
        toe are against the floor, so that a foot at rest has 0 of all three; stride length,
        change of elevation and the sensor's lift are level and plumb.
        """
        import pandas as pd

        tables = [_strides(side, foot) for side, foot in self._feet.items()]
        known = [column.name for column in STRIDE_COLUMNS if column.name in tables[0]]
        joined = pd.concat([pd.DataFrame(table) for table in tables], ignore_index=True)
        return joined[known].sort_values("end_s", ignore_index=True, kind="stable")

    @property
    def contacts_s(self) -> dict[Side, Floats]:
        """Initial contact of each stride per foot, s, by ``stride_id``: (m,) float64, rising."""
        return {
            side: foot.motion.initial_contact_s / (1.0 + foot.clock_skew)
            for side, foot in self._feet.items()
        }

    @cached_property
    def samples(self) -> dict[Side, pd.DataFrame]:
        """Per foot, one row per sample that the sensor took.

        Columns: t_s; stride_id (-1 while standing); pos_x_m, pos_y_m, pos_z_m of the sensor,
        m, WORLD; quat_w to quat_z, SENSOR to WORLD; foot_pitch_deg; toe_flexion_deg, how far
        the toes are bent up against the foot; toe_height_m and heel_height_m above the floor
        under the stride's first stance; phase, one of `PHASES`. Pitch and heights are against
        the floor, on a slope as well; place and attitude are in WORLD, with z plumb.
        """
        return {side: _samples(foot) for side, foot in self._feet.items()}

    @cached_property
    def parts(self) -> pd.DataFrame:
        """One row per stride, in the order of `strides`: side, stride_id, part, word.

        `part` is 0 before the first change within the walk, 1 from there on, and so forth;
        `word` is what the change is called, nothing in part 0.
        """
        import pandas as pd

        table = self.strides[["side", "stride_id"]].copy()
        part = [
            self._feet[side].motion.strides[row].part
            for side, row in zip(table["side"], table["stride_id"], strict=True)
        ]
        table["part"] = np.array(part, np.int64)
        table["word"] = pd.array([("", *self.words)[k] for k in part], dtype="str")
        return table

    @cached_property
    def fidgets(self) -> pd.DataFrame:
        """One row per fidget of somebody who sits: side, kind, start_s, end_s, rise_deg, way_m.

        `kind` is heel_raised, toes_raised or slid; `rise_deg` is how far heel or toes rise at
        most, `way_m` how far the foot is pushed, + to the toes. None of them is a stride.
        """
        import pandas as pd

        rows = [row for side, foot in self._feet.items() for row in fidget_rows(side, foot)]
        names = ["side", "kind", "start_s", "end_s", "rise_deg", "way_m"]
        table = pd.DataFrame(rows, columns=names).astype({"side": "str", "kind": "str"})
        return table.sort_values("start_s", ignore_index=True, kind="stable")

    @cached_property
    def drags(self) -> pd.DataFrame:
        """One row per drag: side, stride_id, start_s, end_s, length_m, peak_mps2, kind.

        `length_m` is the way that the toe slid, `peak_mps2` the strongest vibration; 0 in a
        walk without shocks. `kind` is one of `DragKind`: partial, push_off, landing,
        full_swing, scuff, stumble.
        """
        import pandas as pd

        rows = [row for side, foot in self._feet.items() for row in _drags(side, foot)]
        names = ["side", "stride_id", "start_s", "end_s", "length_m", "peak_mps2", "kind"]
        table = pd.DataFrame(rows, columns=names)
        table = table.astype({"side": "str", "stride_id": "int64", "kind": "str"})
        return table.sort_values("start_s", ignore_index=True, kind="stable")


def _samples(foot: TrueFoot) -> pd.DataFrame:
    import pandas as pd

    motion = foot.motion
    t_s = foot.t_s * (1.0 + foot.clock_skew)
    row = motion.row_at(t_s)
    pose = motion.pose(t_s, row)
    position = feel(pose, foot.placement.ball_from_sensor_m, foot.slope_rad).position_m
    quat = turned_by(attitude(pose, foot.slope_rad), foot.placement.mounting)
    toe_m, heel_m = motion.heights(pose, row)
    phase = motion.phase(t_s)
    return pd.DataFrame(
        {
            "t_s": foot.t_s,
            "stride_id": np.where(phase == 0, -1, row),
            **{f"pos_{axis}_m": position[:, k] for k, axis in enumerate("xyz")},
            **{f"quat_{part}": quat[:, k] for k, part in enumerate("wxyz")},
            "foot_pitch_deg": pose.pitch.value * DEG_PER_RAD,
            "toe_flexion_deg": (pose.toe_pitch.value - pose.pitch.value) * DEG_PER_RAD,
            "toe_height_m": toe_m,
            "heel_height_m": heel_m,
            "phase": pd.array(np.array(PHASES)[phase], dtype="str"),
        }
    )


def _drags(
    side: Side, foot: TrueFoot
) -> list[tuple[Side, int, float, float, float, float, DragKind]]:
    rows = []
    slow = 1.0 + foot.clock_skew
    for row, shape in enumerate(foot.motion.shapes):
        if shape.drag is None:
            continue
        start_s, end_s = shape.drag.start_s, shape.drag.end_s
        x, y = foot.motion.toe_place(np.linspace(start_s, end_s, 201), np.full(201, row))
        length_m = float(np.sum(np.hypot(np.diff(x), np.diff(y))))
        peak = foot.shocks.drag_peak_mps2(row) if foot.shocks is not None else 0.0
        rows.append((side, row, start_s / slow, end_s / slow, length_m, peak, shape.drag.wish.kind))
    return rows


def _strides(side: Side, foot: TrueFoot) -> dict[str, NDArray[np.generic]]:
    """All columns of one foot's strides."""
    motion = foot.motion
    rows = np.arange(len(motion.strides))
    parts = [
        _Course(foot, rows[first : first + _CHUNK]).measures()
        for first in range(0, len(rows), _CHUNK)
    ]
    numbers = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    slow = 1.0 + foot.clock_skew
    events = {
        "start_s": motion.start_s,
        "heel_off_s": motion.heel_off_s,
        "toe_off_s": motion.toe_off_s,
        "initial_contact_s": motion.initial_contact_s,
        "foot_flat_s": motion.foot_flat_s,
        "end_s": motion.end_s,
        "stride_time_s": motion.end_s - motion.start_s,
        "swing_time_s": motion.initial_contact_s - motion.toe_off_s,
    }
    events["stance_time_s"] = events["stride_time_s"] - events["swing_time_s"]
    numbers |= {name: values / slow for name, values in events.items()}
    numbers["walking_speed_mps"] = numbers["stride_length_m"] / numbers["stride_time_s"]
    climbs = np.array([on_stairs(stride) for stride in motion.strides])
    # On stairs the floor under the toe is not the floor of the stance before.
    for name in ("toe_clearance_min_m", "heel_clearance_max_m"):
        numbers[name] = np.where(climbs, np.nan, numbers[name])
    drags = [shape.drag for shape in motion.shapes]
    numbers["toe_drag_start_s"] = np.array(
        [np.nan if drag is None else drag.start_s / slow for drag in drags]
    )
    numbers["toe_drag_duration_s"] = np.array(
        [np.nan if drag is None else (drag.end_s - drag.start_s) / slow for drag in drags]
    )
    table: dict[str, NDArray[np.generic]] = dict(numbers)
    table["stride_id"] = rows.astype(np.int64)
    table["side"] = np.full(len(rows), side, dtype=object)
    table["context"] = _contexts(motion, numbers["turn_deg"])
    landed = numbers["foot_pitch_contact_deg"]
    table["contact_type"] = np.where(
        landed > HEEL_CONTACT_DEG, "heel", np.where(landed >= 0.0, "flat", "toe")
    ).astype(object)
    table["toe_drag"] = np.array(["no" if drag is None else "yes" for drag in drags], dtype=object)
    return table


def _contexts(motion: FootMotion, turn_deg: Floats) -> NDArray[np.object_]:
    words = []
    for stride, turn in zip(motion.strides, turn_deg, strict=True):
        if on_stairs(stride):
            words.append("stairs_up" if stride.target.z_m > stride.origin.z_m else "stairs_down")
        elif stride.starts:
            words.append("start")
        elif stride.stops:
            words.append("stop")
        else:
            words.append("turn" if abs(turn) > TURN_DEG else "level")
    return np.array(words, dtype=object)


class _Course:
    """Some strides of one foot on a fine grid, (strides, instants), and their measures."""

    def __init__(self, foot: TrueFoot, rows: NDArray[np.int64]) -> None:
        motion = foot.motion
        self._motion, self._side, self._rows = motion, motion.side, rows
        self._arms, self._slope_rad = foot.placement.ball_from_sensor_m, foot.slope_rad
        self._start, self._end = motion.start_s[rows], motion.end_s[rows]
        self._off, self._contact = motion.toe_off_s[rows], motion.initial_contact_s[rows]
        self._slow = 1.0 + foot.clock_skew

    def _pose(self, start_s: Floats, end_s: Floats) -> tuple[FootPose, NDArray[np.int64]]:
        share = np.linspace(0.0, 1.0, _GRID)
        t_s = start_s[:, None] + share * (end_s - start_s)[:, None]
        row = np.broadcast_to(self._rows[:, None], t_s.shape)
        return self._motion.pose(t_s, row), row

    def measures(self) -> dict[str, Floats]:
        return self._whole() | self._swing() | self._landing()

    def _whole(self) -> dict[str, Floats]:
        """Measures over the whole stride, from the sensor's path and the heel."""
        pose, row = self._pose(self._start, self._end)
        path = feel(pose, self._arms, self._slope_rad).position_m
        way = path[:, -1] - path[:, 0]
        length = np.hypot(way[:, 0], way[:, 1])
        left = np.stack([-way[:, 1], way[:, 0]], axis=-1) / length[:, None]
        aside = np.einsum("rnk,rk->rn", path[:, :, :2] - path[:, :1, :2], left)
        far = np.argmax(np.abs(aside), axis=1)
        outward = OUTWARD_SIGN[self._side] * aside[np.arange(len(far)), far]
        pitch = pose.pitch.value * DEG_PER_RAD
        heading = pose.heading.value * DEG_PER_RAD
        return {
            "stride_length_m": length,
            "turn_deg": heading[:, -1] - heading[:, 0],
            "elevation_change_m": way[:, 2],
            "lateral_excursion_m": outward,
            "sensor_lift_max_m": np.max(path[:, :, 2], axis=1) - path[:, 0, 2],
            "foot_pitch_range_deg": np.max(pitch, axis=1) - np.min(pitch, axis=1),
            "heel_clearance_max_m": np.max(self._motion.heights(pose, row)[1], axis=1),
        }

    def _swing(self) -> dict[str, Floats]:
        pose, row = self._pose(self._off, self._contact)
        share = np.linspace(0.0, 1.0, _GRID)
        pitch = pose.pitch.value * DEG_PER_RAD
        toe_m, _ = self._motion.heights(pose, row)
        middle = (share >= MID_SWING[0]) & (share <= MID_SWING[1])
        half = _GRID // 2
        return {
            "foot_pitch_toe_off_deg": pitch[:, 0],
            "foot_pitch_mid_swing_deg": 0.5 * (pitch[:, half - 1] + pitch[:, half]),
            "foot_pitch_late_swing_max_deg": np.max(pitch[:, half:], axis=1),
            "foot_pitch_contact_deg": pitch[:, -1],
            "swing_pitch_rate_max_dps": np.max(pose.pitch.rate, axis=1) * DEG_PER_RAD * self._slow,
            "toe_clearance_min_m": np.min(toe_m[:, middle], axis=1),
        }

    def _landing(self) -> dict[str, Floats]:
        pose, _ = self._pose(self._contact, self._motion.foot_flat_s[self._rows])
        fastest = np.max(-pose.pitch.rate, axis=1) * DEG_PER_RAD * self._slow
        return {"slap_pitch_rate_dps": np.maximum(fastest, 0.0)}
