"""Broken values are no reason to warn, whatever their size."""

from __future__ import annotations

import numpy as np
import pytest

from gaitsense.recordings.doubtful_units import lengths, rest_acc_mps2, steady_acc_mps2

HUGE = np.float32(3e38)


def test_lengths_of_what_a_float32_holds_but_its_square_does_not():
    found = lengths(np.array([[3e30, 4e30, 0.0], [0.0, 0.0, -2.0]], np.float32))
    assert found == pytest.approx([5e30, 2.0], rel=1e-6)


@pytest.mark.parametrize("measure", [rest_acc_mps2, steady_acc_mps2])
@pytest.mark.parametrize("broken", ["acc", "gyr", "both"])
def test_gravity_is_measured_beside_a_broken_sample(measure, broken):
    acc = np.tile(np.float32([0.0, 0.0, 9.75]), (600, 1))
    gyr = np.zeros((600, 3), np.float32)
    gyr[300:] = [5.0, 0.0, 0.0]
    if broken in ("acc", "both"):
        acc[450] = HUGE
    if broken in ("gyr", "both"):
        gyr[450] = HUGE
    assert measure(acc, gyr) == pytest.approx(9.75)
