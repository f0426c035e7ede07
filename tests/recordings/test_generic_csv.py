from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import read_recording

G, DEG = 9.80665, 180.0 / np.pi
PLAIN = ("time", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")


@pytest.fixture
def read(tmp_path: Path, closed_form):
    def from_table(
        names=PLAIN, *, time=1.0, acc=1.0, gyr=1.0, start=0.0, feet=1, above="", units="",
        name="walk_left.csv", n=400, amplitude=1.0, **options,
    ):  # fmt: skip
        k = np.arange(n)
        values = closed_form(k, 100.0)
        columns = [k / 100.0 * time + start]
        columns += [*(values[0].T * acc), *(values[1].T * gyr * amplitude)] * feet
        lines = [*([above] if above else []), ",".join(names), *([units] if units else [])]
        lines += [",".join(f"{value:.15g}" for value in row) for row in zip(*columns, strict=True)]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_recording(path, **options)

    return from_table


def assert_signal(foot, closed_form):
    acc, gyr = closed_form(np.arange(400), 100.0)
    np.testing.assert_allclose(foot.acc_mps2, acc, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=1e-6, atol=1e-6)
    assert foot.rate_hz == pytest.approx(100.0, rel=1e-6)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, ["taken as s,", "taken as m/s^2", "taken as rad/s"]),
        ({"time": 1e3, "acc": 1 / G, "gyr": DEG}, ["as ms,", "taken as g,", "taken as deg/s"]),
        ({"time": 1e6, "acc": 1000 / G}, ["as us,", "taken as mg,", "taken as rad/s"]),
        ({"time": 1e9}, ["taken as ns,", "taken as m/s^2", "taken as rad/s"]),
    ],
)
def test_units_that_no_one_states_are_deduced_and_said(read, closed_form, options, said):
    recording = read(**options)
    assert_signal(recording["left"], closed_form)
    assert len(recording.notes) == len(said)
    for note, word in zip(recording.notes, said, strict=True):
        assert word in note


@pytest.mark.parametrize(
    ("names", "units", "scale"),
    [
        (("t_s", "acc_x_mps2", "acc_y_mps2", "acc_z_mps2",
          "gyr_x_radps", "gyr_y_radps", "gyr_z_radps"), "", (1.0, 1.0, 1.0)),
        (("Time (ms)", "ax(g)", "ay(g)", "az(g)", "wx(deg/s)", "wy(deg/s)", "wz(deg/s)"), "",
         (1e3, 1 / G, DEG)),
        (PLAIN, "us,mg,mg,mg,dps,dps,dps", (1e6, 1000 / G, DEG)),
    ],
)  # fmt: skip
def test_stated_units_are_believed_without_a_word(read, closed_form, names, units, scale):
    time, acc, gyr = scale
    recording = read(names, units=units, time=time, acc=acc, gyr=gyr)
    assert_signal(recording["left"], closed_form)
    assert recording.notes == ()


def test_stated_units_that_cannot_be_are_refused(read):
    names = [*PLAIN[:1], "ax_mps2", "ay_mps2", "az_mps2", *PLAIN[4:]]
    with pytest.raises(RecordingError, match="looks like g"):
        read(names, acc=1 / G)


def test_units_that_differ_between_axes_are_not_believed(read):
    names = ["time", "ax_g", "ay_mps2", "az_g", *PLAIN[4:]]
    recording = read(names)
    assert "acceleration was taken as m/s^2" in recording.notes[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"time": 1e-9}, "unit of the time column cannot be told"),
        ({"time": 0.0}, "unit of the time column cannot be told"),
        ({"acc": 5.0 / G}, "unit of acceleration cannot be told"),
        ({"acc": 1e4}, "unit of acceleration cannot be told"),
        ({"gyr": 6.0}, "neither rad/s nor °/s of a walking foot for certain"),
        ({"amplitude": 0.01}, "neither rad/s nor °/s of a walking foot for certain"),
        ({"acc": 0.0}, "the accelerometer reads 0 throughout"),
    ],
)
def test_what_fits_no_unit_or_two_is_refused(read, options, said):
    with pytest.raises(RecordingError, match=said):
        read(**options)


def test_a_struck_value_does_not_decide_on_the_unit(tmp_path, read, closed_form):
    read()
    path = tmp_path / "walk_left.csv"
    lines = path.read_text().splitlines()
    for k, at in ((30, 1), (40, 5)):
        cells = lines[k].split(",")
        cells[at] = "1.5e300"
        lines[k] = ",".join(cells)
    path.write_text("\n".join([*lines, ""]))
    recording = read_recording(path)
    assert len(recording["left"]) == 398
    assert "2 rows of impossible values" in recording.notes[-1]


def test_dates_are_counted_from_the_first_sample(read, closed_form):
    recording = read(time=1e3, start=1.7e12)
    foot = recording["left"]
    assert foot.t_s[0] == pytest.approx(0.0, abs=1e-5)
    assert foot.rate_hz == pytest.approx(100.0, rel=1e-5)
    assert "Times are dates; they were counted from the first sample." in recording.notes


def test_dates_of_two_feet_keep_their_distance_in_time(tmp_path, closed_form):
    """The right foot's sensor stamps 0.7 s later, in a column of its own."""
    acc, gyr = closed_form(np.arange(400), 100.0)
    axes = [f"{quantity}_{axis}" for quantity in ("acc", "gyr") for axis in "xyz"]
    names = [f"{side}_{name}" for side in ("left", "right") for name in ("time (s)", *axes)]
    path = tmp_path / "walk.csv"
    with path.open("w") as file:
        file.write(",".join(names) + "\n")
        for k in range(400):
            values = ",".join(f"{value:.9g}" for value in (*acc[k], *gyr[k]))
            file.write(f"{1.7e9 + k / 100:.2f},{values},{1.7e9 + 0.7 + k / 100:.2f},{values}\n")
    recording = read_recording(path)
    assert recording["left"].t_s[0] == pytest.approx(0.0, abs=1e-5)
    assert recording["right"].t_s[0] == pytest.approx(0.7, abs=1e-5)
    said = [note for note in recording.notes if "Times are dates" in note]
    assert said == ["Times are dates; they were counted from the first sample."]


def test_dates_are_told_though_one_is_missing(tmp_path, read):
    read(("t_s", *PLAIN[1:]), start=1.7e9)
    path = tmp_path / "walk_left.csv"
    lines = path.read_text().split("\n")
    lines[50] = "," + lines[50].split(",", 1)[1]
    path.write_text("\n".join(lines))
    recording = read_recording(path)
    assert "Times are dates; they were counted from the first sample." in recording.notes
    assert recording["left"].t_s[0] == pytest.approx(0.0, abs=1e-5)


def test_a_stated_unit_does_not_bring_times_that_are_not_there(read):
    with pytest.raises(RecordingError, match="none of 0 rows holds"):
        read(("t_s", *PLAIN[1:]), start=float("nan"))


def test_the_times_own_origin_is_kept(read):
    assert read(start=12.5)["left"].t_s[0] == pytest.approx(12.5)


def test_both_feet_in_one_table(read, closed_form):
    axes = [f"{quantity}_{axis}" for quantity in ("acc", "gyr") for axis in "xyz"]
    names = ["t_s", *(f"left_{name}" for name in axes), *(f"right_{name}" for name in axes)]
    recording = read(names, feet=2, name="walk.csv")
    assert recording.sides == ("left", "right")
    for side in recording.sides:
        assert_signal(recording[side], closed_form)
        assert recording[side].t_s[0] == pytest.approx(0.0, abs=1e-9)
    assert "right: acceleration was taken as m/s^2" in " ".join(recording.notes)


def test_the_side_can_be_given(read):
    assert read(name="walk.csv", side="right").sides == ("right",)
    with pytest.raises(RecordingError, match="say which foot with --side left or --side right"):
        read(name="walk.csv")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("n", *PLAIN[1:]), "there is no column for time"),
        ((*PLAIN[:6], "foo"), "there is no column for gyr z"),
        (("time", "acc_x", "ax", "acc_z", *PLAIN[4:]), "columns 'acc_x' and 'ax' could mean"),
    ],
)
def test_absent_and_ambiguous_columns_are_named(read, names, said):
    with pytest.raises(RecordingError, match=said) as caught:
        read(names)
    assert caught.value.line == 1


def test_time_of_day_is_named_as_text(tmp_path, closed_form):
    acc, gyr = closed_form(np.arange(50), 100.0)
    rows = [
        f"06:12:{k / 100:06.3f}," + ",".join(f"{v:.5f}" for v in [*acc[k], *gyr[k]])
        for k in range(50)
    ]
    path = tmp_path / "left.csv"
    path.write_text("\n".join([",".join(PLAIN), *rows, ""]))
    with pytest.raises(RecordingError, match=r"'06:12:00\.000' where a number is due") as caught:
        read_recording(path)
    assert (caught.value.line, caught.value.column) == (2, "time")


def test_one_silent_foot_of_two_is_left_out(tmp_path, closed_form):
    acc, gyr = closed_form(np.arange(300), 100.0)
    axes = [f"{quantity}_{axis}" for quantity in ("acc", "gyr") for axis in "xyz"]
    names = ["t_s", *(f"l_{name}" for name in axes), *(f"r_{name}" for name in axes)]
    rows = [
        f"{k / 100}," + ",".join(f"{v:.5f}" for v in [*acc[k], *gyr[k]]) + "," * 6
        for k in range(300)
    ]
    path = tmp_path / "walk.csv"
    path.write_text("\n".join([",".join(names), *rows, ""]))
    recording = read_recording(path)
    assert recording.sides == ("left",)
    assert recording.notes[-1].startswith("Left out: ")
    assert "right" in recording.notes[-1]
