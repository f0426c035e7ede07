"""From any file that can be read to a session CSV or a session Parquet file."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gaitsense.jobs.places import is_folder, is_there, making_folder
from gaitsense.jobs.walk_names import told_apart, walk_name
from gaitsense.model.errors import ConfigError, RecordingError

if TYPE_CHECKING:
    from gaitsense.model.recording import Recording
    from gaitsense.model.samples import Side
    from gaitsense.recordings.column_map import ColumnMap

#: Reading takes about half of the time, writing the other.
_READING: Final = 0.5


class Target(enum.StrEnum):
    """A format that can be written."""

    CSV = "csv"
    PARQUET = "parquet"


_SUFFIXES: Final = {".csv": Target.CSV, ".parquet": Target.PARQUET, ".pq": Target.PARQUET}


@dataclass(frozen=True, slots=True)
class Conversion:
    """One walk to be converted.

    Parameters
    ----------
    sources : tuple of Path
        Its files, or its folder.
    target : Path
        What is to be written.
    to : Target
        In which format.
    asked_for : bool
        Whether the source was named itself, rather than found in a folder.
    """

    sources: tuple[Path, ...]
    target: Path
    to: Target
    asked_for: bool = True


def plan_conversions(
    files: Sequence[Path],
    out: Path,
    to: Target | None = None,
    *,
    each: bool = False,
    mapped: bool = False,
) -> list[Conversion]:
    """Settle what is written where, before the work begins.

    Parameters
    ----------
    files : sequence of Path
        The files of one walk; with `each`, files and folders of many.
    out : Path
        The file to write, or a folder.
    to : Target, optional
        The format; else it is told by the suffix of `out`.
    each : bool
        Whether each file, and each file of a folder, is a walk of its own; files of a maker who
        puts one sensor into several stay together.
    mapped : bool
        Whether a column map will read the files; then each of them holds a whole sensor.

    Returns
    -------
    list of Conversion
        At least one, all with targets of their own.

    Raises
    ------
    ConfigError
        If the format cannot be told, or a target is what is to be read.
    RecordingError
        If a folder cannot be listed, or holds no files.
    """
    told = _SUFFIXES.get(out.suffix.lower()) if not is_folder(out) else None
    if told and each:
        raise ConfigError(f"{out} is one file, and --each writes many; name a folder with --out")
    if told and to and told != to:
        raise ConfigError(f"{out} ends in {out.suffix}, but --to says {to}; leave one of both out")
    if not (told or to):
        raise ConfigError(
            f"{out} does not say which format to write; let it end in .csv or .parquet, or give "
            "--to csv or --to parquet and a folder"
        )
    kind = told or to
    assert kind is not None  # one of both is there
    walks = _walks_of(files, mapped=mapped) if each else [(tuple(files), True)]
    names = told_apart([walk_name(sources) for sources, _ in walks])
    targets = [out] if told else [out / f"{name}.{kind}" for name in names]
    plans = [
        Conversion(sources, target, kind, asked_for)
        for (sources, asked_for), target in zip(walks, targets, strict=True)
    ]
    read = {path.resolve() for plan in plans for path in _files_of(plan.sources)}
    for plan in plans:
        if plan.target.resolve() in read:
            raise ConfigError(
                f"{plan.target} is what is to be read, and would be lost; choose another --out"
            )
    return plans


def folders_inside(files: Sequence[Path]) -> list[Path]:
    """List the folders inside given folders; what they hold is not converted with the others.

    Parameters
    ----------
    files : sequence of Path
        Files and folders that can be listed, as `plan_conversions` took them.

    Returns
    -------
    list of Path
        Hidden ones are left out.
    """
    inside = [item for path in files if is_folder(path) for item in sorted(path.iterdir())]
    return [item for item in inside if is_folder(item) and not item.name.startswith(".")]


def _walks_of(files: Sequence[Path], *, mapped: bool) -> list[tuple[tuple[Path, ...], bool]]:
    """List the walks among files and folders, and whether somebody asked for each by name."""
    from gaitsense.recordings.read import bundled

    asked_for: dict[Path, bool] = {}
    for path in files:
        found = _files_of((path,))
        if not found:
            raise RecordingError(
                "the folder holds no files; name the folder that holds the recordings", file=path
            )
        for file in found:
            asked_for[file] = asked_for.get(file, False) or file == path
    groups = [(file,) for file in asked_for] if mapped else bundled(list(asked_for))
    return [(group, any(asked_for[file] for file in group)) for group in groups]


def _files_of(sources: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in sources:
        if not is_folder(path):
            files.append(path)
            continue
        try:
            inside = [item for item in sorted(path.iterdir()) if item.is_file()]
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise RecordingError(
                f"the folder cannot be read ({reason}); check its permissions", file=path
            ) from None
        files.extend(item for item in inside if not item.name.startswith("."))
    return files


def convert_walk(
    plan: Conversion,
    *,
    side: Side | None = None,
    columns: ColumnMap | None = None,
    overwrite: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Recording:
    """Read a walk and write it, such that the written file holds exactly what was read.

    Parameters
    ----------
    plan : Conversion
        What to read and what to write.
    side : {"left", "right"}, optional
        The foot, where neither the file nor its name tells it.
    columns : ColumnMap, optional
        Which column is what, for a table that does not say so.
    overwrite : bool
        Whether a file that is there may be replaced.
    progress : callable, optional
        Called with the share done, 0 to 1.

    Returns
    -------
    Recording
        What was read.

    Raises
    ------
    ConfigError
        If the target is there already or cannot be written, or pyarrow is not installed.
    RecordingError
        If the files cannot be read as the recording of one walk.
    """
    from gaitsense.recordings.read import read_recording

    if is_there(plan.target) and not overwrite:
        raise ConfigError(
            f"{plan.target} is there already; give --overwrite to replace it, or choose another "
            "--out"
        )
    report = progress or (lambda _: None)
    recording = read_recording(
        plan.sources[0] if len(plan.sources) == 1 else plan.sources,
        side=side,
        columns=columns,
        progress=lambda share: report(_READING * share),
    )
    _write(recording, plan, lambda share: report(_READING + (1.0 - _READING) * share))
    return recording


def _write(recording: Recording, plan: Conversion, progress: Callable[[float], None]) -> None:
    if plan.to is Target.CSV:
        from gaitsense.recordings.session_writer import write_session_csv as write
    else:
        from gaitsense.recordings.parquet_writer import write_session_parquet as write
    try:
        with making_folder(plan.target.parent):
            write(recording, plan.target, progress=progress)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(
            f"{plan.target.parent} cannot be written ({reason}); choose another --out"
        ) from None
    except RecordingError as error:
        if error.file != plan.target:
            raise
        raise ConfigError(str(error)) from None
