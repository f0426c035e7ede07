"""Drags of a foot in numbers, by hand from changed tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gaitsense
from gaitsense.model.strides import REASONS
from gaitsense.pipeline.drag_summary import NOT_TOLD, drag_entries, drag_places

PERIOD_S = 0.005


@pytest.fixture(scope="module")
def walked():
    return gaitsense.analyze(gaitsense.simulate_walk("healthy", seed=3, duration_s=25.0).recording)


def foot_with(walked, rows):
    """The left foot with rows (verdict, probability, begin, end, reasons) in its first strides.

    Begin and end are shares of a swing of 0.4 s which begins 0.5 s after the stride does.
    """
    foot, n = walked.feet["left"], len(rows)
    assert len(foot.table["toe_drag"]) >= n
    start = np.arange(n, dtype=float)
    verdict, probability, begin, end, reasons = (list(column) for column in zip(*rows, strict=True))
    at = [(0.5 + 0.4 * np.array(shares, float)) / PERIOD_S for shares in (begin, end)]
    table = {name: values[:n] for name, values in foot.table.items()} | {
        "stride_id": np.arange(10, 10 + n),
        "start_s": start,
        "toe_off_s": start + 0.5,
        "initial_contact_s": start + 0.9,
        "toe_drag": np.array(verdict, object),
        "toe_drag_probability": np.array(probability, float),
        "reasons": np.array(reasons, object),
    }
    signs = {name: values[:n] for name, values in foot.signs.items()}
    signs |= {"start": at[0], "stop": at[1]}
    return replace(foot, table=table, signs=signs), walked.traces["left"][:n]


NAN = float("nan")
ROWS = [
    ("yes", 0.9, 0.05, 0.30, ""),  # push-off, 100 ms
    ("no", 0.1, 0.30, 0.40, ""),
    ("yes", 0.8, 0.40, 0.60, "borderline"),  # mid-swing, 80 ms
    ("unsure", 0.5, 0.35, 0.95, "borderline"),
    ("yes", 0.99, 0.50, 1.02, ""),  # into the landing, 208 ms, cut at contact in shares
    ("yes", 0.7, -0.01, 0.97, ""),  # whole swing, 392 ms
    ("unsure", NAN, NAN, NAN, "gap;no_contact"),
    ("unsure", 0.95, 0.30, 0.80, "clipped;turn"),
    ("yes", 0.95, 0.20, 0.50, ""),  # mid-swing, 120 ms
]


def test_drags_lie_where_their_shaking_does(walked):
    found = drag_places(*foot_with(walked, ROWS))
    assert found.stride_id.tolist() == [10, 12, 13, 14, 15, 17, 18]
    assert found.told.tolist() == [True, True, False, True, True, False, True]
    assert found.probability == pytest.approx([0.9, 0.8, 0.5, 0.99, 0.7, 0.95, 0.95])
    assert found.from_share == pytest.approx([0.05, 0.40, 0.35, 0.50, 0.0, 0.30, 0.20])
    assert found.to_share == pytest.approx([0.30, 0.60, 0.95, 1.0, 0.97, 0.80, 0.50])
    assert found.start_s == pytest.approx([0.52, 2.66, 3.64, 4.70, 5.496, 7.62, 8.58])
    assert found.stop_s == pytest.approx([0.62, 2.74, 3.88, 4.908, 5.888, 7.82, 8.70])


def test_places_and_medians_by_hand(walked):
    entries = drag_entries(*foot_with(walked, ROWS))
    assert entries["places"] == {"push_off": 1, "mid_swing": 2, "landing": 1, "whole_swing": 1}
    assert entries["median_duration_s"] == pytest.approx(0.120)
    assert entries["median_probability"] == pytest.approx(0.9)
    assert entries["unsure_because"] == {"borderline": 1, "gap": 1, "turn": 1}


@pytest.mark.parametrize(
    ("probability", "reasons", "because"),
    [
        (NAN, "clipped;low_rate", "low_rate"),
        (NAN, "clipped;borderline", "clipped"),
        (NAN, "clipped;shaken;borderline", "shaken"),
        (NAN, "gap;bridged", "gap"),
        (NAN, "clipped;mounting_loose", "mounting_loose"),
        (NAN, "", NOT_TOLD),
        (0.5, "clipped;borderline", "borderline"),
        (0.5, "clipped;start_stop", "start_stop"),
        # Neither level nor a turn: what was lost hides it.
        (0.5, "gap", "gap"),
        (0.5, "bridged", NOT_TOLD),
    ],
)
def test_what_hid_a_drag(walked, probability, reasons, because):
    assert because == NOT_TOLD or because in REASONS
    entries = drag_entries(*foot_with(walked, [("unsure", probability, 0.3, 0.5, reasons)]))
    assert entries["unsure_because"] == {because: 1}


def test_a_walk_without_drags_has_no_places(walked):
    entries = drag_entries(*foot_with(walked, [("no", 0.1, 0.3, 0.5, "")]))
    assert entries["places"] == entries["unsure_because"] == {}
    assert entries["median_duration_s"] is entries["median_probability"] is None


def test_places_agree_with_the_table(foot_drop):
    table = foot_drop.strides.query("side == 'left'").set_index("stride_id")
    found = drag_places(foot_drop.feet["left"], foot_drop.traces["left"])
    told = found.stride_id[found.told]
    assert len(told) >= 5
    assert set(told) == set(table.index[table["toe_drag"] == "yes"])
    assert found.start_s[found.told] == pytest.approx(table["toe_drag_start_s"].loc[told])
    lasting = (found.stop_s - found.start_s)[found.told]
    assert lasting == pytest.approx(table["toe_drag_duration_s"].loc[told])
    assert ((found.from_share >= 0.0) & (found.to_share <= 1.0)).all()
    assert (found.from_share < found.to_share).all()
