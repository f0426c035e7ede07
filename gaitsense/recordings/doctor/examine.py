"""Examine the files of one walk."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.model.samples import Side
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.gait_pipeline import SLOWEST_RATE_HZ, analyze
from gaitsense.recordings.combine import UntoldSide
from gaitsense.recordings.doctor.attachment import attachment
from gaitsense.recordings.doctor.both_feet import FEWEST_BOWS_N, both_feet
from gaitsense.recordings.doctor.examination import Examination
from gaitsense.recordings.doctor.finding import CODES, SEVERITIES, Finding
from gaitsense.recordings.doctor.measurable import measurable
from gaitsense.recordings.doctor.origin import has_times, origin
from gaitsense.recordings.doctor.readings import readings
from gaitsense.recordings.doctor.refusal import refused
from gaitsense.recordings.doctor.sampling import sampling
from gaitsense.recordings.doctor.standstill import standstill
from gaitsense.recordings.doctor.verdict import advice, next_command, sentence, usable
from gaitsense.recordings.doctor.walk import ExaminedWalk, examined_feet
from gaitsense.recordings.doctor.walking import walking
from gaitsense.recordings.read import read_recording

Progress = Callable[[float], None]
#: Of the time that an examination takes, so much is the analysis.
_ANALYSIS_SHARE: Final = 0.7


def examine(
    paths: Sequence[str | Path],
    *,
    side: Side | None = None,
    columns: Path | None = None,
    reading: Progress | None = None,
    analysing: Progress | None = None,
) -> Examination:
    """Say what is wrong with the recording of one walk.

    Parameters
    ----------
    paths : sequence of str or Path
        The files of one walk, as `read_recording` takes them, or one folder of them.
    side : {"left", "right"}, optional
        The foot, where neither the file nor its name tells it.
    columns : Path, optional
        A column map, for tables that do not say which column is what.
    reading, analysing : callable, optional
        Called with the share done, 0 to 1.

    Returns
    -------
    Examination
        Also of files that cannot be read: then with the reason.
    """
    files = tuple(Path(path) for path in paths)
    try:
        recording, untold = _read(files, side, columns, reading)
    except RecordingError as refusal:
        return refused(files, side, columns, refusal)
    return examine_recording(
        recording, files, side=side, columns=columns, untold=untold, progress=analysing
    )


def examine_recording(
    recording: Recording,
    files: Sequence[Path] = (),
    *,
    side: Side | None = None,
    columns: Path | None = None,
    untold: bool = False,
    progress: Progress | None = None,
) -> Examination:
    """Say what is wrong with a recording.

    Parameters
    ----------
    recording : Recording
        What was read.
    files : sequence of Path
        Where it comes from.
    side : {"left", "right"}, optional
        The foot as the caller knows it.
    columns : Path, optional
        The column map that the files were read by.
    untold : bool
        Whether nothing tells the foot.
    progress : callable, optional
        Called with the share done, 0 to 1.

    Returns
    -------
    Examination
    """
    fast = {s: foot for s, foot in recording.feet.items() if foot.rate_hz >= SLOWEST_RATE_HZ}
    analysis = None
    if fast:
        analysis = analyze(dataclasses.replace(recording, feet=fast), progress=_most_of(progress))
    feet = {}
    if analysis is not None:
        feet = examined_feet(dataclasses.replace(recording, feet=fast), analysis)
    walk = ExaminedWalk(tuple(files), side, columns, untold, recording, analysis, feet)
    order = list(CODES)
    told = list(_findings(walk))
    findings = sorted(
        (_unnamed(finding) if untold else finding for finding in told),
        key=lambda finding: (SEVERITIES.index(finding.severity), order.index(finding.code)),
    )
    if progress is not None:
        progress(1.0)
    measures = measurable(feet, [s for s in recording.sides if s not in fast], told)
    answer = usable(walk, findings, measures)
    closing = next_command(walk) if answer != "no" and walk.files else ()
    return Examination(
        walk.files,
        answer,
        sentence(answer, walk, findings, measures),
        tuple(findings),
        tuple(measures),
        tuple(advice(findings, answer, closing)),
    )


def _most_of(progress: Progress | None) -> Progress | None:
    """Leave a share of the bar to what comes behind the analysis."""
    if progress is None:
        return None
    return lambda share: progress(_ANALYSIS_SHARE * share)


def _read(
    files: Sequence[Path], side: Side | None, columns: Path | None, progress: Progress | None
) -> tuple[Recording, bool]:
    """Read the files; a sensor whose foot nothing tells is read as a left one."""
    given = files[0] if len(files) == 1 else files
    try:
        return read_recording(given, side=side, columns=columns, progress=progress), False
    except UntoldSide as refusal:
        try:
            return read_recording(given, side="left", columns=columns, progress=progress), True
        except RecordingError:
            raise refusal from None


def _findings(walk: ExaminedWalk) -> Iterator[Finding]:
    told = list(origin(walk))
    yield from told
    timed = has_times(walk)
    for foot in walk.recording.feet.values():
        yield from sampling(foot, timed=timed)
    for side, examined in walk.feet.items():
        yield from readings(examined)
        yield from standstill(examined)
        yield from walking(examined)
        if walk.analysis is not None and side in walk.analysis.feet:
            yield from attachment(examined, walk.analysis.mounting(side))
    if walk.feet:
        one_clock = not any(finding.code.startswith("clocks_") for finding in told)
        yield from both_feet(
            walk.feet, _bows(walk.analysis), one_clock=one_clock, untold=walk.untold
        )


def _bows(analysis: Analysis | None) -> dict[Side, float]:
    """Median sideways arc of each foot, m, where straight strides are enough to tell it."""
    bows: dict[Side, float] = {}
    for side, foot in analysis.feet.items() if analysis is not None else ():
        arcs = foot.numbers("lateral_excursion_m")[foot.level]
        arcs = arcs[np.isfinite(arcs)]
        if len(arcs) >= FEWEST_BOWS_N:
            bows[side] = float(np.median(arcs))
    return bows


def _unnamed(finding: Finding) -> Finding:
    """Leave out the foot's name where nobody knows it."""
    if finding.side is None:
        return finding
    text = finding.text[:1].upper() + finding.text[1:]
    return dataclasses.replace(finding, side=None, text=text)
