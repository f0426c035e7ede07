"""When samples were taken: rate, evenness, gaps, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from gaitsense.footdrop.toe_drag import ToeDragParams
from gaitsense.model.counting import counted
from gaitsense.model.recording import FootRecording
from gaitsense.pipeline.gait_pipeline import SLOWEST_RATE_HZ
from gaitsense.recordings.doctor.finding import Finding

#: Sensors for shoes give up to 500 Hz, some 1 kHz.
_FASTEST_HZ: Final = 1500.0
#: Unevenness of the times worth a note, share of a period.
_JITTER_SHARE: Final = 0.2
#: Losses worth a note: share of the samples, and length of one gap, s. As `analyze` warns.
_LOST_SHARE: Final = 0.01
_LONG_GAP_S: Final = 1.0
#: With more lost than this, most strides have a hole: 20 % in packets of five left a measured
#: pitch in 14 % of 299 simulated strides (analysis/07_doctor).
_MUCH_LOST: Final = 0.2


def sampling(foot: FootRecording, *, timed: bool = True) -> Iterator[Finding]:
    """Judge one foot's times.

    Parameters
    ----------
    foot : FootRecording
        Its samples.
    timed : bool
        Whether the file holds times; without them no loss can be seen.

    Yields
    ------
    Finding
    """
    yield _rate(foot)
    yield from _jitter(foot)
    if timed or foot.gaps:
        yield _gaps(foot)


def _rate(foot: FootRecording) -> Finding:
    rate_hz, wanted_hz = foot.rate_hz, ToeDragParams().slowest_rate_hz
    length_s = float(foot.t_s[-1] - foot.t_s[0])
    said = f"{rate_hz:.4g} samples per second for {length_s:.1f} s"
    values = {"rate_hz": rate_hz, "duration_s": length_s, "samples_n": len(foot)}
    if rate_hz < SLOWEST_RATE_HZ:
        return Finding(
            "rate_too_low",
            "problem",
            f"{said}: too few to see a foot swing.",
            foot.side,
            f"Set the sensor to at least {SLOWEST_RATE_HZ:.0f} samples per second, better 100, "
            "and record again.",
            values,
        )
    if rate_hz < wanted_hz:
        return Finding(
            "rate_low",
            "note",
            f"{said}: enough for steps and pitch, too slow to feel the vibration of a dragging "
            f"toe, which needs {wanted_hz:.0f}.",
            foot.side,
            "Set the sensor to 100 samples per second or more if toe drags matter.",
            values,
        )
    if rate_hz > _FASTEST_HZ:
        return Finding(
            "rate_high",
            "note",
            f"{said}: faster than shoe sensors are; if its times are in another unit, every "
            "result is wrong.",
            foot.side,
            "Check the unit of the time column against the length of the walk.",
            values,
        )
    return Finding("rate", "ok", f"{said}.", foot.side, values=values)


def _jitter(foot: FootRecording) -> Iterator[Finding]:
    """Unevenness that the reader left in the times; what it smoothed, its notes say."""
    steps = np.diff(foot.sample)
    off_s = np.diff(foot.t_s) - steps / foot.rate_hz
    # A pause may last any time.
    off_s = off_s[steps < foot.rate_hz]
    jitter_s = float(np.sqrt(np.mean(off_s * off_s))) if len(off_s) else 0.0
    if jitter_s * foot.rate_hz > _JITTER_SHARE:
        yield Finding(
            "jitter",
            "note",
            f"the times between samples vary by {jitter_s * 1e3:.2g} ms (rms).",
            foot.side,
            "Ask the recording app for the sensor's own time stamps.",
            {"jitter_ms": jitter_s * 1e3},
        )


def _gaps(foot: FootRecording) -> Finding:
    gaps = foot.gaps
    if not gaps:
        return Finding(
            "gaps",
            "ok",
            "no sample is missing.",
            foot.side,
            values={"gaps_n": 0, "lost_share": 0.0, "longest_gap_s": 0.0},
        )
    missing = np.array([gap.missing for gap in gaps])
    lost_n = int(missing.sum())
    share = lost_n / (lost_n + len(foot))
    longest = gaps[int(np.argmax(missing))]
    longest_s = longest.missing / foot.rate_hz
    at_s = float(foot.t_s[int(np.searchsorted(foot.sample, longest.after_sample))])
    percent = f"({100.0 * share:.2g} %)"
    lost = f"{counted(lost_n, 'sample')} {percent} {'is' if lost_n == 1 else 'are'}"
    count = counted(len(gaps), "gap")
    text = (
        f"{lost} missing, in {count}, the longest of "
        f"{_span(longest_s)} at {at_s:.1f} s; what falls into a gap is not measured."
    )
    much = share > _MUCH_LOST
    worth = share > _LOST_SHARE or longest_s > _LONG_GAP_S
    return Finding(
        "gaps",
        "problem" if much else "note" if worth else "ok",
        text,
        foot.side,
        "Keep phone or computer within a few metres and in sight of the shoes, or record on the "
        "sensor itself, so that fewer samples are lost."
        if much or worth
        else "",
        {
            "gaps_n": len(gaps),
            "lost_n": lost_n,
            "lost_share": share,
            "longest_gap_s": longest_s,
            "longest_gap_at_s": at_s,
        },
    )


def _span(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1.0 else f"{1000.0 * seconds:.0f} ms"
