"""Our reading of one CSV file, in a process of its own.

python reading.py FILE
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd  # noqa: F401  (its import is a cost of the process, not of reading)

import gaitsense

gaitsense.read_recording  # noqa: B018  (likewise: loads what reading needs)


def main() -> None:
    """Time one reading."""
    begin = time.perf_counter()
    recording = gaitsense.read_recording(sys.argv[1])
    seconds = time.perf_counter() - begin
    rows = sum(len(recording[side]) for side in recording.sides)
    print(json.dumps({"seconds": seconds, "rows": rows}))


if __name__ == "__main__":
    main()
