"""Walks of IPOL demo 265: both feet, but without gravity. Known only to be refused.

One table per walk with the columns LAV, LAX … RRZ: left or right foot, acceleration in g or
rate in °/s, along the vertical or a sensor axis; no column of times. From each acceleration
axis the mean at rest was taken away, so which way was up is lost: see
``analysis/decisions/gravity_removed.md``. A file of JSON beside it holds the steps as marked by
hand.

Source
------
Truong et al. 2019, doi:10.5201/ipol.2019.265.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.layout import find_header

_NAMES: Final = tuple(foot + kind + axis for foot in "LR" for kind in "AR" for axis in "VXYZ")
_STEPS: Final = (b'"LeftFootActivity"', b'"RightFootActivity"')
_INSTEAD: Final = (
    "give a recording whose accelerometer still holds gravity, such as the sensor's raw export"
)


def _is_table(head: Head) -> bool:
    return find_header(head, _NAMES) is not None


def _sniff(head: Head) -> Match | None:
    if _is_table(head):
        return Match(0.95, "the columns LAV to RRZ are those of IPOL demo 265")
    if head.raw.lstrip().startswith(b"{") and any(name in head.raw for name in _STEPS):
        return Match(0.95, "the marked steps are those of IPOL demo 265")
    return None


def _read(sources: Sequence[Source], progress: Progress) -> NoReturn:  # noqa: ARG001
    (source,) = sources
    if _is_table(source.head):
        raise RecordingError(
            "this is a walk of IPOL demo 265, from whose acceleration gravity was taken away: "
            "which way is up cannot be told, so neither the foot's pitch nor its clearance; "
            + _INSTEAD,
            file=source.path,
        )
    raise RecordingError(
        "these are the steps of a walk of IPOL demo 265 as marked by hand, not a recording; "
        + _INSTEAD,
        file=source.path,
    )


DIALECT: Final = Dialect("ipol-265", "IPOL demo 265 walk", _sniff, _read, refuses=True)
