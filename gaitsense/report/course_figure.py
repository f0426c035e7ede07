"""Foot lift stride by stride along the walk: where it is low, or unsure, or the toe drags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.counting import counted
from gaitsense.model.samples import Side
from gaitsense.report.palette import GREY, INK, LOOKS, SHADE
from gaitsense.report.svg import draw_svg

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: From so many strides on, points become an image inside the drawing: the file stays small.
_IMAGE_FROM_N: Final = 1200
#: Up to so many strides per foot each one shows its own uncertainty.
_BARS_UP_TO_N: Final = 150
#: Size of a point, and the share of it that is left where there are very many.
_POINT: Final = 7.0
_SMALLEST_POINT: Final = 0.3
_HEADROOM_DEG: Final = 4.0
#: More names than this cover each other; further marks keep their line only.
_NAMED_MARKS: Final = 8
_MARK_LETTERS: Final = 24

#: Verdict of a stride, how it is drawn (marker, filled), and what the legend calls it.
_VERDICTS: Final = (
    ("no", "o", False, "not low"),
    ("yes", "v", True, "low"),
    ("unsure", "x", True, "unsure"),
)
_DRAGS: Final = (("yes", "D", True, "toe drag"), ("unsure", "D", False, "toe drag unsure"))
_SPANS: Final = (
    (("turn",), "turn", SHADE, ""),
    (("stairs_up", "stairs_down"), "stairs", "white", "\\\\"),
)


def course_svg(
    strides: pd.DataFrame,
    sides: Sequence[Side],
    low_deg: float,
    marker: Sequence[tuple[float, str]] = (),
) -> str:
    """Draw the late-swing pitch of each stride over time.

    Parameters
    ----------
    strides : pandas.DataFrame
        `Analysis.strides`, at least one row.
    sides : sequence of {"left", "right"}
        Feet to show, at least one.
    low_deg : float
        Limit under which lift counts as low, °.
    marker : sequence of (float, str)
        Marks set during the walk: time, s, and word.

    Returns
    -------
    str
        An SVG element.
    """

    def draw(figure: Figure) -> None:
        panels = figure.subplots(len(sides), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, side in zip(panels, sides, strict=True):
            _draw_foot(axes, strides[strides["side"] == side], side, low_deg)
        _scale(panels, strides)
        _draw_marks(panels, marker)
        panels[-1].set_xlabel("Time in the walk, s")
        _legend(figure, strides)

    height_in = 1.2 + 1.35 * len(sides)
    return draw_svg(
        "course", "Foot lift stride by stride", _describe(strides, sides), (10.0, height_in), draw
    )


def _draw_foot(axes: Axes, foot: pd.DataFrame, side: Side, low_deg: float) -> None:
    look, raster = LOOKS[side], len(foot) > _IMAGE_FROM_N
    size = _POINT * min(1.0, max(_SMALLEST_POINT, (_BARS_UP_TO_N / max(len(foot), 1)) ** 0.5))
    for words, _, colour, hatch in _SPANS:
        for begin, end in _stretches(foot, words):
            axes.axvspan(begin, end, facecolor=colour, edgecolor=GREY, hatch=hatch, linewidth=0.0)
    axes.axhline(low_deg, color=INK, linewidth=1.2, linestyle=(0, (6, 3)), zorder=3)
    axes.set_ylabel(f"{side.capitalize()} foot, °")
    t_s = foot["initial_contact_s"].fillna(foot["end_s"]).to_numpy()
    lift = foot["foot_pitch_late_swing_max_deg"].to_numpy()
    if len(foot) <= _BARS_UP_TO_N:
        error = foot["foot_pitch_late_swing_max_deg_sd"].to_numpy()
        axes.errorbar(t_s, lift, error, fmt="none", ecolor=look.colour, alpha=0.45, linewidth=1.0)
    for word, marker, filled, _ in _VERDICTS:
        chosen = foot["low_lift"].to_numpy() == word
        axes.plot(
            t_s[chosen],
            lift[chosen],
            marker,
            color=look.colour,
            markerfacecolor=look.colour if filled else "white",
            markersize=size,
            rasterized=raster,
        )
    for word, marker, filled, _ in _DRAGS:
        chosen = foot["toe_drag"].to_numpy() == word
        if not chosen.any():
            # Nothing at all, unclipped, has no extent; the layout could not be computed.
            continue
        axes.plot(
            t_s[chosen],
            np.full(int(chosen.sum()), 0.05),
            marker,
            color=INK,
            markerfacecolor=INK if filled else "white",
            markersize=size,
            transform=axes.get_xaxis_transform(),
            rasterized=raster,
            clip_on=False,
        )


def _stretches(foot: pd.DataFrame, words: tuple[str, ...]) -> list[tuple[float, float]]:
    """Join neighbouring strides of one kind to stretches of time, s."""
    stretches: list[tuple[float, float]] = []
    inside = foot["context"].isin(words)
    for begin, end in zip(foot["start_s"][inside], foot["end_s"][inside], strict=True):
        if stretches and begin - stretches[-1][1] < 0.1:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((begin, end))
    return stretches


def _scale(panels: NDArray[np.object_], strides: pd.DataFrame) -> None:
    """Leave room below the lowest point for the row of drags."""
    lift = strides["foot_pitch_late_swing_max_deg"].dropna()
    low, high = (lift.min(), lift.max()) if len(lift) else (-5.0, 10.0)
    low, high = min(low, -2.0), max(high, 10.0)
    room = 0.22 * (high - low)
    panels[0].set_ylim(low - room - _HEADROOM_DEG / 2, high + _HEADROOM_DEG)
    first, last = strides["start_s"].min(), strides["end_s"].max()
    panels[0].set_xlim(first - 0.01 * (last - first), last + 0.01 * (last - first))


def _draw_marks(panels: NDArray[np.object_], marker: Sequence[tuple[float, str]]) -> None:
    first, last = panels[0].get_xlim()
    inside = [(t_s, word) for t_s, word in marker if first <= t_s <= last]
    for t_s, _ in inside:
        for axes in panels:
            axes.axvline(t_s, color=INK, linewidth=1.0, linestyle=":")
    for t_s, word in inside[:_NAMED_MARKS]:
        name = "".join(letter for letter in word if letter.isprintable())[:_MARK_LETTERS]
        panels[0].text(
            t_s,
            0.98,
            f" {name}",
            transform=panels[0].get_xaxis_transform(),
            verticalalignment="top",
        )


def _legend(figure: Figure, strides: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def point(marker: str, label: str, *, filled: bool) -> Line2D:
        face = INK if filled else "white"
        return Line2D(
            [], [], marker=marker, linestyle="", color=INK, markerfacecolor=face, label=label
        )

    entries: list[Line2D | Patch] = [
        point(marker, label, filled=filled) for _, marker, filled, label in _VERDICTS
    ]
    entries += [
        point(marker, label, filled=filled)
        for word, marker, filled, label in _DRAGS
        if (strides["toe_drag"] == word).any()
    ]
    entries.append(
        Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (6, 3)), label="limit for low")
    )
    entries += [
        Patch(facecolor=colour, edgecolor=GREY, hatch=hatch, linewidth=0.0, label=label)
        for words, label, colour, hatch in _SPANS
        if strides["context"].isin(words).any()
    ]
    figure.legend(handles=entries, loc="outside upper center", ncols=4, frameon=False)


def _describe(strides: pd.DataFrame, sides: Sequence[Side]) -> str:
    said = []
    for side in sides:
        foot = strides[strides["side"] == side]
        low, unsure = (foot["low_lift"] == "yes").sum(), (foot["low_lift"] == "unsure").sum()
        drags = (foot["toe_drag"] == "yes").sum()
        said.append(
            f"The {side} foot: {counted(len(foot), 'stride')}, {low} with low lift, "
            f"{unsure} unsure, {drags} with a toe drag."
        )
    return " ".join(said)
