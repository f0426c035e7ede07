from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import SensorRanges, StreamInfo
from gaitsense.recordings.rows import Notes, Rows
from gaitsense.recordings.track import Clock, build_track

FILE = Path("walk.csv")
INFO = StreamInfo(0.0, SensorRanges(160.0, 35.0), "a sensor")


def rows_at(closed_form, k, t_s, counter=None) -> Rows:
    acc, gyr = closed_form(np.asarray(k), 100.0)
    return Rows(np.arange(len(k)) + 2, np.asarray(t_s, float), acc, gyr, counter)


def test_counters_rate_and_values_come_from_the_rows(closed_form):
    k = np.delete(np.arange(500), [100, 101, 300])
    track = build_track(rows_at(closed_form, k, k / 100.0 + 7.0), FILE, Notes(), info=INFO)
    assert track.info.rate_hz == pytest.approx(100.0, rel=1e-9)
    assert track.info.ranges == INFO.ranges
    assert track.sample.tolist() == k.tolist()
    np.testing.assert_allclose(track.t_s, k / 100.0 + 7.0, atol=1e-9)
    acc, gyr = closed_form(k, 100.0)
    np.testing.assert_array_equal(track.acc_mps2, acc.astype(np.float32))
    np.testing.assert_array_equal(track.gyr_radps, gyr.astype(np.float32))


def test_a_lost_row_leaves_a_hole_in_the_counters(closed_form):
    k = np.arange(300)
    rows = rows_at(closed_form, k, k / 100.0)
    rows.gyr_radps[7] = np.nan
    track = build_track(rows, FILE, Notes(), info=INFO, side="left", label="x", clock=Clock("c"))
    assert track.sample.tolist() == np.delete(k, 7).tolist()
    assert (track.side, track.label, track.clock.name) == ("left", "x", "c")


def test_the_sensors_counter_is_kept_where_the_times_agree(closed_form):
    k = np.delete(np.arange(300), [50, 51])
    notes = Notes()
    rows = rows_at(closed_form, k, k / 100.0, k + 60776)
    track = build_track(rows, FILE, notes, info=INFO)
    assert track.sample.tolist() == (k + 60776).tolist()
    assert notes.sentences == []


def test_where_counter_and_time_disagree_time_is_followed_and_the_line_named(closed_form):
    k = np.arange(300)
    counter = k + np.where(k >= 200, 65_000, 0)
    notes = Notes()
    track = build_track(rows_at(closed_form, k, k / 100.0, counter), FILE, notes, info=INFO)
    assert track.sample.tolist() == k.tolist()
    assert "disagree" in notes.sentences[0]
    assert "(line 202)" in notes.sentences[0]


def test_a_stated_rate_is_kept(closed_form):
    k = np.arange(300)
    rows = rows_at(closed_form, k, np.round(k / 128.0, 2))
    track = build_track(rows, FILE, Notes(), info=INFO, rate_hz=128.0)
    assert track.info.rate_hz == 128.0


def test_bursts_and_jitter_are_said(closed_form):
    k = np.arange(600)
    notes = Notes()
    build_track(rows_at(closed_form, k, np.floor(k / 5) * 0.05), FILE, notes, info=INFO)
    assert "Times come in bursts" in notes.sentences[0]
    assert "100 Hz" in notes.sentences[0]
    notes = Notes()
    rows = rows_at(closed_form, k, np.floor(k / 12) * 0.12)
    rows.t_s[300:] += 2.0
    track = build_track(rows, FILE, notes, info=INFO)
    assert track.info.rate_hz == pytest.approx(100.0, rel=0.02)
    assert np.diff(track.sample).max() == pytest.approx(200, abs=15)
    assert "Times come in bursts" in notes.sentences[0]
    notes = Notes()
    jitter_s = 0.004 * np.sin(2 * np.pi * k / 100)
    build_track(rows_at(closed_form, k, k / 100.0 + jitter_s + 1), FILE, notes, info=INFO)
    assert notes.sentences == ["Times jitter by 2.8 ms (rms); they were smoothed."]


def test_times_too_coarse_to_show_a_loss_are_refused(closed_form):
    k = np.arange(600)
    with pytest.raises(RecordingError, match="times advance only every 1 s") as caught:
        build_track(rows_at(closed_form, k, np.floor(k / 100)), FILE, Notes(), info=INFO)
    assert caught.value.file == FILE


def test_times_that_stand_still_are_refused(closed_form):
    k = np.arange(600)
    with pytest.raises(RecordingError, match="time does not advance"):
        build_track(rows_at(closed_form, k, k * 0.0), FILE, Notes(), info=INFO)
