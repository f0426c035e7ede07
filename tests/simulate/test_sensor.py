from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.sensor import SENSORS, SensorModel, draw_clock_skew, sense, sensor_named

G = 9.80665
REST = (np.tile([0.0, 0.0, G], (40_000, 1)), np.zeros((40_000, 3)))


def read(model, acc=REST[0], gyr=REST[1], rate_hz=200.0, seed=0):
    return sense(model, acc, gyr, rate_hz, np.random.default_rng(seed))


def test_a_perfect_sensor_changes_nothing():
    acc, gyr = read(SENSORS["ideal"])
    assert (acc == REST[0]).all()
    assert (gyr == REST[1]).all()


def test_noise_density_by_hand():
    """400 µg/√Hz at 200 Hz is 4 mg, 5 m°/s/√Hz is 0.05 °/s: a band of 100 Hz has root 10."""
    acc, gyr = read(SensorModel(acc_noise_ug=400.0, gyr_noise_mdps=5.0))
    assert (acc - REST[0]).std(axis=0) == pytest.approx([0.004 * G] * 3, rel=0.03)
    assert gyr.std(axis=0) == pytest.approx([np.radians(0.05)] * 3, rel=0.03)


def test_offsets_stay_within_their_limits_and_reach_a_third_of_them():
    model = SensorModel(acc_bias_mg=60.0, gyr_bias_dps=3.0)
    acc, gyr = zip(*(read(model, *(x[:1] for x in REST), seed=k) for k in range(500)), strict=True)
    off = (np.concatenate(acc) - REST[0][0]) / (0.001 * G)
    assert np.abs(off).max() <= 60.0 + 1e-9
    assert off.std() == pytest.approx(20.0, rel=0.06)
    turn = np.degrees(np.concatenate(gyr))
    assert np.abs(turn).max() <= 3.0 + 1e-9
    assert turn.std() == pytest.approx(1.0, rel=0.06)


def test_bias_walk_after_an_hour():
    still = np.zeros((3600, 3))
    ends = [
        read(SensorModel(gyr_bias_walk_dph=20.0), still, still, rate_hz=1.0, seed=k)[1][-1]
        for k in range(300)
    ]
    assert np.degrees(np.std(ends)) * 3600.0 == pytest.approx(20.0, rel=0.1)


def test_scale_and_cross_axis_errors_mix_the_axes():
    along = np.tile([G, 0.0, 0.0], (1, 1))
    seen = np.array(
        [
            read(SensorModel(acc_scale_error=0.03, cross_axis=0.06), along, along * 0, seed=k)[0][0]
            for k in range(400)
        ]
    )
    assert (seen[:, 0] / G - 1.0).std() == pytest.approx(0.01, rel=0.15)
    assert (seen[:, 1:] / G).std() == pytest.approx(0.02, rel=0.15)
    turned = read(SensorModel(gyr_scale_error=0.03), along * 0, along)[1][0]
    assert turned[0] != along[0, 0]
    assert (turned[1:] == 0.0).all()


def test_a_gyroscope_feels_gravity_by_its_g_sensitivity():
    _, gyr = read(SensorModel(gyr_g_sensitivity_dps=0.3))
    assert 0.0 < np.abs(np.degrees(gyr)).max() <= 0.3


def test_range_and_steps():
    big = np.array([[1e4, -1e4, 0.1]])
    model = SensorModel(acc_range_g=16.0, gyr_range_dps=2000.0, bits=16)
    acc, gyr = read(model, big, big)
    step = 16.0 * G / 32768
    assert acc[0] == pytest.approx([32767 * step, -32768 * step, round(0.1 / step) * step])
    assert np.degrees(gyr[0, 1]) == pytest.approx(-2000.0)
    stepless = SensorModel(acc_range_g=8.0, gyr_range_dps=500.0)
    acc, gyr = read(stepless, big, big)
    assert acc[0] == pytest.approx([8.0 * G, -8.0 * G, 0.1])
    assert stepless.ranges.gyr_radps == pytest.approx(np.radians(500.0))
    assert SensorModel().ranges.acc_mps2 is None


def test_clock_skew_is_drawn_within_its_limit():
    skews = [
        draw_clock_skew(SensorModel(clock_skew_ppm=200.0), np.random.default_rng(k))
        for k in range(200)
    ]
    assert 1.8e-4 < np.abs(skews).max() <= 2e-4
    assert draw_clock_skew(SensorModel(), np.random.default_rng(0)) == 0.0


def test_data_sheet_figures():
    sheet = {name: (model.acc_noise_ug, model.gyr_noise_mdps) for name, model in SENSORS.items()}
    assert sheet["mpu6050"] == (400.0, 5.0)
    assert sheet["bmi270"] == (160.0, 7.0)
    assert sheet["lsm6dsv"] == (60.0, 2.8)
    assert sheet["lsm6ds3"] == (90.0, 7.0)
    assert SENSORS["lsm6ds3"].gyr_bias_dps == 10.0
    assert (SENSORS["mpu6050"].gyr_bias_dps, SENSORS["mpu6050"].acc_bias_mg) == (20.0, 80.0)


@pytest.mark.parametrize(
    ("name", "complaint"), [("bmi27", "did you mean 'bmi270'"), ("??", "known: ideal")]
)
def test_unknown_sensors(name, complaint):
    with pytest.raises(ConfigError, match=complaint):
        sensor_named(name)


def test_impossible_figures():
    with pytest.raises(ConfigError, match="cross_axis must lie"):
        SensorModel(cross_axis=0.9)


def test_sensors_in_words():
    model = SensorModel(
        "A", acc_range_g=8.0, gyr_range_dps=1000.0, acc_bias_mg=5.5, gyr_bias_dps=2.0
    )
    assert model.in_words() == "A: ±8 g, ±1000 °/s, offsets to 5.5 mg, 2 °/s"
    assert SensorModel().in_words() == "a perfect one: no noise, no offset, no limit"
