# Mutants killed: toe-off at the fastest push-off itself; a contact told although the foot never
# stopped; the jolt's middle without its half sample; a heel that lands after its lowering.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.gait.events import EventParams, find_events

DEG = np.pi / 180.0
#: At 200 Hz: 25 ms are 5 samples, 32 ms are 6.4.
PERIOD_S = 0.005
N = 201

# One swing in straight lines over samples. The toes go down from 30 on, fastest at 50 with
# -400 °/s; they come up from there by 33.5 °/s per sample, so a quarter of the push-off is
# gone at 50 + 100 / 33.5. The rate falls from 100 on by 15.5 °/s per sample and passes zero at
# 100 + 270 / 15.5. The foot moves from 30 to 135, fastest at 85, and falls by 0.1 m/s per
# sample, under 19 % of 5 m/s at 125.5. Pitch is the rate's integral: 25.8° at its highest.
RATE = [(30, 0), (50, -400), (70, 270), (100, 270), (140, -350), (160, 0)]
SPEED = [(30, 0.0), (85, 5.0), (135, 0.0)]
TOE_OFF = 50 + 100 / 33.5
TURNED = 100 + 270 / 15.5
STOPPED = 125.5
#: Three quarters of the fastest lowering, -350 °/s.
LANDED = 100 + (270 + 262.5) / 15.5


def lines(knots, n=N):
    at, value = zip(*knots, strict=True)
    return np.interp(np.arange(n), at, value)


def integral(rate_dps):
    return np.append(0.0, np.cumsum(0.5 * (rate_dps[1:] + rate_dps[:-1]))) * PERIOD_S


def jolts(*steps, n=N):
    """Force that changes by so much (m/s²) between a sample and the one before it."""
    acc = np.zeros((3, n))
    acc[2] = 9.81
    for k, (sample, size) in enumerate(steps):
        acc[k % 3, sample:] += size
    return acc


def found(
    rate=RATE,
    speed=SPEED,
    acc=None,
    pitch=None,
    move=30,
    count=None,
    height=0.1,
    turn_deg=0.0,
    **settings,
):
    """One stride; pitch is the integral of its rate unless given."""
    rate_dps = lines(rate)
    pitch_deg = integral(rate_dps) if pitch is None else lines(pitch)
    return find_events(
        rate_dps[None] * DEG,
        pitch_deg[None] * DEG,
        lines(speed)[None],
        np.full((1, N), height),
        np.array([turn_deg * DEG]),
        (jolts() if acc is None else acc)[:, None],
        np.array([N if count is None else count]),
        np.array([move]),
        PERIOD_S,
        EventParams(**settings),
    )


def events(*args, **kwargs):
    """Events of one stride as plain numbers."""
    one = found(*args, **kwargs)
    return (
        float(one.toe_off[0]),
        float(one.contact[0]),
        int(one.swing_peak[0]),
        bool(one.lowered[0]),
    )


def test_a_heel_strike_without_a_jolt():
    toe_off, contact, peak, lowered = events()
    assert toe_off == pytest.approx(TOE_OFF)
    assert contact == pytest.approx(TURNED)
    assert (peak, lowered) == (85, True)


@pytest.mark.parametrize("shift", [0.0, 0.2, 0.5, 0.9])
def test_events_are_told_below_one_sample(shift):
    """The swing a part of a sample later: the contact moves by just that part. The fastest
    sample is then less than the 400 °/s between two of them, on lines of 20 and 33.5 °/s."""
    later = [[(at + shift, value) for at, value in knots] for knots in (RATE, SPEED)]
    toe_off, contact, _, _ = events(*later)
    fastest = min(-400 + 20 * shift, -400 + 33.5 * (1 - shift))
    assert toe_off == pytest.approx(50 + shift + (0.75 * fastest + 400) / 33.5)
    assert contact == pytest.approx(TURNED + shift)


@pytest.mark.parametrize(("left", "level"), [(0.75, -300.0), (0.5, -200.0), (0.0, 0.0)])
def test_toe_off_is_where_the_push_off_breaks(left, level):
    toe_off = events(push_off_return=left)[0]
    assert toe_off == pytest.approx(50 + (400 + level) / 33.5)


@pytest.mark.parametrize(
    ("push_dps", "toe_off"),
    [
        # Slower than 60 °/s is no push-off: the foot leaves where it has a fifth of its speed,
        # 1 m/s at 30 + 55 / 5.
        (-59.0, 41.0),
        (-61.0, 50 + 0.25 * 61 / ((270 + 61) / 20)),
    ],
)
def test_a_foot_without_push_off_leaves_when_it_travels(push_dps, toe_off):
    rate = [(30, 0), (50, push_dps), *RATE[2:]]
    assert events(rate)[0] == pytest.approx(toe_off)


def test_a_foot_that_hangs_leaves_when_it_travels():
    """The toes still go down faster when the foot is fastest; nothing broke that rotation."""
    rate = [(30, 0), (90, -300), (100, 270), *RATE[3:]]
    assert events(rate)[0] == pytest.approx(41.0)


def test_a_foot_does_not_leave_before_it_moves():
    """Already at 2 m/s when motion begins: it leaves then, not between two samples before."""
    speed = [(20, 0.0), (30, 2.0), (85, 5.0), (135, 0.0)]
    rate = [(30, 0), (50, 0), (70, 270), *RATE[3:]]
    assert events(rate, speed)[0] == 30.0


@pytest.mark.parametrize(
    ("sample", "contact"),
    [
        # The change between 129 and 130 lies at 129.5; the heel met the floor 6.4 before.
        (130, 129.5 - 6.4),
        (127, 126.5 - 6.4),
        # Sooner than that after the reversal, the reversal stands.
        (123, TURNED),
        # Later than the sole goes down, the heel has landed already.
        (141, 140.5 - 6.4),
        (142, LANDED),
        # Up to 0.2 s after the reversal.
        (157, LANDED),
        (158, TURNED),
    ],
)
def test_a_late_jolt_moves_a_heel_strike(sample, contact):
    assert events(acc=jolts((sample, 40.0)))[1] == pytest.approx(contact)


@pytest.mark.parametrize(("sample", "contact"), [(105, 129.5 - 6.4), (106, TURNED)])
def test_jolts_count_from_shortly_before_the_reversal(sample, contact):
    """0.06 s are 12 samples; a jolt inside has half of the energy, and comes first."""
    assert events(acc=jolts((sample, 40.0), (130, 40.0)))[1] == pytest.approx(contact)


def test_jolts_count_by_their_energy():
    """3² at 128 and 4² at 132, along different axes: half of it is there in the latter."""
    middle = 131 + (0.5 * (9 + 16) - 9) / 16
    assert events(acc=jolts((128, 3.0), (132, 4.0)))[1] == pytest.approx(middle - 6.4)


def test_where_pitch_at_contact_is_read():
    """6 samples, 30 ms, before a heel's contact, but not before the rotation turned round; of a
    foot that is not lowered, at contact."""
    assert found(acc=jolts((141, 40.0))).touch[0] == pytest.approx(140.5 - 6.4 - 6.0)
    assert found(acc=jolts((127, 40.0))).touch[0] == pytest.approx(TURNED)
    assert found([*RATE[:4], (140, -38), (160, 0)]).touch[0] == pytest.approx(STOPPED)
    assert np.isnan(found(speed=[(30, 0.0), (85, 5.0), (140, 1.1)]).touch[0])


@pytest.mark.parametrize(
    ("turn_deg", "height", "leaves"),
    [
        (46.0, 0.009, False),
        (-46.0, 0.009, False),
        (44.0, 0.009, True),
        (46.0, 0.011, True),
    ],
)
def test_a_foot_that_turns_on_the_floor_does_not_leave_it(turn_deg, height, leaves):
    toe_off, contact, _, _ = events(turn_deg=turn_deg, height=height)
    assert np.isfinite(toe_off) == leaves
    assert np.isfinite(contact) == leaves


@pytest.mark.parametrize(
    ("rate", "pitch", "why"),
    [
        ([*RATE[:4], (140, -38), (160, 0)], None, "lowered at 38 °/s, less than 40"),
        (RATE, [(20, 0.0), (60, -30.0), (117, 1.9), (150, 0.0)], "raised by less than 2°"),
        ([*RATE[:3], (113, 270), (153, -350), (170, 0)], None, "turned round after the stop"),
        ([(30, 0), (50, -400), (80, -20), (120, -20), (140, -350), (160, 0)], None, "never up"),
    ],
)
def test_a_flat_or_toe_landing_is_where_the_speed_collapses(rate, pitch, why):
    _, contact, _, lowered = events(rate, pitch=pitch)
    assert contact == pytest.approx(STOPPED), why
    assert not lowered


@pytest.mark.parametrize(
    ("highest_deg", "fastest_dps", "lowered"),
    [(2.1, -350, True), (1.9, -350, False), (20.0, -41, True), (20.0, -39, False)],
)
def test_when_a_heel_was_lowered(highest_deg, fastest_dps, lowered):
    pitch = [(20, 0.0), (60, -30.0), (117, highest_deg), (150, 0.0)]
    # Down to `fastest_dps` from the same reversal on.
    rate = [*RATE[:4], (TURNED, 0), (TURNED + 20, fastest_dps), (170, 0)]
    assert events(rate, pitch=pitch)[3] is lowered


def test_a_lowering_that_comes_late_is_none():
    """From the highest pitch, here at 117, the toes have 0.2 s, 40 samples."""
    pitch = [(20, 0.0), (60, -30.0), (117, 15.0), (150, 0.0)]
    slow = [*RATE[:4], (TURNED, 0), (150, -20)]
    assert events([*slow, (158, -20), (159, -100)], pitch=pitch)[3] is False
    assert events([*slow, (156, -20), (157, -100)], pitch=pitch)[3] is True


def test_a_foot_that_never_stops_has_no_contact():
    """Its speed stays over 19 % of the highest: a ride, or a stream that was cut off."""
    toe_off, contact, _, _ = events(speed=[(30, 0.0), (85, 5.0), (140, 1.1)])
    assert toe_off == pytest.approx(TOE_OFF)
    assert np.isnan(contact)


def test_a_contact_before_toe_off_is_none():
    """Motion is said to begin at 130, when the foot has stopped already."""
    toe_off, contact, _, _ = events(move=130)
    assert toe_off == 130.0
    assert np.isnan(contact)


def test_where_the_foot_stops_is_a_setting():
    """Half of 5 m/s is reached at 110."""
    rate = [*RATE[:4], (140, -38), (160, 0)]
    assert events(rate, stop_share=0.5)[1] == pytest.approx(110.0)
    assert events([(30, 0)], leave_share=0.5)[0] == pytest.approx(30 + 55 / 2)


@pytest.mark.parametrize(
    ("blur_s", "contact"),
    [
        # 9 °/s at 122 and -86.5 at 123.
        (0.0, 122 + 9 / 95.5),
        # The triangle of 5 samples has a weight of 0.2 / 5 four samples off: 6.5 °/s at 117
        # stay, -9 at 118 become -5.8, and at 122 the rate stays below zero.
        (0.025, 117 + 6.5 / 12.3),
    ],
)
def test_a_reversal_is_read_from_a_smoothed_rate(blur_s, contact):
    """One sample behind the reversal reads 80 °/s more, 9 for -71."""
    spoilt = lines(RATE)
    spoilt[122] += 80.0
    knots = list(enumerate(spoilt))
    assert events(knots, reversal_blur_s=blur_s)[1] == pytest.approx(contact)


def test_rows_do_not_know_of_one_another():
    """A shorter stride beside a longer one, padded by its last sample: the same bits."""
    n = 170
    rate, speed = lines(RATE) * DEG, lines(SPEED)
    pitch, acc = integral(lines(RATE)) * DEG, jolts((130, 40.0), (168, 300.0))
    height = np.full(N, 0.1)
    turn = np.array([1.0])
    short = [x[..., :n] for x in (rate, pitch, speed, height)]
    alone = find_events(
        *(x[None] for x in short),
        turn,
        acc[:, None, :n],
        np.array([n]),
        np.array([30]),
        PERIOD_S,
        EventParams(),
    )
    padded = [np.append(x, np.full(N - n, x[-1])) for x in short]
    padded_acc = np.concatenate([acc[:, :n], np.repeat(acc[:, n - 1 : n], N - n, 1)], axis=1)
    beside = find_events(
        *(np.stack([own, x]) for own, x in zip((rate, pitch, speed, height), padded, strict=True)),
        np.repeat(turn, 2),
        np.stack([acc, padded_acc], axis=1),
        np.array([N, n]),
        np.array([30, 30]),
        PERIOD_S,
        EventParams(),
    )
    for name in ("toe_off", "contact", "touch", "swing_peak", "lowered"):
        assert np.array_equal(getattr(beside, name)[1:], getattr(alone, name), equal_nan=True)


def test_a_stride_that_ends_in_its_fastest_sample():
    """Nothing behind the peak: no stop, no contact."""
    toe_off, contact, peak, _ = events(speed=[(30, 0.0), (200, 5.0)], rate=[(30, 0)])
    assert (peak, np.isnan(contact)) == (200, True)
    assert toe_off == pytest.approx(30 + 170 / 5)


def test_analytic_swing_end_to_end(analytic_walk, swing):
    """Pitch in pieces 140 u³ (1-u)³: at a fall of 55° in 0.15 s the rate is back to three
    quarters where (4u (1-u))³ = 0.75; the highest pitch, where it turns, is its knot at 0.8;
    speed 140/0.5 u³ (1-u)³ * 1.2 m is at a share s of its highest where (4u (1-u))³ = s."""
    walk = analytic_walk([swing(lift_m=0.0)], rate_hz=200.0)
    rate = -walk.gyr_radps[1]
    ends = find_events(
        rate[None],
        walk.pitch_rad[None],
        np.linalg.norm(walk.vel_mps, axis=0)[None],
        np.full((1, len(rate)), 0.1),
        np.zeros(1),
        np.zeros((3, 1, len(rate))),
        np.array([len(rate)]),
        np.array([walk.spans[0].move_sample]),
        PERIOD_S,
        EventParams(reversal_blur_s=0.0),
    )
    back = 0.5 + 0.5 * np.sqrt(1.0 - 0.75 ** (1 / 3))
    assert ends.toe_off[0] * PERIOD_S == pytest.approx(1.0 + 0.15 * back, abs=0.001)
    assert ends.contact[0] * PERIOD_S == pytest.approx(1.0 + 0.8 * 0.5)
    flat = analytic_walk([swing(lift_m=0.0, knots=((0.0, 0.0), (1.0, 0.0)))], rate_hz=200.0)
    speed = np.linalg.norm(flat.vel_mps, axis=0)
    zero = np.zeros((1, len(speed)))
    stopped = find_events(
        zero,
        zero,
        speed[None],
        zero,
        np.zeros(1),
        np.zeros((3, 1, len(speed))),
        np.array([len(speed)]),
        np.array([flat.spans[0].move_sample]),
        PERIOD_S,
        EventParams(),
    )
    leaves, stops = (0.5 * np.sqrt(1.0 - share ** (1 / 3)) for share in (0.2, 0.19))
    assert stopped.toe_off[0] * PERIOD_S == pytest.approx(1.0 + 0.5 * (0.5 - leaves), abs=3e-4)
    assert stopped.contact[0] * PERIOD_S == pytest.approx(1.0 + 0.5 * (0.5 + stops), abs=3e-4)
