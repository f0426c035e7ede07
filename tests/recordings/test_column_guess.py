from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.column_guess import guess_columns

G = 9.80665
N = 800


@pytest.fixture(scope="module")
def walking() -> tuple[np.ndarray, np.ndarray]:
    """A foot that rests for two thirds of each second and swings for one, 100 Hz."""
    t = np.arange(N) / 100.0
    swing = np.where(t % 1.0 > 0.66, np.sin((t % 1.0 - 0.66) / 0.34 * np.pi), 0.0)
    acc = np.column_stack([8.0 * swing, 1.0 + 0 * t, G + 6.0 * swing * np.cos(9 * t)])
    gyr = np.column_stack([0.3 * swing, 6.0 * swing, 0.01 + 0.1 * swing])
    return acc, gyr


def write(path: Path, columns: Sequence[np.ndarray], header: str = "", form: str = "%.6g") -> Path:
    table = np.column_stack(columns)
    np.savetxt(path, table, fmt=form, delimiter=",", header=header, comments="")
    if not header:
        path.write_text(path.read_text().lstrip("\n"))
    return path


def found(path: Path) -> dict[str, tuple[int, str | None, str]]:
    (proposals,) = guess_columns(path).proposals.values()
    return {name: (p.at, p.unit, p.why) for name, p in proposals.items()}


@pytest.mark.parametrize(
    ("acc_scale", "acc_unit"), [(1.0, "m/s^2"), (1 / G, "g"), (1000 / G, "mg")]
)
@pytest.mark.parametrize(("gyr_scale", "gyr_unit"), [(1.0, "rad/s"), (180 / np.pi, "deg/s")])
def test_values_tell_columns_and_units(walking, tmp_path, acc_scale, acc_unit, gyr_scale, gyr_unit):
    acc, gyr = walking
    magnet = np.column_stack([np.full(N, 0.6), np.full(N, -0.2), np.full(N, 0.77)])
    k = np.arange(N)
    path = write(tmp_path / "log.csv", [k, magnet, k * 10 + 5000, gyr * gyr_scale, acc * acc_scale])
    guess = found(path)
    assert guess["time"] == (4, "ms", "values")
    assert [guess[f"gyr_{axis}"] for axis in "xyz"] == [
        (at, gyr_unit, "values") for at in (5, 6, 7)
    ]
    assert [guess[f"acc_{axis}"] for axis in "xyz"] == [
        (at, acc_unit, "values") for at in (8, 9, 10)
    ]
    assert guess_columns(path).layout.header_line == 0


def test_names_tell_more_than_values(walking, tmp_path):
    acc, gyr = walking
    names = "n,time_us,wz,wy,wx,ax (g),ay (g),az (g)"
    k = np.arange(N)
    path = write(tmp_path / "log.csv", [k, k * 10_000.0, gyr[:, ::-1], acc / G], names, "%.9g")
    guess = found(path)
    assert guess["time"] == (1, "us", "name")
    assert [guess[f"gyr_{axis}"][0] for axis in "xyz"] == [4, 3, 2]
    assert guess["gyr_x"][1:] == ("rad/s", "name")
    assert guess["acc_z"] == (7, "g", "name")
    stated = {
        name: p.stated for name, p in guess_columns(path).proposals[None].items()
    }  # fmt: skip
    assert (stated["acc_x"], stated["gyr_x"], stated["time"]) == (True, False, True)


def test_raw_counts_get_a_scale_and_an_unknown_gyroscope_no_unit(walking, tmp_path):
    acc, gyr = walking
    path = write(tmp_path / "log.csv", [acc / G * 2048, gyr * 3000], form="%.0f")
    guess = guess_columns(path)
    assert guess.acc_scale == 1 / 2048
    assert found(path)["acc_x"] == (0, "g", "values")
    assert found(path)["gyr_x"] == (3, None, "values")
    assert "time" not in found(path)


def test_both_feet_are_told_by_names(walking, tmp_path):
    acc, gyr = walking
    names = ["t_s"]
    names += [f"{side}_{what}_{axis}" for side in ("left", "right")
              for what in ("acc", "gyr") for axis in "xyz"]  # fmt: skip
    path = write(
        tmp_path / "log.csv", [np.arange(N) / 100, acc, gyr, acc, gyr * 1.01], ",".join(names)
    )
    guess = guess_columns(path)
    assert list(guess.proposals) == ["left", "right"]
    assert guess.proposals["right"]["gyr_z"].at == 12
    assert guess.proposals["right"]["time"].at == 0


def test_nothing_is_proposed_where_nothing_fits(tmp_path):
    random = np.random.default_rng(1)
    path = write(tmp_path / "log.csv", [random.normal(50.0, 0.1, (N, 6))])
    assert found(path) == {}


def test_the_same_columns_are_not_proposed_for_both(walking, tmp_path):
    swing = np.abs(walking[1][:, 1])
    one = np.column_stack([1.0 + swing, np.full(N, 0.1), np.full(N, 0.2)])
    guess = found(write(tmp_path / "log.csv", [one, np.full((N, 3), 7.0)]))
    assert sorted(guess) == ["acc_x", "acc_y", "acc_z"]


def test_of_two_orders_the_one_with_gravity_at_rest_is_proposed(walking, tmp_path):
    """°/s first: at rest they are small, and in a swing like m/s²."""
    acc, gyr = walking
    t = 1.7e9 + np.arange(N) / 100.0
    shaken = np.column_stack([acc[:, 0] / G, acc[:, 1] / G, acc[:, 2] / G]) * 1.0
    shaken[:, 0] += np.where(gyr[:, 1] > 3.0, 5.0, 0.0)
    turning = np.degrees(gyr) + np.array([8.0, 0.0, 0.0])
    path = write(tmp_path / "log.csv", [turning, shaken, t], "c1,c2,c3,c4,c5,c6,c7", "%.12g")
    guess = found(path)
    assert [guess[f"acc_{axis}"][0] for axis in "xyz"] == [3, 4, 5]
    assert [guess[f"gyr_{axis}"][0] for axis in "xyz"] == [0, 1, 2]
    assert guess["acc_x"][1] == "g"


def test_a_counter_of_packets_is_no_time(walking, tmp_path):
    steps = np.cumsum(np.where(np.arange(N) % 3 == 0, 1, 2))
    names = "a,b,c,d,e,f"
    path = write(tmp_path / "log.csv", [steps, *walking], f"Packet number,{names}")
    assert "time" not in found(path)
    path = write(tmp_path / "log.csv", [steps, *walking], f"Z,{names}")
    assert found(path)["time"][:2] == (0, "ms")


def test_times_of_day_and_whole_numbers_are_told(walking, tmp_path):
    acc, gyr = walking
    rows = [f"12.03.2026 10:00:{k / 100:06.3f}" for k in range(N)]
    cells = np.hstack([np.rint(acc * 200), gyr])
    lines = [";".join([t, *(f"{v:.6g}" for v in row)]) for t, row in zip(rows, cells, strict=True)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["Uhrzeit;a;b;c;d;e;f", *lines]) + "\n")
    guess = guess_columns(path)
    assert guess.times_of_day == (0,)
    assert guess.whole == {1, 2, 3}


def test_thousandths_of_a_degree_are_told_from_counts(walking, tmp_path):
    acc, gyr = walking
    path = write(tmp_path / "log.csv", [acc / G * 1000, np.degrees(gyr) * 1000])
    assert found(path)["gyr_x"][1] == "mdps"


def test_a_table_too_narrow_for_both_sensors_is_refused(walking, tmp_path):
    with pytest.raises(RecordingError, match="this table has 3 columns of numbers, where three of"):
        guess_columns(write(tmp_path / "log.csv", [walking[0], np.full(N, np.nan)]))
    path = write(tmp_path / "log.csv", [np.arange(N) / 100.0, walking[0]], "t_s,acc_x,acc_y,acc_z")
    with pytest.raises(RecordingError, match=r"there is no angular rate in this table \(its col"):
        guess_columns(path)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"hello\n", "is text without a table of numbers"),
        (b"\xff\xd8\xff" + bytes(20), "is a JPEG image"),
    ],
)
def test_what_is_no_table_is_said(tmp_path, raw, said):
    (tmp_path / "x").write_bytes(raw)
    with pytest.raises(RecordingError, match=said):
        guess_columns(tmp_path / "x")
