"""Train the toe-drag model from nothing: walk, look for the signs, fit, write the numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gaitsense.footdrop.drag_model import FEATURES, DragModel, drag_features
from gaitsense.footdrop.toe_drag import ToeDragParams, case_shakes
from gaitsense.jobs.training_walks import training_walk
from gaitsense.pipeline.gait_pipeline import analyze

if TYPE_CHECKING:
    import pandas as pd

#: Walks of the shipped model.
DEFAULT_WALKS_N: Final = 600
#: Inverse strength of the pull of weights towards 0: scikit-learn's default, and a weak pull on so
#: many strides.
_INVERSE_PULL: Final = 1.0
#: A touch from this length on is a drag, s; a shorter one is not used.
DRAG_FROM_S: Final = 0.03
#: A found stride belongs to the true one whose contact is this near, s.
_NEAR_S: Final = 0.3


def training_table(seeds: Iterable[int], jobs_n: int = 1) -> pd.DataFrame:
    """Walk the walks of these numbers and return their strides' features and labels.

    Parameters
    ----------
    seeds : iterable of int
        Numbers of the walks.
    jobs_n : int
        Processes.

    Returns
    -------
    pandas.DataFrame
        One row per straight level stride whose signs were seen: `FEATURES`, ``drag`` (bool),
        and ``seed, gait, habit, surface, sensor, rate_hz``.
    """
    import pandas as pd

    return pd.concat(list(_walk_tables(seeds, jobs_n)), ignore_index=True)


def _walk_tables(seeds: Iterable[int], jobs_n: int) -> Iterator[pd.DataFrame]:
    """Yield the table of each walk, in order."""
    if jobs_n == 1:
        yield from map(_walk_table, seeds)
        return
    with ProcessPoolExecutor(jobs_n) as pool:
        yield from pool.map(_walk_table, seeds)


def _walk_table(seed: int) -> pd.DataFrame:
    import pandas as pd

    drawn = training_walk(seed)
    walk = drawn.walk()
    analysis = analyze(walk.recording)
    drags, contacts_s = walk.truth.drags, walk.truth.contacts_s
    parts = []
    for side, foot in analysis.feet.items():
        own = drags[drags["side"] == side]
        touch_s = np.full(len(contacts_s[side]), np.nan)
        touch_s[own["stride_id"].to_numpy()] = (own["end_s"] - own["start_s"]).to_numpy()
        label = drag_labels(foot.numbers("initial_contact_s"), contacts_s[side], touch_s)
        level = foot.judged == "level"
        features = drag_features(foot.signs, foot.numbers("foot_pitch_late_swing_max_deg"), level)
        used = (
            np.isfinite(label)
            & level
            & np.isfinite(features["louder"])
            & (foot.signs["clipped"] < 0.5)
            & (not case_shakes(foot.signs["quiet_mps2"], level, ToeDragParams()))
        )
        table = pd.DataFrame({name: features[name][used] for name in FEATURES})
        parts.append(table.assign(drag=label[used] > 0.5))
    whole = pd.concat(parts, ignore_index=True)
    return whole.assign(
        seed=seed,
        gait=drawn.gait,
        habit=drawn.habit,
        surface=drawn.surface,
        sensor=drawn.sensor,
        rate_hz=drawn.rate_hz,
    )


def drag_labels(
    found_s: np.ndarray[Any, np.dtype[np.float64]],
    true_s: np.ndarray[Any, np.dtype[np.float64]],
    touch_s: np.ndarray[Any, np.dtype[np.float64]],
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Tell of each found stride whether it truly is a drag.

    Parameters
    ----------
    found_s : (k,) float64
        Contacts found, s, NaN where none.
    true_s : (m,) float64
        True contacts, s, rising.
    touch_s : (m,) float64
        How long the toe touched the floor in that swing, s, NaN where it did not.

    Returns
    -------
    (k,) float64
        1 a drag, 0 none, NaN where no true stride is near or the touch was too short to count.
    """
    label = np.full(len(found_s), np.nan)
    for k, contact_s in enumerate(found_s):
        apart = np.abs(true_s - contact_s)
        if not len(apart) or not np.nanmin(apart, initial=np.inf) < _NEAR_S:
            continue
        touch = touch_s[int(np.argmin(apart))]
        if np.isnan(touch):
            label[k] = 0.0
        elif touch >= DRAG_FROM_S:
            label[k] = 1.0
    return label


def fit_drag_model(table: pd.DataFrame) -> DragModel:
    """Fit the logistic model.

    Parameters
    ----------
    table : pandas.DataFrame
        From `training_table`.

    Returns
    -------
    DragModel
    """
    from sklearn.linear_model import LogisticRegression

    x = table[list(FEATURES)].to_numpy(np.float64)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    fitted = LogisticRegression(C=_INVERSE_PULL, tol=1e-10, max_iter=10_000)
    fitted.fit((x - mean) / scale, table["drag"].to_numpy())
    return DragModel(
        float(fitted.intercept_[0]),
        tuple(float(v) for v in mean),
        tuple(float(v) for v in scale),
        tuple(float(v) for v in fitted.coef_[0]),
    )


def train(
    walks_n: int, jobs_n: int, show: Callable[[float], None] = lambda _: None
) -> dict[str, Any]:
    """Train from nothing.

    Parameters
    ----------
    walks_n : int
        So many walks, numbered from 0.
    jobs_n : int
        Processes.
    show : callable
        Called with the share done, 0 to 1.

    Returns
    -------
    dict
        The model as it stands in its file, with what it was trained on.
    """
    import pandas as pd

    parts: list[pd.DataFrame] = []
    for part in _walk_tables(range(walks_n), jobs_n):
        parts.append(part)
        show(len(parts) / walks_n)
    table = pd.concat(parts, ignore_index=True)
    facts = {
        "trained_on": "simulated walks only",
        "walks_n": walks_n,
        "strides_n": len(table),
        "drags_n": int(table["drag"].sum()),
    }
    return fit_drag_model(table).as_dict() | facts


def write_model(model: dict[str, Any], path: Path) -> None:
    """Write a model so that people can read it.

    Parameters
    ----------
    model : dict
        From `train`.
    path : Path
        The file.
    """
    path.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
