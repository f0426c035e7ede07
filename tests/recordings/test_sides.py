from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.recordings.sides import names_both_sides, side_from_name, side_from_path


@pytest.mark.parametrize(
    "name",
    ["left", "walk_left", "Left Foot", "leftFoot", "LEFTFOOT", "walk-LF-2", "walk_L", "L_walk",
     "FootL", "P07.l", "TRIPOD_FZ_PWS_LF_head", "00B4778E_leftfoot", "imu_left2", "links", "lfoot",
     "pied gauche", "12-3_lf_lost", "shoe_left_IMU", "leftdot", "sensorleft", "Xsens DOT L"],
)  # fmt: skip
def test_left(name):
    assert side_from_name(name) == "left"
    mirrored = name
    for ours, theirs in (("left", "right"), ("Left", "Right"), ("LEFT", "RIGHT"), ("LF", "RF"),
                         ("_lf_", "_rf_"), ("links", "rechts"), ("gauche", "droit"),
                         ("lfoot", "rfoot")):  # fmt: skip
        mirrored = mirrored.replace(ours, theirs)
    if mirrored != name:
        assert side_from_name(mirrored) == "right"


@pytest.mark.parametrize("name", ["R", "walk_R", "FootR", "sensor-r"])
def test_right_by_a_letter(name):
    assert side_from_name(name) == "right"


@pytest.mark.parametrize(
    "name",
    ["", "walk", "bright", "upright_posture", "copyright", "cleft", "roller", "LR", "left_right",
     "left_foot_drop", "leftFootDrop_seed1", "left drop", "trial3", "leftover"],
)  # fmt: skip
def test_neither_or_both_is_not_told(name):
    assert side_from_name(name) is None


def test_a_side_of_a_foot_drop_does_not_hide_the_foot():
    assert side_from_name("left_foot_drop_right") == "right"


@pytest.mark.parametrize(
    ("name", "side"),
    [("r10_left", "left"), ("R_foot_left", "left"), ("l_walk_right", "right"), ("RF links", "left"),
     ("trial L rightfoot", "right")],
)  # fmt: skip
def test_a_whole_word_beats_a_letter(name, side):
    assert side_from_name(name) == side
    assert not names_both_sides(name)


def test_whole_words_for_both_feet_are_noticed():
    assert names_both_sides("left_right")
    assert names_both_sides("links-RightFoot")
    assert not names_both_sides("LR")
    assert not names_both_sides("left_foot_drop_right")
    assert side_from_name("left_right_L") is None


def test_the_folder_tells_where_the_name_does_not_but_only_in_words():
    assert side_from_path(Path("walk/left/imu.csv")) == "left"
    assert side_from_path(Path("walk/RightFoot/imu.csv")) == "right"
    assert side_from_path(Path("left/imu_right.csv")) == "right"
    assert side_from_path(Path("home/l/imu.csv")) is None
    assert side_from_path(Path("imu.csv")) is None
