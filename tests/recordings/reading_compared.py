"""One file read by gaitsense and by the reference reader: equal, refused, or a difference."""

from __future__ import annotations

import itertools
import re
import statistics
import struct
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generated_files import Generated
from reference_formats import Expected, expected
from reference_reader import Refused
from reference_samples import Foot

import gaitsense

_LINES = re.compile(r"(\d+) lines? (?:was|were) dropped: (.*)", re.DOTALL)
_ROWS = re.compile(
    r"(\d+) rows? (?P<what>.+) \(lines? (?P<lines>[\d, ]+)(?P<more> and \d+ more)?\)\."
)
_LAST = re.compile(r"Line (\d+), the last one, breaks off")
#: No small file takes so long, s.
_HANGS_S = 5.0


@dataclass
class Verdict:
    """What became of a file: "equal", "refused" or "differs"."""

    word: str
    detail: str = ""
    #: For a refused file: whether the reference reader could read it.
    readable: bool = False
    seconds: float = 0.0


def compare(file: Generated, path: Path) -> Verdict:
    """Write the file to `path` and read it by both readers."""
    path.write_bytes(file.raw)
    try:
        told: Expected | Refused = expected(file.raw, file.kind)
    except Refused as refusal:
        told = refusal
    begin = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            recording = gaitsense.read_recording(path, side=file.side)
    except gaitsense.RecordingError as error:
        seconds = time.perf_counter() - begin
        sentence = str(error)
        word = "refused" if len(sentence.splitlines()) == 1 else "differs"
        return Verdict(word, sentence, isinstance(told, Expected), seconds)
    except Exception as error:  # noqa: BLE001 - every other exception is a finding
        return Verdict("differs", f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - begin
    if seconds > _HANGS_S:
        return Verdict("differs", f"took {seconds:.1f} s", seconds=seconds)
    if isinstance(told, Refused):
        return Verdict("differs", f"read, though {told}", seconds=seconds)
    difference = _difference(recording, told)
    return Verdict("differs" if difference else "equal", difference, seconds=seconds)


def _difference(recording: gaitsense.Recording, told: Expected) -> str:
    # A foot that is left out with the reason is refused, as a file of that foot alone would be.
    absent = set(told.feet) - set(recording.sides)
    left_out = sum(note.startswith("Left out: ") for note in recording.notes)
    if set(recording.sides) - set(told.feet) or len(absent) > left_out:
        return f"feet {recording.sides} instead of {tuple(told.feet)}"
    for side in recording.sides:
        foot = told.feet[side]
        got = recording[side]
        if len(got) != len(foot.samples):
            return f"{side}: {len(got)} samples instead of {len(foot.samples)}"
        for values, row in zip(
            zip(got.acc_mps2.tolist(), got.gyr_radps.tolist(), strict=True),
            foot.samples,
            strict=True,
        ):
            if struct.pack("<6f", *values[0], *values[1]) != struct.pack("<6f", *row.values):
                return f"{side}: line {row.line} is {values}, not {row.values}"
        if told.exact:
            off = [
                row.line
                for row, t in zip(foot.samples, got.t_s.tolist(), strict=True)
                if row.t_s != t
            ]
            if off:
                return f"{side}: another time in line {off[0]}"
        fault = _clock_fault(foot, got, told)
        if fault:
            return f"{side}: {fault}"
    return _notes_fault(recording.notes, told, absent)


def _clock_fault(foot: Foot, got: Any, told: Expected) -> str:
    """Compare counters and smoothed times with the file's."""
    rows = foot.samples
    t_s, sample = got.t_s.tolist(), got.sample.tolist()
    steps = [b - a for a, b in itertools.pairwise(foot.times_s)]
    usual = statistics.median(steps)
    if usual <= 0:
        return ""
    counts = [max(round(step / usual), 1) for step in steps]
    period = (foot.times_s[-1] - foot.times_s[0]) / sum(counts)
    off = max(abs(step - count * period) for step, count in zip(steps, counts, strict=True))
    if off > 0.1 * period or sum(counts) > 1.7 * len(counts):
        return ""  # a clock so uneven, or so much loss, leaves room for more than one reading
    if any(
        b_n - a_n != round((b.t_s - a.t_s) / period)
        for (a_n, a), (b_n, b) in itertools.pairwise(zip(sample, rows, strict=True))
    ):
        return "other counters"
    shift = rows[0].t_s - t_s[0] if told.from_zero else 0.0
    # A few rounded times hide how far they are from the sensor's own.
    hidden = 1e-9 if len(rows) >= 10 else 1e-5
    bound = 4.0 * off + 1e-9 * max(abs(row.t_s) for row in rows) + hidden
    worst = max(abs(row.t_s - t - shift) for row, t in zip(rows, t_s, strict=True))
    return f"times are off by {worst:.3g} s" if worst > bound else ""


def _notes_fault(notes: tuple[str, ...], told: Expected, absent: set[str]) -> str:
    named: dict[str, set[int]] = {"dropped": set(), "voided": set()}
    whole = True
    for note in notes:
        if match := _LAST.match(note):
            named["dropped"].add(int(match[1]))
        elif match := _LINES.match(note):
            found = {int(line) for line in re.findall(r"(?:^|; )line (\d+) ", match[2])}
            whole &= len(found) == int(match[1])
            named["dropped"] |= found
        elif match := _ROWS.match(note):
            found = {int(line) for line in match["lines"].split(",")}
            whole &= not match["more"]
            if "lost sample" in match["what"]:
                named["voided"] |= found
            elif "dropped" in match["what"] or "left out" in match["what"]:
                named["dropped"] |= found
    unsaid = told.perhaps.union(*(told.feet[side].dropped for side in absent))
    unsaid = unsaid.union(*(told.feet[side].voided for side in absent))
    due = {
        "dropped": told.dropped,
        "voided": set().union(*(foot.voided for foot in told.feet.values())),
    }
    for what, lines in due.items():
        wrong = named[what] - lines - unsaid
        missed = lines - named[what] - unsaid if whole else set()
        if wrong or missed:
            return f"notes name {sorted(wrong)} as {what} and leave out {sorted(missed)}"
    return ""
