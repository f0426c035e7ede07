# Mutants killed: the gain turned upside down; the mean of the strides for their median; one
# foot bowing inward taken for an exchange.
from __future__ import annotations

import pytest

from gaitsense.gait.calibration import GainParams, accelerometer_gain, feet_look_swapped

G = 9.80665


def gain(make_trace, *read_g, **settings):
    traces = [make_trace(3, mean_force_mps2=x * G, move=0, still=2) for x in read_g]
    return accelerometer_gain(traces, GainParams(**settings))


@pytest.mark.parametrize("read_g", [0.971, 1.0, 1.029])
def test_a_plain_bias_is_left_alone(make_trace, read_g):
    found = gain(make_trace, read_g)
    assert (found.factor, found.corrected) == (1.0, False)
    assert found.read_mps2 == pytest.approx(read_g * G)


@pytest.mark.parametrize("read_g", [0.9, 0.969, 1.031, 1.1])
def test_a_gain_is_turned_round(make_trace, read_g):
    """What reads 1.1 g too much must be multiplied by 1 / 1.1."""
    found = gain(make_trace, read_g)
    assert found.factor == pytest.approx(1.0 / read_g)
    assert found.corrected


def test_one_bad_stride_does_not_count(make_trace):
    assert gain(make_trace, 1.0, 1.01, 1.0, 0.99, 3.0).read_mps2 == pytest.approx(G)


def test_tolerance_is_obeyed(make_trace):
    assert gain(make_trace, 1.02, tolerated_share=0.01).corrected
    assert not gain(make_trace, 1.10, tolerated_share=0.11).corrected


@pytest.mark.parametrize(
    ("bow_m", "swapped"),
    [
        ({"left": -0.02, "right": -0.01}, True),
        ({"left": 0.02, "right": -0.03}, False),
        ({"left": -0.02, "right": 0.01}, False),
        ({"left": 0.02, "right": 0.03}, False),
        ({"left": -0.02, "right": 0.0}, False),
        ({"left": -0.02, "right": float("nan")}, False),
        ({"left": -0.02}, False),
        ({}, False),
    ],
)
def test_feet_are_exchanged_where_both_bow_inward(bow_m, swapped):
    assert feet_look_swapped(bow_m) is swapped
