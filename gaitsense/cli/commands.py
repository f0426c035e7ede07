"""``gaitsense``: the group of all commands."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from typing import Final

import click

from gaitsense.cli.lazy_group import LazyCommand, LazyGroup, debug_option
from gaitsense.version import __version__

COMMANDS: Final = {
    "demo": LazyCommand(
        "gaitsense.cli.demo", "Let two simulated shoes walk, and show everything: no sensor needed."
    ),
    "analyze": LazyCommand(
        "gaitsense.cli.analyze", "Measure a recorded walk: tables, a report, and a short answer."
    ),
    "doctor": LazyCommand(
        "gaitsense.cli.doctor", "Say what is wrong with a recording, and what it is good for."
    ),
    "convert": LazyCommand(
        "gaitsense.cli.convert", "Write recordings of any maker as session CSV or Parquet."
    ),
    "columns": LazyCommand(
        "gaitsense.cli.columns", "Say which column of an unknown table is what, and save it."
    ),
    "simulate": LazyCommand(
        "gaitsense.cli.simulate", "Write a simulated walk as a recording, with its exact truth."
    ),
    "train": LazyCommand("gaitsense.cli.train", "Train the toe-drag model again, from nothing."),
}

_EPILOG: Final = """
\b
Examples:
  gaitsense demo
  gaitsense analyze walk.csv
  gaitsense analyze walk_left.csv walk_right.csv --foot-length 27 --sensor-place dorsum
  gaitsense simulate --list

A measurement aid for research and education; not a medical device, not a diagnosis.
"""


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
    params=[debug_option()],
)
@click.version_option(
    __version__, "--version", prog_name="gaitsense", message="%(prog)s %(version)s"
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Foot lift and toe drag from a motion sensor on each shoe."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def run() -> None:
    """Run the command that was typed, and end the process."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no "±" shows a question mark and goes on.
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="replace")
    with warnings.catch_warnings():
        # Nobody at a terminal can act on a warning of a library; python -W shows them.
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        cli(prog_name="gaitsense")
