"""A maker's format in one file, as another package would bring it.

The text ``TOY <side> <rate_hz>`` and rows of acc x y z in m/s² and gyr x y z in rad/s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gaitsense.model.recording import StreamInfo
from gaitsense.recordings.blocks import Progress
from gaitsense.recordings.dialect import Content, Dialect, Match, Source
from gaitsense.recordings.head import Head
from gaitsense.recordings.rows import Notes, Rows
from gaitsense.recordings.track import build_track


def _sniff(head: Head) -> Match | None:
    if head.lines and head.lines[0].startswith("TOY "):
        return Match(1.0, "its first line begins with TOY")
    return None


def _read(sources: Sequence[Source], progress: Progress) -> Content:
    (source,) = sources
    title, *rows = source.path.read_text(encoding="utf-8").splitlines()
    _, side, rate_hz = title.split()
    values = np.array([row.split() for row in rows], np.float64)
    k = np.arange(len(values))
    notes = Notes()
    track = build_track(
        Rows(k + 2, k / float(rate_hz), values[:, :3], values[:, 3:]),
        source.path,
        notes,
        info=StreamInfo(0.0, device="a toy"),
        side="left" if side == "left" else "right",
    )
    progress(1.0)
    return Content((track,), {"toy": "yes"}, tuple(notes.sentences))


DIALECT: Final = Dialect("toy", "a toy's text", _sniff, _read)
