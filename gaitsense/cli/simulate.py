"""``gaitsense simulate``: a walk that never was, recorded by two shoes, with its exact truth."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import require_place
from gaitsense.model.errors import ConfigError

#: What the simulator calls what was typed.
_OPTIONS: Final = {"rate_hz": "--rate", "duration_s": "--duration"}


@click.command(
    epilog="""
\b
Examples:
  gaitsense simulate --list
  gaitsense simulate left_foot_drop --out simulated
  gaitsense simulate stairs_up --out simulated --seed 7 --rate 100 --duration 120
  gaitsense simulate my_walk.toml --out simulated
"""
)
@click.argument("scenario", default="healthy")
@click.option(
    "--out", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder to write into."
)
@click.option("--seed", default=1, show_default=True, help="Seed of everything random.")
@click.option(
    "--rate", "rate_hz", metavar="HZ", type=float, help="Samples per second.  [default: 200]"
)
@click.option("--sensor", metavar="NAME", help="Model of the sensor.  [default: bmi270]")
@click.option(
    "--duration",
    "duration_s",
    metavar="S",
    type=float,
    help="Length; the route is repeated or cut.",
)
@click.option("--list", "listing", is_flag=True, help="List the scenarios and sensors, and leave.")
def simulate(
    scenario: str,
    folder: Path | None,
    seed: int,
    rate_hz: float | None,
    sensor: str | None,
    duration_s: float | None,
    listing: bool,
) -> None:
    """Simulate a walk and write its recording and its truth.

    SCENARIO is a name from --list or a TOML file; by default a healthy walk.
    """
    if listing:
        _list_choices()
        return
    if folder is None:
        raise click.UsageError("Missing option '--out': name the folder to write into")
    require_place(folder, [])
    written: list[Path] = []
    with keeping_count(written):
        from gaitsense.cli.simulated_files import file_name, write_simulated
        from gaitsense.cli.walk_results import say_where
        from gaitsense.simulate.walk import simulate_walk

        try:
            walk = simulate_walk(
                scenario, seed, rate_hz=rate_hz, sensor=sensor, duration_s=duration_s
            )
        except ConfigError as error:
            name, space, rest = str(error).partition(" ")
            raise ConfigError(f"{_OPTIONS.get(name, name)}{space}{rest}") from None
        write_simulated(walk, folder, file_name(scenario, seed), written)
        click.echo(
            f"A simulated walk of {walk.recording.duration_s:.1f} s, "
            f"{len(walk.truth.strides)} strides, {len(walk.truth.drags)} toe drags."
        )
        from gaitsense.pipeline.gait_pipeline import SLOWEST_RATE_HZ

        if rate_hz is not None and rate_hz < SLOWEST_RATE_HZ:
            click.echo(
                f"Please check: 'gaitsense analyze' cannot use {rate_hz:g} samples per second; "
                f"it needs at least {SLOWEST_RATE_HZ:.0f}."
            )
        say_where(written)


def _list_choices() -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from gaitsense.simulate.scenario import load_scenario, scenario_names
    from gaitsense.simulate.sensor import SENSORS

    console = Console(highlight=False)
    scenarios = [(name, load_scenario(name).description) for name in scenario_names()]
    sensors = [(name, model.in_words()) for name, model in SENSORS.items()]
    for heading, meaning, choices in (
        ("Scenario", "What happens", scenarios),
        ("Sensor", "What it is", sensors),
    ):
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column(heading)
        table.add_column(meaning)
        for choice in choices:
            table.add_row(*choice)
        console.print(table)
