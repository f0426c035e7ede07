"""Every exception that gaitsense raises on purpose.

    GaitsenseError
    ├── ConfigError          a setting that cannot be used
    ├── RecordingError       a file or array that cannot be read as a recording
    ├── CalibrationError     mounting, bias or gain cannot be told
    ├── DeviceError          a sensor or the radio
    │   ├── BluetoothUnavailable
    │   ├── DeviceNotFound
    │   └── ConnectionLost
    └── StoreError           the clinic store

A message says what, where and how to mend it. Faults of the radio itself are data
(`Gap`), not exceptions; these classes are for what a person can act on.
"""

from __future__ import annotations

from pathlib import Path


class GaitsenseError(Exception):
    """Base of all errors that a user can act on."""


class ConfigError(GaitsenseError):
    """A setting is unknown, of the wrong type, or out of its range."""


class RecordingError(GaitsenseError):
    """A file or an array cannot be read as a recording of a shoe sensor.

    Parameters
    ----------
    message : str
        What is wrong and how to mend it, one sentence.
    file : str or Path, optional
        The file concerned.
    line : int, optional
        Line in the file, counted from 1.
    column : str, optional
        Name of the column concerned.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        self.message = message
        self.file = Path(file) if file is not None else None
        self.line = line
        self.column = column
        super().__init__(message)

    def __str__(self) -> str:
        place = []
        if self.file is not None:
            place.append(str(self.file))
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column!r}")
        whole = f"{', '.join(place)}: {self.message}" if place else self.message
        # Names and cells come from outside: what ends a line or moves a cursor is spelt out.
        return "".join(map(_visible, whole))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


class CalibrationError(GaitsenseError):
    """The mounting, the bias or the gain of a sensor cannot be told from the data."""


class DeviceError(GaitsenseError):
    """A sensor answered wrongly, or not at all."""


class BluetoothUnavailable(DeviceError):
    """The radio cannot be used.

    Parameters
    ----------
    message : str
        What is wrong and how to mend it.
    reason : str
        One word for programs: ``off``, ``absent`` or ``denied``.
    """

    def __init__(self, message: str, reason: str) -> None:
        self.reason = reason
        super().__init__(message)


class DeviceNotFound(DeviceError):
    """No sensor of that name or kind is in the air."""


class ConnectionLost(DeviceError):
    """A sensor that was connected has gone silent."""


class StoreError(GaitsenseError):
    """The clinic store cannot be read or written."""
