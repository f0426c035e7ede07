"""``gaitsense train``: the toe-drag model again, from nothing but the simulator."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import writing_into
from gaitsense.cli.progress import ProgressBar


@click.command(
    epilog="""
\b
Examples:
  gaitsense train
  gaitsense train --out my_model.json --jobs 4
  gaitsense train --walks 60 --out quick.json

The default number of walks gives the model that comes with this version, to six digits, where the
libraries are of the versions it was trained with. It takes some ten minutes on two cores.
"""
)
@click.option(
    "--out",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the model here, too.",
)
@click.option("--walks", "walks_n", type=click.IntRange(20), help="Simulated walks.")
@click.option(
    "--jobs", "jobs_n", type=click.IntRange(1), help="Processes.  [default: one per core]"
)
def train(file: Path | None, walks_n: int | None, jobs_n: int | None) -> None:
    """Train the toe-drag model on simulated walks and compare it with the shipped one."""
    written: list[Path] = []
    with keeping_count(written):
        from gaitsense.footdrop.drag_model import model_from, shipped_model
        from gaitsense.jobs.train_drags import DEFAULT_WALKS_N, train, write_model

        with ProgressBar() as progress:
            show = progress.stage("Walking and looking")
            walks = DEFAULT_WALKS_N if walks_n is None else walks_n
            model = train(walks, jobs_n or os.cpu_count() or 1, show)
        click.echo(
            f"{model['walks_n']} simulated walks, {model['strides_n']} strides, "
            f"{model['drags_n']} of them with a drag."
        )
        same = model_from(model).as_dict() == shipped_model().as_dict()
        click.echo(
            "The model is the shipped one, to six digits."
            if same
            else "The model is not the shipped one."
        )
        if file is not None:
            with writing_into(file.parent):
                write_model(model, file)
            written.append(file)
            click.echo(f"Written: {file}")
