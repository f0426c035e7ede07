"""The ``# key: value`` lines at the begin of a session CSV.

One line per fact. A fact about one foot of two has ``left.`` or ``right.`` before its key;
without it, it holds for both. Keys that are not ours are the recording's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from gaitsense.model.errors import ConfigError, RecordingError
from gaitsense.model.recording import FootRecording, Recording, SensorRanges, StreamInfo
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.shoe import Shoe
from gaitsense.model.timebase import FASTEST_RATE_HZ
from gaitsense.recordings.layout import split_cells
from gaitsense.recordings.text_cells import escape_text, unescape_text

FORMAT_KEY: Final = "gaitsense_session"
FORMAT_VERSION: Final = 1
#: What readers call this format, and its twin that keeps the same facts.
SESSION_TITLE: Final = "gaitsense session CSV"
PARQUET_TITLE: Final = "gaitsense session Parquet"
_OWN_TITLES: Final = frozenset({SESSION_TITLE, PARQUET_TITLE})

_SENSOR, _RATE, _ACC_RANGE, _GYR_RANGE = "sensor", "rate_hz", "acc_range_mps2", "gyr_range_radps"
_LENGTH, _LENGTH_SD, _PLACE = "foot_length_m", "foot_length_sd_m", "sensor_place"
_FIRST, _CAUSE = "first_sample", "gap_cause"
NOTE_KEY: Final = "note"
_PER_FOOT: Final = (
    _SENSOR, _RATE, _ACC_RANGE, _GYR_RANGE, _LENGTH, _LENGTH_SD, _PLACE, _FIRST, _CAUSE
)  # fmt: skip
_RESERVED: Final = frozenset({FORMAT_KEY, NOTE_KEY, *_PER_FOOT})
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*")
_PREFIX: Final = "meta."
#: Where a recording came from is said anew by each reader; what was known before is kept so.
_ORIGIN: Final = {"source_format": "original_format", "source_file": "original_file"}
#: What holds of the file that was read, not of the recording.
_OF_THE_FILE: Final = frozenset({*_ORIGIN, "recognised_by"})


@dataclass(frozen=True, slots=True)
class FootHeader:
    """What the header says of one foot.

    Parameters
    ----------
    info : StreamInfo
        Device, ranges, shoe, rate; a rate of 0 where none is stated.
    first_sample : int
        Counter of the first row.
    gap_cause : str
        Why samples are missing.
    """

    info: StreamInfo
    first_sample: int
    gap_cause: str


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """What the header says.

    Parameters
    ----------
    feet : Mapping[Side, FootHeader]
        Both feet, whether or not rows of them follow.
    metadata : Mapping[str, str]
        The recording's metadata.
    notes : tuple of str
        The recording's notes.
    versioned : bool
        Whether a line with the format's version is there.
    """

    feet: Mapping[Side, FootHeader]
    metadata: Mapping[str, str]
    notes: tuple[str, ...]
    versioned: bool


def header_lines(recording: Recording) -> list[str]:
    """Write the header of a recording.

    Parameters
    ----------
    recording : Recording
        What is to be written.

    Returns
    -------
    list of str
        Lines without their ends.
    """
    facts = {side: _facts(foot) for side, foot in recording.feet.items()}
    lines = [f"# {FORMAT_KEY}: {FORMAT_VERSION}"]
    for key in _PER_FOOT:
        values = {f"{side}.{key}": fact.get(key) for side, fact in facts.items()}
        if len(set(values.values())) == 1:
            values = {key: next(iter(values.values()))}
        lines.extend(
            f"# {name}: {escape_text(value)}" for name, value in values.items() if value is not None
        )
    lines.extend(
        f"# {_safe_key(key)}: {escape_text(value)}"
        for key, value in _kept_metadata(recording.metadata).items()
    )
    lines.extend(f"# {NOTE_KEY}: {escape_text(note)}" for note in recording.notes)
    return lines


def _kept_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """Metadata with the origin under its lasting name, unless it was a session file itself."""
    kept = {key: value for key, value in metadata.items() if key not in _OF_THE_FILE}
    if metadata.get("source_format") not in _OWN_TITLES:
        for key, lasting in _ORIGIN.items():
            if key in metadata:
                kept.setdefault(lasting, metadata[key])
    return kept


def _facts(foot: FootRecording) -> dict[str, str]:
    info = foot.info
    facts = {
        _SENSOR: info.device,
        _RATE: repr(float(info.rate_hz)),
        _LENGTH: repr(float(info.shoe.foot_length_m)),
        _LENGTH_SD: repr(float(info.shoe.foot_length_sd_m)),
        _PLACE: info.shoe.sensor_place,
    }
    if info.ranges.acc_mps2 is not None:
        facts[_ACC_RANGE] = repr(float(info.ranges.acc_mps2))
    if info.ranges.gyr_radps is not None:
        facts[_GYR_RANGE] = repr(float(info.ranges.gyr_radps))
    if len(foot) and foot.sample[0] != 0:
        facts[_FIRST] = str(int(foot.sample[0]))
    if foot.gap_cause != "lost":
        facts[_CAUSE] = foot.gap_cause
    return facts


def _safe_key(key: str) -> str:
    sided = key.split(".")[0] in (*SIDES, _PREFIX.rstrip("."))
    if _PLAIN_KEY.fullmatch(key) and key not in _RESERVED and not sided:
        return key
    return _PREFIX + quote(key.encode("utf-8", "surrogatepass"), safe="")


def read_header(lines: Sequence[str], path: Path) -> SessionHeader:
    """Read the header lines.

    Parameters
    ----------
    lines : sequence of str
        The lines above the table, without their ends.
    path : Path
        The file, for messages.

    Returns
    -------
    SessionHeader

    Raises
    ------
    RecordingError
        If the version is not known or a value cannot be what its key says.
    """
    facts: dict[str, tuple[int, str]] = {}
    metadata: dict[str, str] = {}
    notes: list[str] = []
    for number, line in enumerate(lines, start=1):
        key, value = _split(line)
        if key == NOTE_KEY:
            notes.append(value)
        elif key in _RESERVED or (
            key.split(".")[0] in SIDES and key.split(".", 1)[-1] in _PER_FOOT
        ):
            facts[key] = (number, value)
        elif key.startswith(_PREFIX):
            metadata[unquote(key.removeprefix(_PREFIX), errors="surrogatepass")] = value
        elif key:
            metadata[key] = value
    _check_version(facts, path)
    feet = {side: _foot(side, facts, path) for side in SIDES}
    return SessionHeader(feet, metadata, tuple(notes), FORMAT_KEY in facts)


def _split(line: str) -> tuple[str, str]:
    """Key and value of a line; both empty where it is none of ours."""
    if line.startswith('"'):
        # A spreadsheet has quoted the line because of a comma in it.
        line = split_cells(line, ",")[0]
    if not line.startswith("#"):
        return "", ""
    key, colon, value = line[1:].partition(":")
    # A spreadsheet pads short lines with separators; our own at the end are escaped.
    return (key.strip(), unescape_text(value.strip().rstrip(",;").strip())) if colon else ("", "")


def _check_version(facts: Mapping[str, tuple[int, str]], path: Path) -> None:
    line, version = facts.get(FORMAT_KEY, (0, str(FORMAT_VERSION)))
    if version != str(FORMAT_VERSION):
        raise RecordingError(
            f"this session CSV has format version {version!r}, and version {FORMAT_VERSION} is "
            "read here; update gaitsense, or write the file again with this version",
            file=path,
            line=line,
        )


def _foot(side: Side, facts: Mapping[str, tuple[int, str]], path: Path) -> FootHeader:
    def told(key: str) -> tuple[int, str] | None:
        return facts.get(f"{side}.{key}", facts.get(key))

    def number(key: str, kind: type[float | int] = float) -> float | None:
        fact = told(key)
        if fact is None:
            return None
        line, value = fact
        try:
            return kind(value)
        except ValueError:
            raise RecordingError(
                f"{key} is {value!r} where a number is due; mend the line", file=path, line=line
            ) from None

    def text(key: str, default: str) -> str:
        fact = told(key)
        return fact[1] if fact else default

    rate_hz = number(_RATE)
    if rate_hz is not None and not 0 < rate_hz < float("inf"):
        raise RecordingError(
            f"the header's rate_hz is {rate_hz:g}; write a positive number", file=path
        )
    if rate_hz is not None and rate_hz > FASTEST_RATE_HZ:
        raise RecordingError(
            f"the header's rate_hz is {rate_hz:g}, and no motion sensor gives more than "
            f"{FASTEST_RATE_HZ:g} samples per second; mend the line",
            file=path,
        )
    length_m, length_sd_m = number(_LENGTH), number(_LENGTH_SD)
    usual = Shoe()
    try:
        shoe = Shoe(
            usual.foot_length_m if length_m is None else length_m,
            usual.foot_length_sd_m if length_sd_m is None else length_sd_m,
            text(_PLACE, usual.sensor_place),  # type: ignore[arg-type] # Shoe checks it
        )
        ranges = SensorRanges(number(_ACC_RANGE), number(_GYR_RANGE))
    except ConfigError as error:
        raise RecordingError(f"{error}; mend the header line", file=path) from None
    return FootHeader(
        StreamInfo(
            rate_hz or 0.0,
            ranges,
            text(_SENSOR, "unknown"),
            shoe,
        ),
        int(number(_FIRST, int) or 0),
        text(_CAUSE, "lost"),
    )
