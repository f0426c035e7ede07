from __future__ import annotations

import math

import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.model.shoe import Shoe

PLACES = ("dorsum", "lateral", "heel", "unknown")


def test_the_default_is_an_unmeasured_adult_shoe():
    assert (Shoe().foot_length_m, Shoe().foot_length_sd_m, Shoe().sensor_place) == (
        0.28,
        0.02,
        "unknown",
    )


@pytest.mark.parametrize("place", PLACES)
def test_toe_and_heel_share_the_length(place):
    shoe = Shoe(0.3, 0.003, place)
    assert shoe.toe_forward_m + shoe.heel_back_m == pytest.approx(0.3, abs=1e-15)
    assert 0.0 < shoe.heel_back_m < 0.3
    assert 0.02 < shoe.sensor_height_m < 0.15
    assert 0.0 < shoe.sensor_height_sd_m < shoe.sensor_height_m


def test_a_sensor_on_the_laces_lies_nearer_the_toes_than_one_at_the_heel():
    by_place = {place: Shoe(sensor_place=place).toe_forward_m for place in PLACES}
    assert by_place["dorsum"] < by_place["unknown"] < by_place["lateral"] < by_place["heel"]


def test_the_geometry_of_the_laces_by_hand():
    shoe = Shoe(0.25, 0.01, "dorsum")
    assert shoe.heel_back_m == pytest.approx(0.60 * 0.25)
    assert shoe.toe_forward_m == pytest.approx(0.40 * 0.25)
    # Place (6 % of the length) and length (40 % of its deviation) are independent errors.
    assert shoe.toe_forward_sd_m == pytest.approx(math.sqrt(0.015**2 + 0.004**2))
    assert (shoe.sensor_height_m, shoe.sensor_height_sd_m) == (0.075, 0.015)


def test_an_unknown_place_is_the_least_certain():
    unknown = Shoe()
    for place in PLACES[:3]:
        known = Shoe(0.28, 0.003, place)
        assert known.toe_forward_sd_m < Shoe(0.28, 0.003).toe_forward_sd_m
        assert known.sensor_height_sd_m < unknown.sensor_height_sd_m


def test_from_the_heel_the_whole_length_is_in_doubt():
    # 98 % of the length's deviation of 0.02 m, and 3 % of 0.28 m for the place.
    sd_m = Shoe(0.28, 0.02, "heel").toe_forward_sd_m
    assert sd_m == pytest.approx(math.sqrt(0.0196**2 + 0.0084**2))


def test_measuring_the_foot_makes_it_surer():
    assert (
        Shoe(0.28, 0.003, "dorsum").toe_forward_sd_m < Shoe(0.28, 0.02, "dorsum").toe_forward_sd_m
    )


@pytest.mark.parametrize("length", [0.10, 0.40])
def test_the_limits_are_shoes(length):
    assert Shoe(length).foot_length_m == length


@pytest.mark.parametrize("length", [0.0999, 0.4001, 28.0, -0.28, math.nan, math.inf])
def test_a_length_that_is_not_a_shoes_is_refused(length):
    with pytest.raises(ConfigError, match=r"in metres, between 0\.10 and 0\.40"):
        Shoe(length)


@pytest.mark.parametrize("sd", [0.0, 0.1])
def test_the_limits_of_the_deviation(sd):
    assert Shoe(0.28, sd).foot_length_sd_m == sd


@pytest.mark.parametrize("sd", [-0.001, 0.11, math.nan])
def test_a_deviation_out_of_range_is_refused(sd):
    with pytest.raises(ConfigError, match="foot_length_sd_m"):
        Shoe(0.28, sd)


def test_an_unknown_place_is_refused_with_the_known_ones():
    with pytest.raises(ConfigError, match=r"'ankle'.*dorsum, lateral, heel, unknown"):
        Shoe(sensor_place="ankle")
