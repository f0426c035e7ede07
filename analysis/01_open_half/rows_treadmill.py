"""S5 foot-strike angle and S6 speed of people after a stroke, on a treadmill with optics."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from methods import Found
from scoring import (
    LeftOut,
    Measured,
    Metric,
    Row,
    RowScore,
    Spot,
    by_person,
    mean_abs,
    people_metric,
    share,
)
from sets import SIDES, Walk

_CONTACTS_PER_FOOT: Final = 50


def _measure_s5(walk: Walk, found: Found) -> dict[str, Any]:
    pitch = []
    for side in SIDES:
        rows = found.rows(side)
        rows = rows[np.isfinite(rows["initial_contact_s"])].sort_values("initial_contact_s")
        pitch.append(rows["foot_pitch_contact_deg"].to_numpy(float)[:_CONTACTS_PER_FOOT])
    both = np.concatenate(pitch)
    known = both[np.isfinite(both)]
    return {
        "ours_deg": float(np.mean(known)) if len(known) else float("nan"),
        "reference_deg": walk.truth["fsa_deg"],
        "contacts": [len(one) for one in pitch],
        "yield": len(known) / (2 * _CONTACTS_PER_FOOT),
    }


def _score_s5(measured: Measured) -> RowScore:
    people = by_person(measured)
    errors = {
        who: [m["ours_deg"] - m["reference_deg"] for _, m in own] for who, own in people.items()
    }
    got = float(np.mean([m["yield"] for _, m in measured]))
    change_pairs: dict[str, list[tuple[float, float]]] = {}
    for who, own in people.items():
        first = [m for ref, m in own if ref.kind == "1Reg"]
        change_pairs[who] = [
            (m["ours_deg"] - first[0]["ours_deg"], m["reference_deg"] - first[0]["reference_deg"])
            for ref, m in own
            if first and ref.kind != "1Reg"
        ]
    changes = {who: [a - b for a, b in pairs] for who, pairs in change_pairs.items()}
    walks = [(m["ours_deg"], m["reference_deg"]) for _, m in measured]
    every_change = [pair for pairs in change_pairs.values() for pair in pairs]
    metrics = [
        people_metric(
            "mae_deg",
            "foot-strike angle of a walk, mean absolute error, °",
            errors,
            mean_abs,
            sense="low",
            floor=2.85,
            aim=1.5,
            yield_share=got,
        ),
        Metric("r", "correlation over walks", _r(walks), "high", 0.965, 0.98, got, n=len(walks)),
        people_metric(
            "bias_deg",
            "bias, °",
            errors,
            lambda e: float(np.mean(e)),
            sense="zero",
            yield_share=got,
        ),
        people_metric(
            "change_mae_deg",
            "change against 1Reg, mean absolute error, °",
            changes,
            mean_abs,
            sense="low",
            aim=1.5,
            yield_share=got,
        ),
        Metric(
            "change_r",
            "correlation of changes",
            _r(every_change),
            "high",
            yield_share=got,
            n=len(every_change),
        ),
    ]
    details = {ref.trial: measure for ref, measure in measured}
    spots = [
        Spot(
            ref,
            side,
            20.0,
            30.0,
            abs(m["ours_deg"] - m["reference_deg"]),
            f"{m['ours_deg']:.1f}° against {m['reference_deg']:.1f}°",
        )
        for ref, m in measured
        for side in SIDES
    ]
    short = sum(min(m["contacts"]) < _CONTACTS_PER_FOOT for _, m in measured)
    left_out = [
        LeftOut("walks", f"scored on fewer than {_CONTACTS_PER_FOOT} contacts of a foot", short)
    ]
    return RowScore(metrics, left_out, spots, details)


def _r(pairs: list[tuple[float, float]]) -> float:
    known = np.array([pair for pair in pairs if np.isfinite(pair).all()])
    if len(known) < 3:
        return float("nan")
    return float(np.corrcoef(known.T)[0, 1])


def _measure_s6(walk: Walk, found: Found) -> dict[str, Any]:
    length, time, counts = [], [], []
    for side in SIDES:
        rows = found.rows(side)
        length.append(rows["stride_length_m"].to_numpy(float))
        time.append(rows["stride_time_s"].to_numpy(float))
        counts.append(len(rows))
    both_length, both_time = np.concatenate(length), np.concatenate(time)
    good = np.isfinite(both_length) & np.isfinite(both_time)
    speed = share(float(both_length[good].sum()), float(both_time[good].sum()))
    return {
        "speed_mps": speed,
        "belt_mps": walk.truth["belt_mps"],
        "measured": int(np.count_nonzero(good)),
        "rows": len(good),
        "counts": counts,
        "difference_per_minute": abs(counts[0] - counts[1]) / (walk.duration_s / 60.0),
    }


def _score_s6(measured: Measured) -> RowScore:
    belted = [(ref, m) for ref, m in measured if np.isfinite(m["belt_mps"])]
    people = by_person(belted)
    errors = {who: [m["speed_mps"] - m["belt_mps"] for _, m in own] for who, own in people.items()}
    # A walk without a single stride yields nothing, and must weigh as much as any other.
    shares = [m["measured"] / max(1, m["rows"]) for _, m in belted]
    got = float(np.mean(shares)) if shares else float("nan")
    worst = {ref.trial: abs(m["speed_mps"] - m["belt_mps"]) for ref, m in belted}
    apart = {ref.trial: m["difference_per_minute"] for ref, m in measured}
    metrics = [
        people_metric(
            "mae_mps",
            "speed against the belt, mean absolute error, m/s",
            errors,
            mean_abs,
            sense="low",
            floor=0.0168,
            aim=0.005,
            yield_share=got,
        ),
        Metric(
            "worst_mps",
            "speed, worst walk, m/s",
            max(worst.values(), default=float("nan")),
            "low",
            0.053,
            0.02,
            got,
            n=len(belted),
            per_person=worst,
        ),
        people_metric(
            "bias_mps",
            "speed, bias, m/s",
            errors,
            lambda e: float(np.mean(e)),
            sense="zero",
            yield_share=got,
        ),
        Metric(
            "count_difference",
            "left and right stride counts, largest difference per minute",
            max(apart.values(), default=float("nan")),
            "low",
            aim=1.0,
            n=len(apart),
            per_person=apart,
        ),
    ]
    left_out = [
        LeftOut(
            "walks", "self-paced, no belt speed (counts are scored)", len(measured) - len(belted)
        )
    ]
    spots = [
        Spot(
            ref, side, 20.0, 30.0, worst[ref.trial], f"{m['speed_mps']:.3f} of {m['belt_mps']} m/s"
        )
        for ref, m in belted
        for side in SIDES
    ]
    return RowScore(metrics, left_out, spots, {ref.trial: m for ref, m in measured})


ROWS: Final = (
    Row(
        "S5",
        "foot-strike angle after a stroke",
        lambda ref: ref.set_name == "stroke",
        _measure_s5,
        _score_s5,
    ),
    Row(
        "S6",
        "speed against the belt",
        lambda ref: ref.set_name == "stroke",
        _measure_s6,
        _score_s6,
    ),
)
