"""``gaitsense train``: the toe-drag model again, from nothing but the simulator."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import require_place, writing_into
from gaitsense.cli.progress import ProgressBar
from gaitsense.jobs.places import is_there
from gaitsense.model.errors import ConfigError


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
@click.option(
    "--walks",
    "walks_n",
    metavar="N",
    type=click.IntRange(20),
    help="Simulated walks, 20 or more.  [default: as many as for the shipped model]",
)
@click.option(
    "--jobs",
    "jobs_n",
    metavar="N",
    type=click.IntRange(1),
    help="Processes.  [default: one per core]",
)
def train(file: Path | None, walks_n: int | None, jobs_n: int | None) -> None:
    """Train the toe-drag model on simulated walks and compare it with the shipped one."""
    written: list[Path] = []
    with keeping_count(written):
        from gaitsense.footdrop.drag_model import model_from, shipped_model
        from gaitsense.jobs.train_drags import DEFAULT_WALKS_N, train, write_model

        # The training takes minutes: a place that cannot be used is said before.
        if file is not None:
            _require_model_place(file)
        with ProgressBar() as progress:
            show = progress.stage("Walking and looking")
            walks = DEFAULT_WALKS_N if walks_n is None else walks_n
            model = train(walks, jobs_n or os.cpu_count() or 1, show)
        click.echo(
            f"{model['walks_n']} simulated walks, {model['strides_n']} strides, "
            f"{model['drags_n']} of them with a drag."
        )
        same = model_from(model).as_dict() == shipped_model().as_dict()
        if same:
            click.echo("The model is the shipped one, to six digits.")
        elif walks == DEFAULT_WALKS_N:
            click.echo("The model is not the shipped one.")
        else:
            click.echo(
                f"The model is not the shipped one, which was trained on {DEFAULT_WALKS_N} walks."
            )
        if file is not None:
            with writing_into(file.parent):
                write_model(model, file)
            written.append(file)
            click.echo(f"Written: {file}")


def _require_model_place(file: Path) -> None:
    """Refuse a place that cannot be written, or where anything but a model stands."""
    require_place(file.parent, [])
    if is_there(file) and not _is_model(file):
        raise ConfigError(
            f"{file} is no toe-drag model and would be lost; move it, or choose another --out"
        )


def _is_model(file: Path) -> bool:
    from gaitsense.footdrop.drag_model import model_from

    try:
        table = json.loads(file.read_bytes())
        return isinstance(table, dict) and bool(model_from(table))
    except (OSError, ValueError, ConfigError):
        return False
