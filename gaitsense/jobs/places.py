"""What stands at a path, where pathlib raises: at names too long, in folders nobody may enter."""

from __future__ import annotations

from pathlib import Path


def is_there(path: Path) -> bool:
    """Say whether something has this name, were it a link to nothing.

    Parameters
    ----------
    path : Path
        The name.

    Returns
    -------
    bool
        False also where the system refuses to look; whoever writes there is told why.
    """
    try:
        path.lstat()
    except OSError:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Say whether a folder has this name.

    Parameters
    ----------
    path : Path
        The name.

    Returns
    -------
    bool
        False also where the system refuses to look; whoever reads there is told why.
    """
    try:
        return path.is_dir()
    except OSError:
        return False
