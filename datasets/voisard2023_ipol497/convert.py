"""Convert the walks of IPOL 497: lost packets stay lost, toe-offs and landings are truth."""

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

SET = "voisard2023_ipol497"
SIDES = ("left", "right")


def trials(folder: Path) -> list[Trial]:
    """List the walks of the set."""
    facts = table(folder / "trials.csv").set_index("trial")
    events = table(folder / "events.csv.gz")
    return [
        Trial(name, functools.partial(_load, folder, name, facts.loc[name], events))
        for name in facts.index
    ]


def _load(folder: Path, name: str, facts: pd.Series, events: pd.DataFrame) -> Converted:
    arrays = trial_arrays(folder / "trials" / f"{name}.npz")
    rate_hz = arrays["fs"]
    feet = {side: (None, arrays[f"acc_{side}"], arrays[f"gyr_{side}"]) for side in SIDES}
    recording = recorded(SET, name, feet, rate_hz, "Xsens MTw Awinda")
    rows = [
        (what, None, facts[f"{what}_start"] / rate_hz, facts[f"{what}_end"] / rate_hz, None, None)
        for what in ("walk", "uturn")
    ]
    for row in events[events["trial"] == name].itertuples():
        rows.append(("toe_off", row.side, row.toe_off / rate_hz, None, None, None))
        rows.append(("heel_strike", row.side, row.heel_strike / rate_hz, None, None, None))
    return Converted(recording, truth_rows(rows))


if __name__ == "__main__":
    sys.exit(main(SET, trials, read_original))
