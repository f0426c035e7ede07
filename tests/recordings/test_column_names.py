from __future__ import annotations

import pytest

from gaitsense.recordings.column_names import UNIT_FACTORS, ColumnMeaning, column_meaning


@pytest.mark.parametrize(
    ("name", "unit", "meaning"),
    [
        ("t_s", "", ("time", "", None, "s")),
        ("Time (ms)", "", ("time", "", None, "ms")),
        ("timestamp", "[us]", ("time", "", None, "us")),
        ("timestamp_us", "", ("time", "", None, "us")),
        ("time", "µs", ("time", "", None, "us")),
        ("elapsed [s]", "", ("time", "", None, "s")),
        ("T", "", ("time", "", None, None)),
        ("acc_x_mps2", "", ("acc", "x", None, "mps2")),
        ("Acc_Y", "m/s²", ("acc", "y", None, "m/s^2")),
        ("Accelerometer Z (g)", "", ("acc", "z", None, "g")),
        ("accelerationX", "mg", ("acc", "x", None, "mg")),
        ("ax", "", ("acc", "x", None, None)),
        ("ay(m/s^2)", "", ("acc", "y", None, "m/s^2")),
        ("az_g", "", ("acc", "z", None, "g")),
        ("x-axis", "", None),
        ("acc x-axis [g]", "-", ("acc", "x", None, "g")),
        ("gyr_z_radps", "", ("gyr", "z", None, "radps")),
        ("Gyroscope X (deg/s)", "", ("gyr", "x", None, "deg/s")),
        ("wy(°/s)", "", ("gyr", "y", None, "deg/s")),
        ("gx", "no_units", ("gyr", "x", None, None)),
        ("angular_velocity_z", "rad/sec", ("gyr", "z", None, "rad/s")),
        ("rotationRateX_dps", "", ("gyr", "x", None, "dps")),
        ("left_acc_x", "", ("acc", "x", "left", None)),
        ("leftAccX", "", ("acc", "x", "left", None)),
        ("RightFoot gyr y [dps]", "", ("gyr", "y", "right", "dps")),
        ("L_ax", "", ("acc", "x", "left", None)),
        ("RF.gz", "", ("gyr", "z", "right", None)),
        ("left_t_s", "", ("time", "", "left", "s")),
        # What it is not:
        ("linear_acc_x", "", None),
        ("FreeAcc_X", "", None),
        ("userAcceleration.x", "", None),
        ("rot_x", "", None),
        ("mag_x", "", None),
        ("roll", "", None),
        ("acc_x", "counts", None),
        ("acc_x (raw)", "", None),
        ("gyr_x", "deg", None),
        ("time (01:00)", "", None),
        ("acc", "", None),
        ("", "", None),
    ],
)
def test_meaning(name, unit, meaning):
    assert column_meaning(name, unit) == (None if meaning is None else ColumnMeaning(*meaning))


def test_factors_by_hand():
    assert UNIT_FACTORS["acc"]["g"] == 9.80665
    assert UNIT_FACTORS["acc"]["mg"] == pytest.approx(0.00980665)
    assert UNIT_FACTORS["gyr"]["deg/s"] == pytest.approx(0.017453292519943295)
    assert UNIT_FACTORS["gyr"]["mdps"] == pytest.approx(1.7453292519943295e-5)
    assert UNIT_FACTORS["time"]["ns"] == 1e-9
