from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.partial_file import writing_whole


def _write_and_raise(path: Path, fault: BaseException | type[BaseException]) -> None:
    with writing_whole(path) as file:
        file.write(b"new")
        raise fault


def test_the_name_stands_only_for_the_whole_file(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_bytes(b"old")
    with writing_whole(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_who_reads_the_old_file_reads_it_to_the_end(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        with writing_whole(path) as file:
            file.write(b"new")
        assert reader.read() == b"old"


def test_files_beside_it_stay_whatever_they_are_called(tmp_path):
    """A browser calls what it is still loading walk.csv.part."""
    beside = tmp_path / "walk.csv.part"
    beside.write_bytes(b"theirs")
    with writing_whole(tmp_path / "walk.csv") as file:
        file.write(b"new")
        # Who reads the folder at this moment must not take the half for a recording.
        assert sum(not path.name.startswith(".") for path in tmp_path.iterdir()) == 1
    assert beside.read_bytes() == b"theirs"
    assert (tmp_path / "walk.csv").read_bytes() == b"new"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_what_broke_off_leaves_the_old_file(tmp_path, fault):
    path = tmp_path / "walk.csv"
    path.write_bytes(b"old")
    with pytest.raises(fault):
        _write_and_raise(path, fault)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_and_an_absent_folder_are_sentences(tmp_path):
    with pytest.raises(RecordingError, match=r"\(no space left.*free some space") as caught:
        _write_and_raise(tmp_path / "walk.csv", OSError(28, "No space left on device"))
    assert caught.value.file == tmp_path / "walk.csv"
    assert list(tmp_path.iterdir()) == []
    with (
        pytest.raises(RecordingError, match="no such file or directory"),
        writing_whole(tmp_path / "absent" / "walk.csv"),
    ):
        pass
