"""Files cut or struck at random: a sentence or the truth, never a crash or a wrong number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv

KINDS = ("dot", "dot increments", "mtw", "physilog", "session", "generic")


@pytest.fixture
def whole_file(request, tmp_path, dot_file, mtw_file, physilog_file, made_recording, closed_form):
    kind = request.param
    if kind == "dot":
        return dot_file(n=60)
    if kind == "dot increments":
        return dot_file(n=60, columns=("dq", "dv", "Mag"), trailing=", ")
    if kind == "mtw":
        return mtw_file(n=60)
    if kind == "physilog":
        return physilog_file(n=60)
    if kind == "session":
        path = tmp_path / "left.csv"
        write_session_csv(made_recording(range(60), marker=((0.3, "on"),)), path)
        return path
    path = tmp_path / "left.csv"
    acc, gyr = closed_form(np.arange(60), 100.0)
    rows = [",".join(f"{v:.9g}" for v in [k / 100, *acc[k], *gyr[k]]) for k in range(60)]
    path.write_text("\n".join(["t_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z", *rows, ""]))
    return path


def reading(path: Path) -> Recording | None:
    """What a file holds, or None where a sentence refused it."""
    try:
        return read_recording(path)
    except RecordingError as error:
        sentence = str(error)
    assert "\n" not in sentence
    return None


@pytest.mark.parametrize("whole_file", KINDS, indirect=True)
def test_a_file_cut_anywhere_gives_its_beginning_or_a_sentence(whole_file):
    raw = whole_file.read_bytes()
    intact = read_recording(whole_file)["left"]
    starts = raw.index(b"\n", len(raw) // 3)
    cuts = np.unique(np.linspace(1, len(raw) - 1, 70).astype(int)).tolist()
    read_n = 0
    for cut in [*cuts, *range(starts, starts + 60)]:
        whole_file.write_bytes(raw[:cut])
        recording = reading(whole_file)
        if recording is None:
            continue
        foot = recording["left"]
        read_n += 1
        n = len(foot)
        np.testing.assert_array_equal(foot.acc_mps2, intact.acc_mps2[:n])
        np.testing.assert_allclose(foot.gyr_radps, intact.gyr_radps[:n], rtol=1e-6)
        assert foot.sample.tolist() == intact.sample[:n].tolist()
        np.testing.assert_allclose(foot.t_s, intact.t_s[:n], atol=2e-5)
        assert foot.rate_hz == pytest.approx(intact.rate_hz, rel=0.01)
        # All lines that are whole were read.
        assert n >= len(intact) - raw[cut:].count(b"\n") - 1
    assert read_n > 80


@pytest.mark.parametrize("whole_file", KINDS, indirect=True)
def test_struck_bytes_never_crash_the_reading(whole_file):
    raw = whole_file.read_bytes()
    rng = np.random.default_rng(11)
    for _ in range(150):
        struck = bytearray(raw)
        for at in rng.integers(0, len(raw), rng.integers(1, 5)):
            at = at % len(struck)
            kind = rng.integers(4)
            if kind == 0:
                struck[at] = rng.integers(256)
            elif kind == 1:
                struck[at] = rng.choice([0, 10, 13, 34, 44, 59, 46])
            elif kind == 2:
                del struck[at : at + rng.integers(1, 40)]
            else:
                struck[at:at] = struck[max(at - 30, 0) : at]
        whole_file.write_bytes(bytes(struck))
        recording = reading(whole_file)
        if recording is None:
            continue
        foot = recording[recording.sides[0]]
        assert (np.diff(foot.sample) > 0).all()
        assert np.isfinite(foot.acc_mps2).all()
        assert np.isfinite(foot.gyr_radps).all()
        assert (np.diff(foot.t_s) > 0).all()
