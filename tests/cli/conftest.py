"""A terminal to type into, and session files made from one simulated walk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from gaitsense.cli.commands import cli
from gaitsense.model.recording import Recording
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.simulate.walk import simulate_walk

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command in an empty folder; a fault of ours is not swallowed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAITSENSE_DEBUG", raising=False)

    def typed(*words: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], prog_name="gaitsense")

    return typed


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Type a command into a real process."""

    def typed(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gaitsense", *words],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return typed


@pytest.fixture(scope="session")
def walk() -> Recording:
    """A left foot drop at 60 Hz: quick to read."""
    return simulate_walk("left_foot_drop", seed=2, rate_hz=60.0).recording


@pytest.fixture(scope="session")
def walk_text(walk: Recording, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("walk") / "walk.csv"
    write_session_csv(walk, path)
    return path.read_text()


@pytest.fixture
def walk_csv(walk_text: str, tmp_path: Path) -> Path:
    path = tmp_path / "walk.csv"
    path.write_text(walk_text)
    return path


@pytest.fixture
def edited(
    walk_text: str, tmp_path: Path
) -> Callable[[str, Callable[[list[str]], list[str]]], Path]:
    """The same walk with each row of samples changed."""

    def write(name: str, change: Callable[[list[str]], list[str]]) -> Path:
        lines = walk_text.splitlines()
        first = next(k for k, line in enumerate(lines) if line.startswith("t_s,")) + 1
        rows = [",".join(change(line.split(","))) for line in lines[first:]]
        path = tmp_path / name
        path.write_text("\n".join([*lines[:first], *rows, ""]))
        return path

    return write


@pytest.fixture
def sitting_csv(tmp_path: Path) -> Path:
    """An hour of sitting with both sensors on, 60 Hz."""
    random = np.random.default_rng(3)
    n = 60 * 3600
    acc = np.array([0.3, 1.0, 9.75]) + random.normal(0.0, 0.03, (n, 3))
    gyr = random.normal(0.0, 0.002, (n, 3))
    both = dict.fromkeys(("left", "right"), (None, acc, gyr))
    path = tmp_path / "sitting.csv"
    write_session_csv(Recording.from_arrays(both, fs_hz=60.0), path)
    return path


def one_sentence(result: Result | subprocess.CompletedProcess[str]) -> str:
    """Return what stands on stderr, which is one line and no traceback."""
    text = result.stderr
    assert "Traceback" not in text
    assert "Traceback" not in result.stdout
    assert text.count("\n") == 1, text
    assert text.startswith("gaitsense: ")
    assert text.endswith((".\n", "?\n"))
    return text.removeprefix("gaitsense: ").strip()


@pytest.fixture
def sentence() -> Callable[..., str]:
    return one_sentence
