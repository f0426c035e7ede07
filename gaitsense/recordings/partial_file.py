"""A recording that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gaitsense.model.errors import RecordingError
from gaitsense.model.whole_file import opened_whole


@contextlib.contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a recording to be written such that nobody ever sees half of it.

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
    try:
        with opened_whole(path) as file:
            yield file
    except OSError as error:
        raise RecordingError(
            f"cannot be written ({(error.strerror or type(error).__name__).lower()}); "
            "choose another folder or free some space",
            file=path,
        ) from None
