from __future__ import annotations

import numpy as np
import pytest

from gaitsense.cli.no_steps import no_steps_error
from gaitsense.model.recording import Recording


def recording(rate_radps: float, seconds: float, sides: tuple[str, ...]) -> Recording:
    n = int(seconds * 30)
    acc = np.tile([0.0, 0.0, 9.8], (n, 1))
    gyr = np.tile([rate_radps, 0.0, 0.0], (n, 1))
    return Recording.from_arrays(dict.fromkeys(sides, (None, acc, gyr)), fs_hz=30.0)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            recording(0.0, 600.0, ("left", "right")),
            (
                "no steps were found in 10 min of the left and the right foot, which rested 100 % "
                "of the time; record a walk of at least 12 straight steps of each foot"
            ),
        ),
        (
            recording(2.0, 60.0, ("right",)),
            (
                "no steps were found in 60 s of the right foot, which moved 100 % of the time; "
                "record at least 12 straight steps of each foot, with the sensor fixed to the shoe"
            ),
        ),
    ],
)
def test_what_was_found_and_what_to_do(made: Recording, expected: str) -> None:
    assert str(no_steps_error(made)) == expected
