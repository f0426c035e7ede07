"""Ctrl-C at any stage: exit code 130, whole files only, and a sentence that names them.

The signal is a real one, in a real process; a small driver sends it to itself when a chosen
stage has begun, so that no test depends on the speed of the machine.
"""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.recording import Recording
from gaitsense.recordings.session_writer import write_session_csv
from gaitsense.report.page import GENERATOR
from gaitsense.report.strides_csv import HEADER_LINE
from gaitsense.simulate.walk import simulate_walk

DRIVER = """
import importlib, os, signal, sys
module, name = sys.argv[1].rsplit(".", 1)
home = importlib.import_module(module)
kept = getattr(home, name)
# Tests that run in the background inherit that nobody at a terminal can interrupt them.
signal.signal(signal.SIGINT, signal.default_int_handler)
def interrupted(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGINT)
    return kept(*args, **kwargs)
setattr(home, name, interrupted)
from gaitsense.cli.main import main
sys.argv = ["gaitsense", *sys.argv[2:]]
main()
"""

#: Ctrl-C while the program itself is loaded, and while Python cleans up behind it.
STARTING = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Finder())
from gaitsense.cli.main import main
main()
"""
LEAVING = """
import atexit, os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
class Late:
    def __init__(self):
        self.kill, self.what = os.kill, (os.getpid(), signal.SIGINT)
    def __del__(self):
        self.kill(*self.what)
late = Late()
atexit.register(os.kill, os.getpid(), signal.SIGINT)
from gaitsense.cli.main import main
main()
"""

REMOVED = "removed, as of an earlier run: out/report.html"

PATIENT = """
import signal
import gaitsense.cli.progress as progress
progress.ProgressBar.__init__.__defaults__ = (0.0,)
signal.signal(signal.SIGINT, signal.default_int_handler)
from gaitsense.cli.main import main
main()
"""


@pytest.fixture
def walk_csv(tmp_path: Path) -> Path:
    walk = simulate_walk("healthy", seed=1, rate_hz=60.0).recording
    write_session_csv(walk, tmp_path / "walk.csv")
    return tmp_path / "walk.csv"


def run_python(code: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def interrupt_at(stage: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = run_python(DRIVER, folder, stage, *words)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    return done


def left_behind(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("stage", "whole"),
    [
        ("gaitsense.recordings.read.read_recording", []),
        ("gaitsense.pipeline.gait_pipeline.score_strides", []),
        ("gaitsense.report.strides_csv.write_whole", []),
        ("gaitsense.report.summary_json.write_whole", ["strides.csv"]),
        ("gaitsense.report.pictures.pitch_svg", ["strides.csv", "summary.json"]),
        ("gaitsense.cli.screen.show_walk", ["strides.csv", "summary.json", "report.html"]),
    ],
)
def test_analyze_keeps_what_is_whole(walk_csv: Path, stage: str, whole: list[str]) -> None:
    folder = walk_csv.parent
    done = interrupt_at(stage, folder, "analyze", "walk.csv", "--out", "out")
    assert left_behind(folder) == {"walk.csv", *(f"out/{name}" for name in whole)}
    if whole:
        listed = ", ".join(f"out/{name}" for name in whole)
        assert done.stderr == f"gaitsense: interrupted; whole files are {listed}.\n"
    else:
        assert done.stderr == "gaitsense: interrupted; nothing was written.\n"


@pytest.mark.parametrize(
    ("stage", "left", "said"),
    [
        (
            "gaitsense.cli.walk_results.write_results",
            {"strides.csv", "summary.json", "report.html"},
            "nothing was written.",
        ),
        (
            "gaitsense.report.strides_csv.write_whole",
            {"strides.csv"},
            f"nothing was written; {REMOVED}, out/summary.json.",
        ),
        (
            "gaitsense.report.summary_json.write_whole",
            {"strides.csv"},
            f"whole files are out/strides.csv; {REMOVED}, out/summary.json.",
        ),
        (
            "gaitsense.report.pictures.pitch_svg",
            {"strides.csv", "summary.json"},
            f"whole files are out/strides.csv, out/summary.json; {REMOVED}.",
        ),
    ],
)
def test_results_of_two_walks_never_lie_together(
    walk_csv: Path, stage: str, left: set[str], said: str
) -> None:
    folder, out = walk_csv.parent, walk_csv.parent / "out"
    out.mkdir()
    earlier = {
        "strides.csv": f"{HEADER_LINE}\n",
        "summary.json": '{"gaitsense_summary": 1, "data_sha256": "earlier"}',
        "report.html": f'<!DOCTYPE html>\n<head>{GENERATOR} 0.1.0">',
    }
    for name, text in earlier.items():
        (out / name).write_text(text)
    done = interrupt_at(stage, folder, "analyze", "walk.csv", "--out", "out")
    assert {path.name for path in out.iterdir()} == left
    old = {name for name in left if (out / name).read_text() == earlier[name]}
    assert not old or old == left
    assert done.stderr == f"gaitsense: interrupted; {said}\n"


@pytest.mark.parametrize(
    "stage",
    [
        "gaitsense.simulate.walk.simulate_walk",
        "gaitsense.recordings.session_writer.header_lines",
        "gaitsense.simulate.walk.write_truth",
    ],
)
def test_simulate_leaves_nothing_half_written(tmp_path: Path, stage: str) -> None:
    words = ("simulate", "healthy", "--out", "s", "--rate", "60", "--duration", "10")
    done = interrupt_at(stage, tmp_path, *words)
    assert not list(tmp_path.iterdir())
    assert "nothing was written" in done.stderr


@pytest.mark.parametrize("stood_there", [False, True])
def test_convert_leaves_no_folder_that_it_made(walk_csv: Path, stood_there: bool) -> None:
    folder = walk_csv.parent
    if stood_there:
        (folder / "new").mkdir()
    stage = "gaitsense.recordings.session_writer.header_lines"
    done = interrupt_at(stage, folder, "convert", "walk.csv", "--out", "new/deep/walk.csv")
    assert done.stderr == "gaitsense: interrupted; nothing was written.\n"
    expected = {"walk.csv", "new"} if stood_there else {"walk.csv"}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == expected


def test_ctrl_c_while_the_program_loads(tmp_path: Path) -> None:
    done = run_python(STARTING, tmp_path, "--version")
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "gaitsense: interrupted.\n"


def test_ctrl_c_once_all_is_done_spoils_nothing(tmp_path: Path) -> None:
    done = run_python(LEAVING, tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("gaitsense ")


def test_demo_keeps_the_simulated_walk(tmp_path: Path) -> None:
    stage = "gaitsense.recordings.read.read_recording"
    done = interrupt_at(stage, tmp_path, "demo", "--out", "d")
    names = {Path(name).parts[1] for name in left_behind(tmp_path)}
    assert names == {"left_foot_drop_seed1.csv", "left_foot_drop_seed1_truth"}
    assert "whole files are d/left_foot_drop_seed1.csv, d/left_foot_drop_seed1_truth" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal to look at")
def test_somebody_presses_ctrl_c_while_the_bar_moves(tmp_path: Path) -> None:
    """A large file on a terminal; the signal comes from outside once the bar is seen."""
    walk = simulate_walk("healthy", seed=1, rate_hz=60.0).recording
    feet = {
        side: (None, np.tile(walk[side].acc_mps2, (80, 1)), np.tile(walk[side].gyr_radps, (80, 1)))
        for side in walk.sides
    }
    write_session_csv(Recording.from_arrays(feet, fs_hz=60.0), tmp_path / "long.csv")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PATIENT, "analyze", "long.csv", "--out", "out"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        while b"Analysing" not in seen:
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        try:
            while more := os.read(ours, 4096):
                seen += more
        except OSError:
            pass  # how a terminal says that nobody is at its other end
        assert process.wait(60) == 130
    os.close(ours)
    text = seen.decode("utf-8", "replace")
    assert "gaitsense: interrupted; nothing was written." in text
    assert "Traceback" not in text
    assert left_behind(tmp_path) == {"long.csv"}
