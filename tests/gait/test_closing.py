# Mutants killed: the way judged at the stride's end only; an offset that is known not taken out
# evenly; padding left in the farthest way; a shared tilt that lifts the path; a bias learned in
# turns and not taken off.
from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from gaitsense.gait.acc_bias import AccBias, AccBiasParams
from gaitsense.gait.closed_stride import ClosedStrideParams
from gaitsense.gait.closing import ClosingParams, StrideCloser
from gaitsense.gait.drift import DriftParams
from gaitsense.gait.force_offset import ForceOffsetParams
from gaitsense.gait.gyro_bias import GyroBias, GyroBiasParams
from gaitsense.gait.traces import ACC, GYR, POS, QUAT, VEL
from gaitsense.signal.grid import CLIPPED, CLIPPED_ACC, LOST
from gaitsense.signal.rest import Rest

G = 9.80665
DEG = np.pi / 180.0


def closer(walk, **settings):
    bias = settings.pop("bias", None) or GyroBias(walk.rate_hz, GyroBiasParams())
    roll = ClosedStrideParams(roll_height_m=settings.pop("roll_height_m", 0.08))
    acc_bias = settings.pop("acc_bias", None) or AccBias(AccBiasParams())
    params = ClosingParams(**settings)
    return StrideCloser(
        walk.rate_hz, bias, acc_bias, params, roll, DriftParams(), ForceOffsetParams()
    )


def close(walk, spans=None, **settings):
    stage = closer(walk, **settings)
    stage.add(walk.chunk())
    return stage.close(walk.spans if spans is None else spans)


def way_of(trace):
    return float(np.hypot(*trace.data[POS][:2, -1].astype(float)))


def same(a, b):
    """Whether two traces are equal to the last bit."""
    for field in dataclasses.fields(a):
        left, right = getattr(a, field.name), getattr(b, field.name)
        if field.name == "evidence":
            pairs = ((getattr(left, n), getattr(right, n)) for n in ("up", "spread", "travel_m"))
        else:
            pairs = iter([(left, right)])
        if not all(np.array_equal(x, y) for x, y in pairs):
            return False
    return True


@pytest.mark.parametrize("roll_dps", [0.0, 5.0, 20.0])
@pytest.mark.parametrize("mount", [(1.0, 0.0, 0.0, 0.0), (0.3, 0.5, -0.2, 0.7)])
def test_ideal_strides(analytic_walk, swing, rotation, mount, roll_dps):
    """Half a millimetre of stride, half a millimetre of height, 0.02° of tilt, at 400 Hz."""
    walk = analytic_walk(
        [swing(length_m=1.3, bow_m=0.05), swing(length_m=0.6, rise_m=0.1), swing(swing_s=0.7)],
        mount=rotation(mount),
        roll_radps=roll_dps * DEG,
    )
    traces = close(walk)
    assert [way_of(trace) for trace in traces] == pytest.approx([1.3, 0.6, 1.2], abs=5e-4)
    for trace in traces:
        assert walk.tilt_error_rad(trace).max() < 0.02 * DEG
        part = slice(trace.span.start_sample, trace.span.end_sample + 1)
        height = walk.pos_m[2, part] - walk.pos_m[2, part.start]
        assert trace.data[POS][2] == pytest.approx(height, abs=5e-4)


def test_a_trace_keeps_what_was_measured(analytic_walk, swing):
    walk = analytic_walk([swing(), swing(turn_deg=30.0)], gain=1.02)
    walk.flag[walk.spans[1].end_sample] = CLIPPED_ACC
    first, second = close(walk)
    assert (first.start_s, first.end_s) == (0.7, 1.8)
    assert first.period_s == pytest.approx(1.0 / 400.0)
    part = slice(walk.spans[0].start_sample, walk.spans[0].end_sample + 1)
    assert first.data[ACC] == pytest.approx(walk.acc_mps2[:, part], rel=1e-6, abs=1e-6)
    assert first.data[GYR] == pytest.approx(walk.gyr_radps[:, part], abs=1e-4)
    assert first.data.dtype == np.float32
    assert (first.flag[-1], second.flag[-1], second.flag[0]) == (0, CLIPPED_ACC, 0)
    assert second.turn_rad == pytest.approx(30.0 * DEG, abs=1e-4)


def test_gravity_is_read_at_rest_and_in_the_mean(analytic_walk):
    """A gain of 1.02 adds 0.02 g; over 1.1 s that is a velocity of 0.216 m/s upwards."""
    (trace,) = close(analytic_walk(gain=1.02))
    assert trace.rest_force_mps2 == pytest.approx(1.02 * G)
    assert trace.mean_force_mps2 == pytest.approx(1.02 * G, abs=1e-3)
    assert trace.velocity_error_mps == pytest.approx(0.02 * G * 1.1, abs=1e-3)
    assert trace.disagreement_rad < 0.02 * DEG


def test_evidence_is_told_in_the_case(analytic_walk, rotation):
    mount = rotation((0.3, 0.5, -0.2, 0.7))
    (trace,) = close(analytic_walk(mount=mount, roll_radps=0.1))
    told = trace.evidence
    assert told.up == pytest.approx(mount[:, 2], abs=1e-4)
    assert told.travel_m == pytest.approx(1.2 * mount[:, 0], abs=1e-3)
    assert told.spread == pytest.approx(np.outer(mount[:, 1], mount[:, 1]), abs=1e-4)


def test_only_the_move_tells_of_the_axis(analytic_walk):
    """A foot that is turned about its length while it stands says nothing of how it swings."""
    walk = analytic_walk()
    span = walk.spans[0]
    stand = slice(span.start_sample + 20, span.move_sample - 20)
    t = np.arange(stand.stop - stand.start) / 400.0
    walk.gyr_radps[0, stand] += 3.0 * np.sin(2.0 * np.pi * t / t[-1])
    told = close(walk)[0].evidence
    assert told.spread[1, 1] == pytest.approx(1.0, abs=1e-4)


def shake(walk, sample, velocity_mps):
    """Add one jolt upwards that one sample saw and the foot did not make."""
    acc = walk.acc_mps2.copy()
    acc[:, sample] += walk.up_sensor[:, sample] * velocity_mps * walk.rate_hz
    return dataclasses.replace(walk, acc_mps2=acc)


def where_of(share, behind, steady_sd_mps2, duration_s, jumps):
    steady = (steady_sd_mps2 * duration_s) ** 2
    return (steady * share + jumps * behind) / (steady + jumps)


def test_what_a_jolt_left_over_goes_to_the_jolt(analytic_walk):
    """One sample of 1 m/s at 400 Hz is twice a step of 400 m/s²: 2 / 12 (m/s)² of doubt, beside
    what is not known of the vertical force after one rest, 0.5² to 0.2², and 0.15."""
    walk, sample = analytic_walk(), 600
    (trace,) = close(shake(walk, sample, 1.0))
    span = trace.span
    part = slice(span.start_sample, span.end_sample + 1)
    share = np.arange(span.end_sample - span.start_sample + 1) / 440.0
    behind = np.arange(part.start, part.stop) >= sample
    known = np.hypot(np.sqrt(0.25 * 0.04 / 0.29), 0.15)
    expected = behind - where_of(share, behind, known, 1.1, 2.0 / 12.0)
    error = trace.data[VEL][2] - walk.vel_mps[2, part]
    away = np.abs(np.arange(part.start, part.stop) - sample) > 2
    assert expected[-1] == 0.0
    assert error[away] == pytest.approx(expected[away], abs=0.01)


def test_an_offset_that_is_known_is_not_put_on_a_jolt(analytic_walk, swing):
    """A gain of 1.02 leaves 0.2 m/s² upright. After 40 strides that is known, and taken out
    evenly; the jolt of the last stride alone is left for the jolt."""
    walk = analytic_walk([swing(swing_s=0.4)] * 40, stance_s=0.4, rate_hz=200.0, gain=1.02)
    span = walk.spans[-1]
    sample = span.move_sample + 30
    trace = close(shake(walk, sample, 1.0))[-1]
    part = slice(span.start_sample, span.end_sample + 1)
    share = np.arange(part.stop - part.start) / (part.stop - part.start - 1)
    behind = np.arange(part.start, part.stop) >= sample
    known = np.hypot(np.sqrt(1.0 / (4 + 39 * 425 + 25)), 0.15)
    expected = behind - where_of(share, behind, known, 0.8, 2.0 / 12.0)
    error = trace.data[VEL][2] - 1.02 * walk.vel_mps[2, part]
    away = np.abs(np.arange(part.start, part.stop) - sample) > 2
    assert error[away] == pytest.approx(expected[away], abs=0.015)


def test_clipped_force_is_missed_where_it_clipped(analytic_walk):
    """A full scale that cuts the braking only. Each of its samples may hide 30 m/s² for 2.5 ms,
    beside an even 0.2 m/s² over 1.1 s."""
    walk = analytic_walk()
    span = walk.spans[0]
    forward = np.gradient(walk.vel_mps[0], walk.t_s)
    hit = forward < -25.0
    cut = np.where(hit, -25.0 - forward, 0.0)
    along = np.stack([np.cos(walk.pitch_rad), 0.0 * cut, -np.sin(walk.pitch_rad)])
    flag = np.where(hit, CLIPPED, 0).astype(np.uint8)
    (trace,) = close(dataclasses.replace(walk, acc_mps2=walk.acc_mps2 + cut * along, flag=flag))
    part = slice(span.start_sample, span.end_sample + 1)
    missed = np.append(0.0, np.cumsum(cut[part][1:] + cut[part][:-1])) / 800.0
    share = np.arange(441) / 440.0
    done = np.cumsum(hit[part]) / hit.sum()
    where = where_of(share, done, 0.2, 1.1, hit.sum() * (30.0 / 400.0) ** 2)
    error = trace.data[VEL][0] - walk.vel_mps[0, part]
    assert missed[-1] > 0.3
    assert error == pytest.approx(missed - missed[-1] * where, abs=5e-3)


def test_a_fidget_is_no_step(analytic_walk, swing):
    """The foot turns by 40° and back on the spot."""
    still = swing(length_m=0.0, lift_m=0.0)
    walk = analytic_walk([swing(), still, swing()])
    assert [t.span for t in close(walk)] == [walk.spans[0], walk.spans[2]]


@pytest.mark.parametrize(
    ("shape", "kept"),
    [
        ({"length_m": 0.10, "lift_m": 0.02}, True),
        ({"length_m": 0.055, "lift_m": 0.0}, True),
        ({"length_m": 0.045, "lift_m": 0.0}, False),
        # Marching on the spot: up and down again.
        ({"length_m": 0.0, "lift_m": 0.055}, True),
        ({"length_m": 0.0, "lift_m": 0.045}, False),
        ({"length_m": 0.0, "lift_m": 0.0, "bow_m": 0.055}, True),
        # Together: √(0.04² + 0.04²) = 0.057.
        ({"length_m": 0.0, "lift_m": 0.04, "bow_m": 0.04}, True),
    ],
)
def test_a_step_gets_five_centimetres_away(analytic_walk, swing, shape, kept):
    traces = close(analytic_walk([swing(**shape)]))
    assert len(traces) == kept
    if kept and shape["length_m"] == 0.0:
        assert traces[0].way_m == pytest.approx(
            np.hypot(shape["lift_m"], shape.get("bow_m", 0.0)), abs=5e-4
        )


def test_with_samples_lost_in_the_move_nothing_is_called_a_fidget(analytic_walk, swing):
    walk = analytic_walk([swing(length_m=0.0, lift_m=0.0)])
    span = walk.spans[0]
    for sample, kept in ((span.move_sample - 5, 0), (span.move_sample, 1), (span.still_sample, 1)):
        walk.flag[:] = 0
        walk.flag[sample] = LOST
        assert len(close(walk)) == kept


def test_the_farthest_way_is_the_strides_own(analytic_walk, swing):
    """A longer neighbour that walks on far: the shorter row is padded, and only its own way
    counts."""
    walk = analytic_walk([swing(length_m=0.0, lift_m=0.0), swing(swing_s=0.7, length_m=1.5)])
    assert [t.span for t in close(walk)] == walk.spans[1:]
    assert close(walk, shortest_way_m=0.0)[0].way_m < 0.01


@pytest.mark.parametrize(("turn_deg", "kept"), [(29.0, 0), (31.0, 1), (-31.0, 1)])
def test_a_foot_that_turns_on_the_spot_makes_a_step(analytic_walk, swing, turn_deg, kept):
    walk = analytic_walk([swing(length_m=0.0, lift_m=0.0, turn_deg=turn_deg)])
    assert len(close(walk)) == kept


@pytest.mark.parametrize(
    ("end", "kept"), [(2, False), (3, True), (2400, True), (2401, False)], ids=str
)
def test_candidates_last_between_three_samples_and_six_seconds(analytic_walk, swing, end, kept):
    walk = analytic_walk([swing()] * 6)
    span = dataclasses.replace(walk.spans[0], start_sample=10, end_sample=10 + end, move_sample=11)
    assert len(close(walk, [span], shortest_way_m=0.0)) == kept


def test_no_candidate_no_stride(analytic_walk):
    assert close(analytic_walk(), []) == []


def test_a_stride_may_begin_with_the_stream(analytic_walk):
    (trace,) = close(analytic_walk(stand_s=0.3))
    assert trace.span.start_sample == 0
    assert way_of(trace) == pytest.approx(1.2, abs=5e-4)


def mixed(analytic_walk, swing):
    """Strides of many lengths, with bias, losses and clipping."""
    swings = [
        swing(swing_s=0.4 + 0.05 * (k % 7), length_m=0.5 + 0.1 * (k % 5), turn_deg=3.0 * k)
        for k in range(16)
    ]
    walk = analytic_walk(swings, rate_hz=100.0, roll_radps=0.1, bias_radps=(0.01, -0.005, 0.02))
    walk.flag[150:156], walk.flag[400:404] = LOST, CLIPPED_ACC
    return walk


def test_batches_change_no_bit(analytic_walk, swing):
    """All strides at once, one by one, and in pairs, each after the same history."""
    walk = mixed(analytic_walk, swing)
    whole = close(walk)
    assert len(whole) == 16
    for size in (1, 2, 5):
        stage = closer(walk)
        stage.add(walk.chunk())
        parts = [
            stage.close(walk.spans[first : first + size])
            for first in range(0, len(walk.spans), size)
        ]
        for one, other in zip(whole, itertools.chain(*parts), strict=True):
            assert same(one, other)


def test_blocks_and_forgetting_change_no_bit(analytic_walk, swing):
    walk = mixed(analytic_walk, swing)
    whole = close(walk)
    stage = closer(walk)
    traces, spans, start = [], list(walk.spans), 0
    for size in itertools.cycle((1, 2, 3, 7, 31, 100)):
        if start >= len(walk.t_s):
            break
        stage.add(walk.chunk(start, start + size))
        start += size
        # Known a tenth of a second behind its end, when the mean around it is complete.
        while spans and spans[0].end_sample + 10 < start:
            traces += stage.close([spans.pop(0)])
        stage.forget(spans[0].start_sample if spans else start)
    assert all(same(one, other) for one, other in zip(whole, traces, strict=True))


def test_what_is_forgotten_is_not_held(analytic_walk):
    """What stays is the mean's reach before the border: 0.04 s, and one sample."""
    walk = analytic_walk(rate_hz=100.0)
    stage = closer(walk)
    stage.add(walk.chunk())
    stage.forget(100)
    assert stage._t_s[0] == pytest.approx((100 - 4 - 1) / 100.0)
    assert stage._data.shape[1] == len(stage._t_s) == len(stage._flag)
    stage.forget(50)
    assert stage._t_s[0] == pytest.approx(0.95)
    stage.forget(10_000)
    assert len(stage._t_s) == 0
    stage.add(walk.chunk(20))
    assert stage.close(walk.spans)[0].start_s == pytest.approx(0.7)


def test_a_bias_seen_at_rest_is_taken_off(analytic_walk):
    bias = np.array([1.5, -2.0, 0.7]) * DEG
    walk = analytic_walk(bias_radps=bias)
    belief = GyroBias(walk.rate_hz, GyroBiasParams())
    belief.add_rest(Rest(0, 250, tuple(bias), (0.0, 0.0, G)))
    (trace,) = close(walk, bias=belief)
    assert walk.tilt_error_rad(trace).max() < 0.02 * DEG
    assert way_of(trace) == pytest.approx(1.2, abs=5e-4)
    part = slice(trace.span.start_sample, trace.span.end_sample + 1)
    assert trace.data[GYR] == pytest.approx(walk.gyr_radps[:, part] - bias[:, None], abs=1e-5)


def test_a_bias_is_learned_from_strides(analytic_walk, swing):
    """0.3 °/s about the swing's axis, unknown. The first stride's end is off by half of what
    it could not believe; the sixtieth knows."""
    walk = analytic_walk([swing(swing_s=0.5)] * 60, rate_hz=200.0, bias_radps=(0.0, 0.3 * DEG, 0.0))
    traces = close(walk)
    variance = (0.3**2 + 0.5**2) * 1.1**2
    left = 0.5 * 0.3 * 1.1 * (1.0 - variance / (variance + 2.0 * 0.6**2))
    off = [walk.tilt_error_rad(trace)[-1] / DEG for trace in traces]
    assert off[0] == pytest.approx(left, abs=0.02)
    assert off[-1] < 0.35 * off[0]


def test_quaternions_have_length_one(analytic_walk):
    (trace,) = close(analytic_walk(rate_hz=100.0))
    assert np.linalg.norm(trace.data[QUAT], axis=0) == pytest.approx(np.ones(111), abs=1e-6)


@pytest.mark.parametrize(("axis", "aside_deg"), [(0, 0.0), (1, 90.0)])
def test_a_tilt_of_both_rests_does_not_lift_the_path(analytic_walk, swing, axis, aside_deg):
    """1° at both rests, seen by the closing velocity: 1.2 m of stride would end 19 mm high,
    travelled ahead as well as sideways."""
    walk = analytic_walk([swing(length_m=1.2)], aside_deg=aside_deg)
    acc = walk.acc_mps2.copy()
    for sample in (walk.spans[0].start_sample, walk.spans[0].end_sample):
        acc[axis, sample - 16 : sample + 17] += DEG * G
    (trace,) = close(dataclasses.replace(walk, acc_mps2=acc))
    assert abs(float(trace.data[POS][2, -1])) < 4e-3
    assert way_of(trace) == pytest.approx(1.2, abs=0.02)


def test_a_bias_of_the_accelerometer_is_learned_in_turns(analytic_walk, swing):
    """0.2 m/s² sideways. A right angle weighs 2 / 0.3², knowing nothing 1 / 0.2²: six turns
    leave 0.16 of it; walking straight ahead leaves all, and harms nothing."""
    bias = np.array([0.0, 0.2, 0.0])[:, None]
    turns = analytic_walk([swing(turn_deg=90.0)] * 7)
    traces = close(dataclasses.replace(turns, acc_mps2=turns.acc_mps2 + bias))
    read = [float(trace.data[ACC][1, 0]) for trace in traces]
    assert read[0] == pytest.approx(0.2, abs=1e-3)
    assert read[6] == pytest.approx(0.2 * 25 / (25 + 6 * 2 / 0.09), rel=0.05)
    ahead = analytic_walk([swing()] * 3)
    traces = close(dataclasses.replace(ahead, acc_mps2=ahead.acc_mps2 + bias))
    assert [float(t.data[ACC][1, 0]) for t in traces] == pytest.approx([0.2] * 3, abs=1e-3)
    assert [way_of(t) for t in traces] == pytest.approx([1.2] * 3, abs=2e-3)
