"""Convert the treadmill walks after a stroke: foot-strike angle and belt speed are truth."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

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

SET = "movingreality_stroke"
SIDES = ("left", "right")
#: Columns of trials.csv that hold of a whole walk: what they are called here, and their unit.
WHOLE = {
    "ref_mean_fsa_deg": ("mean_foot_strike_angle", "deg"),
    "treadmill_speed_m_s": ("belt_speed", "m/s"),
}


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    facts = table(folder / "trials.csv").set_index("trial")
    return [
        Trial(name, functools.partial(_load, folder, name, facts.loc[name])) for name in facts.index
    ]


def _load(folder: Path, name: str, facts: pd.Series) -> Converted:
    arrays = trial_arrays(folder / "trials" / f"{name}.npz")
    feet = {side: (None, arrays[f"acc_{side}"], arrays[f"gyr_{side}"]) for side in SIDES}
    recording = recorded(
        SET, name, feet, arrays["fs"], "Xsens MTw Awinda", trial_type=str(facts["trialtype"])
    )
    rows = [
        (what, None, None, None, float(facts[column]), unit)
        for column, (what, unit) in WHOLE.items()
        if pd.notna(facts[column])
    ]
    return Converted(recording, truth_rows(rows))


if __name__ == "__main__":
    sys.exit(main(SET, trials, read_original))
