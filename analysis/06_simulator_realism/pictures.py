"""The study's figures: spectra, landings, shapes of strides, distributions, what tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd
from collecting import ORIGINS, Collected, only
from matplotlib.ticker import NullFormatter
from people import GROUPS
from strides import FREQUENCIES_HZ, POINTS
from weighing import by_person, quantiles

_COLOUR: Final = {"real": "#222222", "as shipped": "#d55e00", "twin": "#0072b2"}
_CURVES: Final = {
    "rate_dps": "toes-up rate, °/s",
    "forward_mps2": "force forward, m/s²",
    "up_mps2": "force up, m/s²",
    "toe_m": "toe height, m",
}
_SPREADS: Final = {
    "swing_acc_rms_mps2": "force above 20 Hz in swing, m/s²",
    "swing_acc_burst_mps2": "the same, worst 40 ms, m/s²",
    "swing_gyr_rms_dps": "rate above 20 Hz in swing, °/s",
    "stance_gyr_rms_dps": "rate at the stillest, °/s",
    "contact_acc_peak_mps2": "force at contact, m/s²",
    "contact_gyr_peak_dps": "rate at contact, °/s",
    "contact_decay_s": "decay, s",
    "slap_pitch_rate_dps": "slap, °/s",
    "speed_dip_share": "dip of forward speed",
    "speed_peak_at": "share of swing at top speed",
    "toe_clearance_min_m": "toe clearance, m",
    "toe_late_m": "toe height at 80 % of swing, m",
    "toe_lowest_at": "share of swing at lowest toe",
    "foot_pitch_toe_off_deg": "pitch at toe-off, °",
    "foot_pitch_range_deg": "range of pitch, °",
    "swing_share": "swing share",
}
_LOGARITHMIC: Final = ("swing_acc", "swing_gyr", "stance_gyr", "contact_acc", "contact_gyr")


def draw(every: Collected, scores: dict[str, Any], folder: Path) -> None:
    """Draw all figures."""
    _spectra(every, folder / "spectra.png")
    _shapes(every, folder / "shapes.png")
    _distributions(every.table, folder / "distributions.png")
    _telling(scores, folder / "telling.png")


def _spectra(every: Collected, path: Path) -> None:
    figure, axes = plt.subplots(4, len(GROUPS), figsize=(12, 13), sharex=True)
    for row, name in enumerate(("acc swing", "acc stance", "gyr swing", "gyr stance")):
        unit = "(m/s²)²/Hz" if name.startswith("acc") else "(°/s)²/Hz"
        for column, group in enumerate(GROUPS):
            ax = axes[row, column]
            for origin in ORIGINS:
                own = only(every, origin, group)
                if not len(own.table):
                    continue
                people = by_person(own.spectra[name], own.table["person"])
                # Each person's spectrum ends at half the rate.
                seen = np.isfinite(people).any(axis=0)
                low, middle, high = np.nanquantile(people[:, seen], (0.1, 0.5, 0.9), axis=0)
                at_hz = FREQUENCIES_HZ[seen]
                ax.semilogy(at_hz, middle, color=_COLOUR[origin], label=origin)
                ax.fill_between(at_hz, low, high, color=_COLOUR[origin], alpha=0.15)
            ax.set_title(f"{name}, {group}", fontsize=9)
            ax.set_ylabel(unit if column == 0 else "")
            ax.grid(alpha=0.3)
    axes[0, 0].legend(fontsize=8)
    for ax in axes[-1]:
        ax.set_xlabel("Hz")
    _save(figure, path)


def _shapes(every: Collected, path: Path) -> None:
    figure, axes = plt.subplots(len(_CURVES), len(GROUPS), figsize=(12, 12), sharex=True)
    share = 100.0 * np.arange(POINTS) / (POINTS - 1)
    for row, (name, label) in enumerate(_CURVES.items()):
        for column, group in enumerate(GROUPS):
            ax = axes[row, column]
            for origin in ORIGINS:
                own = only(every, origin, group)
                if not len(own.table):
                    continue
                people = by_person(own.curves[name], own.table["person"])
                middle, spread = people.mean(axis=0), people.std(axis=0)
                ax.plot(share, middle, color=_COLOUR[origin], label=origin)
                ax.fill_between(
                    share, middle - spread, middle + spread, color=_COLOUR[origin], alpha=0.15
                )
            ax.set_title(group if row == 0 else "", fontsize=9)
            ax.set_ylabel(label if column == 0 else "")
            ax.grid(alpha=0.3)
    axes[0, 0].legend(fontsize=8)
    for ax in axes[-1]:
        ax.set_xlabel("% of stride, mid-stance to mid-stance")
    _save(figure, path)


def _distributions(table: pd.DataFrame, path: Path) -> None:
    figure, axes = plt.subplots(4, 4, figsize=(13, 11))
    for ax, (name, label) in zip(axes.flat, _SPREADS.items(), strict=True):
        levels = np.linspace(0.01, 0.99, 99)
        for origin in ORIGINS:
            own = table[table["origin"] == origin]
            ax.plot(quantiles(own, name, levels), levels, color=_COLOUR[origin], label=origin)
        if name.startswith(_LOGARITHMIC):
            ax.set_xscale("log")
            ax.xaxis.set_minor_formatter(NullFormatter())
        ax.set_xlabel(label, fontsize=8)
        ax.tick_params(labelsize=7)
        ax.grid(alpha=0.3)
    axes[0, 0].legend(fontsize=8)
    figure.suptitle("Share of strides below, people counting alike", fontsize=10)
    _save(figure, path)


def _telling(scores: dict[str, Any], path: Path) -> None:
    figure, axes = plt.subplots(1, len(scores), figsize=(12, 7))
    for ax, (origin, score) in zip(axes, scores.items(), strict=True):
        alone = sorted(score["alone"].items(), key=lambda item: abs(item[1] - 0.5))[-22:]
        values = [max(auc, 1.0 - auc) for _, auc in alone]
        colours = ["#d55e00" if auc > 0.5 else "#0072b2" for _, auc in alone]
        ax.barh([name for name, _ in alone], values, color=colours)
        ax.set_xlim(0.5, 1.0)
        ax.set_xlabel("area under the curve of one measure alone")
        ax.set_title(f"{origin}: orange more, blue less than in people", fontsize=9)
        ax.tick_params(labelsize=7)
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    plt.close(figure)
