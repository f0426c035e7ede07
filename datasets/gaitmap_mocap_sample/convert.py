"""Convert gaitmap's example walks: samples as mounted; events, strides and markers are truth."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import PATH, Converted, Trial, main, recorded, table, trial_arrays, truth_rows

SET = "gaitmap_mocap_sample"
SIDES = ("left", "right")
MARKED, BORDERED = "5047_normal_20", "healthy_4x10m_ic"
MARKERS = {"mkTOE": "toe marker", "mkFCC": "heel marker", "mkFM5": "marker at the fifth metatarsal"}
UNITS = {"_m": "m", "_deg": "deg", "_s": "s"}


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    paths = sorted((folder / "trials").glob("*.npz"))
    return [Trial(path.stem, functools.partial(_load, folder, path)) for path in paths]


def _load(folder: Path, path: Path) -> Converted:
    arrays = trial_arrays(path)
    # The twins of the marked walk without "raw" are turned to the foot's axes by its authors.
    raw = "raw" if "accraw_left" in arrays else ""
    feet = {side: (None, arrays[f"acc{raw}_{side}"], arrays[f"gyr{raw}_{side}"]) for side in SIDES}
    recording = recorded(SET, path.stem, feet, arrays["fs"], "Portabiles NilsPod")
    if path.stem == MARKED:
        rows = list(_marked(folder, arrays["fs"]))
        return Converted(recording, truth_rows(rows), _markers(arrays))
    if path.stem == BORDERED:
        borders = table(folder / "ic_stride_borders_healthy_4x10m.csv")
        return Converted(recording, truth_rows(_strides(borders, arrays["fs"])))
    return Converted(recording)


def _strides(borders: pd.DataFrame, rate_hz: float) -> Iterator[tuple[Any, ...]]:
    for row in borders.itertuples():
        yield "stride_by_hand", row.foot, row.start / rate_hz, row.end / rate_hz, None, None


def _marked(folder: Path, rate_hz: float) -> Iterator[tuple[Any, ...]]:
    """Events by motion capture, strides by hand, and what the markers say of each stride."""
    for row in table(folder / "mocap_events.csv").itertuples():
        yield "stride", row.foot, row.start / rate_hz, row.end / rate_hz, None, None
        for name, what in (("ic", "heel_strike"), ("tc", "toe_off"), ("min_vel", "mid_stance")):
            yield what, row.foot, getattr(row, name) / rate_hz, None, None, None
    yield from _strides(table(folder / "manual_stride_borders.csv"), rate_hz)
    measures = table(folder / "reference_per_stride.csv")
    names = [name for name in measures.columns if name.endswith(tuple(UNITS))]
    for row in measures.to_dict("records"):
        for name in names:
            unit = next(unit for end, unit in UNITS.items() if name.endswith(end))
            span = (row["start"] / rate_hz, row["end"] / rate_hz)
            yield name.rsplit("_", 1)[0], row["foot"], *span, row[name], unit


def _markers(arrays: dict[str, Any]) -> pd.DataFrame:
    parts = []
    for side in SIDES:
        for key, point in MARKERS.items():
            place = arrays[f"{key}_{side}"]
            part = pd.DataFrame(place, columns=list(PATH[3:]))
            part.insert(0, "point", point)
            part.insert(0, "side", side)
            part.insert(0, "t_s", np.arange(len(place)) / arrays["mocap_fs"])
            parts.append(part)
    return pd.concat(parts, ignore_index=True).round(6)


if __name__ == "__main__":
    sys.exit(main(SET, trials))
