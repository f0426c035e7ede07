"""Convert the treadmill walk of one person: the contacts that OptoGait saw are truth."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import (
    Converted,
    Trial,
    main,
    read_original,
    recorded,
    table,
    trial_arrays,
    truth_rows,
)

SET = "tripod_excerpt"
SIDES = ("left", "right")
LETTERS = {"L": "left", "R": "right"}
LENGTH, TIME = "Stride", "StrideTime\\Cycle"
#: Columns of OptoGait, in cm and s: what they are called here, factor to the unit, unit.
MEASURES = {
    LENGTH: ("stride_length", 0.01, "m"),
    TIME: ("stride_time", 1.0, "s"),
    "TContact": ("contact_time", 1.0, "s"),
}


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    paths = sorted((folder / "trials").glob("*.npz"))
    return [Trial(path.stem, functools.partial(_load, folder, path)) for path in paths]


def _load(folder: Path, path: Path) -> Converted:
    arrays = trial_arrays(path)
    feet = {
        side: (arrays[f"t_{side}"], arrays[f"acc_{side}"], arrays[f"gyr_{side}"]) for side in SIDES
    }
    recording = recorded(SET, path.stem, feet, arrays["fs"], "Gait Up Physilog 5")
    seen = folder / f"optogait_{path.stem.split('_', 1)[-1]}.csv"
    return Converted(recording, truth_rows(_contacts(table(seen))) if seen.is_file() else None)


def _contacts(rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Contacts on the clock of OptoGait, which is not that of the sensors."""
    for row in rows.to_dict("records"):
        side = LETTERS.get(row["L/R"])
        if side is None or pd.isna(row["Split"]):
            continue
        at_s = float(row["Split"])
        yield "contact_on_optogait_clock", side, at_s, None, None, None
        for column, (what, factor, unit) in MEASURES.items():
            # Before the first whole stride, the length is that from the edge of the treadmill.
            if pd.notna(row[TIME] if column == LENGTH else row[column]):
                value = round(float(row[column]) * factor, 6)
                yield f"{what}_on_optogait_clock", side, at_s, None, value, unit


if __name__ == "__main__":
    sys.exit(main(SET, trials, read_original))
