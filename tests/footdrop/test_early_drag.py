"""The early word on swings in closed form: a foot's pitch rate and bursts of known place and size.

A stride takes 1 s. Its foot stands, pushes off (-3 rad/s), turns toes up from 0.50 s on, and
lands at 0.90 s with a jolt and a slap; so a swing takes 0.4 s. Bursts are 50 Hz sines of known
root mean square on one axis.

Kills, among others: a landing that is told, a word before anything is known of the foot, two words
for one swing, a limit that does not learn from a foot that always shakes, a sign of the pitch rate.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest

from gaitsense.footdrop.early_drag import EarlyDrag, EarlyDragParams
from gaitsense.footdrop.usual_swing import ClosedSwing
from gaitsense.model.events import ToeDragSuspected
from gaitsense.signal.grid import BRIDGED, LOST, GridBreak, GridChunk

RATE_HZ = 200.0
LIFT_OFF_S, CONTACT_S = 0.5, 0.9
LEFTWARD = np.array([0.0, 0.6, 0.8])
#: The constants are a matter of the study; these are held fixed here.
PARAMS = EarlyDragParams(
    factor=4.0,
    early_factor=1.0,
    early_until=0.34,
    lasting_s=0.03,
    swing_from=0.2,
    swing_to=0.9,
    turned_share=0.5,
    fewest_swings_n=1,
    push_off_radps=1.0,
    toes_up_radps=1.0,
    landing_radps=2.5,
    jolt_mps2=40.0,
    jolt_from=0.4,
)

Burst = tuple[float, float, float]


def walk(
    strides_n: int,
    bursts: Sequence[Burst] = (),
    *,
    pushing: bool = True,
    swinging_radps: float = 4.0,
    contacts_s: Sequence[float] | None = None,
    rate_hz: float = RATE_HZ,
    jolt_mps2: float = 60.0,
) -> GridChunk:
    """Strides with bursts (begin and end in s, root mean square in m/s²)."""
    t_s = np.arange(round(strides_n * rate_hz)) / rate_hz
    within = t_s % 1.0
    contact = np.repeat(contacts_s or [CONTACT_S] * strides_n, round(rate_hz))
    push = (within >= 0.3) & (within < LIFT_OFF_S - 1e-9) & pushing
    up = (within >= LIFT_OFF_S - 1e-9) & (within < contact - 0.1)
    slap = (within >= contact) & (within < contact + 0.05)
    pitch_rate = -3.0 * push + swinging_radps * up - 4.0 * slap
    force = np.zeros((3, len(t_s)))
    force[2] = 9.81
    landing = (within >= contact) & (within < contact + 0.06)
    force[2] += landing * jolt_mps2 * np.cos(2.0 * np.pi * 50.0 * (within - contact))
    for begin_s, end_s, rms in bursts:
        inside = (t_s >= begin_s - 1e-9) & (t_s < end_s - 1e-9)
        force[0] += inside * rms * math.sqrt(2.0) * np.sin(2.0 * np.pi * 50.0 * (t_s - begin_s))
    gyr = -LEFTWARD[:, None] * pitch_rate
    return GridChunk(0, t_s, force, gyr, np.zeros(len(t_s), np.uint8))


def closings(strides_n: int, rate_hz: float = RATE_HZ, first: int = 0) -> list[ClosedSwing]:
    """One closed stride known at each whole second from the second on."""
    return [
        ClosedSwing(round((k + 1) * rate_hz) + 20, LEFTWARD, k + LIFT_OFF_S, k + CONTACT_S)
        for k in range(first, strides_n - 1)
    ]


def told(
    chunk: GridChunk,
    closed: Sequence[ClosedSwing] | None = None,
    params: EarlyDragParams = PARAMS,
    rate_hz: float = RATE_HZ,
) -> list[ToeDragSuspected]:
    if closed is None:
        closed = closings(round(len(chunk.t_s) / rate_hz), rate_hz)
    return EarlyDrag("left", rate_hz, params).push([chunk], closed)


@pytest.mark.parametrize("rms", [5.0, 12.0])
def test_a_burst_in_mid_swing_is_told_while_it_lasts(rms):
    (word,) = told(walk(4, [(2.65, 2.75, rms)]))
    assert word.side == "left"
    assert word.t_s == pytest.approx(word.sample / RATE_HZ)
    # It takes the least duration, and at most the mean's own width before.
    assert 2.65 + 0.03 <= word.t_s <= 2.65 + 0.03 + 0.03
    assert 2.65 <= word.start_s <= 2.65 + 0.03
    assert word.t_s - word.start_s == pytest.approx(0.03)  # first to seventh sample
    # The high-pass lets 50 Hz pass almost whole; the mean holds one and a half periods.
    assert 4.0 < word.vibration_mps2 < 1.2 * rms


@pytest.mark.parametrize("burst", [(2.65, 2.75, 1.5), (2.65, 2.655, 12.0)])
def test_a_weak_or_a_momentary_burst_is_not_told(burst):
    assert told(walk(4, [burst])) == []


def test_a_walk_without_bursts_is_silent_though_every_landing_shakes():
    assert told(walk(12)) == []


@pytest.mark.parametrize(("begin_s", "end_s"), [(2.45, 2.56), (2.87, 2.99), (2.1, 2.25)])
def test_lift_off_landing_and_stance_are_not_told(begin_s, end_s):
    assert told(walk(4, [(begin_s, end_s, 12.0)])) == []


@pytest.mark.parametrize("jolt_mps2", [60.0, 0.0])
def test_a_landing_before_its_time_is_not_told(jolt_mps2):
    early = [CONTACT_S] * 6 + [0.72, CONTACT_S]
    burst = [(6.72, 6.85, 12.0)]
    assert told(walk(8, burst, contacts_s=early, jolt_mps2=jolt_mps2)) == []
    assert len(told(walk(8, burst, jolt_mps2=jolt_mps2))) == 1


def test_the_expected_swing_is_the_persons_own():
    # Swings of 0.25 s: what shakes after nine tenths of that is a landing, not so by the prior.
    short = [0.75] * 8
    closed = [ClosedSwing(200 * (k + 1) + 20, LEFTWARD, k + LIFT_OFF_S, k + 0.75) for k in range(7)]
    burst = [(6.72, 6.80, 12.0)]
    late = [0.75] * 6 + [0.95, 0.75]
    assert told(walk(8, burst, contacts_s=late), closed) == []
    assert told(walk(8, burst, contacts_s=late), closed[:1]) == []
    assert len(told(walk(8, burst))) == 1
    assert len(told(walk(8, [(6.6, 6.7, 12.0)], contacts_s=short), closed)) == 1


def test_nothing_is_said_before_a_stride_has_closed():
    chunk = walk(4, [(k + 0.65, k + 0.75, 12.0) for k in range(4)])
    assert told(chunk, []) == []
    (third, fourth) = told(chunk, closings(4, first=0)[:1]), told(chunk, closings(4, first=2))
    assert [int(word.t_s) for word in third] == [1, 2, 3]
    assert [int(word.t_s) for word in fourth] == [3]


def test_one_word_for_a_swing():
    words = told(walk(4, [(2.60, 2.70, 12.0), (2.75, 2.85, 12.0)]))
    assert [round(word.t_s, 1) for word in words] == [2.6]


def test_no_second_lift_off_in_the_swing_of_a_word():
    """A caught toe turns the foot toes down and up again."""
    chunk = walk(4, [(2.60, 2.80, 12.0)])
    caught = (chunk.t_s > 2.67) & (chunk.t_s < 2.69)
    gyr = np.where(caught, 2.0 * LEFTWARD[:, None], chunk.gyr_radps)
    assert len(told(dataclasses.replace(chunk, gyr_radps=gyr))) == 1


@pytest.mark.parametrize("change", [{"pushing": False}, {"swinging_radps": 0.5}])
def test_a_foot_that_does_not_swing_is_not_told(change):
    assert told(walk(4, [(2.65, 2.75, 12.0)], **change)) == []


def test_a_turn_about_another_axis_is_no_swing():
    chunk = walk(4, [(2.65, 2.75, 12.0)])
    across = np.array([[1.0], [0.0], [0.0]]) * (LEFTWARD @ chunk.gyr_radps)
    assert told(dataclasses.replace(chunk, gyr_radps=across)) == []
    assert told(dataclasses.replace(chunk, gyr_radps=-chunk.gyr_radps)) == []


def test_a_foot_that_always_shakes_must_shake_more():
    always = [(k + 0.55, k + 0.88, 1.0) for k in range(8)]
    # Six swings of 1 m/s² raise the limit from 2.0 to 4.3 m/s².
    for whole, n in [(3.5, 0), (9.0, 1)]:
        assert len(told(walk(8, [*always, (6.65, 6.75, whole - 1.0)]))) == n
    assert len(told(walk(8, [(6.65, 6.75, 3.5)]))) == 1


def test_no_foot_is_believed_to_be_louder_than_a_healthy_one():
    always = [(k + 0.55, k + 0.9, 3.5) for k in range(8)]
    # 1.3 m/s² is believed: a limit of 5.0 m/s²; all of 3.5 would be one of 8.3.
    for more, n in [(1.0, 0), (3.0, 1)]:
        assert len(told(walk(8, [*always, (6.65, 6.75, more)]))) == n


def test_the_first_part_of_swing_must_shake_more():
    burst = [(2.58, 2.68, 5.0)]  # from 20 to 45 % of swing
    whole = dataclasses.replace(PARAMS, early_until=0.5)
    assert len(told(walk(4, burst), params=whole)) == 1
    assert told(walk(4, burst), params=dataclasses.replace(whole, early_factor=4.0)) == []


def part(whole: GridChunk, first: int, end: int) -> GridChunk:
    cut = slice(first, end)
    return GridChunk(
        first,
        whole.t_s[cut],
        whole.acc_mps2[:, cut],
        whole.gyr_radps[:, cut],
        whole.flag[cut],
    )


def turning(chunk: GridChunk, factor: float, begin_s: float, end_s: float) -> GridChunk:
    """The same, turned faster or slower for a time."""
    inside = (chunk.t_s >= begin_s - 1e-9) & (chunk.t_s < end_s - 1e-9)
    return dataclasses.replace(chunk, gyr_radps=np.where(inside, factor, 1.0) * chunk.gyr_radps)


def test_a_foot_that_turns_less_than_it_usually_does_is_not_told():
    chunk = walk(4, [(2.65, 2.80, 12.0)])
    # Half of the usual turn is asked for.
    for factor, n in [(0.6, 1), (0.3, 0)]:
        assert len(told(turning(chunk, factor, 2.5, 2.9))) == n


def test_what_was_heard_is_told_once_the_foot_has_turned_far_enough():
    chunk = walk(4, [(2.60, 2.66, 12.0)])
    # Hardly a turn until 2.68 s, then three times the usual one: half of it after 2.74 s.
    late = turning(turning(chunk, 0.25, 2.5, 2.68), 3.0, 2.68, 2.8)
    (word,) = told(late)
    assert 2.60 <= word.start_s <= 2.63
    # 0.18 rad + 12 rad/s times t = half of (0.72 + 4 t): t = 0.02 s, and a tenth of swing early.
    assert 2.68 < word.t_s <= 2.71
    assert word.vibration_mps2 > 6.0
    # However it is cut, and though nothing shakes any more by then.
    for cut in range(530, 540):
        parts = [part(late, 0, cut), part(late, cut, 800)]
        stage = EarlyDrag("left", RATE_HZ, PARAMS)
        ready = [[c for c in closings(4) if (c.sample < cut) == first] for first in (True, False)]
        told_n = [stage.push([p], c) for p, c in zip(parts, ready, strict=True)]
        assert told_n[0] + told_n[1] == [word]
    (at_once,) = told(chunk)
    assert at_once.t_s < 2.66


@pytest.mark.parametrize(("at_s", "n"), [(2.55, 1), (2.66, 0)])
def test_a_jolt_is_a_landing_only_once_the_foot_was_on_its_way(at_s, n):
    chunk = walk(4, [(2.70, 2.80, 12.0)])
    force = chunk.acc_mps2.copy()
    force[1, round(at_s * RATE_HZ)] += 90.0
    assert len(told(dataclasses.replace(chunk, acc_mps2=force))) == n


@pytest.mark.parametrize(("flag", "n"), [(BRIDGED, 1), (LOST, 0)])
def test_a_swing_with_a_loss_is_not_told(flag, n):
    chunk = walk(4, [(2.70, 2.80, 12.0)])
    flags = chunk.flag.copy()
    flags[520:524] = flag
    assert len(told(dataclasses.replace(chunk, flag=flags))) == n


def test_a_break_ends_the_swing_and_keeps_what_is_known():
    whole = walk(8, [(2.60, 2.75, 12.0), (5.65, 5.75, 12.0)])

    lost = GridBreak(523, float(whole.t_s[523]), 6)
    items = [part(whole, 0, 524), lost, part(whole, 530, 1600)]
    words = EarlyDrag("left", RATE_HZ, PARAMS).push(items, closings(4)[:2])
    assert [round(word.t_s, 1) for word in words] == [5.7]


def test_a_slow_sensor_says_nothing():
    chunk = walk(4, [(2.65, 2.85, 12.0)], rate_hz=60.0)
    assert told(chunk, rate_hz=60.0) == []


@pytest.mark.parametrize(("toe_off_s", "contact_s"), [(math.nan, math.nan), (2.9, 2.5)])
def test_a_swing_that_was_not_measured_teaches_nothing_to_go_by(toe_off_s, contact_s):
    unmeasured = [ClosedSwing(20, LEFTWARD, toe_off_s, contact_s)]
    assert told(walk(4, [(2.65, 2.75, 12.0)]), unmeasured) == []


def test_so_many_swings_must_have_been_measured():
    bursts = [(k + 0.65, k + 0.75, 12.0) for k in range(6)]
    for n in (1, 2, 4):
        words = told(walk(6, bursts), params=dataclasses.replace(PARAMS, fewest_swings_n=n))
        # The n-th stride closes early in stride n, counted from 0.
        assert [int(word.t_s) for word in words] == list(range(n, 6))
