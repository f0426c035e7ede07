"""The worst strides without their signals: what the program told beside what the set says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from figures import plt, save
from numpy.typing import NDArray
from selection import AROUND_S, Found, scored_contacts
from sets import SIDES

_OURS, _REFERENCE, _WRONG = "#0072b2", "#bbbbbb", "#d55e00"
_BAND, _TOE_OFF, _CONTACT = "#9fcbe6", "#007a5a", "#d55e00"
#: Heights of the bars of a foot's strides and of a reference's steps, in lines of the picture.
_HIGH: Final = 0.3
#: Range of pitch that is shown, °; what lies beyond stands at its edge as a number.
_PITCH_DEG: Final = (-30.0, 15.0)


def timeline(found: list[Found], path: Path) -> None:
    """Draw the strides of S1 along time, those of S5 by their pitch at contact."""
    steps = [one for one in found if one[0].row == "S1"]
    pitches = [one for one in found if one[0].row == "S5"]
    figure, (above, below) = plt.subplots(
        2,
        1,
        figsize=(8, 8),
        height_ratios=(max(len(steps), 1), max(len(pitches), 1)),
        layout="constrained",
    )
    for k, one in enumerate(steps):
        _bars(above, k, one)
    _lines(above, steps)
    above.set_xlim(-AROUND_S, AROUND_S)
    above.set_xlabel("time from the wrong stride, s", fontsize=8)
    above.set_title(
        "S1. Blue: the program's strides, heel off to foot flat, with toe-off (green) and contact "
        "(orange);\ngrey: the steps as marked. Framed: the wrong one",
        fontsize=8,
    )
    for k, one in enumerate(pitches):
        _dots(below, k, one)
    _lines(below, pitches)
    below.axvline(0, color=_REFERENCE, lw=0.8)
    below.set_xlim(*_PITCH_DEG)
    below.set_xlabel("foot pitch at contact less the walk's optical mean, °", fontsize=8)
    below.set_title(
        "S5. Dots: contacts, left foot above, right foot below; bar: their mean; "
        "cross: the stride looked at",
        fontsize=8,
    )
    save(figure, path)


def _lines(axis: Any, found: list[Found]) -> None:
    names = [f"{wrong.ref.key}\n{wrong.side}, {wrong.t_s:.2f} s" for wrong, _, _ in found]
    axis.set_yticks(range(len(found)), names, fontsize=7)
    axis.set_ylim(len(found) - 0.5, -0.5)
    axis.tick_params(labelsize=7)


def _bars(axis: Any, line: int, found: Found) -> None:
    wrong, walk, result = found
    rows = result.strides[result.strides["side"] == wrong.side]
    ours = rows[["heel_off_s", "foot_flat_s"]].to_numpy(float) - wrong.t_s
    marked = np.asarray(walk.truth["steps"][wrong.side], float) - wrong.t_s
    axis.axhline(line, color="#dddddd", lw=0.6, zorder=0)
    false = wrong.kind == "false"
    _spans(axis, ours, line - 0.05 - _HIGH, _BAND, framed=false)
    _spans(axis, marked, line + 0.05, _REFERENCE, framed=not false)
    for column, colour in (("toe_off_s", _TOE_OFF), ("initial_contact_s", _CONTACT)):
        times = rows[column].to_numpy(float) - wrong.t_s
        axis.vlines(times, line - 0.05 - _HIGH, line - 0.05, color=colour, lw=1.4)


def _spans(axis: Any, spans: NDArray[np.float64], low: float, colour: str, *, framed: bool) -> None:
    middle = spans.mean(axis=1)
    known = np.isfinite(middle)
    chosen = int(np.argmin(np.abs(middle[known]))) if framed else -1
    for k, (begin, end) in enumerate(spans[known]):
        edge = {"edgecolor": _WRONG, "linewidth": 1.6} if k == chosen else {"linewidth": 0}
        axis.broken_barh([(begin, end - begin)], (low, _HIGH), facecolor=colour, **edge)


def _dots(axis: Any, line: int, found: Found) -> None:
    wrong, walk, result = found
    reference = walk.truth["fsa_deg"]
    every = []
    for side, offset in zip(SIDES, (-0.15, 0.15), strict=True):
        off = scored_contacts(result, side)["foot_pitch_contact_deg"].to_numpy(float) - reference
        every.append(off)
        axis.plot(off, np.full(len(off), line + offset), ".", color=_OURS, ms=3, alpha=0.5)
        if side == wrong.side:
            farthest = off[np.nanargmax(np.abs(off))]
            shown = float(np.clip(farthest, _PITCH_DEG[0] + 0.5, _PITCH_DEG[1] - 0.5))
            axis.plot(shown, line + offset, "x", color=_WRONG, ms=6)
            if shown != farthest:
                axis.text(shown + 0.6, line + offset, f"{farthest:+.0f}°", fontsize=7, va="center")
    mean = float(np.nanmean(np.concatenate(every)))
    axis.vlines(mean, line - 0.35, line + 0.35, color="#222222", lw=1.4)
