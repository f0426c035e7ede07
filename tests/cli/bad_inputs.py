"""Files that people give by mistake, or that a bad day has left: made, not kept.

    python tests/cli/bad_inputs.py FOLDER

makes them all; the tests make the same ones.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.simulate.walk import simulate_walk

G = 9.80665
RATE_HZ = 60.0


def walk_text(folder: Path) -> str:
    """A left foot drop at 60 Hz, both feet, as a session CSV."""
    path = folder / "whole_walk.csv"
    write_session_csv(simulate_walk("left_foot_drop", seed=2, rate_hz=RATE_HZ).recording, path)
    text = path.read_text(encoding="utf-8")
    path.unlink()
    return text


def _parts(text: str) -> tuple[list[str], str, list[list[str]]]:
    lines = text.splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("t_s,"))
    return lines[:at], lines[at], [line.split(",") for line in lines[at + 1 :]]


def _joined(above: list[str], header: str, rows: list[list[str]]) -> bytes:
    return "\n".join([*above, header, *(",".join(row) for row in rows), ""]).encode()


def _changed(text: str, change: Callable[[list[list[str]]], list[list[str]]]) -> bytes:
    above, header, rows = _parts(text)
    return _joined(above, header, change(rows))


def _half_a_last_line(text: str) -> bytes:
    return text.rstrip("\n")[:-12].encode()


def _header_again(text: str) -> bytes:
    return _changed(text, lambda rows: [*rows[:800], _parts(text)[1].split(","), *rows[800:]])


def _units_row(text: str) -> bytes:
    units = ["s", "", *["m/s^2"] * 3, *["rad/s"] * 3]
    return _changed(text, lambda rows: [units, *rows])


def _decimal_commas(text: str) -> bytes:
    above, header, rows = _parts(text)
    cells = [";".join(cell.replace(".", ",") for cell in row) for row in rows]
    return "\n".join([*above, header.replace(",", ";"), *cells, ""]).encode()


def _in_g(row: list[str]) -> list[str]:
    return [*row[:2], *(f"{float(cell) / G:.6f}" for cell in row[2:5]), *row[5:]]


def _one_foot_in_g(text: str) -> bytes:
    return _changed(text, lambda rows: [_in_g(r) if r[1] == "left" else r for r in rows])


def _in_g_from_the_middle(text: str) -> bytes:
    return _changed(
        text, lambda rows: [*rows[: len(rows) // 2], *map(_in_g, rows[len(rows) // 2 :])]
    )


def _text_in_numbers(text: str) -> bytes:
    def change(rows: list[list[str]]) -> list[list[str]]:
        rows[500][3], rows[700][7], rows[900][0] = "n/a", "#REF!", "noon"
        return rows

    return _changed(text, change)


def _nul_bytes(text: str) -> bytes:
    raw = text.encode()
    return raw[:90_000] + bytes(20) + raw[90_000:] + bytes(4096)


def _time_backwards(text: str) -> bytes:
    return _changed(text, lambda rows: [*rows[:1000], *rows[1000:][::-1]])


def _two_walks(text: str) -> bytes:
    return _changed(text, lambda rows: rows + rows)


def _no_gyroscope(text: str) -> bytes:
    above, header, rows = _parts(text)
    kept = header.split(",")[:5]
    return _joined(above, ",".join(kept), [row[:5] for row in rows])


def _two_rates(text: str) -> bytes:
    """The right foot at half the rate, and the header says so."""
    above, header, rows = _parts(text)
    right = [row for row in rows if row[1] == "right"][::2]
    left = [row for row in rows if row[1] == "left"]
    above = [line for line in above if "rate_hz" not in line]
    above += [f"# left.rate_hz: {RATE_HZ}", f"# right.rate_hz: {RATE_HZ / 2}"]
    return _joined(above, header, sorted([*left, *right], key=lambda row: float(row[0])))


def pocket_csv() -> bytes:
    """A phone-like sensor in a trouser pocket: the thigh swings, and nothing ever rests.

    One minute at 100 Hz; ±20° about the sensor's y, 0.9 swings a second, steps felt as ±2 m/s²
    at twice that, a lever of 0.4 m from the hip.
    """
    t_s = np.arange(6000) / 100.0
    turn = 2.0 * np.pi * 0.9
    angle = np.radians(20.0) * (np.sin(turn * t_s) + 0.15 * np.sin(2.0 * turn * t_s + 0.6))
    rate = np.gradient(angle, 0.01)
    up = G + 2.0 * np.sin(2.0 * turn * t_s + 1.0)
    random = np.random.default_rng(4)
    acc = np.column_stack(
        [
            up * np.sin(angle) + 0.4 * np.gradient(rate, 0.01),
            0.3 * np.sin(turn * t_s),
            up * np.cos(angle) + 0.4 * rate**2,
        ]
    ) + random.normal(0.0, 0.1, (6000, 3))
    gyr = np.column_stack([0.2 * np.sin(turn * t_s), rate, 0.1 * np.cos(turn * t_s)])
    rows = np.column_stack([t_s, acc, gyr + random.normal(0.0, 0.02, (6000, 3))])
    names = "t_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"
    return "\n".join([names, *(",".join(f"{v:.6f}" for v in row) for row in rows), ""]).encode()


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


def xlsx() -> bytes:
    """The least that is a workbook."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return whole.getvalue()


HTML = b"<!DOCTYPE html>\n<html><head><title>Export</title></head><body>Sign in</body></html>\n"

FILES: dict[str, Callable[[str], bytes]] = {
    "photo.csv": lambda _: JPEG,
    "half_a_last_line.csv": _half_a_last_line,
    "header_again.csv": _header_again,
    "units_row.csv": _units_row,
    "decimal_commas.csv": _decimal_commas,
    "one_foot_in_g.csv": _one_foot_in_g,
    "in_g_from_the_middle.csv": _in_g_from_the_middle,
    "text_in_numbers.csv": _text_in_numbers,
    "nul_bytes.csv": _nul_bytes,
    "time_backwards.csv": _time_backwards,
    "two_walks.csv": _two_walks,
    "no_gyroscope.csv": _no_gyroscope,
    "two_rates.csv": _two_rates,
    "pocket_left.csv": lambda _: pocket_csv(),
    "workbook.csv": lambda _: xlsx(),
    "web_page.csv": lambda _: HTML,
    "packed.csv": lambda text: gzip.compress(text.encode(), mtime=0),
    "empty.csv": lambda _: b"",
    "a\nname\x1b[31m.csv": lambda text: text.encode(),
}


def make(name: str, folder: Path, text: str) -> Path:
    """Make one of the files."""
    path = folder / name
    path.write_bytes(FILES[name](text))
    return path


def make_odd_things(folder: Path) -> None:
    """What is no file: a folder, a pipe, and a link to nothing."""
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "link.csv").symlink_to("gone.csv")


def make_strangers(folder: Path, text: str) -> None:
    """A folder as it lies on a desk: one walk among everything else."""
    folder.mkdir()
    (folder / "IMG_0001.jpg").write_bytes(JPEG)
    (folder / "letter.pdf").write_bytes(PDF)
    (folder / "patients.xlsx").write_bytes(xlsx())
    (folder / "old.zip").write_bytes(xlsx())
    (folder / "notes.txt").write_text("rang the ward\n")
    (folder / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
    (folder / "last year").mkdir()
    (folder / "last year" / "walk.csv").write_text(text)
    (folder / "walk.csv").write_text(text)


def make_three_feet(folder: Path, text: str) -> None:
    """A folder in which the left foot of another walk has stayed."""
    folder.mkdir()
    above, header, rows = _parts(text)
    for name, side, first in (("left", "left", 0), ("right", "right", 0), ("old_left", "left", 9)):
        kept = [row for row in rows[first:] if row[1] == side]
        (folder / f"{name}.csv").write_bytes(_joined(above, header, kept))


def make_long(path: Path, text: str, times: int) -> None:
    """One walk again and again, each behind the last: as long as wanted."""
    above, header, rows = _parts(text)
    lasts_s = float(rows[-1][0]) + 1.0 / RATE_HZ
    with path.open("w", encoding="utf-8") as file:
        file.write("\n".join([*above, header, ""]))
        for turn in range(times):
            for row in rows:
                file.write(",".join([f"{float(row[0]) + turn * lasts_s:.6f}", *row[1:]]) + "\n")


def main() -> None:
    """Make all of them in the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    text = walk_text(folder)
    for name in FILES:
        make(name, folder, text)
    make_odd_things(folder)
    make_strangers(folder / "strangers", text)
    alone = folder / "strangers only"
    make_strangers(alone, text)
    (alone / "walk.csv").unlink()
    make_three_feet(folder / "three feet", text)


if __name__ == "__main__":
    main()
