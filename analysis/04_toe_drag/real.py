"""What the detector says of real walks: false alarms of healthy people; of others, a share."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import pandas as pd

_HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent / "01_open_half")]

import sets

import gaitsense

#: Walks of another kind than walking on a floor or a belt.
_OTHER_SETS: Final = ("stairs",)
_OTHER_KINDS: Final = ("run", "unannotated")


def walking() -> list[sets.WalkRef]:
    """List the walks, none where the recordings are absent."""
    folder = sets.data_folder(None)
    if not folder.is_dir():
        return []
    return [
        ref
        for ref in sets.walks(folder)
        if ref.set_name not in _OTHER_SETS and ref.kind not in _OTHER_KINDS
    ]


def _of_walk(ref: sets.WalkRef) -> dict[str, Any]:
    walk = sets.load(ref, sets.data_folder(None))
    rows = gaitsense.analyze(gaitsense.Recording.from_arrays(walk.feet)).strides
    level = rows[rows["context"] == "level"]
    return {
        "group": ref.group,
        "person": ref.person,
        "strides": len(rows),
        "level": len(level),
        "yes": int((rows["toe_drag"] == "yes").sum()),
        "unsure": int((level["toe_drag"] == "unsure").sum()),
    }


def real_result(jobs_n: int) -> dict[str, Any] | None:
    """Count verdicts by group of walkers.

    Parameters
    ----------
    jobs_n : int
        Processes.

    Returns
    -------
    dict or None
        By group: walks, people, strides, level strides, drags told, unsure among level strides,
        the worst person (most drags told per stride) and how many people have none; None where
        the recordings are absent.
    """
    refs = walking()
    if not refs:
        return None
    with ProcessPoolExecutor(jobs_n) as pool:
        table = pd.DataFrame(list(pool.map(_of_walk, refs)))
    found = {}
    for group, part in table.groupby("group"):
        people = part.groupby("person")[["strides", "yes"]].sum()
        rate = people["yes"] / people["strides"]
        worst = str(rate.idxmax())
        found[str(group)] = {
            "walks": len(part),
            "people": len(people),
            "people_without": int((people["yes"] == 0).sum()),
            "strides": int(part["strides"].sum()),
            "level": int(part["level"].sum()),
            "yes": int(part["yes"].sum()),
            "level_unsure": int(part["unsure"].sum()),
            "worst": worst,
            "worst_yes": int(people.loc[worst, "yes"]),
            "worst_strides": int(people.loc[worst, "strides"]),
        }
    return found
