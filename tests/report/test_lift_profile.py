# Mutants killed: signs that are not there listed as seen; the sentence that no sign is a cause left
# out.
from __future__ import annotations

import re

import pytest

from gaitsense.footdrop.lift_axes import LIFT_AXES, SHARED_PICTURES
from gaitsense.report.lift_profile import lift_profiles, sign_text, signs_seen


def entry(verdict, value=0.0, interval=(0.0, 0.0)):
    return {"verdict": verdict, "value": value, "interval": list(interval), "strides_n": 28}


def a_foot(**verdicts):
    return {"lift_profile": {name: entry(verdicts.get(name, "no")) for name in LIFT_AXES}}


def text(html):
    return re.sub(r"<[^>]+>", "", html).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("name", "value", "interval", "told"),
    [
        ("foot_dominant", 0.787, (0.63, 0.941), "share of the foot 79 (63 to 94) %, 28 steps"),
        ("foot_dominant", 1.0, (1.0, 1.0), "share of the foot 100 %, 28 steps"),
        # Sure that the toes are low, and not by whose part.
        ("foot_dominant", None, (None, None), "28 steps"),
        ("whole_leg", 3.0, (3.0, 4.0), "signs of a low leg 3 (3 to 4) of 4, 28 steps"),
        ("short_stance", 0.133, (0.081, 0.184), "stance shorter by 13 (8 to 18) %, 28 steps"),
        ("slap", 0.0244, (0.0191, 0.0297), "sole down within 24 (19 to 30) ms, 28 steps"),
        (
            "steppage",
            1.92,
            (1.586, 2.256),
            "sensor lift 1.9 (1.6 to 2.3) times the other foot's, 28 steps",
        ),
        ("lift_falls", -15.5, (-17.9, -12.7), "change −16 (−18 to −13)°, 28 steps"),
        ("clearance_falls", -0.02, (-0.03, -0.01), "change −20 (−30 to −10) mm, 28 steps"),
    ],
)
def test_a_sign_in_words(name, value, interval, told):
    shown = sign_text(name, entry("yes", value, interval))
    assert shown.replace("\N{NO-BREAK SPACE}", " ") == told


def test_seen_not_seen_and_not_told_are_kept_apart():
    left = a_foot(slap="yes", whole_leg="yes", lift_falls="unsure", steppage="unsure")
    assert signs_seen(left) == ["whole_leg", "slap"]
    shown = text(lift_profiles({"left": left}))
    for name in ("whole_leg", "slap"):
        assert LIFT_AXES[name].title in shown
        assert LIFT_AXES[name].limit in shown
    assert "Not seen: toes low; toes and leg low; short stance; toe falls." in shown
    assert "Could not be told: high lift; lift falls." in shown
    assert LIFT_AXES["steppage"].title not in shown
    assert shown.endswith(SHARED_PICTURES)
    assert "Right" not in shown


def test_a_foot_without_signs():
    assert "None of these signs was seen." in text(lift_profiles({"right": a_foot()}))
    untold = a_foot(**dict.fromkeys(LIFT_AXES, "unsure"))
    for foot in (untold, {}):
        assert signs_seen(foot) == []
        assert "Could not be told: too few steps" in text(lift_profiles({"right": foot}))


def test_it_stands_in_the_report(any_walk, any_page):
    shown = text(any_page)
    assert "How the foot is lifted" in shown
    assert SHARED_PICTURES in shown
    for side in ("left", "right"):
        for name in signs_seen(any_walk[0].summary.get(side, {})):
            assert LIFT_AXES[name].title in shown
