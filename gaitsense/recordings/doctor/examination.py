"""The result of an examination, for people and as a document for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gaitsense.recordings.doctor.finding import Answer, Finding, Measure
from gaitsense.version import __version__

#: Key that tells such a document, and the version of its layout.
FORMAT_KEY: Final = "gaitsense_doctor"
FORMAT_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found about the files of one walk.

    Parameters
    ----------
    files : tuple of Path
        As they were given.
    usable : {"yes", "partly", "no"}
        Whether results can be had from it.
    sentence : str
        That in one plain sentence.
    findings : tuple of Finding
        Problems, notes, then what is as it should be; each in the order of `CODES`.
    measures : tuple of Measure
        What can be measured; empty where nothing was read.
    advice : tuple of str
        What to do, most useful first, one sentence each.
    """

    files: tuple[Path, ...]
    usable: Answer
    sentence: str
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    advice: tuple[str, ...]

    @property
    def name(self) -> str:
        """The files' names without their folders."""
        return " and ".join(path.name or str(path) for path in self.files)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON.

        Returns
        -------
        dict
            ``files`` (list of str), ``usable`` (yes, partly, no), ``sentence``, ``findings``
            (list of ``code``, ``severity``, ``side`` or None, ``text``, ``advice``, ``values``
            by name with unit, None where unknown), ``measures`` (list of ``name``, ``title``,
            ``answer``, ``text``, ``feet``: answer by side, ``needs``), ``advice`` (list of str).
        """
        return {
            "files": [str(path) for path in self.files],
            "usable": self.usable,
            "sentence": self.sentence,
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "side": finding.side,
                    "text": finding.text,
                    "advice": finding.advice,
                    "values": {name: _plain(value) for name, value in finding.values.items()},
                }
                for finding in self.findings
            ],
            "measures": [
                {
                    "name": measure.name,
                    "title": measure.title,
                    "answer": measure.answer,
                    "text": measure.text,
                    "feet": dict(measure.feet),
                    "needs": measure.needs,
                }
                for measure in self.measures
            ],
            "advice": list(self.advice),
        }


def document(examinations: Sequence[Examination]) -> Mapping[str, Any]:
    """Put some examinations into one document.

    Parameters
    ----------
    examinations : sequence of Examination
        One for each walk.

    Returns
    -------
    Mapping
        ``gaitsense_doctor`` (version of this layout), ``version`` (of gaitsense), and
        ``recordings``: for each walk what `Examination.as_dict` returns. Keys keep their names
        and meanings as long as the version of the layout stays.
    """
    return {
        FORMAT_KEY: FORMAT_VERSION,
        "version": __version__,
        "recordings": [examination.as_dict() for examination in examinations],
    }


def _plain(value: Any) -> Any:
    number = value.item() if hasattr(value, "item") else value
    return None if isinstance(number, float) and not math.isfinite(number) else number
