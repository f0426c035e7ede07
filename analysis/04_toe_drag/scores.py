"""D1 to D3, D5 and D6 from the strides of the exam, with intervals over walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd
from strides import MEASURES

_DRAWS_N: Final = 1000
_BINS_N: Final = 10


def over_walks(
    table: pd.DataFrame, top: Callable[[pd.DataFrame], pd.Series], bottom: Any = None
) -> dict[str, Any]:
    """Return a share with its 95 % interval, walks drawn with replacement.

    Parameters
    ----------
    table : pandas.DataFrame
        Strides.
    top : callable
        Which of them count, bool.
    bottom : callable, optional
        Which of them are asked, bool; all by default.

    Returns
    -------
    dict
        value, low, high, n (strides asked) and walks.
    """
    asked = table if bottom is None else table[bottom(table)]
    if asked.empty:
        return {"value": None, "low": None, "high": None, "n": 0, "walks": 0}
    each = pd.DataFrame({"walk": asked["walk"], "hit": top(asked).astype(float)})
    sums = each.groupby("walk")["hit"].agg(["sum", "size"]).to_numpy(np.float64)
    rng = np.random.default_rng(7)
    drawn = sums[rng.integers(0, len(sums), (_DRAWS_N, len(sums)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return {
        "value": float(sums[:, 0].sum() / sums[:, 1].sum()),
        "low": float(low),
        "high": float(high),
        "n": len(asked),
        "walks": len(sums),
    }


def detection(table: pd.DataFrame) -> dict[str, Any]:
    """D1: sensitivity and specificity, unsure apart and as wrong; a missed stride is wrong.

    Parameters
    ----------
    table : pandas.DataFrame
        From `exam_strides`.

    Returns
    -------
    dict of dict
    """
    drags = table[table["label"] == "drag"]
    free = table[table["label"].isin(["near_miss", "clean"]) & (table["verdict"] != "missed")]

    def sure(rows: pd.DataFrame) -> pd.Series:
        return rows["verdict"] != "unsure"

    def yes(rows: pd.DataFrame) -> pd.Series:
        return rows["verdict"] == "yes"

    def no(rows: pd.DataFrame) -> pd.Series:
        return rows["verdict"] == "no"

    return {
        "sensitivity": over_walks(drags, yes, sure),
        "specificity": over_walks(free, no, sure),
        "unsure": over_walks(pd.concat([drags, free]), lambda rows: ~sure(rows)),
        "sensitivity_unsure_wrong": over_walks(drags, yes),
        "specificity_unsure_wrong": over_walks(free, no),
        "unsure_of_drags": over_walks(drags, lambda rows: ~sure(rows)),
        "false_yes": over_walks(free, yes),
    }


def overlap(table: pd.DataFrame) -> dict[str, Any]:
    """D2: intersection over union of true and told drag, where a drag was told.

    Parameters
    ----------
    table : pandas.DataFrame
        From `exam_strides`.

    Returns
    -------
    dict
        median, mean, the share from 0.7 on, n, and medians by kind.
    """
    told = table[(table["label"] == "drag") & (table["verdict"] == "yes")]
    end, true_end = (
        told["start_s"] + told["length_s"],
        told["true_start_s"] + told["true_length_s"],
    )
    common = np.minimum(end, true_end) - np.maximum(told["start_s"], told["true_start_s"])
    whole = np.maximum(end, true_end) - np.minimum(told["start_s"], told["true_start_s"])
    iou = common.clip(lower=0.0) / whole
    return {
        "median": float(iou.median()),
        "mean": float(iou.mean()),
        "from_0.7": float((iou >= 0.7).mean()),
        "n": len(iou),
        "by_kind": {k: float(v) for k, v in iou.groupby(told["kind"]).median().items()},
    }


def calibration(table: pd.DataFrame) -> dict[str, Any]:
    """D3: Brier score and expected calibration error of the probability.

    Parameters
    ----------
    table : pandas.DataFrame
        From `exam_strides`.

    Returns
    -------
    dict
        brier, ece, n, and the reliability curve: mean probability, share of drags, n per bin.
    """
    seen = table[table["label"].isin(["drag", "near_miss", "clean"])]
    seen = seen[seen["probability"].notna()]
    if seen.empty:
        return {"brier": None, "ece": None, "n": 0, "curve": []}
    p = seen["probability"].to_numpy(np.float64)
    y = (seen["label"] == "drag").to_numpy(np.float64)
    place = np.minimum((p * _BINS_N).astype(int), _BINS_N - 1)
    curve = [
        {"probability": float(p[at].mean()), "drags": float(y[at].mean()), "n": int(at.sum())}
        for at in (place == k for k in range(_BINS_N))
        if at.any()
    ]
    ece = sum(b["n"] * abs(b["probability"] - b["drags"]) for b in curve) / len(p)
    return {"brier": float(np.mean((p - y) ** 2)), "ece": float(ece), "n": len(p), "curve": curve}


def errors(table: pd.DataFrame) -> list[dict[str, Any]]:
    """D5 and D6: error and coverage of measures per sensor and rate, straight level strides.

    Parameters
    ----------
    table : pandas.DataFrame
        From `exam_strides`.

    Returns
    -------
    list of dict
        sensor, rate_hz, measure, n, bias, mae (mean absolute), sd (mean stated), covered: the
        share within 1.645 stated standard deviations.
    """
    rows = []
    for (sensor, rate_hz), part in table.groupby(["sensor", "rate_hz"]):
        for name in MEASURES:
            known = part[part[f"err_{name}"].notna()]
            error, sd = known[f"err_{name}"], known[f"sd_{name}"]
            rows.append(
                {
                    "sensor": sensor,
                    "rate_hz": float(rate_hz),
                    "measure": name,
                    "n": len(known),
                    "bias": float(error.mean()),
                    "mae": float(error.abs().mean()),
                    "sd": float(sd.mean()),
                    "covered": over_walks(known, lambda rows, name=name: _held(rows, name)),
                }
            )
    return rows


def _held(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[f"err_{name}"].abs() <= 1.645 * rows[f"sd_{name}"]
