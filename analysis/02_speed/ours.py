"""Our run: from arrays in memory to the stride table, in a process of its own.

python ours.py ARRAYS.npz RATE_HZ HOURS
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np


def main() -> None:
    """Time the import, a first call on a minute, and the whole."""
    begin = time.perf_counter()
    import gaitsense

    import_s = time.perf_counter() - begin
    rate_hz, hours = float(sys.argv[2]), int(sys.argv[3])
    feet = {}
    with np.load(sys.argv[1], allow_pickle=False) as arrays:
        for side in ("left", "right"):
            acc, gyr = (
                np.tile(arrays[name], (hours, 1)).astype(np.float64)
                for name in (f"raw_acc_{side}", f"raw_gyr_{side}")
            )
            feet[side] = (None, acc, gyr)
    minute = int(60 * rate_hz)
    begin = time.perf_counter()
    small = {side: (None, acc[:minute], gyr[:minute]) for side, (_, acc, gyr) in feet.items()}
    gaitsense.analyze(gaitsense.Recording.from_arrays(small, fs_hz=rate_hz))
    first_s = time.perf_counter() - begin
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    found = gaitsense.analyze(gaitsense.Recording.from_arrays(feet, fs_hz=rate_hz)).strides
    print(
        json.dumps(
            {
                "import_s": import_s,
                "first_call_s": first_s,
                "seconds": time.perf_counter() - begin,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "before_mb": before_mb,
                "strides": len(found),
            }
        )
    )


if __name__ == "__main__":
    main()
