"""The option that says which column is what, for tables that do not say it themselves."""

from __future__ import annotations

import contextlib
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
        As raised inside; that of a table with the way out in place of the known formats.
    """
    from gaitsense.recordings.read import UnknownTable

    try:
        yield
    except UnknownTable as error:
        raise RecordingError(
            f"{error.brief or error}; if it is a sensor's table, say which column is what: "
            f"gaitsense columns {typed(error.table or error.file)}"
        ) from None
