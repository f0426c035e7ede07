"""Pictures: per-person values of each row, waveforms, and the worst stretches of signal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from markers import marker_pitch_deg
from methods import Method
from scoring import Metric, RowScore, Spot
from sets import load

mpl.use("Agg")
import matplotlib.pyplot as plt

_BLUE, _ORANGE, _GREY, _GREEN = "#0072b2", "#d55e00", "#777777", "#009e73"
_GROUP_MARKS: Final = {"Healthy": "o", "Orthopedic": "s", "Neurological": "^"}
#: Events of the program as they are drawn: word, colour, line.
EVENTS: Final = {
    "heel_off_s": ("heel off", _GREY, ":"),
    "toe_off_s": ("toe off", _GREEN, "-"),
    "initial_contact_s": ("contact", _ORANGE, "-"),
    "foot_flat_s": ("foot flat", _GREY, "--"),
    "start_s": ("mid-stance", _BLUE, ":"),
}


def row_figure(name: str, title: str, score: RowScore, path: Path) -> None:
    """Draw each scored number of a row by person, or by stride where there is one person."""
    shown = _worth_drawing(score.metrics)[:6]
    if score.curves.get("ours") is not None and len(score.curves["ours"]):
        _waveforms(score.curves, path.with_name(f"{name}_waveform.png"))
    if not shown:
        return
    columns = min(3, len(shown))
    lines = -(-len(shown) // columns)
    figure, axes = plt.subplots(
        lines, columns, figsize=(4.2 * columns, 2.8 * lines), squeeze=False, layout="constrained"
    )
    for axis in axes.flat[len(shown) :]:
        axis.set_axis_off()
    for metric, axis in zip(shown, axes.flat, strict=False):
        if len(metric.per_person) > 1:
            _people(axis, metric, score.details.get("group", {}))
        else:
            values = np.concatenate([np.asarray(v) for v in metric.per_item.values()])
            axis.hist(values, bins=min(30, max(5, len(values) // 3)), color=_BLUE)
        axis.set_title(metric.what, fontsize=8)
        axis.tick_params(labelsize=7)
    figure.suptitle(f"{name} {title}", fontsize=10)
    save(figure, path)


def _worth_drawing(metrics: list[Metric]) -> list[Metric]:
    """Choose metrics with something to draw; errors of single strides once, not once a summary."""
    shown: list[Metric] = []
    for metric in metrics:
        drawn = len(metric.per_person) <= 1 and any(
            metric.per_item == other.per_item for other in shown
        )
        if not drawn and (len(metric.per_person) > 1 or any(metric.per_item.values())):
            shown.append(metric)
    return shown


def _people(axis: Any, metric: Metric, group: dict[str, str]) -> None:
    known = {who: v for who, v in metric.per_person.items() if np.isfinite(v)}
    order = sorted(known, key=lambda who: (group.get(who, ""), known[who]))
    for kind in dict.fromkeys(group.get(who, "") for who in order):
        at = [k for k, who in enumerate(order) if group.get(who, "") == kind]
        axis.plot(
            at,
            [known[order[k]] for k in at],
            _GROUP_MARKS.get(kind, "o"),
            ms=3,
            label=kind or None,
            color={"Orthopedic": _GREEN, "Neurological": _ORANGE}.get(kind, _BLUE),
        )
    for limit, colour, word in ((metric.aim, _GREEN, "aim"), (metric.floor, _GREY, "floor")):
        if limit is not None:
            axis.axhline(limit, color=colour, lw=0.8, ls="--", label=word)
    if len(order) <= 30:
        axis.set_xticks(range(len(order)), order, rotation=90, fontsize=5)
    else:
        axis.set_xlabel(f"{len(order)} people", fontsize=7)
    if axis.get_legend_handles_labels()[0]:
        axis.legend(fontsize=6)


def _waveforms(curves: dict[str, Any], path: Path) -> None:
    figure, axes = plt.subplots(2, 1, figsize=(6, 6), sharex=True, layout="constrained")
    share = np.arange(curves["ours"].shape[1])
    for key, colour, word in (
        ("reference", _GREY, "motion capture"),
        ("ours", _BLUE, "shoe sensor"),
    ):
        axes[0].plot(share, curves[key].T, color=colour, lw=0.3, alpha=0.4)
        axes[0].plot(share, np.median(curves[key], axis=0), color=colour, lw=2, label=word)
    axes[0].legend(fontsize=8)
    axes[0].set_ylabel("foot pitch, °")
    axes[1].plot(share, (curves["ours"] - curves["reference"]).T, color=_BLUE, lw=0.3, alpha=0.5)
    axes[1].plot(
        share, np.median(curves["ours"] - curves["reference"], axis=0), color=_ORANGE, lw=2
    )
    axes[1].axhline(0, color=_GREY, lw=0.6)
    axes[1].set_ylabel("error, °")
    axes[1].set_xlabel("% of the reference stride, mid-stance to mid-stance")
    save(figure, path)


def worst_figure(name: str, spots: list[Spot], method: Method, data: Path, path: Path) -> None:
    """Draw the worst stretches: signals, pitch, the program's events above, reference below.

    These pictures show recorded signals, so they are for looking at, not for keeping.
    """
    figure, axes = plt.subplots(
        len(spots), 1, figsize=(13, 2.6 * len(spots)), squeeze=False, layout="constrained"
    )
    for spot, axis in zip(spots, axes[:, 0], strict=True):
        walk = load(spot.ref, data)
        t_s, acc, gyr = walk.feet[spot.side]
        shown = (t_s >= spot.begin_s) & (t_s <= spot.end_s)
        axis.plot(t_s[shown], np.degrees(np.linalg.norm(gyr, axis=1))[shown], "k", lw=0.7)
        axis.plot(t_s[shown], 10 * np.linalg.norm(acc, axis=1)[shown], color=_ORANGE, lw=0.4)
        axis.set_ylabel("|gyr|, °/s; 10 |acc|", fontsize=7)
        axis.set_ylim(
            0, max(200.0, 1.05 * float(np.nanmax(np.degrees(np.linalg.norm(gyr[shown], axis=1)))))
        )
        right = axis.twinx()
        _draw_found(axis, right, spot, method, walk)
        draw_reference(axis, right, spot, walk.truth)
        axis.set_xlim(spot.begin_s, spot.end_s)
        axis.set_title(f"{spot.ref.key} {spot.side}: {spot.note}", fontsize=8)
        axis.tick_params(labelsize=7)
    figure.suptitle(f"{name}, worst: {method.name} events above, reference below", fontsize=10)
    save(figure, path)


def _draw_found(axis: Any, right: Any, spot: Spot, method: Method, walk: Any) -> None:
    found = method.find(walk)
    for column, (_, colour, style) in EVENTS.items():
        for t in found.times(spot.side, column):
            if spot.begin_s <= t <= spot.end_s:
                axis.axvline(t, 0.5, 1.0, color=colour, ls=style, lw=1.2)
    path = found.path(spot.side)
    inside = path[(path["t_s"] >= spot.begin_s) & (path["t_s"] <= spot.end_s)]
    right.plot(inside["t_s"], inside["foot_pitch_deg"], color=_BLUE, lw=0.9)
    if "vicon_m" in walk.truth:
        right.plot(inside["t_s"], 500 * inside["pos_z_m"], color=_GREEN, lw=0.9)
    right.set_ylabel("pitch, °", fontsize=7)


def draw_reference(axis: Any, right: Any, spot: Spot, truth: dict[str, Any]) -> None:
    """Draw what the set says of a stretch: times from below, curves on the right axis."""
    lines = {
        _ORANGE: truth.get("ic", {}).get(spot.side, []),
        _GREEN: truth.get("to", {}).get(spot.side, []),
        _BLUE: truth.get("stances_s", []),
    }
    if "markers" in truth:
        strides = truth["strides"][spot.side]
        lines |= {_ORANGE: strides["ic_s"], _GREEN: strides["tc_s"], _BLUE: strides["start_s"]}
        markers = truth["markers"][spot.side]
        inside = (markers["t_s"] >= spot.begin_s) & (markers["t_s"] <= spot.end_s)
        right.plot(
            markers["t_s"][inside], marker_pitch_deg(markers)[inside], "--", color=_GREY, lw=0.9
        )
    for colour, times in lines.items():
        for t in times:
            if spot.begin_s <= t <= spot.end_s:
                axis.axvline(t, 0.0, 0.5, color=colour, lw=1.2)
    for begin, end in truth.get("steps", {}).get(spot.side, []):
        axis.axvspan(begin, end, 0.0, 0.12, color=_GREEN, alpha=0.5)
    if "vicon_m" in truth:
        inside = (truth["vicon_t_s"] >= spot.begin_s) & (truth["vicon_t_s"] <= spot.end_s)
        height = truth["vicon_m"][inside, 2]
        right.plot(
            truth["vicon_t_s"][inside],
            500 * (height - np.median(height[:20])),
            "--",
            color=_GREY,
            lw=0.9,
        )


def save(figure: Any, path: Path) -> None:
    """Write a figure, and let go of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)
