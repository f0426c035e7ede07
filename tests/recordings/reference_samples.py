"""Which rows of a table are samples of a foot: rules 4 to 6 of the reference reader."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from reference_reader import Refused

#: From here on a float32 is infinite.
FLOAT32_END = 2.0**128 - 2.0**103


@dataclass
class Sample:
    """A row of one foot in m/s², rad/s and s."""

    line: int
    t_s: float
    values: tuple[float, ...]


@dataclass
class Foot:
    """The samples of one foot, and the lines of it that must be named."""

    samples: list[Sample]
    dropped: set[int]
    voided: set[int]
    #: Times of all rows that were kept, lost samples included.
    times_s: list[float]


def judge_foot(rows: list[Sample], *, exact: bool) -> Foot:
    """Rules 4 to 6; `exact` where times and values stand as they are (a rate is stated)."""
    dropped: set[int] = set()
    timed = [row for row in rows if math.isfinite(row.t_s)]
    if timed:
        middle = statistics.median([row.t_s for row in timed])
        timed = [row for row in timed if abs(row.t_s - middle) < 86400.0]
    if 2 * len(timed) < len(rows):
        raise Refused("most rows have no time of the walk")
    dropped |= {row.line for row in rows} - {row.line for row in timed}
    kept: list[Sample] = []
    for k, row in enumerate(timed):
        before = timed[k - 1] if k else None
        if before and before.t_s == row.t_s and _same(before.values, row.values):
            dropped.add(row.line)
        else:
            kept.append(row)
    kept = _in_order(kept, dropped, exact=exact)
    voided = _unmeasured(kept, exact=exact)
    whole = [
        row for row in kept
        if row.line not in voided and all(math.isfinite(value) for value in row.values)
    ]  # fmt: skip
    _plausible(whole)
    return Foot(whole, dropped, voided, [row.t_s for row in kept])


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(a == b or (a != a and b != b) for a, b in zip(one, other, strict=True))


def _in_order(rows: list[Sample], dropped: set[int], *, exact: bool) -> list[Sample]:
    def wrong(later: float, earlier: float) -> bool:
        return later <= earlier if exact else later < earlier

    behind, latest = set(), -math.inf
    for k, row in enumerate(rows):
        if k and wrong(row.t_s, latest):
            behind.add(k)
        latest = max(latest, row.t_s)
    ahead, earliest = set(), math.inf
    for k in range(len(rows) - 1, -1, -1):
        if k < len(rows) - 1 and wrong(earliest, rows[k].t_s):
            ahead.add(k)
        earliest = min(earliest, rows[k].t_s)
    fewer = min(behind, ahead, key=len)
    if len(fewer) > 0.01 * len(rows):
        raise Refused("time runs backwards")
    dropped |= {rows[k].line for k in fewer}
    return [row for k, row in enumerate(rows) if k not in fewer]


def _unmeasured(rows: list[Sample], *, exact: bool) -> set[int]:
    sizes = {
        row.line: max(abs(value) for value in row.values)
        for row in rows
        if not any(value != value for value in row.values)
    }
    voided = {line for line, size in sizes.items() if size >= FLOAT32_END}
    if exact:
        return voided
    odd = {line for line, size in sizes.items() if size > 1e4}
    if len(odd) <= 0.01 * len(rows):
        voided |= odd
    zero = {line for line, size in sizes.items() if size == 0}
    return voided | zero if len(zero) < len(rows) else voided


def _plausible(rows: list[Sample]) -> None:
    if len(rows) < 2:
        raise Refused("silent")
    if len(rows) >= 50 and all(row.values == rows[0].values for row in rows):
        raise Refused("frozen")
    sizes = [math.hypot(*row.values[:3]) for row in rows]
    if not 6.0 <= statistics.median(sizes) <= 100.0:
        raise Refused("no gravity in m/s²")
    if percentile([math.hypot(*row.values[3:]) for row in rows], 99.0) > 43.0:
        raise Refused("faster than a foot")


def percentile(values: list[float], share: float) -> float:
    """The value that `share` % of all lie below, linear between neighbours."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share / 100.0
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
