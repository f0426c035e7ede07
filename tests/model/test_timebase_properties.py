from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.model.errors import RecordingError
from gaitsense.model.timebase import infer_timebase


def largest_rate_error(jitter_share: float, n: int) -> float:
    """Relative bound of a least-squares slope whose every stamp errs by at most half the jitter.

    Slope error is Σ k·e / Σ k² with k centred: at most (jitter / 2)·(n² / 4) / (n³ / 12).
    """
    return 1.5 * jitter_share / n


@st.composite
def lossy_clocks(draw):
    """Counters with holes, and their stamps, each late by less than 30 % of a period.

    Up to one step in seven is a hole of 1 to 25 samples.
    """
    n = draw(st.integers(200, 600))
    holes = draw(st.lists(st.integers(1, 25), max_size=n // 7))
    places = draw(
        st.lists(st.integers(0, n - 2), min_size=len(holes), max_size=len(holes), unique=True)
    )
    step = np.ones(n - 1, np.int64)
    step[places] += np.array(holes, np.int64)
    sample = np.concatenate([[0], np.cumsum(step)])
    rate_hz = draw(st.sampled_from([20.0, 50.0, 60.0, 100.0, 104.0, 128.0, 200.0, 1000.0]))
    jitter = draw(st.sampled_from([0.0, 0.01, 0.1, 0.2, 0.299]))
    late = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).random(n) * jitter
    origin_s = draw(st.sampled_from([0.0, -12.5, 86_400.0]))
    return sample, origin_s + (sample + late) / rate_hz, rate_hz, jitter


@settings(max_examples=150, deadline=None)
@given(lossy_clocks())
def test_any_loss_on_a_jittered_clock_gives_the_exact_counters(clock):
    sample, given_s, rate_hz, jitter = clock
    base = infer_timebase(given_s)
    np.testing.assert_array_equal(base.sample, sample)
    assert base.regular
    assert (np.diff(base.t_s) > 0).all()
    # Holes only lengthen the lever arm, pauses of over a second only shorten it to a stretch.
    assert base.rate_hz == pytest.approx(rate_hz, rel=10 * largest_rate_error(jitter, 200) + 1e-9)
    assert np.abs(base.t_s - given_s).max() <= 2 * jitter / rate_hz + 1e-9


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["loss", "late", "early"]), st.integers(1, 7)), max_size=9),
    st.integers(0, 2**32 - 1),
)
def test_losses_and_stamps_out_of_turn_are_told_apart(events, seed):
    """Every 100 samples something happens: a loss, a late or an early stamp."""
    rng = np.random.default_rng(seed)
    step = np.ones(1000, np.int64)
    off = rng.random(1001) * 0.1
    for place, (kind, size) in enumerate(events):
        at = 100 * place + int(rng.integers(20, 80))
        if kind == "loss":
            step[at] += size
        else:
            off[at] += {"late": 0.9, "early": -0.9}[kind]
    sample = np.concatenate([[0], np.cumsum(step)])
    base = infer_timebase((sample + off) / 104.0)
    np.testing.assert_array_equal(base.sample, sample)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([0.0, 0.001, 0.0078, 0.01, 0.02, 0.3, 0.6, 2.0, 30.0]),
        min_size=1,
        max_size=200,
    ),
    st.sampled_from([None, 10.0, 100.0, 1000.0]),
)
def test_whatever_the_clock_counters_and_times_rise(steps, rate_hz):
    given_s = np.concatenate([[1.0], 1.0 + np.cumsum(steps)])
    if given_s[-1] <= given_s[0]:
        with pytest.raises(RecordingError, match="does not advance"):
            infer_timebase(given_s, rate_hz)
        return
    forward_s = np.diff(given_s)[np.diff(given_s) > 0]
    if 2 * len(forward_s) < len(steps) and np.median(forward_s) >= 0.5:
        with pytest.raises(RecordingError, match="times advance only every"):
            infer_timebase(given_s, rate_hz)
        return
    base = infer_timebase(given_s, rate_hz)
    assert base.sample[0] == 0
    assert (np.diff(base.sample) >= 1).all()
    assert (np.diff(base.t_s) > 0).all()
    assert np.isfinite(base.t_s).all()
    assert 0 < base.rate_hz < np.inf
    assert base.jitter_s >= 0
