# Mutants killed: the other foot of a moved case taken for comparison; strides of turns counted.
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gaitsense
from gaitsense.footdrop.lift_axes import LIFT_AXES
from gaitsense.pipeline.lift_summary import profile_entries
from gaitsense.pipeline.summary import summarise

KEYS = {"verdict", "value", "unit", "interval", "band", "source", "strides_n", "reason", "limit"}


def test_each_foot_has_every_axis(foot_drop):
    for side in ("left", "right"):
        entries = foot_drop.summary[side]["lift_profile"]
        assert list(entries) == list(LIFT_AXES)
        assert all(set(entry) == KEYS for entry in entries.values())
    left, right = (foot_drop.summary[side]["lift_profile"] for side in ("left", "right"))
    assert left["foot_dominant"]["verdict"] == "yes"
    assert {entry["verdict"] for entry in right.values()} <= {"no", "unsure"}


def test_values_are_those_of_the_straight_strides(foot_drop):
    table = foot_drop.strides
    level = table[table["context"] == "level"]
    lift = level.groupby("side")["sensor_lift_max_m"].median()
    entry = foot_drop.summary["left"]["lift_profile"]["steppage"]
    assert entry["value"] == pytest.approx(lift["left"] / lift["right"])
    assert entry["strides_n"] == int((level["side"] == "left").sum())


def reasons(entries):
    return {(entry["verdict"], entry["reason"]) for entry in entries.values()}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [({"contradicted": True}, "sensors_disagree"), ({"moved": "mounting_loose"}, "mounting_loose")],
)
def test_a_foot_that_cannot_be_trusted_is_neither_described_nor_compared(foot_drop, fault, reason):
    config = gaitsense.GaitConfig()
    left, right = (foot_drop.feet[side] for side in ("left", "right"))
    assert reasons(profile_entries(replace(left, **fault), right, config)) == {("unsure", reason)}
    beside = profile_entries(left, replace(right, **fault), config)
    assert beside == profile_entries(left, None, config)
    assert beside["foot_dominant"]["reason"] == "one_foot"
    assert beside["foot_dominant"]["interval"] == [None, None]


def test_a_foot_without_a_stride_has_axes_too(foot_drop):
    feet = {"left": foot_drop.feet["left"]}
    late_n = dict.fromkeys(foot_drop.streams, 0)
    summary = summarise(feet, foot_drop.traces, foot_drop.streams, late_n, foot_drop.config, "0")
    assert reasons(summary["right"]["lift_profile"]) == {("unsure", "too_few")}
    assert summary["left"]["lift_profile"]["steppage"]["reason"] in ("", "one_foot")


def test_landings_on_the_flat_sole_make_times_less_sure(foot_drop):
    config = gaitsense.GaitConfig()
    right = foot_drop.feet["right"]
    flat = np.full(len(right.table["contact_type"]), "flat", object)
    on_heel = profile_entries(right, right, config)["short_stance"]["interval"]
    on_flat = replace(right, table=right.table | {"contact_type": flat})
    unsure = profile_entries(on_flat, right, config)["short_stance"]["interval"]
    assert unsure[1] - unsure[0] > 1.5 * (on_heel[1] - on_heel[0])


def test_settings_reach_the_profile(foot_drop):
    config = gaitsense.GaitConfig()
    strict = replace(config, lift_profile=replace(config.lift_profile, fewest_strides_n=500))
    left, right = (foot_drop.feet[side] for side in ("left", "right"))
    assert reasons(profile_entries(left, right, strict)) == {("unsure", "too_few")}
