# Mutants killed: the stride told with its own evidence in it; straight strides asked; the vertical
# taken for bias; strides with losses asked; a stumble believed; a foot that tilts taken for one
# that turns; the rest at the end left with its bias.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.acc_bias import AccBias, AccBiasParams, without_bias
from gaitsense.gait.closed_stride import StrideSamples

G = 9.80665
BIAS = np.array([0.12, -0.08, 0.0])


def turned(*angles_deg):
    """Rotations about an upright z axis, (4, b)."""
    half = np.radians(angles_deg) / 2.0
    return np.stack([np.cos(half), 0 * half, 0 * half, np.sin(half)])


def rests(n, bias=BIAS):
    """What a case that lies level reads, (3, b)."""
    return np.tile(np.array([0.0, 0.0, G])[:, None] + bias[:, None], n)


def close(belief, *angles_deg, bias=BIAS, whole=True):
    read = rests(len(angles_deg), bias)
    return belief.close(turned(*angles_deg), read, read, np.full(len(angles_deg), whole))


def test_what_a_right_angle_is_worth():
    """It turns the bias by 90°, so each axis is seen with a weight of 2 / 0.3² = 22.2, against
    1 / 0.2² = 25 of knowing nothing; of the next two strides the first is told of one turn."""
    told = close(AccBias(AccBiasParams()), 90.0, -90.0, 90.0)
    assert told[:, 0] == pytest.approx(0.0)
    assert told[:2, 1] == pytest.approx(BIAS[:2] * 22.22 / 47.22, rel=0.02)
    assert told[:2, 2] == pytest.approx(BIAS[:2] * 44.44 / 69.44, rel=0.02)


def test_about_turns_say_twice_as_much():
    """180° shows the bias from both sides: (2 b)² / 0.3²."""
    belief = AccBias(AccBiasParams())
    close(belief, 180.0)
    assert belief.bias_mps2[:2] == pytest.approx(BIAS[:2] * 44.44 / 69.44, rel=0.02)


def test_upright_bias_stays_unknown():
    """0.2 m/s² along the vertical turns with nothing and looks like gain."""
    belief = AccBias(AccBiasParams())
    close(belief, *[90.0] * 50, bias=np.array([0.0, 0.0, 0.2]))
    assert belief.bias_mps2 == pytest.approx(np.zeros(3), abs=1e-9)


def test_a_tilt_of_the_world_is_no_bias():
    """A floor that slopes by 2° reads alike on the foot only until it turns; the gyroscope carries
    gravity along, and nothing is left."""
    slope = np.array([np.sin(np.radians(2.0)), 0.0, np.cos(np.radians(2.0))])[:, None] * G
    angle = np.radians(90.0)
    back = np.array(
        [[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    belief = AccBias(AccBiasParams())
    for _ in range(20):
        belief.close(turned(90.0), slope, back @ slope, np.array([True]))
    assert belief.bias_mps2 == pytest.approx(np.zeros(3), abs=1e-9)


def test_only_turns_are_asked():
    """A stance that leans differently by 0.2 m/s² at the end of each stride."""
    belief = AccBias(AccBiasParams())
    n = 30
    end = rests(n) + np.array([0.2, 0.0, 0.0])[:, None]
    belief.close(turned(*[44.0] * n), rests(n), end, np.full(n, True))
    assert not belief.bias_mps2.any()
    belief.close(turned(46.0), rests(1), rests(1), np.array([True]))
    assert belief.bias_mps2.any()


@pytest.mark.parametrize(("degrees", "axis", "asked"), [(50, "y", False), (50, "z", True)])
def test_a_foot_that_tilts_has_not_turned(degrees, axis, asked):
    """It stands toes up at the end, by more than the 45° of a turn, heading as before."""
    half = np.radians(degrees) / 2.0
    turn = np.zeros((4, 1))
    turn[0], turn["xyz".index(axis) + 1] = np.cos(half), np.sin(half)
    c, s = np.cos(2.0 * half), np.sin(2.0 * half)
    end = {"y": np.array([-s, 0.0, c]), "z": np.array([0.0, 0.0, 1.0])}[axis] * G
    belief = AccBias(AccBiasParams())
    belief.close(turn, rests(1), (end + BIAS)[:, None], np.array([True]))
    assert bool(belief.bias_mps2.any()) is asked


def test_strides_with_missing_samples_are_not_asked():
    belief = AccBias(AccBiasParams())
    close(belief, 90.0, 90.0, whole=False)
    assert not belief.bias_mps2.any()


@pytest.mark.parametrize(("change", "believed"), [(1.4, True), (1.6, False)])
def test_a_stumble_is_not_believed(change, believed):
    """Five times 0.3 m/s² away from what is believed, and further."""
    belief = AccBias(AccBiasParams())
    start = rests(1, np.zeros(3))
    end = start + np.array([0.0, change, 0.0])[:, None]
    belief.close(turned(90.0), start, end, np.array([True]))
    assert bool(belief.bias_mps2.any()) is believed


def test_settings_are_obeyed():
    params = AccBiasParams(unknown_sd_mps2=1.0, stance_sd_mps2=0.1, least_turn_deg=20.0)
    belief = AccBias(params)
    close(belief, 30.0)
    weight = (2.0 - 2.0 * np.cos(np.radians(30.0))) / 0.01
    assert belief.bias_mps2[:2] == pytest.approx(BIAS[:2] * weight / (weight + 1.0), rel=0.02)


def test_the_length_of_gravity_says_nothing():
    """A stance that reads 5 % more after a turn about a leaning axis: gain, or a landing."""
    half = np.radians(60.0) / 2.0
    turn = np.array([np.cos(half), np.sin(half) * 0.6, 0.0, np.sin(half) * 0.8])[:, None]
    start = np.array([0.0, 0.0, G])[:, None]
    w, x, y, z = turn[:, 0]
    back = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)],
            [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)],
            [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    belief = AccBias(AccBiasParams(least_turn_deg=20.0))
    belief.close(turn, start, 1.05 * (back @ start), np.array([True]))
    assert belief.bias_mps2 == pytest.approx(np.zeros(3), abs=1e-9)


def test_the_bias_is_taken_off_samples_and_both_rests():
    """Two strides, each with a belief of its own."""
    bias = np.array([[0.1, 0.0], [0.0, -0.2], [0.0, 0.3]])
    force, gyr = np.full((3, 2, 4), 2.0), np.full((3, 2, 4), 0.5)
    start, end, rate = np.full((3, 2), 3.0), np.full((3, 2), 5.0), np.full((3, 2), 0.7)
    flag, count = np.zeros((2, 4), np.uint8), np.array([4, 3])
    samples = StrideSamples(force, gyr, flag, start, end, rate, rate, count, 0.01)
    found = without_bias(samples, bias)
    assert found.acc_mps2[0, 0] == pytest.approx([1.9] * 4)
    assert found.acc_mps2[2, 1] == pytest.approx([1.7] * 4)
    assert found.force_start == pytest.approx(np.array([[2.9, 3.0], [3.0, 3.2], [3.0, 2.7]]))
    assert found.force_end == pytest.approx(np.array([[4.9, 5.0], [5.0, 5.2], [5.0, 4.7]]))
    assert (found.gyr_radps == gyr).all()
    assert (found.rate_start == rate).all()
    assert without_bias(samples, 0.0 * bias) is samples
