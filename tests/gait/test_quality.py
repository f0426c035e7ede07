# Mutants killed: a stride without a known length called implausible; rest judged at the start
# only; a clipped stride called good.
from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.gait.calibration import Gain
from gaitsense.gait.mounting import Mounting
from gaitsense.gait.quality import (
    INTEGRATED_COLUMNS,
    QualityParams,
    flagged_n,
    mounting_is_sure,
    qualities,
    reasons,
    restless,
    sensors_contradict,
    stride_flags,
    void_implausible,
)
from gaitsense.gait.zero import PitchZero
from gaitsense.model.strides import REASONS
from gaitsense.signal.grid import BRIDGED, CLIPPED_ACC, CLIPPED_GYR, LOST

NAN = np.nan
PARAMS = QualityParams()
SURE = Mounting(*np.eye(3), 3.0, 1.0, 20)
FLAT = PitchZero(0.0, 1.0, "walk", agrees=True)
TRUE_GAIN = Gain(1.0, 9.8)


def column(*values):
    return np.array(values, float)


def table(n=1, **given):
    usual = {name: np.full(n, 0.5) for name in INTEGRATED_COLUMNS}
    usual["foot_pitch_contact_deg"] = np.full(n, 20.0)
    usual["_contact"] = np.full(n, 20.0)
    usual["foot_pitch_late_swing_max_deg"] = np.full(n, 20.0)
    return {**usual, **{name: column(*values) for name, values in given.items()}}


@pytest.mark.parametrize(
    ("given", "error_mps", "bad"),
    [
        ({}, 0.0, False),
        ({"stride_length_m": [4.49], "sensor_lift_max_m": [0.99]}, 1.99, False),
        ({"stride_length_m": [4.51]}, 0.0, True),
        ({"sensor_lift_max_m": [1.01]}, 0.0, True),
        ({}, 2.01, True),
        # Not measured for a gap: its left-over velocity says nothing new.
        ({"stride_length_m": [NAN], "sensor_lift_max_m": [NAN]}, 9.0, False),
    ],
)
def test_paths_that_no_foot_can_take(make_trace, given, error_mps, bad):
    measures = table(**given)
    measures["stride_time_s"] = column(1.1)
    before = {name: values.copy() for name, values in measures.items()}
    trace = make_trace(3, velocity_error_mps=error_mps, move=0, still=2)
    assert void_implausible(measures, [trace], PARAMS).tolist() == [bad]
    for name in INTEGRATED_COLUMNS:
        assert np.array_equal(measures[name], [NAN] if bad else before[name], equal_nan=True)
    assert measures["stride_time_s"][0] == 1.1


def test_only_the_implausible_stride_is_voided(make_trace):
    measures = table(3, stride_length_m=[1.2, 9.0, 1.3])
    traces = [make_trace(3, move=0, still=2)] * 3
    assert void_implausible(measures, traces, PARAMS).tolist() == [False, True, False]
    assert measures["toe_clearance_min_m"].tolist()[::2] == [0.5, 0.5]
    assert np.isnan(measures["toe_clearance_min_m"][1])


@pytest.mark.parametrize(
    ("axis_sd_deg", "share", "sure"),
    [(10.0, 0.7, True), (10.1, 0.7, False), (10.0, 0.69, False), (0.0, 1.0, True)],
)
def test_a_sure_mounting(axis_sd_deg, share, sure):
    assert mounting_is_sure(Mounting(*np.eye(3), axis_sd_deg, share, 5), PARAMS) is sure


@pytest.mark.parametrize(
    ("apart_deg", "contradict"),
    [([7.4], False), ([7.6], True), ([2.0, 3.0, 90.0], False), ([2.0, 30.0, 20.0], True)],
)
def test_sensors_contradict_in_most_strides_or_not_at_all(make_trace, apart_deg, contradict):
    traces = [
        make_trace(3, disagreement_rad=np.radians(angle), move=0, still=2) for angle in apart_deg
    ]
    assert sensors_contradict(traces, PARAMS) is contradict


@pytest.mark.parametrize(
    ("ratios", "contradict"),
    [
        ([1.05] * 3, False),
        ([0.95] * 3, False),
        ([1.07] * 3, True),
        ([0.93] * 3, True),
        ([1.0, 1.0, 2.0], False),
        # Too few to compare.
        ([1.5, 1.5], False),
    ],
)
def test_gravity_in_motion_and_at_rest_is_one(make_trace, ratios, contradict):
    traces = [
        make_trace(3, rest_force_mps2=9.9, mean_force_mps2=9.9 * ratio, move=0, still=2)
        for ratio in ratios
    ]
    assert sensors_contradict(traces, PARAMS) is contradict


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ([0, 0, 0], (False, False, False)),
        ([0, BRIDGED, 0], (False, True, False)),
        ([0, LOST, BRIDGED], (True, True, False)),
        ([CLIPPED_ACC, 0, 0], (False, False, True)),
        ([0, 0, CLIPPED_GYR], (False, False, True)),
        ([LOST | CLIPPED_GYR, 0, 0], (True, False, True)),
    ],
)
def test_flags_of_a_stride(make_trace, flag, told):
    clean = make_trace(3, move=0, still=2)
    marked = make_trace(3, flag=np.array(flag, np.uint8), move=0, still=2)
    found = stride_flags([clean, marked])
    assert [tuple(bool(found[w][k]) for w in ("gap", "bridged", "clipped")) for k in (0, 1)] == [
        (False, False, False),
        told,
    ]


def test_flagged_samples_are_counted_by_kind(make_trace):
    """Of the second stride's four samples two clip, one of them in both sensors; the third
    stride is not asked about."""
    flags = ([0, 0, 0, 0], [CLIPPED_ACC, CLIPPED_ACC | CLIPPED_GYR, BRIDGED, 0], [BRIDGED] * 4)
    traces = [make_trace(4, flag=np.array(f, np.uint8), move=0, still=3) for f in flags]
    some = np.array([True, True, False])
    assert list(flagged_n(traces, some, CLIPPED_ACC | CLIPPED_GYR)) == [0.0, 2.0, 0.0]
    assert list(flagged_n(traces, some, CLIPPED_GYR)) == [0.0, 1.0, 0.0]
    assert list(flagged_n(traces, some, BRIDGED)) == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("start", "end", "restless_foot"),
    [
        ((0.4, 0.4, 0.4), (0.0, 0.0, 0.0), False),  # √0.48 = 0.69 rad/s
        ((0.41, 0.41, 0.41), (0.0, 0.0, 0.0), True),  # √0.504 = 0.71 rad/s
        ((0.0, 0.0, 0.0), (0.0, -0.71, 0.0), True),
        ((0.0, 0.0, 0.0), (0.0, -0.69, 0.0), False),
    ],
)
def test_a_foot_that_was_never_still(make_trace, start, end, restless_foot):
    gyr = np.zeros((3, 3))
    gyr[:, 0], gyr[:, 1], gyr[:, 2] = start, 9.0, end
    trace = make_trace(3, gyr_radps=gyr, move=0, still=2)
    assert restless([trace], PARAMS).tolist() == [restless_foot]


def why(measures, flags=(False, False, False), no_rest=False, implausible=False, **calibration):
    """Reasons of one stride."""
    words = ("gap", "bridged", "clipped")
    (found,) = reasons(
        measures,
        {word: np.array([flag]) for word, flag in zip(words, flags, strict=True)},
        np.array([no_rest]),
        np.array([implausible]),
        calibration.get("mounting", SURE),
        calibration.get("zero", FLAT),
        calibration.get("gain", TRUE_GAIN),
        PARAMS,
        contradicted=calibration.get("contradicted", False),
        moved=calibration.get("moved", ""),
    )
    return found


def test_a_good_stride_needs_no_reason():
    assert why(table()) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"flags": (True, False, False)}, ["gap"]),
        ({"flags": (False, True, False)}, ["bridged"]),
        # A long loss says more than a short one.
        ({"flags": (True, True, False)}, ["gap"]),
        ({"flags": (False, False, True)}, ["clipped"]),
        ({"no_rest": True}, ["no_rest"]),
        ({"implausible": True}, ["implausible"]),
        ({"zero": dataclasses.replace(FLAT, agrees=False)}, ["no_flat_reference"]),
        ({"mounting": dataclasses.replace(SURE, axis_sd_deg=12.0)}, ["mounting_unsure"]),
        ({"mounting": dataclasses.replace(SURE, strides_n=2)}, ["mounting_unknown"]),
        # Unknown says more than unsure.
        ({"mounting": Mounting(*np.eye(3), 12.0, 0.6, 1)}, ["mounting_unknown"]),
        ({"mounting": dataclasses.replace(SURE, strides_n=3)}, []),
        ({"contradicted": True}, ["sensors_disagree"]),
        ({"moved": "mounting_changed"}, ["mounting_changed"]),
        ({"moved": "mounting_loose"}, ["mounting_loose"]),
        ({"gain": Gain(0.9, 10.9)}, ["gain"]),
        (
            {
                "flags": (True, True, True),
                "no_rest": True,
                "implausible": True,
                "gain": Gain(0.9, 10.9),
            },
            ["gap", "clipped", "no_rest", "gain", "implausible"],
        ),
    ],
)
def test_each_doubt_has_its_word(given, words):
    found = why(table(), **given)
    assert found == words
    assert [word for word in REASONS if word in found] == found


def test_a_missing_contact_is_a_reason_unless_a_gap_hid_it():
    assert why(table(_contact=[NAN])) == ["no_contact"]
    assert why(table(_contact=[NAN]), flags=(True, False, False)) == ["gap"]


def test_each_stride_has_its_own_reasons():
    three = table(3, _contact=[50.0, NAN, 50.0])
    no = np.zeros(3, bool)
    flags = {"gap": no, "bridged": np.array([False, False, True]), "clipped": no}
    found = reasons(
        three, flags, no, no, SURE, FLAT, TRUE_GAIN, PARAMS, contradicted=False, moved=""
    )
    assert found == [[], ["no_contact"], ["bridged"]]


@pytest.mark.parametrize(
    ("given", "flags", "doubtful", "word"),
    [
        ({}, (), False, "good"),
        ({}, (), True, "reduced"),
        ({}, ("clipped",), False, "reduced"),
        ({}, ("gap",), False, "reduced"),
        ({}, ("bridged",), False, "good"),
        ({"foot_pitch_contact_deg": [NAN]}, (), False, "reduced"),
        ({"foot_pitch_late_swing_max_deg": [NAN]}, (), False, "reduced"),
        ({"stride_length_m": [NAN]}, (), False, "reduced"),
        ({"stride_length_m": [NAN], "foot_pitch_late_swing_max_deg": [NAN]}, (), False, "poor"),
    ],
)
def test_quality_of_a_stride(given, flags, doubtful, word):
    told = {name: np.array([name in flags]) for name in ("gap", "bridged", "clipped")}
    assert qualities(table(**given), told, np.array([doubtful])).tolist() == [word]
