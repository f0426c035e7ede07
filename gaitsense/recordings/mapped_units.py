"""Units and scales of a column map that the values contradict: said in the map's own words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_names import UNIT_FACTORS
from gaitsense.recordings.doubtful_units import steady_acc_mps2

#: |acc| at rest over gravity that no gain error explains; below the last, gravity is not there.
_RATIOS: Final = (0.6, 1.6)
_NO_GRAVITY: Final = 0.25
#: The same of the median of all |acc|, where no moment is at rest; a runner's is high.
_MEDIAN_RATIOS: Final = (0.6, 10.0)
#: How near |acc| comes to gravity in the right unit, at rest and in the median.
_SHARE: Final = 0.15
_MEDIAN_SHARE: Final = 0.4
#: 99th percentile of |gyr| beyond which no foot turns, rad/s.
_FASTEST_RADPS: Final = 43.0
#: The same of a walking foot in °/s; counts are beyond it, but have 16 bits.
_FASTEST_DPS: Final = 2000.0
_LARGEST_COUNT: Final = 57_000.0


def refuse_mapped_units(
    columns: ColumnMap, acc_mps2: NDArray[np.float64], gyr_radps: NDArray[np.float64], who: str
) -> None:
    """Raise where a unit or scale of the map cannot be right, and say what to write instead.

    Parameters
    ----------
    columns : ColumnMap
        The map.
    acc_mps2 : (n, 3) float64
        Specific force by the map, m/s², SENSOR; NaN where lost.
    gyr_radps : (n, 3) float64
        Angular rate by the map, rad/s, SENSOR.
    who : str
        Whose samples these are.

    Raises
    ------
    RecordingError
        If |acc| at rest is far from gravity, or the sensor turns faster than any foot.
    """
    rest_mps2 = steady_acc_mps2(acc_mps2, gyr_radps)
    force, size = (np.linalg.norm(values, axis=1) for values in (acc_mps2, gyr_radps))
    force, size = force[np.isfinite(force)], size[np.isfinite(size)]
    if rest_mps2 is not None:
        _refuse_acc(columns, rest_mps2, who, rests=True)
    elif len(force):
        _refuse_acc(columns, float(np.median(force)), who, rests=False)
    if len(size):
        _refuse_gyr(columns, float(np.percentile(size, 99)), who)


def _refuse_acc(columns: ColumnMap, usual_mps2: float, who: str, *, rests: bool) -> None:
    ratio = usual_mps2 / STANDARD_GRAVITY_MPS2
    low, high = _RATIOS if rests else _MEDIAN_RATIOS
    if low <= ratio <= high:
        return
    in_file = usual_mps2 / columns.factor("acc")
    told = (
        f"{who}: {'at rest' if rests else 'in the median'} the acceleration is {usual_mps2:.3g} "
        "m/s² by the column map, where gravity is 9.81"
    )
    share = _SHARE if rests else _MEDIAN_SHARE
    for unit, factor in UNIT_FACTORS["acc"].items():
        if abs(in_file * factor / STANDARD_GRAVITY_MPS2 - 1.0) <= share:
            scale = "" if columns.units.acc_scale == 1.0 else ", and take acc_scale out of it"
            raise RecordingError(
                f'{told}; this looks like {unit}: write acc = "{unit}" under [units] in the map'
                f"{scale}"
            )
    if not rests or ratio < _NO_GRAVITY:
        return
    right = columns.units.acc_scale / ratio
    raise RecordingError(
        f"{told}; what one count means is wrong: write acc_scale = {right:.3g} or near it under "
        f"[units] in the map, where it is {columns.units.acc_scale:.3g} now"
    )


def _refuse_gyr(columns: ColumnMap, p99_radps: float, who: str) -> None:
    if p99_radps <= _FASTEST_RADPS:
        return
    in_file = p99_radps / columns.factor("gyr")
    told = (
        f"{who}: the gyroscope reaches {np.degrees(p99_radps):.4g} °/s by the column map, faster "
        "than any foot"
    )
    unit = None
    if in_file <= _FASTEST_DPS:
        unit = "deg/s"
    elif in_file > _LARGEST_COUNT:
        unit = "mdps"
    if unit is not None and columns.factor("gyr") != UNIT_FACTORS["gyr"][unit]:
        scale = "" if columns.units.gyr_scale == 1.0 else ", and take gyr_scale out of it"
        raise RecordingError(
            f'{told}; this looks like {unit}: write gyr = "{unit}" under [units] in the map{scale}'
        )
    raise RecordingError(
        f"{told}; these look like raw counts: write under [units] in the map what one count means, "
        'as gyr_scale, with gyr = "deg/s" for instance 0.061 for a sensor of ±2000 °/s'
    )
