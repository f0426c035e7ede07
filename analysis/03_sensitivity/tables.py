"""The outcome as tables: what each constant moves, what moves nothing, and who was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from distances import WATCHED, Watched
from leave_one_out import Judged

#: A share of the distance that is worth a word beside the largest one.
_ALSO: Final = 0.5
_MOST_ALSO: Final = 3
#: Below this share nothing has moved but the last digits.
_NOTHING: Final = 1e-4
#: A change is written as 0 below this part of the largest one.
_SILENT: Final = 0.01
_LEFT_OUT: Final = (
    "number; chosen among",
    "people or walks",
    "settings",
    "shipped",
    "best in hindsight",
    "one left out",
    "chosen",
)


@dataclass
class Moved:
    """What a constant does to the scored numbers.

    Parameters
    ----------
    place : str
        "stage.field".
    default : float
        Its shipped value.
    values : dict
        Step to the value it was moved to.
    changes : dict
        Step to name of a watched number to its change.
    better : dict
        The same, to whether the change is for the better.
    columns : set of str
        What of the program's own output changed on any walk.
    refused : int
        Walks refused or crashed.
    """

    place: str
    default: float
    values: dict[str, float] = field(default_factory=dict)
    changes: dict[str, dict[str, float]] = field(default_factory=dict)
    better: dict[str, dict[str, bool]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    refused: int = 0

    def largest_on(self, name: str) -> float:
        """Size of the largest change of one watched number."""
        return max((abs(one.get(name, 0.0)) for one in self.changes.values()), default=0.0)

    @property
    def ranked(self) -> list[tuple[float, Watched]]:
        """Watched numbers by the share of their distance that is moved, the largest first."""
        shares = [(self.largest_on(one.name) / one.distance, one) for one in WATCHED]
        return sorted(shares, key=lambda pair: -pair[0])

    @property
    def share(self) -> float:
        """The largest share of a distance."""
        return self.ranked[0][0]


def watched_values(outcome: Mapping[str, Any]) -> dict[str, float | None]:
    """Pick the watched numbers out of an outcome."""
    return {
        one.name: outcome["yields" if one.yields else "values"].get(f"{one.row}.{one.key}")
        for one in WATCHED
    }


def sensitivity(
    default: Mapping[str, Any],
    moved: Sequence[tuple[str, float, str, float, Mapping[str, Any]]],
) -> list[Moved]:
    """Lay each variant beside the shipped settings; the constants that move most come first."""
    base = watched_values(default)
    found: dict[str, Moved] = {}
    for place, shipped, step, value, outcome in moved:
        one = found.setdefault(place, Moved(place, shipped))
        one.values[step] = value
        one.columns |= set(outcome["columns"])
        one.refused = max(one.refused, len(outcome["problems"]))
        own = watched_values(outcome)
        one.changes[step], one.better[step] = {}, {}
        for item in WATCHED:
            before, after = base[item.name], own[item.name]
            if before is None or after is None:
                continue
            one.changes[step][item.name] = after - before
            one.better[step][item.name] = _good(item, after) > _good(item, before)
    return sorted(found.values(), key=lambda one: -one.share)


def _good(item: Watched, value: float) -> float:
    """Turn a number round so that more of it is better."""
    if item.yields or item.key.endswith("f1"):
        return value
    return -abs(value)


def _number(value: float, digits: int = 2) -> str:
    return f"{value:+.{digits}g}" if value else "0"


def _change(one: Moved, item: Watched) -> str:
    """Write both changes of a number; the better one of the two is set in bold type."""
    parts = []
    for step in one.changes:
        change = one.changes[step].get(item.name, 0.0)
        if abs(change) < _SILENT * one.share * item.distance:
            change = 0.0
        text = _number(change)
        parts.append(f"**{text}**" if change and one.better[step].get(item.name) else text)
    unit = f" {item.unit}" if item.unit else ""
    return f"{item.word} {' / '.join(parts)}{unit}"


def _value(one: Moved) -> str:
    moved = " / ".join(f"{value:g}" for value in one.values.values())
    return f"{one.default:g} | {moved}"


def constants_table(table: Sequence[Moved]) -> str:
    """Constants that move a number, those that move most first."""
    lines = [
        "| constant | shipped | moved to | share of the distance that matters | largest | also |",
        "|---|---|---|---|---|---|",
    ]
    for one in table:
        if one.share < _NOTHING:
            continue
        (share, first), *others = one.ranked
        also = [_change(one, item) for part, item in others[:_MOST_ALSO] if part >= _ALSO]
        refused = [f"{one.refused} walks refused"] if one.refused else []
        lines.append(
            f"| {one.place} | {_value(one)} | {share:.2g} | {_change(one, first)} | "
            f"{'; '.join(also + refused)} |"
        )
    return "\n".join(lines)


def idle_table(table: Sequence[Moved]) -> str:
    """Constants that move no watched number, and what else they move."""
    lines = [
        "| constant | shipped | moved to | what changes beside the rows |",
        "|---|---|---|---|",
    ]
    for one in sorted(table, key=lambda one: (bool(one.columns), one.place)):
        if one.share < _NOTHING:
            columns = ", ".join(sorted(one.columns)) or "nothing in any table of strides"
            lines.append(f"| {one.place} | {_value(one)} | {columns} |")
    return "\n".join(lines)


def not_moved_table(not_moved: Sequence[tuple[str, str, str]]) -> str:
    """List the steps that have no meaning."""
    if not not_moved:
        return "Every constant could be moved both ways."
    lines = ["| constant | step | why not |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {p} | {s} | {why} |" for p, s, why in not_moved)])


def left_out_table(judged: Sequence[Judged]) -> str:
    """Shipped settings, best in hindsight, and chosen on the others."""
    lines = [
        f"| {' | '.join(_LEFT_OUT)} |",
        "|---" * len(_LEFT_OUT) + "|",
    ]
    for one in judged:
        chosen = "; ".join(f"{n} × {name}" for name, n in list(one.chosen.items())[:3])
        rest = len(one.chosen) - 3
        more = f"; and {rest} others" if rest > 0 else ""
        lines.append(
            f"| {one.what} | {one.people_n} | {one.settings_n} | {one.plain:.4g} | "
            f"{one.hindsight:.4g} | {one.left_out:.4g} | {chosen}{more} |"
        )
    return "\n".join(lines)


def as_text(table: Sequence[Moved]) -> str:
    """Lay out the table for the screen."""
    lines = []
    for one in table:
        (share, first), *others = one.ranked
        also = [_change(one, item) for part, item in others[:_MOST_ALSO] if part >= _ALSO]
        values = _value(one).replace(" | ", " -> ")
        said = "; ".join([_change(one, first), *also]) if share >= _NOTHING else "nothing"
        lines.append(f"{one.place:34} {values:28} {share:7.2g}  {said}")
    return "\n".join(lines).replace("**", "")
