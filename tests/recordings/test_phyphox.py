from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

ACC = [f"Acceleration {axis} (m/s^2)" for axis in "xyz"]
GYR = [f"Gyroscope {axis} (rad/s)" for axis in "xyz"]
LINEAR = [f"Linear {name}" for name in ACC]
LATE_S = 0.003
RATE_HZ = 125.0


def number(value: float, decimal: str) -> str:
    """As phyphox writes it: 9.364549000E-3."""
    if np.isnan(value):
        return "NaN"
    mantissa, exponent = f"{value:.9e}".split("e")
    return f"{mantissa.replace('.', decimal)}E{int(exponent)}"


def table(path: Path, names, columns, separator=",", decimal=".") -> Path:
    lines = [separator.join(f'"{name}"' for name in names)]
    lines += [
        separator.join(number(value, decimal) for value in row)
        for row in zip(*columns, strict=True)
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def at(t, closed_form, of="left"):
    return closed_form(np.asarray(t) * 100.0, 100.0, of)


@pytest.fixture
def export(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """The folder of a simple experiment with both sensors."""

    def write(folder: str = "walk_left", *, n: int = 1000, names=(ACC, GYR), **signs) -> Path:
        t = np.arange(n) / RATE_HZ + 0.02
        acc = at(t, closed_form, folder)[0]
        gyr = at(t + LATE_S, closed_form, folder)[1]
        for stem, own, times, values in (
            ("Accelerometer", names[0], t, acc),
            ("Gyroscope", names[1], t + LATE_S, gyr),
        ):
            columns = [times, *values.T]
            table(tmp_path / folder / f"{stem}.csv", ["Time (s)", *own], columns, **signs)
        return tmp_path / folder

    return write


def check(foot, closed_form, atol=2e-5):
    acc, gyr = at(foot.t_s, closed_form)
    np.testing.assert_allclose(foot.acc_mps2, acc, atol=atol)
    np.testing.assert_allclose(foot.gyr_radps, gyr, atol=atol)


@pytest.mark.parametrize(
    ("separator", "decimal"), [(",", "."), ("\t", "."), (";", "."), ("\t", ","), (";", ",")]
)
def test_both_files_of_a_simple_experiment(export, closed_form, separator, decimal):
    recording = read_recording(export(separator=separator, decimal=decimal))
    foot = recording["left"]
    check(foot, closed_form)
    # The first acceleration comes before any turning was measured.
    assert len(foot) == 999
    assert foot.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    assert foot.t_s[0] == pytest.approx(0.028, abs=1e-6)
    assert recording.duration_s == pytest.approx(998 / RATE_HZ, rel=1e-6)
    assert foot.device == "phone with phyphox"
    assert recording.metadata["source_format"].startswith("phyphox (phone)")
    assert recording.notes == (
        "The gyroscope (125 Hz) was interpolated at the times of the accelerometer (125 Hz).",
    )


def test_columns_called_x_y_z_are_told_by_unit_and_by_the_name_of_the_set(export, closed_form):
    acc, gyr = [f"{a} (m/s^2)" for a in "XYZ"], [f"{a} (rad/s)" for a in "XYZ"]
    folder = export(names=(acc, gyr))
    check(read_recording(folder)["left"], closed_form)
    (folder / "Accelerometer.csv").rename(folder / "a.csv")
    with pytest.raises(RecordingError, match="do not say whether gravity is in them; give the fil"):
        read_recording([folder / "a.csv"], side="left")
    (folder / "a.csv").rename(folder / "Linear Accelerometer.csv")
    with pytest.raises(RecordingError, match="holds no gravity, so which way is up cannot be told"):
        read_recording(folder)


@pytest.mark.parametrize(
    ("names", "given", "said"),
    [
        ((LINEAR, GYR), "both", "without g) holds no gravity, so which way is up cannot be told"),
        ((LINEAR, GYR), "Accelerometer", "holds no gravity, so which way is up cannot be told"),
        ((ACC, GYR), "Accelerometer", "acceleration alone; give Gyroscope.csv of the same export"),
        ((ACC, GYR), "Gyroscope", "angular rate alone; give Accelerometer.csv of the same export"),
        (([ACC[0], ACC[1], "Acceleration z (m/s^2) "], GYR), "both", ""),
        (([ACC[0], ACC[1], GYR[2]], GYR), "Accelerometer", "a column of x, y and z is missing"),
        (([ACC[0], ACC[1], ACC[1]], GYR), "Accelerometer", "stands in the header twice"),
    ],
)
def test_what_is_missing_is_named(export, names, given, said):
    folder = export(names=names)
    paths = sorted(folder.iterdir()) if given == "both" else [folder / f"{given}.csv"]
    if not said:
        assert read_recording(paths).sides == ("left",)
        return
    with pytest.raises(RecordingError) as caught:
        read_recording(paths)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_linear_acceleration_beside_the_other_is_not_needed(export, closed_form):
    folder = export()
    t = np.arange(1000) / RATE_HZ
    table(folder / "Linear Acceleration.csv", ["Time (s)", *LINEAR], [t, t, t, t])
    check(read_recording(folder)["left"], closed_form)


def test_one_table_with_a_column_of_times_for_each(tmp_path, closed_form):
    t = np.arange(900) / RATE_HZ
    acc, gyr = at(t, closed_form)[0], at(t + LATE_S, closed_form)[1]
    # The gyroscope has two samples less; phyphox fills its columns up.
    turning = np.column_stack([t + LATE_S, gyr])
    turning[-2:] = np.nan
    names = ["Time (s)", *ACC, "Absolute acceleration (m/s^2)", "Time (s)", *GYR]
    columns = [t, *acc.T, np.linalg.norm(acc, axis=1), *turning.T]
    recording = read_recording(table(tmp_path / "Raw Data left.csv", names, columns))
    check(recording["left"], closed_form)
    assert len(recording["left"]) == 897
    assert not any("without" in note or "share" in note for note in recording.notes)


@pytest.mark.parametrize(("missing", "refused"), [(0, False), (2, False), (40, True)])
def test_one_column_of_times_serves_signals_of_equal_length_only(
    tmp_path, closed_form, missing, refused
):
    t = np.arange(900) / RATE_HZ
    acc, gyr = at(t, closed_form)
    gyr = gyr.copy()
    gyr[len(gyr) - missing :] = np.nan
    path = tmp_path / "Raw Data left.csv"
    table(path, ["Time (s)", *ACC, *GYR], [t, *acc.T, *gyr.T])
    if refused:
        with pytest.raises(RecordingError, match="900 rows of acceleration and 860 of angular rat"):
            read_recording(path)
        return
    recording = read_recording(path)
    check(recording["left"], closed_form)
    assert any("share one column of times" in n for n in recording.notes)


def test_the_column_of_times_may_stand_last(tmp_path, closed_form):
    t = np.arange(900) / RATE_HZ
    acc, gyr = at(t, closed_form)
    path = table(tmp_path / "left.csv", [*ACC, *GYR, "Time (s)"], [*acc.T, *gyr.T, t])
    check(read_recording(path)["left"], closed_form)


def test_a_table_with_a_signal_in_another_unit_is_somebody_elses(tmp_path, closed_form):
    t = np.arange(900) / RATE_HZ
    acc, gyr = at(t, closed_form)
    names = ["Time (s)", *ACC, *(f"Gyroscope {axis} (deg/s)" for axis in "xyz")]
    path = table(tmp_path / "left.csv", names, [t, *acc.T, *np.degrees(gyr).T])
    recording = read_recording(path)
    check(recording["left"], closed_form)
    assert recording.metadata["source_format"].startswith("a table with time")


def pauses(folder: Path, *at_s: float, separator=",", decimal=".") -> None:
    (folder / "meta").mkdir()
    rows = [["event", "experiment time", "system time", "system time text"]]
    rows += [["START", number(0.0, decimal), "1780000000.000", "2026-05-28"]]
    for stop in at_s:
        rows += [["PAUSE", number(stop, decimal), "1780000009.000", "2026-05-28"]]
    lines = [separator.join(f'"{c}"' if k in (0, 3) else c for k, c in enumerate(r)) for r in rows]
    (folder / "meta" / "time.csv").write_text("\n".join([*lines, ""]))


@pytest.mark.parametrize("signs", [{}, {"separator": ";", "decimal": ","}, {"separator": "\t"}])
def test_a_pause_within_the_walk_is_refused_where_it_was(export, signs):
    folder = export()
    pauses(folder, 4.5, 8.1, **signs)
    with pytest.raises(RecordingError, match=r"was paused at 4\.5 s and went on without a gap"):
        read_recording(folder)


def test_the_stop_at_the_end_is_no_pause(export, closed_form):
    folder = export()
    pauses(folder, 8.1)
    check(read_recording(folder)["left"], closed_form)


def test_an_unreadable_log_of_pauses_is_said(export):
    folder = export()
    (folder / "meta").mkdir()
    (folder / "meta" / "time.csv").write_bytes(b"")
    assert "so pauses of the recording are not known." in read_recording(folder).notes[0]


def test_two_phones_are_two_feet(export, tmp_path):
    export("walk_left")
    export("walk_right")
    recording = read_recording(sorted(tmp_path.glob("walk_*/*.csv")))
    assert recording.sides == ("left", "right")
    assert any("clocks of the two files are not known to agree" in n for n in recording.notes)


def test_it_is_known_by_its_columns(export, tmp_path):
    for path in export().iterdir():
        dialect, match = choose_dialect(read_head(path))
        assert (dialect.name, match.confidence) == ("phyphox", 0.8)
        assert "phyphox" in match.why
    places = table(
        tmp_path / "Location.csv", ["Time (s)", "Latitude (°)", "Height (m)"], [[1.0], [2.0], [3.0]]
    )
    assert choose_dialect(read_head(places)) is None


def test_progress_rises_to_one(export):
    shares: list[float] = []
    read_recording(export(), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
