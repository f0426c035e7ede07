from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.simulate.floor_noise import Hum, floor_noise
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.shaking import shake
from gaitsense.simulate.surface import SURFACES, Surface
from gaitsense.simulate.walk import simulate_walk

PERIOD_S = 0.001
GRASS, GRAVEL, TREADMILL = (SURFACES[name] for name in ("grass", "gravel", "treadmill"))


def left_foot(name, drag=None, **knobs):
    base = load_scenario(name)
    left = dataclasses.replace(base.left, **({} if drag is None else {"drag": drag}), **knobs)
    strides = plan_walk(dataclasses.replace(base, left=left), 1, 40.0).strides["left"]
    return FootMotion("left", strides, base.foot_length_m)


def felt(parts):
    t_s = np.arange(0.0, 40.0, PERIOD_S)
    acc, gyr = np.zeros((len(t_s), 3)), np.zeros((len(t_s), 3))
    shake(parts, t_s, acc, gyr)
    return t_s, acc, gyr


def noise(motion, surface, seed=0):
    return felt(floor_noise(motion, surface, np.random.default_rng(seed)))


def rms(values):
    return float(np.sqrt(np.mean(values**2)))


def share_in_band(values, low_hz, high_hz):
    power = np.abs(np.fft.rfft(values, axis=0)) ** 2
    tone_hz = np.fft.rfftfreq(len(values), PERIOD_S)
    return power[(tone_hz > low_hz) & (tone_hz < high_hz)].sum() / power.sum()


def test_a_smooth_hard_floor_makes_no_noise_of_its_own():
    assert floor_noise(left_foot("healthy"), Surface(), np.random.default_rng(0)) == ()


def test_a_hum_is_as_strong_as_asked_on_the_floor_and_weaker_above_it():
    motion = left_foot("healthy")
    t_s, acc, gyr = noise(motion, TREADMILL)
    still = t_s < motion.heel_off_s[0]
    assert rms(acc[still]) == pytest.approx(0.8, rel=0.03)
    assert share_in_band(acc[still], 14.0, 81.0) > 0.99
    assert rms(gyr[still]) > 0.01
    aloft = np.zeros(len(t_s), bool)
    for begin, end in zip(motion.toe_off_s, motion.initial_contact_s, strict=True):
        aloft |= (t_s >= begin) & (t_s < end)
    assert rms(acc[aloft]) == pytest.approx(0.2 * 0.8, rel=0.1)


def test_a_hum_is_the_same_however_its_times_are_cut():
    hum = Hum(left_foot("healthy"), TREADMILL, np.random.default_rng(0))
    t_s = np.arange(0.0, 30.0, PERIOD_S)
    whole, _ = hum.felt(t_s)
    parts = np.concatenate([hum.felt(part)[0] for part in np.array_split(t_s, 7)])
    assert parts == pytest.approx(whole, abs=1e-12)


def test_loose_ground_crunches_under_the_sole_and_not_in_the_air():
    motion = left_foot("healthy")
    t_s, acc, _ = noise(motion, GRAVEL)
    down, off, bands = [], [], []
    for row, stride in enumerate(motion.strides):
        times = stride.times
        landing_s = times.foot_flat_s + 0.06 - times.initial_contact_s
        half = np.abs(t_s - times.initial_contact_s - 0.5 * landing_s) < 0.25 * landing_s
        down.append(rms(acc[half]))
        push = (t_s > times.toe_off_s - 0.1) & (t_s < times.toe_off_s - 0.05)
        off.append(rms(acc[push]))
        after = (t_s >= times.initial_contact_s) & (t_s < times.foot_flat_s + 0.06)
        bands.append(share_in_band(acc[after], 20.0, 190.0))
        aloft = (t_s > motion.toe_off_s[row]) & (t_s < motion.initial_contact_s[row])
        assert (acc[aloft] == 0.0).all()
    assert np.median(down) == pytest.approx(6.0, rel=0.2)
    assert np.median(off) == pytest.approx(6.0, rel=0.2)
    assert np.mean(bands) > 0.95


def test_blades_brush_a_foot_that_passes_low_and_touches_nothing():
    """Formula: 3 m/s², by speed over 3 m/s, by how deep in the grass, at mid-swing."""
    motion = left_foot("toe_drag", DragPattern(), late_swing_max_deg=-3.0)
    ratios = []
    for seed in range(8):
        t_s, acc, _ = noise(motion, GRASS, seed)
        for row, stride in enumerate(motion.strides):
            times = stride.times
            at = (t_s > times.in_swing(0.4)) & (t_s < times.in_swing(0.6))
            rows = np.full(int(at.sum()), row)
            pose = motion.pose(t_s[at], rows)
            toe_m, _ = motion.heights(pose, rows)
            assert 0.0 < toe_m.min() < toe_m.max() < 0.04
            speed = np.hypot(pose.ball[0].rate, pose.ball[1].rate)
            ratios.append(rms(acc[at]) / rms(3.0 * speed / 3.0 * (1.0 - toe_m / 0.04)))
    assert np.median(ratios) == pytest.approx(1.0, rel=0.2)
    # exp(0.3 n), and tones that beat in a tenth of a second.
    assert np.std(np.log(ratios)) == pytest.approx(0.35, abs=0.12)


def test_a_foot_lifted_above_the_grass_is_brushed_only_at_the_ends_of_its_swing():
    motion = left_foot("steppage")
    t_s, acc, _ = noise(motion, GRASS)
    for stride in motion.strides:
        middle = (t_s > stride.times.in_swing(0.3)) & (t_s < stride.times.in_swing(0.7))
        assert (acc[middle] == 0.0).all()
    begin = [
        rms(acc[(t_s > s.times.in_swing(0.03)) & (t_s < s.times.in_swing(0.15))])
        for s in motion.strides
    ]
    assert min(begin) > 0.0


def test_a_toe_on_the_ground_is_not_brushed_as_well():
    drag = DragPattern(1.0, duration_s=0.15, from_push_off=0.0, into_landing=0.0)
    motion = left_foot("toe_drag", drag, late_swing_max_deg=-6.0)
    t_s, acc, _ = noise(motion, GRASS)
    for stride, shape in zip(motion.strides, motion.shapes, strict=True):
        dragging = (t_s >= shape.drag.start_s) & (t_s <= shape.drag.end_s)
        assert (acc[dragging] == 0.0).all()
        aloft = (t_s > stride.times.toe_off_s) & (t_s < stride.times.initial_contact_s)
        assert (acc[aloft] != 0.0).any()


def test_nothing_grows_on_stairs():
    motion = left_foot("stairs_up")
    t_s, acc, _ = noise(motion, GRASS)
    brushed = [
        (acc[(t_s > s.times.toe_off_s) & (t_s < s.times.initial_contact_s)] != 0.0).any()
        for s in motion.strides
    ]
    climbing = [abs(s.target.z_m - s.origin.z_m) > 0.1 for s in motion.strides]
    assert any(climbing)
    assert [not climbs for climbs in climbing] == brushed


@pytest.mark.parametrize("surface", ["grass", "gravel", "treadmill"])
def test_a_floor_changes_what_is_felt_and_not_the_walk(surface):
    """No drag, so no braking: only the samples differ, and not the landing's path."""
    options = {"rate_hz": 100.0, "sensor": "ideal", "duration_s": 12.0}
    base = load_scenario("healthy")
    tile = simulate_walk(base, 1, **options)
    other = simulate_walk(dataclasses.replace(base, surface=surface), 1, **options)
    assert other.truth.strides.equals(tile.truth.strides)
    for side in ("left", "right"):
        assert (other.recording[side].acc_mps2 != tile.recording[side].acc_mps2).any()
    quiet = simulate_walk(
        dataclasses.replace(base, surface=surface), 1, shocks=False, **options
    ).recording["left"]
    silent = simulate_walk(base, 1, shocks=False, **options).recording["left"]
    assert (quiet.acc_mps2 == silent.acc_mps2).all()
