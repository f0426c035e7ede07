"""Can a classifier tell simulated strides from real ones? Grouped by person, never by stride.

A person and everything simulated after that person stand in the same fold. So a twin that is
told from the people is told by what all twins share, not by knowing its person.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from collecting import REAL
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from strides import FAMILIES, MEASURES

_FOLDS: Final = 5
_DRAWS: Final = 200
_SHUFFLES: Final = 1
_CURVE: Final = "gyroscope's curve"


def models() -> dict[str, Any]:
    """Make both classifiers anew."""
    return {
        "logistic regression": make_pipeline(
            StandardScaler(), LogisticRegression(C=0.1, max_iter=3000)
        ),
        "gradient boosting": GradientBoostingClassifier(
            n_estimators=60, max_depth=3, subsample=0.5, max_features="sqrt", random_state=0
        ),
    }


def told(table: pd.DataFrame, origin: str) -> dict[str, Any]:
    """Tell one kind of simulated strides from the real ones.

    Parameters
    ----------
    table : DataFrame
        As `Collected.table`.
    origin : str
        The simulated kind.

    Returns
    -------
    dict
        Per model and per set AUC and balanced accuracy with 95 % intervals over people; what
        each family of measures tells alone; what the boosted trees lose when one is shuffled.
    """
    both = table[table["origin"].isin((REAL, origin))].reset_index(drop=True)
    both[list(MEASURES)] = both[list(MEASURES)].astype(float)
    out: dict[str, Any] = {"strides": both["origin"].value_counts().to_dict(), "models": {}}
    for name in models():
        share, fitted = _out_of_fold(both, list(MEASURES), name)
        scored = {"all": _score(both, share)}
        for set_name in both["set_name"].unique():
            part = (both["set_name"] == set_name).to_numpy()
            scored[set_name] = _score(both[part], share[part])
        out["models"][name] = scored
    out["families"] = {
        family: _score(both, _out_of_fold(both, list(names), "gradient boosting")[0])
        for family, names in FAMILIES.items()
    }
    out["shuffled"] = _importance(both, fitted)
    out["alone"] = {
        name: round(_auc(both, both[name].to_numpy(float)), 3)
        for name in MEASURES
        if name not in FAMILIES[_CURVE]
    }
    return out


def _out_of_fold(both: pd.DataFrame, names: list[str], model: str) -> tuple[np.ndarray, list[Any]]:
    """Share of simulated that a model sees in each stride, by folds of people; and its fits."""
    X, y = both[names].to_numpy(float), (both["origin"] != REAL).to_numpy()
    weight = both["weight"].to_numpy() * len(both) / both["weight"].sum()
    share = np.full(len(both), np.nan)
    fits = []
    folds = min(_FOLDS, both["person"].nunique())
    for train, test in GroupKFold(folds, shuffle=True, random_state=0).split(X, y, both["person"]):
        fit = models()[model]
        if model == "logistic regression":
            fit.fit(X[train], y[train], logisticregression__sample_weight=weight[train])
        else:
            fit.fit(X[train], y[train], sample_weight=weight[train])
        share[test] = fit.predict_proba(X[test])[:, 1]
        fits.append((fit, test))
    return share, fits


def _auc(both: pd.DataFrame, value: np.ndarray, weight: np.ndarray | None = None) -> float:
    y = (both["origin"] != REAL).to_numpy()
    w = both["weight"].to_numpy() if weight is None else weight
    return float(roc_auc_score(y, value, sample_weight=w))


def _accuracy(both: pd.DataFrame, share: np.ndarray, weight: np.ndarray) -> float:
    y = (both["origin"] != REAL).to_numpy()
    right = (share >= 0.5) == y
    return float(0.5 * sum((weight * right)[y == k].sum() / weight[y == k].sum() for k in (0, 1)))


def _score(both: pd.DataFrame, share: np.ndarray) -> dict[str, Any]:
    """AUC and balanced accuracy, people counting alike; people are drawn again for intervals."""
    weight = both["weight"].to_numpy()
    who, place = np.unique(both["person"].to_numpy(), return_inverse=True)
    out = {
        "people": len(who),
        "auc": round(_auc(both, share), 3),
        "balanced_accuracy": round(_accuracy(both, share, weight), 3),
    }
    if len(who) < _FOLDS:
        return out
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(_DRAWS):
        times = np.bincount(rng.integers(0, len(who), len(who)), minlength=len(who))[place]
        w = weight * times
        drawn.append((_auc(both, share, w), _accuracy(both, share, w)))
    low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    out["auc_95"] = [round(float(low[0]), 3), round(float(high[0]), 3)]
    out["balanced_accuracy_95"] = [round(float(low[1]), 3), round(float(high[1]), 3)]
    return out


def _importance(both: pd.DataFrame, fits: list[Any]) -> dict[str, float]:
    """AUC that is lost in people not learned from when a measure is shuffled among them."""
    X = both[list(MEASURES)].to_numpy(float)
    rng = np.random.default_rng(0)
    blocks = {name: [k] for k, name in enumerate(MEASURES) if name not in FAMILIES[_CURVE]}
    blocks[_CURVE] = [MEASURES.index(name) for name in FAMILIES[_CURVE]]
    lost: dict[str, list[float]] = {name: [] for name in blocks}
    for fit, test in fits:
        part, own = both.iloc[test], X[test]
        whole = _auc(part, fit.predict_proba(own)[:, 1])
        for name, columns in blocks.items():
            for _ in range(_SHUFFLES):
                mixed = own.copy()
                mixed[:, columns] = own[rng.permutation(len(own))][:, columns]
                lost[name].append(whole - _auc(part, fit.predict_proba(mixed)[:, 1]))
    mean = {name: round(float(np.mean(values)), 4) for name, values in lost.items()}
    return dict(sorted(mean.items(), key=lambda item: -item[1]))
