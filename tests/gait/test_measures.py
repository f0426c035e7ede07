# Mutants killed: a loss beside an event that does not hide it; outward without the side's sign;
# the stance's middle looked for in the wrong stride.
from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.gait.events import StrideEvents
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.measures import MeasuredStrides, MeasureParams
from gaitsense.gait.traces import TraceBatch, batches
from gaitsense.signal.grid import BRIDGED, CLIPPED_ACC, LOST

NAN = np.nan
DEG = np.pi / 180.0
#: One stride of 101 samples at 100 Hz: motion from 20 to 80, toe-off at 30.5, contact at 70.5,
#: so mid-swing at 50.5; the toes may slap down until 100, 0.3 s after contact or the end.
N, MOVE, STILL, TOE_OFF, CONTACT = 101, 20, 80, 30.5, 70.5

#: Pitch and its rate, in lines over samples; the rate is not the slope of the pitch, so that
#: each value can be told by itself.
PITCH = [(0, 1.0), (20, 2.0), (30, -60.0), (40, -10.0), (50, 6.0), (60, 26.0), (70, 20.0), (80, 0)]
RATE = [(20, 0), (28, -310), (34, 0), (45, 250), (69, 0), (71, -20), (77, -420), (83, 0), (90, 30)]
TOE = [(20, 0.0), (33, 0.09), (50, 0.021), (60, 0.08), (72, 0.01), (80, 0.0)]
HEEL = [(20, 0.0), (35, 0.25), (60, 0.03), (80, -0.01)]
LIFT = [(20, 0.0), (40, 0.13), (80, -0.02)]
SIDE = [(0, 0.0), (30, -0.01), (55, 0.045), (100, 0.0)]


def lines(knots, n=N):
    at, value = zip(*knots, strict=True)
    return np.interp(np.arange(n), at, value)


def kinematics(length_m=1.25, rise_m=0.03, side=SIDE, n=N, **given):
    curves = {"pitch": PITCH, "rate": RATE, "toe": TOE, "heel": HEEL, "lift": LIFT, **given}
    pitch, rate, toe, heel, lift = (lines(curves[k], n)[None] for k in curves)
    pos = np.stack([np.linspace(0.0, length_m, n)[None], lines(side, n)[None], lift])
    return FootKinematics(
        pitch * DEG,
        rate * DEG,
        np.ones((1, n)),
        pos,
        np.zeros((3, 1, n)),
        np.array([rise_m]),
        toe + 1.0,  # clearance is the forefoot's, whose lowest point need not be the toe tip
        heel,
        toe,
        np.zeros(1),
    )


def found(toe_off=TOE_OFF, contact=CONTACT, touch=CONTACT, peak=52, lowered=True):
    return StrideEvents(
        np.array([toe_off]),
        np.array([contact]),
        np.array([touch]),
        np.array([peak]),
        np.array([lowered]),
    )


def measure(make_trace, flag=None, side="left", kin=None, events=None, **settings):
    """All measures of one stride, that starts at sample 500 of the stream, at 5 s."""
    marks = np.zeros(N, np.uint8) if flag is None else flag
    trace = make_trace(N, flag=marks, start=500, move=MOVE, still=STILL)
    measured = MeasuredStrides.empty([trace])
    (batch,) = batches([trace])
    kin, events = kin or kinematics(), events or found()
    measured.add(batch, kin, events, side, MeasureParams(**settings))
    measured.finish()
    return {name: float(values[0]) for name, values in measured.table.items()}


#: Every measure of that stride, read off the lines by hand.
BY_HAND = {
    "heel_off_s": 5.20,
    "toe_off_s": 5.305,
    "initial_contact_s": 5.705,
    "foot_flat_s": 5.80,
    "stride_length_m": 1.25,
    "elevation_change_m": 0.03,
    "lateral_excursion_m": 0.045,
    "sensor_lift_max_m": 0.13,
    # Half a sample behind -60°, on the way to -10° in ten.
    "foot_pitch_toe_off_deg": -57.5,
    # Half a sample behind 6°, on the way to 26° in ten.
    "foot_pitch_mid_swing_deg": 7.0,
    "foot_pitch_late_swing_max_deg": 26.0,
    # Half a sample behind 20°, on the way to 0° in ten.
    "foot_pitch_contact_deg": 19.0,
    "foot_pitch_range_deg": 86.0,
    "swing_pitch_rate_max_dps": 250.0,
    "slap_pitch_rate_dps": 420.0,
    # The lowest between a quarter and three quarters of swing, 40.5 and 60.5.
    "toe_clearance_min_m": 0.021,
    "heel_clearance_max_m": 0.25,
    "_toe_off": 30.5,
    "_contact": 70.5,
    "_start_pitch_deg": 1.0,
    "_end_pitch_deg": 0.0,
    "_stance_pitch_deg": NAN,
    "_clearance_pitch_deg": 6.0,
    # 71 to 75: -20 and five equal steps of 400/6 behind, in the mean two of them.
    "_contact_rate_dps": -20.0 - 2.0 * 400.0 / 6.0,
    # From 20.6° at 69 to 19° in 15 ms, and to 16° at 72 in as many.
    "_contact_slope_dps": math.hypot(1.6, 3.0) / math.sqrt(2.0) / 0.015,
    "_lost": 0.0,
    "_lowered": 1.0,
}


def test_all_measures_by_hand(make_trace):
    assert measure(make_trace) == pytest.approx(BY_HAND, nan_ok=True)


HEEL_OFF, TOE_OFF_S, IC, FLAT = "heel_off_s", "toe_off_s", "initial_contact_s", "foot_flat_s"
#: What rests on the path from motion to rest.
WAY = {
    "stride_length_m",
    "elevation_change_m",
    "lateral_excursion_m",
    "sensor_lift_max_m",
    "foot_pitch_range_deg",
    "toe_clearance_min_m",
    "heel_clearance_max_m",
}
#: What needs to know when the toe left, and when the foot landed.
LEAVING = {TOE_OFF_S, "_toe_off", "foot_pitch_toe_off_deg"}
LANDING = {
    IC,
    "_contact",
    "foot_pitch_contact_deg",
    "slap_pitch_rate_dps",
    "_contact_rate_dps",
    "_contact_slope_dps",
}
#: What a loss close to them voids: angles at once, times only when more than 0.05 s is gone.
LEFT_AT, LANDED_AT, SLAP = (
    {"foot_pitch_toe_off_deg"},
    {"foot_pitch_contact_deg"},
    {"slap_pitch_rate_dps"},
)
#: What needs both: it lies in swing.
SWING = {"foot_pitch_mid_swing_deg", "swing_pitch_rate_max_dps"}
LATE = {"foot_pitch_late_swing_max_deg"}


@pytest.mark.parametrize(
    ("lost", "void"),
    [
        # At rest before the step, further than 0.03 s from motion.
        ([5], set()),
        ([16], set()),
        # The move begins at 20: up to 5 samples (0.05 s) lost of 17 to 23 leave that known.
        ([17], set()),
        ([20], WAY),
        (range(16, 22), WAY),
        (range(19, 25), WAY),
        (range(17, 23), {HEEL_OFF} | WAY),
        (range(18, 24), {HEEL_OFF} | WAY),
        ([24], WAY),
        ([26], WAY),
        # 27 to 34 touch [27.5, 33.5] around toe-off, 30 to 71 swing itself.
        ([27], LEFT_AT | WAY),
        ([30], LEFT_AT | SWING | WAY),
        ([34], LEFT_AT | SWING | WAY),
        # Up to 5 of them leave the time known; without it there is no mid-swing.
        (range(27, 32), LEFT_AT | SWING | WAY),
        (range(27, 33), LEAVING | SWING | LATE | WAY),
        # In the first half of swing the late maximum is untouched, from 50 on it is not.
        ([35], SWING | WAY),
        ([49], SWING | WAY),
        ([50], SWING | LATE | WAY),
        ([66], SWING | LATE | WAY),
        # 67 to 74 touch [67.5, 73.5] around contact.
        ([67], LANDED_AT | SWING | LATE | WAY),
        ([71], LANDED_AT | SLAP | SWING | LATE | WAY),
        ([74], LANDED_AT | SLAP | WAY),
        (range(70, 75), LANDED_AT | SLAP | SWING | LATE | WAY),
        (range(69, 75), LANDING | SWING | LATE | WAY),
        # After contact: the slap, and until 80 the way; around 80 the instant of rest.
        ([75], {"slap_pitch_rate_dps"} | WAY),
        ([80], {"slap_pitch_rate_dps"} | WAY),
        ([81], {"slap_pitch_rate_dps"}),
        (range(79, 85), {"slap_pitch_rate_dps"} | WAY),
        (range(78, 84), {"slap_pitch_rate_dps", FLAT} | WAY),
        (range(81, 91), {"slap_pitch_rate_dps"}),
        ([84], {"slap_pitch_rate_dps"}),
        ([100], {"slap_pitch_rate_dps"}),
        # Two losses void what either touches.
        ([5, 90], {"slap_pitch_rate_dps"}),
        ([17, 84], {"slap_pitch_rate_dps"}),
        # All of it.
        (range(101), {HEEL_OFF, FLAT} | LEAVING | LANDING | SWING | LATE | WAY),
    ],
)
def test_a_loss_voids_what_it_touches_and_nothing_else(make_trace, lost, void):
    flag = np.zeros(N, np.uint8)
    flag[list(lost)] = LOST
    measured = measure(make_trace, flag)
    expected = BY_HAND | dict.fromkeys(void, NAN) | {"_lost": float(void >= WAY)}
    if np.isnan(expected["toe_clearance_min_m"]):
        # Where there is no clearance, nobody asks for the pitch there.
        expected["_clearance_pitch_deg"] = measured["_clearance_pitch_deg"]
    assert measured == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("kind", [BRIDGED, CLIPPED_ACC])
def test_bridged_and_clipped_samples_void_nothing(make_trace, kind):
    measured = measure(make_trace, np.full(N, kind, np.uint8))
    assert measured == pytest.approx(BY_HAND, nan_ok=True)


def test_the_margin_of_an_event_is_a_setting(make_trace):
    flag = np.zeros(N, np.uint8)
    flag[[25, 76]] = LOST
    near, far = (measure(make_trace, flag, event_margin_s=s) for s in (0.04, 0.06))
    for name in ("foot_pitch_toe_off_deg", "foot_pitch_contact_deg"):
        assert np.isfinite(near[name])
        assert np.isnan(far[name])
    strict = measure(make_trace, flag, event_margin_s=0.06, hidden_event_s=0.0)
    for name in ("toe_off_s", "initial_contact_s"):
        assert np.isfinite(far[name])
        assert np.isnan(strict[name])


def test_pitch_at_contact_is_read_where_the_foot_touches(make_trace):
    at_contact = measure(make_trace)["foot_pitch_contact_deg"]
    earlier = measure(make_trace, events=found(touch=CONTACT - 4.0))
    kin = kinematics()
    before = np.interp(CONTACT - 4.0, np.arange(N), kin.pitch_rad[0]) / DEG
    assert earlier["foot_pitch_contact_deg"] == pytest.approx(before)
    assert abs(before - at_contact) > 0.5
    assert earlier["initial_contact_s"] == measure(make_trace)["initial_contact_s"]


def test_without_contact_only_what_precedes_it_is_known(make_trace):
    measured = measure(make_trace, events=found(contact=NAN))
    gone = {name for name, value in measured.items() if np.isnan(value)} - {"_stance_pitch_deg"}
    assert gone == LANDING | SWING | LATE | {"toe_clearance_min_m"}
    assert measured["foot_pitch_toe_off_deg"] == pytest.approx(-57.5)
    assert measured["stride_length_m"] == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("side", "bow", "expected"),
    [
        # To the left is outward on the left foot and inward on the right one.
        ("left", 0.045, 0.045),
        ("right", 0.045, -0.045),
        ("left", -0.03, -0.03),
        ("right", -0.03, 0.03),
    ],
)
def test_lateral_excursion_is_positive_outward(make_trace, side, bow, expected):
    kin = kinematics(side=[(0, 0.0), (50, bow), (100, 0.0)])
    found_m = measure(make_trace, kin=kin, side=side)["lateral_excursion_m"]
    assert found_m == pytest.approx(expected)


def test_lateral_excursion_is_the_largest_of_either_sign(make_trace):
    kin = kinematics(side=[(0, 0.0), (40, 0.02), (60, -0.03), (100, 0.0)])
    assert measure(make_trace, kin=kin)["lateral_excursion_m"] == pytest.approx(-0.03)


def test_heights_and_pitches_at_rest_do_not_count(make_trace):
    """Outside of the move, 20 to 80, nothing is looked for."""
    kin = kinematics(
        lift=[(10, 0.5), (11, 0.0), (50, 0.1), (81, 0.0), (85, 0.9)],
        heel=[(5, 0.9), (6, 0.0), (50, 0.2), (81, 0.0), (90, 0.9)],
        pitch=[(5, 80.0), (6, 0.0), (50, 10.0), (81, 0.0), (90, -80.0)],
    )
    measured = measure(make_trace, kin=kin)
    assert measured["sensor_lift_max_m"] == pytest.approx(0.1)
    assert measured["heel_clearance_max_m"] == pytest.approx(0.2)
    # From 14/44 of 10° at 20 to 10°, and 1/31 of it at 80.
    assert measured["foot_pitch_range_deg"] == pytest.approx(10.0 * (1 - 1 / 31))


@pytest.mark.parametrize(
    ("part", "lowest_m"),
    [
        ((0.25, 0.75), 0.021),
        # From 50.5 to 70.5 the lowest is 70, ten twelfths of the way from 8 cm to 1 cm.
        ((0.5, 1.0), 0.08 - 0.07 * 10 / 12),
        # From 54.5 to 62.5: 55, half of the way from 2.1 to 8 cm.
        ((0.6, 0.8), 0.0505),
    ],
)
def test_clearance_is_looked_for_in_a_part_of_swing(make_trace, part, lowest_m):
    measured = measure(make_trace, clearance_from=part[0], clearance_to=part[1])
    assert measured["toe_clearance_min_m"] == pytest.approx(lowest_m)


def test_slap_lasts_as_long_as_the_setting_says(make_trace):
    """0.04 s after 70.5: until 74.5, so 74 is the last, three steps of 400/6 behind 20 °/s."""
    measured = measure(make_trace, slap_s=0.04)
    assert measured["slap_pitch_rate_dps"] == pytest.approx(20.0 + 3.0 * 400.0 / 6.0)


def test_toes_that_only_rise_have_no_slap(make_trace):
    kin = kinematics(rate=[(0, 5.0), (100, 5.0)])
    measured = measure(make_trace, kin=kin)
    assert measured["slap_pitch_rate_dps"] == 0.0
    assert measured["_contact_rate_dps"] == pytest.approx(5.0)


def test_a_contact_at_the_very_end_is_read_there(make_trace):
    measured = measure(make_trace, events=found(contact=100.0, touch=100.0))
    assert measured["foot_pitch_contact_deg"] == pytest.approx(0.0)
    assert measured["_contact_rate_dps"] == pytest.approx(30.0)
    assert measured["initial_contact_s"] == pytest.approx(6.0)


def test_slope_around_a_contact_on_a_turn_is_that_of_both_sides(make_trace):
    """From 18.5° up to 20° in 1.5 samples, 100 °/s, and down again by 300 °/s: √5e4 °/s."""
    kin = kinematics(pitch=[(0, 0.0), (50, 0.0), (70, 20.0), (75, 5.0), (100, 0.0)])
    measured = measure(make_trace, kin=kin, events=found(contact=70.0))
    assert measured["_contact_slope_dps"] == pytest.approx(math.sqrt(0.5 * (100**2 + 300**2)))


def test_slope_at_the_very_end_is_that_before(make_trace):
    kin = kinematics(pitch=[(0, 0.0), (90, 0.0), (100, 10.0)])
    measured = measure(make_trace, kin=kin, events=found(contact=100.0))
    assert measured["_contact_slope_dps"] == pytest.approx(100.0 / math.sqrt(2.0))


def test_a_way_back_has_a_length_too(make_trace):
    assert measure(make_trace, kin=kinematics(length_m=-0.8))["stride_length_m"] == 0.8


def stance_pitch(make_trace, *, contact, toe_off, starts=(500, 600)):
    """Stance pitch of two strides: the first rises from 0 to 10°, the other falls from 50 to
    40°. They are measured one by one, the later one first."""
    traces = [make_trace(N, start=start, move=MOVE, still=STILL) for start in starts]
    measured = MeasuredStrides.empty(traces)
    (both,) = batches(traces)
    for row, pitch, events in (
        (1, [(0, 50.0), (100, 40.0)], found(toe_off=toe_off)),
        (0, [(0, 0.0), (100, 10.0)], found(contact=contact)),
    ):
        only = slice(row, row + 1)
        batch = TraceBatch(
            both.rows[only],
            both.data[:, only],
            both.flag[only],
            both.count[only],
            both.move[only],
            both.still[only],
            both.acc_bias_mps2[:, only],
        )
        measured.add(batch, kinematics(pitch=pitch), events, "left", MeasureParams())
    measured.finish()
    return measured.table["_stance_pitch_deg"]


@pytest.mark.parametrize(
    ("contact", "toe_off", "expected"),
    [
        # 20 samples before the border and 30.5 behind it: 5.25 into the second stride.
        (80.0, 30.5, 50.0 - 0.525),
        # 50 before and 30.5 behind: 9.75 before the border, in the first.
        (50.0, 30.5, 10.0 - 0.975),
        # Just on the border, and just before it, where the first stride ends.
        (69.5, 30.5, 50.0),
        (69.4, 30.5, 10.0 - 0.005),
        (NAN, 30.5, NAN),
        (80.0, NAN, NAN),
    ],
)
def test_stance_pitch_lies_half_way_through_the_stance(make_trace, contact, toe_off, expected):
    pitch = stance_pitch(make_trace, contact=contact, toe_off=toe_off)
    assert np.isnan(pitch[0])
    assert pitch[1] == pytest.approx(expected, nan_ok=True)


def test_strides_that_do_not_share_a_border_have_no_stance_between(make_trace):
    assert np.isnan(stance_pitch(make_trace, contact=80.0, toe_off=30.0, starts=(500, 700))).all()


def test_times_follow_the_recordings_clock(make_trace):
    """The same samples on a clock that runs 2 % slow."""
    trace = make_trace(N, start=500, move=MOVE, still=STILL, rate_hz=98.0)
    measured = MeasuredStrides.empty([trace])
    (batch,) = batches([trace])
    measured.add(batch, kinematics(), found(), "left", MeasureParams())
    measured.finish()
    assert measured.table["toe_off_s"][0] == pytest.approx(530.5 / 98.0)
    assert measured.table["foot_flat_s"][0] == pytest.approx(580.0 / 98.0)
