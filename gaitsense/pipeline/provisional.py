"""Rows of strides as they close, under what is known by then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gaitsense.footdrop.usual_swing import ClosedSwing
from gaitsense.gait.mounting import Mounting, MountingEvidence, find_mounting
from gaitsense.gait.traces import StrideTrace
from gaitsense.gait.zero import PitchZero
from gaitsense.model.events import Event, MountingFound, StrideClosed
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import Side
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.scoring import score_strides

#: Strides that a provisional row looks back on for its zero of pitch and its gain.
_RECENT: Final = 16
#: Strides whose evidence makes the provisional mounting, and how often it is made again.
_EVIDENCE: Final = 64
_RENEW_EVERY: Final = 16


class ProvisionalRows:
    """Holds strides until the mounting is known, then tells each one as it closes.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    info : StreamInfo
        Rate and shoe.
    config : GaitConfig
        Settings.
    """

    def __init__(self, side: Side, info: StreamInfo, config: GaitConfig) -> None:
        self._side = side
        self._info = info
        self._config = config
        self._held: list[StrideTrace] = []
        self._recent: list[StrideTrace] = []
        self._told = 0
        self._seen_n = 0
        self._evidence: list[MountingEvidence] = []
        self.mounting: Mounting | None = None
        self.zero: PitchZero | None = None
        self.gravity_mps2 = STANDARD_GRAVITY_MPS2
        self.sole = info.shoe.sole

    def add(
        self,
        closed: Sequence[StrideTrace],
        *,
        last: bool = False,
    ) -> list[Event]:
        """Take strides that closed; return their events.

        Parameters
        ----------
        closed : sequence of StrideTrace
            The new strides.
        last : bool
            Whether the walk ends here: nothing is held back any more.

        Returns
        -------
        list of Event
        """
        events: list[Event] = []
        for trace in closed:
            self._held.append(trace)
            self._evidence = [*self._evidence[-(_EVIDENCE - 1) :], trace.evidence]
            self._seen_n += 1
            events += self._tell()
        if last and self._held:
            # Strides are only held while the mounting is not known.
            self.mounting = self._find()
            events += [self._mounting_found(), *self._release()]
        return events

    def _tell(self) -> list[Event]:
        n = self._seen_n
        if n < self._config.mounting.fewest_strides_n:
            return []
        events: list[Event] = []
        if self.mounting is None or n <= _RENEW_EVERY or n % _RENEW_EVERY == 0:
            known = self.mounting is not None
            self.mounting = self._find()
            if not known:
                events.append(self._mounting_found())
        return events + self._release()

    def _mounting_found(self) -> Event:
        return MountingFound(self._side, *_known(self._held[-1]))

    def _find(self) -> Mounting | None:
        return find_mounting(self._evidence, self._side, self._config.mounting)

    def _release(self) -> list[Event]:
        assert self.mounting is not None
        events: list[Event] = []
        # Strides that had to wait for the mounting are told when it is known.
        sample, t_s = _known(self._held[-1])
        for trace in self._held:
            self._recent = [*self._recent[-(_RECENT - 1) :], trace]
            first_id = self._told - len(self._recent) + 1
            scored = score_strides(
                self._side, self._recent, first_id, self.mounting, self._info, self._config
            )
            self.zero, self.gravity_mps2 = scored.zero, scored.gain.read_mps2
            self.sole = scored.sole
            row = {name: values[-1] for name, values in scored.table.items()}
            plain = {name: v.item() if hasattr(v, "item") else v for name, v in row.items()}
            events.append(StrideClosed(self._side, sample, t_s, plain))
            self._told += 1
        self._held = []
        return events


def closed_swings(events: Sequence[Event], mounting: Mounting | None) -> list[ClosedSwing]:
    """Take from rows what the early word needs to know of their swings.

    Parameters
    ----------
    events : sequence of Event
        From `ProvisionalRows.add`.
    mounting : Mounting or None
        SENSOR to FOOT as known after them.

    Returns
    -------
    list of ClosedSwing
        One for each stride that closed.
    """
    return [
        ClosedSwing(
            event.sample,
            mounting.leftward,
            event.stride["toe_off_s"],
            event.stride["initial_contact_s"],
        )
        for event in events
        if isinstance(event, StrideClosed) and mounting is not None
    ]


def _known(trace: StrideTrace) -> tuple[int, float]:
    """Counter and time, s, of the sample with which a stride was known."""
    span = trace.span
    return span.known_sample, trace.end_s + (span.known_sample - span.end_sample) * trace.period_s
