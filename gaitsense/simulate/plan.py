"""Where and when each foot steps, with the irregularity of a living person.

Steps alternate. A step is placed by a body that moves along the route: each foot lands beside
it, half a step width out. It is timed from the contact before it: the next contact comes one
step time later, and its foot leaves the floor one swing time before that, but never before
both feet have shared the floor for a moment.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gaitsense.model.errors import ConfigError
from gaitsense.model.frames import OUTWARD_SIGN
from gaitsense.model.samples import SIDES, Side, other_side
from gaitsense.simulate.change import part_reached
from gaitsense.simulate.drag import draw_drag
from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.randomness import random_stream
from gaitsense.simulate.route import Leg, StepOrder, parse_route, steps_of
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.sitting import SITS, STANDS_UP, Fidget, draw_fidgets
from gaitsense.simulate.stride import STAIR_HEIGHT_M, Foothold, PlannedStride, StrideTimes
from gaitsense.simulate.stride_shape import landing_time_s
from gaitsense.simulate.variation import Irregularity, stride_pattern

#: Depth and height of a stair, m.
TREAD_M: Final = 0.29
RISER_M: Final = 0.17
#: Both feet are down for at least so long in each step, s.
_SHORTEST_DOUBLE_SUPPORT_S: Final = 0.04
#: A foot lies flat for at least so long, s.
_SHORTEST_FLAT_S: Final = 0.06
#: From heel-off to toe-off for at least so long, s.
_SHORTEST_PUSH_OFF_S: Final = 0.12
#: Longer walks fill memory and disk, s.
_LONGEST_S: Final = 86_400.0
#: Length of a turning step over a straight one.
_TURN_STEP_SHARE: Final = 0.55


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """All strides of a walk.

    Parameters
    ----------
    strides : dict of tuples of PlannedStride
        Per foot, in order.
    duration_s : float
        From the begin of the first standing to the end of the last, s.
    fidgets : dict of tuples of Fidget
        What each foot does while its owner sits.
    marker : tuple of (float, str)
        Times, s, and words: sitting down, standing up, and what changes.
    """

    strides: dict[Side, tuple[PlannedStride, ...]]
    duration_s: float
    fidgets: dict[Side, tuple[Fidget, ...]]
    marker: tuple[tuple[float, str], ...]


def plan_walk(scenario: Scenario, seed: int, duration_s: float | None = None) -> WalkPlan:
    """Plan a walk.

    Parameters
    ----------
    scenario : Scenario
        The walk's description.
    seed : int
        Seed of the irregularity, of the drags and of the fidgets.
    duration_s : float, optional
        Length of the walk, s: the moving part of the route is repeated, or cut short, to fill
        it. By default the route is walked once.

    Returns
    -------
    WalkPlan

    Raises
    ------
    ConfigError
        If the duration does not even hold one step, or is longer than a day.
    """
    if duration_s is not None and not math.isfinite(duration_s):
        raise ConfigError(f"duration_s must be a finite number of seconds, not {duration_s!r}")
    if duration_s is not None and duration_s > _LONGEST_S:
        raise ConfigError(
            f"duration_s must be at most {_LONGEST_S:.0f} (24 h), not {duration_s:g}; "
            "simulate a shorter walk"
        )
    return _Planner(scenario, seed, duration_s).walk()


class _Planner:
    def __init__(self, scenario: Scenario, seed: int, duration_s: float | None) -> None:
        self._scenario = scenario
        self._duration_s = duration_s
        self._legs = parse_route(scenario.route)
        self._n_steps = sum(
            len(list(steps_of(leg, scenario.turn_per_step_deg))) for leg in self._legs
        )
        self._vary = {
            side: Irregularity(random_stream(seed, "gait", side), scenario.autocorrelation)
            for side in SIDES
        }
        self._drags = {side: random_stream(seed, "drags", side) for side in SIDES}
        self._fidgeting = {side: random_stream(seed, "fidgets", side) for side in SIDES}
        self._fidgets: dict[Side, list[Fidget]] = {side: [] for side in SIDES}
        self._marker: list[tuple[float, str]] = []
        self._part = 0
        self._x_m = self._y_m = self._z_m = self._heading_rad = 0.0
        self._steps_done = 0
        self._now_s = self._legs[0].amount
        self._bout_s = self._now_s
        self._next: Side = "left"
        self._stands = {side: self._foothold(side) for side in SIDES}
        self._flat_s = dict.fromkeys(SIDES, 0.0)
        self._strides: dict[Side, list[PlannedStride]] = {side: [] for side in SIDES}
        self._bout_begin = dict.fromkeys(SIDES, 0)
        self._walking = False

    def walk(self) -> WalkPlan:
        end_s = self._legs[-1].amount
        for leg in self._moving_legs():
            if leg.kind == "stand" or leg.kind == "sit":
                self._stop()
                if self._full(leg.amount):
                    break
                self._rest(leg)
            elif not self._move(leg):
                break
        self._stop()
        if self._steps_done == 0:
            raise ConfigError(
                f"duration_s {self._duration_s:g} leaves no time for a step between "
                f"{self._legs[0].amount:g} s and {end_s:g} s of standing; make it longer"
            )
        total_s = self._now_s + end_s if self._duration_s is None else self._duration_s
        return WalkPlan(
            {side: tuple(self._strides[side]) for side in SIDES},
            total_s,
            {side: tuple(self._fidgets[side]) for side in SIDES},
            tuple(sorted(self._marker)),
        )

    def _moving_legs(self) -> Iterator[Leg]:
        legs = self._legs[1:-1]
        return iter(legs) if self._duration_s is None else itertools.cycle(legs)

    def _full(self, more_s: float) -> bool:
        """Whether the time is up, once a last step and the last standing are counted in."""
        if self._duration_s is None:
            return False
        # A step and the closing one take at most two stride times, variation included.
        needed_s = more_s + 2.0 * self._scenario.stride_time_s + self._legs[-1].amount
        return self._now_s + needed_s > self._duration_s

    def _rest(self, leg: Leg) -> None:
        """Stand or sit for a while."""
        end_s = self._now_s + leg.amount
        if leg.kind == "sit":
            self._marker += [(self._now_s, SITS), (end_s, STANDS_UP)]
            for side in SIDES:
                self._fidgets[side] += draw_fidgets(self._now_s, end_s, self._fidgeting[side])
        self._now_s = end_s

    def _move(self, leg: Leg) -> bool:
        for order in steps_of(leg, self._scenario.turn_per_step_deg):
            if self._full(0.0):
                return False
            if not self._walking:
                self._bout_s, self._walking = self._now_s, True
                self._bout_begin = {side: len(self._strides[side]) for side in SIDES}
            self._step(order)
            self._steps_done += 1
        return True

    def _stop(self) -> None:
        """Bring the other foot beside, and mark the ends of the bout."""
        if not self._walking:
            return
        self._step(None)
        self._walking = False
        for side in SIDES:
            strides, first = self._strides[side], self._bout_begin[side]
            strides[first] = dataclasses.replace(strides[first], starts=True)
            strides[-1] = dataclasses.replace(strides[-1], stops=True)
        self._now_s = max(self._flat_s.values())

    def _tired(self) -> float:
        """How far the walk has gone, 0..1."""
        if self._duration_s is not None:
            return min(self._now_s / self._duration_s, 1.0)
        return self._steps_done / self._n_steps

    def _step(self, order: StepOrder | None) -> None:
        """Take one step; without an order, the closing one."""
        side, scenario = self._next, self._scenario
        deviation = self._vary[side].next()
        tired, fatigue = self._tired(), scenario.fatigue
        changed = order is not None and self._changes(tired)
        change = scenario.change[self._part - 1] if self._part else None
        grow = 1.0 + tired * fatigue.stride_length_share
        slow = 1.0 + tired * fatigue.stride_time_share
        if change is not None:
            grow *= 1.0 + change.stride_length_share
            slow *= 1.0 + change.stride_time_share
        self._advance(side, order, grow, deviation.length)
        origin, target = self._stands[side], self._foothold(side)
        way_m = math.hypot(target.x_m - origin.x_m, target.y_m - origin.y_m)
        ratio = min(way_m / scenario.stride_length_m, 1.0)
        base, climb_m = self._habit(side), target.z_m - origin.z_m
        climb_m = climb_m if abs(climb_m) > STAIR_HEIGHT_M else 0.0
        weak = tired if fatigue.side in ("both", side) else 0.0
        pattern = stride_pattern(
            scenario, base, deviation, ratio=ratio, climb_m=climb_m, tired=weak
        )
        wish = draw_drag(base.drag, weak * fatigue.drag_probability, self._drags[side])
        stride_s = scenario.stride_time_s * slow
        swing_s = base.swing_share * stride_s * (0.85 + 0.15 * ratio)
        swing_s *= 1.0 + 0.6 * scenario.stride_cv * deviation.swing
        asymmetry = OUTWARD_SIGN[side] * scenario.step_time_asymmetry
        step_s = 0.5 * stride_s * (1.0 + asymmetry)
        step_s *= 1.0 + math.sqrt(2.0) * scenario.stride_cv * deviation.time
        times = self._times(side, pattern, step_s, swing_s, base.push_off_share * stride_s)
        drag = wish if climb_m == 0.0 else None
        self._strides[side].append(
            PlannedStride(side, times, origin, target, pattern, drag, part=self._part)
        )
        if changed and change is not None:
            self._marker.append((times.heel_off_s, change.word))
        self._stands[side] = target
        self._flat_s[side] = times.foot_flat_s
        self._now_s = times.initial_contact_s
        self._next = other_side(side)

    def _changes(self, share_done: float) -> bool:
        """Go on to the last change that has begun, and tell whether it is another one."""
        before = self._part
        self._part = part_reached(self._scenario.change, self._steps_done, share_done)
        return self._part != before

    def _habit(self, side: Side) -> StridePattern:
        """Return what a foot does in the part of the walk that has been reached."""
        whose = self._scenario.change[self._part - 1] if self._part else self._scenario
        return whose.pattern(side)

    def _advance(self, side: Side, order: StepOrder | None, grow: float, length: float) -> None:
        """Move the body on by one step."""
        if order is None:
            return
        scenario = self._scenario
        step_m = 0.5 * scenario.stride_length_m * grow
        step_m *= 1.0 + math.sqrt(2.0) * scenario.stride_cv * length
        step_m *= 1.0 + OUTWARD_SIGN[side] * scenario.step_length_asymmetry
        turn_rad = math.radians(order.turn_deg)
        if order.kind == "turn":
            step_m *= _TURN_STEP_SHARE
        elif order.kind != "walk":
            step_m = TREAD_M
            self._z_m += RISER_M if order.kind == "stairs_up" else -RISER_M
        middle_rad = self._heading_rad + 0.5 * turn_rad
        self._x_m += step_m * math.cos(middle_rad)
        self._y_m += step_m * math.sin(middle_rad)
        self._heading_rad += turn_rad

    def _foothold(self, side: Side) -> Foothold:
        outward = OUTWARD_SIGN[side]
        aside_m = 0.5 * outward * self._scenario.step_width_m
        toe_out = math.radians(outward * self._habit(side).toe_out_deg)
        return Foothold(
            self._x_m - aside_m * math.sin(self._heading_rad),
            self._y_m + aside_m * math.cos(self._heading_rad),
            self._z_m,
            self._heading_rad + toe_out,
        )

    def _times(
        self, side: Side, pattern: StridePattern, step_s: float, swing_s: float, push_off_s: float
    ) -> StrideTimes:
        first = not any(len(self._strides[s]) > self._bout_begin[s] for s in SIDES)
        if first:
            toe_off_s = self._bout_s + max(push_off_s, _SHORTEST_PUSH_OFF_S)
        else:
            free_s = max(self._flat_s[side] + _SHORTEST_FLAT_S, self._bout_s)
            toe_off_s = max(
                self._now_s + step_s - swing_s,
                self._now_s + _SHORTEST_DOUBLE_SUPPORT_S,
                free_s + _SHORTEST_PUSH_OFF_S,
            )
            push_off_s = min(push_off_s, toe_off_s - free_s)
        contact_s = toe_off_s + swing_s
        return StrideTimes(
            toe_off_s - max(push_off_s, _SHORTEST_PUSH_OFF_S),
            toe_off_s,
            contact_s,
            contact_s + landing_time_s(pattern),
        )
