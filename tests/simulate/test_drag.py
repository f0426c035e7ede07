from __future__ import annotations

import numpy as np
import pytest

from gaitsense.simulate.drag import SHORTEST_DRAG_S, DragWish, draw_drag, fit_drag
from gaitsense.simulate.pattern import DragPattern


def wish(begin_share=0.4, duration_s=0.1) -> DragWish:
    return DragWish(begin_share, duration_s, 0.3, 2.0, 10.0)


def fit(wanted, lead_until_s=2.0):
    """In a swing from 1.0 s to 1.5 s."""
    return fit_drag(wanted, 1.0, 1.5, lead_until_s=lead_until_s)


def test_an_ordinary_drag_lies_where_it_is_wished():
    drag = fit(wish())
    assert (drag.start_s, drag.end_s) == pytest.approx((1.2, 1.3))


def test_a_drag_from_push_off_begins_with_swing():
    assert fit(wish(begin_share=0.0)).start_s == 1.0


def test_an_early_drag_waits_until_the_toe_has_left_the_floor_once():
    assert fit(wish(begin_share=0.03)).start_s == pytest.approx(1.0 + 0.15 * 0.5)


def test_a_drag_ends_before_the_foot_is_raised():
    assert fit(wish(), lead_until_s=1.26).end_s == pytest.approx(1.25)


def test_what_is_too_short_is_no_drag():
    assert fit(wish(), lead_until_s=1.21 + 0.9 * SHORTEST_DRAG_S) is None
    assert fit(wish(duration_s=0.01)) is None


def test_a_drag_into_the_landing_needs_a_landing_toe():
    endless = wish(duration_s=np.inf)
    assert fit(endless, lead_until_s=None).end_s == 1.5
    assert fit(endless).end_s == pytest.approx(1.2 + 0.35 * 0.5)


def test_short_touches_brake_less():
    assert fit(wish(duration_s=0.06)).fullness == pytest.approx(0.25)
    assert fit(wish(duration_s=0.15)).fullness == 1.0


def test_draws_follow_the_pattern():
    rng = np.random.default_rng(0)
    pattern = DragPattern(probability=0.5, from_push_off=0.2, into_landing=0.3, duration_s=0.1)
    drawn = [draw_drag(pattern, 0.1, rng) for _ in range(4000)]
    drags = [drag for drag in drawn if drag is not None]
    assert len(drags) / len(drawn) == pytest.approx(0.6, abs=0.03)
    assert np.mean([drag.begin_share == 0.0 for drag in drags]) == pytest.approx(0.2, abs=0.03)
    assert np.mean([np.isinf(drag.duration_s) for drag in drags]) == pytest.approx(0.3, abs=0.03)
    finite = [drag.duration_s for drag in drags if np.isfinite(drag.duration_s)]
    assert np.median(finite) == pytest.approx(0.1, rel=0.05)


def test_the_stream_advances_the_same_whatever_comes_out():
    streams = [np.random.default_rng(1) for _ in range(2)]
    for _ in range(20):
        draw_drag(DragPattern(probability=0.0), 0.0, streams[0])
        draw_drag(DragPattern(probability=1.0), 0.0, streams[1])
    assert streams[0].uniform() == streams[1].uniform()
