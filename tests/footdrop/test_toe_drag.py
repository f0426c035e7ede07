# Mutants killed: a drag told in a turn or by a slow sensor; clipped swings judged; the reason of a
# shaking case given to a clear one; the limits of the probability swapped; a case that shakes in
# few strides, or in turns alone, taken for one that always does.
from __future__ import annotations

import numpy as np
import pytest

from gaitsense.footdrop import toe_drag
from gaitsense.footdrop.drag_model import FEATURES, DragModel
from gaitsense.footdrop.toe_drag import ToeDragParams, case_shakes, judge_toe_drag

NAN = float("nan")
#: Log odds are how much louder than usual it is, less ln 5. A single straight stride is believed by
#: a fifth; turns are none, so a usual foot, 0.23, is the measure there.
MODEL = DragModel(
    -np.log(5.0),
    (0.0,) * len(FEATURES),
    (1.0,) * len(FEATURES),
    (1.0, *(0.0,) * (len(FEATURES) - 1)),
)


def loud_for(odds, *, level=True):
    """How loud a single stride must be for these odds, no unit."""
    # level: s - (4 * 0.23 + min(s, 1.28)) / 5 = ln(5 odds), for s over 1.28.
    free = (4.0 * 0.23 + 1.28) / 5.0 if level else 0.23
    return np.log(5.0 * odds) + free


@pytest.fixture(autouse=True)
def _known_model(monkeypatch):
    monkeypatch.setattr(toe_drag, "shipped_model", lambda: MODEL)


def verdict_of(
    loud=0.0, quiet=0.3, clipped=0.0, late_deg=20.0, context="level", rate_hz=100.0, **settings
):
    values = {
        "loudest": loud,
        "early": 0.0,
        "quiet_mps2": quiet,
        "start": 100.0,
        "stop": 110.0,
        "brake_share": 0.0,
        "toe_m": 0.01,
        "above_m": 0.0,
        "clipped": clipped,
    }
    signs = {name: np.array([value]) for name, value in values.items()}
    verdicts, probability, reasons = judge_toe_drag(
        signs,
        np.array([late_deg]),
        np.array([context], object),
        np.array([1.0 / rate_hz]),
        ToeDragParams(**settings),
    )
    return verdicts[0], probability[0], reasons[0]


#: Odds of 4 to 1 and a little more, and of 1 to 1.
LIKELY, EVEN = loud_for(4.01), loud_for(1.0)
#: Its own lower quartile when alone: -0.6 - (4 * 0.23 - 0.6) / 5 - ln 5 is odds of 1 to 9.7.
UNLIKELY = -0.6


@pytest.mark.parametrize(
    ("given", "verdict", "reason"),
    [
        ({"loud": LIKELY}, "yes", ""),
        ({"loud": EVEN}, "unsure", "borderline"),
        ({"loud": UNLIKELY}, "no", ""),
        ({"loud": LIKELY, "yes_from": 0.82}, "unsure", "borderline"),
        ({"loud": EVEN, "no_below": 0.51}, "no", ""),
        # Never "yes" elsewhere than in straight level walking; a clear no is one anywhere.
        ({"loud": LIKELY, "context": "turn"}, "unsure", "turn"),
        ({"loud": LIKELY, "context": "stairs_up"}, "unsure", "stairs"),
        ({"loud": LIKELY, "context": "stairs_down"}, "unsure", "stairs"),
        ({"loud": LIKELY, "context": "start"}, "unsure", "start_stop"),
        ({"loud": LIKELY, "context": "stop"}, "unsure", "start_stop"),
        ({"loud": LIKELY, "context": "on_the_spot"}, "unsure", "on_the_spot"),
        ({"loud": LIKELY, "context": ""}, "unsure", ""),
        ({"loud": UNLIKELY, "context": "turn"}, "no", ""),
        # What a slow sensor does not see it does not deny.
        ({"loud": LIKELY, "rate_hz": 79.0}, "unsure", "low_rate"),
        ({"loud": UNLIKELY, "rate_hz": 79.0}, "unsure", "low_rate"),
        ({"loud": LIKELY, "rate_hz": 80.0}, "yes", ""),
        # Nor one whose readings are cut off, or one that shakes all the time.
        ({"loud": LIKELY, "clipped": 1.0}, "unsure", "clipped"),
        ({"loud": UNLIKELY, "clipped": 1.0}, "unsure", "clipped"),
        ({"loud": LIKELY, "quiet": 3.1}, "unsure", "shaken"),
        ({"loud": LIKELY, "quiet": 2.9}, "yes", ""),
        # Swing not known: what is missing has its own reason.
        ({"loud": NAN, "quiet": NAN, "clipped": NAN}, "unsure", ""),
        ({"loud": NAN, "quiet": NAN, "clipped": NAN, "rate_hz": 50.0}, "unsure", ""),
    ],
)
def test_verdict_table(given, verdict, reason):
    told, _, why = verdict_of(**given)
    assert (told, why) == (verdict, reason)


@pytest.mark.parametrize("odds", [2.5, 1.0, 0.8])
@pytest.mark.parametrize("level", [True, False])
def test_probability_is_the_models(odds, level):
    loud = loud_for(odds, level=level)
    told = verdict_of(loud, context="level" if level else "turn")
    assert told[1] == pytest.approx(odds / (1.0 + odds))


@pytest.mark.parametrize(
    ("shaken_n", "shakes"),
    # Of nine the lower quartile is the third.
    [(0, False), (6, False), (7, True), (9, True)],
)
def test_a_case_shakes_where_it_does_so_in_three_of_four_straight_strides(shaken_n, shakes):
    quiet_mps2 = np.array([3.1] * shaken_n + [2.9] * (9 - shaken_n) + [NAN, 9.0, 0.1])
    level = np.array([True] * 10 + [False] * 2)
    assert case_shakes(quiet_mps2, level, ToeDragParams()) is shakes


@pytest.mark.parametrize("n", [0, 2])
def test_without_straight_strides_no_case_is_said_to_shake(n):
    assert case_shakes(np.full(n, 9.0), np.zeros(n, bool), ToeDragParams()) is False


@pytest.mark.parametrize(
    "given", [{"rate_hz": 50.0}, {"clipped": 1.0}, {"quiet": 6.0}, {"loud": NAN}]
)
def test_what_was_not_seen_has_no_probability(given):
    assert np.isnan(verdict_of(**{"loud": LIKELY} | given)[1])
