"""A slow, strict reader of small recordings, written from the rules and from nothing else.

It shares no code with the package and uses neither pandas nor numpy: text is split by hand,
line by line, and each number is Python's own `float`. What it reads is what a file says beyond
doubt; where there is doubt it raises `Refused`. The rules:

1.  UTF-8, UTF-16 with a mark, or else latin-1. Lines end in LF or CR LF; in CR alone where the
    first 64 kB hold no LF. A last line without an end is dropped.
2.  The table begins under the first line that holds all the names that the format needs.
    Rows have the width of most of the first 200 rows; no row of that width may hold more values
    than there are names.
3.  Dropped, and to be named: a line with a zero byte, a repeated header, another number of
    cells, a cell of a wanted column that is neither empty, ``nan`` nor a finite number
    in plain ASCII with the file's one decimal sign. Lines of blanks alone are nothing.
4.  Dropped, and to be named: a row without a time, or of another day; one that repeats the row
    before; up to 1 % out of the order of time. More than that is refused. (This rule and the next
    ones stand in `reference_samples`.)
5.  A row with a time but not all six values is a lost sample. So is one that no sensor can have
    measured, which is to be named.
6.  Acceleration must hold gravity in the unit stated, and hold it throughout; the foot must not
    turn faster than feet do; the values must change.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?")
POINT_NUMBER = re.compile(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?")


class Refused(Exception):
    """The file does not say beyond doubt what was measured."""


@dataclass
class Row:
    """A line of the table."""

    line: int
    numbers: dict[str, float]
    texts: dict[str, str]


@dataclass
class Sheet:
    """A table as the file holds it."""

    above: list[str]
    names: list[str]
    units: list[str]
    header_line: int
    rows: list[Row] = field(default_factory=list)
    #: Lines that were dropped, and why.
    dropped: dict[int, str] = field(default_factory=dict)


def text_of(raw: bytes) -> str:
    """Decode a file."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw[2:].decode(name, errors="replace")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        # A stray byte far behind the begin is one bad line, not another encoding.
        return raw.decode("latin-1") if error.start < 65000 else raw.decode(errors="replace")


def cells_of(line: str, mark: str) -> list[str]:
    """Split a line; a cell may stand in quotation marks, doubled ones within are one."""
    if mark == " ":
        return line.split()
    if '"' not in line:
        return [cell.strip() for cell in line.split(mark)]
    cells, at = [], 0
    while True:
        while line[at : at + 1] == " " and mark != " ":
            at += 1
        if line[at : at + 1] == '"':
            cell, at = "", at + 1
            while at < len(line):
                if line[at : at + 2] == '""':
                    cell, at = cell + '"', at + 2
                elif line[at] == '"':
                    at += 1
                    break
                else:
                    cell, at = cell + line[at], at + 1
            # What stands between the closing mark and the delimiter belongs to the cell.
            end = line.find(mark, at)
            end = len(line) if end < 0 else end
            cell, at = cell + line[at:end], end
        else:
            end = line.find(mark, at)
            end = len(line) if end < 0 else end
            cell, at = line[at:end], end
        cells.append(cell.strip())
        if at >= len(line):
            return cells
        at += 1


def read_sheet(
    raw: bytes,
    needed: list[str],
    numbers: list[str] | None,
    texts: list[str],
    *,
    units_row: bool = False,
    marks: str = "\t;,| ",
) -> Sheet:
    """Find the table under the line that holds `needed`; `numbers` None wants `needed`."""
    text = text_of(raw)
    begin = text[:65536]
    mark_of_lines = "\r" if "\r" in begin and "\n" not in begin else "\n"
    lines = text.split(mark_of_lines)
    last = lines.pop()
    lines = [line.removesuffix("\r") for line in lines]
    place = None
    for at, line in enumerate(lines):
        for mark in marks:
            have = [cell.casefold() for cell in cells_of(line, mark)]
            if all(name.casefold() in have for name in needed):
                place = at, mark
                break
        if place:
            break
    if place is None:
        raise Refused("the header is not there")
    at, mark = place
    names = cells_of(lines[at], mark)
    while names and not names[-1]:
        names.pop()
    folded = [name.casefold() for name in names]
    for name in {*needed, *(numbers or [])}:
        if folded.count(name.casefold()) != 1:
            raise Refused(f"{name} does not stand there once")
    first = at + 2 if units_row else at + 1
    sheet = Sheet(lines[:at], names, [], at + 1)
    if units_row and at + 1 < len(lines):
        sheet.units = (cells_of(lines[at + 1], mark) + [""] * len(names))[: len(names)]
    body = [line for line in lines[first:] if line.strip().strip("\x00")]
    looked_at = [
        cells_of(line, mark) for line in lines[first : first + 200] if line.strip("\x00 \t\r")
    ]
    width = _width(looked_at, names)
    decimal = _decimal(looked_at)
    if not body:
        raise Refused("no rows")
    wanted = {name: folded.index(name.casefold()) for name in (numbers or needed)}
    words = {name: folded.index(name.casefold()) for name in texts if name.casefold() in folded}
    for number, line in enumerate(lines[first:], start=first + 1):
        _read_line(sheet, line, number, mark, width, decimal, wanted, words)
    if last.strip(" \t\r\x00"):
        sheet.dropped[len(lines) + 1] = "no end"
    return sheet


def _width(rows: list[list[str]], names: list[str]) -> int:
    fitting = [row for row in rows if len(row) >= len(names) and not any(row[len(names) :])]
    counts: dict[int, int] = {}
    for row in fitting or rows:
        counts[len(row)] = counts.get(len(row), 0) + 1
    if not counts:
        raise Refused("no rows")
    width = max(counts, key=lambda n: counts[n])
    if width < len(names):
        raise Refused("rows are shorter than the header")
    for row in rows:
        if len(row) == width and any(row[len(names) :]):
            raise Refused("rows are longer than the header")
    return width


def _decimal(rows: list[list[str]]) -> str:
    cells = [cell for row in rows for cell in row]
    commas = sum(1 for cell in cells if COMMA_NUMBER.fullmatch(cell))
    points = sum(1 for cell in cells if POINT_NUMBER.fullmatch(cell))
    return "," if commas > points else "."


def _read_line(
    sheet: Sheet,
    line: str,
    number: int,
    mark: str,
    width: int,
    decimal: str,
    wanted: dict[str, int],
    words: dict[str, int],
) -> None:
    if "\x00" in line:
        sheet.dropped[number] = "zero bytes"
        return
    if not line.strip(" \r") or not (line.strip() or mark == "\t"):
        return
    cells = cells_of(line, mark)
    if cells[: len(sheet.names)] == sheet.names:
        sheet.dropped[number] = "header again"
        return
    if len(cells) != width:
        sheet.dropped[number] = "other width"
        return
    values = {}
    for name, at in wanted.items():
        value = _number(cells[at], decimal)
        if value is None:
            sheet.dropped[number] = f"no number in {name}"
            return
        values[name] = value
    sheet.rows.append(Row(number, values, {name: cells[at] for name, at in words.items()}))


def _number(cell: str, decimal: str) -> float | None:
    if cell in ("", "nan", "NaN"):
        return math.nan
    if decimal == "," and "." in cell:
        return None
    plain = cell.replace(",", ".") if decimal == "," else cell
    if not NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
        return None
    return float(plain)
