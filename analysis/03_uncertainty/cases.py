"""Cases: one measured value each, with its error against a reference and the SD it was given.

A case knows the person, the condition (as recorded, at another rate, with losses or clipping), the
kind of landing, and what the reference itself may be off. Columns of a stride's row whose name
begins with the quantity's and ``_var_`` travel along: they hold the parts of the variance.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from markers import marker_pitch_deg
from matching import fit_lever, match_events
from methods import Found
from numpy.typing import NDArray
from rows_height import ROWS as HEIGHTS
from rows_treadmill_optics import align
from sets import SIDES, Walk

Array = NDArray[np.float64]
Case = dict[str, Any]

LENGTH: Final = "stride_length_m"
CONTACT: Final = "foot_pitch_contact_deg"
LATE: Final = "foot_pitch_late_swing_max_deg"
TOE: Final = "toe_clearance_min_m"
SPEED: Final = "walking_speed_mps"
TIME: Final = "initial_contact_s"

#: What a reference's own value may be off, one standard deviation. Tape over two footprints:
#: 1 cm each end, as a tape is read and a print has an edge. Optics: 2 mm at each end. Light
#: barriers: diodes 1.04 cm apart, both ends even in between. Belts: 0.3 % of their speed.
#: Markers 0.15 m apart, 1 mm each: 0.5°. An optical mean angle carries the same once per walk.
TAPE_SD_M: Final = 0.010 * 2.0**0.5
OPTICS_SD_M: Final = 0.002 * 2.0**0.5
BARRIER_SD_M: Final = 0.0104 / 6.0**0.5
BELT_SHARE_SD: Final = 0.003
MARKER_PITCH_SD_DEG: Final = 0.5
MARKER_HEIGHT_SD_M: Final = 0.001
#: Pairing of contacts and stances with the reference's, s.
_CONTACT_S: Final = 0.060
_ANNOTATED_S: Final = 0.100
_STANCE_S: Final = 0.3
_BARRIER_S: Final = 0.15
_LONGEST_BARRIER_STRIDE_S: Final = 2.0
_SHORTEST_STRIDE_M: Final = 0.3
_SINGLE_SWING_S: Final = 1.0
_CONTACTS_PER_FOOT: Final = 50


def of_stride(
    row: Mapping[str, Any], quantity: str, reference: str, error: float, reference_sd: float
) -> Case:
    """Make the case of one stride's value."""
    return {
        "quantity": quantity,
        "reference": reference,
        "contact": str(row["contact_type"]),
        "reasons": str(row["reasons"]),
        "value": float(row[quantity]),
        "error": float(error),
        "reference_sd": float(reference_sd),
        "sd": float(row.get(f"{quantity}_sd", np.nan)),
    } | parts(row, quantity)


def parts(row: Mapping[str, Any], quantity: str) -> dict[str, float]:
    """Take along the parts of a value's variance, by name."""
    begin = f"{quantity}_var_"
    return {
        "var_" + name.removeprefix(begin): float(row[name])
        for name in row
        if str(name).startswith(begin)
    }


def _records(found: Found, side: str) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in found.rows(side).to_dict("records")]


def mocap(walk: Walk, found: Found) -> list[Case]:
    """Pitch at contact, late-swing maximum, contact time and toe clearance beside markers."""
    cases: list[Case] = []
    for side in SIDES:
        markers = walk.truth["markers"][side]
        t_s, pitch = markers["t_s"], marker_pitch_deg(markers)
        rows = _records(found, side)
        known = [row for row in rows if np.isfinite(row[TIME])]
        wanted = walk.truth["strides"][side]
        at_s = np.array([row[TIME] for row in known])
        for i, j in match_events(at_s, wanted["ic_s"].to_numpy(), _CONTACT_S):
            row, stride = known[i], wanted.iloc[j]
            contact_s = float(stride["ic_s"])
            truth = float(np.interp(contact_s, t_s, pitch))
            where = "markers"
            cases.append(of_stride(row, CONTACT, where, row[CONTACT] - truth, MARKER_PITCH_SD_DEG))
            cases.append(of_stride(row, TIME, where, row[TIME] - contact_s, 0.0))
            begin_s = 0.5 * (float(stride["tc_s"]) + contact_s)
            late = pitch[(t_s >= begin_s) & (t_s <= contact_s)]
            if len(late):
                error = row[LATE] - float(late.max())
                cases.append(of_stride(row, LATE, where, error, MARKER_PITCH_SD_DEG))
    return cases + _toes(walk, found)


def _toes(walk: Walk, found: Found) -> list[Case]:
    """Toe clearance as reported, beside the toe marker; and its path, lever arm fitted.

    One arm per foot, fitted on strides of even number; odd ones are compared.
    """
    cases: list[Case] = []
    strides = [s for s in HEIGHTS[1].measure(walk, found) if s["swing_s"] <= _SINGLE_SWING_S]
    for side in SIDES:
        own = [s for s in strides if s["side"] == side and s["measured"]]
        even = [s for s in own if s["s_id"] % 2 == 0]
        arm = fit_lever([s["toe"] - s["height"] for s in even], [s["lever"] for s in even])
        rows = _records(found, side)
        for s in own:
            row = _around(rows, 0.5 * sum(s["span_s"]))
            if row is None or not s["middle"].any():
                continue
            true_m = float(s["toe"][s["middle"]].min())
            error = row[TOE] - true_m
            cases.append(of_stride(row, TOE, "toe marker, whole", error, MARKER_HEIGHT_SD_M))
            if s["s_id"] % 2:
                path = s["height"] + s["lever"] @ arm
                cases.append(_path_only(row, "toe marker", np.nanmin(path[s["middle"]]) - true_m))
    return cases


def _around(rows: list[dict[str, Any]], at_s: float) -> dict[str, Any] | None:
    """Return the stride that was under way at an instant."""
    return next((row for row in rows if row["start_s"] <= at_s < row["end_s"]), None)


def _path_only(row: Mapping[str, Any], reference: str, error: float) -> Case:
    """Judge a height whose lever arm is known by the path's part of the variance alone."""
    case = of_stride(row, TOE, f"{reference}, path alone", error, MARKER_HEIGHT_SD_M)
    lever = float(row.get(f"{TOE}_var_fixed", 0.0))
    case["sd"] = float(np.sqrt(max(case["sd"] ** 2 - lever, 0.0)))
    case["var_fixed"] = 0.0
    return case


def pyshoe(walk: Walk, found: Found) -> list[Case]:
    """Stride length against optics and, of walks, the height of the optical point."""
    reference = f"optics, {_pace(walk)}"
    cases = _lengths(walk, found, reference, OPTICS_SD_M)
    if walk.ref.kind == "walk":
        cases += _pyshoe_heights(walk, found)
    return cases


def koroglu(walk: Walk, found: Found) -> list[Case]:
    """Stride length against a tape."""
    return _lengths(walk, found, f"tape, {_pace(walk)}", TAPE_SD_M)


def _pace(walk: Walk) -> str:
    return {"walk": "walking", "run": "running"}[walk.ref.kind]


def _lengths(walk: Walk, found: Found, reference: str, reference_sd: float) -> list[Case]:
    rows = _records(found, walk.truth["side"])
    stances_s, place_m = walk.truth["stances_s"], walk.truth["stance_m"]
    before, after = (
        match_events(np.array([row[name] for row in rows]), stances_s, _STANCE_S)
        for name in ("start_s", "end_s")
    )
    of_stance = {j: i for i, j in before if (i, j + 1) in after}
    cases = []
    for k, true_m in enumerate(np.hypot(*np.diff(place_m, axis=0).T)):
        if k in of_stance and true_m >= _SHORTEST_STRIDE_M:
            row = rows[of_stance[k]]
            cases.append(of_stride(row, LENGTH, reference, row[LENGTH] - true_m, reference_sd))
    return cases


def _pyshoe_heights(walk: Walk, found: Found) -> list[Case]:
    """Mid-swing minimum of the optical point, one lever arm fitted per walk."""
    strides = [s for s in HEIGHTS[0].measure(walk, found)["strides"] if s["measured"]]
    if not strides:
        return []
    arm = fit_lever([s["reference"] - s["height"] for s in strides], [s["lever"] for s in strides])
    rows = _records(found, walk.truth["side"])
    cases = []
    for s in strides:
        row = _around(rows, 0.5 * sum(s["span_s"]))
        if row is None or s["valley"] is None or not s["calm"]:
            continue
        swing = slice(s["valley"][0], s["valley"][1] + 1)
        ours = s["height"] + s["lever"] @ arm
        error = float(np.nanmin(ours[swing]) - s["reference"][swing].min())
        cases.append(_path_only(row, "optics", error))
    return cases


def stroke(walk: Walk, found: Found) -> list[Case]:
    """Mean foot-strike angle and mean speed of a walk, by the summary's own uncertainty."""
    pitch, given = [], []
    cases: list[Case] = []
    for side in SIDES:
        rows = found.rows(side)
        rows = rows[np.isfinite(rows[TIME])].head(_CONTACTS_PER_FOOT)
        values = rows[CONTACT].to_numpy(float)
        pitch.append(float(np.nanmean(values)))
        given.append(_of_mean(found, side, CONTACT))
    error = float(np.mean(pitch)) - walk.truth["fsa_deg"]
    types = pd.concat([found.rows(side)["contact_type"] for side in SIDES]).mode()
    cases.append(_of_walk(CONTACT, "optics, mean of a walk", pitch, error, given, types.iloc[0]))
    belt = walk.truth["belt_mps"]
    known = [side for side in SIDES if found.summary[side]["values"][SPEED]["n"]]
    if np.isfinite(belt) and known:
        speed = [found.summary[side]["values"][SPEED]["mean"] for side in known]
        given = [_of_mean(found, side, SPEED) for side in known]
        error = float(np.mean(speed)) - belt
        case = _of_walk(SPEED, "belt, mean of a walk", speed, error, given, types.iloc[0])
        cases.append(case | {"reference_sd": BELT_SHARE_SD * belt})
    return cases


def _of_walk(
    quantity: str,
    reference: str,
    values: list[float],
    error: float,
    given: list[dict[str, float]],
    contact: str,
) -> Case:
    """Make the case of a mean over both feet: their errors are taken to go together."""
    names = dict.fromkeys(itertools.chain.from_iterable(given))
    together = {name: float(np.mean([one[name] for one in given])) for name in names}
    return {
        "quantity": quantity,
        "reference": reference,
        "contact": contact,
        "reasons": "",
        "value": float(np.mean(values)),
        "error": error,
        "reference_sd": MARKER_PITCH_SD_DEG,
        **together,
    }


def _of_mean(found: Found, side: str, name: str) -> dict[str, float]:
    """Uncertainty of a foot's mean, as the summary states it, with the parts of its variance."""
    entry = found.summary[side]["values"][name]
    return {"sd": float(entry.get("mean_uncertainty_sd", np.nan))} | parts(
        entry, "mean_uncertainty"
    )


def tripod(walk: Walk, found: Found) -> list[Case]:
    """Stride length against light barriers."""
    ours = {side: found.times(side, TIME) for side in SIDES}
    contacts = {side: walk.truth["contacts"][side]["contact_s"].to_numpy() for side in SIDES}
    offset_s = align(ours, contacts)
    cases = []
    for side in SIDES:
        table = walk.truth["contacts"][side]
        rows = [row for row in _records(found, side) if np.isfinite(row[TIME])]
        own_s = np.array([row[TIME] for row in rows])
        own_of = {j: i for i, j in match_events(own_s, contacts[side] + offset_s, _BARRIER_S)}
        for j in range(1, len(table)):
            i, before, true_m = own_of.get(j), own_of.get(j - 1), table["stride_m"][j]
            if i is None or before != i - 1 or table["stride_s"][j] > _LONGEST_BARRIER_STRIDE_S:
                continue
            error = rows[i][LENGTH] - true_m
            cases.append(of_stride(rows[i], LENGTH, "light barriers", error, BARRIER_SD_M))
    return cases


def annotated(walk: Walk, found: Found) -> list[Case]:
    """Time of contact beside annotated walks."""
    cases = []
    for side in SIDES:
        rows = [row for row in _records(found, side) if np.isfinite(row[TIME])]
        own_s = np.array([row[TIME] for row in rows])
        for i, j in match_events(own_s, walk.truth["ic"][side], _ANNOTATED_S):
            error = rows[i][TIME] - walk.truth["ic"][side][j]
            cases.append(of_stride(rows[i], TIME, "annotations", error, 0.0))
    return cases


#: How each set is turned into cases.
MEASURES: Final[dict[str, Callable[[Walk, Found], list[Case]]]] = {
    "mocap": mocap,
    "pyshoe": pyshoe,
    "koroglu": koroglu,
    "stroke": stroke,
    "tripod": tripod,
    "voisard2023": annotated,
}


def applies(set_name: str, kind: str) -> bool:
    """Whether walks of a set and kind have a reference here."""
    return set_name in MEASURES and kind != "unannotated"


def simulated(truth: pd.DataFrame, strides: pd.DataFrame) -> list[Case]:
    """All quantities of simulated strides beside their exact truth.

    Parameters
    ----------
    truth, strides : DataFrame
        True strides and those found, of both feet. The true kind of landing counts.
    """
    cases: list[Case] = []
    for side in SIDES:
        true = truth[truth["side"] == side].to_dict("records")
        if not true:
            continue
        middle_s = np.array([0.5 * (row["start_s"] + row["end_s"]) for row in true])
        for row in strides[strides["side"] == side].to_dict("records"):
            own = true[int(np.argmin(np.abs(middle_s - 0.5 * (row["start_s"] + row["end_s"]))))]
            if not own["start_s"] < 0.5 * (row["start_s"] + row["end_s"]) < own["end_s"]:
                continue
            if own["context"] != "level":
                continue
            row["contact_type"] = own["contact_type"]
            named = {str(k): v for k, v in row.items()}
            for name in (LENGTH, CONTACT, LATE, TOE, TIME):
                if abs(row[TIME] - own[TIME]) > 0.25 and name != LENGTH:
                    continue
                cases.append(of_stride(named, name, "simulator", row[name] - own[name], 0.0))
    return [case for case in cases if np.isfinite(case["error"])]
