"""S14 stride time and length on a treadmill, against light barriers whose clock is their own."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matching import match_events
from methods import Found
from numpy.typing import NDArray
from scoring import LeftOut, Measured, Metric, Row, RowScore, Spot
from sets import SIDES, Walk

Array = NDArray[np.float64]

#: A contact of both systems is the same one within this time, s.
_TOLERANCE_S: Final = 0.15
#: A stride of the reference longer than this is a break of its measurement, s.
_LONGEST_STRIDE_S: Final = 2.0


def align(ours: dict[str, Array], reference: dict[str, Array]) -> float:
    """Find what to add to the reference's times, s: the offset with the most common contacts.

    Every pair of a contact and one of the reference's first contacts proposes an offset; where
    several find as many, the one with the smallest distances is taken.
    """
    best = (-1, np.inf, 0.0)
    for side in SIDES:
        for first in reference[side][:3]:
            for contact in ours[side]:
                offset = contact - first
                best = max(best, _fit(ours, reference, offset), key=lambda b: (b[0], -b[1]))
    apart = _distances(ours, reference, best[2])
    return best[2] + float(np.median(apart)) if len(apart) else best[2]


def _distances(ours: dict[str, Array], reference: dict[str, Array], offset: float) -> Array:
    found = []
    for side in SIDES:
        shifted = reference[side] + offset
        near = ours[side][np.abs(ours[side][:, None] - shifted).argmin(axis=0)] - shifted
        found.append(near[np.abs(near) < _TOLERANCE_S])
    return np.concatenate(found)


def _fit(
    ours: dict[str, Array], reference: dict[str, Array], offset: float
) -> tuple[int, float, float]:
    apart = _distances(ours, reference, offset)
    spread = float(np.mean(np.abs(apart - np.median(apart)))) if len(apart) else np.inf
    return len(apart), spread, offset


def _measure_s14(walk: Walk, found: Found) -> dict[str, Any]:
    ours = {side: found.times(side, "initial_contact_s") for side in SIDES}
    contacts = {side: walk.truth["contacts"][side]["contact_s"].to_numpy() for side in SIDES}
    out: dict[str, Any] = {"time_s": [], "length_m": [], "strides": 0, "spots": [], "breaks": 0}
    if any(len(times) == 0 for times in ours.values()):
        out["strides"] = sum(len(times) - 1 for times in contacts.values())
        return out
    offset = align(ours, contacts)
    for side in SIDES:
        table = walk.truth["contacts"][side]
        rows = found.rows(side)
        rows = rows[np.isfinite(rows["initial_contact_s"])].reset_index(drop=True)
        own_s = rows["initial_contact_s"].to_numpy()
        pairs = match_events(own_s, contacts[side] + offset, _TOLERANCE_S)
        own_of = {j: i for i, j in pairs}
        for j in range(1, len(table)):
            # The reference's stride ends with this contact and began with the foot's last one.
            stride_s, stride_m = table["stride_s"][j], table["stride_m"][j]
            if not (np.isfinite(stride_s) and stride_s <= _LONGEST_STRIDE_S):
                out["breaks"] += 1
                continue
            out["strides"] += 1
            i, before = own_of.get(j), own_of.get(j - 1)
            if i is None or before is None or i != before + 1:
                continue
            own_time = float(own_s[i] - own_s[before])
            out["time_s"].append((own_time, float(stride_s)))
            length = float(rows["stride_length_m"][i])
            if np.isfinite(length) and np.isfinite(stride_m):
                out["length_m"].append((length, float(stride_m)))
            error_ms = 1000.0 * (own_time - stride_s)
            begin_s, end_s = float(own_s[before]), float(own_s[i])
            note = f"stride time {error_ms:+.0f} ms"
            out["spots"].append(Spot(walk.ref, side, begin_s, end_s, abs(error_ms), note))
    return out


def _score_s14(measured: Measured) -> RowScore:
    strides = sum(m["strides"] for _, m in measured)
    metrics = []
    for key, word, unit, scale, aim in (
        ("time_s", "stride time", "ms", 1000.0, 5.0),
        ("length_m", "stride length", "%", None, 2.0),
    ):
        pairs = np.array([pair for _, m in measured for pair in m[key]]).reshape(-1, 2)
        known = len(pairs) / max(strides, 1)
        factor = scale or 100.0 / float(np.mean(pairs[:, 1])) if len(pairs) else np.nan
        apart = np.sort(pairs[:, 0]) - np.sort(pairs[:, 1])
        floor = {"ms": 10.0, "%": 3.0}[unit]
        error = factor * (pairs[:, 0] - pairs[:, 1])
        name = key.partition("_")[0]
        facts = {"yield_share": known, "n": len(pairs)}
        metrics += [
            Metric(
                f"{name}_distribution",
                f"{word}, distance of the distributions, {unit}",
                factor * float(np.mean(np.abs(apart))) if len(pairs) else np.nan,
                "low",
                floor,
                aim,
                **facts,
            ),
            Metric(f"{name}_bias", f"{word}, bias, {unit}", _mean(error), "zero", **facts),
            Metric(
                f"{name}_mae",
                f"{word}, mean absolute error of a stride, {unit}",
                _mean(np.abs(error)),
                "low",
                **facts,
            ),
        ]
    left_out = [
        LeftOut(
            "strides of the light barriers",
            "without a time, or longer than 2 s",
            sum(m["breaks"] for _, m in measured),
        )
    ]
    return RowScore(metrics, left_out, [s for _, m in measured for s in m["spots"]])


def _mean(values: Array) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


ROWS: Final = (
    Row(
        "S14",
        "stride time and length on a treadmill",
        lambda ref: ref.set_name == "tripod",
        _measure_s14,
        _score_s14,
    ),
)
