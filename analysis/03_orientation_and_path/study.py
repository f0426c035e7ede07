"""How should a closed stride be oriented and integrated? Sixteen ways side by side.

python analysis/03_orientation_and_path/study.py
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent), str(_HERE.parent / "01_open_half")]

from smoothed_strides import smoothed_found, untilted_found
from variants import Variant, compare
from vqf_strides import vqf_found

VARIANTS = (
    Variant("as shipped"),
    Variant("no rolling: velocity zero at mid-stance", {"closed_stride.roll_height_m": 0.0}),
    Variant("gravity at the two rests only", {"closed_stride.mean_tilt_sd_deg": 1e6}),
    Variant("gravity by the whole stride only", {"closed_stride.rest_tilt_sd_deg": 30.0}),
    Variant("gyroscope trusted (drift 0.05 °/s)", {"drift.turn_dps": 0.05}),
    Variant("vertical error spread evenly", {"drift.upright_mps2": 1e3}),
    Variant("bias from rests only", {"gyro_bias.unknown_sd_dps": 1e-6}),
    Variant("height knows nothing of the shared tilt", find=untilted_found),
    Variant("accelerometer's bias not learned", {"acc_bias.unknown_sd_mps2": 1e-6}),
    Variant("bias asked of straight strides, too", {"acc_bias.least_turn_deg": 0.0}),
    Variant("bias: stances to 0.15 m/s²", {"acc_bias.stance_sd_mps2": 0.15}),
    Variant(
        "zero velocity and height, weighted",
        find=partial(smoothed_found, tilt_sd_deg=1e-4, jolts=False),
    ),
    Variant("smoother with tilt, 0.5°", find=partial(smoothed_found, tilt_sd_deg=0.5, jolts=False)),
    Variant(
        "smoother with tilt and level jolts, 1°",
        find=partial(smoothed_found, tilt_sd_deg=1.0, jolts=True),
    ),
    Variant("VQF, 3 s", find=partial(vqf_found, tilt_time_s=3.0)),
    Variant("VQF, 9 s", find=partial(vqf_found, tilt_time_s=9.0)),
)

COLUMNS = {
    ("S4", "waveform_deg"): "S4 pitch RMSE, °",
    ("S5", "mae_deg"): "S5 strike angle MAE, °",
    ("S6", "mae_mps"): "S6 belt MAE, m/s",
    ("S6", "worst_mps"): "S6 worst",
    ("S7", "vicon_length"): "S7 optics, %",
    ("S7", "tape_length"): "S7 tape, cm",
    ("S7", "vicon_run_length"): "S7 optics, running, %",
    ("S7", "tape_run_length"): "S7 tape, running, cm",
    ("S8", "minimum_mm"): "S8 minimum, mm",
    ("S8", "peak_mm"): "S8 peak, mm",
    ("S8", "trace_mm"): "S8 height RMS, mm",
    ("S9", "low_bias_mm"): "S9 toe bias, mm",
    ("S9", "low_sd_mm"): "S9 toe SD, mm",
}

if __name__ == "__main__":
    compare(_HERE, VARIANTS, COLUMNS)
