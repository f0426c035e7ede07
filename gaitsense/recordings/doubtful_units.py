"""Units that were stated and may be wrong: what a sensor at rest and a walking foot say of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.units import DEG_PER_RAD, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.rows import Notes
from gaitsense.recordings.track import Track

#: A sensor that turns slower than this rests, rad/s, and then |acc| is gravity, give or take this
#: share, which is more than any gain error.
_REST_RADPS: Final = 0.2
_REST_SHARE: Final = 0.15
_REST_N: Final = 20
#: 99th percentiles of |gyr|, in °/s, that would be those of a walking foot if they were rad/s.
_SLOW_DPS: Final = (1.0, 12.0)


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
    still = np.linalg.norm(gyr_radps, axis=1) < _REST_RADPS
    if np.count_nonzero(still) < _REST_N:
        return None
    return float(np.median(np.linalg.norm(acc_mps2[still], axis=1)))


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
    p99_dps = float(np.percentile(np.linalg.norm(track.gyr_radps, axis=1), 99)) * DEG_PER_RAD
    if _SLOW_DPS[0] <= p99_dps <= _SLOW_DPS[1]:
        notes.say(
            f"{who}: angular rates reach only {p99_dps:.3g} °/s; if this is a walk, check unit and "
            f"scale of gyr {where}."
        )
