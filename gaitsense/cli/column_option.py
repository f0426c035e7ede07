"""The option that says which column is what, for tables that do not say it themselves."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.model.errors import RecordingError
from gaitsense.model.typed_path import typed

if TYPE_CHECKING:
    from gaitsense.recordings.column_map import ColumnMap


def columns_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--columns`` to a command.

    Parameters
    ----------
    command : callable
        Takes ``columns``, a path, None where not given.

    Returns
    -------
    callable
    """
    return click.option(
        "--columns",
        metavar="MAP",
        type=click.Path(path_type=Path),
        help="Which column is what: a TOML file, as 'gaitsense columns' writes it.",
    )(command)


def read_columns(path: Path | None) -> ColumnMap | None:
    """Read a column map.

    Parameters
    ----------
    path : Path or None
        As given with ``--columns``.

    Returns
    -------
    ColumnMap or None
        None where none was given.

    Raises
    ------
    ConfigError
        If it cannot be used.
    """
    if path is None:
        return None
    from gaitsense.recordings.column_map import ColumnMap

    return ColumnMap.from_toml(path)


@contextlib.contextmanager
def offering_columns() -> Iterator[None]:
    """Name the command that makes a column map where no format knows a table.

    Yields
    ------
    None

    Raises
    ------
    RecordingError
        As raised inside; on a terminal, with the way out.
    """
    from gaitsense.recordings.read import UnknownTable

    try:
        yield
    except UnknownTable as error:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        raise RecordingError(
            f"{error.brief or error}; to say which column is what, run: gaitsense columns "
            f"{typed(error.file)}"
        ) from None
