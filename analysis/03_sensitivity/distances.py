"""Which scored numbers are watched, and which distance on each of them matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Watched:
    """A scored number.

    Parameters
    ----------
    row, key : str
        Row of 01_open_half and metric inside it.
    distance : float
        A change of this size matters, in the metric's own unit.
    word, unit : str
        How it is written in tables.
    yields : bool
        Whether it is the metric's yield that is watched, not its value.
    """

    row: str
    key: str
    distance: float
    word: str
    unit: str = ""
    yields: bool = False

    @property
    def name(self) -> str:
        """Its key in results."""
        return f"{self.row}.{self.key}" + (".yield" if self.yields else "")


#: By judgement, not by measurement: they order the table and decide nothing.
WATCHED: Final = (
    Watched("S1", "f1", 0.01, "S1 F1"),
    Watched("S2", "ic_f1", 0.01, "S2 contact F1"),
    Watched("S2", "to_f1", 0.01, "S2 toe-off F1"),
    Watched("S2", "ic_median_ms", 5.0, "S2 contact, median", "ms"),
    Watched("S2", "to_median_ms", 5.0, "S2 toe-off, median", "ms"),
    Watched("S3", "ic_bias_ms", 5.0, "S3 contact, bias", "ms"),
    Watched("S3", "ic_sd_ms", 5.0, "S3 contact, SD", "ms"),
    Watched("S3", "tc_bias_ms", 5.0, "S3 toe-off, bias", "ms"),
    Watched("S3", "tc_sd_ms", 5.0, "S3 toe-off, SD", "ms"),
    Watched("S4", "waveform_deg", 0.1, "S4 waveform", "°"),
    Watched("S4", "contact_bias_deg", 0.1, "S4 own contact, bias", "°"),
    Watched("S4", "live_deg", 0.1, "S4 live", "°"),
    Watched("S5", "mae_deg", 0.1, "S5 error", "°"),
    Watched("S5", "change_mae_deg", 0.1, "S5 error of changes", "°"),
    Watched("S6", "mae_mps", 0.001, "S6 error", "m/s"),
    Watched("S6", "count_difference", 1.0, "S6 counts apart", "1/min"),
    Watched("S7", "vicon_length", 0.1, "S7 optics", "%"),
    Watched("S7", "vicon_length", 0.01, "S7 optics, yield", yields=True),
    Watched("S7", "tape_length", 0.1, "S7 tape", "cm"),
    Watched("S7", "tape_length", 0.01, "S7 tape, yield", yields=True),
    Watched("S8", "minimum_mm", 0.3, "S8 minimum", "mm"),
    Watched("S8", "peak_mm", 0.3, "S8 peak", "mm"),
    Watched("S8", "peak_mm", 0.01, "S8 yield", yields=True),
    Watched("S9", "low_bias_mm", 0.3, "S9 minimum, bias", "mm"),
    Watched("S9", "low_sd_mm", 0.3, "S9 minimum, SD", "mm"),
    Watched("S10", "alarms", 0.1, "S10 alarms", "/100"),
    Watched("S10", "unsure_level", 1.0, "S10 unsure", "%"),
    Watched("S14", "time_distribution", 1.0, "S14 stride time", "ms"),
    Watched("S14", "length_distribution", 0.1, "S14 stride length", "%"),
)
ROWS_WATCHED: Final = tuple(dict.fromkeys(one.row for one in WATCHED))
