"""MATLAB files (.mat). Known only to be refused: they do not say what their arrays are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Dialect, Match, Source
from gaitsense.recordings.head import Head

_BEGIN: Final = b"MATLAB "
_WORD: Final = b"MAT-file"


def _sniff(head: Head) -> Match | None:
    if head.raw.startswith(_BEGIN) and _WORD in head.raw[:128]:
        return Match(0.95, "the first bytes are those of a MATLAB file")
    return None


def _read(sources: Sequence[Source], progress: Progress) -> NoReturn:  # noqa: ARG001
    (source,) = sources
    raise RecordingError(
        "this is a MATLAB file, which does not say what its arrays are; walks of the set "
        "pyshoe_vicon are converted by datasets/pyshoe_vicon/convert.py; of another, write the "
        "columns t_s, acc_x_mps2 to acc_z_mps2 and gyr_x_radps to gyr_z_radps to a CSV file "
        "with MATLAB's writetable",
        file=source.path,
    )


DIALECT: Final = Dialect("matlab", "MATLAB file", _sniff, _read, refuses=True)
