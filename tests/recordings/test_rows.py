from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.received import received
from gaitsense.recordings.rows import Notes, Rows, placed, tidy

FILE = Path("walk.csv")
RATE_HZ = 100.0


@pytest.fixture
def make_rows(closed_form):
    def make(n: int = 300, counter: bool = False) -> Rows:
        k = np.arange(n)
        acc, gyr = closed_form(k, RATE_HZ)
        return Rows(k + 2, k / RATE_HZ, acc, gyr, k.copy() if counter else None)

    return make


def in_order(rows: Rows, order: list[int]) -> Rows:
    return Rows(rows.line, rows.t_s[order], rows.acc_mps2[order], rows.gyr_radps[order])


def test_good_rows_pass_untouched_and_unnoted(make_rows):
    rows, notes = make_rows(), Notes()
    assert tidy(rows, FILE, notes) is rows
    assert received(rows, FILE, notes, "left").all()
    assert notes.sentences == []


@pytest.mark.parametrize("split", [100, 150, 200])
def test_recordings_of_different_days_in_one_file_are_not_one_walk(make_rows, split):
    rows = make_rows()
    rows.t_s[split:] += 3e7
    with pytest.raises(RecordingError, match="more than one recording; cut it into") as caught:
        tidy(rows, FILE, Notes())
    # Line 2 holds the first row.
    assert caught.value.line == split + 2


def test_rows_without_a_time_are_dropped_by_line(make_rows):
    rows, notes = make_rows(), Notes()
    rows.t_s[[3, 5]] = np.nan
    kept = tidy(rows, FILE, notes)
    assert len(kept) == 298
    assert notes.sentences == ["2 rows without a usable time dropped (lines 5, 7)."]


def test_a_repeated_row_is_dropped_even_where_values_are_missing(make_rows):
    rows, notes = make_rows(), Notes()
    rows.acc_mps2[10] = np.nan
    twice = in_order(rows, [*range(11), 10, *range(12, 300)])
    kept = tidy(twice, FILE, notes)
    assert len(kept) == 299
    assert notes.sentences == ["1 row repeating the row before dropped (line 13)."]


def test_rows_of_one_time_but_other_values_are_kept(make_rows):
    rows, notes = make_rows(), Notes()
    rows.t_s[11] = rows.t_s[10]
    assert len(tidy(rows, FILE, notes)) == 300


def test_rows_of_one_time_but_other_counters_are_kept(make_rows):
    rows, notes = make_rows(counter=True), Notes()
    for values in (rows.t_s, rows.acc_mps2, rows.gyr_radps):
        values[11] = values[10]
    assert len(tidy(rows, FILE, notes)) == 300
    rows.counter[11] = rows.counter[10]
    kept = tidy(rows, FILE, notes)
    assert len(kept) == 299
    assert 11 not in kept.counter


def test_a_late_row_is_dropped_and_many_are_refused_with_the_line(make_rows):
    rows, notes = make_rows(), Notes()
    rows.t_s[20] = 0.05
    assert len(tidy(rows, FILE, notes)) == 299
    assert notes.sentences == ["1 row out of the order of time dropped (line 22)."]
    rows, notes = make_rows(), Notes()
    rows.t_s[20] = 900.0
    assert len(tidy(rows, FILE, notes)) == 299
    assert notes.sentences == ["1 row out of the order of time dropped (line 22)."]
    restarted = make_rows()
    restarted.t_s[200:] -= 2.0
    with pytest.raises(RecordingError, match=r"backwards here \(1\.99 s is followed by 0 s\)") as e:
        tidy(restarted, FILE, Notes())
    assert (e.value.file, e.value.line) == (FILE, 202)


def test_six_zeros_are_a_lost_sample_unless_told_otherwise(make_rows):
    rows, notes = make_rows(), Notes()
    rows.acc_mps2[:2] = 0.0
    rows.gyr_radps[0] = 0.0
    tidied = tidy(rows, FILE, notes)
    assert received(tidied, FILE, notes, "left").tolist() == [False] + [True] * 299
    assert notes.sentences == ["1 row of six zeros taken as lost samples (line 2)."]
    exact = make_rows()
    exact.acc_mps2[0] = exact.gyr_radps[0] = 0.0
    assert received(tidy(exact, FILE, notes, exact=True), FILE, notes, "left").all()


def test_a_row_that_misses_one_value_is_lost(make_rows):
    rows = make_rows()
    rows.acc_mps2[4, 1] = rows.gyr_radps[6, 2] = np.nan
    good = received(rows, FILE, Notes(), "left")
    assert np.flatnonzero(~good).tolist() == [4, 6]


def test_a_silent_foot_is_named(make_rows):
    rows = make_rows()
    rows.acc_mps2[:] = rows.gyr_radps[:] = 0.0
    with pytest.raises(RecordingError, match="right: the accelerometer reads 0 throughout"):
        received(tidy(rows, FILE, Notes()), FILE, Notes(), "right")
    rows.gyr_radps[1:] = np.nan
    with pytest.raises(RecordingError, match="right: only one row holds all six values") as e:
        received(rows, FILE, Notes(), "right")
    assert e.value.file == FILE
    rows.gyr_radps[0] = np.nan
    with pytest.raises(RecordingError, match="right: none of 300 rows holds all six values"):
        received(rows, FILE, Notes(), "right")


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (np.s_[:, :], "so this foot is silent; check"),
        (np.s_[:, 3:], "gyroscope, with no usable number in gyr_x, gyr_y, gyr_z; export all six"),
        (np.s_[:, 1:2], "gyroscope, with no usable number in acc_y; export all six"),
        (
            np.s_[1:, 3:],
            "only one row holds all six values .* with no usable number in gyr_x, gyr_y, gyr_z;",
        ),
    ],
)
def test_columns_that_are_empty_are_named(make_rows, lost, said):
    rows = make_rows()
    six = np.hstack([rows.acc_mps2, rows.gyr_radps])
    six[lost] = np.nan
    rows.acc_mps2[:], rows.gyr_radps[:] = six[:, :3], six[:, 3:]
    with pytest.raises(RecordingError, match=said):
        received(rows, FILE, Notes(), "left")


def test_two_sensors_that_never_share_a_row_are_told_so(make_rows):
    rows = make_rows()
    rows.acc_mps2[::2] = np.nan
    rows.gyr_radps[1::2] = np.nan
    with pytest.raises(RecordingError, match="as they stand in different rows; export both"):
        received(rows, FILE, Notes(), "left")


def test_a_sentence_is_said_once():
    notes = Notes()
    for sentence in ("Times are dates.", "Times jitter.", "Times are dates."):
        notes.say(sentence)
    assert notes.sentences == ["Times are dates.", "Times jitter."]


def test_wrong_units_are_refused_in_the_file_that_has_them(make_rows):
    rows = make_rows()
    rows.acc_mps2[:] /= 9.80665
    with pytest.raises(RecordingError, match="looks like g") as e:
        received(rows, FILE, Notes(), "left")
    assert e.value.file == FILE


def test_a_running_foot_is_noted_and_not_refused_unless_its_gyroscope_is_odd(make_rows):
    rows, notes = make_rows(), Notes()
    rows.acc_mps2[:] *= 4.0
    assert received(rows, FILE, notes, "left").all()
    assert "running or jumping" in notes.sentences[0]
    rows.gyr_radps[:] *= 57.3
    with pytest.raises(RecordingError, match="looks like °/s"):
        received(rows, FILE, Notes(), "left")
    rows.acc_mps2[:] *= 4.0
    with pytest.raises(RecordingError, match="raw counts"):
        received(rows, FILE, Notes(), "left")


def test_long_lists_of_lines_are_cut(make_rows):
    notes = Notes()
    notes.say_lines("dropped", np.arange(100, 150))
    assert notes.sentences[0].startswith("50 rows dropped (lines 100, 101, ")
    assert notes.sentences[0].endswith(", 119 and 30 more).")


def test_one_or_no_row_is_no_trouble():
    nothing = Rows(np.empty(0, int), np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
    assert len(tidy(nothing, FILE, Notes())) == 0


def test_a_placed_error_keeps_its_place():
    with pytest.raises(RecordingError) as caught, placed(FILE):
        raise RecordingError("odd", line=3, column="x")
    assert str(caught.value) == "walk.csv, line 3, column 'x': odd"
    with pytest.raises(RecordingError) as caught, placed(FILE):
        raise RecordingError("odd", file="other.csv")
    assert caught.value.file == Path("other.csv")


def test_times_days_away_are_no_times(make_rows):
    rows, notes = make_rows(), Notes()
    rows.t_s[[5, 299]] = -1e6, 1e300
    assert len(tidy(rows, FILE, notes)) == 298
    assert notes.sentences == ["2 rows without a usable time dropped (lines 7, 301)."]


def test_values_that_no_sensor_gives_are_lost_samples(make_rows):
    rows, notes = make_rows(), Notes()
    rows.acc_mps2[5, 1], rows.gyr_radps[6, 0] = 3.4028236e38, -2e4
    good = received(tidy(rows, FILE, notes), FILE, notes, "left")
    assert np.flatnonzero(~good).tolist() == [5, 6]
    assert notes.sentences == ["2 rows of impossible values taken as lost samples (lines 7, 8)."]
    assert rows.acc_mps2[5, 1] == 3.4028236e38
    good = received(tidy(rows, FILE, Notes(), exact=True), FILE, Notes(), "left")
    assert np.flatnonzero(~good).tolist() == [5]
    rows.acc_mps2[5, 1] = float(str(np.finfo(np.float32).max))
    assert received(tidy(rows, FILE, Notes(), exact=True), FILE, Notes(), "left").all()


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("vectors", ["acc_mps2", "gyr_radps"])
@pytest.mark.parametrize("value", [-2e4, np.nan, -np.inf])
def test_every_column_is_looked_at(make_rows, vectors, axis, value):
    rows = make_rows()
    getattr(rows, vectors)[5, axis] = value
    good = received(tidy(rows, FILE, Notes()), FILE, Notes(), "left")
    assert np.flatnonzero(~good).tolist() == [5]


def test_many_impossible_values_are_a_matter_of_units(make_rows):
    rows = make_rows()
    rows.acc_mps2[:] *= 2048.0
    with pytest.raises(RecordingError, match="raw counts"):
        received(tidy(rows, FILE, Notes()), FILE, Notes(), "left")
