"""Where the signs of a heel's contact lie about two references that disagree.

Every number told or drawn is an interval between two times; no recorded signal is shown.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matching import match_events
from numpy.typing import NDArray
from sets import SIDES, Walk, data_folder, load, walks
from variants import Variant

mpl.use("Agg")
import matplotlib.pyplot as plt

Array = NDArray[np.float64]

_TOLERANCE_S: Final = 0.100
#: The jolt is looked for so long before and after the reversal, s, the lowering after it.
_BEFORE_S, _AFTER_S = 0.06, 0.2
_LANDED_SHARE: Final = 0.75
_SHIPPED: Final = Variant("as shipped")
_REVERSAL: Final = Variant("reversal", {"events.jolt_delay_s": 1.0})
_SIGNS: Final = {
    "reversal": ("rotation turns round", "#0072b2", "o"),
    "landed": ("sole goes down at ¾ of its fastest", "#009e73", "s"),
    "jolt": ("middle of the jolt", "#d55e00", "^"),
    "contact": ("contact, as shipped", "#222222", "D"),
}


def intervals(walk: Walk) -> list[dict[str, float]]:
    """Measure the signs of each heel contact of the reference, ms after it."""
    shipped, early = _SHIPPED.run(walk), _REVERSAL.run(walk)
    out = []
    for side in SIDES:
        if walk.ref.set_name == "mocap":
            wanted_s = walk.truth["strides"][side]["ic_s"].to_numpy(float)
        else:
            wanted_s = walk.truth["ic"][side]
        rows = shipped.rows(side)
        rows = rows.assign(turned_s=early.rows(side)["initial_contact_s"])
        known = rows["initial_contact_s"].notna() & rows["turned_s"].notna()
        rows = rows[known & (rows["contact_type"] == "heel")]
        contact_s, turned_s = rows["initial_contact_s"].to_numpy(), rows["turned_s"].to_numpy()
        for i, j in match_events(contact_s, wanted_s, _TOLERANCE_S):
            times_s = {
                "reversal": turned_s[i],
                "landed": _landed_s(shipped.path(side), turned_s[i]),
                "jolt": _jolt_s(*walk.feet[side][:2], turned_s[i]),
                "contact": contact_s[i],
            }
            out.append({name: 1000.0 * (t - wanted_s[j]) for name, t in times_s.items()})
    return out


def _landed_s(path: pd.DataFrame, turned_s: float) -> float:
    """Time at which pitch falls at three quarters of its fastest, s."""
    near = path[(path["t_s"] >= turned_s) & (path["t_s"] <= turned_s + _AFTER_S)]
    t_s, pitch = near["t_s"].to_numpy(float), near["foot_pitch_deg"].to_numpy(float)
    if len(t_s) < 3:
        return float("nan")
    rate, middle_s = np.diff(pitch) / np.diff(t_s), 0.5 * (t_s[1:] + t_s[:-1])
    level = _LANDED_SHARE * rate.min()
    k = int(np.argmax(rate <= level))
    if k == 0 or rate[k] >= 0.0:
        return float("nan")
    return float(np.interp(-level, -rate[k - 1 : k + 1], middle_s[k - 1 : k + 1]))


def _jolt_s(t_s: Array, acc: Array, turned_s: float) -> float:
    """Time by which half of the squared changes of specific force have come, s."""
    near = (t_s >= turned_s - _BEFORE_S) & (t_s <= turned_s + _AFTER_S)
    change = np.nan_to_num(np.diff(acc[near], axis=0))
    gathered = np.concatenate([[0.0], np.cumsum(np.sum(change**2, axis=1))])
    return float(np.interp(0.5 * gathered[-1], gathered, t_s[near]))


def draw(folder: Path) -> None:
    """Measure both sets, put the numbers into `result.json`, draw `contact_signs.png`."""
    data = data_folder(None)
    people: dict[str, list[dict[str, float]]] = {}
    for ref in walks(data):
        if ref.set_name in ("mocap", "voisard2023"):
            people.setdefault(ref.person, []).extend(intervals(load(ref, data)))
    told = {who: _spread(pd.DataFrame(contacts)) for who, contacts in people.items()}
    path = folder / "result.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps(facts | {"signs": told}, indent=2) + "\n")
    _figure(told, folder / "contact_signs.png")


def _spread(contacts: pd.DataFrame) -> dict[str, Any]:
    out: dict[str, Any] = {"heel_contacts": len(contacts)}
    for name in _SIGNS:
        low, middle, high = np.nanpercentile(contacts[name], [10, 50, 90])
        out[name] = {
            "p10_ms": round(float(low), 1),
            "median_ms": round(float(middle), 1),
            "p90_ms": round(float(high), 1),
        }
    return out


def _figure(told: dict[str, dict[str, Any]], path: Path) -> None:
    order = sorted(
        told, key=lambda who: (not who.startswith("mocap"), told[who]["jolt"]["median_ms"])
    )
    figure, axis = plt.subplots(figsize=(7.0, 4.6), layout="constrained")
    for row, who in enumerate(order):
        for place, (name, (_, colour, mark)) in enumerate(_SIGNS.items()):
            y = row + 0.17 * (place - 1.5)
            of = told[who][name]
            axis.plot([of["p10_ms"], of["p90_ms"]], [y, y], color=colour, lw=1.2, alpha=0.5)
            axis.plot(of["median_ms"], y, mark, color=colour, ms=5)
    for label, colour, mark in _SIGNS.values():
        axis.plot([], [], mark, color=colour, label=label)
    axis.axvline(0.0, color="#777777", lw=1.0)
    axis.axhline(0.5, color="#bbbbbb", lw=0.8)
    axis.set_yticks(
        range(len(order)),
        [
            f"{'optics' if who.startswith('mocap') else f'annotated, {row}'}"
            f" (n = {told[who]['heel_contacts']})"
            for row, who in enumerate(order)
        ],
    )
    axis.invert_yaxis()
    axis.set_xlabel("ms after the reference's contact (median, 10th to 90th percentile)")
    axis.legend(ncols=2, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, 1.14), frameon=False)
    figure.savefig(path, dpi=90)
    plt.close(figure)
