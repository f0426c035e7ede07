"""S1 strides, S2 and S3 events: what was found, what was missed, what was made up, and when."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matching import claim_spans, match_events
from methods import Found
from scoring import (
    LeftOut,
    Measured,
    Metric,
    Row,
    RowScore,
    Spot,
    by_person,
    mean_over_people,
    median_abs,
    people_metric,
    share,
    spread,
)
from sets import SIDES, Walk

_GROUPS: Final = ("Healthy", "Orthopedic", "Neurological")
_S2_TOLERANCE_S: Final = 0.100
_S3_TOLERANCE_S: Final = 0.060


def f1(hits: float, false: float, missed: float) -> float:
    """Return the harmonic mean of precision and recall from the three counts."""
    return share(2 * hits, 2 * hits + false + missed)


def _measure_s1(walk: Walk, found: Found) -> dict[str, Any]:
    counts = {"hits": 0, "false": 0, "missed": 0, "no_interval": 0}
    spots = []
    for side in SIDES:
        rows = found.rows(side)
        spans = walk.truth["steps"][side]
        middle = (rows["heel_off_s"] + rows["foot_flat_s"]).to_numpy(float) / 2
        known = middle[np.isfinite(middle)]
        claimed = claim_spans(known, spans)
        hits = sum(k >= 0 for k in claimed)
        false, missed = len(known) - hits, len(spans) - hits
        counts["hits"] += hits
        counts["false"] += false
        counts["missed"] += missed
        counts["no_interval"] += len(middle) - len(known)
        if false + missed:
            note = f"{missed} missed, {false} false of {len(spans)}"
            spots.append(Spot(walk.ref, side, 0.0, walk.duration_s, false + missed, note))
    return counts | {"spots": spots}


def _score_s1(measured: Measured) -> RowScore:
    counts: dict[str, dict[str, int]] = {}
    group: dict[str, str] = {}
    for person, own in by_person(measured).items():
        group[person] = own[0][0].group
        counts[person] = {
            name: sum(measure[name] for _, measure in own)
            for name in ("hits", "false", "missed", "no_interval")
        }

    def over(name: str, what: str, people: list[str], value: Any, **facts: Any) -> Metric:
        per_person = {who: value(counts[who]) for who in people}
        n = sum(counts[who]["hits"] + counts[who]["missed"] for who in people)
        mean = mean_over_people(per_person)
        return Metric(name, what, mean, "high", n=n, per_person=per_person, **facts)

    def own_f1(c: dict[str, int]) -> float:
        return f1(c["hits"], c["false"], c["missed"])

    everyone = list(counts)
    metrics = [
        over("f1", "stride detection, F1", everyone, own_f1, floor=0.961, aim=0.985),
        over(
            "precision", "precision", everyone, lambda c: share(c["hits"], c["hits"] + c["false"])
        ),
        over("recall", "recall", everyone, lambda c: share(c["hits"], c["hits"] + c["missed"])),
    ]
    targets = {"Neurological": {"floor": 0.957, "aim": 0.98}}
    for name in _GROUPS:
        people = [who for who in everyone if group[who] == name]
        if people:
            metrics.append(
                over(f"f1_{name.lower()}", f"F1, {name}", people, own_f1, **targets.get(name, {}))
            )
    blank = sum(c["no_interval"] for c in counts.values())
    left_out = [
        LeftOut(
            "stride rows that are no detection",
            "heel_off_s or foot_flat_s is NaN, so there is no interval",
            blank,
        )
    ]
    spots = [spot for _, measure in measured for spot in measure["spots"]]
    return RowScore(metrics, left_out, spots, {"counts": counts, "group": group})


def _measure_s2(walk: Walk, found: Found) -> dict[str, Any]:
    begin_s, end_s = walk.truth["window"]
    out: dict[str, Any] = {"spots": [], "outside": 0}
    for name, column in (("ic", "initial_contact_s"), ("to", "toe_off_s")):
        hits = false = missed = 0
        errors: list[float] = []
        for side in SIDES:
            wanted = walk.truth[name][side]
            inside = (wanted >= begin_s) & (wanted <= end_s)
            out["outside"] += int(np.count_nonzero(~inside))
            wanted = wanted[inside]
            # The walk begins with its first toe-off and ends with its last contact, so a found
            # event just beyond may belong to them; beyond the window it is never a false one.
            own = found.times(side, column)
            pairs = match_events(own, wanted, _S2_TOLERANCE_S)
            paired = {i for i, _ in pairs}
            extra = [t for k, t in enumerate(own) if k not in paired and begin_s <= t <= end_s]
            late = [1000.0 * (own[i] - wanted[j]) for i, j in pairs]
            lost = sorted(set(range(len(wanted))) - {j for _, j in pairs})
            hits, false, missed = hits + len(pairs), false + len(extra), missed + len(lost)
            errors += late
            out["spots"] += [
                Spot(walk.ref, side, t - 1, t + 1, 1000.0, f"{name} false") for t in extra
            ]
            out["spots"] += [
                Spot(walk.ref, side, wanted[j] - 1, wanted[j] + 1, 1001.0, f"{name} missed")
                for j in lost
            ]
            out["spots"] += [
                Spot(walk.ref, side, wanted[j] - 1, wanted[j] + 1, abs(e), f"{name} {e:+.0f} ms")
                for (_, j), e in zip(pairs, late, strict=True)
                if abs(e) > 30
            ]
        out[name] = {"hits": hits, "false": false, "missed": missed, "errors_ms": errors}
    return out


def _score_s2(measured: Measured) -> RowScore:
    people = by_person(measured)
    floors = {"ic": (0.961, 26.0, 12.0), "to": (0.973, 34.0, 18.0)}
    words = {"ic": "initial contact", "to": "toe-off"}
    metrics = []
    for name, (floor_f1, floor_ms, aim_ms) in floors.items():
        counts = {
            who: [sum(m[name][part] for _, m in own) for part in ("hits", "false", "missed")]
            for who, own in people.items()
        }
        per_person = {who: f1(*c) for who, c in counts.items()}
        n = sum(c[0] + c[2] for c in counts.values())
        recall = mean_over_people({who: share(c[0], c[0] + c[2]) for who, c in counts.items()})
        errors = {
            who: [e for _, m in own for e in m[name]["errors_ms"]] for who, own in people.items()
        }
        word = words[name]
        metrics += [
            Metric(
                f"{name}_f1",
                f"{word}, F1",
                mean_over_people(per_person),
                "high",
                floor_f1,
                0.985,
                n=n,
                per_person=per_person,
            ),
            people_metric(
                f"{name}_median_ms",
                f"{word}, median absolute error, ms",
                errors,
                median_abs,
                sense="low",
                floor=floor_ms,
                aim=aim_ms,
                yield_share=recall,
            ),
            people_metric(
                f"{name}_p90_ms",
                f"{word}, 90th percentile, ms",
                errors,
                lambda e: float(np.percentile(np.abs(e), 90)),
                sense="low",
                yield_share=recall,
            ),
            people_metric(
                f"{name}_bias_ms",
                f"{word}, bias, ms",
                errors,
                lambda e: float(np.mean(e)),
                sense="zero",
                yield_share=recall,
            ),
        ]
    left_out = [
        LeftOut(
            "annotated events",
            "before walk_start or after walk_end",
            sum(m["outside"] for _, m in measured),
        )
    ]
    return RowScore(metrics, left_out, [s for _, m in measured for s in m["spots"]])


def _measure_s3(walk: Walk, found: Found) -> dict[str, Any]:
    out: dict[str, Any] = {"strides": 0, "both": 0, "ic": [], "tc": [], "spots": []}
    for side in SIDES:
        wanted = walk.truth["strides"][side]
        out["strides"] += len(wanted)
        seen = []
        for name, column in (("ic", "initial_contact_s"), ("tc", "toe_off_s")):
            own, reference = found.times(side, column), wanted[f"{name}_s"].to_numpy()
            pairs = match_events(own, reference, _S3_TOLERANCE_S)
            late = [1000.0 * (own[i] - reference[j]) for i, j in pairs]
            out[name] += late
            seen.append({j for _, j in pairs})
            out["spots"] += [
                Spot(
                    walk.ref,
                    side,
                    reference[j] - 1,
                    reference[j] + 1,
                    abs(e),
                    f"{name} {e:+.1f} ms",
                )
                for (_, j), e in zip(pairs, late, strict=True)
            ]
        whole = seen[0] & seen[1]
        out["both"] += len(whole)
        out["spots"] += [
            Spot(walk.ref, side, wanted["start_s"][j], wanted["end_s"][j], 1000.0, "not found")
            for j in sorted(set(range(len(wanted))) - whole)
        ]
    return out


def _score_s3(measured: Measured) -> RowScore:
    people = by_person(measured)
    strides = sum(m["strides"] for _, m in measured)
    both = {who: float(sum(m["both"] for _, m in own)) for who, own in people.items()}
    metrics = [
        Metric(
            "found",
            f"strides found with both events, of {strides}",
            mean_over_people(both),
            "high",
            57,
            57,
            n=strides,
            per_person=both,
        )
    ]
    floors = {"ic": (4.4, 5.0), "tc": (-22.0, 7.8)}
    for name, (floor_bias, floor_sd) in floors.items():
        errors = {who: [e for _, m in own for e in m[name]] for who, own in people.items()}
        got = share(sum(map(len, errors.values())), strides)
        word = {"ic": "initial contact", "tc": "toe-off"}[name]
        for key, text, of, sense, floor, aim in (
            ("bias", "bias", lambda e: float(np.mean(e)), "zero", floor_bias, 5.0),
            ("sd", "SD", spread, "low", floor_sd, 6.0),
        ):
            metrics.append(
                people_metric(
                    f"{name}_{key}_ms",
                    f"{word}, {text}, ms",
                    errors,
                    of,
                    sense=sense,
                    floor=floor,
                    aim=aim,
                    yield_share=got,
                )
            )
    return RowScore(metrics, [], [s for _, m in measured for s in m["spots"]])


ROWS: Final = (
    Row(
        "S1",
        "strides of 92 people, both feet",
        lambda ref: ref.set_name == "truong2019",
        _measure_s1,
        _score_s1,
    ),
    Row(
        "S2",
        "events of walks with a u-turn",
        lambda ref: ref.set_name == "voisard2023",
        _measure_s2,
        _score_s2,
    ),
    Row(
        "S3",
        "events against motion capture",
        lambda ref: ref.set_name == "mocap",
        _measure_s3,
        _score_s3,
    ),
)
