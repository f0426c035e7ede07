# Mutants killed: pitch told with what is believed of the bias; the belief forgotten behind a hole.
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gaitsense
from gaitsense.model.recording import Recording
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

ROUTE = "stand 3; walk 8; turn 180; walk 8; turn 180; walk 8; turn 180; walk 8; stand 2"


@pytest.fixture(scope="module")
def walk():
    scenario = replace(load_scenario("healthy"), route=ROUTE, placement_spread=0.0)
    return simulate_walk(scenario, 4, rate_hz=100.0, mounting="aligned").recording


def biased(walk, bias_mps2, hole=()):
    feet = {}
    for side in walk.sides:
        foot = walk[side]
        acc = (foot.acc_mps2 + np.float32([bias_mps2, 0.0, 0.0])).astype(float)
        gyr = foot.gyr_radps.astype(float)
        lost = np.zeros(len(acc), bool)
        for start_s, end_s in hole:
            lost |= (foot.t_s >= start_s) & (foot.t_s < end_s)
        acc[lost] = gyr[lost] = np.nan
        feet[side] = (foot.t_s, acc, gyr)
    return Recording.from_arrays(feet)


def level(recording):
    strides = gaitsense.analyze(recording).strides
    return strides[strides["context"] == "level"]


@pytest.mark.parametrize("bias_mps2", [0.6, -0.6])
def test_a_bias_that_is_learned_on_the_way_moves_no_pitch(walk, bias_mps2):
    """0.6 m/s² along the foot are 3.5° of tilt, the same in all strides: the zero takes it out."""
    true, told = level(walk), level(biased(walk, bias_mps2))
    for side in ("left", "right"):
        both = true[true["side"] == side].merge(
            told[told["side"] == side], on="stride_id", suffixes=("_true", "")
        )
        off = both["foot_pitch_late_swing_max_deg"] - both["foot_pitch_late_swing_max_deg_true"]
        assert len(off) >= 10
        assert off.abs().max() < 0.2


def test_what_is_believed_of_the_bias_outlasts_a_hole(walk):
    """A hole of 3 s between the last two turns: the strides behind it know what the first turns
    said."""
    recording = biased(walk, 0.6)
    at_s = float(level(recording)["start_s"].quantile(0.8))
    result = gaitsense.analyze(biased(walk, 0.6, hole=[(at_s, at_s + 3.0)]))
    for side in result.feet:
        behind = [trace for trace in result.traces[side] if trace.start_s > at_s + 3.0]
        assert behind
        assert behind[0].acc_bias_mps2[0] > 0.3
