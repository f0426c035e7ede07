"""Two clocks that are not known to agree, put on one time base by how the feet step.

In walking the feet swing in turn, so the middle of each swing lies half-way between two swings of
the other foot: that tells the offset of the clocks up to whole strides. Which stride it is follows
from all that is not the same in every stride: starts, stops, pauses, turns, and the fluctuation of
stride time and step size, all of which both feet share. Each candidate offset is charged for

    swings that are not half-way       residual of the middle, s
    steps of another size              residual against the mean of the two neighbours,
    turns at another place               standing counting as a step of size and turn 0
    two swings of one foot in a row    a fixed charge each

and the best one holds only where every other one, a stride and more away, is charged far more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitsense.recordings.alternation import ONE_STRIDE, Residuals, settled
from gaitsense.recordings.swing_train import SwingTrain

#: A residual of the middle beyond this share of a stride breaks the alternation.
_BROKEN: Final = 0.2
#: Offsets closer than this share of a stride are the same candidate.
_SAME: Final = 0.5
#: Spacing of the first, coarse search, s, and how many candidates it hands on.
_COARSE_S: Final = 0.1
_CANDIDATES_N: Final = 24
#: Rates that clocks may differ by, and how far the ends may then drift between two tries, s.
_WIDEST_PPM: Final = 200.0
_DRIFT_S: Final = 0.4
#: Standard deviation of the place of mid-swing between the other foot's swings, over walks, as a
#: share of the stride: no two feet swing alike, and the offset cannot tell.
_ASYMMETRY: Final = 0.02
#: Rates that differ by less than this are not worth a word, ppm.
_TOLD_PPM: Final = 1.0


@dataclass(frozen=True, slots=True)
class SteppingParams:
    """Settings of the comparison.

    Parameters
    ----------
    margin : float
        Charge by which the best offset must undercut every other one, in units of log
        likelihood. Default 12. Raising it leaves more walks undecided and fewer wrong.
    margin_each : float
        The same per swing, since the residuals of a long even walk are not independent.
        Default 0.1. Raising it leaves more long walks undecided.
    most_broken : float
        Largest share of swings that may break the alternation. Default 0.15. Raising it takes
        the files of two walks for one, lowering it leaves irregular walks undecided.
    most_uneven : float
        Largest standard deviation of the middles, share of a stride. Default 0.03. Raising it
        takes the files of two walks for one, lowering it leaves irregular walks undecided.
    fewest_n : int
        Fewest swings that must be seen half-way between two others. Default 12, both feet
        together.
    overlap : float
        Share of the swings of the foot with fewer that both files must hold. Default 0.75.
        Lowering it lets a short stretch that happens to fit compete with the whole walk.
    charge : float
        Most that one residual costs, and what two swings in a row cost. Default 4. Raising it
        trusts each single step more, missed ones included.
    middle_s, size, turn_rad : float
        First guess of the residuals' standard deviations. Defaults 0.04 s, 0.15, 0.35 rad. They
        are measured on the walk itself, but are never taken for less than a third of these.
    rate_from_s : float
        Length of a walk from which on the rates of the clocks are compared, s. Default 300.
    """

    margin: float = 12.0
    margin_each: float = 0.1
    most_broken: float = 0.15
    most_uneven: float = 0.03
    fewest_n: int = 12
    overlap: float = 0.75
    charge: float = 4.0
    middle_s: float = 0.04
    size: float = 0.15
    turn_rad: float = 0.35
    rate_from_s: float = 300.0


@dataclass(frozen=True, slots=True)
class SteppingMatch:
    """What the stepping says of two clocks.

    Parameters
    ----------
    found : bool
        Whether the offset may be used.
    offset_s : float
        What the right foot's clock shows when the left one's shows 0, s; NaN where no offset
        came into question.
    rate : float
        Seconds of the right foot's clock in one second of the left one's.
    error_s : float
        Half width of the offset's 95 % interval, s.
    margin : float
        Charge by which it undercuts the next best offset, log likelihood.
    broken : float
        Share of swings that break the alternation.
    uneven : float
        Standard deviation of the middles, share of a stride.
    swings_n : int
        Swings seen half-way between two of the other foot.
    """

    found: bool = False
    offset_s: float = math.nan
    rate: float = 1.0
    error_s: float = math.nan
    margin: float = 0.0
    broken: float = 1.0
    uneven: float = math.inf
    swings_n: int = 0

    def holds(self, params: SteppingParams) -> bool:
        """Tell whether the evidence is enough.

        Parameters
        ----------
        params : SteppingParams
            Settings.

        Returns
        -------
        bool
        """
        return (
            self.swings_n >= params.fewest_n
            and self.margin >= max(params.margin, params.margin_each * self.swings_n)
            and self.broken <= params.most_broken
            and self.uneven <= params.most_uneven
        )

    def in_words(self) -> str:
        """Say what was done to the right foot's times, each file counted from its own start.

        Returns
        -------
        str
        """
        ppm = 1e6 * (self.rate - 1.0)
        pace = "fast" if ppm > 0.0 else "slow"
        rate = f", and its clock, which runs {abs(ppm):.0f} ppm {pace}, was put right"
        return (
            "The two clocks were put together by the stepping pattern: counted from the start of "
            f"each file, the right foot's times were shifted by {-self.offset_s / self.rate:+.2f} "
            f"s (± {1e3 * self.error_s:.0f} ms){rate if abs(ppm) >= _TOLD_PPM else ''}; what "
            "compares the feet in time is no surer than that."
        )


def match_clocks(
    left: SwingTrain, right: SwingTrain, params: SteppingParams = SteppingParams()
) -> SteppingMatch:
    """Find the offset, and for long walks the rate, between the clocks of two feet.

    Parameters
    ----------
    left, right : SwingTrain
        Swings of each foot on its own clock.
    params : SteppingParams
        Settings.

    Returns
    -------
    SteppingMatch
        Not `found` where the stepping leaves it open, as in even steps that neither start nor
        stop, and where the files seem to be of two walks.

    Source
    ------
    Own; analysis/06_stepping_clock.
    """
    stride_s = float(np.median(np.concatenate([np.diff(left.middle_s), np.diff(right.middle_s)])))
    rate = _coarse_rate(left, right, stride_s)
    tries = _tries(left, right.on(0.0, rate), stride_s, params)
    if not tries:
        return SteppingMatch()
    sd, charges = _charged(tries, params)
    drift = _drift(tries[int(np.argmin(charges))], params.rate_from_s)
    if drift:
        rate *= 1.0 + drift
        tries = _tries(left, right.on(0.0, rate), stride_s, params) or tries
        sd, charges = _charged(tries, params)
    least = int(np.argmin(charges))
    best = tries[least]
    others = [
        charge
        for tried, charge in zip(tries, charges, strict=True)
        if abs(tried.offset_s - best.offset_s) > _SAME * stride_s
    ]
    # Where nothing could be compared, nothing is known to be worse.
    margin = min(others, default=charges[least]) - charges[least]
    n = len(best.middle_s)
    broken_n = np.count_nonzero(np.abs(best.middle_s) > _BROKEN * stride_s) + best.doubled_n
    broken = float(broken_n) / (n + best.doubled_n)
    uneven = float(sd[0]) / stride_s
    error_s = 2.0 * stride_s * math.hypot(1.5 * uneven / math.sqrt(n), _ASYMMETRY)
    # The tries ran on a clock of the right rate: what it shows has to be told in the foot's own.
    match = SteppingMatch(False, best.offset_s * rate, rate, error_s, margin, broken, uneven, n)
    return replace(match, found=match.holds(params))


def _tries(
    left: SwingTrain, right: SwingTrain, stride_s: float, params: SteppingParams
) -> list[Residuals]:
    """Settle every offset that comes into question and leaves enough overlap."""
    least_n = params.overlap * min(len(left), len(right))
    settled_at = (
        settled(left, right, offset_s, stride_s)
        for offset_s in _coarse_offsets(left, right, stride_s)
    )
    return [tried for tried in settled_at if tried is not None and tried.shared_n >= least_n]


def _charged(
    tries: Sequence[Residuals], params: SteppingParams
) -> tuple[NDArray[np.float64], list[float]]:
    """Charge every offset under the spread that the best one has."""
    guess = np.array([params.middle_s, params.size, params.turn_rad])
    best = min(tries, key=lambda tried: tried.charges(guess, params.charge))
    sd = best.spread(guess / 3.0)
    return sd, [tried.charges(sd, params.charge) for tried in tries]


def _coarse_rate(left: SwingTrain, right: SwingTrain, stride_s: float) -> float:
    """Rate under which most swings lie half-way at one offset; 1 where no drift would show."""
    length_s = float(right.middle_s[-1] - right.middle_s[0])
    steps_n = math.floor(_WIDEST_PPM * 1e-6 * length_s / _DRIFT_S)
    if not steps_n:
        return 1.0
    rates = 1.0 + np.linspace(-_WIDEST_PPM, _WIDEST_PPM, 2 * steps_n + 1) * 1e-6
    peaks = [float(_coincidences(left, right.on(0.0, rate), stride_s)[1].max()) for rate in rates]
    return float(rates[int(np.argmax(peaks))])


def _coincidences(
    left: SwingTrain, right: SwingTrain, stride_s: float
) -> tuple[float, NDArray[np.float64]]:
    """Count, per offset, swings of the left foot half-way between two of the right one."""
    apart_s = np.diff(right.middle_s)
    between_s = (right.middle_s[:-1] + 0.5 * apart_s)[apart_s < ONE_STRIDE * stride_s]
    if not len(between_s):
        return 0.0, np.zeros(1)
    first = math.floor(left.middle_s[0] / _COARSE_S), math.floor(between_s[0] / _COARSE_S)
    trains = [
        np.bincount(np.floor(at_s / _COARSE_S).astype(np.int64) - begin).astype(np.float64)
        for at_s, begin in zip((left.middle_s, between_s), first, strict=True)
    ]
    n = len(trains[0]) + len(trains[1])
    size = 1 << n.bit_length()
    spectrum = np.conj(np.fft.rfft(trains[0], size)) * np.fft.rfft(trains[1], size)
    circular = np.fft.irfft(spectrum, size)
    behind = len(trains[0])
    counts = np.concatenate([circular[-behind:], circular[: len(trains[1]) + 1]])
    counts = np.convolve(counts, [0.5, 1.0, 0.5], mode="same")
    return (first[1] - first[0] - behind) * _COARSE_S, counts


def _coarse_offsets(left: SwingTrain, right: SwingTrain, stride_s: float) -> list[float]:
    """Offsets at which many swings coincide, the best ones."""
    begin_s, counts = _coincidences(left, right, stride_s)
    reach = max(1, round(0.3 * stride_s / _COARSE_S))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(counts, reach), 2 * reach + 1)
    tops = np.flatnonzero((counts == around.max(axis=1)) & (counts > 0.5))
    best = tops[np.argsort(-counts[tops], kind="stable")[:_CANDIDATES_N]]
    return [begin_s + float(k) * _COARSE_S for k in best]


def _drift(best: Residuals, rate_from_s: float) -> float:
    """Rate that the middles leave over, 0 where the walk is too short to tell."""
    if float(np.ptp(best.at_s)) < rate_from_s:
        return 0.0
    spread_s = 1.48 * float(np.median(np.abs(best.middle_s)))
    keep = np.abs(best.middle_s) <= 3.0 * spread_s
    return float(np.polyfit(best.at_s[keep], best.middle_s[keep], 1)[0])
