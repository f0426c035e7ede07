from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

NAMES = "LAV,LAX,LAY,LAZ,LRV,LRX,LRY,LRZ,RAV,RAX,RAY,RAZ,RRV,RRX,RRY,RRZ"
ROWS = "".join(",".join(f"{0.01 * k + 0.1 * j:e}" for j in range(16)) + "\n" for k in range(50))
STEPS = (
    '\n{\n    "Subject": 7,\n    "LeftFootActivity": [[10, 20]],\n    "RightFootActivity": []\n}'
)


def refused(path: Path, text: str) -> str:
    path.write_text(text)
    dialect, match = choose_dialect(read_head(path))
    assert (dialect.name, match.confidence) == ("ipol-265", 0.95)
    assert "IPOL demo 265" in match.why
    with pytest.raises(RecordingError) as caught:
        read_recording(path, side="left")
    assert "\n" not in str(caught.value)
    assert "understood are" not in str(caught.value)
    return str(caught.value)


def test_the_walk_is_refused_for_its_missing_gravity(tmp_path: Path):
    said = refused(tmp_path / "1-1.csv", f"{NAMES}\n{ROWS}")
    assert "gravity was taken away: which way is up cannot be told" in said
    assert "give a recording whose accelerometer still holds gravity" in said


def test_the_marked_steps_are_refused_as_what_they_are(tmp_path: Path):
    said = refused(tmp_path / "1-1.json", STEPS)
    assert "the steps of a walk of IPOL demo 265 as marked by hand, not a recording" in said


@pytest.mark.parametrize(
    "text", [f"{NAMES.replace('LAV,', '')}\n{ROWS}", STEPS.replace("FootActivity", "Foot")]
)
def test_what_only_resembles_them_is_another_file(tmp_path: Path, text):
    path = tmp_path / "other"
    path.write_text(text)
    assert choose_dialect(read_head(path)) is None
