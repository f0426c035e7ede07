"""``gaitsense columns``: ask which column of a table is what, and save the answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.jobs.places import is_folder, is_there
from gaitsense.model.errors import ConfigError, RecordingError
from gaitsense.model.typed_path import typed

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
    if is_folder(file):
        raise ConfigError(f"{typed(file)}: this is a folder; name one table in it")
    place = out or _beside(file)
    if place.resolve() == file.resolve():
        raise ConfigError(f"{typed(place)} is the table itself; choose another --out")
    written: list[Path] = []
    with keeping_count(written):
        from gaitsense.cli.column_questions import ask_columns, show_table
        from gaitsense.recordings.column_guess import guess_columns

        guess = guess_columns(file)
        if not yes and not _is_terminal():
            raise click.UsageError(
                "this command asks questions, and here is no terminal to answer on; use --yes to "
                "take what is proposed"
            )
        if is_there(place) and not _may_replace(place, yes=yes):
            raise ConfigError(f"{typed(place)} is there already; choose another --out")
        _say_if_known(file)
        show_table(guess, file)
        made = ask_columns(guess, ask=not yes)
        try:
            found = _what_is_read(file, made, place)
        except RecordingError as error:
            if yes:
                raise RecordingError(
                    f"{error}; so what is proposed does not fit, and nothing was written; run the "
                    "command without --yes and correct it"
                ) from None
            # Answers are not to be lost.
            _write(made, guess, file, place)
            written.append(place)
            raise RecordingError(
                f"{error}; {typed(place)} was written, but does not fit: mend it there, or run the "
                "command again"
            ) from None
        _write(made, guess, file, place)
        written.append(place)
        click.echo(f"\nWritten: {typed(place)}")
        for line in found:
            click.echo(line)


def _beside(file: Path) -> Path:
    try:
        return file.with_suffix(".toml")
    except ValueError:
        raise ConfigError(f"{typed(file)} names no file; name a table") from None


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _may_replace(place: Path, *, yes: bool) -> bool:

    return not yes and click.confirm(f"{typed(place)} is there already. Replace it?", default=False)


def _say_if_known(file: Path) -> None:
    """Say that no map is needed where a format not only looks like the file, but reads it."""
    from gaitsense.recordings.combine import UntoldSide
    from gaitsense.recordings.read import read_recording

    try:
        try:
            recording, option = read_recording(file), ""
        except UntoldSide:
            recording, option = read_recording(file, side="left"), " --side left (or right)"
    except RecordingError:
        return
    click.echo(
        f"This file is known ({recording.metadata['source_format']}) and may be read without a "
        f"map: gaitsense analyze {typed(file)}{option}"
    )


def _write(made: ColumnMap, guess: TableGuess, file: Path, place: Path) -> None:
    from gaitsense.model.whole_file import write_whole
    from gaitsense.recordings.column_map_text import column_map_text

    text = column_map_text(made, guess.layout.names, file.name)
    try:
        write_whole(place, text.encode())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(
            f"{typed(place)} cannot be written ({reason}); choose another --out"
        ) from None


def _what_is_read(file: Path, made: ColumnMap, place: Path) -> list[str]:
    """Read the file with the map; return lines that say what is found."""
    from gaitsense.recordings.doubtful_units import rest_acc_mps2
    from gaitsense.recordings.read import read_recording
    from gaitsense.recordings.sides import side_from_path

    # A foot that neither map nor name tell does not matter for the check.
    told = made.side or made.foot is None or side_from_path(file)
    recording = read_recording(file, side=None if told else "left", columns=made)
    lines = [f"Read with it: {recording.duration_s:.1f} s."]
    for side, foot in recording.feet.items():
        rest_mps2 = rest_acc_mps2(foot.acc_mps2, foot.gyr_radps)
        rest = (
            "it never rests"
            if rest_mps2 is None
            else f"at rest |acc| is {rest_mps2:.2f} m/s² (gravity is 9.81)"
        )
        who = side if told else "the sensor"
        lines.append(f"  {who}: {len(foot)} samples at {foot.rate_hz:.4g} Hz; {rest}.")
    lines += [f"Reading: {note}" for note in recording.notes]
    side_option = "" if told else " --side left (or right)"
    lines.append(
        f"Use it by: gaitsense analyze {typed(file)} --columns {typed(place)}{side_option}"
    )
    return lines
