"""One stride that went wrong, with everything that the program saw there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from figures import EVENTS, draw_reference, plt, save
from numpy.typing import NDArray
from scoring import Spot
from selection import Wrong
from sets import Walk

import gaitsense
from gaitsense.gait.motion_level import MotionLevel

Array = NDArray[np.float64]
_INK, _BAND = "#222222", "#0072b2"


def motion_level(t_s: Array, acc_mps2: Array, gyr_radps: Array) -> Array:
    """Run the program's motion level over samples, (n, 3) each; lost ones are bridged."""
    rate_hz = 1.0 / float(np.median(np.diff(t_s)))
    stage = MotionLevel(rate_hz, gaitsense.GaitConfig().motion_level)
    filled = [_bridged(values).T for values in (acc_mps2, gyr_radps)]
    return np.concatenate([stage.push(*filled), stage.finish()])


def _bridged(values: Array) -> Array:
    out = values.copy()
    index = np.arange(len(out))
    for column in out.T:
        known = np.isfinite(column)
        column[~known] = np.interp(index[~known], index[known], column[known])
    return out


def draw(wrong: Wrong, walk: Walk, result: gaitsense.Analysis, path: Path) -> None:
    """Draw a stride's surroundings: program's events from above, the reference's from below."""
    t_s, acc, gyr = walk.feet[wrong.side]
    begin_s, end_s = wrong.window_s
    shown = (t_s >= begin_s) & (t_s <= end_s)
    mounting = result.mounting(wrong.side)
    left = np.cross(mounting.up, mounting.forward)
    rows = result.strides[result.strides["side"] == wrong.side]
    track = result.trajectory(wrong.side)
    inside = track[(track["t_s"] >= begin_s) & (track["t_s"] <= end_s)]
    level = motion_level(t_s, acc, gyr)
    figure, axes = plt.subplots(4, 1, figsize=(13, 9), sharex=True, layout="constrained")
    axes[0].plot(t_s[shown], np.linalg.norm(acc, axis=1)[shown], color=_INK, lw=0.8)
    axes[0].set_ylabel("|acc|, m/s²")
    axes[1].plot(t_s[shown], -np.degrees(gyr @ left)[shown], color=_INK, lw=0.8)
    axes[1].axhline(0, color="#bbbbbb", lw=0.6)
    axes[1].set_ylabel("pitch rate, °/s, + toes up")
    axes[2].plot(inside["t_s"], inside["foot_pitch_deg"], ".", color=_BAND, ms=2)
    axes[2].axhline(0, color="#bbbbbb", lw=0.6)
    if "fsa_deg" in walk.truth:
        axes[2].axhline(walk.truth["fsa_deg"], color="#d55e00", lw=0.8, ls="--")
    axes[2].set_ylabel("pitch, °")
    axes[3].semilogy(t_s[shown], np.maximum(level[: len(t_s)][shown], 0.01), color=_INK, lw=0.8)
    axes[3].axhline(gaitsense.GaitConfig().segmentation.start_level, color="#bbbbbb", lw=0.6)
    axes[3].set_ylabel("motion level")
    spot = Spot(wrong.ref, wrong.side, begin_s, end_s, 0.0, "")
    for axis in axes:
        _strides(axis, rows, begin_s, end_s)
        draw_reference(axis, axis, spot, walk.truth)
    axes[3].set_xlim(begin_s, end_s)
    words = "; ".join(f"{word} {style}" for word, _, style in EVENTS.values())
    figure.suptitle(
        f"{wrong.row} {wrong.ref.key} {wrong.side} at {wrong.t_s:.2f} s: {wrong.stride}\n"
        f"above: program ({words}), band: heel off to foot flat; below: reference",
        fontsize=9,
    )
    save(figure, path)


def _strides(axis: Any, rows: Any, begin_s: float, end_s: float) -> None:
    for column, (_, colour, style) in EVENTS.items():
        for t in rows[column]:
            if begin_s <= t <= end_s:
                axis.axvline(t, 0.5, 1.0, color=colour, ls=style, lw=1.1)
    for first, last in zip(rows["heel_off_s"], rows["foot_flat_s"], strict=True):
        if last >= begin_s and first <= end_s:
            axis.axvspan(max(first, begin_s), min(last, end_s), 0.88, 1.0, color=_BAND, alpha=0.3)
