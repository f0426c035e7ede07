from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv


def test_the_file_is_what_the_format_promises(tmp_path, made_recording):
    recording = made_recording([0, 1, 3], [0, 1, 2], 100.0, marker=((0.255, "on"),))
    write_session_csv(recording, tmp_path / "walk.csv")
    lines = (tmp_path / "walk.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["# gaitsense_session: 1", "# sensor: our board", "# rate_hz: 100.0"]
    table = [line.split(",") for line in lines if not line.startswith("#")]
    assert table[0] == [
        "t_s", "side", "acc_x_mps2", "acc_y_mps2", "acc_z_mps2",
        "gyr_x_radps", "gyr_y_radps", "gyr_z_radps", "marker",
    ]  # fmt: skip
    assert [row[:2] for row in table[1:]] == [
        ["0.25", "left"], ["0.2513", "right"], ["0.255", ""], ["0.26", "left"],
        [repr(0.01 + 0.2513), "right"], ["0.27", "left"], [repr(0.02 + 0.2513), "right"],
        ["0.28", "left"],
    ]  # fmt: skip
    left = recording["left"]
    assert table[1][2:8] == [str(v) for v in [*left.acc_mps2[0], *left.gyr_radps[0]]]
    assert table[3][2:] == [""] * 6 + ["on"]
    assert table[6][2:] == [""] * 7
    assert all(len(row) == 9 for row in table)


def test_no_cell_of_a_user_starts_a_formula(tmp_path, made_recording):
    recording = made_recording(
        range(50), metadata={"pseudonym": "x,=cmd|' /C calc'!A0"}, marker=((0.3, "@SUM(1)"),)
    )
    write_session_csv(recording, tmp_path / "walk.csv")
    for line in (tmp_path / "walk.csv").read_text().splitlines():
        for separator in (",", ";"):
            for cell in line.split(separator):
                if not cell.lstrip("-").replace(".", "").replace("e", "").isdigit():
                    assert not cell.strip().startswith(("=", "+", "-", "@"))


def test_the_name_appears_only_when_the_file_is_whole(tmp_path, made_recording, monkeypatch):
    (tmp_path / "walk.csv").write_text("the old one")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RecordingError, match=r"cannot be written \(no space left on device\)"):
        write_session_csv(made_recording(range(50)), tmp_path / "walk.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["walk.csv"]
    assert (tmp_path / "walk.csv").read_text() == "the old one"


def test_an_absent_folder_is_named(tmp_path, made_recording):
    with pytest.raises(RecordingError, match="choose another folder") as caught:
        write_session_csv(made_recording(range(50)), tmp_path / "no" / "walk.csv")
    assert caught.value.file == tmp_path / "no" / "walk.csv"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"t_s": np.zeros(50)}, "times of the left foot do not rise"),
        ({"t_s": np.full(50, np.nan)}, "times of the left foot do not rise"),
        ({"sample": np.zeros(50, np.int64)}, "counters of the left foot do not rise"),
        ({"acc_mps2": np.full((50, 3), np.nan, np.float32)}, "values that are not finite"),
        ({"gyr_radps": np.full((50, 3), np.inf, np.float32)}, "values that are not finite"),
        ({"t_s": np.arange(50.0)}, "said to be 200 Hz, but times advance by 1 s"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path, made_recording, change, said):
    foot = dataclasses.replace(made_recording(range(50))["left"], **change)
    with pytest.raises(RecordingError, match=said):
        write_session_csv(Recording({"left": foot}), tmp_path / "walk.csv")
    assert not list(tmp_path.iterdir())


def test_an_empty_foot_and_a_mark_without_time_are_refused(tmp_path, made_recording):
    foot = made_recording(range(50))["left"]
    empty = dataclasses.replace(
        foot,
        sample=foot.sample[:0],
        t_s=foot.t_s[:0],
        acc_mps2=foot.acc_mps2[:0],
        gyr_radps=foot.gyr_radps[:0],
    )
    with pytest.raises(RecordingError, match="holds no sample"):
        write_session_csv(Recording({"left": empty}), tmp_path / "walk.csv")
    marked = Recording({"left": foot}, marker=((float("nan"), "on"),))
    with pytest.raises(RecordingError, match="mark 'on' has no time"):
        write_session_csv(marked, tmp_path / "walk.csv")


def test_what_was_read_from_a_maker_can_be_written(tmp_path, mtw_file):
    recording = read_recording(mtw_file(kept=np.delete(np.arange(300), [5, 6, 90])))
    path = tmp_path / "walk.csv"
    write_session_csv(recording, str(path))
    back = read_recording(path)
    assert back["left"].sample.tolist() == recording["left"].sample.tolist()
    assert back["left"].t_s.tolist() == recording["left"].t_s.tolist()
    assert back.metadata["original_format"] == "Xsens MT Manager text export"
    assert back.metadata["device_id"] == "00B40001"
    assert isinstance(path, Path)


def test_a_single_sample_can_be_written(tmp_path, made_recording):
    write_session_csv(made_recording([7], range(100)), tmp_path / "walk.csv")
    assert "# left.first_sample: 7" in (tmp_path / "walk.csv").read_text()
    recording = read_recording(tmp_path / "walk.csv")
    assert recording.sides == ("right",)
    assert "left: only one row holds all six values" in recording.notes[0]


def test_ctrl_c_leaves_no_half_file(tmp_path):
    walk = Recording.from_arrays(
        {"left": (None, np.full((500, 3), 5.7), np.zeros((500, 3)))}, 100.0
    )

    def interrupt(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_session_csv(walk, tmp_path / "walk.csv", progress=interrupt)
    assert list(tmp_path.iterdir()) == []
