"""When does a foot leave the floor, and when does it land? Definitions side by side.

python analysis/03_events/study.py
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent), str(_HERE.parent / "01_open_half")]

from variants import Variant, compare

VARIANTS = (
    Variant("as shipped"),
    Variant("contact: reversal of pitch rate only", {"events.jolt_delay_s": 1.0}),
    Variant("contact: at most 36 ms before the jolt", {"events.jolt_delay_s": 0.036}),
    Variant("contact: at most 28 ms before the jolt", {"events.jolt_delay_s": 0.028}),
    Variant("contact: at most 20 ms before the jolt", {"events.jolt_delay_s": 0.020}),
    Variant("contact: reversal of the raw rate", {"events.reversal_blur_s": 0.001}),
    Variant("toe-off: fastest push-off", {"events.push_off_return": 1.0}),
    Variant("toe-off: half of it left", {"events.push_off_return": 0.5}),
    Variant("toe-off: end of push-off", {"events.push_off_return": 0.0}),
)

COLUMNS = {
    ("S2", "ic_f1"): "S2 contact F1",
    ("S2", "ic_median_ms"): "S2 contact, median, ms",
    ("S2", "ic_bias_ms"): "S2 contact, bias, ms",
    ("S3", "ic_bias_ms"): "S3 contact, bias, ms",
    ("S3", "ic_sd_ms"): "S3 contact, SD, ms",
    ("S2", "to_median_ms"): "S2 toe-off, median, ms",
    ("S2", "to_bias_ms"): "S2 toe-off, bias, ms",
    ("S3", "tc_bias_ms"): "S3 toe-off, bias, ms",
    ("S3", "tc_sd_ms"): "S3 toe-off, SD, ms",
    ("S4", "contact_bias_deg"): "S4 own contact pitch, bias, °",
    ("S5", "mae_deg"): "S5 strike angle MAE, °",
}

if __name__ == "__main__":
    compare(_HERE, VARIANTS, COLUMNS)
