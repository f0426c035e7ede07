"""``gaitsense demo``: the whole way from two shoes to a report, without a sensor."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import REPORT, STRIDES, SUMMARY, require_place
from gaitsense.cli.progress import ProgressBar

_SCENARIO: Final = "left_foot_drop"


@click.command(
    epilog="""
\b
Examples:
  gaitsense demo
  gaitsense demo --out somewhere --seed 3
"""
)
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("gaitsense_demo"),
    show_default=True,
    help="Folder for everything that is written.",
)
@click.option("--seed", default=1, show_default=True, help="Seed: another one is another walk.")
def demo(folder: Path, seed: int) -> None:
    """Let two simulated shoes walk with a left foot drop, and measure the walk.

    Writes the recording with its truth, the tables and the report.
    """
    require_place(folder, [STRIDES, SUMMARY, REPORT])
    written: list[Path] = []
    with keeping_count(written):
        with ProgressBar() as progress:
            from gaitsense.cli.simulated_files import file_name, write_simulated
            from gaitsense.cli.walk_results import say_where, write_results
            from gaitsense.pipeline.gait_pipeline import analyze
            from gaitsense.recordings.read import read_recording
            from gaitsense.report.recording_facts import recording_facts
            from gaitsense.simulate.walk import simulate_walk

            progress.stage("Walking")
            walk = simulate_walk(_SCENARIO, seed)
            name = file_name(_SCENARIO, seed)
            write_simulated(walk, folder, name, written)
            recording = read_recording(folder / name, progress=progress.stage("Reading"))
            analysis = analyze(recording, progress=progress.stage("Analysing"))
            facts = recording_facts(recording)
            write_results(analysis, facts, folder, written, progress)

        from gaitsense.cli.screen import show_walk

        click.echo("A simulated person with a left foot drop has walked.")
        show_walk(analysis, facts)
        truth = walk.truth.strides
        really = ", ".join(
            f"{(truth['side'] == side).sum()} {side} strides with "
            f"{(walk.truth.drags['side'] == side).sum()} toe drags"
            for side in recording.sides
        )
        click.echo(f"\nWhat the simulator really did: {really}.")
        say_where(written)
        click.echo(f"\nOpen {folder / REPORT} in a browser.")
