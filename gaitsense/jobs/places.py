"""What stands at a path, also where pathlib raises, and a folder that is made for a piece of work.

Pathlib raises at names too long, and in folders nobody may enter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
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


@contextlib.contextmanager
def making_folder(folder: Path) -> Iterator[None]:
    """Make a folder to write into; if nothing comes of it, it does not stay.

    Parameters
    ----------
    folder : Path
        Made if absent, with the folders above it. Those that were made are removed again if the
        block fails or is interrupted and they are empty.

    Yields
    ------
    None

    Raises
    ------
    OSError
        If it cannot be made.
    """
    new = [place for place in (folder, *folder.parents) if not is_there(place)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for place in new:
            # One that holds something, or was never made, is none to remove.
            with contextlib.suppress(OSError):
                place.rmdir()
        raise
