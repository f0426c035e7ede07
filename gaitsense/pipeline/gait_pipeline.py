"""The one pipeline: `push` blocks, read events; `finish`; `result`.

`analyze` is nothing but `push` in big blocks, both feet at once, and then `finish`. What is
learned on the way (mounting, zero of pitch, gain) makes the rows of `StrideClosed` provisional;
the table of `result` comes from all strides under the final calibration and does not depend on
how the samples were cut into blocks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitsense.footdrop.early_drag import EarlyDrag
from gaitsense.footdrop.usual_swing import ClosedSwing
from gaitsense.model.errors import GaitsenseError, RecordingError
from gaitsense.model.events import Event, SignalLost
from gaitsense.model.recording import Recording, StreamInfo
from gaitsense.model.samples import Gap, ImuBlock, Side
from gaitsense.model.units import DEG_PER_RAD
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.both_feet import Going, on_each_foot
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.foot import FootChain
from gaitsense.pipeline.provisional import ProvisionalRows, closed_swings
from gaitsense.pipeline.running import Phase, RunningView
from gaitsense.pipeline.scoring import ScoredStrides, score_strides
from gaitsense.pipeline.summary import summarise
from gaitsense.signal.grid import LOST, GridBreak, GridChunk
from gaitsense.version import __version__

#: Slower sensors show too little of a swing (0.4 s) to tell anything, Hz.
SLOWEST_RATE_HZ: Final = 25.0
#: Samples per block when nothing is shown in between.
_BIG_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class FootState:
    """One foot as it is now.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    t_s : float
        Time of its newest sample, s; NaN before the first.
    phase : {"unknown", "stance", "swing"}
        What it does; unknown until the mounting is found.
    foot_pitch_deg, foot_pitch_sd_deg : float
        Foot pitch, + toes up, and one standard deviation, °; NaN until the mounting is found.
    toe_height_m : float
        Height of the toe above where it stood, m; of a foot that does not bend, so below 0 at
        push-off. NaN until the mounting is found.
    """

    side: Side
    t_s: float
    phase: Phase
    foot_pitch_deg: float
    foot_pitch_sd_deg: float
    toe_height_m: float


class GaitPipeline:
    """Blocks in, events out; the final table at the end.

    Parameters
    ----------
    streams : Mapping[Side, StreamInfo]
        What is known of each foot before its first sample (`Recording.streams`).
    config : GaitConfig, optional
        Settings.
    live : bool
        Whether `state` and the events of closed strides are wanted. Without them an hour is
        analysed in half the time; the result is the same.

    Raises
    ------
    RecordingError
        If a stream is slower than 25 Hz.
    """

    def __init__(
        self,
        streams: Mapping[Side, StreamInfo],
        config: GaitConfig | None = None,
        *,
        live: bool = True,
    ) -> None:
        self._streams = dict(streams)
        self._config = config or GaitConfig()
        for side, info in self._streams.items():
            if info.rate_hz < SLOWEST_RATE_HZ:
                raise RecordingError(
                    f"the {side} sensor gives {info.rate_hz:.3g} samples per second, too few to "
                    f"see a foot swing; record with at least {SLOWEST_RATE_HZ:.0f} Hz, better 100"
                )
        self._chains = {side: FootChain(side, info, self._config) for side, info in streams.items()}
        self._views: dict[Side, RunningView] = {}
        self._rows: dict[Side, ProvisionalRows] = {}
        self._early: dict[Side, EarlyDrag] = {}
        if live:
            for side, info in self._streams.items():
                self._views[side] = RunningView(info.rate_hz, self._config.running)
                self._rows[side] = ProvisionalRows(side, info, self._config)
                self._early[side] = EarlyDrag(side, info.rate_hz, self._config.early_drag)
        self._told_lost: dict[Side, int] = {}  # where the loss begins that a `Gap` announced
        self._finished = False

    def push(self, item: ImuBlock | Gap) -> list[Event]:
        """Take a block or a gap.

        Parameters
        ----------
        item : ImuBlock or Gap
            Next samples of one foot, in order; blocks of both feet may alternate freely. A loss
            shows in the counters as well: a `Gap` only lets it be told before samples return.

        Returns
        -------
        list of Event
            What became known with it.

        Raises
        ------
        GaitsenseError
            If the foot was not announced, or the pipeline was finished.
        """
        if self._finished:
            raise GaitsenseError("this walk was finished; begin a new GaitPipeline")
        chain = self._chains.get(item.side)
        if chain is None:
            raise GaitsenseError(f"a block of the {item.side} foot came, which was not announced")
        rate_hz = self._streams[item.side].rate_hz
        if isinstance(item, Gap):
            missing_s = item.missing / rate_hz
            if chain.newest is None or missing_s <= self._config.grid.bridge_s:
                return []
            self._told_lost[item.side] = chain.newest[0]
            return [SignalLost(item.side, *chain.newest, missing_s)]
        closed, grid = chain.push(item)
        lost: list[Event] = [
            event
            for event in _losses(item.side, grid, rate_hz, self._config.grid.bridge_s)
            if event.sample != self._told_lost.get(item.side)
        ]
        if not self._rows:
            return lost
        view = self._views[item.side]
        view.push(grid)
        for trace in closed:
            view.settle(trace)
        told: list[Event] = []
        swings: list[ClosedSwing] = []
        for trace in closed:
            # One by one: what is known with a stride must not show what a later one teaches.
            now = self._rows[item.side].add([trace])
            told += now
            swings += closed_swings(now, self._rows[item.side].mounting)
        told += self._early[item.side].push(grid, swings)
        # What was known with the last sample before a loss comes before the loss.
        return sorted([*told, *lost], key=lambda event: event.sample)

    def finish(self) -> list[Event]:
        """Close what the end closes; call it once.

        Returns
        -------
        list of Event
        """
        if self._finished:
            return []
        self._finished = True
        events: list[Event] = []
        for side, chain in self._chains.items():
            closed = chain.finish()
            if self._rows:
                events += self._rows[side].add(closed, last=True)
        return sorted(events, key=lambda event: event.t_s)

    def state(self, side: Side) -> FootState:
        """Return one foot as it is now.

        Parameters
        ----------
        side : {"left", "right"}
            The foot.

        Returns
        -------
        FootState

        Raises
        ------
        GaitsenseError
            If the foot was not announced, or the pipeline was made without `live`.
        """
        if side not in self._views:
            raise GaitsenseError(f"there is no live view of a {side!r} foot in this pipeline")
        rows = self._rows[side]
        now = self._views[side].view(rows.mounting, rows.sole, rows.gravity_mps2)
        if now is None:
            return FootState(side, float("nan"), "unknown", *[float("nan")] * 3)
        zero = rows.zero
        own = self._config.running.pitch_sd_deg
        return FootState(
            side,
            now.t_s,
            now.phase,
            now.pitch_rad * DEG_PER_RAD - (zero.zero_deg if zero else 0.0),
            (own * own + (zero.sd_deg**2 if zero else 0.0)) ** 0.5,
            now.toe_height_m,
        )

    def result(self) -> Analysis:
        """Return the analysis under the final calibration.

        Returns
        -------
        Analysis

        Raises
        ------
        GaitsenseError
            If `finish` was not called.
        """
        if not self._finished:
            raise GaitsenseError("the walk still goes on; call finish() before result()")
        scored = on_each_foot(self._score, self._chains)
        feet = {side: strides for side, strides in scored.items() if strides is not None}
        traces = {side: tuple(chain.traces) for side, chain in self._chains.items()}
        late = {side: chain.late_n for side, chain in self._chains.items()}
        summary = summarise(feet, traces, self._streams, late, self._config, __version__)
        return Analysis(feet, traces, self._streams, summary, self._config)

    def _score(self, side: Side, _going: Going) -> ScoredStrides | None:
        chain = self._chains[side]
        mounting = chain.mounting()
        if mounting is None:
            return None
        info = self._streams[side]
        return score_strides(side, chain.traces, 0, mounting, info, self._config)


def _losses(
    side: Side, grid: Sequence[GridChunk | GridBreak], rate_hz: float, bridge_s: float
) -> list[SignalLost]:
    """Say which samples of the grid are missing for longer than can be bridged."""
    events: list[SignalLost] = []
    for item in grid:
        if isinstance(item, GridBreak):
            missing_s = item.missing / rate_hz
            # A sensor may begin anew without a loss.
            if missing_s > bridge_s:
                events.append(SignalLost(side, item.sample, item.t_s, missing_s))
            continue
        edges = np.flatnonzero(np.diff((item.flag & LOST) > 0, prepend=False, append=False))
        for first, end in edges.reshape(-1, 2):
            before_s = float(item.t_s[first]) - 1.0 / rate_hz
            missing_s = int(end - first) / rate_hz
            events.append(SignalLost(side, item.sample + int(first) - 1, before_s, missing_s))
    return events


def analyze(
    recording: Recording,
    config: GaitConfig | None = None,
    progress: Callable[[float], None] | None = None,
) -> Analysis:
    """Analyse a recorded walk.

    Parameters
    ----------
    recording : Recording
        One or two feet.
    config : GaitConfig, optional
        Settings.
    progress : callable, optional
        Called with the share done, 0 to 1; for two feet from other threads, never two at once.

    Returns
    -------
    Analysis

    Raises
    ------
    RecordingError
        If the recording is slower than 25 Hz.
    """
    pipeline = GaitPipeline(recording.streams, config, live=False)
    total = sum(len(recording[side]) for side in recording.sides)
    done = dict.fromkeys(recording.sides, 0)
    telling = threading.Lock()

    def walk(side: Side, going: Going) -> None:
        for block in recording[side].blocks(_BIG_BLOCK):
            going.check()
            pipeline.push(block)
            if isinstance(block, ImuBlock) and progress is not None:
                with telling:
                    done[side] += len(block)
                    progress(sum(done.values()) / total)

    on_each_foot(walk, recording.sides)
    pipeline.finish()
    return pipeline.result()
