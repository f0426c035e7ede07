"""From the tracks of one or two files to one recording: which foot, and which time base."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.model.errors import RecordingError
from gaitsense.model.plausible import refuse_same_samples
from gaitsense.model.recording import FootRecording, Recording
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.dialect import Content
from gaitsense.recordings.rows import placed
from gaitsense.recordings.sides import names_both_sides, side_from_name, side_from_path
from gaitsense.recordings.stepping_clock import SteppingMatch, match_clocks
from gaitsense.recordings.swing_train import find_swings
from gaitsense.recordings.track import Clock, Track

#: A clock that two files share is doubted when the stepping puts it this far off, s: no foot
#: swings so unevenly.
_DOUBT_S: Final = 0.25
_NOT_TOGETHER: Final = (
    "The left and the right foot were not recorded at the same time, so what compares the feet in "
    "time does not hold."
)


@dataclass(frozen=True, slots=True)
class FileContent:
    """What was read from one file, or from the files of one sensor.

    Parameters
    ----------
    paths : tuple of Path
        The file, or all files of the sensor.
    format : str
        The dialect's title.
    why : str
        What gave the dialect away, for people.
    content : Content
        What it holds.
    """

    paths: tuple[Path, ...]
    format: str
    why: str
    content: Content

    @property
    def path(self) -> Path:
        """The file that stands for all."""
        return self.paths[0]


class UntoldSide(RecordingError):
    """Neither the file, its name nor the caller tells which foot it is."""


@dataclass(frozen=True, slots=True)
class _TimeMap:
    """From a file's clock to the recording's: what is subtracted, s, and then divided by."""

    origin_s: float = 0.0
    rate: float = 1.0

    def of(self, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.origin_s:
            t_s = t_s - self.origin_s
        return t_s / self.rate if self.rate != 1.0 else t_s


def combine(
    files: Sequence[FileContent], side: Side | None, shoe: Shoe | None, notes: Sequence[str]
) -> Recording:
    """Make one recording.

    Parameters
    ----------
    files : sequence of FileContent
        At least one.
    side : {"left", "right"} or None
        The foot as the caller knows it; only for a recording of one sensor.
    shoe : Shoe or None
        Takes the place of what the files say.
    notes : sequence of str
        Sentences to begin with.

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        If a foot cannot be told or is there twice, both feet hold the same samples, or the
        files do not overlap in time though they share a clock.
    """
    said = [*notes]
    for file in files:
        prefix = f"{file.path.name}: " if len(files) > 1 else ""
        said.extend(prefix + note for note in file.content.notes)
    tracks = [(file.path, track) for file in files for track in file.content.tracks]
    sided = _assign_sides(tracks, side, said)
    one_file = len({path for path, _ in sided.values()}) == 1
    tracks_of = {foot: track for foot, (_, track) in sided.items()}
    with placed(tracks[-1][0]):
        refuse_same_samples(
            {foot: (track.acc_mps2, track.gyr_radps) for foot, track in tracks_of.items()}
        )
    time_of = _common_time(tracks_of, said, one_file=one_file)
    feet: dict[Side, FootRecording] = {}
    for foot, (_, track) in sided.items():
        info = dataclasses.replace(track.info, shoe=shoe) if shoe else track.info
        feet[foot] = FootRecording(
            foot,
            track.sample,
            time_of[foot].of(track.t_s),
            track.acc_mps2,
            track.gyr_radps,
            info,
            track.gap_cause,
        )
    by_path = {path: foot for foot, (path, _) in sided.items()}
    marker = [
        (float(time_of[by_path[file.path]].of(np.array(t_s))), word)
        for file in files
        for t_s, word in file.content.marker
    ]
    return Recording(feet, _metadata(files, by_path), tuple(said), tuple(marker))


def _assign_sides(
    tracks: Sequence[tuple[Path, Track]], side: Side | None, said: list[str]
) -> dict[Side, tuple[Path, Track]]:
    if side is not None and len(tracks) > 1:
        apart = len({path for path, _ in tracks}) > 1
        names = ", and put left or right into the files' names" if apart else ""
        raise RecordingError(
            f"side {side!r} names one foot, but {len(tracks)} are given; leave it out{names}"
        )
    sided: dict[Side, tuple[Path, Track]] = {}
    held = Counter(path for path, _ in tracks)
    for path, track in tracks:
        inside = track.side or side_from_name(track.label)
        named = side_from_name(path.stem)
        told = inside or side_from_path(path)
        # A file of both feet may be named after anything.
        if side is None and held[path] == 1 and inside and named not in (None, inside):
            said.append(
                f"{path.name} is named after the {named} foot, but its contents say {inside}, "
                "which was used."
            )
        if side is not None and told not in (None, side):
            said.append(f"{path.name} looks like the {told} foot but was read as {side}, as asked.")
        foot = side or told
        if foot is None:
            found = (
                "the file's name says both left and right"
                if names_both_sides(path.stem)
                else "the foot cannot be told from the file"
            )
            raise UntoldSide(
                f"{found}; say which foot with --side left or "
                "--side right, or put one of left and right into the file's name",
                file=path,
            )
        if foot in sided:
            other = sided[foot][0].name
            raise RecordingError(
                f"this is the {foot} foot, and so is {other}; give the files of one walk only, "
                "one for each foot",
                file=path,
            )
        sided[foot] = (path, track)
    return sided


def _common_time(
    tracks: Mapping[Side, Track], said: list[str], *, one_file: bool
) -> dict[Side, _TimeMap]:
    """Return how each foot's times become those of one base."""
    first_s = {side: float(track.t_s[0]) for side, track in tracks.items()}
    clocks = {side: track.clock for side, track in tracks.items()}
    if len(tracks) == 1:
        return {
            side: _TimeMap(0.0 if clocks[side].keeps_origin else first_s[side]) for side in tracks
        }
    left, right = SIDES
    clock = clocks[left]
    if clock.name and clock.name == clocks[right].name:
        shift_s = _shared_clock(clock, first_s)
        shared = {side: _TimeMap(shift_s[side]) for side in SIDES}
        together = _overlap(tracks, shift_s)
        if one_file:
            said += [] if together else [_NOT_TOGETHER]
            return shared
        if together:
            if clock.assumed:
                said.append(
                    f"Both files are taken to count from one common start, as {clock.name} does "
                    "within one recording."
                )
            _doubt(tracks, first_s[right] - shift_s[right] - first_s[left] + shift_s[left], said)
            return shared
        if not clock.assumed:
            raise RecordingError(
                "the left and the right file do not overlap in time, so they are not of one walk; "
                "give the two files of the same walk"
            )
    match = _stepping(tracks)
    if match.found:
        said.append(match.in_words())
        # Whichever file begins first begins at 0.
        later_s = -match.offset_s / match.rate
        origin_s = min(0.0, later_s)
        return {
            left: _TimeMap(first_s[left] + origin_s),
            right: _TimeMap(first_s[right] + (origin_s - later_s) * match.rate, match.rate),
        }
    said.append(
        "The clocks of the two files are not known to agree, so each foot's time starts at 0 on "
        "its own; what compares the feet in time does not hold."
    )
    return {side: _TimeMap(first_s[side]) for side in SIDES}


def _stepping(tracks: Mapping[Side, Track]) -> SteppingMatch:
    """Compare the feet's stepping, each file counted from its own first sample."""
    left, right = (
        find_swings(track.t_s - track.t_s[0], track.acc_mps2, track.gyr_radps)
        for track in (tracks[side] for side in SIDES)
    )
    return match_clocks(left, right) if left and right else SteppingMatch()


def _doubt(tracks: Mapping[Side, Track], later_s: float, said: list[str]) -> None:
    """Say where the stepping clearly contradicts a clock that both files share.

    `later_s` is how much later the right file begins than the left one, by that clock.
    """
    match = _stepping(tracks)
    middle_s = 0.5 * float(tracks[SIDES[0]].t_s[-1] - tracks[SIDES[0]].t_s[0])
    # What the right file's own time should be at the middle of the left file, less what it is.
    off_s = match.offset_s + match.rate * middle_s - (middle_s - later_s)
    if match.found and abs(off_s) > _DOUBT_S:
        said.append(
            "The stepping pattern contradicts the clock that both files share: for the feet to "
            f"step in turn, the right foot's times would have to be shifted by {-off_s:+.2f} s "
            f"(± {1e3 * match.error_s:.0f} ms). They were left as the files give them; check that "
            "the sensors were synchronised and that the files are of one walk."
        )


def _shared_clock(clock: Clock, first_s: Mapping[Side, float]) -> dict[Side, float]:
    left, right = SIDES
    turns = 0.0
    if clock.wrap_s:
        turns = clock.wrap_s * round((first_s[right] - first_s[left]) / clock.wrap_s)
    origin_s = 0.0 if clock.keeps_origin else min(first_s[left], first_s[right] - turns)
    return {left: origin_s, right: origin_s + turns}


def _overlap(tracks: Mapping[Side, Track], shift_s: Mapping[Side, float]) -> bool:
    begins = [float(track.t_s[0]) - shift_s[side] for side, track in tracks.items()]
    ends = [float(track.t_s[-1]) - shift_s[side] for side, track in tracks.items()]
    return max(begins) < min(ends)


def _metadata(files: Sequence[FileContent], by_path: Mapping[Path, Side]) -> dict[str, str]:
    """Merge what the files say; where two differ, each key gets its foot's name."""
    merged: dict[str, str] = {}
    for file in files:
        for key, value in file.content.metadata.items():
            same = all(other.content.metadata.get(key) == value for other in files)
            merged[key if same else f"{key}_{by_path[file.path]}"] = value
    merged["source_format"] = "; ".join(dict.fromkeys(file.format for file in files))
    merged["recognised_by"] = "; ".join(dict.fromkeys(file.why for file in files))
    merged["source_file"] = "; ".join(path.name for file in files for path in file.paths)
    return merged
