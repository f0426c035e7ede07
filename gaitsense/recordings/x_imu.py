"""x-io x-IMU: CSV as the maker's software logs it, calibrated inertial and magnetic data.

Each kind of packet gets a file of its own, and one counter numbers the packets of all kinds,
so it neither counts samples nor tells a lost one. There are no times: the rate stands in the
device's registers, which are logged into a file beside the samples'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.column_faults import UnclearColumns
from gaitsense.recordings.column_names import column_meaning
from gaitsense.recordings.counters import keep_counted
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, find_header
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import build_track

_PACKET: Final = "Packet number"
_ACC: Final = ("Accelerometer X (g)", "Accelerometer Y (g)", "Accelerometer Z (g)")
_GYR: Final = ("Gyroscope X (deg/s)", "Gyroscope Y (deg/s)", "Gyroscope Z (deg/s)")
_ADDRESS, _VALUE, _NAME = "Address", "Value", "Name"
_RATE_REGISTER: Final = "InertialAndMagneticDataRate"
#: What the software puts behind the name that a recording is given.
_ENDING: Final = re.compile(r"_(CalInertialAndMag|Registers)$")
#: Codes of the rate register: 1 is 1 Hz, each next one doubles it (the maker's MATLAB library).
_RATE_CODES: Final = range(1, 11)
#: More rows out of order than this share are no struck digits.
_STRAY_SHARE: Final = 0.01


def _sniff(head: Head) -> Match | None:
    if _samples(head) is not None:
        return Match(0.8, "packet number and column names are those of an x-IMU")
    if _registers(head) is not None:
        return Match(0.8, "the registers listed are those of an x-IMU")
    return None


def _samples(head: Head) -> Layout | None:
    layout = find_header(head, (_PACKET, *_ACC, *_GYR))
    if layout is None:
        return None
    meanings = map(column_meaning, layout.names)
    # Who adds a column of times makes it a table that needs no more explaining.
    timed = any(meaning is not None and meaning.quantity == "time" for meaning in meanings)
    return None if timed else layout


def _registers(head: Head) -> Layout | None:
    layout = find_header(head, (_PACKET, _ADDRESS, _VALUE, _NAME))
    listed = any(_RATE_REGISTER in line for line in head.lines)
    return layout if listed else None


def _bundle(source: Source) -> str:
    """Bring the files of one recording together."""
    prefix, endings = _ENDING.subn("", source.path.stem)
    return str(source.path.with_name(f"{prefix}_") if endings else source.path)


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    found = [(source, layout) for source in sources if (layout := _samples(source.head))]
    if not found:
        raise RecordingError(
            "these are an x-IMU's registers without its samples; give the file that ends in "
            "_CalInertialAndMag.csv together with it",
            file=sources[0].path,
        )
    if len(found) > 1:
        raise RecordingError(
            f"this file and {found[1][0].path.name} both hold samples, though their names make "
            "them one recording's samples and registers; give each file its own name",
            file=found[0][0].path,
        )
    ((source, layout),) = found
    notes = Notes()
    with placed(source.path):
        try:
            rate_hz = _rate_hz([other for other in sources if other is not source], notes)
        except UnclearColumns as error:
            # What kind of fault it is decides what is offered.
            raise UnclearColumns(error.message, file=source.path) from None
        names = (_PACKET, *_ACC, *_GYR)
        places = {name: layout.require(name) for name in names}
        checked(layout, source.head)
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        table = keep_counted(table, (_PACKET,), notes)
        table, place = _in_order(table, source.path, notes)
        notes.say(
            "The file holds no times, so samples were timed by their order at the "
            f"{rate_hz:g} Hz of the registers; a lost packet cannot be seen."
        )
        rows = Rows(
            table.line,
            place / rate_hz,
            table.vectors(_ACC) * STANDARD_GRAVITY_MPS2,
            table.vectors(_GYR) * RAD_PER_DEG,
        )
        track = build_track(
            rows, source.path, notes, info=StreamInfo(0.0, device="x-io x-IMU"), rate_hz=rate_hz
        )
    return Content((track,), {}, tuple(notes.sentences))


def _rate_hz(others: Sequence[Source], notes: Notes) -> float:
    """Rate of the samples as the registers state it."""
    codes: list[str] = []
    for other in others:
        layout = _registers(other.head)
        assert layout is not None  # what is bundled and holds no samples
        texts = {name: layout.require(name) for name in (_NAME, _VALUE)}
        # The registers may have been changed and logged again later in the file.
        table = read_table(other.path, other.head, layout, {}, texts, lambda _share: None)
        notes.sentences.extend(f"{other.path.name}: {note}" for note in table.notes)
        codes.extend(table.texts[_VALUE][table.texts[_NAME] == _RATE_REGISTER].tolist())
    if not codes:
        raise UnclearColumns(
            "the sampling rate is missing, as an x-IMU file holds packet numbers but no times; "
            "give its file that ends in _Registers.csv together with it"
        )
    known = [code for code in codes if code.isdecimal() and int(code) in _RATE_CODES]
    if len(known) < len(codes) or len(set(known)) > 1:
        raise RecordingError(
            f"the register {_RATE_REGISTER} reads {' and '.join(dict.fromkeys(codes))}, where one "
            "code from 1 (1 Hz) to 10 (512 Hz) is due; give the samples' file alone, with a "
            "column map that says rate_hz, as 'gaitsense columns' makes it",
            file=others[0].path,
        )
    return float(2 ** (int(known[0]) - 1))


def _in_order(table: Table, path: Path, notes: Notes) -> tuple[Table, NDArray[np.float64]]:
    """Return the rows in the order of packets, and the place of each among all samples.

    Lines that were dropped keep their places, rows that repeat a packet have none.
    """
    number = table.numbers[_PACKET]
    behind = number < np.maximum.accumulate(number)
    ahead = number > np.minimum.accumulate(number[::-1])[::-1]
    stray = min(behind, ahead, key=np.count_nonzero)
    if np.count_nonzero(stray) > _STRAY_SHARE * len(number):
        raise RecordingError(
            "packet numbers run backwards here, so this is more than one recording; cut the file "
            "into its separate walks",
            file=path,
            line=int(table.line[np.argmin(np.diff(number)) + 1]),
            column=_PACKET,
        )
    notes.say_lines("out of the order of packets dropped", table.line[stray])
    ordered = table.take(~stray)
    repeat = np.diff(ordered.numbers[_PACKET], prepend=-1.0) == 0
    notes.say_lines("repeating a packet dropped", ordered.line[repeat])
    # Every other line is blank where line ends were doubled on the way.
    per_row = max(float(np.median(np.diff(table.line))), 1.0) if len(table) > 1 else 1.0
    place = (ordered.line - table.line[0]) / per_row - np.cumsum(repeat)
    return ordered.take(~repeat), np.rint(place[~repeat])


DIALECT: Final = Dialect("x-imu", "x-io x-IMU CSV log", _sniff, _read, _bundle)
