"""The first 64 kB of a file: what kind it is, in which encoding, and its first lines."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from gaitsense.model.errors import RecordingError

_HEAD_BYTES: Final = 65536

#: First bytes of what people rename to .csv, and what to call it.
_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (unpack it, and give the folder)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (save its sheet as CSV first)"),
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x89HDF", "an HDF5 or MATLAB file"),
    (b"MATLAB", "a MATLAB file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"RIFF", "a sound or video file"),
)
#: Names inside a ZIP archive that make it an Excel workbook.
_OF_WORKBOOK: Final = (b"xl/", b"[Content_Types].xml")
_WORKBOOK: Final = "an Excel workbook (save its sheet as CSV first)"
_WEB_PAGE: Final = (b"<!doctype html", b"<html")
_BOMS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Share of control characters, and of zeros, above which bytes are not text.
_CONTROL_SHARE: Final = 0.02
_ZERO_SHARE: Final = 0.3
_CONTROLS: Final = frozenset(range(1, 32)) - {9, 10, 12, 13}
#: What a crash of the recorder leaves where the disk had promised room.
_ZERO_RUN: Final = re.compile(rb"\x00{16,}|\x00+\Z")


@dataclass(frozen=True, slots=True)
class Head:
    r"""How a file begins.

    Parameters
    ----------
    raw : bytes
        The first 64 kB.
    size_bytes : int
        Length of the whole file.
    kind : str
        "text", or what else it looks like ("a JPEG image", "binary data").
    encoding : str
        ``utf-8``, ``latin-1``, ``utf-16-le`` or ``utf-16-be``; ``utf-8`` where not text.
    newline : {"\\n", "\\r"}
        What ends a line; ``\\r\\n`` counts as ``\\n``.
    lines : tuple of str
        The lines without their ends; the last one of a longer file is left out, being cut.
    """

    raw: bytes
    size_bytes: int
    kind: str
    encoding: str
    newline: Literal["\n", "\r"]
    lines: tuple[str, ...]


def read_head(path: Path) -> Head:
    """Read how a file begins.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Head

    Raises
    ------
    RecordingError
        If there is no such file, it may not be opened, or it is empty.
    """
    try:
        if not path.is_file():
            if path.exists():
                raise RecordingError("is not a file that can be read; name a file", file=path)
            raise RecordingError("there is no such file; check the name", file=path)
        with path.open("rb") as file:
            raw = file.read(_HEAD_BYTES)
            size_bytes = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise cannot_open(path, error) from None
    if not raw:
        raise RecordingError("the file is empty; record or export it again", file=path)
    return sniff_head(raw, max(size_bytes, len(raw)))


def cannot_open(path: Path, error: OSError) -> RecordingError:
    """Say why the system does not let a file or folder be read.

    Parameters
    ----------
    path : Path
        The file or folder.
    error : OSError
        What the system said; its reason goes into the message.

    Returns
    -------
    RecordingError
        To be raised by the caller.
    """
    reason = error.strerror or type(error).__name__
    return RecordingError(
        f"cannot be read ({reason.lower()}); check its permissions and the disk, or copy it first",
        file=path,
    )


def sniff_head(raw: bytes, size_bytes: int) -> Head:
    """Tell what the first bytes of a file are.

    Parameters
    ----------
    raw : bytes
        The first bytes, not empty.
    size_bytes : int
        Length of the whole file.

    Returns
    -------
    Head
    """
    for signature, name in _SIGNATURES:
        if raw.startswith(signature):
            office = signature.startswith(b"PK") and any(word in raw for word in _OF_WORKBOOK)
            kind = _WORKBOOK if office else name
            return Head(raw, size_bytes, kind, "utf-8", "\n", ())
    if raw.removeprefix(codecs.BOM_UTF8).lstrip()[:14].lower().startswith(_WEB_PAGE):
        return Head(raw, size_bytes, "a web page", "utf-8", "\n", ())
    encoding = _sniff_encoding(raw, complete=size_bytes <= len(raw))
    if encoding is None:
        return Head(raw, size_bytes, "binary data", "utf-8", "\n", ())
    text = raw.decode(encoding, errors="replace").removeprefix("\ufeff")
    newline: Literal["\n", "\r"] = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = text.split(newline)
    if size_bytes > len(raw) or not lines[-1]:
        lines.pop()
    stripped = tuple(line.removesuffix("\r") for line in lines)
    return Head(raw, size_bytes, "text", encoding, newline, stripped)


def _sniff_encoding(raw: bytes, *, complete: bool) -> str | None:
    """Return the encoding, or None where the bytes are not text."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return name
    # ASCII digits in UTF-16 have a zero in every other byte. A text that a crash has padded
    # with zeros has them in one long run instead, and remains text.
    even, odd = raw[0::2], raw[1::2]
    for first, second, name in ((even, odd, "utf-16-le"), (odd, even, "utf-16-be")):
        if len(raw) > 3 and second.count(0) > 0.9 * len(second) and first.count(0) == 0:
            return name
    text = _ZERO_RUN.sub(b"", raw)
    controls = sum(text.count(bytes([code])) for code in _CONTROLS)
    zeros = text.count(0)
    if not text or controls > _CONTROL_SHARE * len(text) or zeros > _ZERO_SHARE * len(text):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw, final=complete)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
