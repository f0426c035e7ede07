from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

N = 400
RATE_HZ = 100.0


@pytest.fixture
def trial(tmp_path: Path, closed_form):
    """A trial of both feet in values; arrays can be changed, added, or taken away by None."""

    def write(name: str = "trial.npz", feet=("left", "right"), **changed) -> Path:
        arrays: dict[str, object] = {"fs": RATE_HZ}
        for foot in feet:
            acc, gyr = closed_form(np.arange(N), RATE_HZ, foot)
            arrays |= {f"acc_{foot}": acc, f"gyr_{foot}": np.degrees(gyr)}
        arrays |= changed
        path = tmp_path / name
        np.savez_compressed(path, **{k: v for k, v in arrays.items() if v is not None})
        return path

    return write


def test_values_are_read_in_the_units_of_the_layout(trial, closed_form):
    recording = read_recording(trial())
    assert recording.sides == ("left", "right")
    assert recording.metadata["source_format"] == "NumPy trial of a research set (.npz)"
    assert recording.notes == ()
    for side in recording.sides:
        foot = recording[side]
        acc, gyr = closed_form(np.arange(N), RATE_HZ, side)
        np.testing.assert_array_equal(foot.acc_mps2, acc.astype(np.float32))
        np.testing.assert_allclose(foot.gyr_radps, gyr, rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(foot.t_s, np.arange(N) / RATE_HZ, atol=1e-12)
        assert foot.rate_hz == RATE_HZ


def counts(values, scale):
    return np.round(values / scale).astype(np.int16)


def test_counts_are_scaled_and_the_least_one_is_a_lost_sample(trial, closed_form):
    acc, gyr = closed_form(np.arange(N), RATE_HZ)
    acc_counts, gyr_counts = counts(acc, 0.005), counts(np.degrees(gyr), 0.05)
    acc_counts[7] = acc_counts[50:53, 1] = np.iinfo(np.int16).min
    changed = {"acc_left": acc_counts, "acc_left__scale": 0.005}
    changed |= {"gyr_left": gyr_counts, "gyr_left__scale": 0.05}
    foot = read_recording(trial(feet=("left",), **changed))["left"]
    kept = np.delete(np.arange(N), [7, 50, 51, 52])
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(6, 1), (49, 3)]
    np.testing.assert_allclose(foot.acc_mps2, acc[kept], atol=0.00251)
    np.testing.assert_allclose(np.degrees(foot.gyr_radps), np.degrees(gyr)[kept], atol=0.0251)
    np.testing.assert_allclose(foot.t_s, kept / RATE_HZ, atol=1e-9)


def test_nan_is_a_lost_sample(trial, closed_form):
    acc, _ = closed_form(np.arange(N), RATE_HZ, "right")
    acc[100:104] = np.nan
    recording = read_recording(trial(acc_right=acc))
    assert recording["left"].gaps == ()
    assert [gap.missing for gap in recording["right"].gaps] == [4]
    # Both feet count from the same first row.
    assert recording["right"].t_s[100] == pytest.approx(1.04)


def test_one_foot_that_nobody_names_is_asked_for(trial, closed_form):
    path = trial("walk.npz", feet=("foot",))
    with pytest.raises(RecordingError, match="foot cannot be told"):
        read_recording(path)
    assert read_recording(path, side="right").sides == ("right",)
    assert read_recording(trial("walk_left.npz", feet=("foot",))).sides == ("left",)


@pytest.mark.parametrize("name", ["time", "t_left"])
def test_times_of_the_file_are_followed(trial, name):
    t_s = (5.0 + np.arange(N) / RATE_HZ).astype(np.float32)
    foot = read_recording(trial(feet=("left",), **{name: t_s}))["left"]
    np.testing.assert_allclose(foot.t_s, 5.0 + np.arange(N) / RATE_HZ, atol=1e-6)
    assert foot.rate_hz == RATE_HZ


def test_a_rate_that_times_contradict_is_said(trial):
    recording = read_recording(trial(feet=("left",), time=np.arange(N) / 50.0))
    assert recording["left"].rate_hz == pytest.approx(50.0)
    (note,) = recording.notes
    assert note == "fs says 100 Hz, but times advance by 20 ms; the times were followed."


def test_a_rate_alone_or_times_alone_do(trial):
    foot = read_recording(trial(feet=("left",), fs=None, time=np.arange(N) / 50.0))["left"]
    assert foot.rate_hz == pytest.approx(50.0)
    with pytest.raises(RecordingError, match="add fs in Hz, or time in s"):
        read_recording(trial(feet=("left",), fs=None))


@pytest.mark.parametrize("rate", [0.0, -3.0, np.nan, np.inf, 1e9])
def test_a_rate_that_is_none_is_refused(trial, rate):
    with pytest.raises(RecordingError, match="which is no sensor's rate"):
        read_recording(trial(fs=rate))


def test_what_is_not_read_is_named(trial):
    recording = read_recording(trial(pos_left=np.zeros((N, 3)), quat_left=np.zeros((N, 4))))
    assert recording.notes == ("Further arrays of the file are not read: pos_left, quat_left.",)


@pytest.mark.parametrize(
    ("factor_acc", "factor_gyr", "said"),
    [
        (1 / 9.80665, 1.0, r"where m/s² are due; this seems to be g; multiply it by 9\.80665"),
        (0.4, 1.0, "this seems to be another unit"),
        (200.0, 1.0, "this looks like raw counts"),
        (1.0, np.pi / 180.0, "if they are rad/s, multiply them by 57.29578"),
        (1.0, 16.4, "faster than any foot"),
    ],
)
def test_other_units_are_refused(trial, closed_form, factor_acc, factor_gyr, said):
    acc, gyr = closed_form(np.arange(N), RATE_HZ)
    changed = {"acc_left": acc * factor_acc, "gyr_left": np.degrees(gyr) * factor_gyr}
    with pytest.raises(RecordingError, match=said):
        read_recording(trial(feet=("left",), **changed))


def test_a_walk_without_gravity_names_its_converter(trial):
    t = np.arange(N) / RATE_HZ
    swing = np.clip(np.sin(6.0 * t), 0.0, None)
    acc = np.column_stack([9.0 * swing, 0.2 * swing, 3.0 * swing])
    gyr = np.column_stack([5.0 * swing, 250.0 * swing, swing])
    with pytest.raises(RecordingError, match=r"gravity was taken away.*truong2019_ipol265/convert"):
        read_recording(trial(feet=("left",), acc_left=acc, gyr_left=gyr))


def test_the_good_foot_stays_where_the_other_cannot_be_used(trial):
    recording = read_recording(trial(acc_right=np.zeros((N, 3))))
    assert recording.sides == ("left",)
    assert "right: the accelerometer reads 0 throughout" in recording.notes[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"acc_left": np.zeros((N, 4))}, r"'acc_left' is 400 x 4, where n x 3 is due"),
        ({"acc_left": np.zeros(3)}, r"'acc_left' is 3, where n x 3 is due"),
        ({"acc_left": np.float64(1.0)}, r"'acc_left' is one number"),
        ({"gyr_left": np.full((N - 1, 3), 100.0)}, "400 accelerations and 399 angular rates"),
        ({"time": np.arange(N - 1) / 100.0}, "there are 400 samples and 399 times"),
        ({"fs": np.array([100.0, 50.0])}, "array 'fs' holds 2 numbers, where one is due"),
        ({"acc_left__scale": np.zeros(0)}, "'acc_left__scale' holds 0 numbers"),
        ({"gyr_left": None}, "holds the arrays fs, acc_left, where acc_left and gyr_left"),
        ({"acc_left": np.array([["a"]])}, "'acc_left' does not hold plain numbers"),
        ({"acc_left": np.full((N, 3), np.nan)}, "with no usable number in acc_x, acc_y, acc_z;"),
        ({"acc_left": np.full((N, 3), 1e308)}, "with no usable number in acc_x, acc_y, acc_z;"),
    ],
)
def test_what_cannot_be_a_walk_is_refused(trial, changed, said):
    with pytest.raises(RecordingError, match=said) as caught:
        read_recording(trial(feet=("left",), **changed))
    assert caught.value.file is not None


def head_of(path: Path):
    raw = path.read_bytes()
    return sniff_head(raw[:65536], len(raw))


def test_a_trial_is_recognised_by_its_members(trial, tmp_path):
    dialect, match = choose_dialect(head_of(trial()))
    assert (dialect.name, match.confidence) == ("npz-trial", 0.95)
    other = tmp_path / "other.npz"
    np.savez(other, weights=np.zeros(3))
    assert choose_dialect(head_of(other))[1].confidence == 0.5
    with pytest.raises(RecordingError, match="holds the arrays weights"):
        read_recording(other)


@pytest.mark.parametrize("member", ["[Content_Types].xml", "walk.csv", "acc_left.npy.txt"])
def test_other_archives_are_not_claimed(tmp_path, member):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "text")
    assert choose_dialect(head_of(path)) is None
    with pytest.raises(RecordingError, match=r"a ZIP archive|an Excel workbook"):
        read_recording(path)


def test_an_archive_that_is_cut_or_changed_is_refused_or_read(trial):
    path = trial()
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    cuts = [whole[:n] for n in rng.integers(40, len(whole), 40)]
    changed = []
    for _ in range(200):
        raw = bytearray(whole)
        for at in rng.integers(0, len(raw), 3):
            raw[at] = rng.integers(256)
        changed.append(bytes(raw))
    # The directory at the end is where a few changed bytes do most.
    directory = range(len(whole) - 400, len(whole))
    changed += [whole[:at] + b"\xff" + whole[at + 1 :] for at in directory]
    refused = 0
    for raw in [*cuts, *changed]:
        path.write_bytes(raw)
        try:
            read_recording(path)
        except RecordingError:
            refused += 1
    assert refused > 200


def test_the_archive_is_the_last_thing_of_a_file(trial):
    path = trial()
    path.write_bytes(path.read_bytes() + io.BytesIO(b"\0" * 10).read())
    try:
        recording = read_recording(path)
    except RecordingError as error:
        assert "damaged" in error.message  # noqa: PT017 - either is right
    else:
        assert recording.sides == ("left", "right")
