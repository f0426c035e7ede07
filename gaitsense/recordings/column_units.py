"""The units of columns that say what they are: stated by the header, else deduced and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.timebase import refuse_lost_digits
from gaitsense.recordings.column_faults import UnclearColumns
from gaitsense.recordings.column_names import UNIT_FACTORS, Quantity
from gaitsense.recordings.rows import Notes

#: Sampling rates of wearable sensors, Hz: a time column's unit must lead into this range.
RATES_HZ: Final = (10.0, 4000.0)
#: Median |acc| by unit: gravity with a gain error and vigorous walking.
ACC_MEDIANS: Final = (("g", 0.6, 2.0), ("m/s^2", 6.0, 20.0), ("mg", 600.0, 2000.0))
#: 99th percentile of |gyr| of a walking foot: 2 to 12 rad/s, which is 115 to 690 °/s; half of
#: that for one that hardly moves. Between 12 and 43 it is too fast for rad/s and too slow for °/s.
_GYR_P99_RADPS: Final = (1.0, 12.0)
_GYR_P99_DPS: Final = 43.0
#: A foot that stays below this rests, whether it is rad/s or °/s.
_GYR_P99_REST: Final = 0.5
#: No count of any sensor is larger.
_BEYOND: Final = 1e10


def time_factor(values: NDArray[np.float64], stated: str | None, notes: Notes) -> float:
    """Find what makes seconds of a column of times.

    Parameters
    ----------
    values : (n,) float64
        Times in their unit, NaN where one is missing.
    stated : str or None
        The unit, where the header states it.
    notes : Notes
        Takes what was deduced.

    Returns
    -------
    float

    Raises
    ------
    UnclearColumns
        If the unit is neither stated nor told by the steps.
    """
    if stated:
        return UNIT_FACTORS["time"][stated]
    refuse_lost_digits(values[np.isfinite(values)])
    steps = np.diff(values[np.isfinite(values)])
    steps = steps[steps > 0]
    if len(steps):
        mean = float(np.mean(steps[steps <= 10.0 * np.median(steps)]))
        for unit, factor in UNIT_FACTORS["time"].items():
            if RATES_HZ[0] <= 1.0 / (mean * factor) <= RATES_HZ[1]:
                notes.say(
                    f"The time's unit was taken as {unit}, as it advances by {mean:.4g} per row."
                )
                return factor
    raise UnclearColumns(
        "the unit of the time column cannot be told from its steps; name it in the header, "
        "for instance t_s or t_ms"
    )


def _ordinary(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of values that are there and not beyond every unit."""
    return values[(np.abs(values) < _BEYOND).all(axis=1)]


def _stated_factor(quantity: Quantity, stated: Sequence[str | None], who: str) -> float | None:
    """Return the factor of the unit that all columns state, None where not all state one."""
    units = [unit for unit in stated if unit]
    factors = {UNIT_FACTORS[quantity][unit] for unit in units}
    if len(factors) > 1:
        what = "acceleration" if quantity == "acc" else "angular rate"
        raise UnclearColumns(
            f"{who}: the columns of {what} state different units, "
            f"{' and '.join(dict.fromkeys(units))}; export them in one unit, or mend the header"
        )
    return factors.pop() if len(units) == len(stated) else None


def _refuse_contradiction(
    quantity: Quantity, unit: str, stated: Sequence[str | None], who: str
) -> None:
    """Raise where the values of three axes show another unit than one of the axes states."""
    for word in filter(None, stated):
        if UNIT_FACTORS[quantity][word] != UNIT_FACTORS[quantity][unit]:
            what = "acceleration" if quantity == "acc" else "angular rate"
            raise UnclearColumns(
                f"{who}: some columns of {what} state {word} and some no unit, but the values look "
                f"like {unit}; name the unit of each column in the header"
            )


def acc_factor(
    acc: NDArray[np.float64], stated: Sequence[str | None], who: str, notes: Notes
) -> float:
    """Find what makes m/s² of three columns of acceleration.

    Parameters
    ----------
    acc : (n, 3) float64
        Specific force in its unit, SENSOR.
    stated : sequence of str or None
        The unit of each axis, where the header states it.
    who : str
        Whose columns these are.
    notes : Notes
        Takes what was deduced.

    Returns
    -------
    float

    Raises
    ------
    UnclearColumns
        If the axes differ, or the unit is neither stated nor told by the values.
    """
    factor = _stated_factor("acc", stated, who)
    if factor is not None:
        return factor
    whole = _ordinary(acc)
    if not whole.any():
        # A silent foot has no unit; that it is silent is said when its rows are judged.
        return 1.0
    median = float(np.median(np.linalg.norm(whole, axis=1)))
    for unit, low, high in ACC_MEDIANS:
        if low <= median <= high:
            _refuse_contradiction("acc", unit, stated, who)
            notes.say(
                f"{who}: acceleration was taken as {unit}, as the median of |acc| is {median:.3g}."
            )
            return UNIT_FACTORS["acc"][unit]
    raise UnclearColumns(
        f"{who}: the unit of acceleration cannot be told, as the median of |acc| is "
        f"{median:.3g}; name it in the header, for instance acc_x_mps2"
    )


def gyr_factor(
    gyr: NDArray[np.float64],
    acc: NDArray[np.float64],
    stated: Sequence[str | None],
    who: str,
    notes: Notes,
) -> float:
    """Find what makes rad/s of three columns of angular rate.

    Parameters
    ----------
    gyr : (n, 3) float64
        Angular rate in its unit, SENSOR.
    acc : (n, 3) float64
        Specific force in any unit, SENSOR; all zero where the foot is silent.
    stated : sequence of str or None
        The unit of each axis, where the header states it.
    who : str
        Whose columns these are.
    notes : Notes
        Takes what was deduced.

    Returns
    -------
    float

    Raises
    ------
    UnclearColumns
        If the axes differ, or the unit is neither stated nor told by the values.
    RecordingError
        If the sensor hardly moves.
    """
    factor = _stated_factor("gyr", stated, who)
    if factor is not None:
        return factor
    whole = _ordinary(gyr)
    if len(whole) == 0 or not acc.any():
        # As with acceleration: that the foot is silent is said when its rows are judged.
        return 1.0
    p99 = float(np.percentile(np.linalg.norm(whole, axis=1), 99))
    if p99 < _GYR_P99_REST:
        raise RecordingError(
            f"{who}: angular rates stay below {max(p99, 0.001):.2g}, be it rad/s or °/s, so this "
            "foot never moved or its gyroscope is silent; check the sensor and record a walk"
        )
    low, high = _GYR_P99_RADPS
    unit = "deg/s" if p99 >= _GYR_P99_DPS else "rad/s" if low <= p99 <= high else None
    if unit is None:
        raise UnclearColumns(
            f"{who}: angular rates reach {p99:.3g}, which is neither rad/s nor °/s of a walking "
            "foot for certain; name the unit in the header, for instance gyr_x_dps"
        )
    _refuse_contradiction("gyr", unit, stated, who)
    notes.say(f"{who}: angular rate was taken as {unit}, as it reaches {p99:.3g}.")
    return UNIT_FACTORS["gyr"][unit]
