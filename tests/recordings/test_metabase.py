from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings import metabase
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

G = 9.80665
DEG = 180.0 / np.pi
#: 2024-05-01 10:00:00 UTC.
BEGIN_MS = 1_714_557_600_000
UNITS = {"Accelerometer": "g", "Gyroscope": "deg/s"}


@pytest.fixture
def signal_file(tmp_path: Path, closed_form) -> Callable[..., Path]:
    """One file of MetaBase; its signal is the closed form at the time since BEGIN_MS."""

    def write(
        kind: str,
        rate_hz: float,
        first_ms: int = 0,
        *,
        n: int = 400,
        session: str = "walk_left",
        name: str = "{session}_MetaWear_2024-05-01T12.00.00.000_C0FFEE123456_{kind}_{hz}_1.4.4.csv",
        named_hz: float | None = None,
        header: str = "epoch (ms),time (02:00),elapsed (s)",
        axes: str = "x-axis ({0}),y-axis ({0}),z-axis ({0})",
        begin_ms: int = BEGIN_MS,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        ms = first_ms + np.rint(np.arange(n) * 1000.0 / rate_hz).astype(int)
        acc, gyr = closed_form(ms / 1000.0, 1.0, session)
        values = gyr * DEG if kind == "Gyroscope" else acc / G
        lines = [f"{header},{axes.format(UNITS.get(kind, 'g'))}"]
        for t, row in zip(ms, values, strict=True):
            cells = ",".join(f"{value:.7f}" for value in row)
            lines.append(f"{begin_ms + t},2024-05-01T12:00:00,{(t - ms[0]) / 1e3:.3f},{cells}")
        hz = f"{named_hz or rate_hz:.3f}Hz"
        path = tmp_path / name.format(session=session, kind=kind, hz=hz)
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


def test_the_gyroscope_is_brought_onto_the_slower_accelerometers_times(signal_file, closed_form):
    acc = signal_file("Accelerometer", 50.0, 407, n=150)
    gyr = signal_file("Gyroscope", 100.0, n=400)
    recording = read_recording([acc, gyr])
    foot = recording["left"]
    # The accelerometer runs from 0.407 to 3.387 s, all of it within the gyroscope's 0 to 3.99 s.
    t_s = 0.407 + np.arange(150) / 50.0
    acc_mps2, gyr_radps = closed_form(t_s, 1.0)
    assert len(foot) == 150
    assert foot.rate_hz == pytest.approx(50.0, rel=1e-6)
    np.testing.assert_allclose(foot.t_s, t_s - 0.407, atol=1e-6)
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=2e-6)
    # A cubic spline errs by at most 5/384 h⁴ f'''': 7e-7 rad/s at 100 Hz. Seconds since 1970 are
    # known to 0.24 µs, in which 4·6 rad/s² make 6e-6 rad/s; twice over.
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=1.5e-5)
    assert foot.device == "MbientLab MetaWear"
    assert recording.metadata["device_id"] == "C0FFEE123456"
    assert recording.metadata["start_time"] == "2024-05-01T10:00:00.407+00:00"
    # Of the gyroscope's 3.99 s, 2.98 s are used.
    assert recording.notes == (
        "The gyroscope (100 Hz) was interpolated at the times of the accelerometer (50 Hz).",
        "1.01 s at the ends, where only one of the two signals was recorded, were left out.",
    )


def test_the_accelerometer_is_brought_onto_a_slower_gyroscopes_times(signal_file, closed_form):
    gyr = signal_file("Gyroscope", 100.0, 3, n=200)
    acc = signal_file("Accelerometer", 200.0, n=400)
    recording = read_recording([gyr, acc])
    foot = recording["left"]
    # 0.003 to 1.993 s, within the accelerometer's 0 to 1.995 s.
    acc_mps2, gyr_radps = closed_form(0.003 + np.arange(200) / 100.0, 1.0)
    assert foot.rate_hz == pytest.approx(100.0, rel=1e-6)
    assert len(foot) == 200
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=1e-6)
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=2e-5)
    assert recording.metadata["start_time"] == "2024-05-01T10:00:00.003+00:00"
    assert recording.notes == (
        "The accelerometer (200 Hz) was interpolated at the times of the gyroscope (100 Hz).",
    )


def test_equal_rates_with_different_starts(signal_file, closed_form):
    files = [signal_file("Accelerometer", 100.0, 4), signal_file("Gyroscope", 100.0)]
    recording = read_recording(files)
    foot = recording["left"]
    # From 0.004 s on; the last acceleration, at 3.994 s, comes after the last turning at 3.99 s.
    acc_mps2, gyr_radps = closed_form(0.004 + np.arange(399) / 100.0, 1.0)
    assert len(foot) == 399
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps[5:-5], gyr_radps[5:-5], atol=1.5e-5)
    # Splines err more at their ends.
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=5e-5)
    assert len(recording.notes) == 1


def test_signals_stamped_together_are_left_as_they_are(signal_file, closed_form):
    recording = read_recording([signal_file(kind, 100.0) for kind in UNITS])
    _, gyr_radps = closed_form(np.arange(400) / 100.0, 1.0)
    np.testing.assert_allclose(recording["left"].gyr_radps, gyr_radps, atol=1e-6)
    assert recording.notes == ()


def test_a_gap_of_the_slower_signal_stays_a_gap(signal_file, closed_form):
    # Rows 51 to 70 at 50 Hz are gone: nothing between 1.0 and 1.42 s.
    acc = signal_file("Accelerometer", 50.0, n=200, edit=lambda lines: lines[:52] + lines[72:])
    recording = read_recording([acc, signal_file("Gyroscope", 100.0, n=399)])
    foot = recording["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(50, 20)]
    acc_mps2, gyr_radps = closed_form(foot.sample / 50.0, 1.0)
    np.testing.assert_allclose(foot.acc_mps2, acc_mps2, atol=2e-6)
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=5e-5)
    assert len(recording.notes) == 1


def test_a_gap_of_the_faster_signal_becomes_one(signal_file, closed_form):
    # Rows 101 to 140 at 100 Hz are gone: nothing between 1.0 and 1.41 s.
    gyr = signal_file("Gyroscope", 100.0, n=399, edit=lambda lines: lines[:102] + lines[142:])
    recording = read_recording([signal_file("Accelerometer", 50.0, n=200), gyr])
    foot = recording["left"]
    # At 50 Hz: samples 51 (1.02 s) to 70 (1.40 s) have no two close neighbours.
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(50, 20)]
    _, gyr_radps = closed_form(foot.sample / 50.0, 1.0)
    np.testing.assert_allclose(foot.gyr_radps, gyr_radps, atol=5e-5)
    (said,) = (note for note in recording.notes if "lost" in note)
    lines = ", ".join(str(line) for line in range(53, 73))
    assert said == f"20 rows of the accelerometer in gaps of the gyroscope lost (lines {lines})."


@pytest.mark.parametrize("of", UNITS)
def test_a_single_lost_sample_is_a_gap_too(signal_file, of):
    files = [
        signal_file(
            kind,
            50.0,
            n=200,
            edit=lambda lines, cut=kind == of: lines[:52] + lines[53:] if cut else lines,
        )
        for kind in UNITS
    ]
    foot = read_recording(files)["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(50, 1)]
    assert len(foot) == 199


def test_one_sample_between_two_gaps_brings_nothing(signal_file):
    # At 50 Hz only sample 55 is left of 50 to 60.
    gyr = signal_file(
        "Gyroscope", 50.0, n=200, edit=lambda lines: [*lines[:51], lines[56], *lines[62:]]
    )
    foot = read_recording([signal_file("Accelerometer", 50.0, n=200), gyr])["left"]
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(49, 11)]


@pytest.mark.parametrize(
    "header",
    ["epoch (ms),time (-05:00),elapsed (s)", "epoc (ms),timestamp (+0100),elapsed (s)"],
)
def test_the_zone_in_the_header_does_not_matter(signal_file, header):
    files = [signal_file(kind, 100.0, header=header) for kind in UNITS]
    recording = read_recording(files)
    assert len(recording["left"]) == 400
    assert recording.metadata["start_time"] == "2024-05-01T10:00:00.000+00:00"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Accelerometer", (r"this is the accelerometer alone.*give the Gyroscope file of the same "
         r"sensor \(walk_left_MetaWear_.*_C0FFEE123456_Gyroscope_\*Hz_1\.4\.4\.csv\)")),
        ("Gyroscope", r"this is the gyroscope alone.*\(walk_left_.*_Accelerometer_\*Hz_1\.4\.4"),
    ],
)  # fmt: skip
def test_one_file_alone_is_refused_with_the_name_of_the_other(signal_file, kind, said):
    path = signal_file(kind, 100.0)
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(path)
    assert caught.value.file == path


def test_the_other_files_name_is_left_out_where_it_cannot_be_told(signal_file):
    path = signal_file("Accelerometer", 100.0, name="left.csv")
    with pytest.raises(RecordingError, match="the Gyroscope file of the same sensor as well"):
        read_recording(path)


def test_short_names_pair_as_well(signal_file):
    acc = signal_file("Accelerometer", 100.0, name="left_acc.csv")
    gyr = signal_file("Gyroscope", 100.0, name="left_gyr.csv")
    assert read_recording([acc, gyr]).sides == ("left",)
    with pytest.raises(RecordingError, match=r"\(left_Gyroscope\.csv\)"):
        read_recording(acc)


def test_files_may_be_called_by_their_signal_alone(signal_file, tmp_path):
    for side in ("left", "right"):
        (tmp_path / f"walk_{side}").mkdir()
        for kind in UNITS:
            signal_file(kind, 100.0, session=f"walk_{side}", name=f"walk_{side}/{kind}.csv")
    files = sorted(tmp_path.glob("walk_*/*.csv"))
    assert [path.name for path in files] == ["Accelerometer.csv", "Gyroscope.csv"] * 2
    assert read_recording(files).sides == ("left", "right")
    with pytest.raises(RecordingError, match=r"same sensor \(Gyroscope\.csv\) as well"):
        read_recording(files[0])


def test_a_session_may_be_called_like_a_signal(signal_file):
    files = [signal_file(kind, 100.0, session="Accelerometer test left") for kind in UNITS]
    assert len(read_recording(files)["left"]) == 400


def test_both_feet_of_a_folder_share_the_phones_clock(signal_file, tmp_path):
    for session, first_ms in (("walk_left", 0), ("walk_right", 500)):
        for kind in UNITS:
            signal_file(kind, 100.0, first_ms, session=session)
    recording = read_recording(tmp_path)
    assert recording.sides == ("left", "right")
    assert recording["right"].t_s[0] - recording["left"].t_s[0] == pytest.approx(0.5, abs=1e-6)
    assert "taken to count from one common start" in recording.notes[-1]


def test_files_that_do_not_overlap_are_refused(signal_file):
    files = [signal_file("Accelerometer", 100.0, 10_000), signal_file("Gyroscope", 100.0)]
    with pytest.raises(
        RecordingError, match=r"Gyroscope_100\.000Hz_1\.4\.4\.csv\) do not overlap in"
    ):
        read_recording(files)


def test_two_files_of_one_signal_are_refused(signal_file):
    files = [signal_file("Accelerometer", rate_hz) for rate_hz in (50.0, 100.0)]
    with pytest.raises(RecordingError, match="both hold the accelerometer of one device; give"):
        read_recording([*files, signal_file("Gyroscope", 100.0)])


def test_signals_of_the_fusion_are_not_taken_for_acceleration(signal_file, tmp_path):
    linear = signal_file("Linear Acceleration", 100.0)
    with pytest.raises(RecordingError, match="holds neither acceleration with gravity nor"):
        read_recording(linear)
    signal_file("Gyroscope", 100.0)
    with pytest.raises(RecordingError, match="gyroscope alone"):
        read_recording(tmp_path)
    signal_file("Accelerometer", 100.0)
    recording = read_recording(tmp_path)
    assert len(recording["left"]) == 400
    assert any("Linear Acceleration" in n and "neither" in n for n in recording.notes)


def test_a_rate_that_the_times_contradict_is_said(signal_file):
    acc = signal_file("Accelerometer", 100.0, named_hz=200.0)
    recording = read_recording([acc, signal_file("Gyroscope", 100.0)])
    assert recording["left"].rate_hz == pytest.approx(100.0, rel=1e-6)
    assert recording.notes[0] == (
        "Accelerometer: The file's name says 200 Hz, the times say 100 Hz; the times were followed."
    )


def test_rows_without_all_values_are_said_by_line(signal_file):
    def without_one(lines):
        return [*lines[:60], lines[60].rsplit(",", 1)[0] + ",", *lines[61:]]

    files = [signal_file("Accelerometer", 100.0), signal_file("Gyroscope", 100.0, edit=without_one)]
    recording = read_recording(files)
    assert recording.notes[0] == "Gyroscope: 1 row without all three values left out (line 61)."
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(58, 1)]


def test_a_value_beyond_all_is_left_out(signal_file):
    def broken(lines):
        return [*lines[:60], lines[60].rsplit(",", 1)[0] + ",1.7e308", *lines[61:]]

    files = [signal_file("Accelerometer", 100.0, edit=broken), signal_file("Gyroscope", 100.0)]
    recording = read_recording(files)
    assert [(g.after_sample, g.missing) for g in recording["left"].gaps] == [(58, 1)]
    assert recording.notes[0].startswith("Accelerometer: 1 row of impossible values taken as lost")


def test_a_gyroscope_may_read_three_zeros(signal_file):
    def still(lines):
        return [*lines[:60], lines[60].rsplit(",", 3)[0] + ",0.000,0.000,0.000", *lines[61:]]

    files = [signal_file("Accelerometer", 100.0), signal_file("Gyroscope", 100.0, edit=still)]
    foot = read_recording(files)["left"]
    assert len(foot) == 400
    assert foot.gyr_radps[59].tolist() == [0.0, 0.0, 0.0]


def test_an_accelerometer_may_not(signal_file):
    def dead(lines):
        return [*lines[:60], lines[60].rsplit(",", 3)[0] + ",0.000,0.000,0.000", *lines[61:]]

    files = [signal_file("Accelerometer", 100.0, edit=dead), signal_file("Gyroscope", 100.0)]
    recording = read_recording(files)
    assert len(recording["left"]) == 399
    assert "Accelerometer: 1 row" in recording.notes[0]


@pytest.mark.parametrize("axes", ["x-axis ({0}),y-axis ({0}),y-axis ({0})", "x ({0}),y ({0}),w"])
def test_axes_must_be_named_once_each(signal_file, axes):
    files = [signal_file("Accelerometer", 100.0, axes=axes), signal_file("Gyroscope", 100.0)]
    with pytest.raises(RecordingError, match="must name the axes x, y and z once each"):
        read_recording(files)


def test_times_that_are_no_dates_make_no_start_time(signal_file):
    files = [signal_file(kind, 100.0, begin_ms=0) for kind in UNITS]
    assert "start_time" not in read_recording(files).metadata


def test_only_its_own_header_is_claimed():
    for text in ("epoch (ms),x,y\n1,2,3\n", "time,elapsed (s)\n", "\n"):
        assert metabase.DIALECT.sniff(sniff_head(text.encode(), len(text))) is None
    assert metabase.DIALECT.sniff(sniff_head(b"\xff\xd8\xff\xe0", 4)) is None
