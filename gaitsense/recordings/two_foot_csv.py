"""A logger that writes both feet side by side: nine axes each, under "Right Foot" and "Left Foot".

Each row holds one sample of either foot, stamped in ms by the foot's own clock. The two clocks
began at different times; that they stand in one row is what ties the feet together.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source, keep_usable
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import Layout, checked, layout_below, split_cells
from gaitsense.recordings.rows import Notes, Rows, placed
from gaitsense.recordings.sides import side_from_name
from gaitsense.recordings.table import Table, read_table
from gaitsense.recordings.track import Clock, Track, build_track

_ACC: Final = ("AccX", "AccY", "AccZ")
_GYR: Final = ("GyroX", "GyroY", "GyroZ")
_WANTED: Final = ("Time", *_ACC, *_GYR)
_DELIMITERS: Final = (",", ";", "\t")
_LINES_LOOKED_AT: Final = 10
#: The header names no units. Rates in Hz and medians and 99th percentiles that a foot can have
#: tell that they are ms, g and °/s (0.7 to 43 rad/s; a foot at rest stays below 0.5 rad/s).
_RATES_HZ: Final = (25.0, 4000.0)
_ACC_MEDIAN_G: Final = (0.6, 3.0)
_GYR_P99_DPS: Final = (43.0, 2500.0)
#: No sensor gives more in any unit; such values are broken, which is said of their rows.
_BEYOND: Final = 1e10
#: Feet whose clocks differ by the same time in all rows but for this were sampled together, s.
_TOGETHER_S: Final = 0.05

_Blocks = dict[Side, dict[str, int]]


def _sniff(head: Head) -> Match | None:
    if _find_table(head) is None:
        return None
    return Match(0.8, "two feet side by side under a row that names them are this logger's")


def _find_table(head: Head) -> tuple[Layout, _Blocks] | None:
    """Find the row of names under a row that says left and right, and each foot's columns."""
    for number, line in enumerate(head.lines[1:_LINES_LOOKED_AT], start=2):
        for delimiter in _DELIMITERS:
            names = [cell.casefold() for cell in split_cells(line, delimiter)]
            if names.count("time") != 2:
                continue
            blocks = _blocks(split_cells(head.lines[number - 2], delimiter), names)
            if blocks:
                return layout_below(head, number, delimiter), blocks
    return None


def _blocks(above: Sequence[str], names: Sequence[str]) -> _Blocks | None:
    starts = [at for at, name in enumerate(above) if name]
    sides = [side_from_name(above[at]) for at in starts]
    if sorted(map(str, sides)) != ["left", "right"]:
        return None
    blocks: _Blocks = {}
    for side, first, end in zip(sides, starts, [*starts[1:], len(names)], strict=True):
        block = names[first:end]
        if side is None or any(block.count(name.casefold()) != 1 for name in _WANTED):
            return None
        blocks[side] = {name: first + block.index(name.casefold()) for name in _WANTED}
    return blocks


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    found = _find_table(source.head)
    assert found is not None  # the dialect was chosen by it
    layout, blocks = found
    notes = Notes()
    with placed(source.path):
        checked(layout, source.head)
        places = {str(at): at for block in blocks.values() for at in block.values()}
        table = read_table(source.path, source.head, layout, places, {}, progress)
        notes.sentences.extend(table.notes)
        times_s = {side: table.numbers[str(block["Time"])] * 1e-3 for side, block in blocks.items()}
        clocks = _common_clock(times_s, source.path, notes)
        attempts = [
            functools.partial(
                _track, source.path, table, side, block, times_s[side], clocks[side], notes
            )
            for side, block in blocks.items()
        ]
        tracks = keep_usable(attempts, notes.sentences)
    return Content(tracks, {}, tuple(notes.sentences))


def _common_clock(
    times_s: dict[Side, NDArray[np.float64]], path: Path, notes: Notes
) -> Mapping[Side, Clock]:
    """Put the right foot's times on the left one's clock where the rows tie them together."""
    apart_s = times_s["right"] - times_s["left"]
    apart_s = apart_s[np.isfinite(apart_s)]
    own = {side: Clock(f"{path}, {side}", keeps_origin=False) for side in times_s}
    if len(apart_s) == 0:
        return own
    usual_s = float(np.median(apart_s))
    spread_s = float(np.percentile(np.abs(apart_s - usual_s), 99))
    if spread_s > _TOGETHER_S:
        notes.say(
            "The clocks of the feet do not keep step from row to row (they differ by "
            f"{usual_s:.3f} s, give or take {spread_s:.3f} s)."
        )
        return own
    times_s["right"] = times_s["right"] - usual_s
    notes.say(
        f"The right foot's clock reads {usual_s:+.3f} s more than the left one's, give or take "
        f"{spread_s:.3f} s; as each row holds one sample of both feet, that was taken off."
    )
    both = Clock(str(path), keeps_origin=False)
    return dict.fromkeys(times_s, both)


def _track(
    path: Path,
    table: Table,
    side: Side,
    block: Mapping[str, int],
    t_s: NDArray[np.float64],
    clock: Clock,
    notes: Notes,
) -> Track:
    acc = table.vectors([str(block[name]) for name in _ACC])
    gyr = table.vectors([str(block[name]) for name in _GYR])
    _confirm_units(side, t_s, acc, gyr)
    notes.say("Units, which the file does not name, were taken as ms, g and °/s, as values fit.")
    with np.errstate(over="ignore"):  # infinite values are sorted out with their lines
        rows = Rows(table.line, t_s, acc * STANDARD_GRAVITY_MPS2, gyr * RAD_PER_DEG)
    return build_track(rows, path, notes, info=StreamInfo(0.0), side=side, clock=clock)


def _confirm_units(
    side: Side, t_s: NDArray[np.float64], acc: NDArray[np.float64], gyr: NDArray[np.float64]
) -> None:
    """Raise where values cannot be ms, g and °/s of a walking foot."""
    steps_s = np.diff(t_s[np.isfinite(t_s)])
    whole = (np.abs(np.column_stack([acc, gyr])) < _BEYOND).all(axis=1)
    if not whole.any() or not (steps_s > 0).any():
        # A silent foot has no units; that it is silent is said when its rows are judged.
        return
    seen: tuple[tuple[str, str, float, tuple[float, float]], ...] = (
        ("times in ms", "rows per s", 1.0 / float(np.median(steps_s[steps_s > 0])), _RATES_HZ),
        (
            "acceleration in g",
            "as the median of |acc|",
            float(np.median(np.linalg.norm(acc[whole], axis=1))),
            _ACC_MEDIAN_G,
        ),
        (
            "angular rate in °/s",
            "as the 99th percentile of |gyr|",
            float(np.percentile(np.linalg.norm(gyr[whole], axis=1), 99)),
            _GYR_P99_DPS,
        ),
    )
    for what, measure, value, (low, high) in seen:
        if not low <= value <= high:
            raise RecordingError(
                f"{side}: this logger writes {what}, but {value:.3g} {measure} is not in the "
                f"{low:g} to {high:g} of a walking foot; write the file in ms, g and °/s"
            )


DIALECT: Final = Dialect(
    "two-foot-csv", "two-foot logger CSV, both feet side by side", _sniff, _read
)
