# Mutants killed: variances added without their squares; bridges that widen pitch; the lever arm's
# error with the cosine of the tilt; a mean that keeps what is new in every stride.
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


def columns(shoe=SHOE, zero_sd=1.0, params=None, gain=False, **given):
    """Table and shared parts of one stride."""
    usual = {
        "foot_pitch_late_swing_max_deg": 20.0,
        "foot_pitch_contact_deg": 20.0,
        "_lowered": 1.0,
        "_contact_slope_dps": 0.0,
        "stride_length_m": 1.2,
        "toe_clearance_min_m": 0.02,
        "_clearance_pitch_deg": 0.0,
        "sensor_lift_max_m": 0.1,
    }
    doubts = StrideDoubts(
        bridged_s=np.array([given.pop("bridged_s", 0.0)]),
        clipped_acc_s=np.array([given.pop("clipped_acc_s", 0.0)]),
        clipped_gyr_s=np.array([given.pop("clipped_gyr_s", 0.0)]),
        gain_corrected=gain,
        velocity_error_mps=np.array([given.pop("error_mps", 0.0)]),
        duration_s=np.array([given.pop("duration_s", 1.0)]),
        period_s=np.array([given.pop("period_s", 0.0)]),
    )
    table = {name: np.array([value]) for name, value in {**usual, **given}.items()}
    zero = PitchZero(0.0, zero_sd, "walk", agrees=True)
    shared = add_uncertainty(table, zero, shoe.sole, doubts, params or PARAMS)
    return table, shared


def sd(**given):
    """The four deviations of one stride, in the order of the columns."""
    table, _ = columns(**given)
    return [float(table[f"{name}_sd"][0]) for name in NAMES]


def shared(**given):
    """The parts of them that a mean keeps."""
    _, parts = columns(**given)
    return [float(parts[name][0]) for name in NAMES]


NAMES = (
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "stride_length_m",
    "toe_clearance_min_m",
)
LATE, CONTACT, LENGTH, TOE = range(4)
PARAMS = UncertaintyParams(
    scale_share=0.08,
    contact_ms=12.0,
    flat_contact_ms=25.0,
    contact_period_share=0.5,
    length_m=0.012,
    length_share=0.01,
    no_rest_share=0.1,
    bridged_mps=0.3,
    clipped_dps=50.0,
    clipped_mps=0.5,
    clearance_m=0.005,
    gain_share=0.02,
)


def test_pitch_by_hand():
    """1.2° of zero, 8 % of -25°: √(1.44 + 4)."""
    found = sd(zero_sd=1.2, foot_pitch_late_swing_max_deg=-25.0)
    assert found[LATE] == pytest.approx(math.sqrt(1.44 + 4.0))
    assert found[CONTACT] == pytest.approx(math.sqrt(1.44 + 1.6**2))


@pytest.mark.parametrize(("lowered", "delay_s"), [(1.0, 0.012), (0.0, 0.025)])
def test_pitch_at_contact_moves_with_the_contact(lowered, delay_s):
    """At 300 °/s, 12 ms are 3.6°, and without a heel strike 25 ms are 7.5°."""
    found = sd(_contact_slope_dps=300.0, _lowered=lowered)
    assert found[CONTACT] == pytest.approx(math.sqrt(1.0 + 2.56 + (300 * delay_s) ** 2))
    assert found[LATE] == pytest.approx(math.sqrt(1.0 + 2.56))


def test_a_contact_is_less_sure_the_fewer_samples_there_are():
    """Half of 20 ms beside 12 ms: √(144 + 100) ms at 100 °/s are 1.562°."""
    found = sd(_contact_slope_dps=100.0, period_s=0.02, zero_sd=0.0, foot_pitch_contact_deg=0.0)
    assert found[CONTACT] == pytest.approx(0.1 * math.sqrt(244.0))


def test_length_by_hand():
    """12 mm, 1 % of 1.5 m, and a tenth of 0.3 m/s over 1.1 s."""
    found = sd(stride_length_m=1.5, error_mps=0.3, duration_s=1.1)
    assert found[LENGTH] == pytest.approx(math.sqrt(0.012**2 + 0.015**2 + 0.033**2))


def test_bridged_losses_hide_way_and_nothing_else():
    """0.1 s at 0.3 m/s are 30 mm of way."""
    plain, bridged = sd(), sd(bridged_s=0.1)
    assert bridged[LENGTH] == pytest.approx(math.hypot(plain[LENGTH], 0.03))
    assert [bridged[k] for k in (LATE, CONTACT, TOE)] == [plain[k] for k in (LATE, CONTACT, TOE)]


def added(**given):
    """What a doubt adds to each deviation."""
    return [math.sqrt(a * a - b * b) for a, b in zip(sd(**given), sd(), strict=True)]


def test_force_beyond_full_scale_hides_way_and_a_mean_keeps_it():
    """60 ms at 0.5 m/s are 30 mm, in length and height."""
    assert added(clipped_acc_s=0.06) == pytest.approx([0.0, 0.0, 0.03, 0.03])
    assert shared(clipped_acc_s=0.06)[LENGTH] == pytest.approx(math.hypot(0.012, 0.03))


def test_rotation_beyond_full_scale_tilts_foot_and_path():
    """20 ms at 50 °/s are 1°: 9.80665 m/s² * π/180 * (1.2 s)² / 8 are 30.8 mm of way, and a toe
    0.12 m ahead is 2.1 mm off."""
    by = added(clipped_gyr_s=0.02, duration_s=1.2)
    way, toe = 9.80665 * math.radians(1.0) * 1.44 / 8.0, 0.4 * 0.3 * math.radians(1.0)
    assert by == pytest.approx([1.0, 1.0, way, toe])


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


def test_a_corrected_gain_leaves_two_percent():
    found = sd(gain=True)
    assert found[LENGTH] == pytest.approx(math.hypot(0.012, 1.2 * math.hypot(0.01, 0.02)))
    assert found[TOE] == pytest.approx(math.hypot(0.005, 0.02 * 0.1))


def test_a_mean_of_lengths_loses_what_is_new_in_every_stride():
    """Of 12 mm, what is left over and what is bridged nothing stays; 1 % of 1.2 m does."""
    doubtful = {"error_mps": 0.3, "bridged_s": 0.1}
    assert shared(**doubtful)[LENGTH] == pytest.approx(0.012)
    assert shared(gain=True)[LENGTH] == pytest.approx(1.2 * math.hypot(0.01, 0.02))


def test_a_mean_keeps_zero_scale_contact_and_lever():
    given = {"_contact_slope_dps": 300.0, "_clearance_pitch_deg": -30.0}
    for k in (LATE, CONTACT, TOE):
        assert shared(**given)[k] == sd(**given)[k]


@pytest.mark.parametrize("place", range(4))
def test_what_is_not_measured_has_no_deviation(place):
    given = {NAMES[place]: NAN}
    assert [math.isnan(x) for x in sd(**given)] == [k == place for k in range(4)]
    assert [math.isnan(x) for x in shared(**given)] == [k == place for k in range(4)]


def test_settings_are_obeyed():
    none = dict.fromkeys(UncertaintyParams.__dataclass_fields__, 0.0)
    assert sd(zero_sd=0.0, params=UncertaintyParams(**none)) == [0.0] * 4
    turning = {"_contact_slope_dps": 1000.0}
    for name, given, expected in (
        ("scale_share", {}, [20, 20, 0, 0]),
        ("contact_ms", turning, [0, 1, 0, 0]),
        ("flat_contact_ms", {**turning, "_lowered": 0.0}, [0, 1, 0, 0]),
        ("contact_period_share", {**turning, "period_s": 0.02}, [0, 20, 0, 0]),
        ("length_m", {}, [0, 0, 1, 0]),
        ("length_share", {}, [0, 0, 1.2, 0]),
        ("no_rest_share", {"error_mps": 2.0, "duration_s": 3.0}, [0, 0, 6, 0]),
        ("bridged_mps", {"bridged_s": 0.5}, [0, 0, 0.5, 0]),
        ("clipped_mps", {"clipped_acc_s": 3.0}, [0, 0, 3, 3]),
        ("clearance_m", {}, [0, 0, 0, 1]),
        ("gain_share", {"gain": True}, [0, 0, 1.2, 0.1]),
    ):
        params = UncertaintyParams(**{**none, name: 1.0})
        assert sd(zero_sd=0.0, params=params, **given) == pytest.approx(expected), name
    # Each is named above, but for clipped_dps, which has its own test.
    assert len(none) == 12
