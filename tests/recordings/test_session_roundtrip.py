"""A recording written as a session CSV and read again is the same to the last bit."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitsense.model.recording import FootRecording, Recording, SensorRanges, StreamInfo
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv


def assert_same(back: Recording, recording: Recording) -> None:
    assert back.sides == recording.sides
    for side in recording.sides:
        ours, theirs = back[side], recording[side]
        assert ours.sample.dtype == np.int64
        assert ours.sample.tolist() == theirs.sample.tolist()
        assert ours.t_s.view(np.int64).tolist() == theirs.t_s.view(np.int64).tolist()
        for name in ("acc_mps2", "gyr_radps"):
            mine, wanted = getattr(ours, name), getattr(theirs, name)
            assert mine.dtype == np.float32
            assert mine.flags.c_contiguous
            assert mine.view(np.int32).tolist() == wanted.view(np.int32).tolist()
        assert ours.info == theirs.info
        assert ours.gap_cause == theirs.gap_cause
        assert ours.gaps == theirs.gaps
    origin = {
        "source_format": "gaitsense session CSV",
        "recognised_by": "the first line says that it is a session CSV",
        "source_file": "walk.csv",
    }
    kept = {k: v for k, v in recording.metadata.items() if k not in origin}
    assert dict(back.metadata) == kept | origin
    # Feet that never ran at the same time are remarked upon whenever they are read.
    told = tuple(note for note in back.notes if "not recorded at the same time" not in note)
    assert told == recording.notes
    assert back.marker == recording.marker


def there_and_back(recording: Recording, folder) -> Recording:
    write_session_csv(recording, folder / "walk.csv")
    return read_recording(folder / "walk.csv")


def test_two_feet_with_short_and_long_losses(tmp_path, made_recording):
    left = np.delete(np.arange(60_776, 62_776), [*range(5, 9), *range(500, 1200), 1500])
    right = np.delete(np.arange(0, 2000), np.arange(3, 1999, 7))
    recording = made_recording(left, right)
    back = there_and_back(recording, tmp_path)
    assert_same(back, recording)
    text_rows = (tmp_path / "walk.csv").read_text().splitlines()
    # 5 lost samples of the left foot stand as empty rows, 700 (3.5 s) as none.
    assert sum(row.endswith(",left,,,,,,") for row in text_rows) == 5
    assert not any(",sample" in row for row in text_rows)


def test_facts_of_each_foot_and_of_the_recording(tmp_path, made_recording):
    recording = made_recording(
        range(300),
        range(7, 307),
        metadata={
            "start_time": "2024-05-01T10:00:00+02:00",
            "pseudonym": "=HYPERLINK(1)",
            "rate_hz": "a key that is ours",
            "left.sensor": "another",
            "meta.x": "y",
            "a key: with = all\nsorts": " of\tvalues,",
            "original_format": "kept",
            "": "",
        },
        notes=("first, with comma,", "  second\\", ""),
        marker=((0.25, "brace on"), (0.2513, "-1;=2"), (0.7, 'say "hi", \n there'), (9.0, "a,b")),
    )
    left, right = recording["left"], recording["right"]
    left = dataclasses.replace(
        left,
        info=StreamInfo(left.rate_hz, SensorRanges(156.9064, None), "", Shoe(0.31, 0.003, "heel")),
        gap_cause="pause",
    )
    right = dataclasses.replace(
        right,
        info=StreamInfo(right.rate_hz, SensorRanges(None, 34.9), "Größe, 2", Shoe(0.3, 0.0)),
    )
    recording = dataclasses.replace(recording, feet={"left": left, "right": right})
    assert_same(there_and_back(recording, tmp_path), recording)


def test_feet_of_different_rates(tmp_path, made_recording):
    left = made_recording(range(400), None, 200.0)["left"]
    right = made_recording(None, range(208), 104.0)["right"]
    recording = Recording({"left": left, "right": right})
    assert_same(there_and_back(recording, tmp_path), recording)
    header = (tmp_path / "walk.csv").read_text()
    assert "# left.rate_hz: 200.0\n# right.rate_hz: 104.0\n" in header
    assert "# sensor: our board\n" in header


def test_a_second_writing_is_the_same_file(tmp_path, made_recording):
    recording = made_recording(range(300), range(300), metadata={"source_format": "some export"})
    back = there_and_back(recording, tmp_path)
    assert back.metadata["original_format"] == "some export"
    write_session_csv(back, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "walk.csv").read_bytes()


def test_counters_that_time_does_not_tell_get_a_column(tmp_path, made_recording):
    recording = made_recording(range(300), range(300))
    left = recording["left"]
    # A pause after which the clock's fit begins anew: counters and times part by 40 periods.
    sample = left.sample + np.where(left.sample >= 150, 1040, 0)
    t_s = left.t_s + np.where(left.sample >= 150, 5.0, 0.0)
    feet = {"left": dataclasses.replace(left, sample=sample, t_s=t_s), "right": recording["right"]}
    recording = Recording(feet, marker=((1.0, "on"),))
    assert_same(there_and_back(recording, tmp_path), recording)
    assert "gyr_z_radps,sample,marker\n" in (tmp_path / "walk.csv").read_text()


def test_many_chunks(tmp_path, made_recording, monkeypatch):
    monkeypatch.setattr("gaitsense.recordings.session_writer._CHUNK_ROWS", 7)
    marks = tuple((k / 50.0, f"mark {k}") for k in range(40))
    recording = made_recording(range(100), range(90), marker=marks)
    shares = []
    write_session_csv(recording, tmp_path / "walk.csv", progress=shares.append)
    assert_same(read_recording(tmp_path / "walk.csv"), recording)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
WORDS = st.text(st.characters(exclude_categories=[]), max_size=12)


@st.composite
def feet(draw, side: str) -> FootRecording:
    """A foot that stands, with jittered times, losses, and a few wild values."""
    steps = draw(st.lists(st.integers(1, 5), min_size=30, max_size=60))
    steps[draw(st.integers(0, 29))] = draw(st.integers(1, 4000))
    sample = draw(st.integers(-(2**40), 2**40)) + np.cumsum(steps).astype(np.int64)
    rate_hz = draw(st.floats(10.0, 1000.0))
    jitter = draw(st.lists(st.floats(-0.1, 0.1), min_size=len(sample), max_size=len(sample)))
    t_s = draw(st.floats(-1e4, 1e4)) + (sample - sample[0] + np.array(jitter)) / rate_hz
    t_s += draw(st.sampled_from([0.0, 3.0])) * (np.arange(len(sample)) > 20)
    n = len(sample)
    outward = 0.2 if side == "left" else -0.2
    acc = np.tile(np.array([0.1, outward, 9.81], np.float32), (n, 1))
    acc[:, 0] += 0.01 * np.arange(n) / n
    gyr = np.zeros((n, 3), np.float32)
    for values in (acc, gyr):
        for k in draw(st.lists(st.integers(0, n - 1), max_size=6, unique=True)):
            # A few values may be anything; the check of units looks at the usual ones.
            values[k] = draw(st.tuples(FLOAT32, FLOAT32, FLOAT32))
    gyr = np.clip(gyr, -20.0, 20.0)
    info = StreamInfo(rate_hz, device=draw(WORDS))
    return FootRecording(side, sample, t_s, acc, gyr, info, draw(WORDS))


@st.composite
def recordings(draw) -> Recording:
    sides = draw(st.sampled_from([("left",), ("right",), ("left", "right")]))
    keys = WORDS.filter(lambda key: key not in ("source_format", "source_file", "recognised_by"))
    marks = draw(st.lists(st.tuples(st.floats(-1e4, 2e4), WORDS.filter(bool)), max_size=4))
    return Recording(
        {side: draw(feet(side)) for side in sides},
        draw(st.dictionaries(keys, WORDS, max_size=4)),
        tuple(draw(st.lists(WORDS, max_size=3))),
        tuple(sorted(marks, key=lambda mark: mark[0])),
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(recording=recordings())
def test_any_recording_comes_back(tmp_path, recording):
    assert_same(there_and_back(recording, tmp_path), recording)


def test_what_is_odd_is_said_once_however_often_it_is_read(tmp_path, made_recording):
    recording = made_recording(range(300), notes=("walk.csv: first",))
    fast = recording["left"].acc_mps2 * np.float32(3.0)
    recording = dataclasses.replace(
        recording, feet={"left": dataclasses.replace(recording["left"], acc_mps2=fast)}
    )
    said = there_and_back(recording, tmp_path).notes
    assert len(said) == 2
    assert said[1].startswith("left: the median of |acc| is ")
    assert there_and_back(there_and_back(recording, tmp_path), tmp_path).notes == said
    unnamed = tuple(note.replace("left: ", "my_export.txt: the sensor: ") for note in said)
    again = there_and_back(dataclasses.replace(recording, notes=unnamed), tmp_path)
    assert again.notes == unnamed
