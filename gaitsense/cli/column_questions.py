"""The questions of ``gaitsense columns``: what is proposed, and what a person says."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from gaitsense.cli.column_answers import (
    UNITS,
    NotPossible,
    one_of,
    positive,
    rate_of,
    unit_in,
)
from gaitsense.model.errors import ConfigError
from gaitsense.model.samples import SIDES, Side
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_map_parts import (
    CHANNELS,
    ColumnRef,
    FootColumns,
    TableShape,
    TimeColumn,
    ValueUnits,
)
from gaitsense.recordings.column_names import Quantity

if TYPE_CHECKING:
    from gaitsense.recordings.column_guess import Proposal, TableGuess

T = TypeVar("T")

#: Rows shown, characters that a terminal needs for more than one, and characters of a cell.
_SHOWN_ROWS: Final = 3
_WIDE: Final = 72
_SHOWN_LETTERS: Final = 14
_BOTH: Final = "both"
_FROM_NAME: Final = "name"
_NONE: Final = "none"

_WORDS: Final[dict[Quantity, str]] = {
    "time": "time",
    "acc": "acceleration",
    "gyr": "angular rate",
}


def show_table(guess: TableGuess, file: Path) -> None:
    """Print the columns of a table, one on each line, with what they look like.

    Parameters
    ----------
    guess : TableGuess
        The table.
    file : Path
        Its file.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    looks = dict.fromkeys(guess.times_of_day, "time of day, which is not read")
    for side, proposals in guess.proposals.items():
        for name, proposal in proposals.items():
            # Both feet may share one column of times.
            shared = proposal.at in looks
            looks[proposal.at] = _in_words(None if shared else side, name, proposal)
    console = Console(highlight=False)
    rows = guess.rows[: _SHOWN_ROWS if console.width >= _WIDE else 1]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("No.", "Name", *(f"Row {k + 1}" for k in range(len(rows))), "Looks like"):
        table.add_column(heading, overflow="fold")
    for at, name in enumerate(guess.layout.names):
        cells = [row[at] if at < len(row) else "" for row in rows]
        shown = [str(at + 1), name, *cells, looks.get(at, "")]
        table.add_row(*(Text(_clean(cell)) for cell in shown))
    line = guess.layout.header_line
    where = f"names in line {line}" if line else "no line of names"
    console.print(Text(f"{_clean(file.name)}: {len(guess.layout.names)} columns, {where}."))
    console.print(table)


def _in_words(side: Side | None, name: str, proposal: Proposal) -> str:
    parts = [side or "", name, f"in {proposal.unit}" if proposal.unit else ""]
    return f"{' '.join(filter(None, parts))}, by {proposal.why}"


def _clean(text: str) -> str:
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return seen if len(seen) <= 2 * _SHOWN_LETTERS else f"{seen[: 2 * _SHOWN_LETTERS]}…"


def ask_columns(guess: TableGuess, *, ask: bool) -> ColumnMap:
    """Ask what each column is.

    Parameters
    ----------
    guess : TableGuess
        The table, and what is proposed.
    ask : bool
        Whether to ask; if not, everything proposed is taken.

    Returns
    -------
    ColumnMap

    Raises
    ------
    ConfigError
        If nothing is proposed for a column or unit, and nobody is asked.
    """
    asker = _Asker(guess, ask=ask)
    layout = guess.layout
    sides = [side for side in SIDES if side in guess.proposals]
    foot = asker.foot(_BOTH if len(sides) == 2 else sides[0] if sides else _FROM_NAME)
    wanted: list[Side | None] = [*SIDES] if foot == _BOTH else [None]
    source = {None: sides[0] if len(sides) == 1 else None, "left": "left", "right": "right"}
    feet = {side: asker.channels(guess.proposals.get(source[side], {}), side) for side in wanted}
    proposals = guess.proposals.get(source[wanted[0]], {})
    one = feet[wanted[0]]
    times = {side: guess.proposals.get(source[side], {}).get("time") for side in wanted}
    if len({proposal.at for proposal in times.values() if proposal}) > 1:
        # Each foot has a clock of its own.
        for side, proposal in times.items():
            feet[side] = asker.own_time(feet[side], proposal, side)
        time = TimeColumn(unit=asker.time_unit(feet[wanted[0]].time, proposals.get("time")))
    else:
        time = asker.time(proposals.get("time"))
    acc, acc_scale = asker.unit("acc", one.acc_x, proposals.get("acc_x"), guess.acc_scale)
    counts = asker.are_whole(one, "gyr")
    gyr, gyr_scale = asker.unit("gyr", one.gyr_x, proposals.get("gyr_x"), None if counts else 1.0)
    return ColumnMap(
        side=foot if foot in SIDES else None,
        table=TableShape(
            delimiter=layout.delimiter, decimal=layout.decimal, header_line=layout.header_line,
            skip_rows=layout.first_line - layout.header_line - 1,
        ),
        time=time,
        units=ValueUnits(acc, gyr, acc_scale, gyr_scale),
        foot=feet.get(None),
        left=feet.get("left"),
        right=feet.get("right"),
    )  # fmt: skip


class _Asker:
    """Asks one thing after the other; an answer that cannot be is asked for again."""

    def __init__(self, guess: TableGuess, *, ask: bool) -> None:
        self._names = guess.layout.names
        self._whole = guess.whole
        self._times_of_day = guess.times_of_day
        self._ask = ask
        self._taken: dict[ColumnRef, str] = {}

    def foot(self, proposed: str | None) -> str:
        """Ask which foot it is."""
        return self._answer(
            "Which foot? (left, right, both, or name where each file's name tells it)",
            proposed or _FROM_NAME,
            lambda text: one_of(text.casefold(), (*SIDES, _BOTH, _FROM_NAME)),
        )

    def channels(self, proposals: dict[str, Proposal], side: Side | None) -> FootColumns:
        """Ask for the six columns of a sensor."""
        refs: dict[str, Any] = {}
        for channel in CHANNELS:
            what = _WORDS["acc"] if channel.startswith("acc") else _WORDS["gyr"]
            question = f"Column of {what} {channel[-1]}" + (f", {side} foot" if side else "")
            refs[channel] = self._answer(
                question, self._shown(proposals.get(channel)), self._free_ref
            )
            self._taken[refs[channel]] = question.removeprefix("Column of ")
        return FootColumns(**refs)

    def time(self, proposal: Proposal | None) -> TimeColumn:
        """Ask for the column of times, its unit, or the rate."""
        if self._times_of_day and proposal is None:
            name = self._names[self._times_of_day[0]]
            click.echo(
                f"{_clean(name)} holds times of day, which are not read. Where no column counts "
                "seconds or milliseconds, answer none, and give the samples per second."
            )
        column: Any = self._answer(
            "Column of time (none if there is none)",
            self._shown(proposal) or _NONE,
            self._ref_or_none,
        )
        if column == _NONE:
            return TimeColumn(rate_hz=self._answer("Samples per second", None, rate_of))
        return TimeColumn(column, self.time_unit(column, proposal))

    def own_time(
        self, columns: FootColumns, proposal: Proposal | None, side: Side | None
    ) -> FootColumns:
        """Ask for the column of times of one foot."""
        column: Any = self._answer(
            f"Column of time, {side} foot", self._shown(proposal), self._free_ref
        )
        return dataclasses.replace(columns, time=column)

    def time_unit(self, column: ColumnRef | None, proposal: Proposal | None) -> str:
        """Ask for the unit of times."""
        return self.unit("time", column, proposal, 1.0)[0]

    def unit(
        self,
        quantity: Quantity,
        chosen: ColumnRef | None,
        proposal: Proposal | None,
        scale: float | None,
    ) -> tuple[str, float]:
        """Ask for a unit, unless the header states it, and for what a count means in it."""
        if proposal is None or chosen != self._best_ref(proposal.at):
            proposed, stated = None, False
        else:
            proposed, stated = proposal.unit, proposal.stated
        if proposed and stated:
            return proposed, 1.0
        what = _WORDS[quantity]
        unit = self._answer(
            f"Unit of {what} ({UNITS[quantity]})",
            proposed,
            lambda text: unit_in(quantity, text),
        )
        if quantity == "time" or unit == "mdps":
            return unit, 1.0
        if scale is not None and ((scale == 1.0 and proposed) or not self._ask):
            return unit, scale
        question = f"What one count of {what} means in {unit} (1 if values are in {unit})"
        return unit, self._answer(question, None if scale is None else f"{scale:.10g}", positive)

    def are_whole(self, columns: FootColumns, quantity: Quantity) -> bool:
        """Tell whether columns hold whole numbers alone, which may be raw counts."""
        refs = [getattr(columns, name) for name in CHANNELS if name.startswith(quantity)]
        whole = {self._best_ref(at) for at in self._whole}
        return whole.issuperset(refs)

    def _shown(self, proposal: Proposal | None) -> str | None:
        return None if proposal is None else str(self._best_ref(proposal.at))

    def _best_ref(self, at: int) -> ColumnRef:
        """Call a column by its name where it has one of its own that is no number."""
        name = self._names[at]
        alike = [other for other in self._names if other.casefold() == name.casefold()]
        return name if name and len(alike) == 1 and not name.isdigit() else at + 1

    def _ref_or_none(self, text: str) -> ColumnRef:
        if text.casefold() == _NONE:
            return _NONE
        ref = self._free_ref(text)
        at = next(at for at in range(len(self._names)) if self._best_ref(at) == ref)
        if at in self._times_of_day:
            raise NotPossible(
                f"{text!r} holds times of day, which are not read; type another column, or none"
            )
        return ref

    def _free_ref(self, text: str) -> ColumnRef:
        ref = self._ref(text)
        if ref in self._taken:
            raise NotPossible(
                f"{text!r} is taken already, as {self._taken[ref]}; type another name or number"
            )
        return ref

    def _ref(self, text: str) -> ColumnRef:
        if text.isdecimal() and 0 < int(text) <= len(self._names):
            return self._best_ref(int(text) - 1)
        for at, name in enumerate(self._names):
            if name and name.casefold() == text.casefold():
                return self._best_ref(at)
        raise NotPossible(
            f"{text!r} is none of them; type another name or number, 1 to {len(self._names)}"
        )

    def _answer(self, question: str, proposed: str | None, read: Callable[[str], T]) -> T:
        if not self._ask:
            if proposed is not None:
                with contextlib.suppress(NotPossible):
                    return read(proposed)
            why = ", as times of day are not read" if self._times_of_day else ""
            raise ConfigError(
                f"nothing can be proposed for {question!r}{why}; run the command without --yes"
            )
        while True:
            text = str(click.prompt(question, default=proposed or "", show_default=bool(proposed)))
            if not text.strip():
                click.echo(
                    "Nothing can be proposed here; type an answer, or leave by Ctrl-C and look it "
                    "up in the sensor's manual."
                )
                continue
            try:
                return read(text.strip())
            except NotPossible as refusal:
                click.echo(f"{refusal}.")
