"""Small recordings in many dresses, then damaged; each from its own seed.

The grammar::

    file      = dress(table), damaged 0 to 3 times, or once cut or struck in its bytes
    table     = session | generic | generic with units row | physilog | xsens-dot
    session   = ["# gaitsense_session: 1"] ["# rate_hz: R"] {"# key: value"} header {row}
                rows of one or both feet by turns; an empty "marker" column in some
    generic   = [preamble] header [units row] {row}; one foot, or both side by side; units in the
                names (acc_x_g), in brackets (acc_x (g)), in the units row, or nowhere
    physilog  = title, groups with rates, names, units, {row}; deg/s and g
    xsens-dot = "sep=,", preamble, names, {row}; counters of packets and of microseconds
    dress     = LF | CR LF | CR;  "," | ";" | tab | "|" | blanks;  decimal point | comma;
                with or without a mark of UTF-8, a trailing delimiter, latin-1 in the preamble

Rows hold a signal in closed form, 30 to 100 of them, in one file of 40 so many that the file is
longer than the part of it that is looked at first. The damages stand in `generated_damages`.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from generated_damages import BYTE_DAMAGES, DAMAGES, Text, in_bytes, number_text

G = 9.80665
DEG = 180.0 / math.pi
AXES = "xyz"
KINDS = ("session", "generic", "generic with units row", "physilog", "xsens-dot")
_SHARES = (40, 25, 9, 13, 13)


@dataclass
class Generated:
    """A file, and how it came about."""

    seed: int
    kind: str
    raw: bytes
    #: The foot that a user would have to name; None where the file tells it.
    side: str | None
    damages: list[str] = field(default_factory=list)


def signal(k: int, rate_hz: float, side: str) -> tuple[list[float], list[float]]:
    t = k / rate_hz
    gain = 1.0 if side == "left" else 1.001
    acc = [2.0 * math.sin(6.0 * t), 0.5 * math.cos(9.0 * t), G + 1.5 * math.sin(7.0 * t + 0.3)]
    gyr = [0.7 * math.sin(5.0 * t), 4.0 * math.sin(6.0 * t + 1.0), 0.3 * math.cos(4.0 * t)]
    return [value * gain for value in acc], [value * gain for value in gyr]


def _session(rng: random.Random, n: int) -> tuple[Text, str | None]:
    rate_hz = rng.choice([100.0, 60.0, 128.0, 50.0, 204.8])
    mark, decimal = rng.choice([(",", ".")] * 6 + [(";", ","), (";", "."), ("\t", ".")])
    above = ["# gaitsense_session: 1"] if rng.random() < 0.9 else []
    above += [f"# rate_hz: {rate_hz}"] if rng.random() < 0.8 else []
    above += ["# person: P07, left-handed", "# sensor: our board"] if rng.random() < 0.5 else []
    names = ["t_s", "side", *(f"acc_{a}_mps2" for a in AXES), *(f"gyr_{a}_radps" for a in AXES)]
    marks = rng.random() < 0.15
    sides = rng.choice([["left", "right"], ["left", "right"], ["right"]])
    rows = []
    for k in range(n // len(sides) + 20):
        for side in sides:
            acc, gyr = signal(k, rate_hz, side)
            cells = [f"{k / rate_hz:.6f}".replace(".", decimal), side]
            cells += [number_text(value, decimal) for value in (*acc, *gyr)]
            rows.append(cells + ([""] if marks else []))
    return Text(above, [names + ["marker"] * marks], rows, mark, decimal), None


def _generic(rng: random.Random, n: int, *, units_row: bool = False) -> tuple[Text, str | None]:
    rate_hz = rng.choice([100.0, 62.5, 200.0, 40.0])
    mark = rng.choice([",", ",", ";", "\t", "|"] + ([] if units_row else [" "]))
    decimal = "," if mark in (";", "\t") and rng.random() < 0.5 else "."
    acc_unit, acc_factor = rng.choice([("mps2", 1.0), ("g", 1.0 / G), ("mg", 1000.0 / G)])
    gyr_unit, gyr_factor = rng.choice([("radps", 1.0), ("dps", DEG)])
    time_unit, time_factor = rng.choice([("s", 1.0), ("ms", 1e3)])
    form = "{}" if units_row else rng.choice(["{}_{}", "{}_{}", "{}"] + ["{} ({})"] * (mark != " "))
    feet = rng.choice([[""], [""], ["left_", "right_"]])
    names, units = [], []
    for foot in feet:
        if foot in ("", "left_"):
            names.append("t" if form == "{}" else form.format("t", time_unit))
            units.append(time_unit)
        for what, unit in (("acc", acc_unit), ("gyr", gyr_unit)):
            for axis in AXES:
                names.append(form.format(f"{foot}{what}_{axis}", unit))
                units.append(unit)
    rows = []
    for k in range(n):
        cells = [number_text(k / rate_hz * time_factor, decimal, 10)]
        for foot in feet:
            acc, gyr = signal(k, rate_hz, "right" if foot == "right_" else "left")
            cells += [number_text(value * acc_factor, decimal) for value in acc]
            cells += [number_text(value * gyr_factor, decimal) for value in gyr]
        rows.append(cells)
    above = ["Recorded by somebody", ""] if rng.random() < 0.3 else []
    header = [names, units] if units_row else [names]
    return Text(above, header, rows, mark, decimal), "left" if feet == [""] else None


def _physilog(rng: random.Random, n: int) -> tuple[Text, str | None]:
    above = [
        "Gait Up - Physilog data export", "Created on: 2024-05-01 10:00:00",
        f"Total data points: {n}", "",
        "Time [128 hz],Gyro [128 hz],,,Accel [128 hz],,,Baro [1 hz],",
    ]  # fmt: skip
    names = ["Time", "Gyro X", "Gyro Y", "Gyro Z", "Accel X", "Accel Y", "Accel Z", "Pressure"]
    units = ["[s]", "[deg/s]", "[deg/s]", "[deg/s]", "[g]", "[g]", "[g]", "[mBar]"]
    rows = []
    for k in range(n):
        acc, gyr = signal(k, 128.0, "left")
        values = [*(value * DEG for value in gyr), *(value / G for value in acc)]
        baro = "1013.2" if k % 64 == 0 else ""
        rows.append([f"{(k + 1) / 128.0:.5f}", *(f"{value:.5f}" for value in values), baro])
    return Text(above, [names, units], rows, ",", ".", trailing=True), "left"


def _dot(rng: random.Random, n: int) -> tuple[Text, str | None]:
    above = ["sep=,", "DeviceTag:,D1,,", "OutputRate:,60Hz,,", "Measurement Mode:,Inertial,,", ""]
    names = ["PacketCounter", "SampleTimeFine"]
    names += [f"{what}_{axis}" for what in ("Acc", "Gyr") for axis in "XYZ"]
    first = rng.choice([5_000_000, 2**32 - 700_000 if n < 30 else 17])
    rows = []
    for k in range(n):
        acc, gyr = signal(k, 60.0, "left")
        values = [*acc, *(value * DEG for value in gyr)]
        cells = [str(k + 1), str(first + k * 16667), *(f"{value:.9g}" for value in values)]
        rows.append(cells)
    return Text(above, [names], rows, ",", "."), "left"


def generate(seed: int) -> Generated:
    """Make one file.

    The same seed gives the same file with every version of Python: only `random.Random`'s own
    methods that are known to be stable are used.
    """
    rng = random.Random(seed)  # noqa: S311 - a file is no secret
    kind = rng.choices(KINDS, _SHARES)[0]
    n = rng.randrange(700, 1000) if rng.random() < 0.025 else rng.randrange(30, 100)
    make = {"session": _session, "generic": _generic, "physilog": _physilog, "xsens-dot": _dot}
    if kind == "generic with units row":
        text, side = _generic(rng, n, units_row=True)
    else:
        text, side = make[kind](rng, n)
    if rng.random() < 0.1 and text.mark != " ":
        text.trailing = True
    wanted = rng.choices([0, 1, 2, 3], [1, 5, 3, 1])[0]
    damages = [rng.choice([*DAMAGES, *BYTE_DAMAGES]) for _ in range(wanted)]
    for damage in damages:
        if damage in DAMAGES and text.rows:
            DAMAGES[damage](rng, text)
    raw = "".join(line + "\n" for line in text.lines()).encode()
    for damage in damages:
        if damage in BYTE_DAMAGES and raw:
            raw = in_bytes(rng, raw, damage)
    return Generated(seed, kind, raw, side, damages)
