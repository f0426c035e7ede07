from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gaitsense.recordings.decimal_text import CELL_WIDTH, float32_cells

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


def texts(values: np.ndarray) -> list[str]:
    cells = float32_cells(values)
    assert cells.shape == (len(values), CELL_WIDTH)
    return [bytes(row[row != 0]).decode() for row in cells]


def bits(values) -> list[int]:
    return np.asarray(values, np.float32).view(np.int32).tolist()


@settings(max_examples=300)
@given(hnp.arrays(np.float32, st.integers(0, 40), elements=FLOATS))
def test_every_text_gives_its_value_back_to_the_last_bit(values):
    assert bits([float(text) for text in texts(values)]) == bits(values)


def test_random_values_of_all_sizes_that_sensors_give():
    rng = np.random.default_rng(3)
    values = (10.0 ** rng.uniform(-6, 4, 200_000) * rng.choice([-1, 1], 200_000)).astype(np.float32)
    got = texts(values)
    assert bits([float(text) for text in got]) == bits(values)
    # numpy's own shortest text has as many digits
    digits = [len(text.strip("-0").replace(".", "").strip("0")) for text in got if "e" not in text]
    theirs = [
        len(str(value).strip("-0").replace(".", "").strip("0"))
        for value, text in zip(values, got, strict=True)
        if "e" not in text
    ]
    assert digits == theirs


def test_steps_of_a_sensor_and_the_edges():
    values = np.array(
        [0.0, -0.0, 1.0, -1.0, 9.80665, 0.1, 100.0, 999.99994, 1000.0, 1e-4, 9.999e-5, 1e-45,
         3.4028235e38, 16777216.0, 0.5, 123.456, -0.001, 2.0**-13],
        np.float32,
    )  # fmt: skip
    got = texts(values)
    assert got[:8] == ["0.0", "-0.0", "1.0", "-1.0", "9.80665", "0.1", "100.0", "999.99994"]
    assert bits([float(text) for text in got]) == bits(values)
    counts = (np.arange(-32768, 32768) * np.float32(16.0 * 9.80665 / 32768)).astype(np.float32)
    assert bits([float(text) for text in texts(counts)]) == bits(counts)
