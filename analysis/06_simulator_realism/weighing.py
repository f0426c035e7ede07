"""Numbers in which everybody counts alike, however many strides were received."""

from __future__ import annotations

import numpy as np
import pandas as pd


def quantiles(table: pd.DataFrame, name: str, levels: np.ndarray) -> np.ndarray:
    """Quantiles over strides, each weighted by its `weight`."""
    order = np.argsort(table[name].to_numpy(float))
    value, weight = table[name].to_numpy(float)[order], table["weight"].to_numpy()[order]
    return np.interp(levels, (np.cumsum(weight) - 0.5 * weight) / weight.sum(), value)


def by_person(values: np.ndarray, person: pd.Series) -> np.ndarray:
    """Median over each person's strides; (people, points)."""
    return np.array(
        [np.median(values[rows], axis=0) for rows in person.groupby(person).indices.values()]
    )


def spread(table: pd.DataFrame, name: str, *, ratio: bool) -> dict[str, float]:
    """Median, spread between people and spread from stride to stride.

    With `ratio`, spreads are standard deviations of the natural logarithm, as a factor's.
    """
    value = np.log(table[name].clip(lower=1e-4)) if ratio else table[name]
    people = value.groupby(table["person"])
    middle = float(people.median().median())
    return {
        "median": float(np.exp(middle)) if ratio else middle,
        "between": float(people.median().std()),
        "within": float(people.std().median()),
    }
