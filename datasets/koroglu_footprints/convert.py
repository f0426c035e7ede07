"""Convert the outdoor walks whose footprints were measured with a tape."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import (
    PATH,
    Converted,
    Trial,
    main,
    read_original,
    recorded,
    table,
    trial_arrays,
    truth_rows,
)

SET = "koroglu_footprints"
#: Nobody says which foot wore the sensor.
SIDE = "right"


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    prints = table(folder / "footprints.csv")
    names = table(folder / "trials.csv")["trial"]
    return [Trial(name, functools.partial(_load, folder, name, prints)) for name in names]


def _load(folder: Path, name: str, prints: pd.DataFrame) -> Converted:
    arrays = trial_arrays(folder / "trials" / f"{name}.npz")
    feet = {SIDE: (arrays["time"], arrays["acc_foot"], arrays["gyr_foot"])}
    recording = recorded(
        SET, name, feet, arrays["fs"], "MicroStrain 3DM-GX5-25", caution="the side is not known"
    )
    own = prints[prints["trial"] == name]
    t_s = arrays["time"][own["stance_sample"].to_numpy(int)].round(6)
    path = pd.DataFrame(
        {
            "t_s": t_s,
            "side": SIDE,
            "point": "footprint",
            "x_m": own["x_m"].to_numpy(float),
            "y_m": own["y_m"].to_numpy(float),
            "z_m": None,
        },
        columns=list(PATH),
    )
    rows = [("stance", SIDE, float(at), None, None, None) for at in t_s]
    return Converted(recording, truth_rows(rows), path)


if __name__ == "__main__":
    sys.exit(main(SET, trials, read_original))
