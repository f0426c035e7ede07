from __future__ import annotations

import numpy as np
import pytest
from scipy.io import savemat

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

HDF5 = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512) + b"\x89HDF\r\n\x1a\n"


@pytest.mark.parametrize("version", ["5", "7.3"])
def test_a_matlab_file_is_refused_and_the_converter_named(tmp_path, version):
    path = tmp_path / "walk_left.mat"
    if version == "5":
        savemat(path, {"imu": np.zeros((5, 6))})
    else:
        path.write_bytes(HDF5)
    dialect, match = choose_dialect(read_head(path))
    assert (dialect.name, match.confidence) == ("matlab", 0.95)
    with pytest.raises(RecordingError, match=r"MATLAB.*/pyshoe_vicon/convert\.py") as e:
        read_recording(path)
    assert e.value.file == path


def test_prose_about_matlab_is_no_matlab_file(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("MATLAB is a program.\n")
    with pytest.raises(RecordingError, match="not a recording"):
        read_recording(path)
