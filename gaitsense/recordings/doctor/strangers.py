"""A folder of strangers: which of its files belong to one sensor and are examined together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gaitsense.recordings.read import bundled


def one_by_one(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """List what is to be examined apart from each other.

    Parameters
    ----------
    paths : sequence of Path
        Files, and folders that stand for all files in them and below.

    Returns
    -------
    list of tuple of Path
        One entry per file; the files that only together hold a sensor's record are one entry.
        Hidden files and folders are left out. A folder that holds no file, or may not be opened,
        stands for itself.
    """
    return bundled(files_below(paths))


def files_below(paths: Sequence[Path]) -> list[Path]:
    """List the files that are named, and those in and below folders.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.

    Returns
    -------
    list of Path
        Hidden ones are left out. A folder that holds no file, or may not be opened, stands for
        itself.
    """
    return [inside for path in paths for inside in _files(path)]


def is_folder(path: Path) -> bool:
    """Tell a folder from all else, and from what the system does not let be looked at.

    Parameters
    ----------
    path : Path
        Any name.

    Returns
    -------
    bool
    """
    try:
        return path.is_dir()
    except OSError:
        return False


def _files(path: Path) -> list[Path]:
    if not is_folder(path):
        return [path]
    found: list[Path] = []
    closed: list[Path] = []
    for folder, inside, names in os.walk(
        path, onerror=lambda error: closed.append(Path(error.filename))
    ):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return [*found, *closed] or [path]
