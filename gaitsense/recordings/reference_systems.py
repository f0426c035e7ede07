"""Result tables of gait laboratories: OptoGait and Zebris. Known only to be refused.

They hold what such a system made of its own optics or pressure plate, step by step or as
means, not the motion of a sensor. They are what a recording is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import find_header

#: Column names that stand together in no other maker's file.
_OPTOGAIT: Final = ("L/R", "TFlight", "TContact", "TStep")
#: Its names hold commas, the delimiter, unquoted; so they are looked for in the whole line.
_ZEBRIS: Final = ("foot rotation l, degree", "stance phase l, %", "step length l, cm")


def _kind(head: Head) -> str | None:
    if find_header(head, _OPTOGAIT) is not None:
        return "a table of steps from an OptoGait, which sees feet by light barriers"
    for line in head.lines[:5]:
        folded = line.casefold()
        if all(name in folded for name in _ZEBRIS):
            return "a table of gait parameters from a Zebris pressure plate"
    return None


def _sniff(head: Head) -> Match | None:
    kind = _kind(head)
    return Match(0.95, f"the column names are those of {kind}") if kind else None


def _read(sources: Sequence[Source], progress: Progress) -> NoReturn:  # noqa: ARG001
    (source,) = sources
    raise RecordingError(
        f"this is {_kind(source.head)}: results of a reference system, without acceleration or "
        "angular rate; give the recording of the shoe sensor of the same walk, and compare its "
        "strides.csv with this table",
        file=source.path,
    )


DIALECT: Final = Dialect(
    "reference-system", "OptoGait or Zebris results", _sniff, _read, refuses=True
)
