"""What every row's scoring shares: measures, people, targets, and the shape of a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from methods import Found
from numpy.typing import NDArray
from sets import Walk, WalkRef

Array = NDArray[np.float64]

#: "high": larger is better; "low": smaller is better; "zero": nearer to 0 is better.
Sense = Literal["high", "low", "zero"]
#: An accuracy whose yield is below this is not reached, whatever its value.
LEAST_YIELD: Final = 0.90


@dataclass(frozen=True)
class Metric:
    """One scored number.

    Parameters
    ----------
    key : str
        Its name inside the row.
    what : str
        What it is, with its unit.
    value : float
        The number; NaN when nothing could be scored.
    sense : {"high", "low", "zero"}
        Which way is better.
    floor, aim : float, optional
        What the plain baseline reached when the aims were set, and the aim.
    yield_share : float, optional
        Share of the reference that the value rests on; None for detection, where a miss is
        already in the value.
    least_yield : float
        The yield without which the aim is not reached.
    n : int
        Over how many strides, contacts or walks.
    per_person : dict
        Value per person.
    per_item : dict
        Errors of single strides or walks by person, for the figures.
    """

    key: str
    what: str
    value: float
    sense: Sense
    floor: float | None = None
    aim: float | None = None
    yield_share: float | None = None
    least_yield: float = LEAST_YIELD
    n: int = 0
    per_person: dict[str, float] = field(default_factory=dict)
    per_item: dict[str, list[float]] = field(default_factory=dict)

    @property
    def worst(self) -> tuple[str, float] | None:
        """The person furthest from good, with the value."""
        known = {who: value for who, value in self.per_person.items() if np.isfinite(value)}
        if not known:
            return None
        who = max(known, key=lambda one: _badness(known[one], self.sense))
        return who, known[who]

    def reaches(self, limit: float | None) -> bool | None:
        """Whether the value is as good as a limit, at a sufficient yield; None without one."""
        if limit is None:
            return None
        if not np.isfinite(self.value):
            return False
        if self.yield_share is not None and self.yield_share < self.least_yield - 1e-9:
            return False
        return _badness(self.value, self.sense) <= _badness(limit, self.sense) + 1e-9

    @property
    def ok_floor(self) -> bool | None:
        """Whether the value is at least the floor's, whatever the yields of the two."""
        if self.floor is None:
            return None
        return bool(
            np.isfinite(self.value)
            and _badness(self.value, self.sense) <= _badness(self.floor, self.sense) + 1e-9
        )

    @property
    def ok_aim(self) -> bool | None:
        """Whether the aim is reached, yield included."""
        return self.reaches(self.aim)


def _badness(value: float, sense: Sense) -> float:
    return {"high": -value, "low": value, "zero": abs(value)}[sense]


@dataclass(frozen=True)
class LeftOut:
    """Something that was not scored, and why."""

    what: str
    why: str
    n: int


@dataclass(frozen=True)
class Spot:
    """A stretch of a walk that scored badly, for a picture of it."""

    ref: WalkRef
    side: str
    begin_s: float
    end_s: float
    badness: float
    note: str


@dataclass
class RowScore:
    """The outcome of a row."""

    metrics: list[Metric]
    left_out: list[LeftOut] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    #: Curves for a figure of the row's own, by name; not stored with the results.
    curves: dict[str, Array] = field(default_factory=dict)


Measured = Sequence[tuple[WalkRef, Any]]


@dataclass(frozen=True)
class Row:
    """One row of the benchmark.

    Parameters
    ----------
    name : str
        S1 to S11.
    title : str
        What it measures, in a few words.
    applies : callable
        Whether a walk belongs to it.
    measure : callable
        Walk and what was found in it, to the little that scoring needs; runs in a worker.
    score : callable
        All measures of the row, to its outcome.
    live : bool
        Whether `measure` wants the live trace.
    why_not : callable
        Why a walk that one might expect in the row is not scored; "" where there is nothing to say.
    """

    name: str
    title: str
    applies: Callable[[WalkRef], bool]
    measure: Callable[[Walk, Found], Any]
    score: Callable[[Measured], RowScore]
    live: bool = False
    why_not: Callable[[WalkRef], str] = lambda _ref: ""


def mean_over_people(per_person: dict[str, float]) -> float:
    """Average unweighted over the people who have a value; NaN when nobody has."""
    known = [value for value in per_person.values() if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def by_person(measured: Measured) -> dict[str, list[tuple[WalkRef, Any]]]:
    """Group measures by person, in the order in which people first appear."""
    groups: dict[str, list[tuple[WalkRef, Any]]] = {}
    for ref, measure in measured:
        groups.setdefault(ref.person, []).append((ref, measure))
    return groups


def people_metric(
    key: str, what: str, items: dict[str, list[float]], of: Callable[[Array], float], **facts: Any
) -> Metric:
    """Reduce single errors to a number per person, and average over people.

    Parameters
    ----------
    key, what : str
        Name and description.
    items : dict
        Errors by person; NaN is dropped.
    of : callable
        Reduction of one person's errors, such as the mean of absolute values.
    **facts
        The other fields of `Metric`.
    """
    clean = {who: [v for v in values if np.isfinite(v)] for who, values in items.items()}
    per_person = {
        who: float(of(np.asarray(values))) if values else float("nan")
        for who, values in clean.items()
    }
    return Metric(
        key,
        what,
        mean_over_people(per_person),
        n=sum(map(len, clean.values())),
        per_person=per_person,
        per_item=clean,
        **facts,
    )


def mean_abs(values: Array) -> float:
    """Return the mean of absolute values."""
    return float(np.mean(np.abs(values)))


def median_abs(values: Array) -> float:
    """Return the median of absolute values."""
    return float(np.median(np.abs(values)))


def spread(values: Array) -> float:
    """Return the standard deviation with n - 1; NaN below two values."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")


def share(part: float, whole: float) -> float:
    """Return a part of a whole; NaN of nothing."""
    return part / whole if whole else float("nan")
