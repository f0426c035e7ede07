"""How high the toe passes over the floor: its course through swing, and stride by stride."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.counting import counted
from gaitsense.model.samples import Side
from gaitsense.report.curves import FootCurves
from gaitsense.report.palette import GREY, INK, LOOKS
from gaitsense.report.svg import draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MM: Final = 1000.0
#: Where the course begins, % of swing: before, the shoe still bends at the ball of the foot, and
#: the tip of a rigid shoe would lie under the floor.
_COURSE_FROM: Final = 15
#: Width of a bar: half of what one stride's clearance is usually sure to, mm.
_BAR_MM: Final = 3.0
#: More bars than this say less than wider ones.
_MOST_BARS: Final = 24


def clearance_svg(
    curves: Mapping[Side, FootCurves], clearance_m: Mapping[Side, NDArray[np.float64]]
) -> str:
    """Draw the toe's mean height through swing, and how its lowest heights are spread.

    Parameters
    ----------
    curves : Mapping[Side, FootCurves]
        At least one foot.
    clearance_m : Mapping[Side, (k,) float64]
        Smallest toe height in mid-swing of each straight level stride, m, no NaN.

    Returns
    -------
    str
        An SVG element.
    """

    def draw(figure: Figure) -> None:
        course, spread = figure.subplots(1, 2)
        _draw_course(course, curves)
        _draw_spread(spread, clearance_m)

    return draw_svg("clearance", "Toe height in swing", _describe(clearance_m), (10.0, 2.7), draw)


def _draw_course(axes: Axes, curves: Mapping[Side, FootCurves]) -> None:
    axes.axhline(0.0, color=GREY, linewidth=1.0)
    for side, foot in curves.items():
        look, curve = LOOKS[side], foot.toe_height_m
        later = curve.percent >= _COURSE_FROM
        percent, mean, sd = curve.percent[later], curve.mean[later] * _MM, curve.sd[later] * _MM
        axes.fill_between(
            percent, mean - sd, mean + sd, color=look.colour, alpha=0.2, linewidth=0.0
        )
        axes.plot(
            percent,
            mean,
            look.line,
            color=look.colour,
            linewidth=2.5,
            label=f"{side}: mean ± SD",
        )
    axes.set(
        xlim=(_COURSE_FROM, 100.0), xlabel="Swing, % (toe-off to landing)", ylabel="Toe height, mm"
    )
    axes.legend(loc="upper left", frameon=False)


def _draw_spread(axes: Axes, clearance_m: Mapping[Side, NDArray[np.float64]]) -> None:
    from matplotlib.ticker import MaxNLocator

    shown = {side: values * _MM for side, values in clearance_m.items() if len(values)}
    everything = np.concatenate(list(shown.values()))
    low = np.floor(everything.min() / _BAR_MM) * _BAR_MM
    high = np.ceil(everything.max() / _BAR_MM) * _BAR_MM + _BAR_MM
    width = _BAR_MM * max(1.0, np.ceil((high - low) / _BAR_MM / _MOST_BARS))
    edges = np.arange(low, high + width, width)
    for place, (side, values) in enumerate(shown.items()):
        look = LOOKS[side]
        count, _ = np.histogram(values, edges)
        bar = width / len(shown)
        axes.bar(
            edges[:-1] + place * bar,
            count,
            width=bar * 0.92,
            align="edge",
            color=look.colour,
            edgecolor="white" if look.hatch else look.colour,
            hatch=look.hatch,
            label=f"{side}: {counted(len(values), 'stride')}",
        )
    axes.axvline(0.0, ymax=0.7, color=INK, linewidth=1.0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="Lowest toe height in mid-swing, mm", ylabel="Strides")
    axes.margins(y=0.45)
    axes.legend(loc="upper left", frameon=False)


def _describe(clearance_m: Mapping[Side, NDArray[np.float64]]) -> str:
    said = [
        f"On the {side} the lowest toe height in mid-swing lies between "
        f"{values.min() * _MM:.0f} and {values.max() * _MM:.0f} mm, "
        f"median {np.median(values) * _MM:.0f} mm, in {counted(len(values), 'stride')}."
        for side, values in clearance_m.items()
        if len(values)
    ]
    return " ".join(said)
