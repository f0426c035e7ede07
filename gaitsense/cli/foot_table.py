"""The numbers of a walk on the terminal, laid out so that none is cut: however narrow it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from gaitsense.footdrop.lift_axes import LIFT_AXES
from gaitsense.model.samples import SIDES, Side
from gaitsense.report import measures
from gaitsense.report.lift_profile import signs_seen
from gaitsense.report.words import is_contradicted

Summary = Mapping[str, Any]
_Row = tuple[str, Callable[[Summary], str]]

#: Letters of a usual cell.
_COLUMN: Final = 22
#: Wider than any terminal: what is measured against it is as wide as it wants to be.
_BOUNDLESS: Final = 10_000


def foot_tables(summary: Summary, console: Console) -> Iterator[RenderableType]:
    """Lay out the numbers of the feet.

    Parameters
    ----------
    summary : Mapping
        `Analysis.summary`.
    console : Console
        Where they will be printed; its width decides.

    Yields
    ------
    RenderableType
        One table with a column per foot; where that is too wide, a table per foot; where even
        these are, a line per number, which the terminal may wrap between words.
    """
    sides = [side for side in SIDES if side in summary]
    both = _table(summary, sides)
    if _fits(both, console):
        yield both
        return
    each = [_table(summary, [side]) for side in sides]
    if all(_fits(table, console) for table in each):
        yield from each
        return
    for side in sides:
        yield Text(f"\n{side.capitalize()} foot", "bold")
        for name, tell in _rows(summary, [side]):
            yield Text(f"{name}: {tell(summary[side])}")
    yield Text()


def _fits(table: Table, console: Console) -> bool:
    wanted = console.measure(table, options=console.options.update(width=_BOUNDLESS)).maximum
    return wanted <= console.width


def _table(summary: Summary, sides: Sequence[Side]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0, collapse_padding=True)
    table.add_column("", no_wrap=True)
    for side in sides:
        table.add_column(side.capitalize(), min_width=_COLUMN)
    for name, tell in _rows(summary, sides):
        table.add_row(name, *(Text(tell(summary[side])) for side in sides))
    return table


def _rows(summary: Summary, sides: Sequence[Side]) -> Sequence[_Row]:
    """List what is told: signs of the lift profile only where one of these feet has one."""
    seen = any(signs_seen(summary[side]) for side in sides)
    return (*_ROWS, ("Signs of the lift", _signs)) if seen else _ROWS


def _signs(foot: Summary) -> str:
    return ", ".join(LIFT_AXES[name].short for name in signs_seen(foot)) or "–"


def _measured(foot: Summary) -> str:
    entry = foot.get("values", {}).get("foot_pitch_late_swing_max_deg", {})
    return f"{entry.get('n', 0)} of {foot.get('level_n', 0)}"


def _landings(foot: Summary) -> str:
    return " / ".join(map(str, measures.landings(foot)))


def _drags(foot: Summary) -> str:
    counts = foot.get("toe_drag", {})
    return f"{counts.get('yes', 0)} / {counts.get('unsure', 0)}"


def _pattern(foot: Summary) -> str:
    if not foot["strides_n"]:
        return "no strides"
    if is_contradicted(foot):
        return "unsure (contradiction)"
    why = {
        "too_few": " (too few)",
        "borderline": " (borderline)",
        "mounting_changed": " (case turned)",
        "mounting_loose": " (case loose)",
    }
    reasons: Sequence[str] = foot["foot_drop_pattern_reasons"]
    return str(foot["foot_drop_pattern"]) + "".join(why.get(word, "") for word in reasons[:1])


_ROWS: Final[tuple[_Row, ...]] = (
    ("Strides found", lambda foot: str(foot["strides_n"])),
    ("  straight and measured", _measured),
    ("Walking speed", lambda foot: measures.walking_speed(foot).text()),
    ("Stride length", lambda foot: measures.stride_length(foot).text()),
    ("Foot lift before landing", lambda foot: measures.lift_before_landing(foot).text()),
    ("Foot pitch at landing", lambda foot: measures.pitch_at_landing(foot).text()),
    ("Lands heel / flat / toe", _landings),
    ("Toe clearance, mid-swing", lambda foot: measures.toe_clearance(foot).text()),
    ("Low lift, of those told", lambda foot: measures.low_lift_share(foot).told_text()),
    ("  unsure", lambda foot: str(measures.low_lift_share(foot).unsure)),
    ("Toe drag: yes / unsure", _drags),
    ("Pattern of low foot lift", _pattern),
)
