"""Which strides are looked at: the worst, by a rule that stands before they are seen.

S1: the walks with the most missed and false strides of both feet together, one walk of a
person; in each, the first wrong stride in time.
S5: the walks whose mean pitch at contact is farthest from the optical mean, and, as one person
may fill them all, the worst walk of each of the next people; in each, the scored stride whose own
pitch is farthest from the optical mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from matching import claim_spans
from methods import method_named
from sets import SIDES, Walk, WalkRef, load, walks
from study import ROWS, Task, run, work

import gaitsense

#: Strides of each row, and further people in S5.
HOW_MANY: Final = 5
_OTHERS: Final = 3
#: What is shown before and after a stride, s.
AROUND_S: Final = 2.5
#: Contacts per foot that S5 is scored on.
_CONTACTS: Final = 50


@dataclass(frozen=True)
class Wrong:
    """A stride that went wrong.

    Parameters
    ----------
    row : str
        S1 or S5.
    ref : WalkRef
        Its walk.
    side : str
        Its foot.
    kind : str
        "missed", "false" or "pitch".
    t_s : float
        Its middle (S1), or its contact (S5), s.
    whole : str
        How the whole walk did, in words.
    stride : str
        How this stride did.
    """

    row: str
    ref: WalkRef
    side: str
    kind: str
    t_s: float
    whole: str
    stride: str

    @property
    def window_s(self) -> tuple[float, float]:
        """What a picture of it shows."""
        return self.t_s - AROUND_S, self.t_s + AROUND_S


#: A stride that went wrong, its walk, and what the program makes of it.
Found = tuple[Wrong, Walk, gaitsense.Analysis]


def worst(data: Path, jobs: int) -> list[Found]:
    """Score rows S1 and S5, and pick the worst strides with their walks."""
    refs = walks(data)
    tasks = [
        Task(ref, rows, "gaitsense", data, live_path=False)
        for ref in refs
        if (rows := tuple(name for name in ("S1", "S5") if ROWS[name].applies(ref)))
    ]
    done = run(tasks, jobs, work)
    found = []
    for ref in _most_wrong([(one.ref, one.measures["S1"]) for one in done if "S1" in one.measures]):
        walk = load(ref, data)
        result = _analysis(walk)
        found.append((_first_wrong(walk, result), walk, result))
    for ref in _farthest([(one.ref, one.measures["S5"]) for one in done if "S5" in one.measures]):
        walk = load(ref, data)
        result = _analysis(walk)
        found.append((_farthest_stride(walk, result), walk, result))
    return found


def _analysis(walk: Walk) -> gaitsense.Analysis:
    return gaitsense.analyze(method_named("gaitsense").recording(walk))


def _most_wrong(measured: list[tuple[WalkRef, dict[str, int]]]) -> list[WalkRef]:
    order = sorted(measured, key=lambda one: (-one[1]["missed"] - one[1]["false"], one[0].key))
    people: dict[str, WalkRef] = {}
    for ref, _ in order:
        people.setdefault(ref.person, ref)
    return list(people.values())[:HOW_MANY]


def _farthest(measured: list[tuple[WalkRef, dict[str, float]]]) -> list[WalkRef]:
    order = sorted(
        measured, key=lambda one: (-abs(one[1]["ours_deg"] - one[1]["reference_deg"]), one[0].key)
    )
    picked = [ref for ref, _ in order[:HOW_MANY]]
    seen = {ref.person for ref in picked}
    others: dict[str, WalkRef] = {}
    for ref, _ in order:
        if ref.person not in seen:
            others.setdefault(ref.person, ref)
    return picked + list(others.values())[:_OTHERS]


def _first_wrong(walk: Walk, result: gaitsense.Analysis) -> Wrong:
    wrong: list[tuple[float, str, str, str]] = []
    counted = {"missed": 0, "false": 0}
    for side in SIDES:
        rows = result.strides[result.strides["side"] == side]
        middle = (rows["heel_off_s"] + rows["foot_flat_s"]).to_numpy(float) / 2
        known = middle[np.isfinite(middle)]
        spans = walk.truth["steps"][side]
        claimed = claim_spans(known, spans)
        for k, (begin, end) in enumerate(spans):
            if k not in claimed:
                words = f"step {k + 1} of {len(spans)}, marked for {end - begin:.2f} s"
                wrong.append(((begin + end) / 2, side, "missed", words))
                counted["missed"] += 1
        for t_s, claim in zip(known, claimed, strict=True):
            if claim < 0:
                inside = bool(((spans[:, 0] <= t_s) & (t_s < spans[:, 1])).any())
                words = "inside a step that has its stride" if inside else "outside all steps"
                wrong.append((float(t_s), side, "false", words))
                counted["false"] += 1
    t_s, side, kind, words = min(wrong)
    whole = f"{counted['missed']} missed, {counted['false']} false ({walk.ref.group})"
    return Wrong("S1", walk.ref, side, kind, t_s, whole, f"{kind}: {words}")


def scored_contacts(result: gaitsense.Analysis, side: str) -> Any:
    """Take the strides of a foot that S5 is scored on, with all their columns."""
    rows = result.strides[result.strides["side"] == side]
    rows = rows[np.isfinite(rows["initial_contact_s"])]
    return rows.sort_values("initial_contact_s")[:_CONTACTS]


def _farthest_stride(walk: Walk, result: gaitsense.Analysis) -> Wrong:
    reference = walk.truth["fsa_deg"]
    pitches, best = [], (-1.0, 0.0, "", 0.0)
    for side in SIDES:
        rows = scored_contacts(result, side)
        pitch = rows["foot_pitch_contact_deg"].to_numpy(float)
        pitches.append(pitch)
        for t_s, own in zip(rows["initial_contact_s"], pitch, strict=True):
            if np.isfinite(own):
                best = max(best, (abs(own - reference), float(t_s), side, float(own)))
    _, t_s, side, own = best
    feet = ", ".join(
        f"{side} {np.nanmean(one):+.1f} ± {np.nanstd(one):.1f}°"
        for side, one in zip(SIDES, pitches, strict=True)
    )
    mean = float(np.nanmean(np.concatenate(pitches)))
    whole = f"{mean:+.1f}° against {reference:+.1f}° ({feet})"
    return Wrong("S5", walk.ref, side, "pitch", t_s, whole, f"{own:+.1f}°")
