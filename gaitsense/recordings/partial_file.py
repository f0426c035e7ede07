"""A recording that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gaitsense.model.errors import RecordingError


@contextlib.contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written such that nobody ever sees half of it.

    Parameters
    ----------
    path : Path
        The file; what stood there before stays until the new content is safely on the disk.

    Yields
    ------
    BinaryIO
        To be written into.

    Raises
    ------
    RecordingError
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
    except OSError as error:
        raise RecordingError(
            f"cannot be written ({(error.strerror or type(error).__name__).lower()}); "
            "choose another folder or free some space",
            file=path,
        ) from None
    finally:
        # Also after Ctrl-C: a half-written file is nobody's recording.
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
