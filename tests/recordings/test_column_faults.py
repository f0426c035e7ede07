from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.column_faults import is_time_of_day, listed
from gaitsense.recordings.read import read_recording

G = 9.80665
N = 400


@pytest.fixture
def table(tmp_path, closed_form):
    """A table of 100 Hz, with m/s² and rad/s times a factor."""

    def write(header: str, *, acc: float = 1.0, gyr: float = 1.0, name: str = "left.csv") -> Path:
        values = closed_form(np.arange(N), 100.0)
        columns = [np.arange(N) / 100.0, *(values[0].T * acc), *(values[1].T * gyr)]
        path = tmp_path / name
        rows = zip(*columns[: len(header.split(","))], strict=True)
        lines = [header, *(",".join(f"{value:.12g}" for value in row) for row in rows)]
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def refused(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("header", "acc", "said"),
    [
        ("millis,ax,ay,az,gx,gy,gz", 1.0, "there is no column for time (there are millis, ax"),
        ("t,ax,ay,az,gx,gy,gz", 2048.0 / G, "the unit of acceleration cannot be told"),
        ("t,ax,ay,az,gx,gy,g_y", 1.0, "columns 'gy' and 'g_y' could mean the same"),
    ],
)
def test_a_named_table_that_cannot_be_told_ends_with_the_way_out(table, header, acc, said):
    path = table(header, acc=acc, name="my left.csv")
    message = refused(path)
    assert said in message
    way = f", or say which column is what: gaitsense columns {shlex.quote(str(path))}"
    assert message.endswith(way)
    assert "understood are" not in message


def test_other_faults_of_a_named_table_offer_no_map(table):
    message = refused(table("t,ax,ay,az,gx,gy,gz", gyr=1e-3))
    assert "never moved" in message
    assert "gaitsense columns" not in message


def test_acceleration_alone_is_said_to_lack_a_gyroscope(table):
    message = refused(table("t_s,acc_x,acc_y,acc_z"))
    assert "there is no angular rate in this table (its columns are t_s, acc_x, acc_y" in message
    assert "gaitsense columns" not in message


def test_where_other_columns_may_be_angular_rates_it_is_an_unknown_table(table):
    assert "this is a table with the columns t_s, acc_x" in refused(
        table("t_s,acc_x,acc_y,acc_z,a,b,c")
    )


@pytest.mark.parametrize(
    ("header", "acc", "said"),
    [
        ("t_s,acc_x_g,acc_y_g,acc_z_g,gx,gy,gz", 1.0, "'acc_x_g' says g, but at rest the values"),
        ("t_s,ax_mg,ay_mg,az_mg,gx,gy,gz", 1.0 / G, "'ax_mg' says mg, but at rest the values"),
    ],
)  # fmt: skip
def test_a_unit_in_the_header_that_gravity_denies_is_refused(standing, header, acc, said):
    message = refused(standing(header, acc=acc))
    assert said in message
    assert f"which is gravity in {'m/s^2' if acc == 1.0 else 'g'};" in message
    assert "mend the unit in the header of all three axes" in message


@pytest.fixture
def standing(tmp_path):
    """A foot that rests for two thirds of each second, 100 Hz; with a spread, it never does."""

    def write(header: str, *, acc: float, rest_mps2: float = G, spread: float = 0.0) -> Path:
        t = np.arange(1000) / 100.0
        swing = np.where(t % 1.0 > 0.66, np.sin((t % 1.0 - 0.66) / 0.34 * np.pi), 0.0)
        force = rest_mps2 + 20.0 * swing + spread * np.sin(15.0 * t)
        columns = [
            t, 8.0 * swing * acc, 0.3 * acc + 0 * t, force * acc,
            0.3 * swing, 6.0 * swing, 0.01 + 0.1 * swing,
        ]  # fmt: skip
        path = tmp_path / "left.csv"
        rows = [",".join(f"{value:.9g}" for value in row) for row in zip(*columns, strict=True)]
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    return write


def test_a_running_foot_with_high_forces_is_no_wrong_unit(standing):
    """Its calm is 9.81 times gravity in the mean, but never steady."""
    names = "t_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gx,gy,gz"
    assert read_recording(standing(names, acc=1.0, rest_mps2=70.0, spread=30.0))["left"]
    steady = standing("t_s,acc_x_g,acc_y_g,acc_z_g,gx,gy,gz", acc=1.0 / G)
    assert read_recording(steady)["left"].acc_mps2[0, 2] == pytest.approx(G, rel=1e-4)


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (["10:00:00.010", "10:00:00.020"], True),
        (["12.03.2026 10:00:00,010", ""], True),
        (["2026-03-12T10:00:00Z"], True),
        (["3/12/26 9:05 PM"], True),
        (["10:00:00.010", "3"], False),
        (["1.5"], False),
        ([""], False),
        ([], False),
    ],
)
def test_times_of_day(cells, answer):
    assert is_time_of_day(cells) is answer


@pytest.mark.parametrize("more", ["", "\n\n"])
def test_names_without_rows_are_an_empty_recording(tmp_path, more):
    path = tmp_path / "left.csv"
    path.write_text(f"a logger\nmillis;ax;ay;az\n{more}")
    message = refused(path)
    assert "there are names (millis, ax, ay, az) but no rows, so the recording is empty" in message
    assert "understood are" not in message


def test_a_line_of_one_cell_is_told_in_the_singular(table):
    path = table("t_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gx,gy,gz")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:9], "7", *lines[9:]]) + "\n")
    assert any("line 10 has 1 cell instead of 7" in note for note in read_recording(path).notes)


def test_sixteen_names_are_listed():
    names = [f"c{k}" for k in range(16)]
    assert listed(names).endswith("c14, c15")
    assert listed([*names, "more"]).endswith("c15, …")
    assert listed(["", "x" * 99]) == f"(unnamed), {'x' * 40}"
