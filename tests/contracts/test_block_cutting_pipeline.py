"""The gait stages and the whole pipeline under the block-cutting contract, and its mutants.

Every fault that the design names as breaking the rule is planted, and the contract must turn red
for each: a carry added behind a cumulative sum, a filter seeded from a first block's mean, a
matrix product over blocks, a zero-phase filter across blocks, a statistic of the block so far,
stride borders taken from packets, a sum over padding. Faults of the last bit in the motion level
rarely move a border, so they are looked for where they arise; the others in the final tables.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

import gaitsense
from gaitsense.gait import closed_stride, closing, events
from gaitsense.gait.motion_level import MotionLevel, MotionLevelParams
from gaitsense.gait.segmentation import SegmentationParams, StrideSegmenter
from gaitsense.model.recording import Recording
from gaitsense.pipeline import foot as foot_chain
from gaitsense.pipeline.gait_pipeline import GaitPipeline
from gaitsense.signal.smoothing import CentredMean
from gaitsense.simulate import losses

RATE_HZ = 100.0


@pytest.fixture(scope="module")
def walk() -> Recording:
    """Half a minute of both feet with a turn, lost packets of all lengths, and two pauses."""
    clean = gaitsense.simulate_walk("left_foot_drop", seed=3, rate_hz=RATE_HZ, duration_s=30.0)
    lossy = losses.lose_packets(clean.recording, share=0.01, seed=1, packet_n=5)
    return losses.lose_bursts(lossy, 4.0, duration_s=0.4, seed=2)


def drive(cutting: Any, recording: Recording, *, live: bool = False) -> dict[str, Any]:
    """Run the whole pipeline through every cutting; return what one whole block gave."""
    return cutting.check(
        lambda: GaitPipeline(recording.streams, live=live),
        cutting.walk_blocks(recording),
        lambda pipe, piece: pipe.push(piece) and None,
        lambda pipe: (pipe.finish() and None) or everything(pipe),
        lambda outputs: outputs[-1],
    )


def everything(pipe: GaitPipeline) -> dict[str, Any]:
    result = pipe.result()
    return {
        "strides": result.strides,
        "summary": dict(result.summary),
        "trajectories": {side: result.trajectory(side) for side in result.feet},
    }


def test_the_pipeline_does_not_depend_on_the_cutting(cutting, walk):
    told = drive(cutting, walk)
    assert len(told["strides"]) > 20
    assert set(told["trajectories"]) == {"left", "right"}


def test_the_live_view_changes_nothing_in_the_result(cutting, walk):
    assert cutting.difference(drive(cutting, walk, live=True), drive(cutting, walk)) is None


def test_closed_strides_are_told_at_the_same_samples(cutting, walk):
    told = cutting.check(
        lambda: GaitPipeline(walk.streams),
        cutting.foot_blocks(walk["left"]),
        lambda pipe, piece: pipe.push(piece),
        lambda pipe: pipe.finish(),
        cutting.events,
    )
    closed = [event for event in told if isinstance(event, gaitsense.StrideClosed)]
    assert len(closed) > 10
    assert [event.stride["stride_id"] for event in closed] == list(range(len(closed)))


def test_analyze_is_the_pipeline(cutting, walk):
    result = gaitsense.analyze(walk)
    whole = drive(cutting, walk)
    assert cutting.difference(result.strides, whole["strides"]) is None
    assert cutting.difference(dict(result.summary), whole["summary"]) is None


# Single stages


def signals(walk: Recording) -> tuple[np.ndarray, np.ndarray]:
    left = walk["left"]
    acc = np.ascontiguousarray(left.acc_mps2.T.astype(np.float64))
    return acc, np.ascontiguousarray(left.gyr_radps.T.astype(np.float64))


def test_the_motion_level_does_not_depend_on_the_cutting(cutting, walk):
    acc, gyr = signals(walk)
    level = cutting.check(
        lambda: MotionLevel(RATE_HZ, MotionLevelParams()),
        cutting.rows(acc.shape[1]),
        lambda stage, part: stage.push(acc[:, part], gyr[:, part]),
        lambda stage: stage.finish(),
        cutting.columns,
    )
    assert level.shape == (acc.shape[1],)


def test_the_segmentation_does_not_depend_on_the_cutting(cutting, walk):
    acc, gyr = signals(walk)
    stage = MotionLevel(RATE_HZ, MotionLevelParams())
    level = np.concatenate([stage.push(acc, gyr), stage.finish()])
    spans = cutting.check(
        lambda: StrideSegmenter(RATE_HZ, SegmentationParams()),
        cutting.rows(len(level)),
        lambda segmenter, part: segmenter.push(0, level[part]),
        lambda segmenter: segmenter.finish(),
        cutting.events,
    )
    assert len(spans) > 10


# Faults that the contract must see


def carry_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: CentredMean, x: np.ndarray) -> np.ndarray:
        if self._sums is None or x.shape[1] == 0:
            return original(self, x)
        self._last = x[:, -1:].copy()
        sums = np.concatenate([self._sums, self._sums[:, -1:] + np.cumsum(x, axis=1)], axis=1)
        width = 2 * self._half + 1
        n = max(sums.shape[1] - width, 0)
        self._sums = sums[:, n:].copy()
        return (sums[:, width:] - sums[:, :n]) / width

    original = CentredMean.push
    monkeypatch.setattr(CentredMean, "push", push)


def seeded_from_first_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: CentredMean, x: np.ndarray) -> np.ndarray:
        if self._sums is None and x.shape[1]:
            seed = np.repeat(x.mean(axis=1, keepdims=True), self._half + 1, axis=1)
            seed[:, 0] = 0.0
            self._sums = np.cumsum(seed, axis=1)
        return original(self, x)

    original = CentredMean.push
    monkeypatch.setattr(CentredMean, "push", push)


def matrix_product(monkeypatch: pytest.MonkeyPatch) -> None:
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))

    def push(self: MotionLevel, acc: np.ndarray, gyr: np.ndarray) -> np.ndarray:
        return original(self, (acc.T @ turn.T).T, (gyr.T @ turn.T).T)

    original = MotionLevel.push
    monkeypatch.setattr(MotionLevel, "push", push)


def zero_phase_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = butter(2, 10.0, fs=RATE_HZ, output="sos")

    def push(self: MotionLevel, acc: np.ndarray, gyr: np.ndarray) -> np.ndarray:
        calm = gyr if gyr.shape[1] < 20 else sosfiltfilt(sections, gyr, axis=1)
        return original(self, acc, calm)

    original = MotionLevel.push
    monkeypatch.setattr(MotionLevel, "push", push)


def statistic_of_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: MotionLevel, acc: np.ndarray, gyr: np.ndarray) -> np.ndarray:
        return original(self, acc, gyr - np.median(gyr, axis=1, keepdims=True))

    original = MotionLevel.push
    monkeypatch.setattr(MotionLevel, "push", push)


def borders_from_packets(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: StrideSegmenter, sample: int, level: np.ndarray) -> list[Any]:
        return [
            dataclasses.replace(
                span, end_sample=span.end_sample - span.end_sample % max(len(level), 1) % 5
            )
            for span in original(self, sample, level)
        ]

    original = StrideSegmenter.push
    monkeypatch.setattr(StrideSegmenter, "push", push)


def sum_over_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    def tilt(samples: closed_stride.StrideSamples, turn: Any) -> closed_stride.StanceTilt:
        told = original(samples, turn)
        mean = told.force_mps2.mean(axis=-1)
        up = mean / np.sqrt((mean * mean).sum(axis=0))
        return closed_stride.StanceTilt(
            told.turn, told.force_mps2, told.up_start, told.up_end, up, told.gravity_mps2
        )

    original = closed_stride.stance_tilt
    monkeypatch.setattr(closing, "stance_tilt", tilt)


def bias_in_the_order_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned from a stride reaches those that came in the same packets."""

    def close(self: closing.StrideCloser, spans: list[Any]) -> list[Any]:
        traces = original(self, spans)
        if spans:
            self._bias._fine = [value * 1.0000001 for value in self._bias._fine]
        return traces

    original = closing.StrideCloser.close
    monkeypatch.setattr(closing.StrideCloser, "close", close)


def fresh_stage_for_each_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: foot_chain.FootChain, block: Any) -> Any:
        self._grid._seen = np.full((6, 2), np.nan)
        self._rest._previous = None
        return original(self, block)

    original = foot_chain.FootChain.push
    monkeypatch.setattr(foot_chain.FootChain, "push", push)


@pytest.mark.parametrize("fault", [carry_behind, seeded_from_first_block, matrix_product])
def test_a_faulty_motion_level_is_seen(cutting, walk, monkeypatch, fault):
    fault(monkeypatch)
    acc, gyr = signals(walk)
    with pytest.raises(cutting.DependsOnCutting):
        cutting.check(
            lambda: MotionLevel(RATE_HZ, MotionLevelParams()),
            cutting.rows(acc.shape[1]),
            lambda stage, part: stage.push(acc[:, part], gyr[:, part]),
            lambda stage: stage.finish(),
            cutting.columns,
        )


@pytest.mark.parametrize(
    "fault",
    [
        zero_phase_over_blocks,
        statistic_of_the_block,
        borders_from_packets,
        sum_over_padding,
        bias_in_the_order_of_batches,
        fresh_stage_for_each_block,
    ],
)
def test_a_faulty_pipeline_is_seen(cutting, walk, monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(cutting.DependsOnCutting):
        drive(cutting, walk)


def test_events_see_no_padding():
    """Contact and toe-off of a stride stay the same beside a longer one."""
    rng = np.random.default_rng(5)
    n, longer = 120, 300
    rate = np.cumsum(rng.standard_normal((1, n)), axis=1) * 0.3
    pitch, speed = np.cumsum(rate, axis=1) * 0.01, np.abs(np.sin(np.linspace(0, 3.1, n)))[None]
    acc = rng.standard_normal((3, 1, n)) * 5.0

    def find(width: int) -> Any:
        def pad(x: np.ndarray) -> np.ndarray:
            return np.concatenate([x, np.repeat(x[..., -1:], width - n, axis=-1)], axis=-1)

        return events.find_events(
            pad(rate),
            pad(pitch),
            pad(speed),
            pad(0.1 + speed),
            np.zeros(1),
            pad(acc),
            np.array([n]),
            np.array([10]),
            0.01,
            events.EventParams(),
        )

    alone, beside = find(n), find(longer)
    for name in ("toe_off", "contact", "touch", "swing_peak", "lowered"):
        assert np.array_equal(getattr(alone, name), getattr(beside, name), equal_nan=True)
