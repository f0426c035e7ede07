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
        for foot in range(feet):
            # No two sensors read the same.
            gain = 1.0 + 4e-7 * foot
            columns += [*(values[0].T * acc * gain), *(values[1].T * gyr * amplitude * gain)]
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


@pytest.mark.parametrize(
    ("names", "units", "said"),
    [
        (("time", "ax_g", "ay_g", "az_mps2", *PLAIN[4:]), "", "acceleration .* g and mps2;"),
        ((*PLAIN[:4], "wx_dps", "wy_radps", "wz_dps"), "", "angular rate .* dps and radps;"),
        (PLAIN, "s,g,mg,g,dps,dps,dps", "acceleration state different units, g and mg;"),
        (("time", "ax_g", "ay", "az_mps2", *PLAIN[4:]), "", "acceleration .* g and mps2;"),
    ],
)
def test_units_that_differ_between_axes_are_refused(read, names, units, said):
    with pytest.raises(RecordingError, match=said) as caught:
        read(names, units=units)
    assert str(caught.value).startswith(str(caught.value.file))
    assert "export them in one unit" in str(caught.value)


def test_two_spellings_of_one_unit_are_one_unit(read, closed_form):
    recording = read(("t_s", "ax_mps2", "ay (m/s^2)", "az [m/s2]", *PLAIN[4:]))
    assert_signal(recording["left"], closed_form)
    assert not [note for note in recording.notes if "acceleration" in note]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"time": 1e-9}, "unit of the time column cannot be told"),
        ({"time": 0.0}, "unit of the time column cannot be told"),
        ({"acc": 5.0 / G}, "unit of acceleration cannot be told"),
        ({"acc": 1e4}, "unit of acceleration cannot be told"),
        ({"gyr": 6.0}, "neither rad/s nor °/s of a walking foot for certain"),
        ({"amplitude": 0.2}, "neither rad/s nor °/s of a walking foot for certain"),
        ({"amplitude": 0.01}, r"stay below 0\.04.*never moved or its gyroscope is silent"),
        ({"amplitude": 0.0}, "never moved or its gyroscope is silent"),
        ({"acc": 0.0, "amplitude": 0.0}, "the accelerometer reads 0 throughout.*silent"),
        ({"acc": np.nan, "amplitude": np.nan}, "none of 400 rows holds all six.*silent"),
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
            left = ",".join(f"{value:.9g}" for value in (*acc[k], *gyr[k]))
            right = ",".join(f"{value:.9g}" for value in (*acc[k], *-gyr[k]))
            file.write(f"{1.7e9 + k / 100:.2f},{left},{1.7e9 + 0.7 + k / 100:.2f},{right}\n")
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


def test_cells_that_read_nan_are_empty_ones(tmp_path, read, closed_form):
    """A foot that has no value at all is silent, however the empty cells are written."""
    path = tmp_path / "left.csv"
    rows = [f"{k / 100}" + ",NaN" * 6 for k in range(300)]
    path.write_text("\n".join([",".join(PLAIN), *rows, ""]))
    with pytest.raises(RecordingError, match=r"none of 300 rows holds all six.*silent"):
        read_recording(path)


def test_a_table_that_begins_with_nan_is_a_table(tmp_path, closed_form):
    acc, gyr = closed_form(np.arange(300), 100.0)
    rows = [f"{k / 100}," + ",".join(f"{v:.9g}" for v in [*acc[k], *gyr[k]]) for k in range(300)]
    rows[:70] = [f"{k / 100}" + ",nan" * 6 for k in range(70)]
    path = tmp_path / "left.csv"
    path.write_text("\n".join([",".join(PLAIN), *rows, ""]))
    assert len(read_recording(path)["left"]) == 230


@pytest.mark.parametrize(
    ("factor", "unit", "divisor"),
    [
        (1e3, "milliseconds", "1000,"),
        (1e6, "microseconds", "1000000,"),
        (1e9, "nano", "1000000000,"),
    ],
)
@pytest.mark.parametrize("start", [0.0, 1.7e9])
def test_times_in_another_unit_than_their_name_says(read, factor, unit, divisor, start):
    with pytest.raises(RecordingError, match=f"too few .* if they are {unit}") as caught:
        read(("t_s", *PLAIN[1:]), time=factor, start=start * factor)
    assert f"divide them by {divisor}" in str(caught.value)
    assert "walk_left.csv: taken for seconds" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "start"), [("t_s", 1.7e9), ("t_s", 1.7e9 + 62.0), ("time", 1.7e9), ("time", 1.7e12)]
)
def test_dates_that_were_float32_have_lost_their_digits(tmp_path, closed_form, name, start):
    acc, gyr = closed_form(np.arange(400), 100.0)
    scale = 1000.0 if start > 1e12 else 1.0
    times = (start + scale * np.arange(400) / 100.0).astype(np.float32).astype(np.float64)
    rows = [
        f"{times[k]:.15g}," + ",".join(f"{v:.9g}" for v in [*acc[k], *gyr[k]]) for k in range(400)
    ]
    path = tmp_path / "left.csv"
    path.write_text("\n".join([",".join([name, *PLAIN[1:]]), *rows, ""]))
    with pytest.raises(
        RecordingError, match=r"have lost their last digits.*write them with 64 bits"
    ):
        read_recording(path)


def test_a_sensor_that_repeats_one_row_is_left_out(tmp_path, closed_form):
    acc, gyr = closed_form(np.arange(300), 100.0)
    axes = ["acc_x_mps2", "acc_y_mps2", "acc_z_mps2", "gyr_x_dps", "gyr_y_dps", "gyr_z_dps"]
    names = ["t_s", *(f"l_{name}" for name in axes), *(f"r_{name}" for name in axes)]
    frozen = ",".join(f"{v:.5f}" for v in [*acc[7], *gyr[7]])
    rows = [
        f"{k / 100}," + ",".join(f"{v:.5f}" for v in [*acc[k], *gyr[k]]) + "," + frozen
        for k in range(300)
    ]
    path = tmp_path / "walk.csv"
    path.write_text("\n".join([",".join(names), *rows, ""]))
    recording = read_recording(path)
    assert recording.sides == ("left",)
    assert recording.notes[-1] == (
        "Left out: walk.csv: right: the values never change, all 300 samples are the same, so this "
        "sensor was not measuring; check it and record again."
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("time", "acc_x_g", "acc_y_g", "acc_z", *PLAIN[4:]), "state g .* look like m/s"),
        (("time", *PLAIN[1:4], "gyr_x_dps", "gyr_y", "gyr_z"), "state dps .* look like rad/s"),
    ],
)
def test_one_axis_without_a_unit_does_not_overrule_the_others(read, names, said):
    with pytest.raises(RecordingError, match=said):
        read(names)


def test_one_axis_without_a_unit_takes_the_others(read, closed_form):
    recording = read(("t_s", "acc_x_g", "acc_y_g", "acc_z", *PLAIN[4:]), acc=1 / G)
    assert_signal(recording["left"], closed_form)
    assert "acceleration was taken as g" in recording.notes[0]


@pytest.mark.parametrize(
    "below", ["s,g,g,g,rad/s,rad/s,rad/s", "s,m/s^2,s,m/s^2,rad/s,rad/s,rad/s"]
)
def test_a_row_of_units_that_contradicts_the_names_is_refused(read, below):
    names = ("t_s", "acc_x_mps2", "acc_y_mps2", "acc_z_mps2", *PLAIN[4:])
    with pytest.raises(RecordingError, match="its name says mps2 and the row of units says") as e:
        read(names, units=below)
    assert (e.value.line, e.value.column[:4]) == (2, "acc_")
    assert read(names, units="s,m/s^2,m/s^2,m/s^2,radps,radps,radps").notes == ()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_rows_before_a_repeated_header_are_not_lost(tmp_path, read, at):
    whole = read()
    path = tmp_path / "walk_left.csv"
    lines = path.read_text().splitlines()
    lines.insert(at, lines[0])
    path.write_text("\n".join([*lines, ""]))
    recording = read_recording(path)
    assert len(recording["left"]) == len(whole["left"])
    assert f"line {at + 1} repeats the header" in recording.notes[0]


@pytest.mark.parametrize("broken", [lambda line: line + ",", lambda _: "", lambda line: line[:9]])
def test_a_broken_row_early_on_does_not_become_the_header(tmp_path, read, broken):
    read()
    path = tmp_path / "walk_left.csv"
    lines = path.read_text().splitlines()
    lines[2] = broken(lines[2])
    path.write_text("\n".join([*lines, ""]))
    assert len(read_recording(path)["left"]) == 399


def test_a_stated_unit_that_only_people_can_judge_is_noted(read):
    """Radians under a header that says degrees: a foot that hardly turns, or a wrong header."""
    names = (*PLAIN[:4], "gyr_x_dps", "gyr_y_dps", "gyr_z_dps")
    notes = read(names).notes
    assert [
        note for note in notes if "angular rates reach only" in note and "in the header" in note
    ]
    assert not [note for note in read(names, gyr=DEG).notes if "angular rates reach only" in note]
