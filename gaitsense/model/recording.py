"""A recording: the samples of one or two shoe sensors, and what is known about them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gaitsense.model.arrays import given_feet, given_rate, received_rows
from gaitsense.model.errors import ConfigError, GaitsenseError, RecordingError
from gaitsense.model.plausible import refuse_same_samples
from gaitsense.model.samples import SIDES, Gap, ImuBlock, Side
from gaitsense.model.shoe import Shoe

#: Full scales that sensors for motion have: ±2 g to ±400 g and ±125 to ±5700 °/s. What lies
#: outside is told in another unit: ±16 g as 16, ±250 °/s as 250.
_ACC_MPS2: Final = (18.0, 4000.0)
_GYR_RADPS: Final = (2.0, 100.0)


@dataclass(frozen=True, slots=True)
class SensorRanges:
    """Full scale of a sensor; a value at it is clipped.

    Parameters
    ----------
    acc_mps2 : float or None
        Full scale of the accelerometer, m/s²; None where unknown.
    gyr_radps : float or None
        Full scale of the gyroscope, rad/s; None where unknown.
    """

    acc_mps2: float | None = None
    gyr_radps: float | None = None

    def __post_init__(self) -> None:
        for name, value, (low, high), unit, other in (
            ("acc_mps2", self.acc_mps2, _ACC_MPS2, "m/s²", "g, times 9.80665"),
            ("gyr_radps", self.gyr_radps, _GYR_RADPS, "rad/s", "°/s, times 0.0174533"),
        ):
            if value is None:
                continue
            number: object = value
            if not (isinstance(number, Real) and low <= float(number) <= high):
                shown = f"{value:g}" if isinstance(number, Real) else repr(value)
                raise ConfigError(
                    f"a full scale {name} of {shown} {unit} is no motion sensor's; give it in "
                    f"{unit} ({other}), or leave it out"
                )


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """Facts about one foot's stream that are known before its first sample.

    Parameters
    ----------
    rate_hz : float
        Samples per second.
    ranges : SensorRanges
        Full scales.
    device : str
        Maker and model, or "unknown".
    shoe : Shoe
        The shoe and the sensor's place on it.
    """

    rate_hz: float
    ranges: SensorRanges = SensorRanges()
    device: str = "unknown"
    shoe: Shoe = Shoe()


@dataclass(frozen=True, slots=True, eq=False)
class FootRecording:
    """The received samples of one foot.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    sample : (n,) int64
        Counter of each received sample; lost ones are missing counters.
    t_s : (n,) float64
        Time of each sample, s.
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR frame.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR frame.
    info : StreamInfo
        Rate, ranges, device, shoe.
    gap_cause : str
        Why samples are missing, for each `Gap`.
    """

    side: Side
    sample: NDArray[np.int64]
    t_s: NDArray[np.float64]
    acc_mps2: NDArray[np.float32]
    gyr_radps: NDArray[np.float32]
    info: StreamInfo
    gap_cause: str = "lost"

    @property
    def rate_hz(self) -> float:
        """Samples per second."""
        return self.info.rate_hz

    @property
    def device(self) -> str:
        """Maker and model."""
        return self.info.device

    @property
    def shoe(self) -> Shoe:
        """The shoe and the sensor's place on it."""
        return self.info.shoe

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every stretch of lost samples, in order."""
        step = np.diff(self.sample)
        return tuple(
            Gap(self.side, int(self.sample[k]), int(step[k]) - 1, self.gap_cause)
            for k in np.flatnonzero(step > 1)
        )

    def __len__(self) -> int:
        return len(self.sample)

    def __repr__(self) -> str:
        return f"FootRecording({self.side}, {len(self)} samples at {self.rate_hz:.4g} Hz)"

    def blocks(self, n: int) -> Iterator[ImuBlock | Gap]:
        """Cut into blocks.

        Parameters
        ----------
        n : int
            At most so many samples per block.

        Yields
        ------
        ImuBlock or Gap
            A gap comes right before the block at its far side.
        """
        edges = np.concatenate([[0], np.flatnonzero(np.diff(self.sample) != 1) + 1, [len(self)]])
        for first, last in itertools.pairwise(edges):
            if first > 0:
                before = int(self.sample[first - 1])
                missing = int(self.sample[first]) - before - 1
                yield Gap(self.side, before, missing, self.gap_cause)
            for start in range(int(first), int(last), n):
                rows = slice(start, min(start + n, int(last)))
                yield ImuBlock(
                    self.side,
                    self.sample[rows],
                    self.t_s[rows],
                    self.acc_mps2[rows],
                    self.gyr_radps[rows],
                )


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One walk: one or two feet on one time base.

    Parameters
    ----------
    feet : Mapping[Side, FootRecording]
        The feet that were recorded, left first.
    metadata : Mapping[str, str]
        What the file says of itself: start time, person's pseudonym, source format, ….
    notes : tuple of str
        What a reader dropped, deduced or found odd, one sentence each.
    marker : tuple of (float, str)
        Marks set during the walk: time in s, and word.
    """

    feet: Mapping[Side, FootRecording]
    metadata: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    marker: tuple[tuple[float, str], ...] = ()

    def __post_init__(self) -> None:
        ordered = {side: self.feet[side] for side in SIDES if side in self.feet}
        if not ordered:
            raise RecordingError("no foot has any sample; give at least one of left and right")
        object.__setattr__(self, "feet", MappingProxyType(ordered))
        object.__setattr__(self, "metadata", MappingProxyType(dict(self.metadata)))

    @property
    def sides(self) -> tuple[Side, ...]:
        """The feet that are there, left first."""
        return tuple(self.feet)

    @property
    def streams(self) -> dict[Side, StreamInfo]:
        """Facts known before the first sample, per foot."""
        return {side: foot.info for side, foot in self.feet.items()}

    @property
    def shoe(self) -> Shoe:
        """The shoe of the first foot; both feet usually share one."""
        return next(iter(self.feet.values())).shoe

    @property
    def duration_s(self) -> float:
        """Time from the first to the last sample of either foot, s."""
        first = min(float(foot.t_s[0]) for foot in self.feet.values())
        last = max(float(foot.t_s[-1]) for foot in self.feet.values())
        return last - first

    def __repr__(self) -> str:
        rates = dict.fromkeys(f"{foot.rate_hz:.4g} Hz" for foot in self.feet.values())
        source = self.metadata.get("source_format", "arrays")
        return (
            f"Recording({' and '.join(self.sides)}, {self.duration_s:.1f} s at "
            f"{' and '.join(rates)}, {source})"
        )

    def __getitem__(self, side: str) -> FootRecording:
        for known, foot in self.feet.items():
            if known == side:
                return foot
        raise GaitsenseError(
            f"this recording has no {side!r} foot; it holds {' and '.join(self.sides)}"
        )

    def blocks(self, n: int = 20) -> Iterator[ImuBlock | Gap]:
        """Yield blocks and gaps of both feet in time order.

        Parameters
        ----------
        n : int
            At most so many samples per block.

        Yields
        ------
        ImuBlock or Gap
            A gap comes right before the block at its far side.
        """
        if n < 1:
            raise GaitsenseError(f"a block needs at least one sample, got {n}")
        queues = [_timed(order, foot.blocks(n)) for order, foot in enumerate(self.feet.values())]
        for _, _, _, items in heapq.merge(*queues):
            yield from items

    @classmethod
    def from_arrays(
        cls,
        feet: Mapping[str, tuple[ArrayLike | None, ArrayLike, ArrayLike]],
        fs_hz: float | None = None,
        *,
        shoe: Shoe | None = None,
        ranges: SensorRanges | None = None,
        device: str = "unknown",
        metadata: Mapping[str, str] | None = None,
    ) -> Recording:
        """Build a recording from arrays.

        Parameters
        ----------
        feet : Mapping[str, tuple]
            ``{"left": (t_s, acc_mps2, gyr_radps), …}``: times (n,), s, or None when `fs_hz` is
            given; specific force (n, 3), m/s², and angular rate (n, 3), rad/s, both SENSOR
            frame, any orientation of the case. A row with a NaN or a masked value is a lost
            sample.
        fs_hz : float, optional
            The sensor's rate, Hz. Inferred from the times where it is not given.
        shoe : Shoe, optional
            Foot length and sensor place; a default adult shoe where not given.
        ranges : SensorRanges, optional
            Full scales of the sensor, where known.
        device : str
            Maker and model.
        metadata : Mapping[str, str], optional
            Anything to carry along.

        Returns
        -------
        Recording

        Raises
        ------
        RecordingError
            If something else than arrays is given, shapes do not fit, times fall, the values
            cannot be m/s² and rad/s, or both feet hold the same samples.
        """
        rate_hz = given_rate(fs_hz)
        given = given_feet(feet)
        built: dict[Side, FootRecording] = {}
        notes: list[str] = []
        for side, arrays in given.items():
            rows = received_rows(side, *arrays, rate_hz)
            if isinstance(rows, str):
                notes.append(rows)
                continue
            notes.extend(rows.notes)
            info = StreamInfo(rows.rate_hz, ranges or SensorRanges(), device, shoe or Shoe())
            built[side] = FootRecording(
                side, rows.sample, rows.t_s, rows.acc_mps2, rows.gyr_radps, info
            )
        if not built:
            raise RecordingError(" ".join(notes))
        refuse_same_samples({side: (foot.acc_mps2, foot.gyr_radps) for side, foot in built.items()})
        return cls(built, metadata or {}, tuple(notes))


def _timed(
    order: int, items: Iterator[ImuBlock | Gap]
) -> Iterator[tuple[float, int, int, tuple[ImuBlock | Gap, ...]]]:
    """Pair each block with its first time, gaps travelling with the block behind them."""
    held: list[ImuBlock | Gap] = []
    for count, item in enumerate(items):
        held.append(item)
        if isinstance(item, ImuBlock):
            yield float(item.t_s[0]), order, count, tuple(held)
            held = []
