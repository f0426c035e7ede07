# Mutants killed: shaking looked for outside of swing's middle; a running mean taken once; braking
# measured against the later peak alone; the largest for the lower quartile; clipping in stance; a
# high foot as loud as a low one; a stretch that ends at its first quiet sample; the way from the
# stride's begin; samples of a batch cut off where the swing of one of its strides begins.
from __future__ import annotations

import itertools

import numpy as np
import pytest

from gaitsense.footdrop.drag_signs import DragSignParams, drag_signs
from gaitsense.gait.kinematics import FootKinematics
from gaitsense.gait.traces import ACC, TraceBatch
from gaitsense.signal.grid import CLIPPED_ACC, CLIPPED_GYR, LOST

NAN = float("nan")
PERIOD_S = 0.005
N = 240
#: Swing of 0.4 s: its middle, 20 to 88 %, lies from 96 to 150; the landing takes 10 samples more.
TOE_OFF, CONTACT = 80.0, 160.0
CORE = (96, 150)
#: On each of three axes, changing sign at every sample.
SHAKE_MPS2 = 6.0


def signs_of(
    speed_mps=None,
    toe_m=None,
    pitch_deg=None,
    shaken=(),
    toe_off=TOE_OFF,
    contact=CONTACT,
    flags=None,
    readings=None,
    course=None,
    way_m=0.0,
    period_s=PERIOD_S,
    **settings,
):
    """Signs of one stride with these courses and shaken over these samples."""
    data = np.zeros((16, 1, N))
    if course is not None:
        data[ACC, 0] = course
    for first, stop in shaken:
        data[ACC, 0, first:stop] += SHAKE_MPS2 * (-1.0) ** np.arange(first, stop)
    for place, reading in (readings or {}).items():
        data[ACC, 0, place] = reading
    zero = np.zeros((1, N))
    flag = np.zeros((1, N), np.uint8)
    for place, value in (flags or {}).items():
        flag[0, place] = value
    batch = TraceBatch(
        np.zeros(1, np.int64),
        data,
        flag,
        np.array([N]),
        np.array([30]),
        np.array([185]),
        np.zeros((3, 1)),
    )
    vel = np.zeros((3, 1, N))
    vel[0, 0] = swing_speed() if speed_mps is None else speed_mps
    low = zero if toe_m is None else np.asarray(toe_m, float)[None, :]
    pos = way_m * np.arange(N) * np.array([0.6, 0.8, 0.0])[:, None, None]
    pitch = zero if pitch_deg is None else np.radians(pitch_deg)[None, :]
    kin = FootKinematics(
        pitch, zero, zero, pos, vel, np.zeros(1), low + 1.0, zero, low, np.zeros(1)
    )
    swing = np.array([toe_off]), np.array([contact])
    return drag_signs(batch, kin, *swing, period_s, DragSignParams(**settings))


def ratio(loudness):
    """Shaking over that of a free foot."""
    return np.exp(loudness[0]) - 0.5


def free_mps2(sample):
    """What a free foot shakes at this sample of the swing: the tub, by hand between its corners."""
    share = (sample - TOE_OFF) / (CONTACT - TOE_OFF)
    corners = ((0.0, 10.0), (0.1, 10.0), (0.2, 4.1), (0.3, 1.3), (0.45, 0.8), (0.6, 1.2))
    corners += ((0.75, 2.5), (0.9, 5.7), (1.0, 15.0))
    for (a, low), (b, high) in itertools.pairwise(corners):
        if a <= share <= b:
            return low + (high - low) * (share - a) / (b - a)
    raise AssertionError(share)


def swing_speed(dip_mps=0.0, at=120):
    """Up to 4 m/s at sample 100, level until 140, down again; with a dip of three samples."""
    speed = np.interp(np.arange(N), [80, 100, 140, 160], [0.0, 4.0, 4.0, 0.0])
    speed[at - 1 : at + 2] -= dip_mps
    return speed


def test_a_clean_swing_has_no_sign():
    signs = signs_of()
    for name in ("loudest", "early"):
        assert getattr(signs, name)[0] == pytest.approx(np.log(0.5))
    for name in ("quiet_mps2", "brake_share", "clipped"):
        assert getattr(signs, name)[0] == 0.0


def test_the_curve_of_a_swing_is_no_shaking():
    t_s = np.arange(N) * PERIOD_S
    signs = signs_of(course=30.0 * np.sin(2.0 * np.pi * 3.0 * t_s))
    # The mean over 11 samples passes sin(11 x) / (11 sin x) of a tone, x = π f T; 4 % are left, and
    # taken off twice 0.2 %.
    x = np.pi * 3.0 * PERIOD_S
    left = (1.0 - np.sin(11.0 * x) / (11.0 * np.sin(x))) ** 2
    assert ratio(signs.loudest) <= 30.0 * np.sqrt(3.0) * left * 1.01 / 0.8
    assert signs.quiet_mps2[0] < 0.15


@pytest.mark.parametrize("frequency_hz", [30.0, 60.0])
def test_a_steady_tone_has_its_root_mean_square(frequency_hz):
    t_s = np.arange(N) * PERIOD_S
    signs = signs_of(course=2.0 * np.sin(2.0 * np.pi * frequency_hz * t_s))
    x = np.pi * frequency_hz * PERIOD_S
    passed = (1.0 - np.sin(11.0 * x) / (11.0 * np.sin(x))) ** 2
    expected = 2.0 / np.sqrt(2.0) * np.sqrt(3.0) * passed
    assert signs.quiet_mps2[0] == pytest.approx(expected, rel=0.2)
    # A free foot is quietest, 0.8 m/s², at 45 % of swing, where the tone stands out most.
    assert ratio(signs.loudest) == pytest.approx(expected / 0.8, rel=0.1)


@pytest.mark.parametrize("rate_hz", [100.0, 125.0])
def test_the_last_bit_of_the_period_decides_nothing(rate_hz):
    """50 and 20 ms are two and a half samples either side there: a tie for rounding."""
    periods = np.nextafter(1.0 / rate_hz, [0.0, 1.0])
    less, more = (signs_of(shaken=[(110, 130)], period_s=period_s) for period_s in periods)
    assert ratio(less.loudest) == ratio(more.loudest) > 1.0


def test_shaking_has_its_place_length_and_way():
    signs = signs_of(shaken=[(110, 130)], way_m=0.02)
    # Alternating samples pass the running means almost whole.
    assert ratio(signs.loudest) == pytest.approx(
        SHAKE_MPS2 * np.sqrt(3.0) / free_mps2(116), rel=0.2
    )
    # The running means leave a little beyond the edges.
    assert 106 <= signs.start[0] <= 111
    assert 129 <= signs.stop[0] <= 134
    # 3 and 4 parts of 5 along east and north, at each sample.
    assert signs.travel_m[0] == pytest.approx(0.02 * (signs.stop[0] - signs.start[0]))


def test_a_drag_may_pause():
    signs = signs_of(shaken=[(110, 120), (124, 134)])
    assert signs.start[0] <= 112
    assert signs.stop[0] >= 132


def test_the_same_shaking_stands_out_more_where_a_free_foot_is_quiet():
    early, middle = (ratio(signs_of(shaken=[where]).loudest) for where in ((96, 104), (112, 120)))
    assert middle / early == pytest.approx(free_mps2(100) / free_mps2(116), rel=0.35)


@pytest.mark.parametrize(("shaken", "early"), [((96, 107), True), ((112, 150), False)])
def test_what_lasts_after_lift_off_is_early(shaken, early):
    # The first part lies from 96 to 107 samples.
    signs = signs_of(shaken=[shaken])
    assert (signs.early[0] > 0.5) == early
    assert ratio(signs.loudest) > 1.5


def test_a_high_foot_is_less_loud():
    low = signs_of(shaken=[(90, 150)])
    toe = np.full(N, 0.022)
    toe[149] = 0.0
    high = signs_of(shaken=[(90, 150)], toe_m=toe)
    # It hangs 2.2 cm over its lowest place; the first 0.7 count nothing, each more a factor e.
    assert high.early[0] == pytest.approx(low.early[0] - 1.5)
    # A foot that is high enough counts as still, whatever it shakes.
    toe[:] = 0.1
    toe[149] = 0.0
    assert signs_of(shaken=[(90, 150)], toe_m=toe).early[0] == pytest.approx(np.log(0.5))


def test_a_drag_is_over_where_the_toe_rises():
    toe = np.where(np.arange(N) < 125, 0.0, 0.02)
    signs = signs_of(shaken=[(110, 145)], toe_m=toe)
    assert signs.stop[0] == 125.0


@pytest.mark.parametrize("shaken", [(40, 78), (172, 200)])
def test_what_shakes_outside_of_swing_does_not_count(shaken):
    assert ratio(signs_of(shaken=[shaken]).loudest) < 0.5


def test_a_drag_over_the_whole_swing_begins_and_ends_with_it():
    signs = signs_of(shaken=[(40, 200)])
    assert (signs.start[0], signs.stop[0]) == (80.0, 160.0)
    assert signs.quiet_mps2[0] > 8.0


def test_quiet_is_the_lower_quartile():
    # Shaken in its second half, the middle of swing is still for more than a quarter.
    assert signs_of(shaken=[(125, 160)]).quiet_mps2[0] < 0.5
    # Shaken but for its first eighth, it is not.
    assert signs_of(shaken=[(104, 160)]).quiet_mps2[0] > 4.0


def test_heights_are_those_of_the_middle_of_swing():
    toe = np.full(N, 0.05)
    toe[120] = 0.004
    toe[60] = -0.02  # In stance.
    # A high foot is so much less loud that it must shake more than three times as long.
    signs = signs_of(toe_m=toe, readings={k: 500.0 * (-1.0) ** k for k in range(135, 145)})
    assert signs.toe_m[0] == 0.004
    assert signs.above_m[0] == pytest.approx(0.046)


@pytest.mark.parametrize("size_mps2", [60.0, 157.0, -500.0])
def test_one_reading_that_sticks_out_is_no_shaking(size_mps2):
    assert ratio(signs_of(readings={120: size_mps2}).loudest) == pytest.approx(0.0)
    # Two beside each other are: a glitch that long would be a jolt.
    assert ratio(signs_of(readings={120: size_mps2, 121: -size_mps2}).loudest) > 10.0


def test_braking_is_the_dip_between_two_higher_speeds():
    # 0.6 m/s of 4 m/s.
    assert signs_of(swing_speed(0.6)).brake_share[0] == pytest.approx(0.15)


def test_slowing_down_for_good_is_no_braking():
    speed = np.interp(np.arange(N), [80, 100, 120, 160], [0.0, 4.0, 2.0, 0.0])
    assert signs_of(speed).brake_share[0] == 0.0


def test_a_dip_before_the_peak_is_measured_against_the_lower_side():
    # 3 m/s, dip to 2, then 4 m/s: the foot lost 1 m/s of a peak of 4.
    speed = np.interp(np.arange(N), [80, 100, 110, 125, 160], [0.0, 3.0, 2.0, 4.0, 0.0])
    assert signs_of(speed).brake_share[0] == pytest.approx(0.25)


def test_a_foot_that_goes_backwards_has_no_braking():
    assert np.isnan(signs_of(-swing_speed()).brake_share[0])


@pytest.mark.parametrize("flag", [CLIPPED_ACC, CLIPPED_GYR])
@pytest.mark.parametrize(("place", "seen"), [(95, 0.0), (96, 1.0), (150, 1.0), (151, 0.0)])
def test_clipping_counts_in_the_middle_of_swing(flag, place, seen):
    assert signs_of(flags={place: flag}).clipped[0] == seen


@pytest.mark.parametrize("events", [{"toe_off": NAN}, {"contact": NAN}, {"contact": 81.0}])
def test_unknown_swing_has_unknown_signs(events):
    signs = signs_of(swing_speed(0.6), shaken=[(110, 130)], **events)
    for name in signs.__dataclass_fields__:
        assert np.isnan(getattr(signs, name)[0]), name


def test_a_stride_has_the_same_signs_among_others():
    """Early, late and unknown swings: each is seen as far as its running means reach."""
    rng = np.random.default_rng(4)
    swings = np.array([[40.0, 110.0], [NAN, NAN], [120.0, 200.0], [80.0, NAN], [100.0, 150.0]])
    acc = rng.normal(0.0, 2.0, (3, len(swings), N))
    speed = rng.normal(3.0, 0.5, (len(swings), N))
    toe_m = rng.uniform(0.0, 0.02, (len(swings), N))

    def signs(rows):
        n = len(rows)
        data, zero = np.zeros((16, n, N)), np.zeros((n, N))
        data[ACC] = acc[:, rows]
        count, ends = np.full(n, N), np.zeros(n, np.int64)
        flag, bias = np.zeros((n, N), np.uint8), np.zeros((3, n))
        batch = TraceBatch(np.arange(n), data, flag, count, ends, count, bias)
        vel, pos = np.zeros((3, n, N)), np.cumsum(np.ones((3, n, N)), axis=2)
        vel[0] = speed[rows]
        low, scale = toe_m[rows], np.zeros(n)
        kin = FootKinematics(zero, zero, zero, pos, vel, scale, low + 1.0, zero, low, scale)
        return drag_signs(batch, kin, *swings[rows].T, PERIOD_S, DragSignParams())

    together, alone = signs(np.arange(len(swings))), [signs([k]) for k in range(len(swings))]
    for name in together.__dataclass_fields__:
        own = [getattr(one, name)[0] for one in alone]
        assert getattr(together, name) == pytest.approx(own, rel=1e-9, nan_ok=True), name
    assert np.isfinite(together.loudest).tolist() == [True, False, True, False, True]


@pytest.mark.parametrize(("lost", "known"), [(95, True), (96, False), (150, False), (152, True)])
def test_a_loss_in_the_searched_part_hides_the_signs(lost, known):
    signs = signs_of(swing_speed(0.6), flags={lost: LOST})
    assert np.isfinite(signs.brake_share[0]) == known
    assert np.isfinite(signs.loudest[0]) == known
