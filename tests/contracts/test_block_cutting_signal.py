"""The stages of `signal` under the block-cutting contract, and faults that it must see."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from gaitsense.model.recording import FootRecording, SensorRanges, StreamInfo
from gaitsense.model.samples import Gap, ImuBlock
from gaitsense.signal.grid import GridBreak, GridChunk, GridParams, UniformGrid
from gaitsense.signal.rest import Rest, RestDetector, RestParams
from gaitsense.signal.smoothing import CentredMean

RATE_HZ = 100.0
N = 1500


def noise(k: int, n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((k, n))


# The centred mean


class CarryBehind(CentredMean):
    """The running sum's carry is added after the cumulative sum instead of in front."""

    def push(self, x: np.ndarray) -> np.ndarray:
        if self._sums is None:
            return super().push(x)
        self._last = x[:, -1:].copy()
        chain = self._sums[:, -1:] + np.cumsum(x, axis=1)
        sums = np.concatenate([self._sums, chain], axis=1)
        width = 2 * self._half + 1
        n = max(sums.shape[1] - width, 0)
        means = (sums[:, width:] - sums[:, :n]) / width
        self._sums = sums[:, n:].copy()
        return means


class MeanSeededFromFirstBlock(CentredMean):
    """In front of the stream stands the first block's mean instead of its first sample."""

    def push(self, x: np.ndarray) -> np.ndarray:
        if self._sums is None:
            seed = np.repeat(x.mean(axis=1, keepdims=True), self._half + 1, axis=1)
            seed[:, 0] = 0.0
            self._sums = np.cumsum(seed, axis=1)
        return super().push(x)


class MeanOfLimited(CentredMean):
    """Outliers are cut off at three deviations of the block so far."""

    def push(self, x: np.ndarray) -> np.ndarray:
        limit = 3.0 * x.std(axis=1, keepdims=True) + 1e-3
        middle = np.median(x, axis=1, keepdims=True)
        return super().push(np.clip(x, middle - limit, middle + limit))


def drive_mean(cutting: ModuleType, kind: type[CentredMean], half: int = 12) -> np.ndarray:
    # A large offset makes each sum round, as gravity does.
    x = cutting.read_only(noise(3, N, 1) * 4.0 + 9.81)
    return cutting.check(
        lambda: kind(half),
        cutting.rows(N),
        lambda stage, part: stage.push(x[:, part]),
        lambda stage: stage.finish(),
        cutting.columns,
    )


@pytest.mark.parametrize("half", [0, 1, 4, 12, 200])
def test_the_centred_mean_does_not_depend_on_the_cutting(cutting, half):
    assert drive_mean(cutting, CentredMean, half).shape == (3, N)


@pytest.mark.parametrize("fault", [CarryBehind, MeanSeededFromFirstBlock, MeanOfLimited])
def test_a_faulty_mean_is_seen(cutting, fault):
    with pytest.raises(cutting.DependsOnCutting):
        drive_mean(cutting, fault)


# The uniform grid


def gappy_foot() -> FootRecording:
    """A foot that moves and rests, with holes, repeated rows and readings at full scale.

    Holes lie anywhere; as a block never holds one, each lies exactly between two blocks.
    """
    rng = np.random.default_rng(2)
    lost = rng.choice(N - 2, 40, replace=False) + 1
    step = np.ones(N - 1, np.int64)
    step[rng.choice(N - 1, 25, replace=False)] += rng.integers(1, 12, 25)
    step[[400, 900]] += [100, 101]
    k = 60_000 + np.concatenate([[0], np.cumsum(step)])
    values = noise(N, 6, 3) * [5, 5, 5, 3, 3, 3] + [0, 0, 9.81, 0, 0, 0]
    values[600:700] = [0.0, 0.0, 9.81, 0.01, 0.0, 0.0]
    for row in sorted(lost):
        values[row] = values[row - 1]
    values[1000:1010] = values[999]
    values[300:303, 1] = 156.9
    values[500:504, 4] = -34.9 * np.array([1.0, 1.001, 1.002, 1.001])
    acc, gyr = values[:, :3].astype(np.float32), values[:, 3:].astype(np.float32)
    return FootRecording("left", k, 0.3 + k / RATE_HZ, acc, gyr, StreamInfo(RATE_HZ))


class ForgetsTheRowBefore(UniformGrid):
    """A repeat is looked for inside the block only."""

    def push(self, block: ImuBlock) -> list[GridChunk | GridBreak]:
        self._seen = np.full((6, 2), np.nan)
        return super().push(block)


class ForgetsWhereItWas(UniformGrid):
    """Holes are filled inside a block only."""

    def push(self, block: ImuBlock) -> list[GridChunk | GridBreak]:
        self._sample = None
        return super().push(block)


class GridSeededFromFirstBlock(UniformGrid):
    """The rates' offset is taken from the first block's mean."""

    offset: np.ndarray | None = None

    def push(self, block: ImuBlock) -> list[GridChunk | GridBreak]:
        if self.offset is None:
            self.offset = block.gyr_radps.mean(axis=0)
        rate = block.gyr_radps - self.offset
        return super().push(ImuBlock(block.side, block.sample, block.t_s, block.acc_mps2, rate))


class ClipsAtTheBlocksLargest(UniformGrid):
    """Full scale is the largest value of the block so far."""

    def _judge(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        largest = max(float(np.abs(rows[:3]).max()), 18.0)
        self._ranges = SensorRanges(largest, self._ranges.gyr_radps)
        return super()._judge(rows)


TURN = Rotation.from_rotvec([0.3, -0.7, 1.1]).as_matrix()


class TurnsByMatrix(UniformGrid):
    """Rates are turned by ``x @ R.T``."""

    def push(self, block: ImuBlock) -> list[GridChunk | GridBreak]:
        return [
            item
            if isinstance(item, GridBreak)
            else GridChunk(
                item.sample,
                item.t_s,
                item.acc_mps2,
                (item.gyr_radps.T @ TURN.T).T,
                item.flag,
            )
            for item in super().push(block)
        ]


def stretches(outputs: list[list[GridChunk | GridBreak]]) -> list[Any]:
    """Breaks, and between them one whole chunk, its counters told one by one."""
    told: list[Any] = []
    for item in (item for output in outputs for item in output):
        if isinstance(item, GridBreak):
            told.append(item)
            continue
        k = item.sample + np.arange(len(item.t_s))
        parts = [k, item.t_s, item.acc_mps2, item.gyr_radps, item.flag]
        if told and isinstance(told[-1], list):
            parts = [np.concatenate(pair, axis=-1) for pair in zip(told[-1], parts, strict=True)]
            told.pop()
        told.append(parts)
    return told


def drive_grid(
    cutting: ModuleType,
    kind: type[UniformGrid],
    ranges: SensorRanges = SensorRanges(),  # noqa: B008
) -> list[Any]:
    return cutting.check(
        lambda: kind(RATE_HZ, ranges, GridParams()),
        cutting.foot_blocks(gappy_foot()),
        lambda stage, item: [] if isinstance(item, Gap) else stage.push(item),
        join=stretches,
    )


@pytest.mark.parametrize("ranges", [SensorRanges(), SensorRanges(156.9, 34.9)])
def test_the_grid_does_not_depend_on_the_cutting(cutting, ranges):
    told = drive_grid(cutting, UniformGrid, ranges)
    assert [type(item) for item in told] == [list, GridBreak, list]
    k = np.concatenate([told[0][0], told[2][0]])
    assert np.flatnonzero(np.diff(k) != 1).tolist() == [len(told[0][0]) - 1]
    assert set(np.concatenate([told[0][4], told[2][4]]).tolist()) >= {0, 1, 2, 4, 8}


@pytest.mark.parametrize(
    "fault",
    [
        ForgetsTheRowBefore,
        ForgetsWhereItWas,
        GridSeededFromFirstBlock,
        ClipsAtTheBlocksLargest,
    ],
)
def test_a_faulty_grid_is_seen(cutting, fault):
    with pytest.raises(cutting.DependsOnCutting):
        drive_grid(cutting, fault)


@pytest.fixture
def _matrix_products_differ() -> None:
    rates = noise(3, N, 7)
    whole = (rates.T @ TURN.T).T
    one_by_one = [(rates[:, k : k + 1].T @ TURN.T).T for k in range(N)]
    if np.array_equal(whole, np.concatenate(one_by_one, axis=1)):
        pytest.skip("on this machine a matrix product does not depend on its length")


@pytest.mark.usefixtures("_matrix_products_differ")
def test_a_matrix_product_in_place_of_columns_is_seen(cutting):
    with pytest.raises(cutting.DependsOnCutting):
        drive_grid(cutting, TurnsByMatrix)


# Rests


class WindowsFromEachBlock(RestDetector):
    """Windows are counted from the block's first sample."""

    def push(self, sample: int, *columns: np.ndarray) -> list[Rest]:
        rests = super().push(sample, *columns)
        self._open, self._lost, self._next = np.empty((6, 0)), np.empty(0, bool), None
        return rests


class RestSeededFromFirstBlock(RestDetector):
    """Rates are taken from the first block's mean."""

    offset: np.ndarray | None = None

    def push(self, sample: int, acc: np.ndarray, gyr: np.ndarray, lost: np.ndarray) -> list[Rest]:
        if self.offset is None:
            self.offset = gyr.mean(axis=1, keepdims=True)
        return super().push(sample, acc, gyr - self.offset, lost)


class StillnessOfTheBlock(RestDetector):
    """A rest is what is stiller than the block so far."""

    def push(self, sample: int, acc: np.ndarray, gyr: np.ndarray, lost: np.ndarray) -> list[Rest]:
        return super().push(sample, acc, gyr * min(1.0, 0.01 / float(gyr.std())), lost)


class SumsCarriedBehind(RestDetector):
    """Window sums are differences of a running sum whose carry is added behind."""

    def __init__(self, rate_hz: float, params: RestParams) -> None:
        super().__init__(rate_hz, params)
        self._total = np.zeros((6, 1))
        self._ends = [np.zeros(6)]
        self._count = 0

    def push(self, sample: int, acc: np.ndarray, gyr: np.ndarray, _: np.ndarray) -> list[Rest]:
        sums = self._total + np.cumsum(np.concatenate([acc, gyr]), axis=1)
        self._total = sums[:, -1:]
        first = sample - self._count
        rests = []
        for k in range(sums.shape[1]):
            self._count += 1
            if self._count % self._n == 0:
                self._ends.append(sums[:, k])
                mean = (self._ends[-1] - self._ends[-2]) / self._n
                rest = self._pair(mean, True, first + self._count - self._n)
                rests += [rest] if rest else []
        return rests


def drive_rest(cutting: ModuleType, kind: type[RestDetector]) -> list[Rest]:
    gyr = np.array([[0.01], [-0.02], [0.005]]) + 2e-4 * noise(3, N, 4)
    acc = np.array([[0.3], [-0.2], [9.8]]) + 1e-3 * noise(3, N, 5)
    gyr[:, 400:800] += noise(3, 400, 6)
    lost = np.zeros(N, bool)
    lost[[215, 1100]] = True
    inputs = [cutting.read_only(column) for column in (acc, gyr)]
    return cutting.check(
        lambda: kind(RATE_HZ, RestParams()),
        cutting.rows(N),
        lambda stage, part: stage.push(
            7000 + part.start, inputs[0][:, part], inputs[1][:, part], lost[part]
        ),
        join=cutting.events,
    )


def test_rests_do_not_depend_on_the_cutting(cutting):
    rests = drive_rest(cutting, RestDetector)
    # Windows of 50 from 7000; the 4th holds a filled sample, 8 to 15 move, the 22nd is spoilt.
    still = [k for k in range(30) if k not in (4, 22) and not 8 <= k < 16]
    pairs = [(7000 + 50 * k, 7100 + 50 * k) for k in still if k + 1 in still]
    assert [(rest.first_sample, rest.end_sample) for rest in rests] == pairs


@pytest.mark.parametrize(
    "fault",
    [WindowsFromEachBlock, RestSeededFromFirstBlock, StillnessOfTheBlock, SumsCarriedBehind],
)
def test_a_faulty_rest_is_seen(cutting, fault):
    with pytest.raises(cutting.DependsOnCutting):
        drive_rest(cutting, fault)
