"""The contract itself: does it see what it must see?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from gaitsense.model.recording import FootRecording, Recording, StreamInfo
from gaitsense.model.samples import Gap, ImuBlock


@dataclass(frozen=True)
class Pair:
    t_s: float
    values: np.ndarray


@pytest.mark.parametrize("n", [0, 1, 2, 143, 144, 145, 500])
def test_a_cut_covers_every_row_once(cutting, n):
    parts = list(cutting.cut(n, cutting.CYCLE))
    assert [k for part in parts for k in range(n)[part]] == list(range(n))


def test_the_lengths_cycle_and_the_last_is_what_is_left(cutting):
    lengths = [part.stop - part.start for part in cutting.cut(200, cutting.CYCLE)]
    assert lengths == [1, 2, 3, 7, 31, 100, 1, 2, 3, 7, 31, 12]


def test_no_block_crosses_an_edge(cutting):
    parts = list(cutting.cut(50, cutting.CYCLE, edges=[4, 20]))
    assert [(part.start, part.stop) for part in parts] == [
        (0, 1),
        (1, 3),
        (3, 4),
        (4, 11),
        (11, 20),
        (20, 50),
    ]
    assert list(cutting.cut(50, cutting.WHOLE, edges=[4, 20])) == [
        slice(0, 4),
        slice(4, 20),
        slice(20, 50),
    ]


def holed_foot(side: str = "left", start_s: float = 0.0) -> FootRecording:
    k = np.delete(np.arange(60), [5, 6, 30])
    values = np.ones((57, 3), np.float32)
    return FootRecording(side, k, start_s + k / 100, values, values, StreamInfo(100.0), "pause")


def test_a_foot_comes_in_blocks_with_its_gaps(cutting):
    pieces = list(cutting.foot_blocks(holed_foot())((20,)))
    told = [len(item) if isinstance(item, ImuBlock) else item for item in pieces]
    assert told == [5, Gap("left", 4, 2, "pause"), 20, 3, Gap("left", 29, 1, "pause"), 20, 9]
    with pytest.raises(ValueError, match="read-only"):
        pieces[0].acc_mps2[0] = 0.0


def test_a_walk_comes_like_the_recording_gives_it(cutting):
    walk = Recording({"left": holed_foot(), "right": holed_foot("right", 0.013)})
    pieces = list(cutting.walk_blocks(walk)((7,)))
    expected = list(walk.blocks(7))
    assert [type(item) for item in pieces] == [type(item) for item in expected]
    for one, other in zip(pieces, expected, strict=True):
        assert cutting.difference(one, other) is None


ONE = np.array([1.0, 2.0, np.nan])
NEXT = np.array([1.0, np.nextafter(2.0, 3.0), np.nan])


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        (1.0, 1.0000000000000002, "output: 1.0 against 1.0000000000000002"),
        (0.0, -0.0, "output: 0.0 against -0.0"),
        (1, 1.0, "output: int against float"),
        ("a", "b", "output: 'a' against 'b'"),
        ([1, 2], [1, 2, 3], "output: 2 items against 3"),
        ((1, 2), [1, 2], "output: tuple against list"),
        ({"a": 1}, {"b": 1}, "keys"),
        ({"a": 1.5}, {"a": 2.5}, "output['a']: 1.5 against 2.5"),
        (ONE, NEXT, "output[1]: np.float64(2.0)"),
        (ONE, ONE.astype(np.float32), "float64 (3,) against float32 (3,)"),
        (ONE, ONE[None], "float64 (3,) against float64 (1, 3)"),
        (np.array(0.5), np.array(0.25), "output[0]"),
        (Pair(1.0, ONE), Pair(1.0, NEXT), "output.values[1]"),
        ([Pair(1.0, ONE)], [Pair(1.5, ONE)], "output[0].t_s: 1.0 against 1.5"),
        (np.array([1, "a"], object), np.array([1, "b"], object), "output[1]: 'a' against 'b'"),
    ],
)
def test_every_bit_counts(cutting, a, b, told):
    assert told in cutting.difference(a, b)
    assert cutting.difference(a, a) is None
    assert cutting.difference(b, b) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (float("nan"), -float("nan")),
        (np.array([np.nan, 1.0]), np.array([-np.nan, 1.0])),
        (Pair(1.0, ONE), Pair(1.0, ONE.copy())),
    ],
)
def test_a_missing_value_is_a_missing_value(cutting, a, b):
    assert cutting.difference(a, b) is None


def test_a_snapshot_is_not_touched_by_what_happens_later(cutting):
    values, row = np.arange(3.0), {"a": 1.0}
    given = [Pair(0.5, values), MappingProxyType(row), ("x", None), table()]
    before = cutting.snapshot(given)
    values[1] = 7.0
    row["a"] = 2.0
    given[3].loc[0, "k"] = 5
    assert before[0]["values"].tolist() == [0.0, 1.0, 2.0]
    assert before[1] == {"a": 1.0}
    assert before[2] == ["x", None]
    assert before[3]["k"].tolist() == [1, 2]


def table(**changed: object) -> pd.DataFrame:
    return pd.DataFrame({"t_s": [0.5, np.nan], "k": [1, 2], "word": ["a", None]} | changed)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"t_s": [np.nextafter(0.5, 1.0), np.nan]}, "output.t_s[0]"),
        ({"t_s": [0.5, 1.0]}, "output.t_s[1]"),
        ({"k": [1, 3]}, "output.k[1]"),
        ({"k": [1.0, 2.0]}, "types"),
        ({"word": ["a", "b"]}, "output.word[1]"),
        ({"more": [1, 2]}, "columns"),
    ],
)
def test_tables_are_compared_cell_by_cell(cutting, changed, told):
    assert cutting.difference(table(), table()) is None
    assert told in cutting.difference(table(), table(**changed))
    assert "rows" in cutting.difference(table(), table().iloc[:1])


class RunningSum:
    """A stage in miniature; `fault` says what is wrong with it."""

    def __init__(self, fault: str = "") -> None:
        self._fault = fault
        self._sum = np.zeros(1)
        self._given = np.zeros(500)

    def push(self, x: np.ndarray) -> np.ndarray:
        if self._fault == "carry behind":
            sums = self._sum + np.cumsum(x)
        else:
            sums = np.cumsum(np.concatenate([self._sum, x]))[1:]
        self._sum = sums[-1:].copy()
        if self._fault == "writes":
            x += 1.0
        if self._fault == "one buffer":
            self._given[: len(sums)] = sums
            return self._given[: len(sums)]
        return sums


def drive(cutting, fault: str) -> np.ndarray:
    x = cutting.read_only(np.random.default_rng(1).standard_normal(500))
    return cutting.check(
        lambda: RunningSum(fault),
        cutting.rows(len(x)),
        lambda stage, part: stage.push(x[part]),
        join=cutting.columns,
    )


def test_a_sound_stage_passes_and_its_output_is_returned(cutting):
    expected = np.cumsum(np.random.default_rng(1).standard_normal(500))
    np.testing.assert_allclose(drive(cutting, ""), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("carry behind", "blocks of 1, 2, 3"), ("one buffer", "has changed afterwards")],
)
def test_a_stage_that_depends_on_the_cutting_is_told(cutting, fault, error):
    with pytest.raises(cutting.DependsOnCutting, match=error):
        drive(cutting, fault)


def test_a_stage_that_writes_to_its_input_is_told(cutting):
    with pytest.raises(ValueError, match="read-only"):
        drive(cutting, "writes")


def test_what_comes_at_the_end_counts(cutting):
    class Counter:
        pushes = 0

        def push(self, part: slice) -> list[int]:
            self.pushes += part.stop > part.start
            return []

    with pytest.raises(cutting.DependsOnCutting):
        cutting.check(
            Counter, cutting.rows(10), Counter.push, lambda stage: [stage.pushes], cutting.events
        )
