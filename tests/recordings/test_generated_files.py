"""Generated and damaged files: what the reference reader reads, or a sentence; never less, or else.

The whole study, 50,000 files, is ``analysis/05_generated_files``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from generated_files import generate
from reading_compared import compare
from reference_formats import expected
from reference_reader import Refused, cells_of
from reference_samples import percentile

from gaitsense.recordings import blocks, layout, line_reader, table
from gaitsense.recordings.rows import Notes

#: Seeds that no other run has used.
SEEDS = range(9_000_000, 9_002_000)
#: Each broken reader gets those of the first files that have the damage it is blind to.
BROKEN_N = 700

HEADER = "t_s,side,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"


def test_what_is_read_is_what_the_reference_reader_reads(tmp_path: Path) -> None:
    words: Counter[str] = Counter()
    readable = 0
    for seed in SEEDS:
        file = generate(seed)
        verdict = compare(file, tmp_path / "walk.csv")
        assert verdict.word != "differs", (seed, file.kind, file.damages, verdict.detail)
        words[verdict.word] += 1
        readable += verdict.readable
    # Files are damaged gently enough to be worth reading, and are not refused for nothing.
    assert words["equal"] > 0.7 * len(SEEDS)
    assert readable < 0.01 * len(SEEDS)


def accept_half_a_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = blocks.line_blocks

    def with_tail(path: Path, *rest: Any) -> Iterator[tuple[bytes, int]]:
        last = 1
        for block, line in whole(path, *rest):
            yield block, line
            last = line + block.count(b"\n")
        tail = path.read_bytes().rpartition(b"\n")[2]
        if tail.strip():
            yield tail + b"\n", last

    monkeypatch.setattr(table, "line_blocks", with_tail)


def shift_columns_at_a_trailing_comma(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pandas does that is not told otherwise: the first column becomes an index."""
    read_fast = table._BlockReader._read_fast

    def shifted(self: Any, block: bytes, first_line: int) -> Any:
        if block.split(b"\n", 1)[0].endswith(self._layout.delimiter.encode()):
            self._numbers = {name: at + 1 for name, at in self._numbers.items()}
        return read_fast(self, block, first_line)

    monkeypatch.setattr(table._BlockReader, "_read_fast", shifted)


def take_a_decimal_comma_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def split(self: line_reader.LineReader, cell: str) -> float | None:
        return float(cell.replace(",", "")) if cell else np.nan

    monkeypatch.setattr(table._BlockReader, "_is_well_formed", lambda *_: False)
    monkeypatch.setattr(line_reader.LineReader, "_to_number", split)


def leave_out_a_row_without_values_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    say_lines = Notes.say_lines

    def silent(self: Notes, what: str, lines: Any) -> None:
        if "without a usable time" not in what:
            say_lines(self, what, lines)

    monkeypatch.setattr(Notes, "say_lines", silent)


def take_infinity_for_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    to_number = line_reader.LineReader._to_number

    def with_infinity(self: line_reader.LineReader, cell: str) -> float | None:
        return (
            99.0 if cell.lstrip("+-").casefold() in ("inf", "infinity") else to_number(self, cell)
        )

    monkeypatch.setattr(line_reader.LineReader, "_to_number", with_infinity)


@pytest.mark.parametrize(
    ("break_it", "damage"),
    [
        (accept_half_a_last_line, "half a last line"),
        (shift_columns_at_a_trailing_comma, "trailing delimiter"),
        (take_a_decimal_comma_for_nothing, "missing cells"),
        (leave_out_a_row_without_values_in_silence, "row without values"),
        (take_infinity_for_a_number, "inf"),
    ],
)
def test_a_reader_that_is_broken_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_it: Any, damage: str
) -> None:
    files = [file for seed in SEEDS[:BROKEN_N] if damage in (file := generate(seed)).damages]
    verdicts = {compare(file, tmp_path / "walk.csv").word for file in files}
    assert verdicts <= {"equal", "refused"}
    break_it(monkeypatch)
    assert any(compare(file, tmp_path / "walk.csv").word == "differs" for file in files)


class TestTheReferenceReader:
    """By hand, so that it is no oracle that nobody has asked."""

    def test_rows_of_a_session(self) -> None:
        rows = [f"{k / 100},left,0,0,{9.5 + k / 10},0,0,{k}" for k in range(6)]
        rows[2] = rows[2].replace("left", "middle")
        rows[4] = rows[4].replace("9.9", "x")
        raw = "\n".join(["# gaitsense_session: 1", "# rate_hz: 100", HEADER, *rows, "0.06,left,0"])
        found = expected(raw.encode(), "session")
        foot = found.feet["left"]
        assert [(row.line, row.t_s, row.values[2]) for row in foot.samples] == [
            (4, 0.0, 9.5), (5, 0.01, 9.6), (7, 0.03, 9.8), (9, 0.05, 10.0)
        ]  # fmt: skip
        assert found.dropped == {6, 8, 10}
        assert found.exact

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("side", "foot", "header is not there"),
            ("_session: 1", "_session: 2", "version"),
            ("rate_hz: 100", "rate_hz: -1", "rate"),
            ("9.5", "0.95", "gravity"),
            ("9.5", "9.5,9.5", "longer than the header"),
            ("0.01,left", "9.01,left", "backwards"),
            ("left", "middle", "no foot"),
        ],
    )
    def test_what_leaves_a_doubt_is_refused(self, old: str, new: str, why: str) -> None:
        rows = [f"{k / 100},left,0,0,9.5,0,0,{k}" for k in range(6)]
        text = "\n".join(["# gaitsense_session: 1", "# rate_hz: 100", HEADER, *rows, ""])
        with pytest.raises(Refused, match=why):
            expected(text.replace(old, new).encode(), "session")

    def test_cells(self) -> None:
        assert cells_of('"1","a ""b""",, 2 ', ",") == ["1", 'a "b"', "", "2"]
        assert cells_of("1  2 ", " ") == ["1", "2"]
        assert cells_of("", ",") == [""]

    def test_a_percentile(self) -> None:
        assert percentile([3.0, 1.0, 2.0], 75.0) == 2.5
        assert percentile([5.0], 99.0) == 5.0


def test_a_seed_is_a_file() -> None:
    assert generate(5).raw == generate(5).raw
    assert generate(5).raw != generate(6).raw
    files = [generate(seed) for seed in range(300)]
    assert {file.kind for file in files} == {
        "session", "generic", "generic with units row", "physilog", "xsens-dot"
    }  # fmt: skip
    assert sum(not file.damages for file in files) > 15
    assert max(len(file.raw) for file in files) > 65536
    assert layout.DELIMITERS  # those of the grammar are the reader's
