# Mutants killed: variances added without their squares; the widening of clipping put on pitch;
# the lever arm's error with the cosine of the tilt.
from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.gait.uncertainty import StrideDoubts, UncertaintyParams, add_uncertainty
from gaitsense.gait.zero import PitchZero
from gaitsense.model.shoe import Shoe

#: Sensor on the laces: 0.06 of 0.3 m along the shoe, 0.015 m in height, the length known.
SHOE = Shoe(0.3, 0.0, "dorsum")
NAN = np.nan


def sd(shoe=SHOE, zero_sd=1.0, params=None, bridged=False, clipped=False, gain=False, **given):
    """The four deviations of one stride, in the order of the columns."""
    usual = {
        "foot_pitch_late_swing_max_deg": 20.0,
        "foot_pitch_contact_deg": 20.0,
        "_lowered": 1.0,
        "_contact_rate_dps": 0.0,
        "stride_length_m": 1.2,
        "toe_clearance_min_m": 0.02,
        "_clearance_pitch_deg": 0.0,
        "sensor_lift_max_m": 0.1,
    }
    error, duration = given.pop("error_mps", 0.0), given.pop("duration_s", 1.0)
    table = {name: np.array([value]) for name, value in {**usual, **given}.items()}
    doubts = StrideDoubts(
        np.array([bridged]), np.array([clipped]), gain, np.array([error]), np.array([duration])
    )
    zero = PitchZero(0.0, zero_sd, "walk", agrees=True)
    add_uncertainty(table, zero, shoe, doubts, params or UncertaintyParams())
    names = (
        "foot_pitch_late_swing_max_deg",
        "foot_pitch_contact_deg",
        "stride_length_m",
        "toe_clearance_min_m",
    )
    return [float(table[f"{name}_sd"][0]) for name in names]


LATE, CONTACT, LENGTH, TOE = range(4)


def test_pitch_by_hand():
    """0.7° of tilt, 1.2° of zero, 8 % of -25°: √(0.49 + 1.44 + 4)."""
    found = sd(zero_sd=1.2, foot_pitch_late_swing_max_deg=-25.0)
    assert found[LATE] == pytest.approx(math.sqrt(0.49 + 1.44 + 4.0))
    assert found[CONTACT] == pytest.approx(math.sqrt(0.49 + 1.44 + 1.6**2))


@pytest.mark.parametrize(("lowered", "delay_s"), [(1.0, 0.012), (0.0, 0.025)])
def test_pitch_at_contact_moves_with_the_contact(lowered, delay_s):
    """300 °/s either way: 12 ms are 3.6°, and without a heel strike 25 ms are 7.5°."""
    for rate in (300.0, -300.0):
        found = sd(_contact_rate_dps=rate, _lowered=lowered)
        assert found[CONTACT] == pytest.approx(math.sqrt(0.49 + 1.0 + 2.56 + (300 * delay_s) ** 2))
        assert found[LATE] == pytest.approx(math.sqrt(0.49 + 1.0 + 2.56))


def test_length_by_hand():
    """12 mm, 1.2 % of 1.5 m, and a tenth of 0.3 m/s over 1.1 s."""
    found = sd(stride_length_m=1.5, error_mps=0.3, duration_s=1.1)
    assert found[LENGTH] == pytest.approx(math.sqrt(0.012**2 + 0.018**2 + 0.033**2))


def test_clearance_by_hand():
    """A foot 30° down where its toe is lowest: the lever is worth 0.018 m * sin 30°, the
    sensor's height 0.015 m * (1 - cos 30°), the path 5 mm."""
    found = sd(_clearance_pitch_deg=-30.0)
    lever, height = 0.3 * 0.06 * 0.5, 0.015 * (1.0 - math.sqrt(0.75))
    assert found[TOE] == pytest.approx(math.sqrt(lever**2 + height**2 + 0.005**2))
    assert sd()[TOE] == pytest.approx(0.005)


def test_an_unmeasured_shoe_makes_the_lever_longer_in_doubt():
    """0.4 of a length known to 0.02 m, beside the place: √(0.018² + 0.008²)."""
    found = sd(shoe=Shoe(0.3, 0.02, "dorsum"), _clearance_pitch_deg=90.0)
    assert found[TOE] == pytest.approx(math.sqrt(0.018**2 + 0.008**2 + 0.015**2 + 0.005**2))


@pytest.mark.parametrize(
    ("doubt", "factors"),
    [
        ({"bridged": True}, (1.5, 1.5, 1.5, 1.5)),
        ({"clipped": True}, (1.0, 1.0, 2.0, 2.0)),
        ({"bridged": True, "clipped": True}, (1.5, 1.5, 3.0, 3.0)),
    ],
)
def test_losses_and_clipping_widen(doubt, factors):
    """Short losses widen all four, clipping only what stands on the path."""
    plain, wide = sd(), sd(**doubt)
    assert wide == pytest.approx([a * b for a, b in zip(plain, factors, strict=True)])


def test_clipping_widens_the_path_and_not_the_lever():
    found = sd(clipped=True, _clearance_pitch_deg=-30.0)
    lever, height = 0.3 * 0.06 * 0.5, 0.015 * (1.0 - math.sqrt(0.75))
    assert found[TOE] == pytest.approx(math.sqrt(lever**2 + height**2 + 0.010**2))


def test_a_corrected_gain_leaves_two_percent():
    found = sd(gain=True)
    assert found[LENGTH] == pytest.approx(math.hypot(0.012, 1.2 * math.hypot(0.012, 0.02)))
    assert found[TOE] == pytest.approx(math.hypot(0.005, 0.02 * 0.1))


@pytest.mark.parametrize(
    ("column", "place"),
    [
        ("foot_pitch_late_swing_max_deg", LATE),
        ("foot_pitch_contact_deg", CONTACT),
        ("stride_length_m", LENGTH),
        ("toe_clearance_min_m", TOE),
    ],
)
def test_what_is_not_measured_has_no_deviation(column, place):
    found = sd(**{column: NAN})
    assert [math.isnan(x) for x in found] == [k == place for k in range(4)]


def test_settings_are_obeyed():
    none = dict.fromkeys(UncertaintyParams.__dataclass_fields__, 0.0)
    assert sd(zero_sd=0.0, params=UncertaintyParams(**none)) == [0.0] * 4
    for name, given, expected in (
        ("tilt_deg", {}, [1, 1, 0, 0]),
        ("scale_share", {}, [20, 20, 0, 0]),
        ("contact_ms", {"_contact_rate_dps": 1000.0}, [0, 1, 0, 0]),
        ("contact_low_rate_ms", {"_contact_rate_dps": 1000.0, "_lowered": 0.0}, [0, 1, 0, 0]),
        ("length_m", {}, [0, 0, 1, 0]),
        ("length_share", {}, [0, 0, 1.2, 0]),
        ("no_rest_share", {"error_mps": 2.0, "duration_s": 3.0}, [0, 0, 6, 0]),
        ("clearance_m", {}, [0, 0, 0, 1]),
        ("gain_share", {"gain": True}, [0, 0, 1.2, 0.1]),
    ):
        widened = {"bridged_factor": 1.0, "clipped_factor": 1.0}
        params = UncertaintyParams(**{**none, **widened, name: 1.0})
        assert sd(zero_sd=0.0, params=params, **given) == pytest.approx(expected), name
