"""All strides of one foot, ready to be evaluated at any times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.samples import Side
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.ramp import RampTable
from gaitsense.simulate.rigid_foot import FootPose, direction
from gaitsense.simulate.sitting import Fidget, RestlessFoot
from gaitsense.simulate.stride import PlannedStride
from gaitsense.simulate.stride_shape import StrideShape, shape_stride

#: Mid-stance is the middle of the flat foot. Where the foot stands before a first or after a
#: last stride, it is taken so long before heel-off or after foot-flat, s: standing still does
#: not belong to a stride.
MID_STANCE_REACH_S: Final = 0.25

#: Share of the foot's length in front of the ball, where the toes bend.
TOE_SHARE: Final = 0.28

#: Words for what the foot does, in the order of their numbers.
PHASES: Final = ("stand", "flat", "push_off", "swing", "landing")


class FootMotion:
    """The whole walk of one foot as continuous functions of time.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    strides : sequence of PlannedStride
        Its strides, in order, at least one.
    foot_length_m : float
        Length of the sole, m.
    brake : float
        How much harder than a smooth hard one the floor brakes a sliding toe, no unit.
    fidgets : sequence of Fidget
        What it does while its owner sits.
    """

    def __init__(
        self,
        side: Side,
        strides: Sequence[PlannedStride],
        foot_length_m: float,
        brake: float = 1.0,
        fidgets: Sequence[Fidget] = (),
    ) -> None:
        self.side = side
        self.fidgets = tuple(fidgets)
        self.strides = tuple(strides)
        self.foot_length_m = foot_length_m
        self.toe_length_m = TOE_SHARE * foot_length_m
        heel_to_ball_m = foot_length_m - self.toe_length_m
        self._restless = RestlessFoot(fidgets, heel_to_ball_m) if fidgets else None
        self.shapes: tuple[StrideShape, ...] = tuple(
            shape_stride(stride, foot_length_m, brake) for stride in strides
        )
        times = [stride.times for stride in strides]
        self.heel_off_s = np.array([t.heel_off_s for t in times])
        self.toe_off_s = np.array([t.toe_off_s for t in times])
        self.initial_contact_s = np.array([t.initial_contact_s for t in times])
        self.foot_flat_s = np.array([t.foot_flat_s for t in times])
        self._between_s = 0.5 * (self.foot_flat_s[:-1] + self.heel_off_s[1:])
        starts = np.array([stride.starts for stride in strides])
        stops = np.array([stride.stops for stride in strides])
        before_s = np.concatenate([self.heel_off_s[:1], self._between_s])
        after_s = np.concatenate([self._between_s, self.foot_flat_s[-1:]])
        self.start_s = np.where(starts, self.heel_off_s - MID_STANCE_REACH_S, before_s)
        self.end_s = np.where(stops, self.foot_flat_s + MID_STANCE_REACH_S, after_s)

        toes = np.array([stride.origin.toe(foot_length_m) for stride in strides])
        base = {
            "heading": np.array([stride.origin.heading_rad for stride in strides]),
            "x": toes[:, 0],
            "y": toes[:, 1],
            "z": np.array([stride.origin.z_m for stride in strides]),
        }
        self.floor_m = base["z"]
        self._landed_rad = np.array([stride.target.heading_rad for stride in strides])
        self._courses = {
            name: RampTable([getattr(shape, name) for shape in self.shapes], base.get(name))
            for name in (
                "pitch",
                "heading",
                "roll",
                "x",
                "y",
                "z",
                "heel_weight",
                "toe_pitch",
                "toe_straight",
            )
        }

    def row_at(self, t_s: Floats) -> NDArray[np.int64]:
        """Tell which stride each time belongs to.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s; any shape.

        Returns
        -------
        (n,) int64
            Index into `strides`, of the same shape; it changes half-way between foot-flat and
            the next heel-off. Times before the first stride belong to it, times after the last
            one to that.
        """
        return np.searchsorted(self._between_s, t_s, side="right")

    def pose(self, t_s: Floats, row: NDArray[np.int64] | None = None) -> FootPose:
        """Pose of the foot.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s; any shape.
        row : (n,) int64, optional
            The stride of each time, where known.

        Returns
        -------
        FootPose
            Before the first and after the last stride the foot stands. Lengths are along the
            floor and heights above it, on a slope as well.
        """
        row = self.row_at(t_s) if row is None else row
        pitch, heading, roll, x, y, z, weight, rolled, straight = (
            course.at(t_s, row) for course in self._courses.values()
        )
        toe_pitch = rolled + straight * (pitch - rolled)
        forward, toes = direction(pitch, heading), direction(toe_pitch, heading)
        landed, floor = self._landed_rad[row], np.zeros(np.shape(row))
        reach = weight * self.foot_length_m
        ball = [
            guide + reach * (e - d) - self.toe_length_m * g
            for guide, e, d, g in zip(
                (x, y, z), forward, (np.cos(landed), np.sin(landed), floor), toes, strict=True
            )
        ]
        pose = FootPose(pitch, heading, roll, toe_pitch, (ball[0], ball[1], ball[2]))
        return pose if self._restless is None else self._restless.moved(pose, t_s)

    def heights(self, pose: FootPose, row: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Heights of toe and heel.

        Parameters
        ----------
        pose : FootPose
            The foot at n times, as `pose` gives it; any shape.
        row : (n,) int64
            The stride that each time belongs to.

        Returns
        -------
        toe, heel : (n,) float64
            Height of the toe's tip and of the heel above the floor on which the stride begins,
            m; on stairs, the other floors are not at 0.
        """
        ball = pose.ball[2].value - self.floor_m[row]
        toe = ball + self.toe_length_m * np.sin(pose.toe_pitch.value)
        back_m = self.foot_length_m - self.toe_length_m
        return toe, ball - back_m * np.sin(pose.pitch.value)

    def toe_place(self, t_s: Floats, row: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Horizontal place of the toe's tip.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s; any shape.
        row : (n,) int64
            The stride that each time belongs to.

        Returns
        -------
        x, y : (n,) float64
            Place, m, WORLD.
        """
        pose = self.pose(t_s, row)
        ahead = self.toe_length_m * np.cos(pose.toe_pitch.value)
        return (
            pose.ball[0].value + ahead * np.cos(pose.heading.value),
            pose.ball[1].value + ahead * np.sin(pose.heading.value),
        )

    def phase(self, t_s: Floats) -> NDArray[np.int64]:
        """Tell what the foot does.

        Parameters
        ----------
        t_s : (n,) float64
            Times, s.

        Returns
        -------
        (n,) int64
            Index into `PHASES`. Phases are half-open: at an event the next one has begun.
        """
        row = self.row_at(t_s)
        phase = np.ones(len(t_s), np.int64)
        phase[(t_s < self.start_s[row]) | (t_s >= self.end_s[row])] = 0
        phase[(t_s >= self.heel_off_s[row]) & (t_s < self.foot_flat_s[row])] = 2
        swings = (t_s >= self.toe_off_s[row]) & (t_s < self.initial_contact_s[row])
        phase[swings] = 3
        phase[(t_s >= self.initial_contact_s[row]) & (t_s < self.foot_flat_s[row])] = 4
        return phase
