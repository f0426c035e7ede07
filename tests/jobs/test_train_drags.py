# Mutants killed: a short touch labelled as a drag; strides without a true one near labelled as
# clean; weights divided by the scale twice; a walk's random draws taken from another one's.
from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from gaitsense.footdrop.drag_model import FEATURES, model_from
from gaitsense.jobs import train_drags
from gaitsense.jobs.train_drags import (
    drag_labels,
    fit_drag_model,
    train,
    training_table,
    write_model,
)
from gaitsense.jobs.training_walks import GAITS, HABITS, RATES_HZ, SENSORS, training_walk

NAN = float("nan")


@pytest.mark.parametrize(
    ("found_s", "expected"),
    [
        # True contacts at 1, 2 and 3 s: none, 50 ms and 20 ms of touch.
        ([1.05], [0.0]),
        ([2.29], [1.0]),
        ([2.98], [NAN]),
        ([1.5], [NAN]),
        ([NAN, 2.0], [NAN, 1.0]),
        ([], []),
    ],
)
def test_labels(found_s, expected):
    told = drag_labels(
        np.array(found_s, float), np.array([1.0, 2.0, 3.0]), np.array([NAN, 0.05, 0.02])
    )
    np.testing.assert_array_equal(told, np.array(expected, float))


def test_a_walk_without_true_strides_has_no_labels():
    assert np.isnan(drag_labels(np.array([1.0]), np.array([]), np.array([])))[0]


def test_the_fit_finds_the_odds_that_made_the_labels():
    """Drags drawn with log odds of 1.5 times one feature less 1: the fit must find both."""
    rng = np.random.default_rng(3)
    n = 40_000
    table = pd.DataFrame({name: rng.normal(2.0, 3.0, n) for name in FEATURES})
    odds = 1.5 * (table["braking"] - 2.0) / 3.0 - 1.0
    table["drag"] = rng.uniform(size=n) < 1.0 / (1.0 + np.exp(-odds))
    model = fit_drag_model(table)
    told = dict(zip(FEATURES, model.weight, strict=True))
    assert told.pop("braking") == pytest.approx(1.5, abs=0.06)
    assert max(abs(weight) for weight in told.values()) < 0.05
    assert model.intercept == pytest.approx(-1.0, abs=0.05)
    assert model.mean == pytest.approx((2.0,) * len(FEATURES), abs=0.1)
    assert model.scale == pytest.approx((3.0,) * len(FEATURES), abs=0.1)


def test_walks_are_drawn_from_their_numbers_and_differ():
    assert training_walk(7) == training_walk(7)
    drawn = [training_walk(seed) for seed in range(300)]
    assert {walk.gait for walk in drawn} == set(GAITS)
    assert {walk.habit for walk in drawn} == set(HABITS)
    assert {walk.sensor for walk in drawn} == set(SENSORS)
    assert {walk.rate_hz for walk in drawn} == set(RATES_HZ)
    # Shares as declared, within 4 of their own sd.
    for habit, share in HABITS.items():
        n = sum(walk.habit == habit for walk in drawn)
        assert abs(n - 300 * share) < 4.0 * np.sqrt(300 * share * (1.0 - share))


def test_habits_do_what_they_say():
    for walk in map(training_walk, range(60)):
        feet = walk.scenario.left, walk.scenario.right
        drags = [foot.drag.probability > 0.0 for foot in feet]
        assert drags[0] == (walk.habit not in ("free", "near_miss"))
        if walk.habit == "near_miss":
            assert max(foot.toe_clearance_m for foot in feet) <= 0.004


@pytest.fixture
def short_walks(monkeypatch):
    """Training walks of six steps; every left foot drags in half of its strides."""

    def short(seed):
        walk = training_walk(seed)
        left = dataclasses.replace(
            walk.scenario.left, drag=dataclasses.replace(walk.scenario.left.drag, probability=0.5)
        )
        scenario = dataclasses.replace(walk.scenario, route="stand 3; walk 12; stand 3", left=left)
        return dataclasses.replace(walk, scenario=scenario)

    monkeypatch.setattr(train_drags, "training_walk", short)


@pytest.mark.usefixtures("short_walks")
def test_training_from_nothing_is_repeatable_and_readable(tmp_path):
    shown = []
    model = train(6, 1, shown.append)
    assert model == train(6, 1)
    assert shown == pytest.approx([k / 6 for k in range(1, 7)])
    assert model["walks_n"] == 6
    assert 0 < model["drags_n"] < model["strides_n"]
    write_model(model, tmp_path / "model.json")
    read = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert model_from(read).as_dict() == {key: model[key] for key in model_from(read).as_dict()}


@pytest.mark.usefixtures("short_walks")
def test_the_table_names_where_each_stride_comes_from():
    table = training_table([3, 4])
    assert set(table["seed"]) == {3, 4}
    for seed in (3, 4):
        own = table[table["seed"] == seed].iloc[0]
        walk = training_walk(seed)
        assert (own["gait"], own["surface"], own["sensor"]) == (
            walk.gait,
            walk.surface,
            walk.sensor,
        )
    assert table[list(FEATURES)].notna().all(axis=None)


def test_two_processes_give_the_same_table():
    one, two = training_table([5, 6]), training_table([5, 6], jobs_n=2)
    pd.testing.assert_frame_equal(one, two)
