"""Ranges of means, by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from gaitsense.gait.uncertainty import UncertaintyParams
from gaitsense.report import measures

Foot = Callable[..., dict[str, Any]]


def entry(
    n: int,
    mean: float,
    sd: float | None,
    each: float | None = None,
    shared: float | None = None,
) -> dict[str, Any]:
    made: dict[str, Any] = {"n": n, "of": n, "mean": mean, "sd": sd, "p05": mean - 0.005}
    if each is not None:
        made["one_stride_uncertainty_sd"] = each
    if shared is not None:
        made["mean_uncertainty_sd"] = shared
    return made


def test_range_of_a_mean_is_that_of_the_mean_and_not_of_a_stride(foot_summary: Foot) -> None:
    foot = foot_summary(stride_length_m=entry(25, 1.03, 0.05, 0.02, 0.012))
    length = measures.stride_length(foot)
    assert length.value == 1.03
    assert length.half_width == pytest.approx(1.96 * 0.012)
    assert length.n == 25


def test_speed_has_its_own_range(foot_summary: Foot) -> None:
    foot = foot_summary(walking_speed_mps=entry(16, 0.8, 0.04, shared=0.022))
    assert measures.walking_speed(foot).half_width == pytest.approx(1.96 * 0.022)


def test_speed_of_the_walk_takes_the_less_sure_foot(foot_summary: Foot) -> None:
    feet = {
        side: foot_summary(
            walking_speed_mps=entry(n, speed, 0.0, shared=shared),
        )
        for side, shared, n, speed in (("left", 0.01, 16, 1.1), ("right", 0.05, 9, 1.3))
    }
    walk = {"values": {"walking_speed_mps": 1.2}}
    speed = measures.walk_speed({**feet, "walk": walk})
    assert speed.value == 1.2
    assert speed.n == 25
    assert speed.half_width == pytest.approx(1.96 * 0.05)


def test_speed_of_no_walk(no_strides: dict[str, Any]) -> None:
    speed = measures.walk_speed(
        {"left": no_strides, "walk": {"values": {"walking_speed_mps": None}}}
    )
    assert speed.text() == "not measured"


def test_toe_clearance_in_millimetres(foot_summary: Foot) -> None:
    foot = foot_summary(toe_clearance_min_m=entry(100, 0.015, 0.004, 0.005, 0.0052))
    mean, lowest = measures.toe_clearance(foot), measures.toe_clearance_p05(foot)
    assert mean.value == pytest.approx(15.0)
    assert mean.half_width == pytest.approx(1.96 * 5.2)
    assert lowest.value == pytest.approx(10.0)
    # A 5th percentile of n normal values scatters by sqrt(0.05 * 0.95 / n) / density.
    density = math.exp(-(1.6449**2) / 2.0) / math.sqrt(2.0 * math.pi)
    scatter = math.sqrt(0.05 * 0.95 / 100) / density * 4.0
    assert lowest.half_width == pytest.approx(1.96 * math.hypot(5.0, scatter), rel=1e-3)


def test_an_unsure_toe_height_is_not_given_as_a_number(foot_summary: Foot) -> None:
    foot = foot_summary(toe_clearance_min_m=entry(100, -0.055, 0.004, 0.034, 0.034))
    assert measures.toe_clearance(foot).text() == "too unsure (± 67 mm)"
    assert measures.toe_clearance_p05(foot).text() == "too unsure (± 67 mm)"


def test_one_stride_has_no_scatter_but_its_own_uncertainty(foot_summary: Foot) -> None:
    foot = foot_summary(
        foot_pitch_contact_deg=entry(1, 10.0, None, 2.0, 2.0),
        toe_clearance_min_m=entry(1, 0.01, None, 0.005),
    )
    assert measures.pitch_at_landing(foot).half_width == pytest.approx(3.92)
    assert measures.toe_clearance_p05(foot).half_width is None


def test_swing_symmetry(foot_summary: Foot) -> None:
    errors = UncertaintyParams(contact_ms=10.0, flat_contact_ms=30.0)
    summary = {
        "left": foot_summary(swing_time_s=entry(36, 0.44, 0.012), contacts={"toe": 20, "heel": 4}),
        "right": foot_summary(swing_time_s=entry(25, 0.40, 0.01), contacts={"heel": 25}),
    }
    index = measures.swing_symmetry(summary, errors)
    assert index.value == pytest.approx(100.0 * 0.04 / 0.42)
    left = math.sqrt(0.03**2 + 0.01**2 + (0.012 / 6.0) ** 2)
    right = math.sqrt(0.01**2 + 0.01**2 + (0.01 / 5.0) ** 2)
    assert index.half_width == pytest.approx(196.0 * math.hypot(left, right) / 0.42)
    assert index.n == 25
    del summary["right"]
    assert not measures.swing_symmetry(summary, errors).is_measured


def test_shares(foot_summary: Foot, no_strides: dict[str, Any]) -> None:
    foot = foot_summary(
        low=(3, 30, 3), drag=(2, 33, 1), level_n=30, contacts={"heel": 20, "toe": 6, "": 4}
    )
    low, drag = measures.low_lift_share(foot), measures.drag_share(foot)
    first = measures.toe_first_share(foot)
    assert (low.hits, low.told, low.unsure) == (3, 33, 3)
    assert (drag.hits, drag.told, drag.unsure) == (2, 35, 1)
    assert (first.hits, first.told, first.unsure) == (6, 26, 4)
    assert measures.landings(foot) == (20, 0, 6)
    for share in (measures.low_lift_share, measures.drag_share, measures.toe_first_share):
        assert share(no_strides).text() == "not measured"


@pytest.mark.parametrize(
    "measure",
    [
        measures.walking_speed, measures.stride_length, measures.lift_before_landing,
        measures.pitch_at_landing, measures.toe_clearance, measures.toe_clearance_p05,
    ],
)  # fmt: skip
def test_a_foot_without_strides_is_not_measured(
    no_strides: dict[str, Any], measure: Callable[..., Any]
) -> None:
    assert measure(no_strides).text() == "not measured"
