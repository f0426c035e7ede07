"""Units that were stated and may be wrong: what a sensor at rest and a walking foot say of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.units import DEG_PER_RAD, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.column_names import UNIT_FACTORS
from gaitsense.recordings.rows import Notes
from gaitsense.recordings.track import Track

#: A sensor that turns slower than this rests, rad/s, and then |acc| is gravity, give or take this
#: share, which is more than any gain error.
_REST_RADPS: Final = 0.2
_REST_SHARE: Final = 0.15
_REST_N: Final = 20
#: The calmest share of the samples, how slow against the fastest they turn, and how far their
#: |acc| spreads (quartiles).
_CALM_SHARE: Final = 0.15
_CALM_TURNING: Final = 0.2
_STEADY_SHARE: Final = 0.15
#: No count of any sensor is larger.
_BEYOND: Final = 1e10
#: 99th percentiles of |gyr|, in °/s, that would be those of a walking foot if they were rad/s.
_SLOW_DPS: Final = (1.0, 12.0)


def lengths(vectors: NDArray[Any]) -> NDArray[np.float64]:
    """Measure vectors, however large: squares of a float32 may be more than a float32 holds.

    Parameters
    ----------
    vectors : (n, 3) float
        Of any unit.

    Returns
    -------
    (n,) float64
        In the same unit.
    """
    return np.asarray(np.linalg.norm(np.asarray(vectors, np.float64), axis=1))


def rest_acc_mps2(acc_mps2: NDArray[np.float32], gyr_radps: NDArray[np.float32]) -> float | None:
    """Measure |acc| where the sensor rests, to see whether it is gravity.

    Parameters
    ----------
    acc_mps2 : (n, 3) float32
        Specific force, m/s², SENSOR.
    gyr_radps : (n, 3) float32
        Angular rate, rad/s, SENSOR.

    Returns
    -------
    float or None
        Median of |acc| over the samples that hardly turn, m/s²; None where there are too few.
    """
    still = lengths(gyr_radps) < _REST_RADPS
    if np.count_nonzero(still) < _REST_N:
        return None
    return float(np.median(lengths(acc_mps2[still])))


def steady_acc_mps2(acc_mps2: NDArray[Any], gyr_radps: NDArray[Any]) -> float | None:
    """Measure |acc| where the sensor turns least, if it is the same throughout.

    Parameters
    ----------
    acc_mps2 : (n, 3) float
        Specific force, m/s² or in another unit, SENSOR; NaN where lost.
    gyr_radps : (n, 3) float
        Angular rate, rad/s or in another unit, SENSOR.

    Returns
    -------
    float or None
        In the unit of `acc_mps2`; None where it differs from one moment to the next, or turning
        is never slow against its fastest.

    Notes
    -----
    A sensor at rest feels gravity alone, and a foot is at rest in each stance or before the
    walk; only a runner's is not. Nothing here depends on either unit. Source: own.
    """
    turning = lengths(gyr_radps)
    force = lengths(acc_mps2)
    there = np.isfinite(turning) & np.isfinite(force) & (force < _BEYOND)
    turning, force = turning[there], force[there]
    if len(turning) < _REST_N / _CALM_SHARE:
        return None
    least, fast = np.percentile(turning, (100.0 * _CALM_SHARE, 99))
    if not least < _CALM_TURNING * fast:
        return None
    low, middle, high = np.percentile(force[turning <= least], (25, 50, 75))
    return float(middle) if high - low <= _STEADY_SHARE * middle else None


def refuse_stated_acc(
    acc_mps2: NDArray[np.float64],
    gyr_radps: NDArray[np.float64],
    who: str,
    name: str,
    unit: str | None,
) -> None:
    """Raise where a header states m/s² over values in g, or the other way round.

    Parameters
    ----------
    acc_mps2 : (n, 3) float64
        Specific force by the stated unit, SENSOR.
    gyr_radps : (n, 3) float64
        Angular rate, rad/s, SENSOR.
    who : str
        Whose samples these are.
    name : str
        A column of acceleration.
    unit : str or None
        What its header states; None where it states nothing, and nothing can be wrong.

    Raises
    ------
    RecordingError
        If a sensor at rest feels gravity in the other unit.
    """
    rest_mps2 = steady_acc_mps2(acc_mps2, gyr_radps)
    if unit is None or rest_mps2 is None:
        return
    factor = UNIT_FACTORS["acc"][unit]
    for other, other_factor in UNIT_FACTORS["acc"].items():
        gravity = STANDARD_GRAVITY_MPS2 * factor / other_factor
        if other_factor == factor or abs(rest_mps2 / gravity - 1.0) > _REST_SHARE:
            continue
        raise RecordingError(
            f"{who}: the header {name!r} says {unit}, but at rest the values are "
            f"{rest_mps2 / factor:.3g}, which is gravity in {other}; mend the unit in the header "
            "of all three axes"
        )


def say_doubtful_units(track: Track, who: str, where: str, notes: Notes) -> None:
    """Say where stated units cannot be refused, but hardly be right.

    Parameters
    ----------
    track : Track
        What was read by them.
    who : str
        Whose samples these are.
    where : str
        Where the units are stated: "in the header".
    notes : Notes
        Takes what is doubtful.
    """
    rest_mps2 = rest_acc_mps2(track.acc_mps2, track.gyr_radps)
    if rest_mps2 is not None and abs(rest_mps2 / STANDARD_GRAVITY_MPS2 - 1.0) > _REST_SHARE:
        notes.say(
            f"{who}: at rest |acc| is {rest_mps2:.3g} m/s², where gravity should make it 9.8; "
            f"check unit and scale of acc {where}."
        )
    p99_dps = float(np.percentile(lengths(track.gyr_radps), 99)) * DEG_PER_RAD
    if _SLOW_DPS[0] <= p99_dps <= _SLOW_DPS[1]:
        notes.say(
            f"{who}: angular rates reach only {p99_dps:.3g} °/s; if this is a walk, check unit and "
            f"scale of gyr {where}."
        )
