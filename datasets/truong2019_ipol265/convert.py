"""Convert the walks of IPOL demo 265: gravity is put back as estimated, footsteps are truth."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import (
    Converted,
    Trial,
    data_folder,
    main,
    recorded,
    table,
    trial_arrays,
    truth_rows,
)

import gaitsense

SET = "truong2019_ipol265"
RATE_HZ = 100.0
G_MPS2 = 9.80665
SIDES = ("left", "right")
NOTE = "gravity was estimated and put back; angles are good to 10 to 20 degrees only"


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    facts = table(folder / "trials.csv").set_index("trial")
    steps = table(folder / "footsteps.csv.gz")
    return [
        Trial(name, functools.partial(_load, folder, name, facts.loc[name], steps))
        for name in facts.index
    ]


def _load(folder: Path, name: str, facts: pd.Series, steps: pd.DataFrame) -> Converted:
    arrays = trial_arrays(folder / "trials" / f"{name}.npz")
    feet = {
        side: (None, arrays[f"acc_{side}"] + _gravity_mps2(facts, side), arrays[f"gyr_{side}"])
        for side in SIDES
    }
    recording = recorded(SET, name, feet, arrays["fs"], str(facts["sensor"]), caution=NOTE)
    own = steps[steps["trial"] == name]
    rows = [
        ("footstep", row.side, row.start / RATE_HZ, row.end / RATE_HZ, None, None)
        for row in own.itertuples()
    ]
    return Converted(recording, truth_rows(rows))


def _gravity_mps2(facts: pd.Series, side: str) -> np.ndarray:
    return G_MPS2 * np.array([facts[f"grav_{axis}_{side}"] for axis in "xyz"], np.float64)


def original(files: Sequence[Path], data: str | None) -> Converted:
    """Convert a walk as published: a CSV with the columns LAX to RRZ, its JSON beside it.

    Which way was up is looked up in the set's trials.csv, below the folder `data`.
    """
    path = next((file for file in files if file.suffix == ".csv"), files[0])
    facts = table(data_folder(data, SET) / "trials.csv").set_index("trial")
    if path.stem not in facts.index:
        raise gaitsense.RecordingError(
            f"which way was up is estimated in {SET}/trials.csv for other walks only, so this one "
            "cannot be converted",
            file=path,
        )
    try:
        rows = pd.read_csv(path, skipinitialspace=True)
        feet = {}
        for side, letter in zip(SIDES, "LR", strict=True):
            acc = rows[[f"{letter}A{axis}" for axis in "XYZ"]].to_numpy(np.float64) * G_MPS2
            gyr = rows[[f"{letter}R{axis}" for axis in "XYZ"]].to_numpy(np.float64)
            feet[side] = (None, acc + _gravity_mps2(facts.loc[path.stem], side), gyr)
    except (OSError, ValueError, KeyError) as error:
        raise gaitsense.RecordingError(
            f"this is no table with the columns LAX to RRZ ({error}); give the CSV of a walk",
            file=path,
        ) from None
    device = str(facts.loc[path.stem]["sensor"])
    recording = recorded(SET, path.stem, feet, RATE_HZ, device, caution=NOTE)
    return Converted(recording, _marked(path.with_suffix(".json")))


def _marked(path: Path) -> pd.DataFrame | None:
    """Give the footsteps of the JSON beside a walk; None where there is none."""
    if not path.is_file():
        return None
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return truth_rows(
            ("footstep", side, start / RATE_HZ, end / RATE_HZ, None, None)
            for side in SIDES
            for start, end in facts[f"{side.title()}FootActivity"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise gaitsense.RecordingError(
            f"this is no JSON with the footsteps of both feet ({type(error).__name__}); copy it "
            "again, or take it away to convert the walk without its truth",
            file=path,
        ) from None


if __name__ == "__main__":
    sys.exit(main(SET, trials, original))
