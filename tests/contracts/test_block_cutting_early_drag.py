"""The early word under the block-cutting contract, and faults that it must see."""

from __future__ import annotations

import dataclasses
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import gaitsense
from gaitsense.footdrop import early_drag
from gaitsense.footdrop.early_drag import EarlyDrag, EarlyDragParams
from gaitsense.footdrop.shaking import Shaking
from gaitsense.model.recording import Recording
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.gait_pipeline import GaitPipeline
from gaitsense.simulate import losses

RATE_HZ = 100.0


@pytest.fixture(scope="module")
def walk() -> Recording:
    """Half a minute of both feet, with lost packets of all lengths, and two pauses."""
    clean = gaitsense.simulate_walk("left_foot_drop", seed=3, rate_hz=RATE_HZ, duration_s=30.0)
    lossy = losses.lose_packets(clean.recording, share=0.004, seed=1, packet_n=5)
    return losses.lose_bursts(lossy, 2.0, duration_s=1.4, seed=2)


#: So low a limit that most swings have a word.
EASILY = GaitConfig(
    early_drag=EarlyDragParams(factor=0.6, jolt_mps2=80.0, landing_radps=3.0, turned_share=0.9)
)


def drive(cutting: ModuleType, recording: Recording, side: str) -> list[Any]:
    return cutting.check(
        lambda: GaitPipeline(recording.streams, EASILY),
        cutting.foot_blocks(recording[side]),
        lambda pipe, piece: pipe.push(piece),
        lambda pipe: pipe.finish(),
        cutting.events,
    )


def test_words_do_not_depend_on_the_cutting_and_come_in_order(cutting, walk):
    told = drive(cutting, walk, "left")
    words = [event for event in told if isinstance(event, gaitsense.ToeDragSuspected)]
    assert len(words) > 3
    assert [event.sample for event in told] == sorted(event.sample for event in told)
    assert len({word.start_s for word in words}) == len(words)


class SeededFromFirstBlock(Shaking):
    """The filter is settled at the first block's mean instead of its first sample."""

    def push(self, acc_mps2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if self._state is None:
            self._state = self._settled[:, None, :] * acc_mps2.mean(axis=1)[None, :, None]
        return super().push(acc_mps2)


def drive_shaking(cutting: ModuleType, kind: type[Shaking]) -> np.ndarray:
    acc = cutting.read_only(np.random.default_rng(1).standard_normal((3, 1500)) * 4.0 + 9.81)
    return cutting.check(
        lambda: kind(RATE_HZ, 20.0, 0.05),
        cutting.rows(1500),
        lambda stage, part: np.stack(stage.push(acc[:, part])),
        join=cutting.columns,
    )


def test_the_shaking_does_not_depend_on_the_cutting(cutting):
    assert drive_shaking(cutting, Shaking).shape == (2, 1500)
    with pytest.raises(cutting.DependsOnCutting):
        drive_shaking(cutting, SeededFromFirstBlock)


# Faults that the contract must see


def knowledge_that_reaches_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def push(self: EarlyDrag, items: Any, closed: Any) -> Any:
        for item in items[:1]:
            closed = [dataclasses.replace(swing, sample=item.sample) for swing in closed]
        return original(self, items, closed)

    original = EarlyDrag.push
    monkeypatch.setattr(EarlyDrag, "push", push)


def a_run_that_ends_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(self: EarlyDrag, stop: int) -> Any:
        if self._swing is not None:
            self._swing.calm = self._next
        return original(self, stop)

    original = EarlyDrag._follow
    monkeypatch.setattr(EarlyDrag, "_follow", follow)


def a_turn_that_begins_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(self: EarlyDrag, stop: int) -> Any:
        if self._swing is not None:
            self._swing.turned_rad = 0.0
        return original(self, stop)

    original = EarlyDrag._follow
    monkeypatch.setattr(EarlyDrag, "_follow", follow)


def a_memory_as_long_as_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_drag, "_KEPT_S", 1.2)
    original = EarlyDrag._learn

    def learn(self: EarlyDrag, swing: Any) -> None:
        kept, self._kept_n = self._kept_n, 10**9
        original(self, swing)
        self._kept_n = kept

    monkeypatch.setattr(EarlyDrag, "_learn", learn)


@pytest.mark.parametrize(
    "fault",
    [
        knowledge_that_reaches_back,
        a_run_that_ends_with_its_block,
        a_turn_that_begins_with_its_block,
        a_memory_as_long_as_the_block,
    ],
)
def test_the_contract_sees_a_fault(cutting, walk, monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(cutting.DependsOnCutting):
        drive(cutting, walk, "left")
