"""Every true stride of the exam beside what the program said of it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np
import pandas as pd
from exam import Case, labelled

import gaitsense

#: A found stride belongs to a true one whose contact is this near, s.
_NEAR_S: Final = 0.3
#: Measures whose error and stated uncertainty are kept (D5, D6).
MEASURES: Final = (
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "toe_clearance_min_m",
    "stride_length_m",
)


def exam_strides(cases: Iterable[Case], jobs_n: int) -> pd.DataFrame:
    """Walk and analyse the cases; one row per true stride.

    Parameters
    ----------
    cases : iterable of Case
        Walks of the exam.
    jobs_n : int
        Processes.

    Returns
    -------
    pandas.DataFrame
        The case, the truth (label, kind, context, drag interval), the verdict with its
        probability, reason and interval ("missed" where no stride was found), and for each of
        `MEASURES` the error ``err_…`` and the stated ``sd_…``.
    """
    parts = []
    with ProcessPoolExecutor(jobs_n) as pool:
        for number, part in enumerate(pool.map(_of_case, cases)):
            parts.append(part.assign(walk=number))
    return pd.concat(parts, ignore_index=True)


def _of_case(case: Case) -> pd.DataFrame:
    walk = case.walk()
    truth = labelled(walk)
    kinds = walk.truth.drags.set_index(["side", "stride_id"])["kind"]
    found = gaitsense.analyze(walk.recording).strides
    rows = []
    for side in ("left", "right"):
        own = found[found["side"] == side].reset_index(drop=True)
        contact = own["initial_contact_s"].to_numpy()
        middle = (0.5 * (own["start_s"] + own["end_s"])).to_numpy()
        contact = np.where(np.isfinite(contact), contact, middle)
        taken: set[int] = set()
        for true in truth[truth["side"] == side].itertuples():
            apart = np.abs(contact - true.initial_contact_s)
            at = int(np.argmin(apart)) if len(apart) else -1
            hit = at >= 0 and apart[at] < _NEAR_S and at not in taken
            if hit:
                taken.add(at)
            row = {
                "side": side,
                "label": true.label,
                "context": true.context,
                "kind": kinds.get((side, true.stride_id), ""),
                "true_start_s": true.toe_drag_start_s,
                "true_length_s": true.toe_drag_duration_s,
                "verdict": "missed",
            }
            if hit:
                mine = own.loc[at]
                row |= {
                    "verdict": mine["toe_drag"],
                    "probability": mine["toe_drag_probability"],
                    "reasons": mine["reasons"],
                    "start_s": mine["toe_drag_start_s"],
                    "length_s": mine["toe_drag_duration_s"],
                }
                for name in MEASURES:
                    row[f"err_{name}"] = mine[name] - getattr(true, name)
                    row[f"sd_{name}"] = mine[f"{name}_sd"]
            rows.append(row)
    return pd.DataFrame(rows).assign(
        gait=case.gait,
        group=case.group,
        surface=case.scenario.surface,
        sensor=case.sensor,
        rate_hz=case.rate_hz,
        slow=case.slow,
    )
