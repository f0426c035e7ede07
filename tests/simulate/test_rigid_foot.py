from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.frames import SIGN_TABLE
from gaitsense.simulate.jet import Jet, time_jet
from gaitsense.simulate.rigid_foot import FootPose, attitude, feel

G = 9.80665
STILL = Jet(np.zeros(3), np.zeros(3), np.zeros(3))
T = np.array([0.0, 0.1, 0.2])


def pose(pitch=STILL, heading=STILL, roll=STILL, ball=(STILL, STILL, STILL)) -> FootPose:
    return FootPose(pitch, heading, roll, pitch, ball)


def test_flat_and_still_reads_plus_g_on_z():
    felt = feel(pose(), np.array([0.1, 0.0, -0.07]))
    assert felt.acc_mps2 == pytest.approx(np.tile([0.0, 0.0, G], (3, 1)))
    assert (felt.gyr_radps == 0.0).all()
    assert felt.position_m == pytest.approx(np.tile([-0.1, 0.0, 0.07], (3, 1)))


def test_toes_up_reads_gravity_forward():
    """With the toes up, "up" leans towards the toes: acc x = + g sin(pitch)."""
    raised = Jet(np.full(3, np.radians(30.0)), np.zeros(3), np.zeros(3))
    felt = feel(pose(pitch=raised), np.zeros(3))
    assert felt.acc_mps2 == pytest.approx(np.tile([G / 2, 0.0, G * np.sqrt(3) / 2], (3, 1)))


@pytest.mark.parametrize(
    ("movement", "angle", "sign_left", "sign_right"),
    [
        ("toes up (dorsiflexion)", "pitch", +1, +1),
        ("toes down (plantarflexion)", "pitch", -1, -1),
        ("turn to the left, seen from above", "heading", +1, +1),
        ("turn to the right, seen from above", "heading", -1, -1),
        ("toe-out", "heading", +1, -1),
        ("outer edge of the foot down (inversion)", "roll", -1, +1),
        ("outer edge of the foot up (eversion)", "roll", +1, -1),
    ],
)
def test_signs_of_the_gyroscope_are_those_of_the_table(movement, angle, sign_left, sign_right):
    """What each angle means is fixed here by geometry: + pitch toes up, + heading to the left,
    + roll left edge up; what the gyroscope shows for it is fixed by the sign table."""
    (row,) = [row for row in SIGN_TABLE if row.movement == movement]
    for sign, expected in ((sign_left, row.left), (sign_right, row.right)):
        turning = time_jet(T) * (0.5 * sign)
        gyr = feel(pose(**{angle: turning}), np.zeros(3)).gyr_radps
        assert gyr[0, "xyz".index(row.axis)] == pytest.approx(0.5 * expected)
        assert np.count_nonzero(np.abs(gyr[0]) > 1e-12) == 1


def test_angles_mean_what_they_say():
    """+ pitch raises the toe, + heading moves it to the left, + roll raises the left edge."""
    small = Jet(np.full(3, 0.1), np.zeros(3), np.zeros(3))
    ahead, left = np.array([-1.0, 0, 0]), np.array([0, -1.0, 0])  # to the ball, from the point
    assert feel(pose(pitch=small), ahead).position_m[0, 2] == pytest.approx(np.sin(0.1))
    assert feel(pose(heading=small), ahead).position_m[0, 1] == pytest.approx(np.sin(0.1))
    assert feel(pose(roll=small), left).position_m[0, 2] == pytest.approx(np.sin(0.1))


def test_circling_point_feels_the_centripetal_force():
    """Turning about the ball at 2 rad/s, a sensor 0.3 m behind it: 2² * 0.3 towards the ball."""
    felt = feel(pose(heading=time_jet(T) * 2.0), np.array([0.3, 0.0, 0.0]))
    assert felt.acc_mps2 == pytest.approx(np.tile([1.2, 0.0, G], (3, 1)))
    assert np.linalg.norm(felt.velocity_mps, axis=1) == pytest.approx(0.6)


def test_quaternion_turns_axes_like_the_path_does():
    """Tilt, turn and roll together: the attitude must put a lever where `feel` puts it."""
    angles = [Jet(np.full(3, a), np.zeros(3), np.zeros(3)) for a in (0.4, -1.1, 0.3)]
    foot = FootPose(angles[0], angles[1], angles[2], angles[0], (STILL, STILL, STILL))
    lever = np.array([0.10, -0.03, 0.07])
    w, x, y, z = attitude(foot)[0]
    v = np.array([x, y, z])
    turned = lever + 2.0 * np.cross(v, np.cross(v, lever) + w * lever)
    assert feel(foot, lever).position_m[0] == pytest.approx(-turned)
