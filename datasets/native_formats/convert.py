"""Convert those samples of makers' files that hold a whole recording of one sensor or both."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from converting import Converted, Trial, main

import gaitsense

SET = "native_formats"
#: Files of one recording each; a foot is given where no name tells it.
RECORDINGS = {
    "movella_dot_60hz": (("movella_xsens_dot/test1__onboard_dqdv_mag_60Hz_header.csv",), "left"),
    "movella_dot_live": (("movella_xsens_dot/tita_1__live_stream_euler_dv_acc_gyr.csv",), "left"),
    "movella_dot_v2": (
        ("movella_xsens_dot/test1_V2__rate_quantities_header_unsynced.csv",),
        "left",
    ),
    "xsens_mtw_2019": (
        ("xsens_mtw_awinda/MTManager2019_MT_012000E0_000-000_00B4778E_leftfoot_head.txt",),
        "left",
    ),
    "xsens_mtw_lost_packets": (("xsens_mtw_awinda/ipol_12-3_lf_lost_packets.txt",), "left"),
    "physilog": (("gaitup_physilog5/TRIPOD_FZ_PWS_LF_head.csv",), "left"),
    "microstrain": (("microstrain_3dm_gx5/SensorConnectData_31_head.csv",), "left"),
    "aemics": (("aemics_104hz/felius_poor_leftfoot_head.csv",), "left"),
    "witmotion": (("witmotion/ahrs_head.txt",), "left"),
    "witmotion_latin1": (("witmotion/Cobalinear30_latin1.txt",), "left"),
    "consensys": (("shimmer3_consensys/devicely_read_test_data.csv",), "left"),
    "two_foot": (("custom_two_foot_csv/etoshey_test_head.csv",), None),
    "shimmer2r_counts": (("shimmer2r_egait/P115_E4_left.dat", "shimmer2r_egait/A917.csv"), None),
}


def trials(folder: Path) -> list[Trial]:
    """List the recordings among the samples."""
    return [
        Trial(name, functools.partial(_load, [folder / file for file in files], side))
        for name, (files, side) in RECORDINGS.items()
    ]


def _load(files: list[Path], side: str | None) -> Converted:
    return Converted(gaitsense.read_recording(files, side=side))


if __name__ == "__main__":
    sys.exit(main(SET, trials))
