"""What the rows of each format mean, in plain Python: the other half of the reference reader."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from reference_reader import Refused, Row, Sheet, cells_of, read_sheet, text_of
from reference_samples import Foot, Sample, judge_foot, percentile

G = 9.80665
RAD = math.pi / 180.0
AXES = "xyz"


@dataclass
class Expected:
    """What a file says beyond doubt."""

    feet: dict[str, Foot]
    #: Lines that a note must name, whatever foot they are of.
    dropped: set[int]
    #: Lines that a note may name: those of a foot that cannot be used.
    perhaps: set[int] = field(default_factory=set)
    #: Whether times stand in the recording as they stand in the file.
    exact: bool = False
    #: Whether the times of both feet were counted from the first of them.
    from_zero: bool = False


def expected(raw: bytes, kind: str) -> Expected:
    """Read a file of a given format; `Refused` where it leaves a doubt."""
    return _FORMATS[kind](raw)


def _all_feet(
    sheet: Sheet, rows: dict[str, list[Sample]], *, exact: bool, **rest: bool
) -> Expected:
    feet: dict[str, Foot] = {}
    faults: list[Refused] = []
    perhaps: set[int] = set()
    for side, own in rows.items():
        try:
            feet[side] = _with_gravity_throughout(judge_foot(own, exact=exact))
        except Refused as fault:
            faults.append(fault)
            perhaps |= {row.line for row in own}
    if not feet:
        raise faults[0]
    dropped = set(sheet.dropped).union(*(foot.dropped for foot in feet.values()))
    return Expected(feet, dropped, perhaps, exact, **rest)


def _with_gravity_throughout(foot: Foot) -> Foot:
    """No foot falls freely, or is thrown about, for more than a second and a half."""
    begin = None
    for row in foot.samples:
        if 3.0 <= math.hypot(*row.values[:3]) <= 80.0:
            begin = None
            continue
        begin = row.t_s if begin is None else begin
        if row.t_s - begin > 1.6:
            raise Refused("the unit of acceleration changes on the way")
    return foot


SESSION = ["t_s", "side"] + [f"{what}_{axis}_{unit}" for what, unit in
                             (("acc", "mps2"), ("gyr", "radps")) for axis in AXES]  # fmt: skip


def _session(raw: bytes) -> Expected:
    numbers = [name for name in SESSION if name != "side"]
    sheet = read_sheet(raw, SESSION, numbers, ["side", "marker"])
    facts = _facts(sheet.above)
    if facts.get("gaitsense_session", "1") != "1":
        raise Refused("another version")
    feet: dict[str, list[Sample]] = {}
    for row in sheet.rows:
        side = row.texts["side"].casefold()
        if side in ("left", "right"):
            values = tuple(row.numbers[name] for name in numbers[1:])
            feet.setdefault(side, []).append(Sample(row.line, row.numbers["t_s"], values))
        elif side or not row.texts.get("marker"):
            sheet.dropped[row.line] = "neither left nor right"
        elif not math.isfinite(row.numbers["t_s"]):
            sheet.dropped[row.line] = "a mark without a time"
    if not feet:
        raise Refused("no foot")
    rates = {side: facts.get(f"{side}.rate_hz", facts.get("rate_hz")) for side in feet}
    for rate in rates.values():
        try:
            good = rate is None or 0.0 < float(rate) < math.inf
        except ValueError:
            good = False
        if not good:
            raise Refused("no rate")
    given = all(rate is not None for rate in rates.values())
    if not given and any(rate is not None for rate in rates.values()):
        raise Refused("a rate of one foot only")
    given = given and not any(_repeats(rows) for rows in feet.values())
    return _all_feet(sheet, feet, exact=given)


def _facts(above: list[str]) -> dict[str, str]:
    facts = {}
    for line in above:
        line = line.strip().strip('"')
        if line.startswith("#") and ":" in line:
            key, _, value = line[1:].partition(":")
            facts[key.strip()] = value.strip().rstrip(",;").strip()
    return facts


def _repeats(rows: list[Sample]) -> bool:
    """More than 1 % of the times repeat the one before: a clock too coarse for its rate."""
    pairs = itertools.pairwise(rows)
    return sum(row.t_s == after.t_s for row, after in pairs) > 0.01 * len(rows)


FACTORS: dict[str, dict[str, float]] = {
    "time": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9},
    "acc": {"mps2": 1.0, "m/s^2": 1.0, "m/s2": 1.0, "g": G, "mg": G / 1000.0},
    "gyr": {"radps": 1.0, "rad/s": 1.0, "dps": RAD, "deg/s": RAD, "mdps": RAD / 1000.0},
}
UNITS = {"", "-", "mBar", *(unit for units in FACTORS.values() for unit in units)}
_UNIT_AT_END = re.compile(r"(?P<rest>.*?)(?:_(?P<plain>[a-z]+2?)| ?[(\[](?P<in_brackets>.*)[)\]])")


def _meaning(name: str) -> tuple[str, str, str, str] | None:
    """Foot, quantity, axis and unit of a column in the tables that are made here."""
    unit, name = "", name.strip().casefold()
    match = _UNIT_AT_END.fullmatch(name)
    if match and (match["in_brackets"] is not None or match["plain"] in UNITS):
        name, unit = match["rest"], (match["plain"] or match["in_brackets"] or "").strip()
    foot = next((foot for foot in ("left", "right") if name.startswith(foot)), "")
    word = "".join(letter for letter in name.removeprefix(foot) if "a" <= letter <= "z")
    if word in ("t", "time"):
        return foot, "time", "", unit
    what = {"acc": "acc", "accel": "acc", "gyr": "gyr", "gyro": "gyr"}.get(word[:-1])
    return (foot, what, word[-1], unit) if what and word[-1] in AXES else None


def _generic(raw: bytes) -> Expected:
    needed, units_row = _generic_header(raw)
    sheet = read_sheet(raw, needed, needed, [], units_row=units_row)
    columns: dict[tuple[str, str, str], str] = {}
    stated: dict[str, str] = {}
    for at, name in enumerate(sheet.names):
        meaning = _meaning(name)
        if meaning is None:
            continue
        foot, what, axis, unit = meaning
        below = sheet.units[at].strip("[]() ").replace("-", "") if units_row else ""
        for word in (unit, below):
            if word and word not in FACTORS[what]:
                raise Refused(f"{word} is no unit of {what}")
        if unit and below and FACTORS[what][unit] != FACTORS[what][below]:
            raise Refused("name and row of units differ")
        stated[name] = unit or below
        if columns.setdefault((foot, what, axis), name) != name:
            raise Refused("two columns mean the same")
    feet: dict[str, list[Sample]] = {}
    sides = sorted({foot for foot, what, _ in columns if what == "acc"})
    for foot in sides:
        time = columns.get((foot, "time", ""), columns.get(("", "time", "")))
        six = [columns.get((foot, what, axis)) for what in ("acc", "gyr") for axis in AXES]
        names = [name for name in six if name is not None]
        if time is None or len(names) < 6:
            raise Refused("a column is missing")
        try:
            feet[foot or "left"] = _generic_foot(sheet.rows, time, names, stated)
        except Refused:
            if len(sides) == 1:
                raise
    if not feet:
        raise Refused("no foot")
    return _all_feet(sheet, feet, exact=False)


def _generic_header(raw: bytes) -> tuple[list[str], bool]:
    """The names of the first line that holds acceleration and rate, and if units follow it."""
    text = text_of(raw)
    lines = text.split("\r" if "\n" not in text else "\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        for mark in "\t;,| ":
            names = [cell for cell in cells_of(line.removesuffix("\r"), mark) if _meaning(cell)]
            kinds = [meaning[1] for name in names if (meaning := _meaning(name))]
            if kinds.count("acc") >= 3 and kinds.count("gyr") >= 3:
                cells = [cell.strip("[]() ") for cell in cells_of(below.removesuffix("\r"), mark)]
                return names, sum(map(bool, cells)) >= 2 and all(cell in UNITS for cell in cells)
    raise Refused("the header is not there")


def _generic_foot(
    rows: list[Row], time: str, names: list[str], stated: dict[str, str]
) -> list[Sample]:
    times = [row.numbers[time] for row in rows]
    vectors = [[row.numbers[name] for name in names] for row in rows]
    time_factor = FACTORS["time"].get(stated[time]) or _time_factor(times)
    factors = []
    for part, what, decide in (
        (slice(0, 3), "acc", _acc_factor),
        (slice(3, 6), "gyr", _gyr_factor),
    ):
        known = {FACTORS[what][stated[name]] for name in names[part] if stated[name]}
        if len(known) > 1:
            raise Refused("different units")
        whole = [v[part] for v in vectors if all(abs(value) < 1e10 for value in v[part])]
        if known and all(stated[name] for name in names[part]):
            factors.append(known.pop())
            continue
        if not whole:
            raise Refused("silent")
        factor = decide([math.hypot(*v) for v in whole])
        if known and known != {factor}:
            raise Refused("one column states another unit than the values show")
        factors.append(factor)
    return [
        Sample(
            row.line,
            t * time_factor,
            tuple(v * factors[k // 3] for k, v in enumerate(vector)),
        )
        for row, t, vector in zip(rows, times, vectors, strict=True)
    ]


def _time_factor(times: list[float]) -> float:
    known = [t for t in times if math.isfinite(t)]
    steps = [b - a for a, b in itertools.pairwise(known) if b > a]
    if not steps:
        raise Refused("time stands still")
    usual = statistics.median(steps)
    ordinary = [step for step in steps if step <= 10.0 * usual]
    mean = math.fsum(ordinary) / len(ordinary)
    for factor in FACTORS["time"].values():
        if 10.0 <= 1.0 / (mean * factor) <= 4000.0:
            return factor
    raise Refused("the times have no unit")


def _acc_factor(sizes: list[float]) -> float:
    median = statistics.median(sizes)
    for low, high, factor in ((0.6, 2.0, G), (6.0, 20.0, 1.0), (600.0, 2000.0, G / 1000.0)):
        if low <= median <= high:
            return factor
    raise Refused("acceleration has no unit")


def _gyr_factor(sizes: list[float]) -> float:
    fast = percentile(sizes, 99.0)
    if fast >= 43.0:
        return RAD
    if 1.0 <= fast <= 12.0:
        return 1.0
    raise Refused("angular rate has no unit")


PHYSILOG = ["Time", "Gyro X", "Gyro Y", "Gyro Z", "Accel X", "Accel Y", "Accel Z"]


def _physilog(raw: bytes) -> Expected:
    try:
        sheet = read_sheet(raw, PHYSILOG, None, [], units_row=True)
    except Refused:
        # With a letter less in its header it is still a table that says what it holds.
        return _generic(raw)
    units = [sheet.units[sheet.names.index(name)].strip("[] ") for name in PHYSILOG]
    if units != ["s", *["deg/s"] * 3, *["g"] * 3]:
        raise Refused("other units")
    rows = [
        Sample(
            row.line,
            row.numbers["Time"],
            tuple(row.numbers[name] * G for name in PHYSILOG[4:])
            + tuple(row.numbers[name] * RAD for name in PHYSILOG[1:4]),
        )
        for row in sheet.rows
    ]
    return _all_feet(sheet, {"left": rows}, exact=False)


def _dot(raw: bytes) -> Expected:
    names = [f"{what}_{axis}" for what in ("Acc", "Gyr") for axis in "XYZ"]
    counted = ["PacketCounter", "SampleTimeFine"]
    sheet = read_sheet(raw, counted, [*counted, *names], [], marks="\t;,| ")
    rows = []
    for row in sheet.rows:
        counts = [row.numbers[name] for name in counted]
        if all(0 <= count < 2**32 and count == int(count) for count in counts):
            values = [row.numbers[name] for name in names]
            turned = [*values[:3], *(value * RAD for value in values[3:])]
            rows.append(Sample(row.line, counts[1] / 1e6, tuple(turned)))
        else:
            sheet.dropped[row.line] = "no count"
    return _all_feet(sheet, {"left": rows}, exact=False, from_zero=True)


_FORMATS: dict[str, Callable[[bytes], Expected]] = {
    "session": _session,
    "generic": _generic,
    "generic with units row": _generic,
    "physilog": _physilog,
    "xsens-dot": _dot,
}
