"""From a recording to files on the disk: analysed, and written one whole file after the other."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitsense.cli.faults import keeping_count
from gaitsense.cli.output_folder import REPORT, STRIDES, SUMMARY, is_ours, writing_into

if TYPE_CHECKING:
    from gaitsense.cli.progress import ProgressBar
    from gaitsense.pipeline.analysis import Analysis
    from gaitsense.report.recording_facts import RecordingFacts


def write_results(
    analysis: Analysis,
    facts: RecordingFacts,
    folder: Path,
    written: list[Path],
    progress: ProgressBar,
    *,
    tables_only: bool = False,
) -> None:
    """Write tables and report, never beside those of an earlier run.

    What cannot be replaced together with the strides, summary and report, is removed before
    anything is written: it would contradict them if the rest were interrupted.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What it was computed from.
    folder : Path
        Where to; made if absent.
    written : list of Path
        Takes each file as soon as it is whole.
    progress : ProgressBar
        Shows what is done.
    tables_only : bool
        Whether the report is left out.

    Raises
    ------
    ConfigError
        If the folder cannot be written.
    Interrupted
        In place of `KeyboardInterrupt`; says also what was removed.
    """
    from gaitsense.report.strides_csv import write_strides_csv
    from gaitsense.report.summary_json import summary_document, write_summary_json

    progress.stage("Writing")
    removed: list[Path] = []
    with keeping_count(written, removed), writing_into(folder):
        report = folder / REPORT
        for stale in (report, folder / SUMMARY):
            if stale.exists() and is_ours(stale):
                stale.unlink()
                removed.append(stale)
        write_strides_csv(analysis.strides, folder / STRIDES)
        written.append(folder / STRIDES)
        write_summary_json(summary_document(analysis, facts), folder / SUMMARY)
        written.append(folder / SUMMARY)
        if tables_only:
            return
        progress.stage("Drawing the report")
        # A missing font or folder of matplotlib's is nothing that a user could mend.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        from gaitsense.report.page import write_report

        write_report(analysis, facts, report, datetime.now().astimezone())
        written.append(report)


def say_where(written: list[Path]) -> None:
    """Print where things were written.

    Parameters
    ----------
    written : list of Path
        Whole files.
    """
    click.echo("")
    for path in written:
        click.echo(f"Written: {path}")
