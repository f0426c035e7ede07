"""What a walk is called, from the names of its files."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from gaitsense.jobs.places import is_folder


def walk_name(files: Sequence[Path]) -> str:
    """Name a walk after what the names of its files have in common.

    Parameters
    ----------
    files : sequence of Path
        The files of one walk, or their folder.

    Returns
    -------
    str
        Never empty, without a suffix: ``walk`` for ``walk_left.csv`` and ``walk_right.csv``.
    """
    stems = [path.resolve().name if is_folder(path) else path.stem for path in files]
    alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*stems, strict=False))
    common = "".join(letters[0] for letters in alike)
    name = (common.rstrip(" ._-") if len(stems) > 1 else common) or stems[0] or "walk"
    # What ends a line or moves a cursor is no part of a name that is printed.
    return "".join(letter if letter.isprintable() else "_" for letter in name)


def told_apart(names: Sequence[str]) -> list[str]:
    """Put a number behind each name that another walk has already.

    Parameters
    ----------
    names : sequence of str
        Names of walks, in order.

    Returns
    -------
    list of str
        As many, all different, also on disks that take ``A`` and ``a`` for the same.
    """
    taken: set[str] = set()
    apart = []
    for name in names:
        tries = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        free = next(word for word in tries if word.casefold() not in taken)
        taken.add(free.casefold())
        apart.append(free)
    return apart
