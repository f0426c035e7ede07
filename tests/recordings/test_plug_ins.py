"""Another package's dialect, found as an installed package is: by its metadata on sys.path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gaitsense.recordings import plug_ins
from gaitsense.recordings.dialects import known_dialects
from gaitsense.recordings.read import read_recording

TOY = Path(__file__).with_name("toy_dialect.py")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder as pip leaves it: a module and what its package says of itself."""
    folder = tmp_path / "site"
    about = folder / "gaitsense_toy-1.0.dist-info"
    about.mkdir(parents=True)
    # The copy leaves a trace when it is imported.
    trace = "__import__('pathlib').Path(__file__).with_suffix('.imported').touch()\n"
    (folder / "toy_dialect.py").write_text(TOY.read_text(encoding="utf-8") + trace, "utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: gaitsense-toy\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[gaitsense.dialects]\ntoy = toy_dialect:DIALECT\n"
        "absent = toy_dialect:NO_SUCH_NAME\nleaves = toy_leaves:DIALECT\n"
    )
    (folder / "toy_leaves.py").write_text("raise SystemExit(3)\n")
    return folder


@pytest.fixture
def toy_file(tmp_path: Path, closed_form) -> Path:
    acc, gyr = closed_form(np.arange(300), 100.0)
    rows = [" ".join(f"{value:.9g}" for value in row) for row in np.hstack([acc, gyr])]
    path = tmp_path / "walk.toy"
    path.write_text("\n".join(["TOY right 100", *rows, ""]))
    return path


@pytest.fixture
def installed(site: Path, monkeypatch):
    monkeypatch.syspath_prepend(site)
    plug_ins.load_plug_ins.cache_clear()
    yield site
    plug_ins.load_plug_ins.cache_clear()
    for name in ("toy_dialect", "toy_leaves"):
        sys.modules.pop(name, None)


def test_a_packages_dialect_is_found_and_reads(installed, toy_file, closed_form):
    assert known_dialects()[-1].name == "toy"
    recording = read_recording(toy_file)
    acc, gyr = closed_form(np.arange(300), 100.0)
    assert recording.sides == ("right",)
    np.testing.assert_allclose(recording["right"].acc_mps2, acc, atol=1e-6)
    np.testing.assert_allclose(recording["right"].gyr_radps, gyr, atol=1e-6)
    assert recording["right"].rate_hz == pytest.approx(100.0, rel=1e-9)
    assert recording["right"].device == "a toy"
    assert recording.metadata["source_format"] == "a toy's text"
    assert recording.metadata["toy"] == "yes"


def test_its_broken_neighbours_are_named_in_notes_and_skipped(installed, toy_file, dot_file):
    for path in (toy_file, dot_file()):
        absent, leaves = read_recording(path).notes
        assert absent.startswith("The dialect 'absent' of the package gaitsense-toy (toy_dialect:")
        assert "cannot be loaded: AttributeError: " in absent
        assert leaves.startswith("The dialect 'leaves' of the package gaitsense-toy (toy_leaves:")
        assert leaves.endswith("cannot be loaded: SystemExit: 3. It was left out.")


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ("import gaitsense", False),
        ("import gaitsense.recordings.read", False),
        ("import sys, gaitsense.cli.main as c; sys.argv[1:] = ['--help']; c.main()", False),
        ("from gaitsense.recordings.dialects import known_dialects as k; k()", True),
    ],
)
def test_packages_are_looked_for_when_a_file_is_read_and_not_before(site, code, loads):
    paths = [str(site), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, timeout=60, check=True
    )
    assert (site / "toy_dialect.imported").exists() == loads
