"""When in swing the shoe vibrates, and what of a simulated swing's vibration is the path's own.

The path of the simulated foot is made of ramps. What these hold above 20 Hz is felt as
vibration, whatever the knob `swing_vibration_mps2` says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from people import without_hints
from strides import measure

from gaitsense import simulate_walk
from gaitsense.simulate.scenario import load_scenario

_RATES_HZ: Final = (100.0, 200.0)
_SENSOR: Final = "xsens_mtw"
_KNOBS_MPS2: Final = (0.0, 0.2, 0.4, 0.8)
_IMPACTS_G: Final = (0.0, 3.0, 6.0, 13.0)
_SHOWN: Final = (
    "swing_acc_rms_mps2",
    "swing_acc_burst_mps2",
    "swing_gyr_rms_dps",
    "contact_acc_peak_mps2",
    "contact_acc_rms_mps2",
    "contact_gyr_peak_dps",
    "contact_decay_s",
)


def knobs() -> list[dict[str, Any]]:
    """Measure packaged walks with the knobs of vibration and impact turned."""
    rows = []
    for name in ("healthy", "slow_healthy"):
        for rate_hz in _RATES_HZ:
            turned = [(v, 0.0) for v in _KNOBS_MPS2] + [(0.0, g) for g in _IMPACTS_G[1:]]
            for vibration, impact in turned:
                scenario = replace(
                    load_scenario(name), swing_vibration_mps2=vibration, impact_g=impact
                )
                walk = simulate_walk(scenario, 1, rate_hz=rate_hz, sensor=_SENSOR)
                median = measure(without_hints(walk.recording)).table[list(_SHOWN)].median()
                rows.append(
                    {"walk": name, "rate_hz": rate_hz, "swing_vibration_mps2": vibration}
                    | {"impact_g": impact}
                    | {key: round(float(value), 3) for key, value in median.items()}
                )
    return rows
