"""``gaitsense analyze``: from the files of one walk to tables, report, and a short answer."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.cli.column_option import columns_option, offering_columns, read_columns
from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import REPORT, STRIDES, SUMMARY, default_folder, require_place
from gaitsense.cli.progress import ProgressBar
from gaitsense.cli.shoe_options import shoe_options, with_shoe
from gaitsense.model.errors import ConfigError

if TYPE_CHECKING:
    from gaitsense.model.recording import Recording
    from gaitsense.model.samples import Side
    from gaitsense.model.shoe import SensorPlace
    from gaitsense.pipeline.config import GaitConfig


@click.command(
    epilog="""
\b
Examples:
  gaitsense analyze walk.csv
  gaitsense analyze walk_left.csv walk_right.csv --foot-length 27 --sensor-place dorsum
  gaitsense analyze recordings/walk_07 --out results/walk_07 --condition "brace, corridor"
  gaitsense analyze one_shoe.csv --side left --tables-only

Results go to strides.csv, summary.json and report.html. Exit code 4: the recording cannot be read
or analysed, or holds no steps. Where its values cannot be trusted, the answer says so, and the
exit code is 0.
"""
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    # A file that may not be read is a matter of the data: the other foot's may be readable.
    type=click.Path(readable=False),
    callback=lambda _context, _parameter, names: _paths(names),
)
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: gaitsense_out/NAME]",
)
@click.option("--tables-only", is_flag=True, help="Leave out the report; quicker.")
@click.option(
    "--config",
    "settings",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings of the analysis, a TOML file.",
)
@click.option(
    "--side",
    type=click.Choice(["left", "right"], case_sensitive=False),
    help="The foot, where neither the file nor its name tells it.",
)
@columns_option
@shoe_options
@click.option("--person", metavar="NAME", help="Pseudonym that the report shows.")
@click.option(
    "--condition",
    metavar="TEXT",
    help="Brace, stimulator, aid, surface, test: what the report shows of the walk.",
)
def analyze(
    files: tuple[Path, ...],
    folder: Path | None,
    tables_only: bool,
    settings: Path | None,
    side: Side | None,
    columns: Path | None,
    foot_length_m: float | None,
    sensor_place: SensorPlace | None,
    person: str | None,
    condition: str | None,
) -> None:
    """Measure one recorded walk.

    FILE... are the files of one walk: one file with both feet, one file for each foot, or a
    folder that holds them.
    """
    names = [STRIDES, SUMMARY] if tables_only else [STRIDES, SUMMARY, REPORT]
    if folder is not None:
        require_place(folder, names)
    config = _config(settings)
    column_map = read_columns(columns)
    written: list[Path] = []
    with keeping_count(written):
        with ProgressBar() as progress:
            from gaitsense.pipeline.gait_pipeline import analyze as analyze_walk
            from gaitsense.recordings.read import read_recording
            from gaitsense.report.recording_facts import recording_facts

            with offering_columns():
                recording = read_recording(
                    files[0] if len(files) == 1 else files,
                    side=side,
                    columns=column_map,
                    progress=progress.stage("Reading"),
                )
            recording = with_shoe(recording, foot_length_m, sensor_place)
            recording = _described(_usable(recording), person, condition)
            facts = recording_facts(recording)
            if folder is None:
                folder = default_folder(files, facts.data_sha256)
                require_place(folder, names)
            analysis = analyze_walk(recording, config, progress.stage("Analysing"))

            from gaitsense.cli.walk_results import say_where, write_results

            write_results(analysis, facts, folder, written, progress, tables_only=tables_only)

        from gaitsense.cli.no_steps import no_steps_error
        from gaitsense.cli.screen import show_walk

        show_walk(analysis, facts)
        say_where(written)
    if not analysis.summary["walk"]["strides_n"]:
        raise no_steps_error(recording)


def _paths(names: tuple[str, ...]) -> tuple[Path, ...]:
    # An empty path would mean the current folder.
    if "" in names:
        raise click.BadParameter("an empty name is no file; name a file or a folder")
    return tuple(map(Path, names))


def _config(path: Path | None) -> GaitConfig:
    from gaitsense.pipeline.config import GaitConfig

    if path is None:
        return GaitConfig()
    try:
        return GaitConfig.from_toml(path)
    except ConfigError as error:
        message = str(error)
        raise ConfigError(
            message if message.startswith(str(path)) else f"{path}: {message}"
        ) from None


def _usable(recording: Recording) -> Recording:
    """Leave out a foot that is too slow, where the other one is not."""
    from gaitsense.pipeline.gait_pipeline import SLOWEST_RATE_HZ

    slow = [side for side in recording.sides if recording[side].rate_hz < SLOWEST_RATE_HZ]
    if len(slow) != 1 or len(recording.sides) == 1:
        return recording
    note = (
        f"Left out: the {slow[0]} foot, because its sensor gives "
        f"{recording[slow[0]].rate_hz:.3g} samples per second and {SLOWEST_RATE_HZ:.0f} are needed."
    )
    feet = {side: foot for side, foot in recording.feet.items() if side not in slow}
    return dataclasses.replace(recording, feet=feet, notes=(*recording.notes, note))


def _described(recording: Recording, person: str | None, condition: str | None) -> Recording:
    told = {"person": person, "condition": condition}
    metadata = {**recording.metadata, **{key: word for key, word in told.items() if word}}
    return dataclasses.replace(recording, metadata=metadata)
