"""Real walks: good ones have no problem, and makers' files get a sensible sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.recording import Recording
from gaitsense.recordings.doctor.examine import examine, examine_recording

pytestmark = pytest.mark.accuracy

#: Trials whose accelerometers hold true gravity; healthy people and stroke survivors.
GOOD = [
    "voisard2023_ipol497/trials/1-1",
    "voisard2023_ipol497/trials/2-1",
    "voisard2023_ipol497/trials/7-5",
    "movingreality_stroke/trials/MR003_2Reg",
    "movingreality_stroke/trials/MR006_FBPO",
    "gaitmap_mocap_sample/trials/healthy_4x10m_ic",
    "tripod_excerpt/trials/FZ_PWS",
]
#: Both feet bow inward here, and each sensor sits as the other one does in trials 4-3 to 4-6.
EXCHANGED = ["voisard2023_ipol497/trials/4-1", "voisard2023_ipol497/trials/4-2"]


def recording_of(path: Path) -> Recording:
    """Counts times scale; the smallest count is a lost sample."""
    with np.load(path, allow_pickle=False) as trial:

        def values(name: str) -> np.ndarray:
            counts = trial[name]
            out = counts * float(trial[f"{name}__scale"])
            out[counts == -32768] = np.nan
            return out

        feet = {
            side: (None, values(f"acc_{side}"), np.radians(values(f"gyr_{side}")))
            for side in ("left", "right")
        }
        return Recording.from_arrays(feet, fs_hz=float(trial["fs"]))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_walk_has_no_problem(shared_data: Path, name: str, found):
    examination = examine_recording(recording_of(shared_data / f"{name}.npz"))
    assert [f.sentence for f in examination.findings if f.severity == "problem"] == []
    assert examination.usable in ("yes", "partly")
    assert found(examination, "feet_in_turn")
    assert not found(examination, "feet_swapped")


@pytest.mark.parametrize("name", EXCHANGED)
def test_feet_that_were_exchanged_are_noticed(shared_data: Path, name: str, found):
    assert found(examine_recording(recording_of(shared_data / f"{name}.npz")), "feet_swapped")


@pytest.mark.parametrize(
    ("name", "usable", "words"),
    [
        ("gaitup_physilog5/TRIPOD_FZ_PWS_LF_head.csv", "yes", "but its file was cut short"),
        ("aemics_104hz/felius_poor_leftfoot_head.csv", "yes", "can be used."),
        ("xsens_mtw_awinda/ipol_12-3_lf_lost_packets.txt", "partly", "pattern of low lift cannot"),
        ("microstrain_3dm_gx5/SensorConnectData_31_head.csv", "partly", "once you say which foot"),
        ("movella_xsens_dot/test5__quat_dv_acc_no_gyro.csv", "no", "without angular rate"),
        ("witmotion/ahrs_head.txt", "no", "it lay still for 100 %"),
        ("ipol265_csv/1-1.csv", "no", "gravity was taken away"),
        ("reference_systems/optogait_PWS.csv", "no", "OptoGait"),
        ("xio_ximu/straightLine_CalInertialAndMag_head.csv", "no", "sampling rate is missing"),
        # Not one length or height of its strides is possible for a foot.
        ("shimmer2r_egait/P115_E4_left_calibrated.csv", "no", "more than any offset explains"),
    ],
)
def test_a_makers_file_gets_a_sensible_sentence(
    shared_data: Path, tmp_path: Path, name: str, usable: str, words: str
):
    path = tmp_path / Path(name).name
    shutil.copyfile(shared_data / "native_formats" / name, path)
    examination = examine([path])
    assert examination.usable == usable
    assert words in examination.sentence
