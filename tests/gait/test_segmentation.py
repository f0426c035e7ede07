# Mutants killed: the valley compared without its floor; the middle of a stance replaced by
# its begin; a first move after a ride called a start; minima only where a level rises again.
from __future__ import annotations

import itertools

import numpy as np
import pytest

from gaitsense.gait.segmentation import SegmentationParams, StrideSegmenter, StrideSpan

#: At 100 Hz: stand 200 samples, settle 50, lead 10, longest move 400.
RATE_HZ = 100.0


def lines(n, *knots, origin=0.0):
    """Levels along straight lines through knots (sample, level); flat before and behind."""
    at, value = zip(*knots, strict=True)
    return np.interp(np.arange(n) + origin, at, value)


def peaks(n, *centres, height=5.0, half=20):
    """Triangles on nothing: with the defaults, a quarter up per sample."""
    away = np.abs(np.arange(n)[:, None] - np.array(centres))
    return np.maximum(height * (1.0 - away / half), 0.0).max(axis=1)


def cut(level, sizes=(1_000_000,), origin=0, **settings):
    """Spans of a whole stream, pushed in blocks of cycling sizes."""
    stage = StrideSegmenter(RATE_HZ, SegmentationParams(**settings))
    spans, start = [], 0
    for size in itertools.cycle(sizes):
        if start >= len(level):
            break
        spans += stage.push(origin, level[start : start + size])
        start += size
    return spans + stage.finish()


# A triangle of 5 around c, 0.25 per sample: above the first edge, 0.15 + 2 * 0.08 = 0.31, from
# c - 18 on; above its own edge, 0.15 + 5 * 0.08 = 0.55, from c - 17 to c + 17.


def test_two_steps_from_stand_to_stand():
    """The stance between 137 and 173 has its middle at 155; the second step ends 50 samples
    after 207, and 200 samples after 207 it is known that the foot stands."""
    assert cut(peaks(600, 120, 190)) == [
        StrideSpan(92, 155, 102, 137, True, False, 191),
        StrideSpan(155, 257, 173, 207, False, True, 407),
    ]


def test_counters_follow_the_stream():
    first, second = cut(peaks(600, 120, 190), origin=5000)
    assert first == StrideSpan(5092, 5155, 5102, 5137, True, False, 5191)
    assert second == StrideSpan(5155, 5257, 5173, 5207, False, True, 5407)


@pytest.mark.parametrize(
    ("valley", "stills"),
    # A peak of 5 is 3.4 times a valley when 5.15 = 3.4 (valley + 0.15), at 1.3647.
    [(1.36, [140, 177]), (1.37, [177])],
)
def test_a_valley_is_a_stance_from_the_ratio_on(valley, stills):
    level = lines(600, (100, 0), (120, 5), (140, valley), (160, 5), (180, 0))
    spans = cut(level)
    assert [span.still_sample for span in spans] == stills
    if len(spans) == 2:
        # Never below the edge: the stance is the valley itself.
        assert spans[0].end_sample == spans[1].start_sample == spans[1].move_sample == 140


def test_a_bump_that_is_no_multiple_of_its_valley_belongs_to_the_stance():
    """The valley of 1.2 ends the move of 10; 3 is less than 3.4 * 1.35 - 0.15 = 4.44."""
    (span,) = cut(lines(600, (100, 0), (120, 10), (140, 1.2), (160, 3), (180, 0)))
    assert (span.still_sample, span.end_sample, span.to_stand) == (140, 190, True)


@pytest.mark.parametrize(("height", "found"), [(0.79, 0), (0.81, 1)])
def test_a_move_reaches_the_start_level(height, found):
    assert len(cut(peaks(600, 120, height=height))) == found


@pytest.mark.parametrize(
    ("height", "still"),
    # 20 falls by 1 per sample; 8 % of it and 0.15 would be 1.75, capped at 0.8. 2 falls by
    # 0.1, and its edge is 0.31.
    [(20.0, 139), (2.0, 136)],
)
def test_edges_follow_the_peak_up_to_the_start_level(height, still):
    (span,) = cut(peaks(600, 120, height=height))
    assert span.still_sample == still


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        # 138 to 336 is quiet, 199 samples: a long stance.
        (354, [StrideSpan(92, 237, 102, 137, True, False, 355), (237, 337, False)]),
        # One more: the foot stands, and the next stride begins of its own.
        (355, [StrideSpan(92, 187, 102, 137, True, True, 337), (328, 338, True)]),
    ],
)
def test_a_pause_of_two_seconds_is_standing(second, expected):
    spans = cut(peaks(900, 120, second))
    assert spans[0] == expected[0]
    assert (spans[1].start_sample, spans[1].move_sample, spans[1].from_stand) == expected[1]


def test_a_standing_foot_may_sway():
    """A bump under the start level leaves the pause whole, even where standing is due."""
    level = peaks(900, 120) + peaks(900, 337, height=0.7, half=15)
    (span,) = cut(level)
    # At 337 the bump is over the edge of 0.55; it falls below three samples later, at 0.51.
    assert (span.end_sample, span.to_stand, span.known_sample) == (187, True, 341)


@pytest.mark.parametrize(
    ("n", "end", "stands"),
    [(143, 142, False), (180, 179, False), (187, 186, False), (188, 187, True), (300, 187, True)],
)
def test_the_end_of_the_stream_closes_what_has_settled(n, end, stands):
    (span,) = cut(peaks(n, 120))
    assert span == StrideSpan(92, end, 102, 137, True, stands, n - 1)


def test_the_end_of_the_stream_closes_nothing_that_still_moves():
    assert cut(peaks(130, 120)) == []


@pytest.mark.parametrize("n", [176, 185, 190])
def test_a_stream_that_ends_in_the_next_swing_ends_its_stride_in_the_stance(n):
    """The next move begins at 173, its peak never comes; the border is the stance's middle,
    as it would be with the peak."""
    (span,) = cut(peaks(600, 120, 190)[:n])
    assert span == StrideSpan(92, 155, 102, 137, True, False, n - 1)


def test_a_stream_that_begins_in_swing_begins_with_the_next_one():
    """The half swing is no stride, and the stance after it is no stand."""
    spans = cut(peaks(900, 5, 90, 160))
    assert [(s.move_sample, s.from_stand) for s in spans] == [(72, False), (143, False)]
    # Down at 23, and off again at 72.
    assert spans[0].start_sample == (23 + 72) // 2
    assert spans[0].end_sample == spans[1].start_sample == (107 + 143) // 2


@pytest.mark.parametrize(
    ("level", "from_stand"),
    [
        # Half a second of quiet at the very begin may be the end of a stand …
        (peaks(500, 67), False),
        (peaks(500, 68), True),
        # … not so behind a half swing, rising or falling, …
        (peaks(500, 5, 120), False),
        (peaks(500, 0, 120), False),
        # … unless a stand's time has passed since.
        (peaks(500, 5, 222), False),
        (peaks(500, 5, 223), True),
    ],
)
def test_a_first_move_starts_from_a_stand_that_was_seen(level, from_stand):
    assert cut(level)[0].from_stand is from_stand


def test_a_ride_is_no_stride():
    """30 s between 2 and 6: no valley is deep enough, and after 12 s the move is forgotten.
    A step soon after it did not start from a stand; one after 3 s did."""
    ride = 4.0 - 2.0 * np.cos(np.arange(3000) * 2 * np.pi / 100)
    for pause, from_stand in ((100, False), (300, True)):
        level = np.concatenate([np.zeros(200), ride, np.zeros(pause), peaks(400, 30)])
        (span,) = cut(level)
        assert span.move_sample == 3200 + pause + 12
        assert span.from_stand is from_stand


def test_a_move_of_eleven_seconds_is_still_told():
    """What is a stride is said later, by its way and duration."""
    level = np.concatenate([np.zeros(200), np.tile([4.0, 5.0], 550), np.zeros(600)])
    (span,) = cut(level)
    assert (span.move_sample, span.still_sample) == (200, 1299)


def stream(seed):
    """Strides, shuffles, pauses of any length, a ride: levels as they may come."""
    rng = np.random.default_rng(seed)
    knots, at = [(0, float(rng.uniform(0, 3)))], 0
    for _ in range(120):
        at += int(rng.choice([8, 20, 35, 60, 250, 500], p=[0.2, 0.3, 0.2, 0.2, 0.07, 0.03]))
        knots.append((at, float(rng.choice([0.0, 0.2, 0.6, 1.5, 4.0, 9.0]))))
    noise = 0.05 * rng.random(at)
    return np.maximum(lines(at, *knots) - noise, 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_blocks_change_no_span(seed):
    level = stream(seed)
    whole = cut(level)
    assert len(whole) > 5
    assert cut(level, sizes=(1, 2, 3, 7, 31, 100)) == whole
    assert cut(level, sizes=(1,)) == whole


@pytest.mark.parametrize("seed", range(6))
def test_spans_follow_one_another(seed):
    for before, after in itertools.pairwise(cut(stream(seed))):
        assert before.start_sample <= before.move_sample <= before.still_sample
        assert before.still_sample <= before.end_sample < before.known_sample
        if before.to_stand:
            assert after.from_stand
            assert after.start_sample > before.still_sample
        else:
            assert after.start_sample == before.end_sample


def most_held(level, size=10):
    """Largest number of samples that a coming stride could still ask for."""
    stage = StrideSegmenter(RATE_HZ, SegmentationParams())
    held = []
    for start in range(0, len(level), size):
        stage.push(7, level[start : start + size])
        held.append(7 + start + size - stage.needed_sample)
    return max(held)


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(np.zeros(360_000), id="a sensor that rounds rest to nothing"),
        pytest.param(0.05 + 0.01 * np.sin(np.arange(360_000)), id="noise"),
    ],
)
def test_an_hour_of_rest_holds_five_seconds(rest):
    """After a step: the longest move and the lead before the newest sample, no more."""
    assert most_held(np.concatenate([peaks(200, 120), rest]), size=1000) <= 400 + 10 + 1000 + 2


def test_continuous_motion_holds_thirteen_seconds():
    """A move is forgotten at the first peak after 12 s."""
    ride = 4.0 - 2.0 * np.cos(np.arange(60_000) * 2 * np.pi / 100)
    held = most_held(np.concatenate([np.zeros(200), ride]))
    assert 1200 < held <= 1200 + 10 + 100 + 10


def shaken(n):
    """A step, and then a level between the step's edge at 0.55 and the start level at 0.8."""
    ride = 0.7 + 0.05 * np.sin(np.arange(n) * 2 * np.pi / 11)
    return np.concatenate([peaks(200, 120)[:141], ride])


def test_a_foot_that_is_shaken_for_ever_is_given_up():
    """Known 200 + 400 samples after the foot was down at 137; the stride ends 50 after that."""
    (span,) = cut(shaken(2000))
    assert (span.still_sample, span.end_sample) == (137, 187)
    assert (span.to_stand, span.known_sample) == (False, 737)
    assert most_held(shaken(60_000)) <= 600 + 50 + 10 + 10


@pytest.mark.parametrize("sizes", [(1,), (7, 20), (400,)])
def test_giving_up_does_not_depend_on_the_blocks(sizes):
    level = np.concatenate([shaken(2000), peaks(600, 100, 170, 240)])
    assert cut(level, sizes) == cut(level)


def test_a_step_behind_the_shaking_is_found():
    spans = cut(np.concatenate([shaken(2000), peaks(600, 100, 170, 240)]))
    assert [span.still_sample - 2141 for span in spans[1:]] == [117, 187, 257]


def test_counters_below_zero_are_counters():
    below = cut(peaks(600, 120, 190), origin=-5000)
    assert [span.start_sample for span in below] == [-5000 + 92, -5000 + 155]


def test_before_the_first_level_nothing_is_known():
    stage = StrideSegmenter(RATE_HZ, SegmentationParams())
    assert stage.push(50, np.empty(0)) == []
    assert stage.finish() == []
    assert stage.push(50, np.zeros(5)) == []
    assert stage.needed_sample == 50


def test_settings_are_obeyed():
    """A ratio of 2 takes the shallow valley; a stand of 1 s closes early; lead and settle."""
    level = lines(600, (100, 0), (120, 5), (140, 2.0), (160, 5), (180, 0))
    spans = cut(level, valley_ratio=2.0, stand_s=1.0, settle_s=0.3, lead_s=0.2)
    assert [span.still_sample for span in spans] == [140, 177]
    assert spans[0].start_sample == 102 - 20
    assert (spans[1].end_sample, spans[1].known_sample) == (207, 277)
