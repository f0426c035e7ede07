"""What the model rests on: kinds left out, signs left out, fewer walks, other models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from gaitsense.footdrop.drag_model import FEATURES
from gaitsense.footdrop.toe_drag import ToeDragParams

_FOLDS_N: Final = 5
#: Signs of the model, and the features that each makes.
SIGNS: Final = {
    "shaking": ("louder", "louder_early"),
    "shaking after lift-off": ("louder_early",),
    "braking": ("braking",),
    "toe height": ("lower_than_usual", "height_while_shaking"),
    "lift": ("lift",),
}
_KINDS: Final = ("gait", "habit", "surface", "sensor")

Fit = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def logistic(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Fit the shipped kind of model."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0.0] = 1.0
    model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit((x - mean) / scale, y)
    return lambda z: model.predict_proba((z - mean) / scale)[:, 1]


def boosting(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Fit gradient boosting on trees."""
    model = HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.06, max_leaf_nodes=10, min_samples_leaf=40, random_state=0
    ).fit(x, y)
    return lambda z: model.predict_proba(z)[:, 1]


def one_rule(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Fit the plainest rule: the loudest shaking alone."""
    k = FEATURES.index("louder")
    one = logistic(x[:, [k]], y)
    return lambda z: one(z[:, [k]])


def scored(probability: np.ndarray, drag: np.ndarray) -> dict[str, Any]:
    """Score probabilities by the shipped limits: unsure apart, and as wrong."""
    params = ToeDragParams()
    yes, no = probability >= params.yes_from, probability < params.no_below
    sure = yes | no

    def share(hit: np.ndarray, asked: np.ndarray) -> float | None:
        return float(hit[asked].mean()) if asked.any() else None

    return {
        "sensitivity": share(yes, drag & sure),
        "specificity": share(no, ~drag & sure),
        "sensitivity_unsure_wrong": share(yes, drag),
        "specificity_unsure_wrong": share(no, ~drag),
        "unsure": share(~sure, np.ones(len(drag), bool)),
        "drags_n": int(drag.sum()),
        "free_n": int((~drag).sum()),
    }


def across(table: pd.DataFrame, fit: Fit, columns: Sequence[str] = FEATURES) -> np.ndarray:
    """Return the probability of each stride by a model that never saw its walk."""
    x, y = table[list(columns)].to_numpy(np.float64), table["drag"].to_numpy(bool)
    fold = table["seed"].to_numpy() % _FOLDS_N
    told = np.empty(len(table))
    for k in range(_FOLDS_N):
        told[fold == k] = fit(x[fold != k], y[fold != k])(x[fold == k])
    return told


def models(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Compare kinds of model, walks left out."""
    drag = table["drag"].to_numpy(bool)
    kinds: dict[str, Fit] = {
        "one sign, one limit": one_rule,
        "logistic (shipped)": logistic,
        "gradient boosting": boosting,
    }
    return {name: scored(across(table, fit), drag) for name, fit in kinds.items()}


def ablation(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Leave one sign out at a time, and each alone."""
    drag = table["drag"].to_numpy(bool)
    found = {"all": scored(across(table, logistic), drag)}
    for name, columns in SIGNS.items():
        kept = [column for column in FEATURES if column not in columns]
        found[f"without {name}"] = scored(across(table, logistic, kept), drag)
        found[f"{name} alone"] = scored(across(table, logistic, columns), drag)
    return found


def kinds_left_out(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Train without one kind and score on it alone: gaits, habits, floors, sensors."""
    x, y = table[list(FEATURES)].to_numpy(np.float64), table["drag"].to_numpy(bool)
    for kind in _KINDS:
        for name in sorted(table[kind].unique()):
            held = (table[kind] == name).to_numpy()
            told = logistic(x[~held], y[~held])(x[held])
            yield {"kind": kind, "name": name} | scored(told, y[held])


def learning(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Train on the first walks, more and more; score on the last fifth."""
    seeds = np.sort(table["seed"].unique())
    last = table["seed"].to_numpy() >= seeds[int(0.8 * len(seeds))]
    x, y = table[list(FEATURES)].to_numpy(np.float64), table["drag"].to_numpy(bool)
    found = []
    for walks_n in (25, 50, 100, 200, 400):
        if walks_n > 0.8 * len(seeds):
            break
        first = table["seed"].to_numpy() < seeds[walks_n]
        found.append({"walks_n": walks_n} | scored(logistic(x[first], y[first])(x[last]), y[last]))
    return found
