from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings import npy_arrays
from gaitsense.recordings.npy_arrays import NpyArrays, one_number, scaled


def npy(header: str, numbers: bytes = b"", version: int = 1) -> bytes:
    text = header.encode()
    size = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + size + text + numbers


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


def read(path: Path, name: str = "a"):
    with NpyArrays(path) as arrays:
        return arrays.read(name)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(4, 3),
        np.asfortranarray(np.arange(12.0).reshape(4, 3)),
        np.arange(6, dtype=">i2").reshape(2, 3),
        np.arange(5, dtype=np.uint8),
        np.array(3.5),
        np.zeros((0, 3)),
        np.array([True, False]),
        np.arange(4, dtype=np.float16),
    ],
)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_writes_is_read(tmp_path, array, save):
    save(tmp_path / "a.npz", a=array, b=np.zeros(2))
    with NpyArrays(tmp_path / "a.npz") as arrays:
        assert arrays.names == ("a", "b")
        found = arrays.read("a")
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype
    assert found.shape == array.shape


def test_a_wide_header_is_read(tmp_path):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"
    path = archive(tmp_path / "a.npz", a=npy(text, np.array([1.0, 2.0]).tobytes(), version=2))
    np.testing.assert_array_equal(read(path), [1.0, 2.0])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not numpy at all",
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"12345678"),
        npy("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", b"1" * 12),
        npy("{'descr': '<f1', 'fortran_order': False, 'shape': (1,), }", b"1"),
        npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", b"1" * 8),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"),
        npy("{'descr': '<f8', 'fortran_order': __import__('os'), 'shape': (1,), }", b"1" * 8),
        npy("x" * 5000),
        b"\x93NUMPY\x01\x00\xff",
    ],
)
def test_what_is_not_plain_numbers_is_refused(tmp_path, content):
    with pytest.raises(RecordingError, match="'a' does not hold plain numbers"):
        read(archive(tmp_path / "a.npz", a=content))


def test_a_pickle_is_never_opened(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([{"x": 1}], dtype=object))
    with pytest.raises(RecordingError, match="does not hold plain numbers"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize(
    "shape", ["(1000000000000,)", "(3,)", "(1,)", "(999999999999, 999999999999)"]
)
def test_a_header_that_promises_other_sizes_takes_no_room(tmp_path, shape):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    with pytest.raises(RecordingError, match="where its header promises"):
        read(archive(tmp_path / "a.npz", a=npy(text, b"0" * 16)))


def test_a_bomb_is_refused_before_it_unpacks(tmp_path, monkeypatch):
    path = archive(tmp_path / "a.npz", a=b"\0" * 4_000_000)
    monkeypatch.setattr(npy_arrays, "_MOST_PACKED", 500)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(RecordingError, match=r"would unpack to 4 MB out of 0\.0 MB"):
        read(path)
    monkeypatch.setattr(npy_arrays, "_MOST_PACKED", 10**9)
    monkeypatch.setattr(npy_arrays, "_MOST_BYTES", 1_000_000)
    with pytest.raises(RecordingError, match="which no recording does"):
        read(path)


def test_small_numbers_that_grow_beyond_any_recording_are_refused(tmp_path, monkeypatch):
    """Bytes become float64, eight times as large."""
    monkeypatch.setattr(npy_arrays, "_MOST_NUMBERS", 999)
    np.savez(tmp_path / "a.npz", a=np.ones(1000, np.int8), b=np.ones(999, np.int8))
    with NpyArrays(tmp_path / "a.npz") as opened:
        assert opened.read("b").size == 999
        with pytest.raises(RecordingError, match="holds 1000 numbers, which no recording does"):
            opened.read("a")


def test_two_arrays_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("a.npy", npy("x"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a.npy", npy("y"))
    with pytest.raises(RecordingError, match="two arrays 'a'"):
        NpyArrays(tmp_path / "a.npz")


def test_a_locked_archive_is_refused(tmp_path):
    path = archive(tmp_path / "a.npz", a=npy("x"))
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)
    with pytest.raises(RecordingError, match="locked by a password"):
        read(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_array_that_is_packed_in_another_way_is_refused(tmp_path, packing):
    with zipfile.ZipFile(tmp_path / "a.npz", "w", packing) as file:
        file.writestr("a.npy", npy("x"))
    with pytest.raises(RecordingError, match="packed in another way"):
        read(tmp_path / "a.npz")


def test_an_archive_without_directory_is_refused(tmp_path):
    path = archive(tmp_path / "a.npz", a=npy("x"))
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(RecordingError, match="archive is damaged"):
        NpyArrays(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read")
def test_an_archive_that_may_not_be_read_is_refused(tmp_path):
    path = archive(tmp_path / "a.npz", a=npy("x"))
    path.chmod(0)
    with pytest.raises(RecordingError, match="permission denied"):
        NpyArrays(path)


def test_an_archive_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="cannot be read"):
        NpyArrays(tmp_path / "a.npz")


def test_what_goes_wrong_while_reading_is_said(tmp_path, monkeypatch):
    path = archive(tmp_path / "a.npz", a=npy("x"))

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(zipfile.ZipFile, "read", fail)
    with pytest.raises(RecordingError, match="input/output error"):
        read(path)


def test_counts_become_values():
    arrays = {
        "a": np.array([[-32768, 2], [3, -32767]], np.int16),
        "a_scale": np.array(0.5),
        "v": np.array([-32768.0, 1.0]),
        "v_scale": np.array([2.0]),
    }
    np.testing.assert_array_equal(scaled(arrays, "a", "a_scale"), [[np.nan, 1.0], [1.5, -16383.5]])
    np.testing.assert_array_equal(scaled(arrays, "a", "none"), [[-32768.0, 2.0], [3.0, -32767.0]])
    np.testing.assert_array_equal(scaled(arrays, "v", "v_scale"), [-65536.0, 2.0])
    assert one_number(arrays, "v_scale") == 2.0
    with pytest.raises(RecordingError, match="holds 2 numbers"):
        one_number(arrays, "v")
