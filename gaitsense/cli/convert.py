"""``gaitsense convert``: any maker's files as session CSV or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gaitsense.cli.column_option import columns_option, offering_columns, read_columns
from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import require_place
from gaitsense.cli.progress import ProgressBar
from gaitsense.jobs.convert import (
    Conversion,
    Target,
    convert_walk,
    folders_inside,
    plan_conversions,
)
from gaitsense.jobs.places import is_there
from gaitsense.model.errors import RecordingError

if TYPE_CHECKING:
    from gaitsense.model.recording import Recording
    from gaitsense.model.samples import Side
    from gaitsense.recordings.column_map import ColumnMap

#: More notes of a reader than this are left to the written file.
_SHOWN_NOTES: Final = 6


@click.command(
    epilog="""
\b
Examples:
  gaitsense convert DOT_left.csv DOT_right.csv --out walk_07.csv
  gaitsense convert walk_07.csv --out walk_07.parquet
  gaitsense convert exports --each --to parquet --out converted
  gaitsense convert logger.txt --columns logger.toml --out walk.csv

Written are session CSV and Parquet, which every program for tables opens; both hold exactly what
was read, with units and notes. Formats of makers are read, not written. Exit code 4: a file that
was named cannot be used, or none of a folder's.
"""
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(readable=False),
    callback=lambda _context, _parameter, names: _paths(names),
)
@click.option(
    "--out",
    metavar="OUT",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write (.csv or .parquet), or with --to a folder.",
)
@click.option(
    "--to",
    type=click.Choice([kind.value for kind in Target]),
    help="Format, where OUT does not tell it.",
)
@click.option(
    "--each",
    is_flag=True,
    help="Take every file, and every file of a folder, as a walk of its own; files of a maker that "
    "belong together are one.",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option(
    "--side",
    type=click.Choice(["left", "right"], case_sensitive=False),
    help="The foot, where neither the file nor its name tells it.",
)
@columns_option
def convert(
    files: tuple[Path, ...],
    out: Path,
    to: str | None,
    each: bool,
    overwrite: bool,
    side: Side | None,
    columns: Path | None,
) -> None:
    """Write recordings of any maker as session CSV or Parquet.

    FILE... are the files of one walk: one file with both feet, one file for each foot, or a
    folder that holds them. With --each they are many walks.
    """
    column_map = read_columns(columns)
    plans = plan_conversions(
        files, out, Target(to) if to else None, each=each, mapped=column_map is not None
    )
    require_place(plans[0].target.parent, [])
    written: list[Path] = []
    with keeping_count(written):
        if each:
            _say_not_entered(folders_inside(files))
            _convert_each(plans, written, side, column_map, overwrite=overwrite)
            return
        (plan,) = plans
        with ProgressBar() as progress, offering_columns():
            recording = convert_walk(
                plan,
                side=side,
                columns=column_map,
                overwrite=overwrite,
                progress=progress.stage("Converting"),
            )
            written.append(plan.target)
        _show_notes(recording.notes)
        click.echo(f"Written: {plan.target} ({_in_words(recording)})")


def _paths(names: tuple[str, ...]) -> tuple[Path, ...]:
    # An empty path would mean the current folder.
    if "" in names:
        raise click.BadParameter("an empty name is no file; name a file or a folder")
    return tuple(map(Path, names))


def _say_not_entered(folders: Sequence[Path]) -> None:
    if folders:
        named = _clean(", ".join(map(str, folders[:_SHOWN_NOTES])))
        more = f" and {len(folders) - _SHOWN_NOTES} more" if len(folders) > _SHOWN_NOTES else ""
        click.echo(f"Not entered: {named}{more}; name them as well to convert what they hold.")


def _convert_each(
    plans: Sequence[Conversion],
    written: list[Path],
    side: Side | None,
    columns: ColumnMap | None,
    *,
    overwrite: bool,
) -> None:
    """Convert many; one that cannot be used keeps no other from being converted."""
    there = 0
    said: list[str] = []
    faults: list[tuple[Conversion, RecordingError]] = []
    with ProgressBar() as progress:
        show = progress.stage("Converting")
        for number, plan in enumerate(plans):
            if is_there(plan.target) and not overwrite:
                there += 1
                continue
            try:
                recording = convert_walk(
                    plan,
                    side=side,
                    columns=columns,
                    overwrite=overwrite,
                    progress=_share_of(show, number, len(plans)),
                )
            except RecordingError as error:
                faults.append((plan, error))
                said.append(f"Left out: {_clean(getattr(error, 'brief', '') or str(error))}.")
            else:
                written.append(plan.target)
                # Folders of several people hold files of the same name.
                source = _clean(str(plan.sources[0]))
                said.append(f"Written: {plan.target} from {source} ({_in_words(recording)})")
    for line in said:
        click.echo(line)
    if there:
        were = "1 file was" if there == 1 else f"{there} files were"
        click.echo(f"{were} there already; --overwrite writes them again.")
    named = [error for plan, error in faults if plan.asked_for]
    if named or (faults and not (written or there)):
        raise RecordingError(
            f"{len(faults)} of {len(plans)} files cannot be used as recordings; the reason stands "
            "beside each of them above"
        )


def _share_of(show: Callable[[float], None], number: int, of: int) -> Callable[[float], None]:
    return lambda share: show((number + share) / of)


def _show_notes(notes: Sequence[str]) -> None:
    for note in notes[:_SHOWN_NOTES]:
        click.echo(f"Reading: {_clean(note)}")
    if len(notes) > _SHOWN_NOTES:
        click.echo(f"Reading: {len(notes) - _SHOWN_NOTES} more notes stand in the written file.")


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _in_words(recording: Recording) -> str:
    samples = sum(len(foot) for foot in recording.feet.values())
    rates = " and ".join(
        dict.fromkeys(f"{foot.rate_hz:.4g} Hz" for foot in recording.feet.values())
    )
    return (
        f"{' and '.join(recording.sides)} foot, {recording.duration_s:.1f} s at {rates}, "
        f"{samples} samples; read as "
        f"{_clean(recording.metadata['source_format'])}"
    )
