"""An examination on the terminal: one sentence, what was found, what it is good for, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from gaitsense.recordings.doctor.examination import Examination
    from gaitsense.recordings.doctor.finding import Finding

#: Words, so that nothing rests on colour; the style only repeats them.
_MARKS: Final = {
    "ok": ("ok", "green"),
    "note": ("note", "yellow"),
    "problem": ("PROBLEM", "bold red"),
    "yes": ("yes", "green"),
    "partly": ("partly", "yellow"),
    "no": ("no", "red"),
}
_MARK_LETTERS: Final = 7
#: Said of a single recording only; among many it would drown the rest.
_AT_LENGTH: Final = frozenset({"refused", "taken_for", "reading"})


def show_among_many(examination: Examination) -> None:
    """Print what was found of one walk of many: what is not as it should be.

    Parameters
    ----------
    examination : Examination
        The walk.
    """
    console = Console(highlight=False)
    _line(console, examination.name, "bold underline")
    _show_briefly(console, examination)
    console.print()


def show_count(examinations: Sequence[Examination]) -> None:
    """Print how many of them can be used.

    Parameters
    ----------
    examinations : sequence of Examination
        One for each walk.
    """
    console = Console(highlight=False)
    _line(console, _count(examinations), "bold")
    _line(console, "Everything about one of them: gaitsense doctor and its name.")


def _show_briefly(console: Console, examination: Examination) -> None:
    """Print the sentence, what is not as it should be, and what to do first."""
    _line(console, examination.sentence, "bold")
    odd = [f for f in examination.findings if f.severity != "ok" and f.code not in _AT_LENGTH]
    _rows(console, _joined(odd))
    _rows(console, [("->", text) for text in examination.advice[:1]])


def show_examination(examination: Examination) -> None:
    """Print all that was found of one walk.

    Parameters
    ----------
    examination : Examination
        The walk.
    """
    console = Console(highlight=False)
    _line(console, examination.sentence, "bold")
    _line(console, "\nWhat was found")
    _rows(console, _joined(examination.findings))
    if examination.measures:
        _line(console, "\nWhat can be measured from it")
        _rows(console, [(m.answer, f"{m.title}: {m.text}") for m in examination.measures])
    _line(console, "\nWhat to do")
    _rows(console, [(f"{k}.", text) for k, text in enumerate(examination.advice, start=1)])


def _joined(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Pair marks and sentences; what holds of both feet alike is said once."""
    rows: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.text if finding.side else f"\n{len(rows)}")
        rows.setdefault(key, []).append(finding)
    return [
        (same[0].severity, f"Both feet: {same[0].text}" if len(same) > 1 else same[0].sentence)
        for same in rows.values()
    ]


def _count(examinations: Sequence[Examination]) -> str:
    counts = [sum(e.usable == word for e in examinations) for word in ("yes", "partly", "no")]
    return (
        f"Of {len(examinations)} recordings {counts[0]} can be used, {counts[1]} in part, "
        f"{counts[2]} cannot."
    )


def _rows(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    """Print marks and texts; on a terminal a long text wraps beside its mark."""
    if not console.is_terminal:
        for mark, text in rows:
            word = _MARKS.get(mark, (mark, ""))[0]
            _line(console, f"  {word:<{_MARK_LETTERS}}  {text}")
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_MARK_LETTERS + 2, no_wrap=True)
    grid.add_column(overflow="fold")
    for mark, text in rows:
        word, style = _MARKS.get(mark, (mark, ""))
        grid.add_row(Text(f"  {word}", style), Text(_printable(text)))
    console.print(grid)


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(_printable(text), style), soft_wrap=not console.is_terminal)


def _printable(text: str) -> str:
    """Plain text, whatever brackets and control characters it holds."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
