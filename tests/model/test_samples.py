from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gaitsense.model.samples import SIDES, Gap, ImuBlock, other_side


def parts(n: int = 3, **changed) -> dict:
    whole = {
        "side": "left",
        "sample": np.arange(40, 40 + n, dtype=np.int64),
        "t_s": np.arange(n) / 100.0,
        "acc_mps2": np.full((n, 3), 9.81, np.float32),
        "gyr_radps": np.zeros((n, 3), np.float32),
    }
    return whole | changed


def test_the_other_side():
    assert SIDES == ("left", "right")
    assert (other_side("left"), other_side("right")) == ("right", "left")


def test_a_block_holds_what_it_was_given():
    given = parts(5)
    block = ImuBlock(**given)
    assert len(block) == 5
    for name, value in given.items():
        assert getattr(block, name) is value
    with pytest.raises(dataclasses.FrozenInstanceError):
        block.side = "right"


def test_one_sample_is_a_block():
    assert len(ImuBlock(**parts(1))) == 1


def spoilt(name: str, row: int, value: float) -> np.ndarray:
    array = parts()[name].copy()
    array[row, 1] = value
    return array


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"side": "Left"}, "'left' or 'right', not 'Left'"),
        ({"side": 0}, "'left' or 'right', not 0"),
        ({"sample": np.arange(3, dtype=np.int32)}, r"sample must be \(3,\) int64.*int32"),
        ({"sample": np.arange(3)[:, None]}, r"sample must be \(3,\) int64, got \(3, 1\)"),
        ({"sample": np.arange(4)}, r"t_s must be \(4,\) float64, got \(3,\)"),
        ({"t_s": np.zeros(3, np.float32)}, r"t_s must be \(3,\) float64.*float32"),
        ({"acc_mps2": np.zeros((3, 3))}, r"acc_mps2 must be \(3, 3\) float32.*float64"),
        ({"acc_mps2": np.zeros((3, 6), np.float32)}, r"acc_mps2 must be .* got \(3, 6\)"),
        ({"gyr_radps": np.zeros((2, 3), np.float32)}, r"gyr_radps must be .* got \(2, 3\)"),
        ({"gyr_radps": np.zeros((3, 3), np.float16)}, r"gyr_radps must be .*float16"),
        ({"t_s": np.array([0.0, 0.01, 0.01])}, r"times .* finite and rise"),
        ({"t_s": np.array([0.0, 0.02, 0.01])}, r"times .* finite and rise"),
        ({"t_s": np.array([0.0, np.nan, 0.02])}, r"times .* finite and rise"),
        ({"sample": np.array([1, 2, 4])}, "rise by one"),
        ({"sample": np.array([1, 2, 2])}, "rise by one"),
        ({"sample": np.array([3, 2, 1])}, "rise by one"),
        ({"acc_mps2": spoilt("acc_mps2", 0, np.nan)}, "announce lost samples by a Gap"),
        ({"acc_mps2": spoilt("acc_mps2", 2, np.inf)}, "announce lost samples by a Gap"),
        ({"gyr_radps": spoilt("gyr_radps", 1, -np.inf)}, "announce lost samples by a Gap"),
    ],
)
def test_a_block_that_is_not_one_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        ImuBlock(**parts(**changed))


def test_an_empty_block_is_refused():
    with pytest.raises(ValueError, match="at least one sample"):
        ImuBlock(**parts(0))


def test_a_gap_of_one_sample():
    gap = Gap("right", 9, 1, "lost")
    assert (gap.side, gap.after_sample, gap.missing, gap.cause) == ("right", 9, 1, "lost")
    assert gap == Gap("right", 9, 1, "lost")


@pytest.mark.parametrize(
    ("side", "missing", "message"),
    [
        ("both", 1, "not 'both'"),
        ("left", 0, "at least one sample, got 0"),
        ("left", -3, "at least one sample, got -3"),
    ],
)
def test_a_gap_that_is_not_one_is_refused(side, missing, message):
    with pytest.raises(ValueError, match=message):
        Gap(side, 9, missing, "lost")
