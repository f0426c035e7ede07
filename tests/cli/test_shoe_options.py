from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import Result

from gaitsense.cli.shoe_options import FootLength, with_shoe
from gaitsense.model.recording import Recording


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("27", 0.27), ("27.5", 0.275), ("27,5", 0.275), ("27cm", 0.27), (" 27 CM ", 0.27),
        ("0.27", 0.27), (".27", 0.27), ("0.27m", 0.27), ("270", 0.27), ("270 mm", 0.27),
        (0.25, 0.25),
    ],
)  # fmt: skip
def test_a_length_as_people_write_it(typed: str | float, metres: float) -> None:
    assert FootLength().convert(typed, None, None) == pytest.approx(metres)


@pytest.mark.parametrize(
    "typed", ["42", "9", "0.05", "27 inch", "", "x", "-27", "2.7 m", "nan", "27 m"]
)
def test_what_is_no_length_of_a_shoe(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="not the length of a shoe"):
        FootLength().convert(typed, None, None)


def test_what_is_told_replaces_only_itself(walk: Recording) -> None:
    assert walk.shoe.sensor_place == "dorsum"
    longer = with_shoe(walk, 0.30, None)
    assert (longer.shoe.foot_length_m, longer.shoe.foot_length_sd_m) == (0.30, 0.003)
    assert longer.shoe.sensor_place == "dorsum"
    moved = with_shoe(walk, None, "heel")
    assert moved["right"].shoe.sensor_place == "heel"
    assert moved["right"].shoe.foot_length_m == walk.shoe.foot_length_m
    assert moved.metadata == walk.metadata
    same = with_shoe(walk, None, None)
    assert same.shoe == walk.shoe


def test_help_says_that_millimetres_are_understood(run: Callable[..., Result]) -> None:
    assert "a bare 270 is taken for mm" in " ".join(run("analyze", "--help").stdout.split())
