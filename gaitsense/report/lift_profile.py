"""The lift profile in the report: which signs were seen on each foot, and what they cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from gaitsense.footdrop.lift_axes import LIFT_AXES, SHARED_PICTURES
from gaitsense.model.samples import SIDES
from gaitsense.report.markup import bullet_list, escaped, foot_name, paragraph
from gaitsense.report.quantity import rounded

Summary = Mapping[str, Any]

#: How values are shown: factor, decimals, unit, and what they are in three words.
_SHOWN: Final = MappingProxyType(
    {
        "foot_dominant": (100.0, 0, "\N{NO-BREAK SPACE}%", "share of the foot"),
        "whole_leg": (1.0, 0, " of 4", "signs of a low leg"),
        "foot_and_leg": (1.0, 0, " of 4", "signs of a low leg"),
        "short_stance": (100.0, 0, "\N{NO-BREAK SPACE}%", "stance shorter by"),
        "slap": (1000.0, 0, "\N{NO-BREAK SPACE}ms", "sole down within"),
        "steppage": (1.0, 1, " times the other foot's", "sensor lift"),
        "lift_falls": (1.0, 0, "°", "change"),
        "clearance_falls": (1000.0, 0, "\N{NO-BREAK SPACE}mm", "change"),
    }
)


def signs_seen(foot: Summary) -> list[str]:
    """Name the signs that are there.

    Parameters
    ----------
    foot : Mapping
        ``summary["left"]`` or ``summary["right"]``.

    Returns
    -------
    list of str
        Names of `LIFT_AXES`, in their order.
    """
    return _names(foot, "yes")


def lift_profiles(summary: Summary) -> str:
    """Write the profile of each foot.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.

    Returns
    -------
    str
        HTML: a part for each foot, then what these signs have in common and cannot tell.
    """
    feet = "".join(
        f'<section class="profile"><h3>{foot_name(side)}</h3>{_profile(summary[side])}</section>'
        for side in SIDES
        if side in summary
    )
    return f'<div class="profiles">{feet}</div>' + paragraph(SHARED_PICTURES, "hint")


def _profile(foot: Summary) -> str:
    seen, absent, unsure = (_names(foot, word) for word in ("yes", "no", "unsure"))
    if not (seen or absent):
        return paragraph("Could not be told: too few steps, or the sensor cannot be trusted.")
    lines = "".join(
        f"<li><strong>{escaped(LIFT_AXES[name].title)}</strong> "
        f"({escaped(sign_text(name, foot['lift_profile'][name]))}). "
        f'<span class="n">{escaped(LIFT_AXES[name].limit)}</span></li>'
        for name in seen
    )
    signs = f"<ul>{lines}</ul>" if lines else paragraph("None of these signs was seen.")
    rest = [
        f"{begin}: {_listed(names)}."
        for begin, names in (("Not seen", absent), ("Could not be told", unsure))
        if names
    ]
    return signs + bullet_list(rest, "n")


def sign_text(name: str, entry: Summary) -> str:
    """Write a sign's value with its 95 % range.

    Parameters
    ----------
    name : str
        Of `LIFT_AXES`.
    entry : Mapping
        Its entry in ``summary[side]["lift_profile"]``.

    Returns
    -------
    str
        As ``sensor lift 1.9 (1.6 to 2.3) times the other foot's, 28 steps``; the steps alone where
        the value is not known.
    """
    factor, digits, unit, what = _SHOWN[name]

    def shown(value: float) -> str:
        return rounded(factor * value, digits)

    steps = f"{entry['strides_n']} steps"
    # A sign can be sure where its number is not: of feet alike nobody tells whose part is missing.
    if None in (entry["value"], *entry["interval"]):
        return steps
    low, high = (shown(end) for end in entry["interval"])
    value = shown(entry["value"])
    bounds = "" if low == high else f" ({low} to {high})"
    return f"{what} {value}{bounds}{unit}, {steps}"


def _names(foot: Summary, verdict: str) -> list[str]:
    profile = foot.get("lift_profile", {})
    return [name for name in LIFT_AXES if profile.get(name, {}).get("verdict") == verdict]


def _listed(names: Sequence[str]) -> str:
    return "; ".join(LIFT_AXES[name].short for name in names)
