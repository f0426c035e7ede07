from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.plausible import refuse_wrong_units


def still(level: float, n: int = 200) -> np.ndarray:
    """Readings of length `level` in a direction along no axis."""
    return np.tile(np.array([2.0, -1.0, 2.0]) / 3.0 * level, (n, 1))


def swinging(peak: float, n: int = 1000) -> np.ndarray:
    rate = np.zeros((n, 3))
    rate[:, 1] = peak * np.sin(np.arange(n) * 2 * np.pi / 100)
    return rate


@pytest.mark.parametrize("level", [6.01, 8.63, 9.81, 10.99, 13.0, 63.0, 99.9])
def test_gravity_with_a_gain_error_or_in_a_sprint_is_believed(level):
    refuse_wrong_units(still(level), swinging(15.0, 200), "left")


@pytest.mark.parametrize("peak", [0.0, 7.0, 26.2, 42.9])
def test_a_foots_rates_are_believed(peak):
    refuse_wrong_units(still(9.81, 1000), swinging(peak), "left")


@pytest.mark.parametrize(
    ("level", "guess"),
    [
        (0.05, "gravity seems to have been removed; export the raw acceleration"),
        (0.5, "gravity seems to have been removed"),
        (0.61, r"looks like g, so multiply by 9\.80665"),
        (1.0, r"looks like g, so multiply by 9\.80665"),
        (1.99, r"looks like g, so multiply by 9\.80665"),
        (2.1, "gravity seems to have been removed"),
        (5.9, "gravity seems to have been removed"),
        (101.0, "looks like raw counts"),
        (599.0, "looks like raw counts"),
        (601.0, r"looks like mg, so multiply by 0\.00980665"),
        (1000.0, r"looks like mg, so multiply by 0\.00980665"),
        (1999.0, r"looks like mg, so multiply by 0\.00980665"),
        (2010.0, "looks like raw counts; convert them to m/s² by the sensor's scale"),
        (16384.0, "looks like raw counts"),
    ],
)
def test_another_unit_is_refused_with_what_it_looks_like(level, guess):
    with pytest.raises(RecordingError, match=rf"right: the median of \|acc\|.*{guess}"):
        refuse_wrong_units(still(level), swinging(5.0, 200), "right")


def test_the_advised_factors_mend_it():
    refuse_wrong_units(still(1.0) * 9.80665, swinging(1.0), "left")
    refuse_wrong_units(still(1000.0) * 0.00980665, swinging(1.0), "left")
    refuse_wrong_units(still(9.81), swinging(500.0) * 0.0174533, "left")


def test_degrees_are_told_from_radians():
    # 300 °/s at the peak of each swing; the 99th percentile of a sine is near its peak.
    with pytest.raises(RecordingError, match=r"reaches 300 rad/s.*°/s, so multiply by 0\.0174533"):
        refuse_wrong_units(still(9.81, 1000), swinging(300.0), "left")


def test_a_few_wild_readings_do_not_condemn_a_recording():
    acc, gyr = still(9.81, 1000), swinging(5.0)
    acc[::10] *= 60.0
    gyr[:9] = 400.0
    refuse_wrong_units(acc, gyr, "left")


def test_more_than_one_in_a_hundred_does():
    gyr = swinging(5.0)
    gyr[:11] = 400.0
    with pytest.raises(RecordingError, match="faster than any foot"):
        refuse_wrong_units(still(9.81, 1000), gyr, "left")


def test_a_long_recording_is_judged_over_its_whole_length():
    # Half as many samples again as are looked at, in g for most of the time.
    n = 300_000
    acc = still(1.0, n)
    acc[: n // 3] = still(9.81, n // 3)
    with pytest.raises(RecordingError, match="looks like g"):
        refuse_wrong_units(acc, np.zeros((n, 3)), "left")
    acc[: 2 * n // 3] = still(9.81, 2 * n // 3)
    refuse_wrong_units(acc, np.zeros((n, 3)), "left")
