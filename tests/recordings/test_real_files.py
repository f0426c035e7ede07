"""Real files of the makers; skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording

pytestmark = pytest.mark.accuracy

DOT, MTW, PHYSILOG = "movella_xsens_dot", "xsens_mtw_awinda", "gaitup_physilog5"

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


def test_a_dot_file_without_gyroscope_is_refused(shared_data: Path):
    path = shared_data / "native_formats" / DOT / "test5__quat_dv_acc_no_gyro.csv"
    with pytest.raises(RecordingError, match="holds only Quat, dv, Acc: without angular rate"):
        read_recording(path, side="left")


@pytest.mark.parametrize("folder", ["reference_systems", "ipol265_csv", "shimmer2r_egait"])
def test_what_is_no_recording_ends_in_a_sentence(shared_data: Path, folder):
    for path in sorted((shared_data / "native_formats" / folder).iterdir()):
        with pytest.raises(RecordingError) as caught:
            read_recording(path, side="left")
        assert "\n" not in str(caught.value)


def test_a_physilog_file_equals_its_independent_conversion(shared_data: Path):
    npz = np.load(shared_data / "tripod_excerpt" / "trials" / "FZ_PWS.npz", allow_pickle=False)
    name = f"native_formats/{PHYSILOG}/TRIPOD_FZ_PWS_LF_head.csv"
    foot = read_recording(shared_data / name)["left"]
    acc_mps2 = npz["acc_left"][: len(foot)] * float(npz["acc_left__scale"])
    gyr_dps = npz["gyr_left"][: len(foot)] * float(npz["gyr_left__scale"])
    # The conversion is rounded to 0.005 m/s² and 0.05 °/s.
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=0.00251)
    np.testing.assert_allclose(np.degrees(foot.gyr_radps), gyr_dps, atol=0.0251)
