"""Real files of the makers; skipped where they are absent."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import gaitsense
from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import known_dialects
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

pytestmark = pytest.mark.accuracy

DOT, MTW, PHYSILOG = "movella_xsens_dot", "xsens_mtw_awinda", "gaitup_physilog5"
MICROSTRAIN, AEMICS = "microstrain_3dm_gx5", "aemics_104hz"

#: Rows, lost samples and rate were counted in the files by eye and by hand; the median of |acc|
#: says whether the foot walks (10) or runs (above 30).
READ = [
    (f"{DOT}/test1_V2__rate_quantities_header_unsynced.csv", "Movella", 243, 60, 60.0, (50, 80)),
    (f"{DOT}/test1__onboard_dqdv_mag_60Hz_header.csv", "Movella", 1070, 0, 60.0, (25, 40)),
    (f"{DOT}/tita_1__live_stream_euler_dv_acc_gyr.csv", "Movella", 257, 0, 60.0, (30, 50)),
    (f"{MTW}/ipol_12-3_lf_lost_packets.txt", "MT Manager", 1498, 236, 100.0, (9.5, 12)),
    (
        f"{MTW}/MTManager2019_MT_012000E0_000-000_00B4778E_leftfoot_head.txt",
        "MT Manager", 2987, 0, 100.0, (9.5, 10.5),
    ),
    (f"{PHYSILOG}/TRIPOD_FZ_PWS_LF_head.csv", "Physilog", 3993, 0, 128.0, (9.5, 10.5)),
    (f"{MICROSTRAIN}/SensorConnectData_31_head.csv", "SensorConnect", 2499, 0, 200.0, (9.5, 12)),
    # 3,990 steps, one of them with a lost sample, in 38.5473 s: 0.5 % below the stated 104 Hz.
    (f"{AEMICS}/felius_poor_leftfoot_head.csv", "Aemics", 3991, 1, 103.53, (9.4, 10.2)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "n", "lost", "rate_hz", "median"), READ)
def test_a_makers_file_is_read_whole(shared_data: Path, name, title, n, lost, rate_hz, median):
    recording = read_recording(shared_data / "native_formats" / name, side="left")
    foot = recording["left"]
    assert title in recording.metadata["source_format"]
    assert len(foot) == n
    assert sum(gap.missing for gap in foot.gaps) == lost
    assert foot.rate_hz == pytest.approx(rate_hz, rel=1e-4)
    assert recording.duration_s == pytest.approx((n + lost - 1) / rate_hz, rel=1e-4)
    low, high = median
    assert low < np.median(np.linalg.norm(foot.acc_mps2, axis=1)) < high
    assert 2.0 < np.percentile(np.linalg.norm(foot.gyr_radps, axis=1), 99) < 30.0


@pytest.mark.parametrize(
    ("name", "n", "clock_s"),
    # The file's own clock, and the rows it stamps as one at the begin, each 5 ms apart.
    [("Cobalinear30_latin1.txt", 1198, 5.96 + 4 * 0.005), ("ahrs_head.txt", 398, 1.948 + 0.035)],
)
def test_witmotion_files_of_a_sensor_that_hardly_moves(shared_data: Path, name, n, clock_s):
    recording = read_recording(shared_data / "native_formats" / "witmotion" / name, side="left")
    foot = recording["left"]
    assert "WitMotion" in recording.metadata["source_format"]
    assert len(foot) == n
    assert foot.gaps == ()
    assert foot.rate_hz == pytest.approx(200.0, rel=2e-3)
    assert recording.duration_s == pytest.approx(clock_s, rel=5e-3)
    assert np.median(np.linalg.norm(foot.acc_mps2, axis=1)) == pytest.approx(9.81, rel=0.01)
    # A hand's slow turns, below 55 °/s.
    assert np.linalg.norm(foot.gyr_radps, axis=1).max() < 1.0


@pytest.mark.parametrize(
    "name",
    [f"{MICROSTRAIN}/SensorConnectData_31_head.csv", f"{AEMICS}/felius_poor_leftfoot_head.csv"],
)
def test_gravity_is_right_where_the_foot_rests(shared_data: Path, name):
    foot = read_recording(shared_data / "native_formats" / name, side="left")["left"]
    turning_radps = np.linalg.norm(foot.gyr_radps, axis=1)
    slow = turning_radps < np.percentile(turning_radps, 10)
    at_rest_mps2 = np.median(np.linalg.norm(foot.acc_mps2[slow], axis=1))
    assert at_rest_mps2 == pytest.approx(9.81, rel=0.06)


def test_an_x_imu_file_alone_asks_for_its_rate(shared_data: Path):
    name = "xio_ximu/straightLine_CalInertialAndMag_head.csv"
    with pytest.raises(RecordingError, match="the sampling rate is missing"):
        read_recording(shared_data / "native_formats" / name, side="left")


def test_a_dot_file_without_gyroscope_is_refused(shared_data: Path):
    path = shared_data / "native_formats" / DOT / "test5__quat_dv_acc_no_gyro.csv"
    with pytest.raises(RecordingError, match="holds only Quat, dv, Acc: without angular rate"):
        read_recording(path, side="left")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reference_systems/optogait_PWS.csv", "steps from an OptoGait.*give the recording of th"),
        ("reference_systems/zebris_parameters_PWS.csv", "Zebris.*give the recording of the shoe"),
        ("ipol265_csv/1-1.csv", "gravity was taken away: which way is up cannot be told"),
        ("ipol265_csv/1-1.json", "steps of a walk .* as marked by hand, not a recording"),
    ],
)
def test_results_and_walks_without_gravity_are_refused_as_what_they_are(
    shared_data: Path, name, said
):
    with pytest.raises(RecordingError, match=said):
        read_recording(shared_data / "native_formats" / name, side="left")


def test_no_two_makers_claim_the_same_file(shared_data: Path):
    claims = {}
    for path in sorted((shared_data / "native_formats").rglob("*.*")):
        head = read_head(path)
        sure = [dialect.name for dialect in known_dialects() if dialect.sniff(head)]
        claims[path.name] = set(sure) - {"generic-csv"}
    assert len(claims) > 20
    assert {name: found for name, found in claims.items() if len(found) > 1} == {}


@pytest.mark.parametrize("folder", ["reference_systems", "ipol265_csv"])
def test_what_is_no_recording_ends_in_a_sentence(shared_data: Path, folder):
    for path in sorted((shared_data / "native_formats" / folder).iterdir()):
        with pytest.raises(RecordingError) as caught:
            read_recording(path, side="left")
        assert "\n" not in str(caught.value)


def test_a_metabase_pair_is_one_track_and_either_alone_is_refused(shared_data: Path):
    folder = shared_data / "native_formats" / "metawear_metabase"
    recording = read_recording(folder, side="left")
    foot = recording["left"]
    # Accelerometer rows 1 to 5, 1,400 to 1,720 ms, lie inside the gyroscope's 993 to 1,753 ms.
    assert len(foot) == 5
    assert foot.rate_hz == pytest.approx(12.5, rel=1e-4)
    assert foot.t_s[-1] == pytest.approx(0.32, rel=1e-4)
    np.testing.assert_allclose(
        foot.acc_mps2[[0, -1], :] / 9.80665,
        [[-0.181, 0.796, -0.383], [-0.206, 0.845, -0.446]],
        atol=1e-6,
    )
    # On straight lines between the rows at 1,393 and 1,433, and at 1,473 and 1,513 ms; a spline
    # bends.
    straight_dps = [[22.520, -1.597, -3.930], [22.375, -11.818, -3.643]]
    np.testing.assert_allclose(np.degrees(foot.gyr_radps[:2]), straight_dps, atol=1.0)
    with pytest.raises(RecordingError, match=r"gives 12\.5 samples per second, too few to see a f"):
        gaitsense.analyze(recording)
    for path, missing in zip(sorted(folder.iterdir()), ("Gyroscope", "Accelerometer"), strict=True):
        with pytest.raises(RecordingError, match=f"C42732BE255C_{missing}_[*]Hz"):
            read_recording(path, side="left")


def test_a_consensys_file_of_a_sensor_at_rest(shared_data: Path):
    name = "native_formats/shimmer3_consensys/devicely_read_test_data.csv"
    recording = read_recording(shared_data / name, side="left")
    foot = recording["left"]
    assert "Consensys" in recording.metadata["source_format"]
    assert len(foot) == 90
    # The file's clock spans 1.740 s; a Shimmer3 offers 51.2 Hz.
    assert recording.duration_s == pytest.approx(1.740, rel=5e-3)
    assert foot.rate_hz == pytest.approx(51.2, rel=5e-3)
    assert np.median(np.linalg.norm(foot.acc_mps2, axis=1)) == pytest.approx(9.81, rel=0.06)
    assert np.degrees(np.linalg.norm(foot.gyr_radps, axis=1)).max() < 5.0


def test_a_table_of_two_feet(shared_data: Path):
    name = "native_formats/custom_two_foot_csv/etoshey_test_head.csv"
    recording = read_recording(shared_data / name)
    assert recording.sides == ("left", "right")
    for side, clock_s, lost in (("left", 12.024, 20), ("right", 12.018, 18)):
        foot = recording[side]
        # 3,998 rows, 9 of which repeat the one before; each other step is 3 ms or a multiple.
        assert len(foot) == 3989
        assert sum(gap.missing for gap in foot.gaps) == lost
        assert foot.rate_hz == pytest.approx(1000.0 / 3.0, rel=1e-4)
        assert foot.t_s[-1] - foot.t_s[0] == pytest.approx(clock_s, rel=1e-4)
        turning_radps = np.linalg.norm(foot.gyr_radps, axis=1)
        slow = turning_radps < np.percentile(turning_radps, 10)
        at_rest_mps2 = np.median(np.linalg.norm(foot.acc_mps2[slow], axis=1))
        assert at_rest_mps2 == pytest.approx(9.81, rel=0.06)


def test_counts_of_a_shimmer_2r_become_its_calibrated_table(shared_data: Path):
    folder = shared_data / "native_formats" / "shimmer2r_egait"
    calibration = folder / "A917.csv"
    read = {
        name: read_recording(
            [folder / name] if "calibrated" in name else [folder / name, calibration]
        )["left"]
        for name in ("P115_E4_left_calibrated.csv", "P115_E4_left.csv", "P115_E4_left.dat")
    }
    given = read["P115_E4_left_calibrated.csv"]
    assert len(given) == 1179
    assert given.rate_hz == 102.4
    for foot in read.values():
        np.testing.assert_allclose(foot.acc_mps2, given.acc_mps2, atol=1e-5)
        np.testing.assert_allclose(foot.gyr_radps, given.gyr_radps, atol=1e-6)
    # The file's own calibration makes 1.35 g of gravity, which is said.
    (said,) = (n for n in read_recording(folder, side="left").notes if "At rest" in n)
    assert "reads 13.3 m/s², 35% more than gravity" in said
    for name in ("P115_E4_left.csv", "P115_E4_left.dat"):
        with pytest.raises(RecordingError, match="give its calibration file as well"):
            read_recording(folder / name)


def test_the_axes_of_a_shimmer_2r_agree(shared_data: Path):
    name = "native_formats/shimmer2r_egait/P115_E4_left_calibrated.csv"
    foot = read_recording(shared_data / name)["left"]
    acc, gyr = foot.acc_mps2.astype(float), foot.gyr_radps.astype(float)
    at_rest = np.linalg.norm(gyr, axis=1) < 0.25
    whole = np.convolve(~at_rest, np.ones(9), "same") < 0.5
    begins = np.flatnonzero(np.diff(whole.astype(int)) == 1) + 1
    gyr -= np.median(gyr[whole], axis=0)

    def speeds_mps(turning: np.ndarray) -> float:
        """Speed at which one rest leads to the next; 0 for axes and signs that agree."""
        ends = []
        for first, last in itertools.pairwise(begins):
            gravity = acc[first : first + 10].mean(axis=0)
            turn = Rotation.identity()
            speed = np.zeros(3)
            for k in range(first, last):
                turn = turn * Rotation.from_rotvec(turning[k] / 102.4)
                speed += (turn.apply(acc[k]) - gravity) / 102.4
            ends.append(np.linalg.norm(speed))
        return float(np.median(ends))

    assert speeds_mps(gyr) < 0.5
    assert speeds_mps(gyr[:, [1, 0, 2]] * [1.0, 1.0, -1.0]) > 1.0


def test_a_physilog_file_equals_its_independent_conversion(shared_data: Path):
    npz = np.load(shared_data / "tripod_excerpt" / "trials" / "FZ_PWS.npz", allow_pickle=False)
    name = f"native_formats/{PHYSILOG}/TRIPOD_FZ_PWS_LF_head.csv"
    foot = read_recording(shared_data / name)["left"]
    acc_mps2 = npz["acc_left"][: len(foot)] * float(npz["acc_left__scale"])
    gyr_dps = npz["gyr_left"][: len(foot)] * float(npz["gyr_left__scale"])
    # The conversion is rounded to 0.005 m/s² and 0.05 °/s.
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=0.00251)
    np.testing.assert_allclose(np.degrees(foot.gyr_radps), gyr_dps, atol=0.0251)
