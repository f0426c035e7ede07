"""The few numbers of a walk that people are shown, with the range in which each lies.

The range of a mean holds the scatter of the strides, which more strides lower, and those parts of
a stride's uncertainty that all strides share (zero of pitch, scale, where the toe lies), which no
number of strides lowers.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Final

from gaitsense.gait.uncertainty import UncertaintyParams
from gaitsense.model.samples import SIDES
from gaitsense.report.quantity import Z_95, Quantity, Share

Summary = Mapping[str, Any]

#: Standard error of a sample's 5th percentile, in standard deviations times sqrt(n), for a
#: normal distribution: sqrt(0.05 * 0.95) / density at the percentile.
_P05_ERROR: Final = 2.11
_MM: Final = 1000.0
#: Toes pass 10 to 20 mm over the floor; a height that is less sure than this says nothing, mm.
_WIDEST_TOE_MM: Final = 30.0


def walking_speed(foot: Summary) -> Quantity:
    """Mean walking speed of a foot over straight level strides, m/s.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    return _mean(foot, "walking_speed_mps", "m/s", 2)


def walk_speed(summary: Summary) -> Quantity:
    """Mean walking speed of the feet, m/s; its range is that of the less sure foot.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.

    Returns
    -------
    Quantity
    """
    feet = [walking_speed(summary[side]) for side in SIDES if side in summary]
    known = [foot for foot in feet if foot.value is not None]
    widths = [foot.half_width for foot in known if foot.half_width is not None]
    return Quantity(
        summary["walk"]["values"]["walking_speed_mps"],
        max(widths) if widths else None,
        sum(foot.n for foot in known),
        "m/s",
        2,
    )


def stride_length(foot: Summary) -> Quantity:
    """Mean stride length, m.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    return _mean(foot, "stride_length_m", "m", 2)


def lift_before_landing(foot: Summary) -> Quantity:
    """Mean late-swing maximum of foot pitch, °.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    return _mean(foot, "foot_pitch_late_swing_max_deg", "°", 0)


def pitch_at_landing(foot: Summary) -> Quantity:
    """Mean foot pitch at initial contact, °.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    return _mean(foot, "foot_pitch_contact_deg", "°", 0)


def toe_clearance(foot: Summary) -> Quantity:
    """Mean of the smallest toe height in mid-swing, mm.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    mean = _mean(foot, "toe_clearance_min_m", "mm", 0, factor=_MM)
    return dataclasses.replace(mean, widest=_WIDEST_TOE_MM)


def toe_clearance_p05(foot: Summary) -> Quantity:
    """Toe clearance that 5 % of the strides stay under, mm.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Quantity
    """
    entry = _entry(foot, "toe_clearance_min_m")
    value, each = entry.get("p05"), entry.get("one_stride_uncertainty_sd")
    half_width = None
    if each is not None and entry.get("sd") is not None:
        half_width = Z_95 * math.hypot(each, _P05_ERROR * entry["sd"] / math.sqrt(entry["n"])) * _MM
    shown = None if value is None else value * _MM
    return Quantity(shown, half_width, entry.get("n", 0), "mm", 0, _WIDEST_TOE_MM)


def swing_symmetry(summary: Summary, errors: UncertaintyParams) -> Quantity:
    """Symmetry index of the swing times, %: left less right, by their mean.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.
    errors : UncertaintyParams
        How far the instants of landing may be off.

    Returns
    -------
    Quantity
        Positive where the left foot swings longer.
    """
    feet = [summary.get(side, {}) for side in SIDES]
    left_s, right_s = (_entry(foot, "swing_time_s").get("mean") for foot in feet)
    if left_s is None or right_s is None:
        return Quantity(None, None, 0, "%", 0)
    middle_s = 0.5 * (left_s + right_s)
    error_s = math.hypot(*(_swing_time_error_s(foot, errors) for foot in feet))
    n = min(_entry(foot, "swing_time_s")["n"] for foot in feet)
    index, half_width = (left_s - right_s) / middle_s, Z_95 * error_s / middle_s
    return Quantity(100.0 * index, 100.0 * half_width, n, "%", 0)


def low_lift_share(foot: Summary) -> Share:
    """Strides with low foot lift.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Share
    """
    return _share(foot.get("low_lift", {}))


def drag_share(foot: Summary) -> Share:
    """Strides with a toe drag.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Share
    """
    return _share(foot.get("toe_drag", {}))


def toe_first_share(foot: Summary) -> Share:
    """Straight level strides that landed with the toe first.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    Share
    """
    heel, flat, toe = landings(foot)
    return Share(toe, heel + flat + toe, foot.get("level_n", 0) - heel - flat - toe)


def landings(foot: Summary) -> tuple[int, int, int]:
    """Count landings on heel, flat and toe in straight level strides.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    (int, int, int)
    """
    counts = foot.get("contact_types", {})
    return counts.get("heel", 0), counts.get("flat", 0), counts.get("toe", 0)


def _share(verdicts: Summary) -> Share:
    yes, no = verdicts.get("yes", 0), verdicts.get("no", 0)
    return Share(yes, yes + no, verdicts.get("unsure", 0))


def _entry(foot: Summary, name: str) -> Summary:
    entry: Summary = foot.get("values", {}).get(name, {})
    return entry


def _mean(
    foot: Summary,
    name: str,
    unit: str,
    digits: int,
    *,
    factor: float = 1.0,
) -> Quantity:
    entry = _entry(foot, name)
    mean, n = entry.get("mean"), entry.get("n", 0)
    if mean is None:
        return Quantity(None, None, 0, unit, digits)
    sd = entry.get("mean_uncertainty_sd")
    half_width = None if sd is None else Z_95 * sd * factor
    return Quantity(mean * factor, half_width, n, unit, digits)


def _swing_time_error_s(foot: Summary, errors: UncertaintyParams) -> float:
    """Error of a mean swing time: both its ends, common to all strides, and the scatter."""
    entry = _entry(foot, "swing_time_s")
    heel, flat, toe = landings(foot)
    on_heel = heel > flat + toe
    landing_ms = errors.contact_ms if on_heel else errors.flat_contact_ms
    scatter_s = (entry["sd"] or 0.0) / math.sqrt(entry["n"])
    return math.hypot(landing_ms / 1000.0, errors.contact_ms / 1000.0, scatter_s)
