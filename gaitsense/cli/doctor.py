"""``gaitsense doctor``: what is wrong with a recording, what it is good for, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.cli.column_option import columns_option, read_columns
from gaitsense.cli.faults import ExitCode
from gaitsense.cli.progress import ProgressBar

if TYPE_CHECKING:
    from gaitsense.model.samples import Side
    from gaitsense.recordings.doctor.examination import Examination


@click.command(
    epilog="""
\b
Examples:
  gaitsense doctor walk.csv
  gaitsense doctor walk_left.csv walk_right.csv
  gaitsense doctor one_shoe.csv --side left
  gaitsense doctor --each recordings/
  gaitsense doctor walk.csv --json

Nothing is written. Exit code 0: the recording can be used, in whole or in part; 4: it cannot
(with --each: one or more cannot).
"""
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    # A file that may not be read is among what a doctor is asked about.
    type=click.Path(readable=False),
    callback=lambda _context, _parameter, names: _paths(names),
)
@click.option(
    "--side",
    type=click.Choice(["left", "right"], case_sensitive=False),
    help="The foot, where neither the file nor its name tells it.",
)
@columns_option
@click.option(
    "--each",
    is_flag=True,
    help="Examine every file by itself, and every file in and below a folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for programs.")
@click.pass_context
def doctor(
    context: click.Context,
    files: tuple[Path, ...],
    side: Side | None,
    columns: Path | None,
    each: bool,
    as_json: bool,
) -> None:
    """Say what is wrong with a recording, and what can be measured from it.

    FILE... are the files of one walk: one file with both feet, one file for each foot, or a
    folder that holds them. With --each they are strangers to one another.
    """
    read_columns(columns)  # a map that cannot be used is a matter of usage, not of the data
    walks = _walks(files, each=each, aloud=not as_json)
    found = []
    for number, walk in enumerate(walks, start=1):
        of_all = f" {number} of {len(walks)}" if len(walks) > 1 else ""
        found.append(_examined(walk, side, columns, of_all))
        if of_all and not as_json:
            from gaitsense.cli.doctor_screen import show_among_many

            show_among_many(found[-1])
    if as_json:
        from gaitsense.recordings.doctor.examination import document

        text = json.dumps(document(found), indent=2, ensure_ascii=False, allow_nan=False)
        # A lone surrogate (a file name in an unknown encoding) becomes its JSON escape.
        click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    else:
        from gaitsense.cli.doctor_screen import show_count, show_examination

        if len(found) > 1:
            show_count(found)
        else:
            show_examination(found[0])
    if any(examination.usable == "no" for examination in found):
        context.exit(int(ExitCode.DATA))


def _walks(files: tuple[Path, ...], *, each: bool, aloud: bool) -> list[tuple[Path, ...]]:
    """Part strangers from each other, having said how many there are."""
    if not each:
        return [files]
    from gaitsense.recordings.doctor.strangers import files_below
    from gaitsense.recordings.read import bundled

    below = files_below(files)
    if aloud and len(below) > 1:
        click.echo(f"Looking through {len(below)} files.\n")
    return bundled(below)


def _examined(
    walk: tuple[Path, ...], side: Side | None, columns: Path | None, of_all: str
) -> Examination:
    from gaitsense.recordings.doctor.examine import examine

    # The bar is gone before anything is printed.
    with ProgressBar() as progress:
        return examine(
            walk,
            side=side,
            columns=columns,
            reading=progress.stage(f"Reading{of_all}"),
            analysing=progress.stage(f"Examining{of_all}"),
        )


def _paths(names: tuple[str, ...]) -> tuple[Path, ...]:
    # An empty path would mean the current folder.
    if "" in names:
        raise click.BadParameter("an empty name is no file; name a file or a folder")
    return tuple(map(Path, names))
