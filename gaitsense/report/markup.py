"""HTML from plain values: every text is escaped, every tag is closed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Final

from gaitsense.model.samples import Side

#: Shape and colour of a foot in the text, as in the pictures.
_SHAPES: Final[dict[Side, str]] = {
    "left": '<circle cx="7" cy="7" r="6"/>',
    "right": '<path d="M7 1 L13.5 13 L0.5 13 Z"/>',
}
#: A blank at which no line is broken.
_TIED: Final = "\N{NO-BREAK SPACE}"


def escaped(text: str) -> str:
    """Write a text so that no part of it is taken for HTML.

    Parameters
    ----------
    text : str
        Any text; control characters are dropped.

    Returns
    -------
    str
    """
    seen = "".join(letter if letter.isprintable() or letter == _TIED else " " for letter in text)
    # What a file name in an unknown encoding leaves behind cannot be written as UTF-8.
    return html.escape(seen.encode("utf-8", "replace").decode("utf-8"))


def paragraph(text: str, kind: str = "") -> str:
    """Write a paragraph of escaped text.

    Parameters
    ----------
    text : str
        Any text.
    kind : str
        Its class, or "".

    Returns
    -------
    str
    """
    return f"<p{_class(kind)}>{escaped(text)}</p>"


def bullet_list(items: Iterable[str], kind: str = "") -> str:
    """Write a list of escaped texts, "" where there is none.

    Parameters
    ----------
    items : iterable of str
        Any texts.
    kind : str
        Its class, or "".

    Returns
    -------
    str
    """
    lines = "".join(f"<li>{escaped(item)}</li>" for item in items)
    return f"<ul{_class(kind)}>{lines}</ul>" if lines else ""


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Write a table whose first column names its rows.

    Parameters
    ----------
    caption : str
        What it shows.
    head : sequence of str
        Names of the columns, as HTML; the first may be "".
    rows : iterable of sequence of str
        Any texts, as many as there are columns.
    kind : str
        Its class, or "".

    Returns
    -------
    str
    """
    first, *others = head
    columns = f"<td>{first}</td>" + "".join(f'<th scope="col">{name}</th>' for name in others)
    body = "".join(
        f'<tr><th scope="row">{escaped(row[0])}</th>'
        + "".join(f"<td>{escaped(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f"<table{_class(kind)}><caption>{escaped(caption)}</caption>"
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
    )


def foot_name(side: Side) -> str:
    """Write "Left" or "Right" with the foot's shape and colour before it.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.

    Returns
    -------
    str
        HTML.
    """
    shape = f'<svg class="foot {side}" viewBox="0 0 14 14" aria-hidden="true">{_SHAPES[side]}</svg>'
    return f"{shape} {side.capitalize()}"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
