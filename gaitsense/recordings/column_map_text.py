"""A column map as TOML, with a comment that explains each line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_map_parts import CHANNELS, FootColumns

_MEANINGS = {
    "acc_x": "specific force, first axis of the sensor",
    "acc_y": "second axis",
    "acc_z": "third axis",
    "gyr_x": "angular rate about the first axis",
    "gyr_y": "about the second axis",
    "gyr_z": "about the third axis",
}


def column_map_text(columns: ColumnMap, names: Sequence[str], source: str) -> str:
    """Write a column map.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what.
    names : sequence of str
        Names in the header of the file that it was made for; empty where it has none.
    source : str
        That file's name.

    Returns
    -------
    str
        `ColumnMap.from_toml` reads the same map back.
    """
    return "\n".join(_lines(columns, names, source)) + "\n"


def _lines(columns: ColumnMap, names: Sequence[str], source: str) -> Iterator[str]:
    yield "# Which column is what, for tables that do not say it themselves."
    made_for = json.dumps(source, ensure_ascii=not source.isprintable())
    yield f"# Made for {made_for}; use it by: gaitsense analyze FILE --columns MAP.toml"
    yield "# A column is its name in the header, or its number counted from 1."
    yield "# Under [units], acc_range_g = 16 and gyr_range_dps = 2000 say full scales, where known."
    yield '# Under [foot], gyr_flip = "y" turns the sign of an axis that counts the other way.'
    yield ""
    if columns.device != "unknown":
        yield _line("device", columns.device, "maker and model of the sensor")
    if columns.side is not None:
        yield _line("side", columns.side, "the foot; leave this line out if file names tell it")
    elif columns.foot is not None:
        yield '# side = "left"  # the foot; without this line, the name of the file must tell it'
    yield ""
    yield "[table]"
    shape = columns.table
    if shape.delimiter is not None:
        yield _line("delimiter", shape.delimiter, "what separates the columns")
    if shape.decimal is not None:
        yield _line("decimal", shape.decimal, "the decimal sign")
    if shape.header_line is not None:
        yield _line("header_line", shape.header_line, "line of the names; 0 if there is none")
    if shape.skip_rows:
        yield _line("skip_rows", shape.skip_rows, "rows between the names and the first sample")
    yield ""
    yield "[time]"
    time = columns.time
    if time.column is not None:
        yield _line("column", time.column, _called(time.column, names))
    if time.rate_hz is not None:
        yield _line("rate_hz", time.rate_hz, "samples per second; no column holds times")
    else:
        yield _line("unit", time.unit, "s, ms, us or ns")
    yield ""
    yield "[units]"
    units = columns.units
    yield _line("acc", units.acc, "m/s^2, g or mg")
    if units.acc_scale != 1.0:
        yield _line("acc_scale", units.acc_scale, "what one count means in that unit")
    yield _line("gyr", units.gyr, "rad/s, deg/s or mdps")
    if units.gyr_scale != 1.0:
        yield _line("gyr_scale", units.gyr_scale, "what one count means in that unit")
    for key, value, meaning in (
        ("acc_range_g", units.acc_range_g, "full scale of the accelerometer, ± g"),
        ("gyr_range_dps", units.gyr_range_dps, "full scale of the gyroscope, ± °/s"),
    ):
        if value is not None:
            yield _line(key, value, meaning)
    for name, foot in (("foot", columns.foot), ("left", columns.left), ("right", columns.right)):
        if foot is not None:
            yield ""
            yield f"[{name}]"
            yield from _foot_lines(foot, names)


def _foot_lines(foot: FootColumns, names: Sequence[str]) -> Iterator[str]:
    if foot.time is not None:
        yield _line("time", foot.time, "times of this foot alone")
    for channel in CHANNELS:
        ref = getattr(foot, channel)
        called = _called(ref, names)
        yield _line(channel, ref, ", ".join(filter(None, (_MEANINGS[channel], called))))
    for key in ("acc_flip", "gyr_flip"):
        if getattr(foot, key):
            yield _line(key, getattr(foot, key), "axes whose sign is turned")


def _called(ref: str | int, names: Sequence[str]) -> str:
    if isinstance(ref, int) and ref <= len(names) and names[ref - 1]:
        return f"called {json.dumps(names[ref - 1], ensure_ascii=False)}"
    return ""


def _line(key: str, value: Any, meaning: str) -> str:
    # A text in JSON is one in TOML, but for the one control character that JSON leaves as it is.
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    comment = "".join(letter if letter.isprintable() else " " for letter in meaning)
    return f"{key} = {text}" + (f"  # {comment}" if comment else "")
