"""A text file in blocks of whole lines, whatever its encoding and its line ends."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import Head

Progress = Callable[[float], None]

_BLOCK_BYTES: Final = 4 << 20


def line_blocks(
    path: Path, head: Head, first_line: int, notes: list[str], progress: Progress
) -> Iterator[tuple[bytes, int]]:
    r"""Yield blocks of whole lines, each with the number of its first line.

    Parameters
    ----------
    path : Path
        The file.
    head : Head
        How it begins.
    first_line : int
        The line to begin with, counted from 1.
    notes : list of str
        Takes a sentence if the last line has no end. Such a line is left out: half a number
        looks like a whole one.
    progress : callable
        Called with the share read so far, 0 to 1.

    Yields
    ------
    (bytes, int)
        Lines that end in ``\n``, UTF-8 or, where the file is that, latin-1.

    Raises
    ------
    RecordingError
        If the file is no longer the one whose begin is known, or has become shorter. What is
        written behind its end meanwhile is left for the next reading.
    """
    decode = None
    if head.encoding.startswith("utf-16"):
        decode = codecs.getincrementaldecoder(head.encoding)(errors="replace").decode
    line, read_bytes = 1, 0
    begun: list[bytes] = []
    with path.open("rb") as file:
        while raw := file.read(min(_BLOCK_BYTES, head.size_bytes - read_bytes)):
            if read_bytes == 0 and not head.raw.startswith(raw[: len(head.raw)]):
                raise _changed(path, "was changed")
            read_bytes += len(raw)
            if decode is not None:
                raw = decode(raw).encode()
            if head.newline == "\r":
                raw = raw.replace(b"\r", b"\n")
            end = raw.rfind(b"\n") + 1
            # A tail of zeros may be many blocks long, so pieces are joined only at its end.
            block = b"".join([*begun, raw[:end]]) if end else b""
            begun = [raw[end:]] if end else [*begun, raw]
            while line < first_line and block:
                block = block[block.index(b"\n") + 1 :]
                line += 1
            if block:
                yield block, line
                line += block.count(b"\n")
            progress(min(read_bytes / head.size_bytes, 1.0))
        if read_bytes < head.size_bytes:
            raise _changed(path, "became shorter")
        if os.fstat(file.fileno()).st_size > head.size_bytes:
            notes.append(
                "The file grew while it was read, so it is still being written; what stood in it "
                "when reading began was read."
            )
    held = b"".join(begun)
    if held.strip(b" \t\r\x00"):
        notes.append(f"Line {line}, the last one, breaks off without a line end and was dropped.")
    elif b"\x00" in held:
        notes.append(f"The file ends in {held.count(0)} zero bytes, which were left out.")


def _changed(path: Path, how: str) -> RecordingError:
    return RecordingError(
        f"the file {how} while it was read; wait until it is whole, then read it again", file=path
    )
