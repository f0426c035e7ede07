"""Trials of public research sets as NumPy archives (.npz): one walk, one or both feet.

Arrays ``acc_left``, ``gyr_left`` and their twins of the right foot (or ``foot``, where nobody
says which), each (n, 3), in m/s² with gravity and in °/s, SENSOR; ``fs`` in Hz, or times
``time`` or ``t_left`` in s. An array may be written as whole numbers with a ``…__scale`` beside
it; then the least number is a lost sample, as NaN is in an array of values.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import SIDES
from gaitsense.model.timebase import FASTEST_RATE_HZ
from gaitsense.model.units import RAD_PER_DEG
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head
from gaitsense.recordings.npy_arrays import NpyArrays, one_number, scaled
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.track import Clock, Track, build_track

_ZIP: Final = b"PK\x03\x04"
_FEET: Final = (*SIDES, "foot")
_RATE, _TIME, _SCALE = "fs", "time", "__scale"
#: Names of members, as they stand in the archive before each of them.
_MEMBER: Final = re.compile(rb"PK\x03\x04.{22}(?P<length>..).{2}", re.DOTALL)
#: 99th percentile of |gyr| below which °/s are doubtful: a walking foot has 115 to 690 °/s, which
#: is 2 to 12 rad/s.
_GYR_P99_DPS: Final = 43.0
#: Median |acc| of a foot with gravity, m/s²; g lie around 1.
_GRAVITY_MPS2: Final = 6.0
_G_AT_MOST: Final = 2.0
#: Rates and times may differ by so much, share.
_RATE_TOLERANCE: Final = 0.01
#: No count of any sensor is larger.
_BEYOND: Final = 1e10
_SHOWN: Final = 8


def _sniff(head: Head) -> Match | None:
    if not head.raw.startswith(_ZIP):
        return None
    names = _member_names(head.raw)
    if not names or not all(name.endswith(".npy") for name in names):
        return None
    if any(name in (f"acc_{foot}.npy", f"gyr_{foot}.npy") for foot in _FEET for name in names):
        return Match(0.95, "it is a NumPy archive with arrays called acc_ and gyr_ of a foot")
    return Match(0.5, "it is a NumPy archive")


def _member_names(raw: bytes) -> list[str]:
    """Names of the members whose begin lies in the first bytes of an archive."""
    names = []
    for match in _MEMBER.finditer(raw):
        length = int.from_bytes(match["length"], "little")
        name = raw[match.end() : match.end() + length]
        # Packed numbers may look like the begin of a member by chance; names are printable.
        if name and name.isascii() and name.decode("ascii").isprintable():
            names.append(name.decode("ascii"))
    return names


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    notes = Notes()
    with placed(source.path), NpyArrays(source.path) as archive:
        feet = _feet(archive.names)
        wanted = [_RATE, _TIME]
        wanted += [f"{kind}_{foot}" for foot in feet for kind in ("acc", "gyr", "t")]
        wanted += [name + _SCALE for name in wanted]
        there = [name for name in archive.names if name in wanted]
        arrays = {}
        for k, name in enumerate(there, start=1):
            arrays[name] = archive.read(name)
            progress(k / (len(there) + 1))
        left_out = [name for name in archive.names if name not in wanted and _SCALE not in name]
        if left_out:
            notes.say(f"Further arrays of the file are not read: {_shown(left_out)}.")
        attempts = [functools.partial(_track, source.path, arrays, foot, notes) for foot in feet]
        tracks = keep_usable(attempts, notes.sentences)
    progress(1.0)
    return Content(tracks, {}, tuple(notes.sentences))


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _feet(names: Sequence[str]) -> list[str]:
    feet = [foot for foot in _FEET if {f"acc_{foot}", f"gyr_{foot}"} <= set(names)]
    if not feet:
        raise RecordingError(
            f"this NumPy archive holds the arrays {_shown(names)}, where acc_left and gyr_left, "
            "acc_right and gyr_right, or acc_foot and gyr_foot are due ((n, 3), in m/s² and °/s), "
            "with fs in Hz; name them so"
        )
    return feet


def _track(path: Path, arrays: Mapping[str, NDArray[Any]], foot: str, notes: Notes) -> Track:
    acc_mps2, gyr_dps = (_vectors(arrays, f"{kind}_{foot}") for kind in ("acc", "gyr"))
    if len(acc_mps2) != len(gyr_dps):
        raise RecordingError(
            f"{foot}: there are {len(acc_mps2)} accelerations and {len(gyr_dps)} angular rates; "
            "write as many of both"
        )
    _check_units(acc_mps2, gyr_dps, foot)
    t_s, rate_hz = _times(arrays, foot, len(acc_mps2), notes)
    rows = Rows(np.arange(1, len(acc_mps2) + 1), t_s, acc_mps2, gyr_dps * RAD_PER_DEG)
    return build_track(
        rows,
        path,
        notes,
        info=StreamInfo(0.0),
        rate_hz=rate_hz,
        side="left" if foot == "left" else "right" if foot == "right" else None,
        clock=Clock(str(path)),
        label=foot,
    )


def _vectors(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float64]:
    shape = arrays[name].shape
    if len(shape) != 2 or shape[1] != 3 or shape[0] < 2:
        raise RecordingError(
            f"array {name!r} is {' x '.join(map(str, shape)) or 'one number'}, where n x 3 is due "
            "(a row per sample with x, y, z)"
        )
    return scaled(arrays, name, name + _SCALE)


def _times(
    arrays: Mapping[str, NDArray[Any]], foot: str, n: int, notes: Notes
) -> tuple[NDArray[np.float64], float | None]:
    """Return times, s, and the rate where it is sure, Hz."""
    given = next((name for name in (f"t_{foot}", _TIME) if name in arrays), None)
    rate_hz = one_number(arrays, _RATE) if _RATE in arrays else None
    if rate_hz is not None and not 0.0 < rate_hz <= FASTEST_RATE_HZ:
        raise RecordingError(f"fs is {rate_hz:g} Hz, which is no sensor's rate; mend it")
    if given is None:
        if rate_hz is None:
            raise RecordingError(
                "neither a rate nor times are there; add fs in Hz, or time in s, to the file"
            )
        return np.arange(n) / rate_hz, rate_hz
    t_s = scaled(arrays, given, given + _SCALE).reshape(-1)
    if len(t_s) != n:
        raise RecordingError(
            f"{foot}: there are {n} samples and {len(t_s)} times; write as many of both"
        )
    step_s = np.diff(t_s[np.isfinite(t_s)])
    usual_s = float(np.median(step_s)) if len(step_s) else 0.0
    if rate_hz is None or abs(usual_s * rate_hz - 1.0) < _RATE_TOLERANCE:
        return t_s, rate_hz
    notes.say(
        f"fs says {rate_hz:g} Hz, but times advance by {usual_s * 1e3:.4g} ms; the times were "
        "followed."
    )
    return t_s, None


def _check_units(acc_mps2: NDArray[np.float64], gyr_dps: NDArray[np.float64], foot: str) -> None:
    """Refuse what this layout's units do not explain, gravity taken away included."""
    whole = (np.abs(acc_mps2) < _BEYOND).all(axis=1) & (np.abs(gyr_dps) < _BEYOND).all(axis=1)
    if np.count_nonzero(whole) < 2 or not acc_mps2[whole].any():
        # That the foot is silent is said when its rows are judged.
        return
    gravity = float(np.median(np.linalg.norm(acc_mps2[whole], axis=1)))
    p99 = float(np.percentile(np.linalg.norm(gyr_dps[whole], axis=1), 99))
    if gravity < _GRAVITY_MPS2:
        if _rests_without_gravity(acc_mps2[whole], gyr_dps[whole]):
            raise RecordingError(
                f"{foot}: at rest |acc| is near 0, so gravity was taken away and which way is up "
                "cannot be told; give the sensor's raw export (walks of the set "
                "truong2019_ipol265 are mended by datasets/truong2019_ipol265/convert.py)"
            )
        unit = "g; multiply it by 9.80665" if gravity <= _G_AT_MOST else "another unit; mend it"
        raise RecordingError(
            f"{foot}: the median of |acc| is {gravity:.3g}, where m/s² are due; this seems to be "
            f"{unit}"
        )
    if p99 < _GYR_P99_DPS:
        raise RecordingError(
            f"{foot}: angular rates reach {p99:.3g}, where °/s of a walking foot are due; if they "
            "are rad/s, multiply them by 57.29578; if the foot never walked, record a walk"
        )


def _rests_without_gravity(acc: NDArray[np.float64], gyr: NDArray[np.float64]) -> bool:
    """Whether the acceleration vanishes while the foot hardly turns, against its usual size."""
    turning = np.linalg.norm(gyr, axis=1)
    size = np.linalg.norm(acc, axis=1)
    at_rest = float(np.median(size[turning <= np.percentile(turning, 20)]))
    return at_rest < 0.3 * float(np.percentile(size, 90))


DIALECT: Final = Dialect("npz-trial", "NumPy trial of a research set (.npz)", _sniff, _read)
