"""One foot's chain: blocks in, closed strides out, calibration learned on the way."""

from __future__ import annotations

from dataclasses import replace

from gaitsense.gait.acc_bias import AccBias
from gaitsense.gait.closing import StrideCloser
from gaitsense.gait.gyro_bias import GyroBias
from gaitsense.gait.motion_level import MotionLevel
from gaitsense.gait.mounting import Mounting, find_mounting
from gaitsense.gait.segmentation import StrideSegmenter, StrideSpan
from gaitsense.gait.traces import StrideTrace
from gaitsense.model.recording import StreamInfo
from gaitsense.model.samples import ImuBlock, Side
from gaitsense.pipeline.config import GaitConfig
from gaitsense.signal.grid import GridBreak, GridChunk, UniformGrid
from gaitsense.signal.rest import SPOILING, RestDetector


class FootChain:
    """Grid, rest, segmentation and closing of one foot, in this order.

    Parameters
    ----------
    side : {"left", "right"}
        The foot.
    info : StreamInfo
        Rate, ranges and shoe.
    config : GaitConfig
        Settings.

    Attributes
    ----------
    traces : list of StrideTrace
        All closed strides.
    newest : (int, float) or None
        Counter and time, s, of the newest sample of the grid; None before the first.
    """

    def __init__(self, side: Side, info: StreamInfo, config: GaitConfig) -> None:
        self._side = side
        self._info = info
        self._config = config
        self._grid = UniformGrid(info.rate_hz, info.ranges, config.grid)
        self.newest: tuple[int, float] | None = None
        self._bias = GyroBias(info.rate_hz, config.gyro_bias)
        self._acc_bias = AccBias(config.acc_bias)
        self._begin()
        self.traces: list[StrideTrace] = []

    def _begin(self) -> None:
        """Start afresh behind a hole that cannot be walked across; the biases are kept."""
        rate_hz, config = self._info.rate_hz, self._config
        self._rest = RestDetector(rate_hz, config.rest)
        self._level = MotionLevel(rate_hz, config.motion_level)
        self._segmenter = StrideSegmenter(rate_hz, config.segmentation)
        self._origin: int | None = None
        self._closer = StrideCloser(
            rate_hz,
            self._bias,
            self._acc_bias,
            config.closing,
            config.closed_stride,
            config.drift,
            config.force_offset,
        )

    def push(self, block: ImuBlock) -> tuple[list[StrideTrace], list[GridChunk | GridBreak]]:
        """Take a block.

        Parameters
        ----------
        block : ImuBlock
            Next samples.

        Returns
        -------
        strides : list of StrideTrace
            Strides that it closed.
        grid : list of GridChunk and GridBreak
            The grid that it completed.
        """
        before = len(self.traces)
        items = self._grid.push(block)
        for item in items:
            if isinstance(item, GridBreak):
                self._end()
                self._begin()
                continue
            spoilt = (item.flag & SPOILING) > 0
            for rest in self._rest.push(item.sample, item.acc_mps2, item.gyr_radps, spoilt):
                self._bias.add_rest(rest)
            self._closer.add(item)
            if self._origin is None:
                self._origin = item.sample
            self.newest = item.sample + len(item.t_s) - 1, float(item.t_s[-1])
            level = self._level.push(item.acc_mps2, item.gyr_radps)
            self._close(self._segmenter.push(self._origin, level))
            needed = self._segmenter.needed_sample
            self._closer.forget(needed)
            self._bias.before(needed)
        return self.traces[before:], items

    def finish(self) -> list[StrideTrace]:
        """Close what the end of the stream closes.

        Returns
        -------
        list of StrideTrace
        """
        before = len(self.traces)
        self._end()
        return self.traces[before:]

    def _end(self) -> None:
        """Close what the end of an uninterrupted stretch closes."""
        if self._origin is None:
            return
        spans = self._segmenter.push(self._origin, self._level.finish())
        self._close(spans + self._segmenter.finish())

    def _close(self, spans: list[StrideSpan]) -> None:
        """Integrate candidates, which are known once the level's last sample is there."""
        assert self.newest is not None
        lag, newest = self._level.lag_n, self.newest[0]
        dated = [replace(span, known_sample=min(span.known_sample + lag, newest)) for span in spans]
        self.traces.extend(self._closer.close(dated))

    @property
    def late_n(self) -> int:
        """Samples left out because they came twice or too late."""
        return self._grid.late_n

    def mounting(self) -> Mounting | None:
        """Mounting by all strides so far, None before the first."""
        return find_mounting(
            [trace.evidence for trace in self.traces], self._side, self._config.mounting
        )
