from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.mount import Mount, on_strap, rattling
from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import Scenario, load_scenario, scenario_from_table
from gaitsense.simulate.sensor import SensorModel
from gaitsense.simulate.walk import simulate_walk

RATE_HZ = 2000.0


def response(mount, tone_hz):
    """Complex gain for one tone, once the beginning is forgotten."""
    t_s = np.arange(0.0, 8.0, 1.0 / RATE_HZ)
    shoe = np.cos(2.0 * np.pi * tone_hz * t_s)
    case = on_strap(mount, np.repeat(shoe[:, None], 3, axis=1), RATE_HZ)
    assert (case[:, 0] == case[:, 2]).all()
    late = t_s >= 4.0
    turn = np.exp(-2j * np.pi * tone_hz * t_s[late])
    return 2.0 * np.mean(case[late, 1] * turn)


@pytest.mark.parametrize("soft_hz", [10.0, 25.0, 60.0])
@pytest.mark.parametrize("damping", [0.05, 0.3, 1.0])
def test_at_its_own_frequency_a_strap_swings_by_the_formula(soft_hz, damping):
    """(1 + 2di) / 2di: of size sqrt(1 + 4d²) / 2d."""
    gain = response(Mount(soft_hz, damping), soft_hz)
    assert abs(gain) == pytest.approx(np.sqrt(1.0 + 4.0 * damping**2) / (2.0 * damping), rel=1e-3)
    assert np.angle(gain) == pytest.approx(np.angle(1.0 + 1.0 / (2j * damping)), abs=1e-3)


@pytest.mark.parametrize("share", [0.1, 0.5, 2.0, 6.0])
def test_below_and_above_it_too(share):
    r, d = 1j * share, 0.3
    expected = (1.0 + 2.0 * d * r) / (1.0 + 2.0 * d * r + r**2)
    assert response(Mount(20.0, d), 20.0 * share) == pytest.approx(expected, rel=0.02)


def test_a_resting_case_feels_what_its_shoe_feels_from_the_first_sample():
    rest = np.tile([0.3, -0.2, 9.8], (500, 1))
    assert on_strap(Mount(15.0, 0.1), rest, RATE_HZ) == pytest.approx(rest, abs=1e-9)


def test_a_rigid_mount_changes_nothing():
    values = np.random.default_rng(0).standard_normal((100, 3))
    assert on_strap(Mount(), values, RATE_HZ) is values
    assert Scenario().mount == Mount()
    assert scenario_from_table({"mount": {"soft_hz": 20}}).mount == Mount(20.0)


def left_foot(probability):
    base = load_scenario("toe_drag")
    left = dataclasses.replace(base.left, drag=DragPattern(probability))
    strides = plan_walk(dataclasses.replace(base, left=left), 1, 60.0).strides["left"]
    return FootMotion("left", strides, base.foot_length_m)


def test_a_loose_case_rattles_at_every_jolt_and_now_and_then_in_swing():
    motion = left_foot(0.0)
    bursts = rattling(motion, Mount(rattle_mps2=8.0), np.random.default_rng(0))
    begins = np.array([burst.start_s for burst in bursts])
    for events in (motion.initial_contact_s, motion.foot_flat_s, motion.toe_off_s):
        assert np.isin(events, begins).all()
    free = len(bursts) - 3 * len(motion.strides)
    # Four chances of 0.4 in each swing; three standard deviations.
    n = 4 * len(motion.strides)
    assert free == pytest.approx(0.4 * n, abs=3.0 * np.sqrt(0.24 * n))
    other = begins[~np.isin(begins, [*motion.initial_contact_s, *motion.foot_flat_s])]
    row = np.searchsorted(motion.initial_contact_s, other)
    assert (other >= motion.toe_off_s[row]).all()
    assert rattling(motion, Mount(), np.random.default_rng(0)) == ()


def test_rattles_are_as_strong_and_as_high_as_asked():
    motion = left_foot(0.0)
    bursts = rattling(motion, Mount(rattle_mps2=8.0), np.random.default_rng(0))
    strength, shares = {True: [], False: []}, []
    for burst in bursts:
        t_s = np.arange(burst.start_s, burst.end_s, 0.0005)
        acc, gyr = burst.felt(t_s)
        half = np.abs(t_s - 0.5 * (burst.start_s + burst.end_s)) < 0.25 * (t_s[-1] - t_s[0])
        landing = burst.start_s in motion.initial_contact_s
        strength[landing].append(np.sqrt(np.mean(acc[half] ** 2)))
        power = np.abs(np.fft.rfft(acc, axis=0)) ** 2
        tone_hz = np.fft.rfftfreq(len(t_s), 0.0005)
        shares.append(power[(tone_hz > 30.0) & (tone_hz < 215.0)].sum() / power.sum())
        assert np.abs(gyr).max() > 0.0
    assert np.median(strength[False]) == pytest.approx(8.0, rel=0.2)
    assert np.median(strength[True]) == pytest.approx(16.0, rel=0.3)
    assert np.mean(shares) > 0.95


def test_a_drag_adds_a_rattle_and_moves_no_other():
    mount = Mount(rattle_mps2=5.0)
    free, dragging = left_foot(0.0), left_foot(1.0)
    without = rattling(free, mount, np.random.default_rng(2))
    within = rattling(dragging, mount, np.random.default_rng(2))
    starts = {shape.drag.start_s for shape in dragging.shapes if shape.drag is not None}
    known = {burst.start_s for burst in without}
    added = [burst for burst in within if burst.start_s not in known]
    assert {burst.start_s for burst in added} == starts - known
    assert starts - known
    assert known <= {burst.start_s for burst in within}


def test_the_truth_stays_that_of_the_foot():
    options = {"rate_hz": 100.0, "sensor": "ideal", "duration_s": 12.0}
    base = load_scenario("healthy")
    rigid = simulate_walk(base, 1, **options)
    for mount in (Mount(12.0, 0.2), Mount(rattle_mps2=6.0)):
        loose = simulate_walk(dataclasses.replace(base, mount=mount), 1, **options)
        assert loose.truth.strides.equals(rigid.truth.strides)
        assert loose.truth.samples["left"].equals(rigid.truth.samples["left"])
        assert (loose.recording["left"].acc_mps2 != rigid.recording["left"].acc_mps2).any()


def test_a_loose_case_vibrates_in_swing_without_a_drag():
    options = {"rate_hz": 400.0, "sensor": "ideal", "duration_s": 15.0}
    base = load_scenario("healthy")
    rigid = simulate_walk(base, 1, **options)
    rattly = simulate_walk(dataclasses.replace(base, mount=Mount(rattle_mps2=6.0)), 1, **options)
    assert len(rattly.truth.drags) == 0
    added = rattly.recording["left"].acc_mps2 - rigid.recording["left"].acc_mps2
    phase = rigid.truth.samples["left"]["phase"].to_numpy()
    assert 2.0 < np.sqrt(np.mean(added[phase == "swing"] ** 2)) < 6.0
    assert (added[phase == "flat"] == 0.0).mean() > 0.4
    without = simulate_walk(
        dataclasses.replace(base, mount=Mount(rattle_mps2=6.0)), 1, shocks=False, **options
    )
    silent = simulate_walk(base, 1, shocks=False, **options)
    assert (without.recording["left"].acc_mps2 == silent.recording["left"].acc_mps2).all()


@pytest.mark.parametrize("anti_alias", [False, True])
@pytest.mark.parametrize("rate_hz", [60.0, 200.0])
def test_a_firm_strap_is_nearly_rigid_and_delays_nothing(anti_alias, rate_hz):
    sensor = SensorModel(anti_alias=anti_alias)
    options = {"rate_hz": rate_hz, "sensor": sensor, "shocks": False, "duration_s": 12.0}
    base = load_scenario("healthy")
    rigid = simulate_walk(base, 1, **options).recording["left"].gyr_radps
    firm = simulate_walk(dataclasses.replace(base, mount=Mount(60.0, 0.5)), 1, **options)
    miss = firm.recording["left"].gyr_radps - rigid
    assert firm.recording["left"].gyr_radps.shape == rigid.shape
    assert 0.0 < np.abs(miss).max() < 0.3
    # A delay d would show as -d times the slope.
    slope = np.gradient(rigid, 1.0 / rate_hz, axis=0)
    assert abs(np.sum(miss * slope) / np.sum(slope**2)) < 0.0003


def test_a_soft_strap_is_the_same_for_any_rate():
    """The strap is reckoned with at a fine rate, whatever the samples are."""
    base = dataclasses.replace(load_scenario("healthy"), mount=Mount(15.0, 0.2))
    options = {"sensor": "ideal", "duration_s": 12.0}
    slow = simulate_walk(base, 1, rate_hz=50.0, **options).recording["left"]
    fast = simulate_walk(base, 1, rate_hz=400.0, **options).recording["left"]
    assert slow.acc_mps2 == pytest.approx(fast.acc_mps2[::8], abs=1e-4)


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"soft_hz": 3.0}, "must be 0 for a rigid mount, or at least 8, not 3.0"),
        ({"soft_hz": 200.0}, "mount.soft_hz must lie"),
        ({"damping": 0.0}, "mount.damping must lie"),
        ({"rattle_mps2": -1.0}, "mount.rattle_mps2 must lie"),
    ],
)
def test_impossible_mounts(knobs, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Mount(**knobs)
