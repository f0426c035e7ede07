"""Shimmer 2R of the eGait system: counts of its converter, and what calibration made of them.

One folder holds, per sensor, ``walk.dat`` (six 16-bit counts per sample), the same as text, the
sensor's calibration (three rows of three counts: +1 g, -1 g, angular rate zero) and at times the
calibrated table. None holds a time. The gyroscope's axes are another, left-handed set than the
accelerometer's, in all of these files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head, cannot_open
from gaitsense.recordings.layout import checked, is_number, layout_below, split_cells
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.table import read_table
from gaitsense.recordings.track import Clock, Track, build_track

Kind = Literal["calibrated", "counts", "binary", "calibration"]

_NAMES: Final = ("n_samples", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
#: The eGait system's rate for this sensor, which no file states (gaitmap-datasets, eGait sets).
_RATE_HZ: Final = 102.4
#: Counts of the 12-bit converter, and per °/s of the gyroscope (ibid.).
_COUNTS: Final = 4096
_COUNTS_PER_DPS: Final = 2.731
#: Gyroscope onto accelerometer (ibid.): x and y change places, z is reversed.
_GYR_FROM: Final = (1, 0, 2)
_GYR_SIGN: Final = (1.0, 1.0, -1.0)
#: Share of rows that must fit, as some may be broken; and what no sensor gives in any unit.
_MOST: Final = 0.9
_BEYOND: Final = 1e10
#: How far a step may be from a whole number of counts, as texts are rounded.
_WHOLE: Final = 0.01
#: Median |acc| that is g, and that is m/s².
_G: Final = (0.5, 4.0)
_MPS2: Final = (5.0, 40.0)
_SAMPLE_BYTES: Final = 12
_CALIBRATION_BYTES: Final = 400
_ROWS_LOOKED_AT: Final = 200
_ROWS_LEAST: Final = 10
#: Samples around which the gyroscope is quiet, °/s, show gravity; so many make a rest.
_QUIET_DPS: Final = 15.0
_REST_N: Final = 10
#: Deviation of gravity worth a word, share.
_GRAVITY_TOLERANCE: Final = 0.06

_WHY: Final[dict[Kind, Match]] = {
    "calibrated": Match(0.85, "steps of 1/2.731 °/s under these names are a Shimmer 2R's"),
    "counts": Match(0.85, "counts of 12 bits under these names are a Shimmer 2R's"),
    "calibration": Match(0.7, "three rows of three counts are a Shimmer 2R's calibration"),
    "binary": Match(0.5, "the bytes can be a Shimmer 2R's, six counts of 12 bits per sample"),
}


def _sniff(head: Head) -> Match | None:
    kind = _kind(head)
    return _WHY[kind] if kind else None


def _kind(head: Head) -> Kind | None:
    if head.kind == "binary data":
        return "binary" if _is_binary(head) else None
    if head.size_bytes <= _CALIBRATION_BYTES and _calibration(head) is not None:
        return "calibration"
    if not head.lines or tuple(split_cells(head.lines[0].casefold(), ",")) != _NAMES:
        return None
    rows = [split_cells(line, ",") for line in head.lines[1 : 1 + _ROWS_LOOKED_AT]]
    rows = [row for row in rows if len(row) == len(_NAMES) and all(map(is_number, row))]
    values = np.array(
        [[float(cell.replace(",", ".")) for cell in row[1:]] for row in rows]
    ).reshape(-1, 6)
    values = values[(np.abs(values) < _BEYOND).all(axis=1)]
    if len(values) < _ROWS_LEAST:
        return None
    counts = (values == np.rint(values)) & (values >= 0) & (values < _COUNTS)
    if np.mean(counts.all(axis=1)) > _MOST:
        return "counts"
    steps = np.diff(values[:, 3:], axis=0) * _COUNTS_PER_DPS
    whole = np.abs(steps - np.rint(steps)) < _WHOLE
    return "calibrated" if np.mean(whole.all(axis=1)) > _MOST else None


def _is_binary(head: Head) -> bool:
    counts = _to_counts(head.raw)
    if len(counts) < _ROWS_LEAST or counts.max() >= _COUNTS:
        return False
    # Zeros and padding are no counts: every axis of a sensor is somewhere in the middle.
    return bool((np.median(counts, axis=0) > _COUNTS / 16).all())


def _to_counts(raw: bytes) -> NDArray[np.float64]:
    whole = len(raw) // _SAMPLE_BYTES * _SAMPLE_BYTES
    return np.frombuffer(raw[:whole], "<u2").reshape(-1, 6).astype(np.float64)


def _calibration(head: Head) -> NDArray[np.float64] | None:
    """Return counts at +1 g, at -1 g and at no turning, x y z each, if the file holds them."""
    rows = [split_cells(line, ",") for line in head.lines if line.strip()]
    if [len(row) for row in rows] != [3, 3, 3] or not all(is_number(c) for r in rows for c in r):
        return None
    values = np.array([[float(cell.replace(",", ".")) for cell in row] for row in rows])
    fits = (values > 0).all() and (values < _COUNTS).all() and (values[0] > values[1]).all()
    return values if fits else None


def _bundle(source: Source) -> str:
    # Counts and their calibration belong together; a calibrated table stands for itself.
    calibrated = _kind(source.head) == "calibrated"
    return str(source.path if calibrated else source.path.parent)


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    by_kind: dict[Kind, list[Source]] = {}
    for source in sources:
        kind = _kind(source.head)
        assert kind is not None  # the dialect was chosen by it
        by_kind.setdefault(kind, []).append(source)
    notes = Notes()
    if "calibrated" in by_kind:
        (source,) = by_kind["calibrated"]
        with placed(source.path):
            track = _from_table(source, None, notes, progress)
        return Content((track,), {}, tuple(notes.sentences))
    counts = by_kind.get("counts", []) + by_kind.get("binary", [])
    calibrations = by_kind.get("calibration", [])
    source = _only(counts, calibrations)
    (used,) = calibrations
    zero = _calibration(used.head)
    assert zero is not None  # it was sorted out by it
    notes.say(f"Counts were calibrated by {used.path.name}.")
    with placed(source.path):
        track = _from_table(source, zero, notes, progress)
    return Content((track,), {"calibration_file": used.path.name}, tuple(notes.sentences))


def _only(counts: Sequence[Source], calibrations: Sequence[Source]) -> Source:
    """Return the one file of counts that the one calibration can be meant for."""
    if not counts:
        raise RecordingError(
            "this is the calibration of a Shimmer 2R; give it together with the counts that this "
            "sensor recorded",
            file=calibrations[0].path,
        )
    what = "these are counts of a Shimmer 2R without units"
    if not calibrations:
        raise RecordingError(
            f"{what}; give its calibration file as well (three rows of three numbers, named "
            "after the sensor, such as A917.csv), or the calibrated table",
            file=counts[0].path,
        )
    if len(counts) > 1 or len(calibrations) > 1:
        names = ", ".join(source.path.name for source in [*counts, *calibrations])
        raise RecordingError(
            f"{what}, and which calibration belongs to which file cannot be told ({names}); give "
            "one file of counts and the calibration of its sensor",
            file=counts[0].path,
        )
    return counts[0]


def _from_table(
    source: Source, zero: NDArray[np.float64] | None, notes: Notes, progress: Progress
) -> Track:
    line, values = _values(source, notes, progress)
    acc, gyr_dps = values[:, :3], values[:, 3:]
    if zero is not None:
        acc = (acc - (zero[0] + zero[1]) / 2.0) / ((zero[0] - zero[1]) / 2.0)
        gyr_dps = (gyr_dps - zero[2]) / _COUNTS_PER_DPS
    with np.errstate(over="ignore"):  # infinite values are sorted out with their lines
        acc_mps2 = acc * (STANDARD_GRAVITY_MPS2 if zero is not None else _acc_factor(acc, notes))
    _judge_gravity(acc_mps2, gyr_dps, notes)
    notes.say(
        f"The file holds no times: samples were counted at {_RATE_HZ:g} Hz, the eGait system's "
        "rate for a Shimmer 2R; a loss cannot be seen."
    )
    notes.say(
        "The gyroscope's axes were brought onto the accelerometer's: x and y exchanged, z reversed."
    )
    gyr_radps = gyr_dps[:, _GYR_FROM] * _GYR_SIGN * RAD_PER_DEG
    # Rows that were dropped leave their place in the count.
    sample = (line - line[0]).astype(np.int64)
    return build_track(
        Rows(line, sample / _RATE_HZ, acc_mps2, gyr_radps, sample),
        source.path,
        notes,
        info=StreamInfo(0.0, device="Shimmer 2R"),
        rate_hz=_RATE_HZ,
        clock=Clock(),
        label=source.path.stem,
    )


def _values(
    source: Source, notes: Notes, progress: Progress
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return lines (samples, where not text) from 1, and acc x y z, gyr x y z."""
    if source.head.kind == "binary data":
        try:
            raw = source.path.read_bytes()
        except OSError as error:
            raise cannot_open(source.path, error) from None
        progress(1.0)
        counts = _to_counts(raw)
        if len(raw) % _SAMPLE_BYTES:
            notes.say(f"{len(raw) % _SAMPLE_BYTES} bytes of a broken sample at the end dropped.")
        return np.arange(1, len(counts) + 1), counts
    layout = checked(layout_below(source.head, 1, ","), source.head)
    places = {name: layout.require(name) for name in _NAMES[1:]}
    table = read_table(source.path, source.head, layout, places, {}, progress)
    notes.sentences.extend(table.notes)
    return table.line, table.vectors(_NAMES[1:])


def _acc_factor(acc: NDArray[np.float64], notes: Notes) -> float:
    whole = (np.abs(acc) < _BEYOND).all(axis=1)
    median = float(np.median(np.linalg.norm(acc[whole], axis=1))) if whole.any() else 0.0
    for unit, (low, high), factor in (("g", _G, STANDARD_GRAVITY_MPS2), ("m/s²", _MPS2, 1.0)):
        if low <= median <= high:
            notes.say(
                f"Units were taken as {unit}, as the median of |acc| is {median:.3g}, and as °/s, "
                "as angular rates come in steps of 1/2.731."
            )
            return factor
    raise RecordingError(
        f"the median of |acc| is {median:.3g}, which is neither g nor m/s²; calibrate the counts "
        "again",
        column="acc_x",
    )


def _judge_gravity(
    acc_mps2: NDArray[np.float64], gyr_dps: NDArray[np.float64], notes: Notes
) -> None:
    usual = (np.abs(np.column_stack([acc_mps2, gyr_dps])) < _BEYOND).all(axis=1)
    acc_mps2, gyr_dps = acc_mps2[usual], gyr_dps[usual]
    turning = np.linalg.norm(gyr_dps, axis=1) >= _QUIET_DPS
    quiet = np.convolve(turning, np.ones(_REST_N), "same") < 0.5
    if np.count_nonzero(quiet) < _REST_N:
        return
    read = float(np.median(np.linalg.norm(acc_mps2[quiet], axis=1)))
    off = read / STANDARD_GRAVITY_MPS2 - 1.0
    if abs(off) > _GRAVITY_TOLERANCE:
        notes.say(
            f"At rest |acc| reads {read:.3g} m/s², {abs(off):.0%} {'more' if off > 0 else 'less'} "
            "than gravity: the calibration does not fit this sensor; lengths and heights are in "
            "doubt."
        )


DIALECT: Final = Dialect(
    "shimmer2r", "Shimmer 2R (eGait) counts with their calibration", _sniff, _read, _bundle
)
