from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gaitsense


@pytest.fixture(scope="session")
def foot_drop_walk() -> Any:
    """A minute of a left foot drop on a consumer sensor at 200 Hz, with its truth."""
    return gaitsense.simulate_walk("left_foot_drop", seed=1)


@pytest.fixture(scope="session")
def foot_drop(foot_drop_walk: Any) -> gaitsense.Analysis:
    return gaitsense.analyze(foot_drop_walk.recording)


@pytest.fixture(scope="session")
def paired() -> Any:
    """Pair found strides with the true ones whose middles are nearest, per foot."""

    def pair(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
        parts = []
        for side, own in found.groupby("side"):
            true = truth[truth["side"] == side].reset_index(drop=True)
            middle_s = ((true["start_s"] + true["end_s"]) / 2).to_numpy()
            own_s = ((own["start_s"] + own["end_s"]) / 2).to_numpy()
            nearest = np.argmin(np.abs(middle_s[None] - own_s[:, None]), axis=1)
            assert len(set(nearest.tolist())) == len(nearest), "two strides share one truth"
            named = true.loc[nearest].reset_index(drop=True).add_suffix("_true")
            both = pd.concat([own.reset_index(drop=True), named], axis=1)
            parts.append(both)
        return pd.concat(parts, ignore_index=True)

    return pair
