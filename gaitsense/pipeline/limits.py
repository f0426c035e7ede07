"""What settings may be: a range for each, and which of two must be the smaller one."""

from __future__ import annotations

import dataclasses
import math
from numbers import Real
from types import MappingProxyType
from typing import Any, Final

from gaitsense.model.errors import ConfigError

_TINY: Final = 1e-9
#: Nothing in a walk is waited for longer, s.
_LONGEST_S: Final = 60.0

#: Ranges that a setting's name does not tell; the others are 0 or more.
_RANGES: Final = MappingProxyType(
    {
        "rest.window_s": (0.05, 60.0),
        "motion_level.window_s": (0.01, 2.0),
        "segmentation.valley_ratio": (1.0, 100.0),
        "segmentation.longest_move_s": (0.5, 60.0),
        "closing.longest_stride_s": (0.5, 60.0),
        "closing.least_turn_deg": (0.0, 180.0),
        "acc_bias.least_turn_deg": (0.0, 180.0),
        "mounting.toe_out_deg": (-45.0, 45.0),
        "events.push_off_return": (0.0, 1.0),
        "events.reversal_blur_s": (0.0, 0.5),
        "measures.clearance_from": (0.0, 1.0),
        "measures.clearance_to": (0.0, 1.0),
        "context.toe_deg": (-90.0, 90.0),
        "low_lift.low_deg": (-90.0, 90.0),
        "low_lift.typical_deg": (-90.0, 90.0),
        "lift_profile.low_pitch_deg": (-90.0, 90.0),
        "lift_profile.heel_landing_deg": (-90.0, 90.0),
        "lift_profile.leg_signs_n": (1.0, 4.0),
        "drag_signs.core_from": (0.0, 1.0),
        "drag_signs.core_to": (0.0, 1.0),
        "drag_signs.early_to": (0.0, 1.0),
        "drag_signs.smooth_s": (0.001, 1.0),
        "drag_signs.fading_m": (_TINY, math.inf),
        "drag_signs.edge_share": (0.01, 1.0),
        "toe_drag.yes_from": (0.01, 0.99),
        "toe_drag.no_below": (0.01, 0.99),
        "running.tilt_time_s": (0.01, 1000.0),
        "running.stance_radps": (_TINY, math.inf),
        "running.stance_mps2": (_TINY, math.inf),
        "early_drag.high_pass_hz": (1.0, 1000.0),
        "early_drag.swing_from": (0.0, 1.0),
        "early_drag.swing_to": (0.0, 1.0),
        "early_drag.early_until": (0.0, 1.0),
        "early_drag.turned_share": (0.0, 1.0),
        "early_drag.jolt_from": (0.0, 1.0),
    }
)
#: The first one must lie below the second.
_RISING: Final = (
    ("level.level_m", "level.step_m"),
    ("sole_points.from_deg", "sole_points.to_deg"),
    ("measures.clearance_from", "measures.clearance_to"),
    ("early_drag.swing_from", "early_drag.swing_to"),
    ("drag_signs.core_from", "drag_signs.core_to"),
    ("drag_signs.core_from", "drag_signs.early_to"),
    ("grid.bridge_s", "grid.break_s"),
    ("segmentation.settle_s", "segmentation.stand_s"),
    ("context.toe_deg", "context.heel_deg"),
    ("lift_profile.low_heel_ratio", "lift_profile.high_lift_ratio"),
)
#: The first one may be as large as the second, and no larger.
_NOT_ABOVE: Final = (
    ("sole_points.fewest_strides_n", "sole_points.most_strides_n"),
    ("toe_drag.no_below", "toe_drag.yes_from"),
)


def check_settings(tree: Any) -> None:
    """Refuse settings that have no meaning.

    Parameters
    ----------
    tree : dataclass
        A dataclass of dataclasses of settings, as `GaitConfig`.

    Raises
    ------
    ConfigError
        If one is not finite, not a whole number where it counts, out of its range, or not below
        (or above) the one that it must lie below (or may not exceed).
    """
    values: dict[str, float] = {}
    for stage in dataclasses.fields(tree):
        settings = getattr(tree, stage.name)
        if not dataclasses.is_dataclass(settings):
            kind = type(settings).__name__
            raise ConfigError(f"setting '{stage.name}' must be a group of settings, not {kind}")
        for item in dataclasses.fields(settings):
            name = f"{stage.name}.{item.name}"
            values[name] = _checked(name, getattr(settings, item.name))
    for low, high in _RISING:
        if values[low] >= values[high]:
            raise ConfigError(
                f"setting '{low}' is {values[low]:g}; it must lie below '{high}', "
                f"which is {values[high]:g}"
            )
    for low, high in _NOT_ABOVE:
        if values[low] > values[high]:
            raise ConfigError(
                f"setting '{low}' is {values[low]:g}; it must not exceed '{high}', "
                f"which is {values[high]:g}"
            )


def _checked(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ConfigError(f"setting '{name}' must be a number, not {value!r}")
    number = float(value)
    if name.endswith("_n") and not number.is_integer():
        raise ConfigError(f"setting '{name}' counts; use a whole number, not {number:g}")
    low, high = _range(name)
    if not low <= number <= high:
        shown = 0 if low == _TINY else low
        bounds = f"{shown:g} to {high:g}"
        if math.isinf(high):
            bounds = f"more than {shown:g}" if low == _TINY else f"{shown:g} or more"
        raise ConfigError(f"setting '{name}' is {number:g}; use {bounds}")
    return number


def _range(name: str) -> tuple[float, float]:
    if name in _RANGES:
        return _RANGES[name]
    if name.endswith("_n"):
        return 1.0, math.inf
    if name.endswith("_s"):
        return 0.0, _LONGEST_S
    if name.endswith("_share"):
        return 0.0, 1.0
    # An error of exactly 0 would outweigh everything that is measured.
    return (_TINY, math.inf) if "_sd_" in name else (0.0, math.inf)
