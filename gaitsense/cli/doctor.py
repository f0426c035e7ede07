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
    type=click.Choice(["left", "right"]),
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
    with ProgressBar() as progress:
        found = _examined(files, side, columns, progress, each=each)
    if as_json:
        from gaitsense.recordings.doctor.examination import document

        text = json.dumps(document(found), indent=2, ensure_ascii=False, allow_nan=False)
        # A lone surrogate (a file name in an unknown encoding) becomes its JSON escape.
        click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    else:
        from gaitsense.cli.doctor_screen import show_examinations

        show_examinations(found)
    if any(examination.usable == "no" for examination in found):
        context.exit(int(ExitCode.DATA))


def _examined(
    files: tuple[Path, ...],
    side: Side | None,
    columns: Path | None,
    progress: ProgressBar,
    *,
    each: bool,
) -> list[Examination]:
    from gaitsense.recordings.doctor.examine import examine

    walks = [files]
    if each:
        from gaitsense.recordings.doctor.strangers import one_by_one

        walks = one_by_one(files)
    found = []
    for number, walk in enumerate(walks, start=1):
        of_all = f" {number} of {len(walks)}" if len(walks) > 1 else ""
        found.append(
            examine(
                walk,
                side=side,
                columns=columns,
                reading=progress.stage(f"Reading{of_all}"),
                analysing=progress.stage(f"Examining{of_all}"),
            )
        )
    return found


def _paths(names: tuple[str, ...]) -> tuple[Path, ...]:
    # An empty path would mean the current folder.
    if "" in names:
        raise click.BadParameter("an empty name is no file; name a file or a folder")
    return tuple(map(Path, names))
