"""The lift profile of a foot as it stands in the summary: plain numbers and words, per axis."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from gaitsense.footdrop.beside import LevelStrides
from gaitsense.footdrop.lift_axes import LIFT_AXES
from gaitsense.footdrop.lift_profile import (
    LiftProfile,
    lift_profile,
    no_profile,
)
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.scoring import ScoredStrides

_COLUMNS: Final = (
    "start_s",
    "stride_time_s",
    "swing_time_s",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_late_swing_max_deg_sd",
    "foot_pitch_contact_deg",
    "swing_pitch_rate_max_dps",
    "slap_pitch_rate_dps",
    "sensor_lift_max_m",
    "heel_clearance_max_m",
    "toe_clearance_min_m",
    "toe_clearance_min_m_sd",
    "lateral_excursion_m",
)


def profile_entries(
    foot: ScoredStrides, other: ScoredStrides | None, config: GaitConfig
) -> dict[str, Any]:
    """Describe the lift of one foot over a walk.

    Parameters
    ----------
    foot : ScoredStrides
        The foot.
    other : ScoredStrides or None
        The other one, if it has strides.
    config : GaitConfig
        Settings.

    Returns
    -------
    dict
        By the names of `LIFT_AXES`: verdict, value, unit, interval, band, source, strides_n,
        reason and limit; None where a number is not known or not bounded.
    """
    distrusted = "sensors_disagree" if foot.contradicted else foot.moved
    if distrusted:
        return _entries(no_profile(distrusted, 0))
    beside = None
    if other is not None and not (other.contradicted or other.moved):
        beside = _level_strides(other, config)
    return _entries(lift_profile(_level_strides(foot, config), beside, config.lift_profile))


def _level_strides(foot: ScoredStrides, config: GaitConfig) -> LevelStrides:
    rows = foot.level & (foot.judged == "level")
    landings = foot.table["contact_type"][rows]
    errors = config.uncertainty
    on_heel = 2 * int(np.sum(landings == "heel")) > len(landings)
    landing_ms = errors.contact_ms if on_heel else errors.flat_contact_ms
    return LevelStrides(
        {name: foot.numbers(name)[rows] for name in _COLUMNS},
        foot.zero.sd_deg,
        errors.clearance_m,
        math.hypot(errors.contact_ms, landing_ms) / 1000.0,
        foot.sole.toe_forward_m + foot.sole.heel_back_m,
    )


def _entries(profile: LiftProfile) -> dict[str, Any]:
    return {
        name: {
            "verdict": sign.verdict,
            "value": _plain(sign.value),
            "unit": LIFT_AXES[name].unit,
            "interval": [_plain(end) for end in sign.interval],
            "band": [_plain(end) for end in sign.band],
            "source": LIFT_AXES[name].source,
            "strides_n": sign.strides_n,
            "reason": sign.reason,
            "limit": LIFT_AXES[name].limit,
        }
        for name, sign in profile.items()
    }


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


#: Of a foot without a stride.
NO_PROFILE: Final = _entries(no_profile("too_few", 0))
