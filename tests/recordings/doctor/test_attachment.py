"""The case on the shoe: its axes, turned half-way, loose, or elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.mounting_change import mounting_change, stride_tilt
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.recordings.doctor.attachment import attachment, axis_in_words
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.recordings.doctor.walk import examined_feet
from gaitsense.simulate.walk import simulate_walk

AXIS = np.array([0.3, 0.8, 0.5]) / np.linalg.norm([0.3, 0.8, 0.5])


def turn(degrees: float, axis: np.ndarray = AXIS) -> np.ndarray:
    return Rotation.from_rotvec(np.radians(degrees) * axis).as_matrix()


def evidence(n: int, rotation: np.ndarray | None = None) -> list[MountingEvidence]:
    """Strides that turn about y, stand on z and lead along x, in a case that is turned."""
    r = np.eye(3) if rotation is None else rotation
    spread = np.diag([0.05, 0.9, 0.05])
    one = MountingEvidence(r @ [0.0, 0.0, 1.0], r @ spread @ r.T, r @ [1.2, 0.0, 0.0])
    return [one] * n


@pytest.mark.parametrize("degrees", [0.0, 12.0, 20.0, 60.0])
@pytest.mark.parametrize(("before", "behind"), [(20, 20), (5, 30), (40, 6)])
def test_the_angle_of_a_turn_and_its_moment_are_found(degrees, before, behind):
    change = mounting_change(evidence(before) + evidence(behind, turn(degrees)), "left")
    assert change.angle_deg == pytest.approx(degrees, abs=0.5)
    if degrees:
        assert change.at == before
    z = np.array([0.0, 0.0, 1.0])
    tilt = np.degrees(np.arccos(np.clip(z @ turn(degrees) @ z, -1.0, 1.0)))
    assert change.tilt_deg == pytest.approx(tilt, abs=0.5)


def test_walking_backwards_is_no_turned_case():
    there = evidence(15)
    back = [MountingEvidence(e.up, e.spread, -e.travel_m) for e in there]
    assert mounting_change(there + back, "left").angle_deg == pytest.approx(0.0, abs=0.1)


def test_too_few_strides_tell_nothing():
    assert mounting_change(evidence(4) + evidence(5, turn(60.0)), "left").angle_deg == 0.0
    assert stride_tilt(evidence(9)) == 0.0


def test_the_tilt_of_single_strides_is_their_median():
    strides = [evidence(1, turn(sign * 10.0))[0] for sign in (1.0, -1.0) * 10]
    tilt = np.degrees(np.arccos((turn(10.0) @ [0.0, 0.0, 1.0])[2]))
    assert stride_tilt(strides) == pytest.approx(tilt, abs=0.3)


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ((0.0, 0.0, 1.0), "along +z (0° off)"),
        ((-1.0, 0.0, 0.0), "along \N{MINUS SIGN}x (0° off)"),
        ((0.0, 0.8, 0.6), "between +y and +z"),
        ((0.0, np.cos(0.2), -np.sin(0.2)), "along +y (11° off)"),
    ],
)
def test_an_axis_is_named_as_it_is_printed_on_the_case(direction, words):
    assert axis_in_words(np.array(direction)) == words


def test_the_axes_of_an_aligned_case_are_its_own(found):
    aligned = simulate_walk("healthy", 2, rate_hz=100.0, duration_s=25.0, mounting="aligned")
    for finding in found(examine_recording(aligned.recording), "axes"):
        assert "up is along +z" in finding.text
        assert "toes are along +x" in finding.text
        assert "swings about an axis along +y" in finding.text


def half_turned(foot, values, degrees):
    out = values.copy()
    half = len(out) // 2
    out[half:] = out[half:] @ turn(degrees).T
    return out


@pytest.mark.parametrize(("degrees", "noticed"), [(8.0, False), (30.0, True)])
def test_a_case_that_was_turned_half_way_is_a_problem(walk, changed, found, degrees, noticed):
    examination = examine_recording(
        changed(
            walk,
            lambda foot: half_turned(foot, foot.acc_mps2, degrees),
            lambda foot: half_turned(foot, foot.gyr_radps, degrees),
            side="right",
        )
    )
    findings = found(examination, "mounting_changed")
    assert [(f.side, f.severity) for f in findings] == ([("right", "problem")] if noticed else [])
    for finding in findings:
        assert finding.values["changed_deg"] == pytest.approx(degrees, abs=2.0)
        assert finding.values["changed_at_s"] == pytest.approx(20.0, abs=3.0)
        assert "in part: right foot: the case was turned on the shoe" in examination.sentence
        assert examination.usable == "partly"


def test_a_case_that_turns_flat_on_the_shoe_is_said_to_be_unsure(found, changed):
    aligned = simulate_walk("healthy", 2, rate_hz=100.0, duration_s=40.0, mounting="aligned")
    flat = turn(40.0, np.array([0.0, 0.0, 1.0]))

    def half(values):
        out = values.copy()
        out[len(out) // 2 :] = out[len(out) // 2 :] @ flat.T
        return out

    examination = examine_recording(
        changed(
            aligned.recording,
            lambda foot: half(foot.acc_mps2),
            lambda foot: half(foot.gyr_radps),
            side="left",
        )
    )
    (finding,) = found(examination, "mounting_changed")
    assert (finding.side, finding.severity) == ("left", "note")
    assert "turned flat on the shoe" in finding.text


def test_a_loose_case_is_a_problem(walk, changed, found):
    # It rocks by up to 20° over 7 s: every stride finds it in another place.
    def rocking(foot, values):
        angle = 20.0 * np.sin(2 * np.pi * foot.t_s / 7.0)
        turned = Rotation.from_rotvec(np.radians(angle)[:, None] * AXIS).apply(values)
        return np.where(foot.t_s[:, None] > 4.0, turned, values)

    examination = examine_recording(
        changed(
            walk,
            lambda foot: rocking(foot, foot.acc_mps2),
            lambda foot: rocking(foot, foot.gyr_radps),
        )
    )
    loose = found(examination, "mounting_loose")
    assert [finding.severity for finding in loose] == ["problem", "problem"]
    assert all(8.0 < finding.values["tilt_deg"] < 20.0 for finding in loose)


def test_a_sound_walk_was_not_turned(sound, found):
    for code in ("mounting_changed", "mounting_loose", "axes_unsure", "no_rest_in_stance"):
        assert not found(sound, code), code
    assert [finding.side for finding in found(sound, "axes")] == ["left", "right"]


@pytest.mark.parametrize(("n", "strides"), [(1, "1 stride."), (2, "2 strides.")])
def test_the_strides_behind_the_axes_are_counted(walk, n, strides):
    analysis = analyze(walk)
    foot = examined_feet(walk, analysis)["left"]
    axes, *_ = attachment(foot, replace(analysis.feet["left"].mounting, strides_n=n))
    assert f"found from gravity and {strides}" in axes.text
