from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.jobs.walk_names import told_apart, walk_name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["a/walk.csv"], "walk"),
        (["walk_left.csv", "walk_right.csv"], "walk"),
        (["left.csv", "right.csv"], "left"),
        ([".csv"], ".csv"),
    ],
)
def test_a_walk_is_called_after_what_its_files_share(files, name):
    assert walk_name([Path(file) for file in files]) == name


def test_a_folder_gives_its_name(tmp_path):
    (tmp_path / "walk.07").mkdir()
    assert walk_name([tmp_path / "walk.07"]) == "walk.07"


def test_names_that_are_taken_get_numbers():
    assert told_apart(["a", "b", "A", "a-2", "a"]) == ["a", "b", "A-2", "a-2-2", "a-3"]
