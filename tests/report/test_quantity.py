from __future__ import annotations

import math

import pytest

from gaitsense.report.quantity import MINUS, Quantity, Share, percent, rounded


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(0.7021, 0.0312, 60, "m/s", 2), "0.70 ± 0.04 m/s"),
        (Quantity(19.73, 3.2, 30, "°", 0), "20° ± 4°"),
        (Quantity(-3.6, 2.0, 30, "°", 0), f"{MINUS}4° ± 2°"),
        (Quantity(-0.2, 0.4, 30, "mm", 0), "0 ± 1 mm"),
        (Quantity(1.5, None, 3, "m", 2), "1.50 m (range unknown)"),
        (Quantity(15.0, None, 3, "°", 0), "15° (range unknown)"),
        (Quantity(None, None, 0, "m", 2), "not measured"),
        (Quantity(-55.0, 67.1, 111, "mm", 0, 30.0), "too unsure (± 68 mm)"),
        (Quantity(10.0, 30.0, 111, "mm", 0, 30.0), "10 ± 30 mm"),
    ],
)
def test_text(quantity: Quantity, expected: str) -> None:
    assert quantity.text() == expected


def test_a_range_is_never_rounded_down_and_never_up_by_a_last_bit() -> None:
    assert Quantity(1.0, 0.031, 1, "m", 2).text() == "1.00 ± 0.04 m"
    assert Quantity(1.0, 0.1 + 0.2, 1, "m", 1).text() == "1.0 ± 0.3 m"
    assert Quantity(1.0, 0.0, 1, "m", 1).text() == "1.0 ± 0.0 m"


def test_what_counts_as_measured() -> None:
    assert Quantity(0.0, None, 1, "m", 1).is_measured
    assert not Quantity(None, 1.0, 0, "m", 1).is_measured
    assert not Quantity(1.0, None, 1, "m", 1, 0.5).is_too_unsure
    assert not Quantity(1.0, 1e9, 1, "m", 1).is_too_unsure


def test_share_with_wilson_interval() -> None:
    # Wilson, 24 of 25 at z = 1.96, by hand: centre 0.89874, half-width 0.09419.
    z, p, n = 1.96, 0.96, 25
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low, high = 100 * (centre - half), 100 * (centre + half)
    assert (round(low), round(high)) == (80, 99)
    assert Share(24, 25, 11).text() == "24 of 25 (96\u00a0%, 80–99\u00a0%), 11 unsure"
    assert Share(24, 25, 11).told_text() == "24 of 25 (96\u00a0%, 80–99\u00a0%)"
    assert Share(0, 35, 0).text() == "0 of 35 (0\u00a0%, 0–10\u00a0%)"


def test_share_of_nothing() -> None:
    assert Share(0, 0, 0).text() == "not measured"
    assert Share(0, 0, 7).text() == "7 unsure"
    assert Share(0, 0, 7).told_text() == "not measured"


def test_numbers_for_people() -> None:
    assert rounded(-0.04, 1) == "0.0"
    assert rounded(-12.34, 1) == f"{MINUS}12.3"
    assert percent(0.335) == "34\u00a0%"
