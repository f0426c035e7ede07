"""Toe drags through swing: each one a bar from its begin to its end, in walking order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from gaitsense.model.counting import counted
from gaitsense.model.samples import Side
from gaitsense.pipeline.drag_summary import DragPlaces
from gaitsense.report.palette import GREY, LOOKS, SHADE
from gaitsense.report.quantity import percent
from gaitsense.report.svg import draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Height of a bar's row, and of everything around the rows, inch.
_ROW_IN: Final = 0.21
_AROUND_IN: Final = 1.05
#: Up to so many drags of a foot each is labelled; rows of more grow thinner instead.
_LABELLED_N: Final = 24
_TICKS_N: Final = 12
#: From so many drags on, bars become an image inside the drawing: the file stays small.
_IMAGE_FROM_N: Final = 600
#: Shade of the least probable drag; the surest one is opaque.
_PALEST: Final = 0.4


def drag_svg(feet: Mapping[Side, DragPlaces], searched: tuple[float, float]) -> str:
    """Draw where in its swing each drag lies, how long it is and how sure.

    Parameters
    ----------
    feet : Mapping[Side, DragPlaces]
        At least one foot, with at least one drag each.
    searched : (float, float)
        Part of swing in which drags are searched, as shares.

    Returns
    -------
    str
        An SVG element.
    """

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, len(feet), squeeze=False)[0]
        for axes, (side, foot) in zip(panels, feet.items(), strict=True):
            _draw_foot(axes, side, foot, searched)
        panels[0].set_ylabel("Time, s")
        _legend(figure, feet)

    rows = min(max(len(foot.start_s) for foot in feet.values()), _LABELLED_N)
    height_in = _AROUND_IN + _ROW_IN * max(rows, 3)
    return draw_svg("drags", "Toe drags through swing", _describe(feet), (10.0, height_in), draw)


def drag_labels(feet: Mapping[Side, DragPlaces]) -> str:
    """Say what stands beside the bars; of very many, no bar has room for it.

    Parameters
    ----------
    feet : Mapping[Side, DragPlaces]
        As drawn.

    Returns
    -------
    str
        The end of a sentence about the bars; empty where nothing stands there.
    """
    labelled = [len(foot.start_s) <= _LABELLED_N for foot in feet.values()]
    if not any(labelled):
        return ""
    some = "" if all(labelled) else f", on the foot with at most {_LABELLED_N},"
    return f"; beside it{some} the way of the foot meanwhile and the probability"


def _draw_foot(axes: Axes, side: Side, foot: DragPlaces, searched: tuple[float, float]) -> None:
    look, n = LOOKS[side], len(foot.start_s)
    for begin, end, name in ((0.0, searched[0], "lift-off"), (searched[1], 1.0, "landing")):
        axes.axvspan(100.0 * begin, 100.0 * end, color=SHADE, linewidth=0.0)
        axes.text(50.0 * (begin + end), -0.75, name, color=GREY, horizontalalignment="center")
    for row in range(n):
        told = bool(foot.told[row])
        begin, end = 100.0 * foot.from_share[row], 100.0 * foot.to_share[row]
        axes.barh(
            row,
            end - begin,
            left=begin,
            height=0.7,
            color=look.colour if told else "white",
            alpha=_shade(foot.probability[row]) if told else None,
            edgecolor="white" if told and look.hatch else look.colour,
            linestyle="-" if told else (0, (2, 2)),
            linewidth=0.0 if told else 1.2,
            hatch=look.hatch if told else "",
            rasterized=n > _IMAGE_FROM_N,
        )
        if n <= _LABELLED_N:
            axes.text(102.0, row, _label(foot, row), verticalalignment="center")
    shown = np.unique(np.linspace(0, n - 1, min(n, _TICKS_N)).round().astype(int))
    axes.set_yticks(shown, [f"{foot.start_s[row]:.0f}" for row in shown])
    axes.set(
        xlim=(0.0, 100.0),
        ylim=(n - 0.4, -1.4),
        xlabel=f"{side.capitalize()} swing, % (toe-off to landing)",
    )


def _shade(probability: float) -> float:
    return _PALEST + (1.0 - _PALEST) * float(np.clip(2.0 * probability - 1.0, 0.0, 1.0))


def _label(foot: DragPlaces, row: int) -> str:
    sure = min(float(foot.probability[row]), 0.99)
    return f"{100.0 * foot.travel_m[row]:.0f} cm, {percent(sure)}{'' if foot.told[row] else ' ?'}"


def _legend(figure: Figure, feet: Mapping[Side, DragPlaces]) -> None:
    from matplotlib.patches import Patch

    told = np.concatenate([foot.told for foot in feet.values()])
    entries = []
    if told.any():
        entries.append(Patch(facecolor=GREY, label="toe drag (the paler, the less probable)"))
    if not told.all():
        entries.append(
            Patch(facecolor="white", edgecolor=GREY, linestyle=(0, (2, 2)), label="unsure")
        )
    figure.legend(handles=entries, loc="outside upper center", ncols=2, frameon=False)


def _describe(feet: Mapping[Side, DragPlaces]) -> str:
    said = []
    for side, foot in feet.items():
        n = int(foot.told.sum())
        unsure = len(foot.told) - n
        text = f"The {side} foot: {counted(n, 'toe drag')}"
        if n:
            begin, end = (
                100.0 * np.median(shares[foot.told]) for shares in (foot.from_share, foot.to_share)
            )
            text += f", in the median from {begin:.0f} to {end:.0f} percent of swing"
        said.append(f"{text}, and {unsure} unsure.")
    return " ".join(said)
