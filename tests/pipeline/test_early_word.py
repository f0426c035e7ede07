"""The early word beside the closed strides: when it comes, and that it changes nothing.

Kills, among others: a word without `live`, a word after the contact, one that stands behind a
later event, a word that changes the table.
"""

from __future__ import annotations

import numpy as np
import pytest

import gaitsense
from gaitsense import GaitPipeline, StrideClosed, ToeDragSuspected


@pytest.fixture(scope="module")
def heard(foot_drop_walk):
    """Events of a live foot drop in blocks of 20 ms, with the last time of their block."""
    recording = foot_drop_walk.recording
    pipeline = GaitPipeline(recording.streams)
    events = []
    for block in recording.blocks(4):
        events += [(float(block.t_s[-1]), event) for event in pipeline.push(block)]
    return events + [(np.inf, event) for event in pipeline.finish()], pipeline


def test_most_drags_of_the_dropped_foot_are_told_before_the_contact(heard, foot_drop_walk):
    words = [(came_s, e) for came_s, e in heard[0] if isinstance(e, ToeDragSuspected)]
    strides = foot_drop_walk.truth.strides
    drags = strides[strides["toe_drag_duration_s"] >= 0.06]
    drags = drags[drags["start_s"] > 10.0]
    assert len(drags) >= 8
    told = [
        any(
            e.side == drag.side and drag.toe_drag_start_s < came_s < drag.initial_contact_s
            for came_s, e in words
        )
        for drag in drags.itertuples()
    ]
    assert np.mean(told) >= 0.5


def test_a_word_lies_in_a_swing_and_there_is_one_for_each(heard, foot_drop_walk):
    strides = foot_drop_walk.truth.strides
    swings = []
    for came_s, word in heard[0]:
        if not isinstance(word, ToeDragSuspected):
            continue
        assert word.start_s < word.t_s <= came_s
        own = strides[strides["side"] == word.side]
        swing = own[(own["toe_off_s"] < word.start_s) & (word.t_s < own["initial_contact_s"])]
        assert len(swing) == 1
        swings.append((word.side, int(swing["stride_id"].iloc[0])))
    assert len(swings) == len(set(swings)) > 3


def test_events_of_a_foot_come_by_rising_sample_and_a_word_before_its_stride(heard):
    for side in ("left", "right"):
        own = [event for _, event in heard[0] if event.side == side]
        assert [event.sample for event in own] == sorted(event.sample for event in own)
        for k, event in enumerate(own):
            if isinstance(event, ToeDragSuspected):
                closed = next(e for e in own[k + 1 :] if isinstance(e, StrideClosed))
                assert closed.stride["start_s"] < event.t_s < closed.t_s


def test_the_table_is_the_same_with_and_without_words(heard, foot_drop):
    assert heard[1].result().strides.equals(foot_drop.strides)


def test_without_live_there_are_no_words(foot_drop_walk):
    pipeline = GaitPipeline(foot_drop_walk.recording.streams, live=False)
    assert not [e for b in foot_drop_walk.recording.blocks(4000) for e in pipeline.push(b)]


def test_a_sensor_that_is_too_slow_says_no_word():
    walk = gaitsense.simulate_walk("drags_all_steps", seed=3, rate_hz=50.0, duration_s=20.0)
    pipeline = GaitPipeline(walk.recording.streams)
    events = [event for block in walk.recording.blocks(50) for event in pipeline.push(block)]
    assert any(isinstance(event, StrideClosed) for event in events)
    assert not any(isinstance(event, ToeDragSuspected) for event in events)
