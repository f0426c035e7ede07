"""Where a recording comes from: what the file was taken for, units, which foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.strangers import is_folder
from gaitsense.recordings.doctor.walk import ExaminedWalk
from gaitsense.recordings.doctor.words import begun
from gaitsense.recordings.head import read_head
from gaitsense.recordings.sides import side_from_name, side_from_path

#: How the readers word what they say, and which finding that is.
_KINDS: Final[tuple[tuple[str, str], ...]] = (
    ("Left out: ", "left_out"),
    ("The header promises ", "cut_short"),
    ("breaks off without a line end", "cut_short"),
    ("The file holds no times", "no_times"),
    ("but was read as", "side_contradiction"),
    (" foot, but its contents say ", "side_contradiction"),
    ("clocks of the two files are not known", "clocks_apart"),
    ("contradicts the clock", "clocks_apart"),
    ("were not recorded at the same time", "clocks_apart"),
    ("clocks were put together by the stepping", "clocks_joined"),
    ("Times jitter", "jitter"),
    ("Times come in bursts", "jitter"),
    ("running or jumping rather than walking", "running"),
    ("taken as lost samples", "reading"),
    (" was taken as ", "units_deduced"),
    (" were taken as ", "units_deduced"),
)
#: Files named one by one when a walk is refused.
_NAMED_FILES: Final = 6
_ADVICE: Final = {
    "cut_short": "Copy or export the file again, as it was cut short; if the copy ends there too, "
    "the recording was stopped there.",
    "no_times": "Make sure of the rate: a wrong one makes times wrong by as much, and lengths by "
    "its square.",
    "units_deduced": "Check that the units which were deduced are those of your sensor's export; "
    "a header that states them leaves nothing to be guessed.",
    "left_out": "Mend, replace or record again what was left out, so that both feet can be "
    "measured.",
    "clocks_apart": "Compare the feet by their means only, not by which one stepped when; start "
    "both sensors by one command next time.",
    "side_contradiction": "Find out which foot it is, and rename the file or mend --side.",
    "running": "Record walking: what is said of low lifts and drags holds for walking only.",
    "jitter": "Ask the recording app for the sensor's own time stamps; uneven ones were smoothed.",
}


def origin(walk: ExaminedWalk) -> Iterator[Finding]:
    """Tell what the files were taken for, the units, and how each foot is known.

    Parameters
    ----------
    walk : ExaminedWalk
        What was read.

    Yields
    ------
    Finding
    """
    metadata = walk.recording.metadata
    format_name = metadata.get("source_format", "arrays")
    why = metadata.get("recognised_by", "")
    yield Finding(
        "taken_for",
        "ok",
        f"It was taken for: {format_name}{f', because {why}' if why else ''}.",
        values={"source_format": format_name, "recognised_by": why},
    )
    deduced = False
    for note in walk.recording.notes:
        code = next((code for words, code in _KINDS if words in note), "reading")
        deduced |= code == "units_deduced"
        yield Finding(code, "note", begun(note, _read_names(walk)), advice=_ADVICE.get(code, ""))
    if not deduced:
        stated = "the column map states" if walk.columns else "the format or its header states"
        yield Finding("units", "ok", f"Its units are those that {stated}.")
    yield from _sides(walk)


def has_times(walk: ExaminedWalk) -> bool:
    """Tell whether the files hold times, so that a lost sample shows.

    Parameters
    ----------
    walk : ExaminedWalk
        What was read.

    Returns
    -------
    bool
    """
    return not any("The file holds no times" in note for note in walk.recording.notes)


def _read_names(walk: ExaminedWalk) -> list[str]:
    """Names of the files that were read."""
    return walk.recording.metadata.get("source_file", "").split("; ")


def recognised(paths: Sequence[Path]) -> Iterator[Finding]:
    """Tell what each file is, where they could not be read together.

    Parameters
    ----------
    paths : sequence of Path
        Files, or folders of them.

    Yields
    ------
    Finding
    """
    for path in paths[:_NAMED_FILES]:
        try:
            if is_folder(path):
                continue
            head = read_head(path)
            chosen = choose_dialect(head)
        except (RecordingError, OSError, ValueError):
            continue  # that it cannot be opened is what the refusal says
        if chosen is None:
            what = head.kind if head.kind != "text" else "text that no known format fits"
            text = f"{path.name} is {what}."
        else:
            dialect, match = chosen
            text = f"{path.name} was taken for: {dialect.title}, because {match.why}."
        yield Finding("taken_for", "note", text)
    if len(paths) > _NAMED_FILES:
        yield Finding("taken_for", "note", f"{len(paths) - _NAMED_FILES} more files follow.")


def _sides(walk: ExaminedWalk) -> Iterator[Finding]:
    if walk.untold:
        yield Finding(
            "side_untold",
            "note",
            "Nothing tells which foot this is; it was examined as a left one.",
            advice="Say which foot it is: add --side left or --side right, or put one of these "
            "words into the file's name.",
        )
        return
    sides = walk.recording.sides
    if walk.asked_side:
        yield Finding("side", "ok", f"It is the {walk.asked_side} foot, as you said.")
        return
    names = _read_names(walk)
    read = [path for path in _paths(walk, names) if path.name in names]
    # Where name and contents disagree, a note says so.
    notes = walk.recording.notes
    misnamed = [n for n in names if any(note.startswith(f"{n} is named after") for note in notes)]
    otherwise = ", as the column map says" if walk.columns else " by its contents"
    if len(sides) > 1 and len(read) == 1:
        both = " and the ".join(sides)
        yield Finding("side", "ok", f"It holds the {both} foot{otherwise}.")
        return
    for side in sides:
        named = [path for path in read if side_from_name(path.stem) == side]
        lying = [path for path in read if side_from_path(path) == side]
        true = [path for path in (*named, *lying) if path.name not in misnamed]
        if true:
            told = "name" if true[0] in named else f"folder, {true[0].parent.name}"
            yield Finding("side", "ok", f"{true[0].name} is the {side} foot by its {told}.")
        elif not any(f"but its contents say {side}" in note for note in notes):
            yield Finding("side", "ok", f"It holds the {side} foot{otherwise}.")


def _paths(walk: ExaminedWalk, names: Sequence[str]) -> Iterator[Path]:
    """List the files that were given, and those of a folder that were read."""
    for path in walk.files:
        if is_folder(path):
            yield from (path / name for name in names)
        else:
            yield path
