"""S7 stride length against optics and a tape, matched stance by stance."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matching import match_events, match_nearest
from methods import Found
from numpy.typing import NDArray
from rows_detection import f1
from scoring import (
    LeftOut,
    Measured,
    Metric,
    Row,
    RowScore,
    Spot,
    by_person,
    mean_abs,
    mean_over_people,
    median_abs,
    people_metric,
)
from sets import Walk

Array = NDArray[np.float64]

_STANCE_TOLERANCE_S: Final = 0.3
_SHORTEST_STRIDE_M: Final = 0.3


def _measure_s7(walk: Walk, found: Found) -> dict[str, Any]:
    side, stances_s, place_m = (walk.truth[name] for name in ("side", "stances_s", "stance_m"))
    rows = found.rows(side)
    rows = rows[np.isfinite(rows["start_s"]) & np.isfinite(rows["end_s"])].reset_index(drop=True)
    length_m = rows["stride_length_m"].to_numpy(float)
    begin_s, end_s = _stance_phases(rows)
    # One phase more than strides; a stride lies between the phases of its own and the next number.
    hits = _pair_phases(begin_s, end_s, stances_s)
    by_phase = _strides_between(hits, len(rows))
    middle_s = rows["start_s"].to_numpy(float), rows["end_s"].to_numpy(float)
    before, after = (match_events(m, stances_s, _STANCE_TOLERANCE_S) for m in middle_s)
    by_time = {j: i for i, j in before if (i, j + 1) in after}
    strides, short, spots = [], 0, []
    for k, reference_m in enumerate(np.hypot(*np.diff(place_m, axis=0).T)):
        if walk.ref.set_name == "pyshoe" and reference_m < _SHORTEST_STRIDE_M:
            short += 1
            continue
        ours, in_phase = (
            float(length_m[rule[k]]) if k in rule else float("nan") for rule in (by_time, by_phase)
        )
        strides.append((float(reference_m), ours, in_phase))
        error = ours - reference_m
        note = f"{100 * error:+.1f} cm of {reference_m:.2f} m" if k in by_time else "no match"
        span_s = (stances_s[k] - 0.5, min(stances_s[k + 1] + 0.5, stances_s[k] + 3.0))
        spots.append(Spot(walk.ref, side, *span_s, np.nan_to_num(abs(error), nan=9), note))
    own_s = _distinct(np.concatenate(middle_s))
    near = len(match_events(own_s, stances_s, _STANCE_TOLERANCE_S))
    return {
        "strides": strides,
        "short": short,
        "stances": (near, len(own_s) - near, len(stances_s) - near),
        "phases": (len(hits), len(begin_s) - len(hits), len(stances_s) - len(hits)),
        "spots": spots,
    }


def _distinct(times_s: Array) -> Array:
    """One time per stance: the end of a stride and the start of the next are often the same."""
    times_s = np.sort(times_s)
    return times_s[np.diff(times_s, prepend=-np.inf) >= _STANCE_TOLERANCE_S]


def _stance_phases(rows: pd.DataFrame) -> tuple[Array, Array]:
    """Begin and end of each stance, s: before the first stride, between strides, after the last.

    A stance lasts from the foot flat of one stride to the heel off of the next; where an event
    is missing, the stride's end or start stands for it.
    """
    if not len(rows):
        return np.empty(0), np.empty(0)
    flat_s = rows["foot_flat_s"].fillna(rows["end_s"]).to_numpy(float)
    off_s = rows["heel_off_s"].fillna(rows["start_s"]).to_numpy(float)
    return np.concatenate([[-np.inf], flat_s]), np.concatenate([off_s, [np.inf]])


def _pair_phases(begin_s: Array, end_s: Array, stances_s: Array) -> list[tuple[int, int]]:
    """Pair stance phases with annotated stances by their distance, 0 inside the phase.

    Of several annotated stances inside one phase (a missed stride) only one is paired.
    """
    early = begin_s[:, None] - stances_s[None, :]
    late = stances_s[None, :] - end_s[:, None]
    return match_nearest(np.maximum(np.maximum(early, late), 0.0), _STANCE_TOLERANCE_S)


def _strides_between(pairs: list[tuple[int, int]], count: int) -> dict[int, int]:
    """Row of each reference stride whose two stances are paired with neighbouring phases."""
    phase_of = {j: i for i, j in pairs}
    return {k: i for k, i in phase_of.items() if i < count and phase_of.get(k + 1) == i + 1}


def _score_s7(measured: Measured) -> RowScore:
    metrics: list[Metric] = []

    def add(prefix: str, word: str, chosen: Measured, *, relative: bool, **targets: Any) -> None:
        people = by_person(chosen)

        def errors(column: int) -> dict[str, list[float]]:
            return {
                who: [
                    100.0 * (s[column] - s[0]) / (s[0] if relative else 1.0)
                    for _, m in own
                    for s in m["strides"]
                ]
                for who, own in people.items()
            }

        def got(column: int) -> float:
            values = [s[column] for _, m in chosen for s in m["strides"]]
            return float(np.mean(np.isfinite(values))) if values else float("nan")

        of, text = (mean_abs, "relative MAE, %") if relative else (median_abs, "median error, cm")
        metrics.append(
            people_metric(
                f"{prefix}_length",
                f"{word}: stride length, {text}",
                errors(1),
                of,
                sense="low",
                yield_share=got(1),
                **targets,
            )
        )
        metrics.append(
            people_metric(
                f"{prefix}_length_phase",
                f"{word}: the same, matched by the whole stance phase",
                errors(2),
                of,
                sense="low",
                yield_share=got(2),
            )
        )
        metrics.append(
            people_metric(
                f"{prefix}_bias",
                f"{word}: bias, {'%' if relative else 'cm'}",
                errors(1),
                lambda e: float(np.mean(e)),
                sense="zero",
                yield_share=got(1),
            )
        )
        n = sum(m["stances"][0] + m["stances"][2] for _, m in chosen)
        for key, text in (("stances", "stances"), ("phases", "stance phases")):
            per_person = {
                who: f1(*[sum(m[key][k] for _, m in own) for k in range(3)])
                for who, own in people.items()
            }
            mean = mean_over_people(per_person)
            name = f"{prefix}_{key}"
            metrics.append(
                Metric(name, f"{word}: {text}, F1", mean, "high", n=n, per_person=per_person)
            )

    vicon = [(r, m) for r, m in measured if r.set_name == "pyshoe"]
    tape = [(r, m) for r, m in measured if r.set_name == "koroglu"]
    walking = [(r, m) for r, m in vicon if r.kind == "walk"]
    if walking:
        add(
            "vicon", "optics, walking", walking, relative=True, floor=2.4, aim=2.0, least_yield=0.95
        )
    taped = [(r, m) for r, m in tape if r.kind == "walk"]
    if taped:
        add("tape", "tape, walking", taped, relative=False, floor=3.0, aim=2.0, least_yield=0.97)
    for name, chosen, relative in (("vicon", vicon, True), ("tape", tape, False)):
        running = [(r, m) for r, m in chosen if r.kind == "run"]
        if running:
            word = "optics, running" if relative else "tape, running"
            add(f"{name}_run", word, running, relative=relative)
    left_out = [
        LeftOut(
            "optical strides",
            f"reference shorter than {_SHORTEST_STRIDE_M} m",
            sum(m["short"] for _, m in measured),
        ),
    ]
    details = {
        ref.key: {"reference_ours_phase_m": m["strides"], "stances": m["stances"]}
        for ref, m in measured
    }
    return RowScore(metrics, left_out, [s for _, m in measured for s in m["spots"]], details)


ROWS: Final = (
    Row(
        "S7",
        "stride length",
        lambda ref: (
            ref.set_name == "koroglu" or (ref.set_name == "pyshoe" and ref.kind in ("walk", "run"))
        ),
        _measure_s7,
        _score_s7,
        why_not=lambda ref: "no annotated stances" if ref.kind == "unannotated" else "",
    ),
)
