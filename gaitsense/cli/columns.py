"""``gaitsense columns``: ask which column of a table is what, and save the answers."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.jobs.places import is_there
from gaitsense.model.errors import ConfigError, RecordingError

if TYPE_CHECKING:
    from gaitsense.recordings.column_guess import TableGuess
    from gaitsense.recordings.column_map import ColumnMap


@click.command(
    epilog="""
\b
Examples:
  gaitsense columns logger.txt
  gaitsense columns logger.txt --out my_logger.toml
  gaitsense columns logger.txt --yes
  gaitsense analyze logger.txt --columns my_logger.toml

Enter takes what is proposed in brackets. Ctrl-C leaves without writing anything.
"""
)
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.option(
    "--out",
    metavar="MAP",
    type=click.Path(path_type=Path),
    help="Where to write the map.  [default: FILE's name with .toml, beside it]",
)
@click.option("--yes", is_flag=True, help="Take everything that is proposed, and ask nothing.")
def columns(file: Path, out: Path | None, yes: bool) -> None:
    """Say which column of a table is what, and save it for other files of its kind.

    FILE is a table of numbers that gaitsense does not know. What its columns are is proposed from
    their names and values; you confirm or correct it. The answers are written as a small TOML file
    for --columns, and FILE is read with it as a check.
    """
    place = out or file.with_suffix(".toml")
    if place.resolve() == file.resolve():
        raise ConfigError(f"{place} is the table itself; choose another --out")
    if not yes and not _is_terminal():
        raise click.UsageError(
            "this command asks questions, and here is no terminal to answer on; use --yes to take "
            "what is proposed"
        )
    if is_there(place) and not _may_replace(place, yes=yes):
        raise ConfigError(f"{place} is there already; choose another --out")
    written: list[Path] = []
    with keeping_count(written):
        from gaitsense.cli.column_questions import ask_columns, show_table
        from gaitsense.recordings.column_guess import guess_columns

        guess = guess_columns(file)
        _say_if_known(file)
        show_table(guess, file)
        made = ask_columns(guess, ask=not yes)
        _write(made, guess, file, place)
        written.append(place)
        click.echo(f"\nWritten: {place}")
        _check(file, made, place)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _may_replace(place: Path, *, yes: bool) -> bool:
    return not yes and click.confirm(f"{place} is there already. Replace it?", default=False)


def _say_if_known(file: Path) -> None:
    """Say that no map is needed where a format not only looks like the file, but reads it."""
    from gaitsense.recordings.dialect import Source
    from gaitsense.recordings.dialects import choose_dialect
    from gaitsense.recordings.head import read_head

    head = read_head(file)
    chosen = choose_dialect(head)
    if chosen is None:
        return
    try:
        content = chosen[0].read([Source(file, head)], lambda _: None)
    except RecordingError:
        return
    click.echo(
        f"This file is known ({content.format or chosen[0].title}) and may be read without a map: "
        f"gaitsense analyze {shlex.quote(str(file))}"
    )


def _write(made: ColumnMap, guess: TableGuess, file: Path, place: Path) -> None:
    from gaitsense.model.whole_file import write_whole
    from gaitsense.recordings.column_map_text import column_map_text

    text = column_map_text(made, guess.layout.names, file.name)
    try:
        write_whole(place, text.encode())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(f"{place} cannot be written ({reason}); choose another --out") from None


def _check(file: Path, made: ColumnMap, place: Path) -> None:
    """Read the file with the map, and say what is found."""
    from gaitsense.recordings.doubtful_units import rest_acc_mps2
    from gaitsense.recordings.read import read_recording
    from gaitsense.recordings.sides import side_from_path

    # A foot that neither map nor name tell does not matter for the check.
    told = made.side or made.foot is None or side_from_path(file)
    recording = read_recording(file, side=None if told else "left", columns=made)
    click.echo(f"Read with it: {recording.duration_s:.1f} s.")
    for side, foot in recording.feet.items():
        rest_mps2 = rest_acc_mps2(foot.acc_mps2, foot.gyr_radps)
        rest = (
            "it never rests"
            if rest_mps2 is None
            else f"at rest |acc| is {rest_mps2:.2f} m/s² (gravity is 9.81)"
        )
        who = side if told else "the sensor"
        click.echo(f"  {who}: {len(foot)} samples at {foot.rate_hz:.4g} Hz; {rest}.")
    for note in recording.notes:
        click.echo(f"Reading: {note}")
    side_option = "" if told else " --side left (or right)"
    click.echo(
        f"Use it by: gaitsense analyze {shlex.quote(str(file))} --columns "
        f"{shlex.quote(str(place))}{side_option}"
    )
