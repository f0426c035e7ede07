# Mutants killed: vibration searched outside of swing's middle; braking measured against the later
# peak alone; a drag told in a turn or by a slow sensor; the last longest run for the first.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.footdrop.toe_drag import ToeDragParams, drag_signs, judge_toe_drag
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.traces import ACC, TraceBatch
from gaitsense.signal.grid import LOST

NAN = float("nan")
PERIOD_S = 0.01
N = 121
#: Toe-off and contact as samples: the middle 70 % of swing lies from 46 to 74.
TOE_OFF, CONTACT = 40.0, 80.0
#: A vibration of ±20 m/s² that changes sign at every sample. Its running mean over 7 samples
#: (0.05 s, odd) is ±20/7, so its rest is 20 * (1 -+ 1/7), of which the rms is 17 and more.
SHAKE_MPS2 = 20.0


def signs_of(
    speed_mps,
    toe_m=None,
    shaken=(),
    toe_off=TOE_OFF,
    contact=CONTACT,
    lost=(),
    readings=None,
    **settings,
):
    """Signs of one stride with this forward speed and vibrations over these samples."""
    data = np.zeros((16, 1, N))
    for first, stop in shaken:
        data[ACC, 0, first:stop] = SHAKE_MPS2 * (-1.0) ** np.arange(first, stop)
    for place, reading in (readings or {}).items():
        data[ACC, 0, place] = reading
    zero = np.zeros((1, N))
    flag = np.zeros((1, N), np.uint8)
    flag[0, list(lost)] = LOST
    batch = TraceBatch(
        np.zeros(1, np.int64),
        data,
        flag,
        np.array([N]),
        np.array([30]),
        np.array([85]),
        np.zeros((3, 1)),
    )
    vel = np.zeros((3, 1, N))
    vel[0, 0] = speed_mps
    toe = np.zeros(N) if toe_m is None else toe_m
    low = toe[None, :]
    kin = FootKinematics(
        zero, zero, zero, np.zeros((3, 1, N)), vel, np.zeros(1), low + 1.0, zero, low, np.zeros(1)
    )
    swing = np.array([toe_off]), np.array([contact])
    return drag_signs(batch, kin, *swing, PERIOD_S, ToeDragParams(**settings))


def swing_speed(dip_mps=0.0, at=60):
    """Up to 4 m/s at sample 50, level until 70, down again; with a dip of three samples."""
    speed = np.interp(np.arange(N), [40, 50, 70, 80], [0.0, 4.0, 4.0, 0.0])
    speed[at - 1 : at + 2] -= dip_mps
    return speed


def test_a_clean_swing_has_no_sign():
    signs = signs_of(swing_speed())
    assert signs.vibration_s[0] == 0.0
    assert signs.brake_share[0] == 0.0
    assert np.isnan([signs.start[0], signs.toe_m[0]]).all()


def test_vibration_has_its_place_length_and_toe_height():
    toe = np.full(N, 0.05)
    toe[57] = 0.004
    toe[30] = -0.02  # Not while it vibrates.
    signs = signs_of(swing_speed(), toe, [(52, 62)])
    # The limit is reached a few samples to either side: the running means are 7 and 5 wide.
    assert 49 <= signs.start[0] <= 52
    assert 62 <= signs.start[0] + signs.vibration_s[0] / PERIOD_S <= 66
    assert signs.toe_m[0] == 0.004


@pytest.mark.parametrize("shaken", [(30, 40), (82, 95)])
def test_lift_off_and_landing_shake_every_shoe(shaken):
    assert signs_of(swing_speed(), None, [shaken]).vibration_s[0] == 0.0


def test_part_of_swing_that_is_searched():
    signs = signs_of(swing_speed(), None, [(30, 95)])
    assert (signs.start[0], signs.vibration_s[0]) == pytest.approx((46.0, 0.29))
    signs = signs_of(swing_speed(), None, [(30, 95)], swing_from=0.5, swing_to=0.6)
    assert (signs.start[0], signs.vibration_s[0]) == pytest.approx((60.0, 0.05))


def test_of_two_vibrations_the_longer_counts_and_of_equal_ones_the_first():
    longer = signs_of(swing_speed(), None, [(48, 50), (60, 70)])
    assert longer.start[0] > 55.0
    equal = signs_of(swing_speed(), None, [(50, 54), (66, 70)])
    assert equal.start[0] < 55.0


def glitched(*readings):
    """Signs of a clean swing with single readings that stick out on all axes."""
    return signs_of(swing_speed(), None, readings=dict(readings))


@pytest.mark.parametrize("size_mps2", [60.0, 157.0, -500.0])
def test_one_reading_that_sticks_out_is_no_vibration(size_mps2):
    assert glitched((60, size_mps2)).vibration_s[0] == 0.0
    # Nor is it where the others tremble a little: 2 m/s² on three axes is 4 and less.
    trembling = [(k, 2.0 * (-1.0) ** k) for k in range(44, 78) if k != 60]
    assert glitched(*trembling, (60, size_mps2)).vibration_s[0] == 0.0
    # Two beside each other are: a glitch that long would be a jolt.
    assert glitched((60, size_mps2), (61, -size_mps2)).vibration_s[0] > 0.0


def test_weak_vibration_does_not_count():
    # What is left of ±20 m/s² on three axes is at most 20 * 8/7 * sqrt(3) = 39.6 m/s².
    shaken = [(52, 62)]
    assert signs_of(swing_speed(), None, shaken, vibration_mps2=41.0).vibration_s[0] == 0.0
    # ... and at least 20 * 6/7 * sqrt(3) = 29.7 in its middle.
    assert signs_of(swing_speed(), None, shaken, vibration_mps2=28.0).vibration_s[0] > 0.0


def test_braking_is_the_dip_between_two_higher_speeds():
    # 0.6 m/s of 4 m/s.
    assert signs_of(swing_speed(0.6)).brake_share[0] == pytest.approx(0.15)


def test_slowing_down_for_good_is_no_braking():
    speed = np.interp(np.arange(N), [40, 50, 60, 80], [0.0, 4.0, 2.0, 0.0])
    assert signs_of(speed).brake_share[0] == 0.0


def test_a_dip_before_the_peak_is_measured_against_the_lower_side():
    # 3 m/s, dip to 2, then 4 m/s: the foot lost 1 m/s of a peak of 4.
    speed = np.interp(np.arange(N), [40, 48, 52, 60, 80], [0.0, 3.0, 2.0, 4.0, 0.0])
    assert signs_of(speed).brake_share[0] == pytest.approx(0.25)


def test_a_foot_that_goes_backwards_has_no_braking():
    assert np.isnan(signs_of(-swing_speed()).brake_share[0])


@pytest.mark.parametrize("events", [{"toe_off": NAN}, {"contact": NAN}])
def test_unknown_swing_has_unknown_signs(events):
    signs = signs_of(swing_speed(0.6), None, [(52, 62)], **events)
    for value in (signs.vibration_s, signs.start, signs.brake_share, signs.toe_m):
        assert np.isnan(value[0])


@pytest.mark.parametrize(("lost", "known"), [(45, True), (46, False), (74, False), (75, True)])
def test_a_loss_in_the_searched_part_hides_the_signs(lost, known):
    signs = signs_of(swing_speed(0.6), lost=[lost])
    assert np.isfinite(signs.brake_share[0]) == known
    assert np.isfinite(signs.vibration_s[0]) == known


def verdict_of(
    vibration_s=0.0,
    brake=0.0,
    toe_m=0.0,
    late_deg=20.0,
    context="level",
    sd_m=0.01,
    rate_hz=100.0,
    **settings,
):
    signs = {
        "vibration_s": np.array([vibration_s]),
        "brake_share": np.array([brake]),
        "toe_m": np.array([toe_m]),
    }
    verdicts, probability, reasons = judge_toe_drag(
        signs,
        np.array([sd_m]),
        np.array([late_deg]),
        np.array([context], object),
        rate_hz,
        ToeDragParams(**settings),
    )
    return verdicts[0], probability[0], reasons[0]


@pytest.mark.parametrize(
    ("signs", "verdict", "reason"),
    [
        ({"vibration_s": 0.05, "brake": 0.1}, "yes", ""),
        ({}, "no", ""),
        # Each sign just short of its limit.
        ({"vibration_s": 0.029, "brake": 0.1}, "unsure", "borderline"),
        ({"vibration_s": 0.05, "brake": 0.059}, "no", ""),
        # The toe is low up to 10 mm plus one standard deviation.
        ({"vibration_s": 0.05, "brake": 0.1, "toe_m": 0.019}, "yes", ""),
        ({"vibration_s": 0.05, "brake": 0.1, "toe_m": 0.021}, "no", ""),
        ({"vibration_s": 0.05, "brake": 0.1, "toe_m": NAN}, "yes", ""),
        ({"vibration_s": 0.05, "brake": 0.1, "toe_m": 0.011, "sd_m": NAN}, "no", ""),
        # Shaking without braking: only long, low and poorly lifted is doubtful.
        ({"vibration_s": 0.08, "late_deg": 9.0}, "unsure", "borderline"),
        ({"vibration_s": 0.06, "late_deg": 9.0}, "no", ""),
        ({"vibration_s": 0.08, "late_deg": 11.0}, "no", ""),
        ({"vibration_s": 0.08, "late_deg": 9.0, "toe_m": 0.05}, "no", ""),
        ({"vibration_s": 0.08, "late_deg": NAN}, "no", ""),
        # Braking alone at a low toe.
        ({"brake": 0.1}, "unsure", "borderline"),
        ({"brake": 0.1, "toe_m": 0.05}, "no", ""),
        ({"brake": NAN, "vibration_s": 0.05}, "no", ""),
        # Never "yes" elsewhere than in straight level walking, nor by a slow sensor.
        ({"vibration_s": 0.05, "brake": 0.1, "context": "turn"}, "unsure", "turn"),
        ({"vibration_s": 0.05, "brake": 0.1, "context": "stairs_up"}, "unsure", "stairs"),
        ({"vibration_s": 0.05, "brake": 0.1, "context": "stairs_down"}, "unsure", "stairs"),
        ({"vibration_s": 0.05, "brake": 0.1, "context": "start"}, "unsure", "start_stop"),
        ({"vibration_s": 0.05, "brake": 0.1, "context": "stop"}, "unsure", "start_stop"),
        ({"vibration_s": 0.05, "brake": 0.1, "rate_hz": 79.0}, "unsure", "low_rate"),
        ({"vibration_s": 0.05, "brake": 0.1, "rate_hz": 80.0}, "yes", ""),
        # What a slow sensor does not see it does not deny.
        ({"rate_hz": 79.0}, "unsure", "low_rate"),
        ({"rate_hz": 79.0, "context": "turn"}, "unsure", "low_rate"),
        ({"vibration_s": 0.05, "brake": 0.1, "context": ""}, "unsure", ""),
        # Swing not known: what is missing has its own reason.
        ({"vibration_s": NAN, "brake": NAN}, "unsure", ""),
        ({"vibration_s": NAN, "brake": NAN, "rate_hz": 50.0}, "unsure", ""),
    ],
)
def test_verdict_table(signs, verdict, reason):
    told, _, why = verdict_of(**signs)
    assert (told, why) == (verdict, reason)


@pytest.mark.parametrize(
    ("signs", "probability"),
    [
        ({}, 0.0),
        ({"brake": 0.1}, 0.5),
        ({"vibration_s": 0.05}, 0.3),
        ({"vibration_s": 0.08, "toe_m": 0.05}, 0.1),
        ({"late_deg": 5.0}, 0.1),
        ({"brake": 0.1, "vibration_s": 0.08, "late_deg": 5.0}, 1.0),
        ({"vibration_s": NAN}, NAN),
    ],
)
def test_probability_is_the_weight_of_the_signs(signs, probability):
    assert verdict_of(**signs)[1] == pytest.approx(probability, nan_ok=True)


def test_settings_of_the_verdict_are_obeyed():
    assert verdict_of(vibration_s=0.05, brake=0.1, brake_share=0.2)[0] == "no"
    assert verdict_of(vibration_s=0.05, brake=0.1, lasting_s=0.06)[0] == "unsure"
    assert verdict_of(vibration_s=0.05, brake=0.1, toe_m=0.03, low_m=0.025)[0] == "yes"
    assert verdict_of(vibration_s=0.05, late_deg=9.0, doubtful_s=0.04)[0] == "unsure"
    assert verdict_of(vibration_s=0.08, late_deg=12.0, low_lift_deg=15.0)[0] == "unsure"
    assert verdict_of(vibration_s=0.05, brake=0.1, slowest_rate_hz=120.0)[0] == "unsure"
