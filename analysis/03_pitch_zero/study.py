"""Find where in a stance a walking foot is as flat as standing, and what a stand is worth.

python analysis/03_pitch_zero/study.py
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent), str(_HERE.parent / "01_open_half")]

import matplotlib as mpl
import numpy as np
import pandas as pd
from sets import data_folder, walks
from stances import SHARES, FootStances, stances_of
from variants import Variant, compare
from zeros import found_with_zero

mpl.use("Agg")
import matplotlib.pyplot as plt

_SETS: Final = ("truong2019", "voisard2023", "mocap", "koroglu", "pyshoe")
_START, _END = "<!-- stands: begin -->", "<!-- stands: end -->"


def _zero(share: float, *, combined: bool) -> Any:
    return partial(found_with_zero, share=share, combined=combined)


VARIANTS = (
    Variant("as shipped: the stand, else half-way"),
    Variant("half-way, never the stand", {"zero.agree_deg": 1e-6}),
    Variant("the stand, else 0.35 of stance", find=_zero(0.35, combined=False)),
    Variant("the stand, else 0.40 of stance", find=_zero(0.40, combined=False)),
    Variant("the stand, else 0.60 of stance", find=_zero(0.60, combined=False)),
    Variant("by variances, half-way", find=_zero(0.50, combined=True)),
    Variant("by variances, 0.35 of stance", find=_zero(0.35, combined=True)),
    Variant("stand and walk at most 3° apart", {"zero.agree_deg": 3.0}),
    Variant("toes 0° outward of travel", {"mounting.toe_out_deg": 0.0}),
    Variant("forward by travel alone", {"mounting.turning_sd_deg": 60.0}),
    Variant("sensor 7 cm above the pivot", {"closed_stride.roll_height_m": 0.07}),
    Variant("sensor 9 cm above the pivot", {"closed_stride.roll_height_m": 0.09}),
    Variant("bias known to 0.1 °/s beforehand", {"gyro_bias.unknown_sd_dps": 0.1}),
)

COLUMNS = {
    ("S4", "waveform_deg"): "S4 pitch RMSE, °",
    ("S4", "contact_bias_deg"): "S4 own contact, bias, °",
    ("S4", "contact_sd_deg"): "S4 own contact, SD, °",
    ("S5", "mae_deg"): "S5 strike angle MAE, °",
    ("S5", "bias_deg"): "S5 bias, °",
    ("S5", "r"): "S5 r",
    ("S5", "change_mae_deg"): "S5 change MAE, °",
    ("S6", "mae_mps"): "S6 belt MAE, m/s",
    ("S6", "bias_mps"): "S6 bias, m/s",
    ("S7", "vicon_length"): "S7 optics, %",
    ("S7", "tape_length"): "S7 tape, cm",
}


def _stands() -> tuple[list[str], dict[str, Any]]:
    """Measure stand less walk on all walks that hold a stand; draw; return the table."""
    data = data_folder(None)
    refs = [r for r in walks(data) if r.set_name in _SETS and r.kind != "run"]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        found = pool.map(partial(stances_of, data=data), refs, chunksize=8)
    feet = [foot for walk in found for foot in walk if np.isfinite(foot.stand_deg)]
    names = [f"{share:.2f}" for share in SHARES]
    table = pd.DataFrame(
        [
            {"set": f.set_name, "person": f.person, "side": f.side, "group": f.group}
            | dict(zip(names, f.course_deg - f.stand_deg, strict=True))
            | {"least rate": f.flat_deg - f.stand_deg, "where": f.flat_share, "apart": _apart(f)}
            for f in feet
        ]
    )
    _figure(table, names)
    shown = ["0.20", "0.30", "0.35", "0.40", "0.50", "0.60", "least rate"]
    heads = [f"{name} of stance" if name[0] == "0" else name for name in shown]
    lines = ["| walks of | feet | " + " | ".join(heads) + " |", "|---|---|" + "---|" * len(shown)]
    facts: dict[str, Any] = {}
    groups = [(f"{s} {g}".strip(), own) for (s, g), own in table.groupby(["set", "group"])]
    for name, own in [*groups, ("all", table)]:
        person = own.groupby(["set", "person", "side"])[shown].mean()
        cells = [_cell(person[column]) for column in shown]
        lines.append(f"| {name} | {len(person)} | " + " | ".join(cells) + " |")
        facts[name] = {c: [round(v, 3) for v in _bias_sd(person[c])] for c in shown}
    many = table[table["set"].isin(["truong2019", "voisard2023"])]
    within = many.groupby(["set", "person", "side"])["0.50"].agg(["var", "size"]).dropna()
    weight = within["size"] - 1
    facts["apart_sd_deg"] = {
        s: round(float(own["apart"].std()), 3) for s, own in many.groupby("set")
    }
    facts["apart_n"] = {s: int(own["apart"].count()) for s, own in many.groupby("set")}
    facts["one_stand_sd_deg"] = round(float(many["apart"].std()) / np.sqrt(2.0), 3)
    facts["within_foot_sd_deg"] = round(
        float(np.sqrt((within["var"] * weight).sum() / weight.sum())), 3
    )
    facts["least_rate_share"] = round(float(table["where"].median()), 3)
    return lines, facts


def _apart(foot: FootStances) -> float:
    """Stand before the walk less stand behind it, °; NaN without both."""
    if not len(foot.begin_deg) or not len(foot.end_deg):
        return float("nan")
    return float(np.median(foot.begin_deg) - np.median(foot.end_deg))


def _bias_sd(values: pd.Series) -> tuple[float, float]:
    return float(values.mean()), float(values.std())


def _cell(values: pd.Series) -> str:
    bias, sd = _bias_sd(values)
    return f"{bias:+.2f} ± {sd:.2f}" if len(values) > 1 else f"{bias:+.2f}"


def _figure(table: pd.DataFrame, names: list[str]) -> None:
    figure, axis = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    person = table.groupby(["set", "person", "side"])[names].mean()
    axis.plot(SHARES, person.to_numpy().T, color="#777777", alpha=0.12, linewidth=0.8)
    for name, color in zip(
        _SETS, ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "black"), strict=True
    ):
        if name in person.index.get_level_values(0):
            axis.plot(SHARES, person.loc[name].mean(), color=color, linewidth=2, label=name)
    axis.axhline(0.0, color="black", linewidth=0.8)
    axis.set(
        xlabel="share of stance, contact to toe-off",
        ylabel="pitch walking less pitch standing, °",
        ylim=(-6, 6),
    )
    axis.legend(fontsize=8, title="mean over feet; grey: each foot", title_fontsize=8)
    figure.savefig(_HERE / "stand_and_walk.png", dpi=110)
    plt.close(figure)


def main() -> None:
    """Run both halves of the study; write figure, README tables and `result.json`."""
    lines, facts = _stands()
    print("\n".join(lines))
    compare(_HERE, VARIANTS, COLUMNS)
    readme = _HERE / "README.md"
    before, rest = readme.read_text().split(_START)
    readme.write_text(before + _START + "\n" + "\n".join(lines) + "\n" + _END + rest.split(_END)[1])
    path = _HERE / "result.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"stands": facts}, indent=2) + "\n")


if __name__ == "__main__":
    main()
