from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gaitsense.model.typed_path import typed


@pytest.mark.parametrize(
    "name", ["walk.csv", "übung 1 links.csv", "it's.csv", "odd\nname.csv", "a\\b'\n\t.csv"]
)
def test_a_shell_reads_the_name_back(name):
    words = typed(Path(name))
    assert words.isprintable()
    made = subprocess.run(["bash", "-c", f"printf %s {words}"], capture_output=True, check=True)
    assert made.stdout.decode() == name


def test_a_plain_name_stays_plain():
    assert typed(Path("walk_left.csv")) == "walk_left.csv"
