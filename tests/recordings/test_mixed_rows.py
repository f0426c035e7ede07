from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.toml import from_table
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.mixed_rows import refuse_mixed_rows
from gaitsense.recordings.read import read_recording
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk

NAMES = [f"acc_{axis}_mps2" for axis in "xyz"] + [f"gyr_{axis}_radps" for axis in "xyz"]
JUMPS = "rows of two sensors in turn"


@pytest.fixture(scope="module")
def feet() -> list[tuple[np.ndarray, np.ndarray]]:
    walk = simulate_walk(load_scenario("healthy"), 4, rate_hz=100.0).recording
    n = min(len(walk["left"]), len(walk["right"]))
    return [
        (foot.acc_mps2[:n].astype(np.float64), foot.gyr_radps[:n].astype(np.float64))
        for foot in (walk["left"], walk["right"])
    ]


def mixed(feet, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(key, kind="stable")
    acc, gyr = (np.concatenate([foot[k] for foot in feet])[order] for k in (0, 1))
    return acc, gyr


def in_turn(feet) -> np.ndarray:
    return np.tile(np.arange(len(feet[0][0])), 2)


@pytest.mark.parametrize("every", [1, 2, 4])
def test_one_sensor_is_believed_at_any_rate(feet, every):
    for acc, gyr in feet:
        refuse_mixed_rows(acc[::every], gyr[::every], "left")


def test_two_sensors_in_turn_or_at_random_are_refused(feet):
    late = in_turn(feet) + np.random.default_rng(3).uniform(0.0, 1.5, 2 * len(feet[0][0]))
    for key in (in_turn(feet), late):
        with pytest.raises(RecordingError, match=JUMPS):
            refuse_mixed_rows(*mixed(feet, key), "left")


def test_a_sensor_at_rest_may_waver_by_its_smallest_step(feet):
    gyr = np.zeros((300, 3))
    acc = np.full((300, 3), 5.66)
    acc[::2, 1] += 0.16
    refuse_mixed_rows(acc, gyr, "left")
    # Struck digits and lost samples are somebody else's matter.
    acc, gyr = feet[0][0].copy(), feet[0][1]
    acc[::3] = np.nan
    acc[1::6] = 1e30
    refuse_mixed_rows(acc, gyr, "left")


@pytest.mark.parametrize("by_map", [False, True])
def test_a_table_with_a_column_that_tells_the_sensor_is_refused(feet, tmp_path: Path, by_map):
    """Each time stands twice in it, which else looks like samples that come in pairs."""
    acc, gyr = mixed(feet, in_turn(feet))
    table = pd.DataFrame(np.hstack([acc, gyr]), columns=NAMES)
    table.insert(0, "device", np.arange(len(table)) % 2)
    table.insert(0, "t_s", np.arange(len(table)) // 2 / 100.0)
    path = tmp_path / "walk_left.csv"
    table.to_csv(path, index=False)
    columns = None
    if by_map:
        refs = {name.rsplit("_", 1)[0]: name for name in NAMES}
        whole = {
            "time": {"column": "t_s", "unit": "s"},
            "units": {"acc": "m/s^2", "gyr": "rad/s"},
            "foot": refs,
        }
        columns = from_table(ColumnMap, whole)
    with pytest.raises(RecordingError, match=JUMPS):
        read_recording(path, columns=columns)
