"""What is said of files that cannot be read as a recording: why, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.samples import Side
from gaitsense.recordings.combine import UntoldSide
from gaitsense.recordings.dialect import without_folder
from gaitsense.recordings.doctor.examination import Examination
from gaitsense.recordings.doctor.finding import Finding
from gaitsense.recordings.doctor.origin import recognised
from gaitsense.recordings.doctor.strangers import is_folder
from gaitsense.recordings.doctor.verdict import as_typed
from gaitsense.recordings.doctor.words import begun
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import NotRecognised, UnknownTable, bundled, read_recording

#: So many files are asked one by one why they cannot be read, and whether they belong together.
_ASKED_FILES: Final = 6
_UNDERSTOOD: Final = "; understood are: "
_SEVERAL: Final = "none of the files"
#: How the reader of tables offers a column map at the end of a refusal.
_OFFER: Final = ", or say which column is what: "


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why one file cannot be used: reason, what mends it, and the command for a column map."""

    reason: str
    remedy: str
    command: str
    error: RecordingError

    @property
    def whole(self) -> str:
        return f"{self.reason}; {self.remedy}" if self.remedy else self.reason


def refused(
    files: tuple[Path, ...], side: Side | None, columns: Path | None, refusal: RecordingError
) -> Examination:
    """Answer for files that were refused.

    Parameters
    ----------
    files : tuple of Path
        As they were given.
    side : {"left", "right"} or None
        The foot as the caller knows it.
    columns : Path or None
        The column map that was given.
    refusal : RecordingError
        What the reader said.

    Returns
    -------
    Examination
        With what each file is, why it is refused, and what mends it.
    """
    inside = _inside(files[0]) if len(files) == 1 and is_folder(files[0]) else files
    names = [path.name for path in (*files, *inside)]
    message, _, understood = refusal.message.partition(_UNDERSTOOD)
    several = message.startswith(_SEVERAL)
    if several:
        faults = list(_each(inside, side, columns)) or [_fault(files, refusal)]
        reason = "none of its files can be read" if len(faults) > 1 else faults[0].reason
    else:
        faults = [_fault(files, refusal)]
        reason = faults[0].reason
    findings = [Finding("refused", "problem", f"{begun(fault.whole, names)}.") for fault in faults]
    if understood:
        findings.append(Finding("refused", "note", f"Files that are understood: {understood}."))
    findings += recognised(inside)
    todo = []
    if _are_strangers(inside):
        todo.append(
            "If these files are not of one walk, examine each by itself: gaitsense doctor --each "
            f"{as_typed(files, None, None)}"
        )
    for fault in faults:
        todo += _mending(fault, files, columns)
    if understood and not any(_cure(fault.error) or fault.remedy for fault in faults):
        todo.append("Give the file that the sensor or its app wrote.")
    todo.append(f"Then ask again: gaitsense doctor {as_typed(files, side, columns)}")
    todo = [begun(text, names) for text in dict.fromkeys(todo)]
    return Examination(
        files, "no", f"This recording cannot be used: {reason}.", tuple(findings), (), tuple(todo)
    )


def _fault(files: Sequence[Path], refusal: RecordingError) -> _Fault:
    """Part a refusal at its first "; ": all that follows mends it. A single file needs no name."""
    message, _, command = refusal.message.partition(_UNDERSTOOD)[0].partition(_OFFER)
    reason, _, remedy = message.partition("; ")
    short = RecordingError(
        reason,
        file=None if len(files) == 1 and refusal.file == files[0] else refusal.file,
        line=refusal.line,
        column=refusal.column,
    )
    said = without_folder(short)
    if short.line is None and short.column is None and reason.startswith(("is ", "cannot ")):
        said = f"{short.file.name if short.file else 'it'} {reason}"
    return _Fault(said, remedy, command, refusal)


def _each(paths: Sequence[Path], side: Side | None, columns: Path | None) -> Iterator[_Fault]:
    """Ask the files one by one what is wrong with them."""
    first = [path for path in paths if not is_folder(path)][:_ASKED_FILES]
    groups = [(path,) for path in first] if columns else bundled(first)
    for group in groups:
        try:
            read_recording(group, side=side, columns=columns)
        except RecordingError as error:
            yield _fault((), error)


def _mending(fault: _Fault, files: Sequence[Path], columns: Path | None) -> Iterator[str]:
    """Say what mends one fault, the surest first."""
    error = fault.error
    file = error.file
    prefix = f"{file.name}: " if file is not None and [*files] != [file] else ""
    if isinstance(error, UntoldSide) and file is not None and len(files) > 1:
        yield (
            "Put left or right into the name of each file: "
            f"{file.stem}_left{file.suffix} or {file.stem}_right{file.suffix}; --side names the "
            "foot of a single file only."
        )
        return
    remedy = fault.remedy or _cure(error)
    if columns is None and file is not None and isinstance(error, UnknownTable):
        yield (
            "If it is a sensor's table, say which column is what: gaitsense columns "
            f"{as_typed([file], None, None)}"
        )
    elif columns is None and fault.command:
        yield f"Say which column is what, and leave the file as it is: {fault.command}"
        prefix = f"Or: {prefix}"
    if remedy:
        yield f"{prefix}{remedy}."


def _cure(error: RecordingError) -> str:
    """Return what is to be done with a file of another kind: what stands in brackets behind it."""
    if error.file is None or not isinstance(error, NotRecognised):
        return ""
    _, bracket, cure = read_head(error.file).kind.rpartition(" (")
    return cure.removesuffix(")") if bracket else ""


def _are_strangers(inside: Sequence[Path]) -> bool:
    """Whether several files, or folders, lie there that do not make up one sensor's record."""
    if any(is_folder(path) for path in inside) or len(inside) > _ASKED_FILES:
        return len(inside) > 1
    return len(bundled(inside)) > 1


def _inside(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(path for path in folder.iterdir() if not path.name.startswith(".")))
    except OSError:
        return ()
