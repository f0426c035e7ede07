"""Where results go: made if absent, never over somebody's recording."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from gaitsense.jobs.places import is_folder, is_there, making_folder
from gaitsense.jobs.walk_names import walk_name
from gaitsense.model.errors import ConfigError

STRIDES: Final = "strides.csv"
SUMMARY: Final = "summary.json"
REPORT: Final = "report.html"
_BASE: Final = Path("gaitsense_out")


def default_folder(files: Sequence[Path], data_sha256: str) -> Path:
    """Choose the folder for the results of a recording.

    Parameters
    ----------
    files : sequence of Path
        What was analysed.
    data_sha256 : str
        Hash of its samples.

    Returns
    -------
    Path
        ``gaitsense_out/<name>``; where another recording's results stand there, the same name
        with a number behind it.
    """
    name = walk_name(files)
    for number in itertools.count(1):
        folder = _BASE / (name if number == 1 else f"{name}-{number}")
        if _data_of(folder / SUMMARY) in (None, data_sha256):
            break
    return folder


def _data_of(path: Path) -> str | None:
    """Hash of the data behind a summary, None where there is no summary of ours."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return str(document.get("data_sha256", "")) if _is_summary(document) else None


def require_place(folder: Path, names: Iterable[str], option: str = "--out") -> None:
    """Refuse a folder before the work begins, if the results could not be written there.

    Parameters
    ----------
    folder : Path
        Where results are to go; it need not exist.
    names : iterable of str
        Files that will be written.
    option : str
        What the user would change.

    Raises
    ------
    ConfigError
        If it cannot be made or written, or holds a file of such a name that is not ours.
    """
    places = (folder, *folder.absolute().parents)
    there = next(place for place in places if is_there(place))
    if not is_folder(there):
        raise ConfigError(f"{there} is a file, not a folder; choose another {option}")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ConfigError(f"{there} may not be written; choose another {option}")
    for name in names:
        path = folder / name
        if is_there(path) and not is_ours(path):
            raise ConfigError(
                f"{path} was not written by gaitsense and would be lost; move it, or choose "
                f"another {option}"
            )


@contextlib.contextmanager
def writing_into(folder: Path, option: str = "--out") -> Iterator[None]:
    """Make a folder, and say in one sentence why something cannot be written there.

    Parameters
    ----------
    folder : Path
        Made if absent; it stays only if something is written.
    option : str
        What the user would change.

    Yields
    ------
    None

    Raises
    ------
    ConfigError
        In place of `OSError`.
    """
    try:
        with making_folder(folder):
            yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(
            f"{folder} cannot be written ({reason}); choose another {option}, or free some space"
        ) from None


def is_ours(path: Path) -> bool:
    """Say whether a file is a result that may be replaced by a newer one.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    bool
        False also where it cannot be read.
    """
    from gaitsense.report.page import GENERATOR
    from gaitsense.report.strides_csv import HEADER_LINE

    try:
        with path.open("rb") as file:
            begin = file.read(4096).decode("utf-8", "replace")
        if path.name == STRIDES:
            return begin.startswith(f"{HEADER_LINE}\n")
        if path.name == REPORT:
            return GENERATOR in begin
        if path.name == SUMMARY:
            return _is_summary(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return False
    return "\n# source: simulated\n" in begin


def _is_summary(document: object) -> bool:
    from gaitsense.report.summary_json import FORMAT_KEY

    return isinstance(document, dict) and FORMAT_KEY in document
