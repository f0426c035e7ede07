from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.scenario import Scenario, load_scenario, scenario_from_table
from gaitsense.simulate.shocks import Shocks
from gaitsense.simulate.surface import SURFACES, Surface, surface_named
from gaitsense.simulate.walk import simulate_walk

PERIOD_S = 0.0005


def walked(name, surface, drag=None, **knobs):
    """One foot's motion on a floor, and what its sliding and landing add."""
    base = load_scenario(name)
    if drag is not None:
        knobs["left"] = dataclasses.replace(base.left, late_swing_max_deg=-6.0, drag=drag)
    scenario = dataclasses.replace(base, swing_vibration_mps2=0.0, surface=surface, **knobs)
    strides = plan_walk(scenario, 3, 40.0).strides["left"]
    motion = FootMotion("left", strides, scenario.foot_length_m, scenario.floor.brake)
    shocks = Shocks(motion, scenario, np.random.default_rng(0))
    t_s = np.arange(0.0, 40.0, PERIOD_S)
    acc, gyr = np.zeros((len(t_s), 3)), np.zeros((len(t_s), 3))
    shocks.add_to(t_s, acc, gyr)
    return motion, t_s, acc


def test_a_walk_is_on_tile_and_tile_is_the_smooth_hard_floor():
    assert Scenario().surface == "tile"
    assert Scenario().floor == Surface() == SURFACES["tile"]
    assert scenario_from_table({"surface": "gravel"}).floor is SURFACES["gravel"]
    assert set(SURFACES) == {"tile", "carpet", "asphalt", "grass", "gravel", "treadmill"}


def test_a_softer_floor_shakes_a_landing_less():
    _, _, hard = walked("healthy", "tile")
    _, _, soft = walked("healthy", "carpet")
    assert np.abs(hard).max() > 50.0
    assert soft == pytest.approx(SURFACES["carpet"].impact * hard, abs=1e-9)


SLIDING = DragPattern(1.0, from_push_off=0.0, into_landing=0.0, full_swing=1.0, slowing=0.0)


@pytest.mark.parametrize("surface", ["tile", "carpet", "asphalt"])
def test_a_sliding_toe_sounds_in_the_band_of_the_floor(surface):
    """Of the power of 0.5 s of sliding, nearly all lies in the band, as strong as asked."""
    motion, t_s, acc = walked("toe_drag", surface, SLIDING, impact_g=0.0)
    low_hz, high_hz = SURFACES[surface].band_hz
    inside, total, expected, measured = 0.0, 0.0, [], []
    for row, shape in enumerate(motion.shapes):
        drag = shape.drag
        during = (t_s >= drag.start_s) & (t_s < drag.end_s)
        power = np.abs(np.fft.rfft(acc[during], axis=0)) ** 2
        tone_hz = np.fft.rfftfreq(int(during.sum()), PERIOD_S)
        band = (tone_hz > low_hz - 5.0) & (tone_hz < high_hz + 5.0)
        inside, total = inside + power[band].sum(), total + power.sum()
        # Half-way, where the envelope is full: the mean of the strengths at both quarters.
        quarter_s = 0.25 * (drag.end_s - drag.start_s)
        at = np.array([drag.start_s + quarter_s, drag.end_s - quarter_s])
        ball = motion.pose(at, np.full(2, row)).ball
        speed_mps = np.mean(np.hypot(ball[0].rate, ball[1].rate))
        expected.append(drag.wish.vibration_mps2 * speed_mps / 3.0)
        half = (t_s >= at[0]) & (t_s < at[1])
        measured.append(np.sqrt(np.mean(acc[half] ** 2)))
    assert inside / total > 0.95
    ratio = np.sqrt(np.mean(np.square(measured)) / np.mean(np.square(expected)))
    assert ratio == pytest.approx(SURFACES[surface].gain, rel=0.1)


def test_a_rough_floor_brakes_harder():
    drag = DragPattern(1.0, duration_s=0.15, slowing=0.3, from_push_off=0.0, into_landing=0.0)
    dips = []
    for surface in ("tile", "carpet"):
        motion, *_ = walked("toe_drag", surface, drag)
        for row, shape in enumerate(motion.shapes):
            t_s = np.linspace(shape.drag.start_s, shape.drag.end_s, 101)
            ball = motion.pose(t_s, np.full(101, row)).ball
            speed = np.hypot(ball[0].rate, ball[1].rate)
            dips.append(speed[50] / max(speed[0], speed[-1]))
    tile, carpet = np.split(np.array(dips), 2)
    assert len(tile) > 8
    assert (carpet < tile).all()


def test_a_scuff_is_a_pulse_of_the_upper_half_of_the_band():
    scuff = DragPattern(1.0, from_push_off=0.0, into_landing=0.0, scuff=1.0)
    motion, t_s, acc = walked("toe_drag", "tile", scuff, impact_g=0.0)
    strengths, tones_hz = [], []
    for shape in motion.shapes:
        if shape.drag is None:
            continue
        during = (t_s >= shape.drag.start_s) & (t_s < shape.drag.end_s)
        strengths.append(np.sqrt(np.mean(acc[during] ** 2)))
        power = (np.abs(np.fft.rfft(acc[during], 4000, axis=0)) ** 2).sum(axis=1)
        tones_hz.append(np.average(np.fft.rfftfreq(4000, PERIOD_S), weights=power))
    assert len(strengths) > 8
    # 10 m/s² at 3 m/s, 0.6 of it in a scuff, sliding at 1.5 to 2.5 m/s, swelling and dying.
    assert 1.0 < np.median(strengths) < 6.0
    # The whole band of 20 to 100 Hz would give 75 Hz.
    assert 85.0 < np.mean(tones_hz) < 110.0
    outside = np.ones(len(t_s), bool)
    for shape in motion.shapes:
        if shape.drag is not None:
            outside &= (t_s < shape.drag.start_s) | (t_s > shape.drag.end_s)
    assert (acc[outside] == 0.0).all()


def test_the_floor_brakes_a_walk_that_is_simulated():
    drag = DragPattern(1.0, duration_s=0.15, slowing=0.3, from_push_off=0.0, into_landing=0.0)
    base = load_scenario("toe_drag")
    left = dataclasses.replace(base.left, late_swing_max_deg=-6.0, drag=drag)
    speeds = []
    for surface in ("tile", "grass"):
        scenario = dataclasses.replace(base, left=left, surface=surface)
        walk = simulate_walk(scenario, 1, rate_hz=50.0, sensor="ideal", duration_s=15.0)
        drags = walk.truth.drags
        speeds.append(drags["length_m"] / (drags["end_s"] - drags["start_s"]))
    assert (speeds[1] < 0.97 * speeds[0]).all()


@pytest.mark.parametrize(
    ("name", "complaint"), [("tiles", "did you mean 'tile'"), ("??", "known: tile, carpet")]
)
def test_unknown_floors(name, complaint):
    with pytest.raises(ConfigError, match=complaint):
        surface_named(name)


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [
        ({"gain": -1.0}, "surface.gain must lie"),
        ({"band_hz": (1.0, 50.0)}, r"surface.band_hz\[0\] must lie between 5"),
        ({"band_hz": (60.0, 50.0)}, r"surface.band_hz\[1\] must lie between 60"),
        ({"brake": 4.0}, "surface.brake"),
        ({"impact": -0.1}, "surface.impact"),
        ({"brush_mps2": 60.0}, "surface.brush_mps2"),
        ({"brush_height_m": 1.0}, "surface.brush_height_m"),
        ({"crunch_mps2": -1.0}, "surface.crunch_mps2"),
        ({"hum_mps2": 21.0}, "surface.hum_mps2"),
        ({"hum_swing_share": 1.1}, "surface.hum_swing_share"),
    ],
)
def test_impossible_floors(knobs, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Surface(**knobs)
