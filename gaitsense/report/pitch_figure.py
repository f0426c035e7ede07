"""Foot pitch over the stride, both feet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gaitsense.model.counting import counted
from gaitsense.model.samples import Side
from gaitsense.report.curves import FootCurves
from gaitsense.report.palette import GREY, LOOKS
from gaitsense.report.svg import draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def pitch_svg(curves: Mapping[Side, FootCurves]) -> str:
    """Draw the mean course of foot pitch with its scatter.

    Parameters
    ----------
    curves : Mapping[Side, FootCurves]
        At least one foot.

    Returns
    -------
    str
        An SVG element.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.axhline(0.0, color=GREY, linewidth=1.0)
        for side, foot in curves.items():
            _draw_foot(axes, side, foot)
        _name_marks(axes, curves.values())
        axes.text(99.5, -2.0, "foot flat", horizontalalignment="right", verticalalignment="top")
        axes.set(
            xlim=(0.0, 100.0),
            xlabel="Stride, % (mid-stance to next mid-stance of the same foot)",
            ylabel="Foot pitch, ° (toes up +)",
        )
        axes.margins(y=0.12)
        axes.legend(loc="lower right", frameon=False)

    return draw_svg("pitch", "Foot pitch over the stride", _describe(curves), (10.0, 3.0), draw)


def _draw_foot(axes: Axes, side: Side, foot: FootCurves) -> None:
    look, curve = LOOKS[side], foot.pitch_deg
    axes.fill_between(
        curve.percent,
        curve.mean - curve.sd,
        curve.mean + curve.sd,
        color=look.colour,
        alpha=0.2,
        linewidth=0.0,
    )
    axes.plot(
        curve.percent,
        curve.mean,
        look.line,
        color=look.colour,
        linewidth=2.5,
        label=f"{side} foot: mean ± SD of {counted(curve.n, 'stride')}",
    )
    for percent in (foot.toe_off_percent, foot.contact_percent):
        axes.plot(percent, _height(foot, percent), look.marker, color=look.colour, markersize=9)


def _name_marks(axes: Axes, feet: Iterable[FootCurves]) -> None:
    """Name toe-off and landing once, beside the outermost of their marks."""
    offs = [(foot.toe_off_percent, _height(foot, foot.toe_off_percent)) for foot in feet]
    landings = [(foot.contact_percent, _height(foot, foot.contact_percent)) for foot in feet]
    percent, height = min(offs)
    axes.annotate(
        "toe-off ",
        (percent, height),
        (-8.0, 0.0),
        textcoords="offset points",
        horizontalalignment="right",
        verticalalignment="center",
    )
    percent, height = max(landings, key=lambda mark: mark[1])
    axes.annotate(
        "landing",
        (percent, height),
        (0.0, 8.0),
        textcoords="offset points",
        horizontalalignment="center",
    )


def _height(foot: FootCurves, percent: float) -> float:
    return float(foot.pitch_deg.mean[round(percent)])


def _describe(curves: Mapping[Side, FootCurves]) -> str:
    said = []
    for side, foot in curves.items():
        curve = foot.pitch_deg
        landing = _height(foot, foot.contact_percent)
        said.append(
            f"The {side} foot points down to {curve.mean.min():.0f} degrees after toe-off and "
            f"reaches {landing:.0f} degrees at landing, mean of {counted(curve.n, 'stride')}."
        )
    return " ".join(said)
