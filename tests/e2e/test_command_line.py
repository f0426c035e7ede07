"""The command line as people use it: real processes, real folders, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gaitsense.report.strides_csv import read_strides_csv


def typed(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gaitsense", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_from_simulated_shoes_to_a_report(tmp_path: Path) -> None:
    made = typed(tmp_path, "simulate", "right_foot_drop", "--out", "s", "--rate", "100")
    assert (made.returncode, made.stderr) == (0, "")
    done = typed(tmp_path, "analyze", "s/right_foot_drop_seed1.csv", "--person", "P1")
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "gaitsense_out" / "right_foot_drop_seed1"
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["right"]["foot_drop_pattern"] == "yes"
    assert summary["left"]["foot_drop_pattern"] == "no"
    assert summary["sentence"] in (out / "summary.json").read_text("utf-8")
    assert len(read_strides_csv(out / "strides.csv")) == summary["walk"]["strides_n"]
    assert "Pattern consistent with reduced foot lift on the right" in done.stdout
    assert "\x1b[" not in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["analyze", "absent.csv"], 4, "absent.csv: there is no such file"),
        (["analyze"], 2, "missing argument"),
        (["simulate", "helthy", "--out", "s"], 2, "did you mean 'healthy'?"),
        (["nothing"], 2, "there is no command 'nothing'"),
    ],
)
def test_exit_codes_reach_the_shell(tmp_path: Path, words: list[str], code: int, part: str) -> None:
    done = typed(tmp_path, *words)
    assert done.returncode == code
    assert part in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout
    assert not list(tmp_path.iterdir())


def test_a_terminal_that_knows_no_plus_minus_goes_on(tmp_path: Path) -> None:
    done = typed(
        tmp_path, "simulate", "--list", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C"
    )
    assert done.returncode == 0
    walk = typed(tmp_path, "demo", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (walk.returncode, walk.stderr) == (0, "")
    assert "0.7" in walk.stdout


def test_a_fault_of_ours_reaches_the_shell_as_1(tmp_path: Path) -> None:
    code = (
        "import gaitsense.simulate.walk as walk, sys\n"
        "def broken(*a, **k): raise ZeroDivisionError('x')\n"
        "walk.simulate_walk = broken\n"
        "from gaitsense.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "demo"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "fault of gaitsense" in done.stderr
    assert "Traceback" not in done.stderr


def ended(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """What bash reports of a line; ``$G`` stands for the command."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, "G": f"{sys.executable} -m gaitsense"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", ["--help", "simulate --list", "demo --out d"])
def test_an_output_that_takes_nothing_is_told_in_one_sentence(tmp_path: Path, words: str) -> None:
    done = ended(tmp_path, f"$G {words} > /dev/full")
    assert done.returncode == 1
    assert done.stderr == (
        "gaitsense: the output cannot be written (no space left on device); free some space, or "
        "print to a terminal or another file.\n"
    )
    assert ended(tmp_path, f"$G {words} > /dev/full 2>&1").returncode == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with pipes")
@pytest.mark.parametrize("words", ["simulate --list", "demo --out d"])
def test_a_reader_that_has_left_is_no_fault(tmp_path: Path, words: str) -> None:
    done = ended(tmp_path, f"$G {words} | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("141\n", "")
