# Mutants killed: weights given to the wrong features; a foot's own median taken over turns as well;
# unknown braking taken for none of the signs; six digits cut to five.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.footdrop.drag_model import (
    FEATURES,
    DragModel,
    drag_features,
    model_from,
    shipped_model,
)
from gaitsense.model.errors import ConfigError

ONES = (1.0,) * len(FEATURES)
ZEROS = (0.0,) * len(FEATURES)


def signs(n=1, **given):
    values = {
        "loudest": 0.5,
        "early": -0.5,
        "quiet_mps2": 0.5,
        "start": 100.0,
        "stop": 120.0,
        "brake_share": 0.0,
        "toe_m": 0.01,
        "above_m": 0.0,
    } | given
    return {name: np.broadcast_to(np.asarray(v, float), n) for name, v in values.items()}


def features(n=1, late_deg=20.0, level=True, **given):
    return drag_features(
        signs(n, **given),
        np.full(n, late_deg),
        np.broadcast_to(np.asarray(level), n),
    )


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("braking", {"brake_share": 0.09}, 0.3),
        ("braking", {"brake_share": np.nan}, 0.0),
        ("height_while_shaking", {"above_m": 0.03}, 3.0),
        ("lift", {"late_deg": -8.0}, -0.8),
        ("lift", {"late_deg": np.nan}, 1.5),
    ],
)
def test_each_feature(name, given, expected):
    assert features(**given)[name][0] == pytest.approx(expected)


def test_unseen_signs_give_no_features():
    told = features(loudest=np.nan)
    assert all(np.isnan(told[name][0]) for name in FEATURES)


def test_lower_than_usual_is_against_the_foots_own_level_strides():
    toe_m = np.array([0.020, 0.022, 0.024, 0.012, 0.500])
    level = np.array([True, True, True, True, False])
    told = features(5, toe_m=toe_m, level=level)["lower_than_usual"]
    # Median of the four level ones 21 mm; four strides are half believed.
    assert told[3] == pytest.approx(0.5 * 0.9)
    assert told[0] == pytest.approx(0.5 * 0.1)
    assert told[4] == pytest.approx(-0.5 * 1.5)


def test_a_foot_without_level_strides_has_no_usual_height():
    assert features(3, level=False)["lower_than_usual"].tolist() == [0.0, 0.0, 0.0]


#: Feature, sign, its lower quartile in the middle healthy foot and in the 98th of a hundred.
LOUD = [
    ("louder", "loudest", 0.23, 1.28),
    ("louder_early", "early", -0.60, 0.98),
]


@pytest.mark.parametrize(("feature", "sign", "usual", "most"), LOUD)
def test_louder_is_against_the_quiet_quarter_of_the_foots_own_strides(feature, sign, usual, most):
    own = most - 0.1
    told = features(5, **{sign: np.array([own, own, own, own, own + 1.5])})[feature]
    # Five strides are believed by 5/9.
    free = (5 * own + 4 * usual) / 9
    assert told == pytest.approx(np.array([own, own, own, own, own + 1.5]) - free)


@pytest.mark.parametrize(("feature", "sign", "usual", "most"), LOUD)
def test_a_foot_that_always_drags_is_not_taken_for_a_free_one(feature, sign, usual, most):
    """Its own quiet quarter counts for no more than 49 in 50 healthy feet have."""
    told = features(40, **{sign: 2.0})[feature]
    free = (40 * most + 4 * usual) / 44
    assert told == pytest.approx([2.0 - free] * 40)


def test_without_straight_strides_a_usual_foot_is_the_measure():
    told = features(3, loudest=0.23, level=False)
    assert told["louder"] == pytest.approx([0.0] * 3)


def test_loudness_has_limits():
    assert features(loudest=9.0, level=False)["louder"][0] == 3.0
    assert features(loudest=-9.0, level=False)["louder"][0] == -1.5


def test_probability_adds_up_standardised_features():
    k = FEATURES.index("braking")
    weight, mean, scale = list(ZEROS), list(ZEROS), list(ONES)
    weight[k], mean[k], scale[k] = 2.0, 0.1, 0.2
    model = DragModel(-1.0, tuple(mean), tuple(scale), tuple(weight))
    # 2 * (0.3 - 0.1) / 0.2 - 1 = 1.
    assert model.probability(features(brake_share=0.09))[0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_a_model_survives_its_file():
    model = DragModel(0.123456, ZEROS, ONES, tuple(k / 8 for k in range(len(FEATURES))))
    assert model_from(model.as_dict()) == model


def test_six_digits_are_kept():
    model = DragModel(-3.14159265, ZEROS, ONES, ZEROS)
    assert model.as_dict()["intercept"] == -3.14159


def test_the_shipped_model_is_one():
    assert model_from(shipped_model().as_dict()) == shipped_model()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, "of format 2, and 1 is understood"),
        ({"intercept": None}, "lacks a number"),
        ({"weight": {}}, "lacks a number"),
        ({"scale": 3}, "lacks a number"),
    ],
)
def test_a_file_that_is_no_model_is_refused(change, said):
    with pytest.raises(ConfigError, match=said):
        model_from(shipped_model().as_dict() | change)


def test_a_model_needs_a_number_for_each_feature():
    with pytest.raises(ConfigError, match=r"weight must have \d+ numbers"):
        DragModel(0.0, ZEROS, ONES, (1.0,))
