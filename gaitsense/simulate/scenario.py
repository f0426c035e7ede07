"""A walk's description: whose feet, which route, how regular; by name or from a TOML file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast, get_args

from gaitsense.model.errors import ConfigError
from gaitsense.model.nearest import nearest_hint
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.shoe import SensorPlace, Shoe
from gaitsense.model.toml import from_table, read_toml
from gaitsense.simulate.change import Change
from gaitsense.simulate.mount import Mount
from gaitsense.simulate.pattern import StridePattern, require
from gaitsense.simulate.route import parse_route
from gaitsense.simulate.surface import Surface, surface_named

_FOLDER: Final = Path(__file__).with_name("scenarios")


@dataclass(frozen=True, slots=True)
class Fatigue:
    """What has changed by the end of the walk, growing evenly from its begin.

    Parameters
    ----------
    late_swing_max_deg : float
        Added to the late-swing maximum, °; negative as the foot lift tires.
    toe_clearance_m : float
        Added to the toe clearance, m.
    stride_length_share : float
        Added to the stride length, as a share of it.
    stride_time_share : float
        Added to the stride time, as a share of it.
    drag_probability : float
        Added to the probability of a drag.
    side : {"both", "left", "right"}
        Whose foot lift, clearance and drags change; length and time are those of both feet.
    """

    late_swing_max_deg: float = 0.0
    toe_clearance_m: float = 0.0
    stride_length_share: float = 0.0
    stride_time_share: float = 0.0
    drag_probability: float = 0.0
    side: str = "both"

    def __post_init__(self) -> None:
        require("fatigue.late_swing_max_deg", self.late_swing_max_deg, -20.0, 20.0)
        require("fatigue.toe_clearance_m", self.toe_clearance_m, -0.05, 0.05)
        require("fatigue.stride_length_share", self.stride_length_share, -0.6, 0.6)
        require("fatigue.stride_time_share", self.stride_time_share, -0.5, 1.0)
        require("fatigue.drag_probability", self.drag_probability, -1.0, 1.0)
        if self.side not in ("both", *SIDES):
            raise ConfigError(
                f"fatigue.side must be one of both, {', '.join(SIDES)}, not {self.side!r}"
            )


@dataclass(frozen=True, slots=True)
class Scenario:
    """One walk to be simulated. Defaults resemble one healthy adult at 1.25 m/s.

    Parameters
    ----------
    description : str
        One sentence for lists.
    route : str
        Legs in order, separated by ``;``: ``stand 3``, ``sit 20`` (seconds), ``walk 20`` (steps
        of either foot), ``turn 180`` (degrees, + to the left), ``stairs_up 8``,
        ``stairs_down 8`` (steps).
    stride_time_s : float
        Mean stride time, s.
    stride_length_m : float
        Mean stride length, m.
    step_width_m : float
        Distance between the lines of both feet, m.
    stride_cv : float
        Coefficient of variation of stride time and length: healthy 0.045, severe 0.12.
    autocorrelation : float
        Correlation of a foot's variation with that of its stride before, 0..0.95.
    step_time_asymmetry : float
        Share by which left steps take longer and right steps less long.
    step_length_asymmetry : float
        Share by which left steps are longer and right steps shorter.
    turn_per_step_deg : float
        Heading change per step in turns, °.
    slope_deg : float
        How steeply the floor rises in the direction in which the walk begins, °; negative where
        it falls. Whoever turns round goes the other way, up or down. Pitch and heights stay
        against the floor: 0 is a foot that lies flat on it.
    impact_g : float
        Peak of the landing shock at 1.25 m/s with the heel first, g, median over people; what
        a case on the instep feels. One on the side of the shoe feels 2.2 times as much.
    surface : str
        What is walked on, a key of `SURFACES`: tile, carpet, asphalt, grass, gravel, treadmill.
    surface_gain : float
        Factor on how strongly that floor makes a sliding shoe vibrate.
    swing_vibration_mps2 : float
        Root mean square of the case's vibration per axis in mid-swing, m/s², median over people
        and strides. Lift-off and landing, where it is many times stronger, follow it.
    stance_rocking_dps : float
        Root mean square over all axes of the rate at which a foot rocks while it stands between
        two strides, °/s, median over people and strides; 0: it stands still.
    foot_length_m : float
        Length of the shoe, m.
    sensor_place : {"dorsum", "lateral", "heel", "unknown"}
        Where the case sits.
    placement_spread : float
        How far the case sits from its nominal place, in the standard deviations that `Shoe`
        gives to that place; each case draws its own.
    mount : Mount
        How firmly the case sits there.
    left, right : StridePattern
        The feet.
    fatigue : Fatigue
        Drift along the walk.
    change : tuple of Change
        What changes within the walk; the last one in the row that has begun holds.
    """

    description: str = ""
    route: str = "stand 3; walk 30; turn 180; walk 30; stand 3"
    stride_time_s: float = 1.087
    stride_length_m: float = 1.35
    step_width_m: float = 0.12
    stride_cv: float = 0.045
    autocorrelation: float = 0.4
    step_time_asymmetry: float = 0.0
    step_length_asymmetry: float = 0.0
    turn_per_step_deg: float = 30.0
    slope_deg: float = 0.0
    impact_g: float = 4.5
    surface: str = "tile"
    surface_gain: float = 1.0
    swing_vibration_mps2: float = 0.12
    stance_rocking_dps: float = 6.0
    foot_length_m: float = 0.26
    sensor_place: str = "dorsum"
    placement_spread: float = 0.5
    mount: Mount = field(default_factory=Mount)
    left: StridePattern = field(default_factory=StridePattern)
    right: StridePattern = field(default_factory=StridePattern)
    fatigue: Fatigue = field(default_factory=Fatigue)
    change: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        require("stride_time_s", self.stride_time_s, 0.7, 4.0)
        require("stride_length_m", self.stride_length_m, 0.1, 2.0)
        require("step_width_m", self.step_width_m, 0.08, 0.4)
        require("stride_cv", self.stride_cv, 0.0, 0.2)
        require("autocorrelation", self.autocorrelation, 0.0, 0.95)
        require("step_time_asymmetry", self.step_time_asymmetry, -0.4, 0.4)
        require("step_length_asymmetry", self.step_length_asymmetry, -0.5, 0.5)
        require("turn_per_step_deg", self.turn_per_step_deg, 5.0, 60.0)
        require("slope_deg", self.slope_deg, -15.0, 15.0)
        require("impact_g", self.impact_g, 0.0, 70.0)
        require("surface_gain", self.surface_gain, 0.0, 5.0)
        require("swing_vibration_mps2", self.swing_vibration_mps2, 0.0, 20.0)
        require("stance_rocking_dps", self.stance_rocking_dps, 0.0, 60.0)
        require("foot_length_m", self.foot_length_m, 0.15, 0.35)
        require("placement_spread", self.placement_spread, 0.0, 2.0)
        surface_named(self.surface)
        parse_route(self.route)
        if self.sensor_place not in get_args(SensorPlace):
            raise ConfigError(
                f"sensor place {self.sensor_place!r} is not known; "
                f"use one of {', '.join(get_args(SensorPlace))}"
            )

    def pattern(self, side: Side) -> StridePattern:
        """Return what one foot does.

        Parameters
        ----------
        side : {"left", "right"}
            The foot.

        Returns
        -------
        StridePattern
        """
        return self.left if side == "left" else self.right

    @property
    def floor(self) -> Surface:
        """What is walked on."""
        return surface_named(self.surface)

    @property
    def shoe(self) -> Shoe:
        """The shoe as its wearer would describe it, with the length measured."""
        return Shoe(self.foot_length_m, 0.003, cast(SensorPlace, self.sensor_place))


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios that come with the package, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_scenario(name: str | Path) -> Scenario:
    """Read a scenario by its name, or from a TOML file.

    A table ``[both]`` sets knobs of both feet; ``[left]`` and ``[right]`` go on top of it. Tables
    ``[[change]]`` tell what changes within the walk; they may hold such tables of feet as well.

    Parameters
    ----------
    name : str or Path
        A name from `scenario_names`, or a path that ends in ``.toml``.

    Returns
    -------
    Scenario

    Raises
    ------
    ConfigError
        If there is no such scenario (the nearest name is offered), or a knob is unknown, of
        the wrong type or out of its range.
    """
    if str(name).endswith(".toml"):
        table = read_toml(name)
        try:
            return scenario_from_table(table)
        except ConfigError as error:
            raise ConfigError(f"{name}: {error}") from None
    if str(name) not in scenario_names():
        hint = nearest_hint(str(name), scenario_names())
        raise ConfigError(f"scenario {str(name)!r} is not known; {hint}")
    return scenario_from_table(read_toml(_FOLDER / f"{name}.toml"))


def scenario_from_table(table: Mapping[str, Any]) -> Scenario:
    """Build a scenario from a table as TOML gives it.

    Parameters
    ----------
    table : Mapping
        Knobs of `Scenario`, with ``both``, ``left`` and ``right`` as tables of `StridePattern`,
        and ``change`` as a list of tables of `Change`.

    Returns
    -------
    Scenario

    Raises
    ------
    ConfigError
        As `load_scenario`.
    """
    merged = _with_both(table, "both")
    changes = merged.pop("change", [])
    if not (isinstance(changes, list) and all(isinstance(one, Mapping) for one in changes)):
        raise ConfigError("setting 'change' must be tables; head each of them with [[change]]")
    scenario = from_table(Scenario, merged)
    feet: dict[str, Any] = {side: merged.get(side, {}) for side in SIDES}
    return dataclasses.replace(
        scenario,
        change=tuple(
            from_table(Change, _on_top(feet, _with_both(one, "change.both")), "change")
            for one in changes
        ),
    )


def _with_both(table: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Put each foot's table on top of that of both feet."""
    merged = dict(table)
    both = merged.pop("both", {})
    if not isinstance(both, Mapping):
        raise ConfigError(f"setting {place!r} must be a table, not {both!r}")
    for side in SIDES:
        own = merged.get(side, {})
        if both and isinstance(own, Mapping):
            merged[side] = _on_top(both, own)
    return merged


def _on_top(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _on_top(below, value)
        else:
            merged[key] = value
    return merged
