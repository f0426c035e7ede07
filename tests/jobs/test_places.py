"""A folder made for a piece of work, and what is left of it when the work fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.jobs.places import making_folder


@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_a_folder_stays_only_if_something_is_in_it(
    tmp_path: Path, end: type[BaseException]
) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(end), making_folder(tmp_path / "a/b/c"):
        raise end
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_what_was_written_stays(tmp_path: Path) -> None:
    def work() -> None:
        with making_folder(tmp_path / "b/c"):
            (tmp_path / "b/whole.csv").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b", "whole.csv"]


def test_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), making_folder(tmp_path):
        raise RuntimeError
    assert tmp_path.is_dir()


def test_a_folder_stays_where_all_went_well(tmp_path: Path) -> None:
    with making_folder(tmp_path / "new"):
        assert (tmp_path / "new").is_dir()
    assert (tmp_path / "new").is_dir()


def test_a_folder_that_cannot_be_made_leaves_none_above_it(tmp_path: Path) -> None:
    name = "x" * 300
    with pytest.raises(OSError, match="too long"), making_folder(tmp_path / "new" / name):
        raise AssertionError
    assert not (tmp_path / "new").exists()
