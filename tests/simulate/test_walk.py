from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.sensor import SensorModel
from gaitsense.simulate.walk import simulate_walk

TRUE_COLUMNS = ["start_s", "initial_contact_s", "stride_length_m", "foot_pitch_late_swing_max_deg"]


def short(scenario="left_foot_drop", seed=1, **options):
    return simulate_walk(scenario, seed, **{"duration_s": 12.0, **options})


def assert_same_samples(one, other):
    for side in ("left", "right"):
        assert (one.recording[side].acc_mps2 == other.recording[side].acc_mps2).all()
        assert (one.recording[side].gyr_radps == other.recording[side].gyr_radps).all()


def test_same_arguments_same_bits():
    one, other = short(), short()
    assert_same_samples(one, other)
    assert one.truth.strides.equals(other.truth.strides)


def test_another_seed_is_another_walk():
    one, other = short(seed=1), short(seed=2)
    assert (
        one.truth.strides["stride_length_m"][:8] != other.truth.strides["stride_length_m"][:8]
    ).all()


def test_sensor_rate_mounting_and_shocks_do_not_change_the_gait():
    ideal = SensorModel()
    plain = short(sensor=ideal)
    others = [
        short(sensor=SensorModel(acc_noise_ug=500.0, anti_alias=True)),
        short(sensor=ideal, rate_hz=57.0),
        short(sensor=ideal, mounting="aligned"),
        short(sensor=ideal, shocks=False),
    ]
    for other in others:
        for column in TRUE_COLUMNS:
            assert (other.truth.strides[column] == plain.truth.strides[column]).all()
    place = ["pos_x_m", "pos_y_m", "pos_z_m", "foot_pitch_deg", "toe_height_m", "heel_height_m"]
    for side in ("left", "right"):
        assert others[2].truth.samples[side][place].equals(plain.truth.samples[side][place])


def test_mounting_turns_the_samples_and_nothing_else():
    turned, straight = short(sensor="ideal"), short(sensor="ideal", mounting="aligned")
    for side in ("left", "right"):
        matrix = turned.truth.mounting[side]
        back = turned.recording[side].acc_mps2 @ matrix.T
        assert back == pytest.approx(straight.recording[side].acc_mps2, abs=1e-3)
        assert (straight.truth.mounting[side] == np.eye(3)).all()


def test_a_longer_walk_begins_like_a_shorter_one():
    """Without fatigue, time added at the end changes nothing before."""
    one, other = short(sensor="ideal", duration_s=14.0), short(sensor="ideal", duration_s=40.0)
    n = 200 * 6
    for side in ("left", "right"):
        assert (one.recording[side].acc_mps2[:n] == other.recording[side].acc_mps2[:n]).all()


def test_recording_says_what_it_is():
    walk = simulate_walk("healthy", 4, duration_s=10.0, rate_hz=104.0)
    assert walk.recording.sides == ("left", "right")
    foot = walk.recording["right"]
    assert (foot.rate_hz, len(foot), foot.gaps) == (104.0, 1040, ())
    assert foot.device == "simulated Bosch BMI270"
    assert foot.info.ranges.acc_mps2 == pytest.approx(16 * 9.80665)
    assert foot.shoe.foot_length_m == walk.scenario.foot_length_m
    assert foot.acc_mps2.dtype == np.float32
    assert dict(walk.recording.metadata) == {
        "source": "simulated", "scenario": "healthy", "seed": "4", "sensor": "Bosch BMI270",
    }  # fmt: skip
    assert len(list(walk.recording.blocks(100))) == 22


def test_a_scenario_may_be_given_as_such():
    scenario = dataclasses.replace(load_scenario("healthy"), route="stand 2; walk 4; stand 2")
    walk = simulate_walk(scenario)
    assert walk.scenario is scenario
    assert walk.recording.metadata["scenario"] == ""


def test_named_sensors_rest_near_gravity_and_show_their_noise():
    for name, largest in (("mpu6050", 0.15), ("bmi270", 0.04), ("xsens_mtw", 0.02)):
        foot = simulate_walk("healthy", 1, duration_s=10.0, sensor=name).recording["left"]
        still = foot.acc_mps2[foot.t_s < 2.5]
        assert np.linalg.norm(still.mean(axis=0)) == pytest.approx(9.80665, rel=largest)
        assert (still.std(axis=0) > 0.0).all()


def test_the_anti_alias_filter_keeps_the_slow_and_stops_the_fast():
    """A raised cosine over two periods: no delay, and shocks of 100 Hz hardly fold to 50 Hz."""
    plain = short(sensor=SensorModel(), shocks=False, rate_hz=200.0)
    smooth = short(sensor=SensorModel(anti_alias=True), shocks=False, rate_hz=200.0)
    for side in ("left", "right"):
        miss = smooth.recording[side].gyr_radps - plain.recording[side].gyr_radps
        assert np.abs(miss).max() < 0.3
        # A delay d would show as -d times the slope.
        slope = np.gradient(plain.recording[side].gyr_radps, 0.005, axis=0)
        assert abs(np.sum(miss * slope) / np.sum(slope**2)) < 0.0001
    shaken = []
    for anti_alias in (False, True):
        options = {"sensor": SensorModel(anti_alias=anti_alias), "rate_hz": 50.0}
        felt = [
            short("toe_drag", shocks=shocks, **options).recording["left"].acc_mps2
            for shocks in (True, False)
        ]
        shaken.append(np.sqrt(np.mean((felt[0] - felt[1]) ** 2)))
    assert shaken[1] < 0.6 * shaken[0]


def test_both_feet_have_their_own_noise():
    walk = short(sensor=SensorModel(acc_noise_ug=1000.0), mounting="aligned")
    still = [walk.recording[side].acc_mps2[:500] for side in ("left", "right")]
    assert abs(np.corrcoef(still[0][:, 0], still[1][:, 0])[0, 1]) < 0.2


def test_clock_skew_stretches_truth_and_samples_alike():
    """A sensor whose second is too long stamps the same moment earlier, in both alike."""
    exact = short(sensor=SensorModel(), rate_hz=1000.0)
    skewed = short(sensor=SensorModel(clock_skew_ppm=10_000.0), rate_hz=1000.0)
    for side in ("left", "right"):
        ends = [walk.truth.strides.query(f"side == '{side}'")["end_s"].to_numpy()
                for walk in (exact, skewed)]  # fmt: skip
        ratio = ends[0] / ends[1]
        assert np.ptp(ratio) < 1e-12
        assert 1e-3 < abs(ratio[0] - 1.0) <= 1e-2
        t_s = exact.recording[side].t_s
        assert (skewed.recording[side].t_s == t_s).all()
        known = t_s * ratio[0] < t_s[-1]
        for read in (
            lambda walk, side=side: walk.truth.samples[side]["foot_pitch_deg"].to_numpy(),
            lambda walk, side=side: np.degrees(walk.recording[side].gyr_radps[:, 1]),
        ):
            expected = np.interp(t_s * ratio[0], t_s, read(exact))
            scale = np.ptp(expected)
            assert np.abs(read(skewed) - expected)[known].max() < 0.05 * scale


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"rate_hz": 0.0}, "rate_hz"),
        ({"rate_hz": float("nan")}, "rate_hz"),
        ({"sensor": "bmi"}, "did you mean"),
        ({"mounting": "upside"}, "mounting"),
        ({"duration_s": 2.0}, "no time for a step"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_arguments(options, complaint):
    with pytest.raises(ConfigError, match=complaint):
        simulate_walk("healthy", **{"seed": 0, **options})


def test_import_stays_light():
    code = (
        "import sys, gaitsense.simulate.walk, gaitsense.simulate.faults;"
        "heavy = {'pandas', 'scipy', 'matplotlib'} & set(sys.modules); sys.exit(len(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
