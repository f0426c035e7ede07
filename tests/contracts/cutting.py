"""A stage must give the same, to the last bit, however its samples were cut into blocks.

    check(begin, pieces, push, finish, join)

begin    makes a fresh stage
pieces   rows, foot_blocks or walk_blocks of the input: block sizes in, pieces out
push     gives one piece to the stage, returns what the stage gave
finish   ends the stage, returns the last it gave
join     puts all that was given into a form that does not show the cutting

Block sizes cycle through 1, 2, 3, 7, 31, 100: a last-bit fault shows only on some lengths and
random cuts have missed it. Each cutting is compared with one block as long as the input allows.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
import math
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import Gap, ImuBlock

CYCLE = (1, 2, 3, 7, 31, 100)
#: Longer than any input: one block for all of it.
WHOLE = (2**62,)
#: How each stage is cut; the last is what the others are compared with.
CUTTINGS: dict[str, tuple[int, ...]] = {
    "blocks of 1, 2, 3, 7, 31, 100 in turn": CYCLE,
    "blocks of 100, 31, 7, 3, 2, 1 in turn": CYCLE[::-1],
    "one sample at a time": (1,),
    "one whole block": WHOLE,
}

Sizes = Sequence[int]
Pieces = Callable[[Sizes], Iterable[Any]]


class DependsOnCutting(AssertionError):
    """A stage gave something else when its samples came in other blocks."""


def check(
    begin: Callable[[], Any],
    pieces: Pieces,
    push: Callable[[Any, Any], Any],
    finish: Callable[[Any], Any] | None = None,
    join: Callable[[list[Any]], Any] = list,
) -> Any:
    """Drive a stage through every cutting; return what it gave on one whole block."""
    told = {
        name: _drive(name, begin(), pieces(sizes), push, finish, join)
        for name, sizes in CUTTINGS.items()
    }
    reference = list(CUTTINGS)[-1]
    for name, given in told.items():
        differs = difference(given, told[reference])
        if differs:
            raise DependsOnCutting(f"{name}, against {reference}: {differs}")
    return told[reference]


def _drive(
    name: str,
    stage: Any,
    pieces: Iterable[Any],
    push: Callable[[Any, Any], Any],
    finish: Callable[[Any], Any] | None,
    join: Callable[[list[Any]], Any],
) -> Any:
    outputs, as_given = [], []
    for piece in pieces:
        outputs.append(push(stage, piece))
        as_given.append(snapshot(outputs[-1]))
    if finish is not None:
        outputs.append(finish(stage))
        as_given.append(snapshot(outputs[-1]))
    changed = difference(snapshot(outputs), as_given)
    if changed:
        raise DependsOnCutting(f"{name}: what was given has changed afterwards: {changed}")
    return join(outputs)


# Cutting an input


def cut(n: int, sizes: Sizes, edges: Iterable[int] = ()) -> Iterator[slice]:
    """Consecutive slices of 0..n, lengths cycling through `sizes`, none across an edge."""
    lengths = itertools.cycle(sizes)
    bounds = sorted({0, n, *edges})
    for first, last in itertools.pairwise(bounds):
        at = first
        while at < last:
            end = min(at + next(lengths), last)
            yield slice(at, end)
            at = end


def rows(n: int, edges: Iterable[int] = ()) -> Pieces:
    """Pieces that are slices of an input of `n` rows."""
    held = tuple(edges)
    return lambda sizes: cut(n, sizes, held)


def foot_blocks(foot: FootRecording) -> Pieces:
    """Pieces that are blocks of one foot, and the gaps between them."""

    def pieces(sizes: Sizes) -> Iterator[ImuBlock | Gap]:
        edges = (np.flatnonzero(np.diff(foot.sample) != 1) + 1).tolist()
        for part in cut(len(foot), sizes, edges):
            if part.start in edges:
                before = int(foot.sample[part.start - 1])
                missing = int(foot.sample[part.start]) - before - 1
                yield Gap(foot.side, before, missing, foot.gap_cause)
            columns = (foot.sample, foot.t_s, foot.acc_mps2, foot.gyr_radps)
            yield ImuBlock(foot.side, *(read_only(column[part]) for column in columns))

    return pieces


def walk_blocks(recording: Recording) -> Pieces:
    """Pieces that are blocks and gaps of both feet, in the order of time."""

    def timed(order: int, items: Iterable[ImuBlock | Gap]) -> Iterator[tuple[Any, ...]]:
        held: list[ImuBlock | Gap] = []
        for count, item in enumerate(items):
            held.append(item)
            if isinstance(item, ImuBlock):
                yield float(item.t_s[0]), order, count, held
                held = []

    def pieces(sizes: Sizes) -> Iterator[ImuBlock | Gap]:
        feet = [
            timed(order, foot_blocks(foot)(sizes))
            for order, foot in enumerate(recording.feet.values())
        ]
        for _, _, _, items in heapq.merge(*feet):
            yield from items

    return pieces


def read_only(array: np.ndarray) -> np.ndarray:
    """A view that refuses to be written to: a stage leaves its input untouched."""
    view = array.view()
    view.flags.writeable = False
    return view


# Joining what was given


def events(outputs: list[Any]) -> list[Any]:
    """One list of all that came in lists."""
    return [item for output in outputs for item in output]


def columns(outputs: list[np.ndarray]) -> np.ndarray:
    """One array of all that came in arrays, joined along their last axis."""
    return np.concatenate(outputs, axis=-1)


# Comparing to the last bit


def snapshot(value: Any) -> Any:
    """What a value holds now, in plain containers and copied arrays."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if dataclasses.is_dataclass(value):
        return {
            field.name: snapshot(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {key: snapshot(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [snapshot(item) for item in value]
    return value.copy() if _is_table(value) else value


def difference(a: Any, b: Any, where: str = "output") -> str | None:
    """Say where two values first differ in type, shape or any bit; None where they do not.

    NaN equals NaN, and 0.0 differs from -0.0.
    """
    if type(a) is not type(b):
        return f"{where}: {type(a).__name__} against {type(b).__name__}"
    if isinstance(a, np.ndarray):
        return _array_difference(a, b, where)
    if isinstance(a, float | np.floating):
        same = struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
        return None if same else f"{where}: {a!r} against {b!r}"
    if dataclasses.is_dataclass(a):
        names = [field.name for field in dataclasses.fields(a)]
        parts = [(f"{where}.{name}", getattr(a, name), getattr(b, name)) for name in names]
    elif _is_table(a):
        return _table_difference(a, b, where)
    elif isinstance(a, Mapping):
        if list(a) != list(b):
            return f"{where}: keys {list(a)} against {list(b)}"
        parts = [(f"{where}[{key!r}]", a[key], b[key]) for key in a]
    elif isinstance(a, Sequence) and not isinstance(a, str | bytes):
        if len(a) != len(b):
            return f"{where}: {len(a)} items against {len(b)}"
        parts = [(f"{where}[{k}]", x, y) for k, (x, y) in enumerate(zip(a, b, strict=True))]
    else:
        return None if a == b else f"{where}: {a!r} against {b!r}"
    return next(filter(None, (difference(x, y, place) for place, x, y in parts)), None)


def _is_table(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "to_numpy")


def _array_difference(a: np.ndarray, b: np.ndarray, where: str) -> str | None:
    if (a.dtype, a.shape) != (b.dtype, b.shape):
        return f"{where}: {a.dtype} {a.shape} against {b.dtype} {b.shape}"
    if a.dtype == object:
        return difference(a.tolist(), b.tolist(), where)
    if a.tobytes() == b.tobytes():
        return None
    x, y = np.atleast_1d(a), np.atleast_1d(b)
    for at in np.ndindex(x.shape):
        differs = difference(x[at], y[at], f"{where}{list(at)}")
        if differs:
            return differs
    return None


def _table_difference(a: Any, b: Any, where: str) -> str | None:
    if list(a.columns) != list(b.columns):
        return f"{where}: columns {list(a.columns)} against {list(b.columns)}"
    if list(a.dtypes) != list(b.dtypes):
        return f"{where}: types {list(a.dtypes)} against {list(b.dtypes)}"
    if list(a.index) != list(b.index):
        return f"{where}: rows {list(a.index)} against {list(b.index)}"
    parts = ((f"{where}.{name}", a[name], b[name]) for name in a.columns)
    told = (
        _array_difference(
            *(x.to_numpy() if x.dtype.kind in "biuf" else x.to_numpy(object) for x in (u, v)), place
        )
        for place, u, v in parts
    )
    return next(filter(None, told), None)
