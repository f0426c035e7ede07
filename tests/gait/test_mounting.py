# Mutants killed: toes pointing inward; the direction of travel believed alone; a turning foot's
# travel taken as it is.
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitsense.gait.mounting import MountingParams, find_mounting, mounting_evidence

DEG = np.pi / 180.0
#: By default the toes point 7° outward, give or take 6°; the axis of rotation is worth 6°.
TOE_OUT, TOE_SD, TURN_SD = 7.0, 6.0, 6.0


def find(told, side="left", **settings):
    return find_mounting(told, side, MountingParams(**settings))


def rotation_deg(found, true):
    """Angle between two sets of axes, columns forward, leftward, up."""
    ours = np.stack([found.forward, found.leftward, found.up], axis=1)
    return np.degrees(np.arccos(np.clip((np.trace(ours.T @ true) - 1.0) / 2.0, -1.0, 1.0)))


def direction_deg(found):
    """Where `forward` points in the plane of the case's x and y, °, + to its y."""
    return math.degrees(math.atan2(found.forward[1], found.forward[0]))


def quaternion(turn):
    """Quaternion of a rotation matrix by its largest part, so that half turns are right too."""
    a = np.array(
        [
            [np.trace(turn), 0, 0, 0],
            [turn[2, 1] - turn[1, 2], turn[0, 0] * 2 - np.trace(turn), 0, 0],
            [turn[0, 2] - turn[2, 0], turn[0, 1] + turn[1, 0], turn[1, 1] * 2 - np.trace(turn), 0],
            [
                turn[1, 0] - turn[0, 1],
                turn[0, 2] + turn[2, 0],
                turn[1, 2] + turn[2, 1],
                turn[2, 2] * 2 - np.trace(turn),
            ],
        ]
    )
    return np.linalg.eigh(a + np.tril(a, -1).T)[1][:, -1]


def told_by(walk):
    """Evidence of a walk's strides from its true attitude and path."""
    spans = walk.spans
    n = max(span.end_sample - span.start_sample for span in spans)
    rates, moving = np.zeros((3, len(spans), n)), np.zeros((len(spans), n), bool)
    quat, travel = np.empty((4, len(spans))), np.empty((3, len(spans)))
    heading = np.empty((2, len(spans)))
    for k, span in enumerate(spans):
        part = slice(span.start_sample, span.end_sample)
        rates[:, k, : part.stop - part.start] = walk.gyr_radps[:, part]
        moving[k, span.move_sample - part.start : span.still_sample - part.start + 1] = True
        travel[:, k] = walk.pos_m[:, part.stop] - walk.pos_m[:, part.start]
        heading[:, k] = walk.heading_rad[[part.start, part.stop]]
        c, s = np.cos(heading[0, k]), np.sin(heading[0, k])
        quat[:, k] = quaternion(np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ walk.mount.T)
    return mounting_evidence(quat, rates, moving, travel, heading[1] - heading[0])


@settings(deadline=None, max_examples=40)
@given(
    quat=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1),
    side=st.sampled_from(["left", "right"]),
)
def test_any_place_of_the_case_is_found(analytic_walk, swing, rotation, quat, side):
    """A bending and bowing walk with the toes 7° outward: within a degree."""
    mount = rotation(quat)
    aside = {"left": -TOE_OUT, "right": TOE_OUT}[side]
    strides = [swing(turn_deg=turn, bow_m=0.05) for turn in (25.0, -10.0, 15.0, 0.0)]
    walk = analytic_walk(strides, mount=mount, rate_hz=100.0, aside_deg=aside)
    found = find(told_by(walk), side)
    assert rotation_deg(found, mount) < 1.0
    assert found.forward_share == 1.0
    assert found.strides_n == 4


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_a_case_turned_half_round_is_found(make_evidence, axis):
    """Upside down, back to front, or both."""
    mount = -np.eye(3)
    k = "xyz".index(axis)
    mount[k, k] = 1.0
    way = np.array([np.cos(TOE_OUT * DEG), -np.sin(TOE_OUT * DEG), 0.0])
    told = make_evidence(up=mount[:, 2], axis=mount[:, 1], travel_m=1.2 * mount @ way)
    assert rotation_deg(find([told]), mount) < 1e-4


def test_axes_are_right_handed_unit_vectors(make_evidence):
    """The axis of rotation leans out of the floor by 30°: what lies in the floor counts."""
    told = make_evidence(up=(0, 0, 2.0), axis=(0, np.cos(0.5), np.sin(0.5)), travel_m=(0.1, 0, 0))
    found = find([told])
    assert found.up == pytest.approx([0.0, 0.0, 1.0])
    assert found.forward == pytest.approx([1.0, 0.0, 0.0])
    assert found.leftward == pytest.approx([0.0, 1.0, 0.0])


@pytest.mark.parametrize(("side", "outward"), [("left", 1.0), ("right", -1.0)])
@pytest.mark.parametrize("aside_deg", [-20.0, 0.0, 12.0])
def test_rotation_and_travel_count_by_their_certainty(make_evidence, side, outward, aside_deg):
    """A pitching foot: 6° against 6°, so the middle between the rotation's own forward, here x,
    and the way with the toes 7° outward of it. Together they are worth 6° / √2."""
    way = (np.cos(aside_deg * DEG), np.sin(aside_deg * DEG), 0.0)
    found = find([make_evidence(travel_m=way)], side)
    assert direction_deg(found) == pytest.approx(0.5 * (aside_deg + outward * TOE_OUT))
    assert found.axis_sd_deg == pytest.approx(6.0 / math.sqrt(2.0))
    assert np.cross(found.up, found.forward) == pytest.approx(found.leftward)


def test_a_rolling_foot_tells_less_by_its_rotation(make_evidence):
    """A tenth of the second moment about x: 60° * 0.1 beside the 6°, so √72° against 6°."""
    told = make_evidence()
    rolling = np.diag([1.0, 10.0, 0.0]) / 11.0
    found = find([type(told)(told.up, rolling, told.travel_m)])
    assert direction_deg(found) == pytest.approx(TOE_OUT * 72.0 / (72.0 + 36.0))
    assert found.axis_sd_deg == pytest.approx(math.sqrt(72.0 * 36.0 / (72.0 + 36.0)))


def test_a_wandering_way_tells_less(make_evidence):
    """Nine strides whose ways lie 12° to either side or straight: the median deviation is 12°,
    and 1.4826 * 12° / √9 is added to the 6° of what toes do."""
    told = [
        make_evidence(travel_m=(np.cos(a), np.sin(a), 0.0))
        for a in DEG * np.array([12.0, -12.0, 12.0, -12.0, 12.0, -12.0, 0.0, 0.0, 0.0])
    ]
    found = find(told)
    off = math.hypot(1.4826 * 12.0 / 3.0, TOE_SD)
    assert direction_deg(found) == pytest.approx(TOE_OUT * 36.0 / (36.0 + off**2))
    assert found.axis_sd_deg == pytest.approx(6.0 * off / math.hypot(6.0, off))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_forward_is_where_the_foot_travels(make_evidence, sign):
    found = find([make_evidence(travel_m=(sign * 0.8, 0.0, 0.0))])
    ahead = (sign * np.cos(3.5 * DEG), sign * np.sin(3.5 * DEG), 0.0)
    assert found.forward == pytest.approx(ahead)
    assert found.forward_share == 1.0


def test_some_strides_backwards_do_not_turn_the_foot(make_evidence):
    """Seven strides of 1.2 m forwards, three of 0.6 m back: 8.4 m of 10.2 m lie forwards (each
    by the cosine of the same angle). The way back says nothing of where the toes point."""
    told = [make_evidence()] * 7 + [make_evidence(travel_m=(-0.6, 0.3, 0.0))] * 3
    found = find(told)
    assert direction_deg(found) == pytest.approx(3.5)
    assert found.forward_share == pytest.approx(8.4 / 10.2)


def test_mostly_backwards_is_taken_for_forwards(make_evidence):
    """Nothing in one foot tells the two apart; the share says how sure it is."""
    told = [make_evidence(travel_m=(-1.0, 0.0, 0.0))] * 3 + [make_evidence(travel_m=(0.5, 0, 0))]
    found = find(told)
    assert direction_deg(found) == pytest.approx(3.5 - 180.0)
    assert found.forward_share == pytest.approx(3.0 / 3.5)


@pytest.mark.parametrize("way_m", [0.0, 0.19])
def test_short_steps_have_no_direction(make_evidence, way_m):
    """What is left is the rotation, against a quarter turn of not knowing."""
    found = find([make_evidence(travel_m=(0.6 * way_m, 0.8 * way_m, 0.0))])
    assert found.forward == pytest.approx([1.0, 0.0, 0.0])
    assert found.axis_sd_deg == pytest.approx(6.0 * 90.0 / math.hypot(6.0, 90.0))
    assert found.forward_share == (1.0 if way_m else 0.5)


def test_axes_of_rotation_have_no_sign(make_evidence):
    """About x, angles near 0 and near half a turn are the same."""
    told = [
        make_evidence(axis=(np.cos(a), np.sin(a), 0.0), travel_m=(0.0, -0.1, 0.0))
        for a in DEG * np.array([2.0, -2.0, 182.0, 178.0])
    ]
    found = find(told)
    assert found.leftward == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    assert found.forward == pytest.approx([0.0, -1.0, 0.0], abs=1e-9)


def test_one_crooked_mid_stance_does_not_tilt_the_case(make_evidence):
    told = [make_evidence()] * 4 + [make_evidence(up=(0.6, 0.0, 0.8))]
    assert find(told).up == pytest.approx([0.0, 0.0, 1.0])


def test_without_strides_there_is_no_mounting():
    assert find([]) is None


def test_settings_are_obeyed(make_evidence):
    """Toes 10° outward, known to 3°, against 4°: 16/25 of 10°."""
    found = find([make_evidence()], toe_out_deg=10.0, toe_out_sd_deg=3.0, turning_sd_deg=4.0)
    assert direction_deg(found) == pytest.approx(6.4)
    assert found.axis_sd_deg == pytest.approx(12.0 / 5.0)


def test_evidence_by_hand():
    """Two strides, the first seen by a case turned a quarter to the left on the foot. In it the
    foot turns by 3 and 4 rad/s about the case's x and y while moving; in the second not at
    all, but a quarter to the right, so its chord began an eighth further left."""
    quarter = np.array([np.sqrt(0.5), 0.0, 0.0, np.sqrt(0.5)])
    rates = np.zeros((3, 2, 4))
    rates[:, 0] = [[3.0, 3.0, 9.0, 0.0], [4.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    moving = np.array([[True, True, False, True], [False, True, True, True]])
    travel = np.array([[1.0, 0.0], [0.0, 2.0], [0.3, -0.4]])
    given = travel.copy()
    first, second = mounting_evidence(
        np.stack([quarter, [1.0, 0.0, 0.0, 0.0]], axis=1),
        rates,
        moving,
        given,
        np.array([0.0, -np.pi / 2.0]),
    )
    assert first.spread == pytest.approx(np.array([[9, 12, 0], [12, 16, 0], [0, 0, 0]]) / 25.0)
    assert first.travel_m == pytest.approx([0.0, -1.0, 0.0])
    assert first.up == pytest.approx([0.0, 0.0, 1.0])
    assert (second.spread == 0.0).all()
    assert second.travel_m == pytest.approx([-np.sqrt(2.0), np.sqrt(2.0), 0.0])
    assert (given == travel).all()
