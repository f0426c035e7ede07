from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.model.errors import ConfigError, GaitsenseError, RecordingError
from gaitsense.model.recording import (
    FootRecording,
    Recording,
    SensorRanges,
    StreamInfo,
)
from gaitsense.model.samples import Gap, ImuBlock
from gaitsense.model.shoe import Shoe


def foot(
    sample: Sequence[int] | np.ndarray,
    side: str = "left",
    *,
    rate_hz: float = 100.0,
    start_s: float = 0.0,
    cause: str = "lost",
) -> FootRecording:
    """A foot whose every value tells its counter."""
    k = np.asarray(sample, np.int64)
    values = k[:, None] + np.array([0.125, 0.25, 0.5])
    return FootRecording(
        side,
        k,
        start_s + k / rate_hz,
        values.astype(np.float32),
        -values.astype(np.float32),
        StreamInfo(rate_hz, device="maker model"),
        cause,
    )


def joined(blocks: list[ImuBlock], name: str) -> np.ndarray:
    return np.concatenate([getattr(block, name) for block in blocks])


def test_a_foot_repeats_what_its_stream_says():
    one = foot([0, 1, 2])
    assert (one.rate_hz, one.device, one.shoe, len(one)) == (100.0, "maker model", Shoe(), 3)


def test_gaps_are_the_missing_counters():
    holed = foot([5, 6, 9, 10, 11, 13, 40], "right", cause="empty row")
    assert holed.gaps == (
        Gap("right", 6, 2, "empty row"),
        Gap("right", 11, 1, "empty row"),
        Gap("right", 13, 26, "empty row"),
    )
    assert foot([5, 6, 7]).gaps == ()


def test_a_foot_in_blocks_of_three_by_hand():
    items = list(foot([5, 6, 9, 10, 11, 12, 13, 20]).blocks(3))
    told = [
        (item.after_sample, item.missing) if isinstance(item, Gap) else item.sample.tolist()
        for item in items
    ]
    assert told == [[5, 6], (6, 2), [9, 10, 11], [12, 13], (13, 6), [20]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=0, max_size=40),
    st.integers(1, 50),
    st.integers(-5, 2**40),
)
def test_the_blocks_of_a_foot_are_the_foot(steps, n, first):
    whole = foot(first + np.concatenate([[0], np.cumsum(steps, dtype=np.int64)]))
    items = list(whole.blocks(n))
    blocks = [item for item in items if isinstance(item, ImuBlock)]
    for name in ("sample", "t_s", "acc_mps2", "gyr_radps"):
        np.testing.assert_array_equal(joined(blocks, name), getattr(whole, name))
    assert max(len(block) for block in blocks) <= n
    assert tuple(item for item in items if isinstance(item, Gap)) == whole.gaps
    for before, item, after in zip(items[:-2], items[1:-1], items[2:], strict=True):
        if isinstance(item, Gap):
            assert before.sample[-1] == item.after_sample
            assert after.sample[0] == item.after_sample + item.missing + 1
    assert isinstance(items[0], ImuBlock)
    assert isinstance(items[-1], ImuBlock)


def test_both_feet_come_in_the_order_of_time():
    left = foot([0, 1, 2, 3, 10, 11], "left")
    right = foot([0, 1, 2, 3, 4, 5, 6, 7], "right", start_s=0.005)
    told = [
        (item.side, item.missing if isinstance(item, Gap) else item.sample.tolist())
        for item in Recording({"right": right, "left": left}).blocks(2)
    ]
    assert told == [
        ("left", [0, 1]),
        ("right", [0, 1]),
        ("left", [2, 3]),
        ("right", [2, 3]),
        ("right", [4, 5]),
        ("right", [6, 7]),
        ("left", 6),
        ("left", [10, 11]),
    ]


def test_a_block_counts_from_its_first_sample():
    """The left block begins first and ends last."""
    left, right = foot(range(10, 17), "left"), foot([11, 12, 20], "right", start_s=0.001)
    told = [
        item.sample[0]
        for item in Recording({"left": left, "right": right}).blocks(9)
        if isinstance(item, ImuBlock)
    ]
    assert told == [10, 11, 20]


def test_at_the_same_moment_the_left_foot_comes_first():
    both = Recording({"right": foot([0, 1], "right"), "left": foot([0, 1], "left")})
    assert [item.side for item in both.blocks(1)] == ["left", "right", "left", "right"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 30]), min_size=1, max_size=60),
    st.lists(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 30]), min_size=1, max_size=60),
    st.integers(1, 7),
)
def test_blocks_of_two_feet_rise_in_time_and_lose_nothing(left, right, n):
    feet = {
        "left": foot(np.cumsum(left), "left"),
        "right": foot(np.cumsum(right), "right", rate_hz=128.0, start_s=0.1),
    }
    items = list(Recording(feet).blocks(n))
    begins = [item.t_s[0] for item in items if isinstance(item, ImuBlock)]
    assert begins == sorted(begins)
    for side, whole in feet.items():
        mine = [item for item in items if item.side == side]
        blocks = [item for item in mine if isinstance(item, ImuBlock)]
        np.testing.assert_array_equal(joined(blocks, "sample"), whole.sample)
        np.testing.assert_array_equal(joined(blocks, "t_s"), whole.t_s)
    for item, after in itertools.pairwise(items):
        if isinstance(item, Gap):
            assert (after.side, after.sample[0]) == (
                item.side,
                item.after_sample + item.missing + 1,
            )


def test_blocks_of_twenty_unless_told_otherwise():
    sizes = [len(block) for block in Recording({"left": foot(np.arange(50))}).blocks()]
    assert sizes == [20, 20, 10]


@pytest.mark.parametrize("n", [0, -1])
def test_a_block_of_no_samples_is_refused(n):
    with pytest.raises(GaitsenseError, match=f"at least one sample, got {n}"):
        next(Recording({"left": foot([0, 1])}).blocks(n))


def test_sides_and_streams():
    slow = foot([0, 1], "right", rate_hz=50.0)
    both = Recording({"right": slow, "left": foot([0, 1], "left")})
    assert both.sides == ("left", "right")
    assert list(both.streams) == ["left", "right"]
    assert both.streams["right"] is slow.info
    assert Recording({"right": slow}).sides == ("right",)


def test_the_shoe_is_the_first_foots():
    info = StreamInfo(100.0, shoe=Shoe(0.25, 0.003, "heel"))
    plain = foot([0, 1])
    shod = FootRecording("left", plain.sample, plain.t_s, plain.acc_mps2, plain.gyr_radps, info)
    both = Recording({"right": foot([0, 1], "right"), "left": shod})
    assert both.shoe == Shoe(0.25, 0.003, "heel")


def test_the_duration_spans_both_feet():
    left, right = foot([0, 100], "left", start_s=3.0), foot([0, 50], "right", start_s=3.7)
    assert Recording({"left": left, "right": right}).duration_s == pytest.approx(1.2)


def test_a_side_that_is_not_there():
    one = Recording({"left": foot([0, 1])})
    assert one["left"] is one.feet["left"]
    with pytest.raises(GaitsenseError, match=r"no 'right' foot; it holds left$"):
        one["right"]
    both = Recording({"left": foot([0, 1]), "right": foot([0, 1], "right")})
    with pytest.raises(GaitsenseError, match=r"no 'Left' foot; it holds left and right$"):
        both["Left"]


def test_a_recording_without_a_foot_is_refused():
    with pytest.raises(RecordingError, match="at least one of left and right"):
        Recording({})


def test_a_recording_keeps_no_hold_on_what_it_was_made_of():
    feet, metadata = {"left": foot([0, 1])}, {"place": "corridor"}
    one = Recording(feet, metadata)
    feet.clear()
    metadata["place"] = "ward"
    assert one.sides == ("left",)
    assert one.metadata["place"] == "corridor"
    with pytest.raises(TypeError):
        one.metadata["place"] = "ward"
    assert (one.notes, one.marker) == ((), ())


def test_nothing_is_known_of_a_stream_unless_told():
    assert StreamInfo(100.0) == StreamInfo(100.0, SensorRanges(None, None), "unknown", Shoe())


@pytest.mark.parametrize(
    ("name", "least", "unit", "wrong"),
    [
        # ±16 g as 16 and a number as text; ±250 and ±2000 °/s as they stand.
        ("acc_mps2", 18.0, "m/s²", (16.0, 4.0, 5000.0, "156.9")),
        ("gyr_radps", 2.0, "rad/s", (250.0, 2000.0, 1.0, "34.9")),
    ],
)
def test_a_full_scale_is_a_sensors(name, least, unit, wrong):
    for value in (0.0, -100.0, np.nan, np.inf, *wrong):
        with pytest.raises(ConfigError, match=f"{name} of .* give it in {unit}"):
            SensorRanges(**{name: value})
    assert getattr(SensorRanges(**{name: least}), name) == least
    assert getattr(SensorRanges(**{name: None}), name) is None


def test_how_recordings_show_themselves():
    k = np.arange(500)
    acc, gyr = np.tile([0.0, 0.1, 9.8], (500, 1)), np.sin(k / 9.0)[:, None] * [1.0, 2.0, 3.0]
    one = Recording.from_arrays({"right": (None, acc, gyr)}, 100.0)
    assert repr(one) == "Recording(right, 5.0 s at 100 Hz, arrays)"
    assert repr(one["right"]) == "FootRecording(right, 500 samples at 100 Hz)"
    both = Recording.from_arrays({"left": (k / 50.0, acc, gyr), "right": (k / 62.5, acc, -gyr)})
    read = dataclasses.replace(both, metadata={"source_format": "some export"})
    assert repr(read) == "Recording(left and right, 10.0 s at 50 Hz and 62.5 Hz, some export)"
