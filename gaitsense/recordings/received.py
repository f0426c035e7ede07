"""Which rows hold a sample, and what no sensor on a walking foot reads.

The last look at a foot's rows before they become a recording: a silent, frozen or half missing
sensor and impossible units are refused by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.plausible import frozen_note, refuse_wrong_units
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.recordings.column_map_parts import CHANNELS
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.unit_change import refuse_change_of_unit

#: Median |acc| of a foot that runs, m/s². A file that comes this far states its units, or they
#: were deduced from a lower median, so that it is no sign of a wrong one; raw counts lie
#: above, and g of a running foot lies below.
_RUNNING_MPS2: Final = (20.0, 100.0)


def received(rows: Rows, path: Path, notes: Notes, who: str) -> NDArray[np.bool_]:
    """Tell which rows hold a sample, refusing a sensor that says nothing or in wrong units.

    Parameters
    ----------
    rows : Rows
        Tidied rows.
    path : Path
        The file, for messages.
    notes : Notes
        Takes what is odd.
    who : str
        Whose rows these are, for messages: "left", or "the sensor".

    Returns
    -------
    (n,) bool
        Where all six values are there.

    Raises
    ------
    RecordingError
        If fewer than two rows are whole, the accelerometer reads 0 throughout, the values never
        change, or they cannot be m/s² and rad/s.
    """
    good = np.ones(len(rows), np.bool_)
    for values in (*rows.acc_mps2.T, *rows.gyr_radps.T):
        good &= np.isfinite(values)
    whole = np.count_nonzero(good)
    if whole < 2:
        found = "only one row holds" if whole else f"none of {len(rows)} rows holds"
        raise RecordingError(
            f"{who}: {found} all six values of accelerometer and gyroscope, "
            f"{_wanting(rows.take(~good))}",
            file=path,
        )
    sound = rows.take(good)
    acc_mps2, gyr_radps = sound.acc_mps2, sound.gyr_radps
    if not acc_mps2.any():
        raise RecordingError(
            f"{who}: the accelerometer reads 0 throughout, so this foot is silent; "
            "check the sensor and record again",
            file=path,
        )
    frozen = frozen_note(acc_mps2, gyr_radps, who)
    if frozen:
        raise RecordingError(frozen, file=path)
    with placed(path):
        refuse_change_of_unit(sound.t_s, acc_mps2, sound.line, who)
    median_mps2 = float(np.sqrt(np.median(np.einsum("ij,ij->i", acc_mps2, acc_mps2))))
    if _RUNNING_MPS2[0] < median_mps2 <= _RUNNING_MPS2[1]:
        notes.say(
            f"{who}: the median of |acc| is {median_mps2:.3g} m/s², which is running or jumping "
            "rather than walking."
        )
        # Of such a foot only the gyroscope can be judged by what walking looks like.
        acc_mps2 = np.full_like(acc_mps2, STANDARD_GRAVITY_MPS2 / np.sqrt(3.0))
    with placed(path):
        refuse_wrong_units(acc_mps2, gyr_radps, who)
    return good


def _wanting(unwhole: Rows) -> str:
    """Say what rows that are not whole lack, and what to do."""
    columns = (*unwhole.acc_mps2.T, *unwhole.gyr_radps.T)
    empty = [
        name
        for name, values in zip(CHANNELS, columns, strict=True)
        if not np.isfinite(values).any()
    ]
    if len(empty) == len(CHANNELS):
        return "so this foot is silent; check the sensor and record again"
    if empty:
        return (
            f"with no usable number in {', '.join(empty)}; export all six columns, or check the "
            "sensor and record again"
        )
    return "as they stand in different rows; export both sensors with the same times"
