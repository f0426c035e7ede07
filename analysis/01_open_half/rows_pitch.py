"""S4 foot pitch against motion capture: the waveform, at contact, and live."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from markers import marker_pitch_deg, standing
from matching import match_events, read_curve
from methods import Found
from numpy.typing import NDArray
from scoring import (
    LeftOut,
    Measured,
    Metric,
    Row,
    RowScore,
    Spot,
    by_person,
    people_metric,
    share,
    spread,
)
from sets import SIDES, Walk

Array = NDArray[np.float64]

_CONTACT_TOLERANCE_S: Final = 0.060
#: A stride's waveform is measured when so much of it is.
_WHOLE_STRIDE: Final = 0.95


def _measure_s4(walk: Walk, found: Found) -> dict[str, Any]:
    out: dict[str, Any] = {
        "strides": [],
        "spots": [],
        "ours": [],
        "reference": [],
        "standing_s": {},
    }
    live_square: list[float] = []
    live_wanted = 0
    for side in SIDES:
        markers = walk.truth["markers"][side]
        t_s, reference = markers["t_s"], marker_pitch_deg(markers)
        out["standing_s"][side] = float(np.count_nonzero(standing(markers))) / 100.0
        path, rows = found.path(side), found.rows(side)
        ours = read_curve(t_s, path["t_s"], path["foot_pitch_deg"])
        live = None
        if found.trace is not None:
            own = found.trace[found.trace["side"] == side]
            live = read_curve(t_s, own["t_s"], own["foot_pitch_deg"])
        wanted = walk.truth["strides"][side]
        rows = rows[np.isfinite(rows["initial_contact_s"])].reset_index(drop=True)
        pairs = match_events(
            rows["initial_contact_s"].to_numpy(), wanted["ic_s"].to_numpy(), _CONTACT_TOLERANCE_S
        )
        contact = {j: i for i, j in pairs}
        for k, stride in wanted.iterrows():
            inside = (t_s >= stride["start_s"]) & (t_s < stride["end_s"])
            error = ours[inside] - reference[inside]
            good = np.isfinite(error)
            whole = bool(good.mean() >= _WHOLE_STRIDE)
            rmse = float(np.sqrt(np.mean(error[good] ** 2))) if whole else float("nan")
            truth = float(np.interp(stride["ic_s"], t_s, reference))
            at = float(read_curve(np.array([stride["ic_s"]]), t_s, ours)[0])
            own_pitch = rows["foot_pitch_contact_deg"][contact[k]] if k in contact else np.nan
            out["strides"].append(
                {"rmse": rmse, "at_reference": at - truth, "own": float(own_pitch) - truth}
            )
            note = f"RMSE {rmse:.2f}°"
            out["spots"].append(
                Spot(
                    walk.ref,
                    side,
                    stride["start_s"],
                    stride["end_s"],
                    np.nan_to_num(rmse, nan=99),
                    note,
                )
            )
            if whole:
                phase = np.linspace(stride["start_s"], stride["end_s"], 101)[:-1]
                out["ours"].append(np.interp(phase, t_s[inside][good], ours[inside][good]))
                out["reference"].append(np.interp(phase, t_s, reference))
            if live is not None:
                square = (live[inside] - reference[inside]) ** 2
                live_wanted += len(square)
                live_square += square[np.isfinite(square)].tolist()
    out["live"] = (live_square, live_wanted) if found.trace is not None else None
    return out


def _score_s4(measured: Measured) -> RowScore:
    people = by_person(measured)

    def items(name: str) -> dict[str, list[float]]:
        return {who: [s[name] for _, m in own for s in m["strides"]] for who, own in people.items()}

    def got(name: str) -> float:
        values = np.concatenate([np.asarray(v) for v in items(name).values()])
        return float(np.mean(np.isfinite(values)))

    metrics = []
    mean = lambda e: float(np.mean(e))  # noqa: E731
    for key, what, name, of, sense, floor, aim in (
        ("waveform_deg", "waveform RMSE per stride, °", "rmse", mean, "low", 1.18, 1.1),
        ("contact_bias_deg", "own pitch at own contact, bias, °", "own", mean, "zero", 1.7, 0.7),
        ("contact_sd_deg", "own pitch at own contact, SD, °", "own", spread, "low", 0.8, 1.0),
        (
            "at_ic_bias_deg",
            "pitch at the reference contact, bias, °",
            "at_reference",
            mean,
            "zero",
            None,
            None,
        ),
        (
            "at_ic_sd_deg",
            "pitch at the reference contact, SD, °",
            "at_reference",
            spread,
            "low",
            None,
            None,
        ),
    ):
        metrics.append(
            people_metric(
                key,
                what,
                items(name),
                of,
                sense=sense,
                floor=floor,
                aim=aim,
                yield_share=got(name),
            )
        )
    live = [(ref, m["live"]) for ref, m in measured if m["live"] is not None]
    if live:
        per_person = {
            ref.person: float(np.sqrt(np.mean(square))) if square else float("nan")
            for ref, (square, _) in live
        }
        metrics.append(
            Metric(
                "live_deg",
                "live pitch, RMSE over all samples in strides, °",
                float(np.mean(list(per_person.values()))),
                "low",
                1.96,
                1.6,
                share(sum(len(s) for _, (s, _) in live), sum(n for _, (_, n) in live)),
                n=sum(len(s) for _, (s, _) in live),
                per_person=per_person,
            )
        )
    left_out = [] if live else [LeftOut("live pitch", "this program has no live trace", 0)]
    curves = {
        name: np.array([curve for _, m in measured for curve in m[name]])
        for name in ("ours", "reference")
    }
    details = {"quiet_standing_s": {ref.key: m["standing_s"] for ref, m in measured}}
    return RowScore(
        metrics, left_out, [s for _, m in measured for s in m["spots"]], details, curves
    )


ROWS: Final = (
    Row(
        "S4",
        "foot pitch against motion capture",
        lambda ref: ref.set_name == "mocap",
        _measure_s4,
        _score_s4,
        live=True,
    ),
)
