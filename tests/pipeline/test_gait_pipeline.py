"""The pipeline as a caller meets it: order of calls, events, limits.

Kills, among others: a result given before the end, a gap that is told although it was bridged,
a row told twice.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import gaitsense
from gaitsense import GaitPipeline, MountingFound, SignalLost, StrideClosed
from gaitsense.model.strides import STRIDE_COLUMNS


@pytest.fixture(scope="module")
def walk():
    return gaitsense.simulate_walk("left_foot_drop", seed=3, duration_s=20.0)


@pytest.fixture(scope="module")
def told(walk):
    """Events in order, and the finished pipeline."""
    pipeline = GaitPipeline(walk.recording.streams)
    events = [event for block in walk.recording.blocks(20) for event in pipeline.push(block)]
    return events + pipeline.finish(), pipeline


def of(events, kind, side):
    return [event for event in events if isinstance(event, kind) and event.side == side]


def test_every_stride_is_told_once_after_the_mounting(told):
    events, pipeline = told
    table = pipeline.result().strides
    for side in ("left", "right"):
        rows = [event.stride for event in of(events, StrideClosed, side)]
        final = table[table["side"] == side]
        assert [row["stride_id"] for row in rows] == final["stride_id"].tolist()
        assert np.allclose([row["start_s"] for row in rows], final["start_s"])
        own = [event for event in events if event.side == side]
        assert isinstance(own[0], MountingFound)
        assert len(of(events, MountingFound, side)) == 1
        assert [set(row) for row in rows] == [{c.name for c in STRIDE_COLUMNS}] * len(rows)


def test_events_come_in_time_order_and_soon_after_the_stride(told, walk):
    events, _ = told
    for side in ("left", "right"):
        closed = of(events, StrideClosed, side)
        samples = [event.sample for event in closed]
        assert samples == sorted(samples)
        late = [event.t_s - event.stride["end_s"] for event in closed]
        assert min(late) >= 0.0
        foot = walk.recording[side]
        assert max(event.sample for event in closed) <= foot.sample[-1]
        # Mid-stance to mid-stance, told before the same foot is at its next mid-stance.
        walking = [t for t, event in zip(late, closed, strict=True) if event.stride["end_s"] < 15]
        assert np.median(walking) < 1.0


def test_an_event_bears_the_sample_that_it_came_with(walk):
    """Pushed one by one, the newest sample is the one that completed the knowledge."""
    pipeline = GaitPipeline(walk.recording.streams)
    told = 0
    for block in walk.recording.blocks(1):
        for event in pipeline.push(block):
            told += 1
            assert (event.side, event.sample) == (block.side, block.sample[-1])
            assert event.t_s == pytest.approx(block.t_s[-1], abs=1e-4)
    assert told > 10
    last = pipeline.finish()
    assert [event.t_s for event in last] == sorted(event.t_s for event in last)


def test_standing_for_long_keeps_nothing():
    """Rests are only kept until no coming stride can ask for them."""
    n = 20_000
    rng = np.random.default_rng(1)
    still = np.tile([0.0, 0.0, 9.81], (n, 1)) + 0.02 * rng.standard_normal((n, 3))
    feet = {"left": (None, still, 0.002 * rng.standard_normal((n, 3)))}
    recording = gaitsense.Recording.from_arrays(feet, fs_hz=100.0)
    pipeline = GaitPipeline(recording.streams)
    held = []
    for block in recording.blocks(50):
        pipeline.push(block)
        held.append(len(pipeline._chains["left"]._bias._rests))
    assert 1 <= max(held) < 15


def test_a_walk_too_short_for_a_mounting_still_tells_its_strides():
    walk = gaitsense.simulate_walk("healthy", seed=3, duration_s=12.0)
    found = gaitsense.analyze(walk.recording).strides
    third_s = found[found["side"] == "left"].iloc[1]["end_s"] + 0.1
    feet = {}
    for side in ("left", "right"):
        foot = walk.recording[side]
        keep = foot.t_s < third_s
        feet[side] = (foot.t_s[keep], foot.acc_mps2[keep], foot.gyr_radps[keep])
    short = gaitsense.Recording.from_arrays(feet, fs_hz=walk.recording["left"].rate_hz)
    pipeline = GaitPipeline(short.streams)
    events = [event for block in short.blocks(20) for event in pipeline.push(block)]
    assert not events
    assert not np.isfinite(pipeline.state("left").foot_pitch_deg)
    last = pipeline.finish()
    assert 1 <= len(of(last, StrideClosed, "left")) < 3
    assert isinstance(of(last, (MountingFound, StrideClosed), "left")[0], MountingFound)
    assert all("mounting" in event.stride["reasons"] for event in of(last, StrideClosed, "left"))


def test_the_order_of_calls_is_kept(walk):
    pipeline = GaitPipeline(walk.recording.streams)
    block = next(iter(walk.recording.blocks(20)))
    pipeline.push(block)
    with pytest.raises(gaitsense.GaitsenseError, match=r"call finish\(\) before result"):
        pipeline.result()
    pipeline.finish()
    assert pipeline.finish() == []
    with pytest.raises(gaitsense.GaitsenseError, match="was finished"):
        pipeline.push(block)
    assert len(pipeline.result().strides) == 0


def test_a_foot_that_was_not_announced_is_refused(walk):
    streams = {"left": walk.recording.streams["left"]}
    pipeline = GaitPipeline(streams)
    other = next(block for block in walk.recording.blocks(20) if block.side == "right")
    with pytest.raises(gaitsense.GaitsenseError, match="right foot"):
        pipeline.push(other)
    with pytest.raises(gaitsense.GaitsenseError, match="no live view of a 'right' foot"):
        pipeline.state("right")


def test_without_live_there_is_no_state_and_the_result_is_the_same(walk, told):
    quiet = GaitPipeline(walk.recording.streams, live=False)
    events = [event for block in walk.recording.blocks(977) for event in quiet.push(block)]
    assert events + quiet.finish() == []
    with pytest.raises(gaitsense.GaitsenseError, match="no live view"):
        quiet.state("left")
    assert quiet.result().strides.equals(told[1].result().strides)


@pytest.mark.parametrize(("rate_hz", "accepted"), [(24.0, False), (25.0, True)])
def test_a_slow_sensor_is_refused_before_the_first_sample(rate_hz, accepted):
    n = 100
    still = np.tile([0.0, 0.0, 9.81], (n, 1))
    feet = {"left": (None, still, np.full((n, 3), 0.01))}
    recording = gaitsense.Recording.from_arrays(feet, fs_hz=rate_hz)
    if accepted:
        assert len(gaitsense.analyze(recording).strides) == 0
        return
    with pytest.raises(gaitsense.RecordingError, match="left sensor gives 24 samples per second"):
        gaitsense.analyze(recording)


def test_losses_are_told_only_where_they_cannot_be_bridged(walk):
    foot = walk.recording["left"]
    keep = np.ones(len(foot), bool)
    keep[1000:1002] = False  # 2 samples of 5 ms: bridged
    keep[2000:2020] = False  # 0.1 s
    feet = {"left": (foot.t_s[keep], foot.acc_mps2[keep], foot.gyr_radps[keep])}
    holed = gaitsense.Recording.from_arrays(feet, fs_hz=foot.rate_hz)
    assert [gap.missing for gap in holed["left"].gaps] == [2, 20]
    pipeline = GaitPipeline(holed.streams)
    lost = [
        event
        for block in holed.blocks(50)
        for event in pipeline.push(block)
        if isinstance(event, SignalLost)
    ]
    assert len(lost) == 1
    assert lost[0].sample == holed["left"].gaps[1].after_sample
    assert lost[0].t_s == pytest.approx(foot.t_s[1999], abs=1e-3)
    assert lost[0].missing_s == pytest.approx(20 / foot.rate_hz, rel=1e-3)


def test_a_gap_is_told_at_once_and_only_once(walk):
    pipeline = GaitPipeline(walk.recording.streams)
    foot = walk.recording["left"]
    blocks = list(foot.blocks(100))
    for block in blocks[:5]:
        assert not of(pipeline.push(block), SignalLost, "left")
    (lost,) = pipeline.push(gaitsense.Gap("left", 499, 100, "disconnected"))
    assert (lost.sample, lost.t_s) == (499, pytest.approx(foot.t_s[499]))
    assert lost.missing_s == pytest.approx(100 / foot.rate_hz, rel=1e-3)
    for block in blocks[6:8]:
        assert not of(pipeline.push(block), SignalLost, "left")
    # Without a Gap the counters tell it.
    (late,) = of(pipeline.push(blocks[9]), SignalLost, "left")
    assert late.sample == 799
    assert pipeline.push(gaitsense.Gap("left", 999, 2, "lost")) == []


def test_events_do_not_depend_on_the_cutting_where_rows_repeat(walk):
    """A receiver that repeats its last packet: the loss shows inside a block, beside strides."""
    foot = walk.recording["left"]
    acc, gyr = foot.acc_mps2.copy(), foot.gyr_radps.copy()
    for first in range(500, len(foot) - 40, 260):
        acc[first : first + 20], gyr[first : first + 20] = acc[first - 1], gyr[first - 1]
    stuck = gaitsense.Recording.from_arrays({"left": (foot.t_s, acc, gyr)})
    told = []
    for size in (1, 7, 977):
        pipeline = GaitPipeline(stuck.streams)
        events = [event for block in stuck.blocks(size) for event in pipeline.push(block)]
        told.append([(type(e), e.sample) for e in [*events, *pipeline.finish()]])
    assert told[0] == told[1] == told[2]
    assert sum(kind is SignalLost for kind, _ in told[0]) > 5


def test_a_gap_before_the_first_sample_is_no_loss(walk):
    pipeline = GaitPipeline(walk.recording.streams)
    assert pipeline.push(gaitsense.Gap("left", 0, 1000, "late start")) == []


def test_progress_rises_to_one(walk):
    told: list[float] = []
    gaitsense.analyze(walk.recording, progress=told.append)
    assert told[-1] == 1.0
    assert all(a < b for a, b in itertools.pairwise(told))


def test_state_before_the_first_sample_is_unknown(walk):
    state = GaitPipeline(walk.recording.streams).state("left")
    assert state.phase == "unknown"
    assert np.isnan([state.t_s, state.foot_pitch_deg, state.toe_height_m]).all()
