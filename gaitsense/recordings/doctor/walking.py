"""Whether somebody walks in the recording, far enough, and with sensors that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from gaitsense.footdrop.low_lift import LowLiftParams
from gaitsense.gait.quality import QualityParams
from gaitsense.model.counting import counted
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.walk import ExaminedFoot

#: One that moves for a smaller share of the time lies still.
_STILL_SHARE: Final = 0.1
#: Of the time in which a shoe moves, so much lies in strides at least: in the 367 real feet that
#: walked, on which this was set, 0.91 and more, in a runner's 0.69, in simulated pockets 0.01 at
#: most; movement for a shorter time than this is not judged, s. Source: analysis/07_doctor.
_IN_STRIDES: Final = 0.5
_JUDGED_S: Final = 8.0
#: Strides that take shorter or longer are hardly walked, s; a foot's median was 0.95 to 2.25 s in
#: 294 real feet.
_STRIDE_S: Final = (0.75, 4.0)
_RECORD: Final = (
    "Record at least {n} straight steps of each foot, with the sensor fixed to the shoe."
)


def walking(foot: ExaminedFoot) -> Iterator[Finding]:
    """Judge the steps of one foot.

    Parameters
    ----------
    foot : ExaminedFoot
        Its samples and strides.

    Yields
    ------
    Finding
    """
    needed = LowLiftParams().fewest_strides_n
    again = _RECORD.format(n=needed)
    share = float(np.mean(foot.turns))
    time_s = share * len(foot.turns) / foot.recording.rate_hz
    values = {"moving_share": share, "strides_n": foot.strides_n}
    if not foot.strides_n and float(np.mean(foot.moving)) < _STILL_SHARE:
        yield Finding(
            "never_moved",
            "problem",
            f"it lay still for {100.0 * (1.0 - share):.0f} % of the time, and made no step.",
            foot.side,
            again,
            values,
        )
        return
    inside = in_strides(foot)
    if time_s >= _JUDGED_S and inside < _IN_STRIDES:
        yield Finding(
            "moves_without_steps",
            "problem",
            f"it moves for {time_s:.0f} s, but only {100.0 * inside:.0f} % of that looks like a "
            f"foot's strides ({foot.strides_n} found): a sensor in a pocket, in a hand or on the "
            "shank moves so, wheels do, and a runner's foot may.",
            foot.side,
            "Fix the sensor to the shoe (laces, outer side or heel), and record the walk again.",
            {**values, "in_strides_share": inside},
        )
    elif not foot.strides_n:
        moving_s = np.count_nonzero(foot.moving) / foot.recording.rate_hz
        yield Finding(
            "no_steps",
            "problem",
            f"no step was found, though it moves for {moving_s:.1f} s.",
            foot.side,
            again,
            values,
        )
    if foot.strides_n:
        yield _count(foot, needed, again)
        yield from _pace(foot)
        yield from _contradiction(foot)
        yield from _flat(foot)


def in_strides(foot: ExaminedFoot) -> float:
    """Share of the moving time that lies in strides.

    Parameters
    ----------
    foot : ExaminedFoot
        Its samples and strides.

    Returns
    -------
    float
        0 to 1; 1 where it never moves.
    """
    t_s = foot.recording.t_s
    change = np.zeros(len(t_s) + 1)
    np.add.at(change, np.searchsorted(t_s, foot.start_s), 1.0)
    np.add.at(change, np.searchsorted(t_s, foot.end_s), -1.0)
    covered = np.cumsum(change)[:-1] > 0.0
    return float(np.mean(covered[foot.turns])) if foot.turns.any() else 1.0


def _count(foot: ExaminedFoot, needed: int, again: str) -> Finding:
    spot = foot.summary["on_the_spot_n"]
    level = int(np.count_nonzero(foot.level)) - spot
    strides = f"{counted(foot.strides_n, 'stride')} {'was' if foot.strides_n == 1 else 'were'}"
    untold = int(np.count_nonzero(foot.context == ""))
    text = f"{strides} found, {level} of them straight and level"
    if spot:
        text += f" ({spot} more on the spot)"
    if untold:
        text += f" ({untold} more cannot be told, as samples are lost or the path fails)"
    values = {"strides_n": foot.strides_n, "level_n": level, "untold_n": untold}
    if level >= needed:
        return Finding("steps", "ok", f"{text}.", foot.side, values=values)
    return Finding(
        "walk_short",
        "note",
        f"{text}; a pattern of low foot lift needs {needed}.",
        foot.side,
        # A longer walk mends nothing where its strides are there and cannot be told.
        "" if level + untold >= needed else again,
        values,
    )


def _pace(foot: ExaminedFoot) -> Iterator[Finding]:
    times_s = (foot.end_s - foot.start_s)[foot.level]
    if len(times_s) < QualityParams().fewest_strides_n:
        return
    usual_s = float(np.median(times_s))
    low_s, high_s = _STRIDE_S
    if low_s <= usual_s <= high_s:
        return
    yield Finding(
        "stride_time_odd",
        "note",
        f"its strides take {usual_s:.2f} s, where walking people take 0.9 to 2.5 s: a rate or a "
        "unit of time may be wrong.",
        foot.side,
        "Check the stated rate and the times against how long the walk really took.",
        {"stride_time_s": usual_s},
    )


def _contradiction(foot: ExaminedFoot) -> Iterator[Finding]:
    calibration = foot.summary["calibration"]
    if not calibration["sensors_contradict"]:
        return
    limits, apart_deg = QualityParams(), calibration["sensors_disagree_deg"]
    off = _gravity_off(foot)
    fired = []
    if apart_deg is not None and apart_deg > limits.disagree_deg:
        fired.append(
            f"the verticals by turning and by gravity lie {apart_deg:.1f}° apart, where "
            f"{limits.disagree_deg:g}° is the most"
        )
    if abs(off) > limits.gravity_share:
        fired.append(
            f"over whole strides gravity comes out {100.0 * abs(off):.1f} % "
            f"{'larger' if off > 0.0 else 'smaller'} than in mid-stance, where "
            f"{100.0 * limits.gravity_share:g} % is the most"
        )
    yield Finding(
        "contradiction",
        "problem",
        f"gyroscope and accelerometer contradict each other: {', and '.join(fired)}; an axis may "
        "be mirrored or exchanged, a unit, a scale or a rate wrong, or the case loose on the shoe.",
        foot.side,
        "Export again with the maker's own axes, units and rate for both sensors; if columns were "
        "renamed or turned round by hand, undo that.",
        {"disagree_deg": apart_deg, "gravity_off_share": off},
    )


def _gravity_off(foot: ExaminedFoot) -> float:
    """Gravity over whole strides less gravity at rest, as a share of it."""
    ratios = [trace.mean_force_mps2 / trace.rest_force_mps2 for trace in foot.traces]
    return float(np.median(ratios)) - 1.0


def _flat(foot: ExaminedFoot) -> Iterator[Finding]:
    if foot.share_with("no_flat_reference") > 0.0:
        yield Finding(
            "flat_foot_unsure",
            "note",
            "standing and walking disagree on where the foot is flat, so its angles count from "
            "mid-stance and are less sure.",
            foot.side,
            "Let the person stand with both soles flat on the floor for 3 s before walking.",
        )
