"""The numbers of a walk that matter most, each with its range and how many strides it is from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gaitsense.model.counting import counted
from gaitsense.model.samples import SIDES, Side
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report import measures
from gaitsense.report.markup import escaped, foot_name, paragraph, table
from gaitsense.report.quantity import Quantity

Summary = Mapping[str, Any]


def tiles(analysis: Analysis) -> str:
    """Write the tiles: speed, lift, toe height, shares, symmetry.

    Parameters
    ----------
    analysis : Analysis
        The result.

    Returns
    -------
    str
        HTML.
    """
    summary = analysis.summary
    sides = [side for side in SIDES if side in summary]
    return (
        '<div class="tiles">'
        + _tile("Walking speed", _speed(summary, sides))
        + _tile(
            "Foot lift before landing",
            _per_foot(summary, sides, measures.lift_before_landing),
            "Largest foot pitch late in swing, toes up +",
        )
        + _tile(
            "Toe height, lowest 5 %",
            _per_foot(summary, sides, measures.toe_clearance_p05),
            "Height over the floor that 1 step in 20 stays under",
        )
        + _tile("How many steps", _shares(summary, sides), wide=True)
        + _tile("Swing symmetry", _symmetry(analysis), "Time in the air, left less right")
        + "</div>"
    )


def _tile(title: str, content: str, hint: str = "", *, wide: bool = False) -> str:
    kind = "tile wide" if wide else "tile"
    below = paragraph(hint, "hint") if hint else ""
    return f'<section class="{kind}"><h3>{escaped(title)}</h3>{content}{below}</section>'


def _speed(summary: Summary, sides: Sequence[Side]) -> str:
    speed = measures.walk_speed(summary)
    whose = "both feet" if len(sides) == len(SIDES) else f"the {sides[0]} foot"
    return paragraph(speed.text(), "value") + paragraph(
        f"{counted(speed.n, 'stride')} of {whose}", "n"
    )


def _per_foot(
    summary: Summary, sides: Sequence[Side], measure: Callable[[Summary], Quantity]
) -> str:
    parts = []
    for side in sides:
        quantity = measure(summary[side])
        parts.append(
            f'<p class="foot-line"><span>{foot_name(side)}</span> <span class="value">'
            f'{escaped(quantity.text())}</span> <span class="n">'
            f"{escaped(counted(quantity.n, 'stride'))}</span></p>"
        )
    return "".join(parts)


def _shares(summary: Summary, sides: Sequence[Side]) -> str:
    rows = [
        (name, *(share(summary[side]).text() for side in sides))
        for name, share in (
            ("Low foot lift", measures.low_lift_share),
            ("Toe lands first", measures.toe_first_share),
            ("Toe drag (trained on simulated drags)", measures.drag_share),
        )
    ]
    return table(
        "Steps of those that could be told, share and its range",
        ["", *(foot_name(side) for side in sides)],
        rows,
        "shares",
    )


def _symmetry(analysis: Analysis) -> str:
    index = measures.swing_symmetry(analysis.summary, analysis.config.uncertainty)
    if not index.is_measured:
        return paragraph(index.text(), "value") + paragraph("needs steps of both feet", "n")
    return paragraph(index.text(), "value") + paragraph(
        f"of their mean, {counted(index.n, 'stride')} or more of each foot", "n"
    )
