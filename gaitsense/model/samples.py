"""What a decoder or a reader hands to the pipeline: blocks of samples, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, ...]] = ("left", "right")


def other_side(side: Side) -> Side:
    """Return the other foot.

    Parameters
    ----------
    side : {"left", "right"}
        A foot.

    Returns
    -------
    {"left", "right"}
    """
    return "right" if side == "left" else "left"


@dataclass(frozen=True, slots=True, eq=False)
class ImuBlock:
    """Samples of one foot that lie next to each other in time, none missing in between.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : (n,) int64
        The sensor's own counter, unwrapped, rising by one.
    t_s : (n,) float64
        Time of each sample, s, on the recording's time base.
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR frame.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR frame.

    Raises
    ------
    ValueError
        If shapes or types differ from the above, the counter jumps, times do not rise, or a
        value is not finite: a lost sample is a missing counter announced by a `Gap`, never a NaN
        row.
    """

    side: Side
    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float32]
    gyr_radps: NDArray[np.float32]

    def __post_init__(self) -> None:
        n = len(self.sample)
        if self.side not in SIDES:
            raise ValueError(f"side must be 'left' or 'right', not {self.side!r}")
        wanted: tuple[tuple[str, tuple[int, ...], type[np.generic]], ...] = (
            ("sample", (n,), np.int64),
            ("t_s", (n,), np.float64),
            ("acc_mps2", (n, 3), np.float32),
            ("gyr_radps", (n, 3), np.float32),
        )
        for name, shape, dtype in wanted:
            value = getattr(self, name)
            if value.shape != shape or value.dtype != dtype:
                raise ValueError(
                    f"{name} must be {shape} {dtype.__name__}, got {value.shape} {value.dtype}"
                )
        if n == 0:
            raise ValueError("a block holds at least one sample")
        if not bool((np.diff(self.sample) == 1).all()):
            raise ValueError("sample counters inside a block must rise by one")
        if not (np.isfinite(self.t_s).all() and (np.diff(self.t_s) > 0.0).all()):
            raise ValueError("times inside a block must be finite and rise")
        if not (np.isfinite(self.acc_mps2).all() and np.isfinite(self.gyr_radps).all()):
            raise ValueError("a block holds finite values only; announce lost samples by a Gap")

    def __len__(self) -> int:
        return len(self.sample)


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples that never arrived.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    after_sample : int
        Counter of the last sample before the gap.
    missing : int
        How many samples are lost; the next block begins at ``after_sample + missing + 1``.
    cause : str
        Why, in one word or two: ``lost``, ``empty row``, ``pause``, ``disconnected``.
    """

    side: Side
    after_sample: int
    missing: int
    cause: str

    def __post_init__(self) -> None:
        if self.side not in SIDES:
            raise ValueError(f"side must be 'left' or 'right', not {self.side!r}")
        if self.missing < 1:
            raise ValueError(f"a gap misses at least one sample, got {self.missing}")
