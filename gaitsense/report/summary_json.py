"""The summary on disk: values, verdicts, reasons, and where they come from, as JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from gaitsense.model.whole_file import write_whole
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report.notices import INTENDED_USE, NOT_A_DIAGNOSIS
from gaitsense.report.recording_facts import FootFacts, RecordingFacts
from gaitsense.report.words import plain_sentence

#: Key that tells such a file, and the version of its layout.
FORMAT_KEY: Final = "gaitsense_summary"
FORMAT_VERSION: Final = 1


def summary_document(analysis: Analysis, facts: RecordingFacts) -> dict[str, Any]:
    """Gather everything that a result is: numbers, words, origin, settings.

    Parameters
    ----------
    analysis : Analysis
        The result.
    facts : RecordingFacts
        What it was computed from.

    Returns
    -------
    dict
        Plain values, fit for JSON: None where a number is missing.
    """
    summary = analysis.summary
    document = {
        FORMAT_KEY: FORMAT_VERSION,
        "version": summary["walk"]["version"],
        "config_hash": analysis.config.hash,
        "data_sha256": facts.data_sha256,
        "sentence": plain_sentence(summary, analysis.config.low_lift),
        "notice": f"{NOT_A_DIAGNOSIS} {INTENDED_USE}",
        "recording": {
            "source_files": facts.source.split("; "),
            "source_format": facts.source_format,
            "duration_s": facts.duration_s,
            "metadata": dict(facts.metadata),
            "notes": list(facts.notes),
            "feet": {side: _foot(foot) for side, foot in facts.feet.items()},
        },
        **summary,
        "config": analysis.config.as_dict(),
    }
    plain: dict[str, Any] = _plain(document)
    return plain


def write_summary_json(document: Mapping[str, Any], path: Path) -> None:
    """Write a summary.

    Parameters
    ----------
    document : Mapping
        From `summary_document`.
    path : Path
        The file; it appears only when it is whole.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    # A lone surrogate (a file name in an unknown encoding) becomes its JSON escape.
    write_whole(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _foot(foot: FootFacts) -> dict[str, Any]:
    info = foot.info
    return {
        "device": info.device,
        "rate_hz": info.rate_hz,
        "ranges": dataclasses.asdict(info.ranges),
        "shoe": dataclasses.asdict(info.shoe),
        "samples_n": foot.samples_n,
        "lost_n": foot.lost_n,
        "lost_share": foot.lost_share,
        "gaps_n": foot.gaps_n,
        "longest_gap_s": foot.longest_gap_s,
        "first_s": foot.first_s,
        "last_s": foot.last_s,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
