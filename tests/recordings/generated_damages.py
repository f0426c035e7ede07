"""What is done to generated tables: to their cells, to their rows and to their bytes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

G = 9.80665
DEG = 57.29577951308232


@dataclass
class Text:
    """A table before it becomes bytes."""

    above: list[str]
    header: list[list[str]]
    rows: list[list[str]]
    mark: str
    decimal: str
    end: str = "\n"
    trailing: bool = False

    def lines(self) -> list[str]:
        """Every line; the first cells of rows carry numbers in the decimal sign chosen."""
        tail = self.mark if self.trailing else ""
        rows = [self.mark.join(cells) + tail for cells in self.rows]
        return [*self.above, *(self.mark.join(cells) + tail for cells in self.header), *rows]


def number_text(value: float, decimal: str, digits: int = 8) -> str:
    return f"{value:.{digits}g}".replace(".", decimal)


def _any_row(rng: random.Random, text: Text) -> list[str]:
    return rng.choice(text.rows)


def _anynumber_text(rng: random.Random, text: Text) -> tuple[list[str], int]:
    row = _any_row(rng, text)
    if not row:
        row.append("")
    places = [at for at, cell in enumerate(row) if cell not in ("left", "right")]
    return row, rng.choice(places or [0])


def _put(words: list[str]) -> Callable[[random.Random, Text], None]:
    def damage(rng: random.Random, text: Text) -> None:
        for _ in range(rng.choice([1, 1, 2, 25])):
            row, at = _anynumber_text(rng, text)
            row[at] = rng.choice(words)

    return damage


def _scaled(factor: float, columns: Callable[[int], bool]) -> Callable[[random.Random, Text], None]:
    """Another unit, for one foot or from some row on."""

    def damage(rng: random.Random, text: Text) -> None:
        feet = {row[1] for row in text.rows if len(row) > 1} & {"left", "right"}
        of_foot = rng.choice(sorted(feet)) if feet and rng.random() < 0.5 else None
        begin = 0 if of_foot else rng.randrange(len(text.rows))
        for row in text.rows[begin:]:
            for at in range(len(row)):
                if columns(at - (row[1:2] != [] and row[1] in ("left", "right"))) and (
                    of_foot is None or of_foot in row
                ):
                    try:
                        value = float(row[at].replace(",", "."))
                    except ValueError:
                        continue
                    row[at] = number_text(value * factor, text.decimal)

    return damage


def _header_again(rng: random.Random, text: Text) -> None:
    at = rng.randrange(len(text.rows))
    text.rows[at:at] = [list(cells) for cells in text.header]


def _units_below(rng: random.Random, text: Text) -> None:
    text.rows.insert(0, [rng.choice(["[s]", "g", "deg/s", "m/s^2", "", ""]) for _ in text.rows[0]])


def _doubled(rng: random.Random, text: Text) -> None:
    for _ in range(rng.choice([1, 3, len(text.rows)])):
        at = rng.randrange(len(text.rows))
        text.rows.insert(at, list(text.rows[at]))


def _shuffled(rng: random.Random, text: Text) -> None:
    if rng.random() < 0.5:
        rng.shuffle(text.rows)
    else:
        one, other = rng.randrange(len(text.rows)), rng.randrange(len(text.rows))
        text.rows[one], text.rows[other] = text.rows[other], text.rows[one]


def _backwards(rng: random.Random, text: Text) -> None:
    at = rng.randrange(len(text.rows))
    text.rows[at:] = text.rows[at:][::-1]


def _second_walk(rng: random.Random, text: Text) -> None:
    again = [list(row) for row in text.rows]
    text.rows += [list(cells) for cells in text.header] + again if rng.random() < 0.5 else again


def _lost_rows(rng: random.Random, text: Text) -> None:
    at = rng.randrange(len(text.rows))
    del text.rows[at : at + rng.choice([1, 2, 10])]


def _less_cells(rng: random.Random, text: Text) -> None:
    row = _any_row(rng, text)
    del row[rng.randrange(len(row) + 1) :]


def _more_cells(rng: random.Random, text: Text) -> None:
    row = _any_row(rng, text)
    row.insert(rng.randrange(len(row) + 1), rng.choice(["", "1", "x"]))


def _empty_row(rng: random.Random, text: Text) -> None:
    row = _any_row(rng, text)
    row[:] = [""] * len(row)


def _blank_lines(rng: random.Random, text: Text) -> None:
    for _ in range(rng.choice([1, 5])):
        text.rows.insert(rng.randrange(len(text.rows) + 1), [rng.choice(["", "   "])])


def _quoted(rng: random.Random, text: Text) -> None:
    for row in text.rows if rng.random() < 0.5 else [_any_row(rng, text) for _ in range(3)]:
        row[:] = [f'"{cell}"' for cell in row]


def _thousands(rng: random.Random, text: Text) -> None:
    row, at = _anynumber_text(rng, text)
    row[at] = "1.234,5" if text.decimal == "," else rng.choice(["1,234.5", "1 234.5", "1'234.5"])


def _long_line(rng: random.Random, text: Text) -> None:
    row, at = _anynumber_text(rng, text)
    row[at] = row[at] + rng.choice(["0", " ", "x", text.mark]) * rng.choice([300, 70_000])


def _preamble(rng: random.Random, text: Text) -> None:
    at = 1 if text.above and text.above[0].startswith(("#", "Gait", "sep=")) else 0
    text.above[at:at] = rng.choice(
        [["# a remark"], ["Temperatur 21 \xb0C"], [text.mark * 3], [""], ["Name: x", "Date: today"]]
    )


def _trailing(rng: random.Random, text: Text) -> None:
    if rng.random() < 0.5 or text.mark == " ":
        text.trailing = True
    else:
        _any_row(rng, text).append("")


#: What is done to the table.
DAMAGES: dict[str, Callable[[random.Random, Text], None]] = {
    "header again": _header_again,
    "units row": _units_below,
    "preamble": _preamble,
    "acceleration in another unit": _scaled(1.0 / G, lambda at: 1 <= at <= 3),
    "angular rate in another unit": _scaled(DEG, lambda at: 4 <= at <= 6),
    "text in numbers": _put(["abc", "n/a", "NULL", "#REF!", "--", "-", "TRUE", "12:30", "0x1F"]),
    "1e400": _put(["1e400", "-1e999"]),
    "1e39": _put(["1e39", "-3.5e38", "1e308", "99999"]),
    "nan": _put(["nan", "NaN", "NAN", "-nan", "Nan"]),
    "inf": _put(["inf", "-inf", "Infinity", "INF", "+Inf"]),
    "unicode digits": _put(["\u22121.5", "\u0663", "1\u00a0", "\uff11.5", "\u00bd"]),
    "odd numbers": _put(
        ["+1.5", "1.", ".5", "1e-3", "1_0", "1d5", "1e", "0", "-0.0", " 2 ", "1 2"]
    ),
    "missing cells": _put([""]),
    "less cells": _less_cells,
    "more cells": _more_cells,
    "trailing delimiter": _trailing,
    "row without values": _empty_row,
    "blank lines": _blank_lines,
    "quoted cells": _quoted,
    "rows doubled": _doubled,
    "rows out of order": _shuffled,
    "time backwards": _backwards,
    "two walks": _second_walk,
    "rows lost": _lost_rows,
    "thousands separators": _thousands,
    "long line": _long_line,
}
#: What is done to the bytes.
BYTE_DAMAGES = (
    "no last end", "half a last line", "NUL tail", "NUL within", "BOM", "CR LF and LF", "lone CR",
    "CR only", "cut", "bytes struck", "latin-1", "CR LF",
)  # fmt: skip


def in_bytes(rng: random.Random, raw: bytes, damage: str) -> bytes:
    at = rng.randrange(max(len(raw) // 3, 1), len(raw))
    if damage == "no last end":
        return raw.rstrip(b"\r\n")
    if damage == "half a last line":
        return raw.rstrip(b"\r\n")[: -rng.randrange(1, 40)]
    if damage == "NUL tail":
        return raw + b"\x00" * rng.choice([1, 300, 5000])
    if damage == "NUL within":
        return raw[:at] + b"\x00" * rng.choice([1, 3, 40]) + raw[at:]
    if damage == "BOM":
        return b"\xef\xbb\xbf" + raw
    if damage == "CR LF and LF":
        lines = raw.split(b"\n")
        return b"\n".join(line + b"\r" * (rng.random() < 0.5) for line in lines[:-1]) + b"\n"
    if damage == "lone CR":
        return raw[:at] + b"\r" + raw[at:]
    if damage == "CR only":
        return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    if damage == "CR LF":
        return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if damage == "latin-1":
        return (
            b"Temperatur 21 \xb0C\n" + raw if rng.random() < 0.5 else raw[:at] + b"\xb0" + raw[at:]
        )
    if damage == "cut":
        return raw[: rng.randrange(1, len(raw))]
    struck = bytearray(raw)
    for _ in range(rng.choice([1, 2, 5, 30])):
        struck[rng.randrange(len(struck))] = rng.choice(
            [rng.randrange(256), *b"0123456789.,;-e \n\r"]
        )
    return bytes(struck)
