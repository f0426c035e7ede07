"""What changes within a walk: a brace put on, a stimulator switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gaitsense.model.errors import ConfigError
from gaitsense.model.samples import Side
from gaitsense.simulate.pattern import StridePattern, require


@dataclass(frozen=True, slots=True)
class Change:
    """How the walk goes on from some step. It holds until the next change.

    Exactly one of `from_share` and `from_step` is given.

    Parameters
    ----------
    from_share : float or None
        Share of the walk's steps after which it begins, 0..1; of its time, where a duration is
        given.
    from_step : int or None
        Number of steps, of either foot, after which it begins.
    word : str
        What the recording's mark and the truth call the strides from here on.
    stride_length_share : float
        Added to the stride length, as a share of it.
    stride_time_share : float
        Added to the stride time, as a share of it.
    left, right : StridePattern
        The feet from here on. In TOML, ``both``, ``left`` and ``right`` go on top of the
        scenario's own feet, not on top of the change before.
    """

    from_share: float | None = None
    from_step: int | None = None
    word: str = "change"
    stride_length_share: float = 0.0
    stride_time_share: float = 0.0
    left: StridePattern = field(default_factory=StridePattern)
    right: StridePattern = field(default_factory=StridePattern)

    def __post_init__(self) -> None:
        if (self.from_share is None) == (self.from_step is None):
            raise ConfigError("a change needs either from_share or from_step; give one of them")
        if self.from_share is not None:
            require("change.from_share", self.from_share, 0.0, 1.0)
        if self.from_step is not None:
            require("change.from_step", self.from_step, 0, 1_000_000)
        if not self.word.strip():
            raise ConfigError("change.word must say what changes; write a word or two")
        require("change.stride_length_share", self.stride_length_share, -0.6, 0.6)
        require("change.stride_time_share", self.stride_time_share, -0.5, 1.0)

    def begun(self, steps_done: int, share_done: float) -> bool:
        """Tell whether it has begun.

        Parameters
        ----------
        steps_done : int
            Steps of the walk so far.
        share_done : float
            How far the walk has gone, 0..1.
        """
        if self.from_step is not None:
            return steps_done >= self.from_step
        return self.from_share is not None and share_done >= self.from_share

    def pattern(self, side: Side) -> StridePattern:
        """Return what one foot does.

        Parameters
        ----------
        side : {"left", "right"}
            The foot.

        Returns
        -------
        StridePattern
        """
        return self.left if side == "left" else self.right


def part_reached(changes: Sequence[Change], steps_done: int, share_done: float) -> int:
    """Tell in which part of the walk a step is taken.

    Parameters
    ----------
    changes : sequence of Change
        What changes within the walk.
    steps_done : int
        Steps of the walk so far.
    share_done : float
        How far the walk has gone, 0..1.

    Returns
    -------
    int
        0 before any change; else the place, from 1, of the last one in the row that has begun.
    """
    begun = [change.begun(steps_done, share_done) for change in changes]
    return max((place for place, yes in enumerate(begun, start=1) if yes), default=0)
