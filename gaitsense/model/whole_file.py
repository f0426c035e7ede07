"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def opened_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written such that nobody ever sees half of it.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. What stood there before stays until the new content
        is safely on the disk.

    Yields
    ------
    BinaryIO
        To be written into.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; nothing is left behind then, nor
        when the writing is interrupted.
    """
    # A name that nobody else has: neither a file of the user's, nor another program's.
    partial = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        with partial.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        # Also after Ctrl-C: half a file is nobody's.
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file such that nobody ever sees half of it.

    Parameters
    ----------
    path : Path
        The file; as `opened_whole` says.
    content : bytes
        All of it.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full.
    """
    with opened_whole(path) as file:
        file.write(content)
