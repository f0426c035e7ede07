"""What the converters of all sets share: from trials of a public set to session CSVs and truth.

A set's ``convert.py`` lists its trials, each with a function that gives its `Converted`. This
module writes them:

- ``<trial>.csv``: the session CSV, readable by ``gaitsense analyze``;
- ``<trial>_truth.csv``: what the set's reference knows, one row per fact, columns `TRUTH`;
- ``<trial>_path.csv``: points that the reference followed, columns `PATH`.

Nothing is written into the data folder or into the project. What is there already is left as it
is, so that a conversion which was interrupted goes on where it stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

import gaitsense
from gaitsense.cli.progress import ProgressBar
from gaitsense.recordings.npy_arrays import NpyArrays, one_number, scaled
from gaitsense.recordings.session_writer import write_session_csv

PROJECT: Final = Path(__file__).resolve().parents[1]
#: `what` happened, on which foot, from when to when (s on the recording's times; empty where it
#: holds of the whole trial), with which value in which unit.
TRUTH: Final = ("what", "side", "start_s", "end_s", "value", "unit")
#: Where a `point` was, m; z empty where only the plan is known.
PATH: Final = ("t_s", "side", "point", "x_m", "y_m", "z_m")
#: Exit codes as those of the command line of gaitsense.
_USAGE, _DATA, _INTERRUPTED = 2, 4, 130


@dataclass(frozen=True)
class Converted:
    """One trial as it will be written.

    Parameters
    ----------
    recording : gaitsense.Recording
        The samples.
    truth : DataFrame, optional
        Columns `TRUTH`.
    path : DataFrame, optional
        Columns `PATH`.
    """

    recording: gaitsense.Recording
    truth: pd.DataFrame | None = None
    path: pd.DataFrame | None = None


@dataclass(frozen=True)
class Trial:
    """A trial of a set: the name of its files without their endings, and how to read it."""

    name: str
    load: Callable[[], Converted]


def trial_arrays(path: Path) -> dict[str, Any]:
    """Read all arrays of a trial, counts as values with NaN where a sample was lost."""
    with NpyArrays(path) as archive:
        raw = {name: archive.read(name) for name in archive.names}
    values: dict[str, Any] = {}
    for name, array in raw.items():
        if not name.endswith("__scale"):
            value = scaled(raw, name, f"{name}__scale")
            values[name] = one_number(raw, name) if array.ndim == 0 else value
    return values


def recorded(
    set_id: str,
    trial: str,
    feet: Mapping[str, tuple[Any, Any, Any]],
    rate_hz: float,
    device: str,
    **metadata: str,
) -> gaitsense.Recording:
    """Build the recording of a trial: times s or None, specific force m/s², rates °/s per foot."""
    arrays = {side: (t_s, acc, np.radians(gyr)) for side, (t_s, acc, gyr) in feet.items()}
    facts = {"data_set": set_id, "trial": trial, **metadata}
    return gaitsense.Recording.from_arrays(arrays, rate_hz, device=device, metadata=facts)


def truth_rows(rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Make a table of truth from rows in the order of `TRUTH`; None is an empty cell."""
    return pd.DataFrame(list(rows), columns=list(TRUTH))


def table(path: Path) -> pd.DataFrame:
    """Read a table of a set; names of trials and people stay text."""
    if not path.is_file():
        raise gaitsense.RecordingError("there is no such table; copy the whole set", file=path)
    return pd.read_csv(path, dtype=dict.fromkeys(("trial", "subject", "foot", "side"), str))


def data_folder(given: str | None, name: str) -> Path:
    """Find a set: in what was given, else GAITSENSE_DATA, else ../shared/data."""
    root = Path(given or os.environ.get("GAITSENSE_DATA") or PROJECT.parent / "shared" / "data")
    folder = root / name
    if not folder.is_dir():
        raise gaitsense.ConfigError(
            f"{folder}: the set is not there; give the folder that holds {name}/ with --data DIR, "
            "or set GAITSENSE_DATA"
        )
    return folder


def convert(
    trials: Sequence[Trial], out: Path, progress: Callable[[float], None] = lambda _: None
) -> tuple[int, int, list[str]]:
    """Write trials; returns how many were written, were there already, and why others failed."""
    out.mkdir(parents=True, exist_ok=True)
    written, there, faults = 0, 0, []
    for k, trial in enumerate(trials):
        progress(k / len(trials))
        session = out / f"{trial.name}.csv"
        if session.exists():
            there += 1
            continue
        try:
            converted = trial.load()
            _write_table(converted.truth, TRUTH, out / f"{trial.name}_truth.csv")
            _write_table(converted.path, PATH, out / f"{trial.name}_path.csv")
            # Last: where the session is, all is.
            write_session_csv(converted.recording, session)
        except gaitsense.GaitsenseError as error:
            faults.append(f"{trial.name}: {error}")
        else:
            written += 1
    progress(1.0)
    return written, there, faults


def _write_table(rows: pd.DataFrame | None, columns: Sequence[str], path: Path) -> None:
    if rows is None:
        return
    assert tuple(rows.columns) == tuple(columns)
    partial = path.with_name(path.name + ".part")
    try:
        rows.to_csv(partial, index=False, lineterminator="\n")
        partial.replace(path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def main(
    set_id: str,
    trials: Callable[[Path], list[Trial]],
    original: Callable[[Sequence[Path], str | None], Converted] | None = None,
    arguments: Sequence[str] | None = None,
) -> int:
    """Run the converter of a set from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=f"Convert the set {set_id} to session CSVs with their truth.",
        epilog=f"example: python datasets/{set_id}/convert.py --out converted/{set_id}",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where to write")
    parser.add_argument("--data", metavar="DIR", help="folder that holds the folders of the sets")
    parser.add_argument("--only", metavar="TRIAL", nargs="+", help="only these trials")
    if original is not None:
        parser.add_argument(
            "--original",
            metavar="FILE",
            type=Path,
            nargs="+",
            help="files of one walk as their authors published them, in place of the trials",
        )
    given = parser.parse_args(arguments)
    try:
        return _run(set_id, trials, original, given)
    except gaitsense.ConfigError as error:
        print(f"Error: {error}", file=sys.stderr)
        return _USAGE
    except (gaitsense.GaitsenseError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return _DATA
    except KeyboardInterrupt:
        print("Interrupted; what is written is whole. Run it again to go on.", file=sys.stderr)
        return _INTERRUPTED


def _run(
    set_id: str,
    trials: Callable[[Path], list[Trial]],
    original: Callable[[Sequence[Path], str | None], Converted] | None,
    given: argparse.Namespace,
) -> int:
    files: list[Path] = getattr(given, "original", None) or []
    if files and given.only:
        raise gaitsense.ConfigError(
            "--only chooses among the trials of the set, and --original takes their place; give "
            "one of both"
        )
    if original is not None and files:
        folder, read = files[0].parent, original
        chosen = [Trial(files[0].stem, lambda: read(files, given.data))]
    else:
        folder = data_folder(given.data, set_id)
        chosen = _only(trials(folder), given.only)
    _refuse_place(given.out, folder, own=not files)
    with ProgressBar() as bar:
        written, there, faults = convert(chosen, given.out, bar.stage(f"Converting {set_id}"))
    for fault in faults:
        print(f"Not converted: {fault}", file=sys.stderr)
    already = f", {there} were there already" if there else ""
    print(f"{written} of {len(chosen)} trials written to {given.out}{already}.")
    return _DATA if faults else 0


def _only(trials: list[Trial], names: Sequence[str] | None) -> list[Trial]:
    if names is None:
        return trials
    known = {trial.name: trial for trial in trials}
    absent = [name for name in names if name not in known]
    if absent:
        raise gaitsense.ConfigError(
            f"there is no trial {absent[0]!r}; there are {', '.join(list(known)[:12])}, …"
        )
    return [known[name] for name in names]


def _refuse_place(out: Path, folder: Path, *, own: bool) -> None:
    place = out.resolve()
    for kept, what in ((folder.resolve(), "the data"), (PROJECT, "the project")):
        inside = place == kept or kept in place.parents
        if inside and (own or kept == PROJECT):
            raise gaitsense.ConfigError(
                f"{out} lies inside {what}, where nothing is written; choose another --out"
            )


def read_original(files: Sequence[Path], data: str | None) -> Converted:  # noqa: ARG001
    """Read files of a maker, as published, by gaitsense's own readers; they need no other data."""
    return Converted(gaitsense.read_recording(list(files)))
