from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.person import MEDIAN_PERSON, Person
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import Scenario, load_scenario
from gaitsense.simulate.shaking import Ring, Vibration
from gaitsense.simulate.shocks import Shocks

T = np.arange(0.0, 0.4, 0.0002)


def integrated(values):
    return np.cumsum(values, axis=0) * 0.0002


@pytest.mark.parametrize(("frequency_hz", "decay_s"), [(25.0, 0.02), (40.0, 0.015), (60.0, 0.01)])
def test_a_ring_peaks_as_asked_and_leaves_nothing_behind(frequency_hz, decay_s):
    ring = Ring(0.05, frequency_hz, decay_s, np.array([-30.0, 0, 100.0]), np.array([0, 2.0, 0]))
    inside = (ring.start_s <= T) & (ring.end_s > T)
    acc, gyr = np.zeros((len(T), 3)), np.zeros((len(T), 3))
    acc[inside], gyr[inside] = ring.felt(T[inside])
    biggest = np.argmax(np.abs(acc[:, 2]))
    assert acc[biggest] == pytest.approx([-30.0, 0.0, 100.0], rel=0.02)
    assert gyr[np.argmax(np.abs(gyr[:, 1])), 1] == pytest.approx(2.0, rel=0.02)
    velocity = integrated(acc)
    # Peak speed is above 0.1 m/s; what remains is a thousandth of it.
    assert np.abs(velocity).max() > 0.1
    assert np.abs(velocity[-1]).max() < 1e-3
    assert np.abs(integrated(velocity)[-1]).max() < 2e-4
    assert np.abs(integrated(gyr)[-1]).max() < 1e-5


def test_a_ring_moves_the_case_by_a_millimetre_or_two_at_most():
    ring = Ring(0.0, 40.0, 0.015, np.array([0, 0, 120.0]), np.zeros(3))
    inside = ring.end_s > T
    path = integrated(integrated(ring.felt(T[inside])[0]))
    assert 0.0002 < np.abs(path).max() < 0.003


def test_vibration_has_its_strength_its_band_and_no_rest():
    rng = np.random.default_rng(0)
    shake = Vibration(
        0.0, 2.0, (10.0, 10.0), rng.uniform(20.0, 100.0, 16), rng.uniform(0, 2 * np.pi, (16, 6))
    )
    t_s = np.arange(0.0, 2.0, 0.0005)
    acc, gyr = shake.felt(t_s)
    plateau = (t_s > 0.5) & (t_s < 1.5)
    assert np.sqrt(np.mean(acc[plateau] ** 2, axis=0)) == pytest.approx([10.0] * 3, rel=0.25)
    spectrum = np.abs(np.fft.rfft(acc, axis=0)) ** 2
    band = (np.fft.rfftfreq(len(t_s), 0.0005) > 17.0) & (np.fft.rfftfreq(len(t_s), 0.0005) < 103.0)
    assert spectrum[band].sum() / spectrum.sum() > 0.999
    velocity = np.cumsum(acc, axis=0) * 0.0005
    assert np.abs(velocity[-1]).max() < 1e-3
    assert np.abs(np.cumsum(velocity, axis=0)[-1] * 0.0005).max() < 1e-3
    assert np.abs(np.cumsum(gyr, axis=0)[-1] * 0.0005).max() < 1e-3


def test_vibration_follows_the_sliding_speed():
    rng = np.random.default_rng(1)
    tones, phases = rng.uniform(20.0, 100.0, 16), rng.uniform(0, 2 * np.pi, (16, 6))
    t_s = np.arange(0.0, 2.0, 0.001)
    acc, _ = Vibration(0.0, 2.0, (15.0, 5.0), tones, phases).felt(t_s)
    early, late = (t_s > 0.4) & (t_s < 0.6), (t_s > 1.4) & (t_s < 1.6)
    ratio = np.sqrt(np.mean(acc[early] ** 2) / np.mean(acc[late] ** 2))
    assert ratio == pytest.approx(3.0, rel=0.4)


def _shocks(scenario: Scenario, side="left", seed=3, person=MEDIAN_PERSON):
    motion = FootMotion(side, plan_walk(scenario, seed).strides[side], scenario.foot_length_m)
    return motion, Shocks(motion, scenario, np.random.default_rng(0), person=person)


def _felt(shocks, t_s):
    acc, gyr = np.zeros((len(t_s), 3)), np.zeros((len(t_s), 3))
    shocks.add_to(t_s, acc, gyr)
    return acc, gyr


def _peaks(motion, acc, t_s, events):
    return [
        np.linalg.norm(acc[(t_s >= when) & (t_s < when + 0.05)], axis=1).max() for when in events
    ]


def test_landing_shocks_have_the_strength_of_the_scenario():
    scenario = dataclasses.replace(Scenario(), swing_vibration_mps2=0.0, impact_g=10.0)
    motion, shocks = _shocks(scenario)
    t_s = np.arange(0.0, 43.0, 0.0005)
    acc, gyr = _felt(shocks, t_s)
    level = motion.initial_contact_s[3:14]
    peaks = np.array(_peaks(motion, acc, t_s, level)) / 9.80665
    assert np.median(peaks) == pytest.approx(10.0, rel=0.3)
    assert peaks.min() > 4.0
    quiet = (t_s > motion.toe_off_s[5]) & (t_s < motion.initial_contact_s[5])
    assert (acc[quiet] == 0.0).all()
    assert (gyr[quiet] == 0.0).all()


def _strength(scenario, person, shares):
    """Root mean square of the force, and of the rate, within those shares of swing."""
    motion, shocks = _shocks(scenario, person=person)
    t_s = np.arange(0.0, 43.0, 0.0005)
    acc, gyr = _felt(shocks, t_s)
    row = motion.row_at(t_s)
    swing_s = motion.initial_contact_s - motion.toe_off_s
    share = (t_s - motion.toe_off_s[row]) / swing_s[row]
    there = (share > shares[0]) & (share < shares[1])
    return np.sqrt(np.mean(acc[there] ** 2)), np.sqrt(np.mean(gyr[there] ** 2))


@pytest.mark.parametrize(
    ("shares", "swing_mps2", "impact_g", "tell", "turn"),
    [
        ((0.4, 0.5), 0.12, 0.0, "vibration", "vibration_turn"),
        ((1.05, 1.2), 0.0, 4.5, "impact", "impact_turn"),
    ],
)
def test_who_walks_multiplies_what_the_scenario_says(shares, swing_mps2, impact_g, tell, turn):
    scenario = dataclasses.replace(Scenario(), swing_vibration_mps2=swing_mps2, impact_g=impact_g)
    acc, gyr = _strength(scenario, MEDIAN_PERSON, shares)
    strong = _strength(scenario, Person(**{tell: 2.0}), shares)
    assert strong == pytest.approx((2.0 * acc, 2.0 * gyr))
    assert _strength(scenario, Person(**{turn: 3.0}), shares) == pytest.approx((acc, 3.0 * gyr))


def test_a_case_on_the_side_feels_more_than_twice_the_landing():
    scenario = dataclasses.replace(Scenario(), swing_vibration_mps2=0.0)
    aside = dataclasses.replace(scenario, sensor_place="lateral")
    on_top, _ = _strength(scenario, MEDIAN_PERSON, (1.05, 1.2))
    assert _strength(aside, MEDIAN_PERSON, (1.05, 1.2))[0] == pytest.approx(2.2 * on_top)


def test_swing_vibration_is_a_tub():
    """As asked for in mid-swing; 31 times as strong at lift-off and 19 times at the landing."""
    scenario = dataclasses.replace(Scenario(), impact_g=0.0)
    middle, _ = _strength(scenario, MEDIAN_PERSON, (0.4, 0.5))
    # Over 90 strides that differ by 30 %, with 16 tones each.
    assert middle == pytest.approx(0.12, rel=0.35)
    assert 15.0 < _strength(scenario, MEDIAN_PERSON, (0.0, 0.04))[0] / middle < 35.0
    assert 9.0 < _strength(scenario, MEDIAN_PERSON, (0.96, 1.0))[0] / middle < 21.0


def test_a_toe_lands_softer_than_a_heel_and_tips_the_foot_the_other_way():
    heel, toe = load_scenario("healthy"), load_scenario("toe_first")
    toe = dataclasses.replace(toe, swing_vibration_mps2=0.0, impact_g=heel.impact_g)
    heel = dataclasses.replace(heel, swing_vibration_mps2=0.0)
    t_s = np.arange(0.0, 40.0, 0.0005)
    strength, tip = [], []
    for scenario in (heel, toe):
        motion, shocks = _shocks(scenario)
        acc, gyr = _felt(shocks, t_s)
        events = motion.initial_contact_s[3:14]
        strength.append(np.median(_peaks(motion, acc, t_s, events)))
        first = [
            gyr[k : k + 140, 1][np.argmax(np.abs(gyr[k : k + 140, 1]))]
            for k in np.searchsorted(t_s, events)
        ]
        tip.append(np.sign(first))
    assert strength[1] < 0.7 * strength[0]
    assert (tip[0] == 1.0).all()  # toes down
    assert (tip[1] == -1.0).all()  # toes up


def test_only_a_drag_makes_the_band_of_a_drag_and_the_floor_decides_how_much():
    scenario = dataclasses.replace(load_scenario("toe_drag"), swing_vibration_mps2=0.0)
    motion, shocks = _shocks(scenario)
    carpet = dataclasses.replace(scenario, surface_gain=0.5)
    _, soft = _shocks(carpet)
    t_s = np.arange(0.0, 60.0, 0.001)
    acc, _ = _felt(shocks, t_s)
    dragging = [row for row, shape in enumerate(motion.shapes) if shape.drag is not None]
    assert len(dragging) >= 5
    for row, shape in enumerate(motion.shapes):
        if shape.drag is None:
            swing = (t_s > motion.toe_off_s[row]) & (t_s < motion.initial_contact_s[row])
            assert (acc[swing] == 0.0).all()
            assert shocks.drag_peak_mps2(row) == 0.0
        else:
            inside = (t_s >= shape.drag.start_s) & (t_s < shape.drag.end_s)
            assert 3.0 < shocks.drag_peak_mps2(row) < 80.0
            loudest = np.linalg.norm(acc[inside], axis=1).max()
            assert shocks.drag_peak_mps2(row) == pytest.approx(loudest, rel=0.1)
            assert soft.drag_peak_mps2(row) == pytest.approx(0.5 * shocks.drag_peak_mps2(row))


def test_blocks_of_time_feel_the_same_as_the_whole():
    scenario = load_scenario("toe_drag")
    _, shocks = _shocks(scenario)
    t_s = np.arange(0.0, 20.0, 0.005)
    whole, _ = _felt(shocks, t_s)
    parts = np.concatenate([_felt(shocks, part)[0] for part in np.array_split(t_s, 7)])
    assert parts == pytest.approx(whole, abs=1e-12)
