"""What is counted over many walks: each function makes one row of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from measured import FEWEST_LEVEL_N
from scipy.spatial.transform import Rotation

from gaitsense.recordings.doctor.both_feet import IN_TURN_SHARE

#: The set whose gravity is estimated, of which one walk in so many is taken and one held back.
THINNED_SET: Final = "truong2019"
THINNED: Final = 4
#: Movement for a shorter time is not judged by the doctor, s.
JUDGED_S: Final = 8.0
#: Both feet bow one way only if both do by more than this, m.
BOW_M: Final = 0.005
#: Kinds of walks in which nobody just walks; the unannotated ones mix walking with crawling.
NOT_WALKED: Final = ("run", "stairs_up", "stairs_down", "unannotated")
Row = dict[str, Any]


def walked(row: Row) -> bool:
    """Whether somebody just walked."""
    return row["kind"] not in NOT_WALKED


def groups(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Give the walks set by set, then all that the limits were set on, then those held back."""
    seen = [row for row in rows if not row["held_back"]]
    for name in dict.fromkeys(row["set"] for row in seen):
        yield name, [row for row in seen if row["set"] == name]
    yield "all", seen
    yield f"held back ({THINNED_SET})", [row for row in rows if row["held_back"]]


def found(rows: Sequence[Row]) -> Row:
    """Count what the doctor said."""
    problems = Counter(
        code for row in rows for code in {c for severity, c, _ in row["findings"]
                                          if severity == "problem"}
    )  # fmt: skip
    usable = Counter(row["usable"] for row in rows)
    return {
        "walks": len(rows),
        "people": len({row["person"] for row in rows}),
        **{answer: usable[answer] for answer in ("yes", "partly", "no")},
        "walks_with_a_problem": sum(
            any(severity == "problem" for severity, _, _ in row["findings"]) for row in rows
        ),
        "problems": ", ".join(f"{code} {n}" for code, n in problems.most_common()),
    }


def feet(rows: Iterable[Row], keep: Callable[[Row], bool]) -> list[Row]:
    """Gather the feet that are kept."""
    return [foot for row in rows for foot in row["feet"].values() if keep(foot)]


def judged(foot: Row) -> bool:
    """Whether a foot has the strides for a judgement of its mounting."""
    return bool(foot["level_n"] >= FEWEST_LEVEL_N)


def case_as_it_is(rows: Sequence[Row]) -> Row:
    """Say how far the mounting of untouched cases seems to change."""
    own = feet(rows, judged)
    said = Counter(foot["noticed_as_it_is"] for foot in own)
    return {
        "feet": len(own),
        "angle_95th_deg": at(own, "angle_deg", 95.0),
        "angle_worst_deg": at(own, "angle_deg", 100.0),
        "stride_tilt_worst_deg": at(own, "stride_tilt_deg", 100.0),
        "changed_problem": said["problem"],
        "changed_note": said["note"],
        "loose_problem": sum(
            (severity, code) == ("problem", "mounting_loose")
            for row in rows
            for severity, code, _ in row["findings"]
        ),
    }


def at(rows: Sequence[Row], name: str, percent: float) -> float | None:
    """Take a percentile; None of nothing."""
    values = [row[name] for row in rows]
    return round(float(np.percentile(values, percent)), 2) if values else None


def case_moved(rows: Sequence[Row], how: str, angles: Sequence[int]) -> dict[str, Row]:
    """Count which changes were noticed."""
    own = feet(rows, judged)
    table = {}
    for deg in angles:
        said = Counter(word for foot in own for word in foot[how][deg])
        trials = sum(said.values())
        table[f"{deg}°"] = {
            "feet": len(own),
            "trials": trials,
            "noticed": round(1.0 - said[""] / trials, 3),
            "as_a_problem": round(said["problem"] / trials, 3),
        }
    return table


def motion(rows: Sequence[Row]) -> Row:
    """Say how much of a foot's motion lies in strides, and whether the feet swing in turn."""
    own = feet(rows, lambda foot: bool(foot["moving_s"] >= JUDGED_S))
    overlap = [row["overlap"] for row in rows if row["overlap"] is not None]
    return {
        "feet": len(own),
        "in_strides_least": round(min(foot["in_strides"] for foot in own), 3) if own else None,
        "in_strides_5th": at(own, "in_strides", 5.0),
        "walks_of_two_feet": len(overlap),
        "overlap_most": round(max(overlap), 3) if overlap else None,
        "not_in_turn": sum(share > IN_TURN_SHARE for share in overlap),
    }


def steps_and_rest(rows: Sequence[Row]) -> Row:
    """Give the range of what feet need for a stride, and of what they read at rest."""
    paced = feet(rows, lambda foot: foot["stride_s"] is not None)
    still = feet(rows, lambda foot: foot["bias_dps"] is not None)
    weighed = feet(rows, lambda foot: foot["gravity_off"] is not None)
    return {
        "feet_with_strides": len(paced),
        "stride_least_s": at(paced, "stride_s", 0.0),
        "stride_most_s": at(paced, "stride_s", 100.0),
        "feet_at_rest": len(still),
        "bias_worst_dps": at(still, "bias_dps", 100.0),
        "feet_weighed": len(weighed),
        "gravity_least_off": at(weighed, "gravity_off", 0.0),
        "gravity_most_off": at(weighed, "gravity_off", 100.0),
    }


def bowed(row: Row) -> str:
    """Say which way both feet pass the standing leg."""
    bows = [bow for bow in row["bow_m"].values() if bow is not None]
    if len(bows) < 2:
        return "too_few"
    if all(bow > BOW_M for bow in bows):
        return "outward"
    return "inward" if all(bow < -BOW_M for bow in bows) else "mixed"


def sides(rows: Sequence[Row]) -> Row:
    """Count the ways in which feet bow, and what turns say of them."""
    both = [row for row in rows if len(row["feet"]) == 2]
    ways = Counter(bowed(row) for row in both)
    turns = [row["turns_say_left_is_left"] for row in both]
    told = [said for said in turns if said is not None]
    return {
        "walks": len(both),
        "people": len({row["person"] for row in both}),
        **{way: ways[way] for way in ("outward", "mixed", "inward", "too_few")},
        "walks_with_turns": len(told),
        "turns_agree": round(float(np.mean(told)), 2) if told else None,
    }


def inward(rows: Sequence[Row]) -> dict[str, Row]:
    """Compare where the sensors sit in walks that bow inward, with the person's other walks."""
    table = {}
    for row in rows:
        if row["set"] == THINNED_SET or len(row["feet"]) < 2 or bowed(row) != "inward":
            continue
        others = [
            other
            for other in rows
            if other["person"] == row["person"] and bowed(other) == "outward"
        ]
        table[row["walk"]] = {"other_walks": len(others)} | {
            f"{side}_to_their_{other}_deg": between(
                row["mounting"][side], [o["mounting"][other] for o in others]
            )
            for side in ("left", "right")
            for other in ("left", "right")
        }
    return table


def between(one: Sequence[Any], others: Sequence[Sequence[Any]]) -> str:
    """Give the range of angles from one mounting, (up, forward), to others, °."""
    angles = [np.degrees((turn(one) * turn(other).inv()).magnitude()) for other in others]
    return f"{min(angles):.0f} to {max(angles):.0f}" if angles else ""


def turn(mounting: Sequence[Any]) -> Rotation:
    """Make a rotation from (up, forward)."""
    up, forward = (np.asarray(axis, np.float64) for axis in mounting)
    return Rotation.from_matrix(np.stack([forward, np.cross(up, forward), up]))


def place(rows: Sequence[Row]) -> Row:
    """Say what the doctor makes of sensors that are not on a shoe."""
    usable = Counter(row["usable"] for row in rows)
    codes = Counter(code for row in rows for code in row["codes"])
    return {
        "feet": len(rows),
        "in_strides_most": round(max(row["in_strides"] for row in rows), 3),
        **{answer: usable[answer] for answer in ("yes", "partly", "no")},
        "said_of_feet": ", ".join(f"{code} {n}" for code, n in codes.most_common()),
    }
