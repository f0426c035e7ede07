"""Convert the walks in a motion-capture room: stances and the point's path are truth."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import PATH, Converted, Trial, main, recorded, table, trial_arrays, truth_rows

import gaitsense

SET = "pyshoe_vicon"
SIDE = "right"
RATE_HZ = 200.0
DEVICE = "MicroStrain 3DM-GX5-25"
POINT = "marker 5 cm above the sensor"


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    stances = table(folder / "stances.csv.gz")
    names = table(folder / "trials.csv")["trial"]
    return [Trial(name, functools.partial(_load, folder, name, stances)) for name in names]


def _load(folder: Path, name: str, stances: pd.DataFrame) -> Converted:
    arrays = trial_arrays(folder / "trials" / f"{name}.npz")
    t_s = arrays["time"]
    feet = {SIDE: (t_s, arrays[f"acc_{SIDE}"], arrays[f"gyr_{SIDE}"])}
    recording = recorded(SET, name, feet, arrays["fs"], DEVICE)
    own = stances.loc[stances["trial"] == name, "stance_sample"].to_numpy(int)
    rows = [("stance", SIDE, float(at), None, None, None) for at in t_s[own].round(6)]
    return Converted(recording, truth_rows(rows), _path(t_s, arrays[f"pos_{SIDE}"]))


def _path(t_s: np.ndarray, place_m: np.ndarray) -> pd.DataFrame:
    path = pd.DataFrame(place_m, columns=list(PATH[3:])).round(6)
    path.insert(0, "point", POINT)
    path.insert(0, "side", SIDE)
    path.insert(0, "t_s", t_s.round(6))
    return path


def original(files: Sequence[Path], data: str | None) -> Converted:  # noqa: ARG001
    """Convert a walk as published: a MATLAB file with imu (m/s², rad/s), ts (s) and gt (m)."""
    if len(files) > 1:
        raise gaitsense.RecordingError("each file is a walk of its own; give one", file=files[1])
    from scipy.io import loadmat

    try:
        arrays = loadmat(files[0], variable_names=["imu", "ts", "gt"])
        imu, gt = (np.asarray(arrays[name], np.float64) for name in ("imu", "gt"))
        t_s = np.asarray(arrays["ts"], np.float64).reshape(-1)
        acc_mps2, gyr_dps = imu[:, :3], np.degrees(imu[:, 3:6])
        place_m = gt[:, :3]
    except Exception as error:  # noqa: BLE001
        # loadmat raises whatever a broken file leads it to.
        raise gaitsense.RecordingError(
            f"this is no MATLAB file with the arrays imu, ts and gt ({type(error).__name__}); "
            "give one of the folder data/vicon/processed",
            file=files[0],
        ) from None
    t_s = t_s - t_s[0]
    recording = recorded(SET, files[0].stem, {SIDE: (t_s, acc_mps2, gyr_dps)}, RATE_HZ, DEVICE)
    path = _path(t_s, place_m) if len(place_m) == len(t_s) else None
    return Converted(recording, None, path)


if __name__ == "__main__":
    sys.exit(main(SET, trials, original))
