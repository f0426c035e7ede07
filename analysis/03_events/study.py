"""When does a foot leave the floor, and when does it land? Definitions side by side.

    python analysis/03_events/study.py

Three parts: settings scored on the recordings (the table), simulated walks with exact truth
(`simulated.py`), and where the signs of a contact lie about the references (`signs.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parent), str(_HERE.parent / "01_open_half")]

import signs
import simulated
from variants import Variant, compare

VARIANTS = (
    Variant("as shipped"),
    Variant("contact: reversal of pitch rate only", {"events.jolt_delay_s": 1.0}),
    Variant("contact: 26 ms before the jolt", {"events.jolt_delay_s": 0.026}),
    Variant("contact: 38 ms before the jolt", {"events.jolt_delay_s": 0.038}),
    Variant("jolt looked for up to 0.1 s only", {"events.jolt_after_s": 0.1}),
    Variant("not after the fastest lowering itself", {"events.landed_share": 1.0}),
    Variant("flat landings: speed down to 15 %", {"events.stop_share": 0.15}),
    Variant("flat landings: speed down to 25 %", {"events.stop_share": 0.25}),
    Variant("pitch read at contact itself", {"events.touch_s": 0.0}),
    Variant("pitch read 15 ms before", {"events.touch_s": 0.015}),
    Variant("pitch read at the reversal", {"events.touch_s": 1.0}),
    Variant("turns on the floor keep events", {"events.pivot_lift_m": 0.0}),
    Variant("any loss nearby hides a time", {"measures.hidden_event_s": 0.0}),
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
    ("S2", "to_f1"): "S2 toe-off F1",
    ("S2", "to_median_ms"): "S2 toe-off, median, ms",
    ("S2", "to_bias_ms"): "S2 toe-off, bias, ms",
    ("S3", "tc_bias_ms"): "S3 toe-off, bias, ms",
    ("S3", "tc_sd_ms"): "S3 toe-off, SD, ms",
    ("S4", "contact_bias_deg"): "S4 own contact pitch, bias, °",
    ("S5", "mae_deg"): "S5 strike angle MAE, °",
    ("S5", "r"): "S5 r",
    ("S5", "change_mae_deg"): "S5 change, MAE, °",
}

if __name__ == "__main__":
    compare(_HERE, VARIANTS, COLUMNS)
    simulated.add_to(_HERE)
    signs.draw(_HERE)
