from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.toml import from_table
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.read import read_recording

G = 9.80665


@pytest.fixture
def counts(tmp_path) -> Path:
    """A foot that rests for two thirds of each second: 2048 counts a g, 16.4 counts a °/s."""
    t = np.arange(1000) / 100.0
    swing = np.where(t % 1.0 > 0.66, np.sin((t % 1.0 - 0.66) / 0.34 * np.pi), 0.0)
    acc = np.column_stack([0.8 * swing, 0.05 + 0 * t, 1.0 + 0.6 * swing]) * 2048
    gyr = np.degrees(np.column_stack([0.3 * swing, 6.0 * swing, 0.1 * swing])) * 16.4
    path = tmp_path / "raw_left.csv"
    np.savetxt(path, np.rint(np.hstack([acc, gyr])), fmt="%d", delimiter=",")
    return path


def mapped(**units: object) -> ColumnMap:
    whole = {"acc": "g", "acc_scale": 1 / 2048, "gyr": "deg/s", "gyr_scale": 1 / 16.4, **units}
    names = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
    foot = {name: k + 1 for k, name in enumerate(names)}
    return from_table(ColumnMap, {"time": {"rate_hz": 100.0}, "units": whole, "foot": foot})


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ({"acc_scale": 0.5 / 2048}, "write acc_scale = 0.000488 or near it under [units]"),
        ({"acc_scale": 4 / 2048}, "write acc_scale = 0.000488 or near it under [units]"),
        ({"acc_scale": 1.0}, "write acc_scale = 0.000488 or near it under [units]"),
        ({"gyr_scale": 1.0}, "these look like raw counts: write under [units] in the map what one"),
    ],
)
def test_a_scale_that_cannot_be_is_refused_in_the_words_of_the_map(counts, units, said):
    with pytest.raises(RecordingError) as caught:
        read_recording(counts, columns=mapped(**units))
    assert said in caught.value.message
    assert "multiply" not in caught.value.message


@pytest.mark.parametrize(
    ("factors", "units", "said"),
    [
        ((1 / 2048, 1 / 16.4), {"acc": "m/s^2"}, 'like g: write acc = "g" under [units] in'),
        ((G / 2048, 1 / 16.4), {"acc": "g", "acc_scale": 0.5}, 'write acc = "m/s^2" under [units]'),
        ((G / 2048, 1 / 16.4), {"acc": "g", "acc_scale": 0.5}, "and take acc_scale out of it"),
        ((1 / 2048, 1 / 16.4), {"gyr": "rad/s"}, 'write gyr = "deg/s" under [units] in the map'),
        ((1 / 2048, 1 / 16.4), {"gyr": "rad/s", "gyr_scale": 0.9}, "and take gyr_scale out of it"),
        ((1 / 2048, 1000 / 16.4), {"gyr": "deg/s"}, 'write gyr = "mdps" under [units] in the map'),
    ],
)  # fmt: skip
def test_a_unit_that_cannot_be_is_told_with_the_right_one(counts, factors, units, said):
    rows = np.loadtxt(counts, delimiter=",") * np.repeat(factors, 3)
    np.savetxt(counts, rows, fmt="%.6f", delimiter=",")
    with pytest.raises(RecordingError) as caught:
        read_recording(counts, columns=mapped(**{"acc_scale": 1.0, "gyr_scale": 1.0, **units}))
    assert said in caught.value.message


def test_what_is_right_is_read_and_the_rate_is_said_to_be_the_maps(counts):
    recording = read_recording(counts, columns=mapped())
    assert recording["left"].acc_mps2[0, 2] == pytest.approx(G, rel=1e-4)
    (note,) = recording.notes
    assert "holds no times, so samples were counted at the 100 Hz of the column map" in note
    assert "a wrong rate makes lengths wrong by its square" in note


def test_without_gravity_the_advice_is_not_a_scale(counts):
    rows = np.loadtxt(counts, delimiter=",")
    rows[:, 2] -= 2048
    rows[:, 1] += 0.1 * 2048
    np.savetxt(counts, np.rint(rows), fmt="%d", delimiter=",")
    with pytest.raises(RecordingError, match="gravity has been removed") as caught:
        read_recording(counts, columns=mapped())
    assert "acc_scale" not in caught.value.message
