from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gaitsense.jobs.convert import Conversion, Target, convert_walk, plan_conversions
from gaitsense.model.errors import ConfigError, RecordingError
from gaitsense.model.recording import Recording
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv

CSV, PARQUET = Target.CSV, Target.PARQUET


@pytest.fixture
def walk() -> Recording:
    t = np.arange(300) / 100.0
    acc = np.column_stack([np.sin(6 * t), np.cos(5 * t), 9.81 + np.sin(7 * t)])
    gyr = np.column_stack([np.sin(t), 4.0 * np.sin(6 * t), np.cos(4 * t)])
    return Recording.from_arrays({"left": (t, acc, gyr), "right": (t, acc, gyr * 1.01)})


@pytest.fixture
def session(walk, tmp_path) -> Callable[[str], Path]:
    def write(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        write_session_csv(walk, path)
        return path

    return write


def targets(plans: list[Conversion]) -> list[tuple[str, Target]]:
    return [(plan.target.name, plan.to) for plan in plans]


@pytest.mark.parametrize(
    ("out", "to", "name", "kind"),
    [
        ("x.csv", None, "x.csv", CSV),
        ("x.PARQUET", None, "x.PARQUET", PARQUET),
        ("x.pq", PARQUET, "x.pq", PARQUET),
        ("folder", CSV, "walk.csv", CSV),
        ("folder.v2", PARQUET, "walk.parquet", PARQUET),
    ],
)
def test_files_given_together_are_one_walk(tmp_path, out, to, name, kind):
    files = [tmp_path / "walk_left.txt", tmp_path / "walk_right.txt"]
    plans = plan_conversions(files, tmp_path / out, to)
    assert targets(plans) == [(name, kind)]
    assert plans[0].sources == tuple(files)


def test_each_file_and_each_of_a_folder_has_a_target_of_its_own(session, tmp_path):
    inside = session("in/walk.csv")
    (tmp_path / "in/walk.txt").write_text("x")
    (tmp_path / "in/.hidden").write_text("x")
    (tmp_path / "in/deeper").mkdir()
    alone = session("walk.csv")
    plans = plan_conversions([inside.parent, alone], tmp_path / "out", CSV, each=True)
    assert targets(plans) == [("walk.csv", CSV), ("walk-2.csv", CSV), ("walk-3.csv", CSV)]
    assert [plan.asked_for for plan in plans] == [False, False, True]


@pytest.mark.parametrize(
    ("out", "to", "each", "message"),
    [
        ("x.txt", None, False, "does not say which format to write"),
        ("x.csv", None, True, "is one file, and --each writes many"),
        ("x.csv", PARQUET, False, "ends in .csv, but --to says parquet"),
        ("walk.csv", None, False, "is what is to be read"),
        (".", CSV, False, "is what is to be read"),
    ],
)
def test_what_cannot_be_meant_is_refused(session, tmp_path, out, to, each, message):
    with pytest.raises(ConfigError, match=message):
        plan_conversions([session("walk.csv")], tmp_path / out, to, each=each)


def test_nothing_of_a_folder_that_is_read_is_written_over(session, tmp_path):
    folder = session("in/walk.csv").parent
    with pytest.raises(ConfigError, match="is what is to be read"):
        plan_conversions([folder], folder / "walk.csv")


def test_a_folder_without_files_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(RecordingError, match="the folder holds no files"):
        plan_conversions([tmp_path / "in"], tmp_path / "out", CSV, each=True)


def test_what_is_written_is_what_was_read(session, walk, tmp_path):
    (plan,) = plan_conversions([session("walk.csv")], tmp_path / "new/deep/again.csv")
    shares: list[float] = []
    recording = convert_walk(plan, progress=shares.append)
    assert recording["left"].acc_mps2.tolist() == walk["left"].acc_mps2.tolist()
    assert plan.target.read_bytes() == (tmp_path / "walk.csv").read_bytes()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(0.0 < share <= 0.5 for share in shares)


def test_there_and_back_by_parquet(session, tmp_path):
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    source = session("walk.csv")
    convert_walk(plan_conversions([source], tmp_path / "b.parquet")[0])
    convert_walk(plan_conversions([tmp_path / "b.parquet"], tmp_path / "c.csv")[0])
    assert (tmp_path / "c.csv").read_bytes() == source.read_bytes()


def test_a_file_that_is_there_is_kept_unless_told_otherwise(session, tmp_path):
    (tmp_path / "out.csv").write_text("mine")
    (plan,) = plan_conversions([session("walk.csv")], tmp_path / "out.csv")
    with pytest.raises(ConfigError, match="is there already; give --overwrite"):
        convert_walk(plan)
    assert (tmp_path / "out.csv").read_text() == "mine"
    convert_walk(plan, overwrite=True)
    assert read_recording(tmp_path / "out.csv").sides == ("left", "right")


def test_what_cannot_be_written_is_a_setting_and_what_cannot_be_read_is_data(session, tmp_path):
    (tmp_path / "file").write_text("x")
    (plan,) = plan_conversions([session("walk.csv")], tmp_path / "file/out.csv")
    with pytest.raises(ConfigError, match="cannot be written"):
        convert_walk(plan)
    long = tmp_path / ("x" * 300 + ".csv")
    plan = Conversion((tmp_path / "walk.csv",), long, CSV)
    with pytest.raises(ConfigError, match=r"x.csv: cannot be written \(file name too long\)"):
        convert_walk(plan, overwrite=True)
    (plan,) = plan_conversions([tmp_path / "file"], tmp_path / "other.csv")
    with pytest.raises(RecordingError, match="this is text without a table"):
        convert_walk(plan)


def test_a_foot_without_its_fault_is_not_hidden(session, tmp_path, monkeypatch):
    """A recording that no file can hold is a matter of the data, not of --out."""

    def refuse(*_: object, **__: object) -> None:
        raise RecordingError("the left foot holds no sample; leave it out")

    monkeypatch.setattr("gaitsense.recordings.session_writer.write_session_csv", refuse)
    (plan,) = plan_conversions([session("walk.csv")], tmp_path / "out.csv")
    with pytest.raises(RecordingError, match="holds no sample"):
        convert_walk(plan)


def _bids_walk(folder: Path, name: str) -> None:
    t = np.arange(300) / 100.0
    values = np.column_stack([np.sin(6 * t), np.cos(5 * t), 9.81 + np.sin(7 * t)] * 2)
    values[:, 5] -= 9.81
    rows = ["\t".join(f"{value:.6f}" for value in row) for row in values]
    (folder / f"{name}_motion.tsv").write_text("\n".join(rows) + "\n")
    channels = [
        f"{kind}{axis}\t{axis}\t{kind}\tleft_foot\t{unit}"
        for kind, unit in (("ACCEL", "m/s^2"), ("GYRO", "rad/s"))
        for axis in "xyz"
    ]
    header = "name\tcomponent\ttype\ttracked_point\tunits"
    (folder / f"{name}_channels.tsv").write_text("\n".join([header, *channels]) + "\n")
    (folder / f"{name}_motion.json").write_text(
        '{"SamplingFrequency": 100, "TrackingSystemName": "imu"}'
    )


def test_files_that_are_one_recording_are_converted_once(session, tmp_path):
    folder = session("in/walk.csv").parent
    for name in ("sub-01", "sub-02"):
        _bids_walk(folder, name)
    plans = plan_conversions([folder], tmp_path / "out", CSV, each=True)
    assert targets(plans) == [("sub-01.csv", CSV), ("sub-02.csv", CSV), ("walk.csv", CSV)]
    assert [len(plan.sources) for plan in plans] == [3, 3, 1]
    assert convert_walk(plans[0])["left"].rate_hz == 100.0
    # A column map reads each file by itself.
    assert len(plan_conversions([folder], tmp_path / "out", CSV, each=True, mapped=True)) == 7


def test_a_file_that_is_named_twice_is_converted_once(session, tmp_path):
    walk = session("in/walk.csv")
    plans = plan_conversions([walk.parent, walk], tmp_path / "out", CSV, each=True)
    assert [(plan.sources, plan.asked_for) for plan in plans] == [((walk,), True)]
