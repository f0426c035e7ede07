"""The probability of a drag from its signs: a logistic model, kept as readable numbers.

The numbers come from simulated walks alone (`gaitsense train`); no public recording labels real
drags. What the model was trained and tested on stands in ``toe_drag_model.json`` itself and in
analysis/04_toe_drag.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import ConfigError

Column = NDArray[np.float64]

#: What the model sees, in this order, each without a unit; `drag_features` says how it is made.
FEATURES: Final = (
    "louder",
    "louder_early",
    "braking",
    "lower_than_usual",
    "height_while_shaking",
    "lift",
)
_FORMAT: Final = 1
#: Name of the shipped model in this folder.
MODEL_FILE: Final = "toe_drag_model.json"


@dataclass(frozen=True, slots=True)
class DragModel:
    """A logistic model over `FEATURES`.

    Parameters
    ----------
    intercept : float
        Log odds of a drag where every feature is at its mean.
    mean, scale, weight : tuple of float
        Of each feature: mean and standard deviation in training, and what one standard
        deviation more adds to the log odds.
    """

    intercept: float
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]

    def __post_init__(self) -> None:
        for name in ("mean", "scale", "weight"):
            if len(getattr(self, name)) != len(FEATURES):
                raise ConfigError(f"the drag model's {name} must have {len(FEATURES)} numbers")

    def probability(self, features: Mapping[str, Column]) -> Column:
        """Turn features into the probability of a drag.

        Parameters
        ----------
        features : Mapping of (k,) float64
            From `drag_features`.

        Returns
        -------
        (k,) float64
            Probability, 0 to 1; NaN where a feature is.
        """
        odds = np.full(len(features[FEATURES[0]]), self.intercept)
        for name, mean, scale, weight in zip(
            FEATURES, self.mean, self.scale, self.weight, strict=True
        ):
            odds = odds + weight * ((features[name] - mean) / scale)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0))))

    def as_dict(self) -> dict[str, Any]:
        """Return what stands in the file, six digits each."""

        def rounded(values: tuple[float, ...]) -> dict[str, float]:
            return {name: _six(value) for name, value in zip(FEATURES, values, strict=True)}

        return {
            "format": _FORMAT,
            "intercept": _six(self.intercept),
            "mean": rounded(self.mean),
            "scale": rounded(self.scale),
            "weight": rounded(self.weight),
        }


def _six(value: float) -> float:
    return float(f"{value:.6g}")


def model_from(table: Mapping[str, Any]) -> DragModel:
    """Read a model as `DragModel.as_dict` wrote it.

    Parameters
    ----------
    table : Mapping
        The parsed file; further keys are left alone.

    Returns
    -------
    DragModel

    Raises
    ------
    ConfigError
        If it is of another format, or a number is missing.
    """
    if table.get("format") != _FORMAT:
        raise ConfigError(
            f"the drag model is of format {table.get('format')!r}, and {_FORMAT} is understood; "
            "train it again with this version"
        )
    try:
        columns = [
            tuple(float(table[key][name]) for name in FEATURES)
            for key in ("mean", "scale", "weight")
        ]
        return DragModel(float(table["intercept"]), *columns)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"the drag model lacks a number ({error}); train it again") from None


@cache
def shipped_model() -> DragModel:
    """Return the model that comes with the package."""
    text = resources.files("gaitsense.footdrop").joinpath(MODEL_FILE).read_text(encoding="utf-8")
    return model_from(json.loads(text))


def drag_features(
    signs: Mapping[str, Column],
    late_swing_deg: Column,
    level: NDArray[np.bool_],
) -> dict[str, Column]:
    """Bring signs onto scales on which a logistic model adds them up.

    Parameters
    ----------
    signs : Mapping of (k,) float64
        Fields of `DragSigns` by name, of all strides of one foot.
    late_swing_deg : (k,) float64
        Late-swing maximum of foot pitch, °; where it is not known, a usual one is taken.
    level : (k,) bool
        Straight level strides: the foot's own usual toe height is their median. It is believed
        the more, the more there are.

    Returns
    -------
    dict of (k,) float64
        By the names in `FEATURES`; NaN where the signs are.
    """
    late = np.where(np.isfinite(late_swing_deg), late_swing_deg, _USUAL_LATE_DEG)
    features = {name: _louder(signs[sign], level, *_USUAL[sign]) for name, sign in _LOUD.items()}
    features |= {
        # Braking counts at once and then ever less.
        "braking": np.sqrt(np.minimum(np.nan_to_num(signs["brake_share"], nan=0.0), 0.4)),
        "lower_than_usual": _lower(signs["toe_m"], level),
        "height_while_shaking": np.clip(signs["above_m"], 0.0, 0.06) / 0.01,
        "lift": np.clip(late, -15.0, 30.0) / 10.0,
    }
    known = np.isfinite(signs["loudest"])
    return {name: np.where(known, features[name], math.nan) for name in FEATURES}


def _louder(loud: Column, level: NDArray[np.bool_], usual: float, most: float) -> Column:
    """How much louder than this foot swings when it is free.

    The lower quartile of its own straight strides stands for the free foot, the more of them
    the surer, but never more than 49 in 50 healthy feet have: a foot that drags in every step
    is not taken for a free one.
    """
    own = loud[level & np.isfinite(loud)]
    free = usual
    if len(own):
        trust = len(own) / (len(own) + _PRIOR_N)
        free = trust * min(float(np.quantile(own, 0.25)), most) + (1.0 - trust) * usual
    return np.clip(loud - free, -1.5, 3.0)


def _lower(height_m: Column, level: NDArray[np.bool_]) -> Column:
    """How much lower than usual for this foot, cm."""
    own = height_m[level & np.isfinite(height_m)]
    if not len(own):
        return np.zeros(len(height_m))
    trust = len(own) / (len(own) + _PRIOR_N)
    return np.asarray(trust * np.clip(np.median(own) - height_m, -0.015, 0.015) / 0.01)


#: Features that tell how loud a foot is, and the sign behind each.
_LOUD: Final = {
    "louder": "loudest",
    "louder_early": "early",
}
#: Lower quartile of a foot's straight strides in the healthy walks of the open recordings, by
#: sign: middle and upper 98 % over feet (analysis/04_toe_drag).
_USUAL: Final = {
    "loudest": (0.23, 1.28),
    "early": (-0.60, 0.98),
}
#: The late-swing maximum that is taken where none is known, °.
_USUAL_LATE_DEG: Final = 15.0
#: So many strides make a foot's own usual height, or shaking, half believed.
_PRIOR_N: Final = 4.0
