from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.drag import SHORTEST_DRAG_S, DragWish, draw_drag, fit_drag, on_floor
from gaitsense.simulate.pattern import DragPattern


def wish(begin_share=0.4, duration_s=0.1, kind="partial", slowing=0.3) -> DragWish:
    return DragWish(begin_share, duration_s, slowing, 2.0, 10.0, kind)


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
    assert fit(wish(begin_share=-0.04)).start_s == pytest.approx(1.0 + 0.15 * 0.5)


def test_a_drag_ends_before_the_foot_is_raised():
    assert fit(wish(), lead_until_s=1.26).end_s == pytest.approx(1.25)


def test_what_is_too_short_is_no_drag():
    assert fit(wish(), lead_until_s=1.21 + 0.9 * SHORTEST_DRAG_S) is None
    assert fit(wish(duration_s=0.01)) is None


def test_a_drag_into_the_landing_needs_a_landing_toe():
    endless = wish(duration_s=np.inf)
    assert fit(endless, lead_until_s=None).end_s == 1.5
    assert fit(endless).end_s == pytest.approx(1.2 + 0.35 * 0.5)


def test_what_cannot_last_into_the_landing_is_a_partial_drag():
    endless = wish(duration_s=np.inf, kind="landing")
    assert fit(endless, lead_until_s=None).wish.kind == "landing"
    assert fit(endless).wish.kind == "partial"


def test_a_full_swing_lasts_from_toe_off_to_the_landing_or_until_the_heel_leads():
    whole = wish(begin_share=0.0, duration_s=np.inf, kind="full_swing")
    drag = fit(whole, lead_until_s=None)
    assert (drag.start_s, drag.end_s) == (1.0, 1.5)
    drag = fit(whole, lead_until_s=1.31)
    assert (drag.start_s, drag.end_s, drag.wish.kind) == (1.0, pytest.approx(1.30), "full_swing")


@pytest.mark.parametrize("kind", ["scuff", "stumble"])
def test_scuffs_and_stumbles_keep_their_length_and_come_sooner_where_they_must(kind):
    drag = fit(wish(duration_s=0.055, kind=kind), lead_until_s=1.23)
    assert (drag.start_s, drag.end_s) == pytest.approx((1.165, 1.22))
    # A toe is off the floor by 0.15 of swing: there is no room for more than 1.075 to 1.12 s.
    assert fit(wish(duration_s=0.055, kind=kind), lead_until_s=1.13) is None
    assert fit(wish(duration_s=0.044, kind=kind), lead_until_s=1.13) is not None


def test_a_stumble_leaves_a_way_to_hurry_on():
    drag = fit(wish(begin_share=0.7, duration_s=0.12, kind="stumble"))
    assert (drag.start_s, drag.end_s) == pytest.approx((1.24, 1.36))
    assert drag.fullness == 1.0


def test_the_floor_brakes_what_slides():
    drag = fit(wish())
    assert on_floor(drag, 1.5).wish.slowing == pytest.approx(0.45)
    assert on_floor(drag, 3.0).wish.slowing == 0.8
    assert on_floor(drag, 1.0) == drag
    caught = fit(wish(duration_s=0.12, kind="stumble", slowing=0.92))
    assert on_floor(caught, 1.5) == caught


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


def test_kinds_come_as_often_as_asked():
    rng = np.random.default_rng(0)
    shares = {
        "push_off": 0.1, "landing": 0.15, "full_swing": 0.2, "scuff": 0.25, "stumble": 0.05,
    }  # fmt: skip
    knobs = {"from_push_off": 0.1, "into_landing": 0.15} | {
        kind: shares[kind] for kind in ("full_swing", "scuff", "stumble")
    }
    drawn = [draw_drag(DragPattern(probability=1.0, **knobs), 0.0, rng) for _ in range(6000)]
    # Four standard deviations of a share of 0.25 among 6000.
    for kind, share in {**shares, "partial": 0.25}.items():
        assert np.mean([drag.kind == kind for drag in drawn]) == pytest.approx(share, abs=0.023)


@pytest.mark.parametrize(
    ("kind", "shortest_s", "longest_s"), [("scuff", 0.02, 0.06), ("stumble", 0.12, 0.18)]
)
def test_lengths_of_scuffs_and_stumbles(kind, shortest_s, longest_s):
    rng = np.random.default_rng(0)
    pattern = DragPattern(1.0, from_push_off=0.0, into_landing=0.0, **{kind: 1.0})
    lengths = [draw_drag(pattern, 0.0, rng).duration_s for _ in range(2000)]
    assert shortest_s <= min(lengths) < 1.1 * shortest_s
    assert 0.9 * longest_s < max(lengths) <= longest_s


def test_a_scuff_is_light_and_a_stumble_is_not():
    rng = [np.random.default_rng(4) for _ in range(3)]
    none = {"from_push_off": 0.0, "into_landing": 0.0}
    patterns = [DragPattern(1.0, **none), DragPattern(1.0, **none, scuff=1.0),
                DragPattern(1.0, **none, stumble=1.0)]  # fmt: skip
    drag, scuff, stumble = (draw_drag(p, 0.0, r) for p, r in zip(patterns, rng, strict=True))
    assert (scuff.catch_deg, scuff.begin_share) == (0.0, drag.begin_share)
    assert scuff.slowing < 0.4 * drag.slowing
    assert scuff.vibration_mps2 < 0.7 * drag.vibration_mps2
    assert stumble.slowing > 0.9
    assert stumble.catch_deg == pytest.approx(2.0 * drag.catch_deg)


def test_shares_of_kinds_are_shares_of_one_whole():
    with pytest.raises(ConfigError, match=r"sum to 1\.3, which is more than 1; lower one"):
        DragPattern(full_swing=1.0)
    with pytest.raises(ConfigError, match=r"drag\.scuff must lie"):
        DragPattern(scuff=-0.1)
    DragPattern(from_push_off=0.7, into_landing=0.1, full_swing=0.1, scuff=0.05, stumble=0.05)
