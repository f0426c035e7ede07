"""A standing foot rocks as strongly as asked for, and leaves nothing behind."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.person import MEDIAN_PERSON, draw_person
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.rocking import rocking
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

STEP_S = 0.0005


@pytest.fixture(scope="module")
def motion():
    scenario = load_scenario("healthy")
    return FootMotion("left", plan_walk(scenario, 1).strides["left"], scenario.foot_length_m)


def test_rate_is_as_asked_between_the_flanks(motion):
    rates = []
    for part in rocking(motion, 5.0, np.random.default_rng(0)):
        length_s = part.end_s - part.start_s
        t_s = np.arange(part.start_s + 0.3 * length_s, part.end_s - 0.3 * length_s, STEP_S)
        rates.append(np.degrees(np.sqrt(np.mean(np.sum(part.felt(t_s)[1] ** 2, axis=1)))))
    assert len(rates) >= 20
    assert np.median(rates) == pytest.approx(5.0, rel=0.3)
    # Stances differ by half a logarithm, and short looks at slow tones by some more.
    assert 0.3 < np.std(np.log(rates)) < 0.9


def test_tilt_and_speed_end_where_they_began(motion):
    for part in rocking(motion, 5.0, np.random.default_rng(1))[:8]:
        t_s = np.arange(part.start_s, part.end_s, STEP_S)
        acc, gyr = part.felt(t_s)
        tilt = np.cumsum(gyr, axis=0) * STEP_S
        assert np.abs(tilt).max() > np.radians(0.01)
        assert np.abs(tilt[-1]).max() < 1e-5
        # What a tilted case sees of gravity is no movement.
        moved = acc + 9.80665 * np.stack([tilt[:, 1], -tilt[:, 0], 0.0 * tilt[:, 0]], axis=1)
        speed = np.cumsum(moved, axis=0) * STEP_S
        assert np.abs(speed).max() > 1e-4
        assert np.abs(speed[-1]).max() < 2e-4
        assert np.abs(np.sum(speed, axis=0) * STEP_S).max() < 2e-4


def test_it_keeps_to_stances_between_strides(motion):
    for part in rocking(motion, 5.0, np.random.default_rng(2)):
        begun = np.isclose(motion.foot_flat_s[:-1], part.start_s)
        assert begun.sum() == 1
        assert part.end_s == motion.heel_off_s[1:][begun][0]
        assert part.end_s - part.start_s < 2.5


def test_who_stands_for_long_does_not_rock():
    scenario = dataclasses.replace(
        load_scenario("healthy"), route="stand 2; walk 8; stand 4; walk 8; stand 2"
    )
    motion = FootMotion("left", plan_walk(scenario, 1).strides["left"], scenario.foot_length_m)
    stands_s = motion.heel_off_s[1:] - motion.foot_flat_s[:-1]
    (longest,) = np.flatnonzero(stands_s > 2.5)
    parts = rocking(motion, 5.0, np.random.default_rng(2))
    assert len(parts) == len(stands_s) - 1
    assert motion.foot_flat_s[longest] not in [part.start_s for part in parts]


def test_without_a_rate_the_foot_stands_still():
    still = dataclasses.replace(load_scenario("healthy"), stance_rocking_dps=0.0, impact_g=0.0)
    rocks = dataclasses.replace(still, stance_rocking_dps=6.0)
    spread = []
    for scenario in (still, rocks):
        walk = simulate_walk(scenario, 1, sensor="ideal", rate_hz=200.0, duration_s=15.0)
        foot, strides = walk.recording["left"], walk.truth.strides
        begin_s = strides[strides["side"] == "left"]["start_s"].to_numpy()[2:]
        near = np.abs(foot.t_s[:, None] - begin_s).min(axis=1) < 0.02
        spread.append(np.degrees(np.sqrt(np.mean(foot.gyr_radps[near] ** 2))))
    assert spread[0] < 0.2
    assert spread[1] > 1.0


def test_people_differ_and_the_median_one_is_the_scenario():
    drawn = np.log([draw_person(np.random.default_rng(seed)) for seed in range(400)])
    assert drawn.std(axis=0) == pytest.approx([0.6, 0.5, 0.6, 0.4, 0.6], rel=0.12)
    assert np.abs(drawn.mean(axis=0)).max() < 0.1
    assert set(MEDIAN_PERSON) == {1.0}
