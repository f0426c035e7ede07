# Mutants killed: a steppage without low pitch; whole leg with low pitch; a leg that is low by three
# signs without its heel; a fall told within the error of a stride.
from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gaitsense.footdrop.lift_axes import LIFT_AXES, SHARED_PICTURES
from gaitsense.footdrop.lift_profile import (
    LevelStrides,
    LiftProfileParams,
    lift_profile,
    no_profile,
)

USUAL = {
    "stride_time_s": 1.2,
    "swing_time_s": 0.42,
    "foot_pitch_late_swing_max_deg": 22.0,
    "foot_pitch_late_swing_max_deg_sd": 1.5,
    "foot_pitch_contact_deg": 21.0,
    "swing_pitch_rate_max_dps": 260.0,
    "slap_pitch_rate_dps": 300.0,
    "sensor_lift_max_m": 0.16,
    "heel_clearance_max_m": 0.24,
    "toe_clearance_min_m": 0.015,
    "toe_clearance_min_m_sd": 0.001,
    "lateral_excursion_m": 0.045,
}
#: A hanging foot under a leg that moves as the other one.
HANGING = {"foot_pitch_late_swing_max_deg": 0.0, "foot_pitch_contact_deg": -2.0}
#: Half the heel lift, a longer swing, a slower raising, twice the arc.
LOW_LEG = {
    "heel_clearance_max_m": 0.12,
    "swing_time_s": 0.54,
    "swing_pitch_rate_max_dps": 130.0,
    "lateral_excursion_m": 0.09,
}


def foot(n=20, **values):
    """Strides that are all alike, so that a median's error is its systematic part alone."""
    columns = {name: np.full(n, value, float) for name, value in (USUAL | values).items()}
    columns["start_s"] = 1.2 * np.arange(n)
    return LevelStrides(columns, 1.0, 0.006, 0.014, 0.25)


def profile(other=None, n=20, params=None, **values):
    beside = foot() if other is None else other
    return lift_profile(foot(n, **values), beside, params or LiftProfileParams())


def signs(**values):
    """Names of the axes that compare, by their verdict."""
    found = profile(**values)
    return {
        word: [name for name in list(LIFT_AXES)[:6] if found[name].verdict == word]
        for word in ("yes", "unsure")
    }


@pytest.mark.parametrize(
    ("values", "yes", "unsure"),
    [
        ({}, [], []),
        (HANGING, ["foot_dominant"], []),
        (HANGING | {"sensor_lift_max_m": 0.26}, ["foot_dominant", "steppage"], []),
        # A high lift of a foot that does not hang is no steppage.
        ({"sensor_lift_max_m": 0.26}, [], []),
        # Swing 0.54 of 1.2 s: stance 0.55 of the stride, 0.10 of 0.60 less than 0.65.
        (LOW_LEG, ["whole_leg", "short_stance"], []),
        (LOW_LEG | HANGING, ["foot_and_leg"], []),
        # As slow and wide, but the heel rises as high as the other one: no low leg.
        (LOW_LEG | {"heel_clearance_max_m": 0.24}, ["short_stance"], []),
        # Two of four are too few.
        ({"heel_clearance_max_m": 0.12, "swing_pitch_rate_max_dps": 130.0}, [], []),
        ({"swing_time_s": 0.52}, ["short_stance"], []),
        # The shorter stance of a hanging foot has its own axes.
        (HANGING | {"swing_time_s": 0.52}, ["foot_dominant"], []),
        # From 14° down in 14 / 600 s.
        ({"foot_pitch_contact_deg": 14.0, "slap_pitch_rate_dps": 600.0}, ["slap"], []),
        # As fast, but from twice the height.
        ({"foot_pitch_contact_deg": 28.0, "slap_pitch_rate_dps": 600.0}, [], []),
        # Toe first: nothing is left to slap.
        ({"foot_pitch_contact_deg": -9.0, "slap_pitch_rate_dps": 900.0}, [], []),
        # 10 ± 2°: neither low nor preserved, and so for each axis that asks.
        (
            LOW_LEG | {"foot_pitch_late_swing_max_deg": 10.5},
            [],
            ["whole_leg", "foot_and_leg", "short_stance"],
        ),
    ],
)
def test_which_signs_a_foot_shows(values, yes, unsure):
    assert signs(**values) == {"yes": yes, "unsure": unsure}


def test_values_by_hand():
    found = profile(**LOW_LEG)
    assert found["whole_leg"].value == 4.0
    assert found["whole_leg"].interval == (4.0, 4.0)
    stance = found["short_stance"]
    # (0.65 - 0.55) / 0.60; each swing share is sure to 0.014 / 1.2.
    assert stance.value == pytest.approx(0.1 / 0.6)
    half = 1.96 * math.sqrt(2.0) * (0.014 / 1.2) / 0.6
    assert stance.interval == pytest.approx((stance.value - half, stance.value + half))
    rise = profile(sensor_lift_max_m=0.24)["steppage"]
    # 0.24 / 0.16; errors 0.006 / 0.24 and 0.006 / 0.16, relative to it.
    assert rise.value == pytest.approx(1.5)
    half = 1.96 * 1.5 * math.hypot(0.006 / 0.24, 0.006 / 0.16)
    assert rise.interval == pytest.approx((1.5 - half, 1.5 + half))
    fall = profile()["slap"]
    assert fall.value == pytest.approx(21.0 / 300.0)
    half = 1.96 * math.hypot(1.0 / 300.0, 0.03 * 0.07)
    assert fall.interval == pytest.approx((0.07 - half, 0.07 + half))
    assert fall.band == (0.035, math.inf)


def test_how_much_of_the_missing_height_is_the_foots():
    # The pitch loses 0.25 m (sin 30° - sin 0°) = 0.125 m, the heel 0.03 m.
    higher = foot(foot_pitch_late_swing_max_deg=30.0)
    share = profile(higher, **HANGING | {"heel_clearance_max_m": 0.21})["foot_dominant"]
    assert share.value == pytest.approx(0.125 / 0.155)
    pitch_m = 1.96 * 0.25 * math.radians(math.hypot(1.0, 1.0))
    heel_m = 1.96 * math.hypot(0.006, 0.006)
    low = (0.125 - pitch_m) / (0.125 - pitch_m + 0.03 + heel_m)
    high = (0.125 + pitch_m) / (0.125 + pitch_m + 0.03 - heel_m)
    assert share.interval == pytest.approx((low, high))
    assert profile(**HANGING)["foot_dominant"].value == pytest.approx(1.0)


def test_feet_alike_have_no_share_to_tell():
    """Either part could be all that is missing: 0 to 100 % is no number to show."""
    share = profile()["foot_dominant"]
    assert math.isnan(share.value)
    assert share.interval == (-math.inf, math.inf)


def test_too_few_strides_tell_nothing():
    found = profile(n=11, **HANGING)
    assert list(found) == list(LIFT_AXES)
    assert {(sign.verdict, sign.reason, sign.strides_n) for sign in found.values()} == {
        ("unsure", "too_few", 11)
    }
    assert profile(n=12, **HANGING)["foot_dominant"].verdict == "yes"


@pytest.mark.parametrize("other", [None, foot(11)])
def test_alone_a_foot_is_compared_with_nothing(other):
    found = lift_profile(foot(**HANGING), other, LiftProfileParams())
    assert found["foot_dominant"].verdict == "unsure"
    assert found["foot_dominant"].reason == "one_foot"
    assert math.isnan(found["steppage"].value)
    # A foot that is lifted hangs beside no other one, and a toe-first landing never slaps.
    lifted = lift_profile(foot(), other, LiftProfileParams())
    assert lifted["foot_dominant"].verdict == lifted["steppage"].verdict == "no"
    assert found["slap"].verdict == "no"


def test_what_was_not_measured_is_unsure():
    nothing = dict.fromkeys(USUAL, math.nan)
    for mine, other in ((nothing, {}), ({}, nothing), (nothing, nothing)):
        found = lift_profile(foot(**mine), foot(**other), LiftProfileParams())
        assert "yes" not in {sign.verdict for sign in found.values()}
    assert {
        sign.verdict for sign in lift_profile(foot(**nothing), foot(), LiftProfileParams()).values()
    } == {"unsure"}


def falling(name, by, n=60, noise=0.0, **values):
    strides = foot(n, **values)
    random = np.random.default_rng(3)
    ramp = np.linspace(0.0, -by, n) + noise * random.normal(0.0, 1.0, n)
    columns = dict(strides.columns) | {name: strides.columns[name] + ramp}
    return lift_profile(replace(strides, columns=columns), foot(), LiftProfileParams())


LATE, TOE = "foot_pitch_late_swing_max_deg", "toe_clearance_min_m"


@pytest.mark.parametrize(
    ("name", "by", "noise", "values", "verdict"),
    [
        (LATE, 8.0, 0.0, {}, "yes"),
        (LATE, 8.0, 1.0, {}, "yes"),
        # Sure, but within 3°.
        (LATE, 2.8, 0.0, {}, "unsure"),
        # Sure and over 3°, but a stride may be off by 1.96 * 2 = 3.9°.
        (LATE, 3.5, 0.0, {f"{LATE}_sd": 2.0}, "unsure"),
        (LATE, 4.1, 0.0, {f"{LATE}_sd": 2.0}, "yes"),
        (LATE, 0.0, 1.0, {}, "no"),
        (LATE, -8.0, 1.0, {}, "no"),
        # So much scatter hides a fall as well as none.
        (LATE, 8.0, 15.0, {}, "unsure"),
        (TOE, 0.006, 0.0, {}, "yes"),
        (TOE, 0.006, 0.0, {f"{TOE}_sd": 0.006}, "unsure"),
        (TOE, 0.003, 0.0, {}, "unsure"),
    ],
)
def test_a_fall_within_the_walk(name, by, noise, values, verdict):
    axis = "lift_falls" if name == LATE else "clearance_falls"
    sign = falling(name, by, noise=noise, **values)[axis]
    assert sign.verdict == verdict
    assert sign.reason == ("borderline" if verdict == "unsure" else "")
    if not noise:
        assert sign.value == pytest.approx(-by)


def test_a_fall_needs_thirty_strides():
    assert falling(LATE, 8.0, n=29)["lift_falls"].reason == "too_few"
    assert falling(LATE, 8.0, n=30)["lift_falls"].verdict == "yes"


def test_no_axis_names_a_cause_and_one_sentence_says_why():
    assert set(no_profile("gap", 3)) == set(LIFT_AXES)
    for axis in LIFT_AXES.values():
        words = f"{axis.title} {axis.measure} {axis.short}".lower()
        assert not any(
            cause in words for cause in ("nerve", "stroke", "paralys", "palsy", "flexor", "pain")
        )
        assert axis.limit.endswith(".")
        assert axis.source
    assert SHARED_PICTURES.endswith("one sensor on a shoe cannot separate them.")
