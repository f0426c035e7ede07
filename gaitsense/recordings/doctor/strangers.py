"""A folder of strangers: which of its files belong to one sensor and are examined together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialect import Source
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head


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
    walks: dict[str, list[Path]] = {}
    for file in dict.fromkeys(inside for path in paths for inside in _files(path)):
        walks.setdefault(_sensor_of(file), []).append(file)
    return [tuple(files) for files in walks.values()]


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


def _sensor_of(path: Path) -> str:
    """Name what a file belongs to: itself, or the files of one sensor in its folder."""
    try:
        head = read_head(path)
    except RecordingError:
        return str(path)
    chosen = choose_dialect(head)
    if chosen is None or chosen[0].bundle is None:
        return str(path)
    dialect = chosen[0]
    assert dialect.bundle is not None
    return f"{path.parent} {dialect.name} {dialect.bundle(Source(path, head))}"
