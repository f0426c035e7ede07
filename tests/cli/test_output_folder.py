from __future__ import annotations

import json
from pathlib import Path

import pytest

from gaitsense.cli.output_folder import (
    default_folder,
    is_ours,
    require_place,
    writing_into,
)
from gaitsense.model.errors import ConfigError
from gaitsense.report.page import GENERATOR
from gaitsense.report.strides_csv import HEADER_LINE


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["walk.csv"], "walk"),
        (["a/b.c.txt"], "b.c"),
        (["p7_left.csv", "p7_right.csv"], "p7"),
        (["left.csv", "right.csv"], "left"),
        (["x - L.csv", "x - R.csv"], "x"),
    ],
)
def test_results_are_called_after_the_recording(files: list[str], name: str) -> None:
    assert default_folder([Path(file) for file in files], "00") == Path("gaitsense_out", name)


def test_a_folder_gives_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "walk.07").mkdir()
    assert default_folder([tmp_path / "walk.07"], "00").name == "walk.07"
    assert default_folder([Path()], "00").name == tmp_path.name


def put_summary(folder: str, document: object) -> None:
    path = Path("gaitsense_out", folder)
    path.mkdir(parents=True)
    (path / "summary.json").write_text(json.dumps(document))


def test_another_recordings_results_are_kept() -> None:
    put_summary("walk", {"gaitsense_summary": 1, "data_sha256": "aa"})
    assert default_folder([Path("walk.csv")], "aa").name == "walk"
    assert default_folder([Path("walk.csv")], "bb").name == "walk-2"
    put_summary("walk-2", {"gaitsense_summary": 1, "data_sha256": "bb"})
    assert default_folder([Path("walk.csv")], "bb").name == "walk-2"
    assert default_folder([Path("walk.csv")], "cc").name == "walk-3"


OURS = {
    "strides.csv": f"{HEADER_LINE}\n1,2\n",
    "summary.json": '{"gaitsense_summary": 1}',
    "report.html": f'<!DOCTYPE html>\n<head>{GENERATOR} 0.1.0">',
    "walk.csv": "# gaitsense_session: 1\n# source: simulated\nt_s,side\n",
}
FOREIGN = {
    "strides.csv": "t_s,side,acc_x_mps2\n",
    "summary.json": "[1, 2]",
    "report.html": "<html>my report</html>",
    "walk.csv": "# gaitsense_session: 1\n# person: P1\nt_s,side\n",
}


@pytest.mark.parametrize("name", OURS)
def test_only_what_we_wrote_is_replaced(name: str) -> None:
    path = Path(name)
    path.write_text(OURS[name])
    assert is_ours(path)
    require_place(Path(), [name])
    path.write_text(FOREIGN[name])
    assert not is_ours(path)
    with pytest.raises(ConfigError, match=f"{name} was not written by gaitsense"):
        require_place(Path(), [name])
    path.write_text("")
    assert not is_ours(path)
    path.write_bytes(b"\xff\xfe{")
    assert not is_ours(path)
    path.unlink()
    path.mkdir()
    assert not is_ours(path)


def test_a_file_is_no_folder() -> None:
    Path("file").write_text("x")
    for folder in (Path("file"), Path("file/below/it")):
        with pytest.raises(ConfigError, match="is a file, not a folder; choose another --out"):
            require_place(folder, [])


def test_a_folder_that_may_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaitsense.cli.output_folder.os.access", lambda *_: False)
    with pytest.raises(ConfigError, match="may not be written; choose another --out"):
        require_place(Path("new"), [])


def test_a_full_disk_is_said_in_one_sentence() -> None:
    full = OSError(28, "No space left on device")
    said = r"a/b cannot be written \(no space left on device\)"
    with pytest.raises(ConfigError, match=said), writing_into(Path("a/b")):
        raise full
    assert not Path("a").exists()
    Path("a").mkdir()
    with pytest.raises(ConfigError, match=r"\(oserror\)"), writing_into(Path("a")):
        raise OSError
