# Mutants killed: a low lift told in a turn; the interval of Wald for Wilson's; asymmetry without
# the limit of a typical lift.
from __future__ import annotations

import math

import numpy as np
import pytest

from gaitsense.footdrop.low_lift import (
    LowLiftParams,
    judge_low_lift,
    lift_pattern,
    median_and_error,
    wilson_interval,
)

NAN = float("nan")


def lift(late_deg, sd_deg, context="level", **settings):
    verdicts, reasons = judge_low_lift(
        np.array([late_deg]),
        np.array([sd_deg]),
        np.array([context], object),
        LowLiftParams(**settings),
    )
    return verdicts[0], reasons[0]


@pytest.mark.parametrize(
    ("late_deg", "sd_deg", "context", "verdict", "reason"),
    [
        # Under 5° by more than one standard deviation: low; over it by as much: not.
        (3.4, 1.5, "level", "yes", ""),
        (3.6, 1.5, "level", "unsure", "borderline"),
        (5.0, 1.5, "level", "unsure", "borderline"),
        (6.4, 1.5, "level", "unsure", "borderline"),
        (6.6, 1.5, "level", "no", ""),
        (-20.0, 1.5, "level", "yes", ""),
        (25.0, 30.0, "level", "unsure", "borderline"),
        # Elsewhere a lift may be called high, never low.
        (20.0, 1.5, "turn", "no", ""),
        (-20.0, 1.5, "turn", "unsure", "turn"),
        (-20.0, 1.5, "stairs_up", "unsure", "stairs"),
        (-20.0, 1.5, "stairs_down", "unsure", "stairs"),
        (-20.0, 1.5, "start", "unsure", "start_stop"),
        (5.0, 1.5, "stop", "unsure", "start_stop"),
        (20.0, 1.5, "stairs_down", "no", ""),
        # Not measured: the missing value has its own reason.
        (NAN, 1.5, "level", "unsure", ""),
        (-20.0, NAN, "level", "unsure", ""),
        (NAN, NAN, "turn", "unsure", ""),
    ],
)
def test_verdict_of_a_stride(late_deg, sd_deg, context, verdict, reason):
    assert lift(late_deg, sd_deg, context) == (verdict, reason)


def test_settings_of_a_verdict():
    assert lift(8.0, 1.5, low_deg=10.0) == ("yes", "")
    assert lift(3.4, 1.5, sure_sd=2.0) == ("unsure", "borderline")
    assert lift(4.9, 1.5, sure_sd=0.0) == ("yes", "")


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17:857), table I, score method.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_as_published(hits, n, low, high):
    assert wilson_interval(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_by_hand():
    """With z = 2, 3 of 12: the middle is (1/4 + 1/6) / (4/3) = 5/16, and half of the width
    2 √(1/64 + 1/144) / (4/3) = √13 / 16."""
    root = math.sqrt(13.0)
    assert wilson_interval(3, 12, z=2.0) == pytest.approx(((5 - root) / 16, (5 + root) / 16))
    assert wilson_interval(12, 12) == pytest.approx((12.0 / (12.0 + 1.96**2), 1.0))
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_median_and_its_error():
    """Deviations from 3 are 2, 1, 0, 1, 7: 1.4826 * 1 scatters, its median by 1.2533 / √5."""
    middle, error = median_and_error(np.array([1.0, 2.0, 3.0, 4.0, 10.0]), 0.6)
    assert middle == 3.0
    assert error == pytest.approx(math.hypot(0.6, 1.2533 * 1.4826 / math.sqrt(5.0)))
    assert median_and_error(np.array([7.0]), 0.4) == (7.0, 0.4)
    assert all(math.isnan(x) for x in median_and_error(np.array([]), 0.4))


def pattern(yes=0, no=0, unsure=0, late_deg=3.0, other=None, elsewhere=0, zero_sd=1.0, **settings):
    """The pattern of so many level strides of each verdict, and some low ones in turns."""
    verdicts = ["yes"] * yes + ["no"] * no + ["unsure"] * unsure + ["yes"] * elsewhere
    level = yes + no + unsure
    context = ["level"] * level + ["turn"] * elsewhere
    late = np.broadcast_to(np.array(late_deg, float), level + elsewhere)
    return lift_pattern(
        np.array(verdicts, object),
        np.array(context, object),
        late,
        zero_sd,
        other,
        LowLiftParams(**settings),
    )


@pytest.mark.parametrize(
    ("yes", "no", "unsure", "verdict", "reasons"),
    [
        # Too few, however clear.
        (11, 0, 0, "unsure", ("too_few",)),
        (12, 0, 0, "yes", ()),
        (0, 11, 0, "unsure", ("too_few",)),
        (0, 12, 0, "no", ()),
        # Wilson's lower bound reaches 0.3 at 7 of 12 (0.320), not at 6 (0.254).
        (7, 5, 0, "yes", ()),
        (6, 6, 0, "unsure", ("borderline",)),
        # 3 of 12 are less than 0.3, as they stand; 4 of 12 are not.
        (3, 9, 0, "no", ()),
        (4, 8, 0, "unsure", ("borderline",)),
        # Unsure strides count as if they were low: 3 of 12 again, and 4.
        (1, 9, 2, "no", ()),
        (1, 8, 3, "unsure", ("borderline",)),
        # Many strides: the upper bound of 0 of 70 is 0.052, and 30 of 100 may be unsure.
        (0, 70, 30, "no", ()),
        (0, 69, 31, "unsure", ("borderline",)),
        # 10 of 70 and 30 unsure: 0.245 at most among the sure ones.
        (10, 60, 30, "no", ()),
        # 15 of 70: 0.325.
        (15, 55, 30, "unsure", ("borderline",)),
        (0, 0, 20, "unsure", ("borderline",)),
    ],
)
def test_pattern_of_one_foot(yes, no, unsure, verdict, reasons):
    found = pattern(yes, no, unsure)
    assert (found.verdict, found.reasons) == (verdict, reasons)
    assert found.strides_n == yes + no
    assert math.isnan(found.difference_deg)


def test_share_and_interval_are_those_of_the_judged_strides():
    found = pattern(10, 60, 30)
    assert found.share == pytest.approx(1 / 7)
    # By hand with z = 1.96: middle and half of 10 of 70.
    middle = (1 / 7 + 1.96**2 / 140) / (1 + 1.96**2 / 70)
    half = 1.96 * math.sqrt(6 / 49 / 70 + 1.96**2 / 19600) / (1 + 1.96**2 / 70)
    assert found.interval == pytest.approx((middle - half, middle + half))
    nothing = pattern(0, 0, 20)
    assert math.isnan(nothing.share)
    assert nothing.interval == (0.0, 1.0)


def test_strides_elsewhere_and_unmeasured_ones_do_not_count():
    assert pattern(0, 11, 0, elsewhere=30).reasons == ("too_few",)
    late = np.append(np.full(11, 20.0), NAN)
    assert pattern(0, 12, 0, late_deg=late).reasons == ("too_few",)


@pytest.mark.parametrize(
    ("late_deg", "other", "verdict"),
    [
        # 8° less than the other foot make a pattern on a foot that is lifted 14°, not 15°.
        (14.0, (22.0, 1.0), "yes"),
        (14.0, (21.9, 1.0), "no"),
        (15.0, (24.0, 1.0), "no"),
        # More than twice the error of the difference, here 2 √(3² + 4²) = 10.
        (10.0, (20.1, 4.0), "yes"),
        (10.0, (19.9, 4.0), "no"),
        # The higher foot has no pattern by this.
        (10.0, (0.0, 1.0), "no"),
    ],
)
def test_pattern_by_asymmetry(late_deg, other, verdict):
    found = pattern(0, 20, 0, late_deg=late_deg, other=other, zero_sd=3.0 if other[1] > 1 else 1.0)
    assert found.verdict == verdict
    assert found.difference_deg == pytest.approx(other[0] - late_deg)
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("yes", "other", "by"),
    [
        (12, None, ("share",)),
        (12, (30.0, 1.0), ("share", "difference")),
        (0, (30.0, 1.0), ("difference",)),
        (0, None, ()),
    ],
)
def test_a_pattern_says_what_it_rests_on(yes, other, by):
    assert pattern(yes, 12 - yes, other=other).by == by


def test_asymmetry_needs_strides_too():
    few = pattern(0, 11, 0, late_deg=3.0, other=(30.0, 1.0))
    assert (few.verdict, few.reasons, few.difference_deg) == ("unsure", ("too_few",), 27.0)
    none = pattern(0, 0, 0, elsewhere=5, other=(30.0, 1.0))
    assert math.isnan(none.difference_deg)
    assert none.reasons == ("too_few",)


def test_settings_of_the_pattern():
    assert pattern(5, 0, 0, fewest_strides_n=5).verdict == "yes"
    assert pattern(6, 6, 0, pattern_share=0.25).verdict == "yes"
    assert pattern(0, 20, 0, late_deg=10.0, other=(15.0, 1.0), asymmetry_deg=4.0).verdict == "yes"
    high = pattern(0, 20, 0, late_deg=18.0, other=(30.0, 1.0), typical_deg=20.0)
    assert high.verdict == "yes"
