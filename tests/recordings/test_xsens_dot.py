from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording

PERIOD_S = 16667e-6


def assert_signal(foot, closed_form, k=None, rtol=1e-6):
    acc, gyr = closed_form(np.arange(240) if k is None else np.asarray(k), 60.0)
    np.testing.assert_allclose(foot.acc_mps2, acc, rtol=rtol, atol=1e-5)
    np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=rtol, atol=1e-5)


@pytest.mark.parametrize(
    ("columns", "made"),
    [
        (("Acc", "Gyr", "Mag"), False),
        (("Euler", "dv", "Acc", "Gyr"), False),
        (("dq", "dv", "Mag"), True),
        (("Quat", "Acc", "dq"), True),
        (("Quat", "dv", "Gyr"), True),
    ],
)
@pytest.mark.parametrize("trailing", ["", ", "])
def test_every_column_set_that_holds_both_is_read(dot_file, closed_form, columns, made, trailing):
    recording = read_recording(dot_file(columns=columns, trailing=trailing))
    foot = recording["left"]
    assert_signal(foot, closed_form)
    assert foot.rate_hz == pytest.approx(1.0 / PERIOD_S, rel=1e-9)
    assert foot.sample.tolist() == list(range(1, 241))
    np.testing.assert_allclose(foot.t_s, np.arange(240) * PERIOD_S, atol=1e-9)
    assert foot.device == "Movella/Xsens DOT"
    assert foot.info.ranges.acc_mps2 == pytest.approx(156.9064)
    assert foot.info.ranges.gyr_radps == pytest.approx(34.9066, rel=1e-5)
    increments = "Rates were made from the increments dv and dq over one output period."
    assert recording.notes == ((increments,) if made else ())
    assert recording.metadata["device_tag"] == "DOT"
    assert recording.metadata["start_time"] == "2024-05-01 10:00:00.000 +0100"
    assert recording.metadata["source_format"] == "Movella/Xsens DOT export"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("Quat", "dv", "Acc"), "holds only Quat, dv, Acc: without angular rate"),
        (("Euler", "Acc"), "holds only Euler, Acc: without angular rate"),
        (("Quat", "Gyr"), "holds only Quat, Gyr: without acceleration that includes gravity"),
        (("Quat", "FreeAcc", "Gyr"), "without acceleration that includes gravity"),
        (("Euler", "FreeAcc"), "without angular rate"),
    ],
)
def test_a_column_set_without_one_of_both_is_refused_with_the_reason(dot_file, columns, said):
    path = dot_file(columns=columns)
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(path)
    assert caught.value.file == path
    assert "record again in a mode such as" in str(caught.value)


def test_a_file_without_the_lines_above_the_table_is_known_by_its_columns(dot_file, closed_form):
    recording = read_recording(dot_file(columns=("Euler", "dv", "Acc", "Gyr"), preamble=False))
    assert_signal(recording["left"], closed_form)
    recording = read_recording(dot_file(columns=("Acc", "Gyr"), preamble=False))
    assert_signal(recording["left"], closed_form)


def test_a_table_that_might_be_of_a_dot_or_of_mt_manager_is_not_guessed(dot_file):
    path = dot_file(columns=("Acc", "Gyr"), preamble=False, edit=lambda lines: lines[1:])
    with pytest.raises(RecordingError, match="no column for time"):
        read_recording(path)


def test_the_first_row_of_zeros_is_a_lost_sample(dot_file, closed_form):
    def zero(lines):
        first = next(i for i, line in enumerate(lines) if line.startswith("1, "))
        counter, tick, *rest = lines[first].split(", ")
        return [
            *lines[:first],
            ", ".join([counter, tick, *("0" for _ in rest)]),
            *lines[first + 1 :],
        ]

    recording = read_recording(dot_file(columns=("Acc", "Gyr"), edit=zero))
    assert_signal(recording["left"], closed_form, range(1, 240))
    assert recording["left"].sample[0] == 2
    assert recording.notes == ("1 row of six zeros taken as lost samples (line 11).",)


def test_lost_packets_are_gaps(dot_file, closed_form):
    kept = np.delete(np.arange(240), [*range(100, 141), 200])
    foot = read_recording(dot_file(kept=kept))["left"]
    assert_signal(foot, closed_form, kept)
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(100, 41), (200, 1)]


def test_an_increment_after_a_loss_is_not_trusted(dot_file, closed_form):
    kept = np.delete(np.arange(240), [100])
    foot = read_recording(dot_file(kept=kept, columns=("dq", "dv")))["left"]
    assert_signal(foot, closed_form, np.delete(np.arange(240), [100, 101]))
    assert [gap.missing for gap in foot.gaps] == [2]


@pytest.mark.parametrize("columns", [("dv", "Gyr"), ("Acc", "dq")])
def test_one_increment_is_enough_not_to_be_trusted(dot_file, closed_form, columns):
    foot = read_recording(dot_file(kept=np.delete(np.arange(240), [7]), columns=columns))["left"]
    assert_signal(foot, closed_form, np.delete(np.arange(240), [7, 8]))


def test_counter_and_time_run_through_their_wraps(dot_file, closed_form):
    recording = read_recording(
        dot_file(first_tick=2**32 - 100 * 16667, first_counter=2**32 - 7, n=240)
    )
    foot = recording["left"]
    assert_signal(foot, closed_form)
    assert foot.sample.tolist() == [2**32 - 7 + i for i in range(240)]
    assert foot.t_s[-1] == pytest.approx(239 * PERIOD_S)
    assert recording.notes == ()


def test_synchronised_sensors_share_a_time_base_across_the_wrap(dot_file):
    left = dot_file("left.csv", first_tick=2**32 - 50_000)
    right = dot_file("right.csv", first_tick=(2**32 - 50_000 + 30_000) % 2**32)
    recording = read_recording([left, right])
    assert recording["left"].t_s[0] == pytest.approx(0.0, abs=1e-9)
    assert recording["right"].t_s[0] == pytest.approx(0.03, abs=1e-9)
    assert recording.notes == ()
    later = dot_file("right.csv", first_tick=30_000)
    recording = read_recording([left, later])
    assert recording["right"].t_s[0] == pytest.approx(0.08, abs=1e-9)


def test_synchronised_sensors_of_two_walks_are_refused(dot_file):
    left = dot_file("left.csv", first_tick=5_000_000)
    right = dot_file("right.csv", first_tick=500_000_000)
    with pytest.raises(RecordingError, match="do not overlap in time"):
        read_recording([left, right])


def test_unsynchronised_sensors_keep_their_own_times_and_it_is_said(dot_file):
    left = dot_file("left.csv", sync="Un-synced", tag="A")
    right = dot_file("right.csv", sync="Un-synced", tag="B", first_tick=9_000_000)
    recording = read_recording([left, right])
    for side in recording.sides:
        assert recording[side].t_s[0] == 0.0
    assert "not known to agree" in recording.notes[-1]
    assert recording.metadata["device_tag_left"] == "A"
    assert recording.metadata["device_tag_right"] == "B"
    assert recording.metadata["sync_status"] == "Un-synced"


def test_the_tag_tells_the_foot_where_the_name_does_not(dot_file):
    assert read_recording(dot_file("walk.csv", tag="Right foot")).sides == ("right",)


def test_an_output_rate_that_the_times_contradict_is_said_and_the_times_followed(dot_file):
    recording = read_recording(dot_file(rate="120Hz"))
    assert recording["left"].rate_hz == pytest.approx(1.0 / PERIOD_S)
    assert recording.notes == (
        "The header says 120Hz, the times say 60 Hz; the times were followed.",
    )


@pytest.mark.parametrize("tick_step", [17, 0])
def test_a_converted_time_is_refused(dot_file, tick_step):
    with pytest.raises(RecordingError, match="counts microseconds") as caught:
        read_recording(dot_file(tick_step=tick_step))
    assert caught.value.column == "SampleTimeFine"


def test_rows_without_counter_are_dropped_by_line(dot_file):
    def blank(lines):
        return [line.replace("7, 5100002", ", 5100002", 1) for line in lines]

    recording = read_recording(dot_file(edit=blank))
    assert recording.notes == (
        "1 row without a whole number in PacketCounter and SampleTimeFine dropped (line 17).",
    )
    assert recording["left"].gaps[0].missing == 1


def test_a_name_that_stands_twice_is_refused(dot_file):
    def twice(lines):
        return [line.replace("Mag_X", "SampleTimeFine") for line in lines]

    with pytest.raises(RecordingError, match="must stand in the header once") as caught:
        read_recording(dot_file(edit=twice))
    assert (caught.value.line, caught.value.column) == (10, "SampleTimeFine")


def test_a_header_alone_is_named(dot_file):
    with pytest.raises(RecordingError, match="a header but no row of samples"):
        read_recording(dot_file(n=0))
