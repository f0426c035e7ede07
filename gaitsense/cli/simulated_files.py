"""A simulated walk on the disk: the recording, and a folder with its truth beside it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gaitsense.cli.output_folder import require_place, writing_into
from gaitsense.model.errors import ConfigError, RecordingError

if TYPE_CHECKING:
    from gaitsense.simulate.walk import SimulatedWalk


def file_name(scenario: str, seed: int) -> str:
    """Name of the recording of a simulated walk.

    Parameters
    ----------
    scenario : str
        A scenario's name, or the path of its TOML file.
    seed : int
        Seed of everything random.

    Returns
    -------
    str
    """
    return f"{Path(scenario).stem}_seed{seed}.csv"


def write_simulated(walk: SimulatedWalk, folder: Path, name: str, written: list[Path]) -> None:
    """Write the recording and its truth.

    Parameters
    ----------
    walk : SimulatedWalk
        What to write.
    folder : Path
        Where to; made if absent.
    name : str
        File name of the recording; the truth stands in a folder of that name with ``_truth``.
    written : list of Path
        Takes what is whole: the recording, then the folder of the truth.

    Raises
    ------
    ConfigError
        If the folder cannot be written, or a file of that name, or one in the folder of the
        truth, is not a simulated one.
    """
    from gaitsense.recordings.session_writer import write_session_csv
    from gaitsense.simulate.walk import write_truth

    require_place(folder, [name])
    recording, truth = folder / name, folder / f"{Path(name).stem}_truth"
    _require_truth(truth, walk)
    with writing_into(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        try:
            write_session_csv(walk.recording, Path(scratch, name))
        except RecordingError as error:
            raise ConfigError(f"{recording}: {error.message}") from None
        write_truth(walk, Path(scratch, truth.name))
        Path(scratch, name).replace(recording)
        written.append(recording)
        if truth.is_dir():
            shutil.rmtree(truth)
        Path(scratch, truth.name).replace(truth)
        written.append(truth)


def _require_truth(place: Path, walk: SimulatedWalk) -> None:
    """Refuse a folder that holds anything but the truth of an earlier walk."""
    from gaitsense.simulate.walk import truth_tables

    found = sorted(place.iterdir()) if place.is_dir() else [place] if place.exists() else []
    if not found:
        return
    tables = truth_tables(walk.truth, idle=True)
    headers = {file: ",".join(table.columns) for file, table in tables.items()}
    for path in found:
        if not (path.is_file() and path.name in headers and _begins(path, headers[path.name])):
            raise ConfigError(
                f"{path} was not written by gaitsense and would be lost; move it, or choose "
                "another --out"
            )


def _begins(path: Path, line: str) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline().rstrip(b"\r\n") == line.encode()
    except OSError:
        return False
