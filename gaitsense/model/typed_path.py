"""A path as it is typed into a terminal."""

from __future__ import annotations

import shlex
from pathlib import Path


def typed(path: Path | None) -> str:
    """Write a path as it is typed.

    Parameters
    ----------
    path : Path or None
        A file.

    Returns
    -------
    str
        In quotation marks where a shell needs them, on one line.
    """
    name = str(path)
    if name.isprintable():
        return shlex.quote(name)
    spelt = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in name.replace("\\", "\\\\").replace("'", "\\'")
    )
    return f"$'{spelt}'"
