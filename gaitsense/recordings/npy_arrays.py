"""Arrays of numbers out of a NumPy archive (.npz), whatever somebody may have put into it.

An .npz is a ZIP archive with one .npy file per array: a magic word, a short header of text and
the numbers. Only plain numbers in that very form are read. Nothing is unpickled, nothing is
evaluated, and no room is taken before the archive has shown that it holds as much.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import cannot_open

_MAGIC: Final = b"\x93NUMPY"
_SUFFIX: Final = ".npy"
#: Bytes of the longest header that is looked at; ours have 118.
_LONGEST_HEADER: Final = 4096
#: A day of two feet at 200 Hz as float64 takes 1.7 GB; one array of it 0.4 GB.
_MOST_BYTES: Final = 1 << 30
#: As float64, as which they are used, these fill as many bytes, however small they are stored.
_MOST_NUMBERS: Final = _MOST_BYTES // 8
#: Numbers pack ten times at best; a thousand zeros pack into one.
_MOST_PACKED: Final = 1100
#: How numpy.savez and numpy.savez_compressed pack.
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: The bit of a member that is encrypted.
_LOCKED: Final = 1
_DESCR: Final = re.compile(r"'descr': '(?P<type>[<>|=](b1|[iu][1248]|f[248]))'")
_ORDER: Final = re.compile(r"'fortran_order': (?P<fortran>True|False)")
_SHAPE: Final = re.compile(r"'shape': \((?P<shape>(\d{1,18}, ?)*(\d{1,18})?)\)")
#: What reading a damaged archive raises. RuntimeError: its header names a packing, a version of
#: zip or an encryption that zipfile does not know.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError,
    struct.error, OverflowError,
)  # fmt: skip


class NpyArrays:
    """The arrays of an open archive, each read when it is asked for.

    Parameters
    ----------
    path : Path
        The archive.

    Raises
    ------
    RecordingError
        If it cannot be opened, is damaged or encrypted, or holds two arrays of one name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except OSError as error:
            raise cannot_open(path, error) from None
        except _DAMAGE as error:
            raise self._damaged(error) from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._archive.infolist():
            name = member.filename.removesuffix(_SUFFIX)
            if name in self._members:
                self._archive.close()
                raise RecordingError(
                    f"the archive holds two arrays {name!r}; write it again", file=path
                )
            if name != member.filename:
                self._members[name] = member

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arrays, in the archive's order."""
        return tuple(self._members)

    def read(self, name: str) -> NDArray[Any]:
        """Read one array.

        Parameters
        ----------
        name : str
            One of `names`.

        Returns
        -------
        array
            Numbers of the type that the archive has, of any shape and unit.

        Raises
        ------
        RecordingError
            If it is damaged, holds anything but plain numbers, or is larger than any walk.
        """
        member = self._members[name]
        if member.file_size > min(_MOST_BYTES, _MOST_PACKED * max(member.compress_size, 1)):
            raise RecordingError(
                f"array {name!r} would unpack to {member.file_size / 2**20:.0f} MB out of "
                f"{member.compress_size / 2**20:.1f} MB, which no recording does; write it again",
                file=self._path,
            )
        if member.compress_type not in _PACKINGS:
            raise RecordingError(
                f"array {name!r} is packed in another way than numpy does; write it again",
                file=self._path,
            )
        if member.flag_bits & _LOCKED:
            raise RecordingError(
                "the archive is locked by a password; unpack it and write it without one",
                file=self._path,
            )
        try:
            content = self._archive.read(member)
        except OSError as error:
            raise cannot_open(self._path, error) from None
        except _DAMAGE as error:
            raise self._damaged(error) from None
        return self._parsed(name, content)

    def _parsed(self, name: str, content: bytes) -> NDArray[Any]:
        begin, header = _header(content)
        descr, order = _DESCR.search(header), _ORDER.search(header)
        shape_text = _SHAPE.search(header)
        if descr is None or order is None or shape_text is None:
            raise RecordingError(
                f"array {name!r} does not hold plain numbers; write it with numpy.savez from "
                "arrays of numbers",
                file=self._path,
            )
        shape = tuple(int(size) for size in re.findall(r"\d+", shape_text["shape"]))
        kind = np.dtype(descr["type"])
        if math.prod(shape) * kind.itemsize != len(content) - begin:
            raise RecordingError(
                f"array {name!r} holds {len(content) - begin} bytes where its header promises "
                f"{' x '.join(map(str, shape)) or 'one'} of {kind.itemsize}; write it again",
                file=self._path,
            )
        if math.prod(shape) > _MOST_NUMBERS:
            raise RecordingError(
                f"array {name!r} holds {' x '.join(map(str, shape))} numbers, which no recording "
                "does; write it again",
                file=self._path,
            )
        values = np.frombuffer(content, kind, offset=begin)
        return values.reshape(shape, order="F" if order["fortran"] == "True" else "C")

    def _damaged(self, error: Exception) -> RecordingError:
        reason = str(error).rstrip(".") or type(error).__name__
        return RecordingError(
            f"the archive is damaged ({reason:.80}); copy or write it again",
            file=self._path,
        )


def _header(content: bytes) -> tuple[int, str]:
    """Return where the numbers begin, and the header's text; empty where it is none."""
    if not content.startswith(_MAGIC) or len(content) < 12:
        return 0, ""
    wide = content[6] > 1
    length = int.from_bytes(content[8 : 12 if wide else 10], "little")
    first = 12 if wide else 10
    if length > _LONGEST_HEADER:
        return 0, ""
    return first + length, content[first : first + length].decode("latin-1")


def scaled(arrays: Mapping[str, NDArray[Any]], name: str, scale: str) -> NDArray[np.float64]:
    """Turn counts into values where a scale goes with them.

    Parameters
    ----------
    arrays : Mapping[str, array]
        What was read.
    name : str
        The array.
    scale : str
        Name of its scale, which may be absent: then the array holds values.

    Returns
    -------
    array of float64
        In the unit of the scale; the least count of an int16 is a lost sample, NaN.
    """
    counts = arrays[name]
    values = counts.astype(np.float64)
    if scale not in arrays:
        return values
    if counts.dtype.kind == "i":
        values[counts == np.iinfo(counts.dtype).min] = np.nan
    return values * one_number(arrays, scale)


def one_number(arrays: Mapping[str, NDArray[Any]], name: str) -> float:
    """Take the only number of an array.

    Parameters
    ----------
    arrays : Mapping[str, array]
        What was read.
    name : str
        The array.

    Returns
    -------
    float

    Raises
    ------
    RecordingError
        If it holds none or several.
    """
    if arrays[name].size != 1:
        raise RecordingError(
            f"array {name!r} holds {arrays[name].size} numbers, where one is due; write it again"
        )
    return float(arrays[name].reshape(-1)[0])
