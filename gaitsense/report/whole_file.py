"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file such that nobody ever sees half of it.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. What stood there before stays until the new content
        is safely on the disk.
    content : bytes
        All of it.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; nothing is left behind then, nor
        when the writing is interrupted.
    """
    partial = path.with_name(f"{path.name}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
