"""Two files of one walk on one time base: simulated feet, whose clocks are set apart here."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.recordings.combine import FileContent, combine
from gaitsense.recordings.dialect import Content
from gaitsense.recordings.track import Clock, Track
from gaitsense.simulate.walk import simulate_walk

OWN = Clock()
#: Where each file begins, s of the walk.
BEGIN_S = {"left": 1.5, "right": 0.5}


@pytest.fixture(scope="module")
def walk():
    return simulate_walk("turns", seed=3, rate_hz=100.0).recording


@pytest.fixture
def file_of(walk):
    """A file of one foot whose clock shows `offset_s` when the walk begins."""

    def build(side, offset_s=0.0, *, rate=1.0, clock=OWN, last_s=np.inf, marker=()):
        foot = walk[side]
        keep = (foot.t_s >= BEGIN_S[side]) & (foot.t_s < last_s)
        track = Track(
            side,
            foot.sample[keep],
            offset_s + rate * foot.t_s[keep],
            foot.acc_mps2[keep],
            foot.gyr_radps[keep],
            StreamInfo(100.0),
            clock,
        )
        path = Path(f"walk_{side}.csv")
        return FileContent((path,), "toy", "made up", Content((track,), marker=marker))

    return build


def base_error_s(recording, walk):
    """How far each foot's times are from the walk's own, s; one constant for both is allowed."""
    return [
        recording[side].t_s
        - walk[side].t_s[walk[side].t_s >= BEGIN_S[side]][: len(recording[side])]
        for side in ("left", "right")
    ]


@pytest.mark.parametrize("offset_s", [0.0, -340.25, 1.7e9])
def test_clocks_that_are_not_known_to_agree_are_put_together_by_stepping(file_of, walk, offset_s):
    recording = combine([file_of("left", 100.0), file_of("right", offset_s)], None, None, ())
    left_s, right_s = base_error_s(recording, walk)
    np.testing.assert_allclose(left_s, left_s[0], atol=1e-6)
    np.testing.assert_allclose(right_s, left_s[0], atol=0.05)
    # The right file begins first, so it begins at 0.
    assert recording["right"].t_s[0] == pytest.approx(0.0, abs=1e-6)
    assert recording.notes[-1].startswith(
        "The two clocks were put together by the stepping pattern: counted from the start of each "
        "file, the right foot's times were shifted by -"
    )
    assert " ms); what compares the feet in time is no surer than that." in recording.notes[-1]


def test_marks_move_with_the_clock_of_their_file(file_of):
    files = [
        file_of("left", 100.0, marker=((120.0, "here"),)),
        file_of("right", 700.0, marker=((720.0, "there"),)),
    ]
    recording = combine(files, None, None, ())
    (here_s, _), (there_s, _) = recording.marker
    assert here_s == pytest.approx(19.5, abs=0.05)
    assert there_s == pytest.approx(19.5, abs=1e-6)


def test_the_rate_of_a_long_walk_is_told_and_put_right():
    foot = simulate_walk("turns", seed=4, rate_hz=50.0, sensor="ideal", duration_s=420.0).recording
    files = []
    for side, rate in (("left", 1.0), ("right", 1.0 + 150e-6)):
        track = Track(
            side,
            foot[side].sample,
            5.0 + rate * foot[side].t_s,
            foot[side].acc_mps2,
            foot[side].gyr_radps,
            StreamInfo(50.0),
        )
        path = Path(f"walk_{side}.csv")
        files.append(FileContent((path,), "toy", "made up", Content((track,))))
    recording = combine(files, None, None, ())
    assert "ppm fast, was put right" in recording.notes[-1]
    apart_s = recording["right"].t_s - recording["left"].t_s
    np.testing.assert_allclose(apart_s, 0.0, atol=0.05)
    assert np.ptp(apart_s) < 0.02


def test_too_little_walking_leaves_each_clock_alone(file_of):
    files = [file_of("left", 100.0, last_s=6.0), file_of("right", 9.0, last_s=6.0)]
    recording = combine(files, None, None, ())
    assert [recording[side].t_s[0] for side in recording.sides] == [0.0, 0.0]
    assert "clocks of the two files are not known to agree" in recording.notes[-1]


SHARED = Clock("toy", assumed=True)


@pytest.mark.parametrize("clock", [SHARED, Clock("toy")])
def test_a_shared_clock_that_the_stepping_confirms_is_not_doubted(file_of, walk, clock):
    files = [file_of("left", 2.0, clock=clock), file_of("right", 2.0, clock=clock)]
    recording = combine(files, None, None, ())
    for error_s in base_error_s(recording, walk):
        np.testing.assert_allclose(error_s, 2.0, atol=1e-9)
    assert not any("contradicts" in note for note in recording.notes)


@pytest.mark.parametrize("later_s", [0.6, -1.15])
def test_a_shared_clock_that_the_stepping_contradicts_is_kept_with_a_word(file_of, walk, later_s):
    files = [file_of("left", clock=SHARED), file_of("right", later_s, clock=SHARED)]
    recording = combine(files, None, None, ())
    left_s, right_s = base_error_s(recording, walk)
    np.testing.assert_allclose(left_s, 0.0, atol=1e-9)
    np.testing.assert_allclose(right_s, later_s, atol=1e-9)
    note = recording.notes[-1]
    assert note.startswith("The stepping pattern contradicts the clock that both files share")
    told_s = float(note.split("shifted by ")[1].split(" s ")[0])
    assert told_s == pytest.approx(-later_s, abs=0.06)


def test_an_assumed_clock_without_overlap_gives_way_to_the_stepping(file_of, walk):
    files = [file_of("left", clock=SHARED), file_of("right", 5000.0, clock=SHARED)]
    recording = combine(files, None, None, ())
    left_s, right_s = base_error_s(recording, walk)
    np.testing.assert_allclose(right_s, left_s[0], atol=0.05)
    assert "put together by the stepping pattern" in recording.notes[-1]


def test_a_certain_clock_without_overlap_is_refused(file_of):
    clock = Clock("toy")
    files = [file_of("left", clock=clock), file_of("right", 5000.0, clock=clock)]
    with pytest.raises(RecordingError, match="do not overlap in time, so they are not of one walk"):
        combine(files, None, None, ())


def test_two_feet_of_one_file_are_not_doubted(file_of):
    left, right = (file_of(side, clock=SHARED).content.tracks[0] for side in ("left", "right"))
    late = dataclasses.replace(right, t_s=right.t_s + 0.6)
    both = FileContent((Path("walk.csv"),), "toy", "made up", Content((left, late)))
    assert combine([both], None, None, ()).notes == ()


def renamed(file, name):
    return dataclasses.replace(file, paths=(Path(name),))


def test_names_that_contradict_the_contents_are_told(file_of):
    files = [
        renamed(file_of("left", clock=SHARED), "walk_right.csv"),
        renamed(file_of("right", clock=SHARED), "walk_left.csv"),
    ]
    recording = combine(files, None, None, ())
    assert [note for note in recording.notes if "named after" in note] == [
        f"walk_{name}.csv is named after the {name} foot, but its contents say {inside}, which was "
        "used."
        for name, inside in (("right", "left"), ("left", "right"))
    ]


def test_a_file_of_both_feet_may_be_named_after_one(file_of):
    left, right = (file_of(side, clock=SHARED).content.tracks[0] for side in ("left", "right"))
    both = FileContent((Path("left_knee.csv"),), "toy", "made up", Content((left, right)))
    assert combine([both], None, None, ()).notes == ()


def test_feet_of_one_file_that_follow_one_another_are_told(file_of):
    left, right = (file_of(side, clock=SHARED).content.tracks[0] for side in ("left", "right"))
    later = dataclasses.replace(right, t_s=right.t_s + 1000.0)
    both = FileContent((Path("walk.csv"),), "toy", "made up", Content((left, later)))
    (note,) = combine([both], None, None, ()).notes
    assert "were not recorded at the same time" in note


def test_a_side_given_for_a_file_of_both_feet_is_to_be_left_out(file_of):
    left, right = (file_of(side) for side in ("left", "right"))
    both = FileContent(
        (Path("walk.csv"),), "toy", "made up",
        Content((left.content.tracks[0], right.content.tracks[0])),
    )  # fmt: skip
    with pytest.raises(RecordingError, match=r"2 are given; leave it out$"):
        combine([both], "left", None, ())
    with pytest.raises(RecordingError, match="leave it out, and put left or right into the files'"):
        combine([left, right], "left", None, ())
