"""The peer's run: one hour of both feet through gaitmap, as its own guide puts the steps together.

Run by study.py with the Python of an environment that holds gaitmap and gaitmap_mad; nothing of
gaitsense is imported here, and nothing of gaitmap anywhere else.

    PYTHON peer.py ARRAYS.npz RATE_HZ
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
from gaitmap.event_detection import RamppEventDetection
from gaitmap.parameters import SpatialParameterCalculation, TemporalParameterCalculation
from gaitmap.preprocessing import align_dataset_to_gravity
from gaitmap.stride_segmentation import BarthDtw
from gaitmap.trajectory_reconstruction import StrideLevelTrajectory
from gaitmap.utils.coordinate_conversion import convert_to_fbf

_COLUMNS = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]


def analyse(dataset: dict[str, pd.DataFrame], rate_hz: float) -> dict[str, pd.DataFrame]:
    """From arrays in the sensor frame of the guide to parameters of each stride."""
    upright = align_dataset_to_gravity(dataset, rate_hz)
    body = convert_to_fbf(upright, left_like="left_", right_like="right_")
    strides = BarthDtw().segment(data=body, sampling_rate_hz=rate_hz)
    events = RamppEventDetection().detect(
        body, stride_list=strides.stride_list_, sampling_rate_hz=rate_hz
    )
    path = StrideLevelTrajectory().estimate(
        upright, stride_event_list=events.min_vel_event_list_, sampling_rate_hz=rate_hz
    )
    times = TemporalParameterCalculation().calculate(
        events.min_vel_event_list_, sampling_rate_hz=rate_hz
    )
    ways = SpatialParameterCalculation().calculate(
        events.min_vel_event_list_, path.position_, path.orientation_, sampling_rate_hz=rate_hz
    )
    return {foot: times.parameters_[foot].join(ways.parameters_[foot]) for foot in dataset}


def main() -> None:
    """Time a first call on a minute, which compiles, and then the hour."""
    with np.load(sys.argv[1], allow_pickle=False) as arrays:
        feet = {
            f"{side}_sensor": pd.DataFrame(
                np.column_stack([arrays[f"acc_{side}"], arrays[f"gyr_dps_{side}"]]),
                columns=_COLUMNS,
            )
            for side in ("left", "right")
        }
    rate_hz = float(sys.argv[2])
    minute = {foot: table.iloc[: int(60 * rate_hz)] for foot, table in feet.items()}
    begin = time.perf_counter()
    analyse(minute, rate_hz)
    first_s = time.perf_counter() - begin
    begin = time.perf_counter()
    found = analyse(feet, rate_hz)
    print(
        json.dumps(
            {
                "first_call_s": first_s,
                "seconds": time.perf_counter() - begin,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "strides": sum(len(table) for table in found.values()),
            }
        )
    )


if __name__ == "__main__":
    main()
