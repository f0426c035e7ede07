"""Constants and conversions of units; SI inside, degrees only in results."""

from __future__ import annotations

from typing import Final

import numpy as np

#: Standard gravity, m/s² (CGPM 1901, resolution 2).
STANDARD_GRAVITY_MPS2: Final = 9.80665

DEG_PER_RAD: Final = 180.0 / np.pi
RAD_PER_DEG: Final = np.pi / 180.0
