"""Choose the constants by likelihood, one person left out at a time.

Every error is taken for normal with the variance that its terms give, 3 in 100 for an outlier five
times as wide (a stance missed by the reference, a wrong pair). Each person weighs the same in a
reference, and each reference in a fit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from cases import CONTACT, LATE, LENGTH, SPEED, TIME, TOE
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]

_OUTLIERS: Final = 0.03
_WIDER: Final = 5.0


class Fit(NamedTuple):
    """Settings that are chosen together, where they start, and on what.

    Parameters
    ----------
    settings : dict
        Name to where the search begins.
    quantities : tuple of str
        Measures whose errors count.
    references : tuple of str
        References that count; "" for all.
    conditions : tuple of str
        Conditions that count.
    centred : bool
        Whether each reference's own median error is no error here but its definition.
    """

    settings: dict[str, float]
    quantities: tuple[str, ...]
    references: tuple[str, ...]
    conditions: tuple[str, ...]
    centred: bool = False


_ALL: Final = ("as_recorded", "rate_104", "rate_60", "rate_50")
FITS: Final = (
    Fit(
        {"contact_ms": 12.0, "flat_contact_ms": 25.0, "contact_period_share": 0.7},
        (TIME,),
        ("annotations", "markers", "simulator"),
        _ALL,
        centred=True,
    ),
    Fit({"scale_share": 0.08}, (CONTACT, LATE), ("optics, mean of a walk", "markers"), _ALL),
    Fit(
        {"length_m": 0.01, "length_share": 0.007, "no_rest_share": 0.07, "bridged_mps": 0.3},
        (LENGTH, SPEED),
        (
            "optics, walking",
            "optics, running",
            "tape, walking",
            "tape, running",
            "belt, mean of a walk",
        ),
        (*_ALL, "loss_1", "loss_5"),
    ),
    Fit(
        {"clipped_dps": 12.0, "clipped_mps": 1.0},
        (CONTACT, LATE, LENGTH, SPEED, TOE),
        (
            "markers",
            "optics, mean of a walk",
            "optics, walking",
            "tape, walking",
            "tape, running",
            "belt, mean of a walk",
            "toe marker, path alone",
            "optics, path alone",
        ),
        ("clip_4g", "clip_300dps"),
    ),
    Fit({"clearance_m": 0.005}, (TOE,), ("optics, path alone", "toe marker, path alone"), _ALL),
)


class Chosen(NamedTuple):
    """Outcome for one setting: on everybody, and without each person."""

    setting: str
    value: float
    without: dict[str, float]


def choose(table: pd.DataFrame, shipped: dict[str, float]) -> list[Chosen]:
    """Fit every setting.

    Parameters
    ----------
    table : DataFrame
        One row per case.
    shipped : dict
        Settings as shipped; those fitted earlier replace them in later fits.
    """
    now, out = dict(shipped), []
    for one in FITS:
        rows = table[
            table["quantity"].isin(one.quantities)
            & table["reference"].isin(one.references)
            & table["condition"].isin(one.conditions)
            & np.isfinite(table["error"])
        ].copy()
        if one.centred:
            rows["error"] = about_definition(rows)
        best = _best(rows, one, now)
        people = rows["person"].unique()
        # One of the simulator's "people" more or less tells nothing of people.
        real = [
            who for who in people if (rows.loc[rows["person"] == who, "set"] != "simulator").all()
        ]
        without = {who: _best(rows[rows["person"] != who], one, now) for who in real}
        for k, setting in enumerate(one.settings):
            out.append(Chosen(setting, best[k], {who: v[k] for who, v in without.items()}))
            now[setting] = best[k]
    return out


def about_definition(rows: pd.DataFrame) -> Array:
    """Errors less each reference's own median, as recorded, per kind of landing."""
    known = rows["condition"] == "as_recorded"
    usual = rows[known].groupby(["reference", "contact"])["error"].median()
    places = pd.MultiIndex.from_frame(rows[["reference", "contact"]])
    return np.asarray(rows["error"] - usual.reindex(places).fillna(0.0).to_numpy(), np.float64)


def _best(rows: pd.DataFrame, fit: Fit, shipped: dict[str, float]) -> list[float]:
    error, fixed = rows["error"].to_numpy(float), rows["reference_sd"].to_numpy(float) ** 2
    fixed = fixed + _column(rows, "var_fixed")
    others = [name for name in shipped if name not in fit.settings]
    for name in others:
        fixed = fixed + shipped[name] ** 2 * _column(rows, f"var_{name}")
    terms = np.stack([_column(rows, f"var_{name}") for name in fit.settings])
    weight = _weights(rows)
    start = np.array(list(fit.settings.values()))

    def badness(logs: Array) -> float:
        variance = fixed + np.maximum((start * np.exp(logs)) ** 2 @ terms, 1e-12)
        density = (1.0 - _OUTLIERS) * _normal(error, variance)
        density += _OUTLIERS * _normal(error, _WIDER**2 * variance)
        # A weak pull keeps a setting that nothing depends on where it is.
        return float(-(weight @ np.log(density + 1e-300)) + 1e-4 * logs @ logs)

    found = minimize(badness, np.zeros(len(start)), method="Nelder-Mead", options={"maxiter": 2000})
    return [float(v) for v in start * np.exp(found.x)]


def _column(rows: pd.DataFrame, name: str) -> Array:
    if name not in rows:
        return np.zeros(len(rows))
    return rows[name].fillna(0.0).to_numpy(float)


def _normal(error: Array, variance: Array) -> Array:
    return np.exp(-0.5 * error * error / variance) / np.sqrt(2.0 * np.pi * variance)


def _weights(rows: pd.DataFrame) -> Array:
    """Weigh each person the same."""
    weight = 1.0 / rows.groupby("person")["error"].transform("size").to_numpy(float)
    return np.asarray(weight / weight.sum(), np.float64)
