"""Figures: calibration, and what each drag looks like by its probability."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd

mpl.use("Agg")
from matplotlib import pyplot as plt


def draw(result: dict[str, Any], strides: pd.DataFrame, folder: Path) -> None:
    """Draw the reliability curve and the probabilities of drags and free strides."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2))
    curve = result["exam"]["calibration"]["curve"]
    left.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    left.plot([b["probability"] for b in curve], [b["drags"] for b in curve], "o-", color="#0b5394")
    for b in curve:
        left.annotate(
            f"{b['n']}",
            (b["probability"], b["drags"]),
            textcoords="offset points",
            xytext=(6, -10),
            fontsize=7,
        )
    left.set(
        xlabel="probability told (mean of a tenth)",
        ylabel="share of true drags",
        title="Calibration on the exam, strides beside each point",
    )
    seen = strides[
        ~strides["slow"] & (strides["context"] == "level") & strides["probability"].notna()
    ]
    looks = {"drag": "#b45f06", "near_miss": "#6fa8dc", "clean": "#0b5394"}
    for label, colour in looks.items():
        values = seen.loc[seen["label"] == label, "probability"].sort_values()
        share = [(k + 1) / len(values) for k in range(len(values))]
        right.plot(values, share, color=colour, label=f"{label.replace('_', ' ')} ({len(values)})")
    right.set(
        xlabel="probability told", ylabel="share of strides at or below", title="By true label"
    )
    right.legend(frameon=False, loc="center")
    figure.tight_layout()
    figure.savefig(folder / "calibration.png", dpi=110)
    plt.close(figure)
