"""Whatever the bytes, a dialect gives samples or a `RecordingError` with one sentence."""

from __future__ import annotations

import contextlib
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from look_alikes import LOOK_ALIKES

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording

ONLY_REFUSED = {"reference-system", "ipol-265"}
CELLS = [
    b"1e308", b"-1.7e308", b"1e200", b"1e39", b"-1e19", b"1e-320", b"1e400", b"nan", b"inf", b"",
    b"abc", b"\x00", b"-", b"9007199254740993", b"\xb5", b'"', b"0x1F", b"12:61:99.9",
]  # fmt: skip


def read(folder: Path, files: dict[str, bytes]) -> Recording | None:
    """What the files hold; None where one sentence says why they cannot be read."""
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            recording = read_recording([folder / name for name in files])
        except RecordingError as error:
            sentence = str(error)
        else:
            sentence = ""
    if sentence:
        assert len(sentence.splitlines()) == 1
        return None
    for foot in recording.feet.values():
        assert np.isfinite(foot.acc_mps2).all()
        assert np.isfinite(foot.gyr_radps).all()
        assert (np.diff(foot.t_s) > 0).all()
        assert (np.diff(foot.sample) > 0).all()
    for note in recording.notes:
        assert len(note.splitlines()) == 1
    return recording


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_taken_for_what_it_looks_like(tmp_path: Path, name: str) -> None:
    for raw in LOOK_ALIKES[name].values():
        chosen = choose_dialect(sniff_head(raw, len(raw)))
        assert chosen is not None
        assert chosen[0].name == name
    assert (read(tmp_path, LOOK_ALIKES[name]) is None) == (name in ONLY_REFUSED)


@pytest.mark.parametrize("name", [name for name in LOOK_ALIKES if name not in ONLY_REFUSED])
@pytest.mark.parametrize("word", [b"-1.7e308", b"1e39"])
def test_a_cell_beyond_all_bounds_costs_its_row_only(
    tmp_path: Path, name: str, word: bytes
) -> None:
    files = LOOK_ALIKES[name]
    whole = read(tmp_path, files)
    assert whole is not None
    first = next(iter(files))
    lines = files[first].split(b"\n")
    mark = next((mark for mark in (b"\t", b";") if mark in lines[-20]), b",")
    for at in range(lines[-20].count(mark) + 1):
        cells = lines[-20].split(mark)
        cells[at] = word
        text = b"\n".join([*lines[:-20], mark.join(cells), *lines[-19:]])
        struck = read(tmp_path, {**files, first: text})
        # Refused it may be; read as a number of any unit it must not be.
        if struck is not None:
            for side, foot in struck.feet.items():
                assert len(whole[side]) - 1 <= len(foot) <= len(whole[side])
                assert np.abs(foot.acc_mps2).max() < 100.0
                assert np.abs(foot.gyr_radps).max() < 10.0


@pytest.mark.parametrize("mark", [b"n_samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n", b""])
def test_decimal_commas_in_quotation_marks_among_counts(tmp_path: Path, mark: bytes) -> None:
    row = b",".join([b'"1,5"'] * (7 if mark else 3)) + b"\n"
    read(tmp_path, {"left.csv": mark + row * (40 if mark else 3)})


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    out = bytearray(raw)
    for _ in range(draw(st.integers(1, 6))):
        if not out:
            break
        at = draw(st.integers(0, len(out) - 1))
        kind = draw(st.sampled_from(["byte", "cell", "cell", "cut", "double", "strip", "insert"]))
        if kind == "byte":
            out[at] = draw(st.integers(0, 255))
        elif kind == "cell":
            ends = [place for mark in b",;\t\n" if (place := out.find(mark, at)) >= 0]
            begins = [out.rfind(mark, 0, at) + 1 for mark in b",;\t\n"]
            out[max(begins) : min(ends, default=len(out))] = draw(st.sampled_from(CELLS))
        elif kind == "cut":
            del out[at : at + draw(st.integers(1, 3000))]
        elif kind == "double":
            out[at:at] = out[at : at + draw(st.integers(1, 400))]
        elif kind == "strip":
            del out[at:]
        else:
            out[at:at] = draw(st.binary(max_size=30))
    return bytes(out)


@pytest.mark.parametrize("name", LOOK_ALIKES)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_the_bytes(tmp_path: Path, name: str, data: st.DataObject) -> None:
    files = LOOK_ALIKES[name]
    target = data.draw(st.sampled_from(sorted(files)))
    with contextlib.suppress(FileNotFoundError):
        (tmp_path / target).unlink()
    read(tmp_path, {**files, target: data.draw(damaged(files[target]))})
